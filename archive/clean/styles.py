"""References out of style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2

_ESSENCE = re.compile(r"url\(|@import|image-set\(", re.IGNORECASE)
# One alternative for each thing a reference can hide in or behind (CSS Syntax 3, 4.3), so that
# nothing is taken from comments or strings. Quantifiers are possessive: no backtracking.
_TOKEN = re.compile(
    r"""
      /\*(?:[^*]|\*(?!/))*+(?:\*/)?
    | (?P<name>@namespace)[^;{}]*+;?
    | @import\s*+(?P<import>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
    | (?P<url>url\(\s*+(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|(?:[^"'()\\\s]|\\.)*+)\s*+\))
    | image-set\(\s*+(?P<set>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
    | "(?:[^"\\\n]|\\.)*+"
    | '(?:[^'\\\n]|\\.)*+'
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def references(css: str) -> Iterator[str]:
    """What ``url()``, ``@import`` and ``image-set()`` name, unescaped, as written."""
    if not _ESSENCE.search(css):
        return
    for match in _TOKEN.finditer(css):
        if quoted := match["import"] or match["set"]:
            yield _unquoted(quoted)
        elif fragment := match["url"]:
            inner = fragment[4:-1].strip()
            if not inner.lstrip("\"'").lower().startswith("data:"):
                yield _unquoted(inner) if inner[:1] in "\"'" else _bare(inner, fragment)


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    token = tinycss2.parse_one_component_value(quoted)
    return str(getattr(token, "value", ""))


def _bare(inner: str, fragment: str) -> str:
    if "\\" not in inner:
        return inner
    token = tinycss2.parse_one_component_value(fragment)
    return str(getattr(token, "value", ""))
