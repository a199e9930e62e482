"""References out of style sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import tinycss2

_ESSENCE = re.compile(r"[uU][rR][lL]\(|@[iI]|[iI]mage-set\(")
# One alternative for each thing a reference can hide in or behind (CSS Syntax 3, 4.3), so that
# nothing is taken from comments or strings. The set in front lets the search skip all other
# characters at once; quantifiers are possessive, so nothing is tried twice.
_STRING = r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
_BREAKING = re.compile(r'["\\<\x00-\x1f]')
_TOKEN = re.compile(
    rf"""
    [/@uUiI"'](?:
        (?<=/)\*(?:[^*]|\*(?!/))*+(?:\*/)?
      | (?<=@)[nN][aA][mM][eE][sS][pP][aA][cC][eE][^;{{}}]*+;?
      | (?<=@)[iI][mM][pP][oO][rR][tT]\s*+(?P<import>{_STRING})
      | (?<=[uU])[rR][lL](?P<url>\(\s*+(?:{_STRING}|(?:[^"'()\\\s]|\\.)*+)\s*+\))
      | (?<=[iI])[mM][aA][gG][eE]-[sS][eE][tT]\(
        (?P<set>(?:{_STRING}|[^"'()]|\((?:{_STRING}|[^"'()])*+\))*+)
      | (?<=")(?:[^"\\\n]|\\.)*+"
      | (?<=')(?:[^'\\\n]|\\.)*+'
    )
    """,
    re.VERBOSE | re.DOTALL,
)


# In a set of images what is in brackets is a ``url()``, or the name of a type.
_OF_SET = re.compile(
    rf"""(?P<string>{_STRING})|[uU][rR][lL](?P<url>\(\s*+(?:{_STRING}|(?:[^"'()\\\s]|\\.)*+)\s*+\))
    |\((?:{_STRING}|[^"'()])*+\)""",
    re.VERBOSE | re.DOTALL,
)


def references(css: str) -> Iterator[str]:
    """What ``url()``, ``@import`` and ``image-set()`` name, unescaped, as written."""
    return (name for _, _, name in _places(css) if name[:5].lower() != "data:")


def rewritten(css: str, target: Callable[[str], str]) -> str:
    """A style sheet with other references.

    Args:
        css: the style sheet.
        target: gives what is to stand for a reference.
    """
    parts, end = [], 0
    for start, stop, name in _places(css):
        kept = css[start:stop].lstrip()[:1]
        value = _BREAKING.sub(lambda match: f"%{ord(match[0]):02X}", target(name))
        parts += [css[end:start], f'("{value}")' if kept == "(" else f'"{value}"']
        end = stop
    return "".join([*parts, css[end:]])


def _places(css: str) -> Iterator[tuple[int, int, str]]:
    """Where a reference stands, with its quotes or brackets, and what it names."""
    if not _ESSENCE.search(css):
        return
    for match in _TOKEN.finditer(css):
        if match["import"]:
            yield *match.span("import"), _unquoted(match["import"])
        elif match["url"]:
            yield *match.span("url"), _named(match["url"])
        elif match["set"]:
            start = match.start("set")
            for one in _OF_SET.finditer(match["set"]):
                group = "string" if one["string"] else "url"
                if one[group]:
                    name = _unquoted(one["string"]) if one["string"] else _named(one["url"])
                    yield start + one.start(group), start + one.end(group), name


def _named(fragment: str) -> str:
    inner = fragment[1:-1].strip()
    return _unquoted(inner) if inner[:1] in ('"', "'") else _bare(inner)


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
