"""Reading one HTTP/1.1 response out of bytes as they arrive (RFC 9112), without any I/O.

Every byte given is kept: the final response, what came before it (1xx heads) and what came
after it. The same bytes give the same message however they were cut into reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.fetch.head import Framing, Head, MessageError, framing

HEAD_LIMIT = 256 * 1024
"""Most bytes a head, all interim heads together, or the trailers may take."""

_LINE_LIMIT = 16 * 1024
_BLANK_LINE = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?", re.DOTALL)


class Reader:
    """Reads the answer to one request.

    Attributes:
        head: head of the final response, once it is whole.
        interim: bytes before the final response: heads of 1xx responses, stray line ends.
        surplus: bytes after the end of the response.
        complete: whether the message has ended by its own framing.
        framing: how its body ends, once the head is known.
    """

    __slots__ = (
        "_at", "_body", "_end", "_left", "_method", "_raw", "_start", "_step",
        "complete", "framing", "head", "interim", "surplus",
    )  # fmt: skip

    def __init__(self, method: str) -> None:
        """Expect the answer to a request of this (upper-case) method."""
        self._method = method
        self._raw = bytearray()
        self._body = bytearray()
        self._at = 0  # everything before it has been read
        self._start = 0  # of the body
        self._end = 0  # of the body, where its length is known
        self._left = 0
        self._step: Callable[[bytes], bytes] = self._read_head
        self.head: Head | None = None
        self.interim = bytearray()
        self.surplus = b""
        self.complete = False
        self.framing = Framing.NONE

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes; return what they add to the body, transfer coding removed.

        Raises:
            MessageError: this is no HTTP response, or its framing is broken. The bytes are kept.
        """
        if self.complete:
            self.surplus += data
            return b""
        self._raw += data
        return self._step(data)

    def end(self) -> bool:
        """The peer closed the connection: is the message whole now?

        A body without length ends here; so does a chunked one whose last chunk has come, trailers
        or not (RFC 9112, 8).
        """
        if self._step in (self._read_close, self._read_trailers):
            self.complete = True
        return self.complete

    @property
    def response(self) -> bytes:
        """The final response as received so far, head and framed body."""
        return bytes(self._raw)

    @property
    def received(self) -> int:
        """Count of bytes of the final response received so far."""
        return len(self._raw)

    @property
    def started(self) -> bool:
        """Whether any byte has come at all."""
        return bool(self._raw or self.interim or self.surplus)

    @property
    def body(self) -> bytes:
        """The body so far, transfer coding removed, content coding kept."""
        if self.framing is Framing.CHUNKED:
            return bytes(self._body)
        return bytes(memoryview(self._raw)[self._start :]) if self.head else b""

    @property
    def length(self) -> int | None:
        """Length of the body if the head tells it, else ``None``."""
        if self.head is None or self.framing in (Framing.CHUNKED, Framing.CLOSE):
            return None
        return self._end - self._start

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another request (RFC 9112, 9.3 and 6.1)."""
        head = self.head
        if head is None or not self.complete or self.surplus or not head.persistent:
            return False
        if self.framing is Framing.CHUNKED:
            # Both framings at once, or chunks under HTTP/1.0: whose end is right is a guess.
            return head.version >= (1, 1) and not head.values(b"content-length")
        return self.framing is not Framing.CLOSE

    def _read_head(self, _data: bytes) -> bytes:
        raw = self._raw
        while True:
            self._skip_blank_lines()
            if not b"HTTP/".startswith(bytes(raw[:5]).upper()):
                # What came first in one read is chance: the bytes are in the record.
                raise MessageError("not an HTTP response")
            match = _BLANK_LINE.search(raw, max(0, self._at - 2))
            if max(match.end() if match else len(raw), len(self.interim)) > HEAD_LIMIT:
                raise MessageError(f"head of more than {HEAD_LIMIT} bytes")
            if match is None:
                self._at = len(raw)
                return b""
            head = Head.parse(bytes(raw[: match.end()]))
            if head.status >= 200 or head.status == 101:
                return self._begin_body(head, match.end())
            self._set_aside(match.end())

    def _skip_blank_lines(self) -> None:
        if self._raw.startswith((b"\r", b"\n")):
            self._set_aside(len(self._raw) - len(self._raw.lstrip(b"\r\n")))

    def _set_aside(self, end: int) -> None:
        self.interim += self._raw[:end]
        del self._raw[:end]
        self._at = 0

    def _begin_body(self, head: Head, start: int) -> bytes:
        self.framing, length = framing(head, self._method)
        self.head = head
        self._at = self._start = start
        self._end = start + length
        self._step = {
            Framing.NONE: self._read_length,
            Framing.LENGTH: self._read_length,
            Framing.CHUNKED: self._read_chunk_size,
            Framing.CLOSE: self._read_close,
        }[self.framing]
        return self._step(bytes(memoryview(self._raw)[start:]))

    def _read_length(self, data: bytes) -> bytes:
        over = len(self._raw) - self._end
        if over < 0:
            return data
        self._finish(self._end)
        return data[: len(data) - over]

    def _read_close(self, data: bytes) -> bytes:
        return data

    def _read_chunk_size(self, _data: bytes) -> bytes:
        """Read chunks (RFC 9112, 7.1) as far as they have come, and return their data."""
        before = len(self._body)
        while (line := self._line(_LINE_LIMIT, "chunk size")) is not None:
            match = _CHUNK_SIZE.fullmatch(line)
            if match is None:
                raise MessageError(f"malformed chunk size: {line[:60]!r}")
            self._left = int(match[1], 16)
            if self._left == 0:
                self._end = self._at + HEAD_LIMIT
                self._step = self._read_trailers
                self._read_trailers(b"")
                break
            if not self._take_chunk():
                self._step = self._read_chunk
                break
        return bytes(memoryview(self._body)[before:])

    def _read_chunk(self, _data: bytes) -> bytes:
        before = len(self._body)
        if not self._take_chunk():
            return bytes(memoryview(self._body)[before:])
        self._step = self._read_chunk_size
        head = bytes(memoryview(self._body)[before:])
        return head + self._read_chunk_size(b"")

    def _take_chunk(self) -> bool:
        """Take what is there of the chunk and its line end; tell whether that was all of it."""
        if self._left:
            part = self._raw[self._at : self._at + self._left]
            self._body += part
            self._at += len(part)
            self._left -= len(part)
        if self._left:
            return False
        line_end = bytes(self._raw[self._at : self._at + 2])
        if line_end.startswith(b"\n"):
            self._at += 1
        elif line_end == b"\r\n":
            self._at += 2
        elif line_end in (b"", b"\r"):
            return False
        else:
            raise MessageError(f"no line end after a chunk but {line_end!r}")
        return True

    def _read_trailers(self, _data: bytes) -> bytes:
        while (line := self._line(max(0, self._end - self._at), "trailer")) is not None:
            if not line:
                self._finish(self._at)
                break
        return b""

    def _line(self, limit: int, what: str) -> bytes | None:
        """The next line without its end, or ``None`` if it has not all come."""
        end = self._raw.find(b"\n", self._at)
        if (end if end >= 0 else len(self._raw)) - self._at > limit:
            raise MessageError(f"{what} line of more than {limit} bytes")
        if end < 0:
            return None
        line = bytes(self._raw[self._at : end]).removesuffix(b"\r")
        self._at = end + 1
        return line

    def _finish(self, end: int) -> None:
        self.surplus = bytes(self._raw[end:])
        del self._raw[end:]
        self.complete = True
