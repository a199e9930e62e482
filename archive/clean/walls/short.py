"""Pages that say little: what of them is compared with other answers of the host and the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.clean.article import Article
from archive.clean.walls.sight import LARGEST, Sight
from archive.clean.walls.words import count
from archive.patterns import late
from archive.urls import urlkey

CLEAN_WORDS = 75
"""Words of clean text that a short page has at most: fewer than a short article."""
SHOWN_WORDS = 400
"""Words that it shows at most, menus included."""

_REFUSALS = (
    "DENIED", "CAPTCHA", "CHALLENGE", "CONSENT", "LOGIN", "PARKED", "UNAVAILABLE", "MISSING",
)  # fmt: skip
_HTML = ("text/html", "application/xhtml+xml", "")
_REFRESH = late(rb"""http-equiv\s*=\s*["']?refresh["'\s][^<>]*url""", re.IGNORECASE)
# The empty frame of a page that is drawn in the browser.
_FRAME = late(
    rb"""<app-root\b|\sid\s*=\s*["']?(?:root|app|__next|__nuxt|___gatsby|svelte)["'\s>]""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Short:
    """A page that says little.

    Attributes:
        title: of the page, the name of the site included.
        text: all that the page shows, menus included, in one line.
        words: how many words of clean text it has.
        may_repeat: whether it would be no page where it came for unrelated URLs. What has a date
            of publication or an author, names another page as the original, leads elsewhere, is
            drawn in the browser or is a list of nothing may come again and again.
        refuses: whether a part of its title is said by walls and pages out of order.
        lacks: whether a part of its title says that there is no such page.
    """

    title: str
    text: str
    words: int
    may_repeat: bool
    refuses: bool
    lacks: bool


def short(
    article: Article, body: bytes, media_type: str, url: str, charset: str | None = None
) -> Short | None:
    """What a page shows if it says little; ``None`` if it says more, or is no page.

    Args:
        article: what was read from it.
        body: the payload, content codings removed.
        media_type: as the server named it, without parameters.
        url: where it came from.
        charset: label from the Content-Type field.
    """
    if media_type not in _HTML or article.kind != "article" or article.published:
        return None
    words = count(article.text)
    if words > CLEAN_WORDS or not body or len(body) > LARGEST:
        return None
    sight = Sight(200, url, body, charset)
    if sight.is_article or sight.words > SHOWN_WORDS:
        return None
    named = article.canonical and urlkey(article.canonical) != urlkey(url)
    leads = _REFRESH.search(body) or _FRAME.search(body)
    return Short(
        title=sight.title or article.title,
        text=sight.text,
        words=words,
        may_repeat=not (article.authors or named or leads or sight.is_empty),
        refuses=any(map(sight.touches, _REFUSALS)),
        lacks=sight.touches("MISSING"),
    )
