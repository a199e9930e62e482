"""``[expect]`` of a source file: what is expected of a source; see docs/sources.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archive.health.expectations import Expectations, Rate

if TYPE_CHECKING:
    from crawler.sources.loading import Reader

KEYS = ("articles", "words", "languages")
_RATE = re.compile(r"(\d{1,6})\s+in\s+(\d+\s*[a-z])")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def expectations(reader: Reader, table: Mapping[str, Any]) -> Expectations:
    """What a source file expects of its source; nothing of an empty table.

    Raises:
        BadInput: a value is none.
    """
    languages = reader.strings(table, "languages")
    for code in languages:
        if not _LANGUAGE.fullmatch(code):
            raise reader.error(
                "languages", f'has {code!r}; write ISO 639-1 codes like "en"', "expect."
            )
    return Expectations(
        articles=_rate(reader, table) if "articles" in table else None,
        words=reader.value(table, "words", int, 0),
        languages=languages,
    )


def _rate(reader: Reader, table: Mapping[str, Any]) -> Rate:
    value = table["articles"]
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise reader.error(
            "articles", f'is {value!r}; write e.g. "1 in 7d", at least one', "expect."
        )
    span = reader.span({"articles": match[2]}, "articles", "")
    if not span:
        raise reader.error(
            "articles", f'is {value!r}; a time is missing, as in "1 in 7d"', "expect."
        )
    return Rate(int(match[1]), span)
