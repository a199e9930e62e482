"""A published site in a real browser: its search, and its saved pages."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from archive import Archive
from archive.formats.selection import Selection
from archive.publishing import Site, publish
from archive.publishing.assets import has_player
from tests.exchanges import LONG, exchange, page
from tests.saved_site import SITE, fill
from tests.test_browser import chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


class _Files(http.server.SimpleHTTPRequestHandler):
    """A web host as they are: files, and parts of files."""

    def do_GET(self) -> None:
        """Send a file, or the part that is asked for."""
        wanted = self.headers.get("Range", "")
        path = Path(self.translate_path(self.path))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        start, _, end = wanted.removeprefix("bytes=").partition("-")
        first = int(start) if start else max(0, len(data) - int(end))
        last = min(int(end), len(data) - 1) if start and end else len(data) - 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site, in a folder below a host's root."""
    if not has_player():
        pytest.skip("ReplayWeb.page is missing: run `python hatch_build.py`")
    folder = tmp_path_factory.mktemp("published")
    with Archive.open(folder / "greffe.db") as archive:
        fill(archive)
        odd = page("Müşahidə <i>Ə</i>", "Ədalət Nazirliyi co-operation with l'assemblée.", *LONG)
        archive.add(exchange(f"{SITE}/az", odd, hours=50))
        archive.add(
            exchange(f"{SITE}/ja", page("国際人権", "国際人権委員会は報告書を公表した。", *LONG))
        )
        publish(archive, folder / "web/deep/site", Selection(), Site("The records"))
    handler = functools.partial(_Files, directory=folder / "web")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/deep/site/"
        server.shutdown()
        thread.join()


@pytest.fixture
def window(chromium: Browser, site: str) -> Iterator[Page]:
    """A window, whose requests all go to the site."""
    context = chromium.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    host = site.partition("/deep/")[0]
    assert [url for url in asked if not url.startswith((host, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    ("query", "title"),
    [("prison Tuesday", "Report on prisons"), ('"adopted its second report"', "Report on prisons"),
     ("ədalət", "Müşahidə"), ("EDALET nazirliyi", "Müşahidə"), ("musahid*", "Müşahidə"),
     ("cooperation", "Müşahidə"), ("co-operation", "Müşahidə"), ("l’assemblée", "Müşahidə"),
     ("人権", "国際人権"), ("委員会", "国際人権"),
     ("delegations tuesdays", "Report on prisons")],
)  # fmt: skip
def test_words_are_found_as_people_type_them(
    window: Page, site: str, query: str, title: str
) -> None:
    """In any case, with or without accents, in another form, by how they begin."""
    window.goto(f"{site}index.html")
    window.get_by_role("searchbox").fill(query)
    window.get_by_role("button", name="Search").click()
    expect(window.locator("#hits h2").filter(has_text=title)).to_have_count(1, timeout=15000)
    expect(window.locator("#hits i")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "words"),
    [("prison -Tuesday -delegation", "0 pages"), ("zzzz", "0 pages"), ("", "Type some words"),
     ("---", "No word"), ('"prisons on report"', "0 pages"), ("__proto__ constructor", "0 pages")],
)  # fmt: skip
def test_what_is_not_there_is_not_found(window: Page, site: str, query: str, words: str) -> None:
    """And that is said."""
    window.goto(f"{site}search.html")
    window.evaluate("query => { location.search = '?q=' + encodeURIComponent(query) }", query)
    expect(window.locator("#state")).to_contain_text(words, timeout=15000)


def test_from_a_text_to_the_saved_page(window: Page, site: str) -> None:
    """ReplayWeb.page shows it as it looked."""
    window.goto(f"{site}search.html?q=second+report")
    window.get_by_role("link", name="Report on prisons").first.click()
    window.get_by_role("link", name="The saved page of").click()
    saved = window.frame_locator("iframe").frame_locator("iframe").first
    expect(saved.get_by_role("heading", name="Report on prisons")).to_be_visible(timeout=30000)
    expect(saved.locator("h1")).to_have_css("color", "rgb(0, 100, 0)")
