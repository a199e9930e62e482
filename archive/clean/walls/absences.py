"""Where no site is, or no such page, though the status says success."""

from __future__ import annotations

from archive.clean.walls.finding import Finding
from archive.clean.walls.sight import Sight
from archive.clean.walls.templates import PARKING
from archive.clean.walls.words import host_of, is_code, parts, plain, stems, vocabulary

_PARKED_WORDS = 300
_UNSURE_WORDS = 60
_SURE_TITLE = 4
_OFFER_WORDS = 150
_PARKED_BYTES = 100_000
_TITLE_WORDS = 8
_MISSING_PROSE = 150
_MISSING_WORDS = 900
_HEADED_PROSE = 80
_BARE_WORDS = 400


def parked(sight: Sight) -> Finding | None:
    """A domain that is for sale or has run out, or a server that nobody has set up."""
    is_titled = sight.is_titled("PARKED")
    if not is_titled and sight.title and not _names_host(sight) and not _is_bare_lot(sight):
        return None
    if sight.is_article or (not is_titled and len(sight.body) > _PARKED_BYTES):
        return None
    mark = next((mark for mark in PARKING if mark in sight.source), None)
    if not is_titled and not (mark and sight.title) and not _offers(sight):
        return None
    is_sure = mark or len(plain(sight.title).split()) >= _SURE_TITLE
    if sight.words > (_PARKED_WORDS if is_sure else _UNSURE_WORDS):
        return None
    sign = f'mark "{mark.decode()}"' if mark else f"{sight.words} words"
    title = sight.title or next(iter(sight.headings()), "")
    return Finding("parked", f'parked: status {sight.status}, title "{title[:60]}", {sign}')


def _is_bare_lot(sight: Sight) -> bool:
    """Whether a bare page has a heading that tells of a domain or server without a site."""
    return sight.may_be_headed("PARKED") and sight.is_tiny


def _offers(sight: Sight) -> bool:
    """Whether a page that is named after its host, or not at all, offers the domain."""
    if sight.words > _OFFER_WORDS:
        return False
    known = vocabulary("PARKED")
    headings = sight.headings()
    if any(map(known.says, headings)):
        return all(known.says(heading) or sight.is_name(heading) for heading in headings)
    return stems("SALE").search(sight.said) is not None


def missing(sight: Sight) -> Finding | None:
    """A page that says with a status of success that there is no such page: a soft 404."""
    is_bare = "404" in sight.title_cores and _is_code_and_name(sight)
    is_titled = sight.is_titled("MISSING")
    if (
        not is_titled
        and not is_bare
        and not (sight.may_be_headed("MISSING") or "404" in sight.glance)
    ):
        return None
    if sight.is_article:
        return None
    headings = sight.headings("h1")
    is_headed = bool(headings) and all(map(_says_missing, headings))
    said_again = stems("MISSING").search(plain(sight.text)) is not None
    is_near = vocabulary("MISSING").nears(sight.title) and sight.seen.prose <= _HEADED_PROSE
    if is_titled or (is_headed and (sight.touches("MISSING") or is_near)):
        is_missing = sight.seen.prose <= _MISSING_PROSE and sight.words <= _MISSING_WORDS
    elif is_bare:
        is_missing = said_again and sight.words <= _BARE_WORDS
    else:
        is_missing = is_headed and said_again and sight.seen.prose <= _HEADED_PROSE
        is_missing = is_missing and (not sight.title or sight.is_name(sight.title))
    if not is_missing or sight.words > _MISSING_WORDS:
        return None
    told = sight.title if is_titled or is_bare else headings[0]
    return Finding(
        "soft-404",
        f'soft 404: status {sight.status}, title "{told[:60]}", {sight.seen.prose} words of text',
    )


def _is_code_and_name(sight: Sight) -> bool:
    return all(is_code(part) or len(part.split()) <= 3 for part in parts(sight.title))


def _says_missing(heading: str) -> bool:
    return vocabulary("MISSING").says(heading) or is_code(heading)


def _names_host(sight: Sight) -> bool:
    """Whether the title is the name of the host, as parking services write it."""
    host = host_of(sight.url)
    title = plain(sight.title)
    return bool(host) and plain(host) in title and len(title.split()) <= _TITLE_WORDS
