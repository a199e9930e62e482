"""Keys of CDXJ indexes as cdxj-indexer and pywb write them, in every oddity.

They are those of the Internet Archive's ``surt`` 0.3.1, which readers look URLs up by: host
reversed, ``www.`` dropped, escapes in one spelling, query sorted, session ids dropped. The archive
itself keys by ``archive.urls.urlkey``, which agrees with it on ordinary URLs; where it does not,
``archive.store.cdx_keys`` notes the key.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResultBytes, quote_from_bytes, unquote_to_bytes

_BLANKS = re.compile(rb"[\n\r\t]")
_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+\-.]*:")
_REPEATED = re.compile(rb"(https?://)+")
# RFC 3986, appendix B.
_URL = re.compile(
    rb"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?"
    rb"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.DOTALL,
)
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_NUMBERS = re.compile(rb"(?:[1-9][0-9]*|0[0-7]*)(?:\.[0-9]+){0,3}$")
_WWW = re.compile(rb"www\d*\.")
_PORTS = {b"http": 80, b"https": 443}
_PATH_SESSIONS = (
    re.compile(rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
    re.compile(rb"^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
)
_QUERY_SESSIONS = tuple(
    re.compile(rb"^(.*)(?:" + session + rb")(?:&(.*))?$", re.IGNORECASE)
    for session in (
        rb"jsessionid=[0-9a-z]{32}", rb"phpsessid=[0-9a-z]{32}", rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}", rb"cfid=[^&]+&cftoken=[^&]+",
    )
)  # fmt: skip


def surt(url: str) -> str:
    """The key of a URL; the URL itself where it cannot be taken apart."""
    if not url:
        return "-"
    if url.startswith("filedesc"):
        return url
    try:
        return _key(url.encode()).decode()
    except ValueError:
        return url


@dataclass(slots=True)
class _Parts:
    scheme: bytes
    host: bytes
    port: int | None
    path: bytes
    query: bytes


def _key(url: bytes) -> bytes:
    parts = _split(_BLANKS.sub(b"", url.strip()))
    host = _host(parts.host) if parts.host else b""
    if host and parts.scheme != b"dns":
        host = _WWW.sub(b"", host, count=1) if _WWW.match(host) else host
    path = _path(parts.path, has_host=bool(host))
    query = _query(_escaped(parts.query)) if parts.query else b""
    port = None if parts.port == _PORTS.get(parts.scheme.lower(), 0) else parts.port
    key = b"" if host else parts.scheme + b":"
    if host:
        key = b",".join(reversed(host.split(b".")))
        key += (b":%d" % port if port is not None else b"") + b")"
    key += path or (b"/" if query else b"")
    return key + (b"?" + query if query else b"")


def _split(url: bytes) -> _Parts:
    if not url:
        raise ValueError("no URL")
    if not _SCHEME.match(url):
        url = b"http://" + url
    url = _REPEATED.sub(lambda m: m.group(1), url, count=1) if _REPEATED.match(url) else url
    match = _URL.fullmatch(url)
    if match is None:
        raise ValueError("no URL")
    scheme, path = match["scheme"] or b"", match["path"]
    authority = (match["authority"] or b"").rstrip(b":")
    named = SplitResultBytes(scheme, authority, path, b"", b"")
    host, port = named.hostname or b"", named.port or None
    if scheme.startswith(b"http") and not host and path:
        # http:////host/path
        host, _, rest = path.lstrip(b"/").partition(b"/")
        path = b"/" + rest
    return _Parts(scheme, host, port, path, match["query"] or b"")


def _host(named: bytes) -> bytes:
    host = _unescaped(named)
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    return _address(host) or quote_from_bytes(host.lower(), safe=_SAFE).encode().lower()


def _address(host: bytes) -> bytes | None:
    """The address that a number, or up to four of them, is another spelling of."""
    if host.isdigit():
        return socket.inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4, "big")).encode()
    if not _NUMBERS.match(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode())).encode()
    except OSError:
        return None


def _path(path: bytes, *, has_host: bool) -> bytes:
    path = _unescaped(path)
    if has_host:
        path = _normal(path)
    path = quote_from_bytes(path, safe=_SAFE).encode().lower()
    for session in _PATH_SESSIONS:
        if match := session.match(path):
            path = match[1] + match[2]
    return path[:-1] if len(path) > 1 and path.endswith(b"/") else path


def _normal(path: bytes) -> bytes:
    """A path without ``.``, ``..`` and empty parts."""
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    if not kept:
        return b"/"
    return b"/" + b"".join(part + b"/" for part in kept[:-1] if part) + kept[-1]


def _query(query: bytes) -> bytes:
    for session in _QUERY_SESSIONS:
        if match := session.match(query):
            query = match[1] + (match[2] or b"")
    query = query.lower()
    if len(query) < 2:
        return query
    return b"&".join(
        b"=".join(pair) for pair in sorted(p.split(b"=", 1) for p in query.split(b"&"))
    )


def _escaped(part: bytes) -> bytes:
    return quote_from_bytes(_unescaped(part), safe=_SAFE).encode()


def _unescaped(part: bytes) -> bytes:
    """A part whose escapes, and escapes of escapes, are undone."""
    while (plain := unquote_to_bytes(part)) != part:
        part = plain
    return part
