"""Records that are not held in memory: framed, compared, looked at and digested piece by piece."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Exchange, http
from archive.content import HELD, OPENING, Long, are_alike
from archive.errors import TooLong
from archive.formats import Import, import_warc
from archive.formats.framing import Framed, Skip, framed
from archive.formats.pieces import pieces
from archive.formats.tape import Mark
from archive.observation import observed
from archive.store.records import made
from tests.servers.room import serving
from tests.warcs import DATE, PAGE, record, response, uri, written

URL = "http://site.example/a"
BODY = random.Random(3).randbytes(HELD + 300_000)


def cut(data: bytes, *sizes: int) -> Iterator[bytes]:
    """``data`` in pieces."""
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
    yield data[at:]


def long(data: bytes, piece: int = 100_000) -> Long:
    """Content that is given in pieces."""
    return Long(len(data), lambda: cut(data, *[piece] * (len(data) // piece)))


# Bytes in pieces


@given(one=st.binary(max_size=60), sizes=st.lists(st.integers(0, 20)), other=st.binary(max_size=3))
def test_contents_are_compared_however_they_are_cut(
    one: bytes, sizes: list[int], other: bytes
) -> None:
    """Alike are the same bytes, and only those."""
    assert are_alike(cut(one, *sizes), iter((one,)))
    assert are_alike(cut(one, *sizes), iter((one, other))) == (other == b"")
    assert are_alike(iter((one + other,)), cut(one, *sizes)) == (other == b"")


@given(data=st.binary(max_size=60), start=st.integers(0, 80), sizes=st.lists(st.integers(0, 20)))
def test_the_rest_of_a_content(data: bytes, start: int, sizes: list[int]) -> None:
    """Without its first bytes, and as long as it says."""
    rest = Long(len(data), lambda: cut(data, *sizes)).after(start)
    assert b"".join(rest.read()) == data[start:]
    assert rest.size == len(data[start:])


CHUNKS = st.lists(
    st.one_of(
        st.binary(max_size=20).map(lambda data: b"%x\r\n%b\r\n" % (len(data), data)),
        st.sampled_from([b"0\r\n\r\n", b"\n", b"5;a=b\nhello\n", b"zz\r\n", b"ff\r\nshort"]),
        st.binary(max_size=5),
    ),
    max_size=6,
).map(b"".join)


@given(body=CHUNKS, sizes=st.lists(st.integers(0, 7), max_size=30))
def test_a_chunked_body_is_read_the_same_wherever_it_is_cut(body: bytes, sizes: list[int]) -> None:
    """Whole, broken, or not chunked at all."""
    assert b"".join(http.dechunked_pieces(cut(body, *sizes))) == http.dechunked(body)


def test_a_line_that_never_ends_is_no_chunk_size() -> None:
    """It is not gathered in memory."""
    body = b"a" * 200_000
    assert b"".join(http.dechunked_pieces(cut(body, *[1000] * 200))) == body


# Framing


def items(data: bytes) -> list[Framed | Skip]:
    """What a file of these bytes holds."""
    return list(framed(pieces(lambda: io.BytesIO(data)), len(data)))


def content(item: Framed | Skip) -> bytes:
    """The whole content of a record, which must be a long one."""
    assert isinstance(item, Framed)
    assert item.long is not None
    assert item.block == b"".join(item.long.read())[:OPENING]
    return b"".join(item.long.read())


@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_long_record_is_framed_between_others(packed: type[bytes]) -> None:
    """Its content is there as often as it is asked for."""
    small, big = record("response", 1, response()), record("response", 2, response(BODY))
    for data in (
        packed(small.raw) + packed(big.raw) + packed(small.raw),
        packed(small.raw + big.raw + small.raw),
    ):
        first, second, third = items(data)
        assert content(second) == content(second) == big.block
        assert isinstance(first, Framed)
        assert isinstance(third, Framed)
        assert first.block == third.block == small.block


@pytest.mark.parametrize("wrong", [len(BODY) * 3, HELD + 1, HELD * 2 + len(BODY)])
def test_a_long_record_with_a_wrong_length_swallows_no_other(wrong: int) -> None:
    """What stands before the next record is given, with what is wrong."""
    small, big = record("response", 1, response()), record("response", 2, response(BODY))
    right = f"Content-Length: {len(big.block)}\r\n\r\nHTTP".encode()
    bad = big.raw.replace(right, f"Content-Length: {wrong}\r\n\r\nHTTP".encode())
    found = items(bad + small.raw * 2)
    taken = [item for item in found if isinstance(item, Framed)]
    assert [item.block for item in taken[1:]] == [small.block] * 2
    assert content(taken[0]) == big.block[:wrong]
    assert taken[0].lack or isinstance(found[1], Skip)


def test_what_there_is_of_a_cut_long_record_is_given() -> None:
    """With how much of it that is."""
    big = record("response", 2, response(BODY))
    (item,) = items(big.raw[:-100_000])
    assert isinstance(item, Framed)
    assert content(item) == big.block[: -100_000 + 4]
    assert "the file ends" in (item.lack or "")


def test_a_record_is_made_of_a_long_content() -> None:
    """Its length and digest are those of all of it."""
    made_ = made("resource", [], "image/png", BODY[:OPENING], "urn:x", long(BODY))
    assert made_.field("Content-Length") == str(len(BODY))
    assert made_.field("WARC-Block-Digest") == f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert (made_.size, b"".join(made_.content())) == (len(BODY), BODY)


# Looking at it


def exchange(raw: bytes, **more: str) -> Exchange:
    """An exchange whose answer is not held in memory."""
    began = datetime(2025, 10, 5, tzinfo=UTC)
    return Exchange(URL, began, b"GET /a HTTP/1.1\r\n\r\n", raw[:500], long=long(raw, 333), **more)  # type: ignore[arg-type]


def test_a_long_answer_is_read_as_a_short_one_is() -> None:
    """As long as it can be had in one piece: text, links, digest."""
    raw = response(PAGE)
    one, other = observed(exchange(raw)), observed(Exchange(URL, exchange(raw).began, b"", raw))
    assert (one.digest, one.size, one.article, one.links) == (
        other.digest, other.size, other.article, other.links,
    )  # fmt: skip


@pytest.mark.parametrize("is_chunked", [True, False])
def test_an_answer_too_long_for_its_text_says_so(
    monkeypatch: pytest.MonkeyPatch, is_chunked: bool
) -> None:
    """Outcome, status, digest and size are there."""
    monkeypatch.setattr(http, "MAX_HELD", 300)
    raw = response(PAGE)
    if is_chunked:
        framing = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
        raw = response(b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), framing)
    seen = observed(exchange(raw))
    assert (seen.outcome, seen.status, seen.media_type) == ("ok", 200, "text/html")
    assert (seen.digest, seen.size) == (hashlib.sha256(PAGE).digest(), len(PAGE))
    assert seen.article is not None
    assert "too long to be read for its text" in seen.article.note
    assert seen.unread == seen.article.note
    with pytest.raises(TooLong):
        _ = seen.payload


@pytest.mark.parametrize(
    ("fields", "status", "outcome"),
    [
        ("Content-Type: video/mp4\r\n", b"200 OK", "ok"),
        ("Content-Type: text/html\r\n", b"404 Not Found", "absent"),
        ("Content-Type: text/html\r\n", b"500 Oh", "error"),
        ("Content-Type: text/html\r\nContent-Range: bytes 0-9/99\r\n", b"206 Part", "partial"),
    ],
)
def test_a_long_answer_without_text_is_not_called_unread(
    monkeypatch: pytest.MonkeyPatch, fields: str, status: bytes, outcome: str
) -> None:
    """Films, errors and parts have no text to miss."""
    monkeypatch.setattr(http, "MAX_HELD", 300)
    raw = response(PAGE, fields).replace(b"200 OK", status, 1)
    seen = observed(exchange(raw))
    assert (seen.outcome, seen.article, seen.unread) == (outcome, None, None)


def test_the_opening_of_a_body_is_never_taken_for_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for what is not held is told."""
    message = http.split(response(PAGE)[:400], long(response(PAGE)))
    assert message.entity == PAGE
    monkeypatch.setattr(http, "MAX_HELD", 300)
    message = http.split(response(PAGE)[:400], long(response(PAGE)))
    with pytest.raises(TooLong):
        _ = message.entity
    assert b"".join(message.entity_pieces()) == PAGE


# End to end


class Made:
    """A body of many bytes, made as it is read."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        chance = random.Random(4)
        half = chance.randbytes(1 << 19)
        for at in range(0, self.size, 1 << 20):
            yield (at.to_bytes(8, "big") + half + bytes(1 << 19))[: min(1 << 20, self.size - at)]


def big_warc(path: Path, size: int, kind: str = "video/mp4") -> str:
    """A file with one answer of ``size`` bytes between two short ones; its SHA-256."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode()
    digest = hashlib.sha256()
    fields = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <{uri(2)}>\r\n"
        f"WARC-Target-URI: {URL}\r\nWARC-Date: {DATE}\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(head) + size}\r\n"
    )
    opened = gzip.open if path.suffix == ".gz" else open
    small = [record("response", n, response(), url=f"{URL}{n}").raw for n in (1, 3)]
    with opened(path, "wb") as file:
        file.write(small[0] + fields.encode() + b"\r\n" + head)
        for piece in Made(size):
            digest.update(piece)
            file.write(piece)
        file.write(b"\r\n\r\n" + small[1])
    return digest.hexdigest()


SIZE = 9 << 20
MOST = 5 << 20
"""What is read for its text at most, in these tests."""


def ran(folder: Path, *words: str, most: int = MOST) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, which says at the end how much memory it took."""
    code = (
        "import sys; from pathlib import Path\n"
        "from archive import http; from archive.cli.main import run\n"
        f"http.MAX_HELD = {most}\n"
        "code = run(sys.argv[1:])\n"
        # What getrusage tells was the parent's, if that had more.
        "status = Path('/proc/self/status').read_text()\n"
        "print(status.partition('VmHWM:')[2].split()[0], file=sys.stderr)\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True)


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """An archive with a capture that is never in memory, and the digest of its payload."""
    monkeypatch.setattr(http, "MAX_HELD", MOST)
    digest = big_warc(tmp_path / "big.warc", SIZE)
    with Archive.open(tmp_path / "greffe.db") as archive:
        result = import_warc(archive, tmp_path / "big.warc")
    assert (result.captures, result.skipped, result.doubtful) == (3, (), ())
    return tmp_path / "greffe.db", digest


@pytest.mark.slow
@pytest.mark.parametrize("name", ["big.warc", "big.warc.gz"])
def test_memory_does_not_grow_with_the_record(tmp_path: Path, name: str) -> None:
    """100 MB are imported in what the program needs by itself and little more."""
    big_warc(tmp_path / name, 100 << 20)
    done = ran(tmp_path, "import", name, most=64 << 20)
    assert b"3 new captures" in done.stdout
    assert int(done.stderr.split()[-1]) < 160_000


def test_a_long_capture_has_the_digest_and_size_of_all_of_it(big: tuple[Path, str]) -> None:
    """And gives back every byte."""
    path, digest = big
    with Archive.open(path) as archive:
        capture = archive.capture(URL)
        assert capture is not None
        assert (capture.outcome, capture.size) == ("ok", SIZE)
        assert capture.digest == bytes.fromhex(digest)
        memento = archive.memento(capture)
        assert memento is not None
        found = hashlib.sha256()
        for piece in memento.pieces():
            found.update(piece)
        assert found.hexdigest() == digest
        with pytest.raises(TooLong):
            memento.body()


def test_reading_a_long_record_again_adds_nothing(big: tuple[Path, str]) -> None:
    """It is compared with what is there, and not by its id alone."""
    path, _ = big
    with Archive.open(path) as archive:
        again = import_warc(archive, path.with_name("big.warc"))
        assert (again.captures, again.duplicates, again.skipped) == (0, 3, ())


@pytest.mark.parametrize(("form", "skip"), [("--html", 0), ("--raw", 15)])
def test_a_long_payload_is_shown_whole(big: tuple[Path, str], form: str, skip: int) -> None:
    """``--raw`` with its head, ``--html`` without."""
    path, digest = big
    shown = ran(path.parent, "show", URL, form).stdout
    assert shown[:skip] == b"HTTP/1.1 200 OK"[:skip]
    assert hashlib.sha256(shown[-SIZE:]).hexdigest() == digest


def test_a_long_payload_is_served_whole(big: tuple[Path, str]) -> None:
    """By the reading room as a file, by the replay origin for its worker."""
    path, digest = big
    with serving(path) as served:
        for replay in (False, True):
            answer = served.get(f"/raw/2014id_/{URL}", replay=replay)
            assert answer.headers["content-length"] == str(SIZE)
            assert hashlib.sha256(answer.body).hexdigest() == digest


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_long_payload_is_found_by_its_revisit(
    big: tuple[Path, str], tmp_path: Path, order: str
) -> None:
    """By its digest, taken piece by piece, whichever comes first."""
    path, digest = big
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    more = [("WARC-Profile", profile), ("WARC-Payload-Digest", f"sha256:{digest}")]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"
    again = written(tmp_path / "again.warc", record("revisit", 9, head, url=URL + "9", more=more))
    files = [again, path.with_name("big.warc")]
    with Archive.open(tmp_path / "other.db") as archive:
        run = Import(archive)
        for file in files if order == "before" else reversed(files):
            run.file(file)
        assert run.rest().orphans == 0
        capture = archive.capture(URL + "9")
        assert capture is not None
        assert (capture.outcome, capture.size) == ("ok", SIZE)
        memento = archive.memento(capture)
        assert memento is not None
        assert sum(map(len, memento.pieces())) == SIZE


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_record_that_can_no_longer_be_read_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Disks fail, and files are written to while they are read."""
    left = [times]
    read = Mark.read

    def failing(self: Mark, start: int, size: int) -> Iterator[bytes]:
        if size > HELD:
            left[0] -= 1
            if left[0] < 0:
                raise OSError("the disk fails")
        return read(self, start, size)

    big_warc(tmp_path / "big.warc", HELD + 100)
    monkeypatch.setattr(Mark, "read", failing)
    with Archive.open(tmp_path / "a.db") as archive:
        result = import_warc(archive, tmp_path / "big.warc")
        assert "the disk fails" in result.skipped[0].reason
        assert archive.capture(URL) is None
        assert archive.capture(URL + "1") is not None
