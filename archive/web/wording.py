"""How the reading room words times, sizes, outcomes and languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from markupsafe import Markup, escape

from archive.store.tombstones import Removal
from archive.translation import N_, NP_, _, n_
from archive.translation.names import language_name
from archive.translation.speaking import forms
from archive.translation.table import Table
from archive.urls import parsed_time

if TYPE_CHECKING:
    from archive.clean import Block

OUTCOMES = Table({
    "ok": N_("captured"),
    "partial": N_("captured in part"),
    "unchanged": N_("not modified since"),
    "redirect": N_("redirected"),
    "absent": N_("not there"),
    "error": N_("answered with an error"),
    "blocked": N_("crawler refused"),
    "failure": N_("no answer"),
})  # fmt: skip
CHANGES = Table({
    "first": NP_("what a capture shows", "First text"),
    "unchanged": NP_("what a capture shows", "Same text"),
    "edited": NP_("what a capture shows", "Text changed"),
    "metadata": NP_("what a capture shows", "Title, date or author changed"),
    "layout": NP_("what a capture shows", "Another template"),
    "reread": NP_("what a capture shows", "Text read anew (technical)"),
    "no text": NP_("what a capture shows", "Captured"),
    "moved": NP_("what a capture shows", "Moved"),
    "absent": NP_("what a capture shows", "Not there"),
    "gone": NP_("what a capture shows", "Gone"),
    "back": NP_("what a capture shows", "There again"),
    "blocked": NP_("what a capture shows", "Crawler refused"),
    "error": NP_("what a capture shows", "Error"),
}, "what a capture shows")  # fmt: skip
FOUND = Table({
    "seed": N_("as a seed of its source"),
    "link": N_("by a link"),
    "feed": N_("by a feed"),
    "sitemap": N_("by a sitemap"),
    "listing": N_("on a listing"),
    "redirect": N_("by a redirect"),
    "requisite": N_("as part of a page"),
    "robots": N_("as the site’s rules for crawlers"),
    "save": N_("by request"),
    "import": N_("in an imported file"),
})  # fmt: skip
"""How a URL came to be fetched."""
FOUND_BY = Table({
    "seed": N_("as a seed of its source, from"),
    "link": N_("by a link on"),
    "feed": N_("by the feed"),
    "sitemap": N_("by the sitemap"),
    "listing": N_("on the listing"),
    "redirect": N_("by a redirect from"),
    "requisite": N_("as part of"),
    "robots": N_("as the rules for crawlers, for"),
    "save": N_("by request, from"),
    "import": N_("in an imported file, by"),
})  # fmt: skip
"""The same before the URL that led to it."""
PRESENCE = Table({
    "there": NP_("presence of a page", "there"),
    "unknown": NP_("presence of a page", "unknown"),
    "absent": NP_("presence of a page", "absent"),
    "suspect": NP_("presence of a page", "suspect"),
    "gone": NP_("presence of a page", "gone"),
    "back": NP_("presence of a page", "back"),
    "moved": NP_("presence of a page", "moved"),
}, "presence of a page")  # fmt: skip
STATES = Table({
    "gone": NP_("state of a source", "gone"),
    "moved": NP_("state of a source", "moved"),
    "blocked": NP_("state of a source", "blocked"),
    "failing": NP_("state of a source", "failing"),
    "layout changed": NP_("state of a source", "layout changed"),
    "silent": NP_("state of a source", "silent"),
    "late": NP_("state of a source", "late"),
    "thin": NP_("state of a source", "thin"),
    "never crawled": NP_("state of a source", "never crawled"),
    "retired": NP_("state of a source", "retired"),
    "ok": NP_("state of a source", "ok"),
}, "state of a source")  # fmt: skip
WISHES = Table({
    "waiting": NP_("page that is to be saved", "waiting"),
    "running": NP_("page that is to be saved", "running"),
}, "page that is to be saved")  # fmt: skip
FIELDS = Table({
    "application_numbers": NP_("field of a catalogue", "Application numbers"),
    "articles": NP_("field of a catalogue", "Articles"),
    "charter": NP_("field of a catalogue", "Charter"),
    "collections": NP_("field of a catalogue", "Collections"),
    "complainants": NP_("field of a catalogue", "Complainants"),
    "complaint_numbers": NP_("field of a catalogue", "Complaint numbers"),
    "conclusions": NP_("field of a catalogue", "Conclusions"),
    "document": NP_("field of a catalogue", "Document"),
    "document_type": NP_("field of a catalogue", "Document type"),
    "ecli": NP_("field of a catalogue", "ECLI"),
    "importance": NP_("field of a catalogue", "Importance"),
    "is_closed": NP_("field of a catalogue", "Closed"),
    "judgment_id": NP_("field of a catalogue", "Judgment id"),
    "keywords": NP_("field of a catalogue", "Keywords"),
    "meeting": NP_("field of a catalogue", "Meeting"),
    "non_violations": NP_("field of a catalogue", "Non-violations"),
    "originating_body": NP_("field of a catalogue", "Originating body"),
    "raw_document_type": NP_("field of a catalogue", "Raw document type"),
    "reference": NP_("field of a catalogue", "Reference"),
    "resolution": NP_("field of a catalogue", "Resolution"),
    "respondents": NP_("field of a catalogue", "Respondents"),
    "section": NP_("field of a catalogue", "Section"),
    "section_title": NP_("field of a catalogue", "Section title"),
    "sections": NP_("field of a catalogue", "Sections"),
    "session": NP_("field of a catalogue", "Session"),
    "states": NP_("field of a catalogue", "States concerned"),
    "supervision": NP_("field of a catalogue", "Supervision"),
    "title": NP_("field of a catalogue", "Title"),
    "violations": NP_("field of a catalogue", "Violations"),
    "visit_type": NP_("field of a catalogue", "Visit type"),
    "visit_year": NP_("field of a catalogue", "Visit year"),
}, "field of a catalogue")  # fmt: skip
"""What catalogues say of documents."""
ORIGINS = Table({
    "json-ld": N_("JSON-LD"),
    "opengraph": N_("Open Graph"),
    "meta": N_("a meta element"),
    "microdata": N_("microdata"),
    "time": N_("a time element"),
    "url": N_("its address"),
    "text": N_("its text"),
    "document": N_("the document’s properties"),
    "catalogue": N_("the catalogue that told of it"),
})  # fmt: skip
"""Where a page says something of itself."""
_OFFERED = (
    "ar", "az", "be", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "he", "hr", "hu", "hy", "is", "it", "ja", "ka", "kk", "ko", "ku", "lt",
    "lv", "mk", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
    "zh",
)  # fmt: skip

WEEKDAYS = Table({
    "Monday": NP_("day of the week", "Monday"), "Tuesday": NP_("day of the week", "Tuesday"),
    "Wednesday": NP_("day of the week", "Wednesday"),
    "Thursday": NP_("day of the week", "Thursday"), "Friday": NP_("day of the week", "Friday"),
    "Saturday": NP_("day of the week", "Saturday"), "Sunday": NP_("day of the week", "Sunday"),
}, "day of the week")  # fmt: skip
_YEAR, _MONTH = 31_557_600, 2_629_800
"""Seconds."""
_ZONE = re.compile(r"T.*(?:Z|[+-]\d{2}:?\d{2})$")
SEARCHED = frozenset(
    ("application_numbers", "complaint_numbers", "document", "ecli", "judgment_id", "reference")
)
"""Fields that other documents about the same have, too: sections, translations, summaries."""


def day(time: datetime) -> str:
    """``14 March 2025`` (UTC)."""
    return forms().day(time.astimezone(UTC))


def clock(time: datetime) -> str:
    """``14 March 2025, 10:32:05 UTC``."""
    return forms().clock(time)


def instant(time: datetime) -> str:
    """A time for the attribute ``datetime``, to the second: ``2025-03-14T10:32:05Z``."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def minute(time: datetime) -> str:
    """``10:32 UTC``."""
    return forms().minute(time.astimezone(UTC))


def stated(text: str | None) -> str:
    """A date as a page states it: its day, and its time and zone where it gives them."""
    if not text:
        return ""
    time = parsed_time(text)
    if time is None or len(text) < 10:
        return text
    if len(text) == 10:
        return forms().day(time)
    zone = time.tzname() if _ZONE.search(text) else None
    return forms().moment(time, zone or "")


def distance(span: timedelta) -> str:
    """How far apart two times are, in its largest unit: ``3 days``."""
    seconds = abs(int(span.total_seconds()))
    if seconds >= _YEAR:
        return n_("{n} year", "{n} years", seconds // _YEAR)
    if seconds >= _MONTH:
        return n_("{n} month", "{n} months", seconds // _MONTH)
    if seconds >= 86_400:
        return n_("{n} day", "{n} days", seconds // 86_400)
    if seconds >= 3600:
        return n_("{n} hour", "{n} hours", seconds // 3600)
    if seconds >= 60:
        return n_("{n} minute", "{n} minutes", seconds // 60)
    return n_("{n} second", "{n} seconds", seconds)


def size(octets: int) -> str:
    """``812 bytes``, ``14.2 kB``, ``3.1 MB``."""
    if octets < 1000:
        return n_("{n} byte", "{n} bytes", octets)
    if octets < 1_000_000:
        return _("{size} kB", size=forms().number(octets / 1000, 1))
    return _("{size} MB", size=forms().number(octets / 1_000_000, 1))


def language(code: str | None) -> str:
    """The name of a language, beginning a line, or its code where we have none."""
    if code == "x-default":
        return _("Any language")
    plain = (code or "").partition("-")[0].lower()
    name = language_name(plain)
    if name == plain:
        return code or ""
    name = upper_first(name)
    return name if plain == code else f"{name} ({code})"


def offered_languages() -> dict[str, str]:
    """The languages that a search can be narrowed to by choice, in the order of their names."""
    named = {code: language(code) for code in _OFFERED}
    return dict(sorted(named.items(), key=lambda one: _folded(one[1])))


def _folded(text: str) -> str:
    return "".join(c for c in normalize("NFD", text.lower()) if not combining(c))


def field_name(name: str) -> str:
    """What a catalogue says of a document, as a heading."""
    return FIELDS[name] if name in FIELDS else name.replace("_", " ").capitalize()


def marked(snippet: str) -> Markup:
    """A snippet as HTML, its found words marked. All else of it is escaped."""
    # A server need not wait for the whole of search when it starts.
    from archive.search import MARK

    parts: list[Markup] = []
    between = re.split(f"{MARK[0]}([^{MARK[0]}{MARK[1]}]*){MARK[1]}", snippet)
    for index, part in enumerate(between):
        clean = escape(part.replace(MARK[0], "").replace(MARK[1], ""))
        parts.append(Markup("<mark>{}</mark>").format(clean) if index % 2 else clean)
    return Markup("").join(parts)


def grouped(blocks: Iterable[Block]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Blocks, each with its number, items of one list and rows of one table put together."""
    result: list[tuple[str, list[tuple[int, str]]]] = []
    for number, block in enumerate(blocks):
        if block.kind in ("item", "row") and result and result[-1][0] == block.kind:
            result[-1][1].append((number, block.text))
        else:
            result.append((block.kind, [(number, block.text)]))
    return result


def upper_first(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def shown(url: str) -> str:
    """A URL as it is read: without its scheme."""
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")


def gone(removal: Removal, count: int, first: datetime, last: datetime) -> str:
    """What is said of captures that were taken out."""
    parts = {
        "first": day(first), "last": day(last), "day": day(removal.time),
        "reason": removal.reason,
    }  # fmt: skip
    if removal.kind == "thinned":
        return n_(
            "The capture of {first} was thinned out on {day}: {reason}.",
            "{n} captures from {first} to {last} were thinned out on {day}: {reason}.",
            count, **parts,
        )  # fmt: skip
    return n_(
        "The capture of {first} was removed on {day}: {reason}.",
        "{n} captures from {first} to {last} were removed on {day}: {reason}.",
        count, **parts,
    )  # fmt: skip


def no_date(typed: str) -> str:
    """What is said of words that were typed for a date."""
    return _(
        "“{typed}” is no date and was left out; dates are written 2025-03-14, 2025-03 or 2025.",
        typed=typed,
    )
