"""Texts that are similar to one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.similar import Likeness


def likeness_record(one: Likeness) -> dict[str, Any]:
    """A text that is similar to another, and how."""
    version, share = one.version, one.share
    return {
        "url": version.url,
        "title": version.title,
        "source": one.source,
        "language": version.language,
        "published": version.published,
        "first_seen": version.first_seen,
        "seconds_after": one.since.total_seconds() if one.since is not None else None,
        "version": version.id,
        "is_current": version.is_current,
        "share_of_text": round(share.here, 4),
        "share_of_other": round(share.there, 4),
        "words": share.words,
        "resemblance": round(share.resemblance, 4),
        "changes": [asdict(block) for block in one.changes.blocks],
    }
