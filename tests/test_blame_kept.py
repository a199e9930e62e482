"""Blame of pages in an archive: gathered, on the command line, in the reading room."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.store import deltas
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe, on_a_terminal
from tests.servers.room import Served, serving

URL = "http://news.example/report"
WALL = b"<title>Just a moment...</title>"
GATE = "Content-Type: text/html\r\nServer: cloudflare\r\nCf-Mitigated: challenge\r\n"
REFUSED = "The ministry refused to comment on Monday."
CHANGED = LONG[0].replace("two prisons", "three prisons")


def _fill(archive: Archive) -> None:
    """A page in four texts, with a wall and an error between two of them."""
    archive.add(exchange(URL, page("Prisons", *LONG, REFUSED)))
    archive.add(exchange(URL, b"", status="304 Not Modified", hours=5))
    archive.add(exchange(URL, WALL, status="403 Forbidden", fields=GATE, hours=7))
    archive.add(exchange(URL, b"oops", status="500 Broken", hours=8))
    archive.add(exchange(URL, page("Prisons", CHANGED, *LONG[1:]), hours=24))
    archive.add(exchange(URL, page("More prisons", CHANGED, *LONG[1:]), hours=30))
    archive.add(exchange(URL, page("More prisons", CHANGED, *LONG[1:], REFUSED), hours=48))
    archive.add(exchange("http://news.example/wall", WALL, status="403 Forbidden", fields=GATE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with such an archive."""
    path = tmp_path_factory.mktemp("blame")
    with Archive.open(path / "greffe.db") as archive:
        _fill(archive)
    return path


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The same, served."""
    with serving(folder / "greffe.db") as both:
        yield both


def test_walls_and_errors_are_no_evidence_of_absence(archive: Archive) -> None:
    """Nor are captures that say "not modified" another text."""
    _fill(archive)
    found = archive.blame(URL)
    assert found is not None
    edited = next(one for one in found.blame.lines if one.words == CHANGED)
    hours = [
        (time - DAY_ONE) / timedelta(hours=1) for time in (edited.first.after, edited.first.first)
    ]  # type: ignore[operator]
    assert hours == [5, 24]
    assert [outcome for _, outcome in found.blame.silent] == ["blocked", "error"]
    assert found.title == "More prisons"
    assert archive.blame("http://news.example/wall") is None


def test_texts_that_are_told_by_later_ones_are_read(archive: Archive) -> None:
    """Whether anything is at hand or not."""
    _fill(archive)
    packed = "SELECT count(*) FROM version WHERE packed IS NOT NULL"
    assert archive.connection.execute(packed).fetchone() == (3,)
    at_hand = archive.blame(URL)
    deltas.let_go()
    assert archive.blame(URL) == at_hand


def test_the_margin_tells_when_words_were_first_seen(folder: Path) -> None:
    """And what stands under a sentence what it said before."""
    ran = greffe(folder, "blame", URL)
    assert ran.code == 0
    for words in (
        "text 4 of 4, captured 2025-10-07 12:00 UTC; 5 captures show a text, "
        "2 show none (1 blocked, 1 error)",
        f"2025-10-05 17:00 – 2025-10-06 12:00       {CHANGED}",
        "until 2025-10-05 17:00: The delegation visited [-two-]{+three+} prisons",
        "until 2025-10-06 12:00: [-Prisons-]{+More prisons+}",
        f"≤ 2025-10-05 12:00                        {LONG[1]}",
        "gone between 2025-10-05 17:00 and 2025-10-06 12:00 UTC, "
        "back between 2025-10-06 18:00 and 2025-10-07 12:00 UTC",
        "between 2025-10-05 17:00 and 2025-10-06 12:00 UTC further captures show no text: "
        "1 blocked, 1 error",
    ):
        assert words in ran.out


def test_what_is_gone_is_listed_where_it_is_asked_for(folder: Path) -> None:
    """At a time at which it was."""
    ran = greffe(folder, "blame", URL, "--at", "2025-10-06T12:00")
    assert REFUSED not in ran.out
    assert "1 more was there before; --gone lists it" in ran.err
    ran = greffe(folder, "blame", URL, "--at", "2025-10-06T12:00", "--gone")
    assert "gone between 2025-10-05 17:00 and 2025-10-06 12:00 UTC" in ran.out
    assert REFUSED in ran.out


def test_only_what_came_since_a_time_is_shown(folder: Path) -> None:
    """With how many sentences that are."""
    ran = greffe(folder, "blame", URL, "--since", "2025-10-06T15:00")
    assert "1 sentence first seen since 2025-10-06 15:00 UTC" in ran.out
    assert LONG[1] not in ran.out


@pytest.mark.parametrize("columns", [40, 100])
def test_a_terminal_of_any_width_shows_it(folder: Path, columns: int) -> None:
    """No line of its text is longer than it is wide."""
    code, shown = on_a_terminal(folder, "blame", URL, columns=columns)
    assert code == 0
    lines = re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).splitlines()
    barred = [line for line in lines if "▌" in line]
    assert max(map(len, barred)) <= columns
    assert any("2025-10-05 17:00 –" in line for line in barred)


def test_json_and_csv_say_the_same(folder: Path) -> None:
    """A record for each sentence."""
    records = greffe(folder, "blame", URL, "--json").objects
    rows = list(csv.DictReader(io.StringIO(greffe(folder, "blame", URL, "--csv").out)))
    assert [one["text"] for one in records] == [row["text"] for row in rows]
    edited = next(one for one in records if one["text"] == CHANGED)
    assert edited["first_seen"]["after"] == "2025-10-05T17:00:00.123456Z"
    assert edited["first_seen"]["without_text_between"] == "1 blocked, 1 error"
    assert [one["text"] for one in edited["earlier"]] == [LONG[0]]
    row = next(row for row in rows if row["text"] == CHANGED)
    assert (row["not_seen_at"], row["edited"]) == ("2025-10-05T17:00:00.123456Z", "1")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["http://news.example/wall"], 3, "shows a text; `greffe history"),
        (["http://news.example/none"], 3, "no capture of http://news.example/none"),
        ([URL, "--json", "--csv"], 2, "exclude one another"),
        ([URL, "--at", "yesterday"], 2, "is no time"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    """In one line, with what to do next."""
    ran = greffe(folder, "blame", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


def test_the_reading_room_shows_it(served: Served) -> None:
    """Without a script; the margin leads to what changed, and a filter stands above."""
    html = served.get(f"/blame/{URL}").text
    assert "<del>two</del><ins>three</ins>" in html.replace("\n", "")
    assert f'href="/diff/20251005170000/20251006120000/{URL}"' in html
    assert "Gone between 2025-10-05 17:00" in html
    assert f'href="/blame/{URL}"' in served.get(f"/page/{URL}").text
    diff = served.get(f"/diff/20251005120000/20251006120000/{URL}").text
    assert f'href="/blame/20251006120000/{URL}"' in diff


def test_the_reading_room_shows_a_page_as_it_was(served: Served) -> None:
    """With what was no longer there by then."""
    html = served.get(f"/blame/20251006120000/{URL}").text
    assert "Text 2 of 4" in html
    assert f"<del>{REFUSED} </del>" in html


def test_a_form_leaves_out_what_is_older(served: Served) -> None:
    """And says so; what is no date is named."""
    html = served.get(f"/blame?url={URL}&since=2025-10-07").text
    assert "0 sentences first seen since" in html
    assert "5 older ones left out" in html
    assert "is no date" in served.get(f"/blame?url={URL}&since=soon").text


def test_programs_get_one_object(served: Served) -> None:
    """The same record as of the command."""
    told = served.get(f"/api/blame?url={URL}&at=2025-10-06T12:00")
    assert told.headers["content-type"] == "application/json"
    record = json.loads(told.text)
    assert (record["text"], record["texts"], record["captures"]) == (2, 4, 5)
    assert [one["text"] for one in record["gone"]] == [REFUSED]
    none = served.get("/api/blame?url=http://news.example/none")
    assert (none.status, none.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/blame/http://news.example/none", "/blame"])
def test_what_is_not_there_is_said(served: Served, path: str) -> None:
    """On a page of its own."""
    assert served.get(path).status == 404
