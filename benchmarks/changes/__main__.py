"""How well what becomes of a page is told, beside the naive way.

    python -m benchmarks.changes CORPORA [PAGES]

Real pages of ``CORPORA/extraction``, whose text is known by a reference of its own, are captured,
and once more the day after, changed in a way that is known (``mutations``) or with another answer
in their place (``answers``). The home page of the host is captured with them, unchanged. Printed is
what Greffe says of the second capture, by what it is, with precision and recall, and the same of
the naive way: another text by trafilatura is an edit, an answer other than 200 a removal.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura

from archive import Archive, Exchange
from archive.history import observations
from archive.observation import observed
from benchmarks.changes.answers import Answer, answers
from benchmarks.changes.mutations import MUTATIONS, Kind, Page, mutated, written
from benchmarks.forest import pages

_BEGAN = datetime(2025, 3, 3, 9, tzinfo=UTC)
_LEAST = 600
_EACH = 2
KINDS: tuple[Kind, ...] = (
    "unchanged", "edited", "metadata", "moved", "blocked", "error", "gone", "back",
)  # fmt: skip
_TOLD: dict[str, Kind] = {
    "returned": "edited", "absent": "gone", "failure": "error", "partial": "error",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two captures of a page, perhaps with one between them.

    Attributes:
        url: of the page.
        name: of the change.
        kind: what it is.
        before: the page.
        after: what is there the next day.
        between: what was there in the night.
    """

    url: str
    name: str
    kind: Kind
    before: bytes
    after: Answer
    between: Answer | None = None


def pairs(corpora: Path, most: int) -> Iterator[Pair]:
    """Pairs whose kind is known, of as many pages at most."""
    chosen = random.Random(8)
    names = [*MUTATIONS]
    count = 0
    for known in pages(corpora):
        if not known["url"] or len(known["gold_text"]) < _LEAST or count == most:
            continue
        count += 1
        try:
            page = Page.of(known["url"], known["payload"], known["gold_text"])
        except ValueError:
            continue
        before = written(page.tree)
        for step in range(_EACH * 2):
            name = names[(count * _EACH * 2 + step) % len(names)]
            if after := mutated(page, name, chosen):
                yield Pair(page.url, name, MUTATIONS[name][0], before, Answer(body=after))
        others = answers(page.url)
        for step in range(_EACH):
            name = [*others][(count * _EACH + step) % len(others)]
            yield Pair(page.url, name, others[name][0], before, others[name][1])
        if count % 6 == 0:
            yield Pair(page.url, "back", "back", before, Answer(body=before), others["404"][1])


def exchange(url: str, answer: Answer, when: datetime) -> Exchange:
    """What went over the wire."""
    split = urlsplit(url)
    request = f"GET {split.path or '/'} HTTP/1.1\r\nHost: {split.netloc}\r\n\r\n".encode()
    if answer.error:
        return Exchange(url=url, began=when, request=request, response=b"", error=answer.error)
    head = (
        f"HTTP/1.1 {answer.status}\r\nContent-Type: text/html; charset=utf-8\r\n{answer.fields}"
        f"Content-Length: {len(answer.body)}\r\n\r\n"
    )
    return Exchange(
        url=url, began=when, request=request, response=head.encode() + answer.body, ip="192.0.2.7"
    )


def by_greffe(pair: Pair, folder: Path) -> Kind:
    """What Greffe says of the last capture."""
    home = f"{urlsplit(pair.url).scheme}://{urlsplit(pair.url).netloc}/"
    front = Answer(body=f"<title>News</title><p><a href='{pair.url}'>Today</a>".encode())
    told: list[tuple[str, Answer]] = [(pair.url, Answer(body=pair.before)), (home, front)]
    told += [(pair.url, pair.between)] if pair.between else []
    told += [(home, front), (pair.url, pair.after)]
    with Archive.open(folder / "a.db") as archive:
        for number, (url, answer) in enumerate(told):
            said = exchange(url, answer, _BEGAN + timedelta(hours=12 * number))
            archive.add(said, observation=observed(said))
        change = observations(archive, pair.url)[-1].change
    for path in folder.iterdir():
        path.unlink()
    return _TOLD.get(change, change)  # type: ignore[arg-type]


def naively(pair: Pair) -> Kind:
    """What they say who compare texts and look at the status."""
    if pair.after.error or not pair.after.status.startswith("200"):
        return "gone"
    before, after = (
        trafilatura.extract(body.decode("utf-8", "replace")) or ""
        for body in (pair.before, pair.after.body)
    )
    return "unchanged" if before == after else "edited"


def _report(name: str, told: Counter[tuple[Kind, Kind]]) -> None:
    print(f"\n{name:12}" + "".join(f"{kind:>11}" for kind in KINDS) + "  recall  precision")
    for kind in KINDS:
        row = [told[kind, other] for other in KINDS]
        ours = sum(told[other, kind] for other in KINDS)
        total = sum(count for (real, _), count in told.items() if real == kind)
        recall = told[kind, kind] / total if total else 1.0
        precision = told[kind, kind] / ours if ours else 1.0
        cells = "".join(f"{count or '·':>11}" for count in row)
        print(f"{kind:12}{cells}{recall:8.3f}{precision:11.3f}")


def main(arguments: list[str]) -> int:
    """Make the pairs, ask both, print what they say."""
    corpora, most = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 400
    ours: Counter[tuple[Kind, Kind]] = Counter()
    naive: Counter[tuple[Kind, Kind]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    asked: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for pair in pairs(corpora, most):
            said = by_greffe(pair, Path(folder))
            ours[pair.kind, said] += 1
            naive[pair.kind, naively(pair)] += 1
            asked[pair.name] += 1
            if said != pair.kind:
                wrong[pair.name, said] += 1
    print(
        f"{sum(asked.values())} pairs: " + ", ".join(f"{n} {count}" for n, count in asked.items())
    )
    _report("Greffe", ours)
    _report("naive", naive)
    print("\nwrong: " + "; ".join(f"{n} as {said} {k}" for (n, said), k in wrong.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
