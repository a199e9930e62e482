"""Judged collections: documents, questions, and which documents answer which."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

_MARK = re.compile(r"^\.([ITABWX])(?: +(\d+))?\s*$")
_LONGEST = 20_000
_ASKED = 15


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection.

    Attributes:
        name: for the table.
        documents: number, title, text and language of each.
        questions: what is asked, by number.
        answers: for each question its documents and how good each is, from 1.
        own: the document that a question was taken from, which does not count as found.
    """

    name: str
    documents: list[tuple[int, str, str, str]]
    questions: dict[int, str]
    answers: dict[int, dict[int, int]]
    own: dict[int, int] = field(default_factory=dict)


def cranfield(folder: Path) -> Judged:
    """Cranfield, 1,400 abstracts and 225 questions: ``cran.all.1400``, ``cran.qry``, ``cranqrel``.

    Questions count from 1 in the order of their file: the judgements do not use their numbers.
    The codes run from 1, a complete answer, to 4, of little interest, and 5 or -1, of none.
    """
    documents = []
    for number, fields in enumerate(_records(folder / "cran.all.1400"), 1):
        title, text = fields.get("T", ""), fields.get("W", "")
        # Abstracts begin with their title.
        documents.append((number, title, text.removeprefix(title).strip(), "en"))
    asked = (fields["W"] for fields in _records(folder / "cran.qry"))
    answers: dict[int, dict[int, int]] = {}
    for line in (folder / "cranqrel").read_text("utf-8").splitlines():
        question, document, code = (int(part) for part in line.split()[:3])
        if 1 <= code <= 4:
            answers.setdefault(question, {})[document] = 5 - code
    return Judged("Cranfield", documents, dict(enumerate(asked, 1)), answers)


def lee(folder: Path) -> Judged:
    """Short news texts, fifty of which people compared with each other (Lee, Pincombe, Welsh 2005).

    Asked for are the first fifteen words of each of the fifty, which are left out of it, so that
    no text has all of them; the others answer as far as people
    found them alike, in steps of a tenth from 0.4 on. Among 300 more texts that nobody judged.
    ``lee.cor``, ``lee_background.cor``, ``similarities0-1.txt``.
    """
    texts = [
        line
        for name in ("lee.cor", "lee_background.cor")
        for line in (folder / name).read_text("utf-8", "replace").splitlines()
        if line.strip()
    ]
    rows = [
        [float(value) for value in line.split()]
        for line in (folder / "similarities0-1.txt").read_text("utf-8").splitlines()
        if line.strip()
    ]
    answers = {}
    for number, row in enumerate(rows, 1):
        alike = {other: round(10 * value) - 3 for other, value in enumerate(row, 1)}
        good = {other: gain for other, gain in alike.items() if gain > 0 and other != number}
        if good:
            answers[number] = good
    words = [text.split() for text in texts]
    asked = {number: " ".join(words[number - 1][:_ASKED]) for number in answers}
    documents = [
        (number, "", " ".join(own[_ASKED:] if number <= len(rows) else own), "en")
        for number, own in enumerate(words, 1)
    ]
    return Judged("Lee", documents, asked, answers, {number: number for number in asked})


def headlines(corpora: Path) -> Judged:
    """Pages whose headline is asked for, without it: who looks for an article remembers that."""
    documents, questions, answers = [], {}, {}
    with (corpora / "extraction" / "pages.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            page = json.loads(line)
            text, title = page["gold_text"] or "", (page["meta"] or {}).get("title") or ""
            if len(text) < 300:
                continue
            text = text.replace(title, " ") if title else text
            documents.append((number, "", text[:_LONGEST], page["lang"] or ""))
            if len(title.split()) > 3:
                questions[number] = title
                answers[number] = {number: 1}
    return Judged("headlines", documents, questions, answers)


def _records(path: Path) -> list[dict[str, str]]:
    records: list[dict[str, str]] = []
    field = ""
    for line in path.read_text("utf-8", "replace").splitlines():
        if found := _MARK.match(line):
            field = found[1]
            if field == "I":
                records.append({})
        elif records:
            held = records[-1].get(field, "")
            records[-1][field] = f"{held} {line.strip()}".strip()
    return records
