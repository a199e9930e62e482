"""The reading room in a real browser: suggestions, keys, times, and two saved pages at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.saved_site import FIRST, SITE, fill
from tests.servers.room import Served, serving
from tests.test_browser import CHROMIUM, FLAGS, WABAC

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPORT = f"{SITE}/report"
EDITED = "20251006180000"
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The saved site, with a page that is captured twice more."""
    path = tmp_path_factory.mktemp("room") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
        body = page("Report on prisons", "A third text of it.", *LONG)
        archive.add(exchange(REPORT, body, hours=200), source="gazette")
    with serving(path) as both:
        yield both


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Open]:
    """A new window, in Paris; nothing goes wrong in it, and nothing is asked of others."""
    context = chromium.new_context(timezone_id="Europe/Paris")
    own = tuple(f"http://127.0.0.1:{port}/" for port in (served.room, served.replay))
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "request",
        lambda one: one.url.startswith((*own, "blob:", "data:")) or faults.append(one.url),
    )
    window = context.new_page()

    def opened(path: str) -> Page:
        window.goto(own[0].rstrip("/") + path)
        return window

    yield opened
    context.close()
    assert faults == []


def arrived(shown: Page, url: re.Pattern[str] | str) -> None:
    """Waits for a page: keys lead on once its scripts have run, which is after its words stand."""
    expect(shown).to_have_url(url)
    shown.wait_for_load_state()


def test_what_may_be_meant_is_offered_while_one_types(visit: Open) -> None:
    """Arrows choose, Enter takes, Escape puts the list away and what was typed stands again."""
    shown = visit("/")
    field = shown.get_by_role("combobox")
    field.press_sequentially("pris")
    options = shown.get_by_role("option")
    expect(options.first).to_contain_text("prisons")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_value("prisons")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or ""
    )
    field.press("Escape")
    expect(field).to_have_value("pris")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("o")
    expect(options.first).to_be_visible()
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    arrived(shown, re.compile("/page/"))
    field.press_sequentially("pris")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    arrived(shown, re.compile(r"/search\?q=prisons"))


def test_hits_come_while_one_types(visit: Open) -> None:
    """The address follows; half a word leaves what was found; a filter counts at once."""
    shown = visit("/search?q=committee")
    hits = shown.locator("#hits > li")
    field = shown.locator("main input[type=search]")
    field.fill("prisons")
    arrived(shown, re.compile(r"/search\?q=prisons$"))
    expect(shown.locator("main mark").first).to_have_text(re.compile("prison", re.IGNORECASE))
    found = hits.count()
    expect(shown.locator("p.live")).to_contain_text(str(found))
    expect(field).to_be_focused()
    with shown.expect_response(re.compile("/search")):
        field.fill("pris")
    expect(hits).to_have_count(found)
    assert shown.url.endswith("?q=prisons")
    field.fill("prisons")
    field.press("Escape")
    shown.locator("details.more summary").click()
    shown.locator("select[name=lang]").select_option("fr")
    arrived(shown, re.compile("lang=fr"))
    expect(hits).to_have_count(0)
    expect(shown.get_by_role("list", name="Filters")).to_contain_text("French")
    shown.locator("select[name=lang]").select_option("")
    expect(hits).to_have_count(found)


def test_an_address_that_is_typed_leads_nowhere_before_enter(visit: Open) -> None:
    """Then it leads to its page."""
    shown = visit("/search?q=committee")
    field = shown.locator("main input[type=search]")
    with shown.expect_response(re.compile("/page/")):
        field.fill(REPORT)
    assert shown.url.endswith("?q=committee")
    field.press("Enter")
    arrived(shown, re.compile("/page/"))


def test_keys_lead_through_hits_captures_and_texts(visit: Open) -> None:
    """None of them acts in a field."""
    shown = visit("/search?q=committee")
    shown.keyboard.press("j")
    shown.keyboard.press("j")
    expect(shown.locator(".hits > li").nth(1).locator("h2 a")).to_be_focused()
    shown.keyboard.press("k")
    expect(shown.locator(".hits > li").nth(0).locator("h2 a")).to_be_focused()
    shown.keyboard.press("/")
    field = shown.locator("main input[type=search]")
    expect(field).to_be_focused()
    shown.keyboard.type("j?")
    expect(field).to_have_value("j?")
    shown = visit(f"/page/{FIRST}/{REPORT}")
    shown.keyboard.press("n")
    arrived(shown, re.compile("20251005130000"))
    shown.keyboard.press("p")
    arrived(shown, re.compile(FIRST))
    shown = visit(f"/diff/{FIRST}/{EDITED}/{REPORT}")
    shown.keyboard.press("j")
    expect(shown.locator("#c1")).to_be_focused()
    shown.keyboard.press("s")
    arrived(shown, re.compile("/compare/"))
    shown.keyboard.press("n")
    arrived(shown, re.compile(f"/compare/{EDITED}/"))
    expect(shown.get_by_text("A third text of it.")).to_be_visible()
    shown.keyboard.press("b")
    arrived(shown, re.compile("/blame/"))


def test_keys_are_told_and_can_be_turned_off(visit: Open) -> None:
    """For good; ``?`` opens what tells them, Escape closes it (WCAG 2.2, 2.1.4)."""
    shown = visit("/changes")
    shown.keyboard.press("?")
    told = shown.get_by_role("dialog", name="Keys")
    expect(told).to_be_visible()
    told.get_by_role("checkbox").uncheck()
    shown.keyboard.press("Escape")
    expect(told).to_be_hidden()
    shown.keyboard.press("?")
    expect(told).to_be_hidden()
    shown = visit("/help")
    expect(shown.locator("main").get_by_role("checkbox")).not_to_be_checked()
    shown.locator("main").get_by_role("checkbox").check()
    shown.get_by_role("heading", name="How to read here").click()
    shown.keyboard.press("?")
    expect(told).to_be_visible()


def test_times_of_ones_own_stand_beside_those_in_utc(visit: Open) -> None:
    """As titles at once, as text where it is wished, then on every view."""
    shown = visit(f"/page/{FIRST}/{REPORT}")
    time = shown.locator(".record time").first
    expect(time).to_have_attribute("title", re.compile(r"14:00:00.*(CEST|GMT\+2)"))
    expect(time).to_have_text("5 October 2025, 12:00:00 UTC")
    shown.get_by_role("button", name="Also in Europe/Paris").click()
    expect(time).to_contain_text("12:00:00 UTC (")
    expect(time).to_contain_text("14:00:00")
    shown = visit("/changes")
    expect(shown.locator("main time .local").first).to_be_visible()


def test_two_saved_pages_stand_beside_one_another(visit: Open) -> None:
    """Each of its own time; where a link leads is told above."""
    if not WABAC.is_file():
        pytest.skip("wabac.js is missing: run `python hatch_build.py`")
    shown = visit(f"/beside/{FIRST}/{EDITED}/{REPORT}")
    for number, word in enumerate(("Monday", "Tuesday")):
        saved = shown.frame_locator("iframe").nth(number).frame_locator("iframe")
        expect(saved.get_by_text(f"in Strasbourg on {word}")).to_be_visible(timeout=15000)
        expect(saved.get_by_text("written by script")).to_be_visible(timeout=15000)
    assert shown.locator(".frames .about time").all_inner_texts() == [
        "5 October 2025, 12:00:00 UTC", "6 October 2025, 18:00:00 UTC",
    ]  # fmt: skip
    expect(shown.locator(".moved").first).to_have_text("")
    left = shown.frame_locator("iframe").first.frame_locator("iframe")
    left.get_by_role("link", name="Next").click()
    expect(shown.locator(".moved").first).to_contain_text("news.example.org/court")
    expect(shown.locator(".moved").last).to_have_text("")
