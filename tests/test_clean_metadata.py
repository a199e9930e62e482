"""What a page says of itself besides its dates: title, authors, section, subjects, addresses."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean.article import Alternate
from archive.clean.facts import gathered
from archive.clean.jsonld import nodes_of
from archive.clean.markup import parsed
from archive.clean.metadata import Metadata, of_list
from archive.clean.metadata import told as told_of
from archive.clean.sketch import sketched
from tests.pages import SENTENCE, page

URL = "https://www.gazette.example/town/sea-wall"


def told(head: str = "", body: str = "", url: str = URL) -> Metadata:
    """What is read of a page."""
    text = body + f"<p>{SENTENCE}</p>" * 3
    tree = parsed(page(text, head).decode())
    assert tree is not None
    return told_of(gathered(tree), sketched(tree), url)


def ld(**facts: object) -> str:
    """JSON-LD of a news article."""
    data = json.dumps({"@type": "NewsArticle", **facts})
    return f'<script type="application/ld+json">{data}</script>'


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta name="{name}" content="{content}">'


def og_title(title: str) -> str:
    """The title of Open Graph."""
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Wall: our report | The Gazette</title>" + og_title("Wall: our report"),
            "<h1>The sea wall is to be built anew</h1>",
            "Wall: our report",
        ),
        (
            og_title("The sea wall is to be built"),
            "<h1>Harbour <span>The sea wall is to be built</span></h1>",
            "The sea wall is to be built",
        ),
        (
            og_title("A storm hits the old sea wall"),
            "<h1><a href='/'>Sea and Land</a></h1><h1>A storm hits the old sea wall</h1>",
            "A storm hits the old sea wall",
        ),
        (
            "<title>The old sea wall falls | Town | The Gazette | by Ann Lee</title>"
            + meta("application-name", "The Gazette"),
            "",
            "The old sea wall falls",
        ),
        (
            "<title>海堤将会重建_新闻_海港报</title>" + meta("application-name", "海港报"),
            "",
            "海堤将会重建_新闻",
        ),
        ("<title>The old sea wall - Gazette Online</title>", "", "The old sea wall"),
        ("<title>Blog of Ann | How walls are built</title>", "<h2>How walls are built</h2>", ""),
        (
            ld(headline=SENTENCE[:110]),
            f"<h1>{SENTENCE}</h1>",
            SENTENCE,
        ),
        (
            ld(headline="The wall falls") + og_title("You will not believe this wall"),
            "<h1>Watch: the wall falls</h1>",
            "The wall falls",
        ),
        ("", "<h1>{{ article.title }}</h1><h1>The sea wall</h1>", "The sea wall"),
    ],
)  # fmt: skip
def test_the_title_is_the_headline(head: str, body: str, title: str) -> None:
    """Not the site's name, a kicker, a teaser for sharing, a template or a cut."""
    assert told(head, body).title == (title or "How walls are built")


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("Von Ann Lee und Bo Ek, dpa", ("Ann Lee", "Bo Ek", "dpa")),
        ("Par Ann Lee et Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Автор: Анна Ли", ("Анна Ли",)),
        ("ANN LEE; Ann Lee", ("ANN LEE",)),
        ("Ann Lee (lee)", ("Ann Lee",)),
        ("Ann Lee, London", ("Ann Lee",)),
        ("Reuters, London", ("Reuters",)),
        ("Ann Lee Senior Political Editor", ("Ann Lee",)),
        ("The Gazette - Ann Lee", ("Ann Lee",)),
        ("Ursula von der Leyen", ("Ursula von der Leyen",)),
        ("Di Maria", ("Di Maria",)),
        ("Maria & Katerina", ("Maria", "Katerina")),
        ("ann@gazette.example", ()),
        ("https://gazette.example/ann", ()),
        ("admin", ()),
        ("Last updated: 24 minutes ago", ()),
    ],
)
def test_names_are_cleaned(stated: str, names: tuple[str, ...]) -> None:
    """Of words before them, functions, places, agencies' marks and doubles."""
    head = '<meta property="og:site_name" content="The Gazette">' + meta("author", stated)
    assert told(head).authors == names


@pytest.mark.parametrize(
    "body",
    [
        "<a rel='author' href='/x'>Ann Lee</a>",
        "<span itemprop='author'><span itemprop='name'>Ann Lee</span></span>",
        "<div class='article__byline'>By <a href='/ann'>Ann Lee</a>, Senior Editor</div>",
        "<div class='author-box'><b>Ann Lee</b><i>Harbour correspondent of the paper</i></div>",
        "<p><a href='/authors/ann-lee'>Ann Lee</a></p>",
        "<p>By Ann Lee</p>",
        "<p>Posted on 3 May 2019 by Ann Lee</p>",
        "<h4>Author</h4><p>Ann Lee</p>",
        "<span data-hook='user-name'>Ann Lee</span>",
    ],
)
def test_a_byline_is_found_under_the_headline(body: str) -> None:
    """By its markup, or by its words."""
    assert told("", f"<h1>The sea wall</h1>{body}").authors == ("Ann Lee",)


def test_authors_of_comments_and_of_related_pages_are_not_the_page_s() -> None:
    """They stand in parts that speak of something else."""
    body = (
        "<article><h1>The sea wall</h1><p class='byline'>By Ann Lee</p></article>"
        "<div class='related'><p class='byline'>By Bo Ek</p></div>"
        "<div class='comments'><a rel='author'>Cy Orr</a></div>"
    )
    assert told("", body).authors == ("Ann Lee",)


def test_a_person_goes_before_the_office() -> None:
    """The site's own name counts where nobody is named."""
    site = '<meta property="og:site_name" content="The Gazette">' + meta("author", "The Gazette")
    byline = "<h1>The sea wall</h1><p class='byline'>Von Ann Lee</p>"
    assert told(site, byline).authors == ("Ann Lee",)
    assert told(site).authors == ("The Gazette",)


def test_an_author_may_be_told_elsewhere_in_the_json_ld() -> None:
    """By its id."""
    graph = [
        {"@type": "Article", "headline": "T", "author": {"@id": "#a"}},
        {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert told(script).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "source",
    [
        '<!-- {"@type": "NewsArticle", "headline": "H"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "H"}\n//]]>',
        '/* a note */ {"@type": "NewsArticle", "headline": "H",};',
        '[{"@type": "NewsArticle", "headline": "H",},]',
        '{"@type": "Thing"} {"@type": "NewsArticle", "headline": "H"}',
        '{"@type": "Thing"},\n{"@type": "NewsArticle", "headline": "H"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;H&quot;}",
        json.dumps(json.dumps({"@type": "NewsArticle", "headline": "H"})),
        '{"@type": "NewsArticle", "headline": "H", "articleBody": "one\n\ttwo"}',
        '{"@graph": [{"@type": "WebPage", "mainEntity": '
        '{"@type": "NewsArticle", "headline": "H"}}]}',
        '{"@type": "NewsArticle", "headline": "H", "description": "he said "no" to it"}',
        '{"@type": ["NewsArticle", 5], "headline": "H", "datePublished": ["2024"]}',
    ],
)
def test_json_ld_is_read_as_it_is_broken(source: str) -> None:
    """In the ways in which publishers break it."""
    assert [node["headline"] for node in nodes_of(source) if "headline" in node] == ["H"]


@pytest.mark.parametrize("source", ["", "[" * 100_000, '{"@type":', "null", '"x"', "{}" * 10_000])
def test_what_is_no_json_ld_is_nothing(source: str) -> None:
    """Without a fault."""
    assert nodes_of(source) == []


@pytest.mark.parametrize(
    ("head", "body", "section"),
    [
        ('<meta property="article:section" content="Town">', "", "Town"),
        (ld(headline="H", articleSection=["News", "Town"]), "", "Town"),
        ("", "<h1>T</h1><p itemprop='articleSection'>Town</p>", "Town"),
        (
            '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":['
            '{"name":"Home"},{"item":{"name":"Town"}},{"name":"The sea wall"}]}</script>',
            "",
            "Town",
        ),
        ("", "", ""),
    ],
)
def test_the_section_is_named(head: str, body: str, section: str) -> None:
    """By meta, JSON-LD, microdata or the trail of links; "News" is none."""
    assert told(head, body).section == section


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        (
            '<meta property="article:tag" content="Harbour"><meta property="article:tag" '
            'content="harbour"><meta property="article:tag" content="Storms">',
            "",
            ("harbour", "Storms"),
        ),
        (ld(headline="H", keywords="harbour, storms, type:story"), "", ("harbour", "storms")),
        (ld(headline="H", keywords=["harbour", {"name": "storms"}]), "", ("harbour", "storms")),
        (meta("keywords", "harbour, storms, news, AB12CD34EF56"), "", ("harbour", "storms")),
        ("", "<h1>T</h1><a rel='tag' href='/t/1'>harbour</a>", ("harbour",)),
        (meta("keywords", ", ".join(f"word{n}x" for n in range(60))), "", ()),
    ],
)
def test_subjects_are_those_that_a_page_names(head: str, body: str, tags: tuple[str, ...]) -> None:
    """Not labels for machines, nor words stuffed in for search engines."""
    assert told(head, body).tags == tags


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ('<meta property="og:image" content="/i/wall.jpg">', "https://www.gazette.example/i/wall.jpg"),
        (
            '<meta property="og:image" content="/i/site-logo.png">'
            + ld(headline="H", image=[{"url": "https://cdn.example/wall.jpg"}]),
            "https://cdn.example/wall.jpg",
        ),
        ('<meta property="og:image" content="/i/default.png">', None),
        ('<meta property="og:image" content="data:image/png;base64,AAAA">', None),
    ],
)  # fmt: skip
def test_the_picture_stands_for_the_page(head: str, image: str | None) -> None:
    """Not for the site."""
    assert told(head).image == image


def test_other_languages_are_told_once_each() -> None:
    """Only with a language, only addresses."""
    links = "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{target}">'
        for tag, target in (
            ("fr", "/fr/x"),
            ("fr", "/fr/x"),
            ("pt_BR", "/pt/x"),
            ("x-default", "/x"),
            ("?", "/q"),
            ("de", "mailto:x"),
        )
    )
    links += '<link rel="alternate" type="application/rss+xml" href="/feed">'
    base = "https://www.gazette.example"
    assert told(links).alternates == (
        Alternate("fr", f"{base}/fr/x"),
        Alternate("pt-BR", f"{base}/pt/x"),
        Alternate("x-default", f"{base}/x"),
    )


@pytest.mark.parametrize(
    ("head", "body", "summary"),
    [
        (meta("description", "A wall is to be mended before winter."), "", "A wall is to be"),
        (
            meta("description", "Short for search engines, no more."),
            "<h1>The wall</h1><p class='standfirst'>The council has found the money for it.</p>",
            "The council has found",
        ),
        (meta("description", "The sea wall, by Ann Lee") + meta("author", "Ann Lee"), "<h1>The sea "
         "wall</h1>", ""),
    ],
)  # fmt: skip
def test_the_summary_is_the_deck_or_the_description(head: str, body: str, summary: str) -> None:
    """What says no more than title and byline is none."""
    found = told(head, body).summary
    assert found.startswith(summary)
    assert bool(found) == bool(summary)


def test_a_list_says_nothing_of_authors() -> None:
    """Those that stand on it are of its items; what its head states stays."""
    head = '<meta property="article:modified_time" content="2024-05-17">'
    about = told(head, "<h1>News</h1><p>By Ann Lee</p><p>3 May 2024</p>")
    listed = of_list(about)
    assert (about.authors, about.published) == (("Ann Lee",), "2024-05-03")
    assert (listed.authors, listed.published, listed.modified) == ((), None, "2024-05-17")


MONSTERS = {
    "class": f"<div class='{'date ' * 200_000}'>17 May 2024</div>",
    "content": f"<meta name='author' content='{'By Ann and ' * 100_000}'>",
    "title": f"<title>{' - '.join(['wall'] * 200_000)}</title>",
    "heading": f"<h1>{'<b>wall</b> ' * 50_000}</h1>",
    "headings": "<h1>wall" * 5_000,
    "digits": f"<p>Updated {'1.1.' * 100_000}</p><time datetime='{'1' * 1_000_000}'></time>",
    "times": "<h1>Wall</h1>" + "<time>17 May 2024</time>" * 50_000,
    "bylines": "<h1>Wall</h1>" + "<a rel='author' class='byline'>Ann Lee</a>" * 20_000,
    "labels": f"<p>{'updated ' * 20_000}17 May 2024</p>" + "<p>Updated: 1</p>" * 20_000,
    "json": '<script type="application/ld+json">{"@type":"NewsArticle",' + "x" * 2_000_000,
    "graph": f'<script type="application/ld+json">[{"{},[" * 20_000}</script>',
    "quotes": '<script type="application/ld+json">' + '"headline":"\\' * 100_000 + "</script>",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_hostile_markup_costs_no_time(name: str) -> None:
    """A megabyte of anything is read in well under a second."""
    tree = parsed(f"<html><body>{MONSTERS[name]}<p>{SENTENCE}</p></body></html>")
    assert tree is not None
    sketch = sketched(tree)
    began = time.process_time()
    told_of(gathered(tree), sketch, URL)
    assert time.process_time() - began < 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ("@type", "@id", "@graph", "author", "name", "headline", "datePublished", "image",
                 "keywords", "articleSection", "mainEntityOfPage", "url", "itemListElement", "item",
                 "publisher", "givenName", "description")
            ),
            inner | st.just("NewsArticle") | st.just("BreadcrumbList"),
            max_size=6,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(_JSON, st.text(max_size=60), st.text(max_size=40))
def test_nothing_that_a_page_says_raises(data: object, content: str, url: str) -> None:
    """Whatever stands where a name or a date should, and whatever the address is."""
    script = json.dumps(data).replace("</", "<\\/")
    quoted = content.replace('"', "").replace("<", "")
    names = ("author", "date", "og:title", "og:image", "keywords", "og:url", "article:section")
    head = f'<script type="application/ld+json">{script}</script>'
    head += "".join(f'<meta property="{name}" content="{quoted}">' for name in names)
    assert isinstance(told(head, f"<h1>{quoted}</h1>", url), Metadata)
