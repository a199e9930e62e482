"""Search for programs: JSON endpoints, and what describes them to programs and browsers."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.api import parameters as asked
from archive.api.openapi import description
from archive.api.opensearch import DESCRIPTION, SUGGESTIONS, opensearch
from archive.api.problems import problem
from archive.api.records import facets_record, hit_record, results_record, trend_records
from archive.search import search, trend
from archive.search.completing import MOST, completions
from archive.search.offering import COUNTED, Offer, offers
from archive.search.reading import read
from archive.search.wording import explained, written
from archive.serving.addresses import address
from archive.serving.languages import language_of
from archive.serving.readers import Readers
from archive.translation import ENGLISH, _, n_, speaking
from archive.translation.speaking import forms


def routes(readers: Readers, language: str = ENGLISH) -> Sequence[BaseRoute]:
    """The endpoints, for the reading room.

    Args:
        readers: the archive.
        language: of what is offered while one types, to who asks for none that there is.
    """
    desk = _Desk(readers, language)
    return (
        Route("/api/search", desk.search),
        Route("/api/trend", desk.trend),
        Route("/api/suggest", desk.suggest),
        Route("/api/openapi.json", desk.openapi),
        Route("/opensearch.xml", desk.opensearch),
    )


def _answered(
    endpoint: Callable[[_Desk, Request], Response],
) -> Callable[[_Desk, Request], Response]:
    """An endpoint that says what is wrong as problem details."""

    @functools.wraps(endpoint)
    def answering(desk: _Desk, request: Request) -> Response:
        try:
            return endpoint(desk, request)
        except asked.Refused as error:
            return problem(400, str(error), error.faults)

    return answering


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, language: str) -> None:
        self._readers = readers
        self._language = language

    @_answered
    def search(self, request: Request) -> Response:
        """Hits of a search."""
        archive = self._readers.here()
        want = asked.parameters(archive, request.query_params, asked.SEARCH)
        results = search(
            archive, want.query, limit=want.limit, offset=want.offset, order=want.given.order,
            today=_today(), with_facets=want.with_facets, **want.given.options.keywords(),
        )  # fmt: skip
        end = want.offset + len(results.hits)
        has_next = results.has_more and end <= asked.LAST
        record = {
            "query": want.query,
            **results_record(results),
            "limit": want.limit,
            "offset": want.offset,
            "next": _next(request, end) if has_next else None,
            "hits": [hit_record(hit) for hit in results.hits],
        }
        if want.with_facets:
            record["facets"] = facets_record(results.facets)
        return _json(record)

    @_answered
    def trend(self, request: Request) -> Response:
        """Texts that a search finds, by month."""
        archive = self._readers.here()
        want = asked.parameters(archive, request.query_params, asked.TREND)
        today = _today()
        months = trend(archive, want.query, today=today, **want.given.options.keywords())
        query = read(want.query, today=today)
        return _json(
            {
                "query": want.query,
                "understood": written(query.node, query.at),
                "explained": explained(query),
                "total": sum(hits for _, hits in months),
                "months": trend_records(months),
            }
        )

    @_answered
    def suggest(self, request: Request) -> Response:
        """How what was typed may go on."""
        archive = self._readers.here()
        want = asked.parameters(archive, request.query_params, asked.SUGGEST, limit=MOST)
        if want.everything:
            # What people read while they type: in their language, unlike what programs get.
            with speaking(language_of(request.scope, self._language)):
                told = [_offered(one) for one in offers(archive, want.query)]
            ways = ([one[part] for one in told] for part in range(3))
            return _json([want.query, *ways], SUGGESTIONS)
        found = completions(archive, want.query, want.limit)
        return _json([want.query, found], SUGGESTIONS)

    def openapi(self, request: Request) -> Response:
        """The description of these endpoints."""
        del request
        return _json(description())

    def opensearch(self, request: Request) -> Response:
        """The description of the search, for browsers."""
        return Response(opensearch(str(request.base_url)), media_type=DESCRIPTION)


def _offered(one: Offer) -> tuple[str, str, str]:
    """An offer as its words, what it is, and where it leads (OpenSearch Suggestions 1.1, 3)."""
    name = quote(one.target, safe="")
    if one.kind == "word":
        return one.words, _counted(one.texts), f"/search?{urlencode({'q': one.target})}"
    if one.kind == "page":
        return one.words, one.target, address("/page", one.target)
    kind = _("source") if one.kind == "source" else _("watch")
    return one.words, kind, f"/{'sources' if one.kind == 'source' else 'watch'}/{name}"


def _counted(texts: int) -> str:
    if texts >= COUNTED:
        return _("{number} pages or more", number=forms().number(texts))
    return n_("{n} page", "{n} pages", texts) if texts else ""


def _next(request: Request, offset: int) -> str:
    fields = dict(request.query_params) | {"offset": str(offset)}
    return f"{request.url.path}?{urlencode(fields)}"


def _json(record: Any, media_type: str = "application/json") -> Response:
    body = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, media_type=media_type)


def _today() -> Any:
    return datetime.now(UTC).date()
