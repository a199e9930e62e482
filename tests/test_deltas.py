"""Texts that pages showed before are told by those that came after, and read as they were."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import DamagedArchive
from archive.sqlfunctions import register
from archive.store import chains, deltas
from archive.takedown import order, taken_down
from tests.exchanges import LONG, exchange, page
from tests.rebuilding import content, is_sound, rebuild, wiped

URL = "http://news.example/a"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def edition(number: int) -> bytes:
    """A page that has a sentence of its own."""
    return page("Report", *LONG, f"This is edition sentence{number} of the report, of many.")


def add(archive: Archive, number: int, hours: float) -> None:
    """Let the page show an edition."""
    archive.add(exchange(URL, edition(number), hours=hours))


def take_down(archive: Archive, where: str, *values: object) -> None:
    """Take captures out."""
    taken_down(archive, order(archive, where, values), "x", "a court's order", NOW)


def counts(archive: Archive) -> tuple[int, int, int]:
    """How many versions there are, how many are packed, how many rest on another."""
    sql = "SELECT count(*), count(packed), count(base_id) FROM version"
    return tuple(archive.connection.execute(sql).fetchone())  # type: ignore[return-value]


def said(archive: Archive) -> list[str]:
    """The last blocks of the versions of the page, first seen first."""
    return [version.blocks[-1].text.split()[3] for version in archive.versions(URL)]


def test_only_the_text_a_page_shows_now_stands_whole(archive: Archive) -> None:
    """And it is the one SQL finds without any help."""
    for number in range(5):
        add(archive, number, number)
    assert counts(archive) == (5, 4, 4)
    (text,) = archive.connection.execute(
        "SELECT text FROM version JOIN page ON page.version_id = version.id"
    ).fetchone()
    assert "sentence4" in text
    assert said(archive) == [f"sentence{n}" for n in range(5)]
    assert is_sound(archive)


def test_a_text_that_comes_back_stands_whole_again(archive: Archive) -> None:
    """As often as it does."""
    for hours, number in enumerate((1, 2, 1, 2, 3, 1)):
        add(archive, number, hours)
    assert counts(archive) == (3, 2, 2)
    assert said(archive) == ["sentence1", "sentence2", "sentence3"]
    assert "sentence1" in archive.search("report").hits[0].version.text
    assert is_sound(archive)


def test_an_earlier_text_is_found_and_shown(archive: Archive) -> None:
    """By its own words, with those around them."""
    for number in range(3):
        add(archive, number, number)
    register(archive.connection)
    sql = "SELECT text(id) FROM texts WHERE text(id) LIKE '%sentence0%' AND text IS NULL"
    assert len(archive.connection.execute(sql).fetchall()) == 1
    assert archive.connection.execute("SELECT text(99)").fetchone() == (None,)


def test_words_that_were_taken_down_are_nowhere_in_the_file(archive: Archive) -> None:
    """Whatever was told by the text that had them: of the first, one between, and the last."""
    for number in range(7):
        add(archive, number, number)
    for gone in (1, 4, 7):
        take_down(archive, "capture.id = ?", gone)
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = archive.path.read_bytes()
    for number in (0, 3, 6):
        assert b"sentence%d" % number not in data
    assert said(archive) == ["sentence1", "sentence2", "sentence4", "sentence5"]
    assert counts(archive) == (4, 3, 3)
    assert is_sound(archive)


def test_a_page_goes_with_all_its_texts(archive: Archive) -> None:
    """Which rest on each other."""
    for number in range(9):
        add(archive, number, number)
    take_down(archive, "1")
    assert counts(archive) == (0, 0, 0)
    assert archive.connection.execute("SELECT count(*) FROM indexed").fetchone() == (0,)
    assert is_sound(archive)


@pytest.mark.parametrize("change", ["'Other words.'", "text(id) || ' More.'"])
def test_another_program_that_writes_an_earlier_text_is_noticed(
    archive: Archive, change: str
) -> None:
    """The index follows by the words that were packed; verifying tells of it."""
    register(archive.connection)
    for number in range(3):
        add(archive, number, number)
    archive.connection.execute(f"UPDATE version SET text = {change} WHERE id = 1")
    add(archive, 3, 3)
    sql = "SELECT count(*) FROM past_fts WHERE past_fts MATCH ?"
    found = archive.connection.execute(sql, ("sentence0",)).fetchone()[0]
    assert found == ("text(id)" in change)
    assert not is_sound(archive)
    assert rebuild(archive)[0].differences
    assert is_sound(archive)
    assert said(archive)[0] == "sentence0"


def test_another_program_that_deletes_an_earlier_text_is_noticed(archive: Archive) -> None:
    """Its words leave the index."""
    for number in range(3):
        add(archive, number, number)
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    archive.connection.execute("DELETE FROM version WHERE id = 1")
    add(archive, 3, 3)
    sql = "SELECT count(*) FROM past_fts WHERE past_fts MATCH 'sentence0'"
    assert archive.connection.execute(sql).fetchone() == (0,)


def test_a_damaged_delta_costs_what_rests_on_it_and_no_crawl(archive: Archive) -> None:
    """Verifying names it, later captures are kept, and a rebuild makes all as it was."""
    for number in range(5):
        add(archive, number, number)
    before = content(archive)["versions"]
    damaged = "UPDATE version SET packed = CAST(substr(packed, 1, 12) AS BLOB) WHERE id = 3"
    archive.connection.execute(damaged)
    deltas.let_go()
    with pytest.raises(DamagedArchive, match="text 1 of"):
        archive.versions(URL)
    assert not is_sound(archive)
    add(archive, 9, 9)
    take_down(archive, "capture.id = ?", 6)
    rebuild(archive)
    assert is_sound(archive)
    assert content(archive)["versions"] == before


def test_any_text_of_a_page_with_very_many_is_read_at_once(tmp_path: Path) -> None:
    """What has to be read for one is bounded."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        add(archive, 0, 0)
        run = archive.connection.execute
        with archive.transaction():
            for number in range(1, 400):
                run(
                    "INSERT INTO capture SELECT ?, page_id, urlkey, url, time + ?, method, "
                    "status, media_type, outcome, evidence, digest, size, revisit_of, how, via, "
                    "source_id, crawl_id, frame_id, wall FROM capture WHERE id = 1",
                    (number + 1, number),
                )
                run(
                    "INSERT INTO version (page_id, digest, kind, title, summary, text, blocks, "
                    "authors, extractor, capture_id, fixity) SELECT page_id, ?, kind, title, "
                    "summary, text || ?, blocks, authors, extractor, ?, ? FROM version "
                    "WHERE text IS NOT NULL",
                    (number.to_bytes(32, "big"), f" {number}", number + 1, bytes(32)),
                )
                run("UPDATE page SET version_id = ?", (number + 1,))
                run("INSERT INTO reading (capture_id, version_id, kind, note, extractor) "
                    "SELECT ?, ?, kind, note, extractor FROM reading WHERE capture_id = 1",
                    (number + 1, number + 1))  # fmt: skip
                deltas.settled(archive.connection, 1)
        total, packed, resting = counts(archive)
        assert (total, packed) == (400, 399)
        assert packed - resting <= 400 // chains.DEPTH + 1
        for number in (1, 57, 64, 65, 200, 399):
            deltas.let_go()
            began = time.process_time()
            text = deltas.wording(archive.connection, number).text
            assert time.process_time() - began < 0.02
            assert text.endswith(f" {number - 1}") or number == 1


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 30), st.booleans()), min_size=1, max_size=10
    )
)
def test_in_whatever_order_texts_come_and_go_each_reads_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: Sequence[tuple[int, int, bool]]
) -> None:
    """And what is rebuilt is the same; captures may come late, return, and be taken down."""
    with Archive.open(tmp_path_factory.mktemp("deltas") / "greffe.db") as archive:
        for number, hours, is_removed in steps:
            add(archive, number, hours)
            captures = list(archive.all_captures())
            if is_removed and len(captures) > 1:
                take_down(archive, "capture.id = ?", captures[hours % len(captures)].id)
        shown = {
            archive.memento(capture).entity.decode().partition("edition ")[2].split()[0]  # type: ignore[union-attr]
            for capture in archive.captures(URL)
        }
        assert set(said(archive)) == shown
        total, packed, _ = counts(archive)
        assert packed == max(0, total - 1)
        assert is_sound(archive)
        before = content(archive)
        assert not rebuild(archive)[1]
        assert content(archive) == before
        wiped(archive)
        rebuild(archive)
        assert content(archive) == before
        assert is_sound(archive)
