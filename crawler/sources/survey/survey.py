"""A survey: from what a site answered to a source that works, and why it is as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.pages import Pages, Paging
from crawler.sources.probe import Probe
from crawler.sources.source import TRAPS, Scope, Source, surt_prefix
from crawler.sources.survey import feed as feed_reading
from crawler.sources.survey.extent import foreign_host, is_front, part_of_site, root_of
from crawler.sources.survey.numbers import paged, yearly
from crawler.sources.survey.offers import (
    Offer,
    counted,
    feed_offers,
    listing_offers,
    next_page,
    poor_sitemaps,
    sitemap_offers,
)
from crawler.sources.survey.route import Role, Route, named_sitemaps
from crawler.sources.survey.shapes import ShapeOfAddress, shapes
from crawler.sources.survey.signs import generator_of, shown_name, signs

_HOME = re.compile(
    r"^(?:(?:home ?page|home|accueil|welcome)\s*[-\u2013\u2014|:·]\s*)+", re.IGNORECASE
)
"""What stands before a site's name in the title of its home page."""
_TAG = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
_SECTIONS = 6
_FEW_LINKS, _FEW_WORDS = 3, 40
_NUMBER = re.compile(r"\d+")
_DISALLOW = re.compile(r"(?im)^\s*disallow\s*:\s*\S")


@dataclass(frozen=True, slots=True)
class Note:
    """One line of what was found, and what of it goes into the source.

    Attributes:
        about: what: page, scope, platform, language, robots.txt, feed, sitemap, listing, links,
            paging, articles, sample, beware.
        words: the line.
        url: what it is about.
        is_taken: whether the source makes use of it.
    """

    about: str
    words: str
    url: str = ""
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found, and the source that follows.

    Attributes:
        source: typed.
        parts: the prefixes of its scope, as people write them.
        notes: why it is as it is.
        offers: feeds, sitemaps and listings that were looked at.
        platform: what made the site; empty where unknown.
        evidence: the signs of it.
        shapes: how addresses of its articles look.
    """

    source: Source
    parts: tuple[str, ...]
    notes: tuple[Note, ...]
    offers: tuple[Offer, ...]
    platform: str
    evidence: tuple[str, ...]
    shapes: tuple[ShapeOfAddress, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to crawl."""
        return not (self.source.feeds or self.source.sitemaps or self.source.listings
                    or any(note.about == "links" for note in self.notes))  # fmt: skip


class Surveyor:
    """Works a survey out of the answers of a look.

    Args:
        draft: the source as far as a person has said: name and manners.
        route: which URLs were asked for, and as what.
        probe: what they answered.
        now: for how old things are.
    """

    def __init__(self, draft: Source, route: Route, probe: Probe, now: datetime) -> None:
        self._draft, self._route, self._probe, self._now = draft, route, probe, now
        self._given = draft.seeds[0]
        self._home = probe.answers.get(route.home) or probe.answers[self._given]
        self._url = self._home.exchange.url
        self._notes: list[Note] = []
        self._parts: list[str] = []

    def survey(self) -> Survey:
        """The whole of it."""
        scope = self._scope()
        offers = self._offers(scope)
        if other := foreign_host([u for o in self._all_feeds() for u in o], scope):
            prefix = surt_prefix(other)
            self._parts.append(other)
            scope = Scope((*scope.include, prefix), scope.exclude, scope.max_depth)
            self._note("scope", f"all items of its feed lie on {other}: that is taken too", other)
            offers = self._offers(scope)
        poor = self._exclusions()
        platform, evidence = self._platform()
        languages = self._languages()
        forms = shapes(self._articles(offers))
        taken = [offer for offer in offers if offer.is_taken]
        pagings = self._pagings(scope, taken)
        self._tell(scope, offers, forms)
        self._tell_pagings(pagings)
        source = Source(
            name=self._draft.name,
            title=_site_name(self._home) or self._draft.title,
            seeds=(self._url,),
            scope=Scope(scope.include, (*scope.exclude, *map(re.compile, poor)), scope.max_depth),
            feeds=tuple(offer.url for offer in taken if offer.kind == "feed"),
            sitemaps=tuple(offer.url for offer in taken if offer.kind == "sitemap"),
            listings=tuple(offer.url for offer in taken if offer.kind == "listing"),
            languages=tuple(languages),
            allow_private=self._draft.allow_private,
            pages=Pages(tuple(re.compile(form.pattern) for form in forms), paging=tuple(pagings)),
        )
        return Survey(
            source, tuple(self._parts), tuple(self._notes), tuple(offers), platform, evidence,
            tuple(forms),
        )  # fmt: skip

    # What belongs

    def _scope(self) -> Scope:
        """The part of the site that a person meant."""
        is_other = self._route.home != self._given
        if is_other or is_front(self._given):
            part = root_of(self._url)
        else:
            part = part_of_site(self._url, self._home)
        if is_other:
            role = self._route.roles[self._given]
            words = f"is a {role}, of the site {self._url}"
            self._note("page", words, self._given)
        elif urlkey(self._given) != urlkey(self._url):
            self._note("page", f"leads to {self._url}, where the source begins", self._given)
        if is_front(part):
            self._note("scope", "all of the host", part)
        else:
            self._note("scope", "the part of the host that most links of the page lead into", part)
        self._parts.append(part)
        return Scope((surt_prefix(part),), tuple(map(re.compile, TRAPS)))

    def _answers(self, *roles: Role) -> list[tuple[str, Observation]]:
        """The good answers to what was asked for in these roles."""
        wanted = [url for url, role in self._route.roles.items() if role in roles]
        return [(url, self._probe.answers[url]) for url in self._probe.good(wanted)]

    def _offers(self, scope: Scope) -> list[Offer]:
        return [
            *feed_offers(self._answers("feed", "guessed feed"), scope, self._now),
            *sitemap_offers(self._answers("sitemap", "guessed sitemap"), scope),
            *listing_offers(self._answers("listing"), replace(self._draft, scope=scope)),
        ]

    def _all_feeds(self) -> Iterator[tuple[str, ...]]:
        for url, answer in self._answers("feed", "guessed feed"):
            feed = feed_reading.read(answer.payload, url)
            if feed and not feed.is_of_comments:
                yield feed.items

    def _exclusions(self) -> list[str]:
        """Patterns of the sitemaps that hold no articles, whatever number they have next year."""
        poor = poor_sitemaps(self._answers("sitemap", "guessed sitemap"))
        paths = (re.escape(urlsplit(url).path).replace(r"\-", "-") for url in poor)
        return list(dict.fromkeys(_NUMBER.sub(r"\\d+", path) + "$" for path in paths))

    def _articles(self, offers: Sequence[Offer]) -> list[str]:
        """URLs of articles: what feeds and lists name, else what sitemaps do."""
        named = [u for o in offers if o.is_taken and o.kind in ("feed", "listing") for u in o.items]
        mapped = [u for o in offers if o.kind == "sitemap" for u in o.items]
        return list(dict.fromkeys(named or self._listed() or mapped))

    def _pagings(self, scope: Scope, taken: Sequence[Offer]) -> list[Paging]:
        """How the older pages of its listings are numbered, of those that can be in the scope."""
        listings = [self._probe.answers[one.url] for one in taken if one.kind == "listing"]
        pages = [self._home, *listings] if self._listed() else listings
        links = {link.url for page in (self._home, *pages) for link in page.links}
        found = [
            paging
            for page in pages
            for paging in (paged(page, self._probe.answers), yearly(page, links))
            if paging and scope.refusal(paging.url(paging.first)) is None
        ]
        return list({one.next: one for one in reversed(found)}.values())[::-1]

    def _listed(self) -> list[str]:
        """What the page itself lists, if it is a list."""
        article = self._home.article
        if article is None or article.kind != "listing":
            return []
        return [one.url for one in article.entries]

    # What is told

    def _note(self, about: str, words: str, url: str = "", *, is_taken: bool = True) -> None:
        self._notes.append(Note(about, words, url, is_taken))

    def _tell(self, scope: Scope, offers: Sequence[Offer], forms: Sequence[ShapeOfAddress]) -> None:
        self._tell_robots()
        if (listed := self._listed()) and (following := next_page(self._home)):
            words = f"a list of {counted(len(listed), 'page')} itself, goes on at {following}"
            self._note("listing", words, self._url)
        for offer in offers:
            self._note(offer.kind, offer.words, offer.url, is_taken=offer.is_used)
        self._tell_unanswered()
        if not any(offer.kind == "feed" and offer.is_taken for offer in offers):
            self._note("feed", self._no_feed(offers), is_taken=False)
        if not any(offer.kind == "sitemap" for offer in offers):
            self._note("sitemap", "none in robots.txt, none where they often are", is_taken=False)
        self._tell_links(scope)
        articles = self._articles(offers)
        for form in forms:
            words = f"{form.count} of {len(articles)} addresses look like {form.pattern}"
            self._note("articles", words, form.example)
        self._tell_samples()

    def _tell_robots(self) -> None:
        for url, role in self._route.roles.items():
            if role != "robots":
                continue
            answer = self._probe.answers.get(url)
            if answer is None or answer.outcome != "ok":
                why = answer.outcome if answer else self._probe.faults.get(url, "no answer")
                words = "there is none: nothing is forbidden" if why == "absent" else why
                self._note("robots.txt", words, url, is_taken=False)
                continue
            text = answer.payload.decode("utf-8", "replace")
            barred = counted(len(_DISALLOW.findall(text)), "rule")
            named = counted(len(named_sitemaps(answer)), "sitemap")
            self._note("robots.txt", f"{barred} that forbid something, {named} named; obeyed", url)

    def _no_feed(self, offers: Sequence[Offer]) -> str:
        """Why no feed is taken: those that are named, and where others were looked for."""
        named = any(offer.kind == "feed" for offer in offers)
        words = "none of those that are named can be used" if named else "none is named"
        tried = [u for u, role in self._route.roles.items() if role == "guessed feed"]
        paths = list(dict.fromkeys(urlsplit(u).path for u in tried if "p_p_id=" not in u))
        if paths:
            return f"{words}, and none is at {', '.join(paths)}"
        return f"{words}, and none by the site's portlets" if tried else words

    def _tell_pagings(self, pagings: Sequence[Paging]) -> None:
        for one in pagings:
            upto = (
                f"from this year down to {one.last}" if one.is_by_year else f"from {one.first} on"
            )
            by = f" by {one.step}" if one.step > 1 else ""
            self._note("paging", f"its older pages are {one.next}, {upto}{by}", one.listing)

    def _tell_unanswered(self) -> None:
        for url, role in self._route.roles.items():
            answer = self._probe.answers.get(url)
            if role not in ("feed", "sitemap", "listing") or (answer and answer.outcome == "ok"):
                continue
            why = (answer.evidence or answer.outcome) if answer else self._probe.faults.get(url, "")
            self._note(role, f"named, but it cannot be had: {why}", url, is_taken=False)

    def _tell_links(self, scope: Scope) -> None:
        inside = [
            link.url for link in self._home.links
            if link.kind == "page" and scope.refusal(link.url) is None
            and urlkey(link.url) != urlkey(self._url)
        ]  # fmt: skip
        words = len(self._home.article.text.split()) if self._home.article else 0
        if len(inside) < _FEW_LINKS and words < _FEW_WORDS and b"<script" in self._home.payload:
            had = f"its HTML has {counted(len(inside), 'link')} and {counted(words, 'word')}"
            told = f"drawn by JavaScript: {had}; texts of such pages cannot be read"
            self._note("beware", told, self._url, is_taken=False)
        if not inside:
            return
        firsts = Counter(urlsplit(url).path.split("/")[1] for url in inside)
        large = [(name, count) for name, count in firsts.most_common(_SECTIONS) if count > 1]
        shown = [f"/{name} ({count})" for name, count in large if name]
        sections = f", into {', '.join(shown)}" if shown else ""
        self._note("links", f"{len(inside):,} to pages in scope{sections}", self._url)

    def _tell_samples(self) -> None:
        for url, answer in self._answers("article"):
            article = answer.article
            if article is None or not article.text:
                self._note("beware", "an article of which no text can be read", url, is_taken=False)
                continue
            day = f", published {article.published[:10]}" if article.published else ", undated"
            words = f"{len(article.text.split()):,} words in {article.language or 'some language'}"
            self._note("sample", words + day, url)

    def _platform(self) -> tuple[str, tuple[str, ...]]:
        generators = {}
        for url, answer in self._answers("feed", "guessed feed", "sitemap", "guessed sitemap"):
            feed = feed_reading.read(answer.payload, url)
            generators[url] = feed.generator if feed else generator_of(answer.payload)
        platform, evidence = signs(self._home, generators)
        if platform:
            self._note("platform", f"{shown_name(platform)}: {'; '.join(evidence)}")
        else:
            self._note("platform", "unknown: no signs of a common one", is_taken=False)
        return platform, evidence

    def _languages(self) -> list[str]:
        """Of its texts first; then of its home page, as its markup says."""
        read = [answer.article.language for _, answer in self._answers("article")
                if answer.article and answer.article.language]  # fmt: skip
        soup = BeautifulSoup(self._home.payload, "lxml")
        tag = soup.find("html")
        said = _TAG.match(str(tag.get("lang") or "")) if isinstance(tag, Tag) else None
        own = self._home.article.language if self._home.article else None
        marked = said[0].lower() if said else None
        found = [one for one in dict.fromkeys([*read, marked, own]) if one]
        tags = [link for link in self._home.links if link.kind == "alternate"]
        others = {
            one.text.lower(): one.url
            for one in tags
            if _TAG.match(one.text) and one.text[:2].lower() not in found
        }
        words = ", ".join(found) or "not told"
        if others:
            named = ", ".join(f"{tag} at {url}" for tag, url in list(others.items())[:_SECTIONS])
            words += f"; also {named}"
        self._note("language", words)
        return found


def _site_name(page: Observation) -> str:
    """What a site calls itself on its home page."""
    soup = BeautifulSoup(page.payload, "lxml")
    told = soup.find("meta", property="og:site_name") or soup.find(
        "meta", attrs={"name": "application-name"}
    )
    name = told.get("content") if isinstance(told, Tag) else None
    if not name and soup.title:
        name = soup.title.get_text()
    return _HOME.sub("", " ".join(str(name or "").split()))
