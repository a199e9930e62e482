"""WACZ files out: all that the format asks for, in one pass, and as browsers' readers want it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from archive.errors import BadInput, DiskFull, NotFound
from archive.formats.cdxj import Index, indexed
from archive.formats.selection import Selection
from archive.formats.wacz_out import export_wacz
from archive.formats.warc_in import import_warc
from tests.exchanges import LONG, exchange, page
from tests.peers import peer
from tests.saved_site import fill

HOST = "http://news.example"


@pytest.fixture
def site(archive: Archive) -> Archive:
    """Pages, of one two texts; an image, a frame, a failure, a document."""
    old, new = page("Old", *LONG[:2]), page("New", *LONG)
    png = "Content-Type: image/png\r\n"
    for one in (
        exchange(f"{HOST}/", page("Home", *LONG[1:]), how="seed"),
        exchange(f"{HOST}/a", old, how="link", hours=1),
        exchange(f"{HOST}/a", new, how="link", hours=2),
        exchange(f"{HOST}/a", new, how="link", hours=3),
        exchange(f"{HOST}/i.png", b"\x89PNG", fields=png, how="requisite"),
        exchange(f"{HOST}/frame", page("Frame", *LONG[2:]), how="requisite"),
        exchange(f"{HOST}/gone", page("Gone", *LONG), status="404 Not Found", how="link"),
        exchange(f"{HOST}/none", b"<p>", how="feed", hours=4),
        exchange(f"{HOST}/fails", response=b"", error="no such host"),
    ):
        archive.add(one)
    return archive


def opened(site: Archive, file: Path, **more: Any) -> zipfile.ZipFile:
    """Export, and open what was written."""
    done = export_wacz(site, file, **more)
    assert done.bytes == file.stat().st_size
    return zipfile.ZipFile(file)


def listed(package: zipfile.ZipFile) -> list[dict[str, Any]]:
    """The list of pages."""
    return [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]


def test_all_files_are_named_with_their_digests(site: Archive, tmp_path: Path) -> None:
    """In ``datapackage.json``, and that in its own digest."""
    with opened(site, tmp_path / "a.wacz", title="News") as package:
        assert package.testzip() is None
        about = json.loads(package.read("datapackage.json"))
        named = {one["path"]: one for one in about["resources"]}
        rest = {"datapackage.json", "datapackage-digest.json"}
        assert set(named) == set(package.namelist()) - rest
        for path, one in named.items():
            data = package.read(path)
            assert one["bytes"] == len(data)
            assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        digest = json.loads(package.read("datapackage-digest.json"))
        told = hashlib.sha256(package.read("datapackage.json")).hexdigest()
        assert digest == {"path": "datapackage.json", "hash": f"sha256:{told}"}
    assert (about["profile"], about["wacz_version"]) == ("data-package", "1.1.1")
    assert (about["title"], about["mainPageUrl"]) == ("News", f"{HOST}/")
    assert about["mainPageDate"] == "2025-10-05T12:00:00Z"
    assert about["software"].startswith("Greffe/")


def test_what_is_compressed_is_stored(site: Archive, tmp_path: Path) -> None:
    """So that a reader can ask for one record."""
    with opened(site, tmp_path / "a.wacz") as package:
        kinds = {entry.filename: entry.compress_type for entry in package.infolist()}
        stored = {name for name, kind in kinds.items() if kind == zipfile.ZIP_STORED}
        assert stored == {"archive/data.warc.gz", "indexes/index.cdx.gz"}


def test_pages_are_texts_with_their_times_and_no_parts(site: Archive, tmp_path: Path) -> None:
    """Seeds first; every text once; no requisite, no error; where there is no text, the page."""
    with opened(site, tmp_path / "a.wacz") as package:
        header, *pages = listed(package)
    assert header["format"] == "json-pages-1.0"
    assert [(one["url"], one["ts"], one["title"]) for one in pages] == [
        (f"{HOST}/", "2025-10-05T12:00:00Z", "Home"),
        (f"{HOST}/a", "2025-10-05T13:00:00Z", "Old"),
        (f"{HOST}/a", "2025-10-05T14:00:00Z", "New"),
        (f"{HOST}/none", "2025-10-05T16:00:00Z", f"{HOST}/none"),
    ]
    assert LONG[2] in pages[2]["text"]
    assert "text" not in pages[3]
    assert len({one["id"] for one in pages}) == 4


def test_the_index_is_that_of_the_warc_in_blocks(site: Archive, tmp_path: Path) -> None:
    """Each block where the list of blocks says, with the digest it says."""
    for number in range(1100):
        site.add(exchange(f"{HOST}/n/{number}", b"%d" % number, fields="Content-Type: a/b\r\n"))
    with opened(site, tmp_path / "a.wacz") as package:
        data, blocks = package.read("indexes/index.cdx.gz"), package.read("indexes/index.idx")
        package.extract("archive/data.warc.gz", tmp_path)
    index = Index()
    indexed(tmp_path / "archive" / "data.warc.gz", index)
    assert gzip.decompress(data).splitlines(keepends=True) == list(index.closed())
    meta, *rest = blocks.decode().splitlines()
    assert json.loads(meta.split(" ", 2)[2]) == {
        "format": "cdxj-gzip-1.0", "filename": "index.cdx.gz",
    }  # fmt: skip
    assert len(rest) == 2
    for line in rest:
        key, time, place = line.split(" ", 2)
        where = json.loads(place)
        block = data[where["offset"] : where["offset"] + where["length"]]
        assert gzip.decompress(block).startswith(f"{key} {time} {{".encode())
        assert where["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"


def test_headers_are_as_wabac_reads_them(site: Archive, tmp_path: Path) -> None:
    """It takes a file to begin right after its name where the list at the end has no extra field.

    The files' own headers have one, as their sizes are not known before.
    """
    with opened(site, tmp_path / "a.wacz") as package:
        raw = (tmp_path / "a.wacz").read_bytes()
        for entry in package.infolist():
            (size,) = struct.unpack_from("<H", raw, entry.header_offset + 28)
            assert bool(entry.extra) == bool(size), entry.filename


def test_a_stream_holds_the_same_files(site: Archive, tmp_path: Path) -> None:
    """Standard output cannot be gone back in."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def write(self, data: Any) -> int:
            self.data += data
            return len(data)

    pipe = Pipe()
    done = export_wacz(site, pipe)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(pipe.data)) as package:
        assert package.testzip() is None
        assert len(listed(package)) == 5
    assert done.bytes == len(pipe.data)


def test_a_package_comes_back(site: Archive, tmp_path: Path) -> None:
    """It is imported like any other, and what it says of itself holds."""
    with opened(site, tmp_path / "a.wacz", where=Selection(prefix=f"{HOST}/a")) as package:
        about = json.loads(package.read("datapackage.json"))
    assert f"- prefix: {HOST}/a" in about["description"]
    with Archive.open(tmp_path / "again.db") as again:
        done = import_warc(again, tmp_path / "a.wacz")
    assert (done.captures, done.skipped, done.doubtful) == (3, (), ())


def test_nothing_is_left_of_what_fails(site: Archive, tmp_path: Path) -> None:
    """No captures, no space, the archive's own name."""
    before = sorted(tmp_path.iterdir())
    with pytest.raises(NotFound):
        export_wacz(site, tmp_path / "a.wacz", where=Selection(prefix="nowhere.example"))
    with pytest.raises(BadInput, match="the archive itself"):
        export_wacz(site, site.path)

    def stop(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull, match="no space left"):
        export_wacz(site, tmp_path / "a.wacz", progress=stop)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.slow
def test_wacz_validate_agrees(archive: Archive, tmp_path: Path) -> None:
    """The format's own checker."""
    fill(archive)
    export_wacz(archive, tmp_path / "a.wacz")
    tool = peer("wacz", "wacz")
    done = subprocess.run(
        [tool, "validate", "-f", tmp_path / "a.wacz"], capture_output=True, text=True
    )
    assert (done.returncode, "is valid" in done.stdout) == (0, True), done.stdout
