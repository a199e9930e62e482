"""A page through time, and what changed."""

from __future__ import annotations

from archive import Archive, Exchange
from archive.history.diff import difference
from archive.history.observations import observations
from archive.store import texts
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.reported import edits

URL = "http://news.example/a"
EDITED = (LONG[0], LONG[1].replace("far too small", "somewhat small"), LONG[2])


def _text(archive: Archive, number: int | None) -> str:
    found = texts.by_id(archive.connection, number or 0)
    assert found is not None
    return found.text


def test_each_capture_says_what_changed(archive: Archive) -> None:
    """Edits, returns, absences and blocks are five different things."""
    steps = [
        (page("T", *LONG), "200 OK"), (page("T", *LONG), "200 OK"), (b"", "304 Not Modified"),
        (b"nothing here", "404 Not Found"), (page("T", *EDITED), "200 OK"),
        (b"", "301 Moved"), (b"oops", "500 Broken"), (page("T", *LONG), "200 OK"),
    ]  # fmt: skip
    for hours, (body, status) in enumerate(steps):
        archive.add(exchange(URL, body, status=status, hours=hours))
    archive.add(Exchange(URL, DAY_ONE.replace(day=9), b"", b"", error="timed out"))
    changes = [one.change for one in observations(archive, URL)]
    assert changes == [
        "first", "unchanged", "unchanged", "absent", "edited", "moved", "error", "edited", "error",
    ]  # fmt: skip


def test_an_absence_between_is_no_edit(archive: Archive) -> None:
    """The text after an error is compared with the text before it."""
    for hours, status in enumerate(("200 OK", "404 Not Found", "200 OK")):
        archive.add(exchange(URL, page("T", *LONG), status=status, hours=hours))
    assert [one.change for one in observations(archive, URL)] == ["first", "absent", "unchanged"]
    assert not edits(archive)


def test_edits_are_listed_newest_first(archive: Archive) -> None:
    """Over all pages, with the text before."""
    for number, name in enumerate("ab"):
        url = f"http://news.example/{name}"
        archive.add(exchange(url, page("T", *LONG), hours=number))
        archive.add(exchange(url, page("T", *EDITED), hours=number + 10))
    archive.add(exchange("http://news.example/c", page("Never edited", *LONG)))
    found = edits(archive)
    assert [edit.url[-1] for edit in found] == ["b", "a"]
    assert all("far too small" in _text(archive, edit.old_text_id) for edit in found)
    assert len(edits(archive, limit=1)) == 1
    assert not edits(archive, since=DAY_ONE.replace(year=2030))


def test_a_text_that_comes_back_is_an_edit_too(archive: Archive) -> None:
    """Taking a change back is a change; asking again is none."""
    for hours, text in enumerate((LONG, EDITED, LONG, LONG)):
        head = f'<meta name="nonce" content="{hours}">'
        archive.add(exchange(URL, page("T", *text, head=head), hours=hours))
    found = [
        (edit.time.hour, "far too small" in _text(archive, edit.text_id)) for edit in edits(archive)
    ]
    assert found == [(14, True), (13, False)]
    assert not edits(archive, limit=0)


def test_a_changed_word_is_shown_within_its_block(archive: Archive) -> None:
    """The other blocks stay as they are."""
    archive.add(exchange(URL, page("T", *LONG)))
    archive.add(exchange(URL, page("T", *EDITED), hours=1))
    change = difference(*archive.versions(URL))
    assert [block.kind for block in change.blocks if block.kind != "same"] == ["changed"]
    pieces = next(block for block in change.blocks if block.kind == "changed").pieces
    assert ("removed", "far too") in [(piece.op, piece.text) for piece in pieces]
    assert ("added", "somewhat") in [(piece.op, piece.text) for piece in pieces]
    assert (change.added_words, change.removed_words) == (1, 2)
