"""Walls that only the archive can tell: one answer for many URLs, and pages that collapsed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from archive import Archive
from archive.history.observations import observations
from archive.observation import Observation
from archive.search import search
from archive.store.captures import Capture
from archive.store.frontier import Entry, Progress
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.walls import framed

HOST = "http://news.example"
STORIES = ("court-orders-release", "tunnel-closed", "report-on-prisons", "quake-near-lake")
MANY = tuple(f"{text} Paragraph {number}." for number in range(4) for text in LONG)
"""An article of more than 300 words."""


def _wall(ray: str = "1", *, title: str = "Reader check", say: str = "") -> bytes:
    """A page that no rule for single answers knows, with a number of its own."""
    words = "Please tick the box below so that we know you. Then the newspaper opens."
    return (
        f"<html><head><title>{title}</title></head><body><h2>{title}</h2><p>{words} {say}</p>"
        f"<p>Visit {ray}</p></body></html>"
    ).encode()


def _add(archive: Archive, path: str, body: bytes, hours: float = 0, **more: Any) -> Capture:
    return archive.add(exchange(f"{HOST}/{path}", body, hours=hours, **more))[0]


def _same(progress: Progress, _: Observation) -> Progress:
    return progress


def _now(archive: Archive, capture: Capture) -> Capture:
    found = archive.capture_by_id(capture.id)
    assert found is not None
    return found


def _texts(archive: Archive) -> int:
    (count,) = archive.connection.execute("SELECT count(*) FROM version").fetchone()
    return int(count)


def test_the_third_url_with_one_answer_shows_that_it_is_a_wall(archive: Archive) -> None:
    """The two before it are judged again: no text, no hit, evidence with the other URLs."""
    first = _add(archive, STORIES[0], _wall("17"))
    second = _add(archive, STORIES[1], _wall("18"))
    assert (first.outcome, second.outcome) == ("ok", "ok")
    assert search(archive, "tick the box").total == 2
    third = _add(archive, STORIES[2], _wall("19"))
    for capture in (first, second, third):
        now = _now(archive, capture)
        assert (now.outcome, now.wall) == ("blocked", "repeated")
        assert STORIES[2] in str(now.evidence)
        assert archive.version_of(now) is None
    assert search(archive, "tick the box").total == 0
    assert _texts(archive) == 0
    assert archive.totals()["pages"] == 0
    fourth = _add(archive, STORIES[3], _wall("20"))
    assert fourth.wall == "repeated"


def test_the_same_payload_is_a_wall_too(archive: Archive) -> None:
    """Even without a word of text; the copies that were kept as revisits are judged with it."""
    body = b"<html><head><title></title></head><body><img src=/c.png><input name=c></body></html>"
    captures = [_add(archive, name, body) for name in STORIES[:3]]
    assert [_now(archive, c).wall for c in captures] == ["repeated"] * 3
    assert archive.records(captures[1])


def test_a_page_gets_its_older_text_back(archive: Archive) -> None:
    """A wall that was taken for an edit is none: the text before it is the current one."""
    url = f"{HOST}/{STORIES[0]}"
    _add(archive, STORIES[0], page("Court", *LONG))
    _add(archive, STORIES[0], _wall("1"), hours=5)
    assert search(archive, "delegation").total == 0
    for name in STORIES[1:3]:
        _add(archive, name, _wall(name[0]), hours=5)
    assert search(archive, "delegation").total == 1
    assert [one.change for one in observations(archive, url)] == ["first", "blocked"]
    assert [version.title for version in archive.versions(url)] == ["Court"]


def test_a_later_capture_of_a_page_with_the_same_wall_is_judged_too(archive: Archive) -> None:
    """However long before the others it was."""
    old = _add(archive, STORIES[0], _wall("1"))
    again = _add(archive, STORIES[0], _wall("1"), hours=99)
    assert again.revisit_of == old.id
    for name in STORIES[1:3]:
        _add(archive, name, _wall("1"), hours=99)
    assert _now(archive, old).outcome == "blocked"
    assert _now(archive, again).outcome == "blocked"
    assert _texts(archive) == 0


def test_a_wall_is_told_when_it_is_imported(archive: Archive) -> None:
    """What another tool recorded is judged as what we did."""
    captures = [_add(archive, name, _wall(name[0])) for name in STORIES[:3]]
    with Archive.open(archive.path.with_name("other.db")) as other:
        for name, capture in zip(STORIES, captures, strict=False):
            said = exchange(f"{HOST}/{name}", _wall(name[0]))
            last = other.adopt(said, archive.records(capture))
        assert last.wall == "repeated"
        assert other.totals()["versions"] == 0


TWINS = {
    "print views": ("a-story", "a-story/print", "print/a-story", "amp/a-story.html"),
    "tracking parameters": tuple(f"a-story?utm_source={n}" for n in ("x", "y", "z", "w")),
    "translations": ("en/web/x/-/a-story", "fr/web/x/-/a-story", "ru/web/x/-/a-story"),
    "parts of a list": tuple(f"tag/z/page/{n}" for n in range(2, 6)),
    "years of a list": ("news-2019", "news-2020", "news/2021", "news_2022.html"),
    "lists of nothing": ("tag/torture", "tag/prison", "search/court", "search/press"),
    "two": STORIES[:2],
}  # fmt: skip


@pytest.mark.parametrize("name", TWINS)
def test_one_page_under_several_urls_is_no_wall(archive: Archive, name: str) -> None:
    """Nor are two URLs enough."""
    captures = [_add(archive, path, _wall("1")) for path in TWINS[name]]
    assert {_now(archive, capture).outcome for capture in captures} == {"ok"}


DIFFERENT: dict[str, tuple[bytes, ...]] = {
    "titles": tuple(_wall("1", title=f"Gallery {w}") for w in ("one", "two", "three")),
    "words": tuple(
        _wall("1", say=w)
        for w in ("The mayor has spoken today", "Rain fell on the hills", "Nobody won any game")
    ),
    "dated": tuple(
        page("Short news", "Closed.", head='<meta property="article:published_time" '
             'content="2025-05-05T10:00:00Z">')
        for _ in range(3)
    ),
    "drawn in the browser": (b"<html><title>App</title><body><div id='root'></div></body></html>",)
    * 3,
    "lists of nothing, as they say": tuple(
        f"<html><title>The Courier</title><h1>{name}</h1><p>There are no items in this list yet."
        f"</p><a href=/x>Home</a></html>".encode()
        for name in ("Statements", "Reports", "Decisions")
    ),
    "frames without content": tuple(
        framed("The Courier", f"<h1>{name}</h1>").encode() for name in ("Letters", "Maps", "Films")
    ),
    "led elsewhere": (
        b"<html><title>Moved</title><meta http-equiv='refresh' content='0; url=/new'>"
        b"<body>This page has moved.</body></html>",
    )
    * 3,
    "long": (page("Notice", *LONG),) * 3,
    "echoes": tuple(
        _wall("1", say=f"No results for {name.replace('-', ' ')}.") for name in STORIES[:3]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENT)
def test_pages_that_may_be_alike_are_no_walls(archive: Archive, name: str) -> None:
    """Where a title, a date or more than a word or two tells them apart, or much is said."""
    bodies = DIFFERENT[name]
    captures = [_add(archive, path, body) for path, body in zip(STORIES, bodies, strict=False)]
    assert {_now(archive, capture).outcome for capture in captures} == {"ok"}


def test_answers_of_different_days_are_not_compared(archive: Archive) -> None:
    """A wall comes for everything at once."""
    captures = [_add(archive, name, _wall("1"), hours=30 * n) for n, name in enumerate(STORIES)]
    assert {_now(archive, capture).outcome for capture in captures} == {"ok"}


def test_frames_of_a_page_are_not_compared(archive: Archive) -> None:
    """The same player is a requisite of many pages."""
    captures = [_add(archive, name, _wall("1"), how="requisite") for name in STORIES]
    assert {_now(archive, capture).outcome for capture in captures} == {"ok"}


def test_a_frontier_entry_behind_a_wall_is_put_off(archive: Archive) -> None:
    """It failed after all, and waits for twice as long."""
    day = timedelta(days=1)
    names = [f"{HOST}/{name}" for name in STORIES[:3]]
    archive.begin_crawl("s", "S", [Entry(url) for url in names], DAY_ONE)
    for waiting in archive.waiting("s", DAY_ONE, 3):
        done = Progress(waiting.id, "done", DAY_ONE + day)
        said = exchange(waiting.entry.url, _wall("1"))
        archive.add(said, source="s", progress=partial(_same, done))
    assert archive.frontier_counts("s") == {"failed": 2, "done": 1}
    rows = archive.connection.execute("SELECT due, settled FROM frontier WHERE state = 'failed'")
    assert {due - settled for due, settled in rows} == {2 * day // timedelta(microseconds=1)}
    assert archive.blocked("s") == {"repeated": 3}


REFUSALS = [
    ("Reader access | Access denied", "collapsed", "blocked"),
    ("Site under maintenance", "collapsed", "blocked"),
    ("Ошибка", "collapsed", "blocked"),
    ("Courier of the whole northern valley | Page not found", "soft-404", "absent"),
]


@pytest.mark.parametrize(("title", "wall", "outcome"), REFUSALS)
def test_a_long_page_that_shrank_to_a_refusal_is_none(
    archive: Archive, title: str, wall: str, outcome: str
) -> None:
    """The evidence tells both lengths; the text before it stays the current one."""
    _add(archive, STORIES[0], page("Court orders release", *MANY))
    capture = _add(archive, STORIES[0], page(title, "Come back later."), hours=24)
    assert (capture.wall, capture.outcome) == (wall, outcome)
    assert "2025-10-05" in str(capture.evidence)
    assert search(archive, "delegation").total == 1


EDITS = {
    "withdrawn": ("Court orders release", "This article has been withdrawn after a complaint."),
    "emptied": ("A new title", "No text any more."),
    "still titled": ("Access denied: Court orders release", "Withdrawn."),
    "not so short": ("Access denied", *LONG),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_page_that_was_cut_is_an_edit(archive: Archive, name: str) -> None:
    """A text that is taken back is what a watcher waits for."""
    _add(archive, STORIES[0], page("Court orders release", *MANY))
    title, *words = EDITS[name]
    assert _add(archive, STORIES[0], page(title, *words), hours=24).outcome == "ok"
    assert len(archive.versions(f"{HOST}/{STORIES[0]}")) == 2


def test_a_short_page_cannot_collapse(archive: Archive) -> None:
    """Nor one that was never seen before."""
    assert _add(archive, "x", page("Maintenance", "Come back later.")).outcome == "ok"
    _add(archive, "y", page("Notice", *LONG))
    assert _add(archive, "y", page("Maintenance", "Later."), hours=1).outcome == "ok"


def test_a_soft_404_is_absent_with_evidence(archive: Archive) -> None:
    """It is no refusal and no text."""
    capture = _add(archive, "x", page("Page not found", "Try the search."))
    assert (capture.outcome, capture.wall) == ("absent", "soft-404")
    assert str(capture.evidence).startswith("soft 404: status 200")
    assert archive.version_of(capture) is None


def test_a_redirect_to_a_consent_host_is_a_wall(archive: Archive) -> None:
    """Also where nobody follows it; a redirect to another page of the site is none."""
    place = "https://consent.example/ask?continue=x"
    capture = _add(archive, "x", b"", status="302 Found", fields=f"Location: {place}\r\n")
    assert (capture.outcome, capture.wall) == ("blocked", "consent")
    other = _add(archive, "y", b"", status="302 Found", fields="Location: /consent-in-medicine\r\n")
    assert other.outcome == "redirect"
