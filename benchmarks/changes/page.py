"""A page of the corpora: its markup, and which of its words are its text.

What is content is told by the reference texts that come with the pages, not by Greffe: a paragraph
is one whose words stand in the reference, what is put round it is what does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import lxml.html

from archive.clean.decode import decoded

Kind = Literal[
    "unchanged", "edited", "metadata", "layout", "moved", "blocked", "error", "absent", "gone",
    "back",
]  # fmt: skip
_SHORTEST = 60
SPACES = re.compile(r"\s+")
_FURNITURE = ("nav", "aside", "footer", "menu")


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose text is known.

    Attributes:
        url: its address.
        tree: its markup, read once.
        reference: its text, in small letters with single spaces.
    """

    url: str
    tree: Any
    reference: str

    @classmethod
    def of(cls, url: str, payload: bytes, reference: str) -> Page:
        """Read a page, whatever its coding, to be written as UTF-8."""
        tree = lxml.html.document_fromstring(decoded(payload, None))
        return cls(url, tree, plain(reference))

    def paragraphs(self, tree: Any) -> list[Any]:
        """Elements that say something of the text and hold no other such element."""
        found = []
        for element in tree.iter("p", "li", "blockquote"):
            words = plain(element.text_content())
            if len(words) >= _SHORTEST and words in self.reference and element.find(".//p") is None:
                found.append(element)
        return found

    def last(self, tree: Any) -> Any | None:
        """The last paragraph, if there are three."""
        found = self.paragraphs(tree)
        return found[-1] if len(found) > 2 else None

    def furniture(self, tree: Any) -> list[Any]:
        """Elements round the text, of which nothing is in it."""
        found = []
        for element in tree.iter(*_FURNITURE):
            words = plain(element.text_content())
            if len(words) >= _SHORTEST and not self.paragraphs(element):
                found.append(element)
        return found


def written(tree: Any) -> bytes:
    """A tree as a page in UTF-8."""
    for meta in tree.xpath("//meta[@charset]"):
        meta.set("charset", "utf-8")
    for meta in tree.xpath("//meta[translate(@http-equiv, 'CONTEYP', 'conteyp')='content-type']"):
        meta.set("content", "text/html; charset=utf-8")
    text: str = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return text.encode("utf-8", "replace")


Mutation = Callable[[Page, Any, random.Random], bool]
"""Changes a tree; whether there was a place for it."""


def plain(text: str) -> str:
    """A text in small letters with single spaces."""
    return SPACES.sub(" ", text).strip().lower()


def fragment(markup: str) -> Any:
    """An element to put in."""
    return lxml.html.fragment_fromstring(markup)
