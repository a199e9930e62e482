"""Citations out of an archive: of a capture, and of words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.archive import Archive
from archive.citing import site
from archive.citing.citation import Citation, day_of, line
from archive.citing.fragments import fragment
from archive.citing.persons import name_of
from archive.citing.reading import Reading, reading_of, words_of
from archive.citing.selectors import Passage, Quote, found, may_be_in, selector
from archive.citing.standing import Look, Standing, holding, nearest, standing
from archive.clean.titles import key
from archive.errors import DamagedArchive, NotFound
from archive.health.plan import unpacked
from archive.history.diff import Piece, page_of
from archive.history.observations import observations
from archive.presence.gathering import of_url
from archive.serving.addresses import address
from archive.serving.base import Base, written_url
from archive.store.captures import Capture
from archive.store.facts import NOTHING, Facts
from archive.store.texts import Version
from archive.translation import _
from archive.urls import host_of, microseconds
from archive.urls import name_of as host_name

_PRESENCE = {"there": "live", "back": "live", "gone": "dead", "never": "dead"}
_NUMBERS = ("application_numbers", "complaint_numbers", "reference", "ecli")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words in a capture that shows them.

    Attributes:
        capture, version: the capture, and its text.
        reading: the text as it is quoted from.
        places: where they stand in it, the one that is meant first.
        quote: the selector of that.
        fragment: the text fragment that leads to it.
        standing: whether they still stand.
    """

    capture: Capture
    version: Version
    reading: Reading
    places: tuple[Passage, ...]
    quote: Quote
    fragment: str
    standing: Standing

    @property
    def place(self) -> Passage:
        """Where the words that are meant stand."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Missed:
    """Words that a capture does not have.

    Attributes:
        capture, version: the capture, and its text.
        words: what was looked for.
        nearest: what is likest to them there, and what differs; ``None`` where nothing is.
        held: when captures were made that do have them, oldest first.
    """

    capture: Capture
    version: Version
    words: str
    nearest: tuple[Passage, tuple[Piece, ...]] | None
    held: tuple[datetime, ...]


def quoted(archive: Archive, url: str, at: datetime | None, quote: Quote) -> Quoted | Missed:
    """Words that are quoted from a page.

    Args:
        archive: where it is.
        url: of the page.
        at: when it was captured; the nearest capture with a text is meant. The latest one that has
            the words without it.
        quote: the words.

    Raises:
        NotFound: the archive has no text of the page.
    """
    seen = _sights(archive, url)
    if not seen:
        raise NotFound(_("the archive has no text of {url}: nothing to quote from", url=url))
    looks = [Look(one.capture.time, one.version, one.is_reread) for one in seen]
    shown = _at(seen, at) if at else _latest(seen, quote)
    reading = reading_of(shown.version)
    places = found(reading, quote)
    if not places:
        words = " … ".join(part for part in (quote.exact, quote.until) if part)
        held = tuple(look.time for look in holding(looks, quote.exact))
        return Missed(shown.capture, shown.version, words, nearest(shown.version, words), held)
    place = places[0]
    alone = Quote(reading.words[place.start : place.end], start=place.start)
    others = (one for one in found(reading, alone) if one.start != place.start)
    return Quoted(
        capture=shown.capture,
        version=shown.version,
        reading=reading,
        places=(place, *others),
        quote=selector(reading, place.start, place.end),
        fragment=fragment(reading, place.start, place.end),
        standing=standing(looks, shown.version, place),
    )


def citation(
    archive: Archive,
    capture: Capture,
    version: Version | None,
    base: Base,
    said: Facts | None = None,
) -> Citation:
    """A capture as it is cited.

    Args:
        archive: where it is.
        capture: the capture.
        version: its text, if it shows one.
        base: the address under which others reach the reading room.
        said: what it says beside its text, where that is known already.
    """
    said = said or _said(archive, capture)
    name, publisher = _published_by(archive, capture)
    bodies = frozenset(map(key, (name, publisher))) - {""}
    language = (version.language or "") if version else ""
    authors = said.authors_or(version.authors) if version else ()
    stands = of_url(archive.connection, capture.url)
    state = "back" if stands and stands.is_back else stands.state if stands else ""
    return Citation(
        kind=version.kind if version else "",
        title=line(version.title) if version else "",
        url=written_url(archive.page_url(capture)),
        captured=capture.time,
        authors=tuple(name_of(line(one), language, bodies) for one in authors),
        site=name,
        publisher=publisher if key(publisher) != key(name) else "",
        published=day_of(said.published or (version.published if version else None)),
        number=_number(said),
        language=language,
        archive_url=base.joined(address("/page", capture.url, capture.time)),
        is_public=base.is_public,
        sha256=capture.digest.hex() if capture.digest else "",
        presence=_PRESENCE.get(state, ""),
    )


def of_quoted(archive: Archive, one: Quoted, base: Base) -> Citation:
    """Quoted words as they are cited: the archive's address leads to them."""
    cited = citation(archive, one.capture, one.version, base)
    segment = one.reading.segments[one.reading.number_at(one.place.start)]
    return replace(
        cited,
        archive_url=cited.archive_url + one.fragment,
        quote=one.quote.exact,
        quote_stands=one.standing.verdict == "stands",
        page=page_of(segment.block, one.version.pages),
    )


def _said(archive: Archive, capture: Capture) -> Facts:
    try:
        return archive.facts_of(capture)
    except DamagedArchive:
        return NOTHING


def _published_by(archive: Archive, capture: Capture) -> tuple[str, str]:
    """The name of the site, and who publishes it.

    The site is as its page says, else its publisher, else the host; the publisher as the file of
    its source says, else the page.
    """
    sql = "SELECT plan FROM source WHERE name = ?"
    row = archive.connection.execute(sql, (capture.source,)).fetchone()
    try:
        known = unpacked(row[0]).publisher if row and row[0] else ""
    except ValueError:
        known = ""
    name, told = map(line, site.names_of(archive, capture))
    publisher = line(known) or told
    return name or publisher or host_name(host_of(capture.url)), publisher


def _number(said: Facts) -> str:
    fields = {field.name: field.values for field in said.fields}
    name = next((name for name in _NUMBERS if fields.get(name)), None)
    if name is None:
        return ""
    values = ", ".join(map(line, fields[name]))
    if name != "application_numbers":
        return values
    return f"App {'no' if len(fields[name]) == 1 else 'nos'} {values}"


@dataclass(frozen=True, slots=True)
class _Sight:
    """A capture with the text that it shows."""

    capture: Capture
    version: Version
    is_reread: bool


def _sights(archive: Archive, url: str) -> list[_Sight]:
    """The captures of a page that show a text, oldest first."""
    versions = {version.id: version for version in archive.versions(url)}
    return [
        _Sight(one.capture, versions[one.version.id], one.change == "reread")
        for one in observations(archive, url)
        if one.version and one.version.id in versions
    ]


def _at(seen: Sequence[_Sight], at: datetime) -> _Sight:
    when = microseconds(at)
    within = [one for one in seen if one.capture.time.replace(microsecond=0) == at]
    return (
        within[0]
        if within
        else min(seen, key=lambda one: abs(microseconds(one.capture.time) - when))
    )


def _latest(seen: Sequence[_Sight], quote: Quote) -> _Sight:
    """The latest capture that has the words; the latest of all where none has."""
    known: dict[int, bool] = {}
    for one in reversed(seen):
        if one.version.id not in known:
            known[one.version.id] = may_be_in(words_of(one.version), quote) and bool(
                found(reading_of(one.version), quote)
            )
        if known[one.version.id]:
            return one
    return seen[-1]
