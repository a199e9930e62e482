"""Notices: what a catalogue said of a document when the document was asked for.

Databases such as HUDOC tell of a document in the answer to a query, and give its text at another
address. The notice goes into the metadata record of the exchange that fetched the text, so that
both stay together in every copy of the records.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

Form = Literal["text", "copy", "page"]
"""``text``: the exchange brings the text of the page and nothing else. ``copy``: the same in
another form, a PDF. ``page``: it brings an ordinary page."""
Scheme = Literal["hudoc", "hudoc-rss", "json"]
"""How the columns are to be read: those of a HUDOC site's search, of an item of its RSS feed, or
named by the source file (``title``, ``published``, ``language``; all others are fields)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a catalogue said of a document.

    Attributes:
        page: the address that people know the document by.
        form: what the exchange brings of it.
        scheme: how the columns are to be read.
        columns: name and value of each, as the catalogue gave them.
        text: path of the text, where the exchange brings JSON (``archive.clean.values``).
    """

    page: str
    form: Form = "text"
    scheme: Scheme = "hudoc"
    columns: tuple[tuple[str, str], ...] = ()
    text: str = ""

    def column(self, name: str) -> str:
        """The value of a column, without the spaces around it; empty where there is none."""
        return next((value.strip() for key, value in self.columns if key == name), "")


def written(notice: Notice) -> str:
    """A notice as one line of JSON, all of it ASCII."""
    said: dict[str, object] = {
        "page": notice.page, "form": notice.form, "scheme": notice.scheme,
        "columns": dict(notice.columns),
    }  # fmt: skip
    if notice.text:
        said["text"] = notice.text
    return json.dumps(said, separators=(",", ":"))


def read(words: str) -> Notice | None:
    """The notice in a line that ``written`` made; ``None`` where it is none."""
    try:
        said = json.loads(words)
        page, form, scheme = said["page"], said["form"], said["scheme"]
        text = str(said.get("text", ""))
        columns = tuple((str(name), str(value)) for name, value in said["columns"].items())
        is_web = urlsplit(page).scheme in ("http", "https")
        page.encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not is_web or form not in get_args(Form) or scheme not in get_args(Scheme):
        return None
    return Notice(page, form, scheme, columns, text)
