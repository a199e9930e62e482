"""Where a request goes and the exact bytes it is made of (RFC 9112, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNSAFE = re.compile(rb"[^\x21-\x7e]")
_PORTS = {"http": 80, "https": 443}
_EXPECT_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart for the wire.

    Attributes:
        scheme: ``http`` or ``https``.
        host: name or address to dial, IDNA-encoded, without brackets.
        port: as given or by the scheme.
        authority: the ``Host`` field: host, and port unless it is the scheme's own.
        path: path and query, percent-encoded where they must be.
    """

    scheme: str
    host: str
    port: int
    authority: str
    path: str

    @classmethod
    def parse(cls, url: str) -> Target:
        """Take ``url`` apart; credentials in it are left out.

        Raises:
            ValueError: no http(s) URL, or host or port are impossible.
        """
        match = _URL.match(url)
        if match is None:
            raise ValueError(f"no http or https URL: {url[:200]!r}")
        scheme, netloc, path = match[1].lower(), match[2].rpartition("@")[2], match[3]
        name, port = _split_port(netloc, _PORTS[scheme])
        host = _ascii_host(name)
        shown = f"[{host}]" if ":" in host else host
        authority = shown if port == _PORTS[scheme] else f"{shown}:{port}"
        if not path.startswith("/"):
            path = "/" + path
        return cls(scheme, host, port, authority, _escape(path))

    @property
    def absolute(self) -> str:
        """The absolute form of the request target (RFC 9112, 3.2.2), for proxies."""
        return f"{self.scheme}://{self.authority}{self.path}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; ``authorization`` is the value of ``Proxy-Authorization``, if any."""

    scheme: str
    host: str
    port: int
    authorization: bytes | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str, authorization: bytes | None) -> Proxy:
        """Read a proxy's URL; without a scheme it is ``http``.

        Raises:
            ValueError: a kind of proxy that is not spoken here, e.g. SOCKS.
        """
        whole = url if "://" in url else f"http://{url}"
        try:
            target = Target.parse(whole)
        except ValueError:
            raise ValueError(f"proxy {url!r} is no http or https URL") from None
        return cls(target.scheme, target.host, target.port, authorization)


def compose(
    method: str,
    target: Target,
    fields: Iterable[tuple[bytes, list[bytes]]],
    body: bytes,
    *,
    absolute: bool = False,
) -> bytes:
    """Write a request, ``Host`` first; line ends inside a value become spaces (RFC 9110, 5.5).

    Raises:
        ValueError: method or a field name is no token (RFC 9110, 5.6.2).
    """
    verb = method.encode()
    if not _TOKEN.fullmatch(verb):
        raise ValueError(f"method {method!r} is not a token")
    where = target.absolute if absolute else target.path
    host = target.authority.encode()
    lines: list[bytes] = []
    sized = False
    for name, values in fields:
        if not _TOKEN.fullmatch(name):
            raise ValueError(f"field name {name!r} is not a token")
        key = name.lower()
        if key == b"host":
            host = _one_line(values[-1]) if values else host
            continue
        sized = sized or key == b"content-length"
        lines += [b"%b: %b\r\n" % (name, _one_line(value)) for value in values]
    if not sized and (body or method in _EXPECT_BODY):
        lines.append(b"Content-Length: %d\r\n" % len(body))
    start = b"%b %b HTTP/1.1\r\nHost: %b\r\n" % (verb, where.encode(), host)
    return b"".join((start, *lines, b"\r\n", body))


def _one_line(value: bytes) -> bytes:
    if b"\n" in value or b"\r" in value:
        return b" ".join(value.splitlines())
    return value


def _split_port(netloc: str, default: int) -> tuple[str, int]:
    name, colon, digits = netloc.rpartition(":")
    if not colon or "]" in digits:
        return netloc, default
    if not digits:
        return name, default
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536):
        raise ValueError(f"impossible port {digits[:20]!r}")
    return name, int(digits)


def _ascii_host(name: str) -> str:
    host = name.removeprefix("[").removesuffix("]").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as exc:
            raise ValueError(f"impossible host name {name[:80]!r}: {exc}") from None
    if not host or _UNSAFE.search(host.encode()):
        raise ValueError(f"impossible host name {name[:80]!r}")
    return host


def _escape(path: str) -> str:
    raw = path.encode("utf-8", "surrogatepass")
    return _UNSAFE.sub(lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")
