"""``greffe crawl --why URL``: what is known of a URL, on a terminal or as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from archive.cli.context import Settings, output, print_json, shown_time
from archive.errors import Exit
from archive.serving.addresses import whole_url
from crawler.sources.catalogue import found
from crawler.why import Why, explained, told

_INDENT = 12


def answered(settings: Settings, url: str, names: Sequence[str], *, as_json: bool) -> int:
    """Say why a URL is in the archive or is not; ask nobody.

    Raises:
        MissingArchive, NotFound, BadInput: there is no archive, no such source, an error in one.
    """
    meant = whole_url(url) or url
    sources = found(settings.sources, names)
    with settings.opened() as archive:
        every = explained(archive, sources, meant, datetime.now(UTC), is_chosen=bool(names))
    for why in every:
        if as_json:
            print_json(_json(why))
    if not as_json:
        _print(meant, every)
    return Exit.DONE if any(why.is_known for why in every) else Exit.NOTHING


def _print(url: str, every: Sequence[Why]) -> None:
    console = output()
    console.print(Text(url, style="bold"), soft_wrap=True)
    for why in every:
        console.print()
        for name, words in _lines(why):
            # URLs are as long as they are: cut, they could not be copied.
            lines = textwrap.wrap(
                words, max(20, console.width - _INDENT), break_long_words=False,
                break_on_hyphens=False,
            )  # fmt: skip
            for number, line in enumerate(lines):
                label = "" if number else name
                console.print(Text.assemble((f"{label:<{_INDENT}}", "dim"), line), soft_wrap=True)


def _lines(why: Why) -> list[tuple[str, str]]:
    standing, robots = why.standing, why.robots
    if why.robots_capture:
        captured = why.robots_capture
        robots += f"; {captured.url}, captured {shown_time(captured.time)} UTC"
    asked = ""
    if standing:
        asked = f"{shown_time(standing.settled)} UTC" if standing.settled else "never"
    return [
        ("source", why.source or "none that has to do with it"),
        ("in short", why.answer),
        ("scope", why.scope),
        ("found", why.found or "not on any page, feed or sitemap of the archive"),
        ("state", standing.state if standing else ""),
        ("decided" if standing and standing.state == "refused" else "asked", asked),
        ("captured", _captured(why)),
        ("robots.txt", robots),
        ("not now", why.held_up),
        ("next", why.next),
    ]  # fmt: skip


def _captured(why: Why) -> str:
    capture = why.capture
    if capture is None:
        return ""
    by = f" for {capture.source}" if capture.source and capture.source != why.source else ""
    return f"{shown_time(capture.time)} UTC{by}, {told(capture)}"


def _json(why: Why) -> dict[str, Any]:
    standing, capture, robots = why.standing, why.capture, why.robots_capture
    record: dict[str, Any] = {
        "url": why.url, "source": why.source or None, "answer": why.answer,
        "in_scope": why.is_in_scope, "scope": why.scope, "known": why.is_known,
        "state": None, "next": why.next or None,
        "robots": {"decision": why.robots, "url": robots.url if robots else None,
                   "captured": robots.time if robots else None},
        "rest": {"until": why.rest.until, "reason": why.rest.reason} if why.rest else None,
        "linked_from": [{"url": o.url, "kind": o.kind, "last": o.last} for o in why.linking],
        "named_in": list(why.named),
        "capture": None,
    }  # fmt: skip
    if standing:
        entry = standing.entry
        record |= {
            "state": standing.state, "reason": standing.reason, "kind": entry.kind,
            "how": entry.how, "via": entry.via, "depth": entry.depth, "found": standing.found,
            "asked": standing.settled, "due": standing.due, "tries": standing.tries,
        }  # fmt: skip
    if capture:
        record["capture"] = {
            "time": capture.time, "status": capture.status, "outcome": capture.outcome,
            "evidence": capture.evidence, "source": capture.source, "sha256": capture.digest,
        }  # fmt: skip
    return record
