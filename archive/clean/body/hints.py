"""What a page says of its own text, outside of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.clean.facts import Facts, is_article
from archive.clean.titles import key

_TAGS = re.compile(r"<[^<>]*>")
_SHORTEST_BODY = 200
_SHORTEST_SUMMARY = 40
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the text before it is looked for.

    Attributes:
        title: of the page.
        summaries: what it says of itself (``description`` and the like), as keys.
        body: ``articleBody`` of its JSON-LD, as a key; empty where there is none. Many sites put
            only the beginning there, or an older state.
    """

    title: str = ""
    summaries: tuple[str, ...] = ()
    body: str = ""


def hints_of(facts: Facts, title: str) -> Hints:
    """The hints in a page's facts."""
    told = [
        text
        for name in ("description", "og:description", "twitter:description")
        for text in facts.meta.get(name, ())
    ]
    told += [node["description"] for node in facts.nodes
             if is_article(node) and isinstance(node.get("description"), str)]  # fmt: skip
    bodies = [node["articleBody"] for node in facts.nodes
              if isinstance(node.get("articleBody"), str)]  # fmt: skip
    longest = max(bodies, key=len, default="")[:_LONGEST]
    return Hints(
        title,
        tuple(dict.fromkeys(key(text) for text in told if len(text) > _SHORTEST_SUMMARY)),
        key(_TAGS.sub(" ", longest)) if len(longest) > _SHORTEST_BODY else "",
    )
