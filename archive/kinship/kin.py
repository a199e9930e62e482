"""Which other addresses a page has, which are its translations, and which were not believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal
from urllib.parse import urljoin

from archive.clean.identity import is_front_of, is_kin
from archive.kinship.faces import Face, face_of, says_the_same
from archive.store import pages
from archive.store.database import Connection
from archive.store.links import calling
from archive.translation import _

Relation = Literal["same", "translation", "apart"]

_PREFIX = re.compile(r"(?P<host>[^)]*\))/(?P<language>[a-z]{2})(?P<rest>/.*)")
_MOST = 40


@dataclass(frozen=True, slots=True)
class Kin:
    """Another address that a page has to do with.

    Attributes:
        url: of it.
        relation: ``same`` text, ``translation``, or ``apart``: named, and not believed.
        language: as named or read; empty where unknown.
        why: the evidence, in one line.
    """

    url: str
    relation: Relation
    language: str
    why: str


def kin_of(connection: Connection, page_id: int) -> list[Kin]:
    """What a page's own words, those of others and their addresses say it is kin to.

    Each address once, the surest relation first.
    """
    own = face_of(connection, page_id)
    if own is None:
        return []
    found: dict[str, Kin] = {}
    for kin in (*_canonical(connection, own), *_languages(connection, own)):
        known = found.get(kin.url)
        if known is None or known.relation == "apart":
            found[kin.url] = kin
    order = ("same", "translation", "apart")
    return sorted(found.values(), key=lambda kin: (order.index(kin.relation), kin.url))


def _canonical(connection: Connection, own: Face) -> Iterator[Kin]:
    for url in own.canonical:
        number = pages.of_url(connection, url)
        if number == own.id:
            continue
        other = face_of(connection, number) if number else None
        reason = _doubt(connection, own, url, other)
        said = _("the page calls it its own address")
        if reason:
            said = _("the page calls it its own address, but {reason}", reason=reason)
        where = other.url if other else url
        yield Kin(where, "apart" if reason else "same", other.language if other else "", said)
    for number in calling(connection, own.id):
        other = face_of(connection, number)
        if other is None:
            continue
        reason = _doubt(connection, other, own.url, own)
        said = _("it calls this page its own address")
        if reason:
            said = _("it calls this page its own address, but {reason}", reason=reason)
        yield Kin(other.url, "apart" if reason else "same", other.language, said)


def _doubt(connection: Connection, page: Face, url: str, named: Face | None) -> str:
    """Why a page is not what it calls its own address; empty where it is.

    Args:
        connection: where.
        page: the page.
        url: what it calls its own.
        named: the page there, if the archive has it.
    """
    if not is_kin(url, page.url):
        return _("that is another publisher's")
    if is_front_of(url, page.url):
        return _("that is the front page")
    if named is None:
        return _("the archive does not have that")
    if _leads_to(connection, named, page):
        return ""
    if named.is_list != page.is_list:
        return _("one is a list and the other is not")
    if not says_the_same(page, named):
        return _("that has no text") if named.digest is None else _("that says another text")
    back = {pages.of_url(connection, one) for one in named.canonical}
    if not back & {page.id, named.id}:
        if back:
            return _("that names neither itself nor this one")
        return _("that names no address")
    return ""


def _leads_to(connection: Connection, page: Face, target: Face) -> bool:
    """Whether the last answer of a page was a redirect to another."""
    sql = (
        "SELECT url, outcome, evidence FROM capture WHERE page_id = ? "
        "ORDER BY time DESC, id DESC LIMIT 1"
    )
    url, outcome, place = connection.execute(sql, (page.id,)).fetchone() or ("", "", "")
    if outcome != "redirect" or not place:
        return False
    try:
        return pages.of_url(connection, urljoin(url, place)) == target.id
    except ValueError:
        return False


def _languages(connection: Connection, own: Face) -> Iterator[Kin]:
    for alternate in own.alternates[:_MOST]:
        number = pages.of_url(connection, alternate.url)
        other = face_of(connection, number) if number and number != own.id else None
        if other is None or alternate.language.lower() == "x-default":
            continue
        if says_the_same(own, other):
            yield _untranslated(other)
        elif _names(connection, other, own):
            why = _("each names the other as its translation")
            yield Kin(other.url, "translation", alternate.language, why)
        else:
            why = _("the page names it as its translation, but that does not name this one")
            yield Kin(other.url, "apart", alternate.language, why)
    for other in _neighbours(connection, own):
        if says_the_same(own, other):
            yield _untranslated(other)
        elif _is_dated_alike(own, other):
            why = _("the same address in another language, of the same day")
            yield Kin(other.url, "translation", other.language, why)


def _untranslated(other: Face) -> Kin:
    why = _("the same text under another language's address")
    return Kin(other.url, "same", other.language, why)


def _names(connection: Connection, other: Face, own: Face) -> bool:
    urls = (alternate.url for alternate in other.alternates)
    return any(pages.of_url(connection, url) == own.id for url in urls)


def _is_dated_alike(own: Face, other: Face) -> bool:
    is_other_language = own.language and other.language and own.language != other.language
    is_text = not (own.is_list or other.is_list)
    same_day = own.published and own.published[:10] == other.published[:10]
    return bool(is_other_language and is_text and same_day)


def _neighbours(connection: Connection, own: Face) -> Iterator[Face]:
    """The pages with a text whose address differs from a page's in its language only."""
    match = _PREFIX.fullmatch(own.key)
    head, path = (match["host"], match["rest"]) if match else own.key.split(")", 1)
    head = head.rstrip(")") + ")"
    if path.count("/") < 2 and "-" not in path:
        return  # a section such as /news says nothing of what it is the section of
    keys = [f"{head}/{one}{two}{path}" for one in ascii_lowercase for two in ascii_lowercase]
    for key in (head + path, *keys) if match else keys:
        if key != own.key and (number := _with_text(connection, key)):
            face = face_of(connection, number)
            if face:
                yield face


def _with_text(connection: Connection, key: str) -> int | None:
    sql = "SELECT id FROM page WHERE urlkey = ? AND version_id IS NOT NULL"
    row = connection.execute(sql, (key,)).fetchone()
    return int(row[0]) if row else None


def by_relation(kin: Iterable[Kin], relation: Relation) -> tuple[Kin, ...]:
    """Those of one relation."""
    return tuple(one for one in kin if one.relation == relation)
