"""URLs and times as web archives write them: SURT keys and 14-digit timestamps."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urlsplit

from archive.errors import DamagedArchive

_WWW = re.compile(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(
    r"(?:;jsessionid=[0-9a-z.:_-]*)"
    r"|(?<=[?&])(?:jsessionid|phpsessid|sid|aspsessionid[a-z]+)=[0-9a-z.-]{16,}(?:&|$)"
)
_KEEP = frozenset(b"!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789abcdefghijklmnopqrstuvwxyz")
_ODD = re.compile("[^" + re.escape(bytes(sorted(_KEEP)).decode()) + "A-Z]")
_SLASHES = re.compile("/{2,}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=8192)
def urlkey(url: str) -> str:
    """Key under which all spellings of a URL sort together (SURT, as CDX indexes use it).

    Lower case, no scheme, user or fragment, ``www.`` dropped, host reversed, default port
    dropped, session identifiers dropped, query parameters sorted:
    ``http://www.coe.int/en/Web?b=1&a=2`` becomes ``int,coe)/en/web?a=2&b=1``.

    A URL that cannot be split (no host) keys as its lower-cased self.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url.strip().lower()
    if not host:
        return url.strip().lower()
    host = _WWW.sub("", _ascii_host(host)).strip(".")
    surt = host if ":" in host or _is_dotted(host) else ",".join(reversed(host.split(".")))
    if port and port != _PORTS.get(parts.scheme):
        surt += f":{port}"
    path = _SLASHES.sub("/", _SESSION.sub("", _escaped(parts.path)))
    path = path.rstrip("/") if len(path) > 1 else path
    if not parts.query:
        return f"{surt}){path or '/'}"
    query = _SESSION.sub("", "?" + _escaped(parts.query))[1:]
    # By name, then by value, as surt sorts: "-" and digits come before "=".
    parts_of = sorted(part.split("=", 1) for part in query.split("&") if part)
    query = "&".join("=".join(pair) for pair in parts_of)
    return f"{surt}){path or '/'}" + (f"?{query}" if query else "")


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()


def _is_dotted(host: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host))


def _escaped(part: str) -> str:
    if _ODD.search(part) is None:
        return part.lower()
    # Unescaping first makes %7E and ~ one key; what must be escaped then is, in one spelling.
    raw = unquote_to_bytes(part.encode("utf-8", "surrogatepass")).lower()
    return "".join(chr(byte) if byte in _KEEP else f"%{byte:02x}" for byte in raw)


def timestamp(time: datetime) -> str:
    """A time as 14 digits, UTC: ``YYYYMMDDhhmmss``."""
    return time.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def parsed_time(text: str) -> datetime | None:
    """The start of the period that 4 to 14 digits or an ISO 8601 date name; ``None`` if neither.

    ``2025``, ``202503``, ``20250314``, ``2025-03-14``, ``2025-03-14T10:00:00Z`` are all taken;
    a time without zone is UTC.
    """
    text = text.strip()
    try:
        if text.isdigit() and 4 <= len(text) <= 14 and len(text) % 2 == 0:
            full = text + "00000101000000"[len(text) :]
            return datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            text += "-01"
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 (UTC): the form of every time in the archive file."""
    delta = time - _EPOCH
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(micros: int) -> datetime:
    """The time that ``microseconds`` made the number of.

    Raises:
        DamagedArchive: it is none, as a damaged row may say.
    """
    try:
        seconds, rest = divmod(micros, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise DamagedArchive(f"{micros!r} is no time; `greffe verify` says where") from error


def host_of(url: str) -> str:
    """The site that a URL is of."""
    return urlkey(url).partition(")")[0]


def host_meant(named: str) -> str:
    """The site that a person names by its host, or by the URL of a page of it."""
    return host_of(named if "://" in named else f"http://{named}")


def name_of(host: str) -> str:
    """A site as people write it: ``org,example,news:8080`` is ``news.example.org:8080``."""
    name, colon, port = host.partition(":") if host.count(":") == 1 else (host, "", "")
    return ".".join(reversed(name.split(","))) + colon + port
