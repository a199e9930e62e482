"""What the styles of a DOCX file make of a paragraph (ECMA-376 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from archive.clean.article import BlockKind
from archive.clean.office.package import local, value

_HEADING = re.compile(r"heading [1-9]|subtitle|toc heading")
_BODY_LEVEL = 9
_DEEPEST = 20
_KINDS: dict[str, BlockKind] = {
    "quote": "quote", "intense quote": "quote", "block text": "quote", "caption": "caption",
    "footnote text": "footnote", "endnote text": "footnote",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph's part in a text.

    Attributes:
        kind: what it is by its style and outline level.
        is_title: it is the title of the document.
        is_contents: it is a line of a table of contents.
        list_number: ``numId`` of its list; empty, or ``0``, if it is in none.
        depth: its level in that list.
    """

    kind: BlockKind = "paragraph"
    is_title: bool = False
    is_contents: bool = False
    list_number: str = ""
    depth: int = 0


class Styles:
    """The styles of a document, and the language its text is said to be in."""

    def __init__(self, root: etree._Element | None) -> None:
        self.language = ""
        self._styles: dict[str, dict[str, etree._Element]] = {}
        self._looks: dict[str, Look] = {}
        self._usual = ""
        for element in root if root is not None else ():
            name = local(element)
            if name == "docDefaults":
                found = (child for child in element.iter() if local(child) == "lang")
                self.language = value(next(found, None))
            elif name == "style" and value(element, "type") in ("paragraph", ""):
                self._styles[value(element, "styleId")] = {local(part): part for part in element}
                if value(element, "default") in ("1", "true"):
                    self._usual = value(element, "styleId")

    def look(self, properties: etree._Element | None) -> Look:
        """The look of a paragraph with these properties (``pPr``)."""
        own = {local(part): part for part in properties} if properties is not None else {}
        name = value(own.get("pStyle")) or self._usual
        look = self._looks.get(name)
        if look is None:
            look = self._looks[name] = self._styled(name)
        if "outlineLvl" not in own and "numPr" not in own:
            return look
        kind = _by_level(own.get("outlineLvl")) or look.kind
        number, depth = _listed(own.get("numPr"))
        return Look(
            kind,
            look.is_title,
            look.is_contents,
            number or look.list_number,
            look.depth if depth is None else depth,
        )

    def _styled(self, name: str) -> Look:
        kind: BlockKind | None = None
        number, depth = "", None
        label = ""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                break
            shown = value(style.get("name")).lower()
            label = label or shown
            inside = {local(part): part for part in style.get("pPr", ())}
            kind = kind or _by_level(inside.get("outlineLvl")) or _by_name(shown)
            own_number, own_depth = _listed(inside.get("numPr"))
            number, depth = number or own_number, own_depth if depth is None else depth
            name = value(style.get("basedOn"))
        is_contents = label.startswith("toc ") and label != "toc heading"
        is_title = label == "title"
        if is_title:
            kind = "heading"
        return Look(kind or "paragraph", is_title, is_contents, number, depth or 0)


def _by_level(element: etree._Element | None) -> BlockKind | None:
    level = value(element)
    if not level.isdigit():
        return None
    return "heading" if int(level) < _BODY_LEVEL else None


def _by_name(name: str) -> BlockKind | None:
    return "heading" if _HEADING.fullmatch(name) else _KINDS.get(name)


def _listed(element: etree._Element | None) -> tuple[str, int | None]:
    if element is None:
        return "", None
    inside = {local(part): part for part in element}
    depth = value(inside.get("ilvl"))
    return value(inside.get("numId")), int(depth) if depth.isdigit() and len(depth) < 3 else None
