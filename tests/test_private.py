"""Private networks are kept out of crawls, whatever names, answers and redirects lead there."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive import Archive
from crawler.fetch import address
from crawler.fetch.address import PrivateAddress
from tests.crawling import Ask, crawl
from tests.fetching import Fetching, fetching
from tests.house import greffe
from tests.servers.ugly import Case, Ugly
from tests.servers.ugly_cases import HELLO, OK, TEXT

FINE = Case((OK + HELLO,))
NO_RULES = Case((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",))
PUBLIC = "127.0.0.2"
"""An address of this machine that counts as public here, so that it can be served."""

Names = Callable[..., list[str]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Says what the system's resolver answers for ``rebinding.example``, one look-up after another.

    The list that is returned grows with every look-up.
    """
    real, judge = socket.getaddrinfo, address.is_private
    script: list[tuple[str, ...]] = []
    asked: list[str] = []

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *args, **kwargs)
        found = script[min(len(asked), len(script) - 1)]
        asked.append(host)
        return [entry for ip in found for entry in real(ip, port, *args, **kwargs)]

    def say(*found: tuple[str, ...]) -> list[str]:
        script[:] = found
        return asked

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(address, "is_private", lambda ip: ip != PUBLIC and judge(ip))
    return say


@pytest.fixture
def private(request: pytest.FixtureRequest) -> Iterator[tuple[Ugly, socket.socket]]:
    """A public server, and a private one at the same port that must not be connected to."""
    tls = getattr(request, "param", None)
    with (
        Ugly({"a": FINE}, host=PUBLIC, tls=tls() if tls else None) as server,
        socket.create_server(("127.0.0.1", server.port)) as secret,
    ):
        secret.setblocking(False)
        yield server, secret
        with pytest.raises(BlockingIOError):
            secret.accept()


def _untrusted() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("rebinding.example").configure_cert(made)
    return made


def _url(server: Ugly) -> str:
    return server.url("a", "rebinding.example")


@pytest.mark.parametrize("found", [("127.0.0.1",), ("::1", "127.0.0.1"), ("::ffff:127.0.0.1",)])
def test_a_name_for_a_private_address_is_refused(
    answers: Names, private: tuple[Ugly, socket.socket], found: tuple[str, ...]
) -> None:
    """The answer counts, not the name."""
    answers(found)

    async def scenario(f: Fetching) -> Any:
        return await f.failure(_url(private[0])), f.exchanges

    failure, [exchange] = fetching(scenario, GREFFE_ALLOW_PRIVATE=False)
    assert isinstance(failure, PrivateAddress)
    assert "rebinding.example is not on the public Internet" in str(exchange.error)


def test_only_the_public_answers_of_a_name_are_dialled(
    answers: Names, private: tuple[Ugly, socket.socket]
) -> None:
    """Also where the private one comes first."""
    answers(("127.0.0.1", PUBLIC))

    async def scenario(f: Fetching) -> Any:
        await f.get(_url(private[0]))
        return f.exchanges[0].ip

    assert fetching(scenario, GREFFE_ALLOW_PRIVATE=False) == PUBLIC


def test_the_address_that_was_judged_is_the_one_dialled(
    answers: Names, private: tuple[Ugly, socket.socket]
) -> None:
    """A name that turns private right after it was judged (DNS rebinding) gains nothing."""
    asked = answers((PUBLIC,), ("127.0.0.1",))

    async def scenario(f: Fetching) -> Any:
        for _ in range(2):
            await f.get(_url(private[0]), headers={"Connection": "close"})
        return [exchange.ip for exchange in f.exchanges]

    assert fetching(scenario, GREFFE_ALLOW_PRIVATE=False) == [PUBLIC, PUBLIC]
    assert len(asked) == 1


def test_every_answer_is_judged(answers: Names, private: tuple[Ugly, socket.socket]) -> None:
    """Where answers are not remembered, the second is judged as the first was."""
    asked = answers((PUBLIC,), ("127.0.0.1",))

    async def scenario(f: Fetching) -> Any:
        await f.get(_url(private[0]), headers={"Connection": "close"})
        return await f.failure(_url(private[0]))

    settings = {"GREFFE_ALLOW_PRIVATE": False, "DNSCACHE_ENABLED": False}
    assert isinstance(fetching(scenario, **settings), PrivateAddress)
    assert len(asked) == 2


@pytest.mark.parametrize("private", [_untrusted], indirect=True)
def test_dialling_again_for_a_bad_certificate_judges_again(
    answers: Names, private: tuple[Ugly, socket.socket]
) -> None:
    """Between the two connections the name may have turned private."""
    asked = answers((PUBLIC,), ("127.0.0.1",))

    async def scenario(f: Fetching) -> Any:
        return await f.failure(_url(private[0]))

    settings = {"GREFFE_ALLOW_PRIVATE": False, "DNSCACHE_ENABLED": False}
    assert isinstance(fetching(scenario, **settings), PrivateAddress)
    assert len(asked) == 2


def _source(folder: Path, home: str, more: str = "") -> None:
    (folder / "sources").mkdir()
    text = f'name = "s"\nseeds = ["{home}"]\ndelay = 0.0\nuser_agent = "Tester (+a@b.example)"\n'
    (folder / "sources" / "s.toml").write_text(text + more, encoding="utf-8")


@pytest.mark.slow
def test_a_public_site_leads_nobody_into_a_private_network(tmp_path: Path) -> None:
    """By link, picture, redirect or a number for a name; nor to files of this machine.

    The site is reached through a proxy, as it would be from within a company; what the proxy is
    not asked for is dialled directly.
    """
    with Ugly({"secret": FINE, "robots.txt": NO_RULES}) as secret:
        there = f"127.0.0.1:{secret.port}/secret"
        home = f"""<!doctype html><title>Home</title>
            <p><a href="/moved">one</a> <a href="/filed">two</a> <a href="http://{there}?l">three</a>
            <img src="http://{there}?i"><img src="http://2130706433:{secret.port}/secret?n">
            <img src="/picture"><img src="file:///etc/hostname"><a href="file:///etc/passwd">four</a>
        """.encode()
        page = b"%bContent-Length: %d\r\n\r\n%b" % (OK + TEXT, len(home), home)
        moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %b\r\n\r\n"
        site = {
            "": Case((page,)),
            "robots.txt": NO_RULES,
            "moved": Case((moved % f"http://{there}?r".encode(),)),
            "picture": Case((moved % f"http://{there}?p".encode(),)),
            "filed": Case((moved % b"file:///etc/hostname",)),
        }
        scope = f'[scope]\ninclude = ["http://site.example/", "http://127.0.0.1:{secret.port}/"]\n'
        _source(tmp_path, "http://site.example/", scope)
        with Ugly(site) as proxy:
            env = {
                "http_proxy": f"http://127.0.0.1:{proxy.port}",
                "no_proxy": "127.0.0.1,2130706433",
            }
            ran = greffe(tmp_path, "crawl", "s", "--no-delay", env=env)
            asked = {path.rpartition("/")[2] for path in proxy.log}
        assert secret.peers == []
    assert asked == {"", "robots.txt", "moved", "picture", "filed"}
    with Archive.open(tmp_path / "greffe.db") as archive:
        outcomes = {one.url: (one.outcome, one.evidence) for one in archive.all_captures()}
        sql = "SELECT url, state, reason FROM frontier WHERE state IN ('failed', 'refused')"
        refused = {url: reason for url, _, reason in archive.connection.execute(sql)}
    told = {url: why for url, (how, why) in outcomes.items() if how == "failure"}
    assert all("private address 127.0.0.1 refused" in str(why) for why in told.values())
    wanted = {f"http://{there}?{letter}" for letter in "lirp"}
    assert wanted < set(refused)
    assert all("private address 127.0.0.1 refused" in str(refused[url]) for url in wanted)
    assert not any(url.startswith("file:") for url in (*outcomes, *refused))
    assert "Traceback" not in ran.err


@pytest.mark.slow
def test_robots_txt_leads_nobody_into_a_private_network() -> None:
    """Its redirects are judged as any other request; without rules nothing is fetched."""
    with Ugly({"robots.txt": NO_RULES}) as secret:
        moved = OK.replace(b"200 OK", b"302 Found") + b"Content-Length: 0\r\n"
        location = f"Location: {secret.url('robots.txt')}\r\n\r\n".encode()
        with Ugly({"robots.txt": Case((moved + location,)), "a": FINE}) as proxy:
            seen = crawl(
                [Ask("a", "http://site.example/a")],
                {"ROBOTSTXT_OBEY": True, "GREFFE_ALLOW_PRIVATE": False},
                env={"http_proxy": proxy.url("").rstrip("/"), "no_proxy": "127.0.0.1"},
            )
            assert list(proxy.log) == ["http://site.example/robots.txt"]
        assert secret.peers == []
    assert seen.outcomes["a"].raised == "ForbiddenByRobots"
    assert "private address 127.0.0.1 refused" in seen.outcomes["a"].message


@pytest.mark.slow
def test_a_source_may_allow_private_addresses(tmp_path: Path) -> None:
    """Its own setting is enough; that of another source is not."""
    page = Case((OK + TEXT + HELLO,))
    with Ugly({"a": page, "robots.txt": NO_RULES}) as server:
        _source(tmp_path, server.url("a"))
        assert greffe(tmp_path, "crawl", "s").code == 7
        assert server.peers == []
        path = tmp_path / "sources" / "s.toml"
        text = path.read_text(encoding="utf-8") + "allow_private = true\n"
        path.write_text(text, encoding="utf-8")
        assert greffe(tmp_path, "crawl", "s").code == 0
        assert list(server.log) == ["/robots.txt", "/a"]
