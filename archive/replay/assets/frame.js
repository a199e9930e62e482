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
  frame.title = "Saved page";
  frame.sandbox = "allow-scripts allow-same-origin allow-forms";
  frame.src = `/w/a/${place.replace(/^(?:(\d*)\/)?(?=[a-z])/i, "$1mp_/")}`;
  words.replaceWith(frame);
  window.addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data !== "object" || !data) return;
    if (data.wb_type !== "load" && data.wb_type !== "replace-url") return;
    tell(data.url, data.ts, data.title);
  });
  frame.addEventListener("load", () => {
    // Words in place of a page tell nothing themselves.
    const [, url] = frame.contentWindow.location.href.match(/\/w\/a\/\d*[a-z_]*\/(.+)$/s) || [];
    const ts = frame.contentDocument?.documentElement.dataset.instead;
    if (url && ts !== undefined) tell(url, ts, frame.contentDocument.title);
  });
}

function tell(url, ts, title) {
  const shown = { url: String(url), ts: String(ts || ""), title: String(title || "") };
  window.parent.postMessage({ shown }, room);
}

start().catch((error) => {
  words.textContent = `This saved page cannot be shown: ${error.message}.`;
});
