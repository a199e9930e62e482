"""Texts in the reading room: a page at a time, what changed in it, and what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.api import oembed, timemaps
from archive.archive import READABLE, Archive
from archive.errors import BadInput, NotFound
from archive.history.blame.gathering import blame_of
from archive.history.blame.wording import clocks, outcomes
from archive.history.choosing import chosen
from archive.history.diff import difference
from archive.leaves.leaf import is_pdf
from archive.replay.closest import target
from archive.replay.notes import is_page
from archive.serving.addresses import Address, asked, period_start, whole_url
from archive.serving.readers import Readers
from archive.serving.venue import Venue
from archive.store.texts import Version
from archive.translation import _
from archive.urls import parsed_time
from archive.web import blame as blaming
from archive.web import citing, listings, papers, presence, views
from archive.web.answers import Answers
from archive.web.comparing import comparison, neighbours
from archive.web.linked import links_of
from archive.web.missing import not_archived
from archive.web.paths import compare_path, diff_path, page_path, raw_path
from archive.web.said import said, site_of

_SIMILAR = 20
_PASSAGES = 4


def routes(readers: Readers, venue: Venue) -> Sequence[BaseRoute]:
    """The addresses of texts, for the reading room."""
    desk = _Desk(readers, venue)
    return (
        Route("/page/{address:path}", desk.page),
        Route("/diff/{address:path}", desk.diff),
        Route("/compare/{address:path}", desk.diff),
        Route("/between", desk.between),
        Route("/blame", desk.blame),
        Route("/blame/{address:path}", desk.blame),
        Route("/similar/{address:path}", desk.similar),
    )


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers, venue: Venue) -> None:
        self._readers = readers
        self._base = venue.base
        self._answers = Answers(readers)

    def page(self, request: Request) -> Response:
        """A page: its text at some time, and its history."""
        place = asked(request.scope, "/page/")
        if place is None:
            return self._answers.no_url()
        # With numpy, which a server need not wait for when it starts.
        from archive.similar import number_similar

        archive = self._readers.here()
        view = views.page_view(archive, place)
        if view is None:
            return self._not_archived(archive, place)
        capture, memento = view.capture, view.memento
        base = citing.base_at(request, self._base)
        spoken = said(archive, capture, view.version)
        answer = self._answers.page(
            "page.html",
            view=view,
            base=base,
            oembed=oembed.path(base.url, page_path(capture.url, capture.time)),
            forms=citing.of_capture(archive, capture, base),
            quoting=citing.block_path(capture),
            said=spoken,
            links=links_of(archive, capture, spoken),
            stood=listings.standing(archive, capture.url),
            paper=papers.of(archive, capture),
            presence=presence.shown(archive, view.url),
            site=site_of(archive, view.url),
            can_replay=memento is not None and is_page(memento),
            is_pdf=memento is not None and is_pdf(memento),
            target=target(capture),
            picture=raw_path(view.url, capture.time),
            similar=number_similar(archive, view.version) if view.version else 0,
        )
        answer.headers["Link"] = timemaps.header(request, archive, capture, place)
        return answer

    def diff(self, request: Request) -> Response:
        """What changed in a page from one time to another."""
        side = request.url.path.startswith("/compare/")
        place = asked(request.scope, "/compare/" if side else "/diff/", times=2)
        if place is None:
            return self._answers.no_url()
        archive = self._readers.here()
        old, new = (_text_at(archive, place.url, digits) for digits in place.times)
        if old is None or new is None:
            return self._not_archived(archive, place)
        versions = archive.versions(place.url)
        return self._answers.page(
            "diff.html", url=new[0].url, old=old, new=new, side=side,
            found=comparison(difference(old[1], new[1]), old[1].pages, new[1].pages),
            versions=versions, pairs=neighbours(versions, old[1], new[1]),
        )  # fmt: skip

    def between(self, request: Request) -> Response:
        """Lead to the difference of the two texts that are named in a form."""
        values = request.query_params
        url = whole_url(values.get("url", ""))
        if url is None:
            return self._answers.no_url()
        try:
            old, new = chosen(self._readers.here(), url, values.get("old"), values.get("new"))
        except (BadInput, NotFound) as error:
            return self._answers.message(404, _("Nothing to compare"), str(error), url=url)
        way = compare_path if values.get("side") else diff_path
        return RedirectResponse(way(url, old.captured, new.captured), 303)

    def blame(self, request: Request) -> Response:
        """Since when each sentence of a page stands there."""
        values = request.query_params
        place = asked(request.scope, "/blame/") or blaming.named(values)
        if place is None:
            return self._answers.no_url()
        is_form = request.url.path == "/blame"
        archive = self._readers.here()
        found = blame_of(archive, place.url, place.at)
        if found is None:
            return self._not_archived(archive, place)
        since = values.get("since", "").strip() if is_form else ""
        start = parsed_time(since)
        view = blaming.view_of(found, start)
        return self._answers.page(
            "blame.html", view=view, found=found, blame=found.blame, digits=place.digits,
            since=since, start=start, at=place.at, silent=outcomes(found.blame),
            clocks=clocks,
        )  # fmt: skip

    def similar(self, request: Request) -> Response:
        """Texts of other pages that are similar to that of a page."""
        from archive.similar import similar

        place = asked(request.scope, "/similar/")
        if place is None:
            return self._answers.no_url()
        archive = self._readers.here()
        try:
            found = similar(archive, place.url, at=place.at, limit=_SIMILAR)
        except NotFound:
            return self._not_archived(archive, place)
        return self._answers.page(
            "similar.html", url=place.url, at=place.at, found=found, most=_SIMILAR,
            passages=_PASSAGES,
        )  # fmt: skip

    def _not_archived(self, archive: Archive, place: Address) -> Response:
        return not_archived(self._answers, archive, place, can_save=self._readers.can_save)


def _text_at(archive: Archive, url: str, digits: str) -> tuple[Any, Version] | None:
    capture = archive.capture(url, period_start(digits), outcomes=READABLE)
    version = archive.version_of(capture) if capture else None
    return (capture, version) if capture and version else None
