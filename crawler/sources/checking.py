"""A source held against pages of it: whether what its file says of them is so.

Pure: the pages may be saved, of the archive, or just fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from archive.clean import LISTS, Article, sitemaps
from archive.health.expectations import number_words
from archive.identity import article_form, page_key
from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.source import Source
from crawler.spiders import feeds, queries
from crawler.spiders.documents import speaks_of_document

Check = Literal["scope", "feed", "listing", "seed", "sitemap", "articles", "words", "languages",
                "dates"]  # fmt: skip
Verdict = Literal["pass", "fail", "unseen"]
"""``unseen``: there was no page to tell it by."""

SAMPLE = 5
"""Articles of a source that are asked for where it is checked live."""
_SPARED = 10
"""One of so many pages may fall short: agencies' notes, a page without a date."""
_NAMED = 2
_NOUNS = {"feed": ("item", "items"), "sitemap": ("address", "addresses")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check of a source.

    Attributes:
        source: name of the source.
        check: what was looked at: whether start URLs are in the ``scope``, what each ``feed``,
            ``listing``, ``seed`` and ``sitemap`` names, whether pages whose address is that of an
            article are ``articles``, and their ``words``, ``languages`` and ``dates``.
        verdict: how it came out.
        found: what was found, in one line.
        url: the page, of checks of one page; else empty.
    """

    source: str
    check: Check
    verdict: Verdict
    found: str
    url: str = ""


def checked(
    source: Source,
    observations: Mapping[str, Observation],
    faults: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """Hold a source against pages of it.

    Args:
        source: as configured.
        observations: what pages showed, by the URL asked for; of a redirect, where it led.
        faults: why there was no answer, by the URL asked for.

    Returns:
        One finding for each start URL, then one each on articles, words, languages and dates. The
        source is good if none is ``fail``; where all are ``unseen``, nothing was checked.
    """
    seen = {urlkey(url): observation for url, observation in observations.items()}
    found = [*_out_of_scope(source)]
    for check, url in starts(source):
        observation = seen.get(urlkey(url))
        if observation is None and url in faults:
            words = f"was not answered: {faults[url]}"
            found.append(Finding(source.name, check, "fail", words, url))
        else:
            found.append(_start(source, check, url, observation))
    return found + _of_articles(source, observations)


def starts(source: Source) -> list[tuple[Check, str]]:
    """The URLs that a source names, and as what."""
    groups: tuple[tuple[Check, tuple[str, ...]], ...] = (
        ("feed", source.feeds),
        ("listing", source.listings),
        ("seed", source.seeds),
        ("sitemap", source.sitemaps),
    )
    return [(check, url) for check, urls in groups for url in urls]


def named_articles(source: Source, check: Check, observation: Observation) -> list[str]:
    """Articles that a start page names: by their patterns, where the source has some.

    In the form that cannot answer with the list they stand on.
    """
    urls = _named(source, check, observation)
    found = (article_form(url) or url for url in urls if is_article_url(source, url))
    return list(dict.fromkeys(found))


def _out_of_scope(source: Source) -> Iterable[Finding]:
    for check, url in starts(source):
        # Queries are asked for whatever the scope; some stand where there are mostly traps.
        is_page = check in ("listing", "seed") and not queries.is_query(source, url)
        if is_page and (refusal := source.scope.refusal(url)):
            yield Finding(source.name, "scope", "fail", f"is {refusal}", url)


def _start(source: Source, check: Check, url: str, observation: Observation | None) -> Finding:
    if observation is None:
        return Finding(source.name, check, "unseen", "no page of it to look at", url)
    if observation.outcome != "ok":
        why = observation.evidence or str(observation.status or "")
        words = f"answered: {observation.outcome}{f' ({why})' if why else ''}"
        return Finding(source.name, check, "fail", words, url)
    if queries.is_query(source, url):
        lack = queries.fault(source, url, observation.payload)
        verdict: Verdict = "fail" if lack else "pass"
        return Finding(source.name, check, verdict, lack or "the query is answered", url)
    urls = _named(source, check, observation)
    matching = [one for one in urls if is_article_url(source, one)]
    has_patterns = bool(source.pages.articles)
    one, many = _NOUNS.get(check, ("entry", "entries"))
    words = f"{len(urls):,} {one if len(urls) == 1 else many}"
    if not urls:
        return Finding(source.name, check, "fail", f"names nothing: {_why_empty(check)}", url)
    if has_patterns:
        words += f", {len(matching):,} of them articles"
        papers = [one for one in urls if one not in matching and _is_paper(source, one)]
        if papers:
            words += f", {len(papers):,} documents" if len(papers) > 1 else ", 1 document"
        # A home page or an index of sitemaps need not name any.
        if not (matching or papers) and check in ("feed", "listing"):
            words += f"; e.g. {urls[0]} matches no pattern of [pages] articles"
            return Finding(source.name, check, "fail", words, url)
    return Finding(source.name, check, "pass", words, url)


def _is_paper(source: Source, url: str) -> bool:
    return source.pages.is_document(url) or speaks_of_document(url)


def _why_empty(check: Check) -> str:
    return {
        "feed": "it is no feed, or an empty one",
        "sitemap": "it is no sitemap, or an empty one",
    }.get(check, "no links into the scope of the source stand on it")


def _named(source: Source, check: Check, observation: Observation) -> list[str]:
    """What a start page names, as far as it is in the scope."""
    url, payload = observation.exchange.url, observation.payload
    if check == "feed":
        urls: Iterable[str] = feeds.items(payload, url)
    elif check == "sitemap":
        found = sitemaps.parsed(payload, url)
        urls = [*found.pages, *found.sitemaps]
    else:
        urls = _of_page(source, observation)
    own = {urlkey(start) for _, start in starts(source)} if check in ("listing", "seed") else set()
    inside = (one for one in urls if check == "sitemap" or source.scope.refusal(one) is None)
    return [one for one in dict.fromkeys(inside) if urlkey(one) not in own]


def _of_page(source: Source, observation: Observation) -> list[str]:
    entries = [entry.url for entry in observation.article.entries] if observation.article else []
    links = [link.url for link in observation.links if link.kind == "page"]
    if source.pages.articles:
        return [*entries, *(url for url in links if is_article_url(source, url))] or links
    return entries or links


def is_article_url(source: Source, url: str) -> bool:
    """Whether a URL is that of an article, by the patterns of the source; any, if it has none."""
    return not source.pages.articles or source.pages.is_article(url)


def _of_articles(source: Source, observations: Mapping[str, Observation]) -> list[Finding]:
    pages = _pages(source, observations)
    texts = {url: page for url, page in pages.items() if page.kind not in LISTS and page.text}
    if not pages:
        nothing = "no article to look at"
        checks: tuple[Check, ...] = ("articles", "words", "languages", "dates")
        return [Finding(source.name, check, "unseen", nothing) for check in checks]
    least = max(source.expect.words, 1)
    languages = source.expect.languages or source.languages
    lengths = {url: number_words(page.text) for url, page in texts.items()}
    tongues = Counter(page.language or "none found" for page in texts.values())
    told = ", ".join(f"{code} {number}" for code, number in tongues.most_common())
    dates = sorted(page.published[:10] for page in texts.values() if page.published)
    span = f"{dates[0]} to {dates[-1]}" if dates else "none"
    spread = f"{min(lengths.values()):,} to {max(lengths.values()):,}" if lengths else "none"
    wanted = " or ".join(languages) or "any language"
    return [
        _share(source, "articles", pages, "read as texts", "", lambda url: url in texts),
        _share(source, "words", texts, f"have {least:,} words or more", spread,
               lambda url: lengths[url] >= least),
        # What a file gives as languages may be those of the most.
        _share(source, "languages", texts, f"are in {wanted}", told,
               lambda url: not languages or texts[url].language in languages,
               spared=_SPARED if source.expect.languages else 2),
        _share(source, "dates", texts, "say when they were published", span,
               lambda url: bool(texts[url].published)),
    ]  # fmt: skip


def _pages(source: Source, observations: Mapping[str, Observation]) -> dict[str, Article]:
    """The pages that are articles by their address.

    Without patterns, those that feeds and listings name; without these, by what they look like.
    """
    asked = {urlkey(url): check for check, url in starts(source)}
    named = {
        urlkey(one)
        for url, observation in observations.items()
        if asked.get(urlkey(url)) in ("feed", "listing") and observation.outcome == "ok"
        for one in named_articles(source, asked[urlkey(url)], observation)
    }
    found: dict[str, Article] = {}
    for url, observation in observations.items():
        page = observation.article
        if page is None or urlkey(url) in asked or source.scope.refusal(url) is not None:
            continue
        said = observation.exchange.url
        if article_form(said) and observation.page_key != page_key(said):
            # The other form of an article, which answered with its list.
            continue
        if source.pages.articles:
            is_meant = is_article_url(source, url)
        else:
            is_text = page.kind == "article" or observation.exchange.notice is not None
            is_meant = urlkey(url) in named or (not named and is_text)
        if is_meant:
            found[url] = page
    return found


def _share(
    source: Source, check: Check, pages: Mapping[str, Article], what: str, spread: str,
    is_met: Callable[[str], bool], *, spared: int = _SPARED,
) -> Finding:  # fmt: skip
    """The finding on a property that all pages must have, but for one of so many."""
    if not pages:
        return Finding(source.name, check, "unseen", "no text to look at")
    short = [url for url in pages if not is_met(url)]
    words = f"{len(pages) - len(short):,} of {len(pages):,} {what}"
    words += f" ({spread})" if spread else ""
    if short:
        words += f"; not {', '.join(short[:_NAMED])}"
        words += f" and {len(short) - _NAMED:,} more" if len(short) > _NAMED else ""
    is_good = len(short) * spared <= len(pages) and len(short) < len(pages)
    return Finding(source.name, check, "pass" if is_good else "fail", words)
