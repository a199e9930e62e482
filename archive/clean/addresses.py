"""URLs out of attributes: made absolute, percent-encoded, without fragment."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import idna

_TRIM = "".join(map(chr, range(33)))
_BREAKS = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SAFE = r"[!$&'()*+,;=:@/~_.a-z0-9%|^\[\]-]"
_TAIL = rf"{_SAFE}*(?:\?(?:(?!'){_SAFE}|\?)*)?"
_PLAIN = re.compile(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/{_TAIL}", re.IGNORECASE)
_ROOTED = re.compile(rf"/(?!/){_TAIL}", re.IGNORECASE)
_IN_PATH = re.compile(r"[^!-~]|[\"#<>?`{}]")
_IN_QUERY = re.compile(r"[^!-~]|[\"#<>']")
_PORTS = {"http": ":80", "https": ":443"}
_LONGEST = 8_192


class Base:
    """The base URL of a page, ready to resolve many references against.

    Args:
        url: absolute URL of the page.
        href: value of the page's ``base`` element, if any.
    """

    __slots__ = ("_origin", "url")

    def __init__(self, url: str, href: str = "") -> None:
        self.url = _joined(url, href) if href else url
        try:
            parts = urlsplit(self.url)
        except ValueError:
            parts = urlsplit("")
        plain = parts.scheme in _PORTS and parts.netloc.isascii() and "@" not in parts.netloc
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        self._origin = origin if plain and not _default_port(origin) else ""

    def absolute(self, reference: str) -> str | None:
        """The absolute http(s) URL of a reference, percent-encoded (WHATWG URL 4.4); or ``None``.

        ``None`` for another scheme, for a reference that cannot be parsed and for one that is
        longer than 8192 characters.
        """
        reference = reference.strip(_TRIM).partition("#")[0]
        if len(reference) > _LONGEST:
            return None
        if "/." not in reference:
            if self._origin and _ROOTED.fullmatch(reference):
                return self._origin + reference
            if _PLAIN.fullmatch(reference):
                return _lowered(reference)
        return self._resolved(_BREAKS.sub("", reference))

    def _resolved(self, reference: str) -> str | None:
        scheme = _SCHEME.match(reference)
        if scheme and scheme[1].lower() not in _PORTS:
            return None
        try:
            return _normal(urljoin(self.url, _slashed(reference)))
        except ValueError:
            return None


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return base


def _slashed(reference: str) -> str:
    path, mark, query = reference.partition("?")
    path = path.replace("\\", "/")
    if match := re.match(r"(https?:)/{3,}", path, re.IGNORECASE):
        path = match[1] + "//" + path[match.end() :]
    return path + mark + query


def _lowered(url: str) -> str:
    end = url.index("/", 8)
    return url[:end].lower() + url[end:]


def _default_port(origin: str) -> bool:
    return origin.endswith(_PORTS.get(origin.partition(":")[0], "\0"))


def _normal(url: str) -> str | None:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return None
    user, at, _ = parts.netloc.rpartition("@")
    port = "" if parts.port is None else f":{parts.port}"
    port = "" if port == _PORTS[scheme] else port
    netloc = _IN_PATH.sub(_escaped, user) + at + _host(parts.hostname) + port
    path = parts.path
    if "/." in path:
        path = urlsplit(urljoin("http://h/", "/" + path.lstrip("/"))).path
    path = _IN_PATH.sub(_escaped, path) or "/"
    query = _IN_QUERY.sub(_escaped, parts.query)
    return f"{scheme}://{netloc}{path}" + (f"?{query}" if "?" in url else "")


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    name = name.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError(str(error)) from error
    if re.search(r"[^a-z0-9._~!$&'()*+,;=%-]", name):
        raise ValueError(name)
    return name


def _escaped(match: re.Match[str]) -> str:
    raw = match[0].encode("utf-8", "replace")
    return "".join(f"%{byte:02X}" for byte in raw)
