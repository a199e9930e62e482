"""Pages of saved PDFs as pictures."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.leaves import leaf as leaves
from archive.leaves.gallery import Busy, Gallery, Kept, Turns
from archive.leaves.leaf import Leaf, Undrawn, is_pdf, leaf_of
from archive.leaves.png import png
from archive.memento import Memento
from tests.documents import Drawn, column, pdf_of
from tests.exchanges import exchange
from tests.house import greffe
from tests.saved_site import SITE, typed
from tests.servers.room import Served, serving

PAPER = f"{SITE}/paper?id=7"
WORDS = "The committee visited the prison and spoke with those who are held there. "
PDF = pdf_of([[Drawn(72, 760, f"Part {n}", 18), *column(WORDS * 8, 72, 720, 70)] for n in (1, 2)])
HOST = b"<p>Its report:</p><object data='/paper?id=7' type='application/pdf'>none</object>"
OWN = {"sec_fetch_site": "same-origin"}


def _fill(archive: Archive) -> None:
    archive.add(exchange(PAPER, PDF, fields=typed("application/octet-stream")))
    archive.add(exchange(f"{SITE}/host", HOST))
    archive.add(exchange(f"{SITE}/bad.pdf", b"%PDF-1.4\n%%EOF\n", fields=typed("application/pdf")))
    archive.add(exchange(f"{SITE}/about", b"<p>A file that begins with %PDF- is a PDF.</p>"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a PDF of two pages that is called something else."""
    path = tmp_path_factory.mktemp("leaves") / "greffe.db"
    with Archive.open(path) as archive:
        _fill(archive)
    return path


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """It, served."""
    with serving(path) as both:
        yield both


def _memento(archive: Archive, url: str) -> Memento:
    capture = archive.capture(url)
    assert capture is not None
    memento = archive.memento(capture)
    assert memento is not None
    return memento


def _pixels(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and pixels of a PNG as this program writes them."""
    width, height = struct.unpack(">II", picture[16:24])
    at, data = 8, b""
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        name, chunk = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack(">I", picture[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            name + chunk
        )
        data += chunk if name == b"IDAT" else b""
        at += 12 + size
    rows = zlib.decompress(data)
    step = 3 * width + 1
    return width, height, b"".join(rows[n * step + 1 : (n + 1) * step] for n in range(height))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 4), st.data())
def test_a_picture_has_the_pixels_it_was_made_of(
    width: int, height: int, padding: int, data: st.DataObject
) -> None:
    """Whatever stands between its rows."""
    stride = 3 * width + padding
    rows = data.draw(st.binary(min_size=stride * height, max_size=stride * height))
    wanted = b"".join(rows[n * stride : n * stride + 3 * width] for n in range(height))
    assert _pixels(png(width, height, rows, stride)) == (width, height, wanted)


def test_a_pdf_is_told_by_its_bytes_and_a_page_about_pdfs_is_none(path: Path) -> None:
    """Whatever its server called it."""
    with Archive.open(path, read_only=True) as archive:
        assert is_pdf(_memento(archive, PAPER))
        assert not is_pdf(_memento(archive, f"{SITE}/about"))


def test_a_page_is_drawn_and_differs_from_the_next(path: Path) -> None:
    """Dark words on white, of each page its own."""
    with Archive.open(path, read_only=True) as archive:
        one, two = (leaf_of(_memento(archive, PAPER), number) for number in (1, 2))
    assert isinstance(one, Leaf)
    assert isinstance(two, Leaf)
    assert (one.number, one.count, one.width) == (1, 2, 1400)
    width, height, pixels = _pixels(one.png)
    assert (width, height) == (one.width, one.height)
    assert pixels.startswith(b"\xff\xff\xff")
    assert b"\x00\x00\x00" in pixels
    assert pixels != _pixels(two.png)[2]


@pytest.mark.parametrize(("url", "number", "why"), [
    (PAPER, 3, "no such page"), (f"{SITE}/bad.pdf", 1, "cannot open"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_said(path: Path, url: str, number: int, why: str) -> None:
    """In a line."""
    with Archive.open(path, read_only=True) as archive:
        found = leaf_of(_memento(archive, url), number)
    assert isinstance(found, Undrawn)
    assert why in found.why


@pytest.mark.parametrize(("program", "patience", "why"), [
    ("import time; time.sleep(60)", 0.3, "longer than"), ("import os; os.abort()", 30, "died"),
])  # fmt: skip
def test_a_file_that_hangs_or_kills_what_draws_it_costs_its_picture_only(
    path: Path, monkeypatch: pytest.MonkeyPatch, program: str, patience: float, why: str
) -> None:
    """The process beside is ended."""
    monkeypatch.setattr(leaves, "COMMAND", (sys.executable, "-c", program))
    with Archive.open(path, read_only=True) as archive:
        found = leaf_of(_memento(archive, PAPER), 1, patience=patience)
    assert isinstance(found, Undrawn)
    assert why in found.why


def test_one_is_drawn_at_a_time_and_few_wait() -> None:
    """Who comes when too many wait is told to come again."""
    turns = Turns(waiting=0)
    with turns.taken(), pytest.raises(Busy), turns.taken():
        pass
    with turns.taken():
        pass


def test_pictures_are_kept_up_to_a_size_and_for_an_hour() -> None:
    """The oldest go first."""
    now = [0.0]
    kept: Kept[Leaf] = Kept(10, lambda: now[0])
    small = Leaf(1, 1, b"12345", 1, 1, "")
    for number in (1, 2, 3):
        kept.put((number, 1), small)
    assert [kept.get((number, 1)) for number in (1, 2, 3)] == [None, small, small]
    now[0] = 3601
    assert kept.get((3, 1)) is None


def test_a_page_is_drawn_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next who wants it is given the same."""
    gallery = Gallery()
    with Archive.open(path, read_only=True) as archive:
        memento = _memento(archive, PAPER)
        first = gallery.leaf(memento, 1)
        monkeypatch.setattr(leaves, "COMMAND", (sys.executable, "-c", "raise SystemExit"))
        assert gallery.leaf(memento, 1) is first


def test_the_reading_room_shows_a_pdf_page_by_page(served: Served) -> None:
    """The URL's own parameters are left alone; the text is beside the picture."""
    first = served.get(f"/picture/{PAPER}", **OWN)
    assert "Page 1 of 2" in first.text
    assert 'rel="prev"' not in first.text
    assert f'/{PAPER}&amp;greffe-page=2"' in first.text
    second = served.get(f"/picture/{PAPER}&greffe-page=2", **OWN).text
    assert "Page 2 of 2" in second
    assert 'rel="next"' not in second
    assert "The committee visited the prison" in second.partition("Text of this page</h2>")[2]
    picture = served.get(f"/picture.png/{PAPER}&greffe-page=2", **OWN)
    assert picture.headers["content-type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")
    assert served.get(f"/picture/{PAPER}&greffe-page=3", **OWN).status == 404


def test_its_record_and_its_replay_lead_to_its_pages(served: Served) -> None:
    """Also where only replay was asked for."""
    for path in (f"/page/{PAPER}", f"/replay/{PAPER}"):
        text = served.get(path).text
        assert "/picture/20" in text
        assert "See its pages" in text


def test_a_page_that_embeds_a_pdf_shows_its_pages_without_scripts(served: Served) -> None:
    """In a frame of the replay origin, with the next page a link away."""
    still = served.get(f"/still/{SITE}/host", replay=True).text
    assert f'<iframe src="/still/{PAPER}"></iframe>' in still
    frame = served.get(f"/still/{PAPER}", replay=True, sec_fetch_dest="iframe")
    assert "img-src 'self'" in frame.headers["content-security-policy"]
    assert "script" not in frame.headers["content-security-policy"]
    assert "Page 1 of 2" in frame.text
    next_ = frame.text.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Page 2 of 2" in served.get(next_, replay=True, sec_fetch_dest="iframe").text
    assert served.get(next_.replace("/instead/", "/leaf/"), replay=True).body.startswith(b"\x89PNG")
    assert served.get(f"/leaf/{SITE}/host", replay=True).status == 404


def test_a_page_of_a_pdf_is_written_to_a_file(path: Path, tmp_path: Path) -> None:
    """With its digest and that of what was captured."""
    out = tmp_path / "two.png"
    named = ("--archive", str(path), "picture", PAPER, "-o", str(out))
    done = greffe(tmp_path, *named, "--page", "2", "--json")
    assert done.code == 0
    (told,) = done.objects
    assert (told["page"], told["pages"], told["file"]) == (2, 2, str(out))
    assert out.stat().st_size == told["bytes"]
    again = greffe(tmp_path, *named)
    assert again.code == 65
    assert "is there already" in again.err
