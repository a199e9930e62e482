"""Crawler traps: told by their form, or learned from what a crawl was answered."""

from __future__ import annotations

import re
from collections import Counter, deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.store.frontier import Entry
from crawler.traps import DEAD, SET_ASIDE, Answer, Detector
from crawler.traps.forms import fault_of, list_of, year_of
from crawler.traps.novelty import Said, undated
from crawler.traps.shapes import shapes_of
from tests.house import PRIVATE, greffe
from tests.servers.traps import Traps, article_paths, drawn

SITE = "http://news.example"

FAULTY = [
    "/login?returnTo=%2Fa",
    "/anything?redirect=https%3A%2F%2Fnews.example%2Fa",
    "/c/portal/update_language?languageId=be_BY&p_l_id=1&redirect=%2Ffr%2Fweb%2Fportal%2Fnewsroom",
    "/a/b/a/b/a/b",
    "/more/more/more",
    "/x/one/x/two/x/three/x",
]
SOUND = [
    "/a?next=2",
    "/a?return=4711",
    "/2024/05/05/05/a",
    "/news/news/a",
    "/article/1/1/1",
    "/a?back=yes",
]


@pytest.mark.parametrize("path", FAULTY)
def test_some_traps_show_by_their_form(path: str) -> None:
    """Ways to sign in and come back, and paths that go round in circles."""
    assert fault_of(SITE + path)


@pytest.mark.parametrize("path", SOUND)
def test_what_only_looks_a_little_like_them_is_none(path: str) -> None:
    """A page too much is the lesser mistake."""
    assert not fault_of(SITE + path)


def test_pages_of_calendars_name_their_year() -> None:
    """In the path or in a parameter; an article below a date is no calendar, nor is an offset."""
    dated = (
        "/cal/2031/05/17",
        "/cal/2031-05",
        "/cal/2031/may",
        "/e?month=2031-05",
        "/e?date=20310517",
    )
    assert {year_of(SITE + path) for path in dated} == {2031}
    others = ("/2031/05/plan", "/news?start=2031", "/a/2031", "/e?id=2031-05", "/p?page=2040")
    assert {year_of(SITE + path) for path in others} == {None}


def test_pages_of_one_list_in_two_sizes_are_of_one_list() -> None:
    """Whatever the parameters are called."""
    one, two = list_of(f"{SITE}/n?delta=20&start=3"), list_of(f"{SITE}/n?start=1&delta=50")
    assert one
    assert two
    assert one[0] == two[0]
    assert one[1] != two[1]
    assert list_of(f"{SITE}/n?start=3") is None


def test_urls_that_a_site_makes_alike_share_a_shape() -> None:
    """Numbers, months, names and the order of parameters do not count."""
    alike = [
        ("/calendar/2031/05", "/calendar/2030/12"),
        ("/calendar/2031/may", "/calendar/2030/06"),
        ("/e?b=1&a=2", "/e?a=9&b=8"),
        ("/-/one-article", "/-/another-of-them"),
    ]
    for one, other in alike:
        assert shapes_of(SITE + one)[0] == shapes_of(SITE + other)[0]
    assert {s.name for s in shapes_of(f"{SITE}/u/anna/about")} & {
        s.name for s in shapes_of(f"{SITE}/u/bert/about")
    }
    assert shapes_of(f"{SITE}/news")[0] != shapes_of(f"{SITE}/about")[0]


def test_an_empty_day_says_what_every_empty_day_does() -> None:
    """Its date is nothing new."""
    words = (
        "There are no events on 17 May 2031, come back another day or see the list of all events"
    )
    said = Said()
    assert said.adds(words)
    assert not said.adds(words.replace("17 May 2031", "2 June 2031"))
    assert said.adds(
        "Judges of the court found that the prison had been closed long before the visit"
    )
    assert undated("17 May 2031") == "0 0 0"


def _linked(url: str) -> Entry:
    return Entry(url, "page", "link", f"{SITE}/", 1)


def _text(number: int) -> str:
    letters = f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"
    return " ".join(f"word{letter}{letters}" for letter in "abcdefghijklmnopqrst")


@given(
    st.lists(st.integers(0, 28), min_size=1, max_size=30),
    st.sampled_from(("/article/{}", "/doc/{}/text", "/show?id={}", "/topic/x{}/about")),
)
def test_numbered_articles_that_bring_texts_are_never_set_aside(gaps: list[int], form: str) -> None:
    """However many of them are not there, or say what others do, in between."""
    detector = Detector(2026)
    number = 0
    for at, gap in enumerate(gaps):
        for _ in range(gap):
            number += 1
            assert detector.refusal(_linked(SITE + form.format(number))) is None
            detector.learn(_linked(SITE + form.format(number)), Answer())
        number += 1
        assert detector.refusal(_linked(SITE + form.format(number))) is None
        detector.learn(_linked(SITE + form.format(number)), Answer(_text(at), is_new=True))


def test_lists_whose_articles_are_still_to_come_are_followed() -> None:
    """What they lead to may bring something yet; once that has brought nothing they are not."""
    detector = Detector(2026)
    for number in range(200):
        named = [f"{SITE}/{number}-{item}" for item in range(9)]
        assert detector.refusal(_linked(f"{SITE}/list?page={number}")) is None
        detector.learn(_linked(f"{SITE}/list?page={number}"), Answer(revealed=named))
    for number in range(60):
        detector.learn(_linked(f"{SITE}/{number}-0"), DEAD)
    detector.learn(_linked(f"{SITE}/list?page=200"), Answer(revealed=[f"{SITE}/201-1"]))
    assert str(detector.refusal(_linked(f"{SITE}/list?page=201"))).startswith(SET_ASIDE)


def test_live_pages_among_many_dead_links_are_asked_for() -> None:
    """Old sites have a thousand of these beside sixty of those."""
    detector = Detector(2026)
    for number in range(1_000):
        detector.learn(_linked(f"{SITE}/x/{number}"), DEAD)
    assert detector.refusal(_linked(f"{SITE}/x/1001")) is None


def test_what_a_feed_or_a_sitemap_names_is_asked_for() -> None:
    """The publisher means it, and there is an end of it."""
    detector = Detector(2026)
    for number in range(60):
        detector.learn(_linked(f"{SITE}/x/{number}"), Answer())
    assert detector.refusal(_linked(f"{SITE}/x/99"))
    assert detector.refusal(Entry(f"{SITE}/x/99", "page", "sitemap")) is None
    assert detector.refusal(Entry(f"{SITE}/x/99", "listing", "seed")) is None


def test_the_next_crawl_knows_what_was_set_aside() -> None:
    """By the reasons that stand in the frontier."""
    first = Detector(2026)
    for number in range(30):
        first.learn(_linked(f"{SITE}/x/{number}"), Answer())
    reason = first.refusal(_linked(f"{SITE}/x/99"))
    assert reason == f"{SET_ASIDE}of 30 URLs like news.example/x/# none brought a new text"
    assert Detector(2026, reasons=[reason]).refusal(_linked(f"{SITE}/x/99")) == reason
    assert Detector(2026).refusal(_linked(f"{SITE}/x/99")) is None


def test_calendars_without_texts_are_not_followed_beyond_those_of_the_site() -> None:
    """Where dates bring texts they are, whatever year they name."""
    detector = Detector(2026, first_year=2019)
    for day in range(1, 6):
        detector.learn(_linked(f"{SITE}/cal/2026/5/{day}"), Answer())
        detector.learn(_linked(f"{SITE}/case/2026/5/{day}"), Answer(_text(day), is_new=True))
    reasons = [detector.refusal(_linked(f"{SITE}/cal/{year}/5/1")) for year in (2031, 2011, 2020)]
    assert "goes on to 2031" in str(reasons[0])
    assert "goes back to 2011" in str(reasons[1])
    assert reasons[2] is None
    assert detector.refusal(_linked(f"{SITE}/case/2031/5/1")) is None


_TAGS = re.compile(r"<[^>]*>")


def _simulated(start: str, most: int = 3_000) -> tuple[Counter[str], set[str]]:
    """What a crawl asks for, by place, and the paths of it; texts are read as they stand."""
    detector, known, asked, paths = Detector(2026), {start}, Counter[str](), set[str]()
    waiting = deque([_linked(start)])
    while waiting and asked.total() < most:
        entry = waiting.popleft()
        if detector.refusal(entry):
            continue
        detector.asked(entry.url)
        parts = urlsplit(entry.url)
        asked[parts.path.split("/")[1]] += 1
        paths.add(parts.path)
        body = drawn(parts._replace(scheme="", netloc="").geturl()).decode()
        links = (urljoin(entry.url, link) for link in re.findall(r'href="([^"]*)"', body))
        new = [link for link in dict.fromkeys(links) if link not in known and ";" not in link]
        known |= set(new)
        text = _TAGS.sub(" ", body.partition("<main>")[2].partition("<ul>")[0])
        detector.learn(entry, Answer(text, is_new=True, revealed=new))
        waiting += map(_linked, new)
    return asked, paths


def test_no_trap_is_endless_and_no_article_is_lost() -> None:
    """Calendars, facets, members, lists in all sizes, circles, numbers, ways to sign in."""
    asked, paths = _simulated(f"{SITE}/")
    assert article_paths() <= paths
    assert asked.total() < 700
    assert asked["people"] < 400
    assert max(asked[place] for place in ("calendar", "shop", "events", "number", "news")) < 140


@pytest.mark.slow
def test_a_crawl_of_a_site_full_of_traps_ends_with_every_article(tmp_path: Path) -> None:
    """What was set aside is told at its end, and of each URL if asked."""
    (tmp_path / "sources").mkdir()
    with Traps() as site:
        (tmp_path / "sources" / "s.toml").write_text(
            f'name = "s"\ntitle = "S"\nseeds = ["{site.url}/"]\nallow_private = true\n'
            f'requisites = false\n[scope]\nexclude = ["/people/", "/shop", "/number/"]\n'
        )
        ran = greffe(tmp_path, "crawl", "s", *PRIVATE)
        assert ran.code == 0, ran
        assert article_paths() <= site.paths
        assert site.asked.total() < 200
        assert "set aside" in ran.out
        assert "set aside: of" in ran.err
        listed = greffe(tmp_path, "crawl", "s", "--why", f"{site.url}/news?start=1&delta=50")
        assert "set aside: a list that is followed in pages of another size" in listed.out
        ran = greffe(tmp_path, "crawl", "s", *PRIVATE, "--json").objects
        assert ran[0]["outcome"] == "done"
