"""``greffe export``: what a person types, and what it writes, refuses and says."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
from pathlib import Path

import pytest

from archive import Archive
from archive.cli.main import run
from archive.errors import Exit
from archive.formats.warc_in import import_warc
from tests.exchanges import LONG, exchange, page
from tests.house import GREFFE, UNMEASURED, begun, greffe

Capsys = pytest.CaptureFixture[str]
URL = "http://news.example/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an archive: twenty pages that do not compress, one that changed."""
    path = tmp_path_factory.mktemp("made") / "greffe.db"
    with Archive.open(path) as archive:
        for number in range(20):
            noise = "".join(f"{n * 7919 * (number + 3) % 99991:x} " for n in range(900))
            archive.add(exchange(f"{URL}{number}", page(f"Page {number}", noise)), source="s")
        archive.add(exchange(f"{URL}a", page("Old words", *LONG[:2])), source="s")
        formula = page('=HYPERLINK("http://evil.example")', *LONG, 'A "quoted" word; one, two.')
        archive.add(exchange(f"{URL}a", formula, hours=1), source="s")
    assert not path.with_name("greffe.db-wal").exists()
    return path.read_bytes()


@pytest.fixture
def home(tmp_path: Path, made: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with that archive, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "greffe.db").write_bytes(made)
    return tmp_path


def names(folder: Path) -> list[str]:
    """What was written."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("greffe.db"))


def captured(path: Path) -> int:
    """How many captures an archive has."""
    with Archive.open(path) as archive:
        return archive.totals()["captures"]


def test_a_large_export_is_several_files_with_one_index(home: Path, capsys: Capsys) -> None:
    """Together they hold what one would."""
    command = ["export", "warc", "out.warc.gz", "--max-size", "20kB", "--cdxj", "--json"]
    assert run(command) == Exit.DONE
    said = json.loads(capsys.readouterr().out)
    assert names(home) == sorted([*said["files"], "out.cdxj"])
    assert said["files"][:2] == ["out-00000.warc.gz", "out-00001.warc.gz"]
    assert all((home / name).stat().st_size <= 20_000 for name in said["files"])
    assert sum((home / name).stat().st_size for name in said["files"]) == said["bytes"]
    for name in said["files"]:
        assert run(["--archive", "copy.db", "import", name]) == Exit.DONE
    assert captured(home / "copy.db") == captured(home / "greffe.db") == 22
    lines = (home / "out.cdxj").read_text().splitlines()
    assert len(lines) == 22
    assert {json.loads(line.split(" ", 2)[2])["filename"] for line in lines} == set(said["files"])
    capsys.readouterr()
    assert run(["export", "cdxj", "again.cdxj", *said["files"]]) == Exit.DONE
    assert "22 lines for" in capsys.readouterr().out
    assert (home / "again.cdxj").read_bytes() == (home / "out.cdxj").read_bytes()


def test_an_earlier_set_is_replaced_only_when_told_and_whole(home: Path, capsys: Capsys) -> None:
    """No file of the earlier one stays among those of the new one; others do."""
    assert run(["export", "warc", "out.warc.gz", "--max-size", "20kB"]) == Exit.DONE
    many = names(home)
    (home / "out-00000-notes.txt").write_text("mine")
    small = ["export", "warc", "out.warc.gz", "--max-size", "1MB", "--prefix", f"{URL}a"]
    assert run(small) == Exit.BAD_INPUT
    assert "out-00000.warc.gz is there already" in capsys.readouterr().err
    assert [name for name in names(home) if name.endswith("gz")] == many
    assert run([*small, "--force"]) == Exit.DONE
    assert names(home) == ["out-00000-notes.txt", "out-00000.warc.gz"]
    assert "written to out-00000.warc.gz" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["warc out.warc.gz --cdxj", "warc out.warc.gz --max-size 1MB", "warc out.warc.zst",
             "wacz out.wacz"],
)  # fmt: skip
def test_a_full_disk_leaves_nothing(home: Path, kind: str) -> None:
    """One line, its exit code, and no file, under any name."""
    ran = greffe(home, "export", *kind.split(), largest=40 << 10)
    assert (ran.code, names(home)) == (Exit.DISK, []), ran
    assert ran.err.startswith("greffe: no space left to write out")
    assert ran.err.count("\n") == 1


@pytest.mark.slow
def test_a_disk_full_at_the_second_file_leaves_none(home: Path) -> None:
    """The first was whole by then, and is no export."""
    (home / "disk").mkdir()
    command = shlex.join([str(GREFFE), "export", "warc", "disk/out.warc.gz", "--max-size", "20kB"])
    script = f"mount -t tmpfs -o size=60k tmpfs disk || exit 99; {command}; echo $?; ls -A disk"
    ran = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], cwd=home, env=UNMEASURED,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    if ran.returncode in (1, 99):
        pytest.skip("no file system can be mounted here")
    assert ran.stdout == f"{Exit.DISK.value}\n", ran


@pytest.mark.parametrize("kind", ["warc", "wacz", "jsonl", "csv"])
def test_standard_output_takes_every_kind(home: Path, kind: str) -> None:
    """Nothing but the file goes there."""
    ran = begun(home, "export", kind, "-", "--prefix", f"{URL}a", text=False)
    out, err = ran.communicate()
    assert ran.returncode == Exit.DONE
    begins = {
        "warc": b"\x1f\x8b",
        "wacz": b"PK\x03\x04",
        "jsonl": b'{"url"',
        "csv": b"\xef\xbb\xbf",
    }
    assert out.startswith(begins[kind])
    assert b"written to standard output" in err


def test_an_index_goes_to_standard_output_too(home: Path) -> None:
    """Sorted, for any other program."""
    run(["export", "warc", "out.warc", "--prefix", f"{URL}1"])
    ran = greffe(home, "export", "cdxj", "-", "out.warc")
    assert ran.code == Exit.DONE
    lines = ran.out.encode().splitlines()
    assert len(lines) == 11
    assert lines == sorted(lines)


def test_the_form_may_be_told(home: Path) -> None:
    """Whatever the name ends in; Zstandard comes back."""
    assert run(["export", "warc", "a", "--compress", "plain", "--check"]) == Exit.DONE
    assert (home / "a").read_bytes().startswith(b"WARC/1.1")
    assert run(["export", "warc", "a.warc.zst"]) == Exit.DONE
    with Archive.open(home / "copy.db") as copy:
        assert import_warc(copy, home / "a.warc.zst").captures == 22


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-", "--check"], "standard output cannot be read again"),
        (["-", "--cdxj"], "--cdxj needs a file"),
        (["-", "--max-size", "1GB"], "--max-size needs a file"),
        (["a.warc.zst", "--check"], "warcio reads no Zstandard"),
        (["a.warc", "--max-size", "much"], "is no size; write e.g. 1GB"),
        (["a.warc", "--max-size", "1"], "is too small"),
    ],
)
def test_what_makes_no_sense_is_said(
    home: Path, capsys: Capsys, options: list[str], words: str
) -> None:
    """Before anything is written."""
    assert run(["export", "warc", *options]) == Exit.USAGE
    assert words in " ".join(capsys.readouterr().err.split())
    assert names(home) == []


def test_a_search_chooses_for_every_kind(home: Path, capsys: Capsys) -> None:
    """Where it finds nothing, that is told apart; where it has no word, too."""
    for kind in ("warc", "wacz", "jsonl", "csv"):
        command = ["export", kind, "out", "--search", "quoted sanitary OR visited", "--force"]
        assert run(command) == Exit.DONE
        assert capsys.readouterr().out.startswith(("2 captures in", "1 page written"))
        assert run(["export", kind, "none", "--search", "nowhere"]) == Exit.NOTHING
        assert run(["export", kind, "none", "--search", '""']) == Exit.BAD_INPUT
    assert names(home) == ["out"]


def test_a_package_has_its_title_and_says_how_many_pages(home: Path, capsys: Capsys) -> None:
    """As a person gave it."""
    command = ["export", "wacz", "a.wacz", "--title", "For the court", "--json"]
    assert run(command) == Exit.DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["captures"], said["pages"], said["main_page"]) == (22, 22, f"{URL}a")
    assert (said["files"], said["bytes"]) == (["a.wacz"], (home / "a.wacz").stat().st_size)


def rows(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def test_a_table_has_a_page_a_row(home: Path) -> None:
    """With marks for Excel; nothing in it is computed; line ends stay in their cells."""
    assert run(["export", "csv", "a.csv", "--prefix", f"{URL}a"]) == Exit.DONE
    data = (home / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfurl,captured,")
    (row,) = rows(data)
    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["url"], row["language"], row["is_current"]) == (f"{URL}a", "en", "yes")
    assert row["captured"] == "2025-10-05T13:00:00.123456Z"
    assert "\n" in row["text"]
    assert 'A "quoted" word; one, two.' in row["text"]
    assert run(["export", "csv", "b.csv", "--prefix", f"{URL}a", "--delimiter", ";"]) == Exit.DONE
    assert rows((home / "b.csv").read_bytes(), ";") == [row]
    assert run(["export", "csv", "c.csv", "--delimiter", "ab"]) == Exit.USAGE


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_all_versions_come_in_order(home: Path, capsys: Capsys, kind: str) -> None:
    """Each with the time it was first and last seen."""
    command = ["export", kind, "a", "--prefix", f"{URL}a", "--versions"]
    assert run(command) == Exit.DONE
    assert capsys.readouterr().out == "2 texts written to a\n"
    data = (home / "a").read_bytes()
    found = rows(data) if kind == "csv" else [json.loads(line) for line in data.splitlines()]
    assert [row["title"].lstrip("'")[:4] for row in found] == ["Old ", "=HYP"]
    assert [row["is_current"] in ("yes", True) for row in found] == [False, True]
    assert found[0]["last_captured"] == "2025-10-05T12:00:00.123456Z"
