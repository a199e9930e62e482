// Hits while one types: once typing rests, what the search would answer takes the place of what
// stands below the form. The form itself stays as it is, and so does the field one types in.
"use strict";

const form = document.querySelector("form.search");
const field = form.querySelector("input[name=q]");
const status = document.querySelector(".live");
const REST = 250;
let waiting = 0;
let asked = null;
let shown = location.search;

function address() {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value || name === "q") values.append(name, value);
  }
  return `?${values}`;
}

function place(found, way) {
  const main = document.getElementById("main");
  const other = found.getElementById("main");
  main.className = other.className;
  while (form.nextSibling) form.nextSibling.remove();
  const from = other.querySelector("form.search");
  while (from.nextSibling) main.append(from.nextSibling);
  for (const notice of form.querySelectorAll(".notice")) notice.remove();
  form.append(...from.querySelectorAll(".notice"));
  for (const link of document.querySelectorAll("head link[rel=alternate]")) link.remove();
  document.head.append(...found.querySelectorAll("head link[rel=alternate]"));
  document.querySelector("footer .machine")?.remove();
  const machine = found.querySelector("footer .machine");
  if (machine) document.querySelector("footer").prepend(machine);
  document.querySelector(".tongues input[name=to]").value = location.pathname + way;
  document.title = found.title;
  status.textContent = main.querySelector("p.found")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  document.dispatchEvent(new Event("placed"));
}

async function ask(isTyping) {
  const way = address();
  asked?.abort();
  if (way === shown) return;
  asked = new AbortController();
  try {
    const answer = await fetch(location.pathname + way, { signal: asked.signal });
    // An address that was typed leads to its page; one goes there by Enter, not by a slip.
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Half a word is on no page: what was found before it stays until there is more.
    if (isTyping && !found.querySelector("#hits li")) return;
    shown = way;
    history.replaceState(null, "", way);
    place(found, way);
  } catch (error) {
    if (error.name !== "AbortError") shown = "";
  }
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  asked?.abort();
  if (field.value.trim().length > 1) waiting = setTimeout(() => ask(true), REST);
});
form.addEventListener("change", (event) => {
  if (event.target === field) return;
  clearTimeout(waiting);
  ask(false);
});
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  asked?.abort();
});
