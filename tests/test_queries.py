"""What a person types is read as a person would read it, and nothing that is typed is an error."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.asked import (
    AllOf,
    AnyOf,
    Asked,
    Days,
    Labelled,
    Near,
    Not,
    Phrase,
    Within,
    Word,
)
from archive.search.days import Range, days
from archive.search.groups import depth, weight
from archive.search.labels import KINDS, kind, language, site
from archive.search.reading import MAX_DEPTH, MAX_TERMS, read
from archive.search.wording import explained, written
from tests.typed import typed

TODAY = date(2025, 6, 15)
_ROW = re.compile(r"^\| `(.+?)` \| (?:`(.+?)`)? ?\| (.+?) \|$", re.MULTILINE)
_DOCS = (Path(__file__).parents[1] / "docs" / "search.md").read_text("utf-8").replace(r"\|", "¦")


@pytest.mark.parametrize(("query", "understood", "words"), _ROW.findall(_DOCS))
def test_the_examples_of_the_manual_are_true(query: str, understood: str, words: str) -> None:
    """Every row of docs/search.md."""
    asked = read(query.replace("¦", "|"), today=TODAY)
    assert written(asked.node, asked.at) == understood
    assert explained(asked) == words


def test_all_rows_of_the_manual_are_taken_for_examples() -> None:
    """None is left out for how it is written."""
    assert len(_ROW.findall(_DOCS)) == _DOCS.count("\n| `") > 50


def test_the_tree_says_all_that_was_typed() -> None:
    """Each kind of node once."""
    asked = read(
        'court* =prisons "fair trial" -draft title:baku a NEAR/3 "b c*" (x OR y) lang:French '
        "since:2024 at:2024-02"
    )
    assert asked == Asked(
        AllOf((
            Word("court", is_prefix=True),
            Word("prisons", is_exact=True),
            Phrase("fair trial"),
            Not(Word("draft")),
            Within("title", Word("baku")),
            Near(("a", "b c*"), 3),
            AnyOf((Word("x"), Word("y"))),
            Labelled("lang", "fr"),
            Days("dated", date(2024, 1, 1), None),
        )),
        at=date(2024, 2, 29),
    )  # fmt: skip


def _holds(query: str, today: date | None = None) -> None:
    asked = read(query, today=today)
    text = written(asked.node)
    assert read(text).node == asked.node, (query, text)
    explained(asked).encode()
    text.encode()
    if asked.node is not None:
        assert weight(asked.node) <= MAX_TERMS, query
        assert depth(asked.node) <= MAX_DEPTH, query


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_was_understood_is_read_as_the_same_again(text: str) -> None:
    """For any text."""
    _holds(text)


@given(st.randoms(use_true_random=False), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_what_was_understood_of_queries_is_read_as_the_same_again(
    chance: random.Random, times: int
) -> None:
    """For whatever is made of signs, operators, fields and words, once and many times over."""
    _holds(typed(chance) * times, TODAY)


@pytest.mark.parametrize(
    "query", ["x NEAR , -NEAR( l'ab12-03-05 NEAR/5 ny:x" * 30, "b site:\\#tag «"]
)
def test_no_more_is_understood_than_is_read_again(query: str) -> None:
    """Words between two others count twice; a site has letters."""
    _holds(query)


def test_five_thousand_odd_queries_raise_nothing() -> None:
    """``benchmarks.queries`` reads any number."""
    chance = random.Random(20)
    for _ in range(5_000):
        read(typed(chance))


@pytest.mark.parametrize(
    "part",
    ["(", ")", "(a ", '"', "-", "*", "- ", ", ", "NOT ", "a OR ", "-(a OR ", "NEAR(", "NEAR(a,5,",
     "by:", "on:", "x:", "a-", "欧", "\ud800", "\0", "title:(", "a NEAR/2 ", "😀",
     '"a" ', "AROUND("],
)  # fmt: skip
def test_a_hundred_kilobytes_of_anything_are_read(part: str) -> None:
    """Without an error, within the limits, and with a word on what did not count."""
    query = part * (100_000 // len(part.encode("utf-8", "surrogatepass")))
    _holds(query)
    assert read(query).notes


def test_ten_thousand_brackets_around_a_word_are_one() -> None:
    """Nothing overflows, and brackets that mean nothing are left away."""
    assert read("(" * 50 + "a" + ")" * 50) == Asked(Word("a"))
    asked = read("(" * 10_000 + "a OR b" + ")" * 9_999)
    assert asked.node == AnyOf((Word("a"), Word("b")))
    assert any("bracket" in note for note in asked.notes)


def test_sixty_four_words_count() -> None:
    """A note says so."""
    assert read(" ".join(f"w{n}" for n in range(64))).notes == ()
    asked = read(" ".join(f"w{n}" for n in range(65)))
    assert isinstance(asked.node, AllOf)
    assert len(asked.node.nodes) == 64
    assert asked.notes == ("only the first 64 words count",)
    quoted = read('"' + " ".join(f"w{n}" for n in range(100)) + '"').node
    assert isinstance(quoted, Phrase)
    assert len(quoted.text.split()) == 64


def test_alternatives_near_each_other_count_each() -> None:
    """What would be more than 64 words is taken as AND, which finds no less."""
    ten = "(" + " OR ".join(f"w{n}" for n in range(10)) + ")"
    asked = read(f"{ten} NEAR {ten.replace('w', 'x')}")
    assert isinstance(asked.node, AllOf)
    assert any("AND" in note for note in asked.notes)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("tilte:x", "did you mean title:?"),
        ("before:soon", "before:soon is no date; write it as 2024-03-05"),
        ("after:7d", "after:7d is no date"),
        ("lang:klingon", "lang:klingon names no language"),
        ("type:foo", "there are article, listing"),
        ("title: court", "title: stands before its words without a blank"),
        ('"not closed', "quotation mark"),
        ("(a", "bracket"),
        ("a OR", "OR stands between words"),
        ("a NOT", "NOT stands before a word"),
        ("a NEAR site:x", "taken as AND"),
        ("at:2024 at:2025", "only one day"),
        ("-at:2024", "at: cannot be turned round"),
        ("w*rd", "star"),
    ],
)
def test_notes_say_what_was_not_taken_as_meant(query: str, note: str) -> None:
    """In words."""
    assert any(note in said for said in read(query).notes), read(query).notes


@pytest.mark.parametrize(
    "query", ['court "fair trial" -x site:coe.int', "https://coe.int/a", "covid-19", ":)",
              "mailto:a@b.c", "re: report 3:16", "a - b", "«a b» c", "title:(a b)", "and or not"],
)  # fmt: skip
def test_nothing_is_said_about_queries_that_are_plain(query: str) -> None:
    """A note that is always there is not read."""
    assert read(query).notes == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a OR OR b", "a OR b"),
        ("OR a", "a"),
        ("a AND b", "a b"),
        ("a a", "a"),
        ("--a", "a"),
        ("-(-a)", "a"),
        ("NOT NOT a", "a"),
        ("+a, b;", "a b"),
        ("( ) a ()", "a"),
        ("title:title:a", "title:a"),
        ("title:-a", "-title:a"),
        ("title:(author:a b)", "author:a title:b"),
        ("(a OR b) OR c", "a OR b OR c"),
        ("TITLE:a", "title:a"),
        ("NOT(a)", "-a"),
        ("NEAR(a,b,5)", "NEAR(a b, 5)"),
        ("NEAR/5(a b)", "a NEAR/5 b"),
        ("title：（a ｜ b）", "title:(a OR b)"),
        ("−a", "-a"),
        ("\u200e-a\ufeff", "-a"),
        ("a\0b", "a b"),
        ("a\ud800b", "a b"),
        ("site:a AND site:a", "site:a"),
        ("published:2025..2024", "published:2024..2025"),
        ("since:2024 since:2025", "since:2025"),
        ("a NEAR b NEAR c", "NEAR(a b c, 10)"),
        ("a NEAR/2 b NEAR/3 c", "NEAR(a b, 2) NEAR(b c, 3)"),
        ('site:"coe.int/a (b)"', 'site:"coe.int/a (b)"'),
    ],
)
def test_two_ways_to_say_the_same(one: str, other: str) -> None:
    """Both are one tree."""
    assert read(one).node == read(other).node != None  # noqa: E711


def test_a_label_twice_is_either_and_with_and_both() -> None:
    """One page has one site, but the addresses of one may lie in those of another."""
    either = AnyOf((Labelled("site", "a.b"), Labelled("site", "c.d")))
    assert read("site:a.b site:c.d").node == either
    both = AllOf((Labelled("site", "a.b"), Labelled("site", "a.b/c")))
    assert read("site:a.b AND site:a.b/c").node == both


def test_days_that_never_come_stay_two_bounds() -> None:
    """It finds nothing, and what was understood shows why."""
    assert isinstance(read("on:2024 on:2025").node, AllOf)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2024", (2024, 1, 1), (2025, 1, 1)),
        ("2024-12", (2024, 12, 1), (2025, 1, 1)),
        ("2024/3/5", (2024, 3, 5), (2024, 3, 6)),
        ("20240229", (2024, 2, 29), (2024, 3, 1)),
        ("20240305101112", (2024, 3, 5), (2024, 3, 6)),
        ("2024-03-05T10:00:00Z", (2024, 3, 5), (2024, 3, 6)),
        ("2024..2025-02", (2024, 1, 1), (2025, 3, 1)),
        ("2024..", (2024, 1, 1), None),
        ("2024..*", (2024, 1, 1), None),
        ("*..2024", None, (2025, 1, 1)),
        (">2024", (2025, 1, 1), None),
        (">=2024", (2024, 1, 1), None),
        ("<2024", None, (2024, 1, 1)),
        ("<=2024", None, (2025, 1, 1)),
        ("9999", (9999, 1, 1), None),
        ("today", (2025, 6, 15), (2025, 6, 16)),
        ("7d", (2025, 6, 8), None),
        ("2-weeks-ago", (2025, 6, 1), None),
        ("1y", (2024, 6, 15), None),
        ("last-week", (2025, 6, 2), (2025, 6, 9)),
        ("this-year", (2025, 1, 1), (2026, 1, 1)),
        ("3m..yesterday", (2025, 3, 15), (2025, 6, 15)),
    ],
)
def test_days_and_ranges(
    text: str, first: tuple[int, int, int] | None, end: tuple[int, int, int] | None
) -> None:
    """Both ends of a range are in it."""
    assert days(text, TODAY) == Range(first and date(*first), end and date(*end))


@pytest.mark.parametrize(
    "text", ["", "..", "soon", "2024-13", "2023-02-29", "0000", "05/03/2024", "99999y",
             ">", ">9999", "2024..soon", "24", "٢٠٢٤-١٣", "2024-03.05"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    """05/03 is one day in Strasbourg and another one in New York."""
    assert days(text, TODAY) is None


def test_days_do_not_depend_on_the_clock() -> None:
    """Without a day to count from, relative ones are words."""
    assert days("yesterday") is None
    assert read("after:7d").node == Word("after:7d")


@pytest.mark.parametrize(
    ("text", "code"),
    [("fr", "fr"), ("fra", "fr"), ("fre", "fr"), ("french", "fr"), ("fr-ch", "fr"), ("azeri", "az"),
     ("zh-hans", "zh"), ("farsi", "fa"), ("scottish gaelic", "gd"), ("klingon", None),
     ("xx", None)],
)  # fmt: skip
def test_languages_go_by_code_and_name(text: str, code: str | None) -> None:
    """As people and libraries write them."""
    assert language(text) == code


def test_every_kind_of_page_goes_by_its_name() -> None:
    """And by others that people use."""
    assert [kind(name) for name in KINDS] == list(KINDS)
    assert [kind(name) for name in ("pdfs", "news", "lists", "galleries", "people", "x")] == [
        "document", "article", "listing", "media", "profile", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("coe.int", "coe.int"), ("https://coe.int/", "coe.int"), ("*.coe.int", "coe.int"),
     (".coe.int", "coe.int"), ("//coe.int/en/*", "coe.int/en/"), ("coe.int:8080", "coe.int:8080"),
     ("coe.int/a#b", "coe.int/a"), ("coe.int/a?b=c", "coe.int/a?b=c"), ("https://", None)],
)  # fmt: skip
def test_sites_are_hosts_and_beginnings_of_addresses(text: str, value: str | None) -> None:
    """However they were copied."""
    assert site(text) == value
