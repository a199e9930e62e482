"""How far something long is: silence where it is short, one line, or a bar on a terminal."""

from __future__ import annotations

import gzip
import io
import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from rich.console import Console

from archive import Archive
from archive.cli import said
from archive.cli.said import Notices
from archive.store import stages
from archive.store.stages import stage

KEPT = Path(__file__).parent / "fixtures" / "archives" / "spellings-16.db.gz"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """The archive's log, heard by the command line only."""
    log = logging.getLogger("archive.store")
    before, is_open, level = log.handlers, log.propagate, log.level
    log.handlers, log.propagate = [Notices()], False
    log.setLevel(logging.INFO)
    yield log
    log.handlers, log.propagate = before, is_open
    log.setLevel(level)


def _work(seconds: int) -> None:
    """Work on a hundred things, one a second."""
    clock = count()
    with stage("things are put in order", lambda: float(next(clock))) as tell:
        for done in range(seconds):
            tell(done, 100)


def _fails() -> None:
    clock = count()
    with stage("things are put in order", lambda: float(next(clock))) as tell:
        tell(1, 10)
        tell(5, 10)
        raise OSError("gone")


def test_what_is_soon_done_says_nothing(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most archives are brought up to date in a moment."""
    assert log.handlers
    _work(1)
    assert capsys.readouterr().err == ""


def test_where_no_person_looks_on_there_is_one_line(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    """With how much there is and how long that takes, in a mail from cron."""
    assert log.handlers
    _work(90)
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "greffe: things are put in order: 1 of 100, some 198 s to go"


def test_on_a_terminal_a_bar_is_drawn_and_goes(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what is done ends by an error."""
    drawn = io.StringIO()
    screen = Console(file=drawn, force_terminal=True, width=80)
    monkeypatch.setattr(said, "notices", lambda: screen)
    with pytest.raises(OSError, match="gone"):
        _fails()
    assert "things are put in order" in drawn.getvalue()
    assert "50%" in drawn.getvalue()
    assert drawn.getvalue().endswith("\x1b[2K")


def test_an_older_archive_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Of each part of being brought up to date that may take long."""
    monkeypatch.setattr(stages, "SILENCE", -1.0)
    path = tmp_path / "greffe.db"
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    with caplog.at_level(logging.INFO, logger="archive.store"):
        Archive.open(path).close()
    said_of = {record.stage for record in caplog.records if hasattr(record, "stage")}
    assert "spellings of one page are put together" in said_of
    assert "spellings in the frontier are put together" in said_of
    assert f"{path} is copied" in said_of
