"""Whether pages are there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archive.archive import Archive
from archive.presence import USUAL, Presence, Step, Terms
from archive.presence.gathering import terms_of
from archive.presence.wording import Standing, of_presence, of_row, sentence
from archive.store import presences


def terms_by_source(archive: Archive) -> dict[str | None, Terms]:
    """When pages count as gone, by the name of their source."""
    rows = archive.connection.execute("SELECT id, name FROM source").fetchall()
    return {None: USUAL, **{name: terms_of(archive.connection, number) for number, name in rows}}


def listed_record(
    row: tuple[presences.Row, str, str, str | None], terms: dict[str | None, Terms]
) -> dict[str, Any]:
    """A page of those that are listed by where they stand."""
    kept, url, title, source = row
    standing = standing_record(of_row(kept), terms.get(source))
    return {"url": url, "title": title, "source": source, **standing}


def standing_record(one: Standing, terms: Terms | None = None) -> dict[str, Any]:
    """Where a page stands."""
    terms = terms or USUAL
    away = one.away
    return {
        **asdict(one), "words": sentence(one), "away_seconds": away and round(away.total_seconds()),
        "gone_after": {"checks": terms.checks, "seconds": round(terms.over.total_seconds())},
    }  # fmt: skip


def presence_record(found: Presence) -> dict[str, Any]:
    """Where a page stands and how it came there."""
    stretches = [
        {
            "state": "back" if one.away is not None else one.state, "since": one.since,
            "until": one.until, "checks": len(one.steps), "evidence": one.steps[0].why,
            "captures": [step.check.capture for step in one.steps if step.check.capture],
        }
        for one in found.stretches
    ]  # fmt: skip
    return {**standing_record(of_presence(found), found.terms), "stretches": stretches}


def step_record(step: Step | None) -> dict[str, Any]:
    """What a capture says of the presence of its page, and the state that follows."""
    if step is None:
        return {"says": None, "presence": None}
    return {"says": step.says, "says_why": step.why, "presence": step.state}
