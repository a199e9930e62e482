"""How exactly title, day and authors of real pages are read, beside trafilatura and htmldate.

Run as ``python -m benchmarks.metadata CORPORA [--dataset NAME] [--parts 02,13] [--show FIELD]
[--alone]``, where CORPORA holds ``extraction/pages.jsonl``: one page a line with ``dataset``,
``url``, ``host``, ``html`` (a gzipped page) and ``meta`` (title, author, date).

- *title*: the same letters and digits, case aside;
- *date*: the same first ten characters (a day's difference is often a time zone);
- *author*: the same set of names, and F1 of the set.

Pages whose reference has no such fact are left out of its column. Hosts are put into parts 0 to 3
by a hash, and a line is printed for each group of parts: rules were made by looking at parts 0 and
2, those for authors also at part 1. ``--show`` prints what we read wrongly of a field, ``--alone``
leaves the peers out.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import htmldate
import trafilatura

from archive.clean import extract
from archive.clean.decode import decoded

FIELDS = ("title", "date", "author", "author F1")
_MARKS = re.compile(r"[\W_]+")
_JOINTS = re.compile(r"\s*[,;]\s*|\s+(?:and|und|et|&)\s+")
_BEFORE = re.compile(r"^(?:by|von)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of itself, or is said to."""

    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its reference."""

    dataset: str
    part: str
    name: str
    url: str
    body: bytes
    reference: Told


Reader = Callable[[bytes, str], Told]


def ours(body: bytes, url: str) -> Told:
    """Greffe."""
    article = extract(body, url)
    return Told(article.title, article.published or "", article.authors)


def by_trafilatura(body: bytes, url: str) -> Told:
    """Trafilatura with its defaults; its date is that of htmldate."""
    found = trafilatura.bare_extraction(
        decoded(body, None).replace("\0", ""), url=url or None, with_metadata=True
    )
    if found is None:
        return Told()
    authors = tuple(filter(None, (found.author or "").split("; ")))
    return Told(found.title or "", found.date or "", authors)


def by_htmldate(body: bytes, url: str) -> Told:
    """Htmldate alone, asked for the day of publication."""
    text = decoded(body, None).replace("\0", "")
    return Told(date=htmldate.find_date(text, url=url or None, original_date=True) or "")


READERS: dict[str, Reader] = {
    "greffe": ours, "trafilatura": by_trafilatura, "htmldate": by_htmldate
}  # fmt: skip
READ = {"htmldate": ("date",)}
"""What a reader reads, if not all."""


def pages(folder: Path, dataset: str | None, parts: str = "0123") -> Iterator[Page]:
    """The pages of these parts that have a reference."""
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            meta = row["meta"]
            if not any(meta.get(name) for name in ("title", "date", "author")):
                continue
            key = row.get("domain_key") or row["host"] or row["id"]
            part = str(hashlib.sha256(key.encode()).digest()[0] & 3)
            if (dataset and row["dataset"] != dataset) or part not in parts:
                continue
            yield Page(
                row["dataset"],
                part,
                row["id"],
                row["url"] or "",
                gzip.decompress((folder / row["html"]).read_bytes()),
                Told(meta.get("title") or "", meta.get("date") or "", _names(meta.get("author"))),
            )


def _names(told: list[str] | str | None) -> tuple[str, ...]:
    """Names of a reference: a list, or words that hold them."""
    if isinstance(told, list):
        return tuple(told)
    parts = _JOINTS.split(_BEFORE.sub("", (told or "").strip()))
    return tuple(part for part in parts if part)


def key(text: str) -> str:
    """Letters and digits only, lower case."""
    return _MARKS.sub("", text.lower())


def scored(found: Told, reference: Told) -> dict[str, float]:
    """How exact each fact is that the reference has."""
    scores: dict[str, float] = {}
    if reference.title:
        scores["title"] = float(key(found.title) == key(reference.title))
    if reference.date:
        scores["date"] = float(found.date[:10] == reference.date[:10])
    if reference.authors:
        right = {key(name) for name in reference.authors}
        read = {key(name) for name in found.authors}
        scores["author"] = float(right == read)
        scores["author F1"] = 2 * len(right & read) / (len(right) + len(read))
    return scores


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--dataset")
    parser.add_argument("--parts", default="02,13", help="groups of parts, set apart by commas")
    parser.add_argument("--show", choices=FIELDS[:3])
    parser.add_argument("--alone", action="store_true")
    asked = parser.parse_args()
    readers = {"greffe": ours} if asked.alone else READERS
    table: dict[tuple[str, str, str], dict[str, list[float]]] = {}
    groups = asked.parts.split(",")
    spent: dict[str, float] = defaultdict(float)
    for page in pages(asked.corpora / "extraction", asked.dataset, asked.parts):
        group = next(group for group in groups if page.part in group)
        for name, reader in readers.items():
            began = time.process_time()
            found = reader(page.body, page.url)
            spent[name] += time.process_time() - began
            scores = scored(found, page.reference)
            row = table.setdefault((page.dataset, group, name), defaultdict(list))
            for field in READ.get(name, FIELDS):
                if field in scores:
                    row[field].append(scores[field])
            if name == "greffe" and asked.show and scores.get(asked.show, 1) < 1:
                print(_fault(page, found, asked.show))
    _print(table)
    print({name: f"{seconds:.1f} s" for name, seconds in spent.items()})


def _fault(page: Page, found: Told, field: str) -> str:
    attribute = "authors" if field == "author" else field
    read, right = getattr(found, attribute), getattr(page.reference, attribute)
    return f"{page.dataset} {page.name} {page.url[:90]}\n   read  {read!r}\n   right {right!r}"


def _print(table: dict[tuple[str, str, str], dict[str, list[float]]]) -> None:
    print(f"\n{'dataset':17}{'parts':6}{'reader':12}" + "".join(f"{name:>14}" for name in FIELDS))
    for (dataset, group, name), row in sorted(table.items(), key=lambda item: item[0][:2]):
        cells = "".join(_cell(row.get(field, [])) for field in FIELDS)
        print(f"{dataset:17}{group:6}{name:12}{cells}")


def _cell(scores: list[float]) -> str:
    text = f"{sum(scores) / len(scores):.3f} of {len(scores)}" if scores else "-"
    return f"{text:>14}"


if __name__ == "__main__":
    main()
