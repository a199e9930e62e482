"""A quotation as an annotation for other programs (Web Annotation Data Model, W3C 2017)."""

from __future__ import annotations

from typing import Any

from archive.citing.selectors import Passage, Quote

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
"""Of an annotation (Web Annotation Protocol, 4.1)."""
_TEXT_FRAGMENTS = "https://wicg.github.io/scroll-to-text-fragment/"


def annotation(
    quote: Quote, place: Passage, fragment: str, *, address: str, page: str, raw: str,
    captured: str, verdict: str,
) -> dict[str, Any]:  # fmt: skip
    """The annotation that a quotation makes of a page.

    Args:
        quote: the words, whole, with what stands around them.
        place: where they stand.
        fragment: the text fragment that leads to them; may be empty.
        address: of the annotation itself.
        page: of the capture that shows them.
        raw: of its payload.
        captured: when that was captured, ISO 8601.
        verdict: whether the words still stand, in a sentence.
    """
    selectors: list[dict[str, Any]] = [
        {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix,
         "suffix": quote.suffix},
        {"type": "TextPositionSelector", "start": place.start, "end": place.end},
    ]  # fmt: skip
    if fragment:
        selectors.append({
            "type": "FragmentSelector", "conformsTo": _TEXT_FRAGMENTS,
            "value": fragment.removeprefix("#"),
        })  # fmt: skip
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": address,
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {
            "type": "TextualBody",
            "purpose": "assessing",
            "format": "text/plain",
            "language": "en",
            "value": verdict,
        },
        "target": {
            "source": page,
            "selector": selectors,
            "state": {"type": "TimeState", "sourceDate": captured, "cached": raw},
        },
    }
