"""Whole sites: what ``greffe source add`` and ``greffe crawl`` find of real ones.

Run as ``python -m benchmarks.sites CORPORA [NAME…]``. WARC files of the corpora are served as a
live web (``live_web``). Of each home page a source is written and crawled; what came is held
against what can be reached from the home page inside the source's scope, worked out here by another
parser (lxml) and a walk of its own over links, redirects, feeds and sitemaps. Printed: reachable,
found, what was missed and why, and what was captured outside the scope.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from archive import Archive
from archive.urls import urlkey
from benchmarks.live_web import LiveWeb, Page, pages_of, place
from crawler.sources.loading import loaded
from crawler.sources.source import Source

_NAMED = re.compile(rb"<(?:loc|link)>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")
_SITEMAPS = re.compile(rb"(?im)^\s*sitemap\s*:\s*(\S+)")
_RUN = "import sys; from archive.cli.main import main; sys.exit(main())"
_FEED = re.compile(r"rss|atom|feed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the corpora: which files it is in, and where a person would begin."""

    name: str
    files: tuple[str, ...]
    home: str


_BL = "warc-sites/ukwa__webarchive-discovery/BL-20140325"
SITES = (
    Site("wix", ("warc-live/ccs-hkg-wix.warc.gz",), "https://ccs-hkg.example.org/"),
    Site("wordpress", ("warc-sites/openzim__warc2zim/kiwix-with-redirects.warc.gz",),
         "https://kiwix.org/en/"),
    Site("wordpress-fr", ("warc-sites/openzim__warc2zim/solidaritenum.warc.gz",),
         "https://www.solidarite-numerique.fr/tutoriels/comprendre-les-cookies/?thematique=internet"),
    Site("drupal", ("warc-sites/oduwsdl__ipwb/sample-1.warc.gz",),
         "http://bitchmagazine.org/category/blogs/bitch-hq"),
    Site("data.gov.uk", (f"{_BL}121225068-00000-32090~opera~8443.warc.gz",
                         f"{_BL}122341434-00000-32090~opera~8443.warc.gz"), "http://data.gov.uk/"),
    Site("iana", ("warc-sites/webrecorder__pywb/iana.warc.gz",), "http://www.iana.org/"),
    Site("books", ("warc-sites/N0taN3rd__node-warc/books.toscrape.warc",),
         "http://books.toscrape.com/"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a site.

    Attributes:
        reachable: pages and documents that can be reached inside the scope, by urlkey.
        found: those of them that were captured.
        missed: the others, each with what the crawler knows of it.
        outside: pages captured outside the scope.
        shown: what ``greffe source add`` printed.
        seconds: of the crawl.
    """

    reachable: Mapping[str, str]
    found: frozenset[str]
    missed: Mapping[str, str]
    outside: Sequence[str]
    shown: str
    seconds: float


def measured(site: Site, corpora: Path, folder: Path) -> Result:
    """Write a source for a site and crawl it."""
    pages = pages_of(corpora / "web" / name for name in site.files)
    with LiveWeb(pages) as web:
        begun = time.monotonic()
        shown = _greffe(folder, web, "source", "add", site.home, "--name", "site", "--yes")
        _greffe(folder, web, "crawl", "site")
        seconds = time.monotonic() - begun
        if not (folder / "sources" / "site.toml").exists():
            raise SystemExit(f"{site.name}: {shown}")
        source = loaded(folder / "sources" / "site.toml")
        wanted = reachable(pages, site.home, source)
        with Archive.open(folder / "greffe.db") as archive:
            sql = "SELECT url, how FROM capture WHERE outcome IN ('ok', 'unchanged', 'partial')"
            held = [tuple(row) for row in archive.connection.execute(sql)]
        keys = frozenset(urlkey(url) for url, _ in held)
        missed = {
            url: _why(_greffe(folder, web, "crawl", "--why", url, "site"))
            for key, url in wanted.items()
            if key not in keys
        }
    outside = [url for url, how in held if how not in ("requisite", "robots", "seed")
               and not _is_inside(source, url)]  # fmt: skip
    return Result(wanted, keys & frozenset(wanted), missed, outside, shown, seconds)


def _why(told: str) -> str:
    """The answer in short out of what ``greffe crawl --why`` tells."""
    lines = (line.partition("in short") for line in told.splitlines())
    return next((rest.strip() for _, mark, rest in lines if mark), told)


def reachable(pages: Mapping[tuple[str, str], Page], home: str, source: Source) -> dict[str, str]:
    """What can be reached from a home page inside a scope: URL of each by urlkey."""
    start = [home, urljoin(home, "/robots.txt"), *source.feeds, *source.sitemaps]
    queue, seen, found = deque(start), set(start), {}
    while queue:
        url = queue.popleft()
        page = pages.get(place(url))
        if page is None:
            continue
        kind = page.field("content-type").partition(";")[0].lower()
        if page.code == 200 and ("html" in kind or kind == "application/pdf"):
            found[urlkey(url)] = url
        for target in _targets(url, page, kind):
            if target not in seen and (_is_inside(source, target) or "html" not in kind):
                seen.add(target)
                queue.append(target)
    return {key: url for key, url in found.items() if _is_inside(source, url)}


def _targets(url: str, page: Page, kind: str) -> Iterator[str]:
    named: list[str] = []
    if 300 <= page.code < 400:
        named = [page.field("location")]
    elif url.endswith("/robots.txt"):
        named = [one.decode("utf-8", "replace") for one in _SITEMAPS.findall(page.body)]
    elif "html" in kind and page.code == 200 and page.body.strip():
        tree = html.fromstring(page.body)
        base = next(iter(tree.xpath("//base/@href")), "")
        named = [urljoin(base, one) for one in tree.xpath("//a/@href | //area/@href")]
        named += tree.xpath("//link[@rel='alternate' and @hreflang]/@href")
        links = tree.xpath("//link[@rel='alternate' and @href]")
        named += [one.get("href") for one in links if _FEED.search(one.get("type") or "")]
    elif "xml" in kind or page.body.lstrip()[:5] == b"<?xml":
        named = [one.decode("utf-8", "replace") for one in _NAMED.findall(page.body)]
    for one in named:
        try:
            target = urldefrag(urljoin(url, one.strip())).url
            if urlsplit(target).scheme in ("http", "https") and place(target)[0]:
                yield target
        except ValueError:
            continue


def _is_inside(source: Source, url: str) -> bool:
    """Whether a URL begins with a prefix of the scope; patterns that exclude are no reason here."""
    key = urlkey(url)
    return any(key.startswith(prefix) or f"{key}/" == prefix for prefix in source.scope.include)


def _greffe(folder: Path, web: LiveWeb, *arguments: str) -> str:
    """Run a command as a person would; what it printed."""
    manners = () if "--why" in arguments else ("--no-delay", "--contact", "tests@example.org")
    command = [sys.executable, "-c", _RUN, *arguments, *manners]
    clean = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    root = str(Path(__file__).parents[1])
    env = clean | {"http_proxy": web.url, "https_proxy": web.url, "PYTHONPATH": root,
                   "COLUMNS": "160"}  # fmt: skip
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def main(corpora: Path, names: Sequence[str] = ()) -> None:
    """Measure the sites and print what was found."""
    print(f"{'site':<14}{'reachable':>10}{'found':>7}{'missed':>7}{'outside':>9}{'seconds':>9}")
    for site in SITES:
        if names and site.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = measured(site, corpora, Path(folder))
        counts = (len(result.reachable), len(result.found), len(result.missed))
        print(f"{site.name:<14}{counts[0]:>10}{counts[1]:>7}{counts[2]:>7}"
              f"{len(result.outside):>9}{result.seconds:>9.1f}")  # fmt: skip
        for url, why in result.missed.items():
            print(f"    missed {url}: {why.strip()}")
        for url in result.outside:
            print(f"    outside {url}")
        if names:
            print(result.shown)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
