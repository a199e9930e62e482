"""Two texts held against each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.history.diff import BlockChange
from archive.shingles import shingles
from archive.similar import Share, changed, shared
from tests.wires import OTHER, WIRE, copied

TEXT = "\n\n".join(WIRE)
COPIED = "\n\n".join(copied())


def share(one: str, other: str) -> Share:
    """How much two texts have in common."""
    return shared(shingles(one), shingles(other))


def told(block: BlockChange, op: str) -> str:
    """The words of a passage that stayed, came or went."""
    return " ".join(" ".join(p.text.split()) for p in block.pieces if p.op == op)


def test_a_text_has_all_of_itself() -> None:
    """And nothing is changed."""
    assert share(TEXT, TEXT) == Share(1.0, 1.0, len(TEXT.replace("-", " ").split()), 1.0)
    assert changed(TEXT, TEXT).is_empty


def test_a_part_has_all_of_itself_in_the_whole() -> None:
    """But not the whole in the part."""
    found = share(TEXT, WIRE[1])
    assert found.there == 1.0
    assert 0.15 < found.here < 0.25


def test_sentences_in_another_order_are_no_change() -> None:
    """What only moved is there."""
    assert changed(TEXT, "\n\n".join(WIRE[::-1])).is_empty
    assert share(TEXT, "\n\n".join(WIRE[::-1])).here == 1.0


def test_punctuation_case_and_quotes_are_no_change() -> None:
    """Every house has its own."""
    other = TEXT.replace('"', "»").replace(",", " –").upper()
    assert changed(TEXT, other).is_empty


def test_what_was_changed_is_told_with_what_is_around_it() -> None:
    """A paragraph in front, two words, a paragraph that was left out."""
    added, replaced, removed = changed(TEXT, COPIED).blocks
    assert (added.kind, replaced.kind, removed.kind) == ("added", "changed", "removed")
    assert told(added, "added") == copied()[0]
    assert (told(replaced, "removed"), told(replaced, "added")) == ("far too", "somewhat")
    assert told(replaced, "same").startswith("… the cells of the old wing were still")
    assert told(removed, "removed").endswith("the old wing would then be closed for good.")


def test_what_the_other_text_has_alone_is_told_once() -> None:
    """Also where passages stand in another order there."""
    other = "\n\n".join((WIRE[3], OTHER[0], WIRE[0], OTHER[1], WIRE[2]))
    blocks = changed(TEXT, other).blocks
    added = " ".join(told(block, "added") for block in blocks)
    assert added.count("Apples were cheaper") == 1
    assert added.count("Growers blamed") == 1
    assert "committee will publish" in " ".join(told(block, "removed") for block in blocks)


def test_texts_with_nothing_in_common_are_changed_whole() -> None:
    """All of one goes, all of the other comes."""
    (block,) = changed(WIRE[0], OTHER[0]).blocks
    assert told(block, "removed") == WIRE[0]
    assert told(block, "added") == OTHER[0]
    assert share(WIRE[0], OTHER[0]) == Share(0.0, 0.0, 0, 0.0)


@pytest.mark.parametrize("one", ["", "word", TEXT])
def test_an_empty_text_has_nothing_in_common(one: str) -> None:
    """With none, not even with itself."""
    assert share(one, "") == Share(0.0, 0.0, 0, 0.0)
    assert not told(changed("", one).blocks[0], "removed") if one else changed("", "").is_empty


_WORDS = st.lists(st.sampled_from([f"w{n}" for n in range(12)]), max_size=60).map(" ".join)


@given(_WORDS, _WORDS)
def test_shares_are_the_same_from_either_side(one: str, other: str) -> None:
    """And all of them between nothing and all."""
    forth, back = share(one, other), share(other, one)
    assert (forth.here, forth.there) == (back.there, back.here)
    assert forth.resemblance == back.resemblance
    assert 0 <= min(forth.here, forth.there) <= max(forth.here, forth.there) <= 1


@given(st.integers(0, 1000), st.integers(0, 30), st.integers(0, 30))
def test_every_word_of_another_passage_is_told(seed: int, start: int, size: int) -> None:
    """A passage that was put in is told whole, and nothing as removed."""
    words = random.Random(seed).sample(range(10_000), 60)
    base = [f"w{n}" for n in words]
    other = [*base[:start], *(f"n{n}" for n in range(size)), *base[start:]]
    blocks = changed(" ".join(base), " ".join(other)).blocks
    assert " ".join(told(block, "added") for block in blocks).split() == [
        f"n{n}" for n in range(size)
    ]
    assert not any(told(block, "removed") for block in blocks)
