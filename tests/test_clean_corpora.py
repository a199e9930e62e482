"""Real pages, where they lie beside the checkout: walls, Wix, and no false alarms."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.clean import extract, extract_pdf, wall

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


def corpus(*names: str) -> Path:
    """A folder or file of the corpora, or skip."""
    path = CORPORA.joinpath(*names)
    if not path.exists():
        pytest.skip(f"no corpora beside this checkout ({'/'.join(names)})")
    return path


def responses(path: Path) -> Iterator[tuple[str, int, list[tuple[str, str]], bytes]]:
    """URL, status, fields and payload of the responses of a WARC."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and record.http_headers:
                url = record.rec_headers["WARC-Target-URI"]
                status = int(record.http_headers.get_statuscode())
                yield url, status, record.http_headers.headers, record.content_stream().read()


def test_a_real_challenge_is_recognised_with_and_without_its_fields() -> None:
    """A page of Cloudflare's, by its field and by its template."""
    path = corpus("web", "warc-sites", "openzim__warc2zim", "main-entry-403.warc.gz")
    _, status, fields, body = next(response for response in responses(path) if response[1] == 403)
    assert "cf-mitigated" in str(wall(status, fields, body))
    assert "_cf_chl_opt" in str(wall(status, (), body))


@pytest.mark.slow
def test_no_real_page_is_taken_for_a_wall() -> None:
    """Not even if its status were one that refuses."""
    folder = corpus("extraction", "html")
    alarms = []
    for path in sorted(folder.iterdir()):
        body = gzip.decompress(path.read_bytes())
        alarms += [path.name for status in (200, 403) if wall(status, (), body)]
    assert alarms == []


@pytest.mark.slow
def test_no_end_of_page_is_left_on_real_wix_pages() -> None:
    """63 pages of one site."""
    (path,) = corpus("web", "warc-live").glob("*.warc.gz")
    pages = [(url, body) for url, _, _, body in responses(path) if b"<html" in body[:3000].lower()]
    texts = [extract(body, url).text.lower() for url, body in pages]
    assert len(texts) > 60
    assert not [text for text in texts if "top of page" in text or "bottom of page" in text]


def test_real_wix_posts_are_read() -> None:
    """Two posts with their chrome."""
    folder = corpus("web", "html-wix", "hhursev__recipe-scrapers")
    for path in sorted(folder.glob("*.testhtml")):
        found = extract(path.read_bytes(), "https://www.example.org/post/x")
        assert len(found.blocks) > 10
        assert found.published is not None
        assert "min read" not in found.text


def test_real_pdfs_have_text_or_a_reason() -> None:
    """Scans, encrypted and broken files included."""
    for path in sorted(corpus("web", "pdf").rglob("*.pdf")):
        found = extract_pdf(path.read_bytes())
        assert found.text or found.note, path.name


@pytest.mark.slow
def test_columns_of_the_federal_register_are_read_in_order() -> None:
    """Sentences that go on in the next column, and footnotes out of their way."""
    paths = sorted(corpus("web", "pdf").rglob("federal-register-*.pdf"))
    if not paths:
        pytest.skip("the Federal Register is not among the PDFs")
    found = extract_pdf(paths[0].read_bytes())
    texts = [block.text for block in found.blocks]
    for sentence in (
        "activation, airspeed disagree alert, and altitude disagree alert,[5] and may affect",
        "explain the reason for any recommended change, and include supporting data.",
    ):
        assert any(sentence in text for text in texts), sentence
    notes = [block.text for block in found.blocks if block.kind == "footnote"]
    names = [int(text[1 : text.index("]")]) for text in notes]
    assert names[:15] == list(range(1, 16))
    assert not any("VerDate" in text or text.startswith("Federal Register / Vol") for text in texts)
