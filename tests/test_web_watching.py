"""Watches made and removed from the reading room, by the real command."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from archive import Archive
from archive.errors import Exit
from archive.serving.clerk import Clerk
from archive.serving.venue import LOOPBACK, Venue
from archive.store import watches
from archive.store.watches import Watch
from tests.exchanges import LONG, exchange, page
from tests.house import begun, greffe
from tests.servers.room import FOREIGN, Got, Served, serving

WALRUS = "The minister is a walrus, said the opposition."


def _filled(path: Path) -> None:
    with Archive.open(path) as archive:
        for name, words in (("a", WALRUS), ("b", WALRUS + " So is the llama.")):
            body = page(f"Report {name}", words, *LONG)
            archive.add(exchange(f"http://news.example/{name}", body), source="gazette")


@contextmanager
def _room(path: Path, command: list[str] | None = None, **more: float) -> Iterator[Served]:
    real = [sys.executable, "-m", "archive.cli", "--archive", str(path), "watch"]
    with (
        closing(Clerk(command or real, **more)) as clerk,
        serving(path, Venue(clerk=clerk)) as both,
    ):
        yield both


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with two pages of a walrus, one of them also of a llama."""
    _filled(tmp_path / "greffe.db")
    return tmp_path / "greffe.db"


@pytest.fixture
def served(path: Path) -> Iterator[Served]:
    """Its reading room, where watches can be made."""
    with _room(path) as both:
        yield both


def _held(path: Path) -> list[Watch]:
    with Archive.open(path, create=False, read_only=True) as archive:
        return watches.everything(archive.connection)


def _form(text: str, action: str) -> dict[str, str]:
    """The fields of a form, as they are filled in."""
    (form,) = re.findall(rf'<form action="{action}" method="post">.*?</form>', text, re.DOTALL)
    found: dict[str, str] = {}
    for tag in re.findall("<input[^>]*>", form):
        name, value = (re.search(f' {one}="([^"]*)"', tag) for one in ("name", "value"))
        assert name
        assert value
        found[name[1]] = unescape(value[1])
    return found


def _added(served: Served, name: str, query: str, **more: str) -> Got:
    return served.post("/watches", {"name": name, "query": query, **more})


def test_a_search_is_watched_from_its_page(served: Served, path: Path) -> None:
    """With the name that is offered, and it leads to the watch."""
    text = served.get("/search?q=walrus+-tennis").text
    assert "Watch this search" in text
    assert "greffe watch" not in text
    form = _form(text, "/watches")
    assert form == {"name": "walrus", "query": "walrus -tennis"}
    made = served.post("/watches", form)
    assert (made.status, made.headers["location"]) == (303, "/watch/walrus")
    assert "A watch for" in served.get("/watch/walrus").text
    (watch,) = _held(path)
    assert (watch.name, watch.query, watch.recipients) == ("walrus", "walrus -tennis", ())
    again = served.get("/search?q=walrus+-tennis").text
    assert 'This search is watched: <a href="/watch/walrus">walrus</a>' in again
    assert 'action="/watches"' not in again


@pytest.mark.parametrize(
    ("address", "query", "name"),
    [
        ("q=walrus&source=gazette&lang=en&type=article",
         "walrus source:gazette lang:en type:article",
         "walrus-gazette-en-article"),
        ("q=walrus&site=https://news.example/a&from=2025&to=2025-11",
         "walrus site:news.example/a on:2025-01..2025-11", "walrus-news-example-a"),
        ("q=walrus+OR+llama&lang=en", "(walrus OR llama) lang:en", "walrus-llama-en"),
        ("q=walrus+lang:en&lang=fr", "walrus AND lang:en AND lang:fr", "walrus-en-fr"),
        ("q=after:2024+walrus&to=2026-01", "on:2024-01..2026-01 walrus", "walrus"),
        ("source=gazette", "source:gazette", "gazette"),
        ("q=title:%22the+walrus%22+NEAR(llama+zoo)", 'title:"the walrus" NEAR(llama zoo, 10)',
         "the-walrus-llama-zoo"),
        ("q=-walrus", "-walrus", "watch"),
    ],
)  # fmt: skip
def test_filters_are_part_of_what_is_watched(
    served: Served, path: Path, address: str, query: str, name: str
) -> None:
    """In the language of queries; the search for that finds the same."""
    form = _form(served.get(f"/search?{address}").text, "/watches")
    assert form == {"name": name, "query": query}
    assert served.post("/watches", form).status == 303
    assert [one.query for one in _held(path)] == [query]
    asked, told = (
        json.loads(served.get(f"/api/search?{one}").body)
        for one in (address, urlencode({"q": query}))
    )
    assert [hit["url"] for hit in asked["hits"]] == [hit["url"] for hit in told["hits"]]


@pytest.mark.parametrize("more", ["at=2025-10-06", "all_versions=1", "order=newest"])
def test_what_no_watch_has_is_left_out_and_said(served: Served, more: str) -> None:
    """A day, older texts, an order; also a day that stands in the query."""
    text = served.get(f"/search?q=walrus&{more}").text
    assert "the order are left out" in text
    assert _form(text, "/watches")["query"] == "walrus"
    assert "the order are left out" in served.get("/search?q=walrus+at:2025-10-06").text
    assert "the order are left out" not in served.get("/search?q=walrus").text


def test_what_is_not_there_yet_can_be_watched(served: Served) -> None:
    """What nothing can be found by cannot, nor what is more than a query holds."""
    assert _form(served.get("/search?q=zeppelin").text, "/watches")["query"] == "zeppelin"
    for query in ("***", "at%3A2025"):
        assert "Watch this search" not in served.get(f"/search?q={query}").text
    words = "+".join(f"x{number}" for number in range(64))
    assert _form(served.get(f"/search?q={words}").text, "/watches")
    shown = served.get(f"/search?q={words}&lang=en").text
    assert "This search cannot be watched" in shown
    assert 'action="/watches"' not in shown


def test_a_name_is_offered_that_no_watch_has(served: Served, path: Path) -> None:
    """However long the words are."""
    for query in ("walrus", "walrus llama*", "walrus -zoo"):
        greffe(path.parent, "watch", "add", f"n{query.count(' ')}{len(query)}", query)
    greffe(path.parent, "watch", "add", "llama", "x")
    assert _form(served.get("/search?q=llama").text, "/watches")["name"] == "llama-2"
    long = "w" * 60
    greffe(path.parent, "watch", "add", "w" * 40, "x")
    form = _form(served.get(f"/search?q={long}").text, "/watches")
    assert form["name"] == "w" * 38 + "-2"
    assert served.post("/watches", form).status == 303


def test_without_leave_to_save_the_command_is_told(path: Path) -> None:
    """As a shell takes it: it makes the watch. There is no address that would."""
    with serving(path) as both:
        for query in ("walrus 'n' \"the llama\"", "-tennis walrus"):
            text = both.get(f"/search?{urlencode({'q': query, 'lang': 'en'})}").text
            (command,) = re.findall("<code>(greffe watch add [^<]*)</code>", text)
            words = shlex.split(unescape(command))
            assert greffe(path.parent, *words[1:]).code == 0
        assert "<form action" not in both.get("/watches").text
        assert both.post("/watches", {"name": "x", "query": "y"}).status in (404, 405)
        name = _held(path)[0].name
        assert "Remove" not in both.get(f"/watch/{name}").text
        assert both.post(f"/watch/{name}/remove", {}).status in (404, 405)
    assert {one.query for one in _held(path)} == {
        "walrus 'n' \"the llama\" lang:en", "-tennis walrus lang:en",
    }  # fmt: skip


def test_a_watch_is_made_from_the_list_of_them(served: Served, path: Path) -> None:
    """With words of one's own; letters of all scripts may stand in its name."""
    assert _form(served.get("/watches").text, "/watches") == {"name": "", "query": ""}
    made = _added(served, " Walrösser-鯨 ", "  walrus \n llama ")
    assert made.status == 303
    assert "Walrösser-鯨" in served.get(made.headers["location"]).text
    assert [(one.name, one.query) for one in _held(path)] == [("Walrösser-鯨", "walrus llama")]
    assert 'href="/watch/Walr%C3%B6sser-%E9%AF%A8"' in served.get("/watches").text


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("zoo", "walrus", "There is a watch zoo already"),
        ("", "walrus", "is no name of a watch"),
        ("--to=x", "walrus", "is no name of a watch"),
        ("--help", "walrus", "is no name of a watch"),
        ("../x", "walrus", "is no name of a watch"),
        ("a b", "walrus", "is no name of a watch"),
        ("x\0y", "walrus", "is no name of a watch"),
        ("x" * 41, "walrus", "is no name of a watch"),
        ("<b>bold</b>", "walrus", "is no name of a watch"),
        ("new", "", "Nothing to look for"),
        ("new", "***", "Nothing to look for"),
        ("new", "\0", "Nothing to look for"),
        ("new", "()", "Nothing to look for"),
    ],
)
def test_what_makes_no_watch_is_said_beside_the_form(
    served: Served, path: Path, name: str, query: str, words: str
) -> None:
    """In the command's one line; what was typed is still there, as text."""
    greffe(path.parent, "watch", "add", "zoo", "walrus")
    got = _added(served, name, query)
    assert got.status == 400
    (said,) = re.findall(r'role="alert">(.*?)</p>', got.text, re.DOTALL)
    assert words in unescape(said)
    assert "<b>" not in got.text
    form = _form(got.text, "/watches")
    assert (form["name"], form["query"]) == tuple(
        text.replace("\0", " ").strip() for text in (name, query)
    )
    assert [one.name for one in _held(path)] == ["zoo"]


@pytest.mark.parametrize("query", ["-walrus", "--to=@desk", "--lists", "-- --to @desk", "-h"])
def test_a_query_is_never_taken_for_options(served: Served, path: Path, query: str) -> None:
    """Nor can a form say whom a watch tells."""
    assert _added(served, "w", query, to="@desk", recipients="json://evil.example").status == 303
    (watch,) = _held(path)
    assert (watch.query, watch.recipients, watch.is_broad) == (query, (), False)


@pytest.mark.parametrize("headers", FOREIGN)
def test_other_sites_make_and_remove_no_watches(
    served: Served, path: Path, headers: Mapping[str, str]
) -> None:
    """Nor do saved pages, which are on another port."""
    greffe(path.parent, "watch", "add", "zoo", "walrus")
    assert served.post("/watches", {"name": "w", "query": "x"}, headers).status == 403
    assert served.post("/watch/zoo/remove", {}, headers).status == 403
    assert [one.name for one in _held(path)] == ["zoo"]


def test_a_request_that_is_too_large_is_refused(served: Served, path: Path) -> None:
    """By its length, unread; so is one that does not say how long it is."""
    assert _added(served, "w", "x" * 70_000).status == 413
    with closing(HTTPConnection(LOOPBACK, served.room, timeout=20)) as connection:
        headers = {"Sec-Fetch-Site": "same-origin", "Transfer-Encoding": "chunked"}
        connection.request("POST", "/watches", iter([b"name=w&query=x"]), headers)
        assert connection.getresponse().status == 413
    many = {f"f{number}": "x" for number in range(200)}
    assert served.post("/watches", {**many, "name": "w", "query": "x"}).status == 400
    assert _held(path) == []


@pytest.mark.parametrize("view", ["/watches", "/watch/zoo"])
def test_a_watch_is_removed_in_two_steps(served: Served, path: Path, view: str) -> None:
    """Without a script: what the second step does stands beside it."""
    greffe(path.parent, "watch", "add", "zoo", "walrus")
    greffe(path.parent, "watch", "add", "other", "walrus")
    text = served.get(view).text
    (step,) = re.findall(
        r"<details.*?</details>",
        text[text.index('href="/watch/zoo') :] if view == "/watches" else text,
        re.DOTALL,
    )[:1]
    assert 'action="/watch/zoo/remove"' in step
    assert "All that it found is forgotten" in step
    assert served.post("/watch/zoo/remove", {}).headers["location"] == "/watches"
    assert [one.name for one in _held(path)] == ["other"]
    assert served.get("/watch/zoo").status == 404


@pytest.mark.parametrize("name", ["none", "--help", "..%2Fx", "%3Cb%3E", "zoo%00"])
def test_a_watch_that_is_not_there_is_not_removed(served: Served, name: str) -> None:
    """Nothing is run for it."""
    assert served.post(f"/watch/{name}/remove", {}).status == 404


def test_addresses_of_forms_are_no_views(served: Served) -> None:
    """Following a link removes nothing."""
    _added(served, "zoo", "walrus")
    assert served.get("/watch/zoo/remove").status == 405
    assert served.get("/watch/zoo").status == 200


def test_a_busy_archive_is_told_in_time(path: Path) -> None:
    """The command would wait for ten minutes."""
    greffe(path.parent, "watch", "add", "zoo", "walrus")
    with _room(path, longest=2) as both:
        with Archive.open(path) as writer, writer.transaction():
            made, gone = _added(both, "w", "walrus"), both.post("/watch/zoo/remove", {})
        assert (made.status, gone.status) == (503, 503)
        for got in (made, gone):
            assert "Try again later" in got.text
            assert "nded after 2 seconds." in got.text
        assert _form(made.text, "/watches") == {"name": "w", "query": "walrus"}
        assert [one.name for one in _held(path)] == ["zoo"]


def test_a_command_that_fails_is_told_with_what_it_said(path: Path) -> None:
    """So is one that cannot be run at all."""
    code = f"import sys; print('greffe: no space <left>', file=sys.stderr); sys.exit({Exit.DISK:d})"
    with _room(path, [sys.executable, "-c", code]) as both:
        got = _added(both, "w", "walrus")
        assert got.status == 503
        assert "No space &lt;left&gt;." in got.text
    with _room(path, [str(path.parent / "none")]) as both:
        got = _added(both, "w", "walrus")
        assert got.status == 503
        assert "cannot be run" in got.text


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send there")
def test_serving_with_leave_to_save_is_leave_to_watch(path: Path) -> None:
    """The command of a server that is a command itself."""
    server = begun(path.parent, "serve", "--save", "--port", "0")
    assert server.stdout
    ports = [int(re.findall(r":(\d+)/", server.stdout.readline())[0]) for _ in range(2)]
    assert _added(Served(*ports), "w", "walrus").headers["location"] == "/watch/w"
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=10)
    assert (server.returncode, errors) == (Exit.DONE, "")
    assert [one.name for one in _held(path)] == ["w"]


def test_what_runs_is_ended_with_the_server(path: Path) -> None:
    """And nothing is begun any more."""
    clerk = Clerk([sys.executable, "-c", "import time; time.sleep(60)"])
    clerk.close()
    began = time.monotonic()
    assert clerk.add("w", "walrus").outcome == "failed"
    assert time.monotonic() - began < 5
    assert _held(path) == []


def test_the_forms_are_there_in_french(served: Served) -> None:
    """What the command says stays English, and is marked so."""
    fields = {"Accept-Language": "fr", "Sec-Fetch-Site": "same-origin"}
    got = served.post("/watches", {"name": "../x", "query": "y"}, fields)
    assert "Nouvelle veille" in got.text
    assert '<span lang="en" dir="auto">&#39;../x&#39; is no name' in got.text
