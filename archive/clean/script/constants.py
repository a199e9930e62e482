"""The values of expressions that are the same whenever a script runs: strings and their sums."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from archive.clean.script.code import Literals
from archive.clean.script.places import Place
from archive.patterns import late

NOW, CHANCE = "1000000000000", "0.1000000000000000"
"""They stand for the time and for chance, in which cache-busting addresses differ; always the same
ones, as pages would else need something new each time they are read."""

_SPACE = late(r"(?:\s|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING = late(r""""((?:[^"\\\n]|\\.){0,8192}+)"|'((?:[^'\\\n]|\\.){0,8192}+)'""", re.DOTALL)
_PLAIN = late(r"((?:[^`\\$]|\\.|\$(?!\{)){0,8192}+)(`|\$\{)", re.DOTALL)
_NUMBER = late(r"\d{1,16}(?![\w$.])")
_NAME = late(r"[A-Za-z_$][\w$]{0,99}+(?:\s?\.\s?[A-Za-z_$][\w$]{0,99}+){0,4}+")
_TIME = late(r"Date\.now\(\)|\(?\+?\s?\(?new\s+Date(?:\(\))?\)?(?:\.(?:getTime|valueOf)\(\))?\)?")
_NEW_URL = late(r"new\s+URL\s?\(")
_TEXT_OF = late(r"\s?\.(?:href\b|toString\(\))")
_CONSTANT = late(r"(const|let|var)\s++([A-Za-z_$][\w$]{2,99}+)\s*+=(?![=>])")
_ESCAPE = late(
    r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0",
            "\n": "", "\r": "", "\r\n": "", "\u2028": "", "\u2029": ""}  # fmt: skip
_WINDOW = late(r"^(?:window|self|document|globalThis|top|parent)\.(?=location\b)")
_GOES_ON = frozenset(".?[(+-*/%|&=<>:`")
_LONGEST = 8_192
_DEEPEST = 8
Value = tuple[str, int]
"""A string, and where its expression ends."""


class Constants:
    """Reads expressions of a script.

    Args:
        text: the script.
        literals: its parts that are no code.
        place: where it stands.
    """

    __slots__ = ("_known", "_literals", "_place", "_text", "_values")

    def __init__(self, text: str, literals: Literals, place: Place) -> None:
        self._text = text
        self._literals = literals
        self._place = place
        self._known: dict[str, int | None] | None = None
        self._values: dict[str, str | None] = {}

    def after(self, at: int) -> int:
        """The next place that is neither white space nor comment."""
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int = 0) -> Value | None:
        """The value of the expression that begins here; ``None`` where it is not the same always.

        What follows it is for the caller to look at.
        """
        parts: list[str] = []
        size = 0
        while depth < _DEEPEST and size <= _LONGEST:
            found = self._term(self.after(at), depth + 1)
            if found is None:
                return None
            parts.append(found[0])
            size += len(found[0]) + 1
            at = found[1]
            sign = self.after(at)
            if self._text[sign : sign + 1] != "+" or self._text[sign + 1 : sign + 2] in ("+", "="):
                return "".join(parts), at
            at = sign + 1
        return None

    def assigned(self, at: int, depth: int = 0) -> str | None:
        """The value of the expression that is a whole statement's right-hand side."""
        found = self.value(at, depth)
        if found is None:
            return None
        end = self.after(found[1])
        following = self._text[end : end + 1]
        is_new_line = "\n" in self._text[found[1] : end] and following not in _GOES_ON
        return found[0] if not following or following in ";,})" or is_new_line else None

    def _term(self, at: int, depth: int) -> Value | None:
        text = self._text
        first = text[at : at + 1]
        if first in ('"', "'"):
            string = _STRING.match(text, at)
            return (unescaped(string[1] or string[2] or ""), string.end()) if string else None
        if first == "`":
            return self._template(at + 1, depth)
        if (time := _TIME.match(text, at)) is not None:
            return NOW, time.end()
        if text.startswith("Math.random()", at):
            return CHANCE, at + 13
        if first == "(":
            return self._bracketed(at, depth)
        if (made := _NEW_URL.match(text, at)) is not None:
            return self._url(made.end(), depth)
        if (number := _NUMBER.match(text, at)) is not None:
            return number[0], number.end()
        return self._named(at, depth)

    def _bracketed(self, at: int, depth: int) -> Value | None:
        found = self.value(at + 1, depth)
        end = self.after(found[1]) if found else 0
        return (found[0], end + 1) if found and self._text[end : end + 1] == ")" else None

    def _template(self, at: int, depth: int) -> Value | None:
        parts: list[str] = []
        while (plain := _PLAIN.match(self._text, at)) is not None and len(parts) < _LONGEST:
            parts.append(unescaped(plain[1]))
            if plain[2] == "`":
                return "".join(parts)[: _LONGEST + 1], plain.end()
            found = self.value(plain.end(), depth)
            end = self.after(found[1]) if found else 0
            if found is None or self._text[end : end + 1] != "}":
                return None
            parts.append(found[0])
            at = end + 1
        return None

    def _url(self, at: int, depth: int) -> Value | None:
        """``new URL(…)``, with or without what it is relative to."""
        found = self.value(at, depth)
        if found is None:
            return None
        end = self.after(found[1])
        base: Value | None = ("", end)
        if self._text[end : end + 1] == ",":
            base = self.value(end + 1, depth)
            end = self.after(base[1]) if base else 0
        if base is None or self._text[end : end + 1] != ")":
            return None
        try:
            url = urljoin(base[0], found[0])
        except ValueError:
            return None
        more = _TEXT_OF.match(self._text, end + 1)
        return url, more.end() if more else end + 1

    def _named(self, at: int, depth: int) -> Value | None:
        match = _NAME.match(self._text, at)
        if match is None:
            return None
        name = re.sub(r"\s", "", match[0])
        value = self._environment(name)
        if value is None:
            # ``url.href`` and ``url.toString()`` are the text of a URL.
            value = self._constant(name.removesuffix(".href"), depth)
        return (value, match.end()) if value is not None else None

    def _environment(self, name: str) -> str | None:
        place = self._place
        if name == "import.meta.url":
            return place.own
        if name == "document.baseURI":
            return place.base
        name = _WINDOW.sub("", name)
        if place.document is None or not name.startswith("location"):
            return place.document if name in ("document.URL", "document.documentURI") else None
        try:
            parts = urlsplit(place.document)
        except ValueError:
            return None
        return {
            "location": place.document,
            "location.href": place.document,
            "location.origin": f"{parts.scheme}://{parts.netloc}",
            "location.protocol": f"{parts.scheme}:",
            "location.host": parts.netloc,
            "location.hostname": parts.hostname or "",
            "location.pathname": parts.path,
            "location.search": f"?{parts.query}" if parts.query else "",
        }.get(name)

    def _constant(self, name: str, depth: int) -> str | None:
        """The value of what is declared once, by ``const``."""
        if name not in self._values:
            at = self._declared.get(name)
            self._values[name] = None  # while it is worked out: it may be named in itself
            if at is not None:
                self._values[name] = self.assigned(at, depth)
        return self._values[name]

    @property
    def _declared(self) -> dict[str, int | None]:
        if self._known is None:
            known: dict[str, int | None] = {}
            for match in _CONSTANT.finditer(self._text):
                if not self._literals.holds(match.start()):
                    is_single = match[1] == "const" and match[2] not in known
                    known[match[2]] = match.end() if is_single else None
            self._known = known
        return self._known


def unescaped(inner: str) -> str:
    """What the text between the quotes of a string stands for (ECMA-262, 12.9.4)."""
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_character, inner)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPED.get(match[4], match[4])
