"""The sources in the reading room: how they do, and the history of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.health.expectations import Expectations, Rate
from archive.health.noting import noted
from archive.health.plan import Plan
from archive.web.charts import HEIGHT, spark
from tests.health import CHALLENGED, NOW, WALL, Newsroom
from tests.servers.room import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three sources: one that does well, one that is blocked, pages that were saved by hand."""
    path = tmp_path_factory.mktemp("sources") / "greffe.db"
    now = datetime.now(UTC)
    with Archive.open(path) as archive:
        plan = Plan(("http://well.example/",), (), Expectations(Rate(2, timedelta(days=7)), 80))
        well = Newsroom(archive, "well", plan, now, "All <Is> Well")
        ill = Newsroom(archive, "ill", now=now)
        for days in range(12, 0, -1):
            well.crawl(days, 1)
            ill.crawl(days, 1)
        noted(archive, now - timedelta(days=1))
        well.crawl(0, 1)
        ill.crawl(0, outcome="blocked", counts={"blocked": 5, "ok": 0}, walls=1,
                  home={"body": WALL, **CHALLENGED})  # fmt: skip
        noted(archive, now)
        number, _ = archive.begin_crawl("saved", "Saved pages", [], now)
        archive.end_crawl(number, "done", {}, now)
    with serving(path) as both:
        yield both


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


def test_the_list_shows_the_worst_first_with_evidence(served: Served) -> None:
    """In words; the charts say in words what they show."""
    got = served.get("/sources").text
    shown = _words(got)
    assert "1 source needs to be looked at, the worst first." in shown
    order = [shown.index(name) for name in ("Blocked", "All &lt;Is&gt; Well", "saved by hand")]
    assert order == sorted(order)
    assert "met 5 block pages in 5 answers (challenge)" in shown
    assert "Next: greffe source check ill --live" in shown
    assert 'aria-label="13 new texts in 26 weeks, 7 a week at most; in the last four' in got
    assert "<Is>" not in got


def test_a_source_has_a_page_with_its_past(served: Served) -> None:
    """States, block pages, crawls."""
    shown = _words(served.get("/sources/ill").text)
    assert re.search(r"States \d+ \w+ \d+ Blocked The last crawl, .* to .* Ok 7 new", shown)
    assert "Block pages 2 challenge in all. ill.example" in shown
    assert "Cloudflare: status 403" in shown
    assert re.search(r"Crawls Begun Outcome .* blocked 5", shown)
    well = _words(served.get("/sources/well").text)
    assert "Expected: 2 new texts in 7 days · 80 words a text" in well
    assert "Next" not in well


def test_pages_saved_by_hand_have_no_state(served: Served) -> None:
    """Nobody crawls them; there is nothing to judge."""
    got = served.get("/sources/saved")
    assert got.status == 200
    assert "New texts a week" not in got.text


@pytest.mark.parametrize("name", ["nobody", "../etc", "a/b"])
def test_a_source_that_is_not_there_is_not_found(served: Served, name: str) -> None:
    """As any address that leads nowhere."""
    assert served.get(f"/sources/{name}").status == 404


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_bars_stay_in_their_chart_and_are_seen(counts: list[int]) -> None:
    """The smallest, too; a week without texts has none."""
    made = spark(counts, NOW)
    assert len(made.bars) == sum(1 for count in counts if count)
    assert made.total == sum(counts)
    for bar in made.bars:
        assert 3 <= bar.height <= HEIGHT
        assert bar.y + bar.height == HEIGHT
        assert 0 <= bar.x < made.width


def test_the_words_of_an_empty_chart_say_so() -> None:
    """Rather than a row of zeros."""
    assert spark([0] * 9, NOW).words == "no new text in 9 weeks"
