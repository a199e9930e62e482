"""Records in segments (WARC 1.1, 7): joined over files, kept as they came, missing parts named."""

from __future__ import annotations

import hashlib
import random
from itertools import permutations
from pathlib import Path

import pytest

from archive import Archive
from archive.cli.main import run
from archive.errors import Exit
from archive.formats import Import, Imported, export_warc, import_warc
from archive.store.records import Record, answer_of
from tests.warcs import PAGE, record, response, uri, written

URL = "http://site.example/a"


def segments(block: bytes, count: int = 3, total: int | None = None) -> list[Record]:
    """A response in segments of about the same length."""
    size = -(-len(block) // count)
    parts = [block[at : at + size] for at in range(0, len(block), size)]
    first = record("response", 1, parts[0], more=[("WARC-Segment-Number", "1")])
    found = [first]
    for number, part in enumerate(parts[1:], 2):
        more = [("WARC-Segment-Number", str(number)), ("WARC-Segment-Origin-ID", f"<{uri(1)}>")]
        if number == len(parts):
            said = len(block) if total is None else total
            more.append(("WARC-Segment-Total-Length", str(said)))
        found.append(record("continuation", number, part, more=more))
    return found


def imported(archive: Archive, folder: Path, *parts: Record) -> list[Imported]:
    """What came of importing each record from a file of its own, in one run; then of the rest."""
    run = Import(archive)
    done = [run.file(written(folder / f"{number}.warc", part)) for number, part in enumerate(parts)]
    return [*done, run.rest()]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_segments_in_several_files_are_one_capture(
    archive: Archive, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """In whatever order they are read: page, digest and text are those of the whole record."""
    parts = segments(response())
    rest = imported(archive, tmp_path, *(parts[at] for at in order))[-1]
    assert (rest.skipped, rest.doubtful) == ((), ())
    (capture,) = archive.all_captures()
    assert (capture.outcome, capture.size) == ("ok", len(PAGE))
    assert capture.digest == hashlib.sha256(PAGE).digest()
    version = archive.version_of(capture)
    assert version is not None
    assert "sanitary annexes" in version.text
    memento = archive.memento(capture)
    assert memento is not None
    assert memento.body() == (PAGE, None)


def test_segments_are_kept_as_they_came_and_leave_so(archive: Archive, tmp_path: Path) -> None:
    """Nothing is written anew: each record can be proven by its own digest."""
    parts = segments(response())
    import_warc(archive, written(tmp_path / "a.warc", *parts))
    (capture,) = archive.all_captures()
    assert list(archive.records(capture)) == parts
    export_warc(archive, tmp_path / "out.warc")
    with Archive.open(tmp_path / "copy.db") as copy:
        import_warc(copy, tmp_path / "out.warc")
        (again,) = copy.all_captures()
        assert [r for r in copy.records(again) if r.type != "warcinfo"] == parts
        assert again.digest == capture.digest


def test_a_request_joins_the_segmented_answer(archive: Archive, tmp_path: Path) -> None:
    """Though the answer is whole only when the last file has been read."""
    first, second = segments(response(), 2)
    asked = record("request", 9, b"GET /a HTTP/1.1\r\n\r\n")
    run = Import(archive)
    run.file(written(tmp_path / "a.warc", first, asked))
    run.file(written(tmp_path / "b.warc", second))
    run.rest()
    (capture,) = archive.all_captures()
    assert archive.records(capture) == (first, asked, second)


def test_a_missing_segment_is_named_and_the_beginning_kept(
    archive: Archive, tmp_path: Path
) -> None:
    """As a capture cut off; all files together give the whole one."""
    parts = segments(response(PAGE * 3))
    rest = imported(archive, tmp_path, parts[0], parts[2])[-1]
    (skip,) = rest.skipped
    assert skip.reason.startswith(f"segment 2 of {uri(1)} not in the files that were read")
    assert (skip.offset, skip.member) == (0, str(tmp_path / "0.warc"))
    (capture,) = archive.all_captures()
    assert capture.outcome == "partial"
    answer = answer_of(archive.records(capture))
    assert answer is not None
    assert answer.block == parts[0].block
    assert imported(archive, tmp_path, *parts)[-1].skipped == ()
    assert {c.outcome for c in archive.captures(URL)} == {"partial", "ok"}


def test_segments_without_the_first_are_named(archive: Archive, tmp_path: Path) -> None:
    """They show nothing by themselves."""
    parts = segments(response())
    rest = imported(archive, tmp_path, *parts[1:])[-1]
    assert [skip.member for skip in rest.skipped] == [str(tmp_path / f"{n}.warc") for n in (0, 1)]
    assert all("the first segment of" in skip.reason for skip in rest.skipped)
    assert not list(archive.all_captures())


def test_a_wrong_total_length_is_doubtful(archive: Archive, tmp_path: Path) -> None:
    """The record is kept."""
    result = import_warc(archive, written(tmp_path / "a.warc", *segments(response(), total=5)))
    assert result.captures == 1
    assert "the last one says 5" in result.doubtful[0].reason


def test_a_continuation_of_nothing_is_named(archive: Archive, tmp_path: Path) -> None:
    """Without the id of the first segment nobody knows where it belongs."""
    alone = record("continuation", 2, b"x", more=[("WARC-Segment-Number", "2")])
    result = import_warc(archive, written(tmp_path / "a.warc", alone))
    assert "WARC-Segment-Origin-ID" in result.skipped[0].reason


def test_segmented_files_read_again_add_nothing(archive: Archive, tmp_path: Path) -> None:
    """All of them, or one by one."""
    parts = segments(response())
    imported(archive, tmp_path, *parts)
    assert sum(done.captures for done in imported(archive, tmp_path, *parts)) == 0
    for part in parts:
        again = import_warc(archive, written(tmp_path / "a.warc", part))
        assert (again.captures, again.skipped) == (0, ())


def test_a_folder_of_segments_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a file, then what of all of them."""
    (tmp_path / "in").mkdir()
    for number, part in enumerate(segments(random.Random(1).randbytes(300))):
        written(tmp_path / "in" / f"{number}.warc", part) if number != 1 else None
    assert run(["--archive", str(tmp_path / "a.db"), "import", str(tmp_path / "in")]) == Exit.PARTLY
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "0 new captures from 2 files"
    assert f"segment 2 of {uri(1)}" in said.err
