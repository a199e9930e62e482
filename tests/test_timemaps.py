"""Memento (RFC 7089): TimeGates, TimeMaps and mementos."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.api.timemaps import accepted
from archive.timemap.mementos import neighbours, times
from archive.timemap.timemap import Uris, as_cdxj, as_json, as_links, timemap_of
from archive.urls import timestamp
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.mementos import PAGE, filled
from tests.servers.room import Got, Served, serving

_LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')
_FIELD = re.compile(r'; ([a-z]+)="([^"]*)"')


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Captures of every kind, served; a block page and an error between answers of a page."""
    path = tmp_path_factory.mktemp("memento") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
        url = "http://news.example/often"
        archive.add(exchange(url, page("Often", *LONG)))
        archive.add(exchange(url, b"down", status="503 Service Unavailable", hours=5))
        archive.add(exchange(url, b"", status="404 Not Found", hours=10))
    with serving(path) as both:
        yield both


def links(value: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The links of a field or a TimeMap, by each word of their ``rel``."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for uri, rest in _LINK.findall(value):
        fields = dict(_FIELD.findall(rest))
        for word in fields.pop("rel").split():
            found.setdefault(word, []).append((uri, fields))
    return found


def gate(served: Served, url: str, at: str | None = None) -> Got:
    """The answer of a TimeGate."""
    fields = {"Accept_Datetime": at} if at is not None else {}
    return served.get(f"/timegate/{url}", **fields)


def memento(served: Served, time: str, url: str = PAGE) -> str:
    """URI-M."""
    return f"http://127.0.0.1:{served.room}/raw/{time}id_/{url}"


def path_of(uri: str) -> str:
    """A URI as it is asked for."""
    return "/" + uri.split("/", 3)[3]


@pytest.mark.parametrize(
    ("at", "time"),
    [
        ("Sun, 05 Oct 2025 13:00:00 GMT", "20251005130000"),
        ("Sun, 05 Oct 2025 13:31:00 GMT", "20251005140000"),
        ("Mon, 01 Jan 1996 00:00:00 GMT", "20251005120000"),
        ("Tue, 01 Jan 2115 00:00:00 GMT", "20251005150000"),
        (None, "20251005150000"),
    ],
)
def test_a_timegate_leads_to_the_nearest_memento(served: Served, at: str | None, time: str) -> None:
    """To the first or the last outside of their time, to the latest where none is named."""
    got = gate(served, PAGE, at)
    assert (got.status, got.headers["location"]) == (302, memento(served, time))
    assert got.headers["vary"] == "accept-datetime"
    assert "memento-datetime" not in got.headers
    found = links(got.headers["link"])
    assert found["original"] == [(PAGE, {})]
    assert found["timemap"][0][0] == f"http://127.0.0.1:{served.room}/timemap/link/{PAGE}"
    assert found["first"][0][0] == memento(served, "20251005120000")
    assert found["last"][0][0] == memento(served, "20251005150000")
    answered = served.get(path_of(got.headers["location"]))
    when = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    assert answered.headers["memento-datetime"] == format_datetime(when, usegmt=True)


def test_neighbours_of_a_memento_are_linked(served: Served) -> None:
    """Previous and next in time; of the first there is none before."""
    found = links(gate(served, PAGE, "Sun, 05 Oct 2025 14:00:00 GMT").headers["link"])
    assert found["prev"] == [
        (memento(served, "20251005130000"), {"datetime": "Sun, 05 Oct 2025 13:00:00 GMT"})
    ]
    assert found["next"][0][0] == memento(served, "20251005150000")
    first = links(gate(served, PAGE, "Sun, 05 Oct 2025 12:00:00 GMT").headers["link"])
    assert "prev" not in first
    assert first["first"][0][0] == memento(served, "20251005120000")
    assert first["next"][0][0] == memento(served, "20251005130000")


@pytest.mark.parametrize(
    "at",
    ["", "yesterday", "2025-10-05", "20251005120000", "Sun, 05 Oct 2025 13:00:00",
     "Sun, 05 Oct 2025 13:00:00 +0200", "Sun, 35 Oct 2025 13:00:00 GMT",
     "Sunday, 05-Oct-25 13:00:00 GMT"],
)  # fmt: skip
def test_a_time_that_cannot_be_read_is_refused(served: Served, at: str) -> None:
    """With the original, and one line that shows how it is written (RFC 7089, 4.5)."""
    got = gate(served, PAGE, at)
    assert (got.status, got.text.count("\n")) == (400, 1)
    assert links(got.headers["link"])["original"] == [(PAGE, {})]
    assert got.headers["vary"] == "accept-datetime"


def test_a_url_that_was_never_captured_has_no_timegate(served: Served) -> None:
    """Nor one that failed each time; the original is linked all the same."""
    for url in ("http://news.example/never", "http://news.example/none"):
        for path in ("timegate", "timemap/link"):
            got = served.get(f"/{path}/{url}")
            assert got.status == 404
            assert links(got.headers["link"])["original"] == [(url, {})]
    assert served.get("/timegate/").status == 404
    assert served.get(f"/timemap/xml/{PAGE}").status == 404


def test_errors_are_mementos_but_not_the_nearest_ones(served: Served) -> None:
    """An archived 404 answers with 404; a breakdown gives way to what the site had to say."""
    url = "http://news.example/often"
    found = links(served.get(f"/timemap/link/{url}").text)
    assert [fields["datetime"][17:19] for _, fields in found["memento"]] == ["12", "17", "22"]
    near = gate(served, url, "Sun, 05 Oct 2025 17:00:00 GMT").headers["location"]
    assert near == memento(served, "20251005170000", url)
    later = gate(served, url, "Sun, 05 Oct 2025 17:30:00 GMT").headers["location"]
    assert later == memento(served, "20251005220000", url)
    gone = served.get(path_of(later))
    assert (gone.status, gone.headers["memento-datetime"][17:19]) == (404, "22")


def test_a_redirect_to_another_spelling_is_no_memento(served: Served) -> None:
    """Both are one URL here: the answer counts, also within one second."""
    url = "http://news.example/c"
    found = links(served.get(f"/timemap/link/{url}").text)
    assert [uri for uri, _ in found["memento"]] == [memento(served, "20251005130000", url)]
    got = served.get(path_of(found["memento"][0][0]))
    assert (got.status, b"<h1>C</h1>" in got.body) == (200, True)
    assert links(got.headers["link"])["original"][0][0] == "https://news.example/c"


def test_a_timemap_lists_all_mementos(served: Served) -> None:
    """As application/link-format, in the order of time, with the bounds of its own."""
    got = served.get(f"/timemap/link/{PAGE}")
    assert (got.status, got.headers["content-type"]) == (200, "application/link-format")
    found = links(got.text)
    here = f"http://127.0.0.1:{served.room}"
    (itself,) = found["self"]
    assert itself == (f"{here}/timemap/link/{PAGE}", {
        "type": "application/link-format", "from": "Sun, 05 Oct 2025 12:00:00 GMT",
        "until": "Sun, 05 Oct 2025 15:00:00 GMT",
    })  # fmt: skip
    assert found["timegate"] == [(f"{here}/timegate/{PAGE}", {})]
    assert found["original"] == [(PAGE, {})]
    hours = ("12", "13", "14", "15")
    assert found["memento"] == [
        (memento(served, f"20251005{hour}0000"), {"datetime": f"Sun, 05 Oct 2025 {hour}:00:00 GMT"})
        for hour in hours
    ]
    assert found["first"] == found["memento"][:1]
    assert found["last"] == found["memento"][-1:]
    assert "timemap" not in found
    assert all(line.endswith(",") for line in got.text.splitlines()[:-1])


def test_every_memento_of_a_timemap_answers_as_it_says(served: Served) -> None:
    """With its time, its links, and a policy by which it runs nowhere."""
    listed = links(served.get(f"/timemap/link/{PAGE}").text)["memento"]
    for uri, fields in listed:
        for method in ("GET", "HEAD"):
            got = served.get(path_of(uri), method=method)
            assert got.headers["memento-datetime"] == fields["datetime"]
            around = links(got.headers["link"])
            assert set(around) >= {"original", "timegate", "timemap", "memento", "first", "last"}
            assert (uri, fields) in around["memento"]
            assert around["original"][0][0] in (PAGE, "https://www.news.example/a")
            assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_an_address_that_is_not_the_memento_s_own_tells_that(served: Served) -> None:
    """Of another time, or none; its own tells none."""
    for path in (f"/raw/{PAGE}", f"/raw/2026id_/{PAGE}", "/raw/20251005150000id_/news.example/a"):
        got = served.get(path)
        own = memento(served, "20251005150000", "https://www.news.example/a")
        assert got.headers["content-location"] == own
        assert "content-location" not in served.get(path_of(own)).headers


def test_views_of_a_page_link_to_its_mementos_and_are_none(served: Served) -> None:
    """They show it in our words, or in a frame."""
    for path in (f"/page/20251005120000/{PAGE}", f"/replay/20251005120000/{PAGE}"):
        got = served.get(path)
        assert got.status == 200
        assert "memento-datetime" not in got.headers
        found = links(got.headers["link"])
        assert found["original"] == [(PAGE, {})]
        assert memento(served, "20251005120000") in [uri for uri, _ in found["memento"]]


def test_other_spellings_have_the_same_mementos(served: Served) -> None:
    """As ``docs/identity.md`` has it; the original is the URL that was asked for."""
    for url in ("https://WWW.news.example/a", "http://news.example/a?utm_source=x"):
        found = links(served.get(f"/timemap/link/{url}").text)
        assert found["original"] == [(url, {})]
        assert found["memento"][0][0] == memento(served, "20251005120000", url)
        assert gate(served, url).headers["location"] == memento(served, "20251005150000", url)


def test_timemaps_come_as_json_and_cdxj(served: Served) -> None:
    """In the words of aggregators, with the same mementos."""
    listed = [uri for uri, _ in links(served.get(f"/timemap/link/{PAGE}").text)["memento"]]
    got = served.get(f"/timemap/json/{PAGE}")
    assert got.headers["content-type"] == "application/json"
    record = json.loads(got.body)
    assert [one["uri"] for one in record["mementos"]["list"]] == listed
    assert record["mementos"]["first"] == {
        "datetime": "2025-10-05T12:00:00Z", "uri": listed[0],
    }  # fmt: skip
    assert record["original_uri"] == PAGE
    lines = [line.split(" ", 1) for line in served.get(f"/timemap/cdxj/{PAGE}").text.splitlines()]
    told = {key: json.loads(value) for key, value in lines if not key.startswith("!")}
    assert [one["uri"] for one in told.values()] == listed
    assert told["20251005120000"]["rel"] == "first memento"
    assert told["20251005150000"]["rel"] == "last memento"


def _filled(archive: Archive, seconds: list[int]) -> list[str]:
    """Keep captures so many seconds from the first day; the distinct seconds as they are shown."""
    for number, second in enumerate(seconds):
        began = DAY_ONE + timedelta(seconds=second, microseconds=number)
        archive.add(exchange(PAGE, b"%d" % second, began=began))
    return [timestamp(DAY_ONE + timedelta(seconds=second)) for second in sorted(set(seconds))]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seconds=st.lists(st.integers(0, 12), min_size=1, max_size=12), most=st.integers(1, 5)
)  # fmt: skip
def test_pages_of_timemaps_hold_every_memento_once(
    tmp_path_factory: pytest.TempPathFactory, seconds: list[int], most: int
) -> None:
    """They lead to one another, both ways; each says from when until when it goes."""
    uris = Uris(timestamp, "gate", lambda since, _: timestamp(since) if since else "start")
    with Archive.open(tmp_path_factory.mktemp("pages") / "greffe.db") as archive:
        wanted = _filled(archive, seconds)
        found = timemap_of(archive, PAGE, uris, most=most)
        pages = []
        while found:
            pages.append([timestamp(time) for time in found.times])
            told = links(as_links(found))
            assert told["self"][0][1]["from"] == told["memento"][0][1]["datetime"]
            assert told["self"][0][1]["until"] == told["memento"][-1][1]["datetime"]
            assert ("first" in told, "last" in told) == (len(pages) == 1, found.after is None)
            following = found.after and timemap_of(archive, PAGE, uris, found.after, most)
            if following:
                assert following.before is not None
                before = timemap_of(archive, PAGE, uris, following.before, most)
                assert before is not None
                assert timestamp(before.times[0]) == pages[-1][0]
                assert timestamp(found.after) in [uri for uri, _ in told["timemap"]]
                assert timestamp(found.after) in as_json(found)
                assert "next_timemap_uri" in as_cdxj(found)
            found = following or None
        assert [time for one in pages for time in one] == wanted
        assert all(len(one) == most for one in pages[:-1])


def test_a_page_of_a_timemap_begins_at_the_time_in_its_address(served: Served) -> None:
    """As other addresses here have it."""
    got = served.get(f"/timemap/link/20251005140000/{PAGE}")
    found = links(got.text)
    assert found["self"][0][0].endswith(f"/timemap/link/20251005140000/{PAGE}")
    assert [uri for uri, _ in found["memento"]] == [
        memento(served, "20251005140000"), memento(served, "20251005150000"),
    ]  # fmt: skip
    assert "first" not in found
    assert served.get(f"/timemap/link/2030/{PAGE}").status == 404


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seconds=st.lists(st.integers(0, 8), min_size=1, max_size=8), at=st.integers(0, 8))
def test_neighbours_are_next_in_time(
    tmp_path_factory: pytest.TempPathFactory, seconds: list[int], at: int
) -> None:
    """Of all that a TimeMap lists."""
    with Archive.open(tmp_path_factory.mktemp("near") / "greffe.db") as archive:
        _filled(archive, seconds)
        every = list(times(archive, PAGE))
        assert every == list(times(archive, PAGE, is_reverse=True))[::-1]
        time = (DAY_ONE + timedelta(seconds=at)).replace(microsecond=0)
        near = neighbours(archive, PAGE, time)
        assert near is not None
        assert (near.first, near.last) == (every[0], every[-1])
        assert near.before == max((one for one in every if one < time), default=None)
        assert near.after == min((one for one in every if one > time), default=None)
        assert neighbours(archive, "http://nothing.example/", time) is None


@given(st.integers(0, 4_000_000_000))
def test_times_are_read_as_they_are_written(seconds: int) -> None:
    """To the second, in GMT."""
    whole = datetime.fromtimestamp(seconds, UTC)
    assert accepted(format_datetime(whole, usegmt=True)) == whole


def test_a_url_with_a_query_and_escapes_stays_as_it_is(tmp_path: Path) -> None:
    """In links and addresses."""
    url = "http://news.example/a%20b?x=1&y=%2F&z=é"
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        archive.add(exchange(url, b"odd"))
    with serving(path) as served:
        shown = url.replace("é", "%C3%A9")
        found = links(served.get(f"/timemap/link/{shown}").text)
        assert found["original"] == [(shown, {})]
        got = served.get(path_of(found["memento"][0][0]))
        assert (got.status, got.body) == (200, b"odd")
