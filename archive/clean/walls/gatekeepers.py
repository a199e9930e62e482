"""Gatekeepers in front of a site: challenges, captchas, "Access Denied".

A rule wants a mark that a gatekeeper's own template leaves, on a page that says little else; or,
where the template is unknown, a title that says nothing but the refusal and words that give a
gatekeeper's reasons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.clean.walls.finding import Finding
from archive.clean.walls.sight import Sight
from archive.clean.walls.templates import FIELDS, TEMPLATES, WITH_STATUS
from archive.clean.walls.words import plain, stems, vocabulary
from archive.patterns import late

_LARGEST = 200_000
_FEW_BYTES = 1_500
_PARAGRAPH = late(rb"<p\b[^<>]*>([^<>]{80,})", re.IGNORECASE)
_DENIAL_WORDS = 250
_DENIAL_LINKS = 15
_CHALLENGE_WORDS = 100
_CHALLENGE_LINKS = 6
_SILENT_WORDS = 25
_SCRIPTS = late(
    rb"<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_NOSCRIPT = late(rb"</?noscript[^>]*>", re.IGNORECASE)
_TAGS = late(rb"<[^<>]*>")
_SPACES = late(rb"\s+")
_CAPTCHA_MARKS = (b"captcha", b"turnstile", b"robot", b"data-sitekey")


def is_refusing(status: int) -> bool:
    """Whether a status is one with which gatekeepers refuse."""
    return status in (401, 403, 405, 406, 429, 503) or status in (202, 468)


def by_fields(status: int, fields: Sequence[tuple[str, str]]) -> Finding | None:
    """A refusal told by the fields of a response."""
    for known in (*FIELDS, *(WITH_STATUS if is_refusing(status) else ())):
        for name, value in fields:
            if name.lower() == known.name and known.value.search(value):
                said = f"{known.who}: status {status}, field {known.name}: {value.strip()[:60]}"
                return Finding(known.kind, " ".join(said.split()))
    return None


def by_template(sight: Sight) -> Finding | None:
    """A refusal told by the marks of a known template."""
    if len(sight.body) > _LARGEST or _says_much(sight.body):
        return None
    source = sight.source
    title = _title(sight.body, source)
    refused = is_refusing(sight.status)
    for page in TEMPLATES:
        if (page.refused and not refused) or (page.title and not page.title.search(title)):
            continue
        mark = next((mark for mark in page.marks if mark in source), None)
        if mark is None:
            continue
        if not _says_little(sight.body):
            return None
        named = f', title "{title.decode("utf-8", "replace")[:60]}"' if title else ""
        said = f'{page.who}: status {sight.status}{named}, mark "{mark.decode()}"'
        return Finding(page.kind, " ".join(said.split()))
    return None


def by_words(sight: Sight) -> Finding | None:
    """A refusal of an unknown gatekeeper with a status of success, told by what it says."""
    for rule in (_captcha, _denial, _challenge):
        if found := rule(sight):
            return found
    return None


def _captcha(sight: Sight) -> Finding | None:
    if not _is_headed(sight, "CAPTCHA"):
        return None
    mark = next((mark for mark in _CAPTCHA_MARKS if mark in sight.source), None)
    if mark is None or sight.is_article or sight.words > _DENIAL_WORDS:
        return None
    return _finding("captcha", sight, f'mark "{mark.decode()}"')


def _denial(sight: Sight) -> Finding | None:
    is_plain = _is_plainly_headed(sight, "DENIED")
    # One word may be the title of anything.
    says_more = len(plain(sight.title).split()) > 1 or not sight.title
    if not is_plain and not _is_headed(sight, "DENIED"):
        return None
    if sight.is_article or sight.words > _DENIAL_WORDS or sight.seen.links > _DENIAL_LINKS:
        return None
    reason = stems("DENIED_SAYS" if is_plain and says_more else "DENIED_PROVES").search(sight.said)
    return _finding("denied", sight, f'says "{reason[0]}"') if reason else None


def _challenge(sight: Sight) -> Finding | None:
    if not _is_headed(sight, "CHALLENGE"):
        return None
    runs = b"<script" in sight.source or b'http-equiv="refresh"' in sight.source
    if not runs or sight.is_article or sight.words > _CHALLENGE_WORDS:
        return None
    if sight.seen.links > _CHALLENGE_LINKS:
        return None
    reason = stems("CHALLENGE_SAYS").search(sight.said)
    if reason is None and sight.words > _SILENT_WORDS:
        return None
    return _finding("challenge", sight, f'says "{reason[0]}"' if reason else "a script")


def _is_headed(sight: Sight, kind: str) -> bool:
    """Whether a page is headed by a refusal; a bare one need not say it in so many words."""
    if _is_plainly_headed(sight, kind):
        return True
    return _may_be_tiny(sight) and any(map(vocabulary(kind).nears, sight.tops)) and sight.is_tiny


def _may_be_tiny(sight: Sight) -> bool:
    """Whether it is worth the time to count the words of a page."""
    return len(sight.body) <= 50_000


def _is_plainly_headed(sight: Sight, kind: str) -> bool:
    """Whether the title, or on a page without one all headings, say the refusal and no more."""
    if sight.is_titled(kind):
        return True
    if not sight.may_be_headed(kind):
        return False
    if sight.title and not sight.touches(kind) and not sight.is_name(sight.title):
        return False
    headings = sight.headings()
    return bool(headings) and all(map(vocabulary(kind).says, headings))


def _finding(kind: str, sight: Sight, sign: str) -> Finding:
    told = sight.title or next(iter(sight.headings()), "")
    evidence = f'{kind}: status {sight.status}, title "{told[:60]}", {sight.words} words, {sign}'
    return Finding(kind, evidence)  # type: ignore[arg-type]


def _title(body: bytes, source: bytes) -> bytes:
    start = source.find(b">", source.find(b"<title")) + 1
    end = source.find(b"</title", start)
    return _SPACES.sub(b" ", body[start:end]).strip()[:200] if b"<title" in source[:start] else b""


def _says_much(body: bytes) -> bool:
    """Whether a page's paragraphs alone say too much for a template; most pages are told by that.

    To look for fifty marks in all of a page takes ten times as long.
    """
    said = 0
    for paragraph in _PARAGRAPH.finditer(body):
        said += len(paragraph[1])
        if said > _FEW_BYTES:
            return True
    return False


def _says_little(body: bytes) -> bool:
    text = _TAGS.sub(b" ", _NOSCRIPT.sub(b" ", _SCRIPTS.sub(b" ", body)))
    return len(_SPACES.sub(b" ", text)) <= _FEW_BYTES
