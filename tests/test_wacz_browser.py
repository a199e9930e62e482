"""A WACZ of ours in a real browser, opened by wabac.js, the engine of ReplayWeb.page."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from archive import Archive
from archive.formats.selection import Selection
from archive.formats.wacz_out import export_wacz
from tests.saved_site import FIRST, SITE, fill
from tests.test_browser import CHROMIUM, FLAGS, WABAC

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOP = b"""<!doctype html><title>Top</title><script>
const opened = new Promise((resolve, reject) => {
  navigator.serviceWorker.addEventListener("message", ({data}) => {
    if (data.msg_type === "collAdded") resolve(true);
    if (data.error) reject(new Error(data.error));
  });
});
async function open_(url) {
  await navigator.serviceWorker.register("/sw.js?replayPrefix=w", {scope: "/"});
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller)
    await new Promise(go => navigator.serviceWorker.addEventListener("controllerchange", go));
  navigator.serviceWorker.controller.postMessage({
    msg_type: "addColl", name: "c", type: "wacz", skipExisting: false,
    file: {sourceUrl: location.origin + "/a.wacz", loadUrl: location.origin + "/a.wacz"},
  });
  await opened;
  const frame = document.createElement("iframe");
  frame.src = "/w/c/" + url;
  document.body.append(frame);
}
</script><body>"""


class _Files(http.server.BaseHTTPRequestHandler):
    """Serves the package, by ranges as readers of WACZ want it, the worker, and the top page."""

    files: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        kind, data = self.files.get(path, ("text/plain", b""))
        wanted = self.headers.get("Range", "")
        start, _, end = wanted.removeprefix("bytes=").partition("-")
        if not wanted:
            first, last = 0, len(data) - 1
        elif start:
            first, last = int(start), min(int(end or len(data)), len(data) - 1)
        else:
            first, last = max(0, len(data) - int(end)), len(data) - 1
        self.send_response((206 if wanted else 200) if path in self.files else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.files[self.path.split("?")[0]][1])))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not shutil.which("chromium") and not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")
    if not WABAC.is_file():
        pytest.skip("wabac.js is missing: run `python hatch_build.py`")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        one.close()


def test_a_chosen_page_shows_whole(archive: Archive, browser: Browser, tmp_path: Path) -> None:
    """Its text, style, image, frame and script, though only the page itself was chosen."""
    fill(archive)
    export_wacz(archive, tmp_path / "a.wacz", where=Selection(prefix=f"{SITE}/report"))
    _Files.files = {
        "/": ("text/html", TOP),
        "/sw.js": ("text/javascript", WABAC.read_bytes()),
        "/a.wacz": ("application/wacz", (tmp_path / "a.wacz").read_bytes()),
    }
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            tab = browser.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            tab.evaluate(f"open_('{FIRST}mp_/{SITE}/report')")
            shown = tab.frame_locator("iframe").first
            expect(shown.locator("h1")).to_have_text("Report on prisons", timeout=20_000)
            expect(shown.locator("article")).to_contain_text("on Monday")
            expect(shown.locator("#words")).to_have_text("written by script")
            expect(shown.locator("h1")).to_have_css("color", "rgb(0, 100, 0)")
            wide = shown.locator("img").evaluate("image => image.naturalWidth")
            assert wide == 10
            inner = shown.frame_locator("iframe").locator("p")
            expect(inner).to_have_text("inside the frame")
        finally:
            server.shutdown()
            thread.join()
