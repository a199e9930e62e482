"""How a crawl went, by what was counted: the table is in ``docs/exit-codes.md``."""

from __future__ import annotations

from collections import Counter

from archive.store.frontier import Kind

_ANSWERS = ("ok", "unchanged", "redirect", "absent", "partial", "lacking")
_TROUBLES = (
    "error", "failure", "partial", "blocked", "failures", "closed", "unread", "unrecorded",
    "lacking", "starts_out",
)  # fmt: skip
_TROUBLES_OF_PICKED = ("refused", "absent")
_HAD = ("ok", "unchanged", "partial")
SHOWN = (*_HAD, "redirect")
"""Outcomes of answers that show where something is, or leads to."""


def counted_as(kind: Kind, outcome: str) -> str:
    """What an answer is counted as: by its outcome, or as what the entry is that it came to."""
    if kind == "requisite":
        return "requisites"
    return "documents" if kind == "document" and outcome in _HAD else outcome


def outcome_of(
    counts: Counter[str],
    *,
    is_told_to_stop: bool,
    is_stopped: bool,
    has_rest: bool,
    is_held_up: bool,
    is_picked: bool,
) -> str:
    """The outcome of a crawl.

    Args:
        counts: what was counted.
        is_told_to_stop: whether a person, or a limit of Scrapy's, ended it.
        is_stopped: whether it stopped by itself.
        has_rest: whether its budget was used up and something waits.
        is_held_up: whether something waits because its server is left alone.
        is_picked: whether a person asked for just these pages: that some are kept from us, or are
            not there, is news then.
    """
    if is_told_to_stop:
        return "interrupted"
    if is_stopped:
        return "blocked"
    answers = sum(counts[kind] for kind in _ANSWERS)
    if not answers and counts["unrecorded"]:
        return "failed"
    if has_rest:
        return "interrupted"
    if not answers and counts["blocked"]:
        return "blocked"
    if not answers and counts["failure"]:
        return "unreachable"
    if not answers and not counts["error"] and (counts["refused"] or is_held_up):
        return "refused"
    troubles = (*_TROUBLES, *(_TROUBLES_OF_PICKED if is_picked else ()))
    return "partly" if is_held_up or any(counts[kind] for kind in troubles) else "done"
