"""What endpoints are asked, declared once: by it addresses are read, and described to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from archive.api.parameters import Refused
from archive.errors import BadInput
from archive.search.options import is_yes
from archive.serving.addresses import whole_url
from archive.urls import host_meant, parsed_time

_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an endpoint.

    Attributes:
        name: as it stands in addresses.
        about: what it says, for people.
        schema: what it may be, as JSON Schema.
        example: one.
        read: makes of it what is meant.

    Raises:
                BadInput: it means nothing.
        default: what is meant where it is not given.
        is_required: whether it must be given.
    """

    name: str
    about: str
    schema: dict[str, Any]
    example: Any
    read: Callable[[str], Any]
    default: Any = None
    is_required: bool = False


def asked(params: QueryParams, fields: Collection[Field]) -> dict[str, Any]:
    """The parameters of an address.

    Args:
        params: as they came.
        fields: those that the endpoint takes.

    Raises:
        Refused: one is not known, is given twice, is missing, or means nothing.
    """
    faults: dict[str, str] = {}
    known = [one.name for one in fields]
    for name, count in Counter(name for name, _ in params.multi_items()).items():
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none"
            faults[name[:40]] = f"there is no such parameter; {there}"
        elif count > 1:
            faults[name] = "given more than once"
    found: dict[str, Any] = {}
    for field in fields:
        text = params.get(field.name, "").strip()
        found[field.name] = field.default
        try:
            if text:
                found[field.name] = field.read(text[:_LONGEST])
            elif field.is_required:
                faults[field.name] = f"is missing; one is {field.example}"
        except BadInput as error:
            faults.setdefault(field.name, str(error))
    if faults:
        raise Refused(faults)
    return found


def number(name: str, about: str, least: int, most: int, default: int) -> Field:
    """A whole number."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        raise BadInput(f"{text[:40]!r} is no number from {least} to {most}")

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Field(name, about, schema, default, read, default)


def choice(name: str, about: str, words: Sequence[str], default: str | None = None) -> Field:
    """One of some words."""

    def read(text: str) -> str:
        if text in words:
            return text
        raise BadInput(f"{text[:40]!r} is none of {', '.join(words)}")

    schema: dict[str, Any] = {"type": "string", "enum": list(words)}
    return Field(
        name, about, schema if default is None else schema | {"default": default}, words[0], read,
        default,
    )  # fmt: skip


def flag(name: str, about: str) -> Field:
    """Yes or no."""
    return Field(name, about, {"type": "boolean", "default": False}, True, is_yes, False)


def words(name: str, about: str, example: str) -> Field:
    """Any text."""
    return Field(name, about, {"type": "string"}, example, str, "")


def required(field: Field) -> Field:
    """The same, which must be given."""
    return replace(field, is_required=True)


def moment(name: str, about: str) -> Field:
    """A time."""
    how = f"{about} A day, month, year or time, UTC unless it says otherwise."
    return Field(name, how, {"type": "string"}, "2025-03-14", _time)


def _time(text: str) -> datetime:
    found = parsed_time(text)
    if found is None:
        raise BadInput(f"{text[:40]!r} is no time; write e.g. 2025, 2025-03-14 or 20250314100000")
    return found


def _url(text: str) -> str:
    found = whole_url(text)
    if found is None:
        raise BadInput(f"{text[:40]!r} is no URL")
    return found


URL = Field(
    "url", "URL of a page, in any spelling.", {"type": "string", "maxLength": _LONGEST},
    "https://www.example.org/2025/prisons", _url, is_required=True,
)  # fmt: skip
AT = moment("at", "The capture nearest to this time; the latest without.")
SOURCE = words("source", "Name of a source.", "example-org")
HOST = Field(
    "host", "Only pages of this host, and of those below it.", {"type": "string"}, "example.org",
    host_meant, "",
)  # fmt: skip
