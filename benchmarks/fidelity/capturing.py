"""The awkward site captured in two ways: as Greffe does it, and by a browser's own requests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright

from archive import Archive
from archive.formats.warc_in import import_warc
from benchmarks.fidelity.looking import HEIGHT, WIDTH
from benchmarks.fidelity.site import Site
from benchmarks.peers import warcprox

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-domain-reliability", "--metrics-recording-only", "--disable-extensions",
    "--hide-scrollbars",
)  # fmt: skip
_RUN = "import sys; from archive.cli.main import main; sys.exit(main())"
_WITHIN = 600


def saved(site: Site, path: Path) -> None:
    """By ``greffe save``: pages, and what is named in them and in style sheets."""
    command = [sys.executable, "-c", _RUN, "--archive", str(path), "save", "--allow-private"]
    command += ["--no-delay", "--contact", "benchmark@example.org", *site.urls()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_WITHIN, check=False)
    if not path.exists():
        raise SystemExit(f"greffe save ended with {done.returncode}: {done.stderr[-500:]}")


def recorded(
    site: Site, path: Path, folder: Path, interpreter: Path, playwright: Playwright
) -> None:
    """By Chromium behind warcprox, imported: whatever scripts ask for, too."""
    with warcprox(interpreter, folder) as proxy:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, "--proxy-bypass-list=<-loopback>"],
            proxy={"server": proxy.url, "bypass": "<-loopback>"},
        )
        for url in site.urls():
            # A context each: what the cache of another page holds is not asked for.
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
            page = context.new_page()
            page.goto(url)
            page.wait_for_timeout(1800)
            context.close()
        browser.close()
    with Archive.open(path) as archive:
        for file in sorted(folder.glob("*.warc*")):
            import_warc(archive, file, source="browser")
