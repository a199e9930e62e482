"""Captures as they are cited, and quoted words with what became of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.citing.citation import Citation
from archive.citing.gathering import Quoted
from archive.citing.permalinks import quote_address
from archive.citing.standing import Became
from archive.citing.styles import STYLES
from archive.serving.base import Base
from archive.store.captures import Capture


def citation_record(cited: Citation, capture: Capture) -> dict[str, Any]:
    """What a citation says, and the citation in each of its forms."""
    facts = asdict(cited)
    facts["authors"] = [
        {part: value for part, value in asdict(name).items() if value} for name in cited.authors
    ]
    facts["published"] = (
        "-".join(f"{n:02}" for n in cited.published.parts) if cited.published else ""
    )
    known = {name: value for name, value in facts.items() if value not in ("", None, [], ())}
    for name in ("is_public", "quote_stands"):
        known.pop(name, None)
    forms = {name: style.written(cited) for name, style in STYLES.items()}
    return known | {"fetched": capture.url, "citations": forms}


def quote_record(one: Quoted, base: Base) -> dict[str, Any]:
    """Quoted words: where they stand in the text, and whether they still do on the page."""
    stands = one.standing
    return {
        "selector": {"exact": one.quote.exact, "prefix": one.quote.prefix,
                     "suffix": one.quote.suffix, "start": one.place.start, "end": one.place.end},
        "likeness": one.place.likeness,
        "places": len(one.places),
        "permalink": base.joined(permalink(one)),
        "standing": {
            "verdict": stands.verdict, "before": stands.before, "first": stands.first,
            "last": stands.last, "without": stands.without, "latest": stands.latest,
            "absences": [asdict(away) for away in stands.absences],
            "became": _became(stands.became), "now": _became(stands.now),
            "is_reread": stands.is_reread, "with_beside": stands.with_beside,
        },
    }  # fmt: skip


def permalink(one: Quoted) -> str:
    """The address of quoted words in the reading room."""
    return quote_address(one.capture.url, one.capture.time, one.quote, text=one.reading)


def _became(step: Became | None) -> dict[str, Any] | None:
    if step is None:
        return None
    pieces = [{"op": piece.op, "text": piece.text} for piece in step.pieces]
    return {"kind": step.kind, "captured": step.captured, "pieces": pieces}
