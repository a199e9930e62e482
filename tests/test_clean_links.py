"""Where pages and style sheets point to."""

from __future__ import annotations

import pytest

from archive.clean import Link, css_links, links
from tests.pages import page

URL = "https://h.example/news/today.html"


def kinds(body: str, head: str = "") -> list[tuple[str, str]]:
    """Kind and URL of each link."""
    return [(link.kind, link.url) for link in links(page(body, head), URL)]


@pytest.mark.parametrize(
    ("markup", "kind", "url"),
    [
        ('<a href="a">x</a>', "page", "https://h.example/news/a"),
        ('<map><area href="/b"></map>', "page", "https://h.example/b"),
        ('<iframe src="f"></iframe>', "frame", "https://h.example/news/f"),
        ('<iframe data-src="f"></iframe>', "frame", "https://h.example/news/f"),
        ('<img src="i.png">', "requisite", "https://h.example/news/i.png"),
        ('<img data-src="i.png">', "requisite", "https://h.example/news/i.png"),
        ('<noscript><img src="i.png"></noscript>', "requisite", "https://h.example/news/i.png"),
        ('<script src="//c.example/s.js"></script>', "requisite", "https://c.example/s.js"),
        ('<video poster="p.jpg"></video>', "requisite", "https://h.example/news/p.jpg"),
        ('<video><track src="t.vtt"></video>', "requisite", "https://h.example/news/t.vtt"),
        ('<p style="background:url(b.png)">x</p>', "requisite", "https://h.example/news/b.png"),
        ('<style>@import "s.css";</style>', "requisite", "https://h.example/news/s.css"),
        ('<svg><use href="v.svg#a"/></svg>', "requisite", "https://h.example/news/v.svg"),
        ('<link rel="stylesheet" href="s.css">', "requisite", "https://h.example/news/s.css"),
        ('<link rel="shortcut icon" href="/i.ico">', "requisite", "https://h.example/i.ico"),
        ('<link rel="canonical" href="/c">', "canonical", "https://h.example/c"),
        ('<link rel="next" href="?p=2">', "next", "https://h.example/news/today.html?p=2"),
        ('<meta property="og:image" content="/o.png">', "requisite", "https://h.example/o.png"),
        ('<meta http-equiv="refresh" content="5; url=\'/r\'">', "refresh", "https://h.example/r"),
        ('<meta http-equiv="Refresh" content="0;URL=/r">', "refresh", "https://h.example/r"),
    ],
)
def test_each_reference_has_its_kind(markup: str, kind: str, url: str) -> None:
    """What a page links to, embeds, needs and calls itself."""
    assert kinds(markup) == [(kind, url)]


def test_feeds_and_translations_are_told_apart() -> None:
    """Both are rel=alternate; the text is the feed's title or the language."""
    head = (
        '<link rel="alternate" type="application/atom+xml" title="News" href="/feed">'
        '<link rel="alternate" hreflang="fr" href="/fr">'
        '<link rel="alternate" media="print" href="/print">'
    )
    assert links(page("", head), URL) == (
        Link("https://h.example/feed", "feed", "News"),
        Link("https://h.example/fr", "alternate", "fr"),
    )


def test_a_next_page_is_also_a_page() -> None:
    """A link to follow is one, whatever else it is."""
    assert kinds('<a rel="next" href="?p=2">2</a>') == [
        ("page", "https://h.example/news/today.html?p=2"),
        ("next", "https://h.example/news/today.html?p=2"),
    ]


def test_the_base_of_a_page_is_honoured() -> None:
    """Relative references start from it, wherever it stands."""
    assert kinds('<a href="a">x</a>', '<base href="/other/"><base href="/third/">') == [
        ("page", "https://h.example/other/a")
    ]


def test_commas_are_part_of_the_addresses_in_a_srcset() -> None:
    """Image services put their settings into the path."""
    markup = '<img srcset="w_1,h_2/a.jpg 1x, b.jpg 2x,c.jpg">'
    assert [url for _, url in kinds(markup)] == [
        "https://h.example/news/w_1,h_2/a.jpg",
        "https://h.example/news/b.jpg",
        "https://h.example/news/c.jpg",
    ]


@pytest.mark.parametrize(
    "href",
    ["javascript:void(0)", "mailto:a@b.example", "tel:+1", "data:text/plain,x", "blob:x",
     "about:blank", "#part", "", "http://", "https://[::1", "ftp://h.example/", "http://a b/",
     "x" * 9_000],
)  # fmt: skip
def test_what_leads_to_no_page_is_skipped(href: str) -> None:
    """Other schemes, fragments, and what is no URL."""
    assert kinds(f'<a href="{href}">x</a>') == []


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a b?c d#e", "https://h.example/news/a%20b?c%20d"),
        ("é?ü='", "https://h.example/news/%C3%A9?%C3%BC=%27"),
        ("%E9", "https://h.example/news/%E9"),
        ("https://MÜNCHEN.example/ß", "https://xn--mnchen-3ya.example/%C3%9F"),
        ("HTTPS://H.Example:443/A", "https://h.example/A"),
        ("http://h.example:8080", "http://h.example:8080/"),
        ("../../../a/./b/../c", "https://h.example/a/c"),
        ("\\a\\b?c\\d", "https://h.example/a/b?c\\d"),
        (" \n/a\n/b ", "https://h.example/a/b"),
        ("/a//b", "https://h.example/a//b"),
        ("https:////x.example/", "https://x.example/"),
    ],
)
def test_addresses_are_written_as_browsers_write_them(href: str, url: str) -> None:
    """Absolute, percent-encoded where needed, without fragment, otherwise unchanged."""
    assert kinds(f'<a href="{href}">x</a>') == [("page", url)]


def test_each_address_is_given_once_per_kind_with_its_first_text() -> None:
    """The lead of a listing is linked by its picture and by its headline."""
    found = links(page('<a href="/a">One <b>two</b></a><a href="/a">three</a><img src="/a">'), URL)
    assert found == (
        Link("https://h.example/a", "page", "One two"),
        Link("https://h.example/a", "requisite"),
    )


def test_a_link_around_a_picture_has_the_words_of_the_picture() -> None:
    """So that somebody can say where it leads."""
    assert (
        links(page('<a href="/a"><img alt="The wall" src="data:,"></a>'), URL)[0].text == "The wall"
    )


def test_a_style_sheet_needs_what_it_names() -> None:
    """Comments, other strings, namespaces and data are nothing to fetch."""
    css = rb"""
    @import url(one.css); @import 'two.css' screen; @namespace svg url(http://ns.example/svg);
    /* url(no.png) */ a::before { content: "url(no.png)" }
    b { background: URL( "q)x.png" ), url(data:image/png;base64,AA), url(e\(s\).png) }
    i { background: image-set("i.png" 1x) } u { cursor: url() }
    """
    base = "https://h.example/css/"
    names = ["one.css", "two.css", "q)x.png", "e(s).png", "i.png"]
    assert [link.url for link in css_links(css, base + "main.css")] == [
        base + name for name in names
    ]


def test_deep_nesting_does_not_hide_links() -> None:
    """A hostile page costs neither its links nor minutes."""
    found = links(b"<div>" * 30_000 + b'<a href="/a">x</a>', URL)
    assert [link.url for link in found] == ["https://h.example/a"]
