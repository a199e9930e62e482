"""How a stored text falls into blocks."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import Archive
from archive.clean import Article, Block, extract_pdf
from archive.clean.article import BlockKind
from archive.store.outline import blocks_of, outline_of, pages_of
from archive.store.schema import migrations
from tests.documents import column, pdf_of
from tests.exchanges import LONG, exchange, page

BLOCKS = st.lists(st.builds(Block, st.sampled_from(get_args(BlockKind)), st.text(max_size=40)))


@given(blocks=BLOCKS)
def test_blocks_come_back_from_text_and_outline(blocks: list[Block]) -> None:
    """Whatever their words are: blank lines, dashes, nothing."""
    text = Article("article", blocks=tuple(blocks)).full
    assert blocks_of(text, outline_of(blocks)) == tuple(blocks)


@given(blocks=BLOCKS, data=st.data())
def test_pages_come_back_from_the_outline(blocks: list[Block], data: st.DataObject) -> None:
    """Pages on which no block begins, and those after the last one, too."""
    pages = tuple(sorted(data.draw(st.lists(st.integers(0, len(blocks)), max_size=9))))
    outline = outline_of(blocks, pages)
    assert pages_of(outline) == pages
    assert blocks_of(Article("document", blocks=tuple(blocks)).full, outline) == tuple(blocks)


def test_the_pages_of_a_pdf_are_kept(archive: Archive) -> None:
    """A citation names them, and two PDFs are compared page by page."""
    body = pdf_of([column(" ".join(LONG), 72, 760, 60)] * 2)
    fields = "Content-Type: application/pdf\r\n"
    archive.add(exchange("http://news.example/a.pdf", body, fields=fields))
    (version,) = archive.versions("http://news.example/a.pdf")
    assert version.pages == extract_pdf(body).pages
    assert len(version.pages) == 2


@pytest.mark.parametrize("outline", ["p3", "p30", "x5", "p", "5", "p5p0", "h5 ", "i3"])
def test_an_outline_of_another_text_is_refused(outline: str) -> None:
    """As damage makes one."""
    assert blocks_of("words", "p5") == (Block("paragraph", "words"),)
    with pytest.raises(ValueError, match=r"outline|block"):
        blocks_of("words", outline)


def test_each_kind_has_a_letter_of_its_own() -> None:
    """Or blocks would change their kind."""
    assert len({kind[0] for kind in get_args(BlockKind)}) == len(get_args(BlockKind))


def test_texts_of_older_archives_get_outlines(archive: Archive) -> None:
    """And the same blocks as before, and the words are found."""
    archive.add(exchange("http://news.example/a", page("Title", *LONG, "<li>one</li>")))
    (version,) = archive.versions("http://news.example/a")
    listed = json.dumps([[block.kind, block.text] for block in version.blocks])
    run = archive.connection.execute
    run("UPDATE version SET blocks = ?", (listed,))
    run("DELETE FROM _sqlite_migrations WHERE name = 'outlines'")
    migrations.apply(Database(archive.connection, strict=True))
    assert archive.versions("http://news.example/a") == [version]
    assert archive.search("delegation").hits
