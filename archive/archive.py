"""The archive: one SQLite file, and everything that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import DamagedArchive
from archive.ledger import Ledger
from archive.memento import Memento, memento_of
from archive.store import captures, facts, texts, tombstones
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.store.facts import Facts
from archive.store.records import Record, answer_of
from archive.store.sites import Models
from archive.store.texts import Version
from archive.store.tombstones import Tombstone

if TYPE_CHECKING:
    from archive.exchange import Exchange
    from archive.observation import Observation
    from archive.store.frontier import Entry, Progress

SHOWABLE = ("ok", "partial", "unchanged", "redirect", "absent", "error", "blocked")
"""Outcomes that came with an answer and can be shown again."""
READABLE = ("ok", "unchanged")
"""Outcomes that show what a page says."""


class Archive(Ledger):
    """One archive file: what was captured, what it says, and what is to be fetched.

    Open it with ``Archive.open``; it is a context manager. One object serves one thread.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        super().__init__(path, connection)
        self.models = Models(connection)

    # Writing

    def add(
        self,
        exchange: Exchange,
        *,
        observation: Observation | None = None,
        source: str | None = None,
        crawl: int | None = None,
        progress: Callable[[Observation], Progress | None] | None = None,
        discover: Callable[[Observation], Sequence[Entry]] | None = None,
    ) -> tuple[Capture, Observation]:
        """Keep an exchange: its records, text, index rows, links and frontier, in one transaction.

        Args:
            exchange: what was said.
            observation: what it shows, where that has been worked out already.
            source: name of the source it belongs to.
            crawl: number of the crawl it belongs to.
            progress: says what becomes of the frontier entry that asked for it, once the capture
                is written.
            discover: says what it reveals that should be asked for; needs ``source``.
        """
        # What reads pages and tells what changed in them is for those who write.
        from archive import writing

        return writing.added(
            self, self.models, exchange, observation=observation, source=source, crawl=crawl,
            progress=progress, discover=discover,
        )  # fmt: skip

    def adopt(
        self,
        exchange: Exchange,
        records: Sequence[Record],
        *,
        revisit_of: Capture | None = None,
        source: str | None = None,
        observation: Observation | None = None,
    ) -> Capture:
        """Keep an exchange that another tool recorded, with that tool's records as they are.

        Args:
            exchange: what was said, as far as the records tell (of a revisit, its head).
            records: the records of this exchange, kept byte for byte.
            revisit_of: the capture that holds the payload, where ``records`` is a revisit.
            source: name of the source it belongs to.
            observation: what it shows, where that has been worked out already.
        """
        from archive import writing

        return writing.adopted(
            self, self.models, exchange, records, revisit_of=revisit_of, source=source,
            observation=observation,
        )  # fmt: skip

    def resolve(self, orphan: Capture, exchange: Exchange, original: Capture) -> None:
        """Give a revisit that was adopted without it the capture that holds its payload.

        Args:
            orphan: the revisit.
            exchange: what was said, as ``adopt`` was given it.
            original: the capture that holds the payload.
        """
        from archive import writing

        writing.resolved(self, self.models, orphan, exchange, original)

    # Captures

    def capture(
        self, url: str, at: datetime | None = None, *, outcomes: Sequence[str] = SHOWABLE
    ) -> Capture | None:
        """The capture of a URL nearest in time to ``at``; the latest without ``at``."""
        return captures.closest(self.connection, url, at, outcomes)

    def captures(self, url: str) -> list[Capture]:
        """All captures of a URL in any of its spellings, oldest first."""
        return captures.of_url(self.connection, url)

    def capture_by_id(self, capture_id: int) -> Capture | None:
        """The capture with this number."""
        return captures.by_id(self.connection, capture_id)

    def all_captures(self, where: str = "1", values: Sequence[object] = ()) -> Iterator[Capture]:
        """All captures for which an SQL condition on table ``capture`` holds, as written."""
        return captures.everything(self.connection, where, values)

    def page_url(self, capture: Capture) -> str:
        """The address that people know the page of a capture by.

        That is its URL, unless a catalogue knows the text under another address.
        """
        return captures.address_of(self.connection, capture)

    def tombstones(self, url: str) -> list[Tombstone]:
        """The captures of a URL that were taken out, in any of its spellings, oldest first."""
        return tombstones.of_url(self.connection, url)

    def records(self, capture: Capture) -> tuple[Record, ...]:
        """The WARC records of a capture.

        Raises:
            DamagedArchive: they are damaged.
        """
        return captures.records(self.connection, capture)

    def memento(self, capture: Capture) -> Memento | None:
        """What a capture answers when it is asked again; ``None`` where no answer ever came."""
        own = answer_of(self.records(capture))
        if own is None:
            return None
        held = self.capture_by_id(capture.revisit_of) if capture.revisit_of else None
        return memento_of(capture, own, answer_of(self.records(held)) if held else None)

    def validators(self, url: str) -> dict[str, str]:
        """Fields for a conditional request, from the last whole answer (RFC 9110, 13.1).

        None where its payload is damaged: it is to be had anew.
        """
        shown = captures.last_shown(self.connection, url)
        if shown is None or shown.url != url:
            return {}
        whole = self.capture(url, outcomes=("ok",)) if shown.outcome == "unchanged" else None
        answers = [shown, whole] if whole and whole.url == url else [shown]
        try:
            # A 304 may bring a new ETag, and may leave out what did not change.
            heads = [answer_of(self.records(answer)) for answer in answers]
            if self.memento(shown) is None:
                return {}
        except DamagedArchive:
            return {}
        pairs = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
        found = {
            name: next((v for head in heads if head and (v := head.message.field(field))), None)
            for name, field in pairs.items()
        }
        return {name: value for name, value in found.items() if value}

    # Texts

    def versions(self, url: str) -> list[Version]:
        """The distinct texts of a page, in the order they were first seen."""
        return texts.of_page(self.connection, url)

    def version_of(self, capture: Capture) -> Version | None:
        """The text that a capture shows."""
        return texts.of_capture(self.connection, capture.id)

    def facts_of(self, capture: Capture) -> Facts:
        """What a capture says beside its text: dates and where they stand, section, links, entries.

        Raises:
            DamagedArchive: it cannot be read.
        """
        return facts.of_capture(self.connection, capture.id)

    def change_of(self, capture: Capture) -> str | None:
        """What the text of a page's latest capture is against the one before, in one word."""
        return texts.change_of(self.connection, capture.id, capture.page_id)
