"""A newspaper on WordPress: dated posts, categories, tags, authors, many feeds, two sitemaps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.sites.assets import static
from demo.sites.draw import draw
from demo.sites.page import DAYS, HTML, XML, Page, Site, View, painted, redirect
from demo.sites.prose import Article, articles, facts

NAME = "kura-courier"
_DATA = facts(NAME)
_RSS = "application/rss+xml; charset=UTF-8"
_THEME = "/wp-content/themes/riverside"
_WIDTHS = (300, 768, 1024)
_FRONT, _SECTION = 5, 3
_OLD = {
    "/2025/10/the-village-which-voted-twice/": "/2025/10/the-village-that-voted-twice/",
    "/category/news/": "/category/region/",
}


def _pages(view: View) -> dict[str, Page]:
    posts = articles(NAME, view.day)
    found = _listings(view, "/", "", posts, _FRONT)
    for slug, name in _DATA["sections"].items():
        chosen = [post for post in posts if post.section == slug]
        found |= _listings(view, f"/category/{slug}/", name, chosen, _SECTION)
    for slug, name in _DATA["tags"].items():
        chosen = [post for post in posts if slug in post.tags]
        found |= _listings(view, f"/tag/{slug}/", name, chosen, _FRONT)
    for slug, name in _DATA["authors"].items():
        chosen = [post for post in posts if post.author == slug]
        found |= _listings(view, f"/author/{slug}/", name, chosen, _FRONT)
    for post in posts:
        found[path(post)] = _post(view, post, posts)
        found[f"{path(post)}feed/"] = _feed(view, (), f"Comments on: {post.title}")
        found |= _images(post)
    found |= {old: redirect(view.link(new)) for old, new in _OLD.items()}
    return found | _fixed(view) | _indexes(view, posts) | static("wordpress", _THEME)


def _fixed(view: View) -> dict[str, Page]:
    # The old page names its charset in the document alone, as pages of its time do.
    old = draw("wordpress/archive.html", view=view).decode().encode("cp1251")
    fields, words = (("X-Editor", "R\xe9daction"),), _archived(view)
    return {
        "/about/": Page(_draw("about", view), "static"),
        "/archive/2009/ombudsman.html": Page(
            old, "article", "text/html", fields=fields, title=words[0], content=words,
        ),
        "/robots.txt": Page(draw("wordpress/robots.txt", view=view), "robots",
                            "text/plain; charset=utf-8"),
        "/wp-login.php": Page(_draw("login", view), "trap"),
        "/wp-json/": Page(b'{"name":"The Kura Courier","namespaces":["wp/v2"]}', "trap",
                          "application/json; charset=UTF-8"),
        "/favicon.ico": redirect(view.link(f"{_THEME}/images/favicon.svg"), 302),
    }  # fmt: skip


def _archived(view: View) -> tuple[str, ...]:
    html = draw("wordpress/archive.html", view=view).decode()
    return tuple(re.findall(r"<(?:h1|p)>(.*?)</(?:h1|p)>", html))


def _others(view: View, target: str, pages: Mapping[str, Page]) -> Page | None:
    """Missing slashes, numbers in place of names, replies, shares, any other query."""
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    if parts.path == "/" and "p" in query:
        post = next((p for p in articles(NAME, view.day) if str(number(p)) == query["p"][0]), None)
        return redirect(view.link(path(post))) if post else None
    if "share" in query and parts.path in pages:
        return redirect(f"https://share.example/?u={view.link(parts.path)}", 302)
    if "s" in query and parts.path == "/":
        return _search(view, query["s"][0])
    if (first := re.sub(r"page/1/$", "", parts.path)) != parts.path:
        return redirect(view.link(first)) if first in pages else None
    if not parts.path.endswith("/") and f"{parts.path}/" in pages:
        return redirect(view.link(f"{parts.path}/") + (f"?{parts.query}" if parts.query else ""))
    return pages.get(parts.path) if parts.query else None


def path(post: Article) -> str:
    """The permalink of a post."""
    return f"/{post.date:%Y/%m}/{post.slug}/"


def number(post: Article) -> int:
    """The number of a post in the database."""
    return 4000 + (post.date.timetuple().tm_yday * 24 + post.date.hour) // 3


def image(post: Article, width: int = 0) -> str:
    """Where a post's picture is, in one of the widths or as it was sent in."""
    size = f"-{width}x{width * 9 // 16}" if width else ""
    return f"/wp-content/uploads/{post.date:%Y/%m}/{post.file}{size}.png"


def _images(post: Article) -> dict[str, Page]:
    found = {}
    for width in (0, *_WIDTHS):
        wide = width or 1280
        size = (wide, wide * 9 // 16)
        found[image(post, width)] = painted(post.scene, post.file, size, post.date)
    return found


def _draw(template: str, view: View, **values: Any) -> bytes:
    return draw(f"wordpress/{template}.html", view=view, site=_DATA, path=path, image=image,
                number=number, theme=_THEME, recent=articles(NAME, 1)[:4], **values)  # fmt: skip


def _post(view: View, post: Article, posts: Sequence[Article]) -> Page:
    related = [p for p in posts if p is not post and set(p.tags) & set(post.tags)]
    # What is new today is not yet in the index the related posts are taken from.
    related = [p for p in related if p.date < DAYS[1]][:3]
    body = _draw("post", view, post=post, related=related)
    fields = (
        ("Link", f'<{view.base}/wp-json/>; rel="https://api.w.org/"'),
        ("Link", f"<{view.base}/?p={number(post)}>; rel=shortlink"),
    )
    return Page(body, "article", fields=fields, title=post.title, content=post.text,
                modified=post.changed)  # fmt: skip


def _listings(
    view: View, stem: str, name: str, posts: Sequence[Article], size: int
) -> dict[str, Page]:
    last = max(1, (len(posts) - 1) // size + 1)
    found = {f"{stem}feed/": _feed(view, posts, f"{name} - {_DATA['title']}")} if name else {}
    for page in range(1, last + 1):
        chosen = posts[size * (page - 1) : size * page]
        body = _draw("listing", view, posts=chosen, name=name, stem=stem, page=page, last=last)
        words = tuple(text for post in chosen for text in (post.title, post.excerpt(180)))
        address = f"{stem}page/{page}/" if page > 1 else stem
        found[address] = Page(body, "listing", content=words)
    return found


def _search(view: View, words: str) -> Page:
    posts = [p for p in articles(NAME, view.day) if words.lower() in " ".join(p.text).lower()]
    body = _draw("listing", view, posts=posts, name=f"Search results for: {words}", stem="/",
                 page=1, last=1)  # fmt: skip
    return Page(body, "trap")


def _feed(view: View, posts: Sequence[Article], title: str) -> Page:
    built = max((post.changed for post in posts), default=DAYS[1])
    body = draw("wordpress/feed.xml", view=view, site=_DATA, posts=posts[:10], title=title,
                path=path, number=number, image=image, built=built)  # fmt: skip
    return Page(body, "index", _RSS)


def _indexes(view: View, posts: Sequence[Article]) -> dict[str, Page]:
    today = DAYS[view.day]
    values: dict[str, Any] = {"view": view, "site": _DATA, "path": path, "posts": posts}
    news = [post for post in posts if today - post.date <= timedelta(days=2)]
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "/wp-sitemap.xml": ("index", {}),
        "/wp-sitemap-posts-post-1.xml": ("posts", {}),
        "/wp-sitemap-posts-page-1.xml": ("urls", {"urls": ["/", "/about/"]}),
        "/wp-sitemap-taxonomies-category-1.xml": (
            "urls", {"urls": [f"/category/{slug}/" for slug in _DATA["sections"]]},
        ),
        "/wp-sitemap-users-1.xml": (
            "urls", {"urls": [f"/author/{slug}/" for slug in _DATA["authors"]]},
        ),
        "/news-sitemap.xml": ("news", {"news": news}),
    }  # fmt: skip
    found = {
        address: Page(draw(f"wordpress/sitemap-{name}.xml", **values, **more), "index", XML)
        for address, (name, more) in drawn.items()
    }
    found["/feed/"] = _feed(view, posts, _DATA["title"])
    found["/comments/feed/"] = _feed(view, (), f"Comments for {_DATA['title']}")
    return found


def _missing(view: View) -> Page:
    return Page(_draw("missing", view), "missing", HTML, 404)


SITE = Site(NAME, _pages, _others, _missing)
"""The newspaper."""
