"""Quotations: made from a passage, found in a text again."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.citing.annotation import annotation
from archive.citing.fragments import fragment
from archive.citing.likeness import Folded, plain
from archive.citing.permalinks import live_address
from archive.citing.reading import Reading, reading
from archive.citing.selectors import Passage, Quote, found, selector, shortened, trimmed
from archive.clean.article import Block

_LETTERS = "ab. |-“'’\"…—\u00a0 \n\u200bé\u0301שלום世界한글नमस्ते\u064bß"
_TEXTS = st.text(st.sampled_from(_LETTERS), max_size=30) | st.text(max_size=20)
_KINDS = st.sampled_from(["paragraph", "heading", "item", "quote", "row"])
_BLOCKS = st.lists(st.builds(Block, kind=_KINDS, text=_TEXTS), max_size=6)


@st.composite
def _passages(draw: st.DrawFn) -> tuple[Reading, int, int]:
    """A text and any passage of it that has a word or a mark."""
    text = reading(draw(_TEXTS), draw(_TEXTS), draw(_BLOCKS))
    places = st.integers(0, len(text.words))
    start, end = sorted((draw(places), draw(places)))
    assume(text.words[start:end].strip())
    return text, *trimmed(text.words, start, end)


@given(_passages())
def test_a_selector_finds_its_passage_again(passage: tuple[Reading, int, int]) -> None:
    """Any passage of any text, however often its words stand there."""
    text, start, end = passage
    quote = selector(text, start, end)
    assert quote.exact == text.words[start:end]
    assert text.words[start - len(quote.prefix) : start] == quote.prefix
    assert text.words[end : end + len(quote.suffix)] == quote.suffix
    assert found(text, quote)[0] == Passage(start, end)


@given(_TEXTS, _TEXTS)
def test_folding_keeps_places(before: str, text: str) -> None:
    """Of what is compared every character leads to what it was made of, in order."""
    folded = Folded.of(before + "\n" + text)
    assert plain(folded.text) == plain(before + "\n" + text)
    assert folded.starts == sorted(folded.starts)
    assert all(a < b for a, b in zip(folded.starts, folded.ends, strict=True))


def _paragraphs(*texts: str) -> Reading:
    return reading("Report on prisons", "", [Block("paragraph", text) for text in texts])


@pytest.mark.parametrize(
    ("typed", "there", "likeness"),
    [
        ('He said "no" - twice...', "He said “no” — twice…", "marks"),
        ("two  words\r\nhere", "two\u00a0words here", "marks"),
        ("café", "cafe\u0301", "marks"),
        ("officials", "o\ufb03cials", "marks"),
        ("cooperation", "co\u00adoper\u200bation", "marks"),
        ("THE COMMITTEE", "The Committee", "capitals"),
        ("«Мир» и война", "„Мир“ и война", "marks"),
        ("שלום", "שלום", "exact"),
        ("世界大会", "世界大会", "exact"),
    ],
)
def test_words_are_found_as_they_are_typed(typed: str, there: str, likeness: str) -> None:
    """Whatever quotation marks, spaces, hyphens and capitals; and how like they are is told."""
    text = _paragraphs("Before it.", f"Once {there} again.", "After it.")
    (place,) = found(text, Quote(typed))
    assert text.words[place.start : place.end] == there
    assert place.likeness == likeness


def test_words_are_found_across_blocks() -> None:
    """As they are copied from a page, with the marks of lists and cells left out."""
    text = reading("", "", [Block("paragraph", "It said:"), Block("item", "one thing"),
                            Block("row", "Prisons | 12")])  # fmt: skip
    for typed in ("said:\n\none thing", "one thing Prisons\t12", "thing\nPrisons | 12"):
        assert found(text, Quote(typed)), typed


def test_of_words_that_repeat_the_context_decides() -> None:
    """Without it the first is meant; a hint decides where there is no context."""
    text = _paragraphs("It rained on Monday.", "It snowed on Monday.", "It rained on Monday.")
    places = [place.start for place in found(text, Quote("Monday"))]
    assert len(places) == 3
    assert found(text, Quote("Monday", prefix="snowed on "))[0].start == places[1]
    assert found(text, Quote("Monday", start=places[2] + 1))[0].start == places[2]
    assert not found(text, Quote("Monday", prefix="hailed on "))[0].is_in_context


@pytest.mark.parametrize("typed", ["", "  ", "a storm", "Monday rained"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    """Nothing near it is taken for it."""
    assert found(_paragraphs("It rained on Monday."), Quote(typed)) == ()


def test_a_long_quotation_is_told_by_its_ends() -> None:
    """It leads to the same passage, and the address stays short."""
    text = _paragraphs(*(f"Sentence {n} of a long text that goes on and on." for n in range(40)))
    quote = selector(text, text.starts[3], text.segments[30].end)
    short = shortened(text, quote)
    assert len(short.exact) + len(short.until) < 300 < len(quote.exact)
    assert found(text, short)[0] == found(text, quote)[0]


_DIRECTIVE = re.compile(r"#:~:text=(?:([^,]*)-,)?([^,]+)(?:,([^,-]+))?(?:,-([^,]*))?$")


def _led_to(text: Reading, words: str) -> tuple[int, int]:
    """Where a fragment leads, by the algorithm of the specification on plain text."""
    match = _DIRECTIVE.match(words)
    assert match, words
    prefix, start, end, suffix = (unquote(part or "") for part in match.groups())
    page = re.sub(r"\s", " ", text.words)
    at = -1
    while (at := page.find(start, at + 1)) >= 0:
        last = page.find(end, at + len(start)) + len(end) if end else at + len(start)
        before, after = page[:at].rstrip(), page[last:].lstrip()
        if before.endswith(prefix) and after.startswith(suffix):
            return at, last
    raise AssertionError(f"{words} leads nowhere")


@pytest.mark.parametrize(
    ("quoted", "count"),
    [("Monday", 0), ("Monday", 2), ("rained on Monday", 1), ("It rained on Monday.\nIt snowed", 0),
     ("rained", 1), ("snowed on Monday.\nIt rained", 0)],
)  # fmt: skip
def test_a_fragment_leads_to_the_passage_and_to_no_other(quoted: str, count: int) -> None:
    """By its context, where the same words stand elsewhere."""
    text = _paragraphs("It rained on Monday.", "It snowed on Monday.", "It rained on Monday, too.")
    place = found(text, Quote(quoted))[count]
    start, end = _led_to(text, fragment(text, place.start, place.end))
    assert start == place.start
    assert text.words[place.end : end] in ("", ".")


def test_a_fragment_of_a_long_passage_names_its_ends() -> None:
    """Each within one block, as it must be."""
    text = _paragraphs(*(f"It rained on day {n} of that year, and on." for n in range(30)))
    start, end = text.starts[3], text.segments[12].end
    told = fragment(text, start, end)
    assert len(told) < 200
    assert "%0A" not in told
    assert _led_to(text, told) == (start, end)


def test_the_end_of_a_passage_is_told_from_the_same_words_within_it() -> None:
    """By what follows."""
    text = _paragraphs("It rained all day.", "Yes.", "No.", "Yes.", "Nobody was hurt.")
    end = text.segments[4].end
    told = fragment(text, text.starts[1], end)
    assert unquote(told) == "#:~:text=It rained all day.,Yes.,-Nobody was hurt"


def test_the_context_of_a_fragment_lies_within_one_block() -> None:
    """A browser looks for none that runs through two."""
    text = _paragraphs("Nobody was hurt.", "It rained.", "It rained.", "All went well.")
    start = text.starts[3]
    told = unquote(fragment(text, start, start + len("It rained.")))
    assert told == "#:~:text=It rained.,-All went well"


def test_a_fragment_takes_whole_words() -> None:
    """A browser looks for nothing else."""
    text = _paragraphs("The conditions improved considerably.")
    start = text.words.index("ditions")
    told = fragment(text, start, start + 12)
    assert unquote(told).startswith("#:~:text=")
    assert "conditions improved" in unquote(told)


def test_what_has_a_meaning_in_a_fragment_is_encoded() -> None:
    """Hyphens, commas and ampersands of the text."""
    text = _paragraphs("A far-right party, led by A & B, won the election of that year.")
    told = fragment(text, *trimmed(text.words, text.starts[1], len(text.words)))
    assert "far%2Dright%20party%2C%20led%20by%20A%20%26%20B" in told


@given(_passages())
def test_any_passage_with_words_has_a_fragment(passage: tuple[Reading, int, int]) -> None:
    """In plain ASCII, without what would end it; where there are no words, none."""
    text, start, end = passage
    told = fragment(text, start, end)
    assert told == "" or (told.isascii() and told.startswith("#:~:text=") and " " not in told)


def test_a_fragment_that_a_url_has_stays() -> None:
    """The directive follows it."""
    assert live_address("https://a.b/c", "#:~:text=x") == "https://a.b/c#:~:text=x"
    assert live_address("https://a.b/#{é}", "#:~:text=x") == "https://a.b/#%7B%C3%A9%7D:~:text=x"


def test_an_annotation_names_what_it_is_about() -> None:
    """In the model of the W3C: the page, its time, the words and their place."""
    text = _paragraphs("It rained on Monday.", "It snowed on Monday.")
    place = found(text, Quote("snowed"))[0]
    told = annotation(
        selector(text, place.start, place.end), place, "#:~:text=snowed",
        address="http://room/quote?q=snowed", page="http://room/page/20250101000000/http://a.b/",
        raw="http://room/raw/20250101000000id_/http://a.b/", captured="2025-01-01T00:00:00Z",
        verdict="The words stand.",
    )  # fmt: skip
    assert json.loads(json.dumps(told)) == told
    kinds = {one["type"]: one for one in told["target"]["selector"]}
    assert kinds["TextQuoteSelector"]["exact"] == "snowed"
    assert kinds["TextPositionSelector"]["start"] == place.start
    assert kinds["FragmentSelector"]["value"] == ":~:text=snowed"
    assert told["body"]["value"] == "The words stand."
    assert told["target"]["state"]["sourceDate"] == "2025-01-01T00:00:00Z"
