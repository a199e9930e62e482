"""What is derived from a capture: its columns, its text, its links, in the order they were kept.

Keeping a capture and deriving it anew go the same way, so that both come to the same rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.exchange import Exchange
from archive.identity import own_key, page_key
from archive.judgement import remembered
from archive.observation import Observation, observed
from archive.store import captures, pages, texts
from archive.store.captures import Capture, Draft
from archive.store.database import Connection
from archive.store.records import Record

if TYPE_CHECKING:
    from archive.clean.site import SiteModel


def adopted(
    exchange: Exchange,
    answer: Record | None,
    revisit_of: Capture | None,
    held: Record | None,
    site: SiteModel | None = None,
) -> Observation:
    """What an exchange shows that another tool recorded.

    Args:
        exchange: what was said, as far as the records tell (of a revisit, its head).
        answer: the record of the answer, if there is one.
        revisit_of: the capture that holds the payload, where that record is a revisit.
        held: the record there that holds it.
        site: what has been learned of the site.
    """
    # A revisit of the same page has been read when the capture it repeats was; those that Greffe
    # wrote are read as when they came, for what they tell of walls.
    is_other = revisit_of is None or page_key(revisit_of.url) != page_key(exchange.url)
    is_read = is_other or exchange.how != "import"
    message = held.message if held else None
    observation = observed(exchange, held=message, is_read=is_read, site=site)
    if answer is None or answer.type != "revisit":
        return observation
    if (answer.field("WARC-Profile") or "").endswith("/server-not-modified"):
        # Some tools leave the head of the 304 off.
        observation = replace(observation, outcome="unchanged", article=None, links=(), short=None)
    if held is None:
        # There was an answer, but of its payload nothing is known here.
        outcome = "partial" if observation.outcome == "failure" else observation.outcome
        return replace(observation, outcome=outcome, digest=None, size=0)
    return observation


def draft_of(
    connection: Connection,
    observation: Observation,
    held: Capture | None,
    source_id: int | None = None,
    crawl_id: int | None = None,
) -> Draft:
    """The columns of a capture; ``held`` is the one that holds its payload, if another does."""
    return Draft(
        exchange=observation.exchange,
        page_key=observation.page_key,
        outcome=observation.outcome,
        evidence=observation.evidence,
        status=observation.status,
        media_type=observation.media_type or (held.media_type if held else ""),
        digest=held.digest if held else observation.digest,
        size=held.size if held else observation.size,
        revisit_of=held.id if held else None,
        source_id=source_id,
        crawl_id=crawl_id,
        wall=observation.wall,
        page_id=_page_before(connection, observation),
    )


def _page_before(connection: Connection, observation: Observation) -> int | None:
    """The page of an answer that says nothing, where its URL alone does not tell which that is.

    A 304, an absence, a block page: of that which the URL showed before.
    """
    said = observation.exchange
    if observation.outcome == "ok" or own_key(said.url) == page_key(said.url):
        return None
    return pages.last_shown(connection, said.url, said.began)


def alike_of(
    connection: Connection, observation: Observation, held: Capture | None
) -> Capture | None:
    """The capture that reads as a new one does; of a 304 one of its own page.

    The payload of that may be held by a capture of another page.
    """
    said = observation.exchange
    if held and observation.outcome == "unchanged" and page_key(held.url) != page_key(said.url):
        return captures.last_shown(connection, said.url, said.began)
    return held


def derive(
    connection: Connection, observation: Observation, capture_id: int, alike: Capture | None
) -> None:
    """Write the text, the links and the short answer of a capture that has just been written."""
    capture = captures.by_id(connection, capture_id)
    assert capture is not None  # noqa: S101  # just written
    if capture.method != "GET":
        return
    remembered(connection, observation, capture_id)
    # What a catalogue says of a text may change while the text does not.
    is_described = observation.exchange.notice is not None and observation.article is not None
    if (
        alike
        and not is_described
        and texts.read_as(connection, capture_id, capture.page_id, alike.id)
    ):
        return
    if observation.article is not None:
        texts.read_into(connection, capture_id, capture.page_id, observation.article)
    texts.link_from(connection, capture_id, observation.links)
