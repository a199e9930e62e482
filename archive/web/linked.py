"""Where a page leads, and what leads to it, as its view shows it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.archive import Archive
from archive.store.captures import Capture
from archive.store.links import Inward, inward
from archive.web.said import Lead, Said, held_of

_OUT, _INTO = 300, 50


@dataclass(frozen=True, slots=True)
class Links:
    """Links of a page.

    Attributes:
        out: those in its text, but for documents, which are told apart.
        into: pages of the archive that lead to it.
        has_more: whether there may be more of these.
    """

    out: tuple[Lead, ...]
    into: tuple[Inward, ...]
    has_more: bool


def links_of(archive: Archive, capture: Capture, said: Said) -> Links:
    """The links of a page as a capture shows them.

    Args:
        archive: where.
        capture: of the page.
        said: what it says beside its text.
    """
    told = {one.url for one in (*said.documents, *said.entries)}
    words: dict[str, str] = {}
    for one in said.facts.references:
        if one.url not in told and one.url.partition("#")[0] != capture.url:
            words[one.url] = words.get(one.url) or one.words
    urls = list(words)[:_OUT]
    known = held_of(archive, urls)
    into = inward(archive.connection, capture.url, capture.page_id, _INTO + 1)
    return Links(
        tuple(Lead(url, words[url] or url, None, url in known) for url in urls),
        tuple(into[:_INTO]),
        len(into) > _INTO,
    )
