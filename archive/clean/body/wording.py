"""What the words of one block look like: the figures that can be taken without looking around."""

from __future__ import annotations

import re

from archive.clean.sketch import Leaf
from archive.clean.writing import END, WIDE

_SENTENCES = re.compile(r"[.!?。！？؟।]")
_COMMAS = re.compile(r"[,，、،;；]")
_DIGITS = re.compile(r"\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./:]\d{1,2}|\d{4}")
# Words by which sites speak of themselves rather than of the matter, where a block is short.
_OWN = re.compile(
    r"newsletter|subscri|sign up|sign in|log ?in|cookie|whatsapp|telegram|facebook|instagram"
    r"|twitter|copyright|©|all rights reserved|privacy|terms of|affiliate|advertis|click here"
    r"|download our app|follow us|read more|related|also read|recommended|disclaimer"
    r"|editor'?s note|our team|about the author|contact us|@\w+\.\w+"
    r"|abonn|anmelden|registrier|datenschutz|werbung|s'inscrire|inscrivez|confidentialit"
    r"|suscr|publicidad|iscri|regulamin|zapisz|üye ol|abone|reklam|рассыл|подпис|реклам|авторск"
    r"|اشترك|会员|登录|版权|免责|声明|转载|订阅|广告|会員|登録|メルマガ|購読|無断|구독|로그인|무단|저작권"
)
_OTHERS = re.compile(
    r"newsletter|related|recommend|more (?:from|on|stories|news)|read (?:more|next|also)|also"
    r"|latest|popular|trending|most read|comment|follow|subscribe|sign up|about (?:the )?author"
    r"|advertis|sponsor|shop|share|tags?|topics?|contact|navigation|menu|footer"
    r"|kommentare|mehr zum|weitere|lesen sie|das könnte|themen|neueste|meistgelesen"
    r"|à lire|lire aussi|articles|te puede|leia|leggi|altri|читайте|популяр|похож|комментар"
    r"|相关|推荐|热门|最新|评论|阅读|関連|おすすめ|ランキング|인기|관련|추천|많이 본"
)
_CREDIT = re.compile(
    r"\b(?:photo|foto|image|getty|reuters|afp|dpa|bild|credit|写真|사진|фото)\b|©|图"
)
_CAPITALISED = re.compile(r"(?:^|\s)[A-ZÀ-ÖØ-ÞЀ-Я]")
_MOST = 250
_LONG = 400
FIGURES = (
    "size", "words", "link_share", "link_size", "ends", "sentences", "commas", "digits", "is_date",
    "starts_low", "is_cut", "has_bar", "speaks_of_site", "names_others", "is_credit", "breaks",
    "capitalised",
)  # fmt: skip


def figures_of(leaf: Leaf) -> tuple[float, ...]:
    """The figures named in ``FIGURES`` of one block.

    A Chinese, Japanese, Korean or Thai character counts as three: it says as much.
    """
    text = leaf.text
    length = len(text)
    size = length if text.isascii() else length + 2 * len(WIDE.findall(text))
    head = text[:_MOST]
    is_short = size < 60
    # Of links in menus there are thousands, and that they are links says enough.
    is_menu = is_short and leaf.linked >= length
    start = "" if is_menu or length >= _LONG else head.lower()
    words = head.count(" ") + 1
    return (
        size,
        min(text.count(" ") + 1, 100),
        leaf.linked / length,
        leaf.linked,
        END.search(text, max(0, length - 6)) is not None,
        len(_SENTENCES.findall(text)),
        len(_COMMAS.findall(text)),
        len(_DIGITS.findall(head)) / len(head),
        is_short and _DATE.search(text) is not None,
        text[0].islower(),
        text.endswith(("…", "...")),
        "|" in text,
        _OWN.search(start) is not None,
        is_short and _OTHERS.search(start) is not None,
        length < _MOST and _CREDIT.search(start) is not None,
        text.count("\n"),
        len(_CAPITALISED.findall(head)) / words,
    )


def names_others(heading: str) -> bool:
    """Whether a heading announces something other than the matter of the page."""
    return _OTHERS.search(heading[:_MOST].lower()) is not None


def is_sentence(size: float, ends: float) -> bool:
    """Whether a block of this size says a sentence, rather than naming something."""
    return size >= 80 or (size >= 40 and bool(ends))
