"""A look at a site without keeping anything: what its start pages answer, and what they offer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.errors import BadInput
from archive.observation import Observation
from crawler.sources.source import Scope, Source, surt_prefix

if TYPE_CHECKING:
    from crawler.run import Options
    from crawler.spiders.look import Follow


@dataclass(slots=True)
class Probe:
    """What a site answered.

    Attributes:
        answers: observations by the URL asked for.
        faults: why there was no answer, by the URL asked for.
        barred: URLs without an answer because of robots.txt; whether a gatekeeper stands in its
            place, which keeps everybody out.
    """

    answers: dict[str, Observation] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    barred: dict[str, bool] = field(default_factory=dict)

    def good(self, urls: Sequence[str]) -> list[str]:
        """Those of ``urls`` that answered well."""
        return [url for url in urls if url in self.answers and self.answers[url].outcome == "ok"]


def surveyed(draft: Source, follow: Follow, options: Options) -> Probe:
    """Ask a source's seeds, and then what ``follow`` says, keeping nothing."""
    from crawler.run import looked_at

    probe = Probe()
    looked_at([(draft, draft.seeds, probe)], options, lambda *_: follow)
    return probe


def home_source(url: str, name: str | None, *, allow_private: bool) -> Source:
    """A source of which only the home page is known.

    Raises:
        BadInput: no http or https URL, or a wrong name.
    """
    host, number = _host_and_port(url)
    parts = urlsplit(url)
    port = f"-{number}" if number else ""
    made = re.sub(r"[^a-z0-9]+", "-", f"{host}{port}".lower()).strip("-")
    chosen = name or made
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", chosen):
        raise BadInput(f"--name {chosen!r}: use lower-case letters, digits and hyphens")
    scope = Scope((surt_prefix(f"{parts.scheme}://{parts.netloc}/"),))
    return Source(chosen, host, (url,), scope, allow_private=allow_private)


def _host_and_port(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadInput(f"{url!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput(f"{url!r} is no http or https URL; write e.g. https://www.example.org/")
    return host.removeprefix("www."), port
