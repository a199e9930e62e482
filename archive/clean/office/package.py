"""ZIP packages of XML parts, read with bounds: what a file claims of its sizes is not believed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

_MOST_ENTRIES = 10_000
_MOST_BYTES = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


class BadPackage(Exception):
    """A package that cannot be read; the message says why."""


class Package:
    """The parts of a package.

    Attributes:
        cut: names of parts of which only the first 64 MiB are read.
    """

    def __init__(self, payload: bytes) -> None:
        """Open a package.

        Raises:
            BadPackage: it is no ZIP file, or has too many entries.
        """
        self.cut: list[str] = []
        try:
            self._zip = zipfile.ZipFile(BytesIO(payload))
            entries = self._zip.infolist()
        except _FAULTS as fault:
            raise BadPackage(f"the file is damaged: {fault}") from fault
        if len(entries) > _MOST_ENTRIES:
            raise BadPackage(f"the file has {len(entries):,} parts, more than {_MOST_ENTRIES:,}")
        self._names = {entry.filename.lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def part(self, name: str) -> bytes:
        """The bytes of a part, at most 64 MiB of them; empty if there is none.

        Raises:
            BadPackage: it is encrypted or damaged before its first byte.
        """
        entry = self._names.get(name.lower())
        if entry is None:
            return b""
        if entry.flag_bits & 1:
            raise BadPackage("the file is encrypted: a password is needed to read it")
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while size < _MOST_BYTES and (piece := stream.read(_PIECE)):
                    pieces.append(piece)
                    size += len(piece)
                if size >= _MOST_BYTES:
                    self.cut.append(name)
        except _FAULTS as fault:
            if not pieces:
                raise BadPackage(f"the file is damaged: {name}: {fault}") from fault
            self.cut.append(name)
        return b"".join(pieces)

    def tree(self, name: str) -> etree._Element | None:
        """The root of a side part; ``None`` if there is none, or none that can be read.

        That such a part is damaged costs what it says, not the text.
        """
        try:
            part = self.part(name)
        except BadPackage:
            self.cut.append(name)
            return None
        if not part or _has_types(part):
            return None
        try:
            return etree.fromstring(part, _parser())
        except (etree.XMLSyntaxError, ValueError):
            return None


def elements(part: bytes, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Elements of a part by their tags, each as it ends, as far as the part can be read.

    Raises:
        BadPackage: it declares a document type. The formats have none (ECMA-376 part 2, 8.2.5;
            entities that name each other grow without bounds).
    """
    if _has_types(part):
        raise BadPackage("the file declares XML entities, which such files do not have")
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    try:
        for _, element in etree.iterparse(BytesIO(part), tag=tags, events=("end",), **options):
            yield element
    except (etree.XMLSyntaxError, ValueError):
        return


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute whatever its namespace: strict and transitional files have two."""
    if element is None:
        return ""
    found = (text for key, text in element.attrib.items() if key.rpartition("}")[2] == name)
    return str(next(found, ""))


def _has_types(part: bytes) -> bool:
    return b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part[:4096]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
