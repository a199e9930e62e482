"""What is said in place of a saved page that cannot be shown."""

from __future__ import annotations

import re

from archive.memento import Memento

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
        return "Not in this archive", "The archive holds no capture of this address."
    capture = memento.capture
    when = f"{capture.time:%Y-%m-%d %H:%M:%S} UTC"
    if capture.outcome == "blocked":
        why = f" ({capture.evidence})" if capture.evidence else ""
        return (
            "The crawler was refused here",
            f"On {when} the site answered the crawler{why}, not with the page.",
        )
    if memento.status in (404, 410):
        return "The site had no page here", f"On {when} it answered {memento.status}."
    if memento.status >= 400:
        answer = f"{memento.status} {memento.reason}".strip()
        return "The site answered with an error", f"On {when} it answered {answer}."
    kind = memento.media_type or "of unknown type"
    return "This is a file, not a page", f"It is {kind}, captured on {when}."
