"""Texts in an archive that are similar to one: candidates by fingerprints, then word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.archive import READABLE, Archive
from archive.clean import LISTS, Article
from archive.errors import NotFound
from archive.history.diff import Difference
from archive.shingles import Shingles, fingerprints, shingles
from archive.similar.comparison import Share, changed, shared
from archive.store import database
from archive.store import fingerprints as kept
from archive.store.texts import COLUMNS, Version, version_of

LEAST = 0.3
"""Share of the words of either text that must be shared, unless another is asked for."""
FEWEST = 40
"""Words that must be shared: below that it is a phrase, or what a site puts under every text."""

_PAGES = 500
"""Pages that a fingerprint is followed to; one that more have is of a common passage."""
_COMPARED = 200
"""Pages whose texts are compared, those with most fingerprints in common first."""
_FEW = 30
"""The same where only their number is told."""
_LOOKED_AT = 2000
"""Pages that are looked at for some of the source that is asked for."""
_VERSIONS = 50
"""Versions of a page that are compared, the newest."""
_NUMBERS = 20_000
"""Fingerprints of a text that are looked up: of a text of some 300,000 words all."""

_TEXTS = (
    f"SELECT {COLUMNS}, source.name FROM version JOIN page ON page.id = version.page_id "
    "JOIN capture ON capture.id = version.capture_id "
    "LEFT JOIN source ON source.id = capture.source_id WHERE page.id = ? "
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The text that others are compared with.

    Attributes:
        title: its title.
        words: its summary and its text.
        version: which one of the archive it is, if it is of the archive.
    """

    title: str
    words: str
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text that is similar to another.

    Attributes:
        subject: that other text.
        version: the text.
        source: name of the source, if any.
        share: how much they have in common; ``here`` is the subject, ``there`` this text.
    """

    subject: Subject
    version: Version
    source: str | None
    share: Share

    @property
    def since(self) -> timedelta | None:
        """How long after the subject it was first seen; negative if before it."""
        known = self.subject.version
        return self.version.first_seen - known.first_seen if known else None

    @property
    def changes(self) -> Difference:
        """What was changed from the subject to this text: what each has alone."""
        return changed(self.subject.words, _words(self.version))


@dataclass(frozen=True, slots=True)
class Similar:
    """What was found.

    Attributes:
        subject: the text that was compared with.
        texts: those similar to it, most similar first; of each page one.
        total: how many there are; with more than 200 candidates, among the likeliest of them.
        behind: pages that are not in the index yet, at most.
    """

    subject: Subject
    texts: tuple[Likeness, ...]
    total: int
    behind: int

    @property
    def first(self) -> Version | None:
        """The text given that was seen before all the others, the subject among them."""
        known = self.subject.version
        seen = [*([known] if known else []), *(one.version for one in self.texts)]
        seen.sort(key=lambda version: version.first_seen)
        is_one = len(seen) > 1 and seen[0].first_seen < seen[1].first_seen
        return seen[0] if is_one else None


def similar(
    archive: Archive,
    url: str,
    *,
    at: datetime | None = None,
    least: float = LEAST,
    source: str | None = None,
    limit: int = 10,
    all_versions: bool = False,
) -> Similar:
    """Texts of other pages that are similar to that of a page.

    A copy is found if a passage of 36 words in a row is the same in both, in whatever place, and
    nearly always if shorter ones are.

    Args:
        archive: the archive.
        url: the page.
        at: as it was captured nearest to a time; the latest text without it.
        least: share of the words of either text that the other must have, from 0 to 1.
        source: only texts of this source.
        limit: how many are given.
        all_versions: earlier texts of other pages too; of each page the one most similar.

    Raises:
        NotFound: the archive has no text of that page.
    """
    capture = archive.capture(url, at, outcomes=READABLE)
    version = archive.version_of(capture) if capture else None
    if at is None and version is None:
        version = next((v for v in reversed(archive.versions(url)) if v.is_current), None)
    if version is None:
        what = "text" if archive.captures(url) else "capture"
        raise NotFound(f"no {what} of {url} in {archive.path}")
    subject = Subject(version.title, _words(version), version)
    return _found(archive, subject, _Wanted(least, source, all_versions), limit)


def similar_to(
    archive: Archive,
    article: Article,
    *,
    least: float = LEAST,
    source: str | None = None,
    limit: int = 10,
    all_versions: bool = False,
) -> Similar:
    """Texts of the archive that are similar to one that is not in it; see ``similar``."""
    subject = Subject(article.title, kept.compared_words(article.summary, article.full))
    return _found(archive, subject, _Wanted(least, source, all_versions), limit)


def number_similar(archive: Archive, version: Version) -> int:
    """How many texts of other pages are similar to a version, among the likeliest few."""
    if version.kind in LISTS:
        return 0
    subject = Subject(version.title, _words(version), version)
    return _found(archive, subject, _Wanted(LEAST, None, False, _FEW), 0).total


@dataclass(frozen=True, slots=True)
class _Wanted:
    least: float
    source: str | None
    all_versions: bool
    compared: int = _COMPARED


def _found(archive: Archive, subject: Subject, wanted: _Wanted, limit: int) -> Similar:
    with database.explained(archive.path), database.snapshot(archive.connection):
        held = shingles(subject.words)
        found: list[Likeness] = []
        compared = 0
        for page in _candidates(archive, subject):
            texts = _texts(archive, page, wanted)
            compared += bool(texts)
            if best := _best(subject, held, texts, wanted.least):
                found.append(best)
            if compared >= wanted.compared:
                break
        left = kept.behind(archive.connection).count
    found.sort(key=lambda one: (-(one.share.here + one.share.there), one.version.first_seen))
    return Similar(subject, tuple(found[:limit]), len(found), left)


def _candidates(archive: Archive, subject: Subject) -> list[int]:
    """Other pages with a fingerprint of a text, those with most of them first."""
    counts: Counter[int] = Counter()
    for number in sorted(fingerprints(subject.words))[:_NUMBERS]:
        counts.update(kept.pages_with(archive.connection, number, _PAGES))
    own = subject.version.page_id if subject.version else None
    ordered = sorted(counts, key=lambda page: (-counts[page], page))
    return [page for page in ordered if page != own][:_LOOKED_AT]


_Text = tuple[Version, str | None]
"""A version, and the name of its source."""


def _texts(archive: Archive, page: int, wanted: _Wanted) -> list[_Text]:
    """The texts of a page that are compared, the newest first; lists of articles are none."""
    which = "" if wanted.all_versions else "AND version.id = page.version_id "
    sql = f"{_TEXTS} {which}ORDER BY capture.time DESC, version.id DESC LIMIT {_VERSIONS}"
    rows = archive.connection.execute(sql, (page,)).fetchall()
    texts = [(version_of(row[:-1]), row[-1]) for row in rows if wanted.source in (None, row[-1])]
    return [(version, name) for version, name in texts if version.kind not in LISTS]


def _best(
    subject: Subject, held: Shingles, texts: Sequence[_Text], least: float
) -> Likeness | None:
    """Of the texts of a page the one most similar, the oldest of several; none below the least."""
    likenesses = (
        Likeness(subject, version, source, shared(held, shingles(_words(version))))
        for version, source in reversed(texts)
    )
    alike = [one for one in likenesses if is_similar(one.share, least)]
    return max(alike, key=lambda one: one.share.here + one.share.there, default=None)


def is_similar(share: Share, least: float) -> bool:
    """Whether two texts have enough in common to be told of."""
    return share.words >= FEWEST and max(share.here, share.there) >= least


def _words(version: Version) -> str:
    return kept.compared_words(version.summary, version.text)
