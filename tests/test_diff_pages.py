"""Two PDFs of one address, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from tests.documents import column, pdf_of
from tests.exchanges import exchange
from tests.house import Ran, greffe

URL = "http://news.example/report.pdf"
_FIRST = "The delegation visited the prison in the spring and spoke to those who are held there."
_SECOND = "The cells of the old wing are far too small for the persons who are kept in them."
_THIRD = "The authorities are asked to answer within six months of the day of this report."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with a report, and the one that took its place."""
    other = _SECOND.replace("far too", "rather")
    with Archive.open(tmp_path / "greffe.db") as archive:
        for hours, pages in enumerate(((_FIRST, _SECOND, _THIRD), (_FIRST, other, _THIRD))):
            body = pdf_of([column(text, 72, 720, 50) for text in pages])
            fields = "Content-Type: application/pdf\r\n"
            archive.add(exchange(URL, body, fields=fields, hours=hours))
    return tmp_path


def _diff(folder: Path, *options: str) -> Ran:
    return greffe(folder, "diff", URL, *options)


def test_only_the_page_that_changed_is_shown(folder: Path) -> None:
    """With its number."""
    shown = _diff(folder).out
    assert "── page 2 ──" in shown
    assert "page 1" not in shown
    assert "page 3" not in shown
    assert "{+rather+}" in shown


def test_each_block_says_its_pages(folder: Path) -> None:
    """In JSON."""
    (found,) = _diff(folder, "--json").objects
    changed = [block for block in found["blocks"] if block["kind"] == "changed"]
    assert [(block["old_page"], block["new_page"]) for block in changed] == [(2, 2)]


def test_a_page_of_html_says_its_pages(folder: Path) -> None:
    """And that the others are left out."""
    assert _diff(folder, "--html", "out.html").code == 0
    kept = (folder / "out.html").read_text()
    assert ">Page 2</h2>" in kept
    assert "Page 3" not in kept
    assert "Pages on which nothing changed are left out" in kept
