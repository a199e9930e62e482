"""What only the archive can tell: the same answer for many URLs, a page that shrank to a refusal.

Pure functions over what the store knows. Everything that a page shows is compared, menus and all:
two pages that differ in more than a few words are two pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from archive.clean.walls import Finding, Short
from archive.clean.walls.words import lasting
from archive.store.briefs import Brief, Past

WINDOW = timedelta(hours=24)
"""Answers further apart than that are not compared."""
COMPARED = 60
"""Short answers of a host that are compared with a new one, at most."""
SUBJECTS = 3
"""Unrelated URLs that must have had the same answer."""
LONG_WORDS = 300
"""Words that a page must have had to collapse."""
COLLAPSED_WORDS = 40
"""Words that a collapsed page has at most."""

_DIFFERING = 4
# Path segments that name a view of a page, or a part of a list, and no page.
_VIEW = re.compile(
    r"print(?:able|er)?|amp|pdf|embed|share|comments?|feed|rss|mobile|m|full|view|content|page|p|"
    r"index|default|home|-|\d{1,3}|[a-z]{2}(?:[-_][a-z]{2})?",
    re.IGNORECASE,
)
# Lists of what a site has under a word often have nothing.
_LISTS = re.compile(
    r"/(?:search|suche|recherche|tags?|categor\w+|topics?|authors?|archives?|label)(?:/|$)"
    r"|[?&](?:s|q|query|search|tag|cat)=",
    re.IGNORECASE,
)
# Of a list each year has a page of its own.
_YEARS = re.compile(r"[-_.]?(?<!\d)(?:19|20)\d\d(?!\d)")
_ENDING = re.compile(r"(?:\.(?:html?|php|aspx?|jsp|cgi|amp|print))+$", re.IGNORECASE)


def repeated(brief: Brief, others: Sequence[Brief]) -> tuple[Finding, tuple[int, ...]] | None:
    """Whether a short answer is one that came for unrelated URLs of its host too.

    Args:
        brief: the answer.
        others: short answers of the host around its time.

    Returns:
        What it is, and the captures that had the same answer; ``None`` if it is not.
    """
    if _LISTS.search(brief.url):
        return None
    same = [other for other in others if not _LISTS.search(other.url) and _is_same(brief, other)]
    subjects = {_subject(one.url): one.url for one in (*same, brief)}
    if len(subjects) < SUBJECTS:
        return None
    examples = [url for url in subjects.values() if url != brief.url][: SUBJECTS - 1]
    words = len(brief.text.split())
    evidence = (
        f'repeated: title "{brief.title[:60]}", {words} words, the same for {len(subjects)} pages '
        f"of the host: {', '.join((brief.url, *examples))}"
    )
    return Finding("repeated", evidence), tuple(other.capture_id for other in same)


def collapsed(short: Short, past: Past | None) -> Finding | None:
    """Whether a page that said much says a few words of refusal now.

    A text that was withdrawn or cut keeps its title, or says so in words of its own: that is an
    edit, and the one that matters most.

    Args:
        short: what it says now.
        past: what it said last.
    """
    if past is None or past.words < LONG_WORDS or not may_have_collapsed(short):
        return None
    if _is_in(past.title, short.title):
        return None
    name = "soft 404" if short.lacks else "collapsed"
    evidence = (
        f'{name}: title "{short.title[:60]}", {short.words} words, '
        f"where {past.words} stood on {past.time:%Y-%m-%d}"
    )
    return Finding("soft-404" if short.lacks else "collapsed", evidence)


def may_have_collapsed(short: Short) -> bool:
    """Whether an answer is so short and so titled that the page's past is worth a look."""
    return short.refuses and short.words <= COLLAPSED_WORDS


def _is_same(one: Brief, other: Brief) -> bool:
    """Whether two answers are one, but for numbers in them and a word or two."""
    if one.digest == other.digest:
        return True
    if lasting(one.title) != lasting(other.title):
        return False
    mine, theirs = Counter(lasting(one.text)), Counter(lasting(other.text))
    differing = ((mine - theirs) + (theirs - mine)).total()
    if differing > min(_DIFFERING, mine.total() // 5) or not mine:
        return False
    return not _echoes(one.url, mine) and not _echoes(other.url, theirs)


def _echoes(url: str, words: Counter[str]) -> bool:
    """Whether a page says what its URL is about, so that it knows what it was asked for."""
    subject = lasting(_subject(url))
    return bool(subject) and all(word in words for word in subject)


def _subject(url: str) -> str:
    """What a URL is about: the last part of its path that names more than a view.

    Translations, print views, pages and years of a list and tracking parameters have the same
    subject.
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return url
    names = [_YEARS.sub("", _ENDING.sub("", part)).lower() for part in path.split("/")]
    return next((name for name in reversed(names) if name and not _VIEW.fullmatch(name)), "")


def _is_in(old: str, new: str) -> bool:
    """Whether a title still holds the old one."""
    return " ".join(lasting(old)) in " ".join(lasting(new)) if lasting(old) else False
