// Lists the files that a saved page was given, and how far in time they are from it. What it is
// told comes from the replay origin, where saved pages run: it is only ever shown as text.
"use strict";

(() => {
  const MOST = 3000;
  const DAY = 86400000;
  const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const box = document.getElementById("parts");
  const { origin } = document.body.dataset;
  const frame = document.querySelector("iframe");
  const words = box.dataset;
  let base = moment(words.time);
  let given = [];

  addEventListener("message", ({ source, origin: from, data }) => {
    if (from !== origin || source !== frame.contentWindow || !data) return;
    if (data.shown && /^\d{14}$/.test(data.shown.ts)) base = moment(data.shown.ts);
    if (Array.isArray(data.parts)) given = data.parts.slice(0, MOST).filter(isPart);
    if (data.shown || data.parts) show();
  });

  function isPart(part) {
    return part && typeof part.url === "string" && /^https?:\/\//i.test(part.url) &&
      /^(\d{14})?$/.test(part.ts) && Number.isInteger(part.status) && /^[a-z]{0,12}$/.test(part.rule);
  }

  function moment(ts) {
    return Date.parse(ts.replace(/(....)(..)(..)(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z"));
  }

  function off(part) {
    return part.ts ? moment(part.ts) - base : Infinity;
  }

  function filled(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function distance(span) {
    const seconds = Math.abs(span) / 1000;
    const [unit, size] = UNITS.find(([, least]) => seconds >= least) || ["second", 1];
    const style = { style: "unit", unit, unitDisplay: "long" };
    const far = new Intl.NumberFormat(document.documentElement.lang, style);
    return filled(span < 0 ? words.earlier : words.later, { distance: far.format(Math.floor(seconds / size)) });
  }

  function show() {
    const missing = given.filter((part) => !part.ts);
    const far = given.filter((part) => part.ts && Math.abs(off(part)) >= DAY);
    const parts = [filled(words.all, { n: given.length })];
    if (far.length) {
      const farthest = far.map(off).reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one));
      parts.push(filled(words.far, { n: far.length, distance: distance(farthest) }));
    }
    if (missing.length) parts.push(filled(words.missing, { n: missing.length }));
    box.hidden = !given.length;
    box.querySelector("summary").textContent = parts.join(" · ");
    const sorted = [...given].sort((one, other) => Math.abs(off(other)) - Math.abs(off(one)) || (one.url < other.url ? -1 : 1));
    box.querySelector("ul").replaceChildren(...sorted.map(row));
    box.querySelector(".lack").hidden = !missing.length;
  }

  function row(part) {
    const item = document.createElement("li");
    const when = document.createElement(part.ts ? "time" : "strong");
    if (part.ts) {
      const iso = new Date(moment(part.ts)).toISOString();
      when.dateTime = iso;
      when.textContent = `${iso.slice(0, 10)}, ${iso.slice(11, 19)} UTC`;
    } else {
      when.textContent = words.absent;
    }
    const notes = [];
    if (part.ts && off(part)) notes.push(distance(off(part)));
    if (part.status >= 400 && part.ts) notes.push(filled(words.answered, { status: part.status }));
    if (part.rule) notes.push(words[part.rule] || part.rule);
    const url = document.createElement("code");
    url.textContent = part.url;
    item.append(when, notes.length ? ` (${notes.join("; ")}) ` : " ", url);
    return item;
  }
})();
