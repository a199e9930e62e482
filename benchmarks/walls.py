"""False alarms of the block-page detector on real pages, and what it misses of walls of our own.

Run as ``python -m benchmarks.walls CORPORA [PART ...]``, where CORPORA is a folder with any of:

- ``extraction``: ``pages.jsonl`` with ``url`` and ``html`` (a gzipped page) on each line;
- ``web/warc-sites``, ``web/warc-live``: WARC files;
- ``web/html-wix``, ``web/html-liferay``: single pages;
- ``recrawl``: ``recrawl.tar.zst`` with pages fetched again and again,
  ``SERIES/HOST/PAGE/YYYYMMDDhhmmss.html``.

Each part goes into an archive of its own, the way a crawl or an import takes it, so that the rules
that compare answers are measured too. Every alarm is printed with its evidence. ``own`` is the part
of walls and pages that the tests have.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

from archive import Archive, Exchange
from archive.clean import wall
from archive.errors import GreffeError
from archive.formats.warc_in import import_warc
from tests.lookalikes import PAGES
from tests.walls import WALLS

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
HTML = (".html", ".testhtml", ".htm")


def answered(url: str, body: bytes, began: datetime) -> Exchange:
    """An exchange in which a server answers with a page."""
    request = f"GET {url} HTTP/1.1\r\n\r\n".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return Exchange(url, began, request, head.encode() + body)


def extraction(folder: Path) -> Iterator[Exchange]:
    """The pages with reference texts, as if fetched a second apart."""
    with (folder / "extraction" / "pages.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            body = gzip.decompress((folder / "extraction" / row["html"]).read_bytes())
            url = row["url"] or f"https://unknown.example/page-{number}"
            yield answered(url, body, BEGAN + timedelta(seconds=number))


def singles(folder: Path) -> Iterator[Exchange]:
    """The single pages of site builders."""
    for name in ("html-wix", "html-liferay"):
        for path in sorted((folder / "web" / name).rglob("*")):
            if path.suffix in HTML:
                yield answered(f"https://www.example.org/{path.stem}", path.read_bytes(), BEGAN)


def recrawl(folder: Path) -> Iterator[Exchange]:
    """Pages fetched again and again, in the order of the series."""
    with (folder / "recrawl" / "recrawl.tar.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        with tarfile.open(fileobj=stream, mode="r|") as members:
            for member in members:
                content = members.extractfile(member)
                if content is None:
                    continue
                _, host, *parts = member.name.split("/")
                path = "/".join(parts[:-1])
                when = datetime.strptime(parts[-1][:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                url = f"https://www.{host}/{'' if path == 'index' else path}"
                yield answered(url, content.read(), when)


def warcs(archive: Archive, folder: Path) -> None:
    """Import the WARC files; one without captures is passed over."""
    for name in ("warc-sites", "warc-live"):
        for path in sorted((folder / "web" / name).rglob("*.warc*")):
            try:
                import_warc(archive, path)
            except GreffeError as error:
                print(f"  {path.name}: {error}")


PAGES_OF = {"extraction": extraction, "singles": singles, "recrawl": recrawl}


def measured(part: str, folder: Path) -> None:
    """Print how many captures a part has and which of them are taken for walls."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as scratch, Archive.open(Path(scratch) / "a.db") as archive:
        if part == "warcs":
            warcs(archive, folder)
        else:
            for exchange in PAGES_OF[part](folder):
                archive.add(exchange)
        pages = sum(1 for _ in archive.all_captures("media_type LIKE 'text/html%'"))
        alarms = list(archive.all_captures("wall IS NOT NULL"))
    kinds = dict(Counter(alarm.wall for alarm in alarms))
    print(f"{part}: {pages} pages, {len(alarms)} alarms {kinds or ''}")
    for alarm in alarms:
        print(f"  {alarm.outcome} {alarm.url}\n    {alarm.evidence}")
    print(f"  {time.process_time() - began:.0f} s of CPU, cleaning and storing included")


def own() -> None:
    """Print what is missed of our own walls, and which of our own pages are taken for walls."""
    found = [wall(a.status, (), a.html.encode(), a.url) for a in (*WALLS, *PAGES)]
    right = [f is not None and f.kind == a.kind for a, f in zip(WALLS, found, strict=False)]
    wrong = [a for a, f in zip(PAGES, found[len(WALLS) :], strict=True) if f]
    caught = sum(right)
    print(
        f"own: {caught} of {len(WALLS)} walls told (recall {caught / len(WALLS):.2f}), "
        f"{len(wrong)} of {len(PAGES)} pages taken for walls "
        f"(precision {caught / max(1, caught + len(wrong)):.2f})"
    )
    missed = [a.name for a, is_right in zip(WALLS, right, strict=True) if not is_right]
    for name in (*missed, *(a.name for a in wrong)):
        print(f"  {name}")


def main() -> None:
    """Measure the parts named, or all that are there."""
    folder = Path(sys.argv[1])
    places = {"extraction": "extraction", "warcs": "web", "singles": "web", "recrawl": "recrawl"}
    for part in sys.argv[2:] or [*places, "own"]:
        if part == "own":
            own()
        elif (folder / places[part]).is_dir():
            measured(part, folder)
        else:
            print(f"{part}: not in {folder}")


if __name__ == "__main__":
    main()
