"""What a capture is against the one before it, in one word, and by what that is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Kind = Literal[
    "first", "unchanged", "edited", "metadata", "layout", "moved", "blocked", "error", "absent",
    "gone", "back", "reread", "no text",
]  # fmt: skip
"""Exactly one of these is what a capture is. ``edited``: the body says something else.
``metadata``: the same body, with another title, summary, date or author. ``layout``: the same
words in another template. ``moved``: a redirect, or the page names another address as its own.
``absent``: not there, which is not conclusive yet; ``gone`` and ``back`` are (docs/history.md,
Presence). ``error``: no answer, one that was cut, or one that is an error. ``reread``: a text that
was read in another way than the one before, by another version of Greffe or when more had been
learned of the site, so that who changed it cannot be told."""

Pair = tuple[str | None, str | None]
"""What was before, and what is now."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """By what a change is told. What does not apply is left out.

    Attributes:
        parts: of the text that changed: title, summary, body.
        noise: how many changes each rule of noise leaves out.
        authors: before and now.
        published, modified: as the page states them, before and now.
        canonical: the addresses that the page named as its own.
        fields: what a catalogue says otherwise of it, by the names of its fields.
        layouts: the ids of its layouts by the model of the site; ``None`` for one not known.
        boxes: how many of their named boxes the two pages share, of a hundred; where that is few.
        counted: words were counted and not aligned: the page is a list, or the texts are long.
        reordered: what both texts have stands in another order (of counted ones).
        disclosed: by what an edit is dated, noted, silent or untold.
    """

    parts: tuple[str, ...] = ()
    noise: Mapping[str, int] = field(default_factory=dict)
    authors: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    published: Pair | None = None
    modified: Pair | None = None
    canonical: Pair | None = None
    fields: tuple[str, ...] = ()
    layouts: Pair | None = None
    boxes: int | None = None
    counted: bool = False
    reordered: bool = False
    disclosed: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """What applies, as JSON has it."""
        said = {name: value for name, value in asdict(self).items() if value}
        return said if self.boxes is None else said | {"boxes": self.boxes}

    def written(self) -> str:
        """As JSON."""
        return json.dumps(self.record, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, words: str) -> Evidence:
        """What ``written`` gave.

        Raises:
            ValueError: it is something else.
        """
        said = json.loads(words)
        if not isinstance(said, dict) or not said.keys() <= {one.name for one in fields(cls)}:
            raise ValueError(f"{words[:80]!r} is no evidence of a change")
        return cls(**{name: _plain(value) for name, value in said.items()})


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, list) else value


NO_EVIDENCE = Evidence()
