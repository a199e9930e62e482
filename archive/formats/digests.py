"""Labelled digests as WARC files write them (WARC 1.1, 5.8): any algorithm, any of three codes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from archive.store.records import Record

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


def parsed(label: str | None) -> tuple[str, bytes] | None:
    """Algorithm and digest of a label like ``sha1:3I42H3S6…``; ``None`` where it is none."""
    name, _, value = (label or "").strip().partition(":")
    algorithm = name.lower().replace("-", "")
    size = _SIZES.get(algorithm)
    if size is None:
        return None
    digest = _decoded(value, size)
    return (algorithm, digest) if digest else None


def _decoded(value: str, size: int) -> bytes | None:
    try:
        if len(value) == size * 2 and "=" not in value:
            return bytes.fromhex(value)
        if len(value.rstrip("=")) == -(-size * 8 // 5):
            padded = value.rstrip("=").upper() + "=" * (-len(value.rstrip("=")) % 8)
            return base64.b32decode(padded)
        plain = value.replace("-", "+").replace("_", "/").rstrip("=")
        digest = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return None
    return digest if len(digest) == size else None


def is_sound(record: Record) -> bool:
    """Whether the block has the digest that the record says; true where it says none."""
    said = parsed(record.field("WARC-Block-Digest"))
    return said is None or taken_of(said[0], record.content()) == said[1]


def has_payload(record: Record, wanted: tuple[str, bytes]) -> bool:
    """Whether a record's payload has a digest, by what the record says or by taking it.

    Tools disagree on whether a transfer coding belongs to the payload; either will do.
    """
    said = parsed(record.field("WARC-Payload-Digest"))
    if said and said[0] == wanted[0]:
        return said == wanted
    message = record.message
    forms = (message.entity_pieces, message.content)
    return any(taken_of(wanted[0], form()) == wanted[1] for form in forms)


def taken(algorithm: str, data: bytes) -> bytes:
    """The digest of some bytes, by the name ``parsed`` gives an algorithm."""
    return taken_of(algorithm, (data,))


def taken_of(algorithm: str, pieces: Iterable[bytes]) -> bytes:
    """The digest of bytes that come in pieces."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
