"""What a page says of itself, all together: title, dates, authors, addresses, subjects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from archive.clean import bylines, claims, identity, titles
from archive.clean.article import Alternate, Claim
from archive.clean.facts import Facts, Node, is_article
from archive.clean.head import Head
from archive.clean.sketch import Sketch

_MOST_UNNAMED = 2
_LONGEST = 500
# Of a headline; publishers cut it there.
_ENOUGH = 60
_STATED = frozenset(("json-ld", "opengraph", "meta"))


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself.

    The attributes are those of ``Article``; ``summary`` may be what the text says too, and
    ``language`` is the tag that the page claims, unchecked.
    """

    title: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    claims: tuple[Claim, ...] = ()
    reason: str = ""
    language: str = ""
    canonical: str | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str | None = None
    alternates: tuple[Alternate, ...] = ()


def told(facts: Facts, sketch: Sketch, url: str) -> Metadata:
    """What a page says of itself; the same for the same page on every day.

    Args:
        facts: of its markup (``facts.gathered``).
        sketch: of its text (``sketch.sketched``); what is chrome for sure may be cut from it.
        url: where it came from.
    """
    site = titles.site_names(facts, url)
    own = own_nodes(facts, url)
    title = titles.chosen(facts, own, url, site, sketch)
    head = Head(sketch, facts, title)
    language = facts.language or facts.first("og:locale", "language", "content-language")
    authors = bylines.authors(facts, head, own, site)
    dates = claims.claimed(facts, head, url, own, language)
    return Metadata(
        title=title,
        summary=identity.summary(facts, own, head, (title, *authors)),
        authors=authors,
        published=dates.published,
        modified=dates.modified,
        claims=dates.claims,
        reason=dates.reason,
        language=language,
        canonical=identity.canonical(facts, url),
        section=identity.section(facts, own, head),
        tags=identity.tags(facts, own, head),
        image=identity.image(facts, own, url),
        alternates=identity.alternates(facts, url),
    )


def of_list(about: Metadata) -> Metadata:
    """What a list says of itself: the dates and names that stand on it are those of its items."""
    stated = [claim for claim in about.claims if claim.origin in _STATED]
    dates = claims.chosen(stated)
    return replace(
        about,
        authors=(),
        published=dates.published,
        modified=dates.modified,
        claims=dates.claims,
        reason=dates.reason,
    )


def own_nodes(facts: Facts, url: str) -> list[Node]:
    """The JSON-LD articles that are the page's own, not those of related pages.

    That is those that bear its address, then those that bear one of its titles; else the first,
    where there are no more than two.
    """
    articles = [node for node in facts.nodes if is_article(node)]
    places = {_place(url), _place(facts.canonical), _place(facts.first("og:url"))} - {""}
    own = [node for node in articles if not places.isdisjoint(_addresses(node))]
    names = [titles.key(name) for name in (*facts.headings, facts.first("og:title"), facts.title)]
    own += [node for node in articles if node not in own and _is_titled(node, names)]
    if not own and len(articles) <= _MOST_UNNAMED:
        return articles[:1]
    return own


def _is_titled(node: Node, names: list[str]) -> bool:
    headline = node.get("headline") or node.get("name")
    if not isinstance(headline, str):
        return False
    name = titles.key(headline[:_LONGEST])[:_ENOUGH]
    return len(name) > 1 and any(name in other for other in names)


def _addresses(node: Node) -> set[str]:
    page = node.get("mainEntityOfPage")
    stated = [node.get("url"), node.get("@id"), page]
    if isinstance(page, dict):
        stated += [page.get("@id"), page.get("url")]
    return {_place(value) for value in stated if isinstance(value, str)} - {""}


def _place(url: str) -> str:
    """What two addresses of one page have in common: the path, without the front page's."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    return unquote(path).rstrip("/").lower()
