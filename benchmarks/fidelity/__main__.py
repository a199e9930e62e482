"""How like the live pages saved ones are, in Greffe, ReplayWeb.page and pywb, on the same records.

Run as ``python -m benchmarks.fidelity PEERS [PAGE…]``, where PEERS is what
``python -m benchmarks.peers PEERS pywb warcprox`` has made; without them their columns are left
out. The awkward site of ours is captured by ``greffe save``, and by Chromium behind warcprox whose
WARC file is imported; both archives are exported as WACZ and WARC. Each page is looked at live
and in each engine in Chromium. Printed for each page: share of the live page's parts that load,
likeness of its words and of its picture, scripts that fail though they did not live; and for each
engine what went past the archive to the live site, which must be nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import mean

from playwright.sync_api import Browser, sync_playwright

from archive import Archive
from archive.publishing.assets import has_player
from archive.urls import timestamp
from benchmarks.fidelity import capturing, engines
from benchmarks.fidelity.engines import Engine
from benchmarks.fidelity.looking import Likeness, Sight, compared, seen
from benchmarks.fidelity.site import Site, awkward
from benchmarks.peers import python


def looked_at(browser: Browser, site: Site) -> dict[str, Sight]:
    """The live pages."""
    sights = {}
    for url in site.urls():
        context = browser.new_context()
        sights[url] = seen(
            context, url, lambda one: one if one.startswith("http") else None,
            lambda page: page.main_frame,
        )  # fmt: skip
        context.close()
    return sights


def judged(
    browser: Browser, engine: Engine, live: dict[str, Sight], path: Path
) -> Iterator[tuple[str, Likeness]]:
    """Each page in an engine, against the live one."""
    scale = browser.new_page()
    with Archive.open(path, read_only=True) as archive:
        times = {url: archive.capture(url) for url in live}
    for url, sight in live.items():
        capture = times[url]
        at = timestamp(capture.time) if capture else ""
        context = browser.new_context()
        shown = seen(context, engine.address(url, at), engine.original, engine.shown)
        context.close()
        yield url.rpartition("/")[2], compared(scale, sight, shown)
    scale.close()


def report(name: str, found: dict[str, dict[str, Likeness]], leaks: dict[str, list[str]]) -> None:
    """Print what was found with one way of capturing."""
    print(f"\n{name}: parts / words / picture, scripts that fail")
    print(f"{'':12}" + "".join(f"{engine:>26}" for engine in found))
    for page in next(iter(found.values())):
        print(f"{page:12}" + "".join(f"{_cell(one[page]):>26}" for one in found.values()))
    print(f"{'mean':12}" + "".join(f"{_mean(list(one.values())):>26}" for one in found.values()))
    perfect = [sum(one.is_perfect for one in all_.values()) for all_ in found.values()]
    print(f"{'perfect':12}" + "".join(f"{count:>22} of {len(live)}"[-26:] for count, live in
                                      zip(perfect, found.values(), strict=True)))  # fmt: skip
    print(f"{'leaks':12}" + "".join(f"{len(leaks[engine]):>26}" for engine in found))
    for engine, pages in found.items():
        for page, one in pages.items():
            if one.missing:
                print(f"  {engine}, {page}: not loaded: {', '.join(one.missing)}")
        for line in leaks[engine]:
            print(f"  {engine}: to the live site: {line}")


def _cell(one: Likeness) -> str:
    return f"{one.parts:.2f} {one.text:.3f} {one.picture:.3f} {one.errors or '-':>2}"


def _mean(all_: list[Likeness]) -> str:
    shares = (mean(getattr(one, name) for one in all_) for name in ("parts", "text", "picture"))
    parts, text, picture = shares
    return f"{parts:.3f} {text:.3f} {picture:.3f} {sum(one.errors for one in all_):>2}"


def main(peers: Path, pages: list[str]) -> int:
    """Capture, look, print; 1 where anything reached the live site."""
    reached = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(awkward(pages))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=capturing.CHROMIUM, args=list(capturing.FLAGS)
        )
        live = looked_at(browser, site)
        archives = {"greffe save": folder / "saved.db"}
        capturing.saved(site, archives["greffe save"])
        if interpreter := python(peers, "warcprox"):
            (folder / "warcs").mkdir()
            archives["a browser, imported"] = folder / "browser.db"
            capturing.recorded(site, folder / "browser.db", folder / "warcs", interpreter,
                               playwright)  # fmt: skip
        else:
            print("warcprox is left out: `python -m benchmarks.peers FOLDER` installs it")
        for name, path in archives.items():
            found, leaks = _with(browser, site, live, path, peers)
            report(name, found, leaks)
            reached += sum(map(len, leaks.values()))
        browser.close()
    return 1 if reached else 0


def _with(
    browser: Browser, site: Site, live: dict[str, Sight], path: Path, peers: Path
) -> tuple[dict[str, dict[str, Likeness]], dict[str, list[str]]]:
    found: dict[str, dict[str, Likeness]] = {}
    leaks: dict[str, list[str]] = {}
    with ExitStack() as stack:
        folder = path.with_suffix(".out")
        folder.mkdir()
        running = [stack.enter_context(engines.greffe(path, folder))]
        if has_player():
            running.append(stack.enter_context(engines.replaywebpage(path, folder)))
        if interpreter := python(peers, "pywb"):
            running.append(stack.enter_context(engines.pywb(path, folder, interpreter)))
        for engine in running:
            site.log.clear()
            found[engine.name] = dict(judged(browser, engine, live, path))
            leaks[engine.name] = list(site.log)
    return found, leaks


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
