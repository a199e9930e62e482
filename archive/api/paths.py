"""Where the machine forms of views are asked for."""

from __future__ import annotations

from urllib.parse import urlencode


def path(view: str, /, **values: str | None) -> str:
    """The address of an endpoint; what is empty is left out."""
    given = urlencode({key: value for key, value in values.items() if value})
    return f"/api/{view}" + (f"?{given}" if given else "")
