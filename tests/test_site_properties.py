"""What holds of site models whatever the pages are."""

from __future__ import annotations

import random
from array import array
from collections import Counter
from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean.site import NotAModel, Sample, SiteModel
from archive.clean.site.selection import chosen, merged
from tests.gazette import BEGAN, page, sample, samples, sketch, stories, story

NUMBERS = st.integers(0, 2**64 - 1)
SAMPLES = st.builds(
    lambda page, when, later, skeleton, blocks: Sample(
        page=page,
        article=page // 2,
        when=when,
        last=when + later,
        skeleton=tuple(sorted(skeleton)),
        keys=array("Q", [key for key, _ in blocks]),
        places=array("I", [place for _, place in blocks]),
        units=bytes(len(blocks)),
    ),
    st.integers(0, 12),
    st.integers(0, 60_000_000),
    st.integers(0, 1000),
    st.frozensets(st.integers(0, 6), max_size=5),
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 9)), max_size=8),
)
SITE = SiteModel(samples(stories(12)))
PACKET = SITE.to_bytes()
LINES = st.lists(
    st.sampled_from([f"<p>Line {letter} of the paper</p>" for letter in "abcdefgh"]), max_size=3
)


@settings(max_examples=40)
@given(st.lists(SAMPLES, max_size=12), st.randoms(use_true_random=False), st.integers(0, 12))
def test_order_and_batches_make_no_difference(
    pages: list[Sample], chance: random.Random, cut: int
) -> None:
    """Learned at once, in two batches, one by one, or in another order."""
    whole = SiteModel(pages)
    batches = SiteModel(pages[:cut]).taught(*pages[cut:])
    single = reduce(SiteModel.taught, pages, SiteModel())
    mixed = SiteModel(chance.sample(pages, len(pages)))
    for other in (batches, single, mixed):
        assert other == whole
        assert (other.stamp, other.layouts, other.pages) == (
            whole.stamp,
            whole.layouts,
            whole.pages,
        )


@settings(max_examples=60)
@given(st.lists(SAMPLES, max_size=30), st.integers(1, 6), st.integers(0, 30))
def test_which_samples_are_kept_does_not_depend_on_batches(
    pages: list[Sample], most: int, cut: int
) -> None:
    """What is left out of some pages is left out of all."""
    some = merged(pages[:cut], {})
    kept = {slot: some[slot] for slot in chosen(some, most)}
    later, whole = merged(pages[cut:], kept), merged(pages, {})
    assert {slot: later[slot] for slot in chosen(later, most)} == {
        slot: whole[slot] for slot in chosen(whole, most)
    }


@settings(max_examples=40)
@given(st.lists(SAMPLES, max_size=12))
def test_bytes_make_the_same_model_again(pages: list[Sample]) -> None:
    """And the same bytes again."""
    model = SiteModel(pages)
    again = SiteModel.from_bytes(model.to_bytes())
    assert again == model
    assert again.stamp == model.stamp
    assert again.to_bytes() == model.to_bytes()


@given(st.integers(0, len(PACKET) - 1), st.integers(1, 255))
def test_damaged_bytes_are_no_model(at: int, change: int) -> None:
    """Cut or changed anywhere: never another model."""
    damaged = bytearray(PACKET)
    damaged[at] ^= change
    assert read(bytes(damaged)) in (None, SITE)
    assert read(PACKET[:at]) is None


def read(packet: bytes) -> SiteModel | None:
    """A model, if the bytes are of one."""
    try:
        return SiteModel.from_bytes(packet)
    except NotAModel:
        return None


@given(st.binary(max_size=200))
def test_other_bytes_are_no_model(packet: bytes) -> None:
    """Whatever they are."""
    with pytest.raises(NotAModel):
        SiteModel.from_bytes(packet)


@settings(max_examples=20)
@given(st.lists(LINES, min_size=9, max_size=14))
def test_what_only_one_article_says_is_never_chrome(lines: list[list[str]]) -> None:
    """Titles, paragraphs, and lines that happen to stand on one page only."""
    pages = [page(story(n), lines=own) for n, own in enumerate(lines)]
    model = SiteModel(sample(html, story(n).url) for n, html in enumerate(pages))
    sketches = [sketch(html) for html in pages]
    on = Counter(key for drawn in sketches for key in {leaf.key for leaf in drawn.leaves})
    for drawn in sketches:
        numbers = model.chrome(drawn).numbers
        assert all(on[drawn.leaves[number].key] > 2 for number in numbers)
        assert len(numbers) < len(drawn.leaves)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 11), max_size=10))
def test_twins_of_learned_articles_change_no_verdict(again: list[int]) -> None:
    """Not how often an article was captured counts, but how many there are."""
    more = [
        sample(page(story(n)), f"{story(n).url}?view={at}", BEGAN + timedelta(days=at))
        for at, n in enumerate(again)
    ]
    drawn = sketch(page(story(40)))
    model = SITE.taught(*more)
    assert model.pages == 12
    assert model.chrome(drawn) == SITE.chrome(drawn)


def test_a_large_site_is_a_small_model() -> None:
    """Pages of the most blocks that are kept, none like another, over ten years."""
    chance = random.Random(0)
    noise = chance.randbytes(5_000_000)
    skeletons = [tuple(sorted(chance.sample(range(2**32), 128))) for _ in range(5)]

    def large(number: int) -> Sample:
        at = chance.randrange(len(noise) - 6_000)
        return Sample(
            page=number,
            article=number,
            when=(when := number * 300_000 + 1),
            last=when,
            skeleton=skeletons[number % 5],
            keys=array("Q", noise[at : at + 8 * 512]),
            places=array("I", noise[at : at + 4 * 512]),
            units=noise[at : at + 512],
        )

    model = SiteModel(large(number) for number in range(1_000))
    assert len(model.to_bytes()) < 2_000_000
    assert 256 <= len(SiteModel.from_bytes(model.to_bytes())._slots) <= 288
