"""Sentences of ours that an archive keeps in English, told in the language of who reads.

Evidence is written as a capture is kept, long before anybody reads it in some language. Whoever
shows it has it told anew by the message that it was made of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from archive.translation.catalogue import ENGLISH
from archive.translation.marking import N_
from archive.translation.speaking import _, spoken

_MESSAGES = (
    # archive.history.disclosure
    N_("the site's own date of the last change moved"),
    N_("the site's own date of publication moved"),
    N_("the site states no date of a last change"),
    N_("the site no longer states a date of its last change"),
    N_("the page came in another template as well"),
    N_("an older copy of the page may have answered"),
    N_("the site still states as its last change {claims}"),
    # archive.presence.checks
    N_("{why}; the front page of the host was not there at that time either"),
    N_("{why}; another page of the host was not there at that time either"),
    N_("not asked for: {why}"),
    N_("forbidden by robots.txt"),
    N_("451: withheld for legal reasons, at least from where it was asked"),
    N_("a gatekeeper's page"),
    N_("a page of {n} words in the place of a document"),
    N_("a redirect to nowhere"),
    N_("redirect to {url}, which is no page of it"),
    N_("redirect to {url}, which is absent{evidence}"),
    N_("redirect to {url}, the front page"),
    N_("redirect to {url}, a section"),
    N_("redirect to {url}, as other pages of the host do"),
    N_("redirect to {url}{evidence}"),
    N_("moved to {url}"),
    N_("another spelling of its address, which never showed it"),
    # archive.observation and archive.clean: why there is no text, or not all of it
    N_("no text"),
    N_("no answer"),
    N_("no text is read of {type}"),
    N_("206: a part of the page"),
    N_("truncated: {how}"),
    N_("too long to be read for its text: {size} bytes, at most {most} are read"),
    N_("the catalogue names it, and its text was answered by nothing ({status})"),
    N_("only its first {n} blocks are read"),
    N_("only a part of the file could be read"),
    N_("the page says no sentence: all its words are given"),
    N_("the file is encrypted: a password is needed to read it"),
)
"""The messages of sentences that are kept, with their parts; the narrower ones first."""
_PARTS = {"url": r"\S+?", "n": r"[\d,]+", "evidence": r"(?: \(.*\))?", "type": r"\S+"}


def retold(text: str) -> str:
    """A kept sentence in the language that is spoken; empty where it is none of ours."""
    return text if spoken() == ENGLISH else _retold(spoken(), text)


@lru_cache(maxsize=4096)
def _retold(language: str, text: str) -> str:
    del language  # it only tells what is remembered apart
    for message, pattern in _patterns():
        if match := pattern.fullmatch(text):
            parts = {name: _part(name, part) for name, part in match.groupdict().items()}
            return _(message, **parts)
    return ""


def _part(name: str, part: str) -> str:
    return (retold(part) or part) if name == "why" else part


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(message, re.compile(_pattern(message), re.DOTALL)) for message in _MESSAGES]


def _pattern(message: str) -> str:
    pieces = re.split(r"\{(\w+)\}", message)
    return "".join(
        f"(?P<{piece}>{_PARTS.get(piece, '.+?')})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
