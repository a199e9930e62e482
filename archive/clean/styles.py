"""References out of style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2

_ESSENCE = re.compile(r"[uU][rR][lL]\(|@[iI]|[iI]mage-set\(")
# One alternative for each thing a reference can hide in or behind (CSS Syntax 3, 4.3), so that
# nothing is taken from comments or strings. The set in front lets the search skip all other
# characters at once; quantifiers are possessive, so nothing is tried twice.
_STRING = r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
_TOKEN = re.compile(
    rf"""
    [/@uUiI"'](?:
        (?<=/)\*(?:[^*]|\*(?!/))*+(?:\*/)?
      | (?<=@)[nN][aA][mM][eE][sS][pP][aA][cC][eE][^;{{}}]*+;?
      | (?<=@)[iI][mM][pP][oO][rR][tT]\s*+(?P<import>{_STRING})
      | (?<=[uU])[rR][lL](?P<url>\(\s*+(?:{_STRING}|(?:[^"'()\\\s]|\\.)*+)\s*+\))
      | (?<=[iI])[mM][aA][gG][eE]-[sS][eE][tT]\(\s*+(?P<set>{_STRING})
      | (?<=")(?:[^"\\\n]|\\.)*+"
      | (?<=')(?:[^'\\\n]|\\.)*+'
    )
    """,
    re.VERBOSE | re.DOTALL,
)


def references(css: str) -> Iterator[str]:
    """What ``url()``, ``@import`` and ``image-set()`` name, unescaped, as written."""
    if not _ESSENCE.search(css):
        return
    for match in _TOKEN.finditer(css):
        if quoted := match["import"] or match["set"]:
            yield _unquoted(quoted)
        elif fragment := match["url"]:
            inner = fragment[1:-1].strip()
            if not inner.lstrip("\"'").lower().startswith("data:"):
                yield _unquoted(inner) if inner[:1] in "\"'" else _bare(inner)


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    token = tinycss2.parse_one_component_value(quoted)
    return str(getattr(token, "value", ""))


def _bare(inner: str) -> str:
    if "\\" not in inner:
        return inner
    token = tinycss2.parse_one_component_value(f"url({inner})")
    return str(getattr(token, "value", ""))
