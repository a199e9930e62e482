"""A memento as an HTTP answer for the replay worker, or as a download."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from email.utils import format_datetime
from urllib.parse import quote, urljoin, urlsplit

from archive.memento import Memento
from archive.serving.addresses import address, quoted
from archive.urls import timestamp

Fields = tuple[tuple[str, str], ...]

_PASSED_ON = frozenset((
    "content-type", "content-encoding", "content-language", "content-disposition",
    "content-range", "accept-ranges", "access-control-allow-origin", "last-modified",
))  # fmt: skip
"""Everything else would act on the archive's own origin, or speak of a message that is gone."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_INERT = "sandbox; default-src 'none'"
_GZIP = frozenset(("gzip", "x-gzip"))


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer.

    Attributes:
        status: its status code.
        fields: its fields, which fit Latin-1.
        body: its body; ``None`` where that is too long to be held in memory, and is the memento's
            ``pieces``.
        span: of such a body, the first byte that is sent and how many; ``None`` for all.
    """

    status: int
    fields: Fields
    body: bytes | None
    span: tuple[int, int] | None = None

    def field(self, name: str) -> str | None:
        """Value of the field called ``name``, in any case."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)


def raw(memento: Memento, accepted: Collection[str] | None = None) -> Answer:
    """The answer a capture stands for, with the fields that are safe to repeat.

    Args:
        memento: the capture's answer.
        accepted: content codings the client can undo; ``None`` if it did not say, which means
            any (RFC 9110, 12.5.3).
    """
    body, coding_fault = _body(memento, accepted)
    dropped = ("content-encoding",) if coding_fault else ()
    fields: list[tuple[str, str]] = []
    for name, value in memento.fields:
        key = name.lower()
        if key in _PASSED_ON and key not in dropped and key not in {k.lower() for k, _ in fields}:
            fields.append((name, _latin(value)))
    if memento.field("content-type") is None and _is_markup(memento):
        fields.append(("Content-Type", "text/html"))
    capture = memento.capture
    fields += [
        ("Memento-Datetime", format_datetime(capture.time, usegmt=True)),
        ("x-orig-ts", timestamp(capture.time)),
        ("Link", f'<{quoted(capture.url)}>; rel="original"'),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Content-Security-Policy", _INERT),
        ("Content-Length", str(capture.size if body is None else len(body))),
    ]
    return Answer(memento.status, tuple(fields), body)


def for_worker(memento: Memento, accepted: Collection[str] | None = None) -> Answer:
    """The answer as the replay worker wants it: a redirect told, not made.

    A real one would be followed by the worker's own ``fetch`` and never be seen.
    """
    answer = raw(memento, accepted)
    location = memento.field("location")
    if not 300 <= answer.status < 400 or location is None:
        return answer
    told = (
        ("x-redirect-status", str(answer.status)),
        ("x-redirect-statusText", _latin(memento.reason) or "Redirect"),
        ("x-orig-location", quoted(location)),
    )
    return replace(answer, status=200, fields=(*answer.fields, *told))


def for_download(memento: Memento, accepted: Collection[str] | None = None) -> Answer:
    """The answer as a file to keep; a redirect leads to what the archive holds of its target."""
    answer = raw(memento, accepted)
    fields = [pair for pair in answer.fields if pair[0].lower() != "content-disposition"]
    name = quote(_file_name(memento), safe="")
    fields.append(("Content-Disposition", f"attachment; filename*=UTF-8''{name}"))
    location = memento.field("location")
    if 300 <= answer.status < 400 and location is not None:
        target = urljoin(memento.capture.url, location)
        prefix = f"/raw/{timestamp(memento.capture.time)}id_"
        fields.append(("Location", address(prefix, target)))
    return replace(answer, fields=tuple(fields))


def _is_markup(memento: Memento) -> bool:
    start = memento.body()[0][:2048] if memento.fits else memento.opening(2048)
    return _MARKUP.match(start) is not None


def _body(memento: Memento, accepted: Collection[str] | None) -> tuple[bytes | None, bool]:
    # Whether the content coding must not be named: it was removed, or was never there. From a body
    # that is not held in memory none is removed: who asks for it must undo it.
    named = (memento.field("content-encoding") or "").lower()
    codings = [coding.strip() for coding in named.split(",") if coding.strip()]
    if not codings and memento.held.long:
        return None, False
    whole = memento.entity if memento.fits else None
    if not codings:
        return whole, False
    if _GZIP.intersection(codings) and memento.opening(2) != b"\x1f\x8b":
        return whole, True
    is_refused = accepted is not None and not set(codings) <= {*accepted, "identity"}
    if whole is not None and (is_refused or memento.capture.outcome == "partial"):
        body, fault = memento.body()
        return (body, True) if body or fault is None else (whole, True)
    return whole, False


def _latin(value: str) -> str:
    """A field value as it can be sent: what is not Latin-1 as the UTF-8 bytes it was read from."""
    value = _CONTROLS.sub(" ", value).strip()
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("latin-1")
    return value


def _file_name(memento: Memento) -> str:
    try:
        parts = urlsplit(memento.capture.url)
    except ValueError:
        return "payload"
    last = parts.path.rstrip("/").rpartition("/")[2] or parts.netloc or "payload"
    if "." not in last and memento.media_type == "text/html":
        last += ".html"
    return f"{timestamp(memento.capture.time)}-{last}"[:120]
