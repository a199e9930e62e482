"""Pictures of the reading room for the README, from the archive that ``make demo`` leaves.

Run it by ``make screenshots``; it needs Chromium.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from demo import run  # noqa: E402  # the checkout is no package that is installed

IMAGES = ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SIZE = {"width": 1180, "height": 760}
PHONE = {"width": 400, "height": 760}


def main() -> int:
    """Run the demo, open the reading room and take the pictures."""
    run.main([])
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _served() as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.goto(f"{room}search?q=CPT+Azerbaijan+2025")
        _take(page, "reading-room")
        page.goto(f"{room}changes")
        _take(page, "changes")
        page.locator("a[href^='/diff/']").first.click()
        _take(page, "diff")
        texts = page.url
        page.locator("a[href^='/beside/']").first.click()
        page.wait_for_timeout(5000)
        _take(page, "beside")
        page.goto(texts)
        page.locator("a[href^='/blame/']").first.click()
        page.locator("details").first.evaluate("one => one.open = true")
        _take(page, "blame")
        page.goto(f"{room}search?q=court+Garabulaq+nine+minutes")
        page.locator("main h2 a, main h3 a").first.click()
        _take(page, "page")
        address = page.url
        page.locator(".runs .times a").last.click()
        page.locator(".text > p").nth(3).hover()
        page.locator(".text > p").nth(3).locator(".pin").click()
        _take(page, "quote")
        page.goto(address)
        page.locator("a[href*='/replay/']").first.click()
        page.wait_for_timeout(4000)
        _take(page, "replay")
        phone = browser.new_page(viewport=PHONE, color_scheme="dark", locale="fr")  # type: ignore[arg-type]
        phone.goto(f"{room}changes")
        _take(phone, "phone")
        browser.close()
    return 0


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


@contextlib.contextmanager
def _served() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    greffe = Path(sys.executable).with_name("greffe")
    process = subprocess.Popen([greffe, "serve", "--port", str(port)], cwd=run.WORK)
    room = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), urlopen(room):
                break
            time.sleep(0.1)
        yield room
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
