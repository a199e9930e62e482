"""TLS: what is recorded of it, and that no page is lost for a certificate."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import trustme
from scrapy.exceptions import DownloadFailedError

from archive import Archive
from archive.exchange import TLS, Exchange
from archive.store.exchanges import facts_of as facts_in
from crawler.fetch.tls import iana_cipher
from tests.crawling import Ask, crawl
from tests.fetching import Fetching, fetching
from tests.house import PRIVATE, greffe
from tests.servers.proxy import Tunnel
from tests.servers.ugly import Case, End, Ugly
from tests.servers.ugly_cases import CASES, HELLO, OK, TEXT

FINE = Case((OK + HELLO,))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority for the tests."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The authority's certificate, trusted by this process."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    """A server's side of TLS with a certificate for these names."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_alpn_protocols(["h2", "http/1.1"])
    authority.issue_cert(*names).configure_cert(made)
    return made


async def once(f: Fetching, url: str) -> Exchange:
    """The exchange of one fetch."""
    await f.get(url)
    return f.exchanges[0]


def facts_of(exchange: Exchange) -> TLS:
    """Its TLS facts, which must be there."""
    assert exchange.tls is not None
    return exchange.tls


def test_trusted_certificate(authority: trustme.CA, trusted: Path) -> None:
    """Protocol, cipher and certificate are kept of a connection with nothing wrong."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server:
        tls = facts_of(fetching(lambda f: once(f, server.url("a"))))
    assert (tls.protocol, tls.fault) == ("tls/1.3", None)
    assert tls.cipher.startswith("TLS_")
    assert ssl.DER_cert_to_PEM_cert(tls.certificate).startswith("-----BEGIN")


def test_older_tls_has_iana_names(authority: trustme.CA, trusted: Path) -> None:
    """Under TLS 1.2 too the suite has its registered name."""
    made = context(authority, "127.0.0.1")
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256")
    with Ugly({"a": FINE}, tls=made) as server:
        tls = facts_of(fetching(lambda f: once(f, server.url("a"))))
    assert tls.protocol == "tls/1.2"
    assert tls.cipher.endswith("_WITH_AES_128_GCM_SHA256")


def test_unknown_authority_is_a_fact(authority: trustme.CA) -> None:
    """A certificate nobody vouches for is recorded as such; the page is fetched."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server:
        exchange = fetching(lambda f: once(f, server.url("a")))
    assert facts_of(exchange).fault == "unable to get local issuer certificate"
    assert exchange.response.endswith(b"hello")
    assert exchange.error is None


def test_wrong_name_is_a_fact(authority: trustme.CA, trusted: Path) -> None:
    """A certificate for another name is recorded as such."""
    with Ugly({"a": FINE}, tls=context(authority, "elsewhere.example")) as server:
        tls = facts_of(fetching(lambda f: once(f, server.url("a"))))
    assert tls.fault is not None
    assert "certificate is not valid for '127.0.0.1'" in tls.fault


def test_verification_can_be_demanded(authority: trustme.CA) -> None:
    """With DOWNLOAD_VERIFY_CERTIFICATES the page is not fetched, and the record says why."""

    async def scenario(f: Fetching, url: str) -> Any:
        return await f.failure(url), f.exchanges

    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server:
        failure, [exchange] = fetching(
            lambda f: scenario(f, server.url("a")), DOWNLOAD_VERIFY_CERTIFICATES=True
        )
        assert "/a" not in server.log
    assert isinstance(failure, DownloadFailedError)
    assert "not trusted: unable to get local issuer certificate" in str(exchange.error)
    assert (exchange.request, exchange.response) == (b"", b"")


def test_one_request_may_demand_verification(authority: trustme.CA) -> None:
    """It is not sent over the connection that one without that demand left behind."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server:

        async def scenario(f: Fetching) -> Any:
            await f.get(server.url("a"))
            return await f.failure(server.url("a"), meta={"verify_certificates": True})

        failure = fetching(scenario)
        assert len(server.log["/a"]) == 1
    assert "set verify_certificates to false in the source" in str(failure)


@pytest.mark.slow
def test_a_source_refuses_bad_certificates_or_records_them(
    authority: trustme.CA, tmp_path: Path
) -> None:
    """By its own setting, robots.txt included; either way the archive knows what was wrong."""
    (tmp_path / "sources").mkdir()
    path = tmp_path / "sources" / "s.toml"
    no_rules = Case((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",))
    served = {"robots.txt": no_rules, "a": Case((OK + TEXT + HELLO,))}
    with Ugly(served, tls=context(authority, "127.0.0.1")) as server:
        text = f'name = "s"\nseeds = ["{server.url("a")}"]\nverify_certificates = '
        path.write_text(f"{text}true\n", encoding="utf-8")
        strict = greffe(tmp_path, "crawl", "s", *PRIVATE)
        assert not server.log
        path.write_text(f"{text}false\n", encoding="utf-8")
        lax = greffe(tmp_path, "crawl", "s", *PRIVATE)
        assert list(server.log) == ["/robots.txt", "/a"]
    assert strict.code == 6, strict
    assert "certificate of 127.0.0.1 not trusted" in strict.err
    assert lax.code == 0, lax
    with Archive.open(tmp_path / "greffe.db") as archive:
        (refused,) = archive.captures(server.url("robots.txt"))[:1]
        assert "not trusted: unable to get local issuer" in str(refused.evidence)
        (page,) = archive.captures(server.url("a"))
        metadata = archive.records(page)[-1]
    assert facts_in(metadata)["tls-fault"] == "unable to get local issuer certificate"


def test_no_tls_at_all_is_recorded() -> None:
    """A server that does not speak TLS leaves an exchange without bytes, and why."""
    with Ugly({"a": FINE}) as server:

        async def scenario(f: Fetching) -> Any:
            url = server.url("a").replace("http:", "https:")
            return await f.failure(url, meta={"download_timeout": 3}), f.exchanges

        failure, [exchange] = fetching(scenario)
    assert isinstance(failure, DownloadFailedError)
    assert str(exchange.error).startswith("no TLS with 127.0.0.1: ")


def test_tls_connection_is_kept_with_its_facts(authority: trustme.CA, trusted: Path) -> None:
    """Later exchanges on one connection have the same facts without a second handshake."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server:

        async def scenario(f: Fetching) -> list[TLS | None]:
            for _ in range(3):
                await f.get(server.url("a"))
            return [exchange.tls for exchange in f.exchanges]

        first, *others = fetching(scenario)
        assert first is not None
        assert others == [first, first]
        assert len(server.peers) == 1


def test_https_through_a_proxy(authority: trustme.CA, trusted: Path) -> None:
    """Through CONNECT the server's own exchange is recorded, without the proxy's password."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server, Tunnel() as proxy:

        async def scenario(f: Fetching) -> Exchange:
            headers = {"Proxy-Authorization": "Basic c2VjcmV0"}
            await f.get(server.url("a"), headers=headers, meta={"proxy": proxy.url})
            return f.exchanges[0]

        exchange = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
        assert exchange.request == server.log["/a"][0].received
        assert exchange.response == server.log["/a"][0].sent
    assert b"c2VjcmV0" not in exchange.request
    assert exchange.ip is None
    assert facts_of(exchange).fault is None
    [asked] = proxy.asked
    assert asked.startswith(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % server.port)
    assert b"Proxy-Authorization: Basic c2VjcmV0\r\n" in asked


def test_untrusted_certificate_through_a_proxy(authority: trustme.CA) -> None:
    """A fault behind a proxy is recorded just the same."""
    with Ugly({"a": FINE}, tls=context(authority, "127.0.0.1")) as server, Tunnel() as proxy:

        async def scenario(f: Fetching) -> Exchange:
            await f.get(server.url("a"), meta={"proxy": proxy.url})
            return f.exchanges[0]

        assert facts_of(fetching(scenario)).fault == "unable to get local issuer certificate"


def test_proxy_that_refuses_a_tunnel() -> None:
    """A proxy's refusal is no answer of the server: nothing is recorded but the reason."""
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with Tunnel(refuse=refusal) as proxy:

        async def scenario(f: Fetching) -> Any:
            return await f.failure("https://a.example/", meta={"proxy": proxy.url}), f.exchanges

        failure, [exchange] = fetching(scenario)
    assert isinstance(failure, DownloadFailedError)
    assert "it answered 407 Proxy Authentication Required" in str(exchange.error)
    assert (exchange.request, exchange.response) == (b"", b"")


def test_ugly_answers_over_tls(authority: trustme.CA, tmp_path: Path) -> None:
    """Over TLS too every byte is recorded, or an exact beginning marked as truncated."""
    pem = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(pem))
    cases = {name: case for name, case in CASES.items() if End.RESET not in case.steps}
    with Ugly(cases, tls=context(authority, "127.0.0.1")) as server:
        asks = [
            Ask(name, server.url(name), case.method, case.send, case.headers, case.meta)
            for name, case in cases.items()
        ]
        # With asyncio's own event loop, whatever other the settings prefer.
        seen = crawl(asks, {"ASYNCIO_EVENT_LOOP": None}, env={"SSL_CERT_FILE": str(pem)})
        for name, case in cases.items():
            [exchange] = seen.outcomes[name].exchanges
            logged = server.log[f"/{name}"][-1]
            answer = exchange.interim + exchange.response + exchange.surplus
            assert facts_of(exchange).fault is None
            assert (name, exchange.request) == (name, logged.received)
            assert (name, exchange.truncated) == (name, case.truncated)
            assert logged.sent.startswith(answer)
            assert exchange.truncated or (name, answer) == (name, logged.sent)


def test_suites_have_the_names_of_the_registry() -> None:
    """Every suite OpenSSL knows is translated as OpenSSL itself does."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl command is not here to compare with")
    listing = subprocess.run(
        [openssl, "ciphers", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = dict(line.split()[:3:2] for line in listing.splitlines())
    web = {name: ours for name, ours in names.items() if "PSK" not in name and "SRP" not in name}
    assert len(web) > 20
    assert {name: iana_cipher(ours) for name, ours in web.items()} == {name: name for name in web}
