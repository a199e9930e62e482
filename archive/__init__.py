"""Greffe's archive: keeps what was captured, and answers questions about it."""

from __future__ import annotations

from archive.archive import Archive
from archive.exchange import TLS, Exchange

__all__ = ["TLS", "Archive", "Exchange"]
