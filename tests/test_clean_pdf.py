"""Text of PDFs: titles, properties, and files that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import extract_pdf
from archive.clean.article import Claim
from tests.documents import BOLD, Drawn, column, pdf_of
from tests.pages import pdf

LINES = [
    (24, "The state of the sea wall"),
    (11, "The council of the harbour town met on Tuesday and agreed to re-"),
    (11, "pair the old sea wall before the winter storms arrive, as the masons"),
    (11, "had asked it to do for several years."),
    (11, "A diver will look at the foundations in spring, and the harbour will"),
    (11, "stay closed to large ships until she has written down what she saw."),
]
PROSE = (
    "The council of the harbour town met on Tuesday and agreed to repair the old sea wall before "
    "the winter storms arrive, as the masons had asked it to do for several years."
)


def test_lines_are_joined_and_broken_words_mended() -> None:
    """A paragraph ends where the next word would have had room in its last line."""
    found = extract_pdf(pdf(LINES))
    assert [block.text for block in found.blocks] == [
        PROSE,
        "A diver will look at the foundations in spring, and the harbour will stay closed to "
        "large ships until she has written down what she saw.",
    ]


def test_the_heading_in_large_type_is_the_title() -> None:
    """Where the file names no title, its first page does."""
    found = extract_pdf(pdf(LINES))
    assert (found.kind, found.title) == ("document", "The state of the sea wall")


def test_what_the_file_says_of_itself_is_read() -> None:
    """Title, author and both dates of the information dictionary."""
    info = "/Title (On the wall) /Author (Bo Ek) /ModDate (D:2024) "
    info += "/CreationDate (D:20240506070809+02'00')"
    found = extract_pdf(pdf(LINES, info))
    assert (found.title, found.authors) == ("On the wall", ("Bo Ek",))
    assert (found.published, found.modified) == ("2024-05-06T07:08:09+02:00", "2024-01-01")


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - draft_final2.docx", "Untitled-1", "report_v3", "PowerPoint Presentation"],
)
def test_a_file_name_is_no_title(title: str) -> None:
    """Word processors put the name of the source file there, or their own."""
    found = extract_pdf(pdf(LINES, f"/Title ({title})"))
    assert found.title == "The state of the sea wall"


def test_a_title_left_over_from_another_document_gives_way() -> None:
    """Files are made from older ones, whose titles stay in their properties."""
    found = extract_pdf(pdf(LINES, "/Title (Minutes concerning lighthouse keepers)"))
    assert found.title == "The state of the sea wall"


def test_a_login_is_no_author() -> None:
    """Names of people have a space or a capital letter."""
    assert extract_pdf(pdf(LINES, "/Author (bek)")).authors == ()


def test_the_date_on_the_first_page_is_the_date_of_the_document() -> None:
    """Files are often made later; both are told, with where they stand."""
    pages = [[Drawn(72, 770, "Harbour town, 12 July 2024"), *column(PROSE, 72, 700, 60)]]
    found = extract_pdf(pdf_of(pages, "/CreationDate (D:20250102)"))
    assert found.claims == (
        Claim("published", "2025-01-02", "document", "CreationDate"),
        Claim("published", "2024-07-12", "text", "Harbour town, 12 July 2024"),
    )
    assert (found.published, found.reason) == (
        "2024-07-12",
        "the date on the first page: Harbour town, 12 July 2024",
    )


def test_what_stands_over_the_contents_is_no_title() -> None:
    """It is the largest type on many first pages."""
    pages = [[Drawn(72, 770, "Contents", 24, BOLD), *column(PROSE, 72, 700, 60)]]
    assert extract_pdf(pdf_of(pages)).title == ""


def test_a_scan_says_that_it_has_no_text_layer() -> None:
    """Scans have no text until somebody reads them."""
    found = extract_pdf(pdf_of([[], []], picture=[0, 1]))
    assert (found.text, found.note) == ("", "no text layer: all 2 pages are scanned")


def test_scanned_pages_among_others_are_counted() -> None:
    """The text of a report without that of its annexes is not the whole."""
    found = extract_pdf(pdf_of([column(PROSE, 72, 700, 60), [], []], picture=[2]))
    assert found.text
    assert found.note == "1 of 3 pages is without a text layer (scanned)"


def test_an_empty_page_is_no_scan() -> None:
    """There is nothing to recognise on it."""
    found = extract_pdf(pdf([]))
    assert (found.text, found.note) == ("", "no text: nothing on its pages")


def test_an_encrypted_pdf_says_so() -> None:
    """No password is tried but the empty one."""
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'0a' * 32}> /U <{'0b' * 32}> >> "
    found = extract_pdf(pdf(LINES, trailer=f"{lock}/ID [<{'0c' * 16}> <{'0c' * 16}>]"))
    assert (found.text, found.note) == ("", "the PDF is encrypted: a password is needed to read it")


@pytest.mark.parametrize("payload", [b"%PDF-1.4 and nothing more", b"", pdf(LINES)[:300]])
def test_a_broken_pdf_says_so(payload: bytes) -> None:
    """Bytes that are no PDF give a reason, not an exception."""
    assert extract_pdf(payload).note == "the PDF is damaged, or is none: it cannot be opened"


def test_a_pdf_without_pages_says_so() -> None:
    """Some programs write them."""
    assert extract_pdf(pdf_of([])).note == "the PDF has no pages"


def test_a_limit_that_is_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who quotes a long file must know that there is more of it."""
    monkeypatch.setattr("archive.clean.pdf.document._MOST_PAGES", 2)
    found = extract_pdf(pdf_of([column(PROSE, 72, 700, 60)] * 3))
    assert found.note == "only the first 2 of 3 pages are read"
    assert len(found.pages) == 2


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_pdf_never_raises(data: st.DataObject) -> None:
    """Whatever bytes are changed in it."""
    payload = bytearray(pdf_of([column(PROSE, 72, 700, 60)] * 2, "/Title (On the wall)"))
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(payload) - 1))
        payload[place] = data.draw(st.integers(0, 255))
    assert extract_pdf(bytes(payload)).kind == "document"
