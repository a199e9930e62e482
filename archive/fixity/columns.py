"""What the row of a capture says, against what its records say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from archive import http
from archive.exchange import Exchange, How
from archive.identity import own_key, page_key
from archive.observation import Outcome, message_of
from archive.store.captures import Capture
from archive.store.exchanges import exchange_of, facts_of
from archive.store.records import Record, answer_of
from archive.urls import urlkey

_OUTCOMES = frozenset(get_args(Outcome))
_HOWS = frozenset(get_args(How))


def disagreements(
    capture: Capture, records: Sequence[Record], held: Capture | None, page: str
) -> Iterator[str]:
    """What the columns of a capture say that its records do not, a line each.

    Outcome and evidence take reading the page, and are left to ``greffe rebuild --check``.

    Args:
        capture: the capture.
        records: its records.
        held: the capture that holds its payload, where it is a revisit.
        page: the urlkey of the page it is said to be of.
    """
    if capture.outcome not in _OUTCOMES:
        yield f"its outcome is {capture.outcome!r}, which is none"
    if capture.how not in _HOWS:
        yield f"it came by {capture.how!r}, which is no way to come"
    if capture.urlkey != urlkey(capture.url):
        yield f"its urlkey {capture.urlkey} is not that of its URL"
    exchange = exchange_of(records)
    if exchange is None:
        yield "its records name no URL or no time"
        return
    yield from _of_address(capture, exchange, page)
    if exchange.began != capture.time:
        yield f"its records are of {exchange.began.isoformat()}"
    if (http.split(exchange.request).method or "GET") != capture.method:
        yield f"its method is {capture.method}, which its records do not say"
    if _plain(exchange.via) != _plain(capture.via):
        yield f"it came from {capture.via}, its records say {exchange.via}"
    facts = next((facts_of(record) for record in records if record.type == "metadata"), {})
    if capture.how != "import" and facts.get("how") != capture.how:
        yield f"it came by {capture.how}, its records say {facts.get('how')}"
    yield from _of_answer(capture, exchange, answer_of(records), held)


def _of_address(capture: Capture, exchange: Exchange, page: str) -> Iterator[str]:
    if _plain(exchange.url) != _plain(capture.url):
        yield f"its records are of {exchange.url}"
    elif page not in (page_key(exchange.page), own_key(exchange.page)):
        yield f"it is said to be of page {page}, its records are of {exchange.page}"


def _of_answer(
    capture: Capture, exchange: Exchange, answer: Record | None, held: Capture | None
) -> Iterator[str]:
    is_revisit = answer is not None and answer.type == "revisit"
    if capture.revisit_of and not is_revisit:
        yield f"it is said to repeat capture {capture.revisit_of}, and its records are no revisit"
    if is_revisit and not capture.revisit_of and capture.digest:
        yield "it is a revisit of nothing"
    if answer is None:
        if capture.status is not None or capture.size:
            yield "it has a status or a size and no record of an answer"
        return
    if not exchange.response and held is not None:
        return  # a revisit without a head shows that of what it repeats
    message = message_of(exchange, None)
    if message.status != capture.status:
        yield f"its status is {capture.status}, its records say {message.status}"
    media_type = message.media_type or (held.media_type if held else "")
    if media_type != capture.media_type:
        yield f"its media type is {capture.media_type!r}, its records say {media_type!r}"
    if is_revisit and capture.size != (held.size if held else 0):
        yield f"its size is {capture.size}, which is not that of the payload it repeats"


def _plain(value: str | None) -> str:
    """A value as a field of a record has it: on one line."""
    return " ".join((value or "").split())
