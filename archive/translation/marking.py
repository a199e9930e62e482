"""Marks on messages that are translated where they are used: for tables."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  # gettext's own name
    """A message for ``_``."""
    return message


def NP_(context: str, message: str) -> str:  # noqa: N802  # likewise
    """A message with its context, for ``p_``."""
    del context
    return message
