// Keeps the line above a saved page true when links in it are followed. What it is told comes
// from the replay origin, where saved pages run, and is only ever shown as text.
"use strict";

const origin = document.body.dataset.origin;
const frame = document.querySelector("iframe");
const first = new URL(document.body.dataset.first, origin).href.slice(origin.length);

addEventListener("message", ({ source, origin: from, data }) => {
  const shown = data && data.shown;
  if (from !== origin || source !== frame.contentWindow || !shown) return;
  const { url, ts, title } = shown;
  if (typeof url !== "string" || !/^https?:\/\//.test(url) || !/^(\d{14})?$/.test(ts)) return;
  const address = `${ts && `${ts}/`}${url.replace(/#.*$/s, "").replaceAll("\\", "%5C")}`;
  if (`/replay/${address}` === first && location.pathname.startsWith("/replay/")) {
    document.title = title ? `${title} · Greffe` : document.title;
    return;
  }
  document.getElementById("shown-url").textContent = url.replace(/^https?:\/\/(www\.)?/, "");
  const [, y, mo, d, h, mi, s] = ts.match(/(....)(..)(..)(..)(..)(..)/) || [];
  const { saved, unsaved } = document.body.dataset;
  const time = ts ? saved.replace("{time}", `${y}-${mo}-${d}, ${h}:${mi}:${s} UTC`) : unsaved;
  document.getElementById("shown-time").textContent = time;
  document.getElementById("shown-record").href = `/page/${address}`;
  document.getElementById("shown-still").href = `/still/${address}`;
  document.getElementById("shown-picture").href = `/picture/${address}`;
  document.title = `${title || url} · Greffe`;
  history.replaceState(null, "", `/replay/${address}`);
});
