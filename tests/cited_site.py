"""A small archived site to quote from: edits, a return, a removal, and texts of several scripts."""

from __future__ import annotations

from archive import Archive
from tests.exchanges import DAY_ONE, LONG, exchange, page

SITE = "https://gazette.example.org"
STORY = f"{SITE}/story?id=7&x=a_b"
SCRIPTS = f"{SITE}/scripts"
GONE = f"{SITE}/gone"
FIRST = f"{DAY_ONE:%Y%m%d%H%M%S}"
SECOND, THIRD = "20251006180000", "20251008000000"

HEAD = (
    '<meta property="og:site_name" content="The Gazette">'
    '<meta property="article:published_time" content="2025-03-14T10:00:00Z">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": '
    '[{"@type": "Person", "name": "Ursula von der Leyen"}, {"@type": "Person", "name": "Ann Lee"}]}'
    "</script>"
)
RAIN = "It rained on Monday in the town, said “the mayor” — twice."
CELLS = "The cells of the old wing were {} for the people who are held there. Nobody said why."
AGAIN = "It rained on Monday, too, the report says."
ARABIC = "اجتمعت اللجنة في ستراسبورغ يوم الاثنين واعتمدت تقريرها عن السجون في البلاد."
HEBREW = "הוועדה התכנסה ביום שני בעיר ואימצה את הדו״ח שלה על בתי הכלא במדינה."
CHINESE = "委员会星期一在斯特拉斯堡开会，通过了关于监狱的报告。代表团参观了两座监狱。"
VIETNAMESE = "U\u0309y ban đã họp tại thành phố và thông qua báo cáo về các nhà tù."
"""Its first letter has its mark apart, as some sites write."""


def fill(archive: Archive) -> None:
    """Add the site."""
    for hours, words in ((0, "far too small"), (30, "small"), (60, "too small")):
        body = page("Prisons: A & B", RAIN, CELLS.format(words), *LONG, AGAIN, head=HEAD)
        archive.add(exchange(STORY, body, hours=hours), source="gazette")
    texts = (ARABIC, HEBREW, CHINESE, VIETNAMESE)
    archive.add(exchange(SCRIPTS, page("Scripts", *LONG, *texts)), source="gazette")
    first = page("Here today", RAIN, *LONG)
    archive.add(exchange(GONE, first), source="gazette")
    archive.add(exchange(GONE, page("Here today", *LONG), hours=30), source="gazette")
    absent = b"<title>Not found</title><h1>Not found</h1>"
    for hours in (60, 61, 90):
        archive.add(exchange(GONE, absent, hours=hours, status="404 Not Found"), source="gazette")
