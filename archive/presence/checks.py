"""Checks of a page: what one observation says of whether it is there. Pure.

What an answer says follows the rules of docs/history.md, section "Presence". An error, a block page
or a failure says nothing, whatever else is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from archive.presence.targets import Target
from archive.translation import N_, _, n_

Says = Literal["there", "moved", "absent", "doubt", "unknown", "nothing"]
"""``doubt``: it speaks for an absence and alone makes none. ``nothing``: a step of the way to the
answer, such as a redirect to another spelling of the same address."""

THERE = ("ok", "unchanged", "partial")
"""Outcomes of answers that show the page."""
SHARED = 3
"""Unrelated pages of a host that one redirect must have come for, to be an answer to anything."""
_FEW_WORDS = 100
"""What takes a document's place with fewer words than this may be no page at all."""


@dataclass(frozen=True, slots=True)
class Host:
    """What other pages of the host showed around the time of a check.

    Attributes:
        there: whether any was there within some minutes.
        lost: whether any that is known to have been there was not, within the same minutes.
        front: whether the front page was; ``None`` where it was not asked for.
        near: whether any was there within some hours.
    """

    there: bool = False
    lost: bool = False
    front: bool | None = None
    near: bool = False

    @property
    def is_down(self) -> bool:
        """Whether the whole host did not answer as it does: then no page of it is absent."""
        return self.front is False or (self.lost and not self.there and not self.front)


@dataclass(frozen=True, slots=True)
class Check:
    """One observation of a page.

    Attributes:
        time: when.
        outcome: see ``archive.observation.Outcome``; ``refused`` where robots.txt forbade to ask,
            ``unlisted`` where a list left the page out and kept what stood below it.
        url: the spelling that was asked for.
        capture: the number of its record; 0 where there is none, or none any more.
        status: HTTP status.
        evidence: why it is taken for that.
        wall: what kind of block page or stand-in it is.
        kind: what the page was read as; empty where nothing was read.
        words: how many words it had, where it took the place of a document.
        target: where it redirects to.
        host: what the host showed besides.
    """

    time: datetime
    outcome: str
    url: str = ""
    capture: int = 0
    status: int | None = None
    evidence: str = ""
    wall: str | None = None
    kind: str = ""
    words: int | None = None
    target: Target | None = None
    host: Host = field(default=Host())


@dataclass(frozen=True, slots=True)
class Said:
    """What a check says, and why."""

    says: Says
    why: str


def said(check: Check, before: str = "") -> Said:
    """What a check says.

    Args:
        check: the check.
        before: what the page was read as when it was there last; empty where that is unknown.
    """
    found = _answered(check, before)
    if found.says == "absent" and check.host.is_down:
        if check.host.front is False:
            message = N_("{why}; the front page of the host was not there at that time either")
        else:
            message = N_("{why}; another page of the host was not there at that time either")
        return Said("unknown", _(message, why=found.why))
    return found


def _answered(check: Check, before: str) -> Said:
    outcome = check.outcome
    if outcome in THERE:
        return _shown(check, before)
    if outcome == "absent":
        words = check.evidence or f"{check.status or 'absent'}{_reason(check.status)}"
        return Said("absent", words)
    if outcome == "redirect":
        return _redirected(check, before)
    if outcome == "unlisted":
        return Said("doubt", check.evidence)
    if outcome == "refused":
        return Said(
            "unknown", _("not asked for: {why}", why=check.evidence or _("forbidden by robots.txt"))
        )
    if check.status == 451:
        # RFC 7725, 3: it implies neither the existence nor the absence of what was asked for.
        return Said(
            "unknown", _("451: withheld for legal reasons, at least from where it was asked")
        )
    return Said("unknown", check.evidence or outcome)


def _reason(status: int | None) -> str:
    return {404: " Not Found", 410: " Gone"}.get(status or 0, "")


def _shown(check: Check, before: str) -> Said:
    if check.kind == "block":
        return Said("unknown", _("a gatekeeper's page"))
    if check.words is not None and before == "document" and check.words < _FEW_WORDS:
        return Said(
            "doubt",
            n_(
                "a page of {n} word in the place of a document",
                "a page of {n} words in the place of a document",
                check.words,
            ),
        )
    return Said("there", "")


def _redirected(check: Check, before: str) -> Said:
    target = check.target
    if target is None:
        return Said("unknown", _("a redirect to nowhere"))
    if target.place == "itself":
        return Said("nothing", "")
    if target.place == "barred":
        return Said("unknown", _("redirect to {url}, which is no page of it", url=target.url))
    if target.place == "absent":
        return Said(
            "absent",
            _(
                "redirect to {url}, which is absent{evidence}",
                url=target.url,
                evidence=_told(target.why),
            ),
        )
    is_own = before in ("article", "document", "")
    if target.place == "front" and is_own:
        return Said("absent", _("redirect to {url}, the front page", url=target.url))
    if target.place == "section" and is_own:
        return Said("absent", _("redirect to {url}, a section", url=target.url))
    if target.shared >= SHARED and is_own:
        return Said("absent", _("redirect to {url}, as other pages of the host do", url=target.url))
    if target.place == "unseen":
        return Said(
            "unknown",
            _(
                "redirect to {url}{evidence}",
                url=target.url,
                evidence=_told(target.why or _("not looked at")),
            ),
        )
    return Said("moved", _("moved to {url}", url=target.url))


def _told(why: str) -> str:
    return f" ({why})" if why else ""
