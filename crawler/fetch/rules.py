"""What a robots.txt means to one crawler (RFC 9309), as far as the parser does not tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from protego import Protego

_TOKEN = re.compile(r"[A-Za-z_-]+")


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


def forbidding_rule(text: str, token: str, url: str) -> str | None:
    """The longest line of ``text`` that forbids ``url`` to ``token``, to show to people.

    Which group holds and which rule wins is the parser's decision; this finds the line behind it,
    or ``None`` where the file is written too oddly.
    """
    path = unquote("/" + url.partition("://")[2].partition("/")[2])
    for value in sorted(_disallowed(text, token.lower()), key=len, reverse=True):
        literal = unquote(value.partition("*")[0].removesuffix("$"))
        alone = f"User-agent: *\nDisallow: {value}"
        if path.startswith(literal) and not Protego.parse(alone).can_fetch(url, token):
            return f"Disallow: {value}"
    return None


def _disallowed(text: str, token: str) -> list[str]:
    """Values of the ``Disallow`` lines in the groups of ``token``, or of ``*`` if it has none."""
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
        mine = any(agent and token.startswith(agent) for agent in agents)
        named = named or mine
        if field.lower() == "disallow" and value:
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
