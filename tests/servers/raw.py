"""A client of bare sockets: sends the bytes it is given and takes answers apart by hand."""

from __future__ import annotations

import gzip
import re
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as received.

    Attributes:
        head: status line and fields, up to and with the empty line.
        raw: the body with its transfer coding.
        body: the body without transfer coding, content coding left on.
    """

    head: bytes
    raw: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @property
    def text(self) -> bytes:
        """The body without any coding."""
        return gzip.decompress(self.body) if self.get("Content-Encoding") == "gzip" else self.body

    @property
    def names(self) -> list[str]:
        """Field names in order, spelled as sent."""
        return [line.split(b":", 1)[0].decode() for line in self.head.split(b"\r\n")[1:-2]]

    def get(self, name: str) -> str:
        match = re.search(rf"(?im)^{re.escape(name)}:[ \t]*(.*?)\r$", self.head.decode("latin-1"))
        return match[1] if match else ""


class RawClient:
    """One connection to the server of a URL."""

    def __init__(self, home: str) -> None:
        self.authority = urlsplit(home).netloc
        host, port = self.authority.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def ask(self, target: str, *fields: str, method: str = "GET", version: str = "1.1") -> Reply:
        self.send(self.message(target, *fields, method=method, version=version))
        return self.reply(is_head=method == "HEAD")

    def message(
        self, target: str, *fields: str, method: str = "GET", version: str = "1.1"
    ) -> bytes:
        named = any(field.lower().startswith("host:") for field in fields)
        host = [] if named else [f"Host: {self.authority}"]
        lines = [f"{method} {target} HTTP/{version}", *host, *fields, "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self, *, is_head: bool = False) -> Reply:
        lines = []
        while (line := self.file.readline()) not in (b"\r\n", b""):
            lines.append(line)
        head = b"".join([*lines, b"\r\n"])
        bare = Reply(head, b"", b"")
        if not lines:
            raise ConnectionError("the server closed the connection without an answer")
        if is_head or bare.status in (204, 304):
            return bare
        if bare.get("Transfer-Encoding").lower() == "chunked":
            return Reply(head, *self._chunks())
        body = self.file.read(int(bare.get("Content-Length")))
        return Reply(head, body, body)

    def _chunks(self) -> tuple[bytes, bytes]:
        raw, body = b"", b""
        while True:
            line = self.file.readline()
            data = self.file.read(int(line, 16) + 2)
            raw, body = raw + line + data, body + data[:-2]
            if line == b"0\r\n":
                return raw, body
