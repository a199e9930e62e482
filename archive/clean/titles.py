"""The title of a page, out of the several it gives itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.clean.facts import Facts, Node, flat, is_article, types, words_of
from archive.clean.sketch import Sketch

_SEPARATOR = re.compile(
    r"\s+[|·•–—»:›~*]+\s+|\s+-{1,2}\s+|\s*[|｜]\s*|\s*::\s*|\s+»|\s*[：＿_]\s*(?=[^\x00-\x7f])"
    r"|(?<=[^\x00-\x7f])[-_](?=[^\x00-\x7f])"
)
_STRONG = re.compile(r"\s*[|｜»]\s*|\s+::\s+")
_AFTER = re.compile(r"\s*[|·•–—»›_(｜-]")
_LETTERS = re.compile(r"[\W_]+")
_WORDS = re.compile(r"\w+")
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|\[\[")
_USELESS = frozenset(
    ("home", "homepage", "untitled", "detail", "navigation", "index", "asset publisher")
)
_MASTHEAD = frozenset(("logo", "masthead", "brand", "branding", "site-title", "sitename"))
_LONGEST = 500
# Search engines cut a headline beyond 110 characters, so publishers cut theirs before.
_CUT = 100


def key(text: str) -> str:
    """Letters and digits only, lower case: what makes two titles the same."""
    return _LETTERS.sub("", text).casefold()


def chosen(facts: Facts, own: list[Node], url: str, site: frozenset[str], sketch: Sketch) -> str:
    """The title of a page, without the name of the site at either end.

    First the ``headline`` of the page's JSON-LD article, which nothing but a headline may stand in
    (schema.org); then the heading that the other titles bear out, without a kicker that they leave
    away; then Open Graph's, then that of the window. Where they disagree, the heading is what
    people see.

    Args:
        facts: of the page.
        own: JSON-LD objects of the page's own article.
        url: where the page came from.
        site: keys of the names of the site.
        sketch: of the page's text.
    """
    headings = _usable(
        [
            text
            for text, element in zip(facts.headings, facts.heads, strict=True)
            if not _is_masthead(element, url)
        ],
        site,
    )
    shared = _usable([facts.first("og:title")], site)
    head = [_headed(title, headings) for title in _usable([facts.title], site)]
    others = _usable([facts.first("twitter:title", "dc.title", "dcterms.title")], site)
    stated = shared + head + others
    if spoken := _usable([_headline(facts, own)], site):
        return _whole(_shorter(spoken[0], headings), headings)
    if heading := _borne_out(headings, stated):
        return _without_kicker(heading, stated)
    if heading := _written(sketch, facts.title, site):
        return heading
    if not shared and len(set(headings)) == 1 and not (head and _is_part(headings[0], head[0])):
        return headings[0]
    if stated:
        return _shorter(stated[0], headings)
    return next(iter(headings), "") or _last_resort(facts)


def site_names(facts: Facts, url: str) -> frozenset[str]:
    """Keys of the names of the site."""
    names = [facts.first("og:site_name"), facts.first("application-name")]
    names += [facts.first("apple-mobile-web-app-title"), facts.first("twitter:site").lstrip("@")]
    publisher = facts.main.get("publisher")
    if isinstance(publisher, dict):
        names.append(str(publisher.get("name") or ""))
    names += [str(node.get("name") or "") for node in facts.nodes if "website" in types(node)]
    host = (_host(url) or "").removeprefix("www.")
    labels = host.split(".")
    names += [host, ".".join(labels[-2:]), *labels[-3:-1]]
    return frozenset(filter(None, (key(name[:_LONGEST]) for name in names)))


def without_site(title: str, site: frozenset[str]) -> str:
    """The title without the site's name (and a section before it) at its end or start."""
    spans = list(_SEPARATOR.finditer(title))
    for number, span in enumerate(spans):
        next_start = spans[number + 1].start() if number + 1 < len(spans) else len(title)
        segment, rest = title[span.end() : next_start], title[span.end() :]
        is_last = number + 1 == len(spans)
        if _names(rest, site) or _names(segment, site) or (is_last and _resembles(rest, site)):
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


def _whole(headline: str, headings: list[str]) -> str:
    """The heading that goes on where the headline was cut."""
    if len(headline) >= _CUT or headline.endswith(("...", "…")):
        begun = key(headline.rstrip(". …"))
        for heading in headings:
            if key(heading).startswith(begun):
                return heading
    return headline


def _borne_out(headings: list[str], stated: list[str]) -> str:
    """The first heading that shares most of its words with another title."""
    told = [frozenset(_words(title)) for title in stated]
    for heading in headings:
        words = frozenset(_words(heading))
        for other in told:
            shared = len(words & other)
            if shared and 2 * shared >= min(len(words), len(other)):
                return heading
    return ""


def _without_kicker(heading: str, stated: list[str]) -> str:
    """What of the heading other titles have too, if that is all but some words at one end."""
    whole = key(heading)
    for title in stated:
        part = key(title)
        if (
            len(part) >= 12
            and part != whole
            and not title.endswith(("...", "…"))
            and (whole.endswith(part) or whole.startswith(part))
            and 3 * len(part) >= len(whole)
        ):
            return title
    return heading


def _written(sketch: Sketch, title: str, site: frozenset[str]) -> str:
    """A heading of any level that is one part of the window's title, the longest such."""
    parts = {key(part) for part in _SEPARATOR.split(title)} | {key(title)}
    wanted = {part for part in parts if len(part) >= 12 and part not in site}
    found = [
        leaf.text
        for leaf in sketch.leaves
        if leaf.kind == "heading" and len(leaf.text) <= len(title) + 20 and key(leaf.text) in wanted
    ]
    return flat(max(found, key=len)) if found else ""


def _headed(title: str, headings: list[str]) -> str:
    """The window's title without what stands behind a bar, unless a heading has it too."""
    span = _STRONG.search(title)
    if span is None or any(key(heading) == key(title) for heading in headings):
        return title
    before = title[: span.start()].strip()
    return before if len(_words(before)) >= 2 else title


def _is_part(heading: str, title: str) -> bool:
    """Whether another title holds the heading beside something else: it names the site."""
    part, whole = key(heading), key(title)
    return part != whole and whole.endswith(part)


def _is_masthead(element: HtmlElement, url: str) -> bool:
    """Whether a heading is the name of the site: it leads to the front page, or is its logo."""
    names = words_of(f"{element.get('class', '')} {element.get('id', '')}"[:300])
    if not _MASTHEAD.isdisjoint(names):
        return True
    above = element.getparent()
    links = [above] if above is not None and above.tag == "a" else []
    links += element.iter("a")
    front = _path(url) in ("", "/")
    return not front and any(_leads_home(link.get("href") or "", url) for link in links[:3])


def _leads_home(target: str, url: str) -> bool:
    if target in ("/", "./", "../"):
        return True
    host = _host(target) or ""
    return host == (_host(url) or "-") and _path(target) in ("", "/") and "?" not in target


def _names(part: str, site: frozenset[str]) -> bool:
    whole = key(part)
    return bool(whole) and (
        whole in site or (len(whole) > 10 and whole.removesuffix("online") in site)
    )


def _resembles(part: str, site: frozenset[str]) -> bool:
    """Whether few words hold a name of the site, or are held by one."""
    whole = key(part)
    if not 3 <= len(whole) <= 40 or len(_words(part)) > 5:
        return False
    return any(
        (len(name) >= 4 and whole.startswith(name)) or (len(whole) >= 4 and whole in name)
        for name in site
    )


def _headline(facts: Facts, own: list[Node]) -> str:
    for node in (*own, *(node for node in facts.nodes if not is_article(node))):
        text = _text(node, "headline") or (node in own and _text(node, "name"))
        if text:
            return text
    return ""


def _text(node: Node, name: str) -> str:
    text = node.get(name)
    return text.strip() if isinstance(text, str) else ""


def _usable(titles: list[str], site: frozenset[str]) -> list[str]:
    found = []
    for title in titles:
        text = without_site(flat(title[: 4 * _LONGEST]), site)
        name = key(text)
        if (
            (len(text) > 1 or not text.isascii())
            and name
            and name not in site
            and text.casefold() not in _USELESS
            and not _TEMPLATE.search(text)
        ):
            found.append(text[:_LONGEST])
    return found


def _words(text: str) -> list[str]:
    # Where words are not set apart, letters are compared.
    text = text.casefold()
    words = _WORDS.findall(text)
    return words if len(words) > 2 or text.isascii() else list(_LETTERS.sub("", text))


def _last_resort(facts: Facts) -> str:
    return next((text for text in (facts.title, *facts.headings) if text), "")[:_LONGEST]


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
