"""Templates of a site, and when one takes another's place."""

from __future__ import annotations

from datetime import timedelta

from archive.clean import SiteModel
from archive.clean.site import Sample
from tests.gazette import BEGAN, before, front, page, sample, samples, sketch, stories, story

OLD = samples(stories(12))


def seen(number: int, design: str, days: int) -> Sample:
    """An article as it was captured so many days after the paper began."""
    told = story(number)
    return sample(page(told, design=design), told.url, BEGAN + timedelta(days=days))


def test_articles_of_one_template_are_one_layout() -> None:
    """However different they are in length and in what stands beside them."""
    pages = [*OLD, sample(page(story(30, paragraphs=40)), story(30).url, BEGAN)]
    (layout,) = SiteModel(pages).layouts
    assert layout.pages == 13
    assert (layout.first, layout.last) == (BEGAN, BEGAN + timedelta(days=11))


def test_a_list_has_another_layout_than_an_article() -> None:
    """Where its own boxes outweigh the frame."""
    lists = [
        sample(front(stories(6), f"List {n}", "new"), f"https://gazette.example/list/{n}", BEGAN)
        for n in range(3)
    ]
    model = SiteModel([*samples(stories(12), "old"), *lists])
    assert len(model.layouts) == 2
    found = model.layout_of(sketch(front(stories(3), "Another list", "new")))
    assert found is not None
    assert found.pages == 3


def test_a_redesign_is_a_new_layout_from_the_third_page_on() -> None:
    """And it replaces the one that two pages had before."""
    model = SiteModel(OLD)
    (old,) = model.layouts
    drawn = sketch(page(story(20), design="new", recent=before(story(20))))
    for number in range(3):
        assert model.layout_of(drawn) is None
        model = model.taught(seen(number, "new", 100 + number))
    assert model.layouts[0] == old
    new = model.layouts[1]
    assert (new.pages, new.first, new.replaces) == (3, BEGAN + timedelta(days=100), old.id)
    assert model.layout_of(drawn) == new
    assert model.layout_of(sketch(page(story(20)))) == old


def test_new_articles_in_a_new_design_replace_nothing_yet() -> None:
    """It may be another part of the site."""
    pages = [seen(number, "new", 100 + number) for number in range(20, 24)]
    assert [layout.replaces for layout in SiteModel([*OLD, *pages]).layouts] == ["", ""]


def test_pages_that_change_to_and_fro_are_no_redesign() -> None:
    """A test of another design is a layout of its own, and replaces none."""
    fro = [seen(number, design, 100 * n + number) for number in range(4)
           for n, design in enumerate(("new", "old", "new"), 1)]  # fmt: skip
    assert {layout.replaces for layout in SiteModel([*OLD, *fro]).layouts} == {""}


def test_one_odd_page_is_no_layout() -> None:
    """Nor are two; the same page in three quarters is one."""
    assert len(SiteModel([*OLD, seen(3, "new", 100), seen(4, "new", 101)]).layouts) == 1
    assert len(SiteModel([*OLD, *(seen(3, "new", 100 * n) for n in range(1, 4))]).layouts) == 2


def test_a_layout_that_changes_bit_by_bit_stays_the_same() -> None:
    """Even when its last page shares no box with its first."""
    names = "abcdefghijklmnopqrstuvwx"
    pages = []
    for step in range(13):
        boxes = "".join(f'<div class="part-{name * 2}">Text</div>' for name in names[step:][:12])
        html = f"<html><body>{boxes}</body></html>"
        pages.append(sample(html, f"https://gazette.example/{step}", BEGAN + timedelta(days=step)))
    assert not set(pages[0].skeleton) & set(pages[-1].skeleton)
    assert [layout.pages for layout in SiteModel(pages).layouts] == [13]


def test_the_chrome_of_both_designs_is_known_after_a_redesign() -> None:
    """Old captures are read as well as new ones."""
    model = SiteModel([*OLD, *samples([story(n) for n in range(12, 24)], "new")])
    for design in ("old", "new"):
        told = story(40)
        drawn = sketch(page(told, design=design, recent=before(told)))
        numbers = model.chrome(drawn).numbers
        assert [leaf.text for leaf in drawn.leaves if leaf.number not in numbers] == [
            told.title,
            *told.paragraphs,
        ]


def test_a_new_layout_makes_texts_worth_deriving_again() -> None:
    """Once when it is established, and once when enough of it is known."""
    model = SiteModel(OLD)
    risen = []
    for number in range(8):
        taught = model.taught(seen(number, "new", 100 + number))
        risen += [number + 1] * taught.improved_since(model)
        model = taught
    assert risen == [3, 8]
