"""What saved pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.replay.showing import Part
    from archive.store.captures import Capture


def part_record(part: Part, page: Capture) -> dict[str, Any]:
    """A file that a page is made of, and how far in time it is from the page."""
    found = part.found
    return {
        "url": part.url,
        "captured": found.capture.time if found else None,
        "seconds_after": (found.capture.time - page.time).total_seconds() if found else None,
        "fetched": found.capture.url if found else None,
        "rule": found.rule or None if found else None,
        "outcome": found.capture.outcome if found else None,
        "sha256": found.capture.digest.hex() if found and found.capture.digest else None,
    }
