// Opens the captures of this site in ReplayWeb.page, at the page that the address names.
"use strict";

const asked = new URLSearchParams(location.hash.slice(1));
const player = document.createElement("replay-web-page");
player.setAttribute("source", new URL("captures.wacz", location.href).href);
player.setAttribute("replayBase", "replay/");
player.setAttribute("embed", "default");
for (const name of ["url", "ts"]) {
  if (asked.get(name)) player.setAttribute(name, asked.get(name));
}
document.body.append(player);
