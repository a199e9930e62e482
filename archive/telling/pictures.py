"""Pictures of saved pages: what each is, for exhibits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from archive.leaves.leaf import Leaf
from archive.store.captures import Capture

if TYPE_CHECKING:
    from archive.pictures.taking import Picture


def picture_record(capture: Capture, picture: Picture | Leaf) -> dict[str, Any]:
    """What a picture is: of which capture, how made, with the SHA-256 of both."""
    record: dict[str, Any] = {
        "url": capture.url, "captured": capture.time,
        "payload_sha256": capture.digest.hex() if capture.digest else None,
        "sha256": hashlib.sha256(picture.png).hexdigest(), "bytes": len(picture.png),
        "media_type": "image/png", "width": picture.width, "height": picture.height,
        "made_by": picture.by,
    }  # fmt: skip
    if isinstance(picture, Leaf):
        return record | {"page": picture.number, "pages": picture.count}
    return record | {
        "made": picture.made, "scripts": False, "is_cut": picture.is_cut,
        "full_height": picture.full_height, "is_late": picture.is_late,
        "is_sandboxed": picture.is_sandboxed, "files": picture.files,
        "missing": list(picture.missing),
    }  # fmt: skip
