"""What is found when an answer is not the page: which kind of block page it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WallKind = Literal[
    "challenge", "captcha", "denied", "consent", "login", "parked", "soft-404", "repeated",
    "collapsed",
]  # fmt: skip
"""``challenge``: a script must be run first. ``captcha``: a person must prove to be one.
``denied``: a gatekeeper refuses. ``consent``: cookies must be agreed to first. ``login``: only
who is registered sees the page. ``parked``: nobody's domain, or a server without a site.
``soft-404``: the site says with a status of success that there is no such page. ``repeated``: the
same short answer came for several unrelated URLs. ``collapsed``: a long page shrank to a few words
of refusal. The last two are told by the archive, the others by one answer."""

GATES: tuple[WallKind, ...] = ("challenge", "captcha", "denied")
"""Kinds that a gatekeeper in front of the site answers, whatever URL is asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer is no content.

    Attributes:
        kind: what it is instead.
        evidence: by which signs, in one line.
    """

    kind: WallKind
    evidence: str

    @property
    def is_absence(self) -> bool:
        """Whether the site said that it has no such page, which is no refusal."""
        return self.kind == "soft-404"
