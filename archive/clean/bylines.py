"""Who wrote a page, as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from archive.clean.facts import Facts, Node, flat, short_text_of
from archive.clean.head import Head
from archive.clean.names import (
    AGENCIES,
    AND,
    LABEL,
    LONGEST_LINE,
    cut,
    looks_like_name,
    names_in,
    said_in,
)
from archive.clean.titles import key, without_site

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "byl", "og:article:author",
    "rnews:author", "cxenseparse:author", "shareaholic:article_author_name",
)  # fmt: skip
# Lines that name the author wherever they stand.
_SAID = re.compile(
    r"^\W*(?:written by|authors?\s*:|autor(?:in|en|ka|es)?\b|auteurs?\s*:|text\s*:|texte\s*:|"
    r"автор[ыи]?\s*:|müəllif\s*:|yazar\s*:|作者)",
    re.IGNORECASE,
)
_OFFICES = frozenset((
    "redaktion", "editor", "editors", "editorial", "editorialteam", "editorialstaff", "staff",
    "staffwriter", "newsdesk", "redaction", "laredaction", "redaccion", "redazione", "redactie",
    "redakcja", "redakce", "redakcia", "szerkesztoseg", "редакция", "редакція", "pressestelle",
    "team", "newsroom", "webredaktion", "onlineredaktion",
))  # fmt: skip
_COMPANY = re.compile(
    r"\b(?:e\.? ?V|GmbH|AG|Ltd|LLC|Inc|S\.?A|Stiftung|Foundation|Verein|Verband|Verlag|"
    r"Universit\w+|Minist\w+|Zeitung|Redaktion|Redacción|Rédaction|Redakcja|Team|Staff|Agency|"
    r"Agencies|Agenturen|Press|Presse|News|Magazine?)\b"
)
_SEEN = 40


def authors(facts: Facts, head: Head, own: list[Node], site: frozenset[str]) -> tuple[str, ...]:
    """The names: from JSON-LD, else ``meta``, else a marked byline, else a line that says "by".

    A name of the site or of its office counts only where nothing names a person.

    Args:
        facts: of the page.
        head: of the page.
        own: JSON-LD objects of the page's own article.
        site: keys of the names of the site.
    """
    bodies: tuple[str, ...] = ()
    sources: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: _people(_from_nodes(own, facts.nodes), site),
        lambda: _people(_from_meta(facts), site),
        lambda: _people(_from_marks(facts, head), site),
        lambda: _people(_from_lines(head), site),
    )
    for source in sources:
        people = source()
        if any(not _is_body(name, site) for name in people):
            return tuple(name for name in people if not _is_own(name, site))
        bodies = bodies or people
    return bodies


def _is_body(name: str, site: frozenset[str]) -> bool:
    """Whether a name is that of an organisation, as far as it can be told."""
    return key(name) in AGENCIES or _COMPANY.search(name) is not None or _is_own(name, site)


def _is_own(name: str, site: frozenset[str]) -> bool:
    """Whether a name is that of the site, or of an office of it."""
    whole = key(name)
    if whole in _OFFICES or whole in site:
        return True
    return len(whole) > 6 and any(
        whole.startswith(part) or part.startswith(whole) for part in site if len(part) > 6
    )


def _people(texts: Iterable[str], site: frozenset[str]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in texts:
        for name in [text] if key(text[:LONGEST_LINE]) in site else names_in(text):
            # "Gazette - Ann Lee" is Ann Lee.
            person = without_site(name, site)
            names.setdefault(key(person), person)
    names.pop("", None)
    return tuple(names.values())


def _from_nodes(own: list[Node], nodes: list[Node]) -> list[str]:
    for node in own:
        names: list[str] = []
        for field in ("author", "creator"):
            names += [flat(name[:500]) for name in _named(node.get(field), nodes)]
            if names:
                break
        if any(names_in(name) for name in names):
            return names
    return []


def _named(value: Any, nodes: list[Node], depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 4:
        for one in value[:100]:
            yield from _named(one, nodes, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        name = value.get("name") or " ".join(
            part
            for part in (value.get("givenName"), value.get("familyName"))
            if isinstance(part, str)
        )
        if not name and (place := value.get("@id")):
            # Told elsewhere in the page's JSON-LD (JSON-LD 1.1, 3.3).
            name = next((node.get("name") for node in nodes if node.get("@id") == place), None)
        yield from _named(name, nodes, depth + 1)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _from_meta(facts: Facts) -> list[str]:
    for name in _META:
        found = [text for text in facts.meta.get(name, ()) if text]
        if name == "citation_author":
            found = [_turned(text) for text in found]
        if any(names_in(text) for text in found):
            return found
    # What Yoast writes for the previews of Slack.
    for number in ("1", "2"):
        if LABEL.fullmatch(facts.first(f"twitter:label{number}")):
            return [facts.first(f"twitter:data{number}")]
    return []


def _turned(name: str) -> str:
    # Google Scholar's inclusion guidelines allow "Last, First".
    parts = name.split(",")
    return f"{parts[1].strip()} {parts[0].strip()}" if len(parts) == 2 else name


def _from_marks(facts: Facts, head: Head) -> list[str]:
    """The names in the marked element that is nearest to the headline, and in those beside it."""
    found: list[tuple[int, int, HtmlElement, list[str]]] = []
    far: list[list[str]] = []
    for number, element in enumerate(facts.marked("author")[:_SEEN]):
        names = [] if head.is_stray(element) else _marked_names(element)
        if names:
            distance = head.distance(element)
            is_sure = element.get("rel") or element.get("itemprop") or element.get("data-hook")
            if is_sure or head.is_near(element):
                found.append((abs(distance) + 5 * (distance < 0), number, element, names))
            else:
                far.append(names)
    if not found:
        # At the end of the text: where all of them name the same.
        told = {tuple(map(key, names)) for names in far}
        return far[0] if len(told) == 1 else []
    nearest = min(found)[2]
    return [
        name
        for _, _, element, names in sorted(found)
        if element is nearest or _stand_together(element, nearest)
        for name in names
    ]


def _stand_together(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements stand in one byline."""
    above = other.getparent()
    return above is not None and above in (one, *islice(one.iterancestors(), 2))


def _marked_names(element: HtmlElement) -> list[str]:
    content = element.get("content")
    if content and looks_like_name(flat(content[:LONGEST_LINE])):
        return [flat(content[:LONGEST_LINE])]
    if len(element) > 60:
        return []
    for inner in element.iter():
        if inner.get("itemprop") == "name" and inner is not element:
            name = inner.get("content") or short_text_of(inner, LONGEST_LINE)
            return [name] if name else []
    links = [link for link in element.iter("a") if link is not element]
    named = [
        name
        for link in links[:20]
        for name in _first_piece(link) or [short_text_of(link, LONGEST_LINE)]
        if looks_like_name(name)
    ]
    full = [name for name in named if " " in name]
    if named:
        return full or named
    if names := _first_piece(element):
        return names
    text = cut(short_text_of(element, LONGEST_LINE))
    return [text] if text and all(map(looks_like_name, names_in(text))) else []


def _first_piece(element: HtmlElement) -> list[str]:
    """The full name that an element begins with, and those joined to it; what follows is no name.

    A byline that is made of several elements goes on with a function, a date, a portrait.
    """
    raw = (piece.strip(" \n\t\r\xa0|,·•") for piece in element.itertext())
    pieces = [piece for piece in raw if piece]
    while pieces and LABEL.fullmatch(pieces[0]):
        pieces.pop(0)
    names: list[str] = []
    for number, piece in enumerate(pieces[:12]):
        if AND.fullmatch(piece):
            continue
        name = cut(flat(piece[:LONGEST_LINE]))
        is_joined = number == 0 or AND.fullmatch(pieces[number - 1])
        if not is_joined or " " not in name or not looks_like_name(name):
            break
        names.append(name)
    return names if len(pieces) > 1 else []


def _from_lines(head: Head) -> list[str]:
    """Lines that begin with "by" around the headline, or with "author" anywhere."""
    leaves = head.sketch.leaves
    around = head.around()
    said = [leaf for leaf in leaves if len(leaf.text) <= LONGEST_LINE and _SAID.match(leaf.text)]
    for leaf in (*around, *said[:10]):
        text = leaf.text
        if len(text) > LONGEST_LINE or head.is_stray(leaf.box.element):
            continue
        if LABEL.fullmatch(text) and leaf.number + 1 < len(leaves):
            rest = cut(leaves[leaf.number + 1].text[:LONGEST_LINE])
        else:
            rest = said_in(text)
        names = names_in(rest)
        if names and all(map(looks_like_name, names)):
            return [rest]
    return []
