"""What the forms of the reading room send, and whether one of them did."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

_MOST = 20
"""Fields of a form."""


def is_own(request: Request) -> bool:
    """Whether a request was made by a page of this origin: other sites could make one, too."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


async def typed(request: Request) -> Mapping[str, str]:
    """The fields of a form, each once; none where there are more than any form of ours has."""
    text = (await request.body()).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, max_num_fields=_MOST)
    except ValueError:
        return {}
    return dict(reversed(pairs))
