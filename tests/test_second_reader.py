"""What Greffe writes, as another project's reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.errors import BadInput
from archive.formats import export_warc
from archive.formats.second_reader import checked
from tests.exchanges import LONG, exchange, page
from tests.house import greffe


@pytest.fixture
def written(archive: Archive, tmp_path: Path) -> Path:
    """A WARC file with a response, its revisit and a chunked one."""
    archive.add(exchange("http://news.example/a", page("T", *LONG)))
    archive.add(exchange("http://news.example/a", page("T", *LONG), hours=1))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n"
    archive.add(exchange("http://news.example/b", response=chunked))
    file = tmp_path / "out.warc"
    export_warc(archive, file)
    return file


def test_warcio_verifies_what_was_written(written: Path) -> None:
    """Every record is read; all digests but those of revisits are computed and right."""
    result = checked(written)
    assert result.problems == ()
    assert result.records == 10
    assert result.verified == 9


def test_a_flipped_byte_is_found(written: Path) -> None:
    """With the offset of the record it is in."""
    data = written.read_bytes()
    at = data.index(b"The delegation visited")
    written.write_bytes(data[:at] + b"X" + data[at + 1 :])
    result = checked(written)
    assert len(result.problems) == 2
    offset, words = result.problems[0]
    assert 0 < offset < at
    assert "digest failed" in words


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """In one line."""
    with pytest.raises(BadInput, match="cannot read"):
        checked(tmp_path / "none.warc")


def test_export_can_be_checked_at_once(archive: Archive, tmp_path: Path) -> None:
    """``--check`` says what was read and compared."""
    archive.add(exchange("http://news.example/a", page("T", *LONG)))
    ran = greffe(tmp_path, "export", "warc", "out.warc.gz", "--check")
    assert ran.code == 0, ran
    assert "warcio reads all 4 records; digests of 4 computed and equal" in ran.err
