"""Pages that a site puts before its own: consent to cookies, registration.

An article with a cookie banner in front of it, or with a form to log in beside it, is the article.
So a title, or every heading, must be the wall's; and nothing may call itself an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from archive.clean.walls.finding import Finding
from archive.clean.walls.sight import Sight
from archive.clean.walls.templates import CONSENT_HOSTS, CONSENT_PATHS
from archive.clean.walls.words import host_of, path_of, plain, stems, vocabulary
from archive.patterns import late

_HOSTED_WORDS = 900
_TITLED_WORDS = 450
_HEADED_WORDS = 250
_MOST_LINKS = 25
_SHARE = 0.6
"""How much of a wall without a telling title stands in sentences about consent."""
_SOLE_SHARE = 0.75
_SOLE_BYTES = 50_000
_SOLE_LINKS = 6
_LOGIN_WORDS = 160
_LOGIN_LINKS = 40
_SENTENCE = late(r"(?<=[.!?։。:])\s+")
_LEGAL = late(
    r"cookie-?s?-?(?:policy|notice|richtlinie|erkl|statement)|privacy|datenschutz|impressum|legal|"
    r"confidentialite|mentions-legales|gizlilik|konfiden|mexfilik|gaghtni|"
    r"polit\w*-(?:\w+-)?(?:cookie|priva|confid)|terms|agb\b"
)
_ENTRANCE = late(
    r"log-?in|log-?on|sign-?in|sign-?up|regist|account|auth|anmeld|connexion|konto|profil|member|"
    r"giris|daxil|vhod|user|session|password|subscri|abonn|/my\b|sso\b"
)


def redirected(url: str, status: int, fields: Sequence[tuple[str, str]]) -> Finding | None:
    """A redirect to a place that does nothing but ask for consent."""
    if not 300 <= status < 400:
        return None
    location = next((value for name, value in fields if name.lower() == "location"), "")
    try:
        target = urljoin(url, location.strip())
    except ValueError:
        return None
    if host_of(target) == host_of(url) and not CONSENT_PATHS.search(path_of(target)):
        return None
    if not CONSENT_HOSTS.search(host_of(target)) and not CONSENT_PATHS.search(path_of(target)):
        return None
    if CONSENT_HOSTS.search(host_of(url)):
        return None  # on the way back
    place = " ".join(target.split())[:100]
    return Finding("consent", f"consent: status {status}, redirect to {place}")


def consent(sight: Sight) -> Finding | None:
    """A page that only asks for consent to cookies and tracking."""
    is_host = CONSENT_HOSTS.search(host_of(sight.url)) is not None
    if not is_host and _LEGAL.search(path_of(sight.url)):
        return None
    is_titled = is_host or sight.is_titled("CONSENT")
    if not is_titled and not sight.may_be_headed("CONSENT") and not _may_be_sole(sight):
        return None
    if sight.is_article:
        return None
    button = _button(sight) if stems("TRACKING").search(sight.said) else None
    if button is None or sight.seen.links > _MOST_LINKS:
        return None
    most = _HOSTED_WORDS if is_host else _TITLED_WORDS if is_titled else _HEADED_WORDS
    if sight.words > most or _consent_share(sight) < (0.3 if is_titled else _SHARE):
        return None
    if not is_titled and not _is_headed(sight):
        return None
    told = sight.title or next(iter(sight.headings()), "")
    return Finding(
        "consent",
        f'consent: status {sight.status}, title "{told[:60]}", {sight.words} words, '
        f'button "{button}"',
    )


def login(sight: Sight) -> Finding | None:
    """A page that asks for a password or a subscription in place of what was asked for.

    The page whose address says that one logs in there is no wall but just that.
    """
    known = vocabulary("LOGIN")
    if not sight.is_titled("LOGIN"):
        if not sight.may_be_headed("LOGIN"):
            return None
        headings = sight.headings("h1")
        if not headings or not all(map(known.says, headings)):
            return None
    if sight.is_article or _ENTRANCE.search(path_of(sight.url)):
        return None
    first = sight.headings("h1") or sight.headings()
    if any(not known.says(heading) and not sight.is_name(heading) for heading in first):
        return None
    form = _form(sight)
    if form is None:
        return None
    if sight.words > _LOGIN_WORDS or sight.seen.links > _LOGIN_LINKS:
        return None
    told = sight.title or first[0]
    return Finding(
        "login",
        f'login: status {sight.status}, title "{told[:60]}", {sight.words} words, {form}',
    )


def _form(sight: Sight) -> str | None:
    """The form by which one gets in.

    A word such as "Entrance" heads chapters too: beside that, an address for a newsletter is none.
    """
    if sight.seen.has_password:
        return "a password field"
    if all(len(plain(text).split()) < 2 for text in sight.tops):
        return None
    if any(map(vocabulary("LOGIN").says, sight.seen.buttons)):
        return "a button to log in"
    return "a field for an address" if sight.seen.has_address else None


def _may_be_sole(sight: Sight) -> bool:
    """Whether a page is small enough, and has a title bare enough, to be nothing but a banner."""
    if len(sight.body) > _SOLE_BYTES or not stems("TRACKING").search(sight.markup.casefold()):
        return False
    return not sight.title or sight.is_name(sight.title) or sight.seen.links <= _SOLE_LINKS


def _is_headed(sight: Sight) -> bool:
    """Whether no heading is about anything but consent, the name of the site and a greeting."""
    known, greetings = vocabulary("CONSENT"), vocabulary("GREETINGS")
    headings = sight.headings()
    if not all(
        known.says(heading) or greetings.says(heading) or sight.is_name(heading)
        for heading in headings
    ):
        return False
    return any(map(known.says, headings)) or _consent_share(sight) >= _SOLE_SHARE


def _button(sight: Sight) -> str | None:
    known = vocabulary("ACCEPT")
    return next((text for text in sight.seen.buttons if known.nears(text)), None)


def _consent_share(sight: Sight) -> float:
    about = stems("CONSENT_SAYS")
    total = told = 0
    for piece in sight.seen.pieces:
        for sentence in _SENTENCE.split(piece):
            said = plain(sentence)
            length = len(said.split())
            total += length
            told += length if about.search(said) else 0
    return told / total if total else 0.0
