"""The machine form of each view of the reading room: which there are, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.api import asking, of_archive, of_pages
from archive.api.asking import AT, HOST, SOURCE, URL, Field, asked
from archive.api.of_pages import Record, Want
from archive.api.parameters import Refused
from archive.api.paths import path
from archive.api.problems import problem
from archive.api.uris import room_of
from archive.archive import Archive
from archive.errors import BadInput, NotFound
from archive.history.reports import KINDS
from archive.serving.base import Base
from archive.serving.readers import Readers
from archive.telling.plain import written


@dataclass(frozen=True, slots=True)
class View:
    """What is told by an endpoint.

    Attributes:
        told: makes the record.
        summary: what it tells, for people.
        schema: the name of what describes the record.
        fields: its parameters.
    """

    told: Callable[[Archive, Want, Base], Record]
    summary: str
    schema: str
    fields: tuple[Field, ...] = ()


def _limit(most: int, default: int) -> Field:
    return asking.number("limit", "So many at most.", 1, most, default)


_SINCE = asking.moment("since", "Only what was seen then or later.")
_UNTIL = asking.moment("until", "Only what was seen before.")
_HOW = "first, last, previous, a number as /api/history counts texts (`text`), or a time"

VIEWS: Mapping[str, View] = {
    "page": View(
        of_pages.page, "A page at a time: its text, facts, languages, documents, presence",
        "Page", (URL, AT),
    ),
    "history": View(
        of_pages.history, "The captures of a page, and what changed from one to the next",
        "History", (URL,),
    ),
    "diff": View(
        of_pages.diff, "What changed from one text of a page to another", "Difference",
        (
            URL, asking.words("from", f"The old text: {_HOW}; else the previous one.", "first"),
            asking.words("to", f"The new text: {_HOW}; else the last one.", "last"),
        ),
    ),
    "blame": View(
        of_pages.blame, "Since when each sentence of a page stands there, and what it said before",
        "Blame", (URL, AT, asking.moment("since", "Only sentences first seen then or later.")),
    ),
    "parts": View(
        of_pages.parts,
        "The files that a saved page is made of: of what time they are, and which are missing",
        "Parts", (URL, AT),
    ),
    "similar": View(
        of_pages.similar, "Copies of the text of a page, near-duplicates, and texts that quote it",
        "Similar",
        (
            URL, AT, SOURCE, _limit(100, 20),
            asking.number("min", "Share of the words of either text, in percent.", 1, 100, 30),
            asking.flag("all_versions", "Whether earlier texts of pages count too."),
        ),
    ),
    "listing": View(
        of_pages.listing, "A front page, feed or sitemap as it stood at a time", "Listing",
        (URL, AT),
    ),
    "stood": View(of_pages.stood, "The lists on which a page stood", "Stood", (URL,)),
    "cite": View(of_pages.cite, "A capture as it is cited, in all forms", "Citation", (URL, AT)),
    "quote": View(
        of_pages.quote, "Words of a page, how they are cited, and whether they still stand",
        "Quotation",
        (
            URL, AT, asking.required(asking.words("q", "The words.", "three prisons")),
            asking.words("prefix", "What stands before them, if they stand in several places.",
                         "visited "),
            asking.words("suffix", "What stands behind them.", " and a hospital"),
            asking.words("until", "The last words of a long passage; q is the first then.",
                         "in Strasbourg"),
            asking.words("start", "Where they began in the text, in characters.", "410"),
        ),
    ),
    "changes": View(
        of_archive.changes, "What became of pages: edits, what vanished and what came back",
        "Changes",
        (
            _SINCE, _UNTIL, SOURCE, HOST,
            asking.choice("kind", "Only this kind; else all but layout.", tuple(KINDS)),
            asking.number("least", "Words that came and went at least.", 0, 1_000_000, 0),
            asking.words("words", "A query that what came or went must match.", "prison*"),
            asking.choice("order", "What comes first.", ("newest", "largest"), "newest"),
            asking.flag("lists", "Whether listing pages count too."),
            _limit(1000, 50), asking.number("offset", "So many are left out.", 0, 100_000, 0),
        ),
    ),
    "gone": View(
        of_archive.gone, "Pages that are gone, that may be, and that are back", "GonePages",
        (
            _SINCE, SOURCE, HOST, _limit(10_000, 200),
            asking.choice("state", "Only this state; else gone, suspect and back.",
                          of_archive.STATES),
        ),
    ),
    "sources": View(of_archive.sources, "The sources, and how they do", "Sources"),
    "source": View(
        of_archive.source, "A source: how it does and did, and its last crawls", "SourceHistory",
        (asking.required(asking.words("name", "Its name.", "example-org")),),
    ),
    "crawl": View(
        of_archive.crawl, "The report of a crawl: what it brought, and what it did not get",
        "CrawlReport",
        (
            asking.required(asking.number("number", "Its number.", 1, 999_999_999, 1)),
            _limit(1000, 100),
        ),
    ),
    "watches": View(of_archive.watches, "The watches, and messages not sent", "Watches"),
    "watch": View(
        of_archive.watch, "What a watch found, the newest first", "WatchFindings",
        (asking.required(asking.words("name", "Its name.", "prisons")), _limit(1000, 100)),
    ),
    "status": View(of_archive.status, "What the archive holds", "Status"),
}  # fmt: skip


def routes(readers: Readers, base: Base | None) -> Sequence[BaseRoute]:
    """The endpoints, for the reading room.

    Args:
        readers: the archive.
        base: the address under which others reach the room; the one asked by default.
    """
    return [Route(path(name), _answering(readers, base, view)) for name, view in VIEWS.items()]


def _answering(readers: Readers, base: Base | None, view: View) -> Callable[[Request], Response]:
    # Reads the archive; as a plain function it is run in a thread.
    def answer(request: Request) -> Response:
        try:
            want = asked(request.query_params, view.fields)
            record = view.told(readers.here(), want, base or Base(room_of(request)))
        except Refused as error:
            return problem(400, str(error), error.faults)
        except BadInput as error:
            return problem(400, str(error))
        except NotFound as error:
            return problem(404, str(error))
        body = written(record).encode("utf-8", "backslashreplace")
        return Response(body, media_type="application/json")

    return answer
