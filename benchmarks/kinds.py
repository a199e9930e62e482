"""What pages are taken for, beside what people said they are.

Run as ``python -m benchmarks.kinds CORPORA [-v]``, where CORPORA is a folder with any of:

- ``extraction``: ``pages.jsonl`` with ``dataset``, ``type``, ``url`` and ``html`` (a gzipped page)
  on each line;
- ``recrawl``: ``recrawl.tar.zst`` with section pages fetched again and again,
  ``SERIES/HOST/PAGE/YYYYMMDDhhmmss.html``; the first of each of their months is taken;
- ``web/warc-sites``, ``web/warc-live``: WARC files, of which nobody said what their pages are.

Prints how often each kind was told for each type, and with ``-v`` every page that is no article,
or an article where a list was expected, with the evidence.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import zstandard
from warcio.archiveiterator import ArchiveIterator

from archive import http
from archive.clean import extract
from archive.clean.article import PageKind

Page = tuple[str, str, bytes]
"""What it is said to be, its URL, its bytes."""

LISTS = ("listing", "collection", "section page")


def extraction(folder: Path) -> Iterator[Page]:
    """The pages with reference texts, by their type."""
    with (folder / "extraction" / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            body = gzip.decompress((folder / "extraction" / row["html"]).read_bytes())
            yield row["type"], row["url"], body


def recrawl(folder: Path) -> Iterator[Page]:
    """Section pages of news sites, the first of each month."""
    seen = set()
    with (folder / "recrawl" / "recrawl.tar.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        with tarfile.open(fileobj=stream, mode="r|") as members:
            for member in members:
                content = members.extractfile(member)
                _, host, *parts = member.name.split("/")
                path = "/".join(parts[:-1])
                key = (host, path, parts[-1][:6])
                if content is not None and key not in seen:
                    seen.add(key)
                    url = f"https://www.{host}/{'' if path == 'index' else path}"
                    yield "section page", url, content.read()


def warcs(folder: Path) -> Iterator[Page]:
    """HTML pages of WARC files that came with status 200, each URL once."""
    seen = set()
    for name in ("warc-sites", "warc-live"):
        for path in sorted((folder / "web" / name).rglob("*.warc*")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    if record.rec_type != "response" or record.http_headers is None:
                        continue
                    head = record.http_headers.to_ascii_bytes()
                    message = http.split(head + record.raw_stream.read())
                    url = record.rec_headers["WARC-Target-URI"]
                    if message.status != 200 or "html" not in message.media_type or url in seen:
                        continue
                    seen.add(url)
                    yield f"of {path.name}"[:24], url, message.decoded()[0]


PARTS = {"extraction": extraction, "recrawl": recrawl, "web": warcs}


def main() -> None:
    """Print the table, and the pages in doubt."""
    folder, is_verbose = Path(sys.argv[1]), "-v" in sys.argv
    table: dict[str, Counter[str]] = defaultdict(Counter)
    began, pages = time.process_time(), 0
    for name, part in PARTS.items():
        if not (folder / name).is_dir():
            print(f"{name}: not in {folder}")
            continue
        for said, url, body in part(folder):
            article = extract(body, url)
            table[said][article.kind] += 1
            pages += 1
            if is_verbose and (article.kind == "article") == (said in LISTS):
                print(f"{said}\t{article.kind}\t{url}\t{article.title[:60]}")
    kinds = get_args(PageKind)
    print(f"\n{'':26}" + "".join(f"{kind:>10}" for kind in kinds))
    for said, counts in table.items():
        print(f"{said:26}" + "".join(f"{counts[kind] or '.':>10}" for kind in kinds))
    print(f"{pages} pages, {time.process_time() - began:.0f} s of CPU, reading included")


if __name__ == "__main__":
    main()
