"""The small web of ours on the wire: its manners byte for byte, its days, its log."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser

from archive.errors import GreffeError
from demo.server import DemoWeb
from tests.servers.raw import RawClient, Reply

BLOG, PORTAL, PAPER = "caspian-monitor", "council-cpt", "kura-courier"
POST = "/post/court-in-garabulaq-frees-two-after-hearing-of-nine-minutes"
REPORT = "/en/web/cpt/-/cpt-publishes-report-on-its-2025-visit-to-azerbaijan"
BLOCKED = "/en/web/cpt/-/cpt-holds-talks-in-baku-on-windows-and-water"


@pytest.fixture(scope="module")
def served() -> Iterator[DemoWeb]:
    """The sites, started once for all tests."""
    with DemoWeb() as web:
        yield web


@pytest.fixture
def web(served: DemoWeb) -> DemoWeb:
    """The sites on their first day, with an empty log."""
    served.day = 1
    served.clear_log()
    return served


def ask(web: DemoWeb, site: str, target: str, *fields: str, **options: str) -> Reply:
    """The answer to one request over a connection of its own."""
    with RawClient(web.urls[site]) as client:
        return client.ask(target, *fields, **options)


def test_each_site_has_a_port_of_its_own(web: DemoWeb) -> None:
    """Three sites are served on three different ports of loopback."""
    assert list(web.urls) == [BLOG, PORTAL, PAPER]
    assert len(set(web.urls.values())) == 3
    assert all(re.fullmatch(r"http://127\.0\.0\.1:\d+/", url) for url in web.urls.values())


def test_the_blog_sends_chunks(web: DemoWeb) -> None:
    """A page of the blog comes in more than one chunk and is whole when they are joined."""
    reply = ask(web, BLOG, POST)
    assert reply.get("transfer-encoding") == "chunked"
    assert reply.get("content-length") == ""
    assert reply.raw.startswith(b"1000\r\n")
    assert reply.body == web.page(web.urls[BLOG] + POST[1:]).data


def test_http_1_0_gets_no_chunks(web: DemoWeb) -> None:
    """A client of HTTP/1.0 is sent a plain body and the connection is closed after it."""
    with RawClient(web.urls[BLOG]) as client:
        reply = client.ask(POST, version="1.0")
        assert int(reply.get("Content-Length")) == len(reply.raw)
        assert reply.get("Connection") == "close"
        assert client.file.read() == b""


def test_the_paper_sends_gzip_to_those_who_accept_it(web: DemoWeb) -> None:
    """The newspaper codes a page in gzip only where the request accepts it."""
    coded = ask(web, PAPER, "/", "Accept-Encoding: br, gzip;q=0.8")
    plain = ask(web, PAPER, "/")
    assert coded.get("Content-Encoding") == "gzip"
    assert plain.get("Content-Encoding") == ""
    assert coded.text == plain.body
    assert len(coded.body) < len(plain.body)


def test_the_portal_has_tomcats_status_line(web: DemoWeb) -> None:
    """The portal's status line has no reason, and fields between its two cookies."""
    reply = ask(web, PORTAL, REPORT)
    assert reply.head.startswith(b"HTTP/1.1 200 \r\n")
    assert reply.names.count("Set-Cookie") == 2
    first, second = (i for i, name in enumerate(reply.names) if name == "Set-Cookie")
    assert second - first > 1
    assert "x-frame-OPTIONS" in reply.names


def test_pages_of_the_portal_differ_by_tokens_only(web: DemoWeb) -> None:
    """Two answers for one page of the portal are unlike, yet only in their tokens."""
    first, second = (ask(web, PORTAL, REPORT).body for _ in range(2))
    assert first != second
    token = rb"authToken = '\w{8}'|jsessionid=\w{32}"
    assert re.sub(token, b"", first) == re.sub(token, b"", second)
    assert b"@@" not in first


def test_a_session_is_kept_by_its_cookie(web: DemoWeb) -> None:
    """A client that sends its session cookie is given no other one."""
    cookie = ask(web, PORTAL, REPORT).get("Set-Cookie").partition(";")[0]
    reply = ask(web, PORTAL, REPORT, f"Cookie: {cookie}")
    assert reply.get("Set-Cookie") == ""
    assert f"jsessionid={cookie.partition('=')[2]}".encode() in reply.body


@pytest.mark.parametrize("site", [BLOG, PAPER])
def test_a_fresh_copy_is_answered_with_304(web: DemoWeb, site: str) -> None:
    """Either validator of a page brings 304 and no body while the page is the same."""
    page = ask(web, site, "/")
    for name, field in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
        reply = ask(web, site, "/", f"{field}: {page.get(name)}")
        assert (reply.status, reply.body) == (304, b"")
        assert reply.get("ETag") == page.get("ETag")


def test_validators_change_with_the_page(web: DemoWeb) -> None:
    """Yesterday's validators bring the new page of today and 304 where nothing changed."""
    edited, same = ask(web, BLOG, POST), ask(web, BLOG, "/about")
    web.day = 2
    assert ask(web, BLOG, POST, f"If-None-Match: {edited.get('ETag')}").status == 200
    assert ask(web, BLOG, POST, f"If-Modified-Since: {edited.get('Last-Modified')}").status == 200
    assert ask(web, BLOG, "/about", f"If-None-Match: {same.get('ETag')}").status == 304


def test_the_portal_never_answers_304_for_a_page(web: DemoWeb) -> None:
    """Pages of the portal have no validators; its documents have them."""
    assert ask(web, PORTAL, REPORT, "If-None-Match: *").status == 200
    assert ask(web, PORTAL, REPORT).get("ETag") == ""
    document = ask(web, PORTAL, "/1680afae67")
    tag = f"If-None-Match: {document.get('ETag')}"
    assert ask(web, PORTAL, "/1680afae67", tag).status == 304


def test_a_connection_is_kept(web: DemoWeb) -> None:
    """Requests sent one behind the other are answered in order over one connection."""
    with RawClient(web.urls[PAPER]) as client:
        client.send(client.message("/") + client.message("/nowhere/") + client.message("/about/"))
        assert [client.reply().status for _ in range(3)] == [200, 404, 200]
    assert [asked.status for asked in web.log] == [200, 404, 200]
    assert len({asked.connection for asked in web.log}) == 1


def test_a_connection_is_closed_on_request(web: DemoWeb) -> None:
    """After ``Connection: close`` the server closes."""
    with RawClient(web.urls[PORTAL]) as client:
        assert client.ask("/robots.txt", "Connection: close").get("Connection") == "close"
        assert client.file.read() == b""


def test_head_is_get_without_body(web: DemoWeb) -> None:
    """HEAD is answered with the fields of GET and no body."""
    with RawClient(web.urls[PAPER]) as client:
        head, get = client.ask("/", method="HEAD"), client.ask("/")
    assert head.names == get.names
    assert head.get("Content-Length") == str(len(get.body))


@pytest.mark.parametrize(
    ("site", "target", "status", "to"),
    [
        (BLOG, "/blog/", 301, "/blog"),
        (BLOG, "/single-post/2025/03/03/bloggers-fined", 301,
         "/post/bloggers-fined-for-a-song-nobody-can-find"),
        (PORTAL, "/", 302, "/en/web/cpt/home"),
        (PAPER, "/about", 301, "/about/"),
        (PAPER, "/category/society/page/1/", 301, "/category/society/"),
        (PAPER, "/2025/10/the-village-which-voted-twice/", 301,
         "/2025/10/the-village-that-voted-twice/"),
    ],
)  # fmt: skip
def test_redirects(web: DemoWeb, site: str, target: str, status: int, to: str) -> None:
    """Old addresses, missing and surplus slashes lead to the page's own address."""
    reply = ask(web, site, target)
    assert reply.status == status
    assert reply.get("Location") == web.urls[site].rstrip("/") + to


@pytest.mark.parametrize("site", [BLOG, PORTAL, PAPER])
def test_what_is_missing_is_a_page_of_the_site(web: DemoWeb, site: str) -> None:
    """A 404 is a whole page with the site's menus."""
    reply = ask(web, site, "/no/such/page.html")
    assert reply.status == 404
    assert len(LexborHTMLParser(reply.body).css("nav a")) >= 3


@pytest.mark.parametrize(
    ("site", "target"),
    [
        (PORTAL, "/en/web/cpt/news-2025?delta=20&start=9999"),
        (PORTAL, "/en/web/cpt/home;jsessionid=0123456789ABCDEF"),
        (PORTAL, "/fr/c/portal/update_language?languageId=fr_FR&p_l_id=1&redirect=%2Fen"),
        (PORTAL, "/ru" + REPORT.removeprefix("/en")),
        (BLOG, "/profile/anybody/profile"),
        (BLOG, POST + "?lightbox=dataItem-x1"),
        (BLOG, "/search/any%20words"),
        (PAPER, "/?s=prison"),
    ],
)
def test_traps_answer(web: DemoWeb, site: str, target: str) -> None:
    """Addresses without end answer 200, as they do on real sites."""
    assert ask(web, site, target).status == 200


def test_a_challenge_stands_before_a_page(web: DemoWeb) -> None:
    """On day 2 a challenge answers for a page in the manner of the shield, not of the site."""
    assert ask(web, PORTAL, BLOCKED).status == 200
    web.day = 2
    reply = ask(web, PORTAL, BLOCKED)
    assert reply.head.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert (reply.get("cf-mitigated"), reply.get("server")) == ("challenge", "cloudflare")
    assert reply.get("Liferay-Portal") == ""
    assert b"<title>Just a moment...</title>" in reply.body


def test_links_follow_the_host_field(web: DemoWeb) -> None:
    """Absolute URLs in a page begin with the authority the client asked."""
    authority = web.urls[BLOG].split("/")[2].replace("127.0.0.1", "localhost")
    body = ask(web, BLOG, "/blog", f"Host: {authority}").body.decode()
    assert f'href="http://{authority}{POST}"' in body
    assert web.urls[BLOG] not in body


def test_the_old_page_is_in_windows_1251(web: DemoWeb) -> None:
    """The page of 2009 names its charset in the document only."""
    reply = ask(web, PAPER, "/archive/2009/ombudsman.html")
    assert reply.get("Content-Type") == "text/html"
    assert "Омбудсмен открыл приёмную" in reply.body.decode("cp1251")


@pytest.mark.parametrize(
    "message",
    [
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(web: DemoWeb, message: bytes) -> None:
    """A message this server does not understand is answered with 400 and a closed connection."""
    with RawClient(web.urls[BLOG]) as client:
        client.send(message)
        assert client.reply().status == 400
        assert client.file.read() == b""
    assert web.log == ()


def test_the_log_holds_what_was_asked(web: DemoWeb) -> None:
    """The log has site, method, target, fields as sent and status of every request."""
    ask(web, PORTAL, "/robots.txt", "x-CuStom: Yes", method="HEAD")
    (asked,) = web.log
    assert (asked.site, asked.method, asked.target) == (PORTAL, "HEAD", "/robots.txt")
    assert ("x-CuStom", "Yes") in asked.fields
    assert asked.status == 200
    assert asked.at.tzinfo is not None


def test_the_day_is_set_by_post_alone(web: DemoWeb) -> None:
    """A POST to the control path lets the day pass; a GET does not, nor does an unknown day."""
    assert ask(web, BLOG, "/__day__/2").status == 404
    assert ask(web, BLOG, "/__day__/7", method="POST").status == 404
    assert web.day == 1
    assert ask(web, PAPER, "/__day__/2", method="POST").status == 200
    assert web.day == 2
    assert web.log == ()


def test_a_taken_port_is_said_in_one_line(web: DemoWeb) -> None:
    """Where a port is taken the error names the ports and what to do."""
    port = int(web.urls[BLOG].rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(GreffeError, match=rf"{port}.*choose other ports"), DemoWeb((port, 0, 0)):
        pass


@pytest.fixture
def program() -> Iterator[subprocess.Popen[str]]:
    """The server started as a program, ended whatever a test does."""
    command = [sys.executable, "-m", "demo.server", "--ports", "0,0,0", "--day", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_server_stands_alone(program: subprocess.Popen[str]) -> None:
    """Started as a program it prints its addresses, passes the day on SIGUSR1, ends on Ctrl-C."""
    assert program.stdout is not None
    urls = dict(program.stdout.readline().strip().split(": ", 1) for _ in range(3))
    assert "day 1" in program.stdout.readline()
    with RawClient(urls[PORTAL]) as client:
        assert client.ask(BLOCKED).status == 200
        program.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 10
        while (status := client.ask(BLOCKED).status) == 200 and time.monotonic() < deadline:
            time.sleep(0.02)
    assert status == 403
    program.send_signal(signal.SIGINT)
    assert program.wait(10) == 0
