"""What of a difference is no edit of the text: other readings of the same blocks, and echoes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.clean import Block
from archive.history.aside import echoes_of, without_echoes, without_read
from archive.history.diff import compared
from archive.history.observations import observations
from archive.history.surroundings import line, lines_of
from archive.observation import observed
from tests.exchanges import LONG, exchange, page

URL = "http://news.example/politics/a"
CAPTION = "Nine prisoners wait for the ferry to the island, in a picture of last spring."
NAMED = '<meta name="author" content="{}">'


def _added(archive: Archive, body: bytes, hours: float, *more: str) -> None:
    """A capture of whose page these lines were taken for its text, too."""
    one = exchange(URL, body, hours=hours)
    seen = observed(one)
    assert seen.article is not None
    blocks = (*seen.article.blocks, *(Block("paragraph", text) for text in more))
    archive.add(one, observation=replace(seen, article=replace(seen.article, blocks=blocks)))


def _paged(nonce: int, *beside: str) -> bytes:
    """An article with lines beside its text."""
    aside = "".join(f"<div class='side n{nonce}'>{text}</div>" for text in beside)
    return page("T", *LONG).replace(b"</article>", f"</article><aside>{aside}</aside>".encode())


@pytest.mark.parametrize("taken", [(0, 1), (1, 0)])
def test_a_block_that_both_pages_have_is_no_edit(archive: Archive, taken: tuple[int, int]) -> None:
    """Whichever of them it was taken for the text on; and that is told."""
    for hours, is_taken in enumerate(taken):
        _added(archive, _paged(hours, CAPTION), hours, *([CAPTION] if is_taken else []))
    _, second = observations(archive, URL)
    assert second.change == "unchanged"
    assert "blocks that both pages have" in second.evidence
    assert (second.added, second.removed) == (0, 0)


@pytest.mark.parametrize("taken", [(0, 1), (1, 0)])
def test_a_block_that_one_page_has_is_an_edit(archive: Archive, taken: tuple[int, int]) -> None:
    """It came, or went."""
    for hours, is_taken in enumerate(taken):
        beside = [CAPTION] if is_taken else []
        _added(archive, _paged(hours, *beside), hours, *beside)
    assert observations(archive, URL)[1].change == "edited"


def test_beside_an_edit_only_the_edit_is_counted(archive: Archive) -> None:
    """What both pages have is left out of its words."""
    other = _paged(1, CAPTION).replace(b"far too small", b"somewhat small")
    _added(archive, _paged(0, CAPTION), 0)
    _added(archive, other, 1, CAPTION)
    _, second = observations(archive, URL)
    assert (second.change, second.added, second.removed) == ("edited", 1, 2)


@pytest.mark.parametrize(
    ("status", "fields", "body", "lines"),
    [("200 OK", "Content-Type: text/html\r\n", b"<p>One&nbsp;&laquo;line&raquo;<p>Two",
      {"one 'line'", "two"}),
     ("200 OK", "Content-Type: application/pdf\r\n", b"%PDF-1.4 One", set()),
     ("404 Not Found", "Content-Type: text/html\r\n", b"", set())],
)  # fmt: skip
def test_lines_of_a_page_are_all_it_shows(
    archive: Archive, status: str, fields: str, body: bytes, lines: set[str]
) -> None:
    """Of what is no page none."""
    archive.add(exchange(URL, body, status=status, fields=fields))
    assert lines_of(archive.connection, 1) == lines


def test_another_author_named_in_the_text_is_metadata(archive: Archive) -> None:
    """In a line of its own, and within a sentence."""
    for hours, name in enumerate(("Anna Ahlberg", "Bo Ek")):
        lines = (f"By {name}", *LONG, f"{name} writes about prisons for this newspaper every week.")
        body = page("T", *lines, head=NAMED.format(name))
        _added(archive, body, hours, *([] if f"By {name}" in body.decode() else [f"By {name}"]))
    _, second = observations(archive, URL)
    assert second.change == "metadata"
    assert "Anna Ahlberg → Bo Ek" in second.evidence


_TEXT = st.text("ab .", min_size=1, max_size=8).filter(lambda text: text.strip(" ."))
_TEXTS = st.lists(_TEXT, max_size=6)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_nothing_is_left_of_what_both_pages_have(
    old: list[str], new: list[str], rest: list[str]
) -> None:
    """And without knowing the pages nothing is left out."""
    found = compared(*([Block("paragraph", text) for text in some] for some in (old, new)))
    every = frozenset(map(line, (*old, *new, *rest)))
    left = without_read(found, lambda: (every, every), echoes_of(found, None))
    assert not [block for block in left.blocks if block.kind in ("added", "removed")
                and line("".join(p.text for p in block.pieces)).strip(" .")]  # fmt: skip
    assert without_read(found, None, echoes_of(found, None)) is found
    nowhere = without_read(found, lambda: (frozenset(), frozenset()), echoes_of(found, None))
    assert nowhere.blocks == found.blocks
    assert without_echoes(found, echoes_of(found, (["x"], ["y"]))).blocks == found.blocks


def test_quotation_marks_and_dashes_that_cut_words_otherwise_are_noise() -> None:
    """Typography is no edit."""
    for old, new in (
        ("No fee–it’s a game.", "No fee-it's a game."),
        ("问题。“斑马鱼”好。", '问题。"斑马鱼"好。'),
    ):
        found = compared([Block("paragraph", old)], [Block("paragraph", new)])
        assert found.is_empty
        assert "marks" in found.noise_by_rule
