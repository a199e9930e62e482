"""A look at a site without keeping anything: what its start pages answer, and what they offer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from archive.errors import BadInput
from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.source import Scope, Source, surt_prefix
from crawler.spiders import feeds, sitemaps
from crawler.spiders.addresses import absolute

if TYPE_CHECKING:
    from crawler.run import Options

_LISTING = re.compile(
    r"/(?:(?:blog|news|newsroom|press|articles?|actualit[eé]s?|nouvelles|presse)(?:-\d{4})?"
    r"|category/[^/]+)/?$",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"^(?:(?:home ?page|home|accueil|welcome)\s*[-\u2013\u2014|:·]\s*)+", re.IGNORECASE
)
"""What stands before a site's name in the title of its home page."""
_SITEMAP = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")
_GUESSES = ("/sitemap.xml", "/feed/", "/blog-feed.xml", "/rss.xml", "/feed.xml")


@dataclass(slots=True)
class Probe:
    """What a site answered.

    Attributes:
        answers: observations by the URL asked for.
        faults: why there was no answer, by the URL asked for.
    """

    answers: dict[str, Observation] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def good(self, urls: Sequence[str]) -> list[str]:
        """Those of ``urls`` that answered well."""
        return [url for url in urls if url in self.answers and self.answers[url].outcome == "ok"]


def probed(sources: Sequence[Source], options: Options) -> list[Probe]:
    """Ask each source's start URLs, once, keeping nothing."""
    from crawler.run import looked_at

    probes = [Probe() for _ in sources]
    wanted = [_wanted(source) for source in sources]
    looked_at(list(zip(sources, wanted, probes, strict=True)), options)
    return probes


def named(observation: Observation) -> list[str]:
    """Feeds that a page declares; sitemaps that a robots.txt names (RFC 9309, 2.2.4)."""
    if observation.outcome != "ok":
        return []
    url = observation.exchange.url
    if urlsplit(url).path == "/robots.txt":
        text = observation.payload.decode("utf-8", "replace")
        found = (absolute(url, one) for one in _SITEMAP.findall(text))
        return [one for one in found if one]
    return [link.url for link in observation.links if link.kind == "feed"]


def home_source(url: str, name: str | None, *, allow_private: bool) -> Source:
    """A source of which only the home page is known.

    Raises:
        BadInput: no http or https URL, or a wrong name.
    """
    host, number = _host_and_port(url)
    parts = urlsplit(url)
    port = f"-{number}" if number else ""
    made = re.sub(r"[^a-z0-9]+", "-", f"{host}{port}".lower()).strip("-")
    chosen = name or made
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", chosen):
        raise BadInput(f"--name {chosen!r}: use lower-case letters, digits and hyphens")
    scope = Scope((surt_prefix(f"{parts.scheme}://{parts.netloc}/"),))
    return Source(chosen, host, (url,), scope, allow_private=allow_private)


def _host_and_port(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadInput(f"{url!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput(f"{url!r} is no http or https URL; write e.g. https://www.example.org/")
    return host.removeprefix("www."), port


def written(home: Source, probe: Probe) -> str:
    """The source file for a site, from what it answered."""
    url = home.seeds[0]
    page = probe.answers[url]
    links = {link.url: link for link in page.links if home.scope.refusal(link.url) is None}
    found_feeds = [u for u in _feed_urls(url, page) if feeds.items(_payload(probe, u), u)]
    found_maps = [u for u in _sitemap_urls(url, probe) if _is_sitemap(probe, u)]
    listings = [u for u, link in links.items() if link.kind == "page" and _LISTING.search(u)]
    title = _site_name(page) or home.title
    language = page.article.language if page.article else None
    lines = [
        f"name = {json.dumps(home.name)}",
        f"title = {json.dumps(title, ensure_ascii=False)}",
        f"languages = {json.dumps([language] if language else [])}",
        f"seeds = {_listed([url])}",
        f"feeds = {_listed(found_feeds)}",
        f"sitemaps = {_listed(found_maps)}",
        f"listings = {_listed(listings[:10])}",
        'revisit = "1d"  # how long before a known page is asked for again',
    ]
    if home.allow_private:
        lines.append("allow_private = true")
    part = _part_of_site(url, page, home.scope)
    lines += [
        "", "[scope]", f"include = {_listed([part])}  # only what begins like this is crawled",
        "exclude = []", "max_depth = 8",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _part_of_site(url: str, page: Observation, host: Scope) -> str:
    """The deepest folder of ``url`` that most of its page's links within ``host`` lead into.

    Who names a committee's pages on the site of a large body does not mean all of that site; who
    names a blog whose posts lie elsewhere does.
    """
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    links = {link.url for link in page.links if link.kind == "page"}
    keys = [urlkey(link) for link in links if host.refusal(link) is None]
    names = [name for name in parts.path.split("/") if name]
    for count in range(len(names), 0, -1):
        folder = f"{root}/{'/'.join(names[:count])}/"
        inside = sum(1 for key in keys if key.startswith(surt_prefix(folder)))
        if inside * 2 > len(keys):
            return folder
    return f"{root}/"


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


def _wanted(source: Source) -> list[str]:
    """What to ask of a source: its start URLs; of a bare home page, where feeds often are."""
    known = [*source.seeds, *source.listings, *source.feeds, *source.sitemaps]
    if len(known) > 1:
        return known
    return [*known, *(urljoin(known[0], path) for path in ("/robots.txt", *_GUESSES))]


def _feed_urls(url: str, page: Observation) -> list[str]:
    return list(dict.fromkeys([*named(page), *(urljoin(url, path) for path in _GUESSES[1:])]))


def _sitemap_urls(url: str, probe: Probe) -> list[str]:
    robots = probe.answers.get(urljoin(url, "/robots.txt"))
    told = named(robots) if robots else []
    return list(dict.fromkeys([*told, urljoin(url, _GUESSES[0])]))


def _is_sitemap(probe: Probe, url: str) -> bool:
    found = sitemaps.parsed(_payload(probe, url), url)
    return bool(found.pages or found.sitemaps)


def _payload(probe: Probe, url: str) -> bytes:
    answer = probe.answers.get(url)
    return answer.payload if answer and answer.outcome == "ok" else b""


def _listed(urls: Sequence[str]) -> str:
    if len(urls) < 2:
        return json.dumps(list(urls), ensure_ascii=False)
    inner = "".join(f"    {json.dumps(url, ensure_ascii=False)},\n" for url in urls)
    return f"[\n{inner}]"
