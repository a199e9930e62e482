// Offers to copy citations, and to cite the words that are selected in a text. Without it there
// are the forms of the page.
"use strict";

const CONTEXT = 64;
const said = document.currentScript.dataset;

for (const citation of document.querySelectorAll("pre.citation")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = said.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent);
      button.textContent = said.copied;
    } catch {
      getSelection().selectAllChildren(citation);
      button.textContent = said.selected;
    }
    setTimeout(() => { button.textContent = said.copy; }, 3000);
  });
  citation.after(button);
}

const text = document.querySelector(".text[data-quote]");
if (text) {
  const link = document.createElement("a");
  link.className = "button citing";
  link.textContent = said.cite;
  link.hidden = true;
  document.body.append(link);

  const beside = (range, isBefore) => {
    const around = document.createRange();
    around.selectNodeContents(text);
    if (isBefore) around.setEnd(range.startContainer, range.startOffset);
    else around.setStart(range.endContainer, range.endOffset);
    const words = around.toString();
    return isBefore ? words.slice(-CONTEXT) : words.slice(0, CONTEXT);
  };

  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    const words = chosen.toString().trim();
    const range = words && chosen.rangeCount ? chosen.getRangeAt(0) : null;
    link.hidden = !range || !text.contains(range.commonAncestorContainer);
    if (link.hidden) return;
    const values = new URLSearchParams({
      q: words, prefix: beside(range, true), suffix: beside(range, false),
    });
    link.href = `${text.dataset.quote}&${values}`;
    const box = range.getBoundingClientRect();
    link.style.top = `${box.bottom + scrollY + 8}px`;
    link.style.left = `${Math.max(8, Math.min(box.left + scrollX, innerWidth - 180))}px`;
  });
}
