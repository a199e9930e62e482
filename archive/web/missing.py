"""What is said of pages that are not in an archive."""

from __future__ import annotations

import shlex

from starlette.responses import Response

from archive.archive import Archive
from archive.serving.addresses import Address, is_web
from archive.translation import _
from archive.web import views
from archive.web.answers import Answers
from archive.web.paths import page_path


def not_archived(
    answers: Answers, archive: Archive, place: Address, *, can_save: bool = False
) -> Response:
    """Why there is no text at an address, and what stands near it.

    Args:
        answers: how it is said.
        archive: what holds no such page.
        place: what was asked for.
        can_save: whether the page has its own way of having it saved.
    """
    links = [(page_path(url), url) for url in views.neighbours(archive, place.url)]
    if archive.capture(place.url) is not None:
        words, links = (
            _("There are captures of it, but none with a text."),
            [(page_path(place.url), _("Its captures"))],
        )
        return answers.message(404, _("No text of this page"), words, url=place.url, links=links)
    near = _("The archive holds these near it:") if links else ""
    if gone := views.removed(archive, place.url):
        words = f"{gone[0].words} {near}".rstrip()
        title = _("No longer in this archive")
        return answers.message(410, title, words, url=place.url, links=links)
    told = [_("The archive holds no capture of this address.")]
    if is_web(place.url) and not can_save:
        command = f"greffe save {shlex.quote(place.url)}"
        told.append(_("The command {command} makes one.", command=command))
    words = " ".join(filter(None, (*told, near)))
    return answers.message(404, _("Not in this archive"), words, url=place.url, links=links)
