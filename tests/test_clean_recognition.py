"""Text of scanned pages. What needs Tesseract is skipped where it is not installed."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from archive.clean import extract_pdf
from archive.clean.recognition import Tesseract
from archive.errors import BadInput
from tests.documents import PROSE, Drawn, column, pdf_of

TEXT = "The council agreed to repair the old sea wall before the winter storms arrive."
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed (tesseract-ocr)"
)


def scan(drawn: list[Drawn]) -> bytes:
    """A PDF whose one page is a picture of a page."""
    source = pdfium.PdfDocument(pdf_of([drawn]))
    bitmap = source[0].render(scale=150 / 72, grayscale=True)
    pixels = bytes(bitmap.buffer)
    rows = (pixels[n * bitmap.stride :][: bitmap.width] for n in range(bitmap.height))
    picture = b"".join(rows)
    head = b"/Subtype /Image /Width %d /Height %d" % (bitmap.width, bitmap.height)
    old = b"/Subtype /Image /Width 1 /Height 1"
    payload = pdf_of([[]], picture=[0]).replace(b"400 0 0 400 72 200 cm", b"595 0 0 842 0 0 cm")
    payload = payload.replace(old, head).replace(
        b"/Length 1 >>\nstream\n\x80", b"/Length %d >>\nstream\n%s" % (len(picture), picture)
    )
    source.close()
    return payload


def fake(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in the place of Tesseract."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


FAKE = """case "$1" in
--version) echo "tesseract 5.9.9";;
--list-langs) echo "List of languages:"; echo eng; echo fra;;
*) cat > /dev/null; %s;;
esac"""


@needs_tesseract
@pytest.mark.slow
def test_a_scan_is_recognised_where_it_is_asked_for() -> None:
    """Never silently: the stamp and the note say by what."""
    payload = scan(column(TEXT, 72, 700, 60, 14, PROSE))
    assert extract_pdf(payload).note == "no text layer: its page is scanned"
    found = extract_pdf(payload, Tesseract(["eng"]))
    assert found.text == TEXT
    assert found.note.startswith("text of 1 page recognised by tesseract ")
    assert found.note.endswith(" (eng)")
    assert " tesseract/" in found.extractor


def test_a_page_with_text_is_not_recognised_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the file says is truer than what is seen."""
    fake(tmp_path, FAKE % "exit 1", monkeypatch)
    found = extract_pdf(pdf_of([column(TEXT, 72, 700, 60)]), Tesseract(["eng"]))
    assert (found.text, found.note) == (TEXT, "")
    assert "tesseract" not in found.extractor


def test_words_are_read_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, in the order of Tesseract, without smears."""
    line = (
        "<div class='ocr_carea'><span class='ocr_line' id='line_1_{n}' title='bbox 100 {top} 900 "
        "{bottom}; baseline 0 -10; x_size 40'>{words}</span></div>"
    )
    word = (
        "<span class='ocrx_word' title='bbox 100 {top} 300 {bottom}; x_wconf {sure}'>{word}</span>"
    )
    lines = []
    for n, words in enumerate((("The", 90), ("wall", 20)), 1):
        smear = word.format(top=100 * n, bottom=100 * n + 40, sure=10, word="~|")
        inside = word.format(top=100 * n, bottom=100 * n + 40, sure=words[1], word=words[0])
        lines.append(line.format(n=n, top=100 * n, bottom=100 * n + 40, words=inside + smear))
    (tmp_path / "page.html").write_text(f"<html><body>{''.join(lines)}</body></html>")
    fake(tmp_path, FAKE % f"cat {tmp_path}/page.html", monkeypatch)
    found = extract_pdf(pdf_of([[]], picture=[0]), Tesseract(["fra", "eng"]))
    assert " ".join(found.text.split()) == "The wall"
    assert found.note == "text of 1 page recognised by tesseract 5.9.9 (fra+eng)"


@pytest.mark.parametrize("script", ["exit 1", "sleep 20"])
def test_a_page_that_fails_or_takes_too_long_is_told(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are recognised all the same."""
    fake(tmp_path, FAKE % script, monkeypatch)
    found = extract_pdf(pdf_of([[]], picture=[0]), Tesseract(["eng"], page_seconds=0.3))
    assert found.note == (
        "1 page not recognised: tesseract failed or took too long; no text layer: its page is "
        "scanned"
    )


def test_the_time_of_a_document_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are left are counted."""
    fake(tmp_path, FAKE % "echo '<html><body></body></html>'", monkeypatch)
    times = iter([0, 0, 50, 100, 150, 200, 250])
    ocr = Tesseract(["eng"], seconds=60, clock=lambda: float(next(times)))
    note = extract_pdf(pdf_of([[]] * 4, picture=[0, 1, 2, 3]), ocr).note
    assert "text of 2 pages recognised" in note
    assert "2 pages not recognised: 60 seconds were over" in note


def test_a_language_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what there is, and how to get it."""
    fake(tmp_path, FAKE % "exit 1", monkeypatch)
    with pytest.raises(BadInput, match=r"no language 'deu'; .*eng, fra.*tesseract-ocr-deu"):
        Tesseract(["deu", "eng"])


def test_without_tesseract_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match=r"tesseract is not installed.*apt install tesseract-ocr"):
        Tesseract()
