"""What a capture shows, told from its records."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.archive import Archive
from archive.derivation import adopted
from archive.errors import DamagedArchive
from archive.observation import Observation, seen, unread
from archive.store.captures import Capture
from archive.store.exchanges import exchange_of
from archive.store.records import answer_of


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A capture whose records cannot be read: what was derived from it before is all there is."""

    reason: str


Shown = Observation | Unreadable


def shown(archive: Archive, capture: Capture, why: str | None = None) -> Shown:
    """What a capture shows, as when it was kept, before the archive judged it.

    Args:
        archive: the archive that has it.
        capture: the capture; ``revisit_of`` names the capture with the payload.
        why: why text and links cannot be read, where that was tried.

    Returns:
        The observation; its exchange has no response any more, which may be large.
    """
    try:
        observation = _shown(archive, capture, why)
    except DamagedArchive as error:
        return Unreadable(str(error))
    return replace(observation, exchange=replace(observation.exchange, response=b"", long=None))


def _shown(archive: Archive, capture: Capture, why: str | None) -> Observation:
    records = archive.records(capture)
    answer = answer_of(records)
    original = archive.capture_by_id(capture.revisit_of) if capture.revisit_of else None
    held = answer_of(archive.records(original)) if original else None
    is_orphan = bool(answer and answer.type == "revisit" and held is None)
    exchange = exchange_of(records, is_orphan=is_orphan)
    if exchange is None:
        raise DamagedArchive(f"capture {capture.id}: its records name no URL or no time")
    # Of a 304 of our own nothing was read: it says that the page is as it was.
    is_repeat = answer is not None and answer.type == "revisit" and answer.message.status != 304
    message = held.message if held and is_repeat else None
    if why is not None:
        return unread(exchange, why, message)
    site = archive.models.of(exchange.url)
    if capture.how == "import" or is_orphan:
        try:
            return adopted(exchange, answer, original, held, site)
        except Exception as fault:  # noqa: BLE001  # what was kept stays kept, whatever a parser trips over
            reason = f"reading it failed ({type(fault).__name__}: {fault})"[:300]
            return unread(exchange, reason, message)
    return seen(exchange, message, site)
