"""How the reading room words times, sizes, outcomes and languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from markupsafe import Markup, escape

from archive.search import MARK
from archive.store.tombstones import Removal
from archive.urls import parsed_time

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

OUTCOMES = {
    "ok": "captured",
    "partial": "captured in part",
    "unchanged": "not modified since",
    "redirect": "redirected",
    "absent": "not there",
    "error": "answered with an error",
    "blocked": "crawler refused",
    "failure": "no answer",
}
CHANGES = {
    "first": "First text",
    "unchanged": "Same text",
    "edited": "Text changed",
    "metadata": "Title, date or author changed",
    "layout": "Another template",
    "reread": "Text read anew (technical)",
    "no text": "Captured",
    "moved": "Moved",
    "absent": "Not there",
    "gone": "Gone",
    "back": "There again",
    "blocked": "Crawler refused",
    "error": "Error",
}
HOWS = {
    "seed": ("as a seed of its source", "as a seed of its source, from"),
    "link": ("by a link", "by a link on"),
    "feed": ("by a feed", "by the feed"),
    "sitemap": ("by a sitemap", "by the sitemap"),
    "listing": ("on a listing", "on the listing"),
    "redirect": ("by a redirect", "by a redirect from"),
    "requisite": ("as part of a page", "as part of"),
    "robots": ("as the site’s rules for crawlers", "as the rules for crawlers, for"),
    "save": ("by request", "by request, from"),
    "import": ("in an imported file", "in an imported file, by"),
}
"""How a URL came to be fetched: on its own, and before the URL that led to it."""
LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew",
    "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "ku": "Kurdish",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mt": "Maltese", "nb": "Norwegian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip

ORIGINS = {
    "json-ld": "JSON-LD",
    "opengraph": "Open Graph",
    "meta": "a meta element",
    "microdata": "microdata",
    "time": "a time element",
    "url": "its address",
    "text": "its text",
    "document": "the document’s properties",
    "catalogue": "the catalogue that told of it",
}
"""Where a page says something of itself."""

_ZONE = re.compile(r"T.*(?:Z|[+-]\d{2}:?\d{2})$")
_MARKED = re.compile(f"{MARK[0]}([^{MARK[0]}{MARK[1]}]*){MARK[1]}")


def day(time: datetime) -> str:
    """``14 March 2025`` (UTC)."""
    time = time.astimezone(UTC)
    return f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def clock(time: datetime) -> str:
    """``14 March 2025, 10:32:05 UTC``."""
    return f"{day(time)}, {time.astimezone(UTC):%H:%M:%S} UTC"


def instant(time: datetime) -> str:
    """A time for the attribute ``datetime``, to the second: ``2025-03-14T10:32:05Z``."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def minute(time: datetime) -> str:
    """``10:32 UTC``."""
    return f"{time.astimezone(UTC):%H:%M} UTC"


def stated(text: str | None) -> str:
    """A date as a page states it: its day, and its time and zone where it gives them."""
    if not text:
        return ""
    time = parsed_time(text)
    if time is None or len(text) < 10:
        return text
    words = f"{time.day} {MONTHS[time.month - 1]} {time.year}"
    if len(text) == 10:
        return words
    zone = time.tzname() if _ZONE.search(text) else None
    return f"{words}, {time:%H:%M}" + (f" {zone}" if zone else "")


def distance(span: timedelta) -> str:
    """How far apart two times are, in its largest unit: ``3 days``."""
    seconds = abs(int(span.total_seconds()))
    for size, name in ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"),
                       (3600, "hour"), (60, "minute")):  # fmt: skip
        if seconds >= size:
            return counted(seconds // size, name)
    return counted(seconds, "second")


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``1,204 pages``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(octets: int) -> str:
    """``812 bytes``, ``14.2 kB``, ``3.1 MB``."""
    if octets < 1000:
        return counted(octets, "byte")
    return f"{octets / 1000:.1f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"


def language(code: str | None) -> str:
    """The English name of a language, or its code where we have none."""
    if code == "x-default":
        return "Any language"
    plain = (code or "").partition("-")[0].lower()
    name = LANGUAGES.get(plain, code or "")
    return name if plain == code or name == code else f"{name} ({code})"


def marked(snippet: str) -> Markup:
    """A snippet as HTML, its found words marked. All else of it is escaped."""
    parts: list[Markup] = []
    for index, part in enumerate(_MARKED.split(snippet)):
        clean = escape(part.replace(MARK[0], "").replace(MARK[1], ""))
        parts.append(Markup("<mark>{}</mark>").format(clean) if index % 2 else clean)
    return Markup("").join(parts)


def upper_first(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def shown(url: str) -> str:
    """A URL as it is read: without its scheme."""
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")


def gone(removal: Removal, count: int, first: datetime, last: datetime) -> str:
    """What is said of captures that were taken out."""
    what = (
        f"The capture of {day(first)} was"
        if count == 1
        else (f"{count:,} captures from {day(first)} to {day(last)} were")
    )
    verb = "thinned out" if removal.kind == "thinned" else "removed"
    return f"{what} {verb} on {day(removal.time)}: {removal.reason}."
