"""Since when each sentence of a page stands there, and what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import Block
from archive.history.blame import Blame, Line, Look, Words, blamed
from archive.history.blame.runs import ages, departures, runs
from archive.history.blame.wording import (
    afterwards,
    before,
    between,
    first_seen,
    last_seen,
    notes,
    unseen,
)

BEGAN = datetime(2025, 3, 3, 9, tzinfo=UTC)
PRISONS = "The delegation visited two prisons and a police station in the capital."
PRIVATE = "It spoke in private with many of the people who are held there."
YARD = "The yard of the old wing had no shelter from the rain."
MINISTER = "A minister promised on Wednesday that everybody will be moved by spring."
SOME = {
    1: (PRISONS, PRIVATE, YARD),
    2: (PRISONS.replace("two", "three"), PRIVATE, YARD),
    3: (PRISONS.replace("two", "three"), YARD, MINISTER),
    4: (YARD, MINISTER, PRISONS.replace("two", "three"), PRIVATE),
}


def hours(count: float) -> datetime:
    """A time so many hours after the first look."""
    return BEGAN + timedelta(hours=count)


def looks(*texts: int, reader: Mapping[int, str] | None = None) -> list[Look]:
    """A look each hour."""
    return [
        Look(hours(n), n, text, (reader or {}).get(text, "one")) for n, text in enumerate(texts)
    ]


def words(*paragraphs: str, title: str = "", summary: str = "") -> Words:
    """A text."""
    return Words(title, summary, tuple(Block("paragraph", text) for text in paragraphs))


TEXTS = {number: words(*said) for number, said in SOME.items()}


def told(*texts: int, at: float | None = None) -> Blame:
    """Blame of some of ``SOME``, a look each hour."""
    return blamed(looks(*texts), TEXTS, at=None if at is None else hours(at))


def line(found: Blame, text: str) -> Line:
    """The line of a sentence."""
    return next(one for one in (*found.lines, *found.gone) if one.words == text)


def test_words_are_first_seen_between_two_looks() -> None:
    """The last without them and the first with them; nothing earlier is known of the first."""
    found = told(1, 1, 2, 2)
    edited = line(found, SOME[2][0])
    assert (edited.first.after, edited.first.first, edited.first.number) == (hours(1), hours(2), 2)
    assert first_seen(edited) == "first seen between 2025-03-03 10:00 and 11:00 UTC, with text 2"
    assert (
        first_seen(line(found, YARD)) == "first seen at or before 2025-03-03 09:00 UTC, with text 1"
    )
    assert last_seen(edited) == "still there at 2025-03-03 12:00 UTC"


def test_an_edited_sentence_has_what_it_said_before() -> None:
    """Until when it did, and what changed."""
    edited = line(told(1, 1, 2), SOME[2][0])
    assert [(one.words, one.stay.last) for one in edited.said_before] == [(PRISONS, hours(1))]
    ((_, pieces),) = before(edited)
    assert [one.text for one in pieces if one.op in ("added", "removed")] == ["two", "three"]
    assert [(one.after, one.by) for one in edited.edits] == [(hours(1), hours(2))]


def test_an_edit_that_is_taken_back_is_told() -> None:
    """The words are those of the first look, and they were others in between."""
    found = line(told(1, 2, 1), PRISONS)
    assert found.first.first == hours(0)
    assert [one.words for one in found.said_before] == [SOME[2][0]]
    assert notes(found) == ["edited twice, last between 2025-03-03 10:00 and 11:00 UTC"]
    assert not found.gaps


def test_what_was_gone_and_is_back_is_told_with_the_gap() -> None:
    """It is not new: its words were seen before."""
    found = line(told(2, 3, 4), PRIVATE)
    assert found.first.after is None
    assert notes(found) == [
        "gone between 2025-03-03 09:00 and 10:00 UTC, back between 2025-03-03 10:00 and 11:00 UTC"
    ]


def test_a_sentence_that_moved_is_no_new_one() -> None:
    """When it did is told."""
    found = line(told(3, 4), SOME[2][0])
    assert found.first.after is None
    assert notes(found) == ["moved between 2025-03-03 09:00 and 10:00 UTC"]


def test_what_is_gone_is_told_with_when() -> None:
    """The last look with it and the first without; an edit is not gone."""
    found = told(1, 2, 3)
    assert [one.words for one in found.gone] == [PRIVATE]
    assert last_seen(found.gone[0]) == (
        "last seen 2025-03-03 10:00 UTC, first missing 2025-03-03 11:00 UTC"
    )
    assert [[one.words for one in some] for some in departures(found)] == [[PRIVATE]]


def test_a_page_is_shown_as_it_was_and_what_came_of_it() -> None:
    """By the nearest look."""
    found = told(1, 2, 3, at=0.2)
    assert [one.words for one in found.lines] == list(SOME[1])
    assert not found.gone
    assert (
        afterwards(line(found, PRISONS))
        == "edited afterwards, between 2025-03-03 09:00 and 10:00 UTC"
    )
    assert "first missing" in afterwards(line(found, PRIVATE))
    assert not afterwards(line(found, YARD))
    assert told(1, 2, 3, at=1.6).turn.text == 3


def test_a_title_is_the_title_whatever_it_says() -> None:
    """It is never told by how alike its words are, nor by the same words in the text."""
    texts = {1: words(YARD, title="Prisons"), 2: words(YARD, title="A wholly other headline")}
    title = blamed(looks(1, 2), texts).lines[0]
    assert [one.words for one in title.said_before] == ["Prisons"]
    again = {1: words(YARD, title="Prisons"), 2: words("Prisons", YARD, title=YARD)}
    assert [one.first.number for one in blamed(looks(1, 2), again).lines] == [2, 2, 1]


def test_noise_is_no_edit() -> None:
    """Other quotation marks, and a counter."""
    texts = {1: words('"No," he said to them.', "12 comments"),
             2: words("“No,” he said to them.", "13 comments")}  # fmt: skip
    found = blamed(looks(1, 2), texts)
    assert all(one.first.after is None and not one.earlier for one in found.lines)
    assert [one.words for one in found.lines] == ["“No,” he said to them.", "13 comments"]


def test_sentences_that_became_one_both_are_what_it_said_before() -> None:
    """Neither of them is gone."""
    texts = {
        1: words("The court met on Monday in Baku. It ruled against him on all of the charges."),
        2: words("The court met on Monday in Baku and ruled against him on all of the charges."),
    }
    (found,) = blamed(looks(1, 2), texts).lines
    assert len(found.said_before) == 2
    assert not blamed(looks(1, 2), texts).gone
    back = blamed(looks(2, 1), texts)
    assert [[one.words for one in found.said_before] for found in back.lines] == [
        [texts[2].blocks[0].text]
    ] * 2


def test_a_page_that_was_read_in_another_way_tells_nobody_wrote_it() -> None:
    """Nor that anybody took words away."""
    found = blamed(looks(1, 3, reader={3: "another"}), TEXTS)
    assert line(found, MINISTER).first.came_reread
    assert "technical" in notes(line(found, MINISTER))[0]
    assert found.gone[0].stay.went_reread
    assert not line(found, YARD).first.came_reread


def test_captures_without_a_text_say_nothing_and_are_counted() -> None:
    """They are no looks; those between two looks are named."""
    silent = [(hours(1.5), "blocked"), (hours(0.5), "error"), (hours(1.2), "blocked")]
    found = blamed(looks(1, 1, 2), TEXTS, silent=silent)
    assert line(found, SOME[2][0]).first.after == hours(1)
    assert unseen(found, line(found, SOME[2][0]).first).endswith(
        "further captures show no text: 2 blocked"
    )
    assert not unseen(found, line(found, YARD).first)


def test_sentences_of_which_nothing_more_is_to_be_said_stand_together() -> None:
    """Those of one block that came at one time."""
    texts = {
        1: words(f"{PRIVATE} {YARD}", MINISTER),
        2: words(f"{PRIVATE} {YARD} {PRISONS}", MINISTER),
    }
    found = blamed(looks(1, 2), texts)
    assert [len(run) for run in runs(found.lines)] == [2, 1, 1]
    assert ages(found, 6) == {1: 0, 2: 5}


def test_only_what_came_since_a_time() -> None:
    """By when its words were first seen."""
    found = told(1, 2, 3).since(hours(1))
    assert [one.words for one in found.lines] == [SOME[2][0], MINISTER]


def test_without_a_look_there_is_nothing_to_tell() -> None:
    """That is an error of who asks."""
    with pytest.raises(ValueError, match="no capture"):
        blamed([], {})


def test_intervals_name_a_day_once() -> None:
    """Unless there are two; and seconds only within a minute."""
    assert between(hours(0), hours(0.01)) == "between 2025-03-03 09:00:00 and 09:00:36 UTC"
    assert between(hours(0), hours(30)) == "between 2025-03-03 09:00 and 2025-03-04 15:00 UTC"


# No two of these are alike; those of ``_ALIKE`` are edits of one another.
_APART = tuple(
    f"{a} {b} {c}."
    for a, b, c in (
        ("Anna", "painted", "fences"), ("Boats", "crossed", "harbours"),
        ("Cranes", "lifted", "steel"),
        ("Doctors", "examined", "patients"), ("Engines", "stalled", "overnight"),
        ("Farmers", "blocked", "motorways"), ("Glaciers", "retreated", "quickly"),
        ("Hospitals", "counted", "beds"),
    )
)  # fmt: skip
_ALIKE = tuple(
    f"{who} said on {day} that the inquiry into the fire would {what}."
    for who in ("He", "She")
    for day in ("Monday", "Friday")
    for what in ("be closed", "end soon")
)


def _series(
    pool: Sequence[str],
) -> st.SearchStrategy[tuple[dict[int, list[list[str]]], list[int]]]:
    """Texts as paragraphs of sentences, each of them once in a text; and which looks show which."""
    text = st.tuples(
        st.lists(st.sampled_from(pool), unique=True, min_size=1, max_size=len(pool)),
        st.sets(st.integers(1, len(pool))),
    ).map(_paragraphs)
    texts = st.lists(text, min_size=1, max_size=5).map(lambda some: dict(enumerate(some)))
    return texts.flatmap(
        lambda known: st.tuples(
            st.just(known), st.lists(st.sampled_from([*known]), min_size=1, max_size=9)
        )
    )


def _paragraphs(drawn: tuple[list[str], set[int]]) -> list[list[str]]:
    said, breaks = drawn
    edges = sorted({0, len(said), *(n for n in breaks if n < len(said))})
    return [said[a:b] for a, b in pairwise(edges)]


def _text(paragraphs: Sequence[Sequence[str]]) -> Words:
    return words(*(" ".join(said) for said in paragraphs))


def _flat(paragraphs: Sequence[Sequence[str]]) -> list[str]:
    return [one for said in paragraphs for one in said]


@settings(max_examples=30)
@given(_series(_APART + _ALIKE), st.data())
def test_when_words_stood_there_is_what_the_looks_show(
    series: tuple[dict[int, list[list[str]]], list[int]], data: st.DataObject
) -> None:
    """Each sentence of the shown text has one line, whose stays are those that one can count."""
    texts, shown = series
    number = data.draw(st.integers(0, len(shown) - 1))
    found = blamed(looks(*shown), {n: _text(one) for n, one in texts.items()}, at=hours(number))
    assert [one.words for one in found.lines] == _flat(texts[shown[number]])
    there = [set(_flat(texts[text])) for text in shown]
    for one in (*found.lines, *found.gone):
        with_it = [n for n, said in enumerate(there) if one.words in said]
        starts = [n for n in with_it if n - 1 not in with_it]
        assert [(stay.after, stay.first) for stay in one.stays] == [
            (hours(n - 1) if n else None, hours(n)) for n in starts
        ]
        assert one.last.last == hours(with_it[-1])
        assert one.last.by == (None if with_it[-1] == len(shown) - 1 else hours(with_it[-1] + 1))


@settings(max_examples=30)
@given(_series(_APART + _ALIKE), st.data())
def test_nothing_that_was_said_is_lost(
    series: tuple[dict[int, list[list[str]]], list[int]], data: st.DataObject
) -> None:
    """What stood there before is there, is gone, or is what something said before."""
    texts, shown = series
    number = data.draw(st.integers(0, len(shown) - 1))
    found = blamed(looks(*shown), {n: _text(one) for n, one in texts.items()}, at=hours(number))
    known = {one.words for one in (*found.lines, *found.gone)}
    known |= {one.words for each in (*found.lines, *found.gone) for one in each.earlier}
    assert {one for text in shown[:number] for one in _flat(texts[text])} <= known
    here = {one.words for one in found.lines}
    gone = [one.words for one in found.gone]
    assert len(gone) == len(set(gone))
    assert not here & set(gone)


@settings(max_examples=30)
@given(_series(_APART), st.data())
def test_sentences_that_are_not_alike_are_never_edits(
    series: tuple[dict[int, list[list[str]]], list[int]], data: st.DataObject
) -> None:
    """What is not there is gone, and nothing else is."""
    texts, shown = series
    number = data.draw(st.integers(0, len(shown) - 1))
    found = blamed(looks(*shown), {n: _text(one) for n, one in texts.items()}, at=hours(number))
    assert not any(one.said_before for one in found.lines)
    here = set(_flat(texts[shown[number]]))
    was = {one for text in shown[:number] for one in _flat(texts[text])}
    assert {one.words for one in found.gone} == was - here


@settings(max_examples=30)
@given(_series(_APART + _ALIKE), st.randoms())
def test_the_order_in_which_looks_come_does_not_matter(
    series: tuple[dict[int, list[list[str]]], list[int]], chance: object
) -> None:
    """Only when they were made."""
    texts, shown = series
    known = {n: _text(one) for n, one in texts.items()}
    some = looks(*shown)
    other = [*some]
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert blamed(some, known) == blamed(other, known)
