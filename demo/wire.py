"""HTTP/1.1 as a server speaks it (RFC 9112): requests in, answers out, byte by byte."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

_LIMIT = 64 * 1024
_TARGET = re.compile(r"/[\x21-\x7e]*")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?")

Fields = tuple[tuple[str, str], ...]


class BadRequest(Exception):
    """A message that is no request this server answers.

    Attributes:
        status: the status code of the answer, after which the connection is closed.
    """

    def __init__(self, status: int = 400) -> None:
        super().__init__(f"answered with {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """A request as received.

    Attributes:
        method: as sent.
        target: the request target in origin form.
        version: ``1.0`` or ``1.1``.
        fields: names and values as sent, decoded as latin-1, values without outer white space.
    """

    method: str
    target: str
    version: str
    fields: Fields

    def get(self, name: str) -> str:
        """All values of a field joined by commas (RFC 9110, 5.3); empty if there is none."""
        return ", ".join(value for key, value in self.fields if key.lower() == name.lower())

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection is to be kept after the answer (RFC 9112, 9.3)."""
        options = {option.strip() for option in self.get("Connection").lower().split(",")}
        return "close" not in options if self.version == "1.1" else "keep-alive" in options

    @property
    def base(self) -> str:
        """Scheme and authority the client used."""
        return f"http://{self.get('Host')}"


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, its body read and dropped; ``None`` at its end.

    Raises:
        BadRequest: what came is no such request.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except asyncio.LimitOverrunError as error:
        raise BadRequest(431) from error
    request = _parsed(head.lstrip(b"\r\n"))
    length = request.get("Content-Length")
    if request.get("Transfer-Encoding"):
        raise BadRequest(501)
    if length:
        if not length.isascii() or not length.isdigit() or int(length) > _LIMIT:
            raise BadRequest(413 if length.isdigit() else 400)
        try:
            await reader.readexactly(int(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
    return request


def _parsed(head: bytes) -> Request:
    line, *rest = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    match = re.fullmatch(r"([!-~]+) ([!-~]+) HTTP/(1\.[01])", line)
    if match is None:
        raise BadRequest
    fields = []
    for text in rest:
        name, colon, value = text.partition(":")
        if not colon or not re.fullmatch(r"[!#$%&'*+\-.^_`|~\w]+", name, re.ASCII):
            raise BadRequest
        fields.append((name, value.strip(" \t")))
    request = Request(match[1], match[2], match[3], tuple(fields))
    host = request.get("Host")
    has_host = _HOST.fullmatch(host) or (not host and request.version == "1.0")
    if not has_host or not _TARGET.fullmatch(request.target):
        raise BadRequest
    return request


def head(status: int, reason: str, fields: Fields) -> bytes:
    """The head of an answer; an empty reason leaves the space before it, as Tomcat does."""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def chunked(body: bytes, size: int) -> bytes:
    """A body in chunks of ``size`` bytes (RFC 9112, 7.1)."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    framed = [b"%X\r\n%s\r\n" % (len(part), part) for part in parts]
    return b"".join([*framed, b"0\r\n\r\n"])
