"""What Scrapy fetches is recorded byte for byte, however the server answers."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from archive.exchange import Exchange
from archive.observation import observed
from archive.store.records import records_of
from tests.crawling import Ask, Seen, crawl
from tests.servers.ugly import Case, Ugly
from tests.servers.ugly_cases import CASES, sized


@pytest.fixture(scope="module")
def crawled() -> Iterator[tuple[Ugly, Seen]]:
    """The server and one crawl of all its cases."""
    with Ugly(CASES) as server:
        asks = [
            Ask(name, server.url(name), case.method, case.send, case.headers, case.meta)
            for name, case in CASES.items()
        ]
        yield server, crawl(asks)


@pytest.mark.parametrize("name", CASES)
def test_request_is_recorded_as_sent(crawled: tuple[Ugly, Seen], name: str) -> None:
    """The recorded request is what the server received, and it was made once."""
    server, seen = crawled
    [logged] = server.log[f"/{name}"]
    [exchange] = seen.outcomes[name].exchanges
    assert exchange.request == logged.received


@pytest.mark.parametrize("name", CASES)
def test_answer_is_recorded_as_received(crawled: tuple[Ugly, Seen], name: str) -> None:
    """The recorded answer is what the server sent, or the beginning of it and marked so."""
    server, seen = crawled
    [logged] = server.log[f"/{name}"]
    [exchange] = seen.outcomes[name].exchanges
    answer = exchange.interim + exchange.response + exchange.surplus
    assert exchange.truncated == CASES[name].truncated
    if exchange.truncated is None:
        assert answer == logged.sent
    assert logged.sent.startswith(answer)


@pytest.mark.parametrize("name", CASES)
def test_spider_gets_what_scrapy_promises(crawled: tuple[Ugly, Seen], name: str) -> None:
    """The spider gets the response decoded, or Scrapy's own exception."""
    case, outcome = CASES[name], crawled[1].outcomes[name]
    assert outcome.raised == case.raises, outcome.message
    if case.raises is None:
        assert outcome.status == case.status
        assert tuple(outcome.flags) == case.flags
        assert case.body is None or outcome.body == case.body


@pytest.mark.parametrize("name", CASES)
def test_trouble_is_told_in_one_line(crawled: tuple[Ugly, Seen], name: str) -> None:
    """An exchange has an error exactly when something went wrong on the wire."""
    case: Case = CASES[name]
    outcome = crawled[1].outcomes[name]
    error = outcome.exchanges[0].error
    if case.error or (case.raises or "").endswith("Error"):
        assert error
        assert (case.error or "") in error
        assert "\n" not in error
    else:
        assert error is None
    assert outcome.recorded_first


def test_facts_of_the_exchange(crawled: tuple[Ugly, Seen]) -> None:
    """URL, address, time taken and protocol are those of the request."""
    server, seen = crawled
    outcome = seen.outcomes["two-halves"]
    [exchange] = outcome.exchanges
    assert exchange.url == server.url("two-halves")
    assert exchange.ip == outcome.ip == "127.0.0.1"
    assert exchange.tls is None
    assert exchange.began.utcoffset() is not None
    assert 0.04 < exchange.elapsed < 5
    assert outcome.latency is not None
    assert 0.02 < outcome.latency < exchange.elapsed
    assert outcome.protocol == "HTTP/1.1"


def test_response_starts_at_the_final_head(crawled: tuple[Ugly, Seen]) -> None:
    """Heads of 1xx responses and bytes beyond the end are kept beside the response."""
    outcomes = crawled[1].outcomes
    hints = outcomes["103-early-hints"].exchanges[0]
    assert hints.interim.startswith(b"HTTP/1.1 103 Early Hints\r\n")
    assert hints.response.startswith(b"HTTP/1.1 200 OK\r\n")
    assert outcomes["extra-bytes"].exchanges[0].surplus == b"EXTRAGARBAGE"
    assert outcomes["head-with-body"].exchanges[0].surplus == b"hello"


def test_headers_reach_the_spider(crawled: tuple[Ugly, Seen]) -> None:
    """The spider sees all values of a field, odd bytes and joined folds included."""
    outcomes = crawled[1].outcomes
    assert outcomes["odd-order"].headers[b"Set-Cookie"] == [b"a=1", b"b=2"]
    assert outcomes["latin1-header"].headers[b"X-Name"] == [b"caf\xe9"]
    assert outcomes["obs-fold"].headers[b"X-Fold"] == [b"one two three"]
    assert outcomes["304"].headers[b"Content-Length"] == [b"1234"]
    assert b"Transfer-Encoding" not in outcomes["chunked"].headers


def test_html_is_recognised_behind_its_coding(crawled: tuple[Ugly, Seen]) -> None:
    """A compressed page is an HtmlResponse to the spider."""
    assert crawled[1].outcomes["gzip-chunked"].kind == "HtmlResponse"


def test_careful_defaults_on_the_wire(crawled: tuple[Ugly, Seen]) -> None:
    """Host comes first, gzip is the only coding offered, and no header can smuggle another."""
    server, _ = crawled
    lines = server.log["/identity"][0].received.split(b"\r\n")
    assert lines[0] == b"GET /identity HTTP/1.1"
    assert lines[1] == b"Host: 127.0.0.1:%d" % server.port
    assert b"Accept-Encoding: gzip" in lines
    assert any(line.startswith(b"User-Agent: Greffe/") for line in lines)
    assert b"X-Evil: a X-Injected: b\r\n" in server.log["/split-header"][0].received


def test_no_local_port_is_opened(crawled: tuple[Ugly, Seen]) -> None:
    """Neither of Scrapy's consoles, which run any Python sent to them, is started."""
    assert "Closing spider" in crawled[1].log
    assert "listening" not in crawled[1].log.lower()


def test_redirects_and_retries_are_left_to_the_frontier(crawled: tuple[Ugly, Seen]) -> None:
    """A redirect is not followed and a 503 not asked for again."""
    server, seen = crawled
    assert "/there" not in server.log
    assert seen.outcomes["301"].headers[b"Location"] == [b"/there"]
    assert "retry/count" not in seen.stats


def _warc(exchange: Exchange) -> bytes:
    """The records of an exchange whose payload is new."""
    records = records_of(exchange, digest=observed(exchange).digest, original=None)
    return b"".join(record.raw for record in records)


@pytest.mark.parametrize("name", CASES)
def test_other_readers_verify_what_is_recorded(crawled: tuple[Ugly, Seen], name: str) -> None:
    """Every block digest, and every payload digest that is written, in warcio and fastwarc."""
    [exchange] = crawled[1].outcomes[name].exchanges
    warc = _warc(exchange)
    read = ArchiveIterator(io.BytesIO(warc), parse_http=False)
    kinds = {record.headers["WARC-Type"] for record in read}
    assert kinds == {"metadata", "request"} | ({"response"} if exchange.response else set())
    for record in ArchiveIterator(io.BytesIO(warc), parse_http=False):
        assert record.verify_block_digest()
        if "WARC-Payload-Digest" in record.headers and name not in _LONG_HEADS:
            record.parse_http()
            assert record.verify_payload_digest()
    for record in WarcioIterator(io.BytesIO(warc), check_digests=True):
        while record.raw_stream.read(65536):
            pass
        assert record.digest_checker.passed
        assert not record.digest_checker.problems


_LONG_HEADS = ("long-header", "endless-head")
"""Longer than fastwarc reads the head of a response."""


def test_payload_digests_are_left_off_where_checkers_disagree(crawled: tuple[Ugly, Seen]) -> None:
    """With a transfer coding, or with a head whose lines end in bare line feeds; nowhere else."""
    without = set()
    for name, outcome in crawled[1].outcomes.items():
        head, _, _ = _warc(outcome.exchanges[0]).partition(b"\r\n\r\n")
        if outcome.exchanges[0].response and b"WARC-Payload-Digest: sha256:" not in head:
            without.add(name)
    framed = {name for name in CASES if "chunk" in name or name.startswith("te-")}
    framed |= {"trailers", "too-much-framing"}
    assert without == framed | {"bare-lf", "mixed-line-ends"}


def test_many_exchanges_over_few_connections() -> None:
    """Side by side and one after another on kept connections, no byte strays."""
    cases = {str(n): Case((sized(b"<p>%d</p>" % n * (1 + n % 50)),)) for n in range(200)}
    with Ugly(cases) as server:
        asks = [Ask(name, server.url(name)) for name in cases]
        seen = crawl(asks, {"CONCURRENT_REQUESTS": 16})
        for name in cases:
            [exchange] = seen.outcomes[name].exchanges
            [logged] = server.log[f"/{name}"]
            assert (exchange.request, exchange.response) == (logged.received, logged.sent)
            assert exchange.url == server.url(name)
        # Where there is no delay, Scrapy keeps to its limit for all hosts only.
        assert 1 < len(server.peers) <= 16
