"""From an ODT file to an article (OpenDocument 1.3, ISO/IEC 26300)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.clean.article import Article, Block, BlockKind, Reference, stamp
from archive.clean.facts import flat
from archive.clean.office.composing import About, Text, composed
from archive.clean.office.package import BadPackage, Package, elements, local, value

EXTRACTOR = stamp("lxml")
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
# Tracked changes keep what was deleted; notes, comments and frames are read by themselves.
_ASIDE = frozenset(("tracked-changes", "annotation", "note", "sequence-decls", "forms", "frame"))
_BREAKS = {"line-break": "\n", "tab": "\t"}
_CONTAINERS = frozenset(
    ("section", "text-box", "index-body", "table-of-content", "index-title", "frame", "list-header",
     "text", "body", "alphabetical-index", "illustration-index", "table-index", "bibliography",
     "user-index", "object-index")
)  # fmt: skip


@dataclass(slots=True)
class _Reader:
    text: Text = field(default_factory=lambda: Text([], []))
    waiting: list[Block] = field(default_factory=list)
    frames: list[etree._Element] = field(default_factory=list)

    def read(self, element: etree._Element, kind: BlockKind = "paragraph") -> None:
        """An element of the text, in its order."""
        name = local(element)
        if name in ("p", "h"):
            self._paragraph(element, "heading" if name == "h" else kind)
        elif name == "list":
            for item in element:
                for child in item:
                    self.read(child, "item")
        elif name == "table":
            self._table(element)
        elif name in _CONTAINERS:
            for child in element:
                self.read(child, kind)

    def _paragraph(self, element: etree._Element, kind: BlockKind) -> None:
        links: list[tuple[str, str]] = []
        words = "".join(self._pieces(element, links)).strip()
        head, tab, page = words.rpartition("\t")
        if words and tab and page.isdigit() and kind == "paragraph":
            self._add("row", f"{flat(head)} | {page}", links)
        elif words:
            lines = (flat(line) for line in words.split("\n"))
            self._add(kind, "\n".join(line for line in lines if line), links)
        if words and not self.text.title and value(element, "style-name") == "Title":
            self.text.title = self.text.blocks[-1].text
        self._flush()
        frames, self.frames = self.frames, []
        for frame in frames:
            for child in frame:
                self.read(child)

    def _table(self, table: etree._Element) -> None:
        for row in (e for e in table.iter() if local(e) == "table-row"):
            links: list[tuple[str, str]] = []
            cells = [self._cell(cell, links) for cell in row if local(cell) == "table-cell"]
            if any(cells):
                self._add("row" if len(cells) > 1 else "paragraph", " | ".join(cells), links)
            self._flush()

    def _cell(self, cell: etree._Element, links: list[tuple[str, str]]) -> str:
        paragraphs = (e for e in cell.iter() if local(e) in ("p", "h"))
        return flat(" ".join("".join(self._pieces(e, links)) for e in paragraphs))

    def _pieces(self, element: etree._Element, links: list[tuple[str, str]]) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            name = local(child)
            if name == "note":
                yield self._note(child)
            elif name == "frame":
                self.frames.append(child)
            elif name == "s":
                yield " "
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name and name not in _ASIDE:
                words = "".join(self._pieces(child, links))
                if name == "a" and value(child, "href").lower().startswith(("http", "mailto:")):
                    links.append((value(child, "href"), flat(words)))
                yield words
            yield child.tail or ""

    def _note(self, note: etree._Element) -> str:
        inside = {local(child): child for child in note}
        body, mark = inside.get("note-body"), inside.get("note-citation")
        if body is None or mark is None:
            return ""
        name = flat("".join(mark.itertext()))
        words = flat(" ".join("".join(e.itertext()) for e in body))
        self.waiting.append(Block("footnote", f"[{name}] {words}"))
        return f"[{name}]"

    def _add(self, kind: BlockKind, words: str, links: list[tuple[str, str]]) -> None:
        block = len(self.text.blocks)
        self.text.blocks.append(Block(kind, words))
        self.text.references += [Reference(url, shown, block) for url, shown in links]

    def _flush(self) -> None:
        self.text.blocks += self.waiting
        self.waiting.clear()


def extract_odt(payload: bytes) -> Article:
    """The text of an ODT file; ``note`` says why there is none, or only a part. Never raises.

    Deleted text, comments, headers and footers are left out. Of each part of the file at most
    64 MiB are read.
    """
    reader = _Reader()
    try:
        package = Package(payload)
        for body in elements(_content(package), (f"{{{_OFFICE}}}text",)):
            reader.read(body)
        about = _about(package)
    except BadPackage as fault:
        return Article(kind="document", extractor=EXTRACTOR, note=str(fault))
    reader.text.note = "only a part of the file could be read" if package.cut else ""
    return composed(reader.text, about, EXTRACTOR)


def _content(package: Package) -> bytes:
    if b"manifest:encryption-data" in package.part("META-INF/manifest.xml"):
        raise BadPackage("the file is encrypted: a password is needed to read it")
    content = package.part("content.xml")
    if not content:
        raise BadPackage("the file is damaged: its text is missing")
    return content


def _about(package: Package) -> About:
    """The metadata (OpenDocument part 3, 4.3)."""
    root = package.tree("meta.xml")
    found = {local(e): e.text or "" for e in root.iter()} if root is not None else {}
    return About(
        found.get("title", ""),
        found.get("initial-creator", "") or found.get("creator", ""),
        found.get("language", ""),
        ("meta:creation-date", found.get("creation-date", "")),
        ("dc:date", found.get("date", "")),
    )
