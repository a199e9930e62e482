"""Greffe's archive: keeps what was captured, and answers questions about it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.exchange import TLS, Exchange
    from archive.face import Archive

__all__ = ["TLS", "Archive", "Exchange"]

_HOMES = {"Archive": "archive.face", "Exchange": "archive.exchange", "TLS": "archive.exchange"}


def __getattr__(name: str) -> Any:
    # Text extraction is slow to import; `greffe --help` and the like need none of it.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'archive' has no attribute {name!r}")
