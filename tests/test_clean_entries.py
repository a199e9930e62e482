"""Entries of listings: cards by their shape, days by what stands in them, and the next page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import extract
from archive.clean.paging import Numbering, following, numbering
from tests.listings import HOST, LISTINGS, MENU, TEXT, TITLES, commissioner
from tests.pages import SENTENCE, article, page

DAYS = {
    "council": ["2024-09-21", "2024-09-22", "2024-09-23", "2024-09-24"],
    "commissioner": ["2024-10-22", "2024-03-04", "2024-02-01", "2024-01-31"],
    "wix": ["2021-09-03", "2021-09-04", "2021-09-05", "2021-09-06"],
    "wordpress": ["2024-05-11", "2024-05-12", "2024-05-13", "2024-05-14"],
    "drupal": ["2024-05-13", "2024-05-14", "2024-05-15", "2024-05-16"],
    "flat": ["2023-03-21", "2023-03-22", "2023-03-23", "2023-03-24"],
    "covered": [None, None, None, None],
}


@pytest.mark.parametrize("manner", LISTINGS)
def test_a_listing_names_its_items_and_nothing_else(manner: str) -> None:
    """Each once, in order, with its day; menus, pagers and "Read More" are no items."""
    body, url = LISTINGS[manner]
    found = extract(body, url)
    assert found.kind == "listing"
    assert [entry.title for entry in found.entries] == list(TITLES)
    assert [entry.date and entry.date[:10] for entry in found.entries] == DAYS[manner]
    assert all(entry.url.startswith(f"{HOST}/") for entry in found.entries)


def test_days_that_could_be_months_are_left_open_where_no_other_tells() -> None:
    """``04/03/2024`` is March in a list that also has ``22/10``; alone it is nothing."""
    found = extract(commissioner("04/03/2024", "05/03/2024", "06/03/2024"), f"{HOST}/news")
    assert [entry.date for entry in found.entries] == [None, None, None]


def test_years_of_two_digits_are_read_where_the_list_shows_its_order() -> None:
    """The Court's front page has ``22/10/24``."""
    found = extract(commissioner("22/10/24", "04/03/24", "01/02/24"), f"{HOST}/news")
    assert [entry.date for entry in found.entries] == ["2024-10-22", "2024-03-04", "2024-02-01"]


def test_an_article_with_cards_beside_it_has_no_entries() -> None:
    """What a page recommends is not what it is about."""
    cards = "".join(
        f'<div class="card"><h3><a href="/{n}">{title}</a></h3><p>{TEXT}.</p></div>'
        for n, title in enumerate(TITLES)
    )
    words = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(12))
    body = page(f"<main><h1>The sea wall</h1>{words}<h2>More</h2>{cards}</main>")
    found = extract(body, f"{HOST}/news/the-sea-wall-is-to-be-repaired-before-winter")
    assert (found.kind, found.entries) == ("article", ())


@pytest.mark.parametrize("name", ["sidebar", "most-read", "related-posts", "mega-menu"])
def test_what_stands_in_the_frame_of_a_page_is_no_entry(name: str) -> None:
    """Boxes that are named for what surrounds content."""
    aside = "".join(f'<li><h4><a href="/x{n}">{title} again</a></h4></li>' for n, title in
                    enumerate(TITLES))  # fmt: skip
    body, url = LISTINGS["drupal"]
    more = f'<div class="{name}"><ul>{aside}</ul></div></body>'.encode()
    found = extract(body.replace(b"</body>", more), url)
    assert [entry.title for entry in found.entries] == list(TITLES)


def test_a_bare_list_of_headlines_is_a_listing() -> None:
    """No boxes, no headings: lines that are links, longer than those of a menu."""
    items = "".join(f'<li><a href="/{n}.html">{title}</a></li>' for n, title in enumerate(TITLES))
    body = page(f"<nav><ul>{MENU}</ul></nav><h1>News</h1><ul>{items}</ul>")
    assert len(extract(body, f"{HOST}/news").entries) == len(TITLES)


@pytest.mark.parametrize(
    ("url", "links", "expected"),
    [
        ("/news", [("/news?page=1", "2"), ("/news?page=2", "3")], "/news?page=1"),
        ("/news", [("/news?page=1", "1"), ("/news?page=2", "2")], "/news?page=2"),
        ("/n?delta=20&start=2", [("/n?delta=20&start=3", "3"), ("/n?delta=50&start=2", "")],
         "/n?delta=20&start=3"),
        ("/n", [("/n?p_p_id=x&_x_INSTANCE_a_cur=2&_x_INSTANCE_a_delta=9", "2")],
         "/n?p_p_id=x&_x_INSTANCE_a_cur=2&_x_INSTANCE_a_delta=9"),
        ("/blog/page/2", [("/blog", "1"), ("/blog/page/3", "3")], "/blog/page/3"),
        ("/n?page=3", [("/n?page=4&tag=x", "4"), ("/n?page=2", "2")], None),
        ("/post/123", [("/post/124", "Next post")], None),
        ("/n", [("/n?page=57", "last")], None),
        ("/n", [("/other?page=2", "2")], None),
    ],
)  # fmt: skip
def test_the_next_page_is_told_by_its_number(
    url: str, links: list[tuple[str, str]], expected: str | None
) -> None:
    """Of the same list only: no filter, no other list, no far jump."""
    found = following(HOST + url, [(HOST + target, words) for target, words in links])
    assert found == (HOST + expected if expected else None)


TAGS = st.sampled_from(["div", "article", "li", "ul", "h3", "a", "p", "table", "tr", "td", "time"])
NODES = st.recursive(
    st.text("ab 12/.\u05d0", max_size=40),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda pair: (
            f'<{pair[0]} href="/{len(str(pair))}" class="card">{"".join(pair[1])}</{pair[0]}>'
        )
    ),
    max_leaves=40,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(NODES, max_size=6).map("".join), st.text(max_size=20))
def test_entries_are_absolute_and_stand_once(body: str, path: str) -> None:
    """Whatever the markup and the address; nothing raises."""
    found = extract(page(body), f"{HOST}/news/{path}")
    urls = [entry.url for entry in found.entries]
    assert len(urls) == len(set(urls))
    assert all(url.startswith("http") and "#" not in url for url in urls)
    assert all(entry.title.strip() for entry in found.entries)


@pytest.mark.parametrize(
    "piece",
    [
        '<a href="/x{n}">a headline of some length, number {n}</a><div></div>',
        "<h2>a heading of some length {n}</h2>",
        '<a href="/{n}"><div><div><h3>a heading {n}</h3>',
        '<div class="{n}"><h3><a href="/same">the same headline again</a></h3></div>',
    ],
)
def test_long_pages_of_links_are_read_in_time(piece: str) -> None:
    """Nothing looks at all links for each of them."""
    body = page("<div>" + "".join(piece.format(n=n) for n in range(3_000)) + "</div>")
    began = time.process_time()
    extract(body, f"{HOST}/news")
    assert time.process_time() - began < 5


def test_an_article_keeps_its_kind_without_links() -> None:
    """Nothing that could be an item."""
    assert extract(article(SENTENCE), f"{HOST}/news").entries == ()


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        # Links to other numbers of items on a page stand beside those to other pages.
        (
            [("?delta=20&start=1", "1"), ("?delta=20&start=2", "2"), ("?delta=20&start=2", "Next"),
             ("?delta=5&start=1", "5"), ("?delta=50&start=1", "50")],
            ("?delta=20&start={n}", 2, 1, 2),
        ),
        ([("/page/2/", "2"), ("/page/9/", "9"), ("/page/2/", "Older")], ("/page/{n}/", 2, 1, 9)),
        ([("?page=1", "2"), ("?page=2", "3"), ("?page=8", "Last")], ("?page={n}", 1, 1, 8)),
        ([("?start=20", "2"), ("?start=40", "3")], ("?start={n}", 20, 20, 40)),
        ([("?start=20", "Next")], ("?start={n}", 20, 20, 20)),
        ([("?offset=1", "2"), ("?offset=2", "3")], ("?offset={n}", 1, 1, 2)),
        ([("?page=0", "1")], None),
        ([("?year=2024", "2024")], None),
    ],
)  # fmt: skip
def test_a_listing_tells_how_its_pages_are_numbered(
    links: list[tuple[str, str]], expected: tuple[str, int, int, int] | None
) -> None:
    """By pages or by items, from 0 or from 1, in the path or the query."""
    url = f"{HOST}/news"
    found = numbering(url, [(url + target, words) for target, words in links])
    assert found == (Numbering(url + expected[0], *expected[1:]) if expected else None)
