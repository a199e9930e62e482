"""Why a URL is in the archive or is not: what the archive knows, in plain words. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive import Archive
from archive.archive import SHOWABLE
from archive.errors import DamagedArchive, TooLong
from archive.identity import page_key
from archive.store import rests
from archive.store.captures import Capture
from archive.store.exchanges import facts_of, robots_of
from archive.store.links import Linking, linking
from archive.store.rests import Rest, origin_of
from archive.store.standings import Standing, standings
from archive.urls import urlkey
from crawler.fetch.held import HeldRobots
from crawler.fetch.rules import deciding_rule, product_token
from crawler.sources.source import OUTSIDE, Source
from crawler.traps import SET_ASIDE

_AGES = timedelta(days=36525)
_FOLLOWED = ("page", "next", "refresh", "alternate")
_NEEDED = ("requisite", "frame")
_ELSEWHERE = "out: it begins with none of"
_HOW = {
    "seed": "a URL of the source file",
    "save": "named to `greffe save`",
    "link": "by a link on {via}",
    "listing": "by a link on the listing {via}",
    "feed": "in the feed {via}",
    "sitemap": "in the sitemap {via}",
    "redirect": "by a redirect of {via}",
    "requisite": "named by {via}, which needs it to look right",
}
_DOCUMENTS = 50
"""Feeds and sitemaps that are looked through for a URL that the frontier does not have."""


@dataclass(frozen=True, slots=True)
class Why:
    """What the archive knows of a URL as far as one source is concerned.

    Attributes:
        url: as asked.
        source: name of the source; empty where there is none.
        answer: the whole in one sentence.
        is_in_scope: whether the source's scope admits it; ``None`` without its file.
        scope: by which rule.
        standing: what the frontier says; ``None`` where it was never to be asked for.
        capture: the last capture of it, whoever made that.
        robots: what robots.txt decided, or would.
        robots_capture: the robots.txt by which.
        linking: pages of the archive that point to it.
        named: feeds and sitemaps that name it, where the frontier does not have it.
        rest: why its origin is not to be asked now, if so.
        next: when it will be asked for.
    """

    url: str
    source: str
    answer: str
    is_in_scope: bool | None
    scope: str
    standing: Standing | None
    capture: Capture | None
    robots: str
    robots_capture: Capture | None
    linking: tuple[Linking, ...]
    named: tuple[str, ...]
    rest: Rest | None
    next: str

    @property
    def is_known(self) -> bool:
        """Whether anything in the archive has to do with the URL."""
        return bool(self.standing or self.capture or self.linking or self.named)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the URL is not even on the source's site."""
        return self.scope.startswith(_ELSEWHERE)

    @property
    def held_up(self) -> str:
        """Why it is not asked for now although it is due, if so and not said yet."""
        if self.rest is None or self.rest.reason in self.answer:
            return ""
        is_due = self.standing is None or self.standing.due < self.rest.until
        return self.rest.reason if is_due else ""

    @property
    def found(self) -> str:
        """How the URL was found, in words."""
        if self.standing is None:
            return "; ".join(_places(self.linking, self.named))
        entry = self.standing.entry
        at = f"{self.standing.found:%Y-%m-%d %H:%M:%S} UTC, " if self.standing.found else ""
        how = _HOW.get(entry.how, entry.how).format(via=entry.via or "something unknown")
        links = "1 link" if entry.depth == 1 else f"{entry.depth} links"
        depth = f", {links} from a seed" if entry.depth else ""
        return f"{at}{how}{depth}"


def explained(
    archive: Archive, sources: Sequence[Source], url: str, now: datetime, *, is_chosen: bool
) -> list[Why]:
    """What is known of a URL: for each source that has to do with it.

    Args:
        archive: what is asked.
        sources: the sources there are files of.
        url: the URL.
        now: the time.
        is_chosen: whether a person named the sources: then for each of them and no other.

    Returns:
        At least one; where no source has to do with the URL, one of no source.
    """
    capture = archive.capture(url)
    if capture and archive.page_url(capture) != capture.url and capture.urlkey != urlkey(url):
        # A document that a catalogue told of is asked for at another address than people know.
        url = capture.url
    held = {one.source: one for one in standings(archive.connection, url)}
    known = {source.name: source for source in sources}
    asker = _Asker(archive, url, now)
    others = () if is_chosen else tuple(name for name in held if name not in known)
    every = [asker.why(name, known.get(name), held.get(name)) for name in (*known, *others)]
    meant = [why for why in every if why.standing or why.named or not why.is_elsewhere]
    return every if is_chosen else meant or [asker.why("", None, None)]


class _Asker:
    """Asks an archive about one URL."""

    def __init__(self, archive: Archive, url: str, now: datetime) -> None:
        self.archive, self.url, self.now = archive, url, now
        self.linking = tuple(linking(archive.connection, url))
        self.capture = archive.capture(url, outcomes=(*SHOWABLE, "failure"))
        self.rest = rests.current(archive.connection, now).get(origin_of(url))

    def why(self, name: str, source: Source | None, standing: Standing | None) -> Why:
        named = () if standing or not source else tuple(self._documents(name))
        depth = standing.entry.depth if standing else self._depth(name, named)
        is_needed = standing is not None and standing.entry.kind in ("requisite", "document")
        is_seed = standing is not None and standing.entry.how in ("seed", "save")
        refusal = self._refusal(source, standing, depth) if source else None
        scope = _scope(source, self.url, refusal, is_free=is_needed or is_seed)
        robots, robots_capture = self._robots(source, standing)
        is_in = None if source is None else refusal is None or is_needed or is_seed
        return Why(
            self.url, name, self._answer(source, standing, refusal, named), is_in, scope,
            standing, self.capture, robots, robots_capture, self.linking, named, self.rest,
            self._next(source, standing, is_in=is_in),
        )  # fmt: skip

    def _refusal(self, source: Source, standing: Standing | None, depth: int) -> str | None:
        """Why the source does not admit the URL: not from where it was found, or not from anywhere.

        Pages that link to it count where it was never found.
        """
        if standing:
            entry = standing.entry
            is_redirect = entry.how == "redirect"
            return source.refusal(self.url, depth, entry.via, is_redirect=is_redirect)
        vias = (None, *(one.url for one in self.linking))
        refusals = [source.refusal(self.url, depth, via) for via in vias]
        return None if None in refusals else refusals[0]

    def _answer(
        self,
        source: Source | None,
        standing: Standing | None,
        refusal: str | None,
        named: Sequence[str],
    ) -> str:
        if standing:
            return _told(standing, self.capture)
        if source is None and self.capture:
            return f"captured: {told(self.capture)}"
        if source and refusal:
            return f"never asked for: {refusal}"
        if any(one.kind in _NEEDED for one in self.linking) and source and not source.requisites:
            return "never asked for: the source keeps no requisites"
        if not (self.linking or named):
            return "never asked for: no page of the archive links there"
        if self.capture:
            by = self.capture.source or "no source"
            return f"captured for {by}, not for this source"
        return "never asked for: the archive names it, but nothing this source has followed does"

    def _next(self, source: Source | None, standing: Standing | None, *, is_in: bool | None) -> str:
        if standing is None:
            return "" if not is_in else "once a crawl of this source finds it on a page"
        if source is None:
            return "" if standing.source == "saved" else "no source file of that name is here"
        if not is_in:
            return "not as the scope is now"
        due = standing.due
        if self.rest and self.rest.until > due:
            due = self.rest.until
        if due <= self.now:
            return "with the next crawl"
        always = standing.entry.how == "seed"
        return "with the next crawl" if always else f"with the first crawl after {_at(due)}"

    def _robots(
        self, source: Source | None, standing: Standing | None
    ) -> tuple[str, Capture | None]:
        if standing and standing.robots_id and standing.reason:
            return standing.reason, self.archive.capture_by_id(standing.robots_id)
        token = product_token((source.user_agent if source else "") or "Greffe")
        held = HeldRobots(self.archive).of(origin_of(self.url), self.now, _AGES)
        if held is None:
            return self._recorded() or "not in the archive", None
        if held.status >= 400:
            return f"there is none (answered {held.status}): all may be fetched", held.capture
        rule = deciding_rule(held.body.decode("utf-8-sig", "ignore"), token, self.url)
        verdict = "forbids it" if rule and rule.startswith("Disallow") else "allows it"
        return f"{verdict} ({f'rule {rule}' if rule else 'no rule is about it'})", held.capture

    def _recorded(self) -> str:
        """What the record of the last exchange says of robots.txt."""
        if self.capture is None:
            return ""
        try:
            records = self.archive.records(self.capture)
        except DamagedArchive:
            return ""
        said = (robots_of(facts_of(record)) for record in records if record.type == "metadata")
        return next((one.decision for one in said if one), "")

    def _depth(self, name: str, named: Sequence[str]) -> int:
        """How far from a seed the URL would be if it were found now."""
        if named:
            return 1
        depths = [
            standing.entry.depth + 1
            for one in self.linking
            if one.kind in _FOLLOWED
            for standing in standings(self.archive.connection, one.url)
            if standing.source == name
        ]
        return min(depths, default=0)

    def _documents(self, name: str) -> Iterator[str]:
        """Feeds and sitemaps of a source whose last capture names the URL."""
        from archive.clean import sitemaps
        from crawler.spiders import feeds

        key = page_key(self.url)
        sql = (
            "SELECT kind, capture_id FROM frontier JOIN source ON source.id = source_id "
            "WHERE source.name = ? AND kind IN ('feed', 'sitemap') AND capture_id IS NOT NULL "
            "ORDER BY priority, frontier.id LIMIT ?"
        )
        for kind, number in self.archive.connection.execute(sql, (name, _DOCUMENTS)).fetchall():
            capture = self.archive.capture_by_id(number)
            payload = self._payload(capture) if capture else b""
            if capture is None or not payload:
                continue
            urls = feeds.items(payload, capture.url) if kind == "feed" else []
            if kind == "sitemap":
                found = sitemaps.parsed(payload, capture.url)
                urls = [*found.pages, *found.sitemaps]
            if any(page_key(url) == key for url in urls):
                yield capture.url

    def _payload(self, capture: Capture) -> bytes:
        try:
            memento = self.archive.memento(capture)
            return memento.body()[0] if memento else b""
        except (DamagedArchive, TooLong):
            return b""


def _told(standing: Standing, capture: Capture | None) -> str:
    reason = f": {standing.reason}" if standing.reason else ""
    if standing.state == "refused":
        is_trap = (standing.reason or "").startswith(SET_ASIDE)
        return str(standing.reason) if is_trap else f"refused{reason}"
    if standing.state == "failed":
        return f"failed{reason}"
    if standing.state == "waiting":
        verb = "waits to be asked for again" if standing.settled else "found, not asked for yet"
        return f"{verb}{reason}"
    if capture is None:
        return f"asked for{reason}"
    is_news = standing.reason and standing.reason != capture.evidence
    return f"captured: {told(capture)}" + (f"; {standing.reason}" if is_news else "")


def told(capture: Capture) -> str:
    """What a capture came to, with the evidence for it."""
    status = f" ({capture.status})" if capture.status else ""
    evidence = f": {capture.evidence}" if capture.evidence else ""
    return f"{capture.outcome}{status}{evidence}"


def _scope(source: Source | None, url: str, refusal: str | None, *, is_free: bool) -> str:
    if source is None:
        return ""
    if refusal and is_free:
        return (
            "in: what a page needs, documents that it cites, and what is named to begin with, "
            "may lie anywhere"
        )
    if refusal == OUTSIDE:
        prefixes = ", ".join(map(_shown, source.scope.include))
        return f"{_ELSEWHERE} {prefixes}"
    if refusal:
        return f"out: {refusal}"
    if source.scope.refusal(url) == OUTSIDE:
        return "in: a document that a page in scope cites"
    prefix = next((p for p in source.scope.include if _begins(urlkey(url), p)), "")
    return f"in: it begins with {_shown(prefix)}" if prefix else "in: any address"


def _begins(key: str, prefix: str) -> bool:
    return key.startswith(prefix) or f"{key}/" == prefix


def _shown(prefix: str) -> str:
    """A SURT prefix as people write addresses."""
    host, _, rest = prefix.partition(")")
    port = host.partition(":")
    return ".".join(reversed(port[0].split(","))) + port[1] + port[2] + rest


def _places(pages: Sequence[Linking], named: Sequence[str]) -> Iterator[str]:
    yield from (f"named in {url}" for url in named[:3])
    for one in pages[:3]:
        yield f"{one.kind} link on {one.url}, last seen {_at(one.last)}"
    if len(pages) > 3:
        yield f"and {len(pages) - 3} more"


def _at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
