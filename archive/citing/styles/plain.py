"""A citation as plain text, with all that proves it."""

from __future__ import annotations

from archive.citing.citation import Citation, inner_single, joined, line


def written(cited: Citation) -> str:
    """Who, what, where and when; then when it was captured, where it is kept, and its digest."""
    site = line(cited.site)
    publisher = line(cited.publisher)
    parts = [
        joined(cited.authors),
        f"“{inner_single(line(cited.title))}”" if cited.title else "",
        line(cited.number),
        f"{site} ({publisher})" if site and publisher else site or publisher,
        cited.published.words if cited.published else "",
        f"page {cited.page}" if cited.page else "",
        f"<{cited.url}>",
    ]
    kept = [f"captured {cited.clock}"]
    kept += [f"archived at <{cited.archive_url}>"] if cited.archive_url else []
    kept += [f"SHA-256 {cited.sha256}"] if cited.sha256 else []
    told = ", ".join(part for part in parts if part) + "; " + ", ".join(kept) + "."
    return f"“{inner_single(line(cited.quote))}”: {told}" if cited.quote else told
