"""Links of a page, written once for as long as they stand on it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from archive import Archive
from archive.clean import Link
from archive.store import addresses, spans, texts
from archive.store.schema import migrations
from tests.exchanges import exchange

Linked = set[tuple[str, int]]
_LINKS = st.sets(st.tuples(st.sampled_from(["page", "requisite"]), st.integers(1, 6)), max_size=6)


def links_of(connection: Any, capture_id: int) -> Linked:
    """What the view says of a capture."""
    sql = "SELECT kind, address_id FROM link WHERE capture_id = ?"
    return set(connection.execute(sql, (capture_id,)))


@settings(max_examples=60, deadline=None)
@given(writes=st.lists(st.tuples(st.integers(1, 6), _LINKS), max_size=14))
def test_each_capture_has_the_links_that_were_written_last(
    writes: list[tuple[int, Linked]],
) -> None:
    """In whatever order captures of two pages are written, and written again."""
    connection = _older(until=None)
    wanted: dict[int, Linked] = {}
    for capture_id, links in writes:
        spans.written(connection, capture_id, links)
        wanted[capture_id] = links
        for number in range(1, 7):
            assert links_of(connection, number) == wanted.get(number, set())
    connection.close()


def test_links_that_stay_take_no_room(archive: Archive) -> None:
    """A page captured again and again, one link of which changes."""
    for hour in range(20):
        capture, _ = archive.add(exchange("http://news.example/", b"%d" % hour, hours=hour))
        links = [Link(f"http://news.example/{n}", "page") for n in (*range(50), 1000 + hour)]
        with archive.transaction():
            texts.link_from(archive.connection, capture.id, links)
    assert archive.connection.execute("SELECT count(*) FROM link").fetchone() == (20 * 51,)
    assert archive.connection.execute("SELECT count(*) FROM link_span").fetchone() == (50 + 20,)


def test_what_nothing_points_to_any_more_is_swept(archive: Archive) -> None:
    """Spans without a capture in them, and their addresses."""
    ids = []
    for hour in range(3):
        capture, _ = archive.add(exchange("http://news.example/", b"%d" % hour, hours=hour))
        links = [Link("http://news.example/all", "page"), Link(f"http://a.example/{hour}", "page")]
        with archive.transaction():
            texts.link_from(archive.connection, capture.id, links)
        ids.append(capture.id)
    archive.connection.execute("DELETE FROM linked WHERE capture_id = ?", (ids[1],))
    assert spans.swept(archive.connection) == 1
    assert links_of(archive.connection, ids[1]) == set()
    assert [len(links_of(archive.connection, number)) for number in (ids[0], ids[2])] == [2, 2]


@settings(max_examples=20, deadline=None)
@given(links=st.lists(_LINKS, min_size=6, max_size=6))
def test_links_of_older_archives_become_spans(links: list[Linked]) -> None:
    """What the table said, the view says."""
    connection = _older(until="spans")
    for number, some in enumerate(links, 1):
        connection.executemany(
            "INSERT INTO link (capture_id, kind, address_id) VALUES (?, ?, ?)",
            [(number, kind, 10 * address) for kind, address in some],
        )
    migrations.apply(Database(connection, strict=True))
    for number, some in enumerate(links, 1):
        assert links_of(connection, number) == some
    urls = {f"http://a.example/{n}" for n in range(1, 7)}
    assert {url for (url,) in connection.execute("SELECT url FROM address")} == urls
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/x/y?z=/1#/2",
        "http://a.example",
        "data:,",
        "",
        "http://a.example/x#/y",
        "é/",
    ],
)
def test_an_address_is_found_again_whatever_it_is(archive: Archive, url: str) -> None:
    """And no other has its number."""
    first = addresses.numbered(archive.connection, url)
    assert addresses.numbered(archive.connection, url + "/") != first
    assert addresses.numbers(archive.connection, [url, url + "//"]) == [first]
    row = archive.connection.execute("SELECT url FROM address WHERE id = ?", (first,)).fetchone()
    assert row == (url,)


def _older(until: str | None) -> Any:
    """Two pages with three captures each, and six addresses, in the tables before a migration."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrations.apply(Database(connection, strict=True), stop_before=until)
    run = connection.execute
    for page in (1, 2):
        run("INSERT INTO page (id, urlkey, url) VALUES (?, ?, 'http://a.example/')", (page, page))
    run("INSERT INTO frame (id, codec, size, digest, data) VALUES (1, 'raw', 0, x'', x'')")
    for number in range(1, 7):
        run(
            "INSERT INTO capture (id, page_id, urlkey, url, time, method, media_type, outcome, "
            "size, how, frame_id) VALUES (?, ?, '', '', 0, 'GET', '', 'ok', 0, 'link', 1)",
            (number, 1 + number % 2),
        )
        if until:
            sql = "INSERT INTO address (id, url) VALUES (?, ?)"
            run(sql, (10 * number, f"http://a.example/{number}"))
        else:
            assert addresses.numbered(connection, f"http://a.example/{number}") == number
    return connection
