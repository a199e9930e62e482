"""The title of a page, out of the several it gives itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.clean.facts import Facts, flat, is_article

_SEPARATOR = re.compile(r"\s+[|·•–—»:›~]+\s+|\s+-{1,2}\s+|\s*[|｜]\s*|\s*::\s*")
_AFTER = re.compile(r"\s*[|·•–—»›_(｜-]")
_LETTERS = re.compile(r"[\W_]+")
_USELESS = frozenset(
    ("home", "homepage", "untitled", "detail", "navigation", "index", "asset publisher")
)


def key(text: str) -> str:
    """Letters and digits only, lower case: what makes two titles the same."""
    return _LETTERS.sub("", text).casefold()


def chosen(facts: Facts, url: str) -> str:
    """The title: what two of JSON-LD, Open Graph and headings agree on, else the first of them.

    The name of the site at either end is taken off.
    """
    site = site_names(facts, url)
    spoken = _usable([_headline(facts)], site)
    shared = _usable([facts.first("og:title")], site)
    headings = _usable(facts.headings, site)
    others = _usable([facts.first("twitter:title", "dc.title", "dcterms.title")], site)
    head = _usable([facts.title], site)
    candidates = shared + spoken + headings + others + head
    for title in (*shared, *spoken):
        if sum(key(title) == key(other) for other in candidates) > 1:
            return _shorter(title, headings)
    if len(headings) == 1 and headings[0] in head + spoken:
        return headings[0]
    return _shorter(next(iter(candidates), ""), headings) or _last_resort(facts)


def site_names(facts: Facts, url: str) -> frozenset[str]:
    """Keys of the names of the site."""
    names = [facts.first("og:site_name"), facts.first("application-name")]
    names += [facts.first("apple-mobile-web-app-title"), facts.first("twitter:site").lstrip("@")]
    publisher = facts.main.get("publisher")
    if isinstance(publisher, dict):
        names.append(str(publisher.get("name") or ""))
    names += [str(node.get("name") or "") for node in facts.nodes if node.get("@type") == "WebSite"]
    host = (_host(url) or "").removeprefix("www.")
    labels = host.split(".")
    names += [host, *labels[-3:-1]]
    return frozenset(filter(None, map(key, names)))


def without_site(title: str, site: frozenset[str]) -> str:
    """The title without the site's name (and a section before it) at its end or start."""
    spans = list(_SEPARATOR.finditer(title))
    for span in spans:
        if _names(title[span.end() :], site):
            return _once(title[: span.start()].strip()) or title
    for span in reversed(spans):
        if _names(title[: span.start()], site):
            return _once(title[span.end() :].strip()) or title
    return _once(title)


def _once(title: str) -> str:
    # Liferay writes "T - T - Site".
    parts = _SEPARATOR.split(title)
    return parts[0].strip() if len(parts) == 2 and key(parts[0]) == key(parts[1]) else title


def _shorter(title: str, headings: list[str]) -> str:
    """The heading that the title begins with, if only a name after a separator follows it."""
    for heading in headings:
        rest = title.removeprefix(heading)
        if len(heading) >= 12 and rest != title and _AFTER.match(rest):
            return heading
    return title


def _names(part: str, site: frozenset[str]) -> bool:
    whole = key(part)
    return bool(whole) and (
        whole in site or (len(whole) > 10 and whole.removesuffix("online") in site)
    )


def _headline(facts: Facts) -> str:
    for node in (facts.main, *(node for node in facts.nodes if not is_article(node))):
        text = node.get("headline")
        if isinstance(text, str) and text.strip():
            return text
    return ""


def _usable(titles: list[str], site: frozenset[str]) -> list[str]:
    found = []
    for title in titles:
        text = without_site(flat(title), site)
        if len(text) > 1 and key(text) not in site and text.casefold() not in _USELESS:
            found.append(text[:500])
    return found


def _last_resort(facts: Facts) -> str:
    return next((text for text in (facts.title, *facts.headings) if text), "")[:500]


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
