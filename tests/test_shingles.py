"""Texts as shingles, and the fingerprints that are chosen of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.shingles import CERTAIN, fingerprints, shingles, spans
from tests.gazette import prose
from tests.wires import WIRE

TEXT = "\n\n".join(WIRE)
CHINESE = (
    "代表团访问了北部的两所监狱、一个警察局和一家精神病医院，并与许多被关押者单独交谈。代表团认为自上次访问"
    "以来条件有所改善，但旧楼的牢房对于关押的人数来说仍然太小。"
)
PINNED = [
    -1262179119,
    -360409361,
    31395503,
    243289578,
    319362919,
    589474580,
    1178125501,
    1314030304,
    1762852991,
]
PINNED_CHINESE = [-1182594820, 224676644, 1541738041]


def test_fingerprints_are_the_same_on_every_machine() -> None:
    """They are kept in archives: another number for the same words would find nothing."""
    assert sorted(fingerprints(TEXT)) == PINNED
    assert sorted(fingerprints(CHINESE)) == PINNED_CHINESE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"We take turns," he said - at l\'Aquila', "“We take turns”, HE SAID — at l’Aquila"),
        ("co\u00adoperation caf\u00e9 \ufb01nal", "cooperation cafe\u0301 final"),
        ("سجن السجنــاء", "سجن السجناء"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_quotes_and_ways_of_writing_do_not_count(one: str, other: str) -> None:
    """Nor do soft hyphens, ligatures, or how accents are put on letters."""
    assert shingles(one).words.tolist() == shingles(other).words.tolist()


def test_words_of_india_are_whole_words() -> None:
    """Their vowel signs are no letters to Unicode."""
    assert len(spans("मानवाधिकार परिषद")) == 2


def test_characters_stand_for_themselves_where_there_are_no_spaces() -> None:
    """A shingle has eight of them, or five words, or some of both."""
    assert shingles("一二三四五六七八九").ends.tolist() == [8, 9]
    assert shingles("a b c d e f").ends.tolist() == [5, 6]
    assert shingles("a b c 一二三四五").ends.tolist() == [6, 8]


@pytest.mark.parametrize("text", ["", " — ", "word", "two words", "四"])
def test_short_texts_have_one_fingerprint_or_none(text: str) -> None:
    """None where there is no word."""
    assert len(fingerprints(text)) == bool(spans(text))


@given(st.integers(0, 2**32), st.integers(0, 300), st.integers(0, 300))
def test_a_passage_of_certain_length_is_always_found(seed: int, before: int, after: int) -> None:
    """Wherever it stands in either text (Schleimer, Wilkerson and Aiken 2003, section 2)."""
    chance = random.Random(seed)
    # Words that stand in no other place, so that nothing else is in common.
    passage = " ".join(f"p{chance.getrandbits(40)}" for _ in range(CERTAIN))
    one = f"{' '.join(f'a{n}' for n in range(before))} {passage} ends here and so on"
    other = f"and here it begins {passage} {' '.join(f'b{n}' for n in range(after))}"
    assert fingerprints(one) & fingerprints(other)


def test_a_text_has_a_fingerprint_for_some_sixteen_words() -> None:
    """So that an archive stays small."""
    text = prose(random.Random(1), 16_000)
    assert 900 < len(fingerprints(text)) < 1100


@given(st.text(max_size=60))
def test_any_text_has_shingles(text: str) -> None:
    """Whatever is in it; each word stands where it is said to stand."""
    known = shingles(text)
    assert len(known.words) == len(spans(text)) == len(known.weights)
    assert (known.ends <= len(known.words)).all()
    assert all(start < end for start, end in spans(text))
