"""Where a text falls into sentences, in any language.

After a full stop, question or exclamation mark, with what closes quotations and brackets, where no
small letter follows; not after abbreviations, initials and the numbers of days and sections. Where
that is uncertain two sentences are one: what is compared is then longer, and nothing is torn apart.
"""

from __future__ import annotations

import re

_MARK = ".!?…؟।։"
_WIDE_MARK = "。！？"
_CLOSING = "\"'»”’“›)\\]"
_WIDE_CLOSING = "\"'”’」』）"
# One set of characters comes first, by which the engine goes to where a sentence may end.
_BREAK = re.compile(
    rf"[{_MARK}{_WIDE_MARK}\n](?:"
    rf"(?<=[{_MARK}])[{_MARK}]*[{_CLOSING}]*(?:\[\d+\])*(\s+)(?=\S)"
    rf"|(?<=[{_WIDE_MARK}])[{_WIDE_CLOSING}]*(?=[^\s{_WIDE_CLOSING}])"
    r"|(?<=\n)\n*(?=\S))"
)
_OPENING = "\"'«“„‘‚‹([¿¡—–- "
_FAR = 24
_ABBREVIATIONS = """
mr mrs ms dr prof st sr jr rev hon gen col capt lt sgt gov sen rep pres amb no nos art arts para
paras pp vol vols ed eds al fig figs cf vs v inc ltd co corp approx ca etc e.g i.e a.m p.m u.s u.k
u.n jan feb mar apr jun jul aug sep sept oct nov dec
m mm mme mlle mgr me pr n° chap éd env av
hr fr frl z.b d.h u.a usw bzw nr abs ziff vgl str ggf inkl evtl sog rn aufl bd hrsg i.v i.d.r
sra srta d dña núm pág ud uds ee.uu avda
sig sigg dott dott.ssa avv ing on pag cap ecc
dhr mevr drs nl blz enz
p pl ul r w tzw tzn np hab s
т.е т.д т.п т.к г гг ул им стр ст см руб млн млрд тыс проф д-р др рис м р с п пп
sn doç md vb bkz cad sok
"""
_SHORT = frozenset(_ABBREVIATIONS.split())


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a block: where each begins, and where the next one does.

    White space after a sentence belongs to it; all of them together are the text.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end()
        if match[0][0] != "\n" and match[1] is not None and not _ends(text, match.start(), end):
            continue
        found.append((start, end))
        start = end
    if start < len(text):
        found.append((start, len(text)))
    return found


def _ends(text: str, mark: int, following: int) -> bool:
    """Whether a sentence ends at a mark, where what follows begins at another place."""
    after = text[following : following + 8].lstrip(_OPENING)[:1]
    if after.islower():
        return False
    if text[mark] != "." or text[mark : mark + 2] == "..":
        return True
    word = text[max(0, mark - _FAR) : mark].rpartition(" ")[2].lstrip(_OPENING)
    last = word.lower()
    # "J. Smith", "3. März", "12. The applicant"
    if (len(last) == 1 and word.isupper()) or (last.isdecimal() and len(last) < 3):
        return False
    return last not in _SHORT
