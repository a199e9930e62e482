"""Documents: files with pages of their own, told by type, by first bytes and by address."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_TYPES = re.compile(
    r"application/(?:pdf|x-pdf|rtf|epub\+zip|msword|vnd\.ms-(?:word|excel|powerpoint)\b.*"
    r"|vnd\.openxmlformats-officedocument\..+|vnd\.oasis\.opendocument\..+)|text/rtf"
)
_NAME = re.compile(
    r"\.(?:pdf|docx?|docm|dotx|odt|rtf|xlsx?|xlsm|ods|pptx?|ppsx?|odp|epub)$", re.IGNORECASE
)
# ISO 32000-2, 7.5.2 and annex I; RTF 1.9.1; OPC part 2, 7.3.7; OpenDocument part 2, 3.3.
_PDF, _RTF, _ZIP, _OLE = b"%PDF-", b"{\\rtf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PARTS = (b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"ppt/", b"docProps/", b"mimetype")
_FRONT = 1024
"""Bytes that readers of PDF allow for in front of the header, and in which one looks for parts."""
ENOUGH = 512
"""First bytes by which an answer is judged, if it has as many."""


def is_document_type(media_type: str) -> bool:
    """Whether a media type is that of a PDF, an office file or an e-book."""
    return bool(_TYPES.fullmatch(media_type.partition(";")[0].strip().lower()))


def names_document(url: str) -> bool:
    """Whether an address ends as files of documents do, in its path or a value of its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    values = (value.rpartition("=")[2] for value in parts.query.split("&"))
    return any(_NAME.search(unquote(one)) for one in (parts.path, *values))


def is_document(opening: bytes, media_type: str, name: str = "") -> bool:
    """Whether an answer is a document, whatever its server calls it.

    Args:
        opening: the first bytes of its body.
        media_type: as the server named it; may be empty.
        name: its URL, or the name that it is to be saved under.
    """
    if is_document_type(media_type) or _PDF in opening[:_FRONT] or opening.startswith(_RTF):
        return True
    if opening.startswith(_ZIP):
        return any(part in opening[:_FRONT] for part in _PARTS)
    return opening.startswith(_OLE) and names_document(name)
