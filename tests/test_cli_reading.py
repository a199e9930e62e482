"""The command line as who reads an archive meets it: addresses, words, terminals, pipes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.house import begun, ended, greffe, on_a_terminal

URL = "http://news.example/a"
LOST = "http://news.example/lost"
PICTURE = "http://news.example/p.png"
OTHER = "A second text, which is quite unlike the first and about a court rather than a prison."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with a page that changed and came back, one that went, a redirect, a picture."""
    old, new = page("Prison", *LONG), page("Prison", OTHER, *LONG[1:])
    with Archive.open(tmp_path / "greffe.db") as archive:
        for hours, body in enumerate((old, new, old)):
            archive.add(exchange(URL, body, hours=hours), source="news")
        archive.add(exchange(LOST, old), source="news")
        gone = page("\x1b[31mGone", "It is \x1b[2J gone.")
        archive.add(exchange(LOST, gone, status="404 Not Found", hours=5), source="news")
        moved = {"status": "302 Found", "fields": f"Location: {URL}\r\n"}
        archive.add(exchange("http://news.example/moved", **moved), source="news")  # type: ignore[arg-type]
        picture = exchange(
            PICTURE, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", fields="Content-Type: image/png\r\n"
        )
        archive.add(picture, source="news")
    return tmp_path


@pytest.mark.parametrize("command", ["show", "history", "diff"])
def test_the_scheme_may_be_left_out(folder: Path, command: str) -> None:
    """People do."""
    assert greffe(folder, command, "www.news.example/a").code == 0


def test_what_came_after_the_text_is_told(folder: Path) -> None:
    """Who reads a page must know that it is gone."""
    assert "since then absent (404) on 2025-10-05 17:00:00 UTC" in greffe(folder, "show", LOST).out
    assert "since then" not in greffe(folder, "show", URL).out


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("2020", "asked for  2020; the nearest capture is 5 years later"),
        ("2026-01-01", "asked for  2026-01-01; the nearest capture is 2 months earlier"),
    ],
)
def test_a_capture_far_from_the_time_asked_for_says_so(folder: Path, time: str, words: str) -> None:
    """Else a page of today would be read as one of then."""
    assert words in greffe(folder, "show", f"{URL}@{time}").out


@pytest.mark.parametrize("time", ["2025", "2025-10", "2025-10-05T13:00:00Z", ""])
def test_a_capture_within_the_time_asked_for_says_nothing(folder: Path, time: str) -> None:
    """It is what was asked for."""
    ran = greffe(folder, "show", f"{URL}@{time}" if time else URL)
    assert ran.code == 0
    assert "asked for" not in ran.out


def test_what_is_no_time_is_said(folder: Path) -> None:
    """And not that there is no such page."""
    ran = greffe(folder, "show", f"{URL}@yesterday")
    assert ran.code == 65
    assert ran.err == f"greffe: 'yesterday' is no time; write e.g. {URL}@2025-03-14\n"
    assert greffe(folder, "show", "").code == 65


def test_a_history_keeps_its_times_whole_where_it_is_narrow(folder: Path) -> None:
    """The titles fold."""
    _, shown = on_a_terminal(folder, "history", URL, columns=60)
    assert shown.count(b"2025-10-05 1") == 3


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_is_utf_8_in_any_locale(folder: Path, encoding: str) -> None:
    """Where it goes to a file or a pipe."""
    ran = greffe(folder, "search", "prison", env={"PYTHONIOENCODING": encoding})
    assert ran.code == 0
    assert " · " in ran.out


def test_a_redirect_says_where_it_leads(folder: Path) -> None:
    """With the command that shows it."""
    ran = greffe(folder, "show", "http://news.example/moved")
    assert ran.code == 3
    assert f"`greffe show {URL}`" in ran.err


def test_a_diff_bears_the_times_of_its_captures(folder: Path) -> None:
    """A text that came back is later than the one it took the place of."""
    (found,) = greffe(folder, "diff", URL, "--json").objects
    assert (found["from"][11:13], found["to"][11:13]) == ("13", "14")
    same = greffe(folder, "diff", URL, "2025-10-05T12:00", "2025-10-05T14:00")
    assert "both times show one text" in same.out


def test_a_saved_page_does_not_lead_the_terminal(folder: Path) -> None:
    """Control characters are shown as such; a file gets every byte."""
    code, shown = on_a_terminal(folder, "show", LOST, "--html")
    assert code == 0
    assert "\N{REPLACEMENT CHARACTER}[2J gone".encode() in shown
    assert b"\x1b[2J" not in shown
    assert "\x1b[2J" in greffe(folder, "show", LOST, "--html").out


def test_a_picture_is_not_poured_into_a_terminal(folder: Path) -> None:
    """The line says what to do."""
    code, shown = on_a_terminal(folder, "show", PICTURE, "--html")
    assert code == 65
    assert b"> FILE" in shown


def test_a_word_is_excluded_without_quotes(folder: Path) -> None:
    """``-word`` is no option, ``-h`` is."""
    assert len(greffe(folder, "search", "prison", "--json").objects) == 1
    assert greffe(folder, "search", "prison", "-delegation", "--json").code == 3
    assert greffe(folder, "search", "-h").out.startswith("Usage: ")


def test_an_unknown_source_is_no_empty_result(folder: Path) -> None:
    """The names that are known are said."""
    ran = greffe(folder, "search", "prison", "--source", "nwes")
    assert ran.code == 65
    assert "it has: news" in ran.err


def test_output_to_a_full_disk_is_a_full_disk(folder: Path) -> None:
    """Of any command."""
    for command in (("status",), ("show", URL), ("export", "jsonl", "-")):
        with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
            ran = ended(begun(folder, *command, stdout=full))
        assert ran.code == 74, ran
        assert "no space left" in ran.err.splitlines()[-1]


def test_a_reader_who_has_had_enough_is_no_failure(folder: Path) -> None:
    """As in ``greffe export jsonl - | head -1``."""
    reading, writing = os.pipe()
    os.close(reading)
    ran = ended(begun(folder, "export", "jsonl", "-", stdout=writing))
    os.close(writing)
    assert ran.code == 0, ran
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there_makes_no_archive(tmp_path: Path) -> None:
    """A misspelt name leaves nothing behind."""
    ran = greffe(tmp_path, "import", "none.warc")
    assert ran.code == 65
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["http://[::1/", "http://a.example:99999/", "ftp://a.example/"])
@pytest.mark.parametrize("command", [("save",), ("source", "add")])
def test_an_impossible_address_is_said_to_be_one(
    tmp_path: Path, command: tuple[str, ...], url: str
) -> None:
    """And not unforeseen."""
    ran = greffe(tmp_path, *command, url)
    assert ran.code in (2, 65)
    assert "unforeseen" not in ran.err


def test_a_private_site_is_refused_and_not_unreachable(tmp_path: Path) -> None:
    """The line names the option."""
    ran = greffe(tmp_path, "source", "add", "http://127.0.0.1:9/", "--yes")
    assert ran.code == 7
    assert "--allow-private" in ran.err
