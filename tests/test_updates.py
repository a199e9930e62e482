"""What feeds and sitemaps say of known pages: that they changed, or where they are to be asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from archive import Archive
from archive.clean import sitemaps
from archive.store.standings import standings
from crawler.spiders import feeds
from tests.clockwork import DAY, HOST, HOUR, MINUTE, Web, article, old_site
from tests.exchanges import LONG, page
from tests.house import greffe


@pytest.fixture
def web(archive: Archive) -> Web:
    """A site with a feed of six old articles, which were looked at two hours ago."""
    web = old_site(archive)
    names = [f"p{number}" for number in range(6)]
    web.pages = {f"/{name}": article(name, web.now - 900 * DAY) for name in names}
    web.pages["/feed"] = dated(web.now - 900 * DAY)
    web.run_until(web.now + 2 * HOUR)
    return web


def dated(usual: datetime, **others: datetime) -> bytes:
    """A feed that says when each of its six items was changed."""
    items = "".join(
        f'<entry><link href="{HOST}/p{number}"/>'
        f"<updated>{others.get(f'p{number}', usual):%Y-%m-%dT%H:%M:%SZ}</updated></entry>"
        for number in range(6)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>'.encode()


def test_a_page_that_a_feed_says_was_changed_is_due_at_once(web: Web) -> None:
    """And no other is; the policy alone would have left it for days."""
    changed, looked = web.now, {f"/p{number}": 1 for number in range(6)}
    web.pages["/feed"] = dated(web.now - 900 * DAY, p3=changed)
    web.pages["/p3"] = article("p3", web.now - 900 * DAY, "The ministry has answered.")
    web.run_until(changed + 7 * HOUR)
    assert {path: len(web.times(path)) for path in looked} == looked | {"/p3": 2}
    assert len(web.archive.versions(f"{HOST}/p3")) == 2


def test_a_feed_that_always_says_now_is_not_believed(web: Web) -> None:
    """It says it of most of its pages."""
    for _ in range(12):
        web.pages["/feed"] = dated(web.now)
        web.run_until(web.now + HOUR)
    assert all(len(web.times(f"/p{number}")) == 1 for number in range(6))


def test_a_page_of_which_it_is_always_said_is_left_alone_for_ever_longer(web: Web) -> None:
    """Ten minutes, an hour, six hours ...: a day of it costs a handful of looks."""
    before, end = len(web.times("/p0")), web.now + DAY
    while web.now < end:
        web.pages["/feed"] = dated(web.now - 900 * DAY, p0=web.now)
        web.run_until(web.now + 10 * MINUTE)
    looks = len(web.times("/p0")) - before
    assert 2 <= looks <= 4
    (standing,) = standings(web.archive.connection, f"{HOST}/p0")
    assert standing.reason == f"said to have changed, in vain {looks} times"
    shown = greffe(web.archive.path.parent, "crawl", "--why", f"{HOST}/p0").out
    assert f"captured: ok (200); said to have changed, in vain {looks} times" in shown


def test_an_edit_makes_the_word_good_again(web: Web) -> None:
    """What was said in vain is forgotten once it is said in truth."""
    for number in (1, 2):
        web.pages["/feed"] = dated(web.now - 900 * DAY, p0=web.now)
        web.pages["/p0"] = article("p0", web.now - 900 * DAY, *(["Edited."] * (number - 1)))
        web.run_until(web.now + 8 * HOUR)
    (standing,) = standings(web.archive.connection, f"{HOST}/p0")
    assert standing.reason is None
    assert len(web.archive.versions(f"{HOST}/p0")) == 2


def test_a_time_to_come_says_nothing(web: Web) -> None:
    """A clock that is ahead, or a date of publication that is planned."""
    web.pages["/feed"] = dated(web.now - 900 * DAY, p0=web.now + 30 * DAY)
    web.run_until(web.now + DAY)
    assert len(web.times("/p0")) == 1


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-01-05", "2026-01-05T00:00:00+00:00"),
        ("2026-01-05T10:00:00+02:00", "2026-01-05T08:00:00+00:00"),
        ("2026-01-05T10:00Z", "2026-01-05T10:00:00+00:00"),
        ("2026-01-05T25:61", "2026-01-05T00:00:00+00:00"),
        ("2026-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday at noon", None),
    ],
)
def test_a_sitemap_tells_times_in_the_form_of_the_w3c(told: str, time: str | None) -> None:
    """Of a day its begin: a look on that day may have been after the change."""
    url = f"<url><loc>{HOST}/a</loc><lastmod>{told}</lastmod></url>"
    found = sitemaps.parsed(f"<urlset>{url}</urlset>".encode(), f"{HOST}/s.xml").modified
    assert found == ({f"{HOST}/a": datetime.fromisoformat(time)} if time else {})


def test_a_feed_tells_when_an_item_was_changed_or_else_published() -> None:
    """What was changed last counts."""
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{HOST}/a"/>'
        "<published>2026-01-01T10:00:00Z</published><updated>2026-01-02T10:00:00Z</updated>"
        f'</entry><entry><link href="{HOST}/b"/></entry></feed>'
    )
    rss = (
        f"<rss version='2.0'><channel><item><link>{HOST}/a</link>"
        "<pubDate>Thu, 01 Jan 2026 12:00:00 +0200</pubDate></item></channel></rss>"
    )
    first = datetime.fromisoformat("2026-01-01T10:00:00+00:00")
    assert feeds.read(atom.encode(), HOST).changed == {f"{HOST}/a": first + timedelta(days=1)}
    assert feeds.read(rss.encode(), HOST).changed == {f"{HOST}/a": first}


def _home(*paths: str) -> bytes:
    return page("Home", *LONG, " ".join(f'<a href="{path}">{path}</a>' for path in paths))


def test_an_absent_page_is_asked_for_as_it_is_spelled_elsewhere(web: Web) -> None:
    """Servers tell /about from /about/; each spelling is tried once."""
    web.pages |= {"/p0": _home("/about"), "/p1": article("p1", web.now)}
    web.pages["/feed"] = dated(web.now - 900 * DAY, p0=web.now)
    web.run_until(web.now + 7 * HOUR)
    assert web.times("/about")
    assert not web.times("/about/")
    web.pages |= {"/p1": _home("/about/"), "/about/": article("About", web.now)}
    web.pages["/feed"] = dated(web.now - 900 * DAY, p1=web.now)
    web.run_until(web.now + 7 * HOUR)
    assert web.times("/about/")
    (standing,) = standings(web.archive.connection, f"{HOST}/about")
    assert standing.entry.url == f"{HOST}/about/"


def test_of_two_spellings_on_one_page_the_second_is_tried_where_the_first_is_absent(
    web: Web,
) -> None:
    """Also where both were found before either was asked for."""
    web.pages |= {"/p0": _home("/a", "/a/", "/dead", "/dead/"), "/a/": article("A", web.now)}
    web.pages["/feed"] = dated(web.now - 900 * DAY, p0=web.now)
    web.run_until(web.now + 7 * HOUR)
    assert [len(web.times(path)) for path in ("/a", "/dead")] == [1, 1]
    assert web.times("/a/")[0] == web.times("/a")[0]
    assert web.times("/dead/")[0] == web.times("/dead")[0]
