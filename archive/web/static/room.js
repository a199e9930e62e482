// What makes the reading room quicker where scripts run: suggestions while one types, keys, and
// times in the reader's own zone. Without it all views work.
"use strict";

const kept = {
  get: (name) => { try { return localStorage.getItem(`greffe-${name}`); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem(`greffe-${name}`, value); } catch { /* off */ } },
};

// Suggestions: a combobox with a list (WAI-ARIA 1.2, combobox pattern).

function suggesting(input, number) {
  const list = document.createElement("ul");
  list.id = `suggested${number}`;
  list.className = "suggested";
  list.role = "listbox";
  list.setAttribute("aria-label", input.dataset.suggested);
  list.hidden = true;
  input.parentElement.append(list);
  const set = (name, value) => input.setAttribute(`aria-${name}`, value);
  input.setAttribute("role", "combobox");
  set("autocomplete", "list");
  set("expanded", "false");
  set("controls", list.id);
  let typed = input.value;
  let active = -1;
  let waiting = 0;
  let asked = null;

  const close = () => {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    active = -1;
    set("expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (at) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = list.children[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      set("activedescendant", option.id);
      input.value = option.dataset.query ?? typed;
    } else {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
    }
  };
  const take = (option) => {
    if (option.dataset.query === undefined) {
      location.href = option.dataset.to;
      return;
    }
    input.value = option.dataset.query;
    close();
    input.form.requestSubmit();
  };
  const show = ([query, words, about, ways]) => {
    if (query !== input.value || document.activeElement !== input) return;
    list.replaceChildren(...words.map((text, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.role = "option";
      option.setAttribute("aria-selected", "false");
      option.dataset.to = ways[at];
      if (ways[at].startsWith("/search?")) option.dataset.query = text;
      const said = document.createElement("span");
      said.dir = "auto";
      said.textContent = text;
      const note = document.createElement("span");
      note.className = "aside";
      note.textContent = ` ${about[at].replace(/^https?:\/\/(www\.)?/, "")}`;
      option.append(said, note);
      return option;
    }));
    active = -1;
    list.hidden = !words.length;
    set("expanded", String(!list.hidden));
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const values = new URLSearchParams({ q: input.value, everything: "true" });
    try {
      const answer = await fetch(`/api/suggest?${values}`, { signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch { /* One types on, or the server is gone. */ }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(waiting);
    if (typed.trim().length < 2) close();
    else waiting = setTimeout(ask, 90);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) {
      point(-1);
      close();
    } else if (event.key === "Enter" && count && active >= 0) {
      take(list.children[active]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      // From the field (-1) through the list and back to the field.
      const by = event.key === "ArrowDown" ? 1 : -1;
      point(((active + 1 + by + count + 1) % (count + 1)) - 1);
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Before the field loses the focus, which closes the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) take(option);
  });
}

document.querySelectorAll(".finder input[data-suggested]").forEach(suggesting);

// Keys. None acts in a field, and all of them can be turned off (WCAG 2.2, 2.1.4).

const ITEMS = [
  ".hits > li > h2 a", ".edits > li > h2 a", ".ranks .headline", ".sources tbody th a",
  ".change[id]", ".runs > li > .times > a", ".entries > li > a", ".calendar td a",
];
const help = document.getElementById("keys");
let item = null;

function step(by) {
  const first = ITEMS.find((one) => document.querySelector(one));
  const items = first ? [...document.querySelectorAll(first)].filter((one) => one.checkVisibility()) : [];
  if (!items.length) return false;
  const at = items.findIndex((one) => one === item || one === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by;
  if (!items[next]) return true;
  item = items[next];
  if (!item.matches("a")) item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
  return true;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

const ACTS = {
  "/": () => {
    const field = document.querySelector(".finder input");
    field?.focus();
    field?.select();
    return Boolean(field);
  },
  "?": () => { help.showModal(); return true; },
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("main a[rel~=next]"),
  p: () => follow("main a[rel~=prev]"),
  d: () => follow("main [data-key=d], main a.diff"),
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
  if (kept.get("keys") === "off") return;
  const act = ACTS[key] ?? (/^[a-z]$/.test(key) ? () => follow(`main [data-key="${key}"]`) : null);
  if (act?.()) event.preventDefault();
});

for (const box of document.querySelectorAll("input.keys-on")) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.checked = kept.get("keys") !== "off";
  box.addEventListener("change", () => {
    kept.set("keys", box.checked ? "on" : "off");
    for (const other of document.querySelectorAll("input.keys-on")) other.checked = box.checked;
  });
}
help?.addEventListener("click", (event) => { if (event.target === help) help.close(); });

// Times: all are told in UTC. The reader's own stand in their titles, and beside them if wished.

const language = document.documentElement.lang;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const local = new Intl.DateTimeFormat(language, {
  day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
  second: "2-digit", hourCycle: "h23", timeZoneName: "short",
});
const button = document.querySelector("button.zone");

function beside(isWished) {
  for (const time of document.querySelectorAll("time[datetime*=T]")) {
    time.querySelector(".local")?.remove();
    if (!isWished || !/\d:\d/.test(time.textContent)) continue;
    const own = document.createElement("span");
    own.className = "local aside";
    own.textContent = ` (${local.format(new Date(time.dateTime))})`;
    time.append(own);
  }
  button?.setAttribute("aria-pressed", String(isWished));
}

function titled() {
  for (const time of document.querySelectorAll("time[datetime*=T]")) {
    time.title = local.format(new Date(time.dateTime));
  }
}

titled();
if (button && zone && zone !== "UTC") {
  button.hidden = false;
  button.querySelector("span").textContent = zone;
  button.addEventListener("click", () => {
    const isWished = kept.get("zone") !== "own";
    kept.set("zone", isWished ? "own" : "utc");
    beside(isWished);
  });
  if (kept.get("zone") === "own") beside(true);
}
document.addEventListener("placed", () => {
  titled();
  if (kept.get("zone") === "own") beside(true);
});
