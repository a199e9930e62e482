"""Text of PDFs."""

from __future__ import annotations

from archive.clean import extract_pdf
from tests.pages import pdf

LINES = [
    (24, "The state of the sea wall"),
    (11, "The council of the harbour town met on Tuesday and agreed to re-"),
    (11, "pair the old sea wall before the winter storms arrive, as the masons"),
    (11, "had asked it to do for several years."),
    (11, "A diver will look at the foundations in spring, and the harbour will"),
    (11, "stay closed to large ships until she has written down what she saw."),
]


def test_lines_are_joined_and_broken_words_mended() -> None:
    """A paragraph ends where its last line is short."""
    found = extract_pdf(pdf(LINES))
    assert [block.text for block in found.blocks] == [
        "The council of the harbour town met on Tuesday and agreed to repair the old sea wall "
        "before the winter storms arrive, as the masons had asked it to do for several years.",
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


def test_a_file_name_is_no_title() -> None:
    """Word processors put the name of the source file there."""
    found = extract_pdf(pdf(LINES, "/Title (Microsoft Word - draft_final2.docx)"))
    assert found.title == "The state of the sea wall"


def test_a_pdf_without_text_says_so() -> None:
    """Scans have no text until somebody reads them."""
    found = extract_pdf(pdf([]))
    assert (found.text, found.note) == ("", "no text, only pictures or drawings")


def test_an_encrypted_pdf_says_so() -> None:
    """No password is tried but the empty one."""
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'0a' * 32}> /U <{'0b' * 32}> >> "
    found = extract_pdf(pdf(LINES, trailer=f"{lock}/ID [<{'0c' * 16}> <{'0c' * 16}>]"))
    assert (found.text, found.note) == ("", "the PDF is encrypted: a password is needed to read it")


def test_a_broken_pdf_says_so() -> None:
    """Bytes that are no PDF give a reason, not an exception."""
    assert extract_pdf(b"%PDF-1.4 and nothing more").note.startswith("the PDF cannot be opened")
    assert extract_pdf(b"").note.startswith("the PDF cannot be opened")
