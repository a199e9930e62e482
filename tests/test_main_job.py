"""The main job, end to end: two days of the small web, and what the archive then knows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from archive import Archive
from archive.search import search
from tests.house import House, greffe, scrapy

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.xdist_group("house")


@pytest.fixture
def kept(house: House) -> Archive:
    """The archive, to read."""
    return Archive.open(house.archive, create=False, read_only=True)


def test_both_days_are_crawled(house: House) -> None:
    """The first all well, the second partly: one page is behind a block page."""
    assert [run.code for run in house.runs] == [0, 4], house.runs
    outcomes = [{o["source"]: o["outcome"] for o in run.objects} for run in house.runs]
    assert set(outcomes[0].values()) == {"done"}
    assert sorted(outcomes[1].values()) == ["done", "done", "partly"]


def test_no_page_is_asked_for_twice_in_a_crawl(house: House) -> None:
    """The frontier knows what it has."""
    for day in house.asked:
        again = {url: n for (_, url), n in Counter(day).items() if n > 1}
        assert not again


def test_robots_and_traps_are_kept_out(house: House) -> None:
    """What robots.txt disallows and what has no end is never asked for.

    And robots.txt itself once within a day, however many crawls there are.
    """
    targets = [url for day in house.asked for _, url in day]
    assert not [
        url for url in targets if re.search(r"/profile/|lightbox=|/search/|/c/portal/", url)
    ]
    for home in house.urls.values():
        assert targets.count(f"{home}robots.txt") == 1


def test_each_change_of_the_web_is_told_for_what_it_was(house: House, kept: Archive) -> None:
    """An edit for an edit, a removal for an absence, a block for a block; chrome for nothing."""
    wanted = {"edited": "edited", "silent": "edited", "removed": "absent", "blocked": "blocked",
              "chrome": "unchanged", "new": "first"}  # fmt: skip
    told = {}
    for change in house.changes:
        if change.kind in wanted and not change.url.endswith("/feed/"):
            seen = house.greffe("history", change.url, "--json").objects
            told[change.url, change.kind] = seen[-1]["change"]
    assert len(told) > 10
    assert told == {(url, kind): wanted[kind] for url, kind in told}


def test_changes_lists_the_two_edits_and_nothing_else(house: House) -> None:
    """No false alarm: menus, tokens and related boxes changed everywhere."""
    listed = {one["url"] for one in house.greffe("changes", "--json").objects}
    assert listed == {c.url for c in house.changes if c.kind in ("edited", "silent")}


def test_a_diff_shows_the_words(house: House) -> None:
    """Those that went and those that came, and no others."""
    change = next(change for change in house.changes if change.kind == "edited")
    (found,) = house.greffe("diff", change.url, "--json").objects
    blocks = [block for block in found["blocks"] if block["kind"] != "same"]
    old = ["".join(p["text"] for p in b["pieces"] if p["op"] != "added") for b in blocks]
    new = ["".join(p["text"] for p in b["pieces"] if p["op"] != "removed") for b in blocks]
    assert tuple(text for text in old if text) == change.before
    assert tuple(text for text in new if text) == change.after
    shown = house.greffe("diff", change.url)
    assert "{+" in shown.out
    assert "[-" in shown.out


def test_the_texts_are_the_articles(house: House, kept: Archive) -> None:
    """Of every article: each paragraph its author wrote, and none of what stands around it."""
    missing, litter = [], []
    for change in house.changes:
        if change.kind not in ("edited", "silent", "new") or not change.after:
            continue
        capture = kept.capture(change.url)
        version = kept.version_of(capture) if capture else None
        words = f"{version.title} {version.summary} {version.text}" if version else ""
        # A line that is all link ("Read the summary") is no sentence of the article.
        wanted = [text for text in change.after if not text.startswith("Read ")]
        missing += [text for text in wanted if _plain(text) not in _plain(words)]
        litter += [word for word in _CHROME if word in words]
    assert not missing
    assert not litter


_CHROME = ("top of page", "bottom of page", "Recent Posts", "See All", "min read", "Read More",
           ".png", ".jpg", "cookie", "Subscribe", "Share this")  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_no_chrome_of_wix_is_in_any_text(kept: Archive) -> None:
    """Not even on listings."""
    for words in ("top of page", "bottom of page", "Recent Posts", "See All"):
        assert search(kept, f'"{words}"').total == 0, words


def test_a_block_page_is_neither_text_nor_found(house: House, kept: Archive) -> None:
    """The article behind it stays what it was."""
    url = house.url_of("blocked")
    last = kept.captures(url)[-1]
    assert (last.outcome, last.status) == ("blocked", 403)
    assert "challenge" in (last.evidence or "")
    assert len(kept.versions(url)) == 1
    assert search(kept, '"just a moment"').total == 0


def test_a_removed_page_can_still_be_read(house: House) -> None:
    """And the archive says what was observed, not what it means."""
    url = house.url_of("removed")
    shown = house.greffe("show", url, "--text")
    assert shown.code == 0
    change = next(change for change in house.changes if change.url == url)
    assert change.before[0] in shown.out
    assert house.greffe("history", url, "--json").objects[-1]["status"] in (404, 410)


def test_search_finds_pages_of_all_sites_and_documents(house: House) -> None:
    """Articles on Wix, Liferay and WordPress, and PDF reports."""
    found = house.greffe("search", "CPT", "--limit", "100", "--json")
    assert found.code == 0
    assert {hit["source"] for hit in found.objects} == set(house.urls)
    documents = house.greffe("search", "register injuries beds", "--limit", "50", "--json").objects
    assert any(re.search(r"/1680[0-9a-f]+$", hit["url"]) for hit in documents)


def test_search_filters_by_language(house: House) -> None:
    """French twins, the Russian and the Azerbaijani article know their language."""
    for language in ("fr", "ru", "az"):
        shown = house.greffe("search", "a* OR и* OR в* OR l*", "--lang", language, "--json")
        assert shown.code == 0, language
        assert {hit["language"] for hit in shown.objects} == {language}


def test_pages_in_old_charsets_are_read(house: House, kept: Archive) -> None:
    """Windows-1251 is Cyrillic, not litter."""
    assert search(kept, "заключённых OR тюрьма OR суд").total > 0


def test_requisites_are_kept_for_replay(house: House, kept: Archive) -> None:
    """Styles with their imports, pictures with their sizes, scripts."""
    types = Counter(
        capture.media_type for capture in kept.all_captures("how = 'requisite' AND outcome = 'ok'")
    )
    assert {"text/css", "image/png"} <= set(types)
    assert any("javascript" in kind for kind in types)


def test_unchanged_pages_cost_a_304_or_a_revisit(kept: Archive) -> None:
    """Nothing is stored twice."""
    revisits = list(kept.all_captures("revisit_of IS NOT NULL"))
    assert len(revisits) > 20
    assert {capture.outcome for capture in revisits} == {"ok", "unchanged"}
    for capture in revisits:
        memento = kept.memento(capture)
        assert memento is not None
        assert len(memento.entity) == capture.size


def test_status_tells_each_source(house: House) -> None:
    """For people and for machines."""
    first, *sources = house.greffe("status", "--json").objects
    assert first["sources"] == 3
    assert first["captures"] > first["pages"] > 50
    assert {one["source"] for one in sources} == set(house.urls)
    shown = house.greffe("status")
    assert all(name in shown.out for name in house.urls)


def test_a_page_as_of_a_day_is_shown(house: House) -> None:
    """URL@TIME is the capture nearest to the time."""
    url = house.url_of("edited")
    first, *_, last = house.greffe("history", url, "--json").objects
    old = house.greffe("show", f"{url}@{first['captured']}", "--json").objects[0]
    new = house.greffe("show", url, "--json").objects[0]
    assert (old["time"], new["time"]) == (first["captured"], last["captured"])
    assert old["text"] != new["text"]


def test_headers_and_raw_bytes_can_be_had(house: House) -> None:
    """As sent and received."""
    url = house.urls["kura-courier"]
    heads = house.greffe("show", url, "--headers").out
    assert heads.startswith("GET / HTTP/1.1\n")
    assert "User-Agent: Greffe/" in heads
    assert "HTTP/1.1 200" in heads
    assert "<html" in house.greffe("show", url, "--html").out.lower()


def test_it_is_an_ordinary_scrapy_project() -> None:
    """``scrapy list`` and ``check`` work from the checkout; no telnet, no remote control."""
    assert "site" in scrapy("list").out.split()
    checked = scrapy("check")
    assert checked.code == 0, checked.err
    assert scrapy("settings", "--get", "TELNETCONSOLE_ENABLED").out.strip() == "False"


def test_a_command_without_an_archive_says_so(tmp_path: Path) -> None:
    """One line, its code, no traceback, and no file made."""
    for arguments in (["search", "x"], ["status"], ["show", "http://a/"], ["history", "http://a/"]):
        ran = greffe(tmp_path, *arguments)
        assert ran.code == 66
        assert ran.err.startswith("greffe: no archive at greffe.db")
        assert len(ran.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_archive_of_both_days_is_sound(house: House) -> None:
    """With all its revisits, pictures, refusals and failures."""
    ran = house.greffe("verify", "--json")
    assert ran.code == 0, ran
    (summary,) = ran.objects
    assert summary["revisits"] > 10
    assert summary["captures"] > 100
