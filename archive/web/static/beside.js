// Says above each of two saved pages where links in it have led. What it is told comes from the
// replay origin, where saved pages run, and is only ever shown as text.
"use strict";

const { origin } = document.querySelector("main").dataset;

addEventListener("message", ({ source, origin: from, data }) => {
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
  const shown = data && data.shown;
  if (from !== origin || !frame || !shown) return;
  const { url, ts } = shown;
  if (typeof url !== "string" || !/^https?:\/\//.test(url) || !/^(\d{14})?$/.test(ts)) return;
  const first = new URL(frame.dataset.first, origin).href.slice(origin.length);
  const address = `${ts && `${ts}/`}${url.replace(/#.*$/s, "").replaceAll("\\", "%5C")}`;
  const [, y, mo, d, h, mi, s] = ts.match(/(....)(..)(..)(..)(..)(..)/) || [];
  const time = ts ? `${y}-${mo}-${d}, ${h}:${mi}:${s} UTC` : "";
  const words = `→ ${url.replace(/^https?:\/\/(www\.)?/, "")} ${time}`;
  frame.closest("section").querySelector(".moved").textContent =
    `/replay/${address}` === first ? "" : words;
});
