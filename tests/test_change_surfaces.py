"""Kinds of change where people meet them: the command line and the reading room."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.servers.room import serving

URL = "http://news.example/politics/a"
EDITED = (LONG[0], LONG[1].replace("far too small", "somewhat small"), LONG[2])
HEAD = '<meta property="article:modified_time" content="2025-10-01">'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of a page that was edited, refused, and not looked at for long."""
    path = tmp_path_factory.mktemp("changes")
    with Archive.open(path / "greffe.db") as archive:
        for hours in range(6):
            archive.add(exchange(URL, page("Cells", *LONG, head=HEAD), hours=hours))
        archive.add(exchange(URL, page("Cells", *EDITED, head=HEAD), hours=6))
        archive.add(exchange(URL, b"", status="503 Unavailable", hours=7))
        archive.add(exchange(URL, page("Cells", *EDITED, head=HEAD), hours=100))
    return path


def test_history_tells_kind_words_and_evidence(folder: Path) -> None:
    """And in which time nobody looked."""
    ran = greffe(folder, "history", URL)
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "2025-10-05 18:00:00 200 edited 2 +1 -2 Cells" in lines
    assert "2025-10-05 19:00:00 503 error 503 Unavailable" in lines
    words = " ".join(lines)
    assert "silent: the site still states as its last change 2025-10-01" in words
    assert "gap not looked at from 2025-10-05 19:00:00 to 2025-10-09 16:00:00 UTC" in words
    assert "usually every 1 hour then" in words


def test_json_has_all_of_it(folder: Path) -> None:
    """A line for each capture."""
    found = greffe(folder, "history", URL, "--json").objects
    edited, broken, last = found[-3:]
    assert [one["change"] for one in found] == [
        "first", *["unchanged"] * 5, "edited", "error", "unchanged",
    ]  # fmt: skip
    assert (edited["added_words"], edited["removed_words"]) == (1, 2)
    assert edited["disclosure"] == "silent"
    assert edited["details"]["parts"] == ["body"]
    assert edited["against"] == found[5]["captured"]
    assert broken["against"] == edited["captured"]
    assert (last["not_looked_at_since"], last["usual_seconds"]) == (broken["captured"], 3600)
    assert edited["not_looked_at_since"] is None


def test_the_reading_room_says_the_same_of_a_page(folder: Path) -> None:
    """Beside each run of captures."""
    with serving(folder / "greffe.db") as room:
        html = room.get(f"/page/{URL}").text
    assert "+1 −2 words" in html
    assert "Text changed; silent: the site still states as its last change 2025-10-01" in html
    assert "Not looked at from" in html
    assert "usually every 1 hour" in html


def test_each_capture_is_shown_with_the_authors_it_names(tmp_path: Path) -> None:
    """Though its text is one that another author stood over before."""
    head = '<meta name="author" content="{}">'
    with Archive.open(tmp_path / "greffe.db") as archive:
        for hours, name in enumerate(("A. Writer", "B. Editor")):
            archive.add(exchange(URL, page("Cells", *LONG, head=head.format(name)), hours=hours))
    assert "B. Editor" in greffe(tmp_path, "show", URL).out
    assert "A. Writer" in greffe(tmp_path, "show", f"{URL}@20251005120000").out
    with serving(tmp_path / "greffe.db") as room:
        html = room.get(f"/page/{URL}").text
    assert '<p class="byline">B. Editor</p>' in html
    assert "Authors: A. Writer → B. Editor" in html or "authors: A. Writer → B. Editor" in html
