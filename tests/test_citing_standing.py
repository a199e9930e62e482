"""Whether quoted words still stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citing.reading import reading_of
from archive.citing.selectors import Quote, found
from archive.citing.standing import Look, Standing, holding, nearest, standing
from archive.citing.wording import details, verdict
from archive.clean.article import Block
from archive.store.texts import Version

START = datetime(2025, 1, 1, tzinfo=UTC)
RAIN = "It rained on Monday in the town. Nobody was hurt."
CELLS = "The cells of the old wing were far too small for the people who are held there."
SMALL = CELLS.replace("far too ", "")
LAST = "The committee will publish its report as soon as it has been translated."


def _version(number: int, *texts: str, title: str = "Report") -> Version:
    blocks = tuple(Block("paragraph", text) for text in texts)
    return Version(
        number, 1, "http://a.example/", "article", title, "", "\n\n".join(texts), blocks, (), None,
        None, "en", None, "greffe-clean", number, START, is_current=False,
    )  # fmt: skip


def _looks(*versions: Version) -> list[Look]:
    return [Look(START + timedelta(days=n), version) for n, version in enumerate(versions)]


def _day(number: int) -> datetime:
    return START + timedelta(days=number)


def _stands(words: str, cited: Version, *versions: Version) -> Standing:
    place = found(reading_of(cited), Quote(words))[0]
    return standing(_looks(*versions), cited, place)


ONE = _version(1, RAIN, CELLS, LAST)
EDITED = _version(2, RAIN, SMALL, LAST)
WITHOUT = _version(3, RAIN, LAST)
OTHER = _version(4, RAIN.replace("Monday", "Tuesday"), SMALL, LAST, "On Monday it was sunny.")


def test_words_in_the_latest_text_stand() -> None:
    """Whatever else was edited; since when they were seen is an interval."""
    one = _stands("publish its report as soon as", ONE, WITHOUT, EDITED, ONE)
    assert (one.verdict, one.before, one.first, one.last, one.without) == (
        "stands", None, _day(0), _day(2), None,
    )  # fmt: skip
    assert one.became is one.now is None


def test_an_edit_is_told_with_what_took_the_place_of_the_words() -> None:
    """Between the last capture with them and the first without, word by word."""
    one = _stands("old wing were far too small for", ONE, ONE, ONE, EDITED)
    assert (one.verdict, one.last, one.without) == ("edited", _day(1), _day(2))
    assert one.became is not None
    assert [piece.text for piece in one.became.pieces if piece.op == "removed"] == ["far too "]
    assert "".join(p.text for p in one.became.pieces if p.op != "removed") == SMALL


def test_what_went_altogether_is_gone() -> None:
    """Other sentences do not take its place."""
    one = _stands("cells of the old wing were", ONE, ONE, WITHOUT)
    assert one.verdict == "gone"
    assert one.became is not None
    assert {piece.op for piece in one.became.pieces} == {"removed"}


def test_what_was_edited_first_and_went_later_is_told_so() -> None:
    """Both steps, each with its time."""
    one = _stands("old wing were far too small for", ONE, ONE, EDITED, WITHOUT)
    assert one.became is not None
    assert one.now is not None
    assert (one.became.kind, one.now.kind, one.verdict) == ("edited", "gone", "gone")
    assert (one.became.captured, one.now.captured) == (_day(1), _day(2))
    assert "first seen edited 1" in verdict(one, lambda time: str((time - START).days))


def test_words_that_came_later_and_were_away_for_a_time() -> None:
    """Each as an interval between captures."""
    one = _stands("old wing were far too small for", ONE, EDITED, ONE, WITHOUT, EDITED, ONE)
    assert (one.before, one.first, one.verdict) == (_day(0), _day(1), "stands")
    (away,) = one.absences
    assert (away.last, away.without, away.back) == (_day(1), _day(2), _day(4))
    told = list(details(one, lambda time: str((time - START).days)))
    assert told == [
        "First seen 1, not yet there 0",
        "Away for a time: last seen 1, absent 2, back 4",
    ]


def test_of_many_times_away_the_last_are_told() -> None:
    """And how many there were."""
    one = _stands("old wing were far too small for", ONE, *[ONE, EDITED] * 9, ONE)
    told = list(details(one, lambda time: str((time - START).days)))
    assert len(one.absences) == 9
    assert told[-2:] == ["Away for a time: last seen 16, absent 17, back 18", "Away 9 times in all"]
    assert len(told) == 5


def test_few_words_are_looked_for_with_those_beside_them() -> None:
    """The same word elsewhere in a later text is not taken for them."""
    one = _stands("Monday", ONE, ONE, OTHER)
    assert (one.verdict, one.with_beside) == ("edited", True)
    assert not _stands("publish its report as soon as", ONE, ONE).with_beside


def test_a_title_may_be_quoted() -> None:
    """And is followed like other words."""
    new = _version(9, RAIN, CELLS, LAST, title="Report on prisons of the country")
    old = _version(8, RAIN, CELLS, LAST, title="Report on prisons of the city")
    one = _stands("Report on prisons of the city", old, old, new)
    assert one.verdict == "edited"
    assert one.became is not None
    assert [p.text for p in one.became.pieces if p.op == "added"] == ["country"]


def test_words_of_several_blocks_show_what_was_put_between() -> None:
    """Though each of them is still there."""
    between = _version(7, RAIN, "A new paragraph that nobody had expected there.", CELLS, LAST)
    one = _stands("Nobody was hurt.\nThe cells of the old wing", ONE, ONE, between)
    assert one.verdict == "edited"
    assert one.became is not None
    assert any("nobody had expected" in p.text for p in one.became.pieces if p.op == "added")


def test_other_quotation_marks_are_no_edit() -> None:
    """Nor are other spaces."""
    old = _version(5, "He said “no” to all of the questions.", LAST)
    new = _version(6, 'He said  "no" to all of the\u00a0questions.', LAST)
    assert _stands("said “no” to all of the", old, old, new).verdict == "stands"


def test_a_text_that_was_read_in_another_way_may_be_no_edit() -> None:
    """That is said."""
    looks = [Look(_day(0), ONE), Look(_day(1), WITHOUT, is_reread=True)]
    place = found(reading_of(ONE), Quote("cells of the old wing were"))[0]
    one = standing(looks, ONE, place)
    assert one.is_reread
    assert any("read in two ways" in words for words in details(one, str))


def test_words_that_are_not_there_have_something_near_them() -> None:
    """The sentence that they may have been; nothing where nothing is like them."""
    near = nearest(ONE, "The cells of the new wing were far too small for the people")
    assert near is not None
    place, pieces = near
    assert reading_of(ONE).words[place.start : place.end] == CELLS
    assert [piece.text for piece in pieces if piece.op == "removed"] == ["new"]
    assert nearest(ONE, "Parliament elected a speaker yesterday evening") is None
    assert [look.time for look in holding(_looks(ONE, EDITED, ONE), "far too small")] == [
        _day(0), _day(2),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 3])
@given(data=st.data())
def test_intervals_are_in_order_whatever_was_captured(count: int, data: st.DataObject) -> None:
    """And the verdict is that of the latest capture."""
    versions = [ONE, *data.draw(st.lists(st.sampled_from((ONE, EDITED, WITHOUT)), max_size=6))]
    versions = data.draw(st.permutations(versions))
    words = {1: "far", 2: "too small", 3: "old wing were far too small"}[count]
    one = _stands(words, ONE, *versions)
    assert (one.verdict == "stands") == (versions[-1] is ONE)
    times = [one.before, one.first, one.last, one.without]
    known = [time for time in times if time]
    assert known == sorted(known)
    assert one.latest == _day(len(versions) - 1)
    assert all(a.last < a.without < a.back for a in one.absences)
