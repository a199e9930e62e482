"""What is said of the last capture of a page: by Greffe, and the naive way."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import trafilatura

from archive import Archive
from archive.history.observations import observations
from benchmarks.changes.answers import Answer
from benchmarks.changes.page import Kind
from benchmarks.changes.story import Story, kept

KINDS: tuple[Kind, ...] = (
    "unchanged", "edited", "metadata", "layout", "moved", "blocked", "error", "absent", "gone",
    "back",
)  # fmt: skip
Said = str
"""A kind, or what is none of those that are asked for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of captures, what it is and what is said of it.

    Attributes:
        name: of what happened.
        kind: what it is.
        said: what Greffe says.
        naive: what the naive way says.
        where: which pair it is.
    """

    name: str
    kind: Kind
    said: Said
    naive: Kind
    where: str


def told(archive: Archive, url: str) -> list[Said]:
    """What Greffe says of the captures of a page, oldest first."""
    return [one.change for one in observations(archive, url)]


def judged(story: Story) -> Judged:
    """A story, kept in an archive of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.db")
        path.write_bytes(_empty())
        with Archive.open(path) as archive:
            for step in story.steps:
                said, observation = kept(step)
                archive.add(said, observation=observation)
            found = told(archive, story.url)[-1]
    return Judged(story.name, story.kind, found, naively(story.before, story.after), story.url)


@lru_cache(1)
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.db")
        Archive.open(path).close()
        return path.read_bytes()


def naively(before: Answer, after: Answer) -> Kind:
    """What they say who compare texts and look at the status."""
    if after.error or not after.status.startswith("200"):
        return "gone"
    return "unchanged" if _text(before.body) == _text(after.body) else "edited"


@lru_cache(64)
def _text(body: bytes) -> str:
    return trafilatura.extract(body.decode("utf-8", "replace")) or ""


def report(found: Sequence[Judged]) -> None:
    """Print both tables, and what was told wrong."""
    _table("Greffe", Counter((one.kind, one.said) for one in found))
    _table("naive", Counter((one.kind, str(one.naive)) for one in found))
    wrong = Counter((one.name, one.said) for one in found if one.said != one.kind)
    print(
        "\ntold wrong: " + "; ".join(f"{n} as {said} {k}" for (n, said), k in wrong.most_common())
    )


def _table(name: str, told_as: Counter[tuple[Kind, str]]) -> None:
    others = sorted({said for _, said in told_as} - set(KINDS))
    columns = (*KINDS, *others)
    print(
        f"\n{name:10}{'pairs':>6}" + "".join(f"{kind:>10}" for kind in columns) + "  recall  prec."
    )
    for kind in KINDS:
        row = [told_as[kind, other] for other in columns]
        ours = sum(told_as[other, kind] for other in KINDS)
        total = sum(row)
        recall = f"{told_as[kind, kind] / total:8.3f}" if total else f"{'–':>8}"
        precision = f"{told_as[kind, kind] / ours:7.3f}" if ours else f"{'–':>7}"
        cells = "".join(f"{count or '·':>10}" for count in row)
        print(f"{kind:10}{total:6}{cells}{recall}{precision}")


def counted(found: Iterable[Judged]) -> str:
    """How many pairs there are of each name."""
    return ", ".join(f"{name} {n}" for name, n in sorted(Counter(j.name for j in found).items()))
