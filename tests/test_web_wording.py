"""How the reading room words things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from archive.web import wording

TIME = datetime(2025, 3, 4, 9, 5, 7, tzinfo=UTC)


def test_times_are_worded_in_utc() -> None:
    """Whatever zone they come in."""
    there = TIME.astimezone(datetime.strptime("+0300", "%z").tzinfo)
    assert wording.clock(there) == "4 March 2025, 09:05:07 UTC"
    assert wording.day(there) == "4 March 2025"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-03-04", "4 March 2025"),
        ("2025-03-04T23:30:00+03:00", "4 March 2025, 23:30 UTC+03:00"),
        ("2025-03-04T23:30:00Z", "4 March 2025, 23:30 UTC"),
        ("2025-03-04T23:30:00", "4 March 2025, 23:30"),
        ("2025", "2025"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_stated_dates_keep_their_zone(text: str | None, words: str) -> None:
    """The page's day is the day it wrote, not ours."""
    assert wording.stated(text) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=-90), "1 hour"),
        (timedelta(days=3, hours=5), "3 days"),
        (timedelta(days=400), "1 year"),
    ],
)
def test_a_distance_has_one_unit(span: timedelta, words: str) -> None:
    """Its largest, before or after."""
    assert wording.distance(span) == words


@pytest.mark.parametrize(
    ("octets", "words"),
    [(1, "1 byte"), (812, "812 bytes"), (14_200, "14.2 kB"), (3_100_000, "3.1 MB")],
)
def test_sizes_are_read_at_a_glance(octets: int, words: str) -> None:
    """In decimal units."""
    assert wording.size(octets) == words


def test_found_words_are_marked() -> None:
    """And everything else is escaped."""
    snippet = "<i>\x02a<b\x03 & \x02c\x03"
    assert wording.marked(snippet) == "&lt;i&gt;<mark>a&lt;b</mark> &amp; <mark>c</mark>"


@given(st.text(st.sampled_from("a<>&\"'\x02\x03 ")))
def test_a_snippet_holds_no_tag_but_marks(snippet: str) -> None:
    """However its marks are mixed up."""
    bare = wording.marked(snippet).replace("<mark>", "").replace("</mark>", "")
    assert bare == escape(snippet.replace("\x02", "").replace("\x03", ""))
