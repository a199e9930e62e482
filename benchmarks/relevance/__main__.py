"""Ranking quality: Greffe's search beside FTS5, tantivy and Whoosh on judged collections.

    python -m benchmarks.relevance PEERS [--cranfield FOLDER] [--lee FOLDER] [--corpora CORPORA]

``PEERS`` is a folder for an environment of tantivy and Whoosh, which pip fills where it is empty.
Cranfield is no part of this project: ``FOLDER`` holds its ``cran.all.1400``, ``cran.qry`` and
``cranqrel``, that of Lee its three files (they are test data of the package ``gensim``). The
headlines of the real pages in ``CORPORA`` are asked for too, in all their
languages, over the texts alone: one answer each, so MAP is the mean of one over its place.

Printed are nDCG@10, MAP@100, recall@100 and CPU milliseconds a question of Greffe and FTS5.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from archive import Archive
from archive.search import search
from archive.store.index import settled
from benchmarks.relevance.judged import Judged, cranfield, headlines, lee
from benchmarks.relevance.measures import quality
from benchmarks.search.filled import Document, Host, put
from benchmarks.search.texts import Text

NEEDS = ("tantivy==0.27.0", "whoosh==2.7.4")
DEPTH = 100
Found = dict[int, list[int]]
_WHEN = datetime(2020, 1, 1, tzinfo=UTC)


def by_greffe(judged: Judged, joined_by: str = " ") -> Found:
    """As a person would: the question typed as it stands."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
        archive.connection.execute("PRAGMA foreign_keys = OFF")
        with archive.transaction():
            put(archive.connection, [_document(*one) for one in judged.documents])
            settled(archive.connection)
        return {
            number: [int(hit.version.url.rpartition("/")[2]) for hit in search(
                archive, joined_by.join(asked.split()), limit=DEPTH).hits]
            for number, asked in judged.questions.items()
        }  # fmt: skip


def _document(number: int, title: str, body: str, language: str) -> Document:
    text = Text(title, "", (body or "-",), (), language)
    return Document(number, True, Host("a.example", 0, language), text, "article", None, _WHEN)


def by_fts5(judged: Judged) -> Found:
    """bm25 over Porter stems, the title ten times as much, any of the words."""
    connection = sqlite3.connect(":memory:")
    run = connection.execute
    run("CREATE VIRTUAL TABLE fts USING fts5(title, body, tokenize='porter unicode61')")
    connection.executemany(
        "INSERT INTO fts (rowid, title, body) VALUES (?, ?, ?)",
        [(number, title, body) for number, title, body, _ in judged.documents],
    )
    sql = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY bm25(fts, 10.0, 1.0) LIMIT ?"
    found = {}
    for number, asked in judged.questions.items():
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", asked))
        found[number] = [row[0] for row in run(sql, (words, DEPTH))]
    return found


def beside(interpreter: Path, name: str) -> Callable[[Judged], Found]:
    """What an engine finds that is in an environment of its own."""

    def asked(judged: Judged) -> Found:
        told = {"documents": judged.documents, "questions": judged.questions}
        program = Path(__file__).with_name("beside.py")
        done = subprocess.run(
            [interpreter, program, name], input=json.dumps(told), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"{name} did not answer:\n{done.stderr}")
        return {int(number): found for number, found in json.loads(done.stdout).items()}

    return asked


def environment(folder: Path) -> Path:
    """The interpreter of the peers' environment, which is made where it is not there."""
    interpreter = folder / "relevance" / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "relevance"], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *NEEDS], check=True)
    return interpreter


def main() -> None:
    """Ask every engine every question and print how good the answers are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance")
    parser.add_argument("peers", type=Path)
    parser.add_argument("--cranfield", type=Path)
    parser.add_argument("--lee", type=Path)
    parser.add_argument("--corpora", type=Path)
    options = parser.parse_args()
    collections = [cranfield(options.cranfield)] if options.cranfield else []
    collections += [lee(options.lee)] if options.lee else []
    collections += [headlines(options.corpora)] if options.corpora else []
    if not collections:
        parser.error("name a collection: --cranfield FOLDER, --lee FOLDER, --corpora CORPORA")
    interpreter = environment(options.peers)
    engines: dict[str, Callable[[Judged], Found]] = {
        "Greffe": by_greffe,
        "Greffe, words with OR": partial(by_greffe, joined_by=" OR "),
        "FTS5 porter, title ×10": by_fts5,
        "tantivy en_stem, title ×3": beside(interpreter, "tantivy"),
        "Whoosh stemming, title ×3": beside(interpreter, "whoosh"),
    }
    for judged in collections:
        print(f"\n{judged.name}: {len(judged.documents):,} documents, "
              f"{len(judged.answers):,} questions")  # fmt: skip
        print(f"{'':28}{'nDCG@10':>9}{'MAP@100':>9}{'recall@100':>12}{'CPU ms':>9}")
        for name, engine in engines.items():
            before = time.process_time()
            found = {
                number: [one for one in listed if one != judged.own.get(number)]
                for number, listed in engine(judged).items()
            }
            spent = (time.process_time() - before) / len(judged.questions) * 1000
            good = quality(found, judged.answers)
            cost = f"{spent:9.1f}" if engine in (by_greffe, by_fts5) else ""
            print(f"{name:28}{good.ndcg:9.3f}{good.precision:9.3f}{good.recall:12.3f}{cost}",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
