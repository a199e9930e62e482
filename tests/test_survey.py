"""``greffe source add`` on sites of every make and state: a source that works, or one line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.observation import observed
from archive.urls import urlkey
from crawler.sources.loading import loaded
from crawler.sources.pages import Paging
from crawler.sources.source import Source
from crawler.sources.survey.offers import ago
from crawler.sources.survey.route import Route, is_poor_sitemap
from crawler.sources.survey.shapes import shapes
from tests.exchanges import exchange
from tests.house import PRIVATE, Ran, greffe
from tests.servers.site import Answer, Site

HTML, RSS, XML, TEXT = "text/html", "application/rss+xml", "application/xml", "text/plain"
WORDS = "The committee said on Tuesday that the report of the delegation will be read in full. " * 6


def _page(title: str, body: str, head: str = "", language: str = "en") -> Answer:
    return HTML, (f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
                  f"<title>{title}</title>{head}</head><body>{body}</body></html>")  # fmt: skip


def _story(title: str) -> Answer:
    return _page(title, f"<article><h1>{title}</h1><p>{WORDS}</p><p>{WORDS}</p></article>")


def _cards(*paths: str) -> str:
    return "".join(
        f'<div class="views-row"><h2><a href="{path}">What became of {path.strip("/")}</a></h2>'
        f"<span>{n + 1} March 2025</span><p>The delegation went there and saw it all.</p></div>"
        for n, path in enumerate(paths)
    )


def _rss(*links: str, title: str = "News", more: str = "") -> Answer:
    items = "".join(
        f"<item><title>t</title><link>{link}</link><pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate>"
        "</item>" for link in links
    )  # fmt: skip
    return RSS, (f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
                 f"<link>{{site}}/</link>{more}{items}</channel></rss>")  # fmt: skip


def _map(*links: str) -> Answer:
    urls = "".join(f"<url><loc>{{site}}{link}</loc></url>" for link in links)
    return XML, f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def _index(*links: str, made: str = "") -> Answer:
    maps = "".join(f"<sitemap><loc>{{site}}{link}</loc></sitemap>" for link in links)
    return XML, f"<sitemapindex {made}>{maps}</sitemapindex>"


def _add(folder: Path, url: str, *more: str) -> Ran:
    return greffe(folder, "source", "add", url, "--name", "found", "--yes", *PRIVATE, *more)


def _source(folder: Path) -> Source:
    return loaded(folder / "sources" / "found.toml")


def _crawled(folder: Path) -> set[str]:
    """Paths of what a crawl of the source found, by key."""
    assert greffe(folder, "crawl", "found", *PRIVATE).code in (0, 4)
    with Archive.open(folder / "greffe.db") as archive:
        rows = archive.connection.execute("SELECT urlkey FROM capture WHERE outcome = 'ok'")
        return {row[0] for row in rows}


DRUPAL: dict[str, Answer] = {
    "/": _page("Home | The Record", '<nav><a href="/news">News</a> <a href="/about">Us</a></nav>'
               + _cards("/news/one", "/news/two"),
               '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'),
    "/robots.txt": (TEXT, "User-agent: *\nDisallow: /admin/\n"),
    "/news": _page("News", _cards("/news/one", "/news/two", "/news/three")
                   + '<nav class="pager"><a href="?page=1" rel="next">Next</a></nav>'),
    "/news?page=1": _page("News", _cards("/news/four", "/news/five", "/news/six")),
    "/about": _story("About"),
    "/rss.xml": _rss("{site}/news/one", "{site}/news/two", "{site}/news/three"),
    "/sitemap.xml": _map("/", "/news/one", "/news/hidden", "/admin/none"),
    **{f"/news/{n}": _story(n) for n in ("one", "two", "three", "four", "five", "six", "hidden")},
}  # fmt: skip


def test_a_drupal_site_is_crawled_whole(tmp_path: Path) -> None:
    """By the feed where its make has it, a sitemap nobody named, a listing and its next page."""
    with Site(DRUPAL) as site:
        ran = _add(tmp_path, site.url)
        assert ran.code == 0, ran
        found = _crawled(tmp_path)
        expected = {urlkey(site.url + path[1:]) for path in DRUPAL}
    source = _source(tmp_path)
    assert source.title == "The Record"
    assert source.feeds == (f"{site.url}rss.xml",)
    assert source.sitemaps == (f"{site.url}sitemap.xml",)
    assert source.listings == (f"{site.url}news",)
    assert source.pages.paging == (
        Paging(f"{site.url}news", f"{site.url}news?page={{n}}", first=1, last=200),
    )
    assert [pattern.pattern for pattern in source.pages.articles] == [
        "^https?://[^/]+/news/[^/?#]+$"
    ]
    assert found == expected
    assert '+ platform   Drupal: it names its generator, "drupal 10' in ran.out
    assert f"+ feed       {site.url}rss.xml: 3 items, newest" in ran.out
    assert f"+ listing    {site.url}news: 3 articles, goes on at {site.url}news?page=1" in ran.out
    assert f"+ paging     {site.url}news: its older pages are {site.url}news?page={{n}}" in ran.out
    assert "/admin/" not in "".join(site.asked)


def test_older_pages_are_walked_only_where_the_second_says_something_else(tmp_path: Path) -> None:
    """A site that answers any number with its first page has no older ones; years are told."""
    first = _cards("/news/one", "/news/two", "/news/three")
    pager = '<nav><a href="/news-2025?page=2">2</a> <a href="/news-2023">2023</a></nav>'
    pages = {
        "/": _page("The Record", '<a href="/news-2025">News</a>' + first),
        "/news-2025": _page("News", first + pager),
        "/news-2025?page=2": _page("News", first + pager),
        **{f"/news/{n}": _story(n) for n in ("one", "two", "three")},
    }
    with Site(pages) as site:
        assert _add(tmp_path, site.url).code == 0
    assert _source(tmp_path).pages.paging == (
        Paging(f"{site.url}news-2025", f"{site.url}news-{{year}}", last=2023),
    )


def test_of_the_feeds_of_wordpress_one_is_taken(tmp_path: Path) -> None:
    """Neither comments nor what the main feed has; sitemaps of authors and tags go unread."""
    feed = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    head = '<meta name="generator" content="WordPress 6.8">' + "".join(
        feed.format(*one) for one in (
            ("Paper", "/feed/"), ("Paper » Comments Feed", "/comments/feed/"),
            ("Paper » Stub Kommentar-Feed", "/stub/comments-rss/"), ("Courts", "/courts/feed/"),
            ("Readers", "/readers/feed/"),
        )
    )  # fmt: skip
    posts = [f"/2025/03/post-{n}/" for n in range(4)]
    answers = {
        "/": _page("Paper", _cards(*posts), head),
        "/robots.txt": (TEXT, "Sitemap: /sitemap_index.xml"),
        "/feed/": _rss(*("{site}" + post for post in posts)),
        "/courts/feed/": _rss("{site}" + posts[0], title="Courts"),
        "/readers/feed/": _rss("{site}" + posts[0] + "#comment-1", title="Comments on: Stub"),
        "/sitemap_index.xml": _index(
            "/post-sitemap.xml", "/author-sitemap2.xml", "/post_tag-sitemap.xml"
        ),
        "/post-sitemap.xml": _map(*posts),
        "/author-sitemap2.xml": _map("/author/a/"), "/post_tag-sitemap.xml": _map("/tag/t/"),
        **{post: _story(post) for post in posts},
    }  # fmt: skip
    with Site(answers) as site:
        ran = _add(tmp_path, site.url)
        before = len(site.asked)
        _crawled(tmp_path)
    source = _source(tmp_path)
    assert source.feeds == (f"{site.url}feed/",)
    assert source.sitemaps == (f"{site.url}sitemap_index.xml",)
    assert "readers' comments: left out" in ran.out
    assert f"all of its items are in {site.url}feed/ too: left out" in ran.out
    assert "/comments/feed/" not in site.asked
    crawled = site.asked[before:]
    assert "/post-sitemap.xml" in crawled
    assert not {"/author-sitemap2.xml", "/post_tag-sitemap.xml"} & set(crawled)


def test_a_site_without_feed_or_sitemap_is_crawled_by_its_links(tmp_path: Path) -> None:
    """The front page leads on to another language: the whole host is meant; guesses are told."""
    answers = {
        "/": ("302 /en/", ""),
        "/en/": _page("Bureau", '<a href="/en/a">A</a> <a href="/en/b">B</a> <a href="/en/c">C</a>'
                      + WORDS, '<link rel="alternate" hreflang="fr" href="/fr/">'),
        "/fr/": _page("Bureau", f'<a href="/fr/a">A</a> {WORDS}', language="fr"),
        **{path: _story(path) for path in ("/en/a", "/en/b", "/en/c", "/fr/a")},
    }  # fmt: skip
    with Site(answers) as site:
        ran = _add(tmp_path, site.url)
        found = _crawled(tmp_path)
        expected = {urlkey(site.url + path[1:]) for path in answers} - {urlkey(site.url)}
    assert found == expected
    assert _source(tmp_path).seeds == (f"{site.url}en/",)
    assert f"leads to {site.url}en/, where the source begins" in ran.out
    assert f"en; also fr at {site.url}fr/" in ran.out
    assert "- feed       none is named, and none is at /feed/, /rss.xml" in ran.out
    assert "- platform   unknown" in ran.out


@pytest.mark.parametrize("given", ["rss.xml", "sitemap.xml"])
def test_a_feed_or_sitemap_leads_to_its_site(tmp_path: Path, given: str) -> None:
    """What a person has may be its address only."""
    with Site(DRUPAL) as site:
        ran = _add(tmp_path, site.url + given)
    source = _source(tmp_path)
    assert ran.code == 0, ran
    assert source.seeds == (site.url,)
    assert site.url + given in (*source.feeds, *source.sitemaps)
    assert f"{site.url}{given}: is a {'feed' if given == 'rss.xml' else 'sitemap'}, of" in ran.out


def test_items_on_another_host_are_taken_too(tmp_path: Path) -> None:
    """A site that is known by one name and links to itself by another, as Wix's do."""
    with Site({f"/post/{n}": _story(str(n)) for n in range(3)}) as other:
        links = [f"{other.url}post/{n}" for n in range(3)]
        told = '<link rel="alternate" type="application/rss+xml" href="/blog-feed.xml">'
        home = _page("Blog", f'<a href="/about">About</a><p>{WORDS}</p>', told)
        answers = {"/": home, "/blog-feed.xml": _rss(*links), "/about": _story("About")}
        with Site(answers) as site:
            ran = _add(tmp_path, site.url)
            found = _crawled(tmp_path)
    assert f"all items of its feed lie on {other.url}: that is taken too" in ran.out
    assert {urlkey(link) for link in links} <= found


def test_a_page_that_scripts_draw_is_told(tmp_path: Path) -> None:
    """Its sitemap is worth having all the same."""
    shell = _page("App", '<div id="root"></div><script src="/app.js"></script>')
    with Site({"/": shell, "/sitemap.xml": _map("/#a", "/b"), "/b": shell}) as site:
        ran = _add(tmp_path, site.url)
    assert ran.code == 0, ran
    assert "! beware" in ran.out
    assert "drawn by JavaScript: its HTML has 0 links and 0 words" in ran.out
    assert _source(tmp_path).sitemaps == (f"{site.url}sitemap.xml",)


CHALLENGE = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
PARKED = ("<title>This domain is for sale</title><body><h1>This domain is for sale</h1>"
          '<script src="https://www.sedoparking.com/frmpark/"></script></body>')  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "fields", "code", "line"),
    [
        ({"/": ("403", CHALLENGE)}, {"cf-mitigated": "challenge"}, 5, "cannot be looked at: "),
        ({"/": (HTML, PARKED)}, {}, 5, "nobody's site is there, the domain is parked"),
        ({"/": (HTML, "")}, {}, 3, "answers with an empty page"),
        ({"/": _page("Nothing", "<p>Soon.</p>")}, {}, 3, "no links, no feed, no sitemap"),
        ({"/": ("application/pdf", "%PDF-1.4\n%%EOF")}, {}, 3, "is a document: `greffe save"),
        ({"/": ("image/png", "\x89PNG")}, {}, 3, "is no page, feed or sitemap but image/png"),
        ({"/": ("302 /", "")}, {}, 3, "it leads on and on"),
        ({}, {}, 3, "cannot be looked at: there is no such page (status 404)"),
        ({"/robots.txt": (TEXT, "User-agent: *\nDisallow: /")}, {}, 7, "disallows /"),
    ],
)
def test_what_cannot_be_a_source_gets_one_line(
    tmp_path: Path, answers: dict[str, Answer], fields: dict[str, str], code: int, line: str
) -> None:
    """And nothing is written."""
    with Site(answers, fields) as site:
        ran = _add(tmp_path, site.url)
    assert ran.code == code, ran
    assert line in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "sources").exists()


def test_programs_are_told_the_same_and_nothing_is_written_unasked(tmp_path: Path) -> None:
    """With --json a person is not asked; --yes writes."""
    with Site(DRUPAL) as site:
        arguments = ("source", "add", site.url, "--name", "found", "--json", *PRIVATE)
        ran = greffe(tmp_path, *arguments)
        assert ran.code == 0, ran
        assert not (tmp_path / "sources").exists()
        written = greffe(tmp_path, *arguments, "--yes")
    (told,) = ran.objects
    assert (told["platform"], told["file"]) == ("drupal", None)
    by = told["forecast"]["by"]
    assert (by["feed"], by["sitemap"]) == (3, 2)
    assert told["forecast"]["first"][0] == f"{site.url}news/one"
    assert told["forecast"]["seconds"] > told["forecast"]["pages"]
    assert written.objects[0]["file"] == "sources/found.toml"
    assert (tmp_path / "sources" / "found.toml").read_text(encoding="utf-8") == told["toml"]


def test_the_forecast_says_what_is_left_out(tmp_path: Path) -> None:
    """And why, with an example."""
    links = ['<a href="https://elsewhere.example/">E</a>', '<a href="/search?q=x">S</a>']
    with Site({"/": _page("Home", _cards("/a", "/b", "/c") + "".join(links))}) as site:
        ran = _add(tmp_path, site.url)
    assert "1 outside the scope, such as https://elsewhere.example/" in ran.out
    assert f"such as {site.url}search?q=x" in ran.out


_SEGMENT = st.one_of(
    st.sampled_from(["news", "post", "2025", "03", "1234", "a.html"]),
    st.text("abc-._~%é", min_size=1, max_size=8),
)


@given(st.lists(st.lists(_SEGMENT, max_size=4).map("/".join), max_size=30))
def test_an_address_has_the_form_that_was_learned_from_it(paths: list[str]) -> None:
    """Each form fits its example, and as many addresses as it says at least."""
    urls = [f"https://a.example/{path}" for path in paths]
    for form in shapes(urls):
        fitting = [url for url in dict.fromkeys(urls) if re.search(form.pattern, url)]
        assert form.example in fitting
        assert len(fitting) >= form.count


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/2025/03/one/", "/2024/11/two/", "/2023/01/three/"], r"/\d{4}/\d{1,2}/[^/?#]+/?$"),
        (["/en/web/x/-/one", "/en/web/x/-/two", "/en/web/x/-/three"], r"/en/web/x/-/[^/?#]+$"),
        (["/news/1234/one.html", "/news/1235/two.html", "/news/99/x.html"],
         r"/news/\d+/[^/?#.]+\.html$"),
        (["/?p=12", "/?p=13", "/?p=14"], r"[?&]p=\d+"),
        (["/about", "/contact", "/imprint"], None),
        (["/a/about/", "/b/contact/", "/c/imprint/"], None),
    ],
)  # fmt: skip
def test_forms_of_addresses_are_learned(paths: list[str], pattern: str | None) -> None:
    """Those of WordPress, Liferay and others; names alone say nothing."""
    forms = [form.pattern for form in shapes(f"https://a.example{path}" for path in paths)]
    if pattern is None:
        assert forms == []
    else:
        assert [form.removeprefix("^https?://[^/]+") for form in forms] == [pattern]


@given(st.lists(st.text(max_size=30), max_size=60), st.sampled_from([RSS, XML, HTML, TEXT]))
def test_a_look_ends_whatever_a_site_says(names: list[str], kind: str) -> None:
    """Some thirty requests, although every answer names others."""
    places = [f"https://a.example/{quote(name)}-sitemap.xml" for name in names]
    links = "".join(
        f'<a href="{one}/feed/">News</a><sitemap><loc>{one}</loc></sitemap>'
        f"<item><link>{one}</link></item>\nSitemap: {one}\n"
        for one in places
    )
    route, waiting = Route("https://a.example/"), ["https://a.example/"]
    while waiting:
        url = waiting.pop()
        body = f"<sitemapindex>{links}</sitemapindex>" if "xml" in kind else links
        said = observed(exchange(url, body.encode(), fields=f"Content-Type: {kind}\r\n"))
        waiting += route.follow(url, said)
    assert len(route.roles) <= 36


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (12, "12 days ago"), (90, "3 months ago"),
     (800, "2 years ago"), (-2, "dated in the future, 2025-03-03")],
)  # fmt: skip
def test_how_long_ago_in_words(days: int, words: str) -> None:
    """As a person would say it."""
    now = datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert ago(now - timedelta(days=days), now) == words


@pytest.mark.parametrize(
    ("name", "is_poor"),
    [("wp-sitemap-users-1.xml", True), ("wp-sitemap-taxonomies-post_tag-1.xml", True),
     ("author-sitemap.xml", True), ("store-products-sitemap.xml", True),
     ("image-sitemap-2.xml", True), ("wp-sitemap-posts-post-1.xml", False),
     ("blog-posts-sitemap.xml", False), ("pages-sitemap.xml", False),
     ("news-sitemap.xml", False), ("sitemap.xml?page=3", False),
     ("category-sitemap.xml", False)],
)  # fmt: skip
def test_sitemaps_without_articles_are_told_by_name(name: str, is_poor: bool) -> None:
    """Those of WordPress, Yoast, Wix and Drupal."""
    assert is_poor_sitemap(f"https://a.example/{name}") is is_poor
