"""``greffe changes``: a report as a table, JSON, Atom and Markdown."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.house import greffe

URL = "http://news.example/a"
OTHER = "http://court.example/b"
NEW = "The ministry of justice said that nine prisoners were moved to the island in secret."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that was edited, and came back to what it said; another of a second source."""
    folder = tmp_path_factory.mktemp("changes")
    old, new = page("Prison", *LONG), page("Prison", NEW, *LONG[1:])
    with Archive.open(folder / "greffe.db") as archive:
        for hours, body in enumerate((old, new, old)):
            archive.add(exchange(URL, body, hours=hours), source="news")
        for hours, title in ((5, "Old"), (6, "N\x1b[31mew")):
            archive.add(exchange(OTHER, page(title, *LONG), hours=hours), source="court")
    return folder


def test_changes_are_told_by_source_and_one_by_one(folder: Path) -> None:
    """With how many words came and went, and by what it is told."""
    ran = greffe(folder, "changes")
    assert ran.code == 0
    head, _, rest = ran.out.partition("\n\n")
    assert [line.split() for line in head.splitlines()] == [
        ["source", "edited", "metadata", "words"], ["news", "2", "+40", "-40"],
        ["court", "1", "+2", "-1"],
    ]  # fmt: skip
    times = [line[11:19] for line in rest.splitlines() if line.startswith("2025")]
    assert times == ["18:00:00", "14:00:00", "13:00:00"]
    assert "as it was before" in rest
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("options", "count"),
    [((), 3), (("--source", "court"), 1), (("--kind", "edited"), 2), (("--limit", "1"), 1),
     (("--since", "2025-10-05T13:30"), 2), (("--until", "2025-10-05T13:30"), 1),
     (("--least", "2", "--kind", "edited", "--kind", "metadata"), 3), (("--least", "99"), 0),
     (("--host", "https://www.news.example/any"), 2), (("--words", "island"), 2),
     (("--words", "committee"), 0), (("--kind", "gone"), 0)],
)  # fmt: skip
def test_changes_are_narrowed(folder: Path, options: tuple[str, ...], count: int) -> None:
    """Nothing is an exit code of its own."""
    ran = greffe(folder, "changes", "--json", *options)
    assert len(ran.objects) == count
    assert ran.code == (0 if count else 3)


def test_totals_count_what_is_not_shown(folder: Path) -> None:
    """By source."""
    ran = greffe(folder, "changes", "--totals", "--limit", "1", "--json")
    assert [(one["source"], one["events"]) for one in ran.objects] == [("news", 2), ("court", 1)]


def test_an_atom_feed_leads_to_the_reading_room_that_is_known(folder: Path) -> None:
    """Else to the pages."""
    room = {"GREFFE_READING_ROOM": "https://archive.example"}
    for env, begins in ((None, "http://"), (room, "https://archive.example/diff/2025")):
        ran = greffe(folder, "changes", "--atom", env=env)
        root = ElementTree.fromstring(ran.out)
        links = [one.get("href") or "" for one in root.iter("{http://www.w3.org/2005/Atom}link")
                 if one.get("rel") == "alternate"]  # fmt: skip
        assert len(links) == 3
        assert all(link.startswith(begins) for link in links)


def test_a_letter_tells_each_source(folder: Path) -> None:
    """In Markdown."""
    out = greffe(folder, "changes", "--markdown").out
    assert [line for line in out.splitlines() if line.startswith("#")] == [
        "# What changed", "## court", "## news"
    ]  # fmt: skip
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--json", "--atom"), "take one"), (("--totals", "--markdown"), "--totals"),
     (("--since", "2025-10", "--until", "2025-09"), "nothing can lie between"),
     (("--source", "nobody"), "nobody"), (("--words", "site:x"), "more than words"),
     (("--words", "*"), "nothing to look for")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_one_line(
    folder: Path, options: tuple[str, ...], words: str
) -> None:
    """With what to do instead."""
    ran = greffe(folder, "changes", *options)
    assert ran.code == 65
    assert words in ran.err
    assert ran.err.count("\n") == 1
