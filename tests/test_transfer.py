"""``greffe import`` and ``greffe export`` as a person or a script meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import Archive
from archive.cli.main import run
from archive.errors import Exit
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.warcs import record, response, uri, written

Capsys = pytest.CaptureFixture[str]
URL = "http://site.example/a"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kept(home: Path) -> Path:
    """A folder with an archive of three captures."""
    with Archive.open(home / "greffe.db") as archive:
        archive.add(exchange(URL, page("First", *LONG)), source="site")
        archive.add(exchange(URL, page("First", *LONG), hours=30), source="site")
        archive.add(exchange("http://other.example/b", page("Second", *LONG), hours=1))
    return home


def test_import_makes_the_archive_and_says_what_came(home: Path, capsys: Capsys) -> None:
    """In plain words; again, it says that nothing was new."""
    written(home / "a.warc.gz", record("response", 1, response()))
    assert run(["import", "a.warc.gz", "--source", "old"]) == Exit.DONE
    assert capsys.readouterr().out == "a.warc.gz: 1 new capture\n"
    assert run(["import", "a.warc.gz"]) == Exit.DONE
    assert capsys.readouterr().out == "a.warc.gz: nothing new, 1 capture known already\n"


def test_import_reads_a_folder_in_order(home: Path, capsys: Capsys) -> None:
    """All WARC files in it and below, and nothing else."""
    (home / "box" / "deep").mkdir(parents=True)
    written(home / "box" / "b.warc", record("response", 1, response()))
    written(
        home / "box" / "deep" / "a.warc.gz", record("response", 2, response(b"x"), url=URL + "2")
    )
    (home / "box" / "notes.txt").write_text("no WARC")
    assert run(["import", "box"]) == Exit.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 new captures from 2 files"
    assert [line.split(":")[0] for line in lines[:-1]] == ["box/b.warc", "box/deep/a.warc.gz"]


def test_import_says_what_it_could_not_read(home: Path, capsys: Capsys) -> None:
    """By place and reason, and by its exit code."""
    first, second = (record("response", n, response(), url=f"{URL}{n}") for n in (1, 2))
    written(home / "a.warc", first, b"junk\n", second.raw[:-60])
    assert run(["import", "a.warc"]) == Exit.PARTLY
    said = capsys.readouterr()
    assert said.out == "a.warc: 2 new captures\n"
    assert f"not read, at byte {len(first.raw):,}: 5 bytes that are no record" in said.err
    assert "the file ends; what there is of it is kept" in said.err


def test_import_goes_on_after_a_file_that_is_none(home: Path, capsys: Capsys) -> None:
    """One bad name must not keep the others out."""
    (home / "bad.warc").write_text("no WARC")
    written(home / "good.warc", record("response", 1, response()))
    assert run(["import", "bad.warc", "good.warc"]) == Exit.PARTLY
    said = capsys.readouterr()
    assert "1 new capture from 1 file, 1 file could not be read" in said.out
    assert said.err.startswith("cannot import bad.warc")


@pytest.mark.parametrize("names", [["bad.warc"], ["bad.warc", "none.warc"], ["empty"]])
def test_import_of_nothing_readable_is_bad_input(
    home: Path, capsys: Capsys, names: list[str]
) -> None:
    """A file, two files, a folder."""
    (home / "bad.warc").write_text("no WARC")
    (home / "empty").mkdir()
    assert run(["import", *names]) == Exit.BAD_INPUT
    assert "Traceback" not in capsys.readouterr().err


def test_import_speaks_json(home: Path, capsys: Capsys) -> None:
    """One object a file, with everything that was skipped, and one of all of them."""
    again = record("revisit", 2, response(b""), more=[("WARC-Refers-To", f"<{uri(9)}>")])
    written(home / "a.warc", record("response", 1, response()), again, b"junk\n")
    (home / "bad.warc").write_text("no WARC")
    run(["import", "a.warc", "bad.warc", "--json"])
    one, two, both = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (one["captures"], one["revisits"]) == (2, 1)
    assert one["skipped"][0]["reason"] == "5 bytes that are no record"
    assert "no whole WARC record" in two["error"]
    assert (both["files"], both["failed"], both["captures"], both["orphans"]) == (1, 1, 2, 1)


def test_export_and_import_carry_an_archive_over(kept: Path, capsys: Capsys) -> None:
    """Through a file, by the command line alone."""
    assert run(["export", "warc", "out.warc.gz"]) == Exit.DONE
    assert capsys.readouterr().out.startswith("3 captures in 10 records written to out.warc.gz, ")
    assert run(["--archive", "copy.db", "import", "out.warc.gz"]) == Exit.DONE
    with Archive.open(kept / "copy.db") as copy, Archive.open(kept / "greffe.db") as archive:
        assert copy.totals() == archive.totals() | {"sources": 0}


def test_export_says_what_it_pulled_in(kept: Path, capsys: Capsys) -> None:
    """The original of the second capture is older than asked for."""
    assert run(["export", "warc", "out.warc", "--source", "site", "--from", "2025-10-06"]) == 0
    assert "1 of them only because revisits refer to them" in capsys.readouterr().out


def test_export_replaces_a_file_only_when_told(kept: Path, capsys: Capsys) -> None:
    """It may be the only copy of something."""
    (kept / "out.warc").write_text("precious")
    assert run(["export", "warc", "out.warc"]) == Exit.BAD_INPUT
    assert (kept / "out.warc").read_text() == "precious"
    assert "--force" in capsys.readouterr().err
    assert run(["export", "warc", "out.warc", "--force"]) == Exit.DONE
    assert (kept / "out.warc").read_bytes().startswith(b"WARC/1.1")


def test_export_of_an_unknown_source_names_the_known(kept: Path, capsys: Capsys) -> None:
    """So that a slip of the pen is seen."""
    assert run(["export", "jsonl", "out.jsonl", "--source", "sight"]) == Exit.BAD_INPUT
    assert "it has: site" in capsys.readouterr().err


def test_export_of_nothing_is_told_apart(kept: Path) -> None:
    """By its exit code; no file is made."""
    assert run(["export", "warc", "out.warc", "--prefix", "nowhere.example"]) == Exit.NOTHING
    assert not (kept / "out.warc").exists()


@pytest.mark.parametrize("kind", ["warc", "jsonl"])
def test_export_speaks_json(kept: Path, capsys: Capsys, kind: str) -> None:
    """What a table would say."""
    assert run(["export", kind, "out", "--json"]) == Exit.DONE
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == "out"
    assert said["captures" if kind == "warc" else "pages"] == (3 if kind == "warc" else 2)


def test_export_to_standard_output_is_nothing_but_the_file(kept: Path) -> None:
    """What a person reads goes to standard error."""
    ran = greffe(kept, "export", "jsonl", "-")
    assert ran.code == Exit.DONE
    assert [one["title"] for one in ran.objects] == ["First", "Second"]
    assert ran.err == "2 pages written to standard output\n"
