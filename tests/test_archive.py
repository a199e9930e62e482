"""The archive file: what goes in comes out, byte for byte, and derived rows agree with it."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from archive import TLS, Archive, Exchange, http
from archive.errors import DamagedArchive, ForeignFile, MissingArchive, NewerArchive
from archive.store.marks import APPLICATION_ID, SCHEMA
from archive.store.records import IDENTICAL, NOT_MODIFIED
from archive.store.schema import migrations
from archive.store.standings import standings
from tests.exchanges import DAY_ONE, LONG, exchange, page

URL = "http://news.example/a"


def test_a_response_comes_back_byte_for_byte(archive: Archive) -> None:
    """Odd case, order, folding and framing are kept as received."""
    head = b"HTTP/1.1 200 Fine\r\nx-oDD: 1\r\n folded\r\nTransfer-Encoding: Chunked\r\n\r\n"
    raw = head + b"3\r\nabc\r\n0\r\n\r\n"
    said = exchange(URL, response=raw, request=b"GET /a HTTP/1.1\nhost: x\n\n")
    capture, _ = archive.add(said)
    records = {record.type: record.block for record in archive.records(capture)}
    assert records["response"] == raw
    assert records["request"] == said.request


@settings(max_examples=60, deadline=None)
@given(response=st.binary(min_size=1, max_size=2000), request=st.binary(max_size=300))
def test_any_exchange_is_kept_exactly(response: bytes, request: bytes) -> None:
    """Whatever bytes were on the wire, the records hold them and their digests are right."""
    with _scratch() as archive:
        capture, _ = archive.add(Exchange(URL, DAY_ONE, request, response))
        for record in archive.records(capture):
            digest = hashlib.sha256(record.block).hexdigest()
            assert record.field("WARC-Block-Digest") == f"sha256:{digest}"
            assert record.field("Content-Length") == str(len(record.block))
        blocks = {record.type: record.block for record in archive.records(capture)}
        assert blocks.get("response", blocks.get("revisit")) == response
        assert blocks.get("request", b"") == request


def test_records_of_one_exchange_point_at_one_another(archive: Archive) -> None:
    """Request, response and metadata name each other (WARC 1.1, 5.7) and share the date (5.4)."""
    capture, _ = archive.add(exchange(URL, page("T", *LONG)))
    records = archive.records(capture)
    assert [record.type for record in records] == ["response", "request", "metadata"]
    for record in records:
        others = {f"<{other.uri}>" for other in records if other is not record}
        named = {v for k, v in http.Message(record.head, b"").fields if k == "WARC-Concurrent-To"}
        assert named == others
        assert record.field("WARC-Date") == "2025-10-05T12:00:00.123456Z"


def test_facts_of_the_connection_are_recorded(archive: Archive) -> None:
    """Address, TLS version, cipher and certificate, and why it was not trusted."""
    tls = TLS("tls/1.3", "TLS_AES_256_GCM_SHA384", b"DER", "self-signed certificate")
    capture, _ = archive.add(exchange("https://news.example/a", b"x", tls=tls))
    response, _, metadata = archive.records(capture)
    assert response.field("WARC-IP-Address") == "192.0.2.7"
    assert response.field("WARC-Protocol") == "tls/1.3"
    assert response.field("WARC-Cipher-Suite") == "TLS_AES_256_GCM_SHA384"
    assert b"tls-fault: self-signed certificate\r\n" in metadata.block
    assert b"tls-certificate: base64 REVS\r\n" in metadata.block


def test_a_chunked_response_bears_no_payload_digest(archive: Archive) -> None:
    """The specification takes it without framing, today's checkers with: it is left off."""
    framed = exchange(
        URL, response=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
    )
    capture, _ = archive.add(framed)
    assert archive.records(capture)[0].field("WARC-Payload-Digest") is None
    assert capture.digest == hashlib.sha256(b"a").digest()
    plain, _ = archive.add(exchange("http://news.example/b", b"b"))
    digest = hashlib.sha256(b"b").hexdigest()
    assert archive.records(plain)[0].field("WARC-Payload-Digest") == f"sha256:{digest}"


def test_an_identical_payload_becomes_a_revisit(archive: Archive) -> None:
    """The head is kept, the payload is the first capture's (WARC 1.1, 6.7.2)."""
    body = page("Title", *LONG)
    first, _ = archive.add(exchange(URL, body))
    second, _ = archive.add(exchange(URL, body, hours=1, fields="X-New: 1\r\n"))
    record = archive.records(second)[0]
    assert second.revisit_of == first.id
    assert record.type == "revisit"
    assert record.field("WARC-Profile") == IDENTICAL
    assert record.field("WARC-Refers-To") == f"<{archive.records(first)[0].uri}>"
    assert record.field("WARC-Refers-To-Target-URI") == URL
    assert record.field("WARC-Refers-To-Date") == "2025-10-05T12:00:00.123456Z"
    memento = archive.memento(second)
    assert memento is not None
    assert memento.entity == body
    assert memento.field("X-New") == "1"


def test_a_304_stands_for_what_was_there(archive: Archive) -> None:
    """Not modified: the capture answers with the payload and status of the one it confirms."""
    first, _ = archive.add(exchange(URL, page("Title", *LONG)))
    second, _ = archive.add(exchange(URL, b"", status="304 Not Modified", hours=1))
    record = archive.records(second)[0]
    assert (second.outcome, second.revisit_of) == ("unchanged", first.id)
    assert record.field("WARC-Profile") == NOT_MODIFIED
    memento = archive.memento(second)
    assert memento is not None
    assert (memento.status, memento.entity) == (200, page("Title", *LONG))
    assert archive.version_of(second) == archive.version_of(first)


def test_an_orphan_304_is_kept_and_said(archive: Archive) -> None:
    """A 304 for something the archive never had stands for itself."""
    capture, _ = archive.add(exchange(URL, b"", status="304 Not Modified"))
    memento = archive.memento(capture)
    assert memento is not None
    assert memento.fault


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("200 OK", "ok"), ("301 Moved", "redirect"), ("404 Not Found", "absent"),
     ("410 Gone", "absent"), ("403 Forbidden", "error"), ("503 Busy", "error")],
)  # fmt: skip
def test_an_answer_has_an_outcome(archive: Archive, status: str, outcome: str) -> None:
    """What an answer was is told by its status; only a good one is read as a text."""
    capture, observation = archive.add(exchange(URL, page("Title", *LONG), status=status))
    assert capture.outcome == outcome
    assert (archive.version_of(capture) is not None) == (outcome == "ok")
    assert bool(observation.article) == (outcome == "ok")


def test_no_answer_is_an_observation_too(archive: Archive) -> None:
    """A refused connection is kept with its reason and never becomes a text."""
    capture, _ = archive.add(Exchange(URL, DAY_ONE, b"", b"", error="connection refused"))
    assert (capture.outcome, capture.evidence) == ("failure", "connection refused")
    (metadata,) = archive.records(capture)
    assert b"error: connection refused\r\n" in metadata.block
    assert archive.memento(capture) is None
    assert archive.capture(URL) is None


def test_a_truncated_page_is_no_version(archive: Archive) -> None:
    """Half a page must not look like an edit that removed the other half."""
    archive.add(exchange(URL, page("Title", *LONG)))
    cut = exchange(URL, page("Title", LONG[0]), truncated="disconnect", hours=1)
    capture, _ = archive.add(cut)
    assert capture.outcome == "partial"
    assert archive.version_of(capture) is None
    assert archive.records(capture)[0].field("WARC-Truncated") == "disconnect"


def test_the_same_text_is_one_version(archive: Archive) -> None:
    """Markup around it may change; the version stays. A text that comes back is the old one."""
    for hours, text in enumerate((LONG, LONG, (LONG[0], "Something else.", LONG[2]), LONG)):
        noise = f'<meta name="nonce" content="{hours}">'
        archive.add(exchange(URL, page("Title", *text, head=noise), hours=hours))
    versions = archive.versions(URL)
    assert len(versions) == 2
    assert [version.is_current for version in versions] == [True, False]


def test_an_older_capture_does_not_become_current(archive: Archive) -> None:
    """What is imported late may have been seen early."""
    archive.add(exchange(URL, page("New", *LONG), hours=5))
    archive.add(exchange(URL, page("Old", *LONG[:2]), hours=1))
    assert [v.title for v in archive.versions(URL) if v.is_current] == ["New"]


def test_the_nearest_capture_in_time_is_found(archive: Archive) -> None:
    """By any spelling of the URL; the latest without a time."""
    for hours in (0, 10, 20):
        archive.add(exchange(URL, page(f"At {hours}", *LONG), hours=hours))
    spelled = "https://www.news.example/A#part"
    near = archive.capture(spelled, DAY_ONE + timedelta(hours=13))
    latest = archive.capture(spelled)
    assert near is not None
    assert latest is not None
    assert near.time == DAY_ONE + timedelta(hours=10)
    assert latest.time == DAY_ONE + timedelta(hours=20)


def test_validators_come_from_the_last_whole_answer(archive: Archive) -> None:
    """Not from errors, nor from a half page."""
    fields = 'ETag: "v1"\r\nLast-Modified: Sun, 05 Oct 2025 10:00:00 GMT\r\n'
    archive.add(exchange(URL, b"body", fields=fields))
    archive.add(exchange(URL, b"", status="404 Not Found", fields='ETag: "no"\r\n', hours=1))
    assert archive.validators(URL) == {
        "If-None-Match": '"v1"',
        "If-Modified-Since": "Sun, 05 Oct 2025 10:00:00 GMT",
    }
    assert archive.validators("http://news.example/unknown") == {}


def test_a_damaged_frame_is_named_and_harms_no_other(archive: Archive) -> None:
    """Bytes that are not what was stored are never handed out."""
    bad, _ = archive.add(exchange(URL, page("Bad", *LONG)))
    good, _ = archive.add(exchange("http://news.example/b", page("Good", *LONG)))
    sql = "SELECT data FROM frame WHERE id = ?"
    (data,) = archive.connection.execute(sql, (bad.frame_id,)).fetchone()
    flipped = data[:60] + bytes([data[60] ^ 1]) + data[61:]
    archive.connection.execute("UPDATE frame SET data = ? WHERE id = ?", (flipped, bad.frame_id))
    with pytest.raises(DamagedArchive, match=f"frame {bad.frame_id}"):
        archive.records(bad)
    assert archive.records(good)


def test_a_failing_transaction_leaves_nothing(archive: Archive) -> None:
    """Capture, text and frontier are committed together or not at all."""

    def fail(_: object) -> list[object]:
        raise RuntimeError("discovery failed")

    with pytest.raises(RuntimeError):
        archive.add(exchange(URL, b"x"), source="s", discover=fail)  # type: ignore[arg-type]
    assert archive.totals() == {"pages": 0, "captures": 0, "versions": 0, "sources": 0}


def test_readers_read_while_another_writes(archive: Archive) -> None:
    """A reader neither waits for a writer nor sees half of what it does."""
    archive.add(exchange(URL, page("Title", *LONG)))
    with Archive.open(archive.path, create=False, read_only=True) as reader, archive.transaction():
        archive.add(exchange("http://news.example/b", b"b"))
        assert reader.totals()["captures"] == 1
    assert archive.totals()["captures"] == 2


def test_a_missing_archive_is_said(tmp_path: Path) -> None:
    """And not made by a command that only reads."""
    with pytest.raises(MissingArchive, match="no archive at"):
        Archive.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"plain words", b"SQLite", b"\x00" * 4096])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """And stays as it was."""
    path = tmp_path / "foreign.db"
    path.write_bytes(content)
    with pytest.raises(ForeignFile, match="nothing was changed"):
        Archive.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """A file of another program is not turned into an archive."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ForeignFile, match="another program"):
        Archive.open(path)
    assert path.read_bytes() == before


def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    """With both numbers and what to do."""
    path = tmp_path / "newer.db"
    with Archive.open(path) as archive:
        archive.connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(NewerArchive, match=f"schema {SCHEMA + 1}.*up to {SCHEMA}.*upgrade"):
        Archive.open(path)


def test_the_schema_number_counts_the_migrations(archive: Archive) -> None:
    """Whoever adds a migration raises the number."""
    assert len(migrations.applied(Database(archive.connection))) == SCHEMA


def test_an_older_archive_is_brought_up_to_date_also_to_be_read(tmp_path: Path) -> None:
    """What is in it stays, and what newer tables hold can be asked about."""
    path = tmp_path / "older.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrations.apply(Database(connection, strict=True), stop_before="reasons")
    connection.execute("INSERT INTO source (name, title) VALUES ('s', 'S')")
    connection.execute(
        "INSERT INTO frontier (source_id, urlkey, url, kind, how, depth, priority, due, state, "
        "tries) VALUES (1, 'example,news)/a', ?, 'page', 'link', 1, 40, 0, 'done', 0)",
        (URL,),
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with Archive.open(path, create=False, read_only=True) as archive:
        (standing,) = standings(archive.connection, URL)
    assert (standing.source, standing.found) == ("s", None)


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    """As made by mktemp."""
    path = tmp_path / "empty.db"
    path.touch()
    with Archive.open(path) as archive:
        archive.add(exchange(URL, b"x"))
        assert archive.totals()["captures"] == 1


def _scratch() -> Archive:
    return Archive.open(Path(tempfile.mkdtemp()) / "scratch.db")


def test_links_are_kept_with_their_kind(archive: Archive) -> None:
    """The link graph holds where a page points to."""
    body = page("T", *LONG, '<a href="/b">b</a><img src="/i.png">')
    capture, _ = archive.add(exchange(URL, body))
    rows = archive.connection.execute(
        "SELECT kind, url FROM link JOIN address ON address.id = address_id WHERE capture_id = ?",
        (capture.id,),
    ).fetchall()
    assert ("page", "http://news.example/b") in rows
    assert ("requisite", "http://news.example/i.png") in rows


def test_a_block_page_is_no_text(archive: Archive) -> None:
    """It is kept as what it is, and neither read nor searched."""
    body = b"<html><head><title>Just a moment...</title></head><body>Checking</body></html>"
    fields = "Content-Type: text/html\r\nServer: cloudflare\r\ncf-mitigated: challenge\r\n"
    archive.add(exchange(URL, page("Title", *LONG)))
    capture, _ = archive.add(exchange(URL, body, status="403 Forbidden", fields=fields, hours=1))
    assert capture.outcome == "blocked"
    assert capture.evidence
    assert [version.title for version in archive.versions(URL)] == ["Title"]


def test_a_time_before_1970_is_kept() -> None:
    """Imported files have wrong clocks."""
    with _scratch() as archive:
        capture, _ = archive.add(exchange(URL, b"x", began=datetime(1969, 7, 20, tzinfo=UTC)))
        assert capture.time == datetime(1969, 7, 20, tzinfo=UTC)


def test_half_a_compressed_page_is_no_version(archive: Archive) -> None:
    """Also where the server says that this is all."""
    whole = gzip.compress(page("Title", *LONG))
    fields = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    cut, _ = archive.add(exchange(URL, whole[: len(whole) // 2], fields=fields))
    assert (cut.outcome, cut.evidence) == ("partial", http.ENDS_EARLY)
    unchecked, _ = archive.add(exchange(URL, whole[:-8], fields=fields, hours=1))
    assert unchecked.outcome == "ok"
    assert archive.version_of(unchecked) is not None


@pytest.mark.parametrize(
    ("content_range", "outcome"),
    [("bytes 0-99/1000", "partial"), ("bytes 0-999/1000", "ok"), ("bytes 1-9/10", "partial")],
)
def test_a_part_of_a_page_is_no_version(archive: Archive, content_range: str, outcome: str) -> None:
    """A 206 shows the page only where its range is all of it (RFC 9110, 14.4)."""
    fields = f"Content-Type: text/html\r\nContent-Range: {content_range}\r\n"
    said = exchange(URL, page("T", *LONG), status="206 Partial Content", fields=fields)
    assert archive.add(said)[0].outcome == outcome


def test_half_a_surrogate_pair_costs_no_page(archive: Archive) -> None:
    """JSON can name one, SQLite cannot store it."""
    facts = r'{"@type": "NewsArticle", "headline": "A \ud800 b \ud83d\ude00"}'
    head = f'<script type="application/ld+json">{facts}</script>'
    capture, _ = archive.add(exchange(URL, page("T", *LONG, head=head)))
    version = archive.version_of(capture)
    assert version is not None
    assert version.title == "A \N{REPLACEMENT CHARACTER} b \N{GRINNING FACE}"


def test_rules_for_crawlers_are_no_text(archive: Archive) -> None:
    """A robots.txt is kept, and neither read nor found."""
    fields = "Content-Type: text/plain\r\n"
    rules = b"User-agent: *\nDisallow: /private and some more words for a reader\n" * 5
    capture, _ = archive.add(exchange("http://news.example/robots.txt", rules, fields=fields))
    assert capture.outcome == "ok"
    assert archive.version_of(capture) is None


def test_what_cannot_be_read_is_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Text and links are derived from the record: whatever their readers stumble over is told."""

    def stumble(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("archive.clean.read", stumble, raising=False)
    said = exchange("http://news.example/a", page("T", *LONG))
    capture, _ = archive.add(said)
    assert capture.outcome == "ok"
    assert archive.records(capture)[0].block == said.response
    (note,) = archive.connection.execute("SELECT note FROM reading").fetchone()
    assert note == "reading it failed (RecursionError: too deep)"
    assert archive.version_of(capture) is None
    assert f"{said.url} is kept without its text" in caplog.text
