"""The records of a capture as a WARC file, whole or in part: what lines of the index lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from archive.cdx.warc import File, file_of, part
from archive.serving.readers import Readers

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
MEDIA_TYPE = "application/warc"
"""As registered (https://www.iana.org/assignments/media-types/application/warc)."""


class Part(NamedTuple):
    """Bytes of a file: of the first, and how many."""

    start: int
    size: int


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of the files, for the reading room."""
    desk = _Desk(readers)
    return (Route("/warc/{name}", desk.file),)


class _Desk:
    """The endpoint. It reads the archive and therefore runs in a thread."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def file(self, request: Request) -> Response:
        """A file, or the part of it that ``Range`` names (RFC 9110, 14)."""
        connection = self._readers.here().connection
        file = file_of(connection, request.path_params["name"])
        if file is None:
            words = "404: there is no such file; names are those in the lines of /cdx\n"
            return PlainTextResponse(words, 404)
        tag = f'"{file.digest.hex()}"'
        named = f'attachment; filename="{file.name}"'
        headers = {**_HEADERS, "ETag": tag, "Content-Disposition": named}
        asked = request.headers.get("range", "")
        if request.headers.get("if-range", tag) != tag:
            asked = ""
        wanted = part_of(asked, file.size)
        if wanted and not wanted.size:
            headers["Content-Range"] = f"bytes */{file.size}"
            return PlainTextResponse("416: the file has no such bytes\n", 416, headers)
        status = 206 if wanted else 200
        if wanted:
            end = wanted.start + wanted.size - 1
            headers["Content-Range"] = f"bytes {wanted.start}-{end}/{file.size}"
        wanted = wanted or Part(0, file.size)
        headers["Content-Length"] = str(wanted.size)
        if file.is_long:
            return StreamingResponse(self._long(file, wanted), status, headers, MEDIA_TYPE)
        body = b"".join(part(connection, file, *wanted))
        return Response(body, status, headers, MEDIA_TYPE)

    def _long(self, file: File, wanted: Part) -> Iterator[bytes]:
        # Pieces are asked for by one thread after another.
        with self._readers.another() as archive:
            yield from part(archive.connection, file, *wanted)


def part_of(field: str, size: int) -> Part | None:
    """The part of a file that a ``Range`` names; one of no bytes where the file has none there.

    ``None``, for all of it, where the field is empty, names several, or cannot be read: servers may
    leave it aside (RFC 9110, 14.2).

    Args:
        field: value of the field.
        size: bytes of the file.
    """
    match = _RANGE.fullmatch(field.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:
        start, end = max(0, size - int(match[2])), size - 1
    else:
        start, end = int(match[1]), min(int(match[2] or size - 1), size - 1)
        if match[2] and int(match[2]) < start:
            return None
    return Part(start, max(0, end - start + 1))
