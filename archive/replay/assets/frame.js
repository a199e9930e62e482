// Starts the replay worker, shows the saved page below it, and tells the reading room's page
// around this frame which page is shown.
"use strict";

const { room, place } = document.documentElement.dataset;
const words = document.querySelector("p");

async function start() {
  if (window.top === window) {
    // The saved page could reach this window, and lead it anywhere.
    location.replace(`${room}/replay/${place}`);
    return;
  }
  const workers = navigator.serviceWorker;
  if (!workers) {
    throw new Error("this browser runs no service workers here (private windows of some do not)");
  }
  const registration = await workers.register("/sw.js", { scope: "/", updateViaCache: "none" });
  if (!workers.controller || registration.installing) {
    await new Promise((resolve) => {
      workers.addEventListener("controllerchange", resolve, { once: true });
      workers.ready.then(() => setTimeout(resolve, 3000));
    });
  }
  const frame = document.createElement("iframe");
  frame.name = "___wb_replay_top_frame";
  frame.title = document.documentElement.dataset.title;
  frame.sandbox = "allow-scripts allow-same-origin allow-forms";
  frame.src = `/w/a/${place.replace(/^(?:(\d*)\/)?(?=[a-z])/i, "$1mp_/")}`;
  words.replaceWith(frame);
  workers.addEventListener("message", ({ data }) => {
    if (data && data.part) note(frame, data.part);
  });
  workers.startMessages();
  window.addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data !== "object" || !data) return;
    if (data.wb_type !== "load" && data.wb_type !== "replace-url") return;
    tell(data.url, data.ts, data.title);
  });
  frame.addEventListener("load", () => {
    tally(frame);
    // Words in place of a page tell nothing themselves.
    const [, url] = frame.contentWindow.location.href.match(/\/w\/a\/\d*[a-z_]*\/(.+)$/s) || [];
    const ts = frame.contentDocument?.documentElement.dataset.instead;
    if (url && ts !== undefined) tell(url, ts, frame.contentDocument.title);
  });
}

// What the pages in the frame were given: the worker tells all frames what it gives to any page.
const MOST = 3000;
let shownPage = "";
let own = new Set();
let parts = new Map();
let pending = 0;

function note(frame, part) {
  if (parts.size < MOST) parts.set(`${part.page} ${part.url}`, part);
  pending ||= setTimeout(() => {
    pending = 0;
    tally(frame);
  }, 250);
}

function tally(frame) {
  const now = new Set();
  gather(frame.contentWindow, now);
  const [first = ""] = now;
  if (!first) return;
  if (first !== shownPage) {
    shownPage = first;
    own = new Set();
    for (const [key, part] of parts) {
      if (!now.has(part.page)) parts.delete(key);
    }
  }
  now.forEach((one) => own.add(one));
  const given = [...parts.values()].filter((part) => own.has(part.page));
  const told = given
    .filter(({ page, opens }) => !(opens && page === shownPage))
    .map(({ url, ts, status, rule }) => ({ url, ts, status, rule }));
  window.parent.postMessage({ parts: told }, room);
}

// The addresses of a window and those in it, its own first.
function gather(shown, found) {
  if (found.size > MOST) return;
  try {
    found.add(shown.location.href.replace(/#.*$/s, ""));
    for (let i = 0; i < shown.frames.length && i < MOST; i++) gather(shown.frames[i], found);
  } catch {
    // A frame that is of no saved page.
  }
}

function tell(url, ts, title) {
  const shown = { url: String(url), ts: String(ts || ""), title: String(title || "") };
  window.parent.postMessage({ shown }, room);
}

start().catch((error) => {
  words.textContent = `${document.documentElement.dataset.failed} ${error.message}.`;
});
