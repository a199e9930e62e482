"""Chrome that is left in texts, and sentences that are lost, on pages of known platforms.

Run as ``python -m benchmarks.chrome CORPORA [-v]``, where CORPORA is a folder with any of:

- ``web/warc-live``: WARC files of Wix sites;
- ``web/html-wix``, ``web/html-liferay``: single pages;
- ``web/warc-sites``: WARC files, of which those of Drupal sites are read.

For Greffe and for trafilatura it prints how many lines of the texts are nothing but a phrase of
chrome, and how many sentences that the page shows are not in the text. Sentences count where they
stand on one page of the site only: what several pages say is chrome, but for the posts themselves.
With ``-v`` each of them is printed.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura
from warcio.archiveiterator import ArchiveIterator

from archive import http
from archive.clean import extract
from archive.clean.decode import decoded
from archive.clean.litter import is_prose
from archive.clean.markup import parsed
from archive.clean.sketch import sketched
from archive.clean.titles import key

Page = tuple[str, bytes]
HTML = (".html", ".testhtml", ".htm")
DRUPAL = ("BL-20140325", "sample-1")
CHROME = re.compile(
    r"top of page|bottom of page|use tab to navigate.*|log in(?: / sign up)?|all posts|see all|"
    r"recent posts|more|search|\d+ views?|\d+ comments?|post not marked as liked.*|"
    r"\d+ min(?:ute)?s? read|lesezeit: \d+ min.*|write a comment\W*|read more\W*|back .{0,200}|"
    r"(?:[A-Z]{2} ){1,9}[A-Z]{2}|asset publisher.*|\(open\)|skip to .{0,30}|share(?: this)?:?|"
    r"[^\n/]{1,80}\.(?:png|jpe?g|gif|webp|svg)|writer's picture.*|navigation|you are here:?.*|"
    r"log ?in or register.*|login to post comments|printer-friendly version|add new comment|"
    r"primary tabs|main menu|secondary menu|search form|submitted by .*|tags:|cart|0",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Tally:
    """What one engine left and lost."""

    chrome: int = 0
    lost: int = 0
    empty: int = 0
    seconds: float = 0.0
    shown: list[str] = field(default_factory=list)


def of_warc(path: Path) -> Iterator[Page]:
    """The HTML pages of a WARC file, each URL once."""
    seen = set()
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            head = record.http_headers.to_ascii_bytes()
            message = http.split(head + record.raw_stream.read())
            url = record.rec_headers["WARC-Target-URI"]
            if message.status == 200 and url not in seen and "html" in message.media_type:
                seen.add(url)
                yield url, message.decoded()[0]


def sites(folder: Path) -> Iterator[tuple[str, list[Page]]]:
    """The pages, site by site."""
    web = folder / "web"
    for path in sorted((web / "warc-live").rglob("*.warc*")):
        yield f"Wix: {path.name}", list(of_warc(path))
    for name in ("html-wix", "html-liferay"):
        paths = sorted(p for p in (web / name).rglob("*") if p.suffix in HTML)
        yield name, [(f"https://www.example.org/{p.stem}", p.read_bytes()) for p in paths]
    for path in sorted((web / "warc-sites").rglob("*.warc*")):
        if path.name.startswith(DRUPAL):
            yield f"Drupal: {path.name[:24]}", list(of_warc(path))


def shown(body: bytes) -> list[str]:
    """The sentences and paragraphs that a page shows."""
    tree = parsed(decoded(body, None))
    if tree is None:
        return []
    return [leaf.text for leaf in sketched(tree).leaves if is_prose(leaf.text)]


def greffe(body: bytes, url: str) -> str:
    """The text as Greffe reads it."""
    article = extract(body, url)
    return f"{article.title}\n{article.summary}\n{article.text}"


def peer(body: bytes, url: str) -> str:
    """The text as trafilatura reads it."""
    return trafilatura.extract(decoded(body, None), url=url, include_comments=False) or ""


ENGINES: dict[str, Callable[[bytes, str], str]] = {"greffe": greffe, "trafilatura": peer}


def measured(pages: list[Page]) -> dict[str, Tally]:
    """What each engine left and lost on the pages of one site."""
    prose = {url: shown(body) for url, body in pages}
    common = Counter(text for texts in prose.values() for text in set(texts))
    tallies = {name: Tally() for name in ENGINES}
    for url, body in pages:
        own = [text for text in dict.fromkeys(prose[url]) if common[text] == 1]
        for name, engine in ENGINES.items():
            began = time.process_time()
            text = engine(body, url)
            tally = tallies[name]
            tally.seconds += time.process_time() - began
            tally.empty += not text.strip()
            lines = [line.strip(" -•·|*") for line in text.split("\n")]
            left = [line for line in lines if line and CHROME.fullmatch(line)]
            held = key(text)
            lost = [sentence for sentence in own if key(sentence)[:120] not in held]
            tally.chrome += len(left)
            tally.lost += len(lost)
            tally.shown += [f"left  {url[-60:]}  {line[:100]}" for line in left]
            tally.shown += [f"lost  {url[-60:]}  {' '.join(s.split())[:100]}" for s in lost]
    return tallies


def main() -> None:
    """Print a line for each site and engine."""
    folder, is_verbose = Path(sys.argv[1]), "-v" in sys.argv
    print(f"{'':44} {'pages':>6} {'chrome':>7} {'lost':>6} {'empty':>6} {'ms/page':>8}")
    for site, pages in sites(folder):
        for name, tally in measured(pages).items():
            pace = 1_000 * tally.seconds / max(1, len(pages))
            print(
                f"{site:32} {name:11} {len(pages):6} {tally.chrome:7} {tally.lost:6} "
                f"{tally.empty:6} {pace:8.1f}"
            )
            for line in tally.shown if is_verbose else ():
                print(f"    {line}")


if __name__ == "__main__":
    main()
