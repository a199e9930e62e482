"""A page through time: each capture, what it showed, and what that was against the one before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.errors import DamagedArchive
from archive.history.disclosure import Disclosure
from archive.history.evidence import Evidence, Kind
from archive.history.wording import sentence
from archive.presence.gathering import presence_of
from archive.presence.states import Presence, Step
from archive.presence.wording import span
from archive.store import captures, changes, headings, pages
from archive.store.captures import Capture
from archive.store.changes import Row
from archive.store.headings import Heading
from archive.translation import _, n_

if TYPE_CHECKING:
    from archive.archive import Archive

EDITS: tuple[Kind, ...] = ("edited", "metadata")
"""Kinds by which a page says something else than before."""
_SHOWN = ("ok", "unchanged")
_READINGS = (
    "SELECT capture_id, version_id, note FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE page_id = ?"
)


@dataclass(frozen=True, slots=True)
class Observed:
    """A capture of a page, and what it is against the one it is held against.

    Attributes:
        capture: the capture.
        version: the text that it shows, without its words; ``Archive.version_of`` has them.
        change: what kind of change it is.
        before: the number of the capture it is held against: the last before it with a text.
        added, removed, moved: words, noise aside; 0 where the texts were not compared.
        returned: whether the page had shown this text before the last one.
        disclosure: of an edit of an article or document, whether the site told of it.
        evidence: by what the kind is told, in a plain sentence.
        details: the same in its parts, of what was compared.
    """

    capture: Capture
    version: Heading | None
    change: Kind
    before: int | None = None
    added: int = 0
    removed: int = 0
    moved: int = 0
    returned: bool = False
    disclosure: Disclosure | None = None
    evidence: str = ""
    details: Evidence = field(default=Evidence())

    @property
    def has_other_text(self) -> bool:
        """Whether it shows another text than the capture it is held against, if only by noise."""
        found = self.details
        return bool(found.parts or found.noise or self.change == "reread")


def observations(archive: Archive, url: str, stands: Presence | None = None) -> list[Observed]:
    """Every capture of a page, oldest first.

    A block page, an error or an absence never becomes an edit: the text after it is compared
    with the text before it.

    Args:
        archive: where.
        url: of the page, in any spelling.
        stands: where the page stands, with every check, if that has been worked out already.

    Raises:
        DamagedArchive: what is stored of the page cannot be read.
    """
    connection = archive.connection
    page = pages.of_url(connection, url)
    if page is None:
        return []
    found = captures.of_url(connection, url)
    if stands is None and any(capture.outcome not in _SHOWN for capture in found):
        stands = presence_of(connection, page)
    rows = connection.execute(_READINGS, (page,)).fetchall()
    walk = _Walk(
        {number: (version, note) for number, version, note in rows},
        headings.of_page(connection, page),
        changes.of_page(connection, page),
        {step.check.capture: step for step in stands.steps} if stands else {},
        stands,
    )
    return [walk.next(capture) for capture in found]


@dataclass(slots=True)
class _Walk:
    """A walk through the captures of a page, oldest first."""

    readings: dict[int, tuple[int | None, str]]
    headings: dict[int, Heading]
    rows: dict[int, Row]
    steps: dict[int, Step]
    stands: Presence | None
    before: int | None = None
    shown: dict[int, datetime] = field(default_factory=dict)

    def next(self, capture: Capture) -> Observed:
        """What the next capture is."""
        version, note = self.readings.get(capture.id, (None, ""))
        heading = self.headings.get(version) if version is not None else None
        step = self.steps.get(capture.id)
        if heading is None:
            kind = _kind(capture, step)
            why = note or capture.evidence or "" if kind == "no text" else self._why(capture, step)
            return Observed(capture, None, kind, self.before, evidence=why)
        observed = self._shown(capture, heading, self.rows.get(capture.id))
        if step is not None and step.away is not None:
            observed = _back(observed, step)
        self.before = capture.id
        self.shown[heading.id] = capture.time
        return observed

    def _shown(self, capture: Capture, heading: Heading, row: Row | None) -> Observed:
        if row is None:
            kind: Kind = "unchanged" if self.before is not None else "first"
            return Observed(capture, heading, kind, self.before)
        try:
            details = Evidence.of(row.evidence)
        except (ValueError, TypeError) as error:
            what = f"what capture {capture.id} differs in is damaged: {error}"
            raise DamagedArchive(what) from error
        last = self.shown.get(heading.id) if row.returned else None
        kind = row.kind  # type: ignore[assignment]
        since = f"{last.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if last else ""
        return Observed(
            capture, heading, kind, row.before_id, row.added, row.removed, row.moved,
            bool(row.returned), row.disclosure,  # type: ignore[arg-type]
            sentence(kind, details, row.disclosure, since=since), details,
        )  # fmt: skip

    def _why(self, capture: Capture, step: Step | None) -> str:
        """By what it is told what a capture without a text is."""
        why = step.why if step and step.why else capture.evidence or ""
        if step and self.stands and step.says == "absent" and step.state == "gone":
            terms = self.stands.terms
            return n_(
                "{why}; absent at {n} check and for {span} at least",
                "{why}; absent at {n} checks and for {span} at least",
                terms.checks, why=why, span=span(terms.over),
            )  # fmt: skip
        return why or (f"{capture.status}" if capture.status else "")


def _kind(capture: Capture, step: Step | None) -> Kind:
    """What a capture is that shows no text, by its outcome and by what it says of its page."""
    outcome = capture.outcome
    if outcome in ("error", "failure", "partial"):
        return "error"
    if outcome == "blocked":
        return "blocked"
    if step and step.says == "absent":
        return "gone" if step.state == "gone" else "absent"
    if outcome == "redirect":
        target = step.check.target if step else None
        return "blocked" if target and target.place == "barred" else "moved"
    return "absent" if outcome == "absent" else "no text"


def _back(observed: Observed, step: Step) -> Observed:
    away = span(step.away) if step.away is not None else ""
    if observed.change in ("edited", "reread"):
        told = _("there again after {span}: another text", span=away)
    else:
        told = _("there again after {span}: the same text", span=away)
    evidence = _("; ").join(part for part in (told, observed.evidence) if part)
    return replace(observed, change="back", evidence=evidence)
