"""From text to a tree, where authors leave out what HTML lets them leave out."""

from __future__ import annotations

import pytest

from archive.clean import extract
from archive.clean.markup import parsed

SAID = "The delegation visited two prisons and a police station in the capital last week."


@pytest.mark.parametrize(
    "opening",
    [
        "<main>", "<article>", "<section><h2>Visits</h2>", "<news-text>", "<figure>", "<header>",
        "<link rel=canonical href=/a><main>", "<script>1</script><article>", "<h1>A visit</h1>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["<title>A visit</title>", "<head><title>A visit</title></head>"])
def test_a_page_without_the_tags_of_head_and_body_keeps_its_text(head: str, opening: str) -> None:
    """Whatever element its body begins with."""
    html = f"<!doctype html>{head}{opening}<p>{SAID}</p>"
    article = extract(html.encode(), "http://news.example/a")
    assert article.title == "A visit"
    assert SAID in article.text


def test_words_after_what_strayed_into_the_head_stay_in_order() -> None:
    """Of an element that libxml2 does not know."""
    tree = parsed("<title>T</title><news-lead><p>one</p></news-lead> two <p>three</p>")
    assert tree is not None
    body = tree.find("body")
    assert body is not None
    assert body.text_content().split() == ["one", "two", "three"]
    assert [one.tag for one in tree.iterfind("head/*")] == ["title"]


def test_what_belongs_in_a_head_stays_there() -> None:
    """And a page that has both tags is as it was."""
    tree = parsed(
        "<head><meta charset=utf-8><noscript><img src=x></noscript></head><body id=b><p>x"
    )
    assert tree is not None
    assert [one.tag for one in tree.iterfind("head/*")] == ["meta", "noscript"]
    assert [one.get("id") for one in tree.iter("body")] == ["b"]
