"""What the names of a box (class, id) tell of it, as a set of bits.

Authors of templates call parts of a page by much the same names everywhere, mostly in English.
A name only counts as a hint: what it weighs is learned (see ``docs/cleaning.md``).
"""

from __future__ import annotations

import re
from functools import lru_cache

FRAME, ASIDE, HEADER, FORM, LIST, FIGURE, TABLE = (1 << bit for bit in range(7))
ARTICLE, MAIN, BODY, HIDDEN, GOOD, BAD, WORSE = (1 << bit for bit in range(7, 14))
COMMENTS, SHARING, RELATED, SIGNUP, PICTURE, ABOUT, AUTHOR, WIDGET = (
    1 << bit for bit in range(14, 22)
)
BITS = 22

_GOOD = r"""
    article-?(?:body|content|text) | post-?(?:body|content|text) | entry-?(?:content|body)
  | story-?(?:body|content) | body-?text | articlebody | storybody | main-?content | content-?body
  | rich-?text | field-?name-?body | prose
"""
_BAD = r"""
    comments? | disqus | respond | share | sharing | sharebar | social(?:media)? | related
  | recommend(?:ed|ations?)? | recirc\w* | promo(?:tion|box)? | newsletter | subscri(?:be|ption)
  | sign-?up | sidebar | widget | breadcrumbs? | pagination | pager | nav | navbar | navigation
  | menu | footer | advert(?:isement|ising|orial)? | ads? | adslot | banner | sponsor(?:ed)?
  | cookie\w* | consent | gdpr | popup | modal | overlay | login | paywall | piano | toolbar
  | taglist | tags | tag-links | keywords | topics | byline
  | author(?:-?(?:bio|box|info|card|profile))? | bio | teasers? | outbrain | taboola | trending
  | popular | most-?(?:read|viewed|popular) | latest | readmore | read-more | also-?read
  | more-?(?:stories|news|articles|from|on) | copyright | disclaimer | skip | rating | poll | voting
  | infobox | metadata | meta | dateline | timestamp | breaking | ticker | print | feedback
  | reactions? | likes?
"""
_WORSE = r"""
    comments? | disqus | share | sharing | sharebar | social(?:media)? | related
  | recommend(?:ed|ations?)? | newsletter | sidebar | breadcrumbs? | pagination | navbar
  | navigation | footer | advert(?:isement|ising)? | cookie\w* | consent | gdpr | outbrain | taboola
  | teasers? | most-?(?:read|viewed|popular)
"""
_KINDS = {
    COMMENTS: r"comments? | disqus | respond | reply | replies",
    SHARING: r"shar(?:e|ing) | social\w* | follow | facebook | twitter | whatsapp",
    RELATED: r"""
        related | recommend\w* | recirc\w* | outbrain | taboola | similar
      | more-(?:stories|news|articles|from|on) | also-?read | read-?also | popular | trending
      | most-?\w+ | latest | recent | teasers? | cards? | promo\w*
    """,
    SIGNUP: r"newsletter\w* | subscri\w+ | sign-?up | paywall | login | register | regwall | piano",
    PICTURE: r"""
        caption | credit | figure | gallery | slideshow | image | photo | media | picture
      | bildunterschrift | legend
    """,
    ABOUT: r"""
        meta\w* | date | dateline | time\w* | published | tags? | taglist | keywords | topics?
      | categor\w+ | breadcrumbs? | kicker | byline
    """,
    AUTHOR: r"author\w* | bio | profile | about-author | contributor | credits?",
    WIDGET: r"""
        teasers? | cards? | promo\w* | ads? | advert\w* | sponsor\w* | banner | ad-\w+ | widget
      | sidebar | popup | modal | overlay | cookie\w* | consent | gdpr | toolbar | pagination
      | pager | nav\w* | menu | footer | header | disclaimer | copyright | poll | quiz
    """,
}


def _exactly(names: str) -> re.Pattern[str]:
    return re.compile(names, re.VERBOSE)


_IS_GOOD, _IS_BAD, _IS_WORSE = map(_exactly, (_GOOD, _BAD, _WORSE))
_IS = tuple((bit, _exactly(names)) for bit, names in _KINDS.items())
# Most names tell nothing: template builders write thousands of them by machine.
_ANY = re.compile(
    rf"(?:^|[\s_-])(?:{'|'.join((_GOOD, _BAD, _WORSE, *_KINDS.values()))})(?:$|[\s_-])", re.VERBOSE
)
_PARTS = re.compile(r"[\s_-]+")


@lru_cache(maxsize=8192)
def told_by(names: str) -> int:
    """The bits that names set (lower case, as in ``Box.names``); ``GOOD`` goes before all others.

    A name counts whole, and so do two or three words of it in a row.
    """
    if _ANY.search(names) is None:
        return 0
    bits = 0
    for name in names.split():
        bits |= _told_by_name(name)
    return GOOD if bits & GOOD else bits


@lru_cache(maxsize=16384)
def _told_by_name(name: str) -> int:
    words = _PARTS.split(name)
    bits = 0
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 3) + 1):
            bits |= _told_by_words("-".join(words[start:end]))
    return bits


def _told_by_words(words: str) -> int:
    bits = GOOD if _IS_GOOD.fullmatch(words) else 0
    bits |= BAD if _IS_BAD.fullmatch(words) else 0
    bits |= WORSE if _IS_WORSE.fullmatch(words) else 0
    for bit, pattern in _IS:
        if pattern.fullmatch(words):
            bits |= bit
    return bits
