"""Lines of chrome that are left among the blocks of a text.

A block is dropped only if all of it is a known piece of chrome: a sentence that merely mentions
one stays. What could also be a heading or a word of the article is dropped at the edges only,
before the first sentence of the text or after its last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.clean.article import Block
from archive.clean.phrases import (
    AMONG,
    ANYWHERE,
    AT_EDGES,
    BACK,
    COUNTED,
    EASTERN_COUNTERS,
    LANGUAGES,
    MINUTES,
    READING,
    TAIL_HEADINGS,
)  # fmt: skip
from archive.clean.titles import key
from archive.clean.writing import END, WIDE

_SHARING = re.compile(
    r"(?:click|tap) to (?:share|email|print)\b.{0,80}|.{0,40}\(opens in (?:a )?new window\)"
    r"|writer's picture:.{0,80}",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^\n/]{1,120}\.(?:png|jpe?g|gif|webp|svg|bmp|heic|avif|tiff?)", re.IGNORECASE)
# A line that is a date, with a time or a place at most: the page's own date, kept as such.
_DATE_LINE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[^\W\d]{3,12}\.?\s+\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2},\s+\d{4})"
    r"(?:,?\s+\d{1,2}[:.]\d{2}(?::\d{2})?)?(?:,?\s+[^\W\d]{3,20})?"
)
_BACK = re.compile(
    rf"[«‹←<⟵]?\s*(?:{'|'.join(sorted(BACK, key=len, reverse=True))})(?!\w)\s*[:»›-]?\s*(.*)",
    re.IGNORECASE,
)
_RATING = re.compile(r"rated \d(?:\.\d)? out of 5 stars\.?|no ratings yet|average rating.{0,40}")
_NUMBER = re.compile(r"\d[\d.,]*[km+]?")
_PARTS = re.compile(r"[\s·•|:/(),.\u00a0-]+")
# The label of a panel that can be opened, behind its heading.
_OPENER = re.compile(r"\s*\((?:open|close|ouvrir|fermer)\)$", re.IGNORECASE)
_SHORT = 60


def swept(blocks: Sequence[Block], title: str) -> tuple[Block, ...]:
    """The blocks without chrome; all of them where nothing else would be left.

    Args:
        blocks: text in reading order.
        title: the page's title, which is no part of its text.
    """
    told = (b for b in blocks if not is_chrome(b.text) and not is_file_name(b.text))
    kept = [_opened(block) for block in told]
    kept = _without_title(kept, title)
    first, last = _prose(kept)
    if first is None or last is None:
        return tuple(kept or blocks)
    head = [block for block in kept[:first] if not _is_edge(block.text, title)]
    tail = _tail(kept[last + 1 :], title)
    return (*head, *kept[first : last + 1], *tail)


def _opened(block: Block) -> Block:
    text = _OPENER.sub("", block.text)
    return block if text == block.text or is_prose(text) else Block(block.kind, text)


def is_chrome(text: str) -> bool:
    """Whether a text is nothing but a piece of chrome, wherever it stands."""
    if len(text) > 130:
        return False
    line = text.strip().casefold()
    if line.strip(" .:›»→>") in ANYWHERE or line in ANYWHERE:
        return True
    return _counts(line) or _SHARING.fullmatch(line) is not None or _lists_languages(text)


def _counts(line: str) -> bool:
    """Whether a line says how long, how often seen or how often answered, and nothing else."""
    if len(line) > _SHORT:
        return False
    if EASTERN_COUNTERS.fullmatch(line) or _RATING.fullmatch(line):
        return True
    words = [word for word in _PARTS.split(line) if word]
    others = [word for word in words if not _NUMBER.fullmatch(word)]
    if not others or len(others) == len(words):
        return False
    if all(word in COUNTED for word in others):
        return True
    is_time = any(word in MINUTES for word in others) and any(word in READING for word in others)
    return is_time and all(word in MINUTES or word in READING or word in AMONG for word in others)


def _lists_languages(text: str) -> bool:
    """Whether a text is a list of codes of languages, as the Council writes them: "EN FR"."""
    words = text.split()
    return len(words) > 1 and all(word.isupper() and word.casefold() in LANGUAGES for word in words)


def is_file_name(text: str) -> bool:
    """Whether a text is the name of an image file, as alternative texts often are."""
    return _FILE.fullmatch(text.strip()) is not None and len(text.split()) <= 12


def is_prose(text: str) -> bool:
    """Whether a text is a sentence or more, rather than a label."""
    length = len(text) + 2 * len(WIDE.findall(text[:200]))
    return length >= 120 or (length >= 60 and END.search(text) is not None)


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without the title, and without the labels that stand before it.

    Between the way back and the title stands what the page is filed under ("Country visit").
    """
    name = key(title)
    if not name:
        return blocks
    for number, block in enumerate(blocks[:6]):
        if key(block.text) == name:
            labels = blocks[:number]
            kept = [] if all(len(label.text) <= _SHORT for label in labels) else labels
            return kept + blocks[number + 1 :]
        if is_prose(block.text) and _BACK.match(block.text) is None:
            break
    return blocks


def _prose(blocks: Sequence[Block]) -> tuple[int | None, int | None]:
    numbers = [number for number, block in enumerate(blocks) if is_prose(block.text)]
    return (numbers[0], numbers[-1]) if numbers else (None, None)


def _is_edge(text: str, title: str) -> bool:
    if len(text) > 300:
        return False
    line = text.strip().casefold()
    if line.strip(" .:›»→>|") in AT_EDGES or is_file_name(text) or _DATE_LINE.fullmatch(line):
        return True
    back = _BACK.fullmatch(text.strip())
    return back is not None and key(back[1]) in ("", key(title))


def _tail(blocks: Sequence[Block], title: str) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        # Nothing but cards follows such a heading once the last sentence is behind us.
        if block.kind != "item" and block.text.casefold().strip(" :") in TAIL_HEADINGS:
            break
        if not _is_edge(block.text, title):
            kept.append(block)
    return kept
