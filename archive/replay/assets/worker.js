// Stands between wabac.js and the pages it rewrites. wabac.js runs as published; this decides
// what reaches it and puts one policy on all that leaves it, its own error pages included.
"use strict";

const HERE = self.location.origin;
const ROOM = `${self.location.protocol}//${self.location.hostname}:$ROOM_PORT`;
const NAME = "a";
const REPLAYED = `${HERE}/w/`;
const SHIPPED = ["/static/wombat.js", "/static/wombatWorkers.js"];
// The base URL of a page, its plugins and its WebSockets could reach the live web.
const POLICY = [
  "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
  "connect-src 'self' data: blob:",
  "frame-src 'self' data: blob: about:",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  `frame-ancestors 'self' ${ROOM}`,
  "sandbox allow-scripts allow-same-origin allow-forms",
].join("; ");
// Lists of the pieces of a film, in which addresses must be rewritten.
const PLAYLIST = /mpegurl|dash\+xml/i;
// Kinds of document that a sandboxed frame can show.
const SHOWABLE = /^(text\/|image\/|audio\/|video\/|application\/(xhtml\+xml|xml|json))/;

const handlers = {};
const listen = self.addEventListener.bind(self);
self.addEventListener = (type, handler) => {
  (handlers[type] ||= []).push(handler);
};
const asked = self.fetch.bind(self);
self.fetch = async (...request) => unescaped(await asked(...request));
importScripts("/wabac.js");
delete self.addEventListener;

listen("install", () => self.skipWaiting());
listen("activate", (event) => event.waitUntil(self.clients.claim()));
listen("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== HERE) {
    event.respondWith(Response.error());
  } else if (url.href.startsWith(REPLAYED) || event.request.referrer.startsWith(REPLAYED)) {
    event.respondWith(replayed(event, url));
  } else if (SHIPPED.includes(url.pathname)) {
    event.respondWith(fromWabac(event));
  }
});

// Messages from pages are not listened to: the one collection is added from here. A page that
// gets hold of the worker could otherwise add others.
let added = null;
function collection() {
  added ||= new Promise((resolve, reject) => {
    const answer = ({ msg_type, error }) => {
      if (msg_type === "collAdded") resolve();
      if (error) reject(new Error(error));
    };
    const data = {
      msg_type: "addColl",
      name: NAME,
      type: "live",
      skipExisting: false,
      file: { sourceUrl: `proxy:${HERE}/raw/` },
      extraConfig: {
        prefix: `${HERE}/raw/`,
        isLive: false,
        archivePrefix: "",
        archiveMod: "id_",
        noPostToGet: false,
        csp: POLICY,
      },
    };
    const source = { postMessage: answer };
    for (const handler of handlers.message) {
      handler({ data, source, waitUntil() {} });
    }
  });
  return added;
}

async function replayed(event, url) {
  const { request } = event;
  const [, name, place] = url.href.match(/\/w\/([^/]*)\/(.*)$/s) || [];
  if (url.href.startsWith(REPLAYED) && name !== NAME) {
    return new Response("", { status: 404 });
  }
  const opens = request.mode === "navigate";
  if (opens && place && request.destination === "document") {
    // A saved page alone in its window could lead it anywhere.
    return Response.redirect(`${ROOM}/replay/${place.replace(/^(\d*)mp_\//, "$1/")}`);
  }
  await collection();
  const answer = guarded((await ofRange(request, place)) || (await fromWabac(event)));
  event.waitUntil(told(event, url, place, answer));
  if (opens && place && !canBeShown(answer)) {
    return fetch(`/instead/${place}`);
  }
  return answer;
}

// The part of a file that a player asks for, from the archive itself: wabac.js would read all of
// it first, and knows no ranges from the end.
async function ofRange(request, place) {
  const range = request.headers.get("range");
  if (!range || !place || request.method !== "GET") return null;
  const [, ts, url] = place.match(/^(\d*)(?:[a-z]+_)?\/(.+)$/s) || [];
  if (!url) return null;
  const headers = { Range: range };
  const answer = await fetch(`/raw/${ts && `${ts}id_/`}${url}`, { headers });
  const isRewritten = PLAYLIST.test(answer.headers.get("content-type") || "");
  if (answer.status === 404 || answer.headers.has("x-redirect-status") || isRewritten) {
    answer.body?.cancel();
    return null;
  }
  return answer;
}

// Tells the frames around saved pages what was given to which page, and of when it is.
async function told({ request, clientId }, url, place, { status, headers }) {
  const [, asked] = (place || "").match(/^\d*(?:[a-z]+_)?\/(.+)$/s) || [];
  if (!asked || (status >= 300 && status < 400)) return;
  const client = clientId && (await self.clients.get(clientId));
  const from = [client && client.url, request.referrer].find((one) => one?.startsWith(REPLAYED));
  const opens = request.mode === "navigate";
  const time = Date.parse(headers.get("memento-datetime") || "");
  const part = {
    page: opens ? url.href : from,
    url: asked,
    kind: request.destination,
    opens,
    ts: time ? new Date(time).toISOString().replace(/\D/g, "").slice(0, 14) : "",
    status,
    rule: headers.get("x-greffe-rule") || "",
  };
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const one of windows) {
    if (one.url.startsWith(`${HERE}/replay/`)) one.postMessage({ part });
  }
}

function fromWabac(event) {
  return new Promise((resolve, reject) => {
    const { request, clientId, resultingClientId } = event;
    const respondWith = (answer) => Promise.resolve(answer).then(resolve, reject);
    const waitUntil = (work) => event.waitUntil(work);
    for (const handler of handlers.fetch) {
      handler({ request, clientId, resultingClientId, respondWith, waitUntil });
    }
  });
}

// A style sheet whose addresses are spelt without escapes, which wabac.js takes for slashes.
const ADDRESS = /url\s*\((?:\s*"(?:[^"\\\n]|\\.)*"|\s*'(?:[^'\\\n]|\\.)*'|(?:[^"'()\\]|\\.)*)\s*\)/gis;
const ESCAPE = /\\(?:([0-9a-f]{1,6})\s?|([^\n]))/gi;
async function unescaped(answer) {
  const isStyle = /^text\/css/i.test(answer.headers.get("content-type") || "");
  if (!isStyle || answer.status !== 200) return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const { status, statusText, headers } = answer;
  if (!bytes.includes(0x5c)) return new Response(bytes, { status, statusText, headers });
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  const plain = text.replace(ADDRESS, (url) => url.replace(ESCAPE, (_, code, letter) => {
    const meant = code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : letter;
    return /^[\w.~\/?#[\]@!$&*+,;=:%-]$/.test(meant) ? meant : escaped(meant);
  }));
  const body = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  return new Response(body, { status, statusText, headers });
}

function escaped(letter) {
  const bytes = new TextEncoder().encode(letter);
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function canBeShown({ status, headers }) {
  if (status >= 300 && status < 400) return true;
  return status < 400 && SHOWABLE.test(headers.get("content-type") || "text/html");
}

function guarded(response) {
  if (response.type === "error") return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set("Content-Security-Policy", POLICY);
  headers.set("X-DNS-Prefetch-Control", "off");
  // Browsers ran scripts and styles with wrong types when these pages were new.
  headers.delete("X-Content-Type-Options");
  return new Response(response.body, { status, statusText, headers });
}
