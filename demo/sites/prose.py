"""Articles as data: a TOML file of tables, each with a text in a few marks.

Marks of a text: blocks are parted by empty lines; ``## `` begins a heading, ``> `` a quotation,
``- `` an item of a list, ``![alt](scene)`` is a picture, ``[^1]: `` a footnote. Inside a block
``[words](target)`` is a link and ``[^1]`` refers to a footnote.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup, escape

from demo.sites.page import View

_CONTENT = Path(__file__).with_name("content")
_LINK = re.compile(r"\[([^\]^]+)\]\(([^)]+)\)")
_MARK = re.compile(r"\[\^(\d+)\]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quotation, list item, picture or footnote.

    Attributes:
        kind: which of them.
        text: its words with inline marks; of a picture the alternative text.
        target: scene of a picture, number of a footnote, else empty.
    """

    kind: Literal["p", "h2", "quote", "li", "image", "note"]
    text: str
    target: str = ""

    @property
    def plain(self) -> str:
        """The words as a reader sees them."""
        return _MARK.sub(r"[\1]", _LINK.sub(r"\1", self.text))

    def html(self, view: View) -> Markup:
        """The words with links and footnote marks as HTML."""
        text = str(escape(self.text))
        text = _LINK.sub(lambda m: f'<a href="{view.link(m[2])}">{m[1]}</a>', text)
        mark = r'<a href="#_ftn\1" name="_ftnref\1"><sup>[\1]</sup></a>'
        return Markup(_MARK.sub(mark, text))


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands on one day.

    Attributes:
        slug: last part of its address.
        title: its headline.
        lang: ISO 639-1 code.
        date: when it was published.
        blocks: its text.
        modified: when the site says it was changed, or ``None``.
        author: by whom.
        section: slug of its category.
        tags: slugs of its tags.
        scene: the picture at its head, or empty.
        file: file name of that picture.
        caption: words below it.
        twin: identity shared by the article's translations.
        is_blocked: whether a challenge page stands in front of it today.
    """

    slug: str
    title: str
    lang: str
    date: datetime
    blocks: tuple[Block, ...]
    modified: datetime | None = None
    author: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    scene: str = ""
    file: str = ""
    caption: str = ""
    twin: str = ""
    is_blocked: bool = False

    @property
    def text(self) -> tuple[str, ...]:
        """Title and words of the blocks, pictures left out."""
        return (self.title, *(block.plain for block in self.blocks if block.kind != "image"))

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return next(block.plain for block in self.blocks if block.kind == "p")

    @property
    def changed(self) -> datetime:
        """The date a sitemap gives."""
        return self.modified or self.date

    @property
    def minutes(self) -> int:
        """How long it takes to read, as blogs reckon it."""
        return max(1, round(sum(len(words.split()) for words in self.text) / 110))

    def excerpt(self, length: int) -> str:
        """The lead, cut at a word and ending in dots where it is longer than ``length``."""
        if len(self.lead) <= length:
            return self.lead
        return f"{self.lead[:length].rsplit(' ', 1)[0]}..."


@functools.cache
def facts(name: str) -> dict[str, Any]:
    """The content file ``name`` as it stands."""
    return tomllib.loads((_CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def articles(name: str, day: int) -> tuple[Article, ...]:
    """The articles the content file ``name`` holds on a day, newest first."""
    tables = facts(name)["article"]
    found = [
        _article(table, day)
        for table in tables
        if table.get("first_day", 1) <= day <= table.get("last_day", day)
    ]
    return tuple(sorted(found, key=lambda article: article.date, reverse=True))


def blocks(text: str) -> tuple[Block, ...]:
    """A text taken apart at its marks."""
    return tuple(_block(" ".join(part.split())) for part in re.split(r"\n\s*\n", text.strip()))


def _block(text: str) -> Block:
    if image := _IMAGE.fullmatch(text):
        return Block("image", image[1], image[2])
    if note := re.match(r"\[\^(\d+)\]: ", text):
        return Block("note", text[note.end() :], note[1])
    if text.startswith("## "):
        return Block("h2", text[3:])
    if text.startswith("> "):
        return Block("quote", text[2:])
    return Block("li", text[2:]) if text.startswith("- ") else Block("p", text)


def _article(table: dict[str, Any], day: int) -> Article:
    text, modified = table["text"], table.get("modified")
    for edit in table.get("edit", ()):
        if edit["day"] <= day:
            if edit["old"] not in text:
                raise ValueError(f"{table['slug']}: the sentence to edit is not in the text")
            text = text.replace(edit["old"], edit["new"])
            modified = edit.get("modified", modified)
    plain = ("slug", "title", "lang", "date", "author", "section", "scene", "file", "caption",
             "twin")  # fmt: skip
    return Article(
        **{key: table[key] for key in plain if key in table},
        blocks=blocks(text),
        modified=modified,
        tags=tuple(table.get("tags", ())),
        is_blocked=table.get("blocked_day") == day,
    )
