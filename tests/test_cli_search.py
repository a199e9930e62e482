"""``greffe search``, as a person and as a program meets it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from archive import Archive
from archive.search.trends import bars, by_year, shown
from tests.house import Ran, greffe, on_a_terminal
from tests.shelf import COPY, FRENCH, REPORT, fill


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf."""
    path = tmp_path_factory.mktemp("shelf")
    with Archive.open(path / "greffe.db") as archive:
        fill(archive)
    return path


def _urls(ran: Ran) -> set[str]:
    return {one["url"] for one in ran.objects}


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--type", "article"), 4),
        (("--type", "news"), 4),
        (("--type", "pdf"), 0),
        (("--lang", "English"), 4),
        (("--from", "2024", "--to", "2025"), 2),
        (("--source", "news"), 4),
        (("--site", "council.example"), 0),
    ],
)
def test_hits_are_narrowed(folder: Path, options: tuple[str, ...], count: int) -> None:
    """By kind, language, days, source and site."""
    ran = greffe(folder, "search", "bulletin", *options, "--json")
    assert len(ran.objects) == count
    assert ran.code == (0 if count else 3)


def test_a_filter_alone_finds_what_it_chooses(folder: Path) -> None:
    """Without it there is nothing to search for."""
    assert _urls(greffe(folder, "search", "--lang", "fr", "--json")) == {FRENCH}
    ran = greffe(folder, "search")
    assert ran.code == 2
    assert "type a word to search for, or a filter" in ran.err


def test_older_texts_are_found_and_say_how_long_they_stood(folder: Path) -> None:
    """Only where they are asked for; by a day, or all."""
    assert greffe(folder, "search", "Monday").code == 3
    for option in (("--all-versions",), ("--at", "2025-10-05")):
        (hit,) = greffe(folder, "search", "Monday", *option, "--json").objects
        assert hit["url"] == REPORT
        assert not hit["is_current"]
        (seen,) = hit["sightings"]
        assert seen["first"] == seen["last"] == "2025-10-05T12:00:00.123456Z"
    shown = greffe(folder, "search", "Monday", "--all-versions")
    assert "stood there from 2025-10-05 12:00:00 to 2025-10-05 12:00:00 UTC, 1 version; not" in (
        shown.out
    )
    assert "1 text for Monday" in shown.err
    assert greffe(folder, "search", "Tuesday", "--at", "2025-10-05").code == 3


def test_the_same_text_at_several_addresses_is_one_hit(folder: Path) -> None:
    """With its places."""
    (hit,) = greffe(folder, "search", "Tuesday", "--json").objects
    assert {hit["url"], *(one["url"] for one in hit["places"])} == {REPORT, COPY}
    assert "the same text also at https://" in greffe(folder, "search", "Tuesday").out


def test_the_newest_come_first_where_that_is_asked_for(folder: Path) -> None:
    """In two spellings."""
    for option in (("--newest",), ("--order", "newest")):
        found = greffe(folder, "search", "bulletin", *option, "--json").objects
        days = [one["published"][:10] for one in found]
        assert days == sorted(days, reverse=True)


def test_found_words_are_marked_on_a_terminal(folder: Path) -> None:
    """In titles and in texts."""
    code, screen = on_a_terminal(folder, "search", "report", "--limit", "1")
    assert code == 0
    assert screen.count(b"\x1b[1;33m") >= 2


def test_what_was_understood_is_told(folder: Path) -> None:
    """In plain words, where it is more than words; notes too."""
    ran = greffe(folder, "search", "prisons", "lang:fr", "tilte:x", "--json")
    assert "all of: prisons, tilte:x; in French" in ran.err
    assert "did you mean title:?" in ran.err
    assert "no page has all of these words; these have some of them" in ran.err
    assert "(" not in greffe(folder, "search", "report prisons").err


def test_there_is_a_hint_at_more(folder: Path) -> None:
    """And it leads there."""
    first = greffe(folder, "search", "bulletin", "--limit", "3", "--json")
    assert "--offset 3 for more" in first.err
    rest = greffe(folder, "search", "bulletin", "--limit", "3", "--offset", "3", "--json")
    assert "for more" not in rest.err
    assert len(_urls(first) | _urls(rest)) == 4


def test_another_spelling_is_offered_and_not_taken(folder: Path) -> None:
    """Where little is found."""
    ran = greffe(folder, "search", "bulettin")
    assert ran.code == 3
    assert "did you mean: bulletin" in ran.err
    assert "did you mean" not in greffe(folder, "search", "bulletin").err


def test_facets_are_counted(folder: Path) -> None:
    """For people beside the hits, for programs in place of them."""
    shown = greffe(folder, "search", "prisons", "--facets").out
    assert "Visite du comité" in shown
    assert "language  en 6 · fr 1" in shown
    rows = greffe(folder, "search", "prisons", "--facets", "--json").objects
    assert {"facet": "source", "value": "council", "hits": 2} in rows
    assert {row["facet"] for row in rows} == {"source", "language", "year", "type"}


def test_hits_are_counted_by_month(folder: Path) -> None:
    """As a line of bars and as figures; none is left out between."""
    shown = greffe(folder, "search", "bulletin", "--trend").out
    assert "2023-11 ▄  █            ▄ 2025-03" in shown
    assert "2024-02         2" in shown
    rows = greffe(folder, "search", "bulletin", "--trend", "--json").objects
    assert [row["month"] for row in rows][:4] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert sum(row["hits"] for row in rows) == 4


def test_hits_come_as_csv(folder: Path) -> None:
    """With a head, as spreadsheets take it."""
    ran = greffe(folder, "search", "Monday", "--all-versions", "--csv")
    (row,) = csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff")))
    assert row["url"] == REPORT
    assert row["first_seen"] == "2025-10-05T12:00:00.123456Z"
    assert row["is_current"] == "no"
    trend = greffe(folder, "search", "bulletin", "--trend", "--csv").out.splitlines()
    assert trend[:2] == ["\ufeffmonth,hits", "2023-11,1"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--at", "soon"), "'soon' is no date; dates are written 2025, 2025-03 or 2025-03-14"),
        (("--type", "poem"), "'poem' is no kind of page; there are article, listing,"),
        (("--lang", "klingon"), "'klingon' names no language"),
        (("--order", "random"), "'random' is not one of"),
        (("--json", "--csv"), "--json and --csv exclude each other"),
        (("--facets", "--trend", "--json"), "--facets or --trend, not both, with --json"),
    ],
)
def test_a_wrong_option_is_said(folder: Path, options: tuple[str, ...], words: str) -> None:
    """With what is right, and exit code 2."""
    ran = greffe(folder, "search", "prison", *options)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_line_of_bars_tells_little_from_nothing() -> None:
    """However high the highest is."""
    assert bars([0, 1, 5000, 10_000]) == " ▁▄█"
    assert bars([]) == ""


def test_many_months_are_told_by_years() -> None:
    """Nobody reads a line of a hundred bars."""
    months = [(f"{2000 + n // 12}-{n % 12 + 1:02}", 1) for n in range(100)]
    assert by_year(months)[0] == ("2000", 12)
    assert shown(months)[-1] == ("2008", 4)
    assert shown(months[:60]) == months[:60]
