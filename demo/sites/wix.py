"""A news blog on Wix: posts, listings, feed, and the sitemaps Wix makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from demo.sites.assets import static
from demo.sites.draw import digest, draw
from demo.sites.page import DAYS, HTML, XML, Page, Site, View, painted, redirect
from demo.sites.prose import Article, articles, facts

NAME = "caspian-monitor"
_DATA = facts(NAME)
_PER_PAGE = 5
_SIZES = {"post": (740, 416), "blur": (147, 83), "card": (454, 255), "wide": (1280, 720)}
_OLD = {
    "/single-post/2025/03/03/bloggers-fined": "/post/bloggers-fined-for-a-song-nobody-can-find",
    "/post/how-to-visit-a-prison": "/post/how-to-visit-a-prison-and-what-to-write-down",
    "/news": "/blog",
}


def _pages(view: View) -> dict[str, Page]:
    posts = articles(NAME, view.day)
    found = {
        "/": _listing(view, "home", posts[:3], "", 1, 1),
        "/about": _static(view, "about"),
        "/blog/page/1": redirect(view.link("/blog")),
        "/robots.txt": Page(draw("wix/robots.txt", view=view), "robots", "text/plain"),
        "/favicon.ico": redirect(view.link("/static/favicon.svg"), 302),
    }
    found |= {old: redirect(view.link(new)) for old, new in _OLD.items()}
    found |= _listings(view, "/blog", posts, "")
    for section in _DATA["sections"]:
        chosen = tuple(post for post in posts if post.section == section)
        found |= _listings(view, f"/blog/categories/{section}", chosen, section)
    for post in posts:
        found[_path(post)] = _post(view, post, posts)
        found |= _images(post)
    return found | _indexes(view, posts) | static("wix", "/static")


def _others(view: View, target: str, pages: Mapping[str, Page]) -> Page | None:
    """Addresses without end: members, searches, light boxes, any other query."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    if path != "/" and path.endswith("/"):
        query = f"?{parts.query}" if parts.query else ""
        return redirect(view.link(quote(path.rstrip("/")) + query))
    if member := re.fullmatch(r"/profile/([\w-]+)/(profile|blog-posts|blog-comments)", path):
        body = _draw("member", view, member=member[1], tab=member[2])
        return Page(body, "trap")
    if search := re.fullmatch(r"/search/([^/]+)", path):
        word = search[1].lower()
        posts = [a for a in articles(NAME, view.day) if word in " ".join(a.text).lower()]
        return Page(_draw("search", view, query=search[1], posts=posts), "trap")
    if path.startswith(("/_api/", "/_partials")):
        return Page(b'{"message":"forbidden"}', "trap", "application/json", 403)
    return pages.get(quote(path)) if parts.query else None


def _path(post: Article) -> str:
    return f"/post/{post.slug}"


def media(post: Article, size: str) -> str:
    """Where a post's picture is in one of the sizes; the original is the part before ``/v1/``."""
    width, height = _SIZES[size]
    blur = ",blur_2" if size == "blur" else ""
    way = f"w_{width},h_{height},al_c,q_85,usm_0.66_1.00_0.01{blur},enc_auto"
    return f"/media/{_uri(post.file)}/v1/fill/{way}/{quote(post.file)}"


def _uri(name: str) -> str:
    code = digest("media", name)
    return f"{code[:6]}_{code}~mv2.png"


def _images(post: Article) -> dict[str, Page]:
    found = {f"/media/{_uri(post.file)}": _SIZES["wide"]}
    found |= {media(post, name): size for name, size in _SIZES.items()}
    pages = {at: painted(post.scene, post.file, size, post.date) for at, size in found.items()}
    for block in post.blocks:
        if block.kind == "image":
            target = f"/media/{_uri(block.text)}"
            pages[target] = painted(block.target, block.text, _SIZES["post"], post.date)
    return pages


def _draw(template: str, view: View, **values: Any) -> bytes:
    return draw(f"wix/{template}.html", view=view, site=_DATA, path=_path, media=media, uri=_uri,
                **values)  # fmt: skip


def _post(view: View, post: Article, posts: tuple[Article, ...]) -> Page:
    recent = [other for other in posts if other.slug != post.slug][:3]
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        # Wix escapes the description once for itself and glues the paragraphs together.
        "description": "".join(post.text[1:])[:160].replace('"', "&quot;"),
        "datePublished": f"{post.date:%Y-%m-%dT%H:%M:%S}.000Z",
        "dateModified": f"{post.changed:%Y-%m-%dT%H:%M:%S}.000Z",
        "author": {"@type": "Person", "name": post.author},
        "publisher": {"@type": "Organization", "name": _DATA["title"]},
        "image": {"@type": "ImageObject", "url": view.link(media(post, "post"))},
        "mainEntityOfPage": view.link(_path(post)),
    }
    warmup = [{"title": o.title, "excerpt": o.excerpt(200)} for o in recent]
    body = _draw("post", view, post=post, recent=recent, data=data, warmup=warmup)
    return Page(body, "article", title=post.title, content=post.text, modified=post.changed)


def _listings(view: View, path: str, posts: tuple[Article, ...], section: str) -> dict[str, Page]:
    last = max(1, (len(posts) - 1) // _PER_PAGE + 1)
    found = {}
    for number in range(1, last + 1):
        chosen = posts[_PER_PAGE * (number - 1) : _PER_PAGE * number]
        address = f"{path}/page/{number}" if number > 1 else path
        found[address] = _listing(view, "blog", chosen, section, number, last)
    return found


def _listing(
    view: View, template: str, posts: tuple[Article, ...], section: str, number: int, last: int
) -> Page:
    body = _draw(template, view, posts=posts, section=section, number=number, last=last)
    words = tuple(text for post in posts for text in (post.title, post.excerpt(140)))
    return Page(body, "listing", content=words)


def _static(view: View, template: str) -> Page:
    return Page(_draw(template, view), "static")


def _indexes(view: View, posts: tuple[Article, ...]) -> dict[str, Page]:
    names = ("blog-posts", "blog-categories", "pages")
    today = DAYS[view.day]
    feed = draw("wix/feed.xml", view=view, site=_DATA, posts=posts, path=_path, media=media,
                built=today)  # fmt: skip
    found = {
        "/blog-feed.xml": Page(feed, "index", "application/rss+xml; charset=utf-8"),
        "/sitemap.xml": Page(
            draw("wix/sitemap.xml", view=view, names=names, today=today), "index", XML
        ),
    }
    values = {"view": view, "posts": posts, "path": _path, "site": _DATA, "today": today}
    for name in names:
        body = draw(f"wix/{name}-sitemap.xml", media=media, **values)
        found[f"/{name}-sitemap.xml"] = Page(body, "index", XML)
    return found


def _missing(view: View) -> Page:
    return Page(_draw("missing", view), "missing", HTML, 404)


SITE = Site(NAME, _pages, _others, _missing)
"""The blog."""
