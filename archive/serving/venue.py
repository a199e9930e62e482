"""Where the two origins are reached, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.serving.base import Base
from archive.serving.clerk import Clerk
from archive.serving.lock import Lock
from archive.serving.saver import Saver
from archive.translation.catalogue import ENGLISH

LOOPBACK = "127.0.0.1"
OWN_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]"))
"""Names this machine has for itself. Any other name led a browser here by way of DNS."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files by which the server proves who it is (PEM)."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Venue:
    """Where the two origins are reached, and by whom.

    Attributes:
        address: that is listened on.
        names: what may stand in ``Host``.
        lock: a password, if one is asked for.
        certificate: for HTTPS; plain HTTP without.
        saver: who saves pages at the wish of who reads; nobody if there is none.
        clerk: who makes and removes watches, likewise.
        base: the address under which others reach the reading room, where that is another one
            than they ask: it stands in citations.
        language: of the reading room, for who asks for none that there is.
    """

    address: str = LOOPBACK
    names: frozenset[str] = field(default=OWN_NAMES)
    lock: Lock | None = None
    certificate: Certificate | None = None
    saver: Saver | None = None
    clerk: Clerk | None = None
    base: Base | None = None
    language: str = ENGLISH

    @property
    def scheme(self) -> str:
        """``http`` or ``https``."""
        return "https" if self.certificate else "http"


HERE = Venue()
"""This machine alone."""
