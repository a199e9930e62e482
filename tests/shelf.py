"""A small archive to search in: an edited page and its copy, two languages, pages of some years."""

from __future__ import annotations

from archive import Archive
from tests.exchanges import LONG, exchange, page

REPORT = "https://council.example/report"
COPY = "https://news.example/copy"
FRENCH = "https://council.example/fr"
MONDAY = "The committee met in Strasbourg on Monday and adopted its report on prisons."
TUESDAY = "The committee met in Strasbourg on Tuesday and adopted its second report on prisons."
FRENCH_TEXT = (
    "Le comité a visité deux prisons, un commissariat et un hôpital psychiatrique du pays.",
    "L'assemblée a demandé que le rapport sur la détention soit publié avant l'été.",
)
BULLETINS = ("2023-11-02", "2024-02-03", "2024-02-20", "2025-03-14")
"""Days that pages of ``news`` bear."""


def fill(archive: Archive) -> None:
    """Put the pages on the shelf."""
    archive.add(exchange(REPORT, page("Report on prisons", MONDAY, *LONG)), source="council")
    archive.add(
        exchange(REPORT, page("Report on prisons", TUESDAY, *LONG), hours=30), source="council"
    )
    archive.add(exchange(COPY, page("Report on prisons", TUESDAY, *LONG), hours=40), source="news")
    archive.add(
        exchange(FRENCH, page("Visite du comité", *FRENCH_TEXT, language="fr")), source="council"
    )
    for number, day in enumerate(BULLETINS):
        head = f'<meta property="article:published_time" content="{day}T10:00:00Z">'
        body = page(f"Bulletin {number}", f"The bulletin number {number}.", *LONG, head=head)
        archive.add(exchange(f"https://news.example/{number}", body), source="news")
