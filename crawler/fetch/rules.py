"""What a robots.txt means to one crawler (RFC 9309), as far as the parser does not tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from protego import Protego

_TOKEN = re.compile(r"[A-Za-z_-]+")
_AGENT = re.compile(
    r"(?:^|(?<=\r))([ \t]*user-agent[ \t]*:[ \t]*)([^\r\n#]*)", re.IGNORECASE | re.MULTILINE
)
_NOBODY = "0"
"""No product token begins like that."""


def product_token(user_agent: str) -> str:
    """The product token of a ``User-Agent`` (RFC 9309, 2.2.1): ``Greffe/1.0 (…)`` is ``Greffe``.

    Raises:
        ValueError: it does not begin with one.
    """
    match = _TOKEN.match(user_agent)
    if match is None:
        raise ValueError(
            f"USER_AGENT {user_agent!r} must begin with a product token of letters, _ and -, "
            "which robots.txt files can name (RFC 9309, 2.2.1)"
        )
    return match[0]


def addressed(text: str, token: str) -> str:
    """A robots.txt whose groups name ``token`` exactly where they mean it (RFC 9309, 2.2.1).

    The parser takes what begins like our token for ours, and a token with a version behind it
    for somebody else's. A group is ours where its product token is, whatever its case.
    """

    def named(match: re.Match[str]) -> str:
        agent = _TOKEN.match(match[2])
        if match[2].startswith("*"):
            return match[0]
        is_ours = agent is not None and agent[0].lower() == token.lower()
        return match[1] + (token if is_ours else _NOBODY)

    return _AGENT.sub(named, text)


def deciding_rule(text: str, token: str, url: str) -> str | None:
    """The line of ``text`` that decides about ``url``; ``None`` where none is about it."""
    parsed = Protego.parse(addressed(text, token))
    if not parsed.can_fetch(url, token):
        return forbidding_rule(text, token, url)
    return _longest("allow", text, token, url)


def forbidding_rule(text: str, token: str, url: str) -> str | None:
    """The longest line of ``text`` that forbids ``url`` to ``token``, to show to people.

    Which group holds and which rule wins is the parser's decision; this finds the line behind it,
    or ``None`` where the file is written too oddly.
    """
    return _longest("disallow", text, token, url)


def _longest(field: str, text: str, token: str, url: str) -> str | None:
    path = unquote("/" + url.partition("://")[2].partition("/")[2])
    for value in sorted(_values(field, text, token.lower()), key=len, reverse=True):
        literal = unquote(value.partition("*")[0].removesuffix("$"))
        alone = f"User-agent: *\nDisallow: {value}"
        if path.startswith(literal) and not Protego.parse(alone).can_fetch(url, token):
            return f"{field.capitalize()}: {value}"
    return None


def _values(wanted: str, text: str, token: str) -> list[str]:
    """Values of the lines of a field in the groups of ``token``, or of ``*`` if it has none."""
    ours: list[str] = []
    everybodys: list[str] = []
    agents: set[str] = set()
    named = in_rules = False
    for line in text.splitlines():
        field, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match field.lower():
            case "user-agent":
                agents = {value.lower()} if in_rules else agents | {value.lower()}
                in_rules = False
            case "allow" | "disallow" | "crawl-delay":
                in_rules = True
        mine = any((found := _TOKEN.match(agent)) and found[0] == token for agent in agents)
        named = named or mine
        if field.lower() == wanted and value:
            ours += [value] * mine
            everybodys += [value] * ("*" in agents)
    return ours if named else everybodys


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds to wait by a ``Retry-After`` field (RFC 9110, 10.2.3), if it makes sense."""
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isdigit() and text.isascii():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
