"""How well what becomes of a page is told, beside the naive way.

    python -m benchmarks.changes CORPORA

A labelled set: pairs of captures of which it is known what happened. Most are made of the pages of
``CORPORA/extraction`` (``stories``): what is put round a text, edits, what a page says of itself
(``chrome``, ``mutations``), other answers in its place (``answers``), over so much time that it can
be concluded whether a page is gone. Sites are redesigned (``redesigns``), and there is what the
demonstration's sites do by their own account (``scripted``). Each capture before the last is held
in an archive as a crawl would keep it, with the front page of the host beside it.

Printed is what Greffe says of the last capture, by what it is, with precision and recall, and the
same of the naive way: another text by trafilatura is an edit, an answer other than 200 a removal.
Then, apart as lists are no articles, section pages that were really fetched again (``refetched``,
``CORPORA/recrawl``), and false edits among articles that nobody touched (``relearned``): of both
before and after their site is learned.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from benchmarks.changes import judges, redesigns, refetched, relearned, scripted
from benchmarks.changes.judges import Judged, counted, report
from benchmarks.changes.stories import stories

_CHUNK = 12


@functools.lru_cache(1)
def _sites(corpora: Path) -> Sequence[redesigns.Site]:
    return tuple(redesigns.sites(corpora))


def _redesigned(corpora: Path, number: int) -> list[Judged]:
    with tempfile.TemporaryDirectory() as folder:
        return list(redesigns.judged(_sites(corpora)[number], Path(folder)))


def _relearned(corpora: Path, number: int) -> tuple[list[Judged], list[Judged]]:
    with tempfile.TemporaryDirectory() as folder:
        return relearned.judged(_sites(corpora)[number], Path(folder), 4 * number)


def _refetched(corpora: Path) -> tuple[list[Judged], list[Judged], int]:
    with tempfile.TemporaryDirectory() as folder:
        return refetched.judged(corpora, Path(folder))


def _scripted() -> list[Judged]:
    with tempfile.TemporaryDirectory() as folder:
        return list(scripted.judged(Path(folder)))


def main(arguments: Sequence[str]) -> int:
    """Make the pairs, ask both, print what they say."""
    corpora = Path(arguments[0])
    numbers = range(len(_sites(corpora)))
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        others = [pool.submit(_redesigned, corpora, number) for number in numbers]
        others.append(pool.submit(_scripted))
        told = pool.map(judges.judged, stories(corpora), chunksize=_CHUNK)
        sections = pool.submit(_refetched, corpora)
        pairs = [pool.submit(_relearned, corpora, number) for number in numbers]
        found = list(told)
        found += [one for several in others for one in several.result()]
        print(f"{len(found)} pairs: {counted(found)}")
        report(found)
        print("\nsection pages, fetched again:", flush=True)
        unlearned, learned, models = sections.result()
        report(unlearned)
        _print_false("section pages, nothing learned", unlearned)
        _print_false(f"section pages, {models} of 4 sites learned", learned)
        _print_learned(pairs)
    return 0


def _print_learned(pairs: Sequence[Future[tuple[list[Judged], list[Judged]]]]) -> None:
    for place, name in enumerate(("nothing learned", "sites learned")):
        _print_false(f"articles, {name}", [j for one in pairs for j in one.result()[place]])


def _print_false(name: str, found: Sequence[Judged]) -> None:
    same = [one for one in found if one.kind == "unchanged"]
    ours, theirs = (
        1000 * sum(said == "edited" for said in some) / max(1, len(same))
        for some in ([one.said for one in same], [one.naive for one in same])
    )
    print(f"{name}: {len(same)} pairs unchanged; false edits per 1,000: {ours:.0f}", end="")
    print(f", naive {theirs:.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
