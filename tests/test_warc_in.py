"""WARC files in: what can be read is kept byte for byte, what cannot is named."""

from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from archive import Archive
from archive.formats import warc_in
from archive.formats.digests import parsed
from archive.formats.warc_in import import_warc
from archive.search import search
from archive.store.captures import Capture
from tests.warcs import CORPORA, DATE, PAGE, needs_corpora, record, response, uri, written

URL = "http://site.example/a"
REQUEST = b"GET /a HTTP/1.1\r\nHost: site.example\r\n\r\n"
REQUEST_TYPE = "application/http; msgtype=request"
FACTS_TYPE = "application/warc-fields"


def only(archive: Archive) -> Capture:
    """The only capture there is."""
    (capture,) = archive.all_captures()
    return capture


# What a capture is made of


def test_a_response_is_kept_byte_for_byte_and_read(archive: Archive, tmp_path: Path) -> None:
    """Head, block, text and search."""
    said = record("response", 1, response())
    result = import_warc(archive, written(tmp_path / "a.warc", said), source="old")
    assert (result.captures, result.skipped) == (1, ())
    capture = only(archive)
    assert archive.records(capture) == (said,)
    assert (capture.url, capture.status, capture.outcome, capture.source) == (URL, 200, "ok", "old")
    assert capture.digest == hashlib.sha256(PAGE).digest()
    assert "sanitary annexes" in search(archive, "delegation").hits[0].version.text


def test_record_heads_of_other_tools_are_not_rewritten(archive: Archive, tmp_path: Path) -> None:
    """Old versions, bare line ends, folding, odd case and unknown fields stay as they are."""
    block = response()
    head = (
        f"WARC/0.18\nwarc-type: response\nWARC-Record-ID:   <{uri(1)}>\nX-Odd: a\n b\n"
        f"WARC-Target-URI: <{URL}>\nWARC-Date: {DATE}\nContent-Type: {FACTS_TYPE}\n"
        f"Content-Length: {len(block)}\n\n"
    ).encode()
    import_warc(archive, written(tmp_path / "a.warc", head + block + b"\r\n\r\n"))
    (kept,) = archive.records(only(archive))
    assert (kept.head, kept.block) == (head, block)
    assert only(archive).url == URL


@pytest.mark.parametrize("order", ["abc", "bac", "cba", "cab"])
@pytest.mark.parametrize("is_linked", [True, False])
def test_records_of_one_exchange_become_one_capture(
    archive: Archive, tmp_path: Path, order: str, is_linked: bool
) -> None:
    """Response, request and metadata in any order, linked or merely of the same URL and time."""
    link = [("WARC-Concurrent-To", f"<{uri(1)}>")] if is_linked else []
    parts = {
        "a": record("response", 1, response()),
        "b": record("request", 2, REQUEST, content_type=REQUEST_TYPE, more=link),
        "c": record("metadata", 3, b"via: http://v.example/\r\n", content_type=FACTS_TYPE,
                    more=link),
    }  # fmt: skip
    import_warc(archive, written(tmp_path / "a.warc.gz", *(parts[letter] for letter in order)))
    capture = only(archive)
    assert (capture.method, capture.via, capture.outcome) == ("GET", "http://v.example/", "ok")
    assert [r.uri for r in archive.records(capture)] == [parts[letter].uri for letter in order]


def test_records_that_stand_apart_find_each_other(archive: Archive, tmp_path: Path) -> None:
    """Concurrent fetches are written interleaved."""
    urls = [f"http://site.example/{number}" for number in range(60)]
    answers = [record("response", n, response(), url=url) for n, url in enumerate(urls)]
    asked = [
        record("request", 1000 + n, REQUEST, url=url, content_type=REQUEST_TYPE,
               more=[("WARC-Concurrent-To", f"<{uri(n)}>")])
        for n, url in enumerate(urls)
    ]  # fmt: skip
    result = import_warc(archive, written(tmp_path / "a.warc", *answers, *asked))
    assert result.captures == 60
    assert all(len(archive.records(capture)) == 2 for capture in archive.all_captures())


def test_two_fetches_of_one_url_in_one_second_stay_apart(archive: Archive, tmp_path: Path) -> None:
    """One capture has one answer."""
    both = record("response", 1, response()), record("response", 2, response(b"other"))
    assert import_warc(archive, written(tmp_path / "a.warc", *both)).captures == 2


def test_a_request_that_names_a_replaced_response_joins_its_revisit(
    archive: Archive, tmp_path: Path
) -> None:
    """Some tools write a revisit under a new id and leave the request pointing at the old one."""
    again = revisit(1, ("WARC-Refers-To", f"<{uri(99)}>"))
    asked = record("request", 2, REQUEST, date="2014-03-26T00:00:00Z", content_type=REQUEST_TYPE,
                   more=[("WARC-Concurrent-To", f"<{uri(98)}>")])  # fmt: skip
    import_warc(archive, written(tmp_path / "a.warc", again, asked))
    assert len(archive.records(only(archive))) == 2


def test_linked_records_of_one_url_and_moment_stay_apart(archive: Archive, tmp_path: Path) -> None:
    """A try that failed and one that did not, in the same second."""
    link = [("WARC-Concurrent-To", f"<{uri(2)}>")]
    failed = (
        record("request", 1, REQUEST, content_type=REQUEST_TYPE, more=link),
        record("metadata", 2, b"error: reset\r\n", content_type=FACTS_TYPE),
    )
    link = [("WARC-Concurrent-To", f"<{uri(4)}>")]
    worked = record("response", 3, response(), more=link), record("request", 4, REQUEST)
    import_warc(archive, written(tmp_path / "a.warc", *failed, *worked))
    assert [capture.outcome for capture in archive.all_captures()] == ["failure", "ok"]


def test_a_request_without_an_answer_is_a_failure(archive: Archive, tmp_path: Path) -> None:
    """That no answer is there is kept too, and said."""
    asked = record("request", 1, REQUEST, content_type=REQUEST_TYPE)
    import_warc(archive, written(tmp_path / "a.warc", asked))
    assert only(archive).outcome == "failure"
    assert only(archive).evidence == "the file holds no answer to this request"


# Payloads without an HTTP head


def test_a_resource_is_shown_and_searched_without_an_invented_head(
    archive: Archive, tmp_path: Path
) -> None:
    """Its media type comes from the record; there is no status."""
    said = record("resource", 1, PAGE, content_type="text/html; charset=utf-8")
    import_warc(archive, written(tmp_path / "a.warc", said))
    capture = only(archive)
    assert (capture.status, capture.outcome, capture.media_type) == (None, "ok", "text/html")
    assert search(archive, "delegation").hits
    memento = archive.memento(capture)
    assert memento is not None
    assert memento.body() == (PAGE, None)
    assert (memento.media_type, memento.charset) == ("text/html", "utf-8")


def test_a_dns_answer_is_kept_but_is_no_page(archive: Archive, tmp_path: Path) -> None:
    """Crawlers write how names were resolved."""
    said = record("response", 1, b"20140325121225\nsite.example. 300 IN A 192.0.2.1\n",
                  url="dns:site.example", content_type="text/dns")  # fmt: skip
    import_warc(archive, written(tmp_path / "a.warc", said))
    assert archive.records(only(archive)) == (said,)
    assert archive.version_of(only(archive)) is None


def test_a_conversion_of_what_is_here_is_left_out(archive: Archive, tmp_path: Path) -> None:
    """The text another tool took from a page is no second observation of it."""
    made_from = [("WARC-Refers-To", f"<{uri(1)}>")]
    text = record("conversion", 2, b"Only text", content_type="text/plain", more=made_from)
    both = written(tmp_path / "a.warc", record("response", 1, response()), text)
    result = import_warc(archive, both)
    assert (result.captures, sum(result.left_out.values())) == (1, 1)
    with Archive.open(tmp_path / "other.db") as other:
        assert import_warc(other, written(tmp_path / "b.warc", text)).captures == 1


# Revisits


def sha1(data: bytes) -> str:
    """A label as other tools write it."""
    return f"sha1:{hashlib.sha1(data, usedforsecurity=False).hexdigest()}"


def revisit(number: int, *more: tuple[str, str], url: str = URL) -> warc_in.Record:
    """A revisit that leaves the body out."""
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")
    head = response().removesuffix(PAGE)
    return record("revisit", number, head, url=url, date="2014-03-26T00:00:00Z",
                  more=[profile, *more])  # fmt: skip


@pytest.mark.parametrize(
    "named",
    [
        [("WARC-Refers-To", f"<{uri(1)}>")],
        [("WARC-Refers-To-Target-URI", URL), ("WARC-Refers-To-Date", DATE)],
        [("WARC-Payload-Digest", sha1(PAGE))],
        [("WARC-Payload-Digest", f"sha-256:{hashlib.sha256(PAGE).hexdigest()}")],
    ],
    ids=["record id", "URL and time", "SHA-1 of payload", "SHA-256 of payload"],
)
@pytest.mark.parametrize("order", ["before", "after", "earlier import", "later import"])
def test_a_revisit_finds_its_original(
    archive: Archive, tmp_path: Path, named: list[tuple[str, str]], order: str
) -> None:
    """However it names it, and whichever is read first."""
    first = record("response", 1, response(), more=[("WARC-Payload-Digest", sha1(PAGE))])
    again = revisit(2, *named)
    parts = [again, first] if order in ("before", "later import") else [first, again]
    if "import" in order:
        for part in parts:
            result = import_warc(archive, written(tmp_path / "a.warc", part))
    else:
        result = import_warc(archive, written(tmp_path / "a.warc", *parts))
    assert result.orphans == 0
    one, two = sorted(archive.all_captures(), key=lambda capture: capture.time)
    assert (two.revisit_of, two.digest, two.outcome) == (one.id, one.digest, "ok")
    assert archive.version_of(two) == archive.version_of(one)
    memento = archive.memento(two)
    assert memento is not None
    assert memento.body() == (PAGE, None)


def test_a_revisit_of_another_url_is_read_as_its_own_page(archive: Archive, tmp_path: Path) -> None:
    """The same payload under a second address is found there as well."""
    other = "http://site.example/copy"
    again = revisit(2, ("WARC-Refers-To", f"<{uri(1)}>"), url=other)
    import_warc(archive, written(tmp_path / "a.warc", record("response", 1, response()), again))
    capture = archive.capture(other)
    assert capture is not None
    version = archive.version_of(capture)
    assert version is not None
    assert "delegation" in version.text


def test_a_named_original_with_another_payload_is_not_believed(
    archive: Archive, tmp_path: Path
) -> None:
    """Time stamps of one second are not enough to take one page for another."""
    again = revisit(2, ("WARC-Refers-To-Target-URI", URL), ("WARC-Refers-To-Date", DATE),
                    ("WARC-Payload-Digest", sha1(b"something else")))  # fmt: skip
    result = import_warc(
        archive, written(tmp_path / "a.warc", record("response", 1, response()), again)
    )
    assert result.orphans == 1


def test_an_orphan_is_kept_and_said(archive: Archive, tmp_path: Path) -> None:
    """Without its payload a revisit is partial, whatever status it came with."""
    again = revisit(2, ("WARC-Refers-To", f"<{uri(99)}>"))
    result = import_warc(archive, written(tmp_path / "a.warc", again))
    assert (result.captures, result.revisits, result.orphans) == (1, 1, 1)
    capture = only(archive)
    assert (capture.outcome, capture.digest, capture.size) == ("partial", None, 0)
    memento = archive.memento(capture)
    assert memento is not None
    assert memento.fault


def test_a_not_modified_revisit_without_a_head_is_unchanged(
    archive: Archive, tmp_path: Path
) -> None:
    """Some crawlers leave the head of the 304 off."""
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/server-not-modified")
    named = ("WARC-Refers-To", f"<{uri(1)}>")
    again = record("revisit", 2, more=[profile, named], date="2014-03-26T00:00:00Z")
    import_warc(archive, written(tmp_path / "a.warc", record("response", 1, response()), again))
    first, second = archive.captures(URL)
    assert (second.outcome, second.revisit_of) == ("unchanged", first.id)
    assert archive.version_of(second) == archive.version_of(first)


# Again, and what is not a capture


def test_reading_a_file_again_adds_nothing(archive: Archive, tmp_path: Path) -> None:
    """Records are known by their ids; the warcinfo record too."""
    info = record("warcinfo", 9, b"software: x\r\n", content_type=FACTS_TYPE)
    file = written(tmp_path / "a.warc.gz", info, record("response", 1, response()),
                   record("request", 2, REQUEST, content_type=REQUEST_TYPE))  # fmt: skip
    assert import_warc(archive, file).captures == 1
    before = archive.totals()
    again = import_warc(archive, file)
    assert (again.captures, again.duplicates, again.left_out) == (0, 1, {})
    assert archive.totals() == before


def test_warcinfo_is_kept_with_the_first_capture(archive: Archive, tmp_path: Path) -> None:
    """It says who made the file and how."""
    info = record("warcinfo", 9, b"software: x\r\n", content_type=FACTS_TYPE)
    import_warc(archive, written(tmp_path / "a.warc", info, record("response", 1, response())))
    assert info in archive.records(only(archive))


def test_an_answer_with_the_id_of_another_is_kept_under_its_own(
    archive: Archive, tmp_path: Path
) -> None:
    """The id is made of its bytes: read again, it is known; its head as it was stands beside it."""
    twice = record("response", 1, response()), record("response", 1, response(b"x"), url=URL + "2")
    file = written(tmp_path / "a.warc", *twice)
    result = import_warc(archive, file)
    assert (result.captures, result.skipped) == (2, ())
    assert "id of another record; kept as urn:uuid:" in result.doubtful[0].reason
    capture = archive.capture(URL + "2")
    assert capture is not None
    answer, note = archive.records(capture)
    assert (answer.block, capture.outcome) == (twice[1].block, "ok")
    assert base64.b64encode(twice[1].head) in note.block
    again = import_warc(archive, file)
    assert (again.captures, again.duplicates) == (0, 2)


def test_a_request_with_the_id_of_another_is_named(archive: Archive, tmp_path: Path) -> None:
    """What was asked shows nothing by itself."""
    asked = record("request", 1, REQUEST), record("request", 1, REQUEST + b"x", url=URL + "2")
    result = import_warc(archive, written(tmp_path / "a.warc", *asked))
    assert (result.captures, len(result.skipped)) == (1, 1)
    assert "id of another record" in result.skipped[0].reason


def test_what_belongs_to_no_capture_is_counted(archive: Archive, tmp_path: Path) -> None:
    """Nothing is lost without a word."""
    file = written(
        tmp_path / "a.warc",
        record("metadata", 1, b"{}", content_type="application/json"),
        record("novelty", 2, b"x"),
    )
    result = import_warc(archive, file)
    assert result.captures == 0
    assert sum(result.left_out.values()) == 2


def test_digest_labels_are_read_in_every_spelling() -> None:
    """Hexadecimal, base 32 and base 64; the algorithm with or without a hyphen."""
    digest = hashlib.sha256(b"x").digest()
    for label in (
        f"sha256:{digest.hex()}",
        f"SHA-256:{digest.hex().upper()}",
        "sha256:FVYRMQOFHTQQ2FXV7I6VYTVZQOPZYIVIFRRPRN6UG43Q2RRDA4DA====",
        "sha256:LXEWQrcmsEQBYnyp_6wy9chTD7GQPMTbAiWHF5IaSIE",
    ):
        found = parsed(label)
        assert found is not None
        assert found[0] == "sha256"
        assert len(found[1]) == 32
    assert parsed(f"sha256:{digest.hex()}") == ("sha256", digest)
    assert parsed("sha256:short") is parsed("crc32:00000000") is parsed(None) is None


# Real files

SITES = sorted(p for p in CORPORA.glob("warc-sites/*/*") if p.is_file())
SMALL = [p for p in SITES if p.stat().st_size < 300_000]


@needs_corpora
@pytest.mark.parametrize("file", SMALL or [Path("none")], ids=lambda p: p.name)
def test_files_of_sites_come_in_whole_and_can_be_shown(archive: Archive, file: Path) -> None:
    """Every answer's body decodes; every record is there once more, byte for byte."""
    result = import_warc(archive, file)
    assert result.skipped == ()
    ours = [word for doubt in result.doubtful for word in doubt.reason.split()]
    for capture in archive.all_captures("revisit_of IS NULL AND outcome IN ('ok', 'redirect')"):
        memento = archive.memento(capture)
        assert memento is not None
        _, fault = memento.body()
        assert fault in (None, "not gzip")
    data = file.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    for capture in archive.all_captures():
        records = archive.records(capture)
        if not any(kept.uri in ours for kept in records):
            assert all(kept.head + kept.block in data for kept in records)
