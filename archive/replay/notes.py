"""What is said in place of a saved page that cannot be shown."""

from __future__ import annotations

import re

from archive.memento import Memento
from archive.translation import N_, _

_PAGES = re.compile(r"text/|image/|audio/|video/|application/(?:xhtml\+xml|xml|json)|$")
"""Types a sandboxed frame can show; ``worker.js`` has the same list."""


def is_page(memento: Memento) -> bool:
    """Whether an answer can be looked at in the frame; a redirect can be followed there."""
    if memento.status >= 400 or memento.capture.outcome == "blocked":
        return False
    return 300 <= memento.status < 400 or _PAGES.match(memento.media_type) is not None


def in_place_of(memento: Memento | None) -> tuple[str, str]:
    """A title and a sentence about an answer that is no page to look at."""
    if memento is None:
        return _("Not in this archive"), _("The archive holds no capture of this address.")
    capture = memento.capture
    when = f"{capture.time:%Y-%m-%d %H:%M:%S} UTC"
    if capture.outcome == "blocked":
        title = _("The crawler was refused here")
        if why := capture.evidence:
            message = N_("On {when} the site answered the crawler ({why}), not with the page.")
            return title, _(message, when=when, why=why)
        return title, _("On {when} the site answered the crawler, not with the page.", when=when)
    if memento.status in (404, 410):
        return (
            _("The site had no page here"),
            _("On {when} it answered {answer}.", when=when, answer=memento.status),
        )
    if memento.status >= 400:
        answer = f"{memento.status} {memento.reason}".strip()
        return (
            _("The site answered with an error"),
            _("On {when} it answered {answer}.", when=when, answer=answer),
        )
    kind = memento.media_type or _("of unknown type")
    return (
        _("This is a file, not a page"),
        _("It is {kind}, captured on {when}.", kind=kind, when=when),
    )
