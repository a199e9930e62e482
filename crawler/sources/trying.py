"""Sources tried on their sites: start URLs are asked, and a few of the articles they name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from archive.observation import Observation
from crawler.sources.checking import SAMPLE, named_articles, starts
from crawler.sources.probe import Probe
from crawler.sources.source import Source
from crawler.spiders import queries

if TYPE_CHECKING:
    from crawler.run import Options


def tried(sources: Sequence[Source], options: Options) -> list[Probe]:
    """Ask each source's start URLs and ``SAMPLE`` articles, once, keeping nothing."""
    from crawler.run import looked_at

    probes = [Probe() for _ in sources]
    wanted = [[url for _, url in starts(source)] for source in sources]
    looked_at(list(zip(sources, wanted, probes, strict=True)), options, partial(partial, _articles))
    return probes


def _articles(source: Source, probe: Probe, url: str, observation: Observation | None) -> list[str]:
    """Articles to ask for after an answer, as long as there are not enough of them."""
    asked = {start: check for check, start in starts(source)}
    if url not in asked or observation is None or observation.outcome != "ok":
        return []
    if queries.is_query(source, url):
        return []
    # A home page leads to much that is no article, which only patterns can tell.
    if asked[url] == "seed" and (source.feeds or source.listings):
        return []
    so_far = len(probe.answers.keys() - asked.keys())
    known = probe.answers.keys() | asked.keys()
    new = [one for one in named_articles(source, asked[url], observation) if one not in known]
    return new[: max(0, SAMPLE - so_far)]
