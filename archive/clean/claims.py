"""When a page says it was published and changed: every claim, the chosen ones, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from archive.clean.article import Claim, Origin
from archive.clean.dates import Custom, custom_of, in_path, iso, written
from archive.clean.facts import Facts, Node, flat, short_text_of, types, words_of
from archive.clean.head import Head
from archive.clean.sketch import Leaf

About = Literal["published", "modified"]
Mark = tuple[HtmlElement, str, bool]
"""An element that may be dated, its ``itemprop``, and whether only its name says so."""

_META: dict[About, tuple[str, ...]] = {
    "published": (
        "article:published_time", "og:article:published_time", "article:published",
        "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "dcterms.issued", "dc.date.issued", "dcterms.available", "citation_publication_date",
        "citation_online_date", "citation_date", "article_date_original", "htdig-date",
        "originalpublicationdate", "date.published", "publish-date", "publish_date", "publishdate",
        "published_time", "pubdate", "release_date", "cxenseparse:recs:publishtime", "bt:pubdate",
        "rnews:datepublished",
    ),
    "modified": (
        "article:modified_time", "og:article:modified_time", "article:modified",
        "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
        "article:updated", "article:updated_time", "date.updated", "lastmod", "modified_time",
        "last-modified", "last_modified", "revised", "rnews:datemodified", "docdatelastmodified",
    ),
}  # fmt: skip
# Names that do not say which day of a page is meant; templates write any into them.
_VAGUE: dict[About, tuple[str, ...]] = {
    "published": (
        "dcterms.created", "dc.date.created", "datecreated", "created", "dcterms.date", "dc.date",
        "date",
    ),
    "modified": (),
}  # fmt: skip
_NODE: dict[About, tuple[str, ...]] = {
    "published": ("datePublished", "dateCreated", "uploadDate"), "modified": ("dateModified",)
}  # fmt: skip
_PAGES = frozenset(("webpage", "itempage", "aboutpage", "medicalwebpage", "newsarticlepage"))
_WORDS: dict[About, str] = {
    "modified": "last updated|updated|last modified|modified|last edited|edited|last change|"
    "last reviewed|revised|amended|mise? [àa] jour|mis à jour|modifi[ée]e?|actualis[ée]e?|"
    "aktualisier\\w*|zuletzt|geändert|letzte änderung|stand|update|"
    "actualizad[oa]|modificad[oa]|última actualización|atualizad[oa]|aggiornat[oa]|"
    "ultimo aggiornamento|modificat[oa]|bijgewerkt|gewijzigd|laatste? (?:update|wijziging)|"
    "aktualizacja|zaktualizowan\\w*|aktualizov[áa]n\\w*|aktualizácia|upraven\\w*|"
    "frissít\\w*|módosít\\w*|actualizat[ăa]?|обновлен[оа]?|изменен[оа]?|актуализиран\\w*|"
    "оновлен\\w*|змінен\\w*|абноўлен\\w*|yenilən\\w*|güncellen\\w*|güncelleme|"
    "განახლ\\w*|թարմաց\\w*|ενημερώθηκε|τελευταία ενημέρωση|ažurir\\w*|ажурир\\w*|"
    "posodoblj\\w*|përditësuar|atjaun\\w*|atnaujin\\w*|uuendatud|muudetud|päivitetty|muokattu|"
    "uppdaterad|ändrad|opdateret|ændret|oppdatert|endret|uppfært|actualitzat|"
    "تحديث|آخر تحديث|עודכן|עדכון|به‌روزرسانی|更新|最終更新|修正|수정|업데이트",
    "published": "published|publication date|date published|posted|first published|"
    "release date|date|"
    "publié\\w*|paru|mis en ligne|ver[öo]ffentlicht|erschienen|datum|publiziert|"
    "publicad[oa]|fecha|pubblicat[oa]|data|gepubliceerd|geplaatst|"
    "opublikowan\\w*|dodan[oa]|data publikacji|publikov[áa]n\\w*|vydan[oé]|zveřejněno|zverejnené|"
    "közzétéve|megjelent|publicat\\w*|опубликован[оа]?|дата публикации|дата|публикуван\\w*|"
    "опубліковано|апублікавана|dərc olun\\w*|tarix|nəşr|yayın\\w*|yayım\\w*|tarih|"
    "გამოქვეყნ\\w*|თარიღი|հրապարակ\\w*|δημοσι\\w*|ημερομηνία|objavljen\\w*|objavlj\\w*|објављено|"
    "објавено|publikuar|botuar|publicēts|paskelbta|publikuota|avaldatud|julkaistu|"
    "publicerad|publiceret|udgivet|publisert|birt|publicat|نشر|تاريخ النشر|פורסם|תאריך|"
    "منتشر شده|تاریخ|发布|發布|发表|公開|掲載|投稿|입력|등록|게시",
}
_LABEL = re.compile(
    r"(?:(?<![^\W\d_])|(?<=(?-i:[a-z]))(?=(?-i:[A-Z])))"
    rf"(?:(?P<modified>{_WORDS['modified']})|(?P<published>{_WORDS['published']}))"
    r"(?![^\W\d_]{3})",
    re.IGNORECASE,
)
# How far from the headline, in blocks of text, an element may stand that says it is a date.
_BEFORE = 8
_AFTER = 40
_SHORT_LEAF = 160
_START = 40
_SENTENCE = 60
_PLACE = 3
_CLAUSE = re.compile(r"[|·•–—,(\n:]|\s-\s")
_LABELLED = 120
_MOST_PLAIN = 3
_MOST = 40
_SEEN = 120
_NEAREST = 15


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of the dates of a page.

    Attributes:
        published, modified: ISO 8601, or ``None``.
        claims: every one, the best founded first.
        reason: why those were chosen, in one line.
    """

    published: str | None = None
    modified: str | None = None
    claims: tuple[Claim, ...] = ()
    reason: str = ""


def claimed(facts: Facts, head: Head, url: str, own: list[Node], language: str) -> Told:
    """The claims of a page about its dates.

    Args:
        facts: of the page.
        head: of the page.
        url: where it came from.
        own: JSON-LD objects of the page's own article (``metadata.own_nodes``).
        language: language tag of the page; may be empty.
    """
    custom = custom_of(language, url)
    stated = [*_from_nodes(own, facts, custom), *_from_meta(facts, custom, _META)]
    vague = list(_from_meta(facts, custom, _VAGUE))
    days = frozenset(claim.value[:10] for claim in (*stated, *vague))
    custom = replace(custom, known=days)
    marked = list(_from_marks(facts, head, custom))
    custom = replace(custom, known=days | {claim.value[:10] for claim in marked})
    texts = list(_from_texts(head, _with_order(custom, head)))
    # A day in the address was set when the page was made; one in plain words may be of anything.
    labelled = [claim for is_labelled, claim in texts if is_labelled]
    plain = [claim for is_labelled, claim in texts if not is_labelled]
    found = _unique([*stated, *marked, *labelled, *vague, *_from_path(url), *plain])
    return chosen(found)


def _from_nodes(own: list[Node], facts: Facts, custom: Custom) -> Iterator[Claim]:
    pages = [node for node in facts.nodes if not _PAGES.isdisjoint(types(node))]
    others = [] if own else [node for node in facts.nodes if node not in pages]
    others = [node for node in others if "videoobject" not in types(node)]
    for about, names in _NODE.items():
        for name in names:
            for node in (*own, *pages[:1], *others[:3]):
                kind = str(next(iter(_kinds(node)), "object"))
                value = node.get(name)
                if isinstance(value, str) and (when := iso(value, custom)):
                    yield Claim(about, when, "json-ld", f"{kind}.{name}"[:100])


def _kinds(node: Node) -> list[str]:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [name.rpartition("/")[2] for name in names if isinstance(name, str)]


def _from_meta(
    facts: Facts, custom: Custom, known: dict[About, tuple[str, ...]]
) -> Iterator[Claim]:
    for about, names in known.items():
        for name in names:
            for content in facts.meta.get(name, ())[:3]:
                if content and (when := iso(content, custom)):
                    yield Claim(about, when, _origin(name), name)


def _origin(name: str) -> Origin:
    return "opengraph" if name.startswith(("og:", "article:")) else "meta"


def _from_marks(facts: Facts, head: Head, custom: Custom) -> Iterator[Claim]:
    """What microdata, ``time`` elements and elements named for a date say, near the headline.

    Where there is nothing near it: what all of them agree on, wherever they stand.
    """
    elements = [(element, False) for element in facts.marked("time")]
    elements += [(element, True) for element in facts.marked("date") if element.tag != "time"]
    near: list[tuple[int, int, Mark]] = []
    stray: list[Mark] = []
    for number, (element, is_named) in enumerate(elements[:_SEEN]):
        property_ = (element.get("itemprop") or "").lower()
        is_sure = "datepublished" in property_ or "datemodified" in property_
        is_sure = is_sure or element.get("pubdate") is not None
        distance = head.distance(element)
        is_near = is_sure or -_BEFORE <= distance <= _AFTER
        mark = (element, property_, is_named)
        if is_near and not head.is_stray(element):
            near.append((abs(distance) + (distance < 0), number, mark))
        else:
            stray.append(mark)
    nearest = [mark for *_, mark in sorted(near, key=lambda item: item[:2])[:_NEAREST]]
    claims = [claim for mark in nearest if (claim := _claim_of(*mark, custom))]
    if not claims:
        claims = [claim for mark in stray if (claim := _claim_of(*mark, custom))]
        claims = claims[:1] if len({claim.value[:10] for claim in claims}) == 1 else []
    yield from claims


def _claim_of(element: HtmlElement, property_: str, is_named: bool, custom: Custom) -> Claim | None:
    stated = next(filter(None, map(element.get, ("datetime", "content", "data-datetime"))), "")
    words = stated or (element.get("title") if element.get("data-hook") else "") or ""
    when = iso(words, custom) if words else None
    if when is None:
        words = short_text_of(element, _SHORT_LEAF)
        found = next(written(words, custom), None) if words else None
        if found is None or len(words) - (found.end - found.start) > _SENTENCE:
            return None
        when, words = found.value, words[max(0, found.start - 30) : found.end]
    is_modified = _is_modified(element, property_) or (
        not property_ and not stated and _label_before(words) == "modified"
    )
    about: About = "modified" if is_modified else "published"
    if property_.startswith("date"):
        return Claim(about, when, "microdata", element.get("itemprop", "")[:100])
    origin: Origin = "text" if is_named else "time"
    return Claim(about, when, origin, flat(words)[:100])


def _is_modified(element: HtmlElement, property_: str) -> bool:
    if property_:
        return "datemodified" in property_ and "datepublished" not in property_
    if element.get("pubdate") is not None:
        return False
    names = words_of((element.get("class") or "")[:300])
    if names & {"updated", "modified", "lastmod", "update"} and not names & {"published"}:
        return True
    previous = element.getprevious()
    above = element.getparent()
    before = (previous.tail or short_text_of(previous, 60)) if previous is not None else ""
    if not before.strip() and above is not None:
        before = above.text or ""
    inside = (element.text or "")[:60]
    return _label_before(before[-60:] + " " + inside) == "modified"


def _label_before(text: str) -> About | None:
    """What the last label in a text says of the date that follows it."""
    about: About | None = None
    for match in _LABEL.finditer(text):
        about = "modified" if match["modified"] else "published"
    return about


def _from_texts(head: Head, custom: Custom) -> Iterator[tuple[bool, Claim]]:
    """Dates that people read, and whether a label says what they are.

    Near the headline any, elsewhere those behind a label.
    """
    around = head.around()
    count = 0
    for leaf in around:
        if not head.is_stray(leaf.box.element):
            for is_labelled, claim in _in_leaf(leaf, custom):
                count += not is_labelled
                if is_labelled or count <= _MOST_PLAIN:
                    yield is_labelled, claim
    numbers = {leaf.number for leaf in around}
    labelled = (
        leaf
        for leaf in head.sketch.leaves
        if 8 <= len(leaf.text) <= _LABELLED
        and leaf.number not in numbers
        and _DIGIT.search(leaf.text)
        and _LABEL.match(leaf.text)
    )
    for leaf in islice(labelled, _MOST):
        if not head.is_stray(leaf.box.element):
            yield from (pair for pair in _in_leaf(leaf, custom) if pair[0])


def _in_leaf(leaf: Leaf, custom: Custom) -> Iterator[tuple[bool, Claim]]:
    text = leaf.text
    end = 0
    about: About = "published"
    labelled = False
    for found in written(text, custom):
        between = text[end : found.start]
        label = _label_before(between) if len(between) <= _SENTENCE else None
        # Behind the first date of a line others follow without a label of their own.
        labelled = label is not None or (labelled and len(between) <= 10)
        about = label or about
        is_head = found.start <= _START and not _goes_on(text, found.end)
        if is_head or (labelled and len(text) <= _LABELLED):
            before = text[max(end, found.start - 30) : found.start]
            words = (before.partition(" ")[2] if len(before) == 30 else before) + text[
                found.start : found.end
            ]
            yield labelled, Claim(about, found.value, "text", flat(words)[:100])
        end = found.end


def _goes_on(text: str, end: int) -> bool:
    """Whether a sentence goes on behind a date: more words than a place or a name has."""
    following = text[end : end + 60].lstrip()
    return following[:1].isalpha() and len(_CLAUSE.split(following)[0].split()) > _PLACE


def _with_order(custom: Custom, head: Head) -> Custom:
    """The custom with what the page's unmistakable dates say about the order of day and month."""
    if custom.order:
        return custom
    orders: set[Literal["day", "month"]] = set()
    for leaf in head.sketch.leaves[:400]:
        if len(leaf.text) <= _SHORT_LEAF and "/" in leaf.text:
            for first, second in _PAIR.findall(leaf.text):
                if (int(first) > 12) != (int(second) > 12):
                    orders.add("day" if int(first) > 12 else "month")
    if len(orders) == 1:
        return replace(custom, order=orders.pop())
    return custom


_DIGIT = re.compile(r"\d")
_PAIR = re.compile(r"(?<![\d/])([0-3]?\d)/([0-3]?\d)/(?:19|20)\d\d(?!\d)")


def _from_path(url: str) -> Iterator[Claim]:
    if found := in_path(url):
        yield Claim("published", found[0], "url", found[1])


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once; a day in words that a marked element holds is that element's."""
    kept: list[Claim] = []
    marked: set[tuple[str, str]] = set()
    for claim in claims:
        day = (claim.about, claim.value[:10])
        if claim.origin == "text" and day in marked:
            continue
        if claim.origin in ("time", "microdata", "text"):
            marked.add(day)
        if claim not in kept:
            kept.append(claim)
    return kept[:_MOST]


def chosen(claims: Sequence[Claim]) -> Told:
    """The claims with the best founded of each kind chosen.

    Args:
        claims: the best founded first.
    """
    published = next((claim for claim in claims if claim.about == "published"), None)
    candidates = [claim for claim in claims if claim.about == "modified"]
    modified = next(
        (claim for claim in candidates if published is None or not _precedes(claim, published)),
        None,
    )
    reasons = []
    if published:
        reasons.append(_why(published, claims))
    if modified:
        reasons.append(_why(modified, claims))
    elif candidates:
        reasons.append(f"modified by nothing ({candidates[0].place} is before the publication)")
    return Told(
        published.value if published else None,
        modified.value if modified else None,
        tuple(claims),
        "; ".join(reasons),
    )


def _why(claim: Claim, claims: Sequence[Claim]) -> str:
    others = [other for other in claims if other.about == claim.about and other is not claim]
    apart = [abs((_day(other) - _day(claim)).days) for other in others]
    reason = f"{claim.about} by {claim.origin} {claim.place}"
    counts = (
        (apart.count(0), "agree" if apart.count(0) > 1 else "agrees"),
        (apart.count(1), "a day apart"),
        (sum(days > 1 for days in apart), "of another day"),
    )
    said = [f"{count} {words}" for count, words in counts if count]
    return f"{reason} ({', '.join(said)})" if said else reason


def _precedes(claim: Claim, published: Claim) -> bool:
    """Whether a change lies more than a day (time zones) before the publication."""
    return _day(claim) + timedelta(days=1) < _day(published)


def _day(claim: Claim) -> date:
    return date.fromisoformat(claim.value[:10])
