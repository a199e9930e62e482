"""``greffe crawl --why URL``: what the archive knows of a URL, with nothing fetched."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.servers.ugly import Case, End, Ugly
from tests.visits import answer, asked, crawl, source

LINKS = ("yes", "no", "gone", "bad", "print/x", "http://elsewhere.example/", "deep")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the archive of a small site with something of everything; and its address."""
    folder = tmp_path_factory.mktemp("why")
    links = "".join(f'<a href="{name}">x</a>' for name in LINKS)
    home = page("Home", *LONG, f"{links}<img src='p.png'>")
    feed = b"<rss><channel><item><link>/print/y</link></item></channel></rss>"
    cases: dict[str, Any] = {
        "robots.txt": answer(b"User-agent: *\nDisallow: /no\nAllow: /yes", "text/plain"),
        "home": answer(home), "yes": answer(page("Yes", *LONG)), "bad": Case((End.CLOSE,)),
        "gone": answer(status="404 Not Found"), "p.png": answer(b"p", "image/png"),
        "feed": answer(feed, "application/rss+xml"), "far": answer(page("Far", *LONG)),
        "deep": answer(page("Deep", *LONG, '<a href="/far">f</a>')),
    }  # fmt: skip
    with Ugly(cases) as site:
        lines = (f'feeds = ["{site.url("feed")}"]', "[scope]", 'exclude = ["/print/"]',
                 "max_depth = 1")  # fmt: skip
        source(folder, site, "s", *lines)
        assert crawl(folder).code == 4
        before = len(asked(site))
        url = site.url("")
        for name in ("home", "no"):
            greffe(folder, "crawl", "--why", url + name)
        assert len(asked(site)) == before
    other = '\n[scope]\ninclude = ["http://other.example/"]\n'
    (folder / "sources" / "t.toml").write_text(
        f'name = "t"\nseeds = ["http://other.example/"]\n{other}', encoding="utf-8"
    )
    return folder, url


def _why(crawled: tuple[Path, str], name: str, *more: str) -> dict[str, Any]:
    folder, url = crawled
    asked = name if "://" in name else url + name
    (one,) = greffe(folder, "crawl", "--why", asked, *more, "--json").objects
    return one  # type: ignore[no-any-return]


TOLD = {
    "home": ("done", "captured: ok (200)", "in: it begins with 127.0.0.1:"),
    "yes": ("done", "captured: ok (200)", "in: it begins with 127.0.0.1:"),
    "no": ("refused", "refused: robots.txt of 127.0.0.1:", "in: it begins with 127.0.0.1:"),
    "gone": ("done", "captured: absent (404)", "in: it begins with"),
    "bad": ("failed", "failed: connection closed by the server before any answer", "in: "),
    "p.png": ("done", "captured: ok (200)", "in: "),
    "print/x": (None, "never asked for: excluded by /print/", "out: excluded by /print/"),
    "print/y": (None, "never asked for: excluded by /print/", "out: excluded by /print/"),
    "far": (None, "never asked for: deeper than 1 links", "out: deeper than 1 links"),
    "nowhere": (None, "never asked for: no page of the archive links there", "in: "),
}


@pytest.mark.parametrize("name", TOLD)
def test_each_url_has_its_reason(crawled: tuple[Path, str], name: str) -> None:
    """Whether it was captured, refused, failed, left out of scope or never met."""
    state, why, scope = TOLD[name]
    one = _why(crawled, name)
    assert one["state"] == state
    assert one["answer"].startswith(why)
    assert one["scope"].startswith(scope)
    assert one["source"] == "s"


def test_how_it_was_found_is_told(crawled: tuple[Path, str]) -> None:
    """When, via which page, and how; also where the frontier does not have it."""
    folder, url = crawled
    one = _why(crawled, "yes")
    assert (one["how"], one["via"], one["depth"]) == ("listing", f"{url}home", 1)
    found = datetime.fromisoformat(one["found"])
    assert abs((datetime.now(UTC) - found).total_seconds()) < 600
    assert one["linked_from"][0]["url"] == f"{url}home"
    assert _why(crawled, "print/y")["named_in"] == [f"{url}feed"]
    shown = greffe(folder, "crawl", "--why", f"{url}print/y").out
    assert f"named in {url}feed" in shown
    assert f"found       page link on {url}home" in greffe(
        folder, "crawl", "--why", f"{url}print/x"
    ).out  # fmt: skip


def test_robots_are_told_with_rule_and_capture(crawled: tuple[Path, str]) -> None:
    """Of what was refused, of what was allowed, and of what was never asked for."""
    rules = {name: _why(crawled, name)["robots"] for name in ("no", "yes", "nowhere")}
    assert "(rule Disallow: /no)" in rules["no"]["decision"]
    assert rules["yes"]["decision"] == "allows it (rule Allow: /yes)"
    assert rules["nowhere"]["decision"] == "forbids it (rule Disallow: /no)"
    assert {one["url"] for one in rules.values()} == {f"{crawled[1]}robots.txt"}
    assert all(one["captured"] for one in rules.values())


def test_when_it_is_asked_for_again_is_told(crawled: tuple[Path, str]) -> None:
    """Seeds with every crawl, pages when they are due, what is out of scope not at all."""
    assert _why(crawled, "home")["next"] == "with the next crawl"
    assert _why(crawled, "yes")["next"].startswith("with the first crawl after 20")
    assert _why(crawled, "print/x")["next"] is None


def test_a_url_of_no_source_is_answered_too(crawled: tuple[Path, str]) -> None:
    """It is linked to, or not even that; the exit code tells which."""
    folder, _ = crawled
    one = _why(crawled, "http://elsewhere.example/")
    assert (one["source"], one["known"]) == (None, True)
    assert greffe(folder, "crawl", "--why", "http://elsewhere.example/").code == 0
    ran = greffe(folder, "crawl", "--why", "http://nobody.example/x")
    assert ran.code == 3
    assert "no page of the archive links there" in ran.out


def test_a_source_that_is_named_answers_for_itself(crawled: tuple[Path, str]) -> None:
    """Also where it has nothing to do with the URL; an unknown one is said to be one."""
    folder, url = crawled
    one = _why(crawled, "yes", "t")
    assert one["source"] == "t"
    assert one["scope"] == "out: it begins with none of other.example/"
    assert greffe(folder, "crawl", "--why", url, "nobody").code == 3


def test_it_fits_a_narrow_terminal_and_a_url_is_not_cut(crawled: tuple[Path, str]) -> None:
    """Lines are folded between words; every address can be copied."""
    folder, url = crawled
    env = {"COLUMNS": "40", "TTY_COMPATIBLE": "1", "NO_COLOR": "1"}
    drawn = greffe(folder, "crawl", "--why", f"{url}no", env=env).out
    shown = re.sub(r"\x1b\[\d*m", "", drawn)
    assert f"{url}robots.txt" in shown.replace("\n", " ")
    long = [line for line in shown.splitlines() if len(line) > 40 and "http://" not in line]
    assert not long


def test_without_the_source_file_the_archive_still_answers(tmp_path: Path) -> None:
    """What was saved by itself, and what a source that is gone had captured."""
    url = "http://news.example/a"
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange(url, page("A", *LONG)), source="gone")
    ran = greffe(tmp_path, "crawl", "--why", "news.example/a", "--json")
    assert ran.code == 0
    assert ran.objects[0]["answer"] == "captured: ok (200)"
    assert greffe(tmp_path, "crawl", "--why", url).out.startswith(url)


def test_a_page_that_a_changed_source_no_longer_admits_is_refused(tmp_path: Path) -> None:
    """When it is due, with the rule as reason."""
    home = answer(page("Home", *LONG, '<a href="/one">1</a>'))
    cases = {"robots.txt": answer(status="404 No"), "home": home, "one": home}
    with Ugly(cases) as site:
        source(tmp_path, site, "s", 'revisit = "0s"')
        crawl(tmp_path)
        source(tmp_path, site, "s", 'revisit = "0s"', "[scope]", 'exclude = ["/one$"]')
        crawl(tmp_path)
        assert asked(site).count("/one") == 1
        one = greffe(tmp_path, "crawl", "--why", site.url("one"), "--json").objects[0]
    assert one["answer"] == "refused: excluded by /one$"
    assert one["next"] == "not as the scope is now"
