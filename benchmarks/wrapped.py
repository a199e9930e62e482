"""What a site model gains on sites of eight and more pages, where the text is known.

Run as ``python -m benchmarks.wrapped CORPORA``. The sites are those of the WARC files in
``CORPORA/web``; what their text is, a path into the markup of each says (a wrapper, written by
hand for this and used for nothing else). Each page is read alone and with the model of all pages
of its site; pages with the same text count once, home pages and what has no such place do not.
Prints F1 over shingles of four tokens and the difference in points, with a 95 % interval.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html

from archive.clean import extract
from archive.clean.site import SiteModel
from benchmarks.sitemodel import Page, crawled, f1, interval

_LEAST = 8
_SHORTEST = 300
WRAPPERS = {
    "bitchmagazine.org": "//body[contains(@class, 'node-type-blog')]"
    "//div[contains(@class, 'node-inner')]/div[@class='content']",
    "data.gov.uk": "//article//div[contains(@class, 'field-name-body')] | "
    "//div[contains(@class, 'panel-col-first')]//div[contains(@class, 'pane-custom')]"
    "/div[@class='pane-content']",
    "iana.org": "//div[@id='main_right'] | //div[@id='body']/article",
    "ccs-hkg.example.org": "//*[@id='PAGES_CONTAINER']",
}
"""Host, without ``www.``: the XPath of the text in its pages."""


def text_of(page: Page, wrapper: str) -> str:
    """The text at the place a wrapper names; empty if there is none."""
    tree = lxml.html.fromstring(page.html)
    for silent in tree.xpath("//script | //style | //noscript"):
        silent.drop_tree()
    pieces = (piece for place in tree.xpath(wrapper) for piece in place.itertext())
    return "\n".join(" ".join(piece.split()) for piece in pieces if piece.strip())


def sites(folder: Path) -> dict[str, list[Page]]:
    """The pages of each host that has a wrapper and enough of them, in all WARC files."""
    found: dict[str, dict[str, Page]] = defaultdict(dict)
    for path in sorted((folder / "web").glob("warc-[ls]*/**/*.warc*")):
        try:
            pages = crawled(path)
        except Exception as fault:  # noqa: BLE001  # whatever the reader stumbles over
            print(f"{path.name}: not read ({type(fault).__name__})")
            continue
        for page in pages:
            found[urlsplit(page.url).netloc.removeprefix("www.")].setdefault(page.url, page)
    return {host: [*found[host].values()] for host in WRAPPERS if len(found[host]) >= _LEAST}


def scores(host: str, pages: list[Page]) -> Iterator[tuple[str, float, float]]:
    """URL of each page with known text, its F1 alone and by the model of its site."""
    model = SiteModel.learn(page.sample for page in pages)
    seen = set()
    for page in pages:
        gold = text_of(page, WRAPPERS[host])
        if urlsplit(page.url).path in ("", "/") or len(gold) < _SHORTEST or gold in seen:
            continue
        seen.add(gold)
        alone = extract(page.html, page.url).text
        yield page.url, f1(gold, alone), f1(gold, extract(page.html, page.url, site=model).text)


def main() -> None:
    """Measure each site and all."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    everything = []
    for host, pages in sites(Path(sys.argv[1])).items():
        rows = list(scores(host, pages))
        everything += rows
        _told(f"{host}, {len(pages)} pages", rows)
    _told("all", everything)


def _told(name: str, rows: list[tuple[str, float, float]]) -> None:
    alone = statistics.mean(row[1] for row in rows)
    gains = [after - before for _, before, after in rows]
    changed = sum(1 for gain in gains if gain)
    worse = sum(1 for gain in gains if gain < 0)
    print(f"{name}: {len(rows)} with known text, F1 {alone:.3f}, with the model {interval(gains)}")
    print(f"  {changed} changed, {worse} of them for the worse")


if __name__ == "__main__":
    main()
