"""Counts of crawls for people: the same words while one runs, at its end, and later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

COUNTS = (
    ("pages", ("ok", "unchanged", "redirect", "partial")),
    ("new", ("new",)),
    ("changed", ("changed",)),
    ("unchanged", ("same",)),
    ("reread", ("reread",)),
    ("absent", ("absent",)),
    ("blocked", ("blocked",)),
    ("errors", ("error", "failure", "failures", "closed")),
    ("refused", ("refused",)),
    ("lacking", ("lacking",)),
    ("set aside", ("set_aside",)),
    ("unread", ("unread",)),
    ("unrecorded", ("unrecorded",)),
    ("documents", ("documents",)),
    ("files", ("requisites",)),
)
"""What is shown of a crawl's counts, under which name."""


OUTCOMES = {"done": "green", "partly": "yellow", "interrupted": "yellow"}
"""Styles; other outcomes are red."""

_UNIT = {"took": ""}
"""What stands in a sentence instead of a column's name."""

_MINUTE, _HOUR = 60, 3600
_ANY_WIDTH = 10_000


def shown_outcome(outcome: str) -> Text:
    """An outcome in its colour."""
    return Text(outcome, style=OUTCOMES.get(outcome, "red"))


def shown_counts(counts: Mapping[str, int]) -> list[str]:
    """A crawl's counts in the order of ``COUNTS``; nothing for none."""
    sums = (sum(counts.get(key, 0) for key in keys) for _, keys in COUNTS)
    return [f"{number:,}" if number else "" for number in sums]


def shown_size(size: int) -> str:
    """A number of bytes for people; nothing for none."""
    if size < 100_000:
        return f"{-(-size // 1000)} kB" if size else ""
    return f"{size / 1e6:,.1f} MB"


def shown_span(seconds: float) -> str:
    """A length of time: 12 s, 5 min, 2 h 05 min."""
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    return f"{hours:,} h {minutes:02} min"


def counted_table(words: Sequence[str], counts: Sequence[str]) -> Table:
    """An empty table of words and, to their right, of counts; where it is narrow, words fold."""
    table = Table(
        box=None, padding=(0, 1), collapse_padding=True, pad_edge=False, header_style="dim"
    )
    for name in words:
        table.add_column(name, min_width=len(name), overflow="fold")
    for name in counts:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def counted(
    console: Console,
    words: Sequence[str],
    counts: Sequence[str],
    rows: Sequence[Sequence[str | Text]],
) -> Table | Group:
    """Rows as a table without the counts that none has; as sentences where that is too wide."""
    places = range(len(words), len(words) + len(counts))
    used = [place for place in places if any(row[place] for row in rows)]
    table = counted_table(words, [counts[place - len(words)] for place in used])
    for row in rows:
        table.add_row(*row[: len(words)], *(row[place] for place in used))
    wide = console.options.update(max_width=_ANY_WIDTH)
    if console.measure(table, options=wide).maximum <= console.width:
        return table
    return Group(*(_sentence(row, words, counts) for row in rows))


def told(cells: Sequence[str | Text], names: Sequence[str]) -> list[str]:
    """Counts and their names for a sentence, without those of which there are none."""
    return [
        f"{cell} {_noun(str(cell), name)}".strip()
        for cell, name in zip(cells, names, strict=True)
        if cell
    ]


def _noun(cell: str, name: str) -> str:
    name = _UNIT.get(name, name)
    return name.removesuffix("s") if cell == "1" else name


def _sentence(row: Sequence[str | Text], words: Sequence[str], counts: Sequence[str]) -> Text:
    said = Text(" ").join(Text.assemble(cell) for cell in row[: len(words)])
    counted = told(row[len(words) :], counts)
    return said.append(f": {', '.join(counted)}" if counted else "")
