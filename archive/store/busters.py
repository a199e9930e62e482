"""URLs under which one thing is asked for again: by stated rules, the surest first.

A page that is shown anew asks for its files under other addresses than were captured: with the
number of this moment, the name of this moment's function, the version of another day. Each rule
says which parameters it passes over, and for what; those before it are passed over as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.store.database import Connection


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: what it is called.
        path: what the path of a URL must be, as it stands in a urlkey.
        passed_over: which parameters mean nothing, each as it stands there.
        is_needed: whether only their values mean nothing: one with such a parameter is never the
            same as one without.
    """

    name: str
    path: re.Pattern[str]
    passed_over: re.Pattern[str]
    is_needed: bool = False


_ANY = re.compile(r".*", re.DOTALL)
_FILES = re.compile(
    r".*\.(?:css|m?js|wasm|eot|otf|ttf|woff2?|avif|bmp|cur|gif|ico|jpe?g|png|svg|webp"
    r"|mp[34]|m4[av]|og[agv]|opus|wav|webm|vtt|srt)",
    re.DOTALL,
)
"""Paths of files that lie on a disk: what stands after them chooses no other one."""

RULES = (
    Rule(
        "cache",
        _ANY,
        re.compile(
            r"(?:(?:_|cb|rnd|rand|random|ts|t|time|timestamp|v|ver|nocache|no_cache|cache"
            r"|cachebust(?:er)?|buster|uncache)=[\w.-]*\d{6,}[\w.-]*|\d{6,}"
            r"|(?:_|cb|rnd|rand|random|nocache|cachebust(?:er)?)=0\.\d+)"
        ),
    ),
    Rule(
        "callback",
        _ANY,
        re.compile(r"(?:callback|jsonp|jsonpcallback|jsoncallback|_callback)=[\w.$\[\]%]*"),
        is_needed=True,
    ),
    Rule(
        "tracking",
        _ANY,
        re.compile(
            r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|_ga|_gl|igshid|wt_mc|pk_\w+"
            r"|mtm_\w+)(?:=.*)?"
        ),
    ),
    Rule(
        "version",
        _FILES,
        re.compile(
            r"(?:v|ver|version|rev|revision|r|build|hash|h|sha|md5|id|t|ts|_|q|cb|mod|modified"
            r"|updated|bust|d|date)?=?[\da-f.\-]+"
        ),
    ),
    Rule("file", _FILES, _ANY),
)
"""Surest first: a number that keeps caches from answering; the name of a function that is to be
called with the answer; where a reader came from; the version of a file; anything after a file."""
_CANDIDATES = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """Keys under which the same was captured.

    Attributes:
        rule: the rule by which they are the same.
        keys: those with most parameters in common with what was asked for.
    """

    rule: Rule
    keys: tuple[str, ...]


def reduced(key: str, rule: Rule) -> str:
    """A urlkey without what a rule, and those before it, pass over."""
    base, _, query = key.partition("?")
    rules = [
        one for one in RULES[: RULES.index(rule) + 1] if one.path.fullmatch(base.partition(")")[2])
    ]
    kept = []
    for part in filter(None, query.split("&")):
        by = next((one for one in rules if one.passed_over.fullmatch(part)), None)
        if by is None:
            kept.append(part)
        elif by.is_needed:
            kept.append(part.partition("=")[0])
    return base + ("?" + "&".join(kept) if kept else "")


def matched(key: str, candidates: Iterable[str]) -> Match | None:
    """Which of these keys are the same as one, by the first rule by which any is.

    Args:
        key: a urlkey.
        candidates: keys of the same path, with other parameters or none.
    """
    others = [one for one in candidates if one != key]
    own = _parameters(key)
    for rule in RULES:
        if not rule.path.fullmatch(key.partition("?")[0].partition(")")[2]):
            continue
        wanted = reduced(key, rule)
        common = {
            one: len(own & _parameters(one)) for one in others if reduced(one, rule) == wanted
        }
        if common:
            most = max(common.values())
            return Match(rule, tuple(one for one, count in common.items() if count == most))
    return None


def _parameters(key: str) -> set[str]:
    """What a query consists of, and the names in it: what has a name too much is another thing."""
    parts = [part for part in key.partition("?")[2].split("&") if part]
    return {*parts, *(f"{part.partition('=')[0]}=" for part in parts)}


def alike(connection: Connection, key: str) -> Match | None:
    """Keys of captures that are the same as one that was not captured, by the surest rule."""
    base = key.partition("?")[0]
    rows = connection.execute(
        "SELECT DISTINCT urlkey FROM capture "
        "WHERE urlkey = ? OR (urlkey > ? AND urlkey < ?) LIMIT ?",
        # "@" is the character after "?".
        (base, f"{base}?", f"{base}@", _CANDIDATES),
    ).fetchall()
    return matched(key, (found for (found,) in rows))
