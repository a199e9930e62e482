"""Retention: what a rule lets go goes, and nothing that only one capture shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.fixity import Fault, verified
from archive.history.observations import observations
from archive.retention import Row, Stage, superfluous, thinned
from archive.store import frames
from archive.store.frontier import Entry, Progress
from archive.store.space import free_bytes, given_back
from crawler.sources.loading import loaded
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe

URL = "http://news.example/a"
NOW = DAY_ONE + timedelta(days=400)
DAILY = (Stage(timedelta(days=30), "day"),)
STAGED = (*DAILY, Stage(timedelta(days=90), "week"), Stage(timedelta(days=200), "month"))


def text(number: int) -> bytes:
    """One of several texts of a page."""
    link = f'It has <a href="http://news.example/next/{number % 2}">a next page</a>.'
    return page(f"Report {number}", *LONG, f"This is edition number {number} of it.", link)


def sound(archive: Archive) -> bool:
    """Whether verifying finds nothing, and SQLite neither."""
    faults: list[Fault] = []
    verified(archive, faults.append)
    return not faults


def hourly(archive: Archive, hours: Sequence[int], url: str = URL, edition: int = 1) -> None:
    """Captures of one text."""
    for hour in hours:
        archive.add(exchange(url, text(edition), hours=hour), source="example")


def times(archive: Archive, url: str = URL) -> list[int]:
    """The hours at which captures were made."""
    return [
        round((capture.time - DAY_ONE) / timedelta(hours=1)) for capture in archive.captures(url)
    ]


def test_after_a_time_one_capture_a_day_stays_and_the_last(archive: Archive) -> None:
    """And the rest leave tombstones that say by which rule."""
    hourly(archive, range(72))
    done = thinned(archive, "example", DAILY, NOW)
    assert times(archive) == [0, 12, 36, 60, 71]
    assert done.captures == 67
    gone = archive.tombstones(URL)
    assert len(gone) == 67
    assert {one.removal.kind for one in gone} == {"thinned"}
    assert {one.removal.rule for one in gone} == {"one a day after 30 days"}
    assert all(len(one.records) == 3 and one.digest for one in gone)
    assert sound(archive)


def test_what_is_not_old_enough_stays(archive: Archive) -> None:
    """Ages are counted from now."""
    hourly(archive, range(5))
    assert thinned(archive, "example", DAILY, DAY_ONE + timedelta(days=29)).captures == 0
    assert len(times(archive)) == 5


def test_the_first_and_the_last_capture_of_every_text_stay(archive: Archive) -> None:
    """So "last seen" and "first seen otherwise" are as narrow as they were."""
    hourly(archive, range(6))
    hourly(archive, range(6, 9), edition=2)
    hourly(archive, range(9, 12))
    before = [(one.change, one.version) for one in observations(archive, URL)]
    thinned(archive, "example", STAGED, NOW)
    assert times(archive) == [0, 5, 6, 8, 9, 11]
    after = [(one.change, one.version) for one in observations(archive, URL)]
    assert [c for c in after if c[0] != "unchanged"] == [c for c in before if c[0] != "unchanged"]


def test_a_capture_that_holds_the_payload_of_another_page_stays(archive: Archive) -> None:
    """A revisit of it could not be shown any more."""
    hourly(archive, [0])
    archive.add(exchange(URL, text(2), hours=1), source="example")
    archive.add(exchange(URL, text(1), hours=2), source="example")
    body = b"\x89PNG" + bytes(100)
    png = "Content-Type: image/png\r\n"
    for hour in range(4):
        archive.add(
            exchange("http://news.example/p.png", body, fields=png, hours=hour), source="example"
        )
    other = exchange("http://other.example/p.png", body, fields=png, hours=9)
    archive.add(other, source="other")
    thinned(archive, "example", DAILY, NOW)
    (kept,) = archive.captures("http://other.example/p.png")
    memento = archive.memento(kept)
    assert memento is not None
    assert memento.body()[0] == body
    assert sound(archive)


def test_robots_txt_and_what_other_sources_captured_stay(archive: Archive) -> None:
    """The one says why others might be made; the others have rules of their own."""
    for hour in range(4):
        robots = exchange("http://news.example/robots.txt", b"User-agent: *", hours=hour)
        archive.add(
            type(robots)(**{f: getattr(robots, f) for f in robots.__slots__} | {"how": "robots"}),
            source="example",
        )
        archive.add(exchange(URL, text(1), hours=hour), source="other")
    assert thinned(archive, "example", DAILY, NOW).captures == 0


def test_what_the_frontier_knows_refers_to_a_capture_that_stays(archive: Archive) -> None:
    """Nothing refers to what is not there."""
    crawl, _ = archive.begin_crawl("example", "", [Entry(URL)], DAY_ONE)
    (waiting,) = archive.waiting("example", DAY_ONE, 1)
    hourly(archive, range(3))
    archive.add(
        exchange(URL, text(1), hours=3), source="example", crawl=crawl,
        progress=lambda _: Progress(waiting.id, "done", NOW),
    )  # fmt: skip
    hourly(archive, range(4, 6))
    thinned(archive, "example", DAILY, NOW)
    (number,) = archive.connection.execute("SELECT capture_id FROM frontier").fetchone()
    assert number == archive.captures(URL)[-1].id
    assert not archive.connection.execute("PRAGMA foreign_key_check").fetchall()


def test_a_dry_run_changes_nothing_and_says_the_same(archive: Archive) -> None:
    """What would go is what goes."""
    hourly(archive, range(30))
    told: list[Row] = []
    before = archive.connection.execute("SELECT total_changes()").fetchone()
    planned = thinned(archive, "example", DAILY, NOW, dry_run=True, tell=told.append)
    assert archive.connection.execute("SELECT total_changes()").fetchone() == before
    assert len(told) == planned.captures > 0
    assert thinned(archive, "example", DAILY, NOW) == planned
    assert thinned(archive, "example", DAILY, NOW).captures == 0


def test_the_room_comes_back_while_others_read(tmp_path: Path) -> None:
    """The file shrinks; a reader of the state before sees it whole."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive, Archive.open(path, read_only=True) as reader:
        for hour in range(60):
            body = page("Report", *LONG).replace(b"</body>", b"<!-- %d -->" % hour * 3000)
            archive.add(exchange(URL, body + bytes(hour), hours=hour), source="example")
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = path.stat().st_size
        reader.connection.execute("BEGIN")
        assert len(times(reader)) == 60
        thinned(archive, "example", DAILY, NOW)
        given = given_back(archive.connection, path)
        assert given.bytes > 0
        assert given.is_held
        assert len(times(reader)) == 60
        reader.connection.execute("ROLLBACK")
        assert not given_back(archive.connection, path).is_held
        assert free_bytes(archive.connection) == 0
        assert path.stat().st_size < before
        assert sound(reader)


def test_a_file_of_an_older_greffe_is_written_anew_once(tmp_path: Path) -> None:
    """From then on room goes back piece by piece."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        archive.connection.execute("PRAGMA auto_vacuum = NONE")
        archive.connection.execute("VACUUM")
        for hour in range(40):
            archive.add(exchange(URL, text(1) + bytes([hour]) * 9000, hours=hour), source="example")
        assert archive.connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        thinned(archive, "example", DAILY, NOW)
        assert given_back(archive.connection, path).bytes > 0
        assert archive.connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        assert sound(archive)


# Properties

STATES = st.sampled_from(["text 1", "text 2", "text 3", "304", "404", "500", "failure", "png"])


def grown(archive: Archive, steps: Sequence[tuple[str, int, str]]) -> None:
    """An archive of two pages and a picture, captured again and again."""
    hour = 0
    for state, hours, name in steps:
        hour += hours
        url = f"http://news.example/{name}"
        if state.startswith("text"):
            archive.add(exchange(url, text(int(state[-1])), hours=hour), source="example")
        elif state == "png":
            png = "Content-Type: image/png\r\n"
            archive.add(
                exchange(url, bytes([hour % 2] * 64), fields=png, hours=hour), source="example"
            )
        elif state == "failure":
            archive.add(
                exchange(url, response=b"", error="no answer", hours=hour), source="example"
            )
        else:
            status = {"304": "304 Not Modified", "404": "404 Not Found", "500": "500 Oops"}[state]
            archive.add(exchange(url, b"", status=status, hours=hour), source="example")


STEPS = st.lists(
    st.tuples(STATES, st.integers(1, 400), st.sampled_from("ab")), min_size=1, max_size=25
)


@given(STEPS)
@settings(max_examples=25)
def test_nothing_that_only_one_capture_shows_is_lost(steps: Sequence[tuple[str, int, str]]) -> None:
    """Every text, every change, every byte that stays, as before; and all is sound."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "greffe.db")) as archive:
        grown(archive, steps)
        before = {c.id: (c.url, archive.records(c)) for c in archive.all_captures()}
        texts = archive.connection.execute("SELECT digest FROM version ORDER BY id").fetchall()
        current = archive.connection.execute("SELECT url, version_id FROM page").fetchall()
        shown = {name: list(_turns(archive, name)) for name in "ab"}
        links = _links(archive)
        done = thinned(archive, "example", STAGED, NOW + timedelta(days=1000))
        frames.let_go()  # what is in the file, not what was at hand
        after = {c.id: (c.url, archive.records(c)) for c in archive.all_captures()}
        assert len(before) - len(after) == done.captures
        assert all(before[number] == kept for number, kept in after.items())
        assert (
            archive.connection.execute("SELECT digest FROM version ORDER BY id").fetchall() == texts
        )
        assert archive.connection.execute("SELECT url, version_id FROM page").fetchall() == current
        assert {name: list(_turns(archive, name)) for name in "ab"} == shown
        assert _links(archive) == [link for link in links if link[0] in after]
        assert sound(archive)
        assert not archive.connection.execute("PRAGMA foreign_key_check").fetchall()
        (gone,) = archive.connection.execute("SELECT count(*) FROM tombstone").fetchone()
        assert gone == done.captures


def _links(archive: Archive) -> list[tuple[int, str, str]]:
    """Where each capture points to."""
    sql = "SELECT capture_id, kind, url FROM link JOIN address ON id = address_id ORDER BY 1, 3"
    return [tuple(row) for row in archive.connection.execute(sql)]


def _turns(archive: Archive, name: str) -> Iterator[tuple[object, ...]]:
    """The runs of captures that show the same text or outcome: with their first and last times."""
    seen = observations(archive, f"http://news.example/{name}")
    keys = (one.version.id if one.version else one.capture.outcome for one in seen)
    for key, run in groupby(zip(keys, seen, strict=True), key=lambda pair: pair[0]):
        if key in ("ok", "unchanged"):
            continue  # of what has no text, payloads are told apart
        items = [one for _, one in run]
        yield key, items[0].capture.time, items[-1].capture.time


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100)), max_size=40))
def test_every_period_keeps_a_capture(steps: Sequence[tuple[int, int]]) -> None:
    """Of every day, week or month that had one."""
    rows, hour = [], 0
    for state, hours in steps:
        hour += hours
        rows.append(Row(len(rows), URL, DAY_ONE + timedelta(hours=hour), (state,), True))
    gone = {row.id for row in superfluous(rows, DAILY, NOW)}
    days = {row.time.date() for row in rows}
    assert {row.time.date() for row in rows if row.id not in gone} == days


# The command and the source file


def _source(folder: Path, retention: str) -> Path:
    (folder / "sources").mkdir(exist_ok=True)
    path = folder / "sources" / "example.toml"
    path.write_text(f'name = "example"\nseeds = ["http://news.example/"]\n{retention}')
    return path


def test_a_rule_in_a_source_file_is_run_by_the_command(tmp_path: Path) -> None:
    """The dry run says what would go; the run lets it go; history shows it and why."""
    _source(tmp_path, '[retention]\ndaily_after = "30d"\n')
    with Archive.open(tmp_path / "greffe.db") as archive:
        hourly(archive, range(-5000, -4952))
    dry = greffe(tmp_path, "thin", "--all", "--dry-run", "--json")
    assert dry.code == 0, dry
    assert dry.objects[0]["captures"] == 44
    listed = greffe(tmp_path, "thin", "example", "--dry-run", "--list")
    assert len(listed.out.splitlines()) == 45
    ran = greffe(tmp_path, "thin", "example")
    assert "44 captures" in ran.out
    assert "one a day after 30 days" in ran.out
    assert greffe(tmp_path, "verify").code == 0
    shown = greffe(tmp_path, "history", URL)
    assert shown.out.count("retention of source example") == 44
    objects = [
        json.loads(line) for line in greffe(tmp_path, "history", URL, "--json").out.splitlines()
    ]
    assert sum(one["change"] == "thinned" for one in objects) == 44
    assert greffe(tmp_path, "thin", "--all").code == 3


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('retention = "all"', "[retention]"),
        ('[retention]\nkeep = "all"', "known: daily_after, weekly_after, monthly_after"),
        ('[retention]\ndaily_after = "1h"', "a day is the least"),
        ('[retention]\ndaily_after = "ever"', "write a time like"),
        ('[retention]\ndaily_after = "90d"\nweekly_after = "30d"', "longer than daily_after"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, written: str, words: str) -> None:
    """With file, line and key."""
    with pytest.raises(BadInput) as told:
        loaded(_source(tmp_path, written + "\n"))
    assert words in str(told.value)


def test_without_a_rule_everything_is_kept(tmp_path: Path) -> None:
    """And the command says so."""
    _source(tmp_path, "")
    with Archive.open(tmp_path / "greffe.db") as archive:
        hourly(archive, range(-5000, -4990))
    ran = greffe(tmp_path, "thin", "--all")
    assert ran.code == 3
    assert "everything is kept" in ran.err
