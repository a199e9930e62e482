"""Presence in an archive: written with each capture, equal to what follows from all of them."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, Exchange
from archive.fixity import Fault, verified
from archive.presence import keeping
from archive.presence.gathering import of_url
from archive.store import presences, removal
from archive.store.presences import Row
from tests.exchanges import DAY_ONE, LONG, exchange, page

HOST = "http://news.example"
HOME, STORY, OTHER = f"{HOST}/", f"{HOST}/politics/story", f"{HOST}/politics/other"
Answer = tuple[str, bytes, str]

SHOWN: Answer = ("200 OK", page("Story", *LONG), "")
GONE: Answer = ("404 Not Found", b"", "")
BROKEN: Answer = ("503 Unavailable", b"", "")
SOFT: Answer = ("200 OK", page("Page not found", "Sorry, this page could not be found."), "")
TO_HOME: Answer = ("301 Moved", b"", "Location: /\r\n")
TO_OTHER: Answer = ("301 Moved", b"", f"Location: {OTHER}\r\n")


def said(url: str, answer: Answer, hours: float, **more: object) -> Exchange:
    """An exchange in which a URL was answered so."""
    status, body, fields = answer
    fields += "Content-Type: text/html; charset=utf-8\r\n"
    return exchange(url, body, status=status, fields=fields, hours=hours, **more)


def kept(archive: Archive, url: str, *answers: tuple[Answer, float]) -> None:
    """Captures of a URL, so many hours after the first day."""
    for answer, hours in answers:
        archive.add(said(url, answer, hours))


def row(archive: Archive, url: str) -> Row | None:
    """What the archive keeps of the page."""
    found = of_url(archive.connection, url)
    assert found is not None
    number = archive.captures(url)[0].page_id
    return presences.of_page(archive.connection, number)


def is_true(archive: Archive) -> bool:
    """Whether everything kept is what follows from the captures."""
    return keeping.difference(archive.connection) is None


def watched(archive: Archive, *hours: float) -> None:
    """The front page, there at these times."""
    kept(archive, HOME, *(((SHOWN[0], page("Front", *LONG), ""), h) for h in hours))


@pytest.mark.parametrize("answer", [GONE, SOFT, TO_HOME], ids=["404", "soft 404", "to home"])
def test_a_page_taken_down_is_gone_after_three_checks_over_a_day(
    archive: Archive, answer: Answer
) -> None:
    """By whatever a site says it."""
    watched(archive, 0, 10, 11, 35)
    kept(archive, STORY, (SHOWN, 0), (answer, 10), (answer, 11))
    first = row(archive, STORY)
    assert first
    assert (first.state, first.checks) == ("suspect", 2)
    kept(archive, STORY, (answer, 35))
    last = row(archive, STORY)
    assert last
    assert (last.state, last.checks) == ("gone", 3)
    assert is_true(archive)


def test_a_page_that_is_there_has_no_row(archive: Archive) -> None:
    """Most are, and cost nothing."""
    kept(archive, STORY, (SHOWN, 0), (SHOWN, 5))
    assert row(archive, STORY) is None


def test_a_page_that_is_back_is_told_as_that(archive: Archive) -> None:
    """With when it was absent."""
    watched(archive, 0, 10, 11, 35)
    kept(archive, STORY, (SHOWN, 0), (GONE, 10), (GONE, 11), (GONE, 35), (SHOWN, 60))
    found = row(archive, STORY)
    assert found
    assert (found.state, found.checks) == ("back", 3)


def test_a_host_that_answers_404_to_everything_has_no_page_gone(archive: Archive) -> None:
    """Not even a suspect; whichever of its pages is asked for first."""
    for url in (HOME, STORY, OTHER):
        kept(archive, url, (SHOWN, 0))
    for hours in (10, 20, 40, 60):
        for minutes, url in enumerate((STORY, OTHER, HOME)):
            kept(archive, url, (GONE, hours + minutes / 60))
    assert {presences.of_page(archive.connection, n).state for n in (1, 2, 3)} == {"unknown"}  # type: ignore[union-attr]
    assert is_true(archive)


def test_a_relaunch_takes_old_pages_down_while_the_host_answers(archive: Archive) -> None:
    """Several at once."""
    watched(archive, 0, 10, 20, 40)
    for url in (STORY, OTHER):
        kept(archive, url, (SHOWN, 0), (GONE, 10), (GONE, 20), (GONE, 40))
        found = row(archive, url)
        assert found
        assert found.state == "gone"


def test_what_was_seen_where_a_redirect_leads_counts_though_it_comes_later(
    archive: Archive,
) -> None:
    """A crawl follows redirects after it kept them."""
    watched(archive, 0, 10)
    kept(archive, STORY, (SHOWN, 0), (TO_OTHER, 10))
    before = row(archive, STORY)
    assert before
    assert before.state == "unknown"
    kept(archive, OTHER, (SHOWN, 10.01))
    after = row(archive, STORY)
    assert after
    assert (after.state, after.evidence) == ("moved", f"moved to {OTHER}")
    assert is_true(archive)


def test_an_earlier_capture_that_comes_later_makes_a_dead_link_a_page(archive: Archive) -> None:
    """Imports bring older ones."""
    watched(archive, 10, 20, 40)
    kept(archive, STORY, (GONE, 10), (GONE, 20), (GONE, 40))
    assert row(archive, STORY) is None
    kept(archive, STORY, (SHOWN, -100))
    found = row(archive, STORY)
    assert found
    assert found.state == "gone"
    assert is_true(archive)


def test_taking_captures_out_tells_where_pages_stand_without_them(archive: Archive) -> None:
    """And leaves nothing of a page that is out."""
    watched(archive, 0, 10, 11, 35)
    kept(archive, STORY, (SHOWN, 0), (GONE, 10), (GONE, 11), (GONE, 35))
    last = archive.captures(STORY)[-1].id
    with archive.transaction():
        removal.removed(archive.connection, [last])
    found = row(archive, STORY)
    assert found
    assert found.state == "suspect"
    assert is_true(archive)
    with archive.transaction():
        removal.removed(archive.connection, [one.id for one in archive.captures(STORY)])
    assert not presences.counts(archive.connection)


def test_a_row_that_does_not_follow_is_found_and_made_anew(tmp_path: Path) -> None:
    """As everything derived."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        watched(archive, 0, 10)
        kept(archive, STORY, (SHOWN, 0), (GONE, 10))
        archive.connection.execute("UPDATE presence SET state = 'gone'")
        faults: list[Fault] = []
        verified(archive, faults.append)
        assert [fault.where for fault in faults] == ["where pages stand"]
        with archive.transaction():
            keeping.made_anew(archive.connection)
        assert is_true(archive)


def test_requisites_and_robots_are_no_pages(archive: Archive) -> None:
    """A picture that is missing is none taken down."""
    url = f"{HOST}/style.css"
    for hours, status in ((0, "200 OK"), (10, "404 Not Found"), (20, "404 Not Found")):
        archive.add(exchange(url, b"p {}", status=status, hours=hours, how="requisite"))
    assert not presences.counts(archive.connection)


def test_a_dated_list_that_leaves_a_page_out_makes_a_suspect(archive: Archive) -> None:
    """While it still names older ones; not where it only made room for new ones."""
    names = ["d", "c", "b", "a"]
    for name in names:
        kept(archive, f"{HOST}/news/{name}", ((SHOWN[0], page(name, *LONG), ""), 0))
    kept(archive, f"{HOST}/news", (_list(names), 1), (_list(["e", "d", "b"]), 2))
    found = {
        name: presences.of_page(archive.connection, number + 1) for number, name in enumerate(names)
    }
    assert {name: one.state for name, one in found.items() if one} == {"c": "suspect"}
    assert is_true(archive)
    kept(archive, f"{HOST}/news/c", ((SHOWN[0], page("c", *LONG), ""), 3))
    assert not presences.counts(archive.connection)


def test_a_list_that_is_taken_out_takes_what_it_said_along(archive: Archive) -> None:
    """The one after it is held against the one before it."""
    names = ["d", "c", "b", "a"]
    for name in names:
        kept(archive, f"{HOST}/news/{name}", ((SHOWN[0], page(name, *LONG), ""), 0))
    url = f"{HOST}/news"
    kept(
        archive,
        url,
        (_list(names), 1),
        (_list(["e", "d", "b"]), 2),
        (_list(["f", "e", "d", "b"]), 3),
    )
    assert presences.counts(archive.connection) == {"suspect": 1}
    for left in (1, 0):
        with archive.transaction():
            removal.removed(archive.connection, [archive.captures(url)[left].id])
        assert is_true(archive)
    assert not presences.counts(archive.connection)


def _list(names: list[str]) -> Answer:
    items = "".join(
        f'<article class="card"><h2><a href="/news/{name}">The headline of the story {name}</a>'
        f'</h2><time datetime="2025-09-{ord(name) - 80:02}">x</time>'
        f"<p>What the story {name} is about, in a line or two.</p></article>"
        for name in names
    )
    words = f"<html><head><title>News</title></head><body><main><h1>News</h1>{items}</main></body>"
    return "200 OK", words.encode(), ""


_ANSWERS = st.sampled_from([SHOWN, GONE, BROKEN, SOFT, TO_HOME, TO_OTHER])
_URLS = st.sampled_from([HOME, STORY, OTHER, f"{HOST}/politics/third"])
_STORY = st.lists(
    st.tuples(_URLS, _ANSWERS, st.sampled_from([0.0, 0.1, 0.3, 5, 11, 12, 30, 50])),
    min_size=1, max_size=12, unique_by=lambda one: (one[0], one[2]),
)  # fmt: skip


@settings(max_examples=15)
@given(_STORY, st.integers())
def test_what_is_kept_follows_from_the_captures_in_whatever_order_they_come(
    story: list[tuple[str, Answer, float]], seed: int
) -> None:
    """Of the page itself and of all others of its host."""
    told = []
    for dice in (None, random.Random(seed)):
        if dice:
            dice.shuffle(story)
        with TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db") as archive:
            for url, answer, hours in story:
                archive.add(said(url, answer, hours))
            assert is_true(archive)
            told.append(sorted(_plain(archive)))
    assert told[0] == told[1]


def _plain(archive: Archive) -> list[tuple[object, ...]]:
    sql = "SELECT url, state, since, last_seen, first_absent, checks FROM presences"
    return list(archive.connection.execute(sql))


def test_time_is_that_of_the_checks(archive: Archive) -> None:
    """Last seen, first absent, checked: as they were observed."""
    watched(archive, 0, 10)
    kept(archive, STORY, (SHOWN, 0), (GONE, 10))
    found = of_url(archive.connection, STORY)
    assert found
    assert found.last_seen
    assert found.first_absent
    assert found.last_seen.time == DAY_ONE
    assert found.first_absent.time == DAY_ONE + timedelta(hours=10)
