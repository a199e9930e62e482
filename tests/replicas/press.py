"""Replicas of news sites: WordPress, Drupal, and pages of the makers' own, each with its feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from urllib.parse import urljoin

from tests.replicas.prose import Text, text
from tests.replicas.web import Answer, Replica

CHROME = (
    "Subscribe to our newsletter", "Most read", "Share this", "Leave a comment", "Related stories",
    "All rights reserved", "Skip to content",
)  # fmt: skip
"""Words around every page that belong to no text."""

Drawn = Callable[["Paper", Text, str], str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A news site.

    Attributes:
        home: its front page, or the section that is crawled.
        feed: the address of its feed.
        form: the address of an article, with ``{slug}``, ``{day}`` (2025/01/31) and ``{number}``.
        drawn: what draws its pages.
        feed_form: the kind of its feed.
        language: in which it writes.
        traps: addresses that its pages name and nobody wants.
    """

    home: str
    feed: str
    form: str
    drawn: Drawn
    feed_form: str = "rss"
    language: str = "en"
    traps: tuple[str, ...] = ()


def _wordpress(paper: Paper, one: Text, url: str) -> str:
    categories = '<a href="/category/politics/" rel="category tag">Politics</a>'
    return (
        f'<div id="page" class="site"><main id="main" class="site-main"><article id="post-71" '
        f'class="post-71 post type-post status-publish format-standard hentry">'
        f'<header class="entry-header"><h1 class="entry-title">{escape(one.title)}</h1>'
        f'<div class="entry-meta"><time class="entry-date published" datetime="'
        f'{one.date.isoformat()}">{one.date:%d/%m/%Y}</time></div></header>'
        f'<div class="entry-content">{_paragraphs(one)}'
        f'<div class="sharedaddy sd-sharing-enabled"><h3>Share this</h3><a href="{url}?share='
        f'facebook">Facebook</a></div></div><footer class="entry-footer">{categories}</footer>'
        f'</article><div id="comments"><h3 id="reply-title">Leave a comment</h3><a href="{url}?'
        f'replytocom=7#respond">Reply</a></div></main>'
        f'<aside id="secondary" class="widget-area"><section class="widget"><h2>Most read</h2>'
        f'<a href="/tag/prison/">prison</a><a href="/author/editor/">Editor</a></section></aside>'
        "</div>"
    )


def _drupal(paper: Paper, one: Text, url: str) -> str:
    return (
        '<div class="layout-container"><main role="main"><div class="region region-content">'
        f'<article role="article" about="{url}" class="node node--type-news node--view-mode-full">'
        f'<h1 class="page-title"><span class="field field--name-title">{escape(one.title)}</span>'
        "</h1>"
        f'<div class="node__content clearfix"><div class="field field--name-field-date">'
        f'<time datetime="{one.date.isoformat()}">{one.date:%d/%m/%Y}</time></div>'
        f'<div class="text-formatted field field--name-body field--type-text-with-summary">'
        f"{_paragraphs(one)}</div></div></article>"
        '<div class="views-element-container block"><h2>Related stories</h2>'
        '<a href="/news?page=1&country=9">More</a></div></div></main></div>'
    )


def _plain(paper: Paper, one: Text, url: str) -> str:
    return (
        f"<main><article><header><h1>{escape(one.title)}</h1><p>{one.date:%d/%m/%Y}</p></header>"
        f'<section class="article__content">{_paragraphs(one)}</section></article>'
        "<aside><h2>Most read</h2><ul><li>Nothing yet</li></ul><p>Subscribe to our newsletter</p>"
        "</aside></main>"
    )


def press() -> dict[str, Replica]:
    """All of them, by the names of their sources."""
    made = {name: [paper] for name, paper in _PAPERS.items()}
    made["euronews"] = [_euronews("www", "en"), _euronews("fr", "fr")]
    return {name: _replica(name, papers) for name, papers in made.items()}


def _euronews(host: str, language: str) -> Paper:
    base = f"https://{host}.euronews.com"
    return Paper(f"{base}/my-europe", f"{base}/rss?level=vertical&name=my-europe",
                 base + "/my-europe/{day}/{slug}", _plain, language=language,
                 traps=("/video/2026/01/01/a",))  # fmt: skip


def _replica(name: str, papers: Sequence[Paper]) -> Replica:
    replica = Replica()
    for paper in papers:
        _fill(replica, name, paper)
    hosts = tuple(urljoin(paper.home, "/") for paper in papers)
    replica.others = lambda url: (
        Answer(b"<!doctype html><title>x</title><p>Something else altogether.</p>")
        if url.startswith(hosts) and not url.endswith("/robots.txt") else None
    )  # fmt: skip
    return replica


def _fill(replica: Replica, name: str, paper: Paper) -> None:
    texts = [text(f"The committee ({name})", number, paper.language) for number in range(3)]
    urls = [
        paper.form.format(slug=one.slug, number=743770 + number, day=f"{one.date:%Y/%m/%d}",
                          named=f"{one.date:%Y/%b/%d}".lower(), month=f"{one.date:%Y/%m}")
        for number, one in enumerate(texts)
    ]  # fmt: skip
    listed = list(zip(urls, texts, strict=True))
    for url, one in listed:
        replica.answers[url] = _page(
            paper, one.title, paper.drawn(paper, one, url), _claims(one, url)
        )
        replica.articles[url] = one
    cards = "".join(
        f'<article class="card"><h2><a href="{url}">{escape(one.title)}</a></h2>'
        f"<p>{escape(one.abstract)}</p></article>"
        for url, one in listed[1:]
    )
    if paper.drawn is _wordpress:
        category = urljoin(paper.home, "/category/politics/")
        replica.answers[category] = _page(paper, name, f"<main>{cards}</main>", "")
    replica.answers[paper.home] = _page(paper, name, f"<main>{cards}</main>", "")
    media = "application/rss+xml; charset=UTF-8"
    feed = _rdf(listed[:2]) if paper.feed_form == "rdf" else _rss(name, listed[:2])
    replica.answers[paper.feed] = Answer(feed.encode(), media)


def _page(paper: Paper, title: str, body: str, head: str) -> Answer:
    traps = "".join(f'<li><a href="{one}">more</a></li>' for one in (*_TRAPS, *paper.traps))
    return Answer(
        f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8"><title>'
        f'{escape(title)}</title>{head}<link rel="alternate" type="application/rss+xml" href="'
        f'{escape(paper.feed)}"></head><body><a class="skip-link" href="#main">Skip to content</a>'
        f'<nav><ul><li><a href="{paper.home}">Home</a></li>{traps}</ul></nav>{body}'
        "<footer><p>Subscribe to our newsletter</p><p>All rights reserved</p></footer></body>"
        "</html>".encode()
    )  # fmt: skip


_TRAPS = ("/search?q=prison", "/?s=prison", "/login", "/wp-admin/", "https://www.facebook.com/x")


def _claims(one: Text, url: str) -> str:
    return (
        f'<link rel="canonical" href="{url}">'
        f'<meta property="og:title" content="{escape(one.title)}">'
        f'<meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{one.date.isoformat()}">'
    )


def _paragraphs(one: Text) -> str:
    return "".join(f"<p>{escape(words)}</p>" for words in one.paragraphs)


def _rss(name: str, listed: Sequence[tuple[str, Text]]) -> str:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{url}</link><pubDate>"
        f"{format_datetime(one.date)}</pubDate><description>{escape(one.abstract)}</description>"
        f'<guid isPermaLink="false">{len(url)}-{one.slug}</guid></item>'
        for url, one in listed
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{listed[0][0]}</link><description/>{items}</channel></rss>"
    )


def _rdf(listed: Sequence[tuple[str, Text]]) -> str:
    items = "".join(
        f'<item rdf:about="{url}"><title>{escape(one.title)}</title><link>{url}</link>'
        f"<dc:date>{one.date.isoformat()}</dc:date></item>"
        for url, one in listed
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{items}</rdf:RDF>'
    )


_PAPERS = {
    "oc-media": Paper("https://oc-media.org/", "https://oc-media.org/feed/",
                      "https://oc-media.org/{slug}/", _wordpress),
    "jamnews": Paper("https://jam-news.net/", "https://jam-news.net/feed/",
                     "https://jam-news.net/{slug}/", _wordpress, traps=("/ru/novosti/",)),
    "civil-georgia": Paper("https://civil.ge/", "https://civil.ge/feed",
                           "https://civil.ge/archives/{number}", _wordpress,
                           traps=("/ka/archives/1",)),
    "balkan-insight": Paper("https://balkaninsight.com/", "https://balkaninsight.com/feed/",
                            "https://balkaninsight.com/{day}/{slug}/", _wordpress),
    "amnesty": Paper("https://www.amnesty.org/en/latest/", "https://www.amnesty.org/en/feed/",
                     "https://www.amnesty.org/en/latest/news/{month}/{slug}/", _wordpress,
                     traps=("/fr/latest/", "/en/get-involved/")),
    "human-rights-watch": Paper("https://www.hrw.org/news", "https://www.hrw.org/rss/news",
                                "https://www.hrw.org/news/{day}/{slug}", _drupal,
                                traps=("/news?page=2", "/news?country=9", "/video-photos/x")),
    "meduza": Paper("https://meduza.io/en", "https://meduza.io/rss/en/all",
                    "https://meduza.io/en/feature/{day}/{slug}", _plain,
                    traps=("/feature/2026/01/01/a",)),
    "rferl": Paper("https://www.rferl.org/", "https://www.rferl.org/api/zrqiteuuipt",
                   "https://www.rferl.org/a/{slug}/{number}.html", _plain,
                   traps=("/embed/player/0/1.html", "/a/1.html?withmediaplayer=1")),
    "euobserver": Paper("https://euobserver.com/", "https://euobserver.com/rss",
                        "https://euobserver.com/{number}/{slug}", _plain),
    "le-monde-europe": Paper("https://www.lemonde.fr/europe/",
                             "https://www.lemonde.fr/europe/rss_full.xml",
                             "https://www.lemonde.fr/europe/article/{day}/{slug}_{number}.html",
                             _plain, language="fr", traps=("/sport/article/2026/01/01/a_1.html",)),
    "guardian-europe": Paper("https://www.theguardian.com/world/europe-news",
                             "https://www.theguardian.com/world/europe-news/rss",
                             "https://www.theguardian.com/world/{named}/{slug}", _plain,
                             traps=("/world/europe-news?page=2", "/football/2026/jan/01/a")),
    "dw-europe": Paper("https://www.dw.com/en/europe/s-1433", "https://rss.dw.com/rdf/rss-en-eu",
                       "https://www.dw.com/en/{slug}/a-{number}", _plain, "rdf",
                       traps=("/en/a-film/av-7", "/de/ein-artikel/a-8")),
    "kyiv-independent": Paper("https://kyivindependent.com/",
                              "https://kyivindependent.com/news-archive/rss/",
                              "https://kyivindependent.com/{slug}/", _plain,
                              traps=("/tag/war/", "/author/x/", "/membership/")),
}  # fmt: skip
