// Searches a published site in the browser: words are looked up in small files of an index, of
// which only those that a query needs are fetched.
"use strict";

const here = new URL("../", document.currentScript.src);
const TOGETHER = 20;
const CHINESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const state = document.getElementById("state");
const said = state.dataset;
const filled = (words, parts) => words.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
const list = document.getElementById("hits");
const more = document.getElementById("more");

const fetched = new Map();
function file(name) {
  if (!fetched.has(name)) {
    fetched.set(name, fetch(new URL(`search/${name}.json`, here)).then((answer) => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    }));
  }
  return fetched.get(name);
}

function folded(text, table) {
  const kept = Object.assign(Object.create(null), table);
  return [...text.normalize("NFC")]
    .map((sign) => kept[sign] ?? sign.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, ""))
    .join("")
    .normalize("NFC");
}

// A word as it may stand in the index: itself, or what stands between its hyphens and apostrophes.
function readings(word) {
  if (CHINESE.test(word)) {
    const signs = [...word];
    if (signs.length < 2) return [[`${word}*`]];
    return [signs.slice(1).map((sign, place) => signs[place] + sign)];
  }
  const parts = word.split(/[-'’‐‑.]+/u).filter(Boolean);
  return parts.length > 1 ? [parts, [parts.join("")]] : [parts];
}

function parsed(query, table) {
  const asked = [];
  const pattern = /(-?)(?:"([^"]*)"?|(\S+))/gu;
  for (const [, minus, phrase, word] of query.matchAll(pattern)) {
    const text = folded(phrase ?? word, table);
    const words = text.match(/[\p{L}\p{N}\p{M}]+(?:[-'’‐‑.][\p{L}\p{N}\p{M}]+)*/gu) || [];
    if (!words.length) continue;
    const begins = phrase === undefined && word.endsWith("*");
    asked.push({
      not: Boolean(minus),
      phrase: phrase === undefined ? "" : words.join(" "),
      words: words.map((one, place) => ({
        ways: readings(one),
        begins: begins && place === words.length - 1,
      })),
    });
  }
  return asked;
}

const shard = (term) => [...term].slice(0, 2).map((sign) => sign.codePointAt(0).toString(16)).join("-");

// Pages that have a word, with how often; of a beginning, all words that begin so.
async function pagesWith(term, begins, about) {
  const found = new Map();
  const names = begins && [...term].length < 2
    ? about.shards.filter((name) => name.split("-")[0] === shard(term))
    : about.shards.filter((name) => name === shard(term));
  for (const name of names) {
    const { s: surfaces, k: keys } = await file(name);
    const wanted = new Set();
    for (const surface of begins ? Object.keys(surfaces) : [term]) {
      if (begins ? !surface.startsWith(term) : !Object.hasOwn(surfaces, surface)) continue;
      for (const key of [surface, ...surfaces[surface]]) wanted.add(key);
    }
    if (!begins && Object.hasOwn(keys, term)) wanted.add(term);
    for (const key of wanted) {
      const held = shard(key) === name ? keys
        : about.shards.includes(shard(key)) ? (await file(shard(key))).k : {};
      const rows = (Object.hasOwn(held, key) && held[key]) || [];
      for (let place = 0; place < rows.length; place += 2) {
        found.set(rows[place], Math.max(found.get(rows[place]) || 0, rows[place + 1]));
      }
    }
  }
  return found;
}

// A form of a word that stands on no page: what is nearest to it that does, by its beginning.
const instead = new Map();
async function pagesNear(term, begins, about) {
  const found = await pagesWith(term, begins, about);
  const signs = [...term];
  if (found.size || begins || CHINESE.test(term)) return found;
  for (let cut = 1; cut <= 3 && signs.length - cut >= 4; cut += 1) {
    const shorter = signs.slice(0, -cut).join("");
    const near = await pagesWith(shorter, false, about);
    if (near.size) {
      instead.set(term, shorter);
      return near;
    }
  }
  return found;
}

const scored = (found, about) => {
  const rarity = Math.log(1 + (about.pages - found.size + 0.5) / (found.size + 0.5));
  return new Map([...found].map(([page, count]) => [page, rarity * (count * 2.2) / (count + 1.2)]));
};

function both(one, other) {
  const found = new Map();
  for (const [page, score] of one) if (other.has(page)) found.set(page, score + other.get(page));
  return found;
}

async function matching({ words }, about) {
  let found = null;
  for (const { ways, begins } of words) {
    const any = new Map();
    for (const way of ways) {
      let all = null;
      for (const [place, part] of way.entries()) {
        const open = part.endsWith("*") || (begins && place === way.length - 1);
        const here = scored(await pagesNear(part.replace(/\*$/, ""), open, about), about);
        all = all ? both(all, here) : here;
      }
      for (const [page, score] of all || []) any.set(page, Math.max(any.get(page) || 0, score));
    }
    found = found ? both(found, any) : any;
  }
  return found || new Map();
}

async function card(number, about) {
  const cards = await file(`cards-${Math.floor(number / about.together)}`);
  const [folder, title, day, source, language, kind] = cards[number % about.together];
  return { folder, title, day, source, language, kind };
}

const texts = new Map();
async function textOf(folder) {
  if (!texts.has(folder)) {
    const answer = await fetch(new URL(`${folder}/index.html`, here));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = page.querySelectorAll("article h1, article .text p, article .text li, " +
      "article .text h2, article .text blockquote, article .text td");
    texts.set(folder, [...parts].map((part) => part.textContent.trim()).join(" ¶ "));
  }
  return texts.get(folder);
}

function snippet(text, asked, table) {
  const wanted = asked.filter((one) => !one.not).flatMap((one) => one.words.flatMap((word) =>
    word.ways.flat().map((part) => part.replace(/\*$/, ""))));
  const spans = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    from: match.index, to: match.index + match[0].length, word: folded(match[0], table),
  }));
  const root = (word) => word.slice(0, Math.max(4, word.length - 3));
  const hit = ({ word }) => wanted.some((one) => word.startsWith(root(one)) || (CHINESE.test(one) && word.includes(one)));
  const hits = spans.filter(hit);
  const near = hits.length ? Math.max(0, hits[0].from - 90) : 0;
  const start = near && (spans.find(({ from }) => from >= near)?.from ?? near);
  const shown = document.createElement("p");
  shown.className = "snippet";
  shown.dir = "auto";
  let at = start;
  const last = spans.findLast(({ to }) => to <= start + 300);
  const end = text.length <= start + 300 ? text.length : last?.to ?? start + 300;
  if (start) shown.append("…");
  for (const { from, to } of hits) {
    if (from < at || to > end) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    shown.append(text.slice(at, from), mark);
    at = to;
  }
  shown.append(text.slice(at, end), end < text.length ? "…" : "");
  return shown;
}

async function shownOf(number, asked, about) {
  const one = await card(number, about);
  const item = document.createElement("li");
  const head = document.createElement("h2");
  const link = document.createElement("a");
  link.href = new URL(`${one.folder}/index.html`, here);
  link.textContent = one.title;
  if (one.language) link.lang = one.language;
  link.dir = "auto";
  head.append(link);
  const facts = document.createElement("p");
  facts.className = "facts";
  for (const words of [one.day, one.source, one.kind]) {
    if (!words) continue;
    const fact = document.createElement("span");
    fact.textContent = words;
    facts.append(fact);
  }
  item.append(head, snippet(await textOf(one.folder), asked, about.fold), facts);
  return item;
}

async function search(query) {
  const about = await file("about");
  const asked = parsed(query, about.fold);
  const wanted = asked.filter((one) => !one.not);
  if (!wanted.length) {
    state.textContent = query.trim() ? said.noWord : said.nothing;
    return;
  }
  let found = null;
  for (const one of wanted) {
    const here = await matching(one, about);
    found = found ? both(found, here) : here;
  }
  for (const one of asked.filter((other) => other.not)) {
    for (const page of (await matching(one, about)).keys()) found.delete(page);
  }
  let ranked = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([page]) => page);
  const phrases = wanted.filter((one) => one.phrase).map((one) => one.phrase);
  if (phrases.length) ranked = await having(ranked, phrases, about);
  const told = [...instead].map(([word, other]) => filled(said.instead, { word, other }));
  const language = document.documentElement.lang;
  const many = new Intl.PluralRules(language).select(ranked.length) === "one" ? said.one : said.many;
  const n = ranked.length.toLocaleString(language);
  state.textContent = [filled(many, { n }), ...told].join("; ");
  let next = 0;
  const show = async () => {
    const some = ranked.slice(next, next + TOGETHER);
    next += some.length;
    more.hidden = next >= ranked.length;
    for (const item of await Promise.all(some.map((page) => shownOf(page, asked, about)))) {
      list.append(item);
    }
  };
  more.addEventListener("click", show);
  await show();
}

// Whether words stand side by side only the texts tell: of the first two hundred.
async function having(ranked, phrases, about) {
  const found = [];
  for (const page of ranked.slice(0, 200)) {
    const text = folded(await textOf((await card(page, about)).folder), about.fold);
    const words = ` ${(text.match(/[\p{L}\p{N}\p{M}]+/gu) || []).join(" ")} `;
    const flat = phrases.map((one) => ` ${one.replace(/[-'’‐‑.]+/gu, " ")} `);
    if (flat.every((phrase) => words.includes(phrase))) found.push(page);
  }
  return found;
}

const query = new URLSearchParams(location.search).get("q") || "";
document.getElementById("finder").value = query;
state.textContent = said.searching;
search(query).catch((error) => {
  state.textContent = location.protocol === "file:"
    ? said.file
    : filled(said.fault, { error: error.message });
});
