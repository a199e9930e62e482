"""From a plain-text scrape of a page to an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from archive.clean.article import Article, Block, BlockKind, stamp
from archive.clean.decode import tidy
from archive.clean.language import language
from archive.clean.litter import is_chrome, is_file_name, is_prose, swept

EXTRACTOR = stamp("py3langid")
_ITEM = re.compile(r"(?:[-*•‣▪●–]|\d{1,3}[.)])\s+(?=\S)")
_QUOTING = re.compile(r"(?:> ?)+")
_NOTE = re.compile(r"\[(?:\d{1,3}|[ivxlc]{1,6})\]\s+\S", re.IGNORECASE)
_READING_TIME = re.compile(r"\d+\s*(?:-\s*)?min(?:ute)?s?\.?\s*(?:read|lesezeit)", re.IGNORECASE)
_END = re.compile(r"[.!?…。！？:;]['\"»”’)\]]*$")
_SPACES = re.compile(r"\s+")
_MENU = 40
_TITLE = 250
_SUMMARY = 400


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Words, how many empty lines stood before them, and whether a mail quotes them."""

    text: str
    gap: int
    is_quoted: bool = False


def extract_text(text: str) -> Article:
    """The article in a plain-text scrape of a page, without the page's chrome; never raises.

    The first label before the text is the title; a first paragraph that stands closer to the
    title than the others do to each other is the summary.
    """
    paragraphs = _paragraphs(_without_head(tidy(text.replace("\r\n", "\n")).split("\n")))
    title = ""
    if paragraphs and _is_title(paragraphs):
        title = paragraphs.pop(0).text
    summary = paragraphs.pop(0).text if title and _is_summary(paragraphs) else ""
    blocks = tuple(_block(paragraph) for paragraph in paragraphs)
    words = "\n".join(paragraph.text for paragraph in paragraphs)
    return Article(
        kind="article",
        title=title,
        summary=summary,
        blocks=swept(blocks, title) if blocks else (),
        language=language("", words),
        extractor=EXTRACTOR,
        note="" if blocks or title else "no text",
    )


def _without_head(lines: list[str]) -> list[str]:
    """The lines without the menu of a page: what stands before the reading time of a post."""
    for number, line in enumerate(lines[:200]):
        if _READING_TIME.fullmatch(line.strip()):
            before = [words for words in lines[:number] if words.strip()]
            if all(len(words.strip()) <= _MENU for words in before):
                return lines[number + 1 :]
    return lines


def _paragraphs(lines: list[str]) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    group: list[str] = []
    gap = 0
    was_quoted = False
    for line in [*lines, ""]:
        # RFC 3676, 4.5: quoted lines of a mail begin with ">".
        quoting = _QUOTING.match(line)
        is_quoted = quoting is not None
        words = _SPACES.sub(" ", line[quoting.end() :] if quoting else line).strip()
        if group and is_quoted != was_quoted:
            found += _grouped(group, gap, is_quoted=was_quoted)
            group, gap = [], 0
        was_quoted = is_quoted
        if words and not is_chrome(words) and not is_file_name(words):
            group.append(words)
        elif group and not words:
            found += _grouped(group, gap, is_quoted=is_quoted)
            group, gap = [], 1
        elif not words:
            gap += 1
    return found


def _grouped(group: list[str], gap: int, *, is_quoted: bool) -> list[_Paragraph]:
    joined = _joined(group)
    return [_Paragraph(words, 0 if n else gap, is_quoted) for n, words in enumerate(joined)]


def _joined(group: list[str]) -> list[str]:
    """The lines of a group as paragraphs: wrapped lines are joined, others stand alone."""
    if len(group) > 1:
        lengths = [len(line) for line in group[:-1]]
        ended = sum(_END.search(line) is not None for line in group[:-1])
        is_even = 45 <= median(lengths) <= 110 and min(lengths) >= 0.6 * max(lengths)
        if is_even and ended < len(lengths) / 2 and not any(map(_ITEM.match, group)):
            return [" ".join(group)]
    return group


def _is_title(paragraphs: Sequence[_Paragraph]) -> bool:
    first = paragraphs[0].text
    if len(first) > _TITLE or _ITEM.match(first) or len(paragraphs) < 2:
        return False
    return not _END.search(first) or not is_prose(first)


def _is_summary(paragraphs: Sequence[_Paragraph]) -> bool:
    if len(paragraphs) < 3:
        return False
    if len(paragraphs[0].text) > _SUMMARY or not is_prose(paragraphs[0].text):
        return False
    others = [paragraph.gap for paragraph in paragraphs[2:] if is_prose(paragraph.text)]
    usual = median(others) if others else 0
    return paragraphs[0].gap < usual and paragraphs[1].gap < usual


def _block(paragraph: _Paragraph) -> Block:
    text = paragraph.text
    kind: BlockKind = "quote" if paragraph.is_quoted else "paragraph"
    if marker := _ITEM.match(text):
        # A number tells more than a dash does.
        return Block("item", text if text[0].isdigit() else text[marker.end() :])
    if _NOTE.match(text):
        kind = "footnote"
    return Block(kind, text)
