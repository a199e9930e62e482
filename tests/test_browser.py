"""The reading room and replay in a real browser: what is seen, and that nothing leaves."""

from __future__ import annotations

import re
import shutil
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from archive import Archive
from archive.serving.lock import PASS, Lock
from archive.serving.password import password
from archive.serving.venue import Venue
from tests.saved_site import FIRST, SITE, fill
from tests.servers.room import Served, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WABAC = Path(__file__).parent.parent / "archive/replay/assets/wabac/sw.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-domain-reliability", "--metrics-recording-only", "--disable-extensions",
]  # fmt: skip


class LiveWeb(socketserver.ThreadingTCPServer):
    """Stands for the live web: accepts connections and keeps what it was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visitor)
        self.log: list[bytes] = []

    @property
    def origin(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Visitor(socketserver.BaseRequestHandler):
    server: LiveWeb

    def handle(self) -> None:
        """Note that somebody came, and what for."""
        self.request.settimeout(5)
        self.server.log.append(b"connected")
        self.server.log.append(self.request.recv(4096))
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlive")


@pytest.fixture(scope="module")
def live() -> Iterator[LiveWeb]:
    """A live web that nobody should visit."""
    with LiveWeb() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, live: LiveWeb) -> Path:
    """The saved site."""
    path = tmp_path_factory.mktemp("browser") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive, live.origin)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """The saved site, served."""
    with serving(path) as both:
        yield both


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")
    if not WABAC.is_file():
        pytest.skip("wabac.js is missing: run `python hatch_build.py`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A browser window, and every request it made."""

    def __init__(
        self, browser: Browser, served: Served, scheme: str = "light", word: str = ""
    ) -> None:
        known = {"username": "anyone", "password": word} if word else None
        self.context = browser.new_context(color_scheme=scheme, http_credentials=known)  # type: ignore[arg-type]
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.own = tuple(f"http://127.0.0.1:{port}/" for port in (served.room, served.replay))
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Page:
        """Open an address of the reading room."""
        self.page.goto(self.own[0].rstrip("/") + path)
        return self.page

    @property
    def strays(self) -> list[str]:
        """Requests to anything but the archive's two origins that were not stopped."""
        return [u for u in self.requests if not u.startswith((*self.own, "data:", "blob:"))]


@pytest.fixture
def visit(chromium: Browser, served: Served, live: LiveWeb) -> Iterator[Visit]:
    """A new window; after the test the live web must have had no visitor."""
    live.log.clear()
    one = Visit(chromium, served)
    yield one
    one.context.close()
    assert live.log == []


def test_from_a_search_to_the_saved_page(visit: Visit) -> None:
    """Three clicks, and the page is there as it looked."""
    page = visit.open("/")
    page.get_by_role("combobox").fill("Strasbourg Tuesday")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Report on prisons").click()
    expect(page.get_by_text("adopted its second report")).to_be_visible()
    page.get_by_role("link", name="See the saved page").click()
    saved = page.frame_locator("iframe").frame_locator("iframe")
    expect(saved.get_by_role("heading", name="Report on prisons")).to_be_visible(timeout=15000)
    expect(page).to_have_title("Report on prisons · Greffe")
    assert visit.strays == []
    assert visit.errors == []


def test_a_saved_page_has_its_parts(visit: Visit) -> None:
    """Style sheet, picture, script and frame, each from the archive."""
    page = visit.open(f"/replay/{FIRST}/{SITE}/report")
    saved = page.frame_locator("iframe").frame_locator("iframe")
    expect(saved.locator("h1")).to_have_css("color", "rgb(0, 100, 0)", timeout=15000)
    expect(saved.locator("#words")).to_have_text("written by script")
    expect(saved.frame_locator("iframe").get_by_text("inside the frame")).to_be_visible()
    width = saved.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert width == 10
    expect(saved.get_by_text("on Monday")).to_be_visible()
    assert visit.strays == []


def test_links_of_a_saved_page_stay_in_the_archive(visit: Visit) -> None:
    """A redirect is followed to what was captured; the line above keeps up."""
    page = visit.open(f"/replay/{FIRST}/{SITE}/report")
    saved = page.frame_locator("iframe").frame_locator("iframe")
    saved.get_by_role("link", name="Next").click()
    expect(saved.get_by_role("heading", name="The Court rules")).to_be_visible(timeout=15000)
    expect(page.locator("#shown-url")).to_have_text("news.example.org/court?id=7&lang=en")
    expect(page).to_have_url(re.compile(rf"/replay/{FIRST}/{re.escape(SITE)}/court\?id=7&lang=en$"))
    page.get_by_role("link", name="Open in the reading room").click()
    expect(page.get_by_role("heading", name="The Court rules")).to_be_visible()
    assert visit.strays == []


def test_a_hostile_page_reaches_nobody(visit: Visit, live: LiveWeb) -> None:
    """Its script runs and tries every way out; the live web hears nothing."""
    page = visit.open(f"/replay/{SITE}/hostile")
    for _ in range(150):
        page.wait_for_timeout(100)
        if any(url.endswith("/ran") for url in visit.requests):
            break
    else:
        pytest.fail("the hostile script did not run to its end")
    page.wait_for_timeout(2000)
    tried = {url.rpartition(live.origin)[2] for url in visit.requests if live.origin in url}
    assert {"/fetch", "/xhr", "/image", "/raw-fetch"} <= tried
    assert page.url.startswith(visit.own[0])
    assert "forged" not in page.title()
    assert len(visit.context.pages) == 1
    assert live.log == []


def test_a_saved_page_cannot_touch_the_reading_room(visit: Visit) -> None:
    """Another origin keeps its scripts out of the window around them."""
    page = visit.open(f"/replay/{SITE}/report")
    saved = page.frame_locator("iframe").frame_locator("iframe")
    saved.locator("h1").wait_for(timeout=15000)
    script = "() => { try { return top.document.title } catch (error) { return error.name } }"
    assert saved.locator("body").evaluate(script) == "SecurityError"


def test_a_saved_page_opened_alone_is_led_back(visit: Visit) -> None:
    """In a window of its own it could lead it anywhere."""
    visit.open(f"/replay/{SITE}/report")
    visit.page.frame_locator("iframe").frame_locator("iframe").locator("h1").wait_for(timeout=15000)
    visit.page.goto(f"{visit.own[1]}w/a/{FIRST}mp_/{SITE}/report")
    expect(visit.page).to_have_url(f"{visit.own[0]}replay/{FIRST}/{SITE}/report")
    visit.page.goto(f"{visit.own[1]}replay/{FIRST}/{SITE}/report")
    expect(visit.page).to_have_url(f"{visit.own[0]}replay/{FIRST}/{SITE}/report")


def test_what_was_not_captured_is_said_in_the_frame(visit: Visit) -> None:
    """In words of ours, and the line above says which address it is."""
    page = visit.open(f"/replay/{FIRST}/{SITE}/report")
    saved = page.frame_locator("iframe").frame_locator("iframe")
    saved.locator("#next").evaluate("link => { link.href = '/never'; link.click(); }")
    expect(saved.get_by_role("heading", name="Not in this archive")).to_be_visible(timeout=15000)
    expect(page.locator("#shown-url")).to_have_text("news.example.org/never")
    expect(page.locator("#shown-time")).to_have_text("not saved")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reading_room_keeps_to_its_own_origin(
    chromium: Browser, served: Served, scheme: str
) -> None:
    """No font, picture or script from elsewhere, in no colour scheme, without errors."""
    one = Visit(chromium, served, scheme)
    complaints: list[str] = []
    one.page.on("console", lambda message: complaints.append(message.text))
    for path in ("/", "/search?q=prisons", f"/page/{SITE}/evil", "/changes", "/sources"):
        one.open(path)
    one.context.close()
    assert one.strays == []
    assert complaints == []
    assert not any(url.startswith(one.own[1]) for url in one.requests)


def test_nothing_needs_script(chromium: Browser, served: Served) -> None:
    """Search, pages and comparisons work with scripts switched off."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{served.room}/search?q=prisons")
    page.get_by_role("link", name="Report on prisons").click()
    page.get_by_role("link", name="What changed").click()
    assert "Tuesday" in page.content()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_view_is_wider_than_a_phone(chromium: Browser, served: Served, width: int) -> None:
    """Nothing has to be scrolled sideways."""
    context = chromium.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    for path in ("/", "/search?q=prisons", f"/page/{SITE}/report", "/changes", "/sources",
                 f"/compare/{FIRST}/20251006180000/{SITE}/report"):  # fmt: skip
        page.goto(f"http://127.0.0.1:{served.room}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_saved_pages_of_a_locked_room_are_seen_by_who_knows_the_password(
    chromium: Browser, served: Served, path: Path
) -> None:
    """The frame beside it takes a pass, which scripts of saved pages cannot read."""
    del served
    kept = password("nine prisoners", b"0123456789abcdef")
    with serving(path, Venue(lock=Lock(kept))) as locked:
        visit = Visit(chromium, locked, word="nine prisoners")
        page = visit.open(f"/replay/{FIRST}/{SITE}/report")
        saved = page.frame_locator("iframe").frame_locator("iframe")
        expect(saved.locator("h1")).to_have_css("color", "rgb(0, 100, 0)", timeout=20000)
        expect(saved.locator("#words")).to_have_text("written by script")
        expect(page).to_have_title("Report on prisons · Greffe")
        seen = saved.locator("h1").evaluate(
            "() => document.cookie + parent.document.cookie + parent.location.href"
        )
        assert PASS not in seen
        assert "pass=" not in seen
        still = visit.open(f"/still/{FIRST}/{SITE}/report").frame_locator("iframe")
        expect(still.locator("h1")).to_have_css("color", "rgb(0, 100, 0)", timeout=20000)
        assert visit.strays == []
        visit.context.close()
