"""Judged collections: documents, questions, and which documents answer which."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"^\.([ITABWX])(?: +(\d+))?\s*$")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection.

    Attributes:
        name: for the table.
        documents: number, title, text and language of each.
        questions: what is asked, by number.
        answers: for each question its documents and how good each is, from 1.
    """

    name: str
    documents: list[tuple[int, str, str, str]]
    questions: dict[int, str]
    answers: dict[int, dict[int, int]]


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
