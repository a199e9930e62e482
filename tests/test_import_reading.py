"""Imports that read with several processes: the same result, whatever becomes of a process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from archive import Archive, Exchange
from archive.formats import import_warc, keeping, reading
from archive.formats.reading import Readers
from archive.observation import Observation, seen
from tests.exchanges import LONG, exchange, page
from tests.warcs import record, response, written

PAGES = [exchange(f"http://news.example/{n}", page(f"Title {n}", *LONG)) for n in range(6)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are worth their start from the first page on."""
    monkeypatch.setattr(reading, "_FEW", 0)


def shown(count: int, *, patience: float = 60.0) -> list[Observation]:
    """What the pages show, by so many processes."""
    readers = Readers(count, patience)
    try:
        begun = [readers.begin(one) for one in PAGES]
        return [readers.observation(one) for one in begun]
    finally:
        readers.close()


def test_a_process_beside_sees_what_is_seen_here() -> None:
    """In the order of asking, with every byte of the exchange."""
    assert shown(2) == [seen(one) for one in PAGES]


def commanded(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have the processes do something else."""
    monkeypatch.setattr(reading, "_COMMAND", (sys.executable, "-c", code))


def test_a_page_that_kills_its_process_costs_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The capture is kept, and says so."""
    commanded(monkeypatch, "")
    for one in shown(2):
        assert one.article is not None
        assert "the process that read it died" in one.article.note
        assert (one.outcome, one.digest) == ("ok", seen(one.exchange).digest)


def test_a_page_that_hangs_its_process_costs_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """After as long as is waited for."""
    commanded(monkeypatch, "import time; time.sleep(60)")
    for one in shown(6, patience=0.3):
        assert one.article is not None
        assert "longer than 0.3 s" in one.article.note


TABLES = ("capture", "version", "reading", "brief", "stem", "target", "linked", "link_span")


def test_an_import_is_the_same_by_one_process_and_by_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row."""
    body = page("Report", *LONG)
    answers = [record("response", n, response(body + b"%d" % n), url=f"http://a.example/{n}")
               for n in range(30)]  # fmt: skip
    file = written(tmp_path / "a.warc.gz", *answers)
    rows = []
    for count in (1, 2):
        monkeypatch.setattr(keeping, "Readers", lambda count=count: Readers(count))
        with Archive.open(tmp_path / f"{count}.db") as archive:
            assert import_warc(archive, file).captures == 30
            select = archive.connection.execute
            rows.append([select(f"SELECT * FROM {table}").fetchall() for table in TABLES])
    assert rows[0] == rows[1]


def test_what_a_parser_trips_over_is_kept_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is the truth."""

    def trips(said: Exchange, **_: object) -> Observation:
        raise RuntimeError(said.url)

    monkeypatch.setattr("archive.observation._article", trips)
    monkeypatch.setattr(keeping, "Readers", lambda: Readers(1))
    with Archive.open(tmp_path / "a.db") as archive:
        result = import_warc(
            archive, written(tmp_path / "a.warc", record("response", 1, response()))
        )
        assert (result.captures, result.skipped) == (1, ())
