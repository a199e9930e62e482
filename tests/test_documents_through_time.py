"""Documents through time: replaced, moved, cited anew; blocks and errors tell nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.history.documents import files_of, moved, places_of, replaced, tied, ties_of
from archive.history.editions import Seen, editions, moves, place
from tests.documents import Drawn, pdf_of
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.servers.room import serving

PDF = "Content-Type: application/pdf\r\n"
OLD, NEW = "https://rm.council.example/1680afae67", "https://rm.council.example/report-avesta"
CITING = "https://www.council.example/-/visit-avesta"


def _pdf(*lines: str) -> bytes:
    return pdf_of([[Drawn(72, 700 - 40 * n, line, 12) for n, line in enumerate(lines)]])


FOUR = _pdf("The committee visited four prisons in the autumn.", LONG[0][:70])
FIVE = _pdf("The committee visited five prisons in the autumn.", LONG[0][:70])


def _citing(*links: tuple[str, str]) -> bytes:
    anchors = " ".join(f'<a href="{url}">{words}</a>' for url, words in links)
    return page("The visit", *LONG, f"The committee published what it had found. {anchors}")


@pytest.fixture
def shelf(archive: Archive) -> Archive:
    """A report that was replaced, then went to another address, and the page that cites it."""
    report = "Read the report"
    archive.add(exchange(CITING, _citing((OLD, report))), source="council")
    for hours, body in ((1, FOUR), (24, FOUR), (48, FIVE)):
        archive.add(exchange(OLD, body, fields=PDF, hours=hours), source="council")
    archive.add(exchange(NEW, FIVE, fields=PDF, hours=50), source="council")
    archive.add(exchange(OLD, b"busy", status="503 Busy", hours=60), source="council")
    archive.add(exchange(OLD, b"gone", status="404 Not Found", hours=72), source="council")
    archive.add(exchange(CITING, _citing((NEW, report)), hours=80), source="council")
    return archive


def test_another_file_at_the_same_address_is_another_edition(shelf: Archive) -> None:
    """It came between the last sight of the one and the first of the other."""
    first, second = files_of(shelf, OLD)
    assert first.edition.last == second.edition.after == DAY_ONE + timedelta(hours=24)
    assert second.edition.first == DAY_ONE + timedelta(hours=48)
    assert (first.pages, second.pages) == (1, 1)
    assert first.version_id != second.version_id
    assert [len(files) for files in replaced(shelf)] == [2]
    assert not list(replaced(shelf, "other"))


def test_a_file_is_known_by_its_bytes_wherever_it_stands(shelf: Archive) -> None:
    """Where it was, since when it is elsewhere; an error in between says nothing."""
    (move,) = moved(shelf)
    assert (move.old.url, move.new.url, move.new.is_there) == (OLD, NEW, True)
    assert (move.old.by, move.old.instead) == (DAY_ONE + timedelta(hours=72), "absent (404)")
    assert [one.url for one in places_of(shelf, move.digest)] == [OLD, NEW]


def test_a_citation_that_leads_to_another_document_ties_both(shelf: Archive) -> None:
    """Between the last capture with the one and the first with the other."""
    (tie,) = tied(shelf)
    assert (tie.page, tie.old, tie.new, tie.words) == (CITING, OLD, NEW, "Read the report")
    assert (tie.after, tie.by) == (DAY_ONE, DAY_ONE + timedelta(hours=80))
    assert ties_of(shelf, OLD) == ties_of(shelf, NEW) == [tie]
    assert ties_of(shelf, CITING) == []


def test_links_are_tied_by_their_words_where_several_changed(archive: Archive) -> None:
    """What has no counterpart replaces nothing."""
    places = [f"https://rm.council.example/{name}.pdf" for name in "abcd"]
    for number, url in enumerate(places):
        archive.add(exchange(url, _pdf(f"Report number {number}"), fields=PDF))
    a, b, c, d = places
    archive.add(exchange(CITING, _citing((a, "The report"), (b, "The response"))))
    archive.add(exchange(CITING, _citing((c, "The response"), (d, "A third text")), hours=1))
    assert [(one.old, one.new) for one in tied(archive)] == [(b, c)]


def test_documents_are_told_on_the_command_line(shelf: Archive, tmp_path: Path) -> None:
    """All of it, or one kind; of a source; in `show` and `history` too."""
    everything = greffe(tmp_path, "documents")
    assert everything.code == 0, everything
    for words in ("replaced", "its text differs: greffe diff", "cited anew", "moved",
                  "absent (404) when looked for 2025-10-08 12:00 UTC"):  # fmt: skip
        assert words in everything.out
    kinds = [one["kind"] for one in greffe(tmp_path, "documents", "--moved", "--json").objects]
    assert kinds == ["moved"]
    none = greffe(tmp_path, "documents", "--source", "nobody")
    assert (none.code, "Traceback" in none.err) == (65, False)
    shown = greffe(tmp_path, "show", OLD)
    assert f"same file  {NEW} from 2025-10-07 14:00" in shown.out
    assert f"cited by   {CITING} since 2025-10-05 12:00" in shown.out
    assert "its text differs" in greffe(tmp_path, "history", OLD).out
    said = greffe(tmp_path, "show", NEW, "--json").objects[0]
    assert [one["url"] for one in said["places"]] == [OLD, NEW]
    assert said["replacements"][0]["old"] == OLD


def test_the_reading_room_shows_a_document_through_time(shelf: Archive) -> None:
    """Its files with what changed in the text, its places, what took its place."""
    with serving(shelf.path) as room:
        old = room.get(f"/page/20251007120000/{OLD}").text
        new = room.get(f"/page/{NEW}").text
        link = f"/diff/20251005130000/20251007120000/{OLD}"
        assert f'href="{link}"' in old
        assert room.get(link).status == 200
    assert "2 files stood at this address" in old
    assert "The same file elsewhere" in new
    assert "in place of" in new
    assert "since 8 October 2025 or before" in new


_SEEN = st.lists(
    st.tuples(st.sampled_from(("ok", "unchanged", "absent", "blocked", "error", "failure")),
              st.sampled_from((b"a", b"b"))), max_size=12
).map(lambda steps: [
    Seen(n, "u", DAY_ONE + timedelta(hours=n), outcome, 200,
         digest if outcome in ("ok", "unchanged") else None)
    for n, (outcome, digest) in enumerate(steps)
])  # fmt: skip


@given(_SEEN)
def test_editions_hold_every_sight_and_nothing_else(seen: list[Seen]) -> None:
    """Neighbours differ; what is said of one place is what was seen there."""
    found = editions(seen)
    assert all(old.digest != new.digest for old, new in pairwise(found))
    for one in seen:
        if one.digest:
            assert any(e.first <= one.time <= e.last and e.digest == one.digest for e in found)
    for digest in (b"a", b"b"):
        where = place(seen, digest)
        assert (where is None) == all(one.digest != digest for one in seen)
        if where and where.by:
            after = next(one for one in seen if one.time == where.by)
            assert after.outcome not in ("blocked", "error", "failure")
            assert after.digest != digest
        assert not moves(digest, [where] if where else [])
