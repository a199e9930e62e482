"""From a DOCX file to an article (ECMA-376, transitional and strict; also DOCM, DOTX, DOTM)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.clean.article import Article, Block, BlockKind, Reference, stamp
from archive.clean.facts import flat
from archive.clean.office.composing import About, Text, composed
from archive.clean.office.numbering import Numbering, roman
from archive.clean.office.package import BadPackage, Package, elements, local, value
from archive.clean.office.styles import Look, Styles

EXTRACTOR = stamp("lxml")
_SPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
           "http://purl.oclc.org/ooxml/wordprocessingml/main")  # fmt: skip
_TAGS = tuple(f"{{{space}}}{name}" for space in _SPACES for name in ("p", "tbl"))
# Taken out, said twice, or no words at all (17.13.5, part 3, 7.6).
_SILENT = frozenset(
    ("del", "moveFrom", "Fallback", "rPr", "pPr", "instrText", "delText", "txbxContent", "tblPr",
     "sdtPr")
)  # fmt: skip
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CONTENTS_PAGE = re.compile(r"\s*\t\s*(\d{1,4}|[ivxlc]{1,6})$")
_LETTERED = re.compile(r"\(?(?:[a-z]{1,2}|[ivxlc]+)[.)]$")
_LINES = re.compile(r"\s*\n\s*")
_MOST_BLOCKS = 200_000
_CORE = {"title": "title", "creator": "authors", "language": "language"}


@dataclass(slots=True)
class _Notes:
    """Footnotes or endnotes: their texts by id, and the names they were given so far."""

    texts: dict[str, str]
    is_end: bool = False
    names: dict[str, str] = field(default_factory=dict)

    def mark(self, number: str) -> str:
        """The mark of a note in the text."""
        if number not in self.texts:
            return ""
        count = len(self.names) + 1
        name = self.names.setdefault(number, roman(count) if self.is_end else str(count))
        return f"[{name}]"


@dataclass(slots=True)
class _Reader:
    """Reads paragraphs and tables into blocks."""

    styles: Styles
    numbering: Numbering
    links: dict[str, str]
    notes: dict[str, _Notes]
    text: Text = field(default_factory=lambda: Text([], []))
    waiting: list[Block] = field(default_factory=list)

    def read(self, element: etree._Element) -> None:
        """A paragraph or table that stands in no other."""
        if local(element) == "tbl":
            self._table(element)
        else:
            self._paragraph(element)
        for box in _boxes(element):
            for child in box:
                if local(child) in ("p", "tbl"):
                    self.read(child)

    def words(self, element: etree._Element) -> str:
        """The words in an element, breaks as they are."""
        return "".join(self._pieces(element, []))

    def end(self) -> None:
        """Add what stands at the end: endnotes."""
        notes = self.notes["endnote"]
        for number, name in notes.names.items():
            self.text.blocks.append(Block("footnote", f"[{name}] {notes.texts[number]}"))

    def _paragraph(self, element: etree._Element) -> None:
        look = self.styles.look(_child(element, "pPr"))
        links: list[tuple[str, str]] = []
        words = "".join(self._pieces(element, links)).strip(" \t\n")
        label, is_bullet = self.numbering.label(look.list_number, look.depth)
        if not words:
            return
        if look.is_contents and (page := _CONTENTS_PAGE.search(words)):
            self._add("row", f"{label} {words[: page.start()]} | {page[1]}")
        else:
            kind = _kind(look, label, is_bullet=is_bullet)
            self._add(kind, f"{label} {words}" if label else words)
            if look.is_title and not self.text.title:
                self.text.title = self.text.blocks[-1].text
        self._refer(links)
        self._flush()

    def _table(self, table: etree._Element) -> None:
        rows = list(_rows(table))
        if max((len(row) for row in rows), default=0) < 2:
            # One cell a row is a frame around text.
            for cell in (cell for row in rows for cell in row):
                for child in _within(cell):
                    self.read(child)
            return
        for row in rows:
            links: list[tuple[str, str]] = []
            cells = [self._cell(cell, links) for cell in row]
            if any(cells):
                self._add("row", " | ".join(cells))
                self._refer(links)
            self._flush()

    def _cell(self, cell: etree._Element, links: list[tuple[str, str]]) -> str:
        parts = []
        for paragraph in (e for e in cell.iter() if local(e) == "p" and not _is_aside(e, cell)):
            look = self.styles.look(_child(paragraph, "pPr"))
            words = "".join(self._pieces(paragraph, links))
            label, _ = self.numbering.label(look.list_number, look.depth)
            parts.append(f"{label} {words}" if label and words.strip() else words)
        return flat(" ".join(parts))

    def _pieces(self, element: etree._Element, links: list[tuple[str, str]]) -> Iterator[str]:
        """The words in an element, in pieces."""
        for child in element:
            name = local(child)
            if name in _SILENT or not name or _is_unseen(child, name):
                continue
            if name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._mark(name[: -len("Reference")], value(child, "id"))
            elif name == "hyperlink":
                words = "".join(self._pieces(child, links))
                if url := self.links.get(value(child, "id")):
                    links.append((url, flat(words)))
                yield words
            else:
                yield from self._pieces(child, links)

    def _mark(self, kind: str, number: str) -> str:
        notes = self.notes[kind]
        is_new = number not in notes.names
        mark = notes.mark(number)
        if mark and is_new and not notes.is_end:
            self.waiting.append(Block("footnote", f"{mark} {notes.texts[number]}"))
        return mark

    def _add(self, kind: BlockKind, words: str) -> None:
        lines = _LINES.split(words)
        text = "\n".join(line for line in (flat(line) for line in lines) if line)
        self.text.blocks.append(Block(kind, text if kind != "heading" else flat(text)))

    def _refer(self, links: list[tuple[str, str]]) -> None:
        block = len(self.text.blocks) - 1
        self.text.references += [Reference(url, words, block) for url, words in links]

    def _flush(self) -> None:
        self.text.blocks += self.waiting
        self.waiting.clear()


def extract_docx(payload: bytes) -> Article:
    """The text of a DOCX file; ``note`` says why there is none, or only a part. Never raises.

    Headings are told by style and outline level, lists by their numbering, which is counted as Word
    counts it. Tables are rows, except those of one column. Footnotes follow their paragraph.
    Deleted and hidden text, comments, headers and footers are left out. Of each part of the file at
    most 64 MiB are read.
    """
    try:
        package = Package(payload)
        main = _main(package)
        reader = _reader(package, main)
        for element in elements(package.part(main), _TAGS):
            if _is_outermost(element):
                reader.read(element)
                _forget(element)
            if len(reader.text.blocks) > _MOST_BLOCKS:
                package.cut.append(main)
                break
    except BadPackage as fault:
        return Article(kind="document", extractor=EXTRACTOR, note=str(fault))
    reader.end()
    text, about = reader.text, _about(package)
    text.language = reader.styles.language
    text.note = "only a part of the file could be read" if package.cut else ""
    return composed(text, about, EXTRACTOR)


def _main(package: Package) -> str:
    """The name of the main part (ECMA-376 part 2, 9.3)."""
    for _, kind, target in _relations(package, "_rels/.rels"):
        if kind.endswith("/officeDocument"):
            return target.lstrip("/")
    if "word/document.xml" in package:
        return "word/document.xml"
    raise BadPackage("the file is damaged: its text is missing")


def _relations(package: Package, name: str) -> Iterator[tuple[str, str, str]]:
    root = package.tree(name)
    for element in root if root is not None else ():
        yield value(element, "Id"), value(element, "Type"), value(element, "Target")


def _reader(package: Package, main: str) -> _Reader:
    folder, name = posixpath.split(main)
    parts = {"styles": "styles.xml", "numbering": "numbering.xml", "footnotes": "footnotes.xml",
             "endnotes": "endnotes.xml"}  # fmt: skip
    links = {}
    for number, kind, target in _relations(package, f"{folder}/_rels/{name}.rels"):
        form = kind.rpartition("/")[2]
        if form == "hyperlink" and target.lower().startswith(("http://", "https://", "mailto:")):
            links[number] = target
        elif form in parts:
            parts[form] = target
    paths = {form: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
             for form, target in parts.items()}  # fmt: skip
    styles, numbering = package.tree(paths["styles"]), package.tree(paths["numbering"])
    reader = _Reader(Styles(styles), Numbering(numbering), links, {})
    reader.notes = {
        "footnote": _Notes(_note_texts(package, paths["footnotes"], reader)),
        "endnote": _Notes(_note_texts(package, paths["endnotes"], reader), is_end=True),
    }
    return reader


def _note_texts(package: Package, name: str, reader: _Reader) -> dict[str, str]:
    root = package.tree(name)
    texts: dict[str, str] = {}
    reader.notes = {"footnote": _Notes({}), "endnote": _Notes({})}
    for note in root if root is not None else ():
        # The lines that part notes from the text are kept among them (17.11.2).
        if value(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        paragraphs = (e for e in note.iter() if local(e) == "p")
        texts[value(note, "id")] = flat(" ".join(map(reader.words, paragraphs)))
    return {number: text for number, text in texts.items() if text}


def _about(package: Package) -> About:
    """The core properties (ECMA-376 part 2, 11)."""
    root = package.tree("docProps/core.xml")
    found = {local(element): element.text or "" for element in root} if root is not None else {}
    return About(
        found.get("title", ""),
        found.get("creator", ""),
        found.get("language", ""),
        ("dcterms:created", found.get("created", "")),
        ("dcterms:modified", found.get("modified", "")),
    )


def _kind(look: Look, label: str, *, is_bullet: bool) -> BlockKind:
    if look.kind != "paragraph":
        return look.kind
    # Numbered paragraphs are paragraphs; bullets, letters and small Roman numbers are lists.
    return "item" if is_bullet or _LETTERED.match(label) else "paragraph"


def _is_unseen(element: etree._Element, name: str) -> bool:
    """Whether a run is hidden, or a field shows only what is to be put into it."""
    if name == "r":
        hidden = _child(_child(element, "rPr"), "vanish")
        return hidden is not None and value(hidden) not in ("0", "false", "off")
    if name == "sdt":
        return _child(_child(element, "sdtPr"), "showingPlcHdr") is not None
    return False


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is None:
        return None
    return next((child for child in element if local(child) == name), None)


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes anchored in a paragraph, each once."""
    boxes = (box for box in element.iter() if local(box) == "txbxContent")
    return [box for box in boxes if not _is_aside(box, element)]


def _is_aside(element: etree._Element, outer: etree._Element) -> bool:
    """Whether an element is in a text box or in an older rendering of something in another."""
    for around in element.iterancestors():
        if around is outer:
            return False
        if local(around) in ("txbxContent", "Fallback"):
            return True
    return False


def _is_outermost(element: etree._Element) -> bool:
    return not any(local(around) in ("p", "tbl") for around in element.iterancestors())


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    for row in (child for child in _through(table) if local(child) == "tr"):
        if _child(_child(row, "trPr"), "del") is None:
            yield [cell for cell in _through(row) if local(cell) == "tc"]


def _within(cell: etree._Element) -> list[etree._Element]:
    return [child for child in _through(cell) if local(child) in ("p", "tbl")]


def _through(element: etree._Element) -> Iterator[etree._Element]:
    """The children of an element, those of content controls and the like in their place."""
    for child in element:
        if local(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _through(child)
        else:
            yield child


def _forget(element: etree._Element) -> None:
    """Free what has been read."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
