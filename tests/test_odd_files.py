"""What becomes of odd, broken and borderline files of other projects: a stated outcome for each.

The table ``fixtures/odd_files.tsv`` says for each file of the corpus the exit code of ``greffe
import``, how many captures of which outcome it gave, and what was said of the rest: ``-`` before
what could not be read, ``?`` before what is doubtful, ``+`` before what was left out, each with
its offset or number.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from archive import Archive
from archive.cli.main import run
from tests.warcs import CORPORA, needs_corpora

TABLE = Path(__file__).parent / "fixtures" / "odd_files.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
ODD = CORPORA / "warc-odd"


def said(line: str, err: str) -> list[str]:
    """What was said of a file, in the words of the table."""
    done = json.loads(line) if line else {}
    words = [f"-{skip['offset']} {skip['reason']}" for skip in done.get("skipped", ())]
    words += [f"?{skip['offset']} {skip['reason']}" for skip in done.get("doubtful", ())]
    words += [f"+{number} {reason}" for reason, number in done.get("left_out", {}).items()]
    words += [re.sub(r".*?cannot import \S+: ", "", err.strip())] if err else []
    return [re.sub(r"urn:uuid:[-\w]+", "ID", word) for word in words]


@needs_corpora
@pytest.mark.parametrize(("file", "code", "kinds", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_an_odd_file_has_its_outcome(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    code: str,
    kinds: str,
    words: str,
) -> None:
    """Exit code, captures, and every reason by its place."""
    if file.endswith(".lz4"):
        pytest.importorskip("lz4.frame", reason="the library for LZ4 is not installed")
    path = tmp_path / "a.db"
    found = run(["--archive", str(path), "import", str(ODD / file), "--json"])
    out, err = capsys.readouterr()
    assert (found, " | ".join(said(out, err))) == (int(code), words)
    with Archive.open(path) as archive:
        sql = "SELECT outcome, count(*) FROM capture GROUP BY outcome ORDER BY outcome"
        counts = [f"{number} {outcome}" for outcome, number in archive.connection.execute(sql)]
    assert ", ".join(counts) == kinds


@needs_corpora
def test_every_odd_file_is_in_the_table() -> None:
    """None is forgotten."""
    files = {str(path.relative_to(ODD)) for path in ODD.rglob("*") if path.is_file()}
    assert {row[0] for row in ROWS} == files
