"""Text of DOCX and ODT files."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import Block, extract_docx, extract_odt
from archive.clean.article import Claim, Reference
from archive.clean.office.numbering import letters, roman
from tests.documents import docx_of, package, para, word_part

STYLES = word_part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mien"><w:name w:val="Own"/>'
    '<w:basedOn w:val="Titre1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Cit"><w:name w:val="Quote"/></w:style>',
)
NUMBERING = word_part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
)
CORE = (
    '<c:coreProperties xmlns:c="c" xmlns:dc="dc" xmlns:dcterms="t">'
    "<dc:title>{title}</dc:title><dc:creator>Ada Lamp; bek</dc:creator>"
    "<dcterms:created>2024-08-01T10:00:00Z</dcterms:created>"
    "<dcterms:modified>2024-08-02T10:00:00Z</dcterms:modified></c:coreProperties>"
)
OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
WALL = "The council agreed to repair the old sea wall before the winter storms arrive."


def listed(text: str, number: int, depth: int = 0) -> str:
    """A paragraph of a list."""
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=properties)


def blocks(body: str, **parts: str | bytes) -> list[tuple[str, str]]:
    """Kinds and texts of the blocks of a DOCX file."""
    found = extract_docx(docx_of(body, **parts))
    return [(block.kind, block.text) for block in found.blocks]


def test_headings_are_told_by_their_styles() -> None:
    """By the name of the style, its parents and the outline level, in any language of Word."""
    body = para("One", "Titre1") + para("Two", "Mien") + para(WALL) + para("Said", "Cit")
    body += para("Three", properties='<w:outlineLvl w:val="2"/>')
    assert blocks(body, styles=STYLES) == [
        ("heading", "Two"),
        ("paragraph", WALL),
        ("quote", "Said"),
        ("heading", "Three"),
    ]


def test_paragraphs_have_the_numbers_that_word_shows() -> None:
    """They stand nowhere in the text, yet people cite them."""
    body = listed("North", 1) + listed("cells", 1, 1) + listed("yards", 1, 1) + listed("South", 1)
    body += listed("stones", 2) + listed("cells", 1, 1) + listed("Again", 3) + listed("More", 1)
    assert blocks(body, numbering=NUMBERING) == [
        ("paragraph", "1. North"),
        ("item", "(a) cells"),
        ("item", "(b) yards"),
        ("paragraph", "2. South"),
        ("item", "stones"),
        ("item", "(a) cells"),
        ("paragraph", "1. Again"),
        ("paragraph", "2. More"),
    ]


def test_tables_are_rows_and_frames_are_text() -> None:
    """A table of one column is a frame around text."""
    row = "".join(f"<w:tc>{para(cell)}</w:tc>" for cell in ("North", "12"))
    frame = f"<w:tbl><w:tr><w:tc>{para(WALL)}{para('So it said.')}</w:tc></w:tr></w:tbl>"
    assert blocks(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>{frame}") == [
        ("row", "North | 12"),
        ("paragraph", WALL),
        ("paragraph", "So it said."),
    ]


def test_the_contents_are_rows() -> None:
    """The page number stands in a cell of its own."""
    entry = (
        '<w:p><w:pPr><w:pStyle w:val="TM1"/></w:pPr><w:r><w:t>The visit</w:t><w:tab/>'
        "<w:t>3</w:t></w:r></w:p>"
    )
    assert blocks(entry + para(WALL), styles=STYLES)[0] == ("row", "The visit | 3")


def test_footnotes_follow_their_paragraph() -> None:
    """The mark stands in the text, in brackets; endnotes stand at the end."""
    body = (
        "<w:p><w:r><w:t>In 2024</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> it rained</w:t></w:r>'
        '<w:r><w:endnoteReference w:id="5"/><w:t>.</w:t></w:r></w:p>'
    )
    notes = word_part(
        "footnotes",
        f'<w:footnote w:type="separator" w:id="0">{para("x")}</w:footnote>'
        f'<w:footnote w:id="2">{para("Much.")}</w:footnote>',
    )
    ends = word_part("endnotes", f'<w:endnote w:id="5">{para("Daily.")}</w:endnote>')
    assert blocks(body + para(WALL), footnotes=notes, endnotes=ends) == [
        ("paragraph", "In 2024[1] it rained[i]."),
        ("footnote", "[1] Much."),
        ("paragraph", WALL),
        ("footnote", "[i] Daily."),
    ]


def test_what_was_taken_out_or_hidden_is_no_text() -> None:
    """Deleted and moved text, hidden runs, prompts of empty fields, older renderings."""
    body = (
        "<w:p><w:r><w:t>The wall</w:t></w:r><w:del><w:r><w:delText> fell</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> stands</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r>"
        "<w:moveFrom><w:r><w:t> elsewhere</w:t></w:r></w:moveFrom>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
    )
    assert blocks(body) == [("paragraph", "The wall stands")]


def test_a_text_box_is_read_once() -> None:
    """Word writes it twice, for itself and for older programs."""
    box = f"<w:txbxContent>{para('A box')}</w:txbxContent>"
    body = (
        '<w:p xmlns:mc="mc"><w:r><w:t>The wall</w:t></w:r><w:r><mc:AlternateContent>'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert blocks(body) == [("paragraph", "The wall"), ("paragraph", "A box")]


def test_runs_of_one_word_are_not_parted() -> None:
    """Word begins a run wherever the type changes; breaks and tabs part words."""
    runs = ("<w:t>mo</w:t>", "<w:t>ve</w:t><w:tab/><w:t>on</w:t><w:br/><w:t>now</w:t>")
    body = f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"
    assert blocks(body) == [("paragraph", "move on\nnow")]


def test_links_are_references() -> None:
    """With the block they stand in."""
    rels = (
        '<R><r Id="r1" Type="x/hyperlink" Target="https://h.example/a"/>'
        '<r Id="r2" Type="x/hyperlink" Target="javascript:x"/></R>'
    )
    body = para(WALL) + (
        '<w:p><w:hyperlink r:id="r1"><w:r><w:t>the annex</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="r2"><w:r><w:t> x</w:t></w:r></w:hyperlink></w:p>'
    )
    found = extract_docx(docx_of(body, rels=rels))
    assert found.references == (Reference("https://h.example/a", "the annex", 1),)


def test_properties_are_claims() -> None:
    """The date that stands on the first page is that of the document."""
    core = CORE.format(title="On the sea wall")
    body = para("Harbour town, 12 July 2024") + para(WALL)
    found = extract_docx(docx_of(body, core=core, styles=STYLES))
    assert (found.title, found.authors, found.language) == ("On the sea wall", ("Ada Lamp",), "fr")
    assert (found.published, found.modified) == ("2024-07-12", "2024-08-02T10:00:00+00:00")
    assert found.claims == (
        Claim("published", "2024-08-01T10:00:00+00:00", "document", "dcterms:created"),
        Claim("modified", "2024-08-02T10:00:00+00:00", "document", "dcterms:modified"),
        Claim("published", "2024-07-12", "text", "Harbour town, 12 July 2024"),
    )


def test_the_title_that_people_see_comes_first() -> None:
    """It leaves the text; that of the properties may be of another document."""
    core = CORE.format(title="Minutes of the lighthouse")
    found = extract_docx(docx_of(para("The wall", "Titre") + para(WALL), core=core, styles=STYLES))
    assert (found.title, found.blocks) == ("The wall", (Block("paragraph", WALL),))


def test_strict_files_are_read_too() -> None:
    """ISO/IEC 29500 strict has namespaces of its own."""
    strict = docx_of(para(WALL))
    with zipfile.ZipFile(BytesIO(strict)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    new = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    changed = {name: part.replace(old, new) for name, part in parts.items()}
    assert extract_docx(package(changed)).text == WALL


def test_odt_files_are_read() -> None:
    """Headings, lists, rows, footnotes, links and properties."""
    content = (
        f"<office:document-content {OFFICE} xmlns:text='t' xmlns:table='b' xmlns:xlink='x'>"
        "<office:body><office:text>"
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h>The wall</text:h><text:p>In 2024<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>Much.</text:p></text:note-body></text:note>"
        " it<text:s/>rained<text:tab/>on <text:a xlink:href='https://h.example/'>us</text:a>.</text:p>"
        "<text:list><text:list-item><text:p>stones</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>North</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {OFFICE} xmlns:meta='m' xmlns:dc='d'><office:meta>"
        "<meta:initial-creator>Ada Lamp</meta:initial-creator>"
        "<meta:creation-date>2024-08-01T10:00:00</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    found = extract_odt(package({"content.xml": content, "meta.xml": meta}))
    assert (found.title, found.authors, found.published) == (
        "The wall",
        ("Ada Lamp",),
        "2024-08-01T10:00:00",
    )
    assert found.blocks == (
        Block("paragraph", "In 2024[1] it rained on us."),
        Block("footnote", "[1] Much."),
        Block("item", "stones"),
        Block("row", "North | 12"),
    )
    assert found.references == (Reference("https://h.example/", "us", 0),)


def test_entity_bombs_are_refused() -> None:
    """Word writes no entities; a billion laughs must not be laughed."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    found = extract_docx(package({"word/document.xml": bomb}))
    assert found.note == "the file declares XML entities, which such files do not have"


def test_of_a_zip_bomb_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever size the package claims."""
    monkeypatch.setattr("archive.clean.office.package._MOST_BYTES", 200_000)
    monkeypatch.setattr("archive.clean.office.package._PIECE", 1_000)
    found = extract_docx(docx_of(para(WALL) + para("a" * 100) * 50_000))
    assert found.blocks[0].text == WALL
    assert len(found.blocks) < 2_000
    assert found.note == "only a part of the file could be read"


@pytest.mark.parametrize(
    ("payload", "note"),
    [
        (b"", "the file is damaged"),
        (b"PK\x03\x04 and no more", "the file is damaged"),
        (package({"word/styles.xml": "<x/>"}), "the file is damaged: its text is missing"),
        (docx_of(""), "no text"),
    ],
)
def test_broken_files_say_so(payload: bytes, note: str) -> None:
    """One line, no exception."""
    assert extract_docx(payload).note.startswith(note)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_file_never_raises(data: st.DataObject) -> None:
    """Whatever bytes are changed in it, packed or not."""
    parts = {"styles": STYLES, "numbering": NUMBERING, "core": CORE}
    whole = docx_of(listed(WALL, 1) + para("x", "Titre1"), **parts)
    with zipfile.ZipFile(BytesIO(whole)) as file:
        stored = package({name: file.read(name) for name in file.namelist()}, stored=True)
    payload = bytearray(data.draw(st.sampled_from([whole, stored])))
    for _ in range(data.draw(st.integers(1, 20))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    assert extract_docx(bytes(payload)).kind == "document"
    assert extract_odt(bytes(payload)).kind == "document"


def test_deep_nesting_is_survived() -> None:
    """Tables in tables in tables."""
    body = "<w:tbl><w:tr><w:tc>" * 2_000 + para(WALL) + "</w:tc></w:tr></w:tbl>" * 2_000
    assert extract_docx(docx_of(body)).kind == "document"


@given(st.integers(1, 3999))
def test_roman_numbers_grow_by_their_worth(number: int) -> None:
    """Read back, they are the number they were made of."""
    worth = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    signs = [worth[sign] for sign in roman(number)]
    total = sum(-a if a < b else a for a, b in zip(signs, [*signs[1:], 0], strict=True))
    assert total == number


def test_letters_double_after_z() -> None:
    """As Word counts: z, aa, bb."""
    assert [letters(number) for number in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]
