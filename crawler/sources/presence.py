"""``[gone]`` of a source file: when a page that is absent counts as gone; see docs/sources.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from archive.presence import USUAL, Terms

if TYPE_CHECKING:
    from crawler.sources.loading import Reader

KEYS = ("checks", "over")
_MOST = 100


def terms_of(reader: Reader, table: Mapping[str, Any]) -> Terms:
    """When pages count as gone, as a source file says.

    Raises:
        BadInput: a value is none; fewer than two checks, or no time between them, prove nothing.
    """
    checks = reader.value(table, "checks", int, USUAL.checks)
    over = reader.span(table, "over", "") if "over" in table else USUAL.over
    if not 2 <= checks <= _MOST:
        raise reader.error("checks", f"is {checks}; write a number from 2 to {_MOST}", "gone.")
    if over < timedelta(hours=1):
        raise reader.error("over", f"is {table['over']!r}; an hour is the least", "gone.")
    return Terms(checks, over)
