"""Lists of articles in the manner of the platforms that our sources use; our own words."""

from __future__ import annotations

from tests.pages import page

HOST = "https://www.harbour.example"
TITLES = (
    "The committee visits three prisons in Avesta",
    "Report on the night shelters of Borsk is published",
    "Members of the board meet the mayor of Calvi",
    "A hearing on the old sea wall is held in Dorno",
)
TEXT = "A delegation of the committee went there in spring and spoke with those who live there"
MENU = "".join(
    f'<li><a href="/web/site/{name}">{words}</a></li>'
    for name, words in (
        ("about", "About the committee and its members"),
        ("visits", "Calendar of visits and meetings"),
        ("docs", "Standards and reference documents"),
    )
)
HEADER = f'<div id="banner" class="portlet-boundary"><ul class="nav-menu">{MENU}</ul></div>'
FOOTER = f"<footer><ul>{MENU}</ul><p>Harbour Street 1, F-67075 Town</p></footer>"


def slug(title: str) -> str:
    """The last part of an article's address."""
    return title.lower().replace(" ", "-")


def council() -> bytes:
    """A portal's news list: languages, title, topic with day and place, abstract, "Read More"."""
    items = "".join(
        f'<div class="abstract-box"><span class="langs">DE EN ES FR IT RU</span>'
        f'<h4><a href="/en/web/portal/-/{slug(title)}">{title}</a></h4>'
        f'<p class="date">Human rights&nbsp; {day} september 2024&nbsp; Strasbourg</p>'
        f'<p>{TEXT}...</p><a href="/en/web/portal/-/{slug(title)}">Read More</a></div>'
        for day, title in enumerate(TITLES, 21)
    )
    pager = (
        '<ul class="pagination lfr-pagination"><li><a href="?delta=20&amp;start=2">2</a></li></ul>'
    )
    body = (
        f'{HEADER}<div class="portlet-boundary" id="p_p_id_com_liferay_asset_INSTANCE_r5_">'
        f'<section class="portlet" id="portlet_r5"><h2 class="portlet-title-text">Asset Publisher'
        f'</h2><div class="portlet-body">{items}{pager}</div></section></div>{FOOTER}'
    )
    return page(body, "<title>Newsroom - Portal</title>")


def commissioner(*dates: str) -> bytes:
    """A list with the category over the title and the day with the place under it."""
    items = "".join(
        f'<div class="item"><div>Country visit</div><div class="title"><a href="-/{slug(title)}">'
        f"{title}</a></div><div>{date} Strasbourg</div><div>{TEXT}.</div></div>"
        for date, title in zip(dates, TITLES, strict=False)
    )
    return page(f'{HEADER}<div class="list">{items}</div>{FOOTER}', "<title>News</title>")


def wix() -> bytes:
    """A blog's front page: each post in a ``post-list-item``, its day in a ``time-ago``."""
    items = "".join(
        f'<article class="post-list-item" data-hook="post-list-item">'
        f'<span data-hook="time-ago" title="Sep {day}, 2021">Sep {day}</span>'
        f'<span data-hook="time-to-read">2 min read</span>'
        f'<a href="{HOST}/post/{slug(title)}"><div data-hook="post-title"><h2>{title}</h2></div>'
        "</a>"
        f'<div data-hook="post-description">{TEXT}...</div>'
        f'<div data-hook="post-footer"><span>12 views</span><span>0 comments</span></div></article>'
        for day, title in enumerate(TITLES, 3)
    )
    body = (
        '<div id="SITE_CONTAINER"><div id="SCROLL_TO_TOP">top of page</div>'
        f'<header id="SITE_HEADER"><ul>{MENU}</ul></header>'
        f'<div data-hook="post-list-root">{items}</div>'
        '<div id="SCROLL_TO_BOTTOM">bottom of page</div></div>'
    )
    return page(body, '<meta name="generator" content="Wix.com Website Builder">')


def wordpress() -> bytes:
    """An archive of block themes: ``li.wp-block-post``, a ``time`` in each, a pager."""
    items = "".join(
        f'<li class="wp-block-post post-{day} post type-post"><h2 class="wp-block-post-title">'
        f'<a href="{HOST}/2024/05/{slug(title)}/">{title}</a></h2>'
        f'<div class="wp-block-post-date"><time datetime="2024-05-{day}T09:00:00+02:00">'
        f'{day}. Mai</time></div><div class="wp-block-post-excerpt"><p>{TEXT} …</p></div></li>'
        for day, title in enumerate(TITLES, 11)
    )
    body = (
        f'<header class="wp-block-template-part"><ul>{MENU}</ul></header><main>'
        f'<ul class="wp-block-post-template">{items}</ul>'
        '<nav class="wp-block-query-pagination"><a href="/category/reports/page/2/">2</a></nav>'
        f'</main><aside class="widget-area"><ul>{MENU}</ul></aside>'
    )
    head = (
        '<meta name="generator" content="WordPress 6.5"><meta property="og:type" content="website">'
    )
    return page(body, head)


def drupal() -> bytes:
    """A view: ``div.views-row`` with fields, a zero-based pager."""
    items = "".join(
        '<div class="views-row"><div class="views-field views-field-created">'
        f'<span class="field-content">{day}.05.2024</span></div>'
        '<div class="views-field views-field-title"><span class="field-content">'
        f'<a href="/node/{day}">{title}</a></span></div>'
        f'<div class="views-field views-field-body"><p>{TEXT}...</p></div></div>'
        for day, title in enumerate(TITLES, 13)
    )
    body = (
        f'<div class="region-header"><ul class="menu">{MENU}</ul></div>'
        f'<div class="view-content">{items}</div>'
        '<ul class="pager"><li><a href="/news?page=1">2</a></li></ul>'
        f'<div class="region-sidebar-first"><h2>Menu</h2><ul>{MENU}</ul></div>'
    )
    return page(body, '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">')


def flat() -> bytes:
    """Headlines, days and summaries in a row, no box around each of them."""
    items = "".join(
        f'<h3><a href="/{slug(title)}">{title}</a></h3><p>{day} mars 2023</p><p>{TEXT}.</p>'
        for day, title in enumerate(TITLES, 21)
    )
    return page(f"<nav><ul>{MENU}</ul></nav><div>{items}</div>{FOOTER}", "<title>Nouvelles</title>")


def covered() -> bytes:
    """Cards whose headline is no link: a link of no words is laid over each."""
    items = "".join(
        f'<article class="teaser"><a class="over" href="/{slug(title)}"></a><h3>{title}</h3>'
        f"<p>{TEXT}.</p></article>"
        for title in TITLES
    )
    return page(f"<nav><ul>{MENU}</ul></nav><main>{items}</main>{FOOTER}", "<title>News</title>")


LISTINGS = {
    "council": (council(), f"{HOST}/en/web/portal/newsroom"),
    "commissioner": (
        commissioner("22/10/2024", "04/03/2024", "01/02/2024", "31/01/2024"),
        f"{HOST}/en/web/commissioner/news",
    ),
    "wix": (wix(), f"{HOST}/blog"),
    "wordpress": (wordpress(), f"{HOST}/category/reports/"),
    "drupal": (drupal(), f"{HOST}/news"),
    "flat": (flat(), f"{HOST}/actualites"),
    "covered": (covered(), f"{HOST}/news"),
}
"""Bytes and address of each, by its manner."""
