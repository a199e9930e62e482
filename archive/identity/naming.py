"""The key of the page that a URL names, and the URL by which it is asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit

from archive.clean import hudoc
from archive.identity import fragments, liferay
from archive.identity.parameters import PATH_SESSION, is_session, is_tracking
from archive.urls import urlkey

_ODD = re.compile(r"[?;#(]|/-/")
"""Without one of these a URL has one spelling but for those that its SURT key folds."""
_HUDOC_PATH = re.compile(r"/(?:[a-z]{3})?")
_HUDOC_ITEM = re.compile(r"i=(00\d-\d{3,})")


@lru_cache(maxsize=16384)
def page_key(url: str) -> str:
    """The key of the page that a URL names: equal for all its spellings.

    It is the URL's SURT key (``archive.urls.urlkey``: scheme, ``www.``, ports, case, escapes, order
    of parameters and final slashes do not count) without tracking parameters and session ids, with
    the two forms of a Liferay article as one, and with a fragment that says which page is meant
    after a ``#``: ``int,coe,echr,hudoc)/eng#{"itemid":["001-1"]}``.

    Equal SURT keys and fragments make equal page keys.
    """
    return _key(url, is_folded=True)


def own_key(url: str) -> str:
    """The same, but for the form of an article that may answer with the page that lists it.

    It is the page's key where the answer does not bear the URL out; see ``archive.identity.proof``.
    """
    return _key(url, is_folded=False) if "asset_publisher" in url.lower() else page_key(url)


def slug_of(url: str) -> str:
    """The slug by which a URL claims to be an article, where its form may answer otherwise."""
    path = urlkey(url).partition("?")[0].partition(")")[2]
    place = liferay.place_of(path)
    return place.slug if place.is_asset else ""


def article_form(url: str) -> str | None:
    """The URL of an article in the form that cannot answer otherwise; ``None`` for other URLs.

    ``/en/web/x/news/-/asset_publisher/aBcD12/content/a-slug`` is ``/en/web/x/-/a-slug``.
    """
    try:
        parts = urlsplit(asked_for(url))
    except ValueError:
        return None
    place = liferay.place_of(parts.path.lower())
    if not place.is_asset or len(parts.path.lower()) != len(parts.path):
        return None
    base = len(place.path) - len(f"/-/{place.slug}")
    path = f"{parts.path[:base]}/-/{parts.path[-len(place.slug) :]}"
    return parts._replace(path=path, query="", fragment="").geturl()


@lru_cache(maxsize=16384)
def asked_for(url: str) -> str:
    """A URL without what says who asks: tracking parameters, session ids, idle fragments.

    All that is left stays as it was written. It names the same page.
    """
    if _ODD.search(url) is None:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = PATH_SESSION.sub("", parts.path)
    place = liferay.place_of(path.lower())
    query = parts.query.split("&") if parts.query else []
    named = {_plain(one).partition("=")[0]: _plain(one).partition("=")[2] for one in query}
    kept = [one for one in query if not _is_idle(_plain(one), place, named)]
    query_now = "&".join(kept) if len(kept) < len(query) else parts.query
    fragment = fragments.as_typed(fragments.identity_of(parts.fragment))
    if (path, query_now, fragment) == (parts.path, parts.query, parts.fragment):
        return url
    plain = parts._replace(path=path, query=query_now, fragment=fragment).geturl()
    # Odd escapes may hide from one what the other sees.
    return plain if page_key(plain) == page_key(url) and own_key(plain) == own_key(url) else url


def _key(url: str, *, is_folded: bool) -> str:
    url = hudoc.meant(url) or url
    key = urlkey(url)
    if _ODD.search(url) is None:
        return key
    host, bracket, rest = key.partition(")")
    if not bracket:
        return key
    path, _, query = rest.partition("?")
    path = PATH_SESSION.sub("", path) or "/"
    place = liferay.place_of(path)
    parameters = [one for one in query.split("&") if one]
    named = {one.partition("=")[0]: one.partition("=")[2] for one in parameters}
    language = ""
    if place.slug:
        source = place.path if is_folded else path
        path, language = liferay.in_language(source, named)
    kept = [
        one
        for one in parameters
        if not _is_idle(one, place, named) and one.partition("=")[0] != language
    ]
    fragment = _fragment(url)
    if not fragment and _HUDOC_PATH.fullmatch(path) and len(kept) == 1:
        # HUDOC's short form of a link to one document.
        item = _HUDOC_ITEM.fullmatch(kept[0])
        fragment, kept = (f'{{"itemid":["{item[1]}"]}}', []) if item else ("", kept)
    named_page = f"{host}){path}" + (f"?{'&'.join(kept)}" if kept else "")
    return f"{named_page}#{fragment}" if fragment else named_page


def _is_idle(parameter: str, place: liferay.Place, named: dict[str, str]) -> bool:
    name = parameter.partition("=")[0]
    return is_tracking(name) or is_session(parameter) or liferay.is_view(name, place, named)


def _fragment(url: str) -> str:
    mark = url.find("#")
    return fragments.identity_of(url[mark + 1 :]) if mark >= 0 else ""


def _plain(parameter: str) -> str:
    return unquote_plus(parameter).lower()
