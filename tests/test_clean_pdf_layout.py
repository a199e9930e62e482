"""PDFs as they are laid out: columns, footnotes, running heads, tables, pages.

The report is written in the manner of reports to governments: a cover, a contents page, numbered
paragraphs, footnotes, a reference at the head of each page.
"""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import Block, extract_pdf
from tests.documents import BODY, BOLD, PROSE, Drawn, column, pdf_of

HEAD = "HPC/Inf (2024) 14"
FIRST = (
    "The delegation of the Committee came to the harbour prison on Tuesday and spoke with the "
    "persons held there, alone and at length, as the Convention allows it to do."
)
SECOND = (
    "The cells of the second wing were found to be damp, and the windows could not be opened. The "
    "governor told the delegation that repairs had been asked for in spring, and that the ministry "
    "had not ans-"
)
REST = (
    "wered so far. The Committee recommends that the repairs begin without delay and that the self-"
)
LAST = "harm of two prisoners be looked into. Other cases of self-harm had been noted before."
LEFT = (
    "On the left the masons write that the wall was sound until the storm of January, when a ship "
    "without lights struck it twice and went down outside the harbour."
)
RIGHT = (
    "On the right the council answers that it has seen no proof of the ship, and that the wall had "
    "not been looked at by anybody for eleven years before that night."
)


def foot(number: int) -> Drawn:
    """A page number."""
    return Drawn(290, 40, f"- {number} -")


def report() -> list[list[Drawn]]:
    """Four pages of a report."""
    cover = [
        Drawn(72, 800, HEAD),
        Drawn(360, 800, "Strasbourg, 12 July 2024"),
        Drawn(72, 600, "Report to the Government", 20, BOLD),
        Drawn(72, 576, "on the visit to the harbour prison", 20, BOLD),
        foot(1),
    ]
    contents = [Drawn(72, 800, HEAD), Drawn(72, 760, "CONTENTS", 12, BOLD), foot(2)]
    for number, title in enumerate(("A. The visit", "B. The cells")):
        contents.append(Drawn(72, 730 - 16 * number, f"{title} {'.' * (60 - len(title))} 3"))
    third = [
        Drawn(72, 800, HEAD),
        Drawn(72, 760, "A. The visit", 12, BOLD),
        *column(f"1.    {FIRST}", 72, 735, 70),
        Drawn(72, 680, "B. The cells", 12, BOLD),
        *column(f"2.    {SECOND}", 72, 655, 70),
        Drawn(72, 110, "1", 5, rise=3),
        Drawn(78, 110, "Report on the visit of 2019, paragraph 12, which the ministry has", 8),
        Drawn(72, 100, "not made public, and", 8),
        foot(3),
    ]
    fourth = [
        Drawn(72, 800, HEAD),
        *column(REST, 72, 760, 70),
        *column(LAST, 72, 736, 70),
        Drawn(72, 110, "its annex.", 8),
        foot(4),
    ]
    return [cover, contents, third, fourth]


def test_a_report_is_read_as_a_person_reads_it() -> None:
    """Contents are rows, paragraphs go on across pages, footnotes are joined and told apart."""
    found = extract_pdf(pdf_of(report(), outline=["A. The visit"]))
    assert found.title == "Report to the Government on the visit to the harbour prison"
    assert found.published == "2024-07-12"
    second = SECOND.removesuffix("ans-") + "answered" + REST.removeprefix("wered") + LAST
    assert found.blocks == (
        Block("row", f"{HEAD} | Strasbourg, 12 July 2024"),
        Block("heading", "CONTENTS"),
        Block("row", "A. The visit | 3"),
        Block("row", "B. The cells | 3"),
        Block("heading", "A. The visit"),
        Block("paragraph", f"1. {FIRST}"),
        Block("heading", "B. The cells"),
        Block("paragraph", f"2. {second}"),
        Block(
            "footnote",
            "[1] Report on the visit of 2019, paragraph 12, which the ministry has not made "
            "public, and its annex.",
        ),
    )


def test_the_page_on_which_a_block_begins_is_kept() -> None:
    """A page on which none begins has the number of the next one, or of the end."""
    found = extract_pdf(pdf_of(report()))
    assert found.pages == (0, 1, 4, 9)
    assert found.blocks[found.pages[2]].text == "A. The visit"


def test_a_bookmark_names_a_heading() -> None:
    """Even one that is set like the text."""
    page = [Drawn(72, 760, "The visit to the north"), *column(FIRST, 72, 730, 70)]
    assert extract_pdf(pdf_of([page])).blocks[0].kind == "paragraph"
    marked = extract_pdf(
        pdf_of([page], "/Title (On the Convention)", outline=["The visit to the north"])
    )
    assert marked.blocks[0] == Block("heading", "The visit to the north")


def test_the_mark_of_a_footnote_is_no_digit_of_the_text() -> None:
    """A year with a small 3 behind it is not the number 20243."""
    page = [
        *column("The ministry wrote about the wall in spring 2024", 72, 760, 70),
        Drawn(360, 760, "3", 6, rise=3),
        Drawn(366, 760, "and did nothing."),
        Drawn(72, 100, "3", 5, rise=3),
        Drawn(78, 100, "Letter of 4 May, not answered.", 8),
    ]
    assert extract_pdf(pdf_of([page])).blocks == (
        Block("paragraph", "The ministry wrote about the wall in spring 2024[3] and did nothing."),
        Block("footnote", "[3] Letter of 4 May, not answered."),
    )


def test_small_type_without_a_number_is_no_footnote() -> None:
    """A remark at the foot of a page stays what it is."""
    page = [*column(FIRST, 72, 760, 70), *column("All names were changed.", 72, 100, 70, 8)]
    assert [block.kind for block in extract_pdf(pdf_of([page])).blocks] == ["paragraph"] * 2


def test_columns_are_read_one_after_the_other() -> None:
    """Whether the file draws them so or line by line across both."""
    left, right = column(LEFT, 72, 700, 30), column(RIGHT, 320, 700, 30)
    heading = Drawn(72, 760, "Two views of the old wall", 16, BOLD)
    across = [line for pair in zip(left, right, strict=True) for line in pair]
    for drawn in (left + right, right + left, across):
        found = extract_pdf(pdf_of([[heading, *drawn]]))
        assert [block.text for block in found.blocks] == [LEFT, RIGHT]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    """And in the second column of the page after a box at its head."""
    text = f"{LEFT} {RIGHT}"
    lines = column(text, 72, 700, 30)
    rest = [Drawn(320, line.y + 72, line.text) for line in lines[6:]]
    box = [Drawn(320, 740, "A box", 14, BOLD)]
    found = extract_pdf(pdf_of([[*lines[:6], *box, *rest]]))
    assert Block("paragraph", text) in found.blocks


def test_a_table_is_rows() -> None:
    """Cells are parted; the lines of one cell are put together."""
    table = [
        Drawn(72, 700, "Prison"), Drawn(250, 700, "Cells"), Drawn(400, 700, "State"),
        Drawn(72, 680, "North"), Drawn(250, 680, "12"), Drawn(400, 680, "damp, without"),
        Drawn(400, 668, "any windows"),
        Drawn(72, 648, "Harbour"), Drawn(250, 648, "40"), Drawn(400, 648, "good"),
    ]  # fmt: skip
    found = extract_pdf(pdf_of([[*column(FIRST, 72, 760, 70), *table]]))
    assert [block.text for block in found.blocks if block.kind == "row"] == [
        "Prison | Cells | State",
        "North | 12 | damp, without any windows",
        "Harbour | 40 | good",
    ]


def test_cells_may_stand_close_together() -> None:
    """Wider apart than words, under one another, in rows that end before the text does."""
    rows = [("Prison", "Cells"), ("North", "12"), ("Island", "7")]
    table = [
        Drawn(72 + 48 * place, 700 - 14 * number, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    ]
    found = extract_pdf(pdf_of([[*column(FIRST, 72, 760, 70), *table]]))
    assert [block.text for block in found.blocks if block.kind == "row"] == [
        "Prison | Cells",
        "North | 12",
        "Island | 7",
    ]


def test_bullets_are_items_and_their_lines_hang() -> None:
    """The bullet is no part of the item, a letter tells more than a dash."""
    page = [
        *column(FIRST, 72, 760, 70),
        Drawn(72, 700, "\u2022"),
        Drawn(90, 700, "that the windows of the second wing of the prison"),
        Drawn(90, 688, "be repaired;"),
        Drawn(72, 676, "\u2022"),
        Drawn(90, 676, "that the governor be told."),
        Drawn(72, 650, "(a) that he answer."),
    ]
    found = extract_pdf(pdf_of([page]))
    assert [block.text for block in found.blocks if block.kind == "item"] == [
        "that the windows of the second wing of the prison be repaired;",
        "that the governor be told.",
        "(a) that he answer.",
    ]


def test_addresses_are_broken_without_a_space() -> None:
    """So are ranges and words with a dash."""
    page = [
        Drawn(72, 700, "The annex is at https://www.hpc.example/annexes/"),
        Drawn(72, 688, "second-wing.pdf and has photographs of 2018-"),
        Drawn(72, 676, "2019. Others are to follow when they are found."),
    ]
    assert extract_pdf(pdf_of([page])).text == (
        "The annex is at https://www.hpc.example/annexes/second-wing.pdf and has photographs of "
        "2018-2019. Others are to follow when they are found."
    )


def test_a_hyphen_of_the_word_stays() -> None:
    """The document shows how it writes the word, or others that begin so."""
    words = ("well-being", "well-known", "non-violent")
    page = [
        Drawn(72, 700, "The well-being of the prisoners was looked at in non-"),
        Drawn(72, 688, "violent wings too, where the well-"),
        Drawn(72, 676, "known teacher spoke. A non-violent man is known; pris-"),
        Drawn(72, 664, "oners told the Committee so on the first evening."),
    ]
    text = extract_pdf(pdf_of([page])).text
    assert all(word in text for word in (*words, "prisoners told"))


def test_heads_that_change_their_side_are_left_out() -> None:
    """Left and right pages have different ones; a date in the text stays."""
    pages = []
    for number in range(1, 9):
        head = f"{number} The harbour papers" if number % 2 else f"Volume twelve {number}"
        text = f"Chapter {number} begins here and says what happened on that day to the wall."
        pages.append([Drawn(72, 800, head), *column(text, 72, 700, 60), Drawn(72, 660, "2024")])
    texts = [block.text for block in extract_pdf(pdf_of(pages)).blocks]
    assert len(texts) == 16
    assert texts.count("2024") == 8


def test_numbers_that_count_lines_are_left_out() -> None:
    """Transcripts have them; they count empty lines too."""
    spoken = "MS EK: The wall was sound. I saw it on the evening before the storm."
    page = [Drawn(72, 700 - 20 * n, str(n + 1)) for n in range(20)]
    page += [
        Drawn(110, 700 - 20 * n, words) for n, words in enumerate((spoken, "Nobody asked me."))
    ]
    assert [block.text for block in extract_pdf(pdf_of([page])).blocks] == [
        spoken,
        "Nobody asked me.",
    ]


def test_a_page_that_is_shown_turned_reads_the_same() -> None:
    """Wide tables are often turned for printing."""
    upright, turned = (
        pdf_of([column(FIRST, 72, 700, 60)]),
        pdf_of([column(FIRST, 72, 700, 60)], rotate=90),
    )
    assert extract_pdf(turned).blocks == extract_pdf(upright).blocks == (Block("paragraph", FIRST),)


def test_ligatures_are_letters() -> None:
    """A word with one is found like any other."""
    page = column("The office filed the first of five findings on Friday.", 72, 700, 70, font=PROSE)
    assert "office filed" in extract_pdf(pdf_of([page])).text


WORDS = st.lists(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=5, max_size=120)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3))
def test_no_word_is_lost_doubled_or_glued(paragraphs: list[list[str]]) -> None:
    """Whatever is set in one column comes out in its order."""
    drawn: list[Drawn] = []
    height = 780.0
    for words in paragraphs:
        lines = column(" ".join(words), 72, height, 60, font=BODY)
        drawn += lines
        height = lines[-1].y - 24
    found = extract_pdf(pdf_of([drawn]))
    read = re.findall(r"\w+", f"{found.title} {found.text}")
    assert read == [word for words in paragraphs for word in words]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_pages_begin_in_order(counts: list[int]) -> None:
    """One number for each page, none smaller than the one before."""
    pages: list[list[Drawn]] = []
    for number, count in enumerate(counts):
        texts = [f"Page {number}, text {n}: {FIRST}" for n in range(count)]
        columns = (column(text, 72, 760 - 90 * n, 60) for n, text in enumerate(texts))
        pages.append([line for lines in columns for line in lines])
    found = extract_pdf(pdf_of(pages))
    if not found.blocks:
        assert found.pages == ()
        return
    assert len(found.pages) == len(counts)
    assert all(a <= b for a, b in pairwise((0, *found.pages, len(found.blocks))))
    for number, count in enumerate(counts):
        if count and number:
            assert found.blocks[found.pages[number]].text.startswith(f"Page {number}, text 0")
