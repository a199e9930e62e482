"""What a source's file says that its health is judged by, as each crawl leaves it in the archive.

So an archive can be judged where no source file is, and by programs that know no crawler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from archive.health.expectations import Expectations, Rate
from archive.presence.states import USUAL, Terms


@dataclass(frozen=True, slots=True)
class Plan:
    """What is meant to be done with a source.

    Attributes:
        starts: URLs that each crawl begins with: seeds, listings, feeds, sitemaps.
        scope: SURT prefixes of the URLs that belong to it.
        expected: what is expected of it.
        interval: how long after one another crawls begin, at most; ``None`` where nothing says so.
        presence: when a page that is absent counts as gone.
        publisher: who publishes the site; may be empty.
    """

    starts: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    expected: Expectations = field(default=Expectations())
    interval: timedelta | None = None
    presence: Terms = USUAL
    publisher: str = ""


def packed(plan: Plan) -> str:
    """A plan as JSON, spans in seconds."""
    rate, interval = plan.expected.articles, plan.interval
    data = {
        "starts": plan.starts,
        "scope": plan.scope,
        "interval": interval.total_seconds() if interval else None,
        "articles": [rate.count, rate.span.total_seconds()] if rate else None,
        "words": plan.expected.words,
        "languages": plan.expected.languages,
        "gone": [plan.presence.checks, plan.presence.over.total_seconds()],
        **({"publisher": plan.publisher} if plan.publisher else {}),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def unpacked(text: str) -> Plan:
    """The plan that ``packed`` wrote; keys that a newer Greffe adds are passed over.

    Raises:
        ValueError: it is none.
    """
    try:
        data: Mapping[str, Any] = json.loads(text)
        rate, interval, gone = (data.get(name) for name in ("articles", "interval", "gone"))
        return Plan(
            starts=tuple(map(str, data.get("starts", ()))),
            scope=tuple(map(str, data.get("scope", ()))),
            interval=timedelta(seconds=interval) if interval else None,
            presence=Terms(int(gone[0]), timedelta(seconds=gone[1])) if gone else USUAL,
            publisher=str(data.get("publisher", "")),
            expected=Expectations(
                articles=Rate(int(rate[0]), timedelta(seconds=rate[1])) if rate else None,
                words=int(data.get("words", 0)),
                languages=tuple(map(str, data.get("languages", ()))),
            ),
        )
    except (AttributeError, TypeError, IndexError, OverflowError) as error:
        raise ValueError(f"no plan of a source: {error}") from error
