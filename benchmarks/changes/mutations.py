# ruff: noqa: ARG001  # all mutations are called alike
"""Changes of what pages say: of their text, and of what they say of themselves."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin

from benchmarks.changes.chrome import CHROME, MADE_UP
from benchmarks.changes.page import SPACES, Kind, Mutation, Page, fragment, written

_WORD = re.compile(r"[^\W\d_]{5,}")
_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")
_FIGURE = re.compile(r"\b\d{1,3}\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)")
_END = re.compile(r"(?<=[.!?]) +(?=[A-ZÄÖÜ])")
_LEAST_NAME = 5


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
    words = f" {MADE_UP[chosen.randrange(len(MADE_UP))]}, the spokesman said on Tuesday."
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
    more = fragment(f"<{place.tag}></{place.tag}>")
    more.text = (
        f"{MADE_UP[chosen.randrange(len(MADE_UP))]} has since been confirmed by two persons who "
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
            f"{MADE_UP[chosen.randrange(len(MADE_UP))]}, according to a statement that was "
            f"given out on {chosen.randrange(1, 28)} May, in which no other reason was named."
        )
    return True


def other_name(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A name is another wherever it stands in a paragraph."""
    return _replaced(page, tree, chosen, _NAME, lambda _: "Maria Vesely")


def sentence_less(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A sentence at the end of a paragraph has gone."""
    found = [one for one in page.paragraphs(tree) if not len(one) and one.text]
    found = [one for one in found if len(_END.split(one.text)) > 1]
    if not found:
        return False
    place = chosen.choice(found)
    place.text = " ".join(_END.split(place.text)[:-1])
    return True


def correction(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A figure is another, and a note below the text says so."""
    last = page.last(tree)
    if last is None or not other_figure(page, tree, chosen):
        return False
    more = fragment(f"<{last.tag}></{last.tag}>")
    more.text = "Correction: an earlier version of this article gave a wrong figure. We regret it."
    for name, value in last.attrib.items():
        if name != "id":
            more.set(name, value)
    last.addnext(more)
    return True


def half_gone(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The second half of the text has gone."""
    found = page.paragraphs(tree)
    if len(found) < 6:
        return False
    for place in found[len(found) // 2 :]:
        place.drop_tree()
    return True


def in_other_order(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Two paragraphs have changed places."""
    found = [one for one in page.paragraphs(tree) if not len(one) and one.text]
    if len(found) < 5:
        return False
    found[1].text, found[-2].text = found[-2].text, found[1].text
    return True


def other_title(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The headline is another, wherever the page gives it."""
    heads = [one for one in tree.iter("h1") if one.text_content().strip()]
    if len(heads) != 1:
        return False
    before = SPACES.sub(" ", heads[0].text_content()).strip()
    after = f"Updated: {MADE_UP[chosen.randrange(len(MADE_UP))]}"
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


def other_author(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The page names another author, wherever it names the one it has."""
    name = _author(tree)
    # Of one word it is the name of a site.
    if len(name) < _LEAST_NAME or " " not in name or name.lower() in page.reference:
        return False
    for element in tree.iter():
        for key, value in element.attrib.items():
            if name in value:
                element.set(key, value.replace(name, "Maria Vesely"))
        if isinstance(element.tag, str):
            element.text = (element.text or "").replace(name, "Maria Vesely") or None
        element.tail = (element.tail or "").replace(name, "Maria Vesely") or None
    return True


def _author(tree: Any) -> str:
    """The only author that a page names in its JSON-LD; empty if it is not clear."""
    names: set[str] = set()
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            names |= set(_authors(json.loads(script.text or "")))
        except ValueError:
            return ""
    return names.pop() if len(names) == 1 else ""


def _authors(said: Any) -> list[str]:
    if isinstance(said, list):
        return [name for one in said for name in _authors(one)]
    if not isinstance(said, dict):
        return []
    found = []
    author = said.get("author")
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        is_person = not isinstance(one, dict) or one.get("@type") != "Organization"
        found += [name.strip()] if isinstance(name, str) and is_person else []
    return found + [name for key, one in said.items() if key != "author" for name in _authors(one)]


def other_canonical(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The page says that its address is another one of its site."""
    links = tree.xpath("//link[@rel='canonical']")
    if len(links) != 1 or urljoin(page.url, links[0].get("href") or "") != page.url:
        return False
    links[0].set("href", urljoin(page.url, f"/archive/{chosen.randrange(10**6)}/moved-here"))
    for meta in tree.xpath("//meta[@property='og:url']"):
        meta.set("content", links[0].get("href"))
    return True


EDITS: dict[str, Mutation] = {
    "word": other_word, "figure": other_figure, "name": other_name, "sentence more": sentence_more,
    "sentence less": sentence_less, "paragraph more": paragraph_more,
    "paragraph less": paragraph_less, "rewritten": much_rewritten, "correction": correction,
    "half gone": half_gone, "other order": in_other_order,
}  # fmt: skip
"""Changes of what a page says."""
MUTATIONS: dict[str, tuple[Kind, Mutation]] = {
    **{name: ("unchanged", one) for name, one in CHROME.items()},
    **{name: ("edited", one) for name, one in EDITS.items()},
    "title": ("metadata", other_title),
    "modified date": ("metadata", other_date),
    "author": ("metadata", other_author),
    "canonical": ("moved", other_canonical),
}
"""Changes of a page that is still served, by name, with what they are."""


def mutated(page: Page, name: str, chosen: random.Random) -> bytes | None:
    """The page after a change; ``None`` where it has no place for it."""
    tree = deepcopy(page.tree)
    return written(tree) if MUTATIONS[name][1](page, tree, chosen) else None
