"""A press release of ours and what became of it on other sites."""

from __future__ import annotations

from archive import Archive
from tests.exchanges import exchange, page

WIRE = (
    "The delegation visited two prisons, a police station and a psychiatric hospital in the north "
    "of the country, and spoke in private with many of the people who are held there.",
    "It found that the conditions had improved since the last visit, but that the cells of the "
    "old wing were still far too small for the number of persons kept in them.",
    'Forty people slept in one room. "We take turns on the beds," said one of them, who has been '
    "waiting for the hearing of his appeal since the spring.",
    "The ministry answered that a new building would be finished by the end of the year, and that "
    "the old wing would then be closed for good.",
    "The committee will publish its report together with the response of the authorities as soon "
    "as both have been received and translated.",
)
OTHER = (
    "Apples were cheaper at the market this week than in any October since the co-operative was "
    "founded, as every orchard along the river brought in its harvest within a few days.",
    "Growers blamed the warm nights of August; buyers, who came from as far as the coast with "
    "vans and trailers, did not complain, and by noon on Saturday the stalls were empty.",
    "The next market day is in a fortnight, when pears and quinces are expected as well.",
)
FIRST = "https://agency.example/wire/41"
COPY = "https://courier.example/news/prison-visit"
SHORT = "https://gazette.example/abroad/7"
LONG = "https://monitor.example/reports/autumn"
APART = "https://courier.example/news/apples"


def copied() -> tuple[str, ...]:
    """The release as a paper edited it: a paragraph in front, one left out, a word changed."""
    own = "Our correspondent waited outside the gates for most of a rainy day to hear of this."
    edited = WIRE[1].replace("far too small", "somewhat small")
    quoted = WIRE[2].replace('"We', "“We").replace('beds,"', "beds,”")
    return (own, WIRE[0], edited, quoted, WIRE[4])


def fill(archive: Archive) -> None:
    """The release, three that took it over, and one that has nothing to do with it."""
    archive.add(exchange(FIRST, page("Visit to two prisons", *WIRE)), source="agency")
    told = page("Prisons still crowded, says committee", *copied())
    archive.add(exchange(COPY, told, hours=3), source="courier")
    archive.add(exchange(SHORT, page("In brief", *WIRE[:2]), hours=30), source="gazette")
    around = (*OTHER, *OTHER[::-1], *WIRE[:3], *OTHER, *OTHER[::-1])
    archive.add(exchange(LONG, page("The autumn in reports", *around), hours=90), source="monitor")
    archive.add(exchange(APART, page("Apples", *OTHER), hours=4), source="courier")
