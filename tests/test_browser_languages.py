"""A language chosen at the foot of a page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from archive.serving.venue import LOOPBACK
from tests.servers.room import Served, serving
from tests.test_browser import CHROMIUM, FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS = "/changes?since=2025-01-01&words=%C3%A9t%C3%A9+%2B%26"


@pytest.fixture
def served(tmp_path: Path, empty: bytes) -> Iterator[Served]:
    """An empty archive."""
    (tmp_path / "greffe.db").write_bytes(empty)
    with serving(tmp_path / "greffe.db") as both:
        yield both


@pytest.fixture
def reader() -> Iterator[Page]:
    """Somebody whose browser wants English."""
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(locale="en-GB")
        browser.close()


def test_a_language_is_chosen_by_a_click_and_kept(served: Served, reader: Page) -> None:
    """The view stays the same to the letter; views after it are in that language, too."""
    room = f"http://{LOOPBACK}:{served.room}"
    reader.goto(room + ADDRESS)
    assert reader.inner_text("h1") == "Changes"
    reader.click("text=Français")
    assert reader.url == room + ADDRESS
    assert reader.inner_text("h1") == "Modifications"
    assert reader.input_value("[name=words]") == "été +&"
    reader.goto(f"{room}/sources")
    assert reader.get_attribute("html", "lang") == "fr"
    assert reader.evaluate("document.cookie") == ""
    reader.goto(f"{room}/sources?greffe-language=en")
    assert reader.get_attribute("html", "lang") == "en"
    reader.goto(f"{room}/sources")
    reader.click("text=English")
    assert reader.get_attribute("html", "lang") == "en"
