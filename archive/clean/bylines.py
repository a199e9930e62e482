"""Who wrote a page, as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

from archive.clean.facts import Facts, Node, flat, short_text_of, words_of
from archive.clean.head import Head
from archive.clean.months import month
from archive.clean.titles import key

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "citation_author", "byl", "og:article:author",
    "rnews:author", "cxenseparse:author", "shareaholic:article_author_name",
)  # fmt: skip
_BY = re.compile(
    r"^\W*(?:(?:(?:written|posted|published|reported|text|story|article|words)\s+)?by|"
    r"authors?|ein(?:e[rn]?)?\s+\w+\s+von|von|text|autor(?:in|en|ka|e|i)?|par|auteurs?|por|texto|di|"
    r"da|a cura di|door|av|af|tekst|tekst[:i]|od|přidal|napsal[a]?|szerző|írta|scris de|автор[ы]?|"
    r"текст|автори|аўтар|müəllif|yazar|yazan|ავტორი|հեղինակ|συντάκτης|του|της|autors|autorius|"
    r"kirjoittaja|toimittaja|skribent|בقلم|بقلم|كتب|مאת|מאת|نویسنده|作者|文|記者|记者|기자)"
    r"(?:\s*[:：/／●]\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:written\s+by|by|authors?|autor(?:in|en|ka|e|i|es|a)?|verfasst von|geschrieben von|von|"
    r"text|"
    r"écrit par|auteurs?|par|escrito por|por|scritto da|di|geschreven door|skrevet av|"
    r"автор[ыи]?|müəllif|yazar|yazan|συντάκτης|szerző|作者|記者|记者)\s*[:：]?",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^\W*(?:written by|authors?\s*:|autor(?:in|en|ka|es)?\b|auteurs?\s*:|text\s*:|texte\s*:|"
    r"автор[ыи]?\s*:|müəllif\s*:|yazar\s*:|作者)",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"\s*(?:[;|/]|\s&\s|\s(?:and|und|et|y|e|og|och|ja|en|ve|və|и|та|і|és|şi|și|oraz|a|i|with|mit)\s)\s*",
    re.IGNORECASE,
)
_COMMA = re.compile(r"\s*[,，、]\s*")
_ASIDE = re.compile(r"\s*(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\])\s*")
_STOP = re.compile(
    r"\s+[|•●·–—-]\s+|\s*[|•●·]\s*|\s*\n|\s+(?=\d)|\s+(?:on|am|vom|le|el|il|um|updated|published|"
    r"aktualisiert|veröffentlicht|für|for|at|is an?|was|follow|folgen)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]")
_BAD = re.compile(
    r"https?:|www\.|[@<>{}\[\]=#]|\d{2}|\b(?:min(?:utes?)? read|ago|updated|published|comments?|"
    r"read more|share|follow|login|subscribe|image|photo|getty|cookies?)\b",
    re.IGNORECASE,
)
_JOBS = frozenset((
    "senior", "staff", "chief", "editor", "editors", "reporter", "correspondent", "writer",
    "contributor", "contributing", "columnist", "producer", "journalist", "redakteur",
    "redakteurin", "reporterin", "korrespondent", "korrespondentin", "autor", "autorin",
    "redaktor", "redaktorin", "journaliste", "journalistin", "rédacteur", "rédactrice",
    "redactor", "redactora", "periodista", "giornalista", "freelance", "freelancer",
    "political", "politics", "twitter", "facebook", "instagram", "email", "bio", "biography",
    "profile", "guest", "assistant", "deputy", "managing",
))  # fmt: skip
_NOBODY = frozenset((
    "admin", "administrator", "unknown", "none", "null", "undefined", "anonymous", "webmaster",
    "user", "default", "author", "authors", "autor", "nan", "root", "siteadmin", "wpadmin",
    "by", "von", "par", "por", "writtenby", "postedby", "post", "autorenseitevon", "news",
    "culture",
))  # fmt: skip
_OFFICES = frozenset((
    "redaktion", "editor", "editors", "editorial", "editorialteam", "editorialstaff", "staff",
    "staffwriter", "newsdesk", "redaction", "laredaction", "redaccion", "redazione", "redactie",
    "redakcja", "redakce", "redakcia", "szerkesztoseg", "редакция", "редакція", "pressestelle",
    "team", "newsroom", "webredaktion", "onlineredaktion",
))  # fmt: skip
_LONGEST = 80
_LINE = 120
_SEEN = 40


def authors(facts: Facts, head: Head, own: list[Node], site: frozenset[str]) -> tuple[str, ...]:
    """The names: from JSON-LD, else ``meta``, else a marked byline, else a line that says "by".

    A name of the site or of its office counts only where nothing names a person.

    Args:
        facts: of the page.
        head: of the page.
        own: JSON-LD objects of the page's own article.
        site: keys of the names of the site.
    """
    bodies: tuple[str, ...] = ()
    sources: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: _people(_from_nodes(own, facts.nodes), site),
        lambda: _people(_from_meta(facts), site),
        lambda: _people(_from_marks(facts, head), site),
        lambda: _people(_from_lines(head), site),
    )
    for source in sources:
        people = source()
        persons = tuple(name for name in people if not _is_body(name, site))
        if persons:
            return persons
        bodies = bodies or people
    return bodies


def _is_body(name: str, site: frozenset[str]) -> bool:
    whole = key(name)
    if whole in _OFFICES or whole in site:
        return True
    return len(whole) > 6 and any(
        whole.startswith(part) or part.startswith(whole) for part in site if len(part) > 6
    )


def _people(texts: Iterable[str], site: frozenset[str]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in texts:
        for name in [text] if key(text[:_LINE]) in site else _names(text):
            names.setdefault(key(name), name)
    names.pop("", None)
    return tuple(names.values())


def _from_nodes(own: list[Node], nodes: list[Node]) -> list[str]:
    for node in own:
        names: list[str] = []
        for field in ("author", "creator"):
            names += [flat(name[:500]) for name in _named(node.get(field), nodes)]
            if names:
                break
        if any(_names(name) for name in names):
            return names
    return []


def _named(value: Any, nodes: list[Node], depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 4:
        for one in value[:100]:
            yield from _named(one, nodes, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        name = value.get("name") or " ".join(
            part
            for part in (value.get("givenName"), value.get("familyName"))
            if isinstance(part, str)
        )
        if not name and (place := value.get("@id")):
            # Told elsewhere in the page's JSON-LD (JSON-LD 1.1, 3.3).
            name = next((node.get("name") for node in nodes if node.get("@id") == place), None)
        yield from _named(name, nodes, depth + 1)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _from_meta(facts: Facts) -> list[str]:
    for name in _META:
        found = [text for text in facts.meta.get(name, ()) if text and not _BAD.search(text)]
        if name == "citation_author":
            found = [_turned(text) for text in found]
        if any(_names(text) for text in found):
            return found
    # What Yoast writes for the previews of Slack.
    for number in ("1", "2"):
        if _LABEL.fullmatch(facts.first(f"twitter:label{number}")):
            return [facts.first(f"twitter:data{number}")]
    return []


def _turned(name: str) -> str:
    # Google Scholar's inclusion guidelines allow "Last, First".
    parts = name.split(",")
    return f"{parts[1].strip()} {parts[0].strip()}" if len(parts) == 2 else name


def _from_marks(facts: Facts, head: Head) -> list[str]:
    """The names in the marked element that is nearest to the headline, and in those beside it."""
    found: list[tuple[int, int, HtmlElement, list[str]]] = []
    for number, element in enumerate(facts.marked("author")[:_SEEN]):
        names = _marked_names(element)
        if names and not head.is_stray(element):
            distance = head.distance(element)
            is_sure = element.get("rel") or element.get("itemprop") or element.get("data-hook")
            if is_sure or head.is_near(element):
                found.append((abs(distance) + 5 * (distance < 0), number, element, names))
    if not found:
        return []
    nearest = min(found)[2]
    return [
        name
        for _, _, element, names in sorted(found)
        if element is nearest or _stand_together(element, nearest)
        for name in names
    ]


def _stand_together(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements stand in one byline."""
    above = other.getparent()
    return above is not None and above in (one, one.getparent(), one.getparent().getparent())


def _marked_names(element: HtmlElement) -> list[str]:
    content = element.get("content")
    if content and _looks_like_name(flat(content[:_LINE])):
        return [flat(content[:_LINE])]
    if len(element) > 60:
        return []
    for inner in element.iter():
        if inner.get("itemprop") == "name" and inner is not element:
            return [name for name in [inner.get("content") or short_text_of(inner, _LINE)] if name]
    links = [short_text_of(link, _LINE) for link in element.iter("a") if link is not element]
    named = [text for text in links if _looks_like_name(text)]
    if named:
        return named[:20]
    text = _cut(short_text_of(element, _LINE))
    return [text] if text and all(map(_looks_like_name, _names(text))) else []


def _from_lines(head: Head) -> list[str]:
    """Lines that begin with "by" around the headline, or with "author" anywhere."""
    leaves = head.sketch.leaves
    around = head.around()
    said = [leaf for leaf in leaves if len(leaf.text) <= _LINE and _SAID.match(leaf.text)]
    for leaf in (*around, *said[:10]):
        text = leaf.text
        if len(text) > _LINE or head.is_stray(leaf.box.element):
            continue
        if _LABEL.fullmatch(text) and leaf.number + 1 < len(leaves):
            rest = _cut(leaves[leaf.number + 1].text[:_LINE])
        elif match := _BY.match(text):
            rest = _cut(text[match.end() :])
        else:
            continue
        names = _names(rest)
        if names and all(map(_looks_like_name, names)):
            return [rest]
    return []


def _cut(text: str) -> str:
    """A byline without what follows the names: a date, a function, a place."""
    text = _BY.sub("", text)
    stop = _STOP.search(text)
    return text[: stop.start()] if stop and stop.start() > 2 else text


def _names(text: str) -> list[str]:
    text = _ASIDE.sub(" ", text[:2_000])
    text = _BY.sub("", text.strip(" ,;|:")).strip(" ,;|:-–—")
    names: list[str] = []
    for part in _JOINTS.split(text):
        if not part:
            continue
        pieces = [piece for piece in _COMMA.split(part) if piece]
        # "Reuters, London" is one author, "Ann Lee, Bo Ek" are two, "Ann Lee, dpa" are two.
        is_list = all(" " in piece or piece.islower() or not piece.isascii() for piece in pieces)
        names += pieces if is_list else [part]
    cleaned = (_without_job(name.strip(" ,;|:-–—.*")) for name in names)
    return [name for name in cleaned if _is_name(name)]


def _without_job(name: str) -> str:
    words = name.split()
    for number, word in enumerate(words):
        if word.strip(",.").lower() in _JOBS and len(words) > 2:
            return " ".join(words[:number]).rstrip(" ,-–—") if number >= 2 else name
    return name


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= _LONGEST or len(text.split()) > 8 or key(text) in _NOBODY:
        return False
    return _WORD.search(text) is not None and _BAD.search(text) is None


def _looks_like_name(text: str) -> bool:
    """Whether words are written like a name: few, and with capitals where the script has them."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 60 or not _is_name(text):
        return False
    if words_of(text) & {"more", "all", "articles", "posts", "view", "author", "autor", "über"}:
        return False
    if len(words) == 1 and (month(text) or words[0].lower() in _JOBS):
        return False
    first = words[0].lstrip("'\"«„“(")[:1]
    return len(words) > 1 or len(text) > 2 if not first.islower() else len(words) == 1
