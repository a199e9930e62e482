"""Lists through time: what came, moved, was retitled and went, as intervals between looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.history.listings import DEPARTURES, Item, Listing, Look, told, wording
from archive.history.listings.headlines import verdict
from archive.history.listings.items import Form

START = datetime(2025, 10, 5, 14, 2, tzinfo=UTC)
URL = "https://news.example/"


def _look(hours: float, names: str, *, titles: dict[str, str] | None = None, reader: str = "",
          days: dict[str, str] | None = None) -> Look:  # fmt: skip
    """A look at a list whose items are letters, each under a headline of its own."""
    items = tuple(
        Item(name, f"{URL}{name}", (titles or {}).get(name, f"The story of {name} is told"),
             (days or {}).get(name), place)
        for place, name in enumerate(names, 1)
    )  # fmt: skip
    return Look(int(hours * 10), START + timedelta(hours=hours), items, reader)


def _told(*lists: str, form: Form = "page") -> Listing:
    return told(URL, form, [_look(hour, names) for hour, names in enumerate(lists)])


def _said(listing: Listing, hour: int | None = None) -> list[tuple[str, str]]:
    return [
        (one.kind, one.item.key)
        for one in listing.changes
        if hour is None or one.by == START + timedelta(hours=hour)
    ]


# Five arrivals on top: the list has shown that it is newest first.
GROWN = ("fghijk", "efghij", "defghi", "cdefgh", "bcdefg", "abcdef")


def test_what_is_pushed_off_the_end_did_not_vanish() -> None:
    """As many came above as went below."""
    listing = _told(*GROWN)
    assert listing.order == "newest first"
    assert _said(listing, 1) == [("appeared", "e"), ("rolled off", "k")]
    assert {kind for kind, _ in _said(listing)} == {"appeared", "rolled off"}


def test_what_goes_while_older_ones_below_it_stay_vanished() -> None:
    """Also where the end of the list moves up from the next page."""
    assert _said(_told(*GROWN, "abdef"), 6) == [("vanished", "c")]
    moved_up = _told(*GROWN, "abdefg")
    assert _said(moved_up, 6) == [("back", "g"), ("vanished", "c")]


def test_a_list_that_ends_earlier_tells_no_vanishing() -> None:
    """Nothing below shows that it was not simply cut there."""
    assert _said(_told(*GROWN, "abcde"), 6) == [("left", "f")]


def test_a_list_that_is_kept_by_hand_does_not_tell_why_an_item_left() -> None:
    """Items come and go in the middle of front pages."""
    listing = _told(
        "abcdefgh", "abxcdefg", "abxycdef", "zabxycde", "zabxwycd", "zabvxwyc", "zabvxwc"
    )
    assert listing.order == "by hand"
    assert _said(listing, 6) == [("left", "y")]


def test_days_show_the_order_and_what_has_none_stands_beside_the_list() -> None:
    """A teaser over a dated list, and what was pinned above newer ones, only left."""
    days = {name: f"2025-10-0{9 - number}" for number, name in enumerate("abcdef")}
    days["p"] = "2025-01-01"
    looks = [_look(0, "tpabcdef", days=days), _look(1, "abdef", days=days)]
    listing = told(URL, "page", looks)
    assert _said(listing) == [("left", "t"), ("left", "p"), ("vanished", "c")]


def test_whole_days_that_go_at_the_end_rolled_off() -> None:
    """A list of the last week drops a day, whether or not something came."""
    days = dict(zip("abcdef", ("2025-10-05",) * 4 + ("2025-10-04",) * 2, strict=True))
    looks = [_look(0, "abcdef", days=days), _look(1, "abcd", days=days)]
    assert _said(told(URL, "page", looks)) == [("rolled off", "e"), ("rolled off", "f")]


def test_moves_are_the_fewest_that_explain_the_order() -> None:
    """What others push down has not moved."""
    assert _said(_told("abcdef", "eabcdf")) == [("moved up", "e")]
    assert _said(_told("abcdef", "xabcdef")) == [("appeared", "x")]
    assert _said(_told("abcdef", "bcdeaf")) == [("moved down", "a")]


def test_changes_are_told_as_intervals() -> None:
    """Neither the last look before nor the first after is the instant."""
    listing = _told("abcdef", "xabcde")
    (came, gone) = listing.changes
    assert wording.between(came.after, came.by) == "between 2025-10-05 14:02 and 15:02 UTC"
    assert (gone.after, gone.by) == (START, START + timedelta(hours=1))
    life = listing.life("f")
    assert life is not None
    (stay,) = life.stays
    assert (stay.after, stay.last, stay.by) == (None, START, START + timedelta(hours=1))
    assert wording.gone(stay).startswith(
        "last seen 2025-10-05 14:02 UTC, first absent 2025-10-05 15:02 UTC"
    )


def test_a_list_that_was_cut_short_says_nothing() -> None:
    """One thin look is set aside; a list that stays short has become so."""
    thin = _told("abcdefgh", "ab", "abcdefgh")
    assert not thin.changes
    assert ["cut short" in one.why for one in thin.unread] == [True]
    assert [kind for kind, _ in _said(_told("abcdefgh", "ab", "ab"))] == ["left"] * 6
    assert not _told("abcdefgh", "ab").changes


def test_a_thin_first_look_is_no_reason_for_arrivals() -> None:
    """The looks after it show how long the list is."""
    assert not _told("ab", "abcdefgh", "abcdefgh").changes


def test_an_item_that_comes_back_is_no_new_one() -> None:
    """Its life has two stays, and where it stood highest in both."""
    listing = _told("abcdef", "acdefg", "abcdef")
    assert ("back", "b") in _said(listing, 2)
    life = listing.life("b")
    assert life is not None
    assert len(life.stays) == 2
    assert life.best == (START, life.seen[0][1])


def test_time_at_the_top_is_told_at_least() -> None:
    """From look to look that saw it there, breaks left out."""
    listing = _told("abcdef", "abcdef", "bacdef", "abcdef", "abcdef", "bacdef")
    life = listing.life("a")
    assert life is not None
    assert life.at_top == timedelta(hours=2)
    assert wording.top(life) == "at the top for 2 h 00 min at least"


def test_changes_between_two_ways_of_reading_are_marked() -> None:
    """They may be nobody's doing."""
    looks = [_look(0, "abcdef", reader="1"), _look(1, "abcde", reader="2")]
    assert [one.is_reread for one in told(URL, "page", looks).changes] == [True]


@pytest.mark.parametrize("age", [1, 3])
def test_leaving_a_news_sitemap_after_two_days_is_no_departure(age: int) -> None:
    """It names the last two days only, in no order that means anything."""
    days = {"a": f"{START - timedelta(days=age):%Y-%m-%dT%H:%M:%SZ}"}
    looks = [_look(0, "abcdef", days=days), _look(1, "fedcb", days=days)]
    kind = "rolled off" if age > 2 else "left"
    assert _said(told(URL, "news-sitemap", looks)) == [(kind, "a")]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Gibteseinzweites Tape?", "Gibt es ein zweites Tape?", "same"),
        ("The “wall” is down", 'The "wall" is down', "same"),
        ("Uplink 41: How it works", "How it works Uplink 41", "same"),
        ("Three ships are lost at sea", "Storm: Three ships are lost at sea", "kicker"),
        ("At sea - Three ships are lost", "Storm - Three ships are lost", "kicker"),
        ("Church Can you stay in it now?", "Church • Best of +Can you stay in it now?", "kicker"),
        ("Three ships are lost at sea", "Five ships are lost at sea", "retitled"),
        ("Storm: Three ships are lost", "Storm: Three ships are damaged", "retitled"),
        ('Raid: "We could not live here"', 'Raid: "Could not live here"', "retitled"),
        ("Trains are stopped", "Trains are stopped for now", "retitled"),
        ("Australien Open: she wins", "Australian Open: she won", "retitled"),
    ],
)
def test_a_headline_is_another_only_if_it_says_something_else(
    old: str, new: str, found: str
) -> None:
    """Spaces, quotes and dashes are the page's making; a kicker is told apart."""
    assert verdict(old, new) == found
    assert verdict(new, old) == found


def test_a_retitled_item_keeps_its_headlines() -> None:
    """In order, each with the looks that saw it."""
    looks = [
        _look(0, "abcdef"),
        _look(1, "abcdef", titles={"c": "Another story altogether"}),
        _look(2, "abcdef", titles={"c": "Another story altogether"}),
    ]
    listing = told(URL, "page", looks)
    assert _said(listing) == [("retitled", "c")]
    life = listing.life("c")
    assert life is not None
    assert [title for title, _, _ in life.titles] == [
        "The story of c is told", "Another story altogether",
    ]  # fmt: skip
    assert life.titles[1][1:] == (looks[1].time, looks[2].time)


_LISTS = st.lists(st.permutations("abcdefghij").flatmap(
    lambda letters: st.integers(4, 10).map(lambda count: "".join(letters[:count]))
), min_size=1, max_size=6)  # fmt: skip


@given(_LISTS, st.sampled_from(("page", "feed", "sitemap", "news-sitemap")))
def test_every_list_follows_from_the_one_before_and_the_changes(
    lists: Sequence[str], form: Form
) -> None:
    """What came and went between two looks makes the one list of the other."""
    listing = told(URL, form, [_look(hour, names) for hour, names in enumerate(lists)])
    there = {item.key for item in listing.looks[0].items} if listing.looks else set()
    for look in listing.looks[1:]:
        changes = [one for one in listing.changes if one.by == look.time]
        there |= {one.item.key for one in changes if one.kind in ("appeared", "back")}
        there -= {one.item.key for one in changes if one.kind in DEPARTURES}
        assert there == {item.key for item in look.items}
    assert len(listing.looks) + len(listing.unread) == len(lists)


@given(_LISTS)
def test_lives_hold_every_sight_of_an_item(lists: Sequence[str]) -> None:
    """No look of an item is lost, and its stays hold them all."""
    listing = _told(*lists)
    sights = {(look.time, item.key) for look in listing.looks for item in look.items}
    lives = (listing.lives or {}).values()
    assert sights == {(time, life.key) for life in lives for time, _ in life.seen}
    for life in lives:
        for time, _ in life.seen:
            assert sum(stay.first <= time <= stay.last for stay in life.stays) == 1


@given(st.permutations("abcdefgh"), st.integers(1, 5))
def test_a_list_that_does_not_change_tells_of_nothing(names: list[str], count: int) -> None:
    """No false alarm."""
    assert not _told(*["".join(names)] * count).changes
