"""What it costs to tell of each sentence of a page since when it stands there.

    python -m benchmarks.blame [CORPORA]

An article of some 17,000 characters in 300 texts, each with two words changed and sometimes a
paragraph, captured 1,000 times: CPU seconds of the pure part, and out of an archive whose texts are
told by one another. With ``CORPORA`` the same of the section page of ``CORPORA/recrawl`` that has
the most captures.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive
from archive.clean import Block
from archive.history.blame import Look, Words, blamed
from archive.observation import observed
from archive.store import deltas
from benchmarks.recrawl import runs, unpacked
from tests.exchanges import exchange, page

_TEXTS, _LOOKS, _PARAGRAPHS = 300, 1000, 40
_BEGAN = datetime(2025, 3, 3, tzinfo=UTC)
_URL = "https://news.example/report"


def main(arguments: Sequence[str]) -> None:
    """Print all of it."""
    chance = random.Random(8)
    texts = list(_texts(chance))
    shown = sorted([*range(_TEXTS), *(chance.randrange(_TEXTS) for _ in range(_LOOKS - _TEXTS))])
    words = {n: Words("", "", tuple(Block("paragraph", p) for p in t)) for n, t in enumerate(texts)}
    looks = [Look(_BEGAN + timedelta(hours=n), n, text, "") for n, text in enumerate(shown)]
    began = time.process_time()
    found = blamed(looks, words)
    spent = time.process_time() - began
    size = sum(map(len, texts[-1]))
    print(f"{_TEXTS} texts of {size:,} characters, {_LOOKS:,} looks, {len(found.lines)} sentences")
    print(f"pure part: {spent:.2f} s")
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
        for number, text in enumerate(texts):
            archive.add(exchange(_URL, page("Report", *text), hours=number))
        _timed(archive, _URL)
    if arguments:
        _sections(Path(arguments[0]))


def _timed(archive: Archive, url: str) -> None:
    deltas.let_go()
    began = time.process_time()
    found = archive.blame(url)
    spent = time.process_time() - began
    if found:
        blame = found.blame
        print(
            f"out of an archive: {spent:.2f} s, {blame.looks} captures, {blame.texts} texts, "
            f"{len(blame.lines)} sentences there and {len(blame.gone)} gone"
        )


def _sections(corpora: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        every = [one for run in runs(unpacked(corpora, Path(folder)), "hourly") for one in run]
        urls = [one.url for one in every]
        most = max(sorted(set(urls)), key=urls.count)
        with Archive.open(Path(folder, "a.db")) as archive:
            for one in every:
                if one.url == most:
                    archive.add(one, observation=observed(one))
            print(most, end=": ")
            _timed(archive, most)


def _texts(chance: random.Random) -> Iterator[list[str]]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = [
        "".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(4000)
    ]  # fmt: skip
    paragraphs = [_paragraph(chance, vocabulary) for _ in range(_PARAGRAPHS)]
    for number in range(_TEXTS):
        for _ in range(2):
            said = chance.choice(paragraphs)
            words = said[chance.randrange(len(said))]
            words[chance.randrange(len(words))] = chance.choice(vocabulary)
        if number % 5 == 0:
            paragraphs[chance.randrange(_PARAGRAPHS)] = _paragraph(chance, vocabulary)
        yield [
            " ".join(f"{' '.join(words).capitalize()}." for words in said) for said in paragraphs
        ]


def _paragraph(chance: random.Random, vocabulary: Sequence[str]) -> list[list[str]]:
    return [chance.choices(vocabulary, k=chance.randint(8, 25)) for _ in range(4)]


if __name__ == "__main__":
    main(sys.argv[1:])
