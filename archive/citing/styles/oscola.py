"""A citation in the form of OSCOLA, for lawyers.

Websites by "Oxford University Standard for the Citation of Legal Authorities" (4th edition,
3.4.8): author, ‘title’ (website, date) <address> accessed. What was read is the capture, so its day
is that of access; its time, where it is kept and its digest follow.
"""

from __future__ import annotations

from archive.citing.citation import Citation, inner_double, joined, line


def written(cited: Citation) -> str:
    """The footnote, with its full stop."""
    authors = joined(cited.authors)
    # Quotation marks within quotation marks are double ones (1.5.2).
    title = inner_double(line(cited.title))
    day = cited.published.words if cited.published else ""
    where = ", ".join(part for part in (_site(cited, authors), day) if part)
    work = " ".join(
        part
        for part in (f"‘{title}’" if title else "", line(cited.number), where and f"({where})")
        if part
    )
    parts = [authors] if authors else []
    parts += [work] if work else []
    told = ", ".join(parts)
    pages = f" {cited.page}" if cited.page else ""
    kept = [f"accessed {cited.captured_on.words}", f"captured {cited.clock[11:]}"]
    kept += [f"archived at <{cited.archive_url}>"] if cited.archive_url else []
    kept += [f"SHA-256 {cited.sha256}"] if cited.sha256 else []
    return f"{told}{pages} <{cited.url}> ".lstrip() + ", ".join(kept) + "."


def _site(cited: Citation, authors: str) -> str:
    """The website; one that is the author is not told twice."""
    site = line(cited.site) or line(cited.publisher)
    return "" if site == authors else site
