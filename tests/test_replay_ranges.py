"""Ranges of bytes of saved files."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.content import HELD, Long
from archive.replay.ranges import Span, asked_for, ranged
from archive.replay.raw import raw
from archive.store import segments
from tests.exchanges import exchange
from tests.servers.room import serving

URL = "https://news.example/film.mp4"
FILM = "Content-Type: video/mp4\r\n"
WHOLE = Span(0, 10, 10)


@pytest.mark.parametrize(
    ("header", "start", "count"),
    [
        ("bytes=0-", 0, 10), ("bytes=0-3", 0, 4), ("bytes=4-99", 4, 6), ("bytes=-3", 7, 3),
        ("bytes=-99", 0, 10), (" Bytes = 2-2 ", 2, 1), ("bytes=10-", 10, 0), ("bytes=-0", 10, 0),
    ],
)  # fmt: skip
def test_a_range_is_read(header: str, start: int, count: int) -> None:
    """From a byte on, up to one, or the last so many; none where it begins after the end."""
    assert asked_for(header, WHOLE) == Span(start, count, 10)


@pytest.mark.parametrize(
    "header", ["bytes=3-2", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "", "bytes=0--1"]
)
def test_what_is_no_range_is_ignored(header: str) -> None:
    """As RFC 9110, 14.2 has it."""
    assert asked_for(header, WHOLE) is None


@given(st.integers(0, 99), st.integers(1, 99), st.integers(0, 99), st.text(max_size=12))
def test_no_more_is_given_than_is_held(start: int, count: int, more: int, words: str) -> None:
    """Whatever is asked for."""
    held = Span(start, count, start + count + more)
    for header in (words, f"bytes={words}", f"bytes={start}-{count}", f"bytes=-{count}"):
        span = asked_for(header, held)
        if span is not None and span.count:
            assert held.start <= span.start
            assert span.start + span.count <= held.start + held.count


def test_what_was_captured_as_a_part_is_a_whole_where_it_is_all(archive: Archive) -> None:
    """Browsers ask for films by ``bytes=0-``."""
    fields = f"{FILM}Content-Range: bytes 0-9/10\r\n"
    status = "206 Partial Content"
    capture, _ = archive.add(exchange(URL, b"0123456789", status=status, fields=fields))
    memento = archive.memento(capture)
    assert memento is not None
    answer = ranged(raw(memento), None)
    assert (answer.status, answer.field("content-range")) == (200, None)
    answer = ranged(raw(memento), "bytes=2-3")
    assert (answer.status, answer.body) == (206, b"23")


def test_a_part_gives_of_what_it_holds(archive: Archive) -> None:
    """And says of how much."""
    fields = f"{FILM}Content-Range: bytes 100-109/500\r\n"
    status = "206 Partial Content"
    capture, _ = archive.add(exchange(URL, b"0123456789", status=status, fields=fields))
    memento = archive.memento(capture)
    assert memento is not None
    answer = ranged(raw(memento), "bytes=102-")
    assert (answer.body, answer.field("content-range")) == (b"23456789", "bytes 102-109/500")
    assert ranged(raw(memento), "bytes=0-").status == 416


def test_of_several_parts_the_one_that_holds_it_is_taken(archive: Archive) -> None:
    """Browsers ask for a film in parts; the whole is taken where it was had."""
    status, body = "206 Partial Content", bytes(range(100))
    for n, (start, end) in enumerate([(0, 9), (50, 99), (0, 99)]):
        fields = f"{FILM}Content-Range: bytes {start}-{end}/100\r\n"
        part = body[start : end + 1]
        archive.add(exchange(URL, part, status=status, fields=fields, hours=n))
    with serving(archive.path) as served:
        path = f"/raw/20251005120000id_/{URL}"
        first = served.get(path, replay=True, Range="bytes=2-3")
        later = served.get(path, replay=True, Range="bytes=60-61")
        whole = served.get(path, replay=True)
        beyond = served.get(path, replay=True, Range="bytes=200-")
    assert (first.body, first.headers["x-orig-ts"]) == (body[2:4], "20251005120000")
    assert (later.body, later.headers["x-orig-ts"]) == (body[60:62], "20251005130000")
    assert (whole.status, whole.body) == (200, body)
    assert beyond.status == 416


@given(st.binary(max_size=40), st.integers(0, 50), st.integers(0, 50), st.integers(0, 20))
def test_bytes_between(data: bytes, start: int, count: int, after: int) -> None:
    """The same whether pieces are skipped or only those needed are read."""

    def part(at: int, size: int) -> object:
        return iter((data[at : at + size],))

    slow = Long(len(data), lambda: iter((data[:7], data[7:])))
    quick = Long(len(data), slow.read, part)  # type: ignore[arg-type]
    for long in (slow, quick):
        assert b"".join(long.between(start, count)) == data[start : start + count]
        rest = long.after(after)
        assert b"".join(rest.between(start, count)) == data[after:][start : start + count]


def test_a_seek_in_a_long_film_reads_no_more_than_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither from the archive nor into memory."""
    body = random.Random(1).randbytes(24 << 20)
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        archive.add(exchange(URL, body, fields=FILM))
    del archive
    assert len(body) > HELD
    read: list[int] = []
    plain = segments._unpacked

    def counted(*values: object, **more: str) -> bytes:
        raw = plain(*values, **more)  # type: ignore[arg-type]
        read.append(len(raw))
        return raw

    with serving(path) as served:
        served.get(f"/raw/{URL}", replay=True, Range="bytes=0-0")
        monkeypatch.setattr(segments, "_unpacked", counted)
        tracemalloc.start()
        got = served.get(f"/raw/{URL}", replay=True, Range=f"bytes={20 << 20}-{(20 << 20) + 999}")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert got.status == 206
    assert got.body == body[20 << 20 :][:1000]
    assert got.headers["content-range"] == f"bytes {20 << 20}-{(20 << 20) + 999}/{24 << 20}"
    assert sum(read) < 16 << 20
    assert peak < 16 << 20
