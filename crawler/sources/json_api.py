"""A source that a site lists as JSON: the table ``[json]`` of a source file.

What stands where in the answer is named by paths: names and numbers with dots between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.sources.loading import Reader

_KEYS = ("url", "first", "length", "items", "page", "document", "text", "title", "published",
         "language", "fields")  # fmt: skip
_PLACE = re.compile(r"\{(page|start)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
OWN = frozenset(("title", "published", "language"))
"""Names of columns that are no fields."""


@dataclass(frozen=True, slots=True)
class JsonApi:
    """A list that a site gives as JSON, page by page.

    Attributes:
        url: of the list; ``{page}`` stands for the number of its page, ``{start}`` for that of its
            first item. Without either there is one page.
        first: the number of the first page, or item.
        length: items a page has; one with fewer is the last.
        items: path of the list in the answer; empty where the answer is the list.
        page: the address that people know an item by: with paths in the item in braces.
        document: the address where its text is had, likewise; empty where that is ``page``.
        text: path of the text, where that address answers JSON; HTML or plain.
        columns: names and paths of what is said of an item: ``title``, ``published``,
            ``language``, and fields.
    """

    url: str
    first: int = 1
    length: int = 100
    items: str = ""
    page: str = "{link}"
    document: str = ""
    text: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def seed(self) -> str:
        """The first page of the list."""
        return self.asked(self.first)

    def asked(self, number: int) -> str:
        """The address of a page of the list: by its number, or that of its first item."""
        return _PLACE.sub(str(number), self.url)

    def meant(self, url: str) -> int | None:
        """The number in an address that ``asked`` gave; ``None`` of any other."""
        place = _PLACE.search(self.url)
        if place is None:
            return self.first if url == self.url else None
        begin, end = self.url[: place.start()], self.url[place.end() :]
        number = url[len(begin) : len(url) - len(end)]
        is_one = url == f"{begin}{number}{end}" and number.isascii() and number.isdigit()
        return int(number) if is_one and len(number) < 10 else None

    def following(self, number: int) -> int | None:
        """The number behind one; ``None`` where the list has one page."""
        place = _PLACE.search(self.url)
        if place is None:
            return None
        return number + (1 if place[1] == "page" else self.length)


def json_of(reader: Reader, table: Mapping[str, Any]) -> JsonApi | None:
    """The list that a source file names; ``None`` where it names none.

    Raises:
        BadInput: a key is unknown or wrong.
    """
    if "json" not in table:
        return None
    said = reader.table(table, "json", _KEYS)
    url = reader.value(said, "url", str, "")
    reader.urls({"url": [_PLACE.sub("1", url)]}, "url", "json.url")
    if len(_PLACE.findall(url)) > 1:
        raise reader.error("url", "has more than one {page} or {start}", "json.")
    fields = said.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(path, str) for path in fields.values()):
        raise reader.error("fields", "is not a table of names and paths", "json.")
    if wrong := next((n for n in fields if not _NAME.fullmatch(n) or n in OWN), None):
        what = f"has {wrong!r}; use lower-case letters, digits and _, and none of {sorted(OWN)}"
        raise reader.error("fields", what, "json.")
    own = {name: reader.value(said, name, str, "") for name in ("title", "published", "language")}
    found = JsonApi(
        url=url,
        first=reader.value(said, "first", int, 1 if "{page}" in url else 0),
        length=reader.value(said, "length", int, 100),
        items=reader.value(said, "items", str, ""),
        page=reader.value(said, "page", str, "{link}"),
        document=reader.value(said, "document", str, ""),
        text=reader.value(said, "text", str, ""),
        columns=tuple((name, path) for name, path in (*own.items(), *fields.items()) if path),
    )
    if not found.length:
        raise reader.error("length", "is 0; write how many items a page has", "json.")
    if found.text and not found.document:
        raise reader.error("text", "needs document, the address where that JSON is had", "json.")
    return found
