"""Pages for the tests of the cleaner: fixtures from disk, and small ones made on the spot."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures" / "clean"
SENTENCE = (
    "The council of the harbour town met on Tuesday and agreed, after a long debate, to repair "
    "the old sea wall before the winter storms arrive."
)


def fixture(name: str) -> bytes:
    """The bytes of a fixture."""
    return (FIXTURES / name).read_bytes()


def page(body: str, head: str = "", attributes: str = ' lang="en"') -> bytes:
    """A page in UTF-8 with this body and head."""
    return (
        f"<!doctype html><html{attributes}><head>{head}</head><body>{body}</body></html>".encode()
    )


def article(*paragraphs: str, head: str = "", title: str = "A title of its own") -> bytes:
    """A page with one article in it."""
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return page(f"<article><h1>{title}</h1>{words}</article>", head)


def pdf(lines: list[tuple[int, str]], info: str = "", trailer: str = "") -> bytes:
    """A one-page PDF with lines of Helvetica, each with the size of its type.

    Args:
        lines: size and words (Latin-1, no parentheses) from top to bottom.
        info: entries of the information dictionary.
        trailer: further entries of the trailer.
    """
    moves, height = [], 760
    for size, words in lines:
        moves.append(f"BT /F1 {size} Tf 72 {height} Td ({words}) Tj ET")
        height -= size + 4
    stream = "\n".join(moves).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< " + info.encode("latin-1") + b" >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R " % (len(objects) + 1)
    return out + trailer.encode() + b" >>\nstartxref\n%d\n%%%%EOF\n" % start
