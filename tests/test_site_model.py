"""What a site model takes for chrome, and what never."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from archive.clean import SiteModel, extract
from archive.clean.site import TRUSTED
from archive.clean.sketch import Sketch
from tests.gazette import (
    Story,
    before,
    framed,
    front,
    page,
    printed,
    sample,
    samples,
    sketch,
    stories,
    story,
)

SITE = SiteModel(samples(stories(12)))
NEW = story(40)


def taken(model: SiteModel, drawn: Sketch) -> list[str]:
    """The texts that a model takes for chrome."""
    return [drawn.leaves[number].text for number in sorted(model.chrome(drawn).numbers)]


def left(model: SiteModel, drawn: Sketch) -> list[str]:
    """The texts that it leaves."""
    numbers = model.chrome(drawn).numbers
    return [leaf.text for leaf in drawn.leaves if leaf.number not in numbers]


def test_only_the_article_is_left_of_a_page_that_was_not_learned() -> None:
    """Menu, letter, foot and heading of the box go, and links to articles never linked before."""
    drawn = sketch(page(NEW, recent=before(NEW)))
    assert left(SITE, drawn) == [NEW.title, *NEW.paragraphs]
    assert not SITE.chrome(drawn).doubt


@pytest.mark.parametrize("number", range(12))
def test_it_makes_no_difference_whether_a_page_was_learned(number: int) -> None:
    """Its own words are no repetition."""
    told = story(number)
    drawn = sketch(page(told, recent=before(told)))
    others = SiteModel(samples([one for one in stories(12) if one != told]))
    assert SITE.chrome(drawn) == others.chrome(drawn)
    assert left(SITE, drawn) == [told.title, *told.paragraphs]


def test_below_eight_other_articles_nothing_is_chrome() -> None:
    """And the model says why."""
    few = SiteModel(samples(stories(TRUSTED - 1)))
    found = few.chrome(sketch(page(NEW)))
    assert not found.numbers
    assert "7 other articles" in found.doubt
    assert taken(SiteModel(samples(stories(TRUSTED))), sketch(page(NEW)))


def twins(told: Story) -> Iterable[tuple[str, str]]:
    """HTML and URL of an article in all the ways in which it may come again."""
    yield page(told), told.url
    yield page(told, recent=stories(3)), told.url
    yield printed(told), f"{told.url}?print=1"
    yield printed(told), f"{told.url}/print"
    yield page(told), told.url.replace("/news/", "/fr/news/")
    yield page(told, lines=["<p>With material by an agency.</p>"]), f"https://other.example/{told}"
    yield page(Story(told.number, "Another headline", told.paragraphs[1:])), f"{told.url}-2"


def test_the_same_article_in_many_ways_makes_no_chrome() -> None:
    """Second captures, print views, translations left half, agency texts, new headlines."""
    pages = [sample(html, url) for told in stories(12) for html, url in twins(told)]
    model = SiteModel(pages)
    assert model.pages == 12
    for told in stories(12):
        for html, _ in twins(told):
            assert set(told.paragraphs[1:]) <= set(left(model, sketch(html)))


def test_one_article_under_many_urls_is_not_a_site() -> None:
    """However many there are of them."""
    model = SiteModel(sample(page(NEW), f"{NEW.url}?session={n}") for n in range(30))
    assert model.pages == 1
    assert not model.chrome(sketch(page(NEW))).numbers


@pytest.mark.parametrize("on", [1, 2, 3])
def test_a_passage_on_a_few_articles_is_theirs(on: int) -> None:
    """A quotation, the words of a statute, a note under a series of articles."""
    quotation = "<p>Everyone has the right to respect for his private and family life.</p>"
    pages = samples(stories(12)) + [
        sample(page(story(n), lines=[quotation]), story(n).url) for n in range(20, 20 + on)
    ]
    drawn = sketch(page(NEW, lines=[quotation]))
    assert any("private and family life" in text for text in left(SiteModel(pages), drawn))


def test_a_line_in_the_text_of_most_articles_is_chrome() -> None:
    """Even though it stands among their own words."""
    promise = "<p>You can support our work with as little as you like.</p>"
    model = SiteModel(sample(page(one, lines=[promise]), one.url) for one in stories(12))
    drawn = sketch(page(NEW, lines=[promise]))
    assert left(model, drawn) == [NEW.title, *NEW.paragraphs]


def test_small_numbers_count_and_long_ones_name() -> None:
    """Comments and minutes are the same on all pages, cases and years are not."""

    def lines(number: int) -> Sequence[str]:
        return (
            f"<p>{number % 90} comments</p>",
            f"<p>Application no. {40_000 + 7 * number}/12</p>",
        )

    model = SiteModel(sample(page(one, lines=lines(one.number)), one.url) for one in stories(12))
    drawn = sketch(page(NEW, lines=lines(NEW.number)))
    assert "40 comments" in taken(model, drawn)
    assert "Application no. 40280/12" in left(model, drawn)


def test_a_title_stays_however_often_others_name_it() -> None:
    """In lists beside other articles."""
    famous = story(1)
    pages = [sample(page(one, recent=[famous]), one.url) for one in stories(12)]
    assert left(SiteModel(pages), sketch(page(famous)))[0] == famous.title


def test_what_a_list_names_stays() -> None:
    """Although the articles themselves, and boxes beside others, say the same."""
    pages = samples(stories(12)) + [
        sample(front(stories(12)[n : n + 6], f"List {n}"), f"https://gazette.example/list/{n}")
        for n in range(4)
    ]
    model = SiteModel(pages)
    kept = left(model, sketch(front(stories(12)[2:8], "List 2")))
    for told in stories(12)[2:8]:
        assert told.title in kept
        assert told.paragraphs[0][:120].strip() in kept


def test_a_page_of_which_everything_repeats_stays_whole() -> None:
    """And the model says so."""
    bare = sketch(framed("Nothing", "", "old", ""))
    found = SITE.chrome(bare)
    assert not found.numbers
    assert found.doubt == "all of the page repeats on others"


def test_a_page_without_text_has_no_chrome() -> None:
    """Nor makes it an error."""
    assert not SITE.chrome(sketch("<html><body><div></div></body></html>")).numbers
    assert SITE.layout_of(sketch("<p>")) is None


def test_content_is_found_where_articles_differ() -> None:
    """Evidence for whoever looks for the text."""
    drawn = sketch(page(NEW, recent=before(NEW)))
    found = [drawn.leaves[number].text for number in sorted(SITE.content(drawn))]
    assert found == [NEW.title, *NEW.paragraphs]


def test_pages_are_learned_from_their_bytes() -> None:
    """As from their samples, where no time is known."""
    pages = [(page(one).encode(), one.url) for one in stories(9)]
    model = SiteModel.learn([*pages, (b"", "https://gazette.example/empty")])
    assert model == SiteModel(sample(page(one), one.url) for one in stories(9))
    assert model.pages == 9


def test_a_text_is_read_by_what_is_known_of_the_site() -> None:
    """And says by which model."""
    promise = "You can support our work with as little as you like, and we will thank you for it."
    line = [f"<p>{promise}</p>"]
    model = SiteModel(sample(page(one, lines=line), one.url) for one in stories(12))
    html = page(NEW, lines=line, recent=before(NEW)).encode()
    assert promise in extract(html, NEW.url).text
    found = extract(html, NEW.url, site=model)
    assert [block.text for block in found.blocks] == list(NEW.paragraphs)
    assert found.extractor.endswith(model.stamp)


def test_a_text_is_never_empty_because_of_a_model() -> None:
    """Of a page that says only what others say too all is given."""
    found = extract(
        framed("Nothing", "", "old", "").encode(), "https://gazette.example/", site=SITE
    )
    assert found.text


def test_a_page_of_a_few_words_is_read_by_what_others_do_not_say() -> None:
    """Where no part of it looks like a text."""
    lines = '<div class="text"><p>Quay 4</p><p>Open at nine</p></div>'
    html = framed("Visit us", f'<div class="story">{lines}</div>', "old", "").encode()
    found = extract(html, "https://gazette.example/visit", site=SITE)
    assert [block.text for block in found.blocks] == ["Quay 4", "Open at nine"]
    assert "other pages do not say" in found.note


def test_a_model_gets_better_in_steps() -> None:
    """At 8, 16, 32 articles; what follows from fewer is not worth deriving again."""
    steps = {
        count: SiteModel(samples(stories(count))).generation for count in (7, 8, 15, 16, 31, 32)
    }
    assert steps[7] == 0
    assert steps[7] < steps[8] == steps[15] < steps[16] == steps[31] < steps[32]
    assert SiteModel(samples(stories(16))).improved_since(SITE)
    assert not SITE.improved_since(SITE)


def test_the_stamp_changes_with_what_is_known() -> None:
    """So a text says what it was read by."""
    taught = SITE.taught(sample(page(NEW), NEW.url, NEW.when))
    assert taught.stamp != SITE.stamp
    assert (
        taught.stamp
        == SiteModel([*samples(stories(12)), sample(page(NEW), NEW.url, NEW.when)]).stamp
    )
    assert SITE.stamp == SiteModel(samples(stories(12))).stamp
