"""Similar texts: what is found of edited copies, what is told of different pages, what it costs.

``python -m benchmarks.similar CORPORA [COUNT]`` reads ``extraction/pages.jsonl`` of the corpora,
captures its pages into an archive, and prints

- of each kind of edit, how many of the edited texts lead to the text they were made of, and how
  many other pages were told that are not told for the text itself;
- how many of them would be candidates by MinHash and SimHash, where datasketch, rensa and simhash
  are installed;
- the pairs of different pages that are told to be similar, to be looked at;
- of COUNT made-up texts (100,000) of real words, bytes and time for each, and of a query.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from archive import Archive, Exchange, shingles
from archive.clean import extract_text
from archive.similar import similar, similar_to
from archive.store import fingerprints

NOW = datetime(2025, 10, 5, tzinfo=UTC)
Edit = Callable[[str, random.Random], str]
_PIECE = re.compile(r"\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def main(corpora: Path, count: int) -> None:
    """Print all of it."""
    with tempfile.TemporaryDirectory() as folder:
        with Archive.open(Path(folder) / "pages.db") as archive:
            fill(archive, corpora)
            edits(archive)
            peers([text for _, text in texts(archive)[::3]])
            pairs(archive)
        with Archive.open(Path(folder) / "many.db") as archive:
            many(archive, corpora, count)


def rows(corpora: Path) -> list[dict[str, Any]]:
    """The pages of the corpus."""
    lines = (corpora / "extraction" / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fill(archive: Archive, corpora: Path) -> None:
    """Capture every page of the corpus under an address of its own."""
    for number, row in enumerate(rows(corpora)):
        html = gzip.decompress((corpora / "extraction" / row["html"]).read_bytes())
        url = f"https://{row['domain_key'] or 'unknown'}/{number}/{row['id']}".replace(" ", "_")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
        request = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
        archive.add(Exchange(url, NOW, request, head % len(html) + html))


def texts(archive: Archive, fewest: int = 600) -> list[tuple[str, str]]:
    """URL and words of pages with so many characters of text."""
    sql = (
        "SELECT page.url, text FROM page JOIN version ON version.id = page.version_id "
        "WHERE length(text) >= ? AND version.kind NOT IN ('listing', 'search', 'profile')"
    )
    return list(archive.connection.execute(sql, (fewest,)))


def edits(archive: Archive) -> None:
    """What is found of texts that were edited, where each was made of one in the archive."""
    held = texts(archive)[::3]
    known = {url: {one.version.url for one in similar(archive, url, limit=99).texts}
             for url, _ in held}  # fmt: skip
    print(f"{len(held)} texts of {sum(len(text) for _, text in held) // len(held)} characters")
    for name, edit in kinds([text for _, text in held]).items():
        chance = random.Random(name)
        found = wrong = 0
        for url, text in held:
            made = extract_text(edit(text, chance))
            told = {one.version.url for one in similar_to(archive, made, limit=99).texts}
            found += url in told
            wrong += len(told - known[url] - {url})
        print(f"  {name:34} found {found / len(held):.3f}, others told {wrong}")


def peers(held: list[str]) -> None:
    """What is a candidate by our fingerprints and by signatures of whole texts."""
    ways: dict[str, Callable[[str, str], bool]] = {
        "fingerprints": lambda one, other: bool(_prints(one) & _prints(other))
    }
    with suppress(ImportError):
        import datasketch

        @cache
        def minhash(text: str) -> list[int]:
            signature = datasketch.MinHash(128)
            signature.update_batch([run.encode() for run in _five(text)])
            return list(map(int, signature.hashvalues))

        for rows in (2, 4, 8):
            ways[f"datasketch, bands of {rows}"] = _banded(minhash, rows)
    with suppress(ImportError):
        import rensa

        @cache
        def rminhash(text: str) -> list[int]:
            signature = rensa.RMinHash(num_perm=128, seed=42)
            signature.update(_five(text))
            return list(signature.digest())

        ways["rensa, bands of 2"] = _banded(rminhash, 2)
    with suppress(ImportError):
        import simhash

        bits = cache(lambda text: int(simhash.Simhash(_five(text)).value))
        ways["simhash, 10 bits"] = lambda one, other: (bits(one) ^ bits(other)).bit_count() <= 10
    for name, edit in kinds(held).items():
        chance = random.Random(name)
        made = [edit(text, chance) for text in held]
        shares = (
            f"{way} {sum(map(alike, held, made)) / len(held):.3f}" for way, alike in ways.items()
        )
        print(f"  {name:34} {', '.join(shares)}")


_prints = cache(shingles.fingerprints)


def _five(text: str) -> list[str]:
    words = re.findall(r"\w+", text.casefold())
    return [" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))]


def _banded(of: Callable[[str], list[int]], rows: int) -> Callable[[str, str], bool]:
    def alike(one: str, other: str) -> bool:
        first, second = of(one), of(other)
        return any(first[at : at + rows] == second[at : at + rows] for at in range(0, 128, rows))

    return alike


def _reordered(text: str, chance: random.Random) -> str:
    sentences = re.split(r"(?<=[.!?。！？])\s*", text)
    chance.shuffle(sentences)
    return " ".join(sentences)


def kinds(held: list[str]) -> dict[str, Edit]:
    """Ways to edit a text."""
    words = [piece for text in held for piece in _PIECE.findall(text) if not piece.isspace()]

    def replaced(share: float) -> Edit:
        def edit(text: str, chance: random.Random) -> str:
            return "".join(
                piece if piece.isspace() or chance.random() > share else chance.choice(words)
                for piece in _PIECE.findall(text)
            )

        return edit

    def within(times: int) -> Edit:
        def edit(text: str, chance: random.Random) -> str:
            around = ""
            while len(around) < times * len(text):
                around += chance.choice(held) + "\n\n"
            half = times * len(text) // 2
            return f"{around[:half]}\n\n{text}\n\n{around[half : 2 * half]}"

        return edit

    return {
        "as it is": lambda text, _: text,
        "first half": lambda text, _: text[: len(text) // 2],
        "middle third": lambda text, _: text[len(text) // 3 : 2 * len(text) // 3],
        "another paragraph in front": lambda text, chance: (
            chance.choice(held)[:500] + "\n\n" + text
        ),
        "other quotes, dashes, capitals": lambda text, _: (
            text.replace('"', "“").replace("'", "’").replace("-", "–").upper()
        ),
        "sentences in another order": _reordered,
        **{f"{share:.0%} of words replaced": replaced(share) for share in (0.05, 0.1, 0.2, 0.3)},
        "within a text 4 times as long": within(4),
        "within a text 10 times as long": within(10),
    }


def pairs(archive: Archive) -> None:
    """Different pages that are told to be similar."""
    told: dict[tuple[str, str], tuple[float, float, int]] = {}
    for url, _ in texts(archive, 1):
        for one in similar(archive, url, limit=99).texts:
            first, second = sorted((url, one.version.url))
            told[first, second] = (one.share.here, one.share.there, one.share.words)
    print(f"{len(told)} pairs of pages told to be similar")
    for (first, second), (here, there, words) in sorted(told.items()):
        print(f"  {here:.2f} {there:.2f} {words:5}  {first}  {second}")


def many(archive: Archive, corpora: Path, count: int) -> None:
    """What it costs to have many texts."""
    sentences = [sentence for row in rows(corpora) for sentence in _sentences(row["gold_text"])]
    chance = random.Random(1)
    empty = _size(archive)
    connection = archive.connection
    began, spent, kept = time.process_time(), 0.0, 0
    for number in range(1, count + 1):
        text = _made(sentences, chance)
        now = time.process_time()
        with archive.transaction():
            fingerprints.written(connection, number, "article", "", text)
        spent += time.process_time() - now
        kept += len(text)
        if number % (count // 10 or 1) == 0:
            print(f"  {number:,} texts, {time.process_time() - began:.0f} s", flush=True)
    size = _size(archive) - empty
    print(f"{count:,} texts of {kept // count} characters: {size / count:.0f} bytes each, "
          f"{spent / count * 1e3:.2f} ms each in a transaction of its own")  # fmt: skip
    took = sorted(_asked(archive, _made(sentences, chance)) for _ in range(200))
    print(f"  candidates of a text: {took[100] * 1e3:.2f} ms, 95 % below {took[190] * 1e3:.2f} ms")


def _size(archive: Archive) -> int:
    sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    return int(archive.connection.execute(sql).fetchone()[0])


def _asked(archive: Archive, text: str) -> float:
    now = time.process_time()
    for number in shingles.fingerprints(text):
        fingerprints.pages_with(archive.connection, number, 500)
    return time.process_time() - now


def _sentences(text: str | None) -> Iterator[str]:
    return (one for one in re.split(r"(?<=[.!?。])\s+", text or "") if len(one) > 20)


def _made(sentences: list[str], chance: random.Random) -> str:
    """A text of 2,000 characters: real words in an order of their own, and some whole sentences."""
    words = " ".join(chance.choices(sentences, k=16)).split()
    chance.shuffle(words)
    return f"{' '.join(words)[:1850]}. {chance.choice(sentences)[:150]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
