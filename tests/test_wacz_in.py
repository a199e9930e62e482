"""WACZ packages in: read where they lie, held against what they say of themselves."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.cli.main import run
from archive.errors import BadInput, Exit
from archive.formats import import_warc
from archive.formats.zipped import entries
from tests.warcs import CORPORA, needs_corpora, record, response

URL = "http://site.example/"
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def warc(*numbers: int) -> bytes:
    """A WARC file with these answers, a gzip member each."""
    parts = (record("response", n, response(), url=f"{URL}{n}").raw for n in numbers)
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def manifest(files: Mapping[str, bytes], **more: object) -> bytes:
    """``datapackage.json`` for these files."""
    resources = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in files.items()
    ]
    said = {"profile": "data-package", "wacz_version": "1.1.1", **more, "resources": resources}
    return json.dumps(said).encode()


def packed(path: Path, files: Mapping[str, bytes], method: int = STORED) -> Path:
    """A ZIP file of these."""
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def wacz(path: Path, files: Mapping[str, bytes], method: int = STORED) -> Path:
    """A package of these, with what it must say of them."""
    said = manifest(files)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(said).hexdigest()}"}
    about = {"datapackage.json": said, "datapackage-digest.json": json.dumps(digest).encode()}
    return packed(path, {**files, **about}, method)


FILES = {"archive/a.warc.gz": warc(1, 2), "archive/b.warc": gzip.decompress(warc(3))}
LISTS = {"pages/pages.jsonl": b"{}\n", "indexes/index.cdx.gz": gzip.compress(b"")}


@pytest.mark.parametrize("method", [STORED, DEFLATED], ids=["stored", "deflated"])
def test_a_package_is_read(archive: Archive, tmp_path: Path, method: int) -> None:
    """All its WARC files, stored or deflated, and nothing is doubtful."""
    result = import_warc(archive, wacz(tmp_path / "a.wacz", FILES | LISTS, method))
    assert (result.captures, result.skipped, result.doubtful) == (3, (), ())
    assert archive.capture(URL + "3") is not None


def test_the_draft_of_1_2_is_read(archive: Archive, tmp_path: Path) -> None:
    """Its profile is ``wacz`` and it has no version."""
    said = manifest(FILES, profile="wacz", wacz_version=None, home={"url": URL})
    result = import_warc(archive, packed(tmp_path / "a", FILES | {"datapackage.json": said}))
    assert (result.captures, result.doubtful) == (3, ())


def test_digests_of_1_0_are_known(archive: Archive, tmp_path: Path) -> None:
    """They were written in two parts."""
    (name, data), *_ = FILES.items()
    stats = {"hash": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    said = {"resources": [{"path": name, "stats": stats, "hashing": "sha256"}]}
    about = {name: data, "datapackage.json": json.dumps(said).encode()}
    assert import_warc(archive, packed(tmp_path / "a", about)).doubtful == ()
    stats["hash"] = "00" * 32
    about["datapackage.json"] = json.dumps(said).encode()
    assert len(import_warc(archive, packed(tmp_path / "a", about)).doubtful) == 1


@pytest.mark.parametrize(
    ("change", "member", "word"),
    [
        ({"archive/a.warc.gz": warc(1)}, "archive/a.warc.gz", "does not have the digest"),
        ({"archive/c.warc.gz": warc(4)}, "archive/c.warc.gz", "does not list it"),
        ({"datapackage.json": manifest(FILES, a=1)}, "datapackage.json", "datapackage-digest"),
        ({"datapackage.json": b"{"}, "datapackage.json", "lists no resources"),
    ],
    ids=["changed", "added", "manifest changed", "manifest broken"],
)
def test_what_is_not_as_the_package_says_is_doubtful(
    archive: Archive, tmp_path: Path, change: dict[str, bytes], member: str, word: str
) -> None:
    """It is read all the same."""
    said = manifest(FILES)
    digest = json.dumps({"hash": f"sha256:{hashlib.sha256(said).hexdigest()}"}).encode()
    about = {"datapackage.json": said, "datapackage-digest.json": digest}
    result = import_warc(archive, packed(tmp_path / "a.wacz", FILES | about | change))
    assert result.captures >= 2
    assert any(doubt.member == member and word in doubt.reason for doubt in result.doubtful)


def test_what_is_listed_and_missing_is_named(archive: Archive, tmp_path: Path) -> None:
    """By its path in the package."""
    said = manifest(FILES | {"archive/z.warc.gz": b""})
    result = import_warc(archive, packed(tmp_path / "a", FILES | {"datapackage.json": said}))
    assert [skip.member for skip in result.skipped] == ["archive/z.warc.gz"]


def test_a_package_of_packages_is_read(archive: Archive, tmp_path: Path) -> None:
    """Each with the checks of its own."""
    inner = {name: wacz(tmp_path / name, FILES).read_bytes() for name in ("a.wacz",)}
    bad = FILES | {"datapackage.json": manifest({**FILES, "archive/a.warc.gz": b""})}
    inner["b.wacz"] = packed(tmp_path / "b", bad).read_bytes()
    result = import_warc(archive, packed(tmp_path / "all.wacz", inner))
    assert (result.captures, result.duplicates) == (3, 3)
    assert [doubt.member for doubt in result.doubtful] == ["b.wacz/archive/a.warc.gz"]


def test_a_plain_zip_of_warc_files_is_read(archive: Archive, tmp_path: Path) -> None:
    """In any folder; it says nothing of itself, so that nothing is doubtful."""
    result = import_warc(archive, packed(tmp_path / "a.zip", {"deep/er/a.warc.gz": warc(1)}))
    assert (result.captures, result.doubtful) == (1, ())


# Damage


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_without_its_directory_a_package_is_read(
    archive: Archive, tmp_path: Path, cut: int
) -> None:
    """The end is what a broken download lacks."""
    file = wacz(tmp_path / "a.wacz", FILES)
    file.write_bytes(file.read_bytes()[:-cut])
    result = import_warc(archive, file)
    assert result.captures == 3
    assert "directory of the ZIP file cannot be read" in result.skipped[0].reason


@pytest.mark.parametrize("method", [STORED, DEFLATED], ids=["stored", "deflated"])
def test_a_package_that_was_streamed_is_read_without_its_directory(
    archive: Archive, tmp_path: Path, method: int
) -> None:
    """Sizes stand after the files then, and not before them."""

    class Stream(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in FILES.items():
            file.writestr(name, data)
    path = tmp_path / "a.wacz"
    path.write_bytes(stream.data[: stream.data.index(b"PK\x01\x02")])
    assert import_warc(archive, path).captures == 3


def test_a_package_cut_in_the_middle_gives_what_is_there(archive: Archive, tmp_path: Path) -> None:
    """Records before the cut."""
    file = wacz(tmp_path / "a.wacz", {"archive/a.warc.gz": warc(*range(9))})
    file.write_bytes(file.read_bytes()[:2000])
    result = import_warc(archive, file)
    assert 1 < result.captures < 9
    assert result.skipped


def test_damaged_deflate_data_costs_what_comes_after_it(archive: Archive, tmp_path: Path) -> None:
    """The other files of the package are read."""
    file = wacz(tmp_path / "a.wacz", FILES, DEFLATED)
    (first, *_), _ = entries(lambda: file.open("rb"))
    data = bytearray(file.read_bytes())
    data[first.start : first.start + first.packed] = b"\xff" * first.packed
    file.write_bytes(data)
    result = import_warc(archive, file)
    assert archive.capture(URL + "3") is not None
    assert {skip.member for skip in result.skipped} == {"archive/a.warc.gz"}


def test_an_encrypted_file_is_named(archive: Archive, tmp_path: Path) -> None:
    """And the others are read."""
    file = packed(tmp_path / "a", FILES)
    data = bytearray(file.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    result = import_warc(archive, file)
    assert [(skip.member, skip.reason) for skip in result.skipped] == [
        ("archive/a.warc.gz", "it is encrypted")
    ]
    assert result.captures == 1


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_random_damage_never_raises(archive: Archive, tmp_path: Path, data: st.DataObject) -> None:
    """A damaged package is read or refused."""
    file = wacz(tmp_path / "a.wacz", FILES, data.draw(st.sampled_from([STORED, DEFLATED])))
    whole = bytearray(file.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=5)):
        whole[at] = data.draw(st.integers(0, 255))
    file.write_bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))])
    try:
        import_warc(archive, file)
    except BadInput:
        return


# As a person meets it, and real ones


def test_a_zip_without_a_record_is_refused_in_one_line(archive: Archive, tmp_path: Path) -> None:
    """With what was found in it."""
    with pytest.raises(BadInput, match="ZIP file that holds no whole WARC record") as caught:
        import_warc(archive, packed(tmp_path / "a.wacz", {"archive/a.warc": b"nothing"}))
    assert "\n" not in str(caught.value)


def test_import_of_a_folder_takes_packages_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a package; what is wrong with which file in it."""
    (tmp_path / "in").mkdir()
    wacz(tmp_path / "in" / "a.wacz", FILES)
    (tmp_path / "in" / "b.warc.gz").write_bytes(warc(7))
    said = manifest(FILES | {"archive/a.warc.gz": b""})
    packed(tmp_path / "in" / "c.wacz", FILES | {"datapackage.json": said})
    assert run(["--archive", str(tmp_path / "a.db"), "import", str(tmp_path / "in")]) == Exit.PARTLY
    out, err = capsys.readouterr()
    assert [line.partition(": ")[2] for line in out.splitlines()[:-1]] == [
        "3 new captures", "1 new capture", "nothing new, 3 captures known already",
    ]  # fmt: skip
    assert out.splitlines()[-1] == "4 new captures from 3 files"
    assert "doubtful, at byte 0 of archive/a.warc.gz: it does not have the digest" in err


REAL = {
    "harvard-lil__scoop/example.com.wacz": 3,
    "harvard-lil__scoop/noarchive.netlify.app.wacz": 3,
    "sul-dlss__was_robot_suite/WACZ-Test.wacz": 52,
    "webrecorder__py-wacz/invalid_example_1.wacz": 0,
    "webrecorder__py-wacz/invalid_signed_example_1.wacz": 2,
    "webrecorder__py-wacz/valid_example_1.wacz": 1,
    "webrecorder__py-wacz/valid_example_2.wacz": 1,
    "webrecorder__py-wacz/valid_signed_example_1.wacz": 2,
}


@needs_corpora
@pytest.mark.parametrize(("name", "count"), REAL.items(), ids=list(REAL))
def test_packages_of_other_tools_are_read(archive: Archive, name: str, count: int) -> None:
    """What is invalid in two of them is no WARC file, and a signature, which is not looked at."""
    file = CORPORA / "wacz" / name
    if not count:
        with pytest.raises(BadInput, match="lists it, and it is not there"):
            import_warc(archive, file)
        return
    result = import_warc(archive, file)
    assert (result.captures, result.skipped, result.doubtful) == (count, (), ())
