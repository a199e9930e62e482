"""Where a redirect leads, by the two addresses and by what was seen at the second. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from archive.identity import asked_for, own_key, page_key

Place = Literal["itself", "front", "section", "absent", "barred", "page", "unseen"]
"""``absent``: an error page, or an address that was answered with one. ``barred``: where visitors
are sent who may not see the page. ``unseen``: nothing is known of what is there."""

_FRONT = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?(?:/|$))?(?:(?:web/guest/)?"
    r"(?:index|home|default|accueil|startseite|start|welcome)?(?:\.(?:html?|php|aspx?|jsp))?)?/?",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"(?:^|[/_-])(?:40[34]|410|not[-_]?found|page[-_]?not[-_]?found|pagina-no-encontrada|notfound|"
    r"nicht[-_]gefunden|introuvable|error[-_]?404)(?:[./_-]|$)",
    re.IGNORECASE,
)
_BARRED = re.compile(
    r"(?:^|[/_.-])(?:log[-_]?in|sign[-_]?in|sso|oauth2?|auth|account|subscribe|subscription|"
    r"register|paywall|consent|cookies?|gdpr|captcha|challenge|blocked|block|denied|forbidden|"
    r"geo[-_]?block(?:ed)?|unavailable|maintenance|wartung|offline|error|fehler|erreur|sorry|"
    r"50[0-9]|451)(?:[./_-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a redirect leads.

    Attributes:
        url: there.
        place: what that is to the page.
        why: what was seen of it.
        shared: how many unrelated pages of the host were sent there.
    """

    url: str
    place: Place
    why: str = ""
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at the address that a redirect leads to.

    Attributes:
        outcome: of the answer nearest in time; empty where there is none.
        evidence: of that answer.
        is_list: whether the page there is one that lists others.
        is_page: whether it has a text of its own.
    """

    outcome: str = ""
    evidence: str = ""
    is_list: bool = False
    is_page: bool = False


NOT_SEEN = Seen()


def absolute(url: str, location: str) -> str:
    """The address that a ``Location`` names; empty where it names none."""
    try:
        return urljoin(url, location.strip()) if location.strip() else ""
    except ValueError:
        return ""


def target_of(url: str, location: str, seen: Seen = NOT_SEEN, shared: int = 0) -> Target | None:
    """Where a redirect from a page leads.

    Args:
        url: of the page.
        location: as the answer names it.
        seen: what was seen there.
        shared: how many unrelated pages of the host were sent there.

    Returns:
        That; ``None`` where it leads to nowhere.
    """
    there = absolute(url, location)
    if not there:
        return None
    return Target(there, *_place(url, there, seen), shared)


def _place(url: str, there: str, seen: Seen) -> tuple[Place, str]:
    if page_key(there) == page_key(url) or own_key(there) == own_key(url):
        return "itself", ""
    here, path = _path(url), _path(there)
    if _is_bare(there) and _FRONT.fullmatch(path):
        return ("itself", "") if _is_bare(url) and _FRONT.fullmatch(here) else ("front", "")
    if _ABSENT.search(path):
        return "absent", ""
    if seen.outcome == "absent":
        return "absent", seen.evidence
    if _BARRED.search(path) and not seen.is_page:
        return "barred", ""
    if seen.outcome in ("blocked", "error", "failure"):
        return "unseen", seen.evidence or seen.outcome
    if _is_above(path, here) or (seen.is_list and not _same_name(here, path)):
        return "section", ""
    if seen.is_page or _same_name(here, path):
        return "page", ""
    return "unseen", ""


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path) or "/"
    except ValueError:
        return "/"


def _is_bare(url: str) -> bool:
    """Whether nothing but its path says which page it is: ``/?p=12`` is an article."""
    try:
        query = urlsplit(asked_for(url)).query.lower()
    except ValueError:
        return False
    names = {part.partition("=")[0] for part in query.split("&") if part}
    return names <= {"error", "err", "notfound", "status", "ref", "from", "source", "redirect", "e"}


def _is_above(path: str, here: str) -> bool:
    """Whether a path is that of a folder that the other lies in."""
    above = path.rstrip("/").lower()
    return bool(above) and here.rstrip("/").lower().startswith(above + "/")


def _same_name(here: str, path: str) -> bool:
    """Whether two paths end in the same name of an article: it moved with it."""
    mine, theirs = (_name(one) for one in (here, path))
    return len(mine) > 3 and mine == theirs


def _name(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"(?:\.(?:html?|php|aspx?|jsp|amp))+$", "", last)
