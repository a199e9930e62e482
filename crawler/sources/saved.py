"""Saved pages that a source is checked by: of an archive, of web archive files, of a folder."""

from __future__ import annotations

import mimetypes
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from archive import Archive, Exchange
from archive.errors import BadInput, DamagedArchive
from archive.formats.wacz_in import ENDINGS, PACKAGES
from archive.formats.warc_in import Import
from archive.notice import Notice
from archive.observation import Observation, Outcome, seen
from archive.store.captures import Capture
from archive.store.exchanges import exchange_of
from archive.urls import microseconds, urlkey
from crawler.sources.checking import is_article_url, starts
from crawler.sources.source import Source
from crawler.spiders import feeds

ARTICLES = 30
"""Articles of an archive that are looked at, the last ones."""
_CAPTURES = 3000
_REDIRECTS = 5
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_SELF = re.compile(rb"<(?:\w+:)?link\b[^>]*\brel=[\"']self[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref=[\"']([^\"']+)[\"']", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)index\.html?$")


@dataclass(slots=True)
class Pages:
    """Pages that were read.

    Attributes:
        observations: what each showed, by its URL.
        faults: files that could not be used, and why, a line each.
    """

    observations: dict[str, Observation] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def of_archive(archive: Archive, source: Source) -> dict[str, Observation]:
    """The last captures of a source's start URLs, and of its last articles."""
    found: dict[str, Observation] = {}
    for _, url in starts(source):
        if capture := _arrived(archive, url):
            found[url] = _observation(archive, capture)
    for capture in _articles(archive, source):
        found[capture.url] = _observation(archive, capture)
    return found


def of_files(paths: Sequence[Path]) -> Pages:
    """The pages in files and folders.

    WARC, ARC and WACZ files tell their URLs. Of other files it is what a browser wrote at their
    beginning, what the page calls its own address, or the path of the file in a folder called as
    the host, as copying programs lay them.

    Raises:
        BadInput: a path cannot be read.
    """
    pages = Pages()
    for path in paths:
        if not path.exists():
            raise BadInput(f"no file or folder at {path}; --pages takes saved pages or WARC files")
        for file in _files(path):
            if file.name.lower().endswith((*ENDINGS, *PACKAGES)):
                _of_warc(file, pages)
            else:
                _of_page(file, pages)
    return pages


def _arrived(archive: Archive, url: str) -> Capture | None:
    """The last capture of a URL; where it led elsewhere, the last one of that."""
    capture = archive.capture(url)
    for _ in range(_REDIRECTS):
        if capture is None or capture.outcome != "redirect" or not capture.evidence:
            break
        onward = archive.capture(urljoin(capture.url, capture.evidence))
        if onward is None:
            break
        capture = onward
    return capture


def _articles(archive: Archive, source: Source) -> Iterator[Capture]:
    """The last captures of articles, one each."""
    sql = (
        "SELECT id FROM capture WHERE source_id = (SELECT id FROM source WHERE name = ?) "
        "AND outcome IN ('ok', 'unchanged') AND how <> 'requisite' AND time <= ? "
        "ORDER BY time DESC, id DESC LIMIT ?"
    )
    values = (source.name, microseconds(datetime.now(UTC)), _CAPTURES)
    own = {urlkey(url) for _, url in starts(source)}
    known: set[str] = set()
    for (number,) in archive.connection.execute(sql, values).fetchall():
        capture = archive.capture_by_id(number)
        if capture is None or capture.urlkey in known | own:
            continue
        if source.pages.articles:
            is_meant = is_article_url(source, capture.url)
        else:
            is_meant = archive.version_of(capture) is not None
        if is_meant and source.scope.refusal(capture.url) is None:
            known.add(capture.urlkey)
            yield capture
        if len(known) >= ARTICLES:
            return


def _observation(archive: Archive, capture: Capture) -> Observation:
    """What a capture shows, with its payload."""
    try:
        memento = archive.memento(capture)
    except DamagedArchive as error:
        memento, evidence = None, str(error)
    else:
        evidence = capture.evidence or ""
    is_good = capture.outcome in ("ok", "unchanged") and memento is not None and memento.fits
    if not is_good or memento is None:
        blank = Exchange(capture.url, capture.time, b"", b"")
        outcome = cast("Outcome", capture.outcome)
        return Observation(blank, outcome, capture.status, evidence=evidence or None)
    kind = memento.field("content-type") or memento.media_type
    exchange = Exchange(
        capture.url, capture.time, b"", memento.body()[0],
        content_type=kind or "application/octet-stream", notice=_notice(archive, capture),
    )  # fmt: skip
    return seen(exchange, site=archive.models.of(capture.url))


def _notice(archive: Archive, capture: Capture) -> Notice | None:
    """What a catalogue said of the document when it was asked for."""
    said = exchange_of(archive.records(capture))
    return said.notice if said else None


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())


def _of_warc(file: Path, pages: Pages) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="greffe-check-") as folder,
        Archive.open(Path(folder) / "pages.db") as archive,
    ):
        try:
            with Import(archive) as run:
                run.rest(run.file(file))
        except BadInput as error:
            pages.faults.append(str(error))
            return
        for capture in archive.all_captures():
            last = _arrived(archive, capture.url)
            if capture.method == "GET" and last is not None:
                pages.observations[capture.url] = _observation(archive, last)


def _of_page(file: Path, pages: Pages) -> None:
    try:
        payload = file.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from error
    kind = _kind(file, payload)
    url = _told(payload) or _by_path(file)
    when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    if url is None and kind == "text/html":
        url = _own(payload)
    if url is None:
        pages.faults.append(
            f"{file}: of which page it is cannot be told; lay it in a folder called as its host, "
            "www.example.org/news/index.html, or give WARC files"
        )
        return
    pages.observations[url] = seen(Exchange(url, when, b"", payload, content_type=kind))


def _kind(file: Path, payload: bytes) -> str:
    start = payload[:1024].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return "text/html"
    if feeds.is_feed(payload) or start.startswith(b"<?xml"):
        return "application/xml"
    if start.startswith(b"%pdf"):
        return "application/pdf"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _told(payload: bytes) -> str | None:
    """The URL that a browser wrote when it saved the page, or that a feed calls its own."""
    if match := _SAVED_FROM.search(payload[:2048]):
        return match[1].decode("utf-8", "replace")
    if not feeds.is_feed(payload):
        return None
    link = _SELF.search(payload[:16_384])
    place = _HREF.search(link[0]) if link else None
    url = place[1].decode("utf-8", "replace").replace("&amp;", "&") if place else ""
    return url if url.startswith(("http://", "https://")) else None


def _own(payload: bytes) -> str | None:
    """The address that a page calls its own (``link rel=canonical``, ``og:url``)."""
    soup = BeautifulSoup(payload, "lxml")
    link = soup.find("link", rel="canonical") or soup.find("meta", property="og:url")
    url = str(link.get("href") or link.get("content") or "") if isinstance(link, Tag) else ""
    return url if url.startswith(("http://", "https://")) else None


def _by_path(file: Path) -> str | None:
    """The URL of a file in a folder called as its host."""
    parts = file.parts
    for index in range(len(parts) - 2, -1, -1):
        if _HOST.fullmatch(parts[index]) and not parts[index].startswith("."):
            path = _INDEX.sub("/", "/".join(parts[index + 1 :])).lstrip("/")
            return f"https://{parts[index]}/{path}"
    return None
