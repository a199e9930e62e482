"""The CDX server in the Internet Archive's dialect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.cdx.query import answer
from archive.cdx.wayback import COLUMNS, lines, request_of, widened
from tests.mementos import CAPTURES, PAGE, filled
from tests.servers.room import Got, Served, serving


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with captures of every kind."""
    path = tmp_path_factory.mktemp("wayback") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """The archive, served."""
    with serving(path) as both:
        yield both


def ask(served: Served, *pairs: str, **fields: str) -> Got:
    """The answer of the server; ``pairs`` are taken as they are."""
    named = [(name.rstrip("_"), value) for name, value in fields.items()]
    return served.get("/cdx/search/cdx?" + "&".join([urlencode(named), *pairs]))


def shown(served: Served, *pairs: str, **fields: str) -> list[str]:
    """Lines of keys, hours and states."""
    got = ask(served, *pairs, **{"fl": "urlkey,timestamp,statuscode", **fields})
    assert got.status == 200, got.text
    return got.text.splitlines()


def test_columns_are_those_that_clients_count_on(served: Served) -> None:
    """Seven, with a dash where there is nothing, at either address."""
    got = ask(served, url="news.example/b")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    key, time, url, mime, status, digest, length = got.text.split()
    assert (key, time, url) == ("example,news)/b", "20251005130000", "http://news.example/b")
    assert (mime, status, digest[:7]) == ("-", "301", "sha256:")
    assert int(length) > 100
    assert served.get("/wayback/cdx?url=news.example/b").text == got.text


def test_json_is_one_array_that_begins_with_the_names(served: Served) -> None:
    """Or is empty."""
    rows = json.loads(ask(served, url=PAGE, output="json").text)
    assert rows[0] == list(COLUMNS)
    assert [row[1][8:10] for row in rows[1:]] == ["12", "13", "14", "15"]
    few = json.loads(ask(served, url=PAGE, output="json", fl="timestamp,mimetype", limit="2").text)
    assert few == [["timestamp", "mimetype"], ["20251005120000", "text/html"],
                   ["20251005130000", "warc/revisit"]]  # fmt: skip
    assert json.loads(ask(served, url="http://nothing.example/", output="json").text) == []
    assert ask(served, url="http://nothing.example/").text == ""


def test_a_negative_limit_counts_from_the_end(served: Served) -> None:
    """In the usual order all the same; fastLatest says it of one, or of as many."""
    everything = shown(served, url="*.example")
    assert len(everything) == CAPTURES
    assert shown(served, url="*.example", limit="-3") == everything[-3:]
    assert shown(served, url=PAGE, fastLatest="true") == shown(served, url=PAGE)[-1:]
    assert shown(served, url=PAGE, fastLatest="true", limit="-2") == shown(served, url=PAGE)[-2:]
    assert shown(served, url="*.example", offset="2", limit="3") == everything[2:5]
    assert shown(served, url="*.example", offset="4") == everything[4:]
    once = shown(served, url="*.example", collapse="urlkey")
    assert shown(served, url="*.example", collapse="urlkey", limit="-2") == once[-2:]


def test_neighbours_that_say_the_same_are_told_once(served: Served) -> None:
    """In one field, or in its first characters; in one after another where several are named."""
    assert len(shown(served, url=PAGE, collapse="timestamp:10")) == 4
    assert len(shown(served, url=PAGE, collapse="timestamp:8")) == 1
    assert [line.split()[1][8:10] for line in shown(served, url=PAGE, collapse="digest")] == [
        "12", "15",
    ]  # fmt: skip
    twice = shown(served, "collapse0=statuscode&collapse1=timestamp:8", url=PAGE)
    assert len(twice) == 1


def test_filters_match_whole_fields(served: Served) -> None:
    """By name or number, or the whole line; programs number them, too."""
    states = shown(served, "filter=!statuscode:200", url="*.example")
    assert [line.split()[-1] for line in states] == ["304", "301", "301", "404"]
    assert len(shown(served, "filter0=statuscode:2..&filter1=mimetype:text/.*", url=PAGE)) == 2
    assert shown(served, "filter=statuscode:20", url=PAGE) == []
    assert len(shown(served, "filter=4:301", url="*.example")) == 2
    assert len(shown(served, "filter=.*warc/revisit.*", url="*.example")) == 2
    assert shown(served, "filter=status:404", url="*.example") == shown(
        served, "filter=statuscode:404", url="*.example"
    )


def test_order_and_closest_are_those_of_today_s_server(served: Served) -> None:
    """As programs ask for the nearest capture."""
    near = shown(served, url=PAGE, closest="20251005140000", sort="closest", limit="1",
                 showResumeKey="true")  # fmt: skip
    assert near == ["example,news)/a 20251005140000 304"]
    assert shown(served, url=PAGE, sort="reverse") == shown(served, url=PAGE)[::-1]


def test_pages_end_in_nothing(served: Served) -> None:
    """And their number is a number."""
    assert ask(served, url="*.example", showNumPages="true").text == "1\n"
    assert len(shown(served, url="*.example", page="0")) == CAPTURES
    assert ask(served, url="*.example", page="1", output="json").text == ""


def test_a_key_is_told_where_there_is_more_and_goes_on_there(served: Served) -> None:
    """Behind an empty line, or an empty row; the same however often it is escaped."""
    everything = shown(served, url="*.example")
    found: list[str] = []
    key = ""
    while True:
        got = shown(served, url="*.example", limit="4", showResumeKey="true", resumeKey=key)
        if len(got) < 2 or got[-2]:
            found += got
            break
        found += got[:-2]
        key = got[-1]
        assert key.replace("-", "").replace("_", "").isalnum()
    assert found == everything
    rows = json.loads(ask(served, url=PAGE, output="json", limit="1", showResumeKey="true").text)
    assert (len(rows), rows[-2], len(rows[-1])) == (4, [], 1)
    last = json.loads(ask(served, url=PAGE, output="json", limit="4", showResumeKey="true").text)
    assert len(last) == 5


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip  # noqa: E501
@given(
    limit=st.integers(1, CAPTURES + 2),
    more=st.lists(
        st.sampled_from([
            ("collapse", "urlkey"), ("collapse", "timestamp:9"), ("collapse", "statuscode"),
            ("filter", "!statuscode:301"), ("from", "2025100513"), ("fl", "urlkey,digest"),
        ]),
        max_size=3, unique_by=lambda pair: pair,
    ),
)  # fmt: skip
def test_going_on_by_keys_gives_all_there_is(
    path: Path, limit: int, more: list[tuple[str, str]]
) -> None:
    """Whatever is left out by rules that look at neighbours."""
    asked = [("url", "*.example"), *more]
    with Archive.open(path, create=False, read_only=True) as archive:
        whole = request_of(asked, 0)
        everything = list(lines(answer(archive.connection, whole.query), whole))
        found: list[str] = []
        key: list[tuple[str, str]] = []
        while key is not None:
            some = [("limit", str(limit)), ("showResumeKey", "true")]
            want = request_of([*asked, *some, *key], 0)
            got = list(lines(answer(archive.connection, widened(want)), want))
            if "\n" not in got:
                break
            found += got[:-2]
            key = [("resumeKey", got[-1].strip())]
        assert found + got == everything


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "url is missing"), ("url=a&fl=nope", "nope"), ("url=a&filter=colour:1", "colour"),
     ("url=a&filter=statuscode:(", "regular expression"), ("url=a&collapse=colour", "colour"),
     ("url=a&collapse=timestamp:x", "collapse=timestamp:x"), ("url=a&resumeKey=x", "resumeKey"),
     ("url=a&resumeKey=YQ", "resumeKey"), ("url=a&limit=-2&sort=reverse", "negative limit"),
     ("url=a&limit=-2&offset=1", "negative limit"), ("url=a&output=xml", "output=xml"),
     ("url=a&showDupeCount=true", "showDupeCount"), ("url=a&limit=-100001", "limit"),
     ("url=a&from=1", "from=1"), ("url=a&filter=12:x", "12")],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_one_line(
    served: Served, query: str, words: str
) -> None:
    """As plain text."""
    got = served.get(f"/wayback/cdx?{query}")
    assert (got.status, got.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert words in got.text
    assert got.text.count("\n") == 1
