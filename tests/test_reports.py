"""Reports: what changed, vanished and came back, of all pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from archive import Archive
from archive.errors import BadInput
from archive.history.reports import USUAL, Event, Wanted, report
from archive.history.reports.letter import letter
from archive.history.reports.links import link_of, path_of
from archive.history.reports.wording import counted, name_of, size_of, summed, told
from archive.history.reports.words import difference_of
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.gazette import front, stories

HOST = "http://news.example"
HOME, A, B, C, D = (f"{HOST}/{name}" for name in ("", "2025/a", "2025/b", "2025/c", "2025/d"))
DATED = '<meta property="article:modified_time" content="2025-10-01T10:00:00Z">'
LATER = '<meta property="article:modified_time" content="2025-10-06T10:00:00Z">'
NEW = "The ministry of justice said that nine prisoners were moved to the island in secret."
SMALL = LONG[0].replace("two prisons", "three prisons")


def _at(hours: float) -> datetime:
    return DAY_ONE + timedelta(hours=hours)


@pytest.fixture
def told_of(archive: Archive) -> Archive:
    """One silent edit, a large dated one, a new title, a page gone for good, one that came back."""

    def add(url: str, body: bytes, hours: float, source: str = "news", **more: str) -> None:
        archive.add(exchange(url, body, hours=hours, **more), source=source)

    absent = {"status": "404 Not Found"}
    for hours in range(0, 200, 20):
        add(HOME, page("The paper", *LONG), hours)
    add(A, page("Silent", *LONG, head=DATED), 0)
    add(A, page("Silent", SMALL, *LONG[1:], head=DATED), 20)
    add(B, page("Dated", *LONG, head=DATED), 0, "court")
    add(B, page("Dated", NEW, NEW.replace("nine", "ten"), *LONG[1:], head=LATER), 40, "court")
    add(C, page("Old title", *LONG), 0)
    add(C, page("New title", *LONG), 60)
    add(C, b"", 80, status="503 Unavailable")
    add(C, page("New title", *LONG), 100)
    add(D, page("Gone", NEW, *LONG), 0)
    for hours in (20, 40, 60):
        add(D, b"", hours, **absent)
    return archive


def _found(archive: Archive, **wanted: object) -> list[Event]:
    return list(report(archive, Wanted(**wanted), limit=50).events)  # type: ignore[arg-type]


def _names(archive: Archive, **wanted: object) -> list[tuple[str, str]]:
    return [(event.title, name_of(event)) for event in _found(archive, **wanted)]


def test_a_report_tells_what_became_of_pages_the_newest_first(told_of: Archive) -> None:
    """The error of a night is nothing that became of a page."""
    assert _names(told_of) == [
        ("New title", "title or data changed"), ("Gone", "gone"), ("Dated", "edited"),
        ("Silent", "silent edit"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"kinds": ("silent",)}, ["Silent"]),
        ({"kinds": ("dated",)}, ["Dated"]),
        ({"kinds": ("edited",)}, ["Dated", "Silent"]),
        ({"kinds": ("gone", "metadata")}, ["New title", "Gone"]),
        ({"kinds": ("layout",)}, []),
        ({"sources": ("court",)}, ["Dated"]),
        ({"sources": ("court", "news"), "kinds": ("edited",)}, ["Dated", "Silent"]),
        ({"since": _at(30), "until": _at(60)}, ["Dated"]),
        ({"since": _at(61)}, []),
        ({"host": "example,news"}, ["New title", "Gone", "Dated", "Silent"]),
        ({"host": "example"}, ["New title", "Gone", "Dated", "Silent"]),
        ({"host": "example,new"}, []),
        ({"host": "*"}, []),
        ({"least": 5}, ["Dated"]),
        ({"order": "largest", "kinds": ("edited", "metadata")}, ["Dated", "New title", "Silent"]),
        ({"words": "prisoners"}, ["Gone", "Dated"]),
        ({"words": "three"}, ["Silent"]),
        ({"words": "three OR ten"}, ["Dated", "Silent"]),
        ({"words": '"moved to the island"'}, ["Gone", "Dated"]),
        ({"words": "delegation -island"}, ["Dated"]),
        ({"words": "prisoners", "kinds": ("edited",)}, ["Dated"]),
        ({"words": "committee"}, ["Gone"]),
    ],
)
def test_a_report_is_narrowed(
    told_of: Archive, wanted: dict[str, object], titles: list[str]
) -> None:
    """By kind, source, host, time, size, and by the words that came or went."""
    assert [event.title for event in _found(told_of, **wanted)] == titles


@pytest.mark.parametrize("query", ["", "site:news.example prison", "before:2025", "title:x", "()"])
def test_words_are_asked_for_by_words_alone(told_of: Archive, query: str) -> None:
    """Anything else is said to be none; nothing is no question."""
    if query:
        with pytest.raises(BadInput):
            _found(told_of, words=query)
    else:
        assert _found(told_of, words=query)


def test_totals_are_of_all_whatever_is_told(told_of: Archive) -> None:
    """By source, those with most first; a silent edit is an edit."""
    found = report(told_of, Wanted(), limit=1)
    assert found.has_more
    assert [(one.source, one.events) for one in found.totals] == [("news", 3), ("court", 1)]
    assert counted(found.totals[0].counts) == "1 edited (1 silent), 1 metadata, 1 gone"
    assert summed(found.totals)["edited"] == 2


def test_pages_of_a_report_are_the_whole_of_it(told_of: Archive) -> None:
    """Each event stands on one of them."""
    whole = [event.key for event in _found(told_of)]
    parts = [report(told_of, Wanted(), limit=1, offset=n).events for n in range(4)]
    assert [event.key for part in parts for event in part] == whole
    assert len(set(whole)) == 4
    assert not report(told_of, Wanted(), limit=9, offset=4).events


def test_an_event_tells_its_evidence_and_its_pair_of_captures(told_of: Archive) -> None:
    """An edit by its texts; a page that is gone by when it was looked for."""
    gone, dated = (_found(told_of, kinds=(kind,))[0] for kind in ("gone", "dated"))
    assert told(gone).endswith("checked 3 times")
    assert (gone.time, gone.before) == (_at(60), _at(0))
    assert size_of(dated) == f"+{dated.added} −{dated.removed} words"
    assert (dated.before, dated.time) == (_at(0), _at(40))
    assert "2025-10-01 10:00:00 UTC → 2025-10-06 10:00:00 UTC" in told(dated)
    assert path_of(dated) == "/diff/20251005120000/20251007040000/http://news.example/2025/b"
    assert path_of(gone) == "/page/http://news.example/2025/d"
    assert link_of(gone, None) == D


def test_a_list_is_no_news_unless_it_is_asked_for(archive: Archive) -> None:
    """It changes with every item."""
    told_by = stories(30)
    for hours, some in enumerate((told_by[:18], told_by[4:22], told_by[8:26])):
        archive.add(exchange(HOME, front(some, "News").encode(), hours=hours))
    assert not _found(archive)
    assert len(_found(archive, lists=True)) == 2


def test_a_letter_is_markdown_that_says_it_all(told_of: Archive) -> None:
    """What stands in titles and texts is no markup."""
    odd = page("A *bold* [title](http://x.example) <b>", *LONG)
    for hours, body in ((0, odd), (70, odd.replace(b"two prisons", b"two *new* prisons"))):
        told_of.add(exchange(f"{HOST}/odd", body, hours=hours), source="news")
    text = _letter(told_of)
    assert text.startswith("# What changed\n\n3 edited (1 silent), 1 metadata, 1 gone.\n")
    assert "## court\n\n**edited**: [Dated](<http://127.0.0.1/diff/" in text
    assert "\\*bold\\* \\[title\\](http://x.example)" in text
    assert "visited ~~two~~ **three** prisons" in text.replace("~~**", "~~ **")
    assert "**\\*new\\***" in text


def _letter(archive: Archive) -> str:
    found = report(archive, Wanted(kinds=USUAL), limit=20)
    difference: Callable[[Event], object] = lambda event: difference_of(archive, event)  # noqa: E731
    return letter(found, Wanted(), difference, lambda e: link_of(e, "http://127.0.0.1"))  # type: ignore[arg-type]
