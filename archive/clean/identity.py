"""What a page says it is: its own URL, its other languages, its picture, section and subjects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from tld import get_fld

from archive.clean.addresses import Base
from archive.clean.article import Alternate
from archive.clean.facts import Facts, Node, flat, short_text_of, types
from archive.clean.head import Head
from archive.clean.titles import key

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*|x-default", re.IGNORECASE)
# A picture that stands for the site and not for the page.
_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logos?|default|placeholder|blank|spacer|avatar|favicon|no[-_]?image|fallback|"
    r"share[-_]?image|social[-_]?(?:share|default)|og[-_]?default|1x1|pixel|sprite)(?=[/_.-]|\d|$)",
    re.IGNORECASE,
)
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "cxenseparse:section",
             "article.section", "section", "dc.subject.section", "rnews:section")  # fmt: skip
_TAGS = ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "cxenseparse:tags",
         "news_keywords", "keywords", "dc.subject", "dcterms.subject", "rnews:keywords",
         "citation_keywords")  # fmt: skip
_LISTS = frozenset((
    "keywords", "news_keywords", "parsely-tags", "sailthru.tags", "dc.subject",
    "dcterms.subject", "rnews:keywords", "cxenseparse:tags", "citation_keywords",
))  # fmt: skip
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description",
                 "dcterms.description", "sailthru.description")  # fmt: skip
_COMMAS = re.compile(r"\s*[,;，、؛،]\s*")
# Labels for machines, which publishers put among their keywords.
_MACHINE = re.compile(r"[:=_{}<>/]|https?|^\d+$|^[A-Z0-9]{10,}$|\b(?:noads?|amp|type|tagid)\b")
_GENERAL = frozenset((
    "news", "home", "article", "articles", "uncategorized", "allgemein", "nachrichten",
    "startseite", "blog", "general", "sansrubrique", "noticias", "index", "homepage",
    "frontpage", "page", "default",
))  # fmt: skip
_LONGEST_TAG = 60
_SHORTEST_SUMMARY, _LONGEST_SUMMARY = 20, 1_000
_MOST_TAGS = 30


def canonical(facts: Facts, url: str) -> str | None:
    """The absolute URL that a page calls its own, unless it is another site's or the front page."""
    base = Base(url, facts.base)
    for reference in (facts.canonical, facts.first("og:url")):
        target = base.absolute(reference) if reference else None
        if target and is_kin(target, url) and not is_front_of(target, url):
            return target
    return None


def alternates(facts: Facts, url: str) -> tuple[Alternate, ...]:
    """The page in other languages (RFC 8288 ``alternate`` with HTML's ``hreflang``), each once."""
    base = Base(url, facts.base)
    found: dict[Alternate, None] = {}
    for name, reference in facts.alternates:
        tag = name.replace("_", "-")
        target = base.absolute(reference) if _TAG.fullmatch(tag) else None
        if target:
            found[Alternate(tag, target)] = None
    return tuple(found)


def image(facts: Facts, own: list[Node], url: str) -> str | None:
    """The picture that stands for the page: Open Graph's, else JSON-LD's, no logo."""
    base = Base(url, facts.base)
    stated = [facts.first("og:image:secure_url", "og:image", "og:image:url")]
    stated += [address for node in own for address in _pictures(node.get("image"))]
    stated += [address for node in own for address in _pictures(node.get("thumbnailUrl"))]
    stated.append(facts.first("twitter:image", "twitter:image:src", "parsely-image-url"))
    stated.append(facts.first("sailthru.image.full"))
    for element in facts.marked("image")[:10]:
        stated.append(element.get("content") or element.get("src") or element.get("href") or "")
    for reference in stated:
        target = base.absolute(reference) if reference else None
        if target and not _NO_PICTURE.search(urlsplit(target).path):
            return target
    return None


def section(facts: Facts, own: list[Node], head: Head) -> str:
    """The part of the site that a page belongs to, as it names it; empty where it does not."""
    stated = [flat(name) for node in own for name in _strings(node.get("articleSection"))]
    stated += [content for name in _SECTIONS for content in facts.meta.get(name, ())]
    for element in facts.marked("section")[:5]:
        if not head.is_stray(element):
            stated.append(element.get("content") or short_text_of(element, _LONGEST_TAG))
    stated += _crumbs(facts)
    for name in stated:
        # Trees of sections are written "News/World" or "News, World": the narrowest says most.
        if 1 < len(name) <= _LONGEST_TAG and not name.startswith("http") and _is_told(name):
            return name
    return ""


def tags(facts: Facts, own: list[Node], head: Head) -> tuple[str, ...]:
    """The subjects that a page names: tags, keywords that are real ones, links marked as tags."""
    for source in _subjects(facts, own, head):
        found = {key(tag): tag for tag in source if _is_tag(tag)}
        if found and len(found) <= _MOST_TAGS:
            return tuple(found.values())
    return ()


def summary(facts: Facts, own: list[Node], head: Head, known: Sequence[str]) -> str:
    """What a page says of itself in a sentence or more: its deck, else its description.

    Args:
        facts: of the page.
        own: JSON-LD objects of the page's own article.
        head: of the page.
        known: its title and authors; what says nothing else is no summary.
    """
    stated = [flat(text) for node in own for text in _strings(node.get("alternativeHeadline"))]
    decks = (
        short_text_of(element, _LONGEST_SUMMARY)
        for element in facts.marked("deck")[:20]
        if 0 <= head.distance(element) <= 6 and not head.is_stray(element)
    )
    described = [facts.first(*_DESCRIPTIONS)]
    described += [flat(text) for node in own for text in _strings(node.get("description"))]
    for text in (*decks, *described, *stated):
        if _SHORTEST_SUMMARY <= len(text) <= _LONGEST_SUMMARY:
            rest = key(text)
            for name in known:
                rest = rest.replace(key(name), "", 1)
            if len(rest) >= _SHORTEST_SUMMARY:
                return text
    return ""


def _subjects(facts: Facts, own: list[Node], head: Head) -> Iterator[list[str]]:
    yield list(facts.meta.get("article:tag", ()))
    yield [
        flat(tag)
        for node in own
        for text in _strings(node.get("keywords"))
        for tag in _COMMAS.split(text[:2_000])
    ]
    yield [
        short_text_of(element, _LONGEST_TAG)
        for element in facts.marked("tag")
        if element.tag != "meta" and not head.is_stray(element)
    ]
    for name in _TAGS:
        contents = facts.meta.get(name, ())
        if name in _LISTS:
            yield [tag for content in contents for tag in _COMMAS.split(content)]
        else:
            yield list(contents)


def _is_tag(tag: str) -> bool:
    return (
        1 < len(tag) <= _LONGEST_TAG
        and len(tag.split()) <= 6
        and not _MACHINE.search(tag)
        and key(tag) not in _GENERAL
        and bool(key(tag))
    )


def _is_told(name: str) -> bool:
    return bool(key(name)) and key(name) not in _GENERAL


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list) and depth < 3:
        for one in value[:50]:
            yield from _strings(one, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        yield from _strings(value.get("name"), depth + 1)


def _pictures(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list) and depth < 3:
        for one in value[:10]:
            yield from _pictures(one, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        yield from _pictures(value.get("url") or value.get("contentUrl"), depth + 1)


def _crumbs(facts: Facts) -> list[str]:
    """The last step but the page itself of a JSON-LD ``BreadcrumbList``."""
    for node in facts.nodes:
        steps = node.get("itemListElement")
        if "breadcrumblist" in types(node) and isinstance(steps, list) and len(steps) > 2:
            return list(reversed([flat(name) for name in _steps(steps[1:-1])]))
    return []


def _steps(steps: Iterable[Any]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, dict):
            item = step.get("item")
            name = step.get("name") or (item.get("name") if isinstance(item, dict) else None)
            if isinstance(name, str):
                yield name


def is_kin(one: str, other: str) -> bool:
    """Whether two URLs are of one publisher: of one host or one registrable domain."""
    try:
        hosts = [(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)]
    except ValueError:
        return False
    return hosts[0] == hosts[1] or _family(hosts[0]) == _family(hosts[1])


def _family(host: str) -> str:
    """The registrable domain of a host (public suffix list); an address is its own family."""
    if host.replace(".", "").isdigit() or ":" in host:
        return host
    known = get_fld(f"http://{host}/", fail_silently=True, search_private=True)
    return known or ".".join(host.rsplit(".", 2)[-2:])


def is_front_of(target: str, url: str) -> bool:
    """Whether a URL is that of the front page while another is not."""
    # Broken templates name the front page as the canonical URL of every page.
    parts = urlsplit(url)
    front = urlsplit(target)
    return front.path in ("", "/") and not front.query and parts.path not in ("", "/")
