"""From bytes to text, whatever the headers claim."""

from __future__ import annotations

import codecs
import re
import unicodedata

import webencodings

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""",
    re.IGNORECASE,
)
_PRESCAN = 4096
# Zero-width spaces, soft hyphens and marks of direction.
_STRAY = (
    0x200B,
    0x2060,
    0xFEFF,
    0x00AD,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_CONTROLS = (*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)
_TIDIED: dict[int, str | None] = dict.fromkeys(_STRAY)
_TIDIED |= dict.fromkeys(_CONTROLS, " ")
_TIDIED |= dict.fromkeys((0x85, 0x2028, 0x2029), "\n")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decoded(payload: bytes, charset: str | None = None) -> str:
    """The text of an HTML payload.

    A byte order mark decides; then, since servers and templates are often wrong about it, text
    that is valid UTF-8 is UTF-8; then ``charset`` (of the Content-Type field), then what the
    markup declares (WHATWG HTML 13.2.3.2), each if it fits; then Windows-1252.

    Args:
        payload: the body, content codings removed.
        charset: label from the Content-Type field.
    """
    for mark, name in _BOMS:
        if payload.startswith(mark):
            return payload[len(mark) :].decode(name, "replace")
    labels = _labels(payload, charset)
    if "iso-2022-jp" in labels and b"\x1b$" in payload:
        return payload.decode("iso-2022-jp", "replace")
    if payload[:4].count(0) == 2:
        return payload.decode("utf-16-be" if payload[0] == 0 else "utf-16-le", "replace")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return _other(payload, labels)


def is_binary(text: str) -> bool:
    """Whether a decoded text is no text: a tenth of its beginning is control characters."""
    start = text[:2_000]
    bad = sum(1 for char in start if char == "\ufffd" or (char < " " and char not in "\t\n\r\f"))
    return bad > len(start) / 10


def tidy(text: str) -> str:
    """The text in NFC, without control characters, soft hyphens and zero-width litter.

    Zero-width joiners stay: several scripts and emoji are written with them.
    """
    if text.isascii() and _CONTROL.search(text) is None:
        return text
    return unicodedata.normalize("NFC", text.translate(_TIDIED))


def _labels(payload: bytes, charset: str | None) -> list[str]:
    match = _DECLARED.search(payload[:_PRESCAN])
    names = [charset or "", match[1].decode("ascii") if match else ""]
    found = [webencodings.lookup(name.strip(" \"'")) for name in names if name]
    return list(dict.fromkeys(encoding.name for encoding in found if encoding))


def _other(payload: bytes, labels: list[str]) -> str:
    broken = payload.decode("utf-8", "replace")
    faults = broken.count("\ufffd")
    several = sum(1 for char in broken[:200_000] if char > "\x7f") - faults
    if several > 20 * faults:
        return broken
    for label in labels:
        encoding = webencodings.lookup(label)
        if encoding is None or label in ("utf-8", "utf-16le", "utf-16be", "x-user-defined"):
            continue
        codec = "gb18030" if label in ("gbk", "gb18030") else encoding.codec_info.name
        text = payload.decode(codec, "replace")
        if text.count("\ufffd") * 200 <= len(text):
            return text
    return payload.decode("cp1252", "replace") if faults * 50 > several else broken
