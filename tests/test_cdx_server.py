"""The CDX server in pywb's dialect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.cdx.index import Span as Part
from archive.cdx.index import count, place, rows
from archive.cdx.keys import MATCHES, Keys, keys_of
from archive.cdx.pywb import request_of
from archive.cdx.query import answer
from archive.errors import BadInput
from archive.surt import surt
from tests.mementos import CAPTURES, ODD, PAGE, filled
from tests.servers.room import Got, Served, serving


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with captures of every kind."""
    path = tmp_path_factory.mktemp("cdx") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """The archive, served."""
    with serving(path) as both:
        yield both


@pytest.fixture
def full(path: Path) -> Iterator[Archive]:
    """The archive, to be read."""
    with Archive.open(path, create=False, read_only=True) as archive:
        yield archive


def ask(served: Served, *filters: str, **fields: str) -> Got:
    """The answer of the server."""
    pairs = [(name.rstrip("_"), value) for name, value in fields.items()]
    return served.get("/cdx?" + urlencode([*pairs, *(("filter", one) for one in filters)]))


def shown(served: Served, *filters: str, **fields: str) -> list[str]:
    """Lines of keys, times and states."""
    got = ask(served, *filters, fl="urlkey,timestamp,status", output="text", **fields)
    assert got.status == 200, got.text
    return got.text.splitlines()


def entries(archive: Archive, **fields: str) -> list[dict[str, str]]:
    """What the index says, without any server."""
    want = request_of(list(fields.items()), 0)
    return [one.values for one in answer(archive.connection, want.query)]


def test_a_url_is_told_in_all_its_spellings_by_time(served: Served) -> None:
    """A line of CDXJ each: revisits and answers of 304 with their own status."""
    got = ask(served, url=PAGE)
    assert (got.status, got.headers["content-type"]) == (200, "text/x-cdxj; charset=utf-8")
    lines = [line.split(" ", 2) for line in got.text.splitlines()]
    assert [line[:2] for line in lines] == [
        ["example,news)/a", f"202510051{hour}0000"] for hour in (2, 3, 4, 5)
    ]
    told = [json.loads(line[2]) for line in lines]
    assert [(one["mime"], one["status"]) for one in told] == [
        ("text/html", "200"), ("warc/revisit", "200"), ("warc/revisit", "304"),
        ("text/html", "200"),
    ]  # fmt: skip
    assert told[0]["digest"] == told[1]["digest"] == told[2]["digest"] != told[3]["digest"]
    assert told[3]["url"] == "https://www.news.example/a"
    assert list(told[0]) == ["url", "mime", "status", "digest", "length", "offset", "filename"]


def test_matches_are_exact_prefix_host_and_domain(served: Served) -> None:
    """By matchType, or a star."""
    everything = shown(served, url="news.example", matchType="host")
    assert len(everything) == CAPTURES - 2
    assert shown(served, url="http://news.example/*") == everything
    assert shown(served, url="*.news.example") == [
        *everything, "example,news,sub)/ 20251114120000 200",
    ]  # fmt: skip
    assert shown(served, url="news.example/x", matchType="domain") == shown(
        served, url="*.news.example"
    )
    assert len(shown(served, url="*.example")) == CAPTURES
    assert shown(served, url="*") == shown(served, url="*.example")
    below = ["example,news)/a/b?x=1&y=2 20251005130000 200"]
    assert shown(served, url="http://news.example/a/*") == below
    assert shown(served, url="http://www.news.example/a/", matchType="prefix") == below
    assert len(shown(served, url="news.example/a", matchType="prefix")) == 5


def test_keys_are_those_of_the_index_format_and_in_its_order(full: Archive) -> None:
    """Also where the archive keys otherwise: odd URLs, and bodies that were sent."""
    found = entries(full, url="*.example")
    keys = [one["urlkey"] for one in found]
    assert len(found) == CAPTURES
    assert keys == sorted(keys, key=str.encode)
    for one in found:
        if "method" not in one:
            assert one["urlkey"] == surt(one["url"])
    (odd,) = [one["urlkey"] for one in found if one["url"] == ODD]
    assert odd == "example,other)/x;jsessionid=ab?&a=1&b"
    assert [one["urlkey"] for one in entries(full, url=ODD)] == [odd]
    assert entries(full, url="http://other.example/x") == []


def test_a_post_is_found_by_its_body_and_never_by_its_url_alone(full: Archive) -> None:
    """As cdxj-indexer notes it; what a HEAD was answered is nowhere."""
    assert [one["timestamp"] for one in entries(full, url="news.example/form")] == [
        "20251005140000"
    ]
    (post,) = entries(full, url="news.example/form?__wb_method=POST&a=1")
    assert (post["method"], post["requestBody"]) == ("POST", "a=1")
    assert post["urlkey"] == "example,news)/form?__wb_method=post&a=1"


def test_times_bound_what_is_told(served: Served) -> None:
    """From and to, each all of the period that is named."""
    assert len(shown(served, url=PAGE, from_="2025100513", to="2025100514")) == 2
    assert len(shown(served, url=PAGE, from_="2025", to="2025")) == 4
    assert len(shown(served, url="*.example", from_="202511")) == 1
    assert len(shown(served, url="*.example", to="20251005")) == CAPTURES - 1
    assert ask(served, url=PAGE, to="2024").status == 404


def test_the_closest_come_first(served: Served) -> None:
    """By seconds; of two as far away the earlier one. Empty, as pywb asks, it sorts nothing."""
    times = [line.split()[1][8:10] for line in shown(served, url=PAGE, closest="20251005140000")]
    assert times == ["14", "13", "15", "12"]
    near = shown(served, url="*.example", closest="20251114", limit="2")
    assert [line.split()[0] for line in near] == ["example,news,sub)/", "example,news)/a"]
    assert near[1].endswith("20251005150000 200")
    assert shown(served, url=PAGE, closest="", sort="closest") == shown(served, url=PAGE)
    assert shown(served, url=PAGE, closest="now", limit="1")[0].endswith("20251005150000 200")


def test_the_end_comes_first_where_that_is_asked_for(served: Served) -> None:
    """All of it turned round."""
    everything = shown(served, url="*.example")
    assert shown(served, url="*.example", sort="reverse") == everything[::-1]
    assert shown(served, url="*.example", reverse="true", limit="3") == everything[:-4:-1]


@pytest.mark.parametrize(
    ("words", "many"),
    [("=status:404", 1), ("!=status:200", 4), ("status:30", 3), ("~status:[34]0[12]", 2),
     ("!~status:2", 4), ("~mime:.*revisit$", 2), ("mime:html", 9), ("=mimetype:warc/revisit", 2),
     ("~urlkey:example,news\\)/[ab]$", 5), ("~original:.*//www", 1), ("=status:", 0),
     ("/gone", 1), ("!timestamp:2025100512", 11)],
)  # fmt: skip
def test_filters_contain_equal_or_match(served: Served, words: str, many: int) -> None:
    """Of one field or of the whole line, and turned round by ``!``."""
    got = ask(served, words, url="*.example", output="json")
    assert (
        len(got.text.splitlines()) == many if got.status == 200 else (got.status, many) == (404, 0)
    )


def test_all_filters_hold(served: Served) -> None:
    """One after another."""
    assert len(shown(served, "=status:200", "!mime:revisit", url=PAGE)) == 2


def test_fields_are_those_asked_for_in_every_form(served: Served) -> None:
    """In their order, under the names they were asked by; text has a dash where there is none."""
    fields = "timestamp,mimetype,urlkey"
    where = {"url": "news.example/b", "fields": fields}
    assert ask(served, **where, output="text").text == "20251005130000 - example,news)/b\n"
    assert json.loads(ask(served, **where, output="json").text) == {
        "timestamp": "20251005130000", "urlkey": "example,news)/b",
    }  # fmt: skip
    assert ask(served, **where, output="cdxj").text == "example,news)/b 20251005130000 {}\n"
    links = ask(served, url=PAGE, output="link", limit="1")
    assert links.headers["content-type"] == "application/link-format"
    uri = f"http://127.0.0.1:{served.room}/raw/20251005120000id_/{PAGE}"
    assert links.text == f'<{uri}>; rel="memento"; datetime="Sun, 05 Oct 2025 12:00:00 GMT"\n'


def test_revisits_are_resolved_where_that_is_asked_for(full: Archive) -> None:
    """With type and status of what they repeat, and where that lies."""
    first, again, *_ = entries(full, url=PAGE, resolveRevisits="true")
    assert (first["orig.filename"], again["mime"], again["status"]) == ("-", "text/html", "200")
    for name in ("length", "offset", "filename"):
        assert again[f"orig.{name}"] == first[name]


def test_captures_of_one_period_and_status_can_be_told_once(served: Served) -> None:
    """As pywb's collapseTime does it."""
    told = shown(served, url=PAGE, collapseTime="8")
    assert [line.split()[1:] for line in told] == [
        ["20251005120000", "200"], ["20251005140000", "304"], ["20251005150000", "200"],
    ]  # fmt: skip


def test_pages_are_of_blocks_and_end(full: Archive) -> None:
    """Every capture is on one page, whatever its number of them; failures take room, too."""
    keys = keys_of("*.example")
    everything = [row.cursor for row in rows(full.connection, Part(keys))]
    total = count(full.connection, keys)
    assert total == CAPTURES + 2
    assert place(full.connection, keys, total) is None
    for block in (1, 2, 5, 100):
        found = []
        for number in range(-(-total // block)):
            want = request_of([("url", "*.example"), ("page", str(number)), ("pageSize", "1")], 0)
            found += [one.cursor for one in answer(full.connection, want.query, block)]
        assert found == everything


def test_the_number_of_pages_is_told(served: Served) -> None:
    """As JSON; behind the last there is none."""
    assert json.loads(ask(served, url="*.example", showNumPages="true", pageSize="2").text) == {
        "pages": 1, "pageSize": 2, "blocks": 1,
    }  # fmt: skip
    assert json.loads(ask(served, url="nothing.example", showNumPages="true").text)["pages"] == 0
    assert len(shown(served, url="*.example", page="0")) == CAPTURES
    beyond = ask(served, url="*.example", page="1")
    assert (beyond.status, "behind the last" in beyond.text) == (400, True)


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "url is missing"), ("url=", "url is missing"), ("url=a&matchType=near", "matchType"),
     ("url=a&output=xml", "output=xml"), ("url=a&limit=x", "limit=x"), ("url=a&limit=-1", "limit"),
     ("url=a&from=2025101", "from=2025101"), ("url=a&to=20251301", "to=20251301"),
     ("url=a&closest=soon", "closest=soon"), ("url=a&sort=up", "sort=up"),
     ("url=a&fl=colour", "colour"), ("url=a&filter=colour:x", "colour"),
     ("url=a&filter=~status:(", "regular expression"),
     ("url=a&filter=~url:(a%2B)%2B$", "for ever"), ("url=a&nope=1", "nope"),
     ("url=a&url=b", "more than once"), ("url=a&page=x", "page=x"),
     ("url=a&pageSize=0", "pageSize"),
     ("url=a&collapseTime=15", "collapseTime"), ("url=a&reverse=perhaps", "reverse"),
     ("url=a&showPagedIndex=true", "showPagedIndex")],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_one_line(
    served: Served, query: str, words: str
) -> None:
    """As JSON with a message, which names the parameter."""
    got = served.get(f"/cdx?{query}")
    assert got.status == 400
    assert words in json.loads(got.body)["message"]
    assert got.text.count("\n") == 1


def test_nothing_found_is_told_as_clients_expect(served: Served) -> None:
    """With status 404, which is no error to them."""
    got = ask(served, url="http://nothing.example/x")
    assert got.status == 404
    assert json.loads(got.body) == {"message": "No Captures found for: http://nothing.example/x"}


def test_strangers_are_answered_by_none_of_it(served: Served) -> None:
    """Not by another name, nor for a page of another site; nor on the origin of saved pages."""
    paths = ("/cdx?url=*.example", "/cdx/search/cdx?url=*.example", f"/timemap/link/{PAGE}",
             f"/timegate/{PAGE}", "/warc/20251005120000-1.warc")  # fmt: skip
    for path in paths:
        assert served.get(path).status in (200, 302)
        assert served.get(path, Host="evil.example").status == 403
        assert served.get(path, Sec_Fetch_Site="cross-site").status == 403
        assert served.get(path, replay=True).status == 404


def test_a_long_answer_comes_in_pieces_and_whole(tmp_path: Path) -> None:
    """In order, from both kinds of keys."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
        _multiplied(archive, "GET", 6000, 1000)
        _multiplied(archive, "POST", 50, 9000)
    with serving(path) as served:
        assert "content-length" not in ask(served, url="news.example/form*").headers
        got = ask(served, url="news.example/form*", fl="urlkey,timestamp", output="text")
        lines = got.text.splitlines()
        assert "content-length" in got.headers
        whole = ask(served, url="news.example/form*").text.splitlines()
        assert [line.rpartition(" {")[0] for line in whole] == lines
        assert len(lines) == 6052
        assert lines == sorted(lines)
        pages = [
            ask(served, url="news.example/form*", page=str(number), pageSize="1", output="text",
                fl="urlkey,timestamp").text.splitlines() for number in range(3)
        ]  # fmt: skip
        assert [len(page) for page in pages] == [2999, 3000, 53]  # one is that of a HEAD
        assert [line for page in pages for line in page] == lines
        told = ask(served, url="news.example/form*", showNumPages="1", pageSize="1").text
        assert json.loads(told) == {"pages": 3, "pageSize": 1, "blocks": 3}


def _multiplied(archive: Archive, method: str, times: int, first: int) -> None:
    """Repeat the capture of the form by a method, a second later each, as rows from a number on."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
    one = "capture.url LIKE '%/form' AND capture.method = ?"
    columns = "page_id, urlkey, url, method, status, media_type, outcome, size, how, frame_id"
    with archive.transaction():
        for sql in (
            f"INSERT INTO capture (id, time, {columns}) {numbers} "
            f"SELECT ? + i, time + i * 1000000, {columns} FROM capture, n WHERE {one}",
            f"INSERT INTO record (capture_id, type, uri, start, size) {numbers} "
            "SELECT ? + i, type, 'urn:x:' || (? + i), start, record.size "
            f"FROM record JOIN capture ON capture.id = capture_id, n WHERE {one} "
            "AND type = 'response' AND capture.id < 100",
            f"INSERT INTO cdx_key {numbers} SELECT ? + i, key "
            f"FROM cdx_key JOIN capture ON capture.id = capture_id, n WHERE {one} "
            "AND capture.id < 100",
        ):
            given = [first] * (sql.count("?") - 2)
            archive.connection.execute(sql, (times, *given, method))


_ODD = st.text(st.sampled_from("abé*.:/?#&=%\x00 \x1b~!()[]<\U0001f600"), max_size=20)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(url="", words="", match=None)
@example(url="\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), words="", match=None)
@given(url=_ODD, words=_ODD, match=st.sampled_from((None, *MATCHES)))
def test_nothing_that_is_asked_is_a_fault_of_ours(
    served: Served, url: str, words: str, match: str | None
) -> None:
    """It is answered, not found, or refused."""
    fields = f"url={quote(url)}&filter={quote(words)}" + (f"&matchType={match}" if match else "")
    for path in ("/cdx", "/wayback/cdx"):
        got = served.get(f"{path}?{fields}")
        assert got.status in (200, 400, 404), got.text
    for path in ("/timegate/", "/timemap/link/", "/timemap/json/", "/warc/"):
        assert served.get(path + quote(url)).status in (200, 302, 400, 404)


@given(st.sampled_from(MATCHES), st.text(st.sampled_from("abc/?."), min_size=1, max_size=12))
def test_ranges_of_keys_hold_what_they_are_asked_for(match: str, rest: str) -> None:
    """The URL itself, and as much more as is said."""
    url = f"http://news.example/{rest}"
    keys = keys_of(url, match)

    def has(key: str) -> bool:
        return key == keys.start if keys.end is None else keys.start <= key < keys.end

    assert has(surt(url)) or (match == "prefix" and url.endswith(("/", "?")))
    assert has(surt("http://sub.news.example/")) is (match == "domain")
    assert not has(surt("http://newspaper.example/"))


def test_other_ways_to_match_are_refused() -> None:
    """With those there are; a top-level domain has all below it."""
    with pytest.raises(BadInput, match="exact, prefix, host, domain"):
        keys_of("a", "near")
    assert keys_of("com", "domain") == Keys("com,", "com-")
