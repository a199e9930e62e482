"""Source files: TOML, read to typed sources; what is wrong is told by file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from archive.errors import BadInput
from archive.retention import PERIODS, Stage
from crawler.sources import expecting, pages, presence
from crawler.sources.hudoc import hudoc_of
from crawler.sources.json_api import json_of
from crawler.sources.schedule import schedule_of
from crawler.sources.source import TRAPS, UNITS, Scope, Source, surt_prefix

_SPAN = re.compile(r"(\d+)\s*(s|m|h|d|w)")
_DAY = 24 * 60 * 60
_LONGEST = timedelta(days=36525)
_T = TypeVar("_T", str, int, bool)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def loaded(path: Path) -> Source:
    """The source in a file.

    Raises:
        BadInput: the file is missing, is no TOML, or a key is unknown, missing or wrong; the
            message names file, line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise BadInput(f"cannot read the source file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not TOML: {error}") from error
    return Reader(path, text).source(table)


def span_of(text: str) -> timedelta | None:
    """The time that ``12h`` is; ``None`` where it is none. What is too long is the longest."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    try:
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    except (OverflowError, ValueError):
        return timedelta.max


@dataclass(frozen=True)
class Reader:
    """Takes typed values out of a table and says where a wrong one stands."""

    path: Path
    text: str

    def source(self, table: Mapping[str, Any]) -> Source:
        """The source in a file's table."""
        self.only(table, _KEYS, "")
        limits = self.table(table, "scope", ("include", "exclude", "max_depth"))
        name = self.value(table, "name", str, "")
        if not _NAME.fullmatch(name):
            raise self.error("name", f"is {name!r}; use lower-case letters, digits and hyphens")
        urls = {key: self.urls(table, key) for key in ("seeds", "feeds", "sitemaps", "listings")}
        hudoc, json = hudoc_of(self, table), json_of(self, table)
        urls["listings"] += tuple(query.seed for query in (hudoc, json) if query)
        if not any(urls.values()):
            raise self.error("seeds", "is empty; name at least one URL to begin with")
        scope = self.scope(limits, [url for found in urls.values() for url in found])
        return Source(
            name=name,
            title=self.value(table, "title", str, name),
            publisher=self.value(table, "publisher", str, ""),
            enabled=self.value(table, "enabled", bool, True),
            scope=scope,
            **urls,
            languages=self.strings(table, "languages"),
            revisit=self.span(table, "revisit", "") if "revisit" in table else None,
            delay=self.number(table, "delay", 1.0, "seconds, from 0 to a day", _DAY),
            max_pages=self.value(table, "max_pages", int, 0),
            requisites=self.value(table, "requisites", bool, True),
            requisite_mb=self.number(table, "requisite_mb", 10.0, "megabytes, from 0 to 100000"),
            documents=self.value(table, "documents", bool, True),
            document_mb=self.number(table, "document_mb", 50.0, "megabytes, from 0 to 100000"),
            allow_private=self.value(table, "allow_private", bool, False),
            verify_certificates=self.value(table, "verify_certificates", bool, False),
            user_agent=self.value(table, "user_agent", str, ""),
            retention=self.retention(self.table(table, "retention", tuple(_STAGES))),
            schedule=schedule_of(self, table),
            hudoc=hudoc,
            json=json,
            pages=pages.pages_of(self, self.table(table, "pages", pages.KEYS), scope),
            gone=presence.terms_of(self, self.table(table, "gone", presence.KEYS)),
            expect=expecting.expectations(self, self.table(table, "expect", expecting.KEYS)),
        )

    def table(
        self, table: Mapping[str, Any], key: str, known: tuple[str, ...]
    ) -> Mapping[str, Any]:
        """The table at a key, with known keys only; empty where it is missing."""
        found = table.get(key, {})
        if not isinstance(found, dict):
            raise self.error(key, f"is not a table; write [{key}] and its keys below it")
        self.only(found, known, f"{key}.")
        return found

    def retention(self, table: Mapping[str, Any]) -> tuple[Stage, ...]:
        """The stages of a retention."""
        spans = {key: self.span(table, key, "") for key in _STAGES if key in table}
        for key, span in spans.items():
            if span < timedelta(days=1):
                raise self.error(key, f"is {table[key]!r}; a day is the least")
        for (key, span), (later, longer) in pairwise(spans.items()):
            if longer <= span:
                raise self.error(later, f"is {table[later]!r}; it must be longer than {key}")
        return tuple(Stage(span, _STAGES[key]) for key, span in spans.items())

    def scope(self, table: Mapping[str, Any], urls: list[str]) -> Scope:
        """The scope in its table; the hosts of ``urls`` where it names none."""
        include = self.urls(table, "include", "scope.include") or tuple(
            f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/" for url in urls
        )
        exclude = [*TRAPS, *self.strings(table, "exclude")]
        return Scope(
            include=tuple(dict.fromkeys(surt_prefix(url) for url in include)),
            exclude=tuple(self.pattern(text) for text in exclude),
            max_depth=self.value(table, "max_depth", int, 8),
        )

    def pattern(self, text: str, key: str = "exclude", prefix: str = "scope.") -> re.Pattern[str]:
        """A regular expression."""
        try:
            return re.compile(text)
        except re.error as error:
            raise self.error(key, f"has a wrong pattern {text!r}: {error}", prefix) from error

    def urls(self, table: Mapping[str, Any], key: str, shown: str = "") -> tuple[str, ...]:
        """A list of http or https URLs."""
        urls = self.strings(table, key)
        for url in urls:
            try:
                parts = urlsplit(url)
                is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
            except ValueError:
                is_good = False
            if not is_good:
                raise self.error(shown or key, f"has {url!r}, which is no http or https URL")
        return urls

    def strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of strings."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "is not a list of strings")
        return tuple(value)

    def value(self, table: Mapping[str, Any], key: str, kind: type[_T], default: _T) -> _T:
        """A value of a kind."""
        value = table.get(key, default)
        if not isinstance(value, kind) or (kind is int and (isinstance(value, bool) or value < 0)):
            words = {str: "a string", int: "a whole number, 0 or more", bool: "true or false"}
            raise self.error(key, f"is {value!r}, not {words[kind]}")
        return value

    def number(
        self, table: Mapping[str, Any], key: str, default: float, what: str, below: int = 100_001
    ) -> float:
        """A number from 0 to less than ``below``."""
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < below:
            raise self.error(key, f"is {value!r}, not a number of {what}")
        return float(value)

    def span(self, table: Mapping[str, Any], key: str, default: str) -> timedelta:
        """A time such as ``12h``."""
        value = table.get(key, default)
        span = span_of(value) if isinstance(value, str) else None
        if span is None:
            raise self.error(key, f'is {value!r}; write a time like "30m", "12h", "1d"')
        if span > _LONGEST:
            raise self.error(key, f"is {value!r}; a hundred years are the most")
        return span

    def only(self, table: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> None:
        """Refuse a key that is not known."""
        for key in table:
            if key not in known:
                raise self.error(key, f"is not known here; known: {', '.join(known)}", prefix)

    def error(self, key: str, what: str, prefix: str = "") -> BadInput:
        """What is wrong with a key, by file and line; ``prefix`` names its table."""
        path = f"{prefix}{key}"
        *tables, last = path.split(".")
        lines = list(enumerate(self.text.splitlines(), 1))
        if tables:
            # Two tables may have a key of the same name.
            head = re.compile(rf"\s*\[{{1,2}}\s*{re.escape('.'.join(tables))}\s*\]")
            begin = next((n for n, text in lines if head.match(text)), 0)
            lines = lines[begin:] + lines[:begin]
        pattern = re.compile(rf'\s*(?:\[{{1,2}}\s*(?:[\w-]+\.)*)?"?{re.escape(last)}"?\s*(?:=|\])')
        line = next((n for n, text in lines if pattern.match(text)), lines[0][0] if lines else 1)
        return BadInput(f"{self.path}, line {line}: {path} {what}")


_KEYS = (
    "name", "title", "publisher", "enabled", "languages", "seeds", "feeds", "sitemaps", "listings",
    "scope", "revisit", "delay", "max_pages", "requisites", "requisite_mb", "documents",
    "document_mb", "allow_private", "verify_certificates", "user_agent", "retention", "pages",
    "schedule", "expect", "gone", "hudoc", "json",
)  # fmt: skip


_STAGES = dict(zip(("daily_after", "weekly_after", "monthly_after"), PERIODS, strict=True))
"""Keys of ``[retention]`` and of how long a time one capture then stays."""
