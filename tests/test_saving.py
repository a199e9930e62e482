"""Pages saved from the reading room, by a real site and a real command."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from archive import Archive
from archive.api.openapi import description
from archive.errors import BadInput
from archive.serving.saver import MOST, Saver, Wish
from archive.serving.venue import Venue
from tests.exchanges import LONG, page
from tests.house import PRIVATE
from tests.servers.room import FOREIGN, OWN, Got, Served, serving
from tests.servers.site import Site


def _now() -> datetime:
    return datetime.now(UTC)


def _asked(served: Served, url: str, headers: Mapping[str, str] = OWN) -> Got:
    """Ask for a page to be saved, as a form does."""
    return served.post("/save", {"url": url}, headers)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A page, and one that is not there."""
    with Site({"/news": ("text/html", page("News of prisons", *LONG).decode())}) as one:
        yield one


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A reading room that saves pages; its archive is empty."""
    path = tmp_path_factory.mktemp("saving") / "greffe.db"
    Archive.open(path).close()
    command = [sys.executable, "-m", "archive.cli", "--archive", str(path), "save", "--json",
               *PRIVATE, "--"]  # fmt: skip
    with closing(Saver(command, _now)) as saver, serving(path, Venue(saver=saver)) as both:
        yield both


def _ended(served: Served, path: str) -> str:
    """The page of a wish once it is over."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        got = served.get(path)
        assert got.status == 200
        if 'http-equiv="refresh"' not in got.text:
            return got.text
        assert re.search("<h1>(Waiting|Saving)", got.text)
        time.sleep(0.2)
    raise AssertionError("it is still being saved")


def test_a_page_is_saved_from_the_reading_room(served: Served, site: Site) -> None:
    """From where it is not archived to where it is read."""
    url = f"{site.base}/news"
    lost = served.get(f"/page/{url}").text
    assert "Save it now" in lost
    assert "greffe save" not in lost
    wish = _asked(served, url)
    assert wish.status == 303
    shown = _ended(served, wish.headers["location"])
    assert "<h1>Saved</h1>" in shown
    read = re.search(r'class="button" href="(/page/[^"]+)"', shown)
    assert read
    text = served.get(read[1]).text
    assert "News of prisons" in text
    assert "Save again now" in text
    assert site.base.partition("//")[2] in served.get("/save").text


def test_programs_are_told_how_far_it_is(served: Served, site: Site) -> None:
    """The view names where; it answers as it is described."""
    address = _asked(served, f"{site.base}/news").headers["location"]
    (told,) = re.findall(r'rel="alternate" type="application/json"[^>]*href="([^"]*)"',
                         served.get(address).text)  # fmt: skip
    record = json.loads(served.get(told).body)
    document = {"$ref": "#/components/schemas/Wish", **description()}
    Draft202012Validator(document, format_checker=FormatChecker()).validate(record)
    assert record["url"] == f"{site.base}/news"
    assert served.get("/api/save/none").status == 404


@pytest.mark.parametrize(
    ("path", "words"),
    [("/gone", "<h1>Not there</h1>"), ("", "Not there")],
)
def test_what_came_instead_is_told(served: Served, site: Site, path: str, words: str) -> None:
    """A page that is not there is no page saved."""
    shown = _ended(served, _asked(served, f"{site.base}{path}").headers["location"])
    assert words in shown
    assert "<h1>Saved</h1>" not in shown


def test_a_host_that_does_not_answer_is_told(served: Served) -> None:
    """With what the command said."""
    shown = _ended(served, _asked(served, "http://127.0.0.1:9/x").headers["location"])
    assert "<h1>Not saved</h1>" in shown
    assert "unreachable" in shown


@pytest.mark.parametrize("headers", FOREIGN)
def test_other_sites_cannot_have_pages_saved(served: Served, headers: Mapping[str, str]) -> None:
    """Nor can saved pages, which are on another port."""
    assert _asked(served, "http://127.0.0.1:9/evil", headers).status == 403
    assert "evil" not in served.get("/save").text


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "file:///etc/passwd", "http://", "ftp://x.example/"]
)
def test_what_is_no_address_of_a_page_is_said(served: Served, url: str) -> None:
    """In place of asking for it."""
    got = _asked(served, url)
    assert got.status == 400
    assert "is no address of a page" in got.text


def test_a_room_that_does_not_save_has_no_such_address(tmp_path: Path) -> None:
    """Nor a word of it."""
    Archive.open(tmp_path / "greffe.db").close()
    with serving(tmp_path / "greffe.db") as both:
        assert _asked(both, "http://127.0.0.1:9/").status in (404, 405)
        assert "/save" not in both.get("/").text
        assert "greffe save" in both.get("/page/http://news.example/").text


def test_a_wish_is_fulfilled_once_and_not_too_many_wait(tmp_path: Path) -> None:
    """Who asks again for what waits is told of that."""
    gate = tmp_path / "gate"
    script = (
        "import sys, time, pathlib\n"
        f"while not pathlib.Path({str(gate)!r}).exists(): time.sleep(0.02)\n"
        'print(\'{"outcome": "done"}\')'
    )
    with closing(Saver([sys.executable, "-c", script], _now)) as saver:
        first = saver.wish("http://a.example/0")
        assert saver.wish("http://a.example/0").id == first.id
        for number in range(1, MOST):
            saver.wish(f"http://a.example/{number}")
        with pytest.raises(BadInput, match="try again later"):
            saver.wish("http://a.example/more")
        gate.touch()
        assert _over(saver, first).outcome == "done"
        assert saver.wish("http://a.example/0").id != first.id


def test_what_runs_is_ended_with_the_server() -> None:
    """And what waits is not begun."""
    saver = Saver([sys.executable, "-c", "import time; time.sleep(60)"], _now)
    one, other = saver.wish("http://a.example/1"), saver.wish("http://a.example/2")
    began = time.monotonic()
    while saver.latest(2)[1].state == "waiting":
        time.sleep(0.01)
    time.sleep(0.2)
    saver.close()
    assert time.monotonic() - began < 10
    found, waiting = saver.of(one.id), saver.of(other.id)
    assert found
    assert found.state == "ended"
    assert found.code
    assert waiting
    assert waiting.state == "waiting"


def _over(saver: Saver, wish: Wish) -> Wish:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = saver.of(wish.id)
        if found and found.state == "ended":
            return found
        time.sleep(0.02)
    raise AssertionError("it is still being saved")
