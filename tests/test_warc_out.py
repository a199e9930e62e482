"""WARC files and texts out: whole or not at all, every revisit with what it refers to."""

from __future__ import annotations

import errno
import gzip
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive, http
from archive.errors import BadInput, DiskFull, NotFound
from archive.formats.framing import Framed, framed
from archive.formats.pages_out import export_pages
from archive.formats.pieces import pieces
from archive.formats.selection import Selection
from archive.formats.target import target
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.store.records import Record, record_of
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.warcs import record, response, uri, written

BODY = page("Report", *LONG)


def read(file: Path) -> list[Record]:
    """The records of a file."""
    found = list(framed(pieces(lambda: file.open("rb")), file.stat().st_size))
    assert all(isinstance(item, Framed) for item in found)
    return [record_of(i.head + i.block + b"\r\n\r\n") for i in found if isinstance(i, Framed)]


def urls(file: Path) -> set[str]:
    """The URLs in a file."""
    return {url for record in read(file) if (url := record.field("WARC-Target-URI"))}


def test_records_leave_byte_for_byte(archive: Archive, tmp_path: Path) -> None:
    """After the one that says what the file is."""
    capture, _ = archive.add(exchange("http://news.example/a", BODY))
    file = tmp_path / "out.warc.gz"
    done = export_warc(archive, file, operator="Somebody <a@b.example>")
    info, *rest = read(file)
    assert tuple(rest) == archive.records(capture)
    assert (done.records, done.captures, done.bytes) == (4, 1, file.stat().st_size)
    assert info.type == "warcinfo"
    said = dict(http.Message(b"\n" + info.block, b"").fields)
    assert said["software"].startswith("Greffe/")
    assert said["operator"] == "Somebody <a@b.example>"
    assert said["isPartOf"] == "greffe.db"
    assert "WARC-Payload-Digest" in said["description"]


def test_each_record_is_a_gzip_member(archive: Archive, tmp_path: Path) -> None:
    """As Annex D asks, so that a reader can jump to it."""
    archive.add(exchange("http://news.example/a", BODY))
    file = tmp_path / "out.warc.gz"
    done = export_warc(archive, file)
    items = framed(pieces(lambda: file.open("rb")), done.bytes)
    places = [item.place for item in items if isinstance(item, Framed)]
    assert len({place.offset for place in places}) == done.records
    assert all(place.inner == 0 for place in places)


def test_a_plain_file_is_the_same_uncompressed(archive: Archive, tmp_path: Path) -> None:
    """Where the name ends in .warc."""
    archive.add(exchange("http://news.example/a", BODY))
    export_warc(archive, tmp_path / "out.warc.gz")
    export_warc(archive, tmp_path / "out.warc")
    assert (tmp_path / "out.warc").read_bytes().startswith(b"WARC/1.1\r\n")
    assert read(tmp_path / "out.warc")[1:] == read(tmp_path / "out.warc.gz")[1:]


def test_a_stream_is_written_to_as_it_is(archive: Archive) -> None:
    """Standard output, for one."""
    archive.add(exchange("http://news.example/a", BODY))
    stream = io.BytesIO()
    done = export_warc(archive, stream)
    assert len(stream.getvalue()) == done.bytes
    assert gzip.decompress(stream.getvalue()).count(b"WARC/1.1\r\n") == done.records


@pytest.fixture
def four(archive: Archive) -> Archive:
    """Captures of two sources, three folders, four hours."""
    said = exchange("http://news.example/a", BODY)
    archive.add(said, source="one")
    archive.add(exchange("http://www.news.example/en/b", page("B", *LONG), hours=1), source="one")
    archive.add(exchange("http://news.example/english", page("C", *LONG), hours=2), source="two")
    archive.add(exchange("http://other.example/d", page("D", *LONG), hours=3))
    return archive


@pytest.mark.parametrize(
    ("where", "letters"),
    [
        (Selection(), "ABCD"),
        (Selection(source="one"), "AB"),
        (Selection(prefix="http://news.example/"), "ABC"),
        (Selection(prefix="news.example"), "ABC"),
        (Selection(prefix="https://news.example/en"), "BC"),
        (Selection(prefix="https://news.example/en/"), "B"),
        (Selection(since=DAY_ONE + timedelta(hours=2)), "CD"),
        (Selection(until=DAY_ONE + timedelta(hours=2)), "AB"),
        (Selection(source="one", since=DAY_ONE + timedelta(minutes=1)), "B"),
    ],
)
def test_a_selection_chooses_captures(
    four: Archive, tmp_path: Path, where: Selection, letters: str
) -> None:
    """By source, beginning of URL (scheme and www aside) and time."""
    names = {
        "A": "http://news.example/a", "B": "http://www.news.example/en/b",
        "C": "http://news.example/english", "D": "http://other.example/d",
    }  # fmt: skip
    done = export_warc(four, tmp_path / "out.warc", where=where)
    assert urls(tmp_path / "out.warc") == {names[letter] for letter in letters}
    assert (done.captures, done.pulled) == (len(letters), 0)


def test_an_original_outside_the_selection_comes_along(archive: Archive, tmp_path: Path) -> None:
    """Every revisit in the file resolves in the file."""
    archive.add(exchange("http://news.example/a", BODY))
    archive.add(exchange("http://news.example/x", b"else", hours=1))
    archive.add(exchange("http://news.example/a", BODY, hours=2))
    archive.add(exchange("http://news.example/a", status="304 Not Modified", hours=3))
    file = tmp_path / "out.warc"
    done = export_warc(archive, file, where=Selection(since=DAY_ONE + timedelta(hours=2)))
    assert (done.captures, done.pulled, done.orphans) == (3, 1, 0)
    records = {found.uri: found for found in read(file)}
    revisits = [found for found in records.values() if found.type == "revisit"]
    assert len(revisits) == 2
    for found in revisits:
        named = (found.field("WARC-Refers-To") or "").strip("<>")
        assert records[named].type == "response"


def test_warcinfo_records_of_imports_stand_at_the_end(archive: Archive, tmp_path: Path) -> None:
    """They come with the records that name them, even without the capture they are kept with."""
    named = [("WARC-Warcinfo-ID", f"<{uri(9)}>")]
    info = record("warcinfo", 9, b"software: x\r\n", content_type="application/warc-fields")
    answers = [
        record("response", n, response(), url=f"http://site.example/{n}", more=named)
        for n in (1, 2)
    ]
    import_warc(archive, written(tmp_path / "in.warc", info, *answers))
    file = tmp_path / "out.warc"
    export_warc(archive, file, where=Selection(prefix="site.example/2"))
    assert read(file)[1:] == [answers[1], info]


def test_orphans_are_counted(archive: Archive, tmp_path: Path) -> None:
    """A revisit whose original is in no file cannot resolve, and that is said."""
    more = [("WARC-Refers-To", f"<{uri(99)}>")]
    orphan = record("revisit", 1, response(b""), more=more)
    import_warc(archive, written(tmp_path / "in.warc", orphan))
    assert export_warc(archive, tmp_path / "out.warc").orphans == 1


def test_a_damaged_capture_is_left_out_and_named(four: Archive, tmp_path: Path) -> None:
    """The others are saved."""
    capture = four.capture("http://news.example/a")
    assert capture is not None
    four.connection.execute("UPDATE frame SET digest = x'00' WHERE id = ?", (capture.frame_id,))
    done = export_warc(four, tmp_path / "out.warc")
    assert (done.captures, done.pulled) == (3, 0)
    assert "http://news.example/a" in done.damaged[0]


def test_nothing_to_export_is_said_and_writes_nothing(four: Archive, tmp_path: Path) -> None:
    """Rather than a file with nothing in it."""
    for export in (export_warc, export_pages):
        with pytest.raises(NotFound, match="to export"):
            export(four, tmp_path / "out", where=Selection(prefix="nowhere.example"))
    assert [file.name for file in tmp_path.iterdir() if "out" in file.name] == []


def test_the_archive_is_never_overwritten(four: Archive) -> None:
    """Whatever name is given."""
    for export in (export_warc, export_pages):
        with pytest.raises(BadInput, match="the archive itself"):
            export(four, four.path)
    assert four.totals()["captures"] == 4


def test_an_unwritable_place_is_one_line(four: Archive, tmp_path: Path) -> None:
    """What was tried and what was found."""
    with pytest.raises(BadInput, match="No such file or directory; nothing was written"):
        export_warc(four, tmp_path / "missing" / "out.warc")
    with pytest.raises(BadInput, match="is a folder"):
        export_warc(four, tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_line_and_the_device_stays(four: Archive) -> None:
    """A device is written to, not replaced by a file."""
    with pytest.raises(DiskFull, match="no space left"):
        export_warc(four, Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


def test_a_failed_export_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """The new one takes its place only when it is whole."""
    file = tmp_path / "out.warc"
    file.write_bytes(b"old")

    def write() -> None:
        with target(file) as stream:
            stream.write(b"half of the new one")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        write()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("out.warc", b"old")]


def test_progress_reaches_the_end(four: Archive, tmp_path: Path) -> None:
    """Captures written of all."""
    told: list[tuple[int, int]] = []
    export_warc(four, tmp_path / "out.warc", progress=lambda *at: told.append(at))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_others_write_meanwhile_is_not_in_the_file(four: Archive, tmp_path: Path) -> None:
    """An export shows one state of the archive."""

    def write(done: int, total: int) -> None:
        if done == 1:
            with Archive.open(four.path) as other:
                other.add(exchange("http://news.example/late", b"late"))

    done = export_warc(four, tmp_path / "out.warc", progress=write)
    assert (done.captures, done.pulled) == (4, 0)
    assert four.totals()["captures"] == 5


# Texts


def test_pages_leave_one_a_line_with_their_current_text(archive: Archive, tmp_path: Path) -> None:
    """Of each page what it says now, and when that was first and last seen."""
    url = "http://news.example/a"
    archive.add(exchange(url, page("Old words", *LONG[:2])))
    archive.add(exchange(url, page("New words", *LONG), hours=1))
    archive.add(exchange(url, page("New words", *LONG), hours=2))
    archive.add(
        exchange("http://news.example/none", b"\x89PNG", fields="Content-Type: image/png\r\n")
    )
    file = tmp_path / "pages.jsonl"
    assert export_pages(archive, file) == 1
    (line,) = file.read_text("utf-8").splitlines()
    found = json.loads(line)
    assert (found["url"], found["title"], found["language"]) == (url, "New words", "en")
    assert LONG[2] in found["text"]
    assert found["captured"] == "2025-10-05T13:00:00.123456Z"
    assert found["last_captured"] == "2025-10-05T14:00:00.123456Z"
    assert set(found) >= {"authors", "published", "modified", "summary", "kind"}


def test_pages_are_selected_by_captures_that_show_them(four: Archive, tmp_path: Path) -> None:
    """By the same conditions."""
    file = tmp_path / "pages.jsonl"
    assert export_pages(four, file, where=Selection(source="one")) == 2
    assert export_pages(four, file, where=replace(Selection(), prefix="other.example")) == 1
