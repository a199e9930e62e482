"""What a page says of itself and where it leads, as the reading room shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.archive import Archive
from archive.clean.article import Alternate, Claim
from archive.errors import DamagedArchive
from archive.identity import page_key
from archive.kinship import Kin, by_relation, kin_of
from archive.store import documents
from archive.store.captures import Capture
from archive.store.facts import NOTHING, Facts
from archive.store.sites import Site, of_host
from archive.store.texts import Version
from archive.translation import N_, _
from archive.translation.table import Table
from archive.urls import host_of
from archive.web.wording import day, language

_ABOUT = Table({"published": N_("Published"), "modified": N_("Modified")})
_MOST = 500
"""Entries and translations that are shown."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that a page gives.

    Attributes:
        about: ``Published`` or ``Modified``, as it is said.
        value: ISO 8601.
        claims: where the page says when, each with whether it is the one believed.
    """

    about: str
    value: str
    claims: tuple[tuple[Claim, bool], ...]

    @property
    def is_disputed(self) -> bool:
        """Whether the page gives another date elsewhere."""
        return any(claim.value[:10] != self.value[:10] for claim, _ in self.claims)


@dataclass(frozen=True, slots=True)
class Lead:
    """A page that a page leads to, or that leads to it.

    Attributes:
        url, words: of the link.
        date: of the page.
        is_held: whether the archive has it.
        note: what else is known of it.
    """

    url: str
    words: str
    date: str | None
    is_held: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says beside its text.

    Attributes:
        facts: as they were read.
        dates: what it says of when.
        alternates: the page in other languages, those first that other evidence bears out.
        same: other addresses of its text.
        apart: addresses that it names, and why they are not taken for it.
        entries: what it lists.
        left: how many entries are not shown.
        documents: files that it cites.
        cited_by: of a document, the pages that cite it.
        fault: why nothing of it can be shown, if so.
    """

    facts: Facts
    dates: tuple[Stated, ...] = ()
    alternates: tuple[Lead, ...] = ()
    same: tuple[Kin, ...] = ()
    apart: tuple[Kin, ...] = ()
    entries: tuple[Lead, ...] = ()
    left: int = 0
    documents: tuple[Lead, ...] = ()
    cited_by: tuple[Lead, ...] = ()
    fault: str = ""


def said(archive: Archive, capture: Capture, version: Version | None) -> Said:
    """What a capture says beside its text."""
    try:
        facts = archive.facts_of(capture)
    except DamagedArchive as error:
        # Its text may be whole.
        return Said(NOTHING, fault=str(error))
    kin = kin_of(archive.connection, capture.page_id)
    tied = [Alternate(one.language, one.url) for one in by_relation(kin, "translation")]
    known = {page_key(url) for url in (capture.url, *(one.url for one in kin))}
    others = [*tied, *(one for one in facts.alternates if page_key(one.url) not in known)][:_MOST]
    entries = facts.entries[:_MOST]
    held = held_of(archive, [*(one.url for one in others), *(one.url for one in entries)])
    return Said(
        facts=facts,
        dates=_dates(facts, version),
        alternates=tuple(
            Lead(one.url, language(one.language), None, one.url in held) for one in others
        ),
        entries=tuple(
            Lead(one.url, one.title or one.url, one.date, one.url in held) for one in entries
        ),
        same=by_relation(kin, "same"),
        apart=by_relation(kin, "apart"),
        left=len(facts.entries) - len(entries),
        documents=tuple(_documents(archive, capture, facts)),
        cited_by=tuple(_citing(archive, capture)),
    )


def _documents(archive: Archive, capture: Capture, facts: Facts) -> Iterator[Lead]:
    for one in documents.cited(archive.connection, capture, facts.references)[:_MOST]:
        version = archive.version_of(one.capture) if one.capture else None
        words = (version.title if version else "") or one.words or one.url
        url = one.capture.url if one.capture else one.url
        yield Lead(url, words, version.published if version else None, one.capture is not None)


def _citing(archive: Archive, capture: Capture) -> Iterator[Lead]:
    if not documents.is_document(archive.connection, capture):
        return
    for one in documents.citing(archive.connection, capture.url):
        version = next((v for v in archive.versions(one.url) if v.is_current), None)
        words = version.title if version else one.url
        note = _(
            "since {first} or before, last seen so {last}", first=day(one.first), last=day(one.last)
        )
        yield Lead(one.url, words, None, is_held=True, note=note)


def _dates(facts: Facts, version: Version | None) -> tuple[Stated, ...]:
    chosen = {
        "published": facts.published or (version.published if version else None),
        "modified": facts.modified or (version.modified if version else None),
    }
    found = []
    for about, value in chosen.items():
        claims = [claim for claim in facts.claims if claim.about == about]
        if value:
            marked = tuple((claim, claim.value == value) for claim in claims)
            found.append(Stated(_ABOUT[about], value, marked))
    return tuple(found)


def held_of(archive: Archive, urls: Iterable[str]) -> set[str]:
    """Those of these URLs that the archive has a text of."""
    sql = "SELECT 1 FROM page WHERE urlkey = ? AND version_id IS NOT NULL"
    run = archive.connection.execute
    return {url for url in set(urls) if run(sql, (page_key(url),)).fetchone()}


def site_of(archive: Archive, url: str) -> Site | None:
    """What was learned of the site of a URL; ``None`` where that is nothing, or damaged."""
    try:
        return of_host(archive.connection, host_of(url))
    except DamagedArchive:
        return None
