"""How sources do, judged from what an archive has of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive, Exchange
from archive.health.expectations import Expectations, Rate
from archive.health.gathering import history_of
from archive.health.history import History
from archive.health.judging import judged, late_after
from archive.health.plan import Plan, packed, unpacked
from archive.health.states import Judgement
from tests.exchanges import LONG, exchange, page
from tests.health import CHALLENGED, NOW, WALL, Newsroom, recorded

DAY = timedelta(days=1)
MOVED = {"status": "301 Moved", "fields": "Location: https://new.example/news\r\n", "body": b""}
GONE = {"status": "404 Not Found", "body": b"<h1>No such page</h1>"}


@pytest.fixture(scope="module")
def five_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a source that was crawled up to twelve days ago."""
    path = tmp_path_factory.mktemp("health") / "greffe.db"
    with Archive.open(path) as archive:
        Newsroom(archive).weekdays(35, 12)
    return path


@pytest.fixture
def room(five_weeks: Path, tmp_path: Path) -> Iterator[Newsroom]:
    """A source with five weeks of texts, Monday to Friday."""
    path = tmp_path / "greffe.db"
    shutil.copy(five_weeks, path)
    with Archive.open(path) as archive:
        yield Newsroom(archive, texts=100)


def history(room: Newsroom, now: datetime = NOW) -> History:
    """What the archive has of a source."""
    found = history_of(room.archive, room.name, now)
    assert found is not None
    return found


def judge(room: Newsroom, now: datetime = NOW) -> Judgement:
    """How it does."""
    return judged(history(room, now), now)


def test_a_source_that_publishes_as_ever_is_ok(room: Newsroom) -> None:
    """The evidence says how much came, and when the last."""
    room.weekdays(11)
    found = judge(room)
    assert found == Judgement("ok", "5 new in the last week, the last of 2026-03-02")


def test_a_weekend_is_no_silence(room: Newsroom) -> None:
    """A source that rests on two days of seven is judged by that."""
    room.weekdays(11, 1)
    assert judge(room, NOW - DAY).state == "ok"  # a Sunday


def test_silence_is_longer_than_its_pauses(room: Newsroom) -> None:
    """Told up to the last crawl that was answered, with the pauses that are usual."""
    for days_ago in range(11, -1, -1):
        room.crawl(days_ago)
    found = judge(room)
    assert found.state == "silent"
    assert found.evidence == (
        "nothing new since 2026-02-18, 12 days up to the crawl of 2026-03-02; its pauses are "
        "3 days at most as a rule"
    )
    assert found.step == "greffe source check news --live"


def test_what_was_not_crawled_is_not_silent(room: Newsroom) -> None:
    """A machine that was off for months knows nothing of the site; the crawls are late."""
    found = judge(room)
    assert found.state == "late"
    assert "no crawl has begun since 2026-02-18 09:00 UTC, 12 days ago" in found.evidence


def test_the_expectation_of_its_file_is_a_bound(room: Newsroom) -> None:
    """Its file says that two weeks without a text are no news."""
    room.plan = Plan((room.home,), (), Expectations(Rate(1, 14 * DAY)))
    for days_ago in range(11, -1, -1):
        room.crawl(days_ago)
    assert judge(room).state == "ok"
    room.plan = Plan((room.home,), (), Expectations(Rate(1, 7 * DAY)))
    room.crawl(0)
    assert "expected: 1 in 7 days" in judge(room).evidence


def test_a_source_without_a_single_text_is_silent(archive: Archive) -> None:
    """Its patterns, scope or site are not what they should be."""
    room = Newsroom(archive)
    for days_ago in (2, 1, 0):
        room.crawl(days_ago)
    assert judge(room).evidence == "no text in 3 crawls since 2026-02-28"


def test_block_pages_are_told_by_kind_and_number(room: Newsroom) -> None:
    """With how many crawls met them."""
    room.weekdays(11, 2)
    counts = {"blocked": 5, "ok": 0}
    for days_ago in (1, 0):
        room.crawl(days_ago, outcome="blocked", counts=counts, walls=4,
                   home={"body": WALL, **CHALLENGED})  # fmt: skip
    found = judge(room)
    assert (found.state, found.failures) == ("blocked", 2)
    assert found.evidence == (
        "the last 2 crawls, since 2026-03-01 09:00 UTC, met block pages (challenge), the last "
        "one: 5 block pages in 5 answers; last answered well 2026-02-28"
    )


def test_one_block_page_among_many_answers_is_none(room: Newsroom) -> None:
    """Nor are two errors."""
    room.weekdays(11, 1)
    room.crawl(0, 1, outcome="partly", walls=1, counts={"ok": 4, "blocked": 1, "error": 2})
    assert judge(room).state == "ok"


@pytest.mark.parametrize("outcome", ["unreachable", "failed", "refused"])
def test_a_crawl_that_brings_nothing_fails(room: Newsroom, outcome: str) -> None:
    """The evidence says why, if the archive knows."""
    room.weekdays(11, 1)
    room.crawl(0, outcome=outcome, counts={"ok": 0, "failure": 1})
    found = judge(room)
    assert (found.state, found.failures) == ("failing", 1)
    assert outcome in found.evidence


def test_a_crawl_without_any_of_its_start_urls_fails(room: Newsroom) -> None:
    """One start URL is one error or absence only; with neither it is not well again."""
    room.weekdays(11, 2)
    room.crawl(1, outcome="blocked", counts={"blocked": 5, "ok": 0})
    gone = {"status": "410 Gone", "body": b""}
    room.crawl(0, outcome="partly", counts={"ok": 0, "absent": 1, "starts_out": 1}, home=gone)
    found = judge(room)
    assert (found.state, found.failures) == ("failing", 2)
    assert f"partly, {room.home}: 410; last answered well" in found.evidence


def test_a_robots_txt_that_errs_is_named(room: Newsroom) -> None:
    """It is why nothing else was asked for."""
    room.weekdays(11, 1)
    robots = exchange(f"{room.home}robots.txt", b"", began=NOW, status="503 Busy")
    room.archive.add(robots, source=room.name)
    room.crawl(0, outcome="refused", counts={"ok": 0, "closed": 1})
    assert f"refused, {room.home}robots.txt: 503" in judge(room).evidence


def test_a_crawl_that_was_killed_fails_after_a_while(room: Newsroom) -> None:
    """While it may still run it does not."""
    room.weekdays(11, 1)
    room.crawl(0, ends=False)
    assert judge(room, NOW + timedelta(hours=1)).state == "ok"
    found = judge(room, NOW + timedelta(hours=7))
    assert found.state == "failing"
    assert "has not ended" in found.evidence


def test_a_start_that_leads_to_another_host_has_moved(room: Newsroom) -> None:
    """It takes two answers; one in the scope of the source is no move."""
    room.weekdays(11, 2)
    room.crawl(1, home=MOVED)
    assert judge(room).state == "ok"
    room.crawl(0, home=MOVED)
    found = judge(room)
    assert found.state == "moved"
    assert "leads to https://new.example/news since 2026-03-01, in 2 answers" in found.evidence
    assert found.step.startswith("greffe source add https://new.example/news")
    room.plan = Plan((room.home,), ("example,news)/", "example,new)/"))
    room.crawl(0, home=MOVED)
    assert judge(room).state != "moved"


def test_a_start_that_is_not_there_for_days_is_gone(room: Newsroom) -> None:
    """Not at once: servers slip."""
    room.weekdays(11, 4)
    for days_ago in (3, 2, 1):
        room.crawl(days_ago, home=GONE)
    assert judge(room, NOW - DAY).state == "ok"
    room.crawl(0, home=GONE)
    found = judge(room)
    assert found.state == "gone"
    assert "its start URL is not there since 2026-02-27, in 4 tries over 3 days" in found.evidence


def test_one_of_several_starts_that_is_missing_fails(room: Newsroom) -> None:
    """The others hide it: news of its section would be lost."""
    room.plan = Plan((room.home, f"{room.home}report-1"))
    room.weekdays(11, 4)
    for days_ago in (3, 2, 1, 0):
        room.crawl(days_ago, 2, home=GONE)
    found = judge(room)
    assert found.state == "failing"
    assert "1 of 2 start URLs not there since 2026-02-27" in found.evidence


def _deaf(room: Newsroom, days: range) -> None:
    for days_ago in days:
        room.crawl(days_ago, outcome="unreachable", counts={"ok": 0, "failure": 1}, home={
            "response": b"", "request": b"", "how": "robots",
            "error": "no address for news.example: Name or service not known",
        })  # fmt: skip


def test_a_host_without_an_address_is_gone_while_others_answer(room: Newsroom) -> None:
    """Where no other source answers either, it may be this machine that is off line."""
    other = Newsroom(room.archive, "other")
    room.weekdays(11, 5)
    other.weekdays(12, 6)
    _deaf(room, range(4, -1, -1))
    found = judge(room)
    assert found.state == "failing"
    assert "is this machine online?" in found.evidence
    other.crawl(0, 1)
    found = judge(room)
    assert found.state == "gone"
    assert "no address for news.example" in found.evidence


def test_texts_that_come_empty_mean_another_layout(room: Newsroom) -> None:
    """Pages that were texts, and are none any more."""
    room.weekdays(11, 2)
    for days_ago in (1, 0):
        room.crawl(days_ago)
        for part in range(4):
            url = f"{room.home}empty-{days_ago}-{part}"
            room.add(len(history(room).runs), url, NOW - days_ago * DAY,
                      {"body": b"<html><body><div id=app></div></body></html>"})  # fmt: skip
    found = judge(room)
    assert found.state == "layout changed"
    assert "8 pages came without a text" in found.evidence


def test_texts_far_shorter_than_its_own_are_thin(room: Newsroom) -> None:
    """A source that was always short is as it was."""
    room.weekdays(11, 6)
    for days_ago in range(5, -1, -1):
        room.crawl(days_ago, 2, words=("Subscribe to read on.",))
    found = judge(room)
    assert found.state == "thin"
    assert "words (median)" in found.evidence
    assert judged(recorded(range(90), words=9), NOW).state == "ok"


def test_expected_words_and_languages_are_asked_of_the_last_texts() -> None:
    """A file says that texts have 300 words; where they never had, it is how the source is."""
    plan = Plan(expected=Expectations(words=400, languages=("fr",)))
    new = judged(recorded(range(9), plan=plan), NOW)
    assert new.evidence == "only 0 of the last 9 texts have 400 words, as is expected"
    assert judged(recorded(range(90), plan=plan), NOW).state == "ok"
    plan = Plan(expected=Expectations(words=40, languages=("fr",)))
    assert "are in fr" in judged(recorded(range(9), plan=plan), NOW).evidence


def test_far_fewer_texts_than_usual_are_thin() -> None:
    """By its own months; recovered when half of them comes, not at the first above a third."""
    days = [*range(28, 180), 25, 20, 15, 10, 5, 0.1]
    found = judged(recorded(days), NOW)
    assert found.state == "thin"
    assert "6 new in the 28 days up to the crawl of 2026-03-02; usual are 28" in found.evidence
    more = recorded([*days, *(n / 10 for n in range(1, 6))])
    assert judged(more, NOW, "thin").state == "thin"
    assert judged(more, NOW, "ok").state == "ok"


def test_a_source_that_always_was_thin_is_not_alarming() -> None:
    """Whatever its file expects of it."""
    plan = Plan(expected=Expectations(Rate(5, 7 * DAY)))
    assert judged(recorded(range(0, 90, 4), plan=plan), NOW).state == "ok"
    fewer = [*range(8, 90), 1]
    assert judged(recorded(fewer, plan=plan), NOW).evidence == (
        "1 new in 7 days up to the crawl of 2026-03-02; expected: 5 in 7 days, as 11 of 11 such "
        "spans before had"
    )


def test_late_is_told_by_plan_and_by_habit(room: Newsroom) -> None:
    """Whoever crawls once a week is not late after two days."""
    room.weekdays(11)
    assert late_after(history(room)) == timedelta(days=2, hours=1)
    weekly = Newsroom(room.archive, "weekly")
    for days_ago in (35, 28, 21, 14, 7):
        weekly.crawl(days_ago, 1)
    assert judge(weekly).state == "ok"
    assert judge(weekly, NOW + 9 * DAY).state == "late"
    planned = replace(history(room), plan=Plan(interval=timedelta(days=3)))
    assert late_after(planned) == timedelta(days=6, hours=1)


def test_without_any_crawl_a_source_was_never_crawled() -> None:
    """The next step is to do it."""
    found = judged(History("new"), NOW)
    assert (found.state, found.step) == ("never crawled", "greffe crawl new")


def test_a_redesign_and_silence_mean_another_layout(room: Newsroom) -> None:
    """The listing is not read any more."""
    from archive.health.history import Redesign

    for days_ago in range(11, -1, -1):
        room.crawl(days_ago)
    one = replace(history(room), redesigns=[Redesign("news.example", NOW - 10 * DAY)])
    found = judged(one, NOW)
    assert found.state == "layout changed"
    assert "news.example was redesigned, first seen 2026-02-20" in found.evidence


def test_pages_saved_by_hand_have_no_health(archive: Archive) -> None:
    """Nobody crawls them."""
    archive.add(Exchange("http://x.example/", NOW, b"", page("X", *LONG)), source="saved")
    assert history_of(archive, "saved", NOW) is None


@pytest.mark.parametrize(
    "plan",
    [Plan(), Plan(("http://a/",), ("a)/",), Expectations(Rate(2, DAY), 80, ("en",)), 6 * DAY)],
)
def test_a_plan_comes_back_as_it_was_written(plan: Plan) -> None:
    """As JSON."""
    assert unpacked(packed(plan)) == plan


@pytest.mark.parametrize("text", ["[]", '{"articles": 3}', "x", '{"interval": "soon"}'])
def test_what_is_no_plan_is_said_to_be_none(text: str) -> None:
    """And costs no more than that: the source is judged without."""
    with pytest.raises(ValueError, match=r"plan|value"):
        unpacked(text)


def test_a_damaged_plan_does_not_keep_a_source_from_being_judged(archive: Archive) -> None:
    """It is judged as one without."""
    room = Newsroom(archive)
    room.crawl(0, 1)
    with archive.transaction():
        archive.connection.execute("UPDATE source SET plan = '[1'")
    assert history(room).plan is None
    assert judge(room).state == "ok"
