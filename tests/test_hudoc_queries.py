"""Queries to a HUDOC database: windows of days, pages of results, what is asked for when."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.store import frontier
from archive.store.frontier import Entry, Progress
from crawler.sources.hudoc import Hudoc as Query
from crawler.sources.loading import loaded
from crawler.spiders import hudoc
from tests.servers.hudoc import Database, Hudoc

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, tzinfo=UTC)
BASE = "https://hudoc.example"


def query(base: str = BASE, **more: object) -> Query:
    """A query to the Court's database."""
    found = Query("echr", base, since=2019, date="kpdate", length=7, limit=40)
    return replace(found, **more)  # type: ignore[arg-type]


def walked(asked: Query, answer: Callable[[str], bytes]) -> tuple[list[Entry], list[Entry]]:
    """The queries and documents that come of a query, as a crawl goes through it."""
    waiting = [Entry(asked.seed, "listing", "seed", priority=0)]
    known, queries, documents = {asked.seed}, [], []
    while waiting:
        waiting.sort(key=lambda entry: entry.priority)
        entry = waiting.pop(0)
        queries.append(entry)
        for found in hudoc.found(asked, entry, answer(entry.url), TODAY):
            if found.kind == "page":
                documents.append(found)
            elif found.url not in known:
                known.add(found.url)
                waiting.append(found)
    return queries, documents


def item(number: int, day: date) -> dict[str, str]:
    """A document of a day."""
    return {"itemid": f"001-{number}", "kpdate": day.isoformat(), "docname": f"CASE {number}"}


DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@settings(max_examples=40)
@given(st.lists(st.tuples(DAYS, st.integers(1, 30)), max_size=9))
def test_every_document_is_found(many: list[tuple[date, int]]) -> None:
    """However they lie, as long as no day has more than can be had; and none is found in vain."""
    days = [day for day, count in many for _ in range(count)]
    if max(Counter(days).values(), default=0) >= 40:
        return
    items = [item(number, day) for number, day in enumerate(days)]
    database = Database("echr", items, limit=40)
    asked = query()
    queries, documents = walked(asked, lambda url: database.answer(url.removeprefix(BASE))[2])
    assert {one.url for one in documents} == {
        hudoc.body_address(BASE, "echr", one["itemid"]) for one in items
    }
    for one in queries:
        answer = hudoc.results_of(database.answer(one.url.removeprefix(BASE))[2])
        window, start = asked.meant(one.url)
        assert answer is not None
        assert answer.count < 40 or not start, (window, start)


@given(DAYS, st.integers(0, 4000), st.integers(0, 9999))
def test_a_query_is_read_back(first: date, length: int, start: int) -> None:
    """Window and start stand in its address, and nowhere else."""
    window = hudoc.Window(first, first + timedelta(days=length))
    for one in (window, None):
        assert query().meant(query().asked(one, start)) == (one, start)


@given(DAYS, st.integers(1, 4000))
def test_halves_are_the_whole(first: date, length: int) -> None:
    """No day is in both, none in neither."""
    window = hudoc.Window(first, first + timedelta(days=length))
    assert window.halves is not None
    later, earlier = window.halves
    assert (earlier.first, later.last) == (window.first, window.last)
    assert later.first - earlier.last == timedelta(days=1)


@pytest.mark.parametrize("limit", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_more_documents_than_can_be_had_are_each_asked_for_once(
    archive: Archive, limit: int
) -> None:
    """25,000 where 10,000 can be had: by years, and within a year by halves of that."""
    dice = random.Random(7)
    items: list[dict[str, str]] = []
    for year, share in {2026: 0.2, 2025: 1.1, 2024: 1.0, 2023: 0.2}.items():
        days = [dice.randrange(320) for _ in range(round(share * limit))]
        items += [item(len(items) + n, date(year, 1, 1) + timedelta(d)) for n, d in enumerate(days)]
    with Hudoc(Database("echr", items, limit=limit)) as server:
        asked = query(server.base, length=limit // 20, limit=limit, since=2022)
        first = [Entry(asked.seed, "listing", "seed", priority=0)]
        archive.begin_crawl("court", "The Court", first, NOW)
        queries = []
        while found := archive.waiting("court", NOW, 1, kinds=("listing",)):
            (waiting,) = found
            queries.append(asked.meant(waiting.entry.url))
            with urlopen(waiting.entry.url) as response:  # loopback
                entries = hudoc.found(asked, waiting.entry, response.read(), TODAY)
            with archive.transaction():
                frontier.admit(archive.connection, 1, entries, NOW)
            archive.settle(Progress(waiting.id, "done", NOW + timedelta(days=90)), NOW)
        assert len(server.asked) == len(set(server.asked)) == len(queries) <= 60
    waits = archive.connection.execute("SELECT url FROM frontier WHERE kind = 'page'").fetchall()
    assert Counter(url for (url,) in waits) == Counter(
        hudoc.body_address(server.base, "echr", one["itemid"]) for one in items
    )
    assert len(waits) == 2.5 * limit
    years = dict.fromkeys(window.last.year for window, _ in queries if window)
    assert list(years) == [2026, 2025, 2024, 2023, 2022]


def test_newer_years_go_before_older_ones() -> None:
    """This year and the last are asked for on every crawl; older ones when they are due."""
    database = Database("echr", [item(n, date(2019 + n % 8, 3, 1)) for n in range(200)], limit=40)
    queries, documents = walked(query(), lambda url: database.answer(url.removeprefix(BASE))[2])
    again = {query().meant(one.url)[0]: one.again for one in queries[1:]}
    assert {window.last.year for window, is_again in again.items() if window and is_again} == {
        2025, 2026,
    }  # fmt: skip
    newest = [one.priority for one in documents[:7]]
    assert max(newest) < max(one.priority for one in documents)


def test_a_day_with_too_many_results_is_told() -> None:
    """It cannot be divided; what can be had of it is."""
    database = Database("echr", [item(n, date(2026, 3, 1)) for n in range(90)], limit=40)
    asked = query()

    def answer(url: str) -> bytes:
        return database.answer(url.removeprefix(BASE))[2]

    queries, documents = walked(asked, answer)
    faults = [hudoc.fault(asked, one.url, answer(one.url)) for one in queries]
    assert [one for one in faults if one] == [
        "90 results on 2026-03-01: the first 40 are all that can be had"
    ]
    assert len({one.url for one in documents}) == 40


def test_a_query_without_all_parameters_is_not_found() -> None:
    """As the databases have it; ours has all of them."""
    database = Database("echr", [item(1, date(2026, 3, 1))])
    target = query().seed.removeprefix(BASE)
    assert database.answer(target)[0] == 200
    assert database.answer(target.replace("&facetquery=", ""))[0] == 404


def test_conditions_stand_in_the_query() -> None:
    """Languages, kinds, and what else a person asks for, in the query language of the database."""
    asked = query(languages=("ENG", "FRE"), kinds=("HEJUD",), query='respondent="AUT"')
    said = asked._condition(None)
    assert said == (
        'contentsitename:ECHR AND (doctype="HEJUD") AND '
        '(languageisocode="ENG" OR languageisocode="FRE") AND (respondent="AUT")'
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('site = "hudoc"', "hudoc.site is 'hudoc'; known: echr, cpt"),
        ('site = "echr"\nlength = 20000', "hudoc.length is 20000"),
        ('site = "echr"\nkinds = ["HEJUD OR 1"]', "hudoc.kinds has 'HEJUD OR 1'"),
        ('site = "greco"\nkinds = ["X"]', "no column of greco is known for that; use query"),
        ('site = "echr"\nbase = "hudoc"', "hudoc.base has 'hudoc'"),
        ('site = "echr"\nyears = 3', "hudoc.years is not known here"),
    ],
)
def test_a_wrong_table_is_told_by_file_and_key(tmp_path: Path, lines: str, words: str) -> None:
    """With what can be written instead."""
    path = tmp_path / "court.toml"
    path.write_text(f'name = "court"\n[hudoc]\n{lines}\n', encoding="utf-8")
    with pytest.raises(BadInput) as error:
        loaded(path)
    assert words in str(error.value)
    assert str(path) in str(error.value)


def test_a_query_is_one_of_the_listings_of_its_source(tmp_path: Path) -> None:
    """So it is shown, checked and begun with as any other."""
    path = tmp_path / "court.toml"
    path.write_text('name = "court"\n[hudoc]\nsite = "cpt"\n', encoding="utf-8")
    source = loaded(path)
    assert source.hudoc is not None
    assert source.listings == (source.hudoc.seed,)
    assert source.listings[0].startswith("https://hudoc.cpt.coe.int/app/query/results?query=")
    assert source.scope.refusal("https://hudoc.cpt.coe.int/app/conversion/x") is None
    assert source.scope.refusal("https://hudoc.echr.coe.int/app/conversion/x") is not None
