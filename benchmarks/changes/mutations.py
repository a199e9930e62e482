# ruff: noqa: ARG001  # all mutations are called alike
"""Pages as they may be found the next day, with what that is.

What is content is told by the reference texts that come with the pages, not by Greffe: a paragraph
is one whose words stand in the reference, what is put round it is what does not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

import lxml.html

Kind = Literal[
    "unchanged", "edited", "metadata", "layout", "moved", "blocked", "error", "gone", "back"
]
_SHORTEST = 60
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]{5,}")
_FIGURE = re.compile(r"\b\d{1,3}\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)")
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
        tree = lxml.html.document_fromstring(payload)
        return cls(url, tree, _plain(reference))

    def paragraphs(self, tree: Any) -> list[Any]:
        """Elements that say something of the text and hold no other such element."""
        found = []
        for element in tree.iter("p", "li", "blockquote"):
            words = _plain(element.text_content())
            if len(words) >= _SHORTEST and words in self.reference and element.find(".//p") is None:
                found.append(element)
        return found

    def furniture(self, tree: Any) -> list[Any]:
        """Elements round the text, of which nothing is in it."""
        found = []
        for element in tree.iter(*_FURNITURE):
            words = _plain(element.text_content())
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


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip().lower()


def same(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The very same page."""
    return True


def served_anew(page: Page, tree: Any, chosen: random.Random) -> bool:
    """What a server puts in each time: tokens, times of rendering, names of builds."""
    head = tree.find("head")
    if head is None:
        return False
    mark = f"{chosen.getrandbits(64):x}"
    head.append(lxml.html.fragment_fromstring(f'<meta name="csrf-token" content="{mark}">'))
    tree.append(lxml.html.HtmlComment(f" rendered in {chosen.randrange(900)} ms by {mark} "))
    for script in tree.xpath("//script[@src]")[:5]:
        script.set("src", f"{script.get('src')}?v={mark}")
    return True


def other_company(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The links beside the text are others."""
    found = page.furniture(tree)
    links = [link for element in found for link in element.iter("a") if link.text]
    if len(links) < 3:
        return False
    for number, link in enumerate(chosen.sample(links, len(links) // 2)):
        link.text = f"{_MADE_UP[number % len(_MADE_UP)]} {number}"
        link.set("href", f"/neu/{number}-{chosen.getrandbits(24):x}")
    return True


def cookie_bar(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A bar that asks for cookies."""
    body = tree.find("body")
    if body is None:
        return False
    bar = '<div id="cookie-consent" role="dialog" class="cookie-banner"><p>We and our partners use '
    bar += "cookies to make this site better and to show you advertising. Do you agree?</p>"
    bar += '<button>Accept all</button> <a href="/privacy">Settings</a></div>'
    body.insert(0, lxml.html.fragment_fromstring(bar))
    return True


def advertisement(page: Page, tree: Any, chosen: random.Random) -> bool:
    """An advertisement between two paragraphs."""
    found = page.paragraphs(tree)
    if len(found) < 3:
        return False
    box = '<div class="ad ad-slot advertisement" data-ad="1"><span>Advertisement</span>'
    box += '<a href="https://ads.example/x">Save 20 % on shoes until Sunday</a></div>'
    found[len(found) // 2].addnext(lxml.html.fragment_fromstring(box))
    return True


def other_word(page: Page, tree: Any, chosen: random.Random) -> bool:
    """One word of a paragraph is another."""
    return _replaced(
        page, tree, chosen, _WORD, lambda word: "gestern" if word[0].islower() else "Y"
    )


def other_figure(page: Page, tree: Any, chosen: random.Random) -> bool:
    """One figure of a paragraph is another."""
    return _replaced(page, tree, chosen, _FIGURE, lambda figure: str(int(figure) + 7))


def _replaced(
    page: Page, tree: Any, chosen: random.Random, what: re.Pattern[str], by: Callable[[str], str]
) -> bool:
    found = [one for one in page.paragraphs(tree) if one.text and what.search(one.text)]
    if not found:
        return False
    place = chosen.choice(found)
    place.text = what.sub(lambda match: by(match[0]), place.text, count=1)
    return True


def sentence_more(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A sentence stands at the end of a paragraph that was not there."""
    found = page.paragraphs(tree)
    if not found:
        return False
    place = chosen.choice(found)
    words = f" {_MADE_UP[chosen.randrange(len(_MADE_UP))]}, the spokesman said on Tuesday."
    if len(place):
        place[-1].tail = (place[-1].tail or "") + words
    else:
        place.text = (place.text or "") + words
    return True


def paragraph_more(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A paragraph that was not there."""
    found = page.paragraphs(tree)
    if len(found) < 2:
        return False
    place = chosen.choice(found[:-1])
    more = lxml.html.fragment_fromstring(f"<{place.tag}></{place.tag}>")
    more.text = (
        f"{_MADE_UP[chosen.randrange(len(_MADE_UP))]} has since been confirmed by two persons who "
        "were present, and the ministry has not answered a request for comment."
    )
    for name, value in place.attrib.items():
        if name != "id":
            more.set(name, value)
    place.addnext(more)
    return True


def paragraph_less(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A paragraph has gone."""
    found = page.paragraphs(tree)
    if len(found) < 4:
        return False
    chosen.choice(found[1:]).drop_tree()
    return True


def much_rewritten(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A third of the paragraphs say something else."""
    found = page.paragraphs(tree)
    if len(found) < 6:
        return False
    for place in chosen.sample(found, len(found) // 3):
        for child in list(place):
            place.remove(child)
        place.text = (
            f"{_MADE_UP[chosen.randrange(len(_MADE_UP))]}, according to a statement that was "
            f"given out on {chosen.randrange(1, 28)} May, in which no other reason was named."
        )
    return True


def other_title(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The headline is another, wherever the page gives it."""
    heads = [one for one in tree.iter("h1") if one.text_content().strip()]
    if len(heads) != 1:
        return False
    before = _SPACES.sub(" ", heads[0].text_content()).strip()
    after = f"Updated: {_MADE_UP[chosen.randrange(len(_MADE_UP))]}"
    if len(before) < 12:
        return False
    for child in list(heads[0]):
        heads[0].remove(child)
    heads[0].text = after
    for element in tree.xpath("//title | //script[@type='application/ld+json']"):
        if element.text:
            element.text = element.text.replace(before, after)
    for meta in tree.xpath("//meta[@content]"):
        if before in meta.get("content"):
            meta.set("content", meta.get("content").replace(before, after))
    return True


def other_date(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The page says that it was modified, and nothing else."""
    metas = tree.xpath("//meta[@property='article:modified_time' or @itemprop='dateModified']")
    scripts = [one for one in tree.xpath("//script[@type='application/ld+json']") if one.text]
    done = False
    for meta in metas:
        if found := _ISO.search(meta.get("content") or ""):
            meta.set("content", (meta.get("content")).replace(found[0], _later(found)))
            done = True
    for script in scripts:
        text = re.sub(
            r'("dateModified"\s*:\s*")([^"]+)"',
            lambda match: match[1] + _ISO.sub(_later, match[2]) + '"',
            script.text,
        )
        done = done or text != script.text
        script.text = text
    return done


def _later(found: re.Match[str]) -> str:
    return f"{int(found[1]) + 1}-{found[2]}-{found[3]}T{found[4]}:{found[5]}"


_MADE_UP = (
    "A second delegation arrived in the capital", "The border crossing was closed for the night",
    "Three further witnesses came forward", "The court set a new date for the hearing",
    "The governor withdrew the order", "Nobody answered at the number that was given",
)  # fmt: skip

MUTATIONS: dict[str, tuple[Kind, Mutation]] = {
    "same": ("unchanged", same),
    "served anew": ("unchanged", served_anew),
    "other links": ("unchanged", other_company),
    "cookie bar": ("unchanged", cookie_bar),
    "advertisement": ("unchanged", advertisement),
    "word": ("edited", other_word),
    "figure": ("edited", other_figure),
    "sentence more": ("edited", sentence_more),
    "paragraph more": ("edited", paragraph_more),
    "paragraph less": ("edited", paragraph_less),
    "rewritten": ("edited", much_rewritten),
    "title": ("metadata", other_title),
    "date": ("metadata", other_date),
}
"""Changes of a page that is still served, by name."""


def mutated(page: Page, name: str, chosen: random.Random) -> bytes | None:
    """The page after a change; ``None`` where it has no place for it."""
    tree = deepcopy(page.tree)
    return written(tree) if MUTATIONS[name][1](page, tree, chosen) else None
