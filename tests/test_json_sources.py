"""Sources that a site lists as JSON: declared in the source file, no code for a site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean.values import at, text_at
from archive.errors import BadInput
from crawler.sources.json_api import JsonApi
from crawler.sources.loading import loaded
from crawler.spiders import json_items
from tests.house import PRIVATE, Ran, greffe
from tests.servers.json_site import JsonSite

POSTS = """
[json]
url = "{base}/wp-json/wp/v2/posts?per_page=2&page={{page}}"
length = 2
title = "title.rendered"
published = "date"
[json.fields]
modified = "modified"
tags = "tags"
"""
SUMMARIES = """
[json]
url = "{base}/api/summaries?from={{start}}"
length = 2
items = "hits"
page = "{base}/summaries/{{id}}"
document = "{base}/api/summary/{{id}}"
text = "body.en"
title = "head"
[json.fields]
identifier = "id"
"""


def crawled(folder: Path, site: JsonSite, table: str) -> Ran:
    """A crawl of a source with a table."""
    path = folder / "sources" / "s.toml"
    path.parent.mkdir(exist_ok=True)
    head = 'name = "s"\nrevisit = "90d"\nrequisites = false\n'
    path.write_text(head + table.format(base=site.base), encoding="utf-8")
    ran = greffe(folder, "crawl", "s", *PRIVATE, "--json")
    assert ran.code == 0, ran
    return ran


def test_posts_of_wordpress_come_with_their_fields(tmp_path: Path) -> None:
    """Pages are read as ever, without their menus; the list says what they do not."""
    with JsonSite(6) as site:
        crawled(tmp_path, site, POSTS)
        assert sum("/wp-json/" in one for one in site.asked) == 3
        assert sum("/news/" in one for one in site.asked) == 6
        assert greffe(tmp_path, "source", "check", "--live", *PRIVATE).code == 0
    (one,) = greffe(tmp_path, "show", f"{site.base}/news/post-4", "--json").objects
    assert (one["title"], one["published"]) == ("Prison and press 4", "2026-03-04")
    assert one["fields"] == {"modified": ["2026-03-04T10:00:00"], "tags": ["4; 7"]}
    assert "Front page" not in one["text"]
    assert "delegation number 4" in one["text"]


def test_a_post_that_was_changed_is_asked_for_again(tmp_path: Path) -> None:
    """One request tells which; of a list that has grown the next page is asked for too."""
    with JsonSite(4) as site:
        crawled(tmp_path, site, POSTS)
        site.asked.clear()
        site.posts = {7: "2026-03-07T10:00:00", 6: "2026-03-06T10:00:00", **site.posts}
        site.posts[4] = "2026-03-09T10:00:00"
        crawled(tmp_path, site, POSTS)
        news = sorted(one for one in site.asked if "/news/" in one)
    assert news == ["/news/post-4", "/news/post-6", "/news/post-7"]
    (one,) = greffe(tmp_path, "show", f"{site.base}/news/post-4", "--json").objects
    assert one["fields"]["modified"] == ["2026-03-09T10:00:00"]
    assert greffe(tmp_path, "verify").code == 0
    assert greffe(tmp_path, "rebuild", "--check").code == 0


def test_texts_may_stand_in_json_too(tmp_path: Path) -> None:
    """Under the address that people know, as HTML at a path."""
    with JsonSite(0) as site:
        crawled(tmp_path, site, SUMMARIES)
        assert sum("/api/summary/" in one for one in site.asked) == 5
    (one,) = greffe(tmp_path, "show", f"{site.base}/summaries/AUT-2026-3", "--json").objects
    assert (one["title"], one["text"]) == ("Ruling 3", "Summary of AUT-2026-3.\n\nUpheld.")
    assert one["fields"] == {"identifier": ["AUT-2026-3"]}
    found = greffe(tmp_path, "search", '"AUT-2026-3"', "--json").objects
    assert [hit["url"] for hit in found] == [f"{site.base}/summaries/AUT-2026-3"]


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"<html>", "no JSON with a list at hits"),
        (b'{"hits": 3}', "no JSON with a list at hits"),
        (b'{"hits": [{}]}', "none of its 1 items has an address"),
        (b'{"hits": []}', None),
    ],
)
def test_an_answer_of_another_form_is_told(payload: bytes, words: str | None) -> None:
    """As far as the mapping fits it or does not."""
    api = JsonApi("https://x.example/api", items="hits")
    found = json_items.fault(api, api.url, payload)
    assert (found is None) if words is None else words in str(found)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('url = "posts"', "json.url has 'posts'"),
        ('url = "https://x.example/{page}/{start}"', "more than one {page} or {start}"),
        ('url = "https://x.example/"\ntext = "body"', "json.text needs document"),
        ('url = "https://x.example/"\nfields = {title = "t"}', "json.fields has 'title'"),
        ('url = "https://x.example/"\nlength = 0', "json.length is 0"),
        ('url = "https://x.example/"\nlink = "l"', "json.link is not known here"),
    ],
)
def test_a_wrong_mapping_is_told_by_file_and_key(tmp_path: Path, lines: str, words: str) -> None:
    """With what can be written instead."""
    path = tmp_path / "s.toml"
    path.write_text(f'name = "s"\n[json]\n{lines}\n', encoding="utf-8")
    with pytest.raises(BadInput) as error:
        loaded(path)
    assert words in str(error.value)


@given(st.integers(0, 999_999_999))
def test_a_page_of_a_list_is_read_back(number: int) -> None:
    """Its number stands in its address; other addresses are none of the list."""
    for place in ("{page}", "{start}"):
        api = JsonApi(f"https://x.example/posts?at={place}&n=10")
        assert api.meant(api.asked(number)) == number
        assert api.meant(f"https://x.example/posts?at={number}") is None
        assert api.meant("https://x.example/posts?at=x&n=10") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(JSON, st.text("ab01.", max_size=6))
def test_any_value_has_something_or_nothing_at_a_path(value: object, path: str) -> None:
    """And as text it is text."""
    found = at(value, path)
    assert isinstance(text_at(value, path), str)
    if not path:
        assert found == value
    assert json_items.items_of(JsonApi("https://x.example/", items=path),
                               json.dumps(value).encode()) in (None, found)  # fmt: skip
