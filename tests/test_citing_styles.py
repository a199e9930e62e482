"""Citations: each form says what is known, escaped as it must be, and is read back by others."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archive.citing.citation import Citation, Day, day_of, joined, line
from archive.citing.persons import Name, name_of
from archive.citing.site import names_in
from archive.citing.styles import STYLES, bibtex, csl, oscola, plain, wikipedia
from archive.errors import BadInput
from archive.serving.base import Base, base_of, written_url

CITED = Citation(
    kind="article",
    title="Prisons in 2025",
    url="https://news.example.org/a?id=7&x=a_b",
    captured=datetime(2025, 10, 5, 12, 0, 0, 123456, tzinfo=UTC),
    authors=(Name("Lee", "Ann"), Name("Leyen", "Ursula", "von der"), Name(literal="Council of X")),
    site="The Gazette",
    publisher="Gazette Media",
    published=Day(2025, 3, 14),
    language="en",
    archive_url="https://archive.example.org/page/20251005120000/https://news.example.org/a",
    is_public=True,
    sha256="ab" * 32,
    presence="live",
)
BARE = Citation("", "", "https://news.example.org/a", CITED.captured)
_NASTY = "50% & #1_a$ {b} \\c ~d ^e | [f] {{g}} ''h'' <i> --> \u202ej\u200b “k” ‘l’ @m, \"n\" é 文"
_TITLES = st.text(st.sampled_from(_NASTY + "\n\t\x07"), max_size=40) | st.text(max_size=20)


def _forms(cited: Citation) -> dict[str, str]:
    return {name: style.written(cited) for name, style in STYLES.items()}


@pytest.mark.parametrize("name", STYLES)
def test_every_form_proves_what_it_says(name: str) -> None:
    """With the address, the time of the capture and its digest."""
    told = STYLES[name].written(CITED)
    for part in ("https://news.example.org/a?id=7&x=a_b", "2025", CITED.archive_url, "ab" * 32,
                 "12:00:00", "The Gazette", "Prisons in 2025", "Lee"):  # fmt: skip
        assert part in told, part


@pytest.mark.parametrize("name", STYLES)
def test_what_is_not_known_is_left_out(name: str) -> None:
    """Nothing is invented, and nothing empty stands there."""
    told = STYLES[name].written(BARE)
    assert "https://news.example.org/a" in told
    assert "None" not in told
    assert not re.search(r"\(\)|‘’|“”|=\s*[|}]|\{\}|\[\]|, ,|SHA|author", told)


def test_plain_text() -> None:
    """The whole of it."""
    told = plain.written(replace(CITED, quote="They said “no”", page=3, number="App no 1/02"))
    assert told == (
        "“They said ‘no’”: Ann Lee, Ursula von der Leyen and Council of X, “Prisons in 2025”, "
        "App no 1/02, The Gazette (Gazette Media), 14 March 2025, page 3, "
        "<https://news.example.org/a?id=7&x=a_b>; captured 2025-10-05 12:00:00 UTC, archived at "
        f"<{CITED.archive_url}>, SHA-256 {'ab' * 32}."
    )


def test_oscola() -> None:
    """Author, ‘title’ (website, date) <address>; quotation marks within are double ones."""
    cited = replace(CITED, title="Minister: ‘no’ to it", authors=(Name("Lee", "Ann"),))
    assert oscola.written(cited) == (
        "Ann Lee, ‘Minister: “no” to it’ (The Gazette, 14 March 2025) "
        "<https://news.example.org/a?id=7&x=a_b> accessed 5 October 2025, captured 12:00:00 UTC, "
        f"archived at <{CITED.archive_url}>, SHA-256 {'ab' * 32}."
    )
    many = replace(cited, authors=(*CITED.authors, Name("Ek", "Bo")), published=Day(2025, 3))
    assert oscola.written(many).startswith("Ann Lee and others, ")
    assert "(The Gazette, March 2025)" in oscola.written(many)


def test_wikipedia() -> None:
    """By the template's own names; one line, with the proof in a comment."""
    told = wikipedia.written(CITED)
    assert told.startswith(
        "{{cite web |last1=Lee |first1=Ann |last2=von der Leyen |first2=Ursula "
        "|author3=Council of X |title=Prisons in 2025 |website=The Gazette |"
    )
    assert "|archive-date=5 October 2025 |url-status=live |access-date=5 October 2025}}" in told
    assert told.endswith(f"<!-- captured 2025-10-05 12:00:00 UTC, SHA-256 {'ab' * 32} -->")


def test_wikipedia_is_given_no_address_that_its_readers_cannot_open() -> None:
    """Then it has the day of access, and nothing of the archive."""
    told = wikipedia.written(replace(CITED, is_public=False))
    assert "archive" not in told
    assert "url-status" not in told
    assert "|access-date=5 October 2025" in told


@pytest.mark.parametrize(
    ("presence", "stands", "status"),
    [("live", True, "live"), ("live", False, "deviated"), ("dead", False, "dead"), ("", True, "")],
)
def test_wikipedia_is_told_how_the_page_does(presence: str, stands: bool, status: str) -> None:
    """A page that is there and no longer says it has deviated."""
    told = wikipedia.written(replace(CITED, presence=presence, quote="x", quote_stands=stands))
    assert (f"url-status={status}" in told) if status else ("url-status" not in told)


def _unwiki(text: str) -> str:
    import html

    return html.unescape(text.replace("{{!}}", "|"))


@given(_TITLES)
def test_a_title_cannot_break_the_template(title: str) -> None:
    """It is read back the same, and the template ends where it should."""
    told = wikipedia.written(replace(CITED, title=title))
    body, comment = told.removeprefix("{{cite web |").rsplit("}}<!-- ", 1)
    assert comment.count("-->") == 1
    fields = dict(part.split("=", 1) for part in body.replace("{{!}}", "\0").split(" |"))
    shown = line(title) or CITED.url.partition("://")[2]
    assert _unwiki(fields["title"].replace("\0", "|")) == _unwiki(shown)
    assert not re.search(r"[\[\]{}<>|]|''|~~~", fields["title"])
    assert set(fields) >= {"url", "website", "access-date"}


@given(_TITLES, _TITLES, _TITLES)
def test_bibtex_is_read_back(title: str, site: str, who: str) -> None:
    """By another parser: the same title, site and author; braces balance."""
    bibtexparser = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed")
    names = (Name(literal=line(who)),) if line(who) else ()
    told = bibtex.written(replace(CITED, title=title, site=site, authors=names))
    library = bibtexparser.parse_string(told)
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    assert _untexed(fields.get("title", "").removeprefix("{").removesuffix("}")) == line(title)
    assert _untexed(fields.get("howpublished", "")) == line(site)
    assert _untexed(fields.get("author", "").removeprefix("{").removesuffix("}")) == line(who)
    assert fields["url"] == CITED.url
    assert (fields["year"], fields["month"], fields["day"]) == ("2025", "mar", "14")


_COMMANDS = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
             r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}  # fmt: skip


def _untexed(text: str) -> str:
    """What TeX would print."""
    pattern = re.compile("|".join(map(re.escape, _COMMANDS)) + r"|\\([$&#%_])")
    return pattern.sub(lambda match: match[1] or _COMMANDS[match[0]], text)


def test_bibtex_names_are_taken_apart_by_others() -> None:
    """With particles, suffixes and institutions, which "and" does not divide."""
    middlewares = pytest.importorskip("bibtexparser.middlewares", reason="no bibtexparser")
    bibtexparser = pytest.importorskip("bibtexparser")
    names = (Name("Leyen", "Ursula", "von der"), Name("King", "Martin Luther", "", "Jr."),
             Name("Van Gogh", "Vincent"), Name(literal="Ministry of Truth and Peace"))  # fmt: skip
    told = bibtex.written(replace(CITED, authors=names))
    apart = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_string(told, append_middleware=apart)
    (entry,) = library.entries
    found = [(n.first, n.von, n.last, n.jr) for n in entry.fields_dict["author"].value]
    assert found == [
        (["Ursula"], ["von", "der"], ["Leyen"], []),
        (["Martin", "Luther"], [], ["King"], ["Jr."]),
        (["Vincent"], [], ["{Van Gogh}"], []),
        ([], [], ["{Ministry of Truth and Peace}"], []),
    ]


# Of "CSL-JSON", schema 1.0.2: the variables that we write, and what each may hold.
_TEXT = {"type": "string", "minLength": 1}
_DATE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["date-parts"],
    "properties": {
        "date-parts": {
            "type": "array", "minItems": 1, "maxItems": 1,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
}  # fmt: skip
_PERSON = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": dict.fromkeys(
        ("family", "given", "non-dropping-particle", "suffix", "literal"), _TEXT
    ),
}
_ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "type", "URL", "accessed", "custom"],
    "properties": {
        **dict.fromkeys(("id", "title", "container-title", "publisher", "number", "URL",
                         "language", "page", "archive", "archive_location", "note"), _TEXT),
        "type": {"enum": ["webpage", "report"]},
        "author": {"type": "array", "minItems": 1, "items": _PERSON},
        "issued": _DATE,
        "accessed": _DATE,
        "custom": {"type": "object"},
    },
}  # fmt: skip
_SCHEMA = Draft202012Validator(_ITEM)


@given(_TITLES, _TITLES)
def test_csl_json_has_the_form_of_its_schema(title: str, site: str) -> None:
    """And holds what it was given, unescaped."""
    for cited in (CITED, replace(BARE, title=title, site=site), BARE):
        (item,) = json.loads(csl.written(cited))
        assert list(_SCHEMA.iter_errors(item)) == []
        assert item.get("title", "") == line(cited.title)
        assert item["custom"]["captured"] == "2025-10-05T12:00:00Z"


def test_csl_json_is_rendered_by_others() -> None:
    """By citeproc-py, in the Harvard style that comes with it."""
    pytest.importorskip("citeproc", reason="citeproc-py is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc import (
            Citation as Reference,
        )
        from citeproc import (
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON

        items = json.loads(csl.written(CITED))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        shelf = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        shelf.register(Reference([CitationItem(items[0]["id"])]))
        (told,) = map(str, shelf.bibliography())
    assert "Lee, A., von der Leyen, U. and Council of X (2025)" in told
    assert "Prisons in 2025" in told
    assert "https://news.example.org/a?id=7&x=a_b" in told


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Ann Lee", "en", Name("Lee", "Ann")),
        ("J. K. Rowling", "en", Name("Rowling", "J. K.")),
        ("Lee, Ann", "en", Name("Lee", "Ann")),
        ("Martin Luther King, Jr.", "en", Name(literal="Martin Luther King, Jr.")),
        ("Martin Luther King Jr.", "en", Name("King", "Martin Luther", "", "Jr.")),
        ("Ursula von der Leyen", "de", Name("Leyen", "Ursula", "von der")),
        ("Vincent Van Gogh", "en", Name("Van Gogh", "Vincent")),
        ("Maria de los Ríos", "en", Name("Ríos", "Maria", "de los")),
        ("Madonna", "en", Name(literal="Madonna")),
        ("Reuters", "en", Name(literal="Reuters")),
        ("Council of Europe", "en", Name(literal="Council of Europe")),
        ("Foreign Office", "en", Name(literal="Foreign Office")),
        ("The Gazette", "en", Name(literal="The Gazette")),
        ("Orbán Viktor", "hu", Name("Orbán", "Viktor")),
        ("Nguyễn Văn An", "vi", Name(literal="Nguyễn Văn An")),
        ("Gabriel García Márquez", "es", Name(literal="Gabriel García Márquez")),
        ("Ann Lee,1 Bo Ek,2 and Cy Dee", "en", Name(literal="Ann Lee,1 Bo Ek,2 and Cy Dee")),
        ("Ann Lee 2", "en", Name(literal="Ann Lee 2")),
        ("Rosa Montero", "es", Name("Montero", "Rosa")),
        ("김 철수", "ko", Name(literal="김 철수")),
        ("王小波", "zh", Name(literal="王小波")),
        ("Анна Политковская", "ru", Name("Политковская", "Анна")),
    ],
)
def test_names_are_taken_apart_where_their_order_can_be_told(
    text: str, language: str, name: Name
) -> None:
    """Others, and institutions, stay whole."""
    assert name_of(text, language, frozenset(("thegazette",))) == name
    assert name.shown.replace(",", "") in (text.replace(",", ""), "Ann Lee", "Viktor Orbán")


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta property="og:site_name" content=" The Gazette ">', ("The Gazette", "")),
        ('<meta name="application-name" content="App">', ("App", "")),
        ('<meta property="og:site_name" content="">', ("", "")),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "isPartOf": '
            '{"name": "Daily"}, "publisher": {"name": "Press Ltd"}}</script>',
            ("Daily", "Press Ltd"),
        ),
        (
            '<script type="application/ld+json">{"@type": "WebSite", "name": "W"}</script>',
            ("W", ""),
        ),
        ('<script type="application/ld+json">{"@type": "X", "publisher": "P"}</script>', ("", "")),
        ('<script type="application/ld+json">{{{</script>', ("", "")),
        (f'<meta property="og:site_name" content="{"x" * 200}">', ("", "")),
    ],
)
def test_a_site_is_named_by_its_pages(head: str, names: tuple[str, str]) -> None:
    """In meta elements, else in JSON-LD; what is no name is passed over."""
    assert names_in(f"<html><head>{head}</head><body>text</body></html>") == names


def test_names_are_joined_as_people_do() -> None:
    """Two with "and", many by the first."""
    names = tuple(Name(literal=one) for one in "ABCD")
    assert [joined(names[:n]) for n in range(5)] == [
        "", "A", "A and B", "A, B and C", "A and others",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025", Day(2025)), ("2025-03", Day(2025, 3)), ("2025-03-14", Day(2025, 3, 14)),
        ("2025-03-14T23:30:00-05:00", Day(2025, 3, 14)), ("2025-02-30", None), ("soon", None),
        (None, None), ("2025-13", None), ("20250314", None),
    ],
)  # fmt: skip
def test_a_date_goes_as_far_as_the_page_says(text: str | None, day: Day | None) -> None:
    """In its own zone; what is none is left out."""
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("url", "is_public"),
    [("http://127.0.0.1:8080", False), ("http://localhost", False), ("http://[::1]:1", False),
     ("http://192.168.1.5", False), ("http://desk.local", False), ("http://desk", False),
     ("https://archive.example.org/x", True), ("http://8.8.8.8", True)],
)  # fmt: skip
def test_an_address_of_this_machine_is_told_from_one_that_others_reach(
    url: str, is_public: bool
) -> None:
    """As far as its host tells."""
    assert Base(url).is_public is is_public


@pytest.mark.parametrize("text", ["", "archive", "ftp://a.b", "https://", "https://a.b/?q=1",
                                  "https://me:pw@a.b", "http://a.b:x", "http://[a"])  # fmt: skip
def test_what_is_no_address_of_a_room_is_said(text: str) -> None:
    """With what one looks like."""
    with pytest.raises(BadInput, match=r"write e\.g\. https://archive\.example\.org"):
        base_of(text)


def test_the_address_of_a_room_ends_without_a_stroke() -> None:
    """A path of its own is kept."""
    assert base_of(" https://a.b/x/ ").joined("/page/u") == "https://a.b/x/page/u"


def test_a_url_is_written_in_ascii_and_encoded_once() -> None:
    """What is encoded already stays as it is."""
    assert written_url("http://a.b/é%20 <x>") == "http://a.b/%C3%A9%20%20%3Cx%3E"
