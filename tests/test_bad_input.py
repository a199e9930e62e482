"""Bad input: one clear line, the documented exit code, nothing lost, no traceback."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from archive import Archive
from tests.documents import column, docx_of, para, pdf_of
from tests.exchanges import LONG, exchange, page
from tests.house import GREFFE, PRIVATE, Ran, begun, ended, greffe


def _is_one_line(ran: Ran, code: int, *words: str) -> None:
    assert ran.code == code, ran
    assert "Traceback" not in ran.err + ran.out
    lines = [line for line in ran.err.splitlines() if line.startswith("greffe: ")]
    assert len(lines) == 1, ran.err
    for word in words:
        assert word in lines[0], lines[0]


def _source(folder: Path, text: str, name: str = "s") -> None:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    """By readers and by crawls."""
    path = tmp_path / "greffe.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    before = path.read_bytes()
    _source(tmp_path, 'name = "s"\nseeds = ["http://127.0.0.1:1/"]\n')
    for arguments in (("search", "x"), ("crawl", "s", *PRIVATE), ("save", "http://127.0.0.1:1/")):
        _is_one_line(greffe(tmp_path, *arguments), 65, "greffe.db", "another program", "--archive")
    assert path.read_bytes() == before


def test_an_archive_whose_maker_was_killed_is_made(tmp_path: Path) -> None:
    """Not taken for another program's file; whoever reads it is told that there is none yet."""
    path = tmp_path / "greffe.db"
    with sqlite3.connect(path) as begun:
        begun.execute("PRAGMA journal_mode = WAL")
    begun.close()
    assert path.stat().st_size
    _is_one_line(greffe(tmp_path, "status"), 66, "no archive", "yet")
    assert greffe(tmp_path, "save", "http://127.0.0.1:9/", *PRIVATE).code in (6, 7)
    assert greffe(tmp_path, "verify").code == 0


def test_a_newer_archive_is_left_alone(tmp_path: Path) -> None:
    """The line names both schemas and what to do."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.connection.execute("PRAGMA user_version = 99")
    _is_one_line(greffe(tmp_path, "status"), 78, "schema 99", "upgrade")


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    """Nor is a file in a folder that is not there."""
    _is_one_line(greffe(tmp_path, "--archive", ".", "status"), 65, "is a folder")
    missing = greffe(tmp_path, "--archive", "none/x.db", "save", "http://127.0.0.1:1/", *PRIVATE)
    _is_one_line(missing, 65, "none is no folder")


def test_an_empty_file_is_no_archive_yet(tmp_path: Path) -> None:
    """Not another program's, either; a command that writes makes one of it."""
    (tmp_path / "greffe.db").touch()
    _is_one_line(greffe(tmp_path, "status"), 66, "greffe.db is empty", "greffe crawl")
    greffe(tmp_path, "save", "http://127.0.0.1:1/", *PRIVATE)
    assert greffe(tmp_path, "status").code == 0


def test_an_archive_on_a_write_protected_disc_can_be_read(tmp_path: Path) -> None:
    """And says so where a command would write."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange("http://news.example/a", page("Prison", *LONG)), source="news")
    protect = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"'
    disc = ("unshare", "--map-root-user", "--mount", "sh", "-c", protect, str(tmp_path))
    if shutil.which("unshare") is None or subprocess.run((*disc, "true"), check=False).returncode:
        pytest.skip("mounting a folder read-only is not permitted here")
    found = subprocess.run(
        (*disc, str(GREFFE), "search", "prison"), capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "Prison" in found.stdout
    save = (str(GREFFE), "save", "http://127.0.0.1:1/", *PRIVATE)
    saved = subprocess.run((*disc, *save), capture_output=True, text=True, check=False)
    _is_one_line(Ran(saved.returncode, saved.stdout, saved.stderr), 65, "Read-only")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("serch", "x"), "No such command"),
        (("search",), "Missing argument"),
        (("search", "x", "--from", "yesterday"), "is no time"),
        (("search", "x", "--colour"), "No such option"),
        (("crawl",), "name sources, or give --all"),
        (("save", "ftp://a/"), "no http or https URL"),
        (("search", "x", "--limit", "0"), "0 is not in the range"),
        (("serve", "--port", "70000"), "not in the range"),
    ],
)
def test_a_wrong_option_is_explained(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """With code 2 and a way to the help."""
    ran = greffe(tmp_path, *arguments)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_source_file_with_an_error_names_line_and_key(tmp_path: Path) -> None:
    """Nothing is crawled."""
    _source(tmp_path, 'name = "s"\nseeds = ["http://127.0.0.1:1/"]\ndelay = "slow"\n')
    _is_one_line(greffe(tmp_path, "crawl", "s"), 65, "s.toml, line 3", "delay")
    checked = greffe(tmp_path, "source", "check")
    assert checked.code == 4
    assert "line 3: delay" in checked.out
    assert not (tmp_path / "greffe.db").exists()


def test_an_unknown_source_is_said(tmp_path: Path) -> None:
    """With those there are."""
    _source(tmp_path, 'name = "s"\nseeds = ["http://127.0.0.1:1/"]\n')
    _is_one_line(greffe(tmp_path, "crawl", "t"), 3, "no source 't'", "there are: s")


def test_an_unreachable_host_is_kept_as_an_observation(tmp_path: Path) -> None:
    """The reason is shown and stored; the crawl can be run again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ran = greffe(tmp_path, "save", f"http://127.0.0.1:{port}/", *PRIVATE)
    assert ran.code in (6, 7)
    assert "refused" in ran.err
    assert "Traceback" not in ran.err
    (robots,) = greffe(tmp_path, "history", f"http://127.0.0.1:{port}/robots.txt", "--json").objects
    assert robots["outcome"] == "failure"


def test_a_private_address_is_refused_unless_permitted(tmp_path: Path) -> None:
    """The line says how to permit it."""
    ran = greffe(tmp_path, "save", "http://127.0.0.1:9/")
    assert ran.code == 7
    assert "--allow-private" in ran.err


def test_a_public_site_is_not_crawled_without_a_contact(tmp_path: Path) -> None:
    """Whoever is crawled may know by whom."""
    _is_one_line(greffe(tmp_path, "save", "http://example.com/"), 65, "--contact")
    (tmp_path / "sources").mkdir()
    text = 'name = "s"\nfeeds = ["https://www.example.org/feed"]\n'
    (tmp_path / "sources" / "s.toml").write_text(text, encoding="utf-8")
    _is_one_line(greffe(tmp_path, "crawl", "s"), 65, "--contact")


def test_a_page_that_is_not_there_is_said(tmp_path: Path) -> None:
    """By every command that is asked for one."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange("http://news.example/a", page("T", *LONG)))
    _is_one_line(greffe(tmp_path, "show", "http://news.example/b"), 3, "no capture of")
    _is_one_line(greffe(tmp_path, "history", "http://news.example/b"), 3, "no capture of")
    _is_one_line(greffe(tmp_path, "diff", "http://news.example/a"), 3, "nothing to compare")
    nothing = greffe(tmp_path, "search", "zeppelin")
    assert (nothing.code, nothing.out) == (3, "")


@pytest.mark.parametrize("name", ["none.html", "."])
def test_a_file_that_cannot_be_cleaned_is_said(tmp_path: Path, name: str) -> None:
    """Missing, or no file."""
    _is_one_line(greffe(tmp_path, "clean", name), 65, name)


@pytest.mark.parametrize("name", ["x.db", "x.html", "x.txt"])
def test_binary_data_is_no_text(tmp_path: Path, name: str) -> None:
    """Whatever the name says."""
    with sqlite3.connect(tmp_path / "made") as made:
        made.execute("CREATE TABLE mine (x, y) -- <p>")
    made.close()
    (tmp_path / "made").rename(tmp_path / name)
    _is_one_line(greffe(tmp_path, "clean", name), 65, "binary data, no text")


def test_a_text_in_another_encoding_is_read(tmp_path: Path) -> None:
    """As files of word processors are."""
    (tmp_path / "old.txt").write_bytes("Café du monde\n\nIl était une fois.\n".encode("cp1252"))
    assert "Café du monde" in greffe(tmp_path, "clean", "old.txt").out


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    """Not a traceback of SQLite's."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        for number in range(30):
            archive.add(exchange(f"http://news.example/{number}", page(f"T {number}", *LONG)))
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    _is_one_line(greffe(tmp_path, "status"), 70, "damaged", "backup")


def test_a_second_crawl_is_told_who_holds_the_archive(tmp_path: Path) -> None:
    """And waits for nothing."""
    from crawler.lock import held

    _source(tmp_path, 'name = "s"\nseeds = ["http://127.0.0.1:1/"]\n')
    with held(tmp_path / "greffe.db"):
        _is_one_line(greffe(tmp_path, "crawl", "s", *PRIVATE), 75, "another crawl", "process")


def test_output_that_nobody_reads_any_more_is_no_error(tmp_path: Path) -> None:
    """As in ``greffe search … | head -1``."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        for number in range(200):
            archive.add(exchange(f"http://news.example/{number}", page(f"T {number}", *LONG)))
    with subprocess.Popen(["head", "-1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as head:
        assert head.stdin
        ran = begun(tmp_path, "search", "delegation", "--limit", "200", "--json", stdout=head.stdin)
        assert head.communicate()[0].count(b"\n") == 1
    assert ended(ran).err == ""


def test_documents_are_cleaned_whatever_their_names(tmp_path: Path) -> None:
    """What is lacking is said beside the text."""
    (tmp_path / "report").write_bytes(docx_of(para("The wall stands.")))
    assert greffe(tmp_path, "clean", "report").out == "The wall stands.\n"
    drawn = [[*column("The wall stands.", 72, 700, 60)], []]
    (tmp_path / "scan.txt").write_bytes(pdf_of(drawn, picture=[1]))
    found = greffe(tmp_path, "clean", "scan.txt")
    assert (found.code, found.out) == (0, "The wall stands.\n")
    assert "1 of 2 pages is without a text layer" in found.err


def test_only_pdfs_are_recognised(tmp_path: Path) -> None:
    """And the reason is told, before the program is looked for."""
    (tmp_path / "page.html").write_text("<p>words</p>")
    _is_one_line(greffe(tmp_path, "clean", "--ocr", "page.html"), 65, "no PDF")
