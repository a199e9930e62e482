"""What changes on the sites from one day to the next: the truth tests compare with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from demo.sites.page import Page

Change = Literal["new", "removed", "edited", "silent", "blocked", "listing", "chrome", "index"]

_SHOWN = ("article", "document", "listing", "static", "index", "blocked")


@dataclass(frozen=True, slots=True)
class Changed:
    """One address whose answer is another one than the day before.

    Attributes:
        site: the name of its site.
        url: the address.
        kind: ``new`` and ``removed`` as they say; ``edited`` is an article that was changed and
            says so by its date, ``silent`` one that does not; ``blocked`` a challenge in place of
            the page; ``listing`` other entries on a page that lists; ``chrome`` other bytes around
            the same text; ``index`` another feed or sitemap.
        before: pieces of text that were there the day before only.
        after: pieces of text that are there today only.
    """

    site: str
    url: str
    kind: Change
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def changes(
    site: str, base: str, was: Mapping[str, Page], now: Mapping[str, Page]
) -> Iterator[Changed]:
    """What changed on a site between two states, requisites and redirects left out."""
    for target in sorted(was.keys() | now.keys()):
        old, new = was.get(target), now.get(target)
        if (kind := _kind(old, new)) is None:
            continue
        before, after = (page.content if page else () for page in (old, new))
        yield Changed(
            site,
            f"{base}{target}",
            kind,
            tuple(text for text in before if text not in after),
            tuple(text for text in after if text not in before),
        )


def _kind(old: Page | None, new: Page | None) -> Change | None:
    shown = [page for page in (old, new) if page and page.kind in _SHOWN]
    if not shown:
        return None
    if old is None or new is None:
        return "new" if old is None else "removed"
    if old.data == new.data:
        return None
    if new.kind == "blocked":
        return "blocked"
    if new.kind == "index" or (new.kind == "listing" and old.content != new.content):
        return "index" if new.kind == "index" else "listing"
    if old.content == new.content:
        return "chrome"
    return "edited" if old.modified != new.modified else "silent"
