// Opens the captures of this site in ReplayWeb.page, at the page that the address names.
"use strict";

// The player's worker must be running before its frame is opened: a frame that comes first, as on
// a first visit it may, is not its own and stays empty.
async function working() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const registration = await workers.register("replay/sw.js?serveIndex=1", { scope: "replay/" });
  const worker = registration.installing || registration.waiting || registration.active;
  if (!worker || worker.state === "activated") return;
  await new Promise((resolve) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated" || worker.state === "redundant") resolve();
    });
    if (worker.state === "activated") resolve();
  });
}

function play() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const player = document.createElement("replay-web-page");
  player.setAttribute("source", new URL("captures.wacz", location.href).href);
  player.setAttribute("replayBase", "replay/");
  player.setAttribute("embed", "default");
  for (const name of ["url", "ts"]) {
    if (asked.get(name)) player.setAttribute(name, asked.get(name));
  }
  document.body.append(player);
}

// Where there can be no worker the player itself says so.
working().catch(() => {}).finally(play);
