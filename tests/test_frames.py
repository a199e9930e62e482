"""Frames: told by what the archive has, read back byte for byte, bounded, and hard to hurt."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive, Exchange
from archive.errors import DamagedArchive
from archive.observation import observed
from archive.store import frames, recipes
from archive.store.captures import Capture
from archive.store.deflate import Deflate
from archive.store.packing import packed, unpacked
from archive.store.records import Long, made, new_uri
from tests.exchanges import exchange
from tests.test_deflate import text
from tests.test_recipes import chunked, gzipped

SITE = "http://news.example"


@pytest.fixture(autouse=True)
def _nothing_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contents come from the file, as in a process that has just begun."""
    frames.let_go()


def front(seed: int, size: int = 40_000) -> bytes:
    """A page of a site: what all its pages share, and some words of its own."""
    return text(size) + text(600, seed)


def added(archive: Archive, said: Exchange, **more: object) -> Capture:
    """A capture whose text nobody wants."""
    return archive.add(said, observation=observed(said, is_read=False), **more)[0]


def data_of(archive: Archive, capture: Capture) -> int:
    """Bytes that a capture's frame takes."""
    sql = "SELECT length(data) FROM frame WHERE id = ?"
    return int(archive.connection.execute(sql, (capture.frame_id,)).fetchone()[0])


def forgotten(archive: Archive) -> Archive:
    """The same file in the hands of somebody who has read nothing of it."""
    frames.let_go()
    return archive


def test_a_page_that_hardly_changed_takes_hardly_anything(archive: Archive) -> None:
    """It is told by its last capture."""
    first = added(archive, exchange(f"{SITE}/", front(1)))
    second = added(archive, exchange(f"{SITE}/", front(2), hours=1))
    assert frames.bases(archive.connection, second.frame_id) == (first.frame_id,)
    assert data_of(archive, second) * 5 < data_of(archive, first)


def test_a_page_that_was_never_here_is_told_by_another_of_its_site(archive: Archive) -> None:
    """Of the same depth, rather of the same run."""
    crawl = archive.begin_crawl("s", "S", [], exchange().began)[0]
    added(archive, exchange(f"{SITE}/", text(9_000, 8)), crawl=crawl)
    first = added(archive, exchange(f"{SITE}/2025/one", front(1)), crawl=crawl)
    added(archive, exchange(f"{SITE}/2025/two", front(2)), crawl=crawl)
    third = added(archive, exchange(f"{SITE}/2025/three", front(3)), crawl=crawl)
    assert frames.bases(archive.connection, third.frame_id) == (first.frame_id,)
    other = added(archive, exchange("http://other.example/2025/one", front(4)), crawl=crawl)
    assert frames.bases(archive.connection, other.frame_id) == ()


def test_what_is_new_all_over_a_site_is_told_once(archive: Archive) -> None:
    """The first page of a run is the hub of those that follow."""
    for hour in range(2):
        for name in ("", "sport", "politics"):
            body = front(1) + text(9_000, hour) + name.encode()
            last = added(archive, exchange(f"{SITE}/{name}", body, hours=hour))
    hub = archive.captures(f"{SITE}/")[1]
    before = archive.captures(f"{SITE}/politics")[0]
    assert frames.bases(archive.connection, last.frame_id) == (hub.frame_id, before.frame_id)
    assert data_of(archive, last) < 900


def test_coded_bodies_are_told_as_plain_ones_are(archive: Archive) -> None:
    """And come back as they were on the wire."""
    fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    said = []
    for hour in range(3):
        body = chunked(gzipped(front(hour), Deflate(6)), 4096)
        head = f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode()
        said.append(exchange(f"{SITE}/", response=head + body, hours=hour))
    kept = [added(archive, one) for one in said]
    assert data_of(archive, kept[2]) * 4 < len(said[2].response)
    for capture, one in zip(kept, said, strict=True):
        assert forgotten(archive).records(capture)[0].block == one.response


def test_bodies_are_read_where_zlib_is_another_program(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the algorithm written out; nothing new is kept that way."""
    fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    said = [
        exchange(f"{SITE}/{n}", gzipped(text(9_000, n), Deflate(6)), fields=fields)
        for n in range(2)
    ]
    kept = added(archive, said[0])
    monkeypatch.setattr(recipes, "is_zlib", lambda: False)
    assert forgotten(archive).records(kept)[0].block == said[0].response
    other = added(archive, said[1])
    sql = "SELECT recipe FROM frame WHERE id = ?"
    assert archive.connection.execute(sql, (other.frame_id,)).fetchone() == (None,)
    assert archive.records(other)[0].block == said[1].response


def test_another_server_is_given_another_chance(archive: Archive) -> None:
    """What cannot be made again of one is not tried again; of its successor it is."""
    plain = front(1, 9_000)
    servers = (("cdn", Deflate(6, 3, 10)), ("cdn", Deflate(6)), ("nginx", Deflate(6)))
    for hour, (server, deflate) in enumerate(servers):
        fields = f"Server: {server}\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        body = gzipped(plain + b"%d" % hour, deflate) + bytes(8_000)
        added(archive, exchange(f"{SITE}/", body, fields=fields, hours=hour))
    rows = archive.connection.execute("SELECT recipe IS NOT NULL FROM frame ORDER BY id")
    assert [row[0] for row in rows] == [0, 0, 1]


@pytest.mark.parametrize(("depth", "reach"), [(6, 1 << 30), (1 << 30, 120_000)])
def test_little_has_to_be_read_for_any_frame(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, depth: int, reach: int
) -> None:
    """However often a page was captured."""
    monkeypatch.setattr(frames, "DEPTH", depth)
    monkeypatch.setattr(frames, "REACH", reach)
    deepest = 0
    for hour in range(24):
        last = added(archive, exchange(f"{SITE}/", front(hour, 20_000), hours=hour))
        below = _below(archive, last.frame_id)
        deepest = max(deepest, len(below))
        listed = ",".join(map(str, sorted(below))) or "0"
        sql = f"SELECT coalesce(sum(size), 0) FROM frame WHERE id IN ({listed})"
        assert len(below) <= depth
        assert archive.connection.execute(sql).fetchone()[0] <= reach
    assert deepest > 3


def _below(archive: Archive, frame_id: int) -> set[int]:
    found: set[int] = set()
    left = [frame_id]
    while left:
        more = [b for b in frames.bases(archive.connection, left.pop()) if b not in found]
        found.update(more)
        left += more
    return found


def test_a_page_made_anew_rests_on_nothing(archive: Archive) -> None:
    """What has nothing in common with what was there is not chained to it."""
    added(archive, exchange(f"{SITE}/", random.Random(1).randbytes(30_000)))
    second = added(archive, exchange(f"{SITE}/", random.Random(2).randbytes(30_000), hours=9))
    assert frames.bases(archive.connection, second.frame_id) == ()


def test_a_damaged_base_is_told_by_all_that_rest_on_it(archive: Archive) -> None:
    """Nothing wrong is read, and what does not rest on it is whole."""
    kept = [added(archive, exchange(f"{SITE}/", front(n), hours=n)) for n in range(4)]
    alone = added(archive, exchange("http://other.example/", front(9)))
    sql = "SELECT data FROM frame WHERE id = ?"
    (data,) = archive.connection.execute(sql, (kept[1].frame_id,)).fetchone()
    damaged = data[:90] + bytes([data[90] ^ 255]) + data[91:]
    archive.connection.execute(
        "UPDATE frame SET data = ? WHERE id = ?", (damaged, kept[1].frame_id)
    )
    assert frames.resting_on(archive.connection, kept[1].frame_id) == [
        kept[2].frame_id, kept[3].frame_id
    ]  # fmt: skip
    for capture in kept[1:]:
        with pytest.raises(DamagedArchive, match=f"frame {kept[1].frame_id} "):
            forgotten(archive).records(capture)
    forgotten(archive)
    assert archive.records(kept[0])
    assert archive.records(alone)
    said = exchange(f"{SITE}/", front(7), hours=7)
    assert forgotten(archive).records(added(archive, said))[0].block == said.response


def test_nothing_is_told_by_a_damaged_frame_that_is_kept_as_it_came(archive: Archive) -> None:
    """Once it is mended, what was told by it in between could not be read."""
    noise = random.Random(3).randbytes(30_000)
    first = added(archive, exchange(f"{SITE}/", noise))
    sql = "SELECT codec, data FROM frame WHERE id = ?"
    codec, data = archive.connection.execute(sql, (first.frame_id,)).fetchone()
    assert codec == "raw"
    spoilt = data[:9_000] + b"spoilt" + data[9_006:]
    archive.connection.execute("UPDATE frame SET data = ?", (spoilt,))
    second = added(forgotten(archive), exchange(f"{SITE}/", noise + b"more", hours=1))
    assert frames.bases(archive.connection, second.frame_id) == ()


def test_frames_that_rest_on_each_other_are_told(archive: Archive) -> None:
    """As a damaged table can have them."""
    kept = [added(archive, exchange(f"{SITE}/", front(n), hours=n)) for n in range(2)]
    archive.connection.execute("UPDATE base SET base_id = frame_id")
    with pytest.raises(DamagedArchive, match="said to rest on a later one"):
        forgotten(archive).records(kept[1])


@settings(max_examples=15, deadline=None)
@given(
    pages=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=2, max_size=14),
    data=st.data(),
)
def test_frames_that_go_take_nothing_with_them(
    pages: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever rests on them is told anew, in any order they go."""
    with _scratch() as archive:
        kept = {}
        for hour, (page, seed) in enumerate(pages):
            capture = added(archive, exchange(f"{SITE}/{page}", front(seed, 9_000), hours=hour))
            kept[capture.frame_id] = archive.records(capture)
        for some in data.draw(st.lists(st.sets(st.sampled_from(sorted(kept))), max_size=3)):
            with archive.transaction():
                archive.connection.execute("PRAGMA defer_foreign_keys = ON")
                frames.removed(archive.connection, some)
                _let_go(archive, some)
            for frame_id in some:
                kept.pop(frame_id, None)
        for frame_id, records in kept.items():
            raw = frames.decoded(forgotten(archive).connection, frame_id)
            assert raw == b"".join(record.raw for record in records)


def _let_go(archive: Archive, frame_ids: set[int]) -> None:
    """What a capture leaves behind that goes, as far as foreign keys see it."""
    for frame_id in frame_ids:
        where = "WHERE frame_id = ?"
        sql = f"SELECT id FROM capture {where}"
        for (number,) in archive.connection.execute(sql, (frame_id,)).fetchall():
            for table in ("record", "brief", "linked", "reading"):
                archive.connection.execute(f"DELETE FROM {table} WHERE capture_id = ?", (number,))
            sql = "UPDATE capture SET revisit_of = NULL WHERE revisit_of = ?"
            archive.connection.execute(sql, (number,))
            archive.connection.execute("DELETE FROM capture WHERE id = ?", (number,))


def test_what_comes_after_frames_went_rests_on_what_is_there(archive: Archive) -> None:
    """Numbers of frames that are gone are nobody's base."""
    kept = [added(archive, exchange(f"{SITE}/", front(n), hours=n)) for n in range(3)]
    gone = {capture.frame_id for capture in kept}
    with archive.transaction():
        archive.connection.execute("PRAGMA defer_foreign_keys = ON")
        frames.removed(archive.connection, gone)
        _let_go(archive, gone)
    said = exchange(f"{SITE}/", front(7), hours=7)
    capture = added(archive, said)
    assert frames.bases(archive.connection, capture.frame_id) == ()
    assert forgotten(archive).records(capture)[0].block == said.response


def test_long_records_are_held_in_segments(archive: Archive) -> None:
    """And come back piece by piece, a damaged one told by where it is."""
    piece = random.Random(5).randbytes(1 << 20)
    said = exchange(f"{SITE}/film", fields="Content-Type: video/mp4\r\n")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"
    size = len(head) + 9 * len(piece)

    def read() -> Iterator[bytes]:
        yield head
        for _ in range(9):
            yield piece

    fields = [("WARC-Target-URI", said.url), ("WARC-Date", "2025-10-05T12:00:00Z")]
    record = made("response", fields, "application/http;msgtype=response", b"", new_uri())
    stated = record.head.replace(b"Content-Length: 0", b"Content-Length: %d" % size)
    record = replace(record, head=stated, block=head + piece, long=Long(size, read))
    capture = archive.adopt(replace(said, response=head), [record])
    (back,) = archive.records(capture)
    assert back.long
    assert back.head == stated
    assert back.block.startswith(head)
    assert b"".join(back.content()) == b"".join(read())
    assert archive.connection.execute("SELECT count(*) FROM segment").fetchone() == (3,)
    archive.connection.execute("UPDATE segment SET data = x'00' WHERE id = 2")
    with pytest.raises(DamagedArchive, match="the segment of frame 1 with byte 4194304"):
        b"".join(back.content())


def _scratch() -> Archive:
    return Archive.open(Path(tempfile.mkdtemp()) / "scratch.db")


@pytest.mark.parametrize(
    ("data", "size"),
    [(None, 9), (packed(b"a text " * 9)[1], "63"), (packed(b"a text " * 9)[1], 62)],
    ids=["no bytes", "no number", "another size"],
)
def test_values_of_a_wrong_type_or_size_are_not_unpacked(data: Any, size: Any) -> None:
    """One changed byte in the head of a row makes nothing of a value, or a number of another."""
    with pytest.raises(zstandard.ZstdError):
        unpacked(data, size)
