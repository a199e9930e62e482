"""What a search address asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from archive.search.options import Given, given
from archive.search.wording import labelled
from archive.serving.addresses import whole_url
from archive.translation import N_, _
from archive.translation.table import Table

_URL = re.compile(
    r"https?:/|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,18}(?::\d+)?/\S*$", re.IGNORECASE
)
_ORDERS = Table(
    {"": N_("best first"), "fresh": N_("best and recent first"), "newest": N_("newest first")}
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter that is on.

    Attributes:
        words: what it does.
        without: address of the search without it.
    """

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of a search, as typed; empty where nothing was said.

    Attributes:
        query: words.
        source: name of a source.
        site: host or beginning of an address.
        language: ISO 639-1 code.
        kind: page kind.
        since, until: year, month or day; both inclusive.
        at: the day whose versions are meant.
        all_versions: ``1`` where older texts count too.
        order: ``fresh`` or ``newest``.
        number: page of results, from 1.
    """

    SIZE: ClassVar[int] = 20
    LAST: ClassVar[int] = 50
    """Nobody reads further, and each page costs more than the one before."""
    NAMES: ClassVar[Mapping[str, str]] = {
        "q": "query", "source": "source", "site": "site", "lang": "language", "type": "kind",
        "from": "since", "to": "until", "at": "at", "all_versions": "all_versions",
        "order": "order",
    }  # fmt: skip
    """Fields of the address, and where they stand here."""
    ORDERS: ClassVar[Mapping[str, str]] = _ORDERS

    query: str = ""
    source: str = ""
    site: str = ""
    language: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    at: str = ""
    all_versions: str = ""
    order: str = ""
    number: int = 1

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Asked:
        """Read the fields of an address."""
        number = fields.get("p", "1")
        texts = {own: fields.get(name, "").strip() for name, own in cls.NAMES.items()}
        texts["query"] = fields.get("q", "")[:1000]
        count = min(max(int(number), 1), cls.LAST) if re.fullmatch(r"\d{1,4}", number) else 1
        return cls(number=count, **texts)

    @property
    def given(self) -> Given:
        """What narrows the search, and what of it was not understood."""
        return given({name: getattr(self, own) for name, own in self.NAMES.items() if name != "q"})

    @property
    def understood(self) -> Asked:
        """The same without what was not understood."""
        left_out: dict[str, Any] = {self.NAMES[name]: "" for name in self.given.faults}
        return replace(self, **left_out)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some pages are searched."""
        return any((self.source, self.site, self.language, self.kind, self.since, self.until))

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.query.strip()) or self.is_narrowed

    @property
    def is_of_past(self) -> bool:
        """Whether texts count that pages showed before."""
        options = self.given.options
        return options.all_versions or options.at is not None

    @property
    def widened(self) -> Asked:
        """The same words in all pages."""
        return Asked(self.query, all_versions=self.all_versions, at=self.at, order=self.order)

    @property
    def offset(self) -> int:
        """How many hits stand on the pages before this one."""
        return (self.number - 1) * self.SIZE

    @property
    def url(self) -> str | None:
        """The URL that was typed instead of words, if so."""
        text = self.query.strip()
        return whole_url(text) if _URL.match(text) and not re.search(r"\s", text) else None

    def path(self, base: str = "/search", **more: str) -> str:
        """The address of this search, its first page, elsewhere too; ``more`` replaces fields."""
        fields = {name: getattr(self, own) for name, own in self.NAMES.items()} | more
        return f"{base}?" + urlencode({key: value for key, value in fields.items() if value})

    def page(self, number: int) -> str:
        """The address of another page of the same search."""
        return replace(self, number=1).path(p=str(number) if number > 1 else "")

    def respelt(self, query: str) -> str:
        """The address of the same search for other words."""
        return self.path(q=query)

    def narrowed_to(self, facet: str, value: str) -> str:
        """The address of this search narrowed to a value of a facet."""
        if facet == "year":
            return self.path(**{"from": value, "to": value})
        return self.path(**{{"language": "lang"}.get(facet, facet): value})

    def narrowings(self) -> Iterator[Narrowing]:
        """The filters that are on."""
        for label, value in (
            ("source", self.source), ("site", self.site), ("lang", self.language),
            ("type", self.kind),
        ):  # fmt: skip
            if value:
                yield Narrowing(labelled(label, value), self.path(**{label: ""}))
        if self.since or self.until:
            yield Narrowing(self._dated(), self.path(**{"from": "", "to": ""}))
        if self.at:
            yield Narrowing(_("as of {day}", day=self.at), self.path(at=""))
        if self.given.options.all_versions:
            yield Narrowing(_("what pages said before, too"), self.path(all_versions=""))

    def is_on(self, facet: str) -> bool:
        """Whether there is a filter by what a facet counts."""
        if facet == "year":
            return bool(self.since or self.until)
        return bool({"source": self.source, "language": self.language}.get(facet, self.kind))

    def _dated(self) -> str:
        if self.since == self.until:
            return _("dated {since}", since=self.since)
        if not self.until:
            return _("dated from {since}", since=self.since)
        if not self.since:
            return _("dated to {until}", until=self.until)
        return _("dated from {since} to {until}", since=self.since, until=self.until)
