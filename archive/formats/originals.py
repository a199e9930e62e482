"""What a revisit refers to: the capture that holds its payload (WARC 1.1, 6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive.archive import Archive
from archive.formats.digests import has_payload, parsed
from archive.store import captures
from archive.store.captures import Capture
from archive.store.exchanges import date_of, target_of
from archive.store.records import Record, answer_of

_NEAREST = 20
"""How many captures of a URL are looked at for a payload that nothing but its digest names."""


class Originals:
    """Finds originals in an archive, by what the records of one file say."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._by_digest: dict[tuple[str, bytes], str] = {}

    def learn(self, record: Record) -> None:
        """Remember the payload digest of a record that was kept."""
        label = parsed(record.field("WARC-Payload-Digest"))
        if label and record.type in ("response", "resource"):
            self._by_digest.setdefault(label, record.uri)

    def of(self, revisit: Record) -> Capture | None:
        """The capture that holds the payload of a revisit; ``None`` if none here does."""
        label = parsed(revisit.field("WARC-Payload-Digest"))
        for found, is_named in self._candidates(revisit, label):
            capture = self._whole(found)
            if capture is None:
                continue
            answer = answer_of(self._archive.records(capture))
            if answer is None or answer.type == "revisit" or answer.uri == revisit.uri:
                continue
            if label is None and not is_named:
                continue
            if label is None or "not-modified" in (revisit.field("WARC-Profile") or ""):
                return capture
            if has_payload(answer, label):
                return capture
        return None

    def _candidates(
        self, revisit: Record, label: tuple[str, bytes] | None
    ) -> Iterator[tuple[Capture, bool]]:
        """Captures that may be meant, and whether the record names them, best first."""
        connection = self._archive.connection
        named = (revisit.field("WARC-Refers-To") or "").strip("<> ")
        if named and (capture := captures.by_record(connection, named)):
            yield capture, True
        url = (revisit.field("WARC-Refers-To-Target-URI") or "").strip("<> ")
        time = date_of(revisit, "WARC-Refers-To-Date")
        if time is not None:
            for capture in self._archive.captures(url or target_of(revisit)):
                if abs(capture.time - time) < timedelta(seconds=1):
                    yield capture, True
        if label is None:
            return
        if uri := self._by_digest.get(label):
            capture = captures.by_record(connection, uri)
            if capture:
                yield capture, False
        if label[0] == "sha256":
            where = "digest = ? AND revisit_of IS NULL"
            yield from ((c, False) for c in self._archive.all_captures(where, (label[1],)))
        for address in {url, target_of(revisit)} - {""}:
            near = _nearest(self._archive.captures(address), date_of(revisit))
            yield from ((capture, False) for capture in near)

    def _whole(self, capture: Capture) -> Capture | None:
        if capture.revisit_of is None:
            return capture
        return self._archive.capture_by_id(capture.revisit_of)


def _nearest(found: list[Capture], time: datetime | None) -> list[Capture]:
    whole = [capture for capture in found if capture.revisit_of is None and capture.digest]
    if time is not None:
        whole.sort(key=lambda capture: abs(capture.time - time))
    return whole[:_NEAREST]
