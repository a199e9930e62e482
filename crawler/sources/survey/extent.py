"""Which part of a site a person means who names one of its pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from archive.observation import Observation
from archive.urls import urlkey
from crawler.sources.source import Scope, surt_prefix


def root_of(url: str) -> str:
    """The front page of a URL's host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def is_front(url: str) -> bool:
    """Whether a URL is the front page of its host."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def part_of_site(url: str, page: Observation) -> str:
    """The deepest folder of ``url`` that most of its page's links within the host lead into.

    Who names a committee's pages on the site of a large body does not mean all of that site; who
    names a blog whose posts lie elsewhere does.
    """
    root = root_of(url)
    host = Scope((surt_prefix(root),))
    links = {link.url for link in page.links if link.kind == "page"}
    keys = [urlkey(link) for link in links if host.refusal(link) is None]
    names = [name for name in urlsplit(url).path.split("/") if name]
    for count in range(len(names), 0, -1):
        folder = f"{root}{'/'.join(names[:count])}/"
        inside = sum(1 for key in keys if key.startswith(surt_prefix(folder)))
        if inside * 2 > len(keys):
            return folder
    return root


def foreign_host(urls: Iterable[str], scope: Scope) -> str | None:
    """The one host on which all of some URLs lie, where that is outside a scope."""
    hosts = {root_of(url) for url in urls if scope.refusal(url) is not None}
    inside = any(scope.refusal(url) is None for url in urls)
    return hosts.pop() if len(hosts) == 1 and not inside else None
