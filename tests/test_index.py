"""The search index says of every text what the text says, whatever happens to it."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.fixity.index import difference
from archive.store import database, texts
from archive.store.index import labels_of, made_anew, settled
from archive.store.index.labels import Card, days, hosts_of, published_day, spans_of
from archive.store.index.settling import indexed_as
from tests.exchanges import LONG, exchange, page


def assert_true(archive: Archive) -> None:
    """The index agrees with the texts, and the counts of its labels with it."""
    connection = archive.connection
    with database.snapshot(connection):
        assert difference(connection) is None
    rows = [Card(*row) for batch in indexed_as(connection) for row, _ in batch]
    counts = Counter(label for card in rows if card.is_latest for label in set(labels_of(card)))
    assert dict(connection.execute("SELECT label, texts FROM label").fetchall()) == counts


_STEP = st.tuples(
    st.sampled_from(["add", "unread", "withdraw"]), st.integers(0, 2), st.integers(0, 3),
    st.integers(0, 9),
)  # fmt: skip


@given(steps=st.lists(_STEP, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_index_follows_what_becomes_of_texts(steps: list[tuple[str, int, int, int]]) -> None:
    """Texts come in any order of time, go, and come back."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
        for what, where, which, hours in steps:
            if what == "add":
                body = page(f"Title {which}", *LONG, f"What it says is number {which}, no other.")
                archive.add(exchange(f"http://news.example/{where}", body, hours=hours))
                continue
            numbers = [one.id for one in archive.captures(f"http://news.example/{where}")][:1]
            with database.transaction(archive.connection, archive.path):
                if what == "unread":
                    texts.unread(archive.connection, numbers, "taken back")
                else:
                    texts.withdrawn(archive.connection, numbers)
        assert_true(archive)
        with database.transaction(archive.connection, archive.path):
            made_anew(archive.connection)
        assert_true(archive)


def test_a_change_by_another_program_is_followed_at_the_next(archive: Archive) -> None:
    """It is noted by the file itself."""
    archive.add(exchange("http://news.example/a", page("Court", *LONG)))
    archive.connection.execute("UPDATE version SET title = 'Harbour'")
    with database.snapshot(archive.connection):
        assert difference(archive.connection) == "1 texts changed behind its back"
    with database.transaction(archive.connection, archive.path):
        assert settled(archive.connection) == 1
    assert_true(archive)


def test_terms_that_nobody_uses_any_more_are_forgotten(archive: Archive) -> None:
    """What was taken down does not live on as a suggestion."""
    (capture, _) = archive.add(exchange("http://news.example/a", page("Zanzibar", *LONG)))
    archive.add(exchange("http://news.example/b", page("Court", *LONG)))

    def terms() -> set[str]:
        return {row[0] for row in archive.connection.execute("SELECT term FROM term")}

    assert {"zanzibar", "delegation"} <= terms()
    with database.transaction(archive.connection, archive.path):
        texts.withdrawn(archive.connection, [capture.id])
    assert "zanzibar" not in terms()
    assert "delegation" in terms()


@given(first=st.dates(), end=st.dates())
@settings(max_examples=100)
def test_a_span_of_days_is_made_up_of_years_months_and_days(first, end) -> None:  # type: ignore[no-untyped-def]
    """Of all of its days, and no other."""
    spans = list(spans_of(first, end))
    assert len(spans) < 10_100
    for day in (first, end):
        names = {f"{day.year:04}", f"{day.year:04}-{day.month:02}", day.isoformat()}
        assert bool(names & set(spans)) == (first <= day < end)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-03-14T10:00:00Z", "2025-03-14"), ("2025-03", "2025-03-01"), ("2025", "2025-01-01"),
     ("soon", None), ("2025-02-30", None), ("", None), (None, None)],
)  # fmt: skip
def test_the_day_a_text_was_published(text: str | None, day: str | None) -> None:
    """Of dates of any precision."""
    from datetime import date

    assert published_day(text) == (days(date.fromisoformat(day)) if day else None)


def test_a_host_is_of_its_domains() -> None:
    """But for the last part."""
    assert list(hosts_of("hudoc.echr.coe.int")) == [
        "hudoc.echr.coe.int", "echr.coe.int", "coe.int"
    ]  # fmt: skip
    assert list(hosts_of("localhost")) == ["localhost"]


def test_an_index_of_another_greffe_is_made_anew_at_the_first_write(tmp_path: Path) -> None:
    """Its terms would not be those of what is added."""
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.add(exchange("http://news.example/a", page("Court", *LONG)))
        archive.connection.execute("UPDATE index_stamp SET words = '0.0'")
        archive.connection.execute("INSERT INTO latest_fts (latest_fts) VALUES ('delete-all')")
    with Archive.open(path) as archive:
        assert_true(archive)
