"""What catalogues said of the documents that a crawl asks for, as its archive has it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from archive import Archive
from archive.clean.notices import fields_of
from archive.errors import DamagedArchive, TooLong
from archive.notice import Notice
from archive.observation import Observation
from archive.store import facts
from archive.store.captures import Capture
from archive.store.exchanges import exchange_of
from archive.store.frontier import Entry
from archive.store.standings import standings
from archive.urls import urlkey
from crawler.sources.source import Source
from crawler.spiders import feeds, queries

_HELD = 8
"""Answers of catalogues whose notices are remembered: documents are asked for in their order."""
_DOCUMENT = "/app/conversion/"
_LAST = (
    "SELECT capture_id FROM capture JOIN reading ON capture_id = capture.id "
    "WHERE urlkey = ? ORDER BY time DESC, capture.id DESC LIMIT 1"
)


class Notices:
    """The notices of a source's documents.

    Args:
        archive: where the answers of catalogues are.
        source: whose documents.
    """

    def __init__(self, archive: Archive, source: Source) -> None:
        self._archive = archive
        self._source = source
        self._held: OrderedDict[int, Mapping[str, Notice]] = OrderedDict()

    def of(self, entry: Entry) -> Notice | None:
        """What was said of a document where it was found; ``None`` of what is none.

        Where that is said no longer, what was said when it was asked for last. A feed says less
        than a search does, and does not take the place of what that said.
        """
        if entry.kind != "page" or not (self._source.json or _DOCUMENT in entry.url):
            return None
        said = self._said(entry.via).get(entry.url) if entry.via else None
        if said is not None and said.scheme != "hudoc-rss":
            return said
        last = self._last(entry.url)
        return last if said is None or (last and last.scheme != "hudoc-rss") else said

    def renewed(self, found: Iterable[Entry], observation: Observation) -> list[Entry]:
        """Entries of which a known document is asked for again if something else is said of it.

        So is the next page of a list all of whose items are new or told of otherwise.
        """
        url = observation.exchange.url
        said = queries.notices(self._source, url, observation.payload)
        entries = [
            replace(one, again=True) if self._is_told_anew(one, said) else one for one in found
        ]
        if said and all(self._is_news(one) for one in entries if one.kind == "page"):
            entries = [replace(one, again=one.again or one.kind == "listing") for one in entries]
        return entries

    def _is_told_anew(self, entry: Entry, said: Mapping[str, Notice]) -> bool:
        return entry.url in said and self.is_other(entry.url, said[entry.url])

    def _is_news(self, entry: Entry) -> bool:
        held = standings(self._archive.connection, entry.url)
        return entry.again or all(one.source != self._source.name for one in held)

    def is_other(self, url: str, notice: Notice) -> bool:
        """Whether something else was said of a document when it was captured last, if it was."""
        reading = self._reading(url)
        if reading is None:
            return False
        try:
            said = facts.of_capture(self._archive.connection, reading).fields
        except DamagedArchive:
            said = ()
        if said == fields_of(notice):
            return False
        # Another version may have read the same columns otherwise: that is for a rebuild.
        last = self._last(url)
        return last is None or dict(last.columns) != dict(notice.columns)

    def _reading(self, url: str) -> int | None:
        """The last capture of a URL that was read."""
        row = self._archive.connection.execute(_LAST, (urlkey(url),)).fetchone()
        return int(row[0]) if row else None

    def _said(self, url: str) -> Mapping[str, Notice]:
        """What the last answer of a catalogue said, by the addresses of texts."""
        capture = self._archive.capture(url, outcomes=("ok",))
        if capture is None:
            return {}
        if capture.id not in self._held:
            self._held[capture.id] = self._read(capture)
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return self._held[capture.id]

    def _read(self, capture: Capture) -> Mapping[str, Notice]:
        try:
            memento = self._archive.memento(capture)
            payload = memento.body()[0] if memento else b""
        except (DamagedArchive, TooLong):
            return {}
        if queries.is_query(self._source, capture.url):
            return queries.notices(self._source, capture.url, payload)
        return feeds.read(payload, capture.url).notices if feeds.is_feed(payload) else {}

    def _last(self, url: str) -> Notice | None:
        capture = self._archive.capture(url, outcomes=("ok",))
        if capture is None:
            return None
        try:
            exchange = exchange_of(self._archive.records(capture))
        except DamagedArchive:
            return None
        return exchange.notice if exchange else None
