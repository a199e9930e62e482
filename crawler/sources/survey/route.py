"""What a look at a site asks for, one answer after another: some thirty requests at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urljoin, urlsplit

from archive.clean import Link, sitemaps
from archive.clean.named import absolute
from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.source import TRAPS, Scope, surt_prefix
from crawler.sources.survey import feed as feed_reading
from crawler.sources.survey.extent import root_of
from crawler.sources.survey.numbers import older_page
from crawler.spiders import feeds

Role = Literal["home", "robots", "feed", "guessed feed", "sitemap", "guessed sitemap", "listing",
               "older", "article"]  # fmt: skip

_MOST: dict[Role, int] = {
    "home": 2, "robots": 1, "feed": 6, "guessed feed": 6, "sitemap": 8, "guessed sitemap": 3,
    "listing": 6, "older": 4, "article": 2,
}  # fmt: skip
_FEEDS = {
    "wix": ("/blog-feed.xml",),
    "wordpress": ("/feed/",),
    "drupal": ("/rss.xml",),
    "ghost": ("/rss/",),
    "blogger": ("/feeds/posts/default",),
    "joomla": ("/?format=feed&type=rss",),
    "squarespace": ("/blog?format=rss", "/news?format=rss"),
    "liferay": (),
}
_ANY_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml")
_SITEMAPS = {"wordpress": ("/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml")}
_ANY_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
_SITEMAP_LINE = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")
_FEED_NAME = re.compile(
    r"/(?:rss|atom|feed)(?:\.xml)?/?$|/(?:rss|feed)/[\w-]+\.xml$", re.IGNORECASE
)
_PORTLET = re.compile(rb'id="p_p_id_([\w]*AssetPublisherPortlet_INSTANCE_\w+?)_"')
_LISTING = re.compile(
    r"/(?:(?:blogs?|news(?:room)?|full-news|press(?:-?(?:room|releases?))?|media|articles?|stories"
    r"|latest|updates|publications|reports|statements|actualit[eé]s?|nouvelles|presse|communiques?"
    r"|aktuell(?:es)?|nachrichten|noticias|notizie|noticies|nyheter|nieuws|aktualnosci)"
    r"(?:[-/](?:19|20)\d\d)?|categor(?:y|ies|ia)/[^/]+)/?(?:index\.\w+)?$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^(?:(?:all|latest|our|more|the)\s+)?(?:news(?:room)?|blog|press(?:\s+releases?)?|articles"
    r"|publications|stories|statements|updates|actualités|communiqués(?:\s+de\s+presse)?|aktuelles"
    r"|nachrichten|noticias|notizie|новости|新闻|最新消息)$",
    re.IGNORECASE,
)


def named_sitemaps(robots: Observation) -> list[str]:
    """The sitemaps that a robots.txt names, absolute (RFC 9309, 2.2.4)."""
    text = robots.payload.decode("utf-8", "replace") if robots.outcome == "ok" else ""
    found = (absolute(robots.exchange.url, one) for one in _SITEMAP_LINE.findall(text))
    return list(dict.fromkeys(one for one in found if one))


def listing_links(links: Iterable[Link], own: str) -> list[str]:
    """Links of a page that look like lists of articles, by address or words, without itself."""
    host = Scope((surt_prefix(root_of(own)),), tuple(map(re.compile, TRAPS)))
    found = [
        link.url
        for link in links
        if link.kind == "page"
        and (_LISTING.search(urlsplit(link.url).path) or _SAID.match(link.text.strip()))
        and host.refusal(link.url) is None
        and urlkey(link.url) != urlkey(own)
    ]
    return list({urlkey(url): url for url in reversed(found)}.values())[::-1]


class Route:
    """Says after each answer what to ask for next.

    Args:
        url: where a person would begin.

    Attributes:
        roles: what each URL was asked for as, in the order they were asked for.
        home: the page that is looked at as the site's home; the URL given, unless that was a feed
            or a sitemap.
    """

    def __init__(self, url: str) -> None:
        self.home = url
        self.roles: dict[str, Role] = {url: "home"}
        self._platform = ""
        self._base = url

    def follow(self, asked: str, answer: Observation | None) -> list[str]:
        """What to ask for next.

        Args:
            asked: the URL that was asked for.
            answer: what came in the end; ``None`` where nothing did.
        """
        role = self.roles.get(asked)
        good = answer is not None and answer.outcome == "ok"
        if role == "home":
            return self._after_home(answer) if answer is not None and good else []
        if role == "robots":
            return self._after_robots(answer)
        if answer is None or not good:
            return self._guesses() if role == "feed" else []
        if role in ("feed", "guessed feed"):
            return self._add("article", feeds.items(answer.payload, answer.exchange.url)[:1])
        if role in ("sitemap", "guessed sitemap"):
            found = sitemaps.parsed(answer.payload, answer.exchange.url)
            return self._add("sitemap", sorted(found.sitemaps, key=_worth))
        if role == "listing" and answer.article:
            wanted = self._add("feed", _declared(answer.links)) + self._older(answer)
            return wanted + self._add("article", [e.url for e in answer.article.entries[:1]])
        return []

    def _after_home(self, page: Observation) -> list[str]:
        url, payload = page.exchange.url, page.payload
        if feeds.is_feed(payload) or sitemaps.is_sitemap(payload):
            return self._to_home(page)
        self._base = url
        self._platform = page.article.platform if page.article else ""
        declared = _declared(page.links)
        wanted = self._add("robots", [urljoin(url, "/robots.txt")])
        wanted += self._add("feed", declared)
        wanted += self._add("guessed feed", _portlet_feeds(url, payload))
        if not declared:
            wanted += self._guesses()
        wanted += self._add("listing", listing_links(page.links, url))
        is_list = page.article is not None and page.article.kind == "listing"
        return wanted + (self._older(page) if is_list else [])

    def _older(self, page: Observation) -> list[str]:
        """The second page of a listing, to see that it is one."""
        found = older_page(page)
        return self._add("older", [found]) if found else []

    def _guesses(self) -> list[str]:
        """Where sites of a make have their feed; where no other is declared that can be had."""
        paths = _FEEDS.get(self._platform, _ANY_FEEDS)
        return self._add("guessed feed", [urljoin(self._base, path) for path in paths])

    def _to_home(self, given: Observation) -> list[str]:
        """From a feed or a sitemap to the site that it is of."""
        url = given.exchange.url
        feed = feed_reading.read(given.payload, url)
        self.roles[self.home] = "feed" if feed else "sitemap"
        at = feed.home if feed and feed.home else root_of(url)
        if at in self.roles:
            at = root_of(at)
        if not self._add("home", [at]):
            return []
        self.home = at
        return [at]

    def _after_robots(self, answer: Observation | None) -> list[str]:
        told = named_sitemaps(answer) if answer else []
        wanted = self._add("sitemap", told)
        if any(urlsplit(one).netloc == urlsplit(self._base).netloc for one in told):
            return wanted
        guessed = _SITEMAPS.get(self._platform, _ANY_SITEMAPS)
        return wanted + self._add("guessed sitemap", [urljoin(self._base, p) for p in guessed])

    def _add(self, role: Role, urls: Sequence[str]) -> list[str]:
        left = _MOST[role] - sum(1 for one in self.roles.values() if one == role)
        new = [url for url in dict.fromkeys(urls) if url not in self.roles][: max(0, left)]
        self.roles |= dict.fromkeys(new, role)
        return new


def _declared(links: Sequence[Link]) -> list[str]:
    """Feeds that a page declares, and those it links to by their usual names; none of comments."""
    found = [link for link in links if link.kind == "feed"]
    found += [link for link in links if link.kind == "page" and _FEED_NAME.search(link.url)]
    return [one.url for one in found if not feed_reading.is_of_comments(one.url, one.text)]


def _portlet_feeds(url: str, payload: bytes) -> list[str]:
    """Feeds of Liferay's asset publishers, whose ids stand in a page only."""
    found = [name.decode() for name in _PORTLET.findall(payload)]
    query = "p_p_lifecycle=2&p_p_state=normal&p_p_mode=view&p_p_resource_id=getRSS"
    address = url.partition("?")[0]
    return [
        f"{address}?p_p_id={name}&{query}&p_p_cacheability=cacheLevelPage"
        for name in dict.fromkeys(found)
    ][:2]


_GOOD_MAP = re.compile(r"post|news|article|blog|stor(?:y|ies)|press|page", re.IGNORECASE)
_POOR_MAP = re.compile(
    r"(?:^|[/_-])(?:authors?|users?|members?|profiles?|post[-_]?tags?|tags?|hashtags?|images?"
    r"|videos?|attachments?|products?|store[-_]products?|events?[-_]tickets?)(?=[/_.-]|\d|$)",
    re.IGNORECASE,
)


def is_poor_sitemap(url: str) -> bool:
    """Whether a sitemap names what holds no articles: authors, tags, pictures, goods."""
    return bool(_POOR_MAP.search(urlsplit(url).path))


def _worth(url: str) -> tuple[bool, bool]:
    path = urlsplit(url).path
    return is_poor_sitemap(url), not _GOOD_MAP.search(path)
