"""``greffe source add`` and ``check``: a look at a site, and a source file that works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sources.loading import loaded
from crawler.sources.source import surt_prefix
from demo.server import DemoWeb
from tests.house import PRIVATE, greffe


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    """The small web."""
    with DemoWeb() as served:
        yield served


@pytest.mark.parametrize(
    ("site", "title", "feeds", "sitemaps", "listings"),
    [
        ("caspian-monitor", "Caspian Monitor", ["blog-feed.xml"], ["sitemap.xml"], ["blog"]),
        ("kura-courier", "The Kura Courier", ["feed/"], ["wp-sitemap.xml"], None),
    ],
)
def test_a_site_is_looked_at_and_written_down(
    web: DemoWeb, tmp_path: Path, site: str, title: str, feeds: list[str], sitemaps: list[str],
    listings: list[str] | None,
) -> None:  # fmt: skip
    """Feeds that are declared, sitemaps that robots.txt names, listings by their address."""
    home = web.urls[site]
    ran = greffe(tmp_path, "source", "add", home, "--name", "found", "--yes", *PRIVATE)
    assert ran.code == 0, ran
    source = loaded(tmp_path / "sources" / "found.toml")
    assert title in source.title
    assert {home + path for path in feeds} <= set(source.feeds)
    assert {home + path for path in sitemaps} <= set(source.sitemaps)
    if listings:
        assert {home + path for path in listings} <= set(source.listings)
    assert greffe(tmp_path, "source", "check", "--live", *PRIVATE).code == 0
    crawl = greffe(tmp_path, "crawl", "found", *PRIVATE, "--json")
    assert crawl.code == 0, crawl
    (report,) = crawl.objects
    assert report["counts"]["new"] >= 15


def test_a_source_that_is_there_is_not_overwritten(web: DemoWeb, tmp_path: Path) -> None:
    """The file may have been edited."""
    path = tmp_path / "sources" / "mine.toml"
    path.parent.mkdir()
    path.write_text("name = 'mine'\n", encoding="utf-8")
    home = web.urls["kura-courier"]
    ran = greffe(tmp_path, "source", "add", home, "--name", "mine", "--yes", *PRIVATE)
    assert ran.code == 65
    assert "is there already" in ran.err
    assert path.read_text(encoding="utf-8") == "name = 'mine'\n"


def test_nothing_is_written_of_a_site_that_does_not_answer(tmp_path: Path) -> None:
    """The line says why."""
    ran = greffe(tmp_path, "source", "add", "http://127.0.0.1:9/", "--yes", *PRIVATE)
    assert ran.code == 6
    assert "cannot be looked at: robots.txt of 127.0.0.1:9 cannot be had" in ran.err
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize(
    ("site", "path", "part"),
    [
        ("council-cpt", "en/web/cpt", "en/web/cpt/"),
        ("council-cpt", "en/web/cpt/news-2025", "en/web/cpt/"),
        ("caspian-monitor", "blog", ""),
        ("kura-courier", "category/justice/", ""),
    ],
)
def test_the_part_of_the_site_that_was_named_is_crawled(
    web: DemoWeb, tmp_path: Path, site: str, path: str, part: str
) -> None:
    """A committee's pages are not all of the council's; a blog's posts lie beside its listing."""
    home = web.urls[site]
    ran = greffe(tmp_path, "source", "add", home + path, "--name", "found", "--yes", *PRIVATE)
    assert ran.code == 0, ran
    scope = loaded(tmp_path / "sources" / "found.toml").scope
    assert scope.include == (surt_prefix(home + part),)


def test_a_title_does_not_begin_with_home(web: DemoWeb, tmp_path: Path) -> None:
    """Portals write it before the name of the site."""
    url = web.urls["council-cpt"] + "en/web/cpt"
    greffe(tmp_path, "source", "add", url, "--name", "found", "--yes", *PRIVATE)
    assert loaded(tmp_path / "sources" / "found.toml").title == "CPT - Concord Council"


def test_nothing_is_written_where_nobody_says_yes(web: DemoWeb, tmp_path: Path) -> None:
    """As in a script that forgot --yes."""
    home = web.urls["kura-courier"]
    ran = greffe(tmp_path, "source", "add", home, "--name", "found", *PRIVATE)
    assert ran.code == 3
    assert "nothing was written; --yes writes without asking" in ran.err
    assert not (tmp_path / "sources").exists()


def test_check_says_what_a_site_does_not_have(web: DemoWeb, tmp_path: Path) -> None:
    """A feed that is none, a page that is gone, a seed outside the scope."""
    home = web.urls["kura-courier"]
    path = tmp_path / "sources" / "wrong.toml"
    path.parent.mkdir()
    lines = {
        "name": "wrong", "seeds": [home, home + "nothing-here/"], "feeds": [home + "about/"],
        "allow_private": True, "scope": None,
    }  # fmt: skip
    text = "".join(f"{k} = {json.dumps(v)}\n" for k, v in lines.items() if v is not None)
    path.write_text(text + f'[scope]\ninclude = ["{home}about/"]\n', encoding="utf-8")
    ran = greffe(tmp_path, "source", "check", "--live", *PRIVATE)
    assert ran.code == 4
    assert "is no feed" in ran.out
    assert "outside the scope" in ran.out
    assert "answered: absent" in ran.out
