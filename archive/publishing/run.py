"""A site written: whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import BadInput, DiskFull, NotFound
from archive.formats.selection import Selection
from archive.formats.target import is_full
from archive.formats.wacz_out import export_wacz
from archive.publishing import assets
from archive.publishing.gathering import Page, count, pages
from archive.publishing.index import Index
from archive.publishing.naming import source_file
from archive.publishing.rendering import Rendering, diff_file
from archive.store.database import snapshot
from archive.translation import _

if TYPE_CHECKING:
    from archive.archive import Archive

MARK = "greffe-site.json"
"""The file by which a folder is known to hold a site of ours: what is in it, with digests."""
_NEWEST = 100
_ON_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Published:
    """What was written.

    Attributes:
        pages, texts, changes: how many of each.
        files, bytes: of all.
        has_replay: whether saved pages can be looked at there.
    """

    pages: int
    texts: int
    changes: int
    files: int
    bytes: int
    has_replay: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What a site is to be.

    Attributes:
        title: over every page.
        about: a sentence about it; may be empty.
        has_records: whether the captures themselves go along, to be looked at and checked.
        is_indexed: whether search engines may list it.
        operator: who publishes it.
    """

    title: str
    about: str = ""
    has_records: bool = True
    is_indexed: bool = True
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What lists say of a page."""

    folder: str
    title: str
    url: str
    day: str
    language: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A text that took the place of another, in lists."""

    file: str
    card: Card
    time: datetime


def publish(
    archive: Archive, folder: Path, where: Selection, site: Site,
    progress: Callable[[int, int], None] | None = None,
) -> Published:  # fmt: skip
    """Write a selection of an archive as a folder of files that any web host can serve.

    Args:
        archive: where from; read in one state, whatever others write.
        folder: where to; one that is not there, is empty, or holds a site of ours, which is
            replaced once the new one is whole.
        where: which captures.
        site: what it is to be.
        progress: told how many pages of how many are written.

    Raises:
        NotFound: no page is meant.
        BadInput: the folder holds something else, or cannot be written.
        DiskFull: no space left; what was there before is as it was.
    """
    require_free(folder, force=True)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        with snapshot(archive.connection):
            done = _written(archive, _Folder(part), where, site, progress)
        _swapped(part, folder)
    except OSError as error:
        if is_full(error):
            raise DiskFull(f"no space left to write {folder}; what was there is as it was") from (
                error
            )
        raise BadInput(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return done


def require_free(folder: Path, *, force: bool) -> None:
    """Look whether a site may be put into a folder.

    Raises:
        BadInput: it holds something else than a site of ours; or one, and none may be replaced.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MARK).is_file():
        raise BadInput(
            f"{folder} holds something else than a site of Greffe's; name a new folder, or empty it"
        )
    if not force:
        raise BadInput(f"{folder} holds a site already; --force replaces it")


class _Folder:
    """Files of a site, with their digests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: dict[str, str] = {}
        self.size = 0

    def put(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.note(name, hashlib.sha256(data).hexdigest(), len(data))

    def note(self, name: str, digest: str, size: int) -> None:
        self.digests[name] = f"sha256:{digest}"
        self.size += size


def _written(
    archive: Archive, to: _Folder, where: Selection, site: Site,
    progress: Callable[[int, int], None] | None,
) -> Published:  # fmt: skip
    total = count(archive, where)
    if not total:
        raise NotFound(where.lack)
    has_replay = site.has_records and assets.has_player()
    rendering = Rendering(
        site.title, site.about, has_replay=has_replay, is_indexed=site.is_indexed
    )  # fmt: skip
    index = Index()
    cards: list[Card] = []
    steps: list[Step] = []
    texts = 0
    for done, page in enumerate(pages(archive, where), 1):
        for name, data in rendering.files_of(page).items():
            to.put(name, data)
        index.put(page)
        cards.append(_card(page))
        steps += _steps(page, cards[-1])
        texts += len(page.texts)
        if progress:
            progress(done, total)
    for name, data in index.files():
        to.put(f"search/{name}", data)
    _put_lists(rendering, to, cards, steps, _titles(archive))
    for name, data in assets.files(has_player=has_replay):
        to.put(name, data)
    if site.has_records:
        _put_records(archive, to, where, site)
    to.put(MARK, _manifest(to, site, len(cards)))
    return Published(len(cards), texts, len(steps), len(to.digests), to.size, has_replay)


def _card(page: Page) -> Card:
    language = page.latest.version.language or ""
    return Card(page.folder, page.title, page.url, page.day, language, page.source)


def _steps(page: Page, card: Card) -> Iterable[Step]:
    if page.latest.version.kind in ("listing", "search", "profile"):
        return
    for old, new in zip(page.texts, page.texts[1:], strict=False):
        yield Step(diff_file(page, old, new), card, new.first.time)


def _titles(archive: Archive) -> dict[str | None, str]:
    """What sources are called."""
    rows = archive.connection.execute("SELECT name, title FROM source").fetchall()
    return {None: _("Pages of no source"), **{name: title or name for name, title in rows}}


def _put_lists(
    rendering: Rendering, to: _Folder, cards: list[Card], steps: list[Step],
    titles: Mapping[str | None, str],
) -> None:  # fmt: skip
    by_source: dict[str | None, list[Card]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: (card.day, card.title), reverse=True):
        by_source[card.source].append(card)
    sources = [(titles[name], _file_of(name), len(found)) for name, found in by_source.items()]
    sources.sort(key=lambda one: (-one[2], one[0]))
    newest = sorted(steps, key=lambda step: step.time, reverse=True)[:_NEWEST]
    to.put("index.html", rendering.page(
        "front.html", "index.html", sources=sources, steps=newest[:8], count=len(cards),
        changes_count=len(steps),
    ))  # fmt: skip
    to.put("changes.html", rendering.page(
        "steps.html", "changes.html", steps=newest, most=_NEWEST, count=len(steps)
    ))  # fmt: skip
    to.put("search.html", rendering.page("find.html", "search.html"))
    for name, found in by_source.items():
        _put_source(rendering, to, titles[name], _file_of(name), found)


def _file_of(source: str | None) -> str:
    return source_file(source or "")


def _put_source(
    rendering: Rendering, to: _Folder, title: str, file: str, cards: list[Card]
) -> None:
    parts = [cards[n : n + _ON_A_PAGE] for n in range(0, len(cards), _ON_A_PAGE)]
    names = [file, *(f"{file[:-5]}-{n}.html" for n in range(2, len(parts) + 1))]
    for number, (part, one) in enumerate(zip(parts, names, strict=True)):
        to.put(one, rendering.page(
            "cards.html", one, title=title, cards=part, total=len(cards),
            before=names[number - 1] if number else "",
            after=names[number + 1] if number + 1 < len(names) else "",
        ))  # fmt: skip


def _put_records(archive: Archive, to: _Folder, where: Selection, site: Site) -> None:
    name = f"records/{assets.WACZ}"
    path = to.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    export_wacz(archive, path, where=where, operator=site.operator, title=site.title)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    to.note(name, digest, path.stat().st_size)


def _manifest(to: _Folder, site: Site, count: int) -> bytes:
    made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    about = {
        "title": site.title, "made": made, "by": "Greffe", "pages": count,
        "files": dict(sorted(to.digests.items())),
    }  # fmt: skip
    return json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n"


def _swapped(part: Path, folder: Path) -> None:
    """Let a new site stand where an old one, or nothing, is."""
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    try:
        part.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
