"""What changed between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean import Block
from archive.clean.article import joined
from archive.history.diff import (
    BlockChange,
    Difference,
    Piece,
    compared,
    descent,
    folded,
    paged,
    quieted,
)
from archive.history.diff.model import Kind
from archive.history.diff.noise import RULES
from archive.history.diff.plain import left_out, unified
from archive.history.diff.record import record
from archive.history.diff.sentences import sentences
from archive.history.diff.tally import tallied

ONE = "The delegation visited two prisons and a police station in the capital."
TWO = "It spoke in private with many of the people who are held there."
THREE = "The cells of the old wing were far too small. The yard had no shelter from the rain."


def blocks(*texts: str) -> list[Block]:
    """Paragraphs; a heading after a number sign, an item after a dash."""
    kinds = {"#": "heading", "*": "item", "|": "row"}
    return [
        Block(kinds.get(text[:1], "paragraph"), text[1:] if text[:1] in kinds else text)  # type: ignore[arg-type]
        for text in texts
    ]


def diff(old: Sequence[str] | str, new: Sequence[str] | str) -> Difference:
    """What changed from some blocks to others."""
    one, other = ([t] if isinstance(t, str) else t for t in (old, new))
    return compared(blocks(*one), blocks(*other))


def drawn(change: Difference) -> list[str]:
    """Each block that is not the same, in marks."""
    lines = unified(change, full=True).split("\n\n")
    return [line for line in lines if not line.startswith("  ")]


def kinds(change: Difference) -> list[Kind]:
    """What became of each block."""
    return [block.kind for block in change.blocks]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("They were far too small.", "They were somewhat small.",
         "They were [-far too-]{+somewhat+} small."),
        ("12 people were detained in Baku on Friday, it said.",
         "15 people were detained in Baku on Friday, it said.",
         "[-12-]{+15+} people were detained in Baku on Friday, it said."),
        ("One is here. Two is there. Three is gone.", "One is here. Three is gone.",
         "One is here. [-Two is there.-] Three is gone."),
        ("The court met, and it ruled against him on all charges.",
         "The court met. It ruled against him on all charges.",
         "The court met[-, and it-]{+. It+} ruled against him on all charges."),
        ("The minister said that the law would be changed, the agency wrote.",
         "The minister said on Monday that the law would be changed, the agency wrote.",
         "The minister said {+on Monday+} that the law would be changed, the agency wrote."),
    ],
)  # fmt: skip
def test_a_change_is_drawn_as_a_person_would(old: str, new: str, shown: str) -> None:
    """Few words, whole ones, and sentences by their borders."""
    assert drawn(diff(old, new)) == [f"± {shown}"]


def test_words_that_two_sentences_share_by_chance_are_not_scattered() -> None:
    """Another sentence is another sentence."""
    change = diff(
        "The ambassador of the country was received by the president in the palace.",
        "A report on the state of the roads was published by the agency in the autumn.",
    )
    assert kinds(change) == ["removed", "added"]
    assert len(change.blocks[0].pieces) == 1


def test_a_block_that_moved_is_neither_gone_nor_new() -> None:
    """Where it stood and where it stands now are both told."""
    change = diff([ONE, TWO, THREE], [TWO, THREE, ONE])
    assert kinds(change) == ["left", "same", "same", "moved"]
    assert (change.added_words, change.removed_words, change.moved_words) == (0, 0, 12)
    assert [(b.old, b.new) for b in change.blocks if b.kind == "moved"] == [(0, 2)]


def test_a_block_that_moved_may_have_been_edited() -> None:
    """Its edit is told where it stands now."""
    change = diff([THREE, ONE, TWO], [ONE, TWO, THREE.replace("no shelter", "little shelter")])
    assert kinds(change) == ["left", "same", "same", "moved"]
    assert (change.added_words, change.removed_words) == (1, 1)


def test_a_sentence_may_move_into_another_block() -> None:
    """It is not counted as gone and come."""
    first, second = THREE.split(". ", 1)
    change = diff([f"{first}. {second}", ONE], [f"{first}.", f"{ONE} {second}"])
    assert (change.added_words, change.removed_words) == (0, 0)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("A  word", "A\u00a0word", "white space"),
        ("Kon\u00adzert heute", "Konzert heute", "white space"),
        ("He said \u201cno\u201d.", 'He said "no".', "marks"), ("a - b", "a \u2014 b", "marks"),
        ("#NEWS TODAY", "#News today", "capitals"),
        ("1,234 views", "1,301 views", "counter"), ("12 comments", "13 comments", "counter"),
        ("Comments (3)", "Comments (14)", "counter"), ("12 Kommentare", "1 Kommentar", "counter"),
        ("3 commentaires", "4 commentaires", "counter"),
        ("5 просмотров", "9 просмотров", "counter"),
        ("1 234 okunma", "1 240 okunma", "counter"), ("1.2K views", "1.3K views", "counter"),
        ("Kommentare: 1 , Empfehlungen: 9", "Kommentare: 3 , Empfehlungen: 22", "counter"),
        ("12 comments, 30 shares", "13 comments, 31 shares", "counter"),
        ("Veröffentlicht/Aktualisiert:", "Veröffentlicht/Aktualisiert: vor 33 Minuten",
         "relative time"),
        ("Von Christian Parth", "Von Christian Parth 1 Kommentar", "counter"),
        ("28.01.2022 15:40 Uhr 11 Kommentare", "28.01.2022 15:40 Uhr 13 Kommentare", "counter"),
        ("26. Januar 2022, 10:40 Uhr 499 Kommentare Update",
         "26. Januar 2022, 10:40 Uhr 500 Kommentare Update", "counter"),
        ("09:00 Uhr 3 Kommentare mit Video", "09:00 Uhr 6 Kommentare mit Video", "counter"),
        ("Updated 3 minutes ago", "Updated an hour ago", "relative time"),
        ("vor 3 Minuten", "vor 2 Stunden", "relative time"),
        ("il y a 3 heures", "il y a un jour", "relative time"),
        ("hace 5 minutos", "hace 2 horas", "relative time"),
        ("3 часа назад", "5 часов назад", "relative time"),
        ("3 saat önce", "4 saat önce", "relative time"),
        ("5 dəqiqə əvvəl", "1 saat əvvəl", "relative time"),
        ("Last updated 14:02", "Last updated 15:11", "clock"),
        ("Last updated: 3 March 2025, 14:02 GMT", "Last updated: 3 March 2025, 15:10 GMT", "clock"),
        ("Stand: 3. März 2025, 14:02 Uhr", "Stand: 3. März 2025, 16:40 Uhr", "clock"),
        ("Mis à jour le 3 mars 2025 à 14h02", "Mis à jour le 3 mars 2025 à 18h30", "clock"),
        ("Обновлено в 14:02", "Обновлено в 15:30", "clock"),
        ("By A. Author | 12 comments | 3 hours ago", "By A. Author | 12 comments | 4 hours ago",
         "relative time"),
    ],
)  # fmt: skip
def test_noise_goes_by_a_rule(old: str, new: str, rule: str) -> None:
    """It is no change, and counted."""
    change = diff(old, new)
    assert change.is_empty
    assert rule in change.noise_by_rule
    assert rule in RULES
    assert (change.added_words, change.removed_words) == (0, 0)
    assert not drawn(change)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 people were detained.", "15 people were detained."),
        ("12 people were detained", "15 people were detained"),
        ("The report drew 12 comments from members.", "The report drew 14 comments from members."),
        ("#Petition draws 12 comments", "#Petition draws 14 comments"),
        ("At 09:00 he read 3 comments aloud.", "At 09:00 he read 6 comments aloud."),
        ("He was arrested 3 days ago.", "He was arrested 4 days ago."),
        ("Recommendations: 12", "Recommendations: 13"),
        ("Empfehlungen: 12", "Empfehlungen: 13"),
        ("12 visits", "13 visits"), ("Votes: 1,204", "Votes: 1,302"), ("12 dead", "13 dead"),
        ("|Comments | 12", "|Comments | 13"), ("|12 views", "|13 views"),
        ("Published: 14:02", "Published: 15:10"),
        ("The attack began at 14:02", "The attack began at 15:02"),
        ("Last updated 3 March 2025", "Last updated 4 March 2025"),
        ("Last updated: he died at 14:02", "Last updated: he died at 15:02"),
        ("therapist", "the rapist"), ("re-sign", "resign"), ("US aid", "us aid"),
        ("It rose by -5 degrees", "It rose by 5 degrees"),
    ],
)  # fmt: skip
def test_what_may_be_a_statement_is_no_noise(old: str, new: str) -> None:
    """A figure in a sentence never is."""
    assert not diff(old, new).is_empty


def test_a_count_of_comments_makes_no_two_lines_alike() -> None:
    """What is said before it does."""
    change = diff("Von Christian Parth 3 Kommentare", "Ein Essay aus Wien 7 Kommentare")
    assert kinds(change) == ["removed", "added"]


def test_what_a_list_counts_beside_comments_it_counts_alone_too() -> None:
    """A line that may be a statement is none where the same text counts so elsewhere."""
    beside = "Comments: 3 , Recommendations: 7"
    assert diff([beside, ONE, "Recommendations: 1"], [beside, ONE, "Recommendations: 2"]).is_empty
    assert diff([beside, ONE], [beside, ONE, "Recommendations: 1"]).is_empty
    assert not diff([beside, "Votes: 1"], [beside, "Votes: 2"]).is_empty


def test_counters_of_a_list_that_come_and_go_neither_add_words_nor_move_anything() -> None:
    """The same of lists, whose words are counted."""
    old = blocks("2 comments", ONE, "2 comments", TWO, THREE, "9 comments")
    new = blocks(ONE, "2 comments", TWO, "4 comments", THREE, "9 comments", "1 comment")
    assert tallied(old, new).is_empty
    assert tallied(old, blocks(TWO, ONE, THREE)).is_reordered


def test_a_counter_may_come_and_go() -> None:
    """A line that says nothing else."""
    assert diff([ONE], [ONE, "12 comments"]).is_empty
    assert diff(["Updated 3 minutes ago", ONE], [ONE]).is_empty
    assert not diff([ONE], [ONE, "12 people"]).is_empty


def test_noise_is_left_out_but_said() -> None:
    """And shown if it is asked for."""
    change = diff(["12 comments", ONE], ["13 comments", ONE.replace("two", "three")])
    assert left_out(change) == "1 change of noise left out (counter 1)"
    assert "13 comments" not in "".join(drawn(change))
    assert "[~12 comments~>13 comments~]" in unified(change, noise=True)


def test_other_paragraphs_of_the_same_words_are_layout() -> None:
    """Split, joined, or of another kind."""
    first, second = THREE.split(". ", 1)
    for one, other in (([THREE], [f"{first}.", second]), ([f"{first}.", second], [THREE]),
                       ([ONE], ["#" + ONE])):  # fmt: skip
        change = diff(one, other)
        assert change.is_empty
        assert change.noise_by_rule == {"layout": 1}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith met Dr. J. Doe on 3. March. They spoke.", 2),
        ("Am 3. März traf er z.B. Frau Dr. Weiß. Sie sprachen.", 2),
        ("Er kam. „Warum?“ fragte sie. Niemand weiß es.", 3),
        ("Il a dit « non. » Puis il est parti.", 2), ("Он ушёл. Она осталась.", 2),
        ("これは文です。次の文です。", 2), ("It cost 3.50. Then 4.", 2), ("no end", 1), ("", 0),
        ("See www.example.org/a.html for more. Or not.", 2),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_says(text: str, count: int) -> None:
    """In any language."""
    found = sentences(text)
    assert len(found) == count
    assert "".join(text[a:b] for a, b in found) == text


def test_a_difference_falls_into_pages() -> None:
    """What was pushed to the next page is no change of that page."""
    old, new = blocks(ONE, TWO, THREE), blocks("A paragraph that is new.", ONE, TWO, THREE)
    found = paged(compared(old, new), (0, 2), (0, 2))
    assert [(p.old, p.new, p.difference.added_words) for p in found] == [(1, 1, 5), (2, 2, 0)]
    assert paged(compared(old, new), (), (0,)) == ()


def test_sentences_are_followed_through_edits_and_moves() -> None:
    """What it was, whether its words are the same, and whether it stood elsewhere."""
    old, new = blocks(ONE, TWO, THREE), blocks(TWO, THREE.replace("no shelter", "a roof"), ONE)
    told = [(one.verbatim, one.moved, one.old is None) for one in descent(old, new)]
    assert told == [(True, False, False), (True, False, False), (False, False, False),
                    (True, True, False)]  # fmt: skip


def test_a_page_that_is_gone_is_told_as_such() -> None:
    """With its number in the old document."""
    found = paged(compared(blocks(ONE, TWO, THREE), blocks(ONE, THREE)), (0, 1, 2), (0, 1))
    assert [(page.old, page.new) for page in found] == [(1, 1), (2, None), (3, 2)]


def test_unchanged_blocks_are_folded_between_changes() -> None:
    """One on either side stays; a single one is not worth a fold."""
    same = BlockChange("same", (Piece("same", "same"),))
    new = BlockChange("added", (Piece("added", "new"),))
    found = folded([same, same, same, new, same, same, same, new, same, same])
    assert [(may_fold, len(some)) for may_fold, some in found] == [(True, 2), (False, 8)]


def test_texts_that_are_the_same_are_folded_whole() -> None:
    """There is nothing to see."""
    same = BlockChange("same", (Piece("same", "same"),))
    assert [(fold, len(blocks)) for fold, blocks in folded([same] * 4)] == [(True, 4)]


_WORDS = st.sampled_from(["a", "the", "12", "Baku", "said.", "“no”", '"no"', "–", "-",
                          "3 hours ago", "12 comments", "|", " ", "\n", "\u00ad",
                          "é", "文。", "No. It", ""])  # fmt: skip
_TEXT = st.one_of(st.text(alphabet="ab c.é\n A'", max_size=30),
                  st.lists(_WORDS, max_size=8).map(" ".join))  # fmt: skip
_KIND = st.sampled_from(["paragraph", "heading", "item", "row"])
_BLOCKS = st.lists(st.builds(Block, _KIND, _TEXT), max_size=6)


@st.composite
def _edited(draw: st.DrawFn) -> tuple[list[Block], list[Block]]:
    """Blocks, and others that were made of them."""
    old = draw(_BLOCKS)
    new = list(draw(st.permutations(old))) if draw(st.booleans()) else list(old)
    for extra in draw(_BLOCKS)[:3]:
        new.insert(draw(st.integers(0, len(new))), extra)
    if new and draw(st.booleans()):
        del new[draw(st.integers(0, len(new) - 1))]
    return old, new


@given(_edited())
def test_the_new_text_can_be_made_of_the_old_one_and_the_difference(
    pair: tuple[list[Block], list[Block]],
) -> None:
    """By what docs/history.md says of the JSON: diff then patch is identity."""
    old, new = pair
    text = joined(old)
    told = record(compared(old, new))["blocks"]
    made = sorted((block for block in told if block["new"] is not None and block["kind"] != "left"),
                  key=lambda block: block["new"])  # fmt: skip
    patched = [
        Block(
            block["form"],
            "".join(
                text[slice(*piece["old"])] if piece["op"] == "same" else piece["text"]
                for piece in block["pieces"]
                if piece["new"]
            ),
        )
        for block in made
    ]
    assert patched == new


@given(_edited())
def test_pieces_cover_both_texts(pair: tuple[list[Block], list[Block]]) -> None:
    """Every character of every block once, with offsets that are right."""
    old, new = pair
    change = compared(old, new)
    for side, source in (("old", old), ("new", new)):
        text = joined(source)
        spans = []
        for piece in (p for b in change.blocks for p in b.pieces if p.op != "left"):
            span = getattr(piece, side)
            if span is None:
                continue
            words = piece.was if side == "old" and piece.op == "noise" else piece.text
            assert text[slice(*span)] == words
            spans.append(span)
        ordered = sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))
        assert sum(b - a for a, b in spans) == sum(len(block.text) for block in source)


@given(_edited())
def test_each_sentence_has_a_descent(pair: tuple[list[Block], list[Block]]) -> None:
    """Once, in order, and of the words it says it has."""
    old, new = pair
    before, after = joined(old), joined(new)
    found = descent(old, new)
    assert all(a.new[1] <= b.new[0] for a, b in pairwise(found))
    told = "".join("".join(after[slice(*one.new)].split()) for one in found)
    assert told == "".join("".join(block.text.split()) for block in new)
    for one in found:
        assert one.old is not None or not one.verbatim
        if one.old and one.verbatim:
            was, now = before[slice(*one.old)], after[slice(*one.new)]
            assert compared([Block("heading", was)], [Block("heading", now)]).is_empty


@given(_BLOCKS)
def test_nothing_differs_from_itself(some: list[Block]) -> None:
    """No false alarm, no noise."""
    change = compared(some, some)
    assert change.is_empty
    assert not change.noise
    assert set(kinds(change)) <= {"same"}


@given(_edited())
def test_without_noise_no_noise_is_shown(pair: tuple[list[Block], list[Block]]) -> None:
    """And whether anything changed is the same."""
    change = compared(*pair)
    assert not quieted(change).noise
    assert quieted(change).is_empty == change.is_empty
