"""Takedown: what is removed by order is gone from the file, and a tombstone says why."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.fixity import Fault, verified
from archive.formats.warc_out import export_warc
from archive.store.frontier import Entry, Progress
from archive.store.index import places, postings
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import Ran, greffe
from tests.servers.room import serving

URL = "http://news.example/a"
OTHER = "http://news.example/mirror"
SECRET = "Zwetschgendatschi"
BODY = page("Report", *LONG, f"The witness is called {SECRET}.")
LATER = page("Report", *LONG, "The witness is not named.")
REASON = "order 12 O 345/25 of the court of Möllnburg"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with a page of two texts, and a mirror that is a revisit of the first."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        crawl, _ = archive.begin_crawl("example", "", [Entry(URL)], DAY_ONE)
        (waiting,) = archive.waiting("example", DAY_ONE, 1)
        archive.add(
            exchange(URL, BODY), source="example", crawl=crawl,
            progress=lambda _: Progress(waiting.id, "done", DAY_ONE + timedelta(days=1)),
        )  # fmt: skip
        archive.add(exchange(URL, BODY, hours=1), source="example")
        archive.add(exchange(URL, LATER, hours=30), source="example")
        archive.add(exchange(OTHER, BODY, hours=31), source="example")
        archive.add(exchange("http://news.example/b", page("B", *LONG)), source="example")
    return tmp_path


def removed(folder: Path, *arguments: str) -> Ran:
    """The command, without a question."""
    return greffe(folder, "remove", *arguments, "--reason", REASON, "--yes")


def sound(folder: Path) -> bool:
    """Whether verifying finds nothing."""
    faults: list[Fault] = []
    with Archive.open(folder / "greffe.db", create=False, read_only=True) as archive:
        verified(archive, faults.append)
        return not faults and not archive.connection.execute("PRAGMA foreign_key_check").fetchall()


def test_all_captures_of_a_url_go_with_the_revisits_of_their_payload(folder: Path) -> None:
    """A mirror shows the same payload: what a court forbids is not to be had there either."""
    ran = removed(folder, URL)
    assert ran.code == 0, ran
    assert "4 captures" in ran.out
    assert "a revisit of one of them" in ran.out
    with Archive.open(folder / "greffe.db") as archive:
        assert archive.captures(URL) == archive.captures(OTHER) == []
        assert archive.search(SECRET).hits == ()
        assert len(archive.captures("http://news.example/b")) == 1
        assert [one.removal.reason for one in archive.tombstones(URL)] == [REASON] * 3
    assert sound(folder)


def test_its_words_are_nowhere_in_the_file(folder: Path) -> None:
    """Neither in free pages, nor in the search index, nor in the log."""
    files = [folder / "greffe.db", folder / "greffe.db-wal"]
    term = SECRET.lower().encode()

    def has_words() -> bool:
        return any(term in path.read_bytes().lower() for path in files if path.exists())

    assert has_words()
    removed(folder, URL)
    assert not has_words()


def test_which_words_it_has_and_where_is_in_no_set(folder: Path) -> None:
    """Of where common words stand much of a text could be told; other texts are found as before."""
    with Archive.open(folder / "greffe.db") as archive:
        postings.followed(archive.connection, archive.transaction, least=1, placed=1, fresh=1)
        before = _held(archive)
        numbers = {version.id for url in (URL, OTHER) for version in archive.versions(url)}
        archive.add(exchange("http://news.example/c", page("C", *LONG, "Beside.")), source="x")
    assert {text for text, _ in before} & numbers
    removed(folder, URL)
    with Archive.open(folder / "greffe.db", create=False) as archive:
        assert _held(archive) == {one for one in before if one[0] not in numbers}
        assert postings.differing(archive.connection) is None
        assert archive.search('"the witness"').total == 0
        assert archive.search("B").total == 1
    assert sound(folder)


def _held(archive: Archive) -> set[tuple[int, str]]:
    """Texts and terms that sets have of them, or places."""
    run = archive.connection.execute
    found = set()
    for (term,) in run("SELECT DISTINCT term FROM posting").fetchall():
        found |= {(text, term) for text in postings.bits_of(archive.connection, term) or ()}
    starts = places.starts_of(archive.connection, 0) or ()
    for (term,) in run("SELECT DISTINCT term FROM posting_place").fetchall():
        for place in places.bits_of(archive.connection, term, 0) or ():
            found.add((bisect_right(starts, place) - 1, f"{term} at {place}"))
    return found


def test_one_capture_goes_and_the_others_stay(folder: Path) -> None:
    """Named by its second; a day or a month names all that were made in it."""
    ran = removed(folder, f"{URL}@20251006180000")
    assert "1 capture," in ran.out, ran
    with Archive.open(folder / "greffe.db") as archive:
        assert len(archive.captures(URL)) == 2
        assert [version.title for version in archive.versions(URL)] == ["Report"]
        page_ = archive.connection.execute("SELECT version_id FROM page WHERE url = ?", (URL,))
        assert page_.fetchone() == (archive.versions(URL)[0].id,)
    assert sound(folder)
    assert "3 captures" in removed(folder, f"{URL}@2025-10-05").out
    assert sound(folder)


def test_a_revisit_goes_and_who_holds_its_payload_is_named(folder: Path) -> None:
    """It would be a mistake to think that it is gone."""
    ran = removed(folder, OTHER)
    assert "1 capture," in ran.out
    assert "holds the payload" in ran.err
    assert URL in ran.err
    assert sound(folder)


def test_a_prefix_means_what_is_below_it(folder: Path) -> None:
    """As for exports."""
    assert "5 captures" in removed(folder, "http://news.example/", "--prefix").out
    assert sound(folder)
    with Archive.open(folder / "greffe.db") as archive:
        tables = ("capture", "frame", "record", "version", "link", "address", "page", "reading")
        counts = {
            t: archive.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables
        }
        assert not any(counts.values()), counts


def test_a_time_at_which_nothing_was_captured_removes_nothing(folder: Path) -> None:
    """And the nearest captures are named."""
    ran = removed(folder, f"{URL}@2024")
    assert ran.code == 3
    assert "2025-10-05 12:00:00" in ran.err
    assert removed(folder, "http://news.example/never").code == 3


def test_nothing_is_removed_without_a_reason_or_an_answer(folder: Path) -> None:
    """The reason is all that will be known; and a script must say that it means it."""
    assert greffe(folder, "remove", URL, "--yes").code == 2
    assert greffe(folder, "remove", URL, "--yes", "--reason", " ").code == 65
    assert greffe(folder, "remove", URL, "--reason", REASON).code == 2
    assert greffe(folder, "remove", URL, "--reason", REASON, "--dry-run").code == 0
    with Archive.open(folder / "greffe.db") as archive:
        assert len(archive.captures(URL)) == 3


def test_history_and_show_say_when_and_why(folder: Path) -> None:
    """Where a capture is left, and where none is."""
    removed(folder, f"{URL}@20251006180000")
    assert REASON in greffe(folder, "history", URL).out
    at = greffe(folder, "show", f"{URL}@20251006")
    assert "the capture of 2025-10-06 18:00:00 UTC was removed on 2" in at.out
    assert REASON not in greffe(folder, "show", f"{URL}@20251005").out
    removed(folder, URL)
    gone = greffe(folder, "show", URL)
    assert gone.code == 3
    assert REASON in gone.err
    assert greffe(folder, "history", URL).out.count(REASON) == 3
    assert "4 removed by order" in greffe(folder, "status").out


def test_the_reading_room_says_when_and_why(folder: Path) -> None:
    """Beside the captures that are left, and in place of a page that is gone."""
    removed(folder, f"{URL}@20251006180000")
    with serving(folder / "greffe.db") as served:
        assert REASON in served.get(f"/page/{URL}").text
        removed(folder, URL)
        gone = served.get(f"/page/{URL}")
    assert gone.status == 410
    assert REASON in gone.text


def test_crawls_do_not_ask_for_it_again(folder: Path) -> None:
    """``--why`` says so."""
    removed(folder, URL)
    with Archive.open(folder / "greffe.db") as archive:
        archive.begin_crawl("example", "", [], DAY_ONE + timedelta(days=900))
        assert archive.waiting("example", DAY_ONE + timedelta(days=900), 9) == []
    why = greffe(folder, "crawl", "--why", URL)
    assert REASON in why.out, why


def test_an_import_does_not_bring_it_back(folder: Path) -> None:
    """It says so, unless it is told to; then history knows both."""
    with Archive.open(folder / "greffe.db") as archive:
        export_warc(archive, folder / "all.warc.gz")
    removed(folder, URL)
    again = greffe(folder, "import", "all.warc.gz")
    assert again.code == 0, again
    assert REASON in again.out
    assert "--again" in again.out
    with Archive.open(folder / "greffe.db") as archive:
        assert archive.captures(URL) == []
    forced = greffe(folder, "import", "all.warc.gz", "--again")
    assert "4 new captures" in forced.out, forced
    with Archive.open(folder / "greffe.db") as archive:
        assert len(archive.captures(URL)) == 3
        assert all(one.returned for one in archive.tombstones(URL))
    assert REASON not in greffe(folder, "history", URL).out
    assert greffe(folder, "import", "all.warc.gz").out.count("removed") == 0
    assert sound(folder)


def test_what_a_rebuild_left_beside_the_archive_goes_too(folder: Path) -> None:
    """It may hold the words that are to go."""
    for ending in ("rebuild", "sites"):
        (folder / f"greffe.db-{ending}").write_bytes(SECRET.encode())
    assert removed(folder, URL).code == 0
    assert [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()] == []
