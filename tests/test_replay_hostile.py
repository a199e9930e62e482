"""Hostile saved pages in a real browser, beside a live web that must hear nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from archive import Archive
from tests import hostile_pages as hostile
from tests.exchanges import exchange
from tests.hostile_pages import MARKUP, SCRIPTED
from tests.once import made_once
from tests.saved_site import FIRST, SITE, fill, typed
from tests.servers.room import Served, serving
from tests.test_browser import LiveWeb, Visit, chromium, live

__all__ = ["chromium", "live"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "markup": hostile.markup, "scripted": hostile.scripted, "refreshing": hostile.refreshing
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, live: LiveWeb) -> Iterator[Served]:
    """The hostile pages, saved and served."""
    path = tmp_path_factory.mktemp("hostile") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive, live.origin)
        for name, made in PAGES.items():
            archive.add(exchange(f"{SITE}/{name}", made(live.origin, SITE)))
        xml, svg = hostile.style_xml(live.origin), hostile.frame_svg(live.origin)
        archive.add(exchange(f"{SITE}/style.xml", xml, fields=typed("application/xml")))
        archive.add(exchange(f"{SITE}/frame.svg", svg, fields=typed("image/svg+xml")))
        worker = f"onfetch = e => e.respondWith(fetch('{live.origin}/evil'))".encode()
        archive.add(exchange(f"{SITE}/evil.js", worker, fields=typed("text/javascript")))
    with serving(path) as both:
        yield both


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of opening a page.

    Attributes:
        requests: the addresses that the browser asked for.
        reached: what the live web heard.
        title, path: of the window, the path below the reading room's origin.
        windows: how many there are.
        after: the heading of an honest page, opened next in the same browser.
        storage: what the reading room's origin has kept.
    """

    requests: tuple[str, ...]
    reached: tuple[bytes, ...]
    title: str
    path: str
    windows: int
    after: str
    storage: str


@pytest.fixture(scope="module")
def seen(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Seen]:
    """What came of each of the pages, with scripts and without; looked at by one process only."""

    def opened(_folder: Path) -> dict[str, Seen]:
        given = (request.getfixturevalue(name) for name in ("chromium", "served", "live"))
        chromium, served, live = given
        return {
            f"{way}/{name}": _opened(chromium, served, live, f"/{way}/{FIRST}/{SITE}/{name}")
            for way in ("replay", "still")
            for name in PAGES
        }

    return made_once(tmp_path_factory, "hostile-seen", opened)


def _opened(chromium: Browser, served: Served, live: LiveWeb, path: str) -> Seen:
    live.log.clear()
    visit = Visit(chromium, served)
    page = visit.open(path)
    for _ in range(60 if path.endswith("scripted") and "replay" in path else 20):
        page.wait_for_timeout(100)
        if any("/ran?" in url for url in visit.requests):
            break
    page.wait_for_timeout(1500)
    title, windows = page.title(), len(visit.context.pages)
    below = page.url.removeprefix(f"http://127.0.0.1:{served.room}")
    storage = page.evaluate("JSON.stringify(localStorage) + document.cookie + history.length")
    visit.open(f"/replay/{FIRST}/{SITE}/report")
    saved = page.frame_locator("iframe").frame_locator("iframe").locator("h1")
    expect(saved).not_to_be_empty(timeout=15000)
    found = Seen(
        tuple(visit.requests), tuple(live.log), title, below, windows,
        saved.inner_text(), storage,
    )  # fmt: skip
    visit.context.close()
    return found


@pytest.mark.parametrize("name", MARKUP)
@pytest.mark.parametrize("way", ["replay", "still"])
def test_no_markup_reaches_the_live_web(seen: dict[str, Seen], way: str, name: str) -> None:
    """Whatever a browser loads by itself."""
    assert f"/{name}".encode() not in b"".join(seen[f"{way}/markup"].reached)


@pytest.mark.parametrize("name", [*SCRIPTED, "leave"])
def test_no_script_reaches_the_live_web(seen: dict[str, Seen], name: str) -> None:
    """Not even one that got hold of functions that nothing has overridden."""
    assert f"/{name}".encode() not in b"".join(seen["replay/scripted"].reached)


def test_every_way_was_tried(seen: dict[str, Seen]) -> None:
    """The script ran to its end; without scripts it did not begin."""
    assert any(f"/ran?{len(SCRIPTED)}" in url for url in seen["replay/scripted"].requests)
    tried = {url.rpartition("/")[2] for url in seen["replay/scripted"].requests}
    assert {"xhr", "image"} <= tried  # those that browsers tell of before a policy stops them
    assert not any("/ran" in url for url in seen["still/scripted"].requests)


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_asked_for_anything(seen: dict[str, Seen], name: str) -> None:
    """Chromium opens a connection before a policy refuses a frame: nothing is said over it."""
    assert set(seen[f"replay/{name}"].reached) <= {b"connected", b""}


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_nobody_connects_at_all(seen: dict[str, Seen], name: str) -> None:
    """Also not without asking for anything."""
    assert seen[f"still/{name}"].reached == ()


@pytest.mark.parametrize("way", ["replay", "still"])
@pytest.mark.parametrize("name", PAGES)
def test_the_reading_room_is_as_it_was(seen: dict[str, Seen], way: str, name: str) -> None:
    """Its window, its title, what it keeps; no window more; and honest pages are honest."""
    found = seen[f"{way}/{name}"]
    # A page may lead its frame to another address of the archive, which is told.
    assert found.path.startswith(f"/{way}/")
    assert "forged" not in found.title
    assert found.windows == 1
    assert found.storage.startswith("{}")
    assert found.after == "Report on prisons"


def test_a_page_without_its_scripts_looks_like_itself(visit_still: Visit) -> None:
    """Styles, pictures and frames, with JavaScript switched off in the whole browser."""
    page = visit_still.page
    saved = page.frame_locator("iframe")
    expect(saved.locator("h1")).to_have_css("color", "rgb(0, 100, 0)", timeout=15000)
    expect(saved.locator("#words")).to_have_text("not run")
    expect(saved.frame_locator("iframe").get_by_text("inside the frame")).to_be_visible()
    assert saved.locator("img").bounding_box() is not None
    expect(page.locator(".parts summary")).to_have_text("Files: 3")
    saved.get_by_role("link", name="Next").click()
    expect(saved.get_by_role("heading", name="The Court rules")).to_be_visible(timeout=15000)
    expect(saved.get_by_text("A link was followed")).to_be_visible()
    assert visit_still.strays == []


@pytest.fixture
def visit_still(chromium: Browser, served: Served) -> Iterator[Visit]:
    """A window in which no script runs, at a saved page."""
    visit = Visit(chromium, served)
    visit.context.close()
    visit.context = chromium.new_context(java_script_enabled=False)
    visit.context.on("request", lambda request: visit.requests.append(request.url))
    visit.page = visit.context.new_page()
    visit.open(f"/still/{FIRST}/{SITE}/report")
    yield visit
    visit.context.close()
