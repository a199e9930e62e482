"""What a script asks for by constant addresses: modules, workers, data, pictures, markup.

Only what stands where a script asks for something is taken, never a string that looks like a
path. What needs a body, or another method than GET, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from archive.clean.script.code import Literals
from archive.clean.script.constants import Constants
from archive.clean.script.places import Place
from archive.patterns import late

_HINTS = ("import", "export", "fetch", "Worker", ".open", ".src", ".write", "Request")
_SPOT = late(
    r"importScripts\s*+\(|import(?:\s++[\w$]|\s*+[\"'{*(])|export\s*+[{*]|fetch\s*+\("
    r"|new\s++(?:SharedWorker|Worker|Request|URL)\s*+\(|\.open\s*+\(|\.src\s*+=(?!=)"
    r"|\.write(?:ln)?+\s*+\("
)
_STATIC = late(r"(?:import|export)([^\"'`;()=]{0,8000}+)([\"'])")
_FROM = late(r"(?:^|[\s}*])from\s*$")
_META = late(r",\s*+import\s?\.\s?meta\s?\.\s?url\s*+\)")
_OWNER = late(r"(?:^|[^\w$.])(?:window|self|globalThis)\s?\.\s?$")
_OTHER_METHOD = late(r"\bmethod\b(?![\"']?\s*:\s*[\"'`]get[\"'`])|\bbody\b|\.\.\.", re.IGNORECASE)
_BRACKET = late(
    r""""(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`|[()\[\]{}]""", re.DOTALL
)
_FILE_LIKE = late(r"[/.?]")
_LONGEST = 8_000_000
_SPOTS = 2_000
_MOST = 500
_OPTIONS = 2_000
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$#")
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a script asks for: a URL (absolute), or markup that it writes into the page."""

    url: str = ""
    markup: str = ""


def asked(text: str, place: Place, modules: Mapping[str, str] = _NONE) -> Iterator[Asked]:
    """What a script asks for, in its order, at most 500; never raises.

    Args:
        text: the script.
        place: where it stands.
        modules: URLs of modules by name, as an import map gives them.
    """
    text = text[:_LONGEST]
    if not any(hint in text for hint in _HINTS):
        return iter(())
    spots = list(islice(_SPOT.finditer(text), 10 * _SPOTS))
    if not spots:
        return iter(())
    return islice(_Script(text, place, modules, spots[-1].end()).asked(spots), _MOST)


class _Script:
    """One script, read once."""

    __slots__ = ("_constants", "_literals", "_modules", "_place", "_text")

    def __init__(self, text: str, place: Place, modules: Mapping[str, str], end: int) -> None:
        self._text = text
        self._place = place
        self._modules = modules
        self._literals = Literals(text, end)
        self._constants = Constants(text, self._literals, place)

    def asked(self, spots: list[re.Match[str]]) -> Iterator[Asked]:
        """What it asks for at these spots."""
        code = (spot for spot in spots if self._is_code(spot))
        for spot in islice(code, _SPOTS):
            for reference in self._at(spot):
                if reference.url or reference.markup:
                    yield reference

    def _is_code(self, spot: re.Match[str]) -> bool:
        start = spot.start()
        if self._literals.holds(start):
            return False
        before = self._text[start - 1 : start]
        if before == "." and spot[0].startswith("fetch"):
            return _OWNER.search(self._text[max(0, start - 24) : start]) is not None
        return spot[0][0] == "." or not (before and (before in _WORD or before == "."))

    def _at(self, spot: re.Match[str]) -> Iterator[Asked]:
        what, end = spot[0], spot.end()
        if what.startswith("importScripts"):
            yield from self._scripts(end)
        elif what.startswith(("import", "export")):
            name = self._argument(end) if what[-1] == "(" else self._static(spot.start())
            yield Asked(self._module(name) or "")
        elif what.startswith(".open"):
            yield from self._opened(end)
        elif what.startswith(".src"):
            value = self._constants.assigned(end)
            if value and _FILE_LIKE.search(value):
                yield self._resolved(value)
        elif what.startswith(".write"):
            value = self._argument(end)
            yield Asked(markup=value if value and "<" in value else "")
        elif "URL" in what:
            yield from self._asset(end)
        else:
            is_worker = "Worker" in what
            yield self._resolved(self._argument(end, takes_any=is_worker, is_get=not is_worker))

    def _resolved(self, value: str | None) -> Asked:
        # A number is no address, and neither is what a sum of numbers would be.
        if not value or value.isdigit():
            return Asked()
        return Asked(self._place.resolved(value) or "")

    def _argument(self, at: int, *, takes_any: bool = True, is_get: bool = False) -> str | None:
        """The first argument of a call, if it is the same always."""
        found = self._constants.value(at)
        if found is None:
            return None
        end = self._constants.after(found[1])
        following = self._text[end : end + 1]
        if following == ")":
            return found[0]
        if following != "," or not (takes_any or is_get):
            return None
        return found[0] if not is_get or self._is_get(end + 1) else None

    def _is_get(self, at: int) -> bool:
        """Whether the options of a ``fetch`` that begin here are those of a plain question."""
        at = self._constants.after(at)
        if self._text[at : at + 1] == ")":
            return True
        if self._text[at : at + 1] != "{":
            return False
        depth = 0
        for match in _BRACKET.finditer(self._text, at, at + _OPTIONS):
            depth += (match[0] in "([{") - (match[0] in ")]}")
            if depth == 0 and match[0] == "}":
                return _OTHER_METHOD.search(self._text, at, match.end()) is None
        return False

    def _static(self, start: int) -> str | None:
        """The module of ``import … from "x"``, ``import "x"`` or ``export … from "x"``."""
        match = _STATIC.match(self._text, start)
        if match is None:
            return None
        is_bare = not match[1].strip() and self._text[start] == "i"
        if not (is_bare or _FROM.search(match[1])):
            return None
        found = self._constants.value(match.start(2))
        return found[0] if found else None

    def _module(self, name: str | None) -> str | None:
        if not name:
            return None
        if name in self._modules:
            return self._modules[name]
        prefix = max((p for p in self._modules if p[-1:] == "/" and name.startswith(p)),
                     key=len, default="")  # fmt: skip
        if prefix:
            return self._modules[prefix] + name[len(prefix) :]
        return self._place.module(name)

    def _scripts(self, at: int) -> Iterator[Asked]:
        """Each of the scripts that a worker imports, relative to its own URL."""
        while (found := self._constants.value(at)) is not None:
            end = self._constants.after(found[1])
            if self._text[end : end + 1] not in (",", ")"):
                return
            yield self._resolved(found[0])
            at = end + 1
            if self._text[end] == ")":
                return

    def _opened(self, at: int) -> Iterator[Asked]:
        """``open("GET", "x")`` of an XMLHttpRequest."""
        method = self._constants.value(at)
        if method is None or method[0].upper() != "GET":
            return
        end = self._constants.after(method[1])
        if self._text[end : end + 1] == ",":
            yield self._resolved(self._argument(end + 1))

    def _asset(self, at: int) -> Iterator[Asked]:
        """``new URL("x", import.meta.url)``, by which bundled modules name their files."""
        found = self._constants.value(at)
        if found is None or not found[0].strip("./") or found[0].endswith("/"):
            return
        if _META.match(self._text, self._constants.after(found[1])):
            yield Asked(self._place.module(found[0]) or self._place.module(f"./{found[0]}") or "")
