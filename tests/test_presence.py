"""Presence: from observations to there, suspect, gone, unknown and back, as pure functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.presence import Check, Host, Presence, Seen, Terms, presence, said, target_of

URL = "https://news.example/politics/2025/a-long-story"
HOME = "https://news.example/"
START = datetime(2025, 3, 1, tzinfo=UTC)
UP = Host(there=True, near=True, front=True)
DOWN = Host(lost=True, front=False)


def check(hours: float, outcome: str = "ok", **more: object) -> Check:
    """A check of the page so many hours after the start, on a host that does well."""
    usual: dict[str, object] = {"url": URL, "host": UP}
    if outcome in ("ok", "unchanged"):
        usual["kind"] = "article"
    if outcome == "absent":
        usual["status"] = 404
    return Check(START + timedelta(hours=hours), outcome, **{**usual, **more})  # type: ignore[arg-type]


def sent(hours: float, place: str, seen: Seen = Seen(), shared: int = 0) -> Check:  # noqa: B008
    """A redirect from the page."""
    return check(hours, "redirect", target=target_of(URL, place, seen, shared))


def states(*checks: Check) -> list[str]:
    """The states a page went through."""
    return [stretch.state for stretch in presence(checks).stretches]


def test_one_absence_makes_a_suspect_and_three_over_a_day_make_it_gone() -> None:
    """The times told are those of the checks, never one in between."""
    one, two, three = (check(hours, "absent") for hours in (10, 11, 34))
    assert presence([check(0), one]).state == "suspect"
    assert presence([check(0), one, two]).state == "suspect"
    found = presence([check(0), one, two, three])
    assert (found.state, found.checks) == ("gone", 3)
    assert found.last_seen == check(0)
    assert (found.first_absent, found.last_absent) == (one, three)


def test_many_checks_in_a_short_time_are_not_enough() -> None:
    """Nor are few over a long one."""
    assert presence([check(0), *(check(1 + n, "absent") for n in range(20))]).state == "suspect"
    assert presence([check(0), check(1, "absent"), check(900, "absent")]).state == "suspect"


def test_a_source_has_its_own_terms() -> None:
    """So many checks over so long a time."""
    checks = [check(0), check(1, "absent"), check(3, "absent")]
    assert presence(checks, Terms(2, timedelta(hours=2))).state == "gone"
    assert presence(checks, Terms(2, timedelta(hours=3))).state == "suspect"


@pytest.mark.parametrize(
    "blind",
    [
        check(0, "error", status=503), check(0, "blocked", wall="challenge", status=403),
        check(0, "failure", evidence="DNS lookup failed"), check(0, "error", status=451),
        check(0, "refused"), check(0, "blocked", wall="login"), check(0, "absent", host=DOWN),
        check(0, "blocked", wall="repeated"),
    ],
    ids=["503", "challenge", "dns", "451", "robots", "login", "down", "repeated"],
)  # fmt: skip
def test_what_tells_nothing_makes_no_absence(blind: Check) -> None:
    """Errors, block pages, refusals and a host that is down, for weeks."""
    checks = [check(0), *(replace(blind, time=START + timedelta(days=n)) for n in range(1, 30))]
    found = presence(checks)
    assert (found.state, found.unclear, found.checks) == ("unknown", 29, 0)


def test_451_is_told_as_what_it_is() -> None:
    """It implies neither that the page exists nor that it does not (RFC 7725, 3)."""
    assert said(check(1, "error", status=451)).why.startswith("451: withheld for legal reasons")


def test_a_page_that_comes_back_is_told_with_how_long_it_was_absent() -> None:
    """It is there again; what it was absent for stays known."""
    absent = [check(hours, "absent") for hours in (10, 20, 40)]
    found = presence([check(0), *absent, check(60)])
    assert (found.state, found.is_back, found.away) == ("there", True, timedelta(hours=50))
    assert found.stretches[-1].away == timedelta(hours=50)
    assert [one.state for one in found.stretches] == ["there", "suspect", "gone", "there"]


def test_a_slip_is_no_return() -> None:
    """What was never gone is not back."""
    found = presence([check(0), check(1, "absent"), check(2)])
    assert (found.state, found.is_back, found.checks) == ("there", False, 0)


def test_a_page_that_was_never_seen_is_not_gone() -> None:
    """A dead link is no removal."""
    assert presence([check(n * 30, "absent") for n in range(9)]).state == "never"


@pytest.mark.parametrize("place", ["/", "/index.html", "/en/", HOME, "/de", "/?utm_source=x"])
def test_an_article_that_leads_to_the_front_page_is_absent(place: str) -> None:
    """In any spelling of it."""
    assert said(sent(1, place), "article").says == "absent"


@pytest.mark.parametrize("place", ["/politics", "/politics/2025/", "/404", "/page-not-found.html"])
def test_an_article_that_leads_to_a_section_or_an_error_page_is_absent(place: str) -> None:
    """Told by the path alone."""
    assert said(sent(1, place), "article").says == "absent"


def test_what_is_seen_at_the_place_counts() -> None:
    """A list is a section, an article is where the page moved to, an absence is one."""
    page, lists = Seen("ok", is_page=True), Seen("ok", is_list=True)
    assert said(sent(1, "/p/a-longer-story", page), "article").says == "moved"
    assert said(sent(1, "/all-news", lists), "article").says == "absent"
    assert said(sent(1, "/p/x", Seen("absent", "404")), "article").says == "absent"
    assert said(sent(1, "/p/x", Seen("error", "503")), "article").says == "unknown"
    assert said(sent(1, "/p/x"), "article").says == "unknown"
    assert said(sent(1, "/notice", page, shared=3), "article").says == "absent"


@pytest.mark.parametrize("place", [URL + "/", URL.replace("https", "http"), URL + "?utm_medium=a"])
def test_another_spelling_of_the_address_is_a_step_of_the_way(place: str) -> None:
    """What the page is then, the next answer says."""
    assert said(sent(1, place), "article").says == "nothing"


@pytest.mark.parametrize("place", ["/login?next=/x", "/consent", "/maintenance.html", "/subscribe"])
def test_where_visitors_are_kept_out_tells_nothing(place: str) -> None:
    """A wall is no removal."""
    assert said(sent(1, place), "article").says == "unknown"


def test_an_article_that_moved_is_not_gone_even_if_its_old_address_ends() -> None:
    """What became of it is told at its new address."""
    new = "https://new.example/2025/a-long-story"
    assert states(check(0), sent(1, new)) == ["there", "moved"]
    checks = [check(0), sent(1, new), *(check(n * 30, "absent") for n in range(1, 9))]
    assert presence(checks).state == "moved"


def test_an_address_with_a_number_in_its_query_is_no_front_page() -> None:
    """``/?p=12`` is an article."""
    assert said(sent(1, "/?p=12", Seen("ok", is_page=True)), "article").says == "moved"


def test_a_section_that_leads_to_the_front_page_is_no_article_taken_down() -> None:
    """Only what had a text of its own can be."""
    assert said(sent(1, "/"), "listing").says == "moved"


def test_being_left_out_of_a_list_makes_a_suspect_at_most() -> None:
    """However often."""
    checks = [check(0), *(check(n, "unlisted", url="/list") for n in range(1, 99))]
    found = presence(checks)
    assert (found.state, found.checks) == ("suspect", 0)


def test_a_few_words_in_the_place_of_a_document_are_doubtful() -> None:
    """It may be a page about it."""
    pdf = check(0, kind="document")
    few = [check(n * 20, kind="article", words=9) for n in range(1, 9)]
    assert presence([pdf, *few]).state == "suspect"
    assert presence([pdf, check(9, kind="article", words=900)]).state == "there"


def test_a_spelling_that_never_showed_the_page_is_no_absence_of_it() -> None:
    """While another spelling shows it."""
    bare = [check(n, "absent", url=URL + "/") for n in range(1, 50, 8)]
    found = presence([check(0), check(30), *bare])
    assert (found.state, found.checks) == ("unknown", 0)


def test_a_host_that_nobody_saw_answer_has_no_page_gone() -> None:
    """The page stays a suspect until another page of the host was there around that time."""
    alone = [check(n * 20, "absent", host=Host()) for n in range(1, 9)]
    assert presence([check(0), *alone]).state == "suspect"
    assert presence([check(0), *alone, check(200, "absent")]).state == "gone"


# Properties

_HOSTS = st.sampled_from([UP, DOWN, Host(), Host(near=True), Host(lost=True)])
_HOURS = st.integers(0, 300).map(float)
_SHOWN = st.builds(check, _HOURS, st.sampled_from(["ok", "unchanged"]))
_ABSENT = st.builds(
    check, _HOURS, st.just("absent"), host=_HOSTS,
    url=st.sampled_from([URL, URL + "/"]), status=st.sampled_from([404, 410]),
)  # fmt: skip
_SENT = st.builds(sent, _HOURS, st.sampled_from(["/", "/politics", "/login", "/p/b", URL + "/"]))
_BLIND = st.builds(
    check, _HOURS, st.sampled_from(["blocked", "error", "failure", "refused"]),
    status=st.sampled_from([None, 403, 451, 500, 503]), host=_HOSTS,
)  # fmt: skip
_UNLISTED = st.builds(check, _HOURS, st.just("unlisted"))
# Two captures may have one time, and never one number.
_CHECKS = st.lists(st.one_of(_SHOWN, _ABSENT, _SENT, _BLIND, _UNLISTED), max_size=16).map(
    lambda checks: [replace(one, capture=number) for number, one in enumerate(checks)]
)
_RANK = {"there": 0, "moved": 0, "never": 0, "unknown": 0, "suspect": 1, "gone": 2}


def _told(found: Presence) -> tuple[object, ...]:
    return (found.state, found.since, found.checks, found.away, found.back, found.why,
            found.first_absent, found.last_seen)  # fmt: skip


@given(_CHECKS, st.randoms())
def test_the_order_of_arrival_does_not_matter(checks: list[Check], dice: object) -> None:
    """An import may bring older ones, and several of one time."""
    shuffled = list(checks)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _told(presence(shuffled)) == _told(presence(checks))


@given(_CHECKS, st.lists(_BLIND, max_size=5))
def test_what_tells_nothing_never_brings_a_page_nearer_to_gone(
    checks: list[Check], blind: list[Check]
) -> None:
    """Wherever it comes in between; nor does it bring one back."""
    with_it, without = presence([*checks, *blind]), presence(checks)
    assert _RANK[with_it.state] == _RANK[without.state]
    assert (with_it.checks, with_it.back) == (without.checks, without.back)


@given(_CHECKS)
def test_a_page_that_was_just_seen_is_there(checks: list[Check]) -> None:
    """Whatever was before."""
    assert presence([*checks, check(301)]).state == "there"


@given(_CHECKS)
def test_gone_is_what_was_absent_often_enough_and_long_enough(checks: list[Check]) -> None:
    """And never seen in between."""
    found = presence(checks)
    if found.state == "gone":
        assert found.first_absent
        assert found.last_absent
        assert found.last_seen
        assert found.checks >= found.terms.checks
        assert found.last_absent.time - found.first_absent.time >= found.terms.over
        assert found.last_seen.time <= found.first_absent.time


@given(_CHECKS)
def test_a_capture_told_twice_counts_once(checks: list[Check]) -> None:
    """Observations equal in time are one."""
    once, twice = presence(checks), presence([*checks, *checks])
    if once.state in ("suspect", "gone"):
        assert _told(twice) == _told(once)


@given(_CHECKS)
def test_every_check_is_in_one_stretch(checks: list[Check]) -> None:
    """Steps of the way apart, each stands in the story with its evidence."""
    found = presence(checks)
    counted = [step for stretch in found.stretches for step in stretch.steps]
    assert counted == list(found.steps)
    assert found.state == (counted[-1].state if counted else "unknown")
