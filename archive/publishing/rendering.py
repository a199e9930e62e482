"""The pages of a published site, as HTML."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from archive.history.diff import difference
from archive.history.diff.plain import edges
from archive.publishing.gathering import Page, Text
from archive.serving.addresses import is_web, quoted
from archive.translation.templates import translated
from archive.urls import timestamp
from archive.web import wording
from archive.web.comparing import comparison


class Rendering:
    """Templates, and what all pages of a site have in common."""

    def __init__(self, title: str, about: str, *, has_replay: bool, is_indexed: bool) -> None:
        """Begin a site.

        Args:
            title: of the site.
            about: a sentence about it; may be empty.
            has_replay: whether saved pages can be looked at.
            is_indexed: whether search engines may list it.
        """
        loaders = [PackageLoader("archive.publishing"), PackageLoader("archive.web")]
        self._pages = translated(
            Environment(
                loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined,
                trim_blocks=True, lstrip_blocks=True,
            )
        )  # fmt: skip
        helpers: Mapping[str, Callable[..., Any]] = {
            "day": wording.day, "clock": wording.clock, "instant": wording.instant,
            "minute": wording.minute, "stated": wording.stated, "size": wording.size,
            "language": wording.language, "shown": wording.shown,
            "upper_first": wording.upper_first, "grouped": wording.grouped, "edges": edges,
            "is_web": is_web, "quoted": quoted, "timestamp": timestamp,
        }  # fmt: skip
        self._pages.filters.update(helpers)
        self._pages.globals.update(
            site=title, about=about, has_replay=has_replay, is_indexed=is_indexed,
            changes=wording.CHANGES, outcomes=wording.OUTCOMES,
        )  # fmt: skip

    def page(self, template: str, file: str, **values: Any) -> bytes:
        """A page of the site.

        Args:
            template: its template.
            file: where it is put, below the site's root; links in it go from there.
            values: what the template asks for.
        """
        folder = posixpath.dirname(file)

        def to(target: str, fragment: str = "") -> str:
            """A link from this page to another file of the site."""
            return quote(posixpath.relpath(target, folder or ".")) + fragment

        made = self._pages.get_template(template)
        return made.render(to=to, **values).encode("utf-8", "replace")

    def files_of(self, page: Page) -> Mapping[str, bytes]:
        """Everything of one page: what it said last, each earlier text, and each step between."""
        found = {}
        for text in page.texts:
            file = text_file(page, text)
            found[file] = self.page("text.html", file, page=page, text=text, files=_files(page))
        for old, new in zip(page.texts, page.texts[1:], strict=False):
            file = diff_file(page, old, new)
            changed = difference(old.version, new.version)
            shown = comparison(changed, old.version.pages, new.version.pages)
            found[file] = self.page(
                "step.html", file, page=page, old=old, new=new, found=shown, files=_files(page)
            )
        return found


def text_file(page: Page, text: Text) -> str:
    """The file of a text."""
    return f"{page.folder}/{'index' if text.is_latest else f'text-{text.number}'}.html"


def diff_file(page: Page, old: Text, new: Text) -> str:
    """The file of what changed from one text to the next."""
    return f"{page.folder}/change-{old.number}-{new.number}.html"


def _files(page: Page) -> dict[int, tuple[str, str]]:
    """By the number of a text, its file and that of what changed to it; empty for the first."""
    found = {}
    before = None
    for text in page.texts:
        step = diff_file(page, before, text) if before else ""
        found[text.number] = (text_file(page, text), step)
        before = text
    return found
