"""Text of PDFs beside other readers: words kept, lost and glued, their order, pages a second.

Run as ``python -m benchmarks.documents FOLDER``, where FOLDER holds PDFs at any depth. Peers are
measured where they are installed: pypdf, pdfminer.six, PyMuPDF, and ``pdftotext`` of Poppler.

There is no truth to compare with, so the readers are held against each other. The *consensus* of a
file are the words that most of the other readers find, as often as their median has them; lines
that repeat on a quarter of the pages are no part of it. All readers' words are made alike first:
without hyphens, ligatures taken apart.

- *kept*: of the words of the consensus, those that the reader has;
- *added*: of the reader's words, those that no other reader has;
- *glued*: of the added words, those that are two neighbours of the consensus without their space;
- *order*: the longest common subsequence with the words of each other reader, against the shorter
  of both, in the mean; of files with columns it tells whether columns are read one by one.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

from archive.clean import extract_pdf

Reader = Callable[[bytes], list[str]]
"""From a PDF to the text of its pages."""

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad\ufffe\x02]\s*\n\s*(?=[a-zà-ÿ])")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")
_HYPHENS = re.compile("[-\u2010]")


def greffe(payload: bytes) -> list[str]:
    """What Greffe reads; running heads and page numbers are left out on purpose."""
    article = extract_pdf(payload)
    texts = [block.text for block in article.blocks]
    ends = [*article.pages[1:], len(texts)]
    pages = ["\n".join(texts[a:b]) for a, b in zip(article.pages, ends, strict=True)]
    return [f"{article.title}\n{pages[0]}", *pages[1:]] if pages else []


def pypdf(payload: bytes) -> list[str]:
    """What pypdf reads."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(payload)).pages]


def pdfminer(payload: bytes) -> list[str]:
    """What pdfminer.six reads."""
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(payload)).split("\f")


def pymupdf(payload: bytes) -> list[str]:
    """What PyMuPDF reads."""
    import pymupdf as engine

    with engine.open(stream=payload, filetype="pdf") as document:
        return [page.get_text() for page in document]


def pdftotext(payload: bytes) -> list[str]:
    """What Poppler reads."""
    done = subprocess.run(["pdftotext", "-", "-"], input=payload, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").split("\f")


@dataclass(slots=True)
class Result:
    """What a reader found in a file."""

    words: list[str]
    pages: list[str]
    seconds: float


def readers() -> dict[str, Reader]:
    """Greffe and those of the peers that are installed."""
    found: dict[str, Reader] = {"greffe": greffe}
    for reader, module in ((pypdf, "pypdf"), (pdfminer, "pdfminer"), (pymupdf, "pymupdf")):
        try:
            __import__(module)
        except ImportError:
            print(f"{reader.__name__} is not installed", file=sys.stderr)
        else:
            found[reader.__name__] = reader
    if shutil.which("pdftotext"):
        found["pdftotext"] = pdftotext
    return found


def words_of(text: str) -> list[str]:
    """Words made alike, without their hyphens: which belong to a word no reader knows for sure."""
    words = _WORD.findall(unicodedata.normalize("NFKC", _HYPHEN.sub("", text)).casefold())
    return [_HYPHENS.sub("", word) for word in words]


def read(reader: Reader, payload: bytes) -> Result:
    """What a reader finds; nothing where it fails."""
    began = time.perf_counter()
    try:
        pages = reader(payload)
    except Exception:  # noqa: BLE001 - peers raise whatever they like
        pages = []
    seconds = time.perf_counter() - began
    return Result(words_of("\n".join(pages)), pages, seconds)


def body(result: Result) -> Counter[str]:
    """The words of a result without lines that repeat on a quarter of its pages."""
    lines = [page.split("\n") for page in result.pages]
    masked = [[re.sub(r"\d+", "0", line.strip()) for line in page] for page in lines]
    seen = Counter(line for page in masked for line in set(page))
    least = max(3, len(result.pages) / 4)
    kept = [
        line
        for page, keys in zip(lines, masked, strict=True)
        for line, key in zip(page, keys, strict=True)
        if seen[key] < least or not key
    ]
    return Counter(words_of("\n".join(kept)))


def consensus(others: Sequence[Result]) -> Counter[str]:
    """The words that most results have, as often as their median."""
    bodies = [body(result) for result in others]
    every = set().union(*bodies)
    return Counter({word: int(median(one[word] for one in bodies)) for word in every})


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence (Hyyrö 2004: columns of the table as numbers)."""
    places: dict[str, int] = {}
    for number, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << number
    full = (1 << len(one)) - 1
    column = full
    for word in other:
        hit = column & places.get(word, 0)
        column = ((column + hit) | (column - hit)) & full
    return len(one) - column.bit_count()


def measured(name: str, results: dict[str, Result]) -> tuple[int, int, int, int, int, float | None]:
    """Words of the consensus, kept, own words, added, glued, and order of a reader in a file."""
    others = [result for other, result in results.items() if other != name and result.words]
    mine = results[name].words
    agreed = consensus(others) if len(others) > 1 else Counter()
    known: set[str] = set().union(*(result.words for result in others)) if others else set()
    added = [word for word in mine if word not in known] if known else []
    pairs = {a + b for result in others for a, b in pairwise(result.words)}
    orders = [
        common(mine, other.words) / min(len(mine), len(other.words)) for other in others if mine
    ]
    return (
        agreed.total(), (agreed & Counter(mine)).total(), len(mine), len(added),
        sum(word in pairs for word in added), mean(orders) if orders else None,
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    paths = sorted(Path(sys.argv[1]).rglob("*.pdf"))
    engines = readers()
    for reader in engines.values():
        # Imports, models and tables are loaded with the first file of some length.
        read(reader, max(paths, key=lambda path: path.stat().st_size).read_bytes())
    files = [
        {name: read(reader, path.read_bytes()) for name, reader in engines.items()}
        for path in paths
    ]
    pages = sum(max(len(result.pages) for result in file.values()) for file in files)
    print(f"{len(files)} files, {pages} pages\n")
    print(f"{'reader':<10} {'kept':>7} {'added':>6} {'glued':>6} {'order':>7} {'pages/s':>8}")
    for name in engines:
        rows = [measured(name, file) for file in files]
        agreed, kept, own, added, glued = (sum(row[n] for row in rows) for n in range(5))
        orders = [row[5] for row in rows if row[5] is not None]
        seconds = sum(file[name].seconds for file in files)
        print(
            f"{name:<10} {kept / max(agreed, 1):>7.2%} {added:>6} {glued:>6} "
            f"{mean(orders):>7.2%} {pages / seconds:>8.1f}   of {own} words"
        )
    longest = max(range(len(files)), key=lambda n: len(files[n]["greffe"].words))
    print(f"\norder in the longest, {paths[longest].name}:")
    for name in engines:
        order = measured(name, files[longest])[5]
        print(f"{name:<10} {order or 0:>7.2%}")


if __name__ == "__main__":
    main()
