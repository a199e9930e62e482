"""What is shown of a page's history."""

from __future__ import annotations

from archive import Archive
from archive.history.diff import BlockChange, Difference, Piece
from archive.history.diff.glimpse import glimpse
from archive.history.observations import observations
from archive.web import views
from tests.exchanges import LONG, exchange, page

URL = "https://news.example/a"
ONE, TWO = page("Title", "The first words of it.", *LONG), page("Title", "Other words now.", *LONG)


def _filled(archive: Archive, *steps: bytes | int) -> None:
    for hours, step in enumerate(steps):
        if isinstance(step, int):
            archive.add(exchange(URL, b"", hours=hours, status=f"{step} Status"))
        else:
            archive.add(exchange(URL, step, hours=hours))


def test_captures_that_show_the_same_are_one_run(archive: Archive) -> None:
    """An absence between them makes two."""
    _filled(archive, ONE, ONE, ONE, TWO, 404, 404, TWO, ONE)
    runs = views.runs(observations(archive, URL))
    assert [(run.change, len(run.seen)) for run in runs] == [
        ("first", 3), ("edited", 1), ("absent", 2), ("unchanged", 1), ("edited", 1),
    ]  # fmt: skip


def test_a_run_is_compared_with_the_text_before(archive: Archive) -> None:
    """Not with the refusal before."""
    _filled(archive, ONE, 404, TWO)
    first, absent, edited = views.runs(observations(archive, URL))
    assert edited.before == first.last
    assert edited.has_diff
    assert not first.has_diff
    assert not absent.has_diff


def test_the_time_line_runs_from_first_to_last(archive: Archive) -> None:
    """Evenly in time, with the shown capture on it."""
    _filled(archive, ONE, TWO, 404)
    seen = observations(archive, URL)
    ticks = views.ticks(seen, seen[1])
    assert [(tick.x, tick.is_shown) for tick in ticks] == [(0, False), (500, True), (1000, False)]


def test_a_long_time_line_keeps_what_happened(archive: Archive) -> None:
    """Of very many captures that showed the same, some stand for all."""
    _filled(archive, ONE, TWO)
    first, second = observations(archive, URL)
    same = views.Observed(first.capture, first.version, "unchanged")
    ticks = views.ticks([first, *[same] * 5000, second], first)
    assert len(ticks) < 1000
    assert ticks[-1].observed is second


def test_a_glimpse_shows_the_first_change() -> None:
    """In few words, with a little around it."""
    long = "word " * 100
    pieces = (
        Piece("same", long),
        Piece("removed", "old"),
        Piece("added", "new"),
        Piece("same", long),
    )
    shown = glimpse(Difference((BlockChange("changed", pieces),)))
    assert [piece.op for piece in shown] == ["same", "removed", "added", "same"]
    assert sum(len(piece.text) for piece in shown) < 120


def test_a_glimpse_of_a_long_new_text_is_short() -> None:
    """It is cut."""
    block = BlockChange("added", (Piece("added", "word " * 1000),))
    assert len(glimpse(Difference((block, block)))[0].text) < 300


def test_neighbours_stand_in_the_same_folder(archive: Archive) -> None:
    """Else on the same host."""
    for path in ("x/1", "x/2", "y/1"):
        archive.add(exchange(f"https://news.example/{path}", b"x"))
    assert views.neighbours(archive, "https://news.example/x/3") == [
        "https://news.example/x/1", "https://news.example/x/2",
    ]  # fmt: skip
    assert len(views.neighbours(archive, "https://news.example/z/1")) == 3
    assert views.neighbours(archive, "https://other.example/") == []
