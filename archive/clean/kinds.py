"""What a page is: an article, a list of others, a profile, a film with a few words, an error.

An article taken for a list is the worse mistake, so a list needs more than one sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from archive.clean.addresses import Base
from archive.clean.article import LISTS, Entry, PageKind
from archive.clean.cards import Card, cards_of
from archive.clean.entries import entries_of
from archive.clean.facts import Facts, is_article, types
from archive.clean.paging import following
from archive.clean.shape import Shape, shape_of
from archive.clean.sketch import Sketch
from archive.clean.walls import wall

_LISTS = frozenset(
    ("collectionpage", "itemlist", "blog", "offercatalog", "medialist", "imagegallery")
)
_SECTION = re.compile(
    r"(?:^|/)(?:category|categories|tags?|topics?|archives?|authors?|blogs?|news|newsroom|"
    r"full-news|reports|publications|documents|press-releases|actualites|aktuelles|noticias|notizie"
    r"|page/\d+|index(?:\.\w+)?|(?:19|20)\d\d(?:/\d{1,2})?|news[/-]\d{4}|latest|home|hub|list|trending)/?$"
    r"|(?:^|/)(?:category|categories|tags?|topics|hub|collections?|product-category)/[^/]+/?$",
    re.IGNORECASE,
)
# What sites call a group of articles, or a further page of a list: there are no other pages there.
_GROUP = re.compile(
    r"(?:^|/)(?:category|categories|tags?)/[^/]+/?(?:page/\d+/?)?$|/page/\d+/?$", re.IGNORECASE
)
_FRONT = re.compile(r"/(?:[^/.\d_-]{1,24}/){0,1}[^/.\d_-]{1,24}/?")
# What names one item: several words, or a number of it.
_SLUG = re.compile(r"(?:[^_-]+[_-]){3}|(?:\d\D*){5}")
_ITEM = re.compile(r"(?:^|[?&;])(?:\w*id|p|post|article|story|nid|t|v)=[\w-]*\d", re.IGNORECASE)
_SOUGHT = re.compile(
    r"q|query|s|search|searchword|keywords?|searchtext|search_?term|suche|suchbegriff|recherche"
    r"|buscar|busca|cerca|szukaj|text|term",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"(?:^|/)(?:search(?:[-_]?results?)?|suche|suchergebnis(?:se)?|recherche|buscar|busqueda|cerca"
    r"|ricerca|zoeken|szukaj|hledat|sok|haku|arama|poisk|pesquisa)(?:\.\w+|/|$)",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:^|/)(?:authors?|autor(?:en)?|auteurs?|autori|profiles?|profil|users?|members?|redaktion"
    r"|people|person|team|staff|columnists?|by)/[^/]+/?(?:profile/?)?$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\.pdf(?:[?#&]|$)", re.IGNORECASE)
_FILMS = frozenset(("videoobject", "audioobject", "podcastepisode", "movie", "musicrecording"))
_DIGIT = re.compile(r"\d")
# The address of a post by its day: the name of the post may be one word.
_DAY = re.compile(r"/\d{4}/\d{1,2}/(?:\d{1,2}/)?(?!page/)[^/]*[^\W\d][^/]*$")
_FEW = 3
_CARD = 80
_NONE = 200
_SOME = 8
_MANY = 20
_LITTLE = 600
_HEADLINE = 30
_LONGEST_NAME = 300
_LARGEST_CARD = 25


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is taken for.

    Attributes:
        kind: what.
        evidence: by which signs, in one line.
        entries: what it names, if it is a list.
        listed: numbers of the leaves that are its entries.
    """

    kind: PageKind
    evidence: str
    entries: tuple[Entry, ...] = ()
    listed: frozenset[int] = frozenset()


def judged(
    sketch: Sketch,
    facts: Facts,
    url: str,
    payload: bytes = b"",
    charset: str | None = None,
    platform: str = "",
) -> Verdict:
    """What a page is, and the entries of a list.

    Args:
        sketch: the page, known chrome cut out.
        facts: what it says of itself.
        url: its address.
        payload: its bytes; without them, walls and errors are not told.
        charset: label from the Content-Type field.
        platform: what made the page, by its name.
    """
    if platform == "hudoc":
        return Verdict("document", "classes of a converted document")
    if is_plainly_article(facts, url):
        return Verdict("article", f"{says_article(facts)}, address of an item")
    base = Base(url, facts.base)
    is_group = not says_article(facts) and _GROUP.search(_path(url)) is not None
    cards = cards_of(sketch, base, url, fewest=1 if is_group else _FEW)
    shape = shape_of(sketch, cards, url)
    if shape.own + shape.carded <= _LITTLE and (found := standing_in(payload, url, charset)):
        return found
    if shape.own < _NONE and shape.cards < _FEW and (shown := _shown_document(sketch)):
        return Verdict("document", f"shows {shown[-80:]} and says little itself")
    verdict = kind_of(shape, facts, url, is_series=_is_series(sketch, base, url, shape))
    if verdict.kind not in LISTS:
        return verdict
    return replace(verdict, entries=entries_of(cards, sketch), listed=_listed(cards))


def _listed(cards: Iterable[Card]) -> frozenset[int]:
    """The leaves of cards: where one has no box of its own, its headline."""
    numbers: set[int] = set()
    for card in cards:
        is_boxed = card.box.end - card.box.first <= _LARGEST_CARD
        numbers |= set(range(card.box.first, card.box.end)) if is_boxed else {card.leaf.number}
    return frozenset(numbers)


def _shown_document(sketch: Sketch) -> str:
    """The address of a document that a page shows in a frame; empty if it shows none."""
    for element in sketch.root.element.iter("iframe", "object", "embed"):
        address = element.get("src") or element.get("data") or ""
        if _DOCUMENT.search(address) or element.get("type") == "application/pdf":
            return address
    return ""


def _is_series(sketch: Sketch, base: Base, url: str, shape: Shape) -> bool:
    if shape.cards < _FEW:
        return False
    links = sketch.root.element.iter("a")
    named = ((link.get("href", ""), link.text or "") for link in links)
    told = ((base.absolute(href), words) for href, words in named if _DIGIT.search(href))
    return following(url, ((target, words) for target, words in told if target)) is not None


def kind_of(shape: Shape, facts: Facts, url: str, *, is_series: bool = False) -> Verdict:
    """The kind of a page, by what it says of itself, by its address and by its shape.

    Args:
        shape: how its words stand.
        facts: what it says of itself.
        url: its address.
        is_series: whether one of its links leads to the next page of the same list.
    """
    says = says_article(facts)
    for judge in (_as_media, _as_profile, _as_search):
        if not says and (verdict := judge(shape, facts, url)):
            return verdict
    signs = [
        *_for_lists(shape, facts, url, is_series=is_series),
        *_against_lists(shape, facts, url),
    ]
    points = sum(weight for weight, _ in signs)
    is_short = shape.cards > 0 and shape.own < _NONE and _GROUP.search(_path(url)) is not None
    is_list = points >= 3 and (shape.cards >= _FEW or is_short)
    told = ", ".join(f"{words} ({weight:+d})" for weight, words in signs) or "no sign of a list"
    return Verdict("listing" if is_list else "article", told)


def says_article(facts: Facts) -> str:
    """By what a page calls itself an article: a time of publication, or JSON-LD; else empty."""
    if facts.first("article:published_time"):
        return "article:published_time"
    named = [node for node in facts.nodes if is_article(node) and node.get("headline")]
    is_one = len(named) == 1 and not _LISTS & _told(facts)
    return f"JSON-LD {types(named[0])[0]}" if is_one else ""


def is_plainly_article(facts: Facts, url: str) -> bool:
    """Whether a page calls itself an article and its address names one item.

    Nothing else about such a page could make it a list.
    """
    return bool(says_article(facts)) and _is_item(url)


def standing_in(payload: bytes, url: str, charset: str | None = None) -> Verdict | None:
    """What a page that says little stands in for; ``None`` where it is itself.

    A gatekeeper's page, a request for consent or a parked domain is a ``block``, a page that says
    that there is none is an ``error``.
    """
    found = wall(200, (), payload, url, charset)
    if found is None:
        return None
    return Verdict("error" if found.is_absence else "block", found.evidence)


def _for_lists(
    shape: Shape, facts: Facts, url: str, *, is_series: bool
) -> Iterable[tuple[int, str]]:
    if told := _LISTS & _told(facts):
        # Articles have lists of items in them, but are no page of a collection.
        yield 4 if "collectionpage" in told else 2, f"JSON-LD {min(told)}"
    if _SECTION.search(_path(url)) is not None or _GROUP.search(_path(url)) is not None:
        yield 2, "address of a section"
        if shape.whole >= _FEW:
            yield 2, f"{shape.whole} texts in full"
        if shape.own < _NONE and 0 < shape.cards < _FEW:
            yield 1, "no text of its own"
    elif _path(url) in ("", "/") and url:
        yield 1, "front page"
    elif _FRONT.fullmatch(_path(url)) is not None:
        yield 1, "short address"
    if facts.first("og:type").lower() == "website":
        yield 1, "og:type website"
    if is_series and not _is_item(url):
        # Threads and long articles have further pages too.
        yield 2, "leads to its next page"
    if shape.cards >= _FEW:
        yield from _by_cards(shape)


def _by_cards(shape: Shape) -> Iterable[tuple[int, str]]:
    weight = _CARD * shape.cards + shape.carded
    is_dated = 2 * shape.dated >= shape.cards
    is_full = shape.cards >= _SOME and shape.headline >= _HEADLINE
    if weight > shape.own and (shape.cards >= _SOME or shape.own < _NONE):
        is_all = weight > 3 * shape.own and shape.headline >= _HEADLINE
        yield 1 + is_all, f"{shape.cards} cards beside {shape.own} characters of text"
    if shape.own < _NONE and (is_dated or is_full):
        yield 1, "no text of its own"
    if shape.cards >= _MANY and weight > 1.5 * shape.own:
        yield 1, "many cards"
    if is_dated:
        yield 1, f"{shape.dated} dated cards"
    if 3 * shape.cut >= shape.cards:
        yield 1, f"{shape.cut} texts broken off"


def _against_lists(shape: Shape, facts: Facts, url: str) -> Iterable[tuple[int, str]]:
    if says := says_article(facts):
        yield -3, says
    if _is_item(url) and "collectionpage" not in _told(facts):
        yield -2, "address of an item"
    if 2 * shape.away > shape.cards > 0:
        yield -1, f"{shape.away} cards lead to other sites"
    if shape.own > 1_500 and shape.own > shape.carded:
        yield -1, f"{shape.own} characters of text"


def _as_media(shape: Shape, facts: Facts, _: str) -> Verdict | None:
    og = facts.first("og:type").lower()
    if og.startswith(("video", "music")) and shape.own < 1_000 and shape.cards < _MANY:
        return Verdict("media", f"og:type {og}, {shape.own} characters of text")
    if (films := _FILMS & _told(facts)) and shape.own < _LITTLE and shape.cards < _SOME:
        return Verdict("media", f"JSON-LD {min(films)}, {shape.own} characters of text")
    return None


def _as_profile(shape: Shape, facts: Facts, url: str) -> Verdict | None:
    signs = []
    if "profilepage" in _told(facts):
        signs.append("JSON-LD ProfilePage")
    if facts.first("og:type").lower() == "profile":
        signs.append("og:type profile")
    if _PROFILE.search(_path(url)):
        signs.append("address of a profile")
    if facts.first("profile:username", "profile:first_name", "profile:last_name"):
        signs.append("meta profile")
    is_long = shape.own > 3_000 and "JSON-LD ProfilePage" not in signs
    return Verdict("profile", ", ".join(signs)) if len(signs) >= 2 and not is_long else None


def _as_search(shape: Shape, facts: Facts, url: str) -> Verdict | None:
    signs = []
    if "searchresultspage" in _told(facts):
        signs.append("JSON-LD SearchResultsPage")
    if _SEARCH.search(_path(url)):
        signs.append("address of a search")
    if sought := _sought(url):
        signs.append(f'asked for "{sought[:40]}"')
        if sought.casefold() in facts.title.casefold():
            signs.append("which its title repeats")
    is_short = shape.own < 1_500 or shape.carded > shape.own
    return Verdict("search", ", ".join(signs)) if len(signs) >= 2 and is_short else None


def _sought(url: str) -> str:
    try:
        pairs = parse_qsl(urlsplit(url).query, max_num_fields=50)
    except ValueError:
        return ""
    return next((value for name, value in pairs if value and _SOUGHT.fullmatch(name)), "")


def _is_item(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path.rstrip("/")
    name = path.rpartition("/")[2][:_LONGEST_NAME]
    if _DAY.search(path[-_LONGEST_NAME:]):
        return True
    return _SLUG.search(name) is not None or _ITEM.search(parts.query[:_LONGEST_NAME]) is not None


def _told(facts: Facts) -> set[str]:
    return {name for node in facts.nodes for name in types(node)}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
