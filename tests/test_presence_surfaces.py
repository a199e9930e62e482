"""Presence where people meet it: a crawl of a real site, the command line, the reading room."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.presence import Terms as Sureness
from crawler.revisit import RETURN, SLIP, History, Terms, after_look
from crawler.sources.loading import loaded
from crawler.sources.planning import plan_of
from tests.clockwork import DAY, HOST, HOUR, Web, article, feed
from tests.house import PRIVATE, greffe
from tests.servers.room import serving
from tests.servers.site import Site
from tests.test_presence_kept import BROKEN, GONE, SHOWN, STORY, kept, watched

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive in which one page is gone and one is back."""
    path = tmp_path_factory.mktemp("gone")
    with Archive.open(path / "greffe.db") as archive:
        watched(archive, 0, 10, 11, 35, 36)
        kept(archive, STORY, (SHOWN, 0), (GONE, 10), (GONE, 11), (BROKEN, 20), (GONE, 35))
        back = f"{HOST}/politics/back"
        kept(archive, back, (SHOWN, 0), (GONE, 10), (GONE, 11), (GONE, 36), (SHOWN, 60))
    return path


def test_what_is_gone_is_listed_in_the_words_of_what_was_seen(folder: Path) -> None:
    """Never as deleted on a day."""
    ran = greffe(folder, "gone", "--state", "gone")
    assert ran.code == 0
    words = (
        "last seen 2025-10-05 12:00:00 UTC, first absent 2025-10-05 22:00:00 UTC, checked 3 times"
    )
    assert words in ran.out
    assert STORY in ran.out
    assert "deleted" not in ran.out


def test_json_and_csv_say_the_same(folder: Path) -> None:
    """One object a line; a line of names."""
    records = greffe(folder, "gone", "--json").objects
    assert {one["url"]: one["state"] for one in records} == {
        STORY: "gone", f"{HOST}/politics/back": "back",
    }  # fmt: skip
    back = next(one for one in records if one["state"] == "back")
    assert back["away_seconds"] == 50 * 3600
    assert back["gone_after"] == {"checks": 3, "seconds": 86400}
    rows = list(csv.DictReader(io.StringIO(greffe(folder, "gone", "--csv").out)))
    assert [row["url"] for row in rows] == [one["url"] for one in records]
    assert rows[0]["source"] == ""


def test_the_list_is_narrowed_by_time_and_host(folder: Path) -> None:
    """What is left of it decides the exit code."""
    newest = greffe(folder, "gone", "--since", "2025-10-07", "--json").objects
    assert [one["state"] for one in newest] == ["back"]
    assert greffe(folder, "gone", "--host", "elsewhere.example").code == 3
    assert greffe(folder, "gone", "--host", "news.example").code == 0
    assert greffe(folder, "gone", "--since", "2031").code == 3
    assert greffe(folder, "gone", "--csv", "--json").code == 65
    assert greffe(folder, "gone", "--source", "nobody").code != 0


def test_the_history_of_a_page_ends_with_where_it_stands(folder: Path) -> None:
    """With what it takes to be sure; in JSON every state with its captures."""
    assert "gone: last seen 2025-10-05" in greffe(folder, "history", STORY).out
    each = greffe(folder, "history", STORY, "--json").objects
    assert [(one["says"], one["presence"]) for one in each] == [
        ("there", "there"), ("absent", "suspect"), ("absent", "suspect"), ("unknown", "suspect"),
        ("absent", "gone"),
    ]  # fmt: skip
    assert "first absent" in greffe(folder, "show", STORY).out
    stands = greffe(folder, "show", STORY, "--json").objects[0]["presence"]
    assert stands["checks"] == 3
    assert [one["state"] for one in stands["stretches"]] == ["there", "suspect", "gone"]
    assert all(one["captures"] for one in stands["stretches"])


def test_the_reading_room_lists_them_and_draws_a_page_s_checks(folder: Path) -> None:
    """Two lanes, each mark with its words."""
    with serving(folder / "greffe.db") as room:
        listed = room.get("/gone").text
        assert "checked 3 times" in listed
        assert "absent for 2 days" in listed
        assert "None" in room.get("/gone?host=elsewhere.example").text
        page = room.get(f"/page/{STORY}").text
        assert "5 checks from 5 October 2025 to 6 October 2025" in page
        assert 'class="mark absent"' in page
        assert "there 1, absent 3, unknown 1" in page


def test_a_crawl_of_a_real_site_keeps_each_absence_and_says_it_may_be_gone(tmp_path: Path) -> None:
    """A second crawl is too soon to be sure."""
    answers = {
        "/": ("text/html", '<a href="/news/a">A</a><a href="/news/b">B</a>'),
        "/news/a": ("text/html", article("A").decode()),
        "/news/b": ("text/html", article("B").decode()),
    }
    with Site(answers) as site:
        _source(tmp_path, site.url)
        assert greffe(tmp_path, "crawl", "s", *PRIVATE).code == 0
        answers["/news/a"] = ("410", "Gone")
        answers["/news/b"] = ("301 /", "")
        greffe(tmp_path, "crawl", "s", *PRIVATE)
        found = {one["url"]: one for one in greffe(tmp_path, "gone", "--json").objects}
    assert {url: one["state"] for url, one in found.items()} == {
        f"{site.url}news/a": "suspect", f"{site.url}news/b": "suspect",
    }  # fmt: skip
    assert found[f"{site.url}news/a"]["gone_after"] == {"checks": 2, "seconds": 7200}


def _source(folder: Path, url: str) -> Path:
    (folder / "sources").mkdir()
    path = folder / "sources" / "s.toml"
    path.write_text(
        f'name = "s"\nseeds = ["{url}"]\nrevisit = "0s"\nrequisites = false\nallow_private = true\n'
        '[gone]\nchecks = 2\nover = "2h"\n'
    )
    return path


def test_a_source_file_says_when_pages_are_gone(tmp_path: Path) -> None:
    """One that proves nothing is refused, with its line."""
    path = _source(tmp_path, "http://news.example/")
    assert plan_of(loaded(path)).presence.checks == 2
    for wrong in ("checks = 1", 'over = "5m"', "often = 3"):
        path.write_text(f'name = "s"\nseeds = ["http://news.example/"]\n[gone]\n{wrong}\n')
        with pytest.raises(Exception, match=r"s\.toml.*gone\."):
            loaded(path)


def test_new_terms_hold_for_what_is_there_already(archive: Archive) -> None:
    """From the next crawl on."""
    web = Web(archive)
    web.pages = {"/feed": feed("a", "b"), "/a": article("A", web.now), "/b": article("B", web.now)}
    web.crawl()
    del web.pages["/a"]
    web.run_until(web.now + 10 * HOUR)
    sql = "SELECT state FROM presence"
    assert archive.connection.execute(sql).fetchall() == [("suspect",)]
    web.source = replace(web.source, gone=Sureness(2, HOUR))
    web.crawl()
    assert archive.connection.execute(sql).fetchall() == [("gone",)]


def test_a_crawl_is_sure_after_three_requests_and_asks_for_what_is_gone_again(
    archive: Archive,
) -> None:
    """And finds it back."""
    web = Web(archive)
    web.pages = {"/feed": feed("a", "b"), "/a": article("A", web.now), "/b": article("B", web.now)}
    web.crawl()
    body = web.pages.pop("/a")
    web.run_until(web.now + 3 * DAY, each=HOUR)
    assert archive.connection.execute("SELECT state, checks FROM presence").fetchone()[0] == "gone"
    absent = [one for one in archive.captures(f"{HOST}/a") if one.outcome == "absent"]
    assert len(absent) <= 5
    web.pages["/a"] = body
    web.run_until(web.now + 5 * DAY, each=HOUR)
    assert archive.connection.execute("SELECT state FROM presence").fetchall() == [("back",)]


def test_waits_after_absences_reach_the_wanted_checks_as_the_time_has_passed() -> None:
    """An hour, then what is left; then ever longer."""
    born = NOW - 90 * DAY

    def wait(count: int, since: timedelta) -> timedelta:
        return after_look(History(born, (), count, NOW - since), NOW, 0.1, Terms())

    assert wait(1, timedelta()) == SLIP
    assert wait(2, HOUR) == 23 * HOUR
    assert wait(3, 24 * HOUR) == RETURN
    assert wait(5, 4 * DAY) == 4 * DAY
    assert wait(9, 90 * DAY) == Terms().longest
