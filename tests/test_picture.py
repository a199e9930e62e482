"""Saved pages as pictures: who can have one made, and what Chromium may do meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from archive import Archive
from archive.pictures import chromium as browsers
from archive.pictures import launcher, taking
from archive.pictures.answering import ORIGIN, Answering
from archive.pictures.chromium import BrowserFault, running
from archive.pictures.taking import HIGHEST, WIDTH, Picture, taken
from archive.serving.lock import Lock
from archive.serving.password import password
from archive.serving.readers import Readers
from archive.serving.venue import LOOPBACK, Venue
from archive.store.captures import Capture
from tests import hostile_pages as hostile
from tests.exchanges import exchange
from tests.house import greffe
from tests.saved_site import FIRST, SITE, fill
from tests.servers.room import Served, serving
from tests.test_browser import CHROMIUM, LiveWeb, live

__all__ = ["live"]
REPORT = f"{SITE}/report"
TALL = b"<div style='height:20000px;background:linear-gradient(red,blue)'>tall</div>"
LACKING = f"<img src={SITE}/nowhere.png><p>words</p>".encode()
OWN = {"sec_fetch_site": "same-origin"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, live: LiveWeb) -> Path:
    """The saved site, pages that are tall or lack something, and hostile ones."""
    path = tmp_path_factory.mktemp("picture") / "greffe.db"
    pages = {
        "tall": TALL, "lacking": LACKING,
        "markup": hostile.markup(live.origin, SITE),
        "scripted": hostile.scripted(live.origin, SITE),
        "refreshing": hostile.refreshing(live.origin, SITE),
    }  # fmt: skip
    with Archive.open(path) as archive:
        fill(archive, live.origin)
        for name, body in pages.items():
            archive.add(exchange(f"{SITE}/{name}", body))
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """Them, served."""
    with serving(path) as both:
        yield both


@pytest.fixture
def installed() -> None:
    """A Chromium, or the test is left out."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")


def _capture(path: Path, url: str) -> Capture:
    with Archive.open(path, read_only=True) as archive:
        capture = archive.capture(url)
    assert capture is not None
    return capture


def _taken(path: Path, name: str) -> Picture:
    return taken(path, _capture(path, f"{SITE}/{name}"))


def _asked(served: Served, path: str, **fields: str) -> tuple[int, str]:
    connection = HTTPConnection(LOOPBACK, served.room, timeout=60)
    try:
        connection.request("POST", path, b"", {k.replace("_", "-"): v for k, v in fields.items()})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("location", "")
    finally:
        connection.close()


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_pages_elsewhere_cannot_have_a_picture_made(
    served: Served, monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    """Who follows a link of theirs gets a button; a form of theirs is refused."""
    monkeypatch.setattr(taking, "taken", lambda *_: pytest.fail("a picture was made"))
    fields = {"sec_fetch_site": site, "sec_fetch_dest": "document"} if site else {}
    got = served.get(f"/picture/{REPORT}", **fields)
    assert got.status == 200
    assert "<button>Make the picture</button>" in got.text
    assert served.get(f"/picture.png/{REPORT}", **fields).status == 404
    assert _asked(served, f"/picture/{REPORT}", **fields)[0] == 403


def test_without_a_browser_one_line_says_what_to_install(
    served: Served, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the reading room and on the command line."""
    monkeypatch.setattr(browsers, "PROGRAMS", ("no-such-browser",))
    got = served.get(f"/picture/{REPORT}", **OWN)
    assert got.status == 503
    assert "apt install chromium" in got.text
    done = greffe(tmp_path, "--archive", str(path), "picture", REPORT, env={"PATH": str(tmp_path)})
    assert done.code == 65
    assert done.err.count("\n") == 1
    assert "apt install chromium" in done.err


def test_what_is_no_page_has_no_picture(served: Served, path: Path, tmp_path: Path) -> None:
    """A refusal, an absence, nothing; a redirect leads on."""
    assert served.get(f"/picture/{SITE}/gone", **OWN).status == 404
    assert served.get("/picture/https://no.example/", **OWN).status == 404
    moved = served.get(f"/picture/{SITE}/moved", **OWN)
    assert (moved.status, moved.headers["location"][:9]) == (303, "/picture/")
    done = greffe(tmp_path, "--archive", str(path), "picture", "https://no.example/")
    assert done.code == 3


def test_without_javascript_replay_offers_the_picture(served: Served) -> None:
    """And the page's text, and the page without scripts."""
    text = served.get(f"/replay/{REPORT}").text.partition("<noscript>")[2].partition("</noscript>")
    assert [f'href="/{way}/20' in text[0] for way in ("still", "picture", "page")] == [True] * 3


def test_the_browser_is_answered_by_the_archive_alone(path: Path) -> None:
    """What is not of the saved origin is not asked for; what is not archived is told."""

    async def answers() -> list[int | None]:
        readers = Readers(path)
        one = Answering(readers)
        urls = (f"{ORIGIN}/still/{FIRST}/{REPORT}", f"{ORIGIN}/still/{FIRST}/{SITE}/none.png",
                "http://127.0.0.1:1/", f"http://{ORIGIN[7:]}:81/still/{REPORT}")  # fmt: skip
        found = [await one.get(url, {}, opens=url is urls[0]) for url in urls]
        assert one.missing() == (f"{SITE}/none.png",)
        readers.close()
        return [each and each.status for each in found]

    assert asyncio.run(answers()) == [200, 404, None, None]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of data are Linux's")
def test_the_browser_is_started_with_limits() -> None:
    """Of data, of files, no core dumps; commands and answers are where it looks for them."""
    taken_in, given = os.pipe(), os.pipe()
    words = "read one <&3; (echo $one; ulimit -d; ulimit -c) >&4"
    os.write(taken_in[1], b"asked\n")
    subprocess.run(
        [sys.executable, "-I", "-S", launcher.__file__, str(taken_in[0]), str(given[1]),
         "/bin/sh", "-c", words],
        pass_fds=(taken_in[0], given[1]), check=True,
    )  # fmt: skip
    assert os.read(given[0], 100).split() == [b"asked", b"2097152", b"0"]
    for one in (*taken_in, *given):
        os.close(one)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.usefixtures("installed")
class TestInChromium:
    """With an installed Chromium."""

    def test_nothing_reaches_the_live_web_while_pictures_are_made(
        self, path: Path, live: LiveWeb
    ) -> None:
        """Not even a connection, whatever the page tries."""
        live.log.clear()
        for name in ("markup", "scripted", "refreshing"):
            assert _taken(path, name).png.startswith(b"\x89PNG")
        assert live.log == []

    def test_the_browser_itself_has_no_network(self, live: LiveWeb) -> None:
        """Also where nothing stands between it and what it asks for."""

        async def gone_there() -> str:
            async with asyncio.timeout(30), running(browsers.installed()) as browser:
                target = (await browser.ask("Target.createTarget", url="about:blank"))["targetId"]
                session = await browser.ask("Target.attachToTarget", targetId=target, flatten=True)
                number = session["sessionId"]
                there = await browser.ask("Page.navigate", number, url=f"{live.origin}/")
                return str(there.get("errorText", ""))

        live.log.clear()
        assert asyncio.run(gone_there()).startswith("net::ERR_")
        assert live.log == []

    def test_a_page_is_drawn_with_its_files_and_said_to_be_what_it_is(self, served: Served) -> None:
        """Its view, the picture by itself, and the same where the button was pressed."""
        status, where = _asked(served, f"/picture/{REPORT}", sec_fetch_site="same-origin")
        assert status == 303
        got = served.get(where)
        assert "Picture of the saved page without its scripts, made" in got.text
        assert "by Chromium 1" in got.text
        assert "missing" not in got.text
        picture = served.get(where.replace("/picture/", "/picture.png/"))
        assert picture.headers["content-type"] == "image/png"
        assert picture.headers["x-content-type-options"] == "nosniff"
        assert hashlib.sha256(picture.body).hexdigest() in got.text

    def test_what_is_missing_in_a_picture_is_listed(self, path: Path) -> None:
        """By the address that the page names."""
        assert _taken(path, "lacking").missing == (f"{SITE}/nowhere.png",)
        assert _taken(path, "report").missing == ()

    def test_a_tall_page_is_cut_and_said_to_be(self, path: Path) -> None:
        """At what Chromium can draw."""
        picture = _taken(path, "tall")
        assert (picture.width, picture.height) == (WIDTH, HIGHEST)
        assert picture.is_cut
        assert picture.full_height > HIGHEST

    def test_a_page_that_takes_too_long_is_given_up_and_nothing_is_left(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No profile either."""
        # A short path: sockets of the browser lie in it, whose names may have 107 bytes.
        with tempfile.TemporaryDirectory() as folder:
            monkeypatch.setattr("tempfile.tempdir", folder)
            with pytest.raises(BrowserFault, match="not there after 0"):
                taken(path, _capture(path, REPORT), longest=0.4)
            assert list(Path(folder).iterdir()) == []

    def test_a_browser_that_dies_is_told_of(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In one line."""
        process = browsers.subprocess.Popen

        def killed(*arguments: object, **options: object) -> object:
            made = process(*arguments, **options)  # type: ignore[call-overload]
            os.kill(made.pid, signal.SIGKILL)
            return made

        monkeypatch.setattr(browsers.subprocess, "Popen", killed)
        with pytest.raises(BrowserFault, match="ended by itself"):
            taken(path, _capture(path, REPORT))

    def test_a_locked_room_makes_pictures_and_gives_no_pass(self, path: Path) -> None:
        """The browser asks no port, and so needs none."""
        word = {"authorization": "Basic Z3JlZmZlOm5pbmUgcHJpc29uZXJz"}
        with serving(path, Venue(lock=Lock(password("nine prisoners")))) as locked:
            assert locked.get(f"/picture/{REPORT}", **OWN).status == 401
            got = locked.get(f"/picture/{REPORT}", **OWN, **word)
        assert "Picture of the saved page without its scripts, made" in got.text
        assert "pass=" not in got.text

    def test_a_picture_is_written_to_a_file_with_facts(self, path: Path, tmp_path: Path) -> None:
        """The digests of the picture and of what was captured, the times of both, the browser."""
        done = greffe(tmp_path, "--archive", str(path), "picture", f"{REPORT}@{FIRST}", "--json")
        assert done.code == 0
        (told,) = done.objects
        data = (tmp_path / told["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == told["sha256"]
        capture = _capture(path, REPORT)
        assert told["captured"].startswith("2025-10-05T12:00:00")
        assert len(told["payload_sha256"]) == 64
        assert told["url"] == capture.url
        assert told["made_by"].startswith("Chromium ")
        assert told["missing"] == []
