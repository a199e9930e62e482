"""Notices: what a catalogue said of a document, in its record and on its page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Exchange
from archive.clean.hudoc import day, meant, told
from archive.notice import Notice, read, written
from archive.store.exchanges import exchange_of
from archive.store.records import records_of
from crawler.notices import Notices
from crawler.sources.source import Scope, Source
from tests.exchanges import exchange
from tests.house import greffe
from tests.servers.room import serving

BASE = "https://hudoc.example"
TEXT = f"{BASE}/app/conversion/docx/html/body?library=ECHR&id=001-1"
NOTICE = Notice(
    f"{BASE}/eng?i=001-1",
    columns=(("itemid", "001-1"), ("docname", "CASE OF A v. AUSTRIA"), ("appno", "1/02;3/04"),
             ("respondent", "AUT"), ("kpdate", "2003-01-02T00:00:00")),
)  # fmt: skip
BODY = b"<p class='s1A2B'>1. The letter was opened.</p><p class='s1A2B'>2. It was not kept.</p>"


def noticed(notice: Notice = NOTICE, body: bytes = BODY, **more: object) -> Exchange:
    """An answer with the text of a document."""
    return replace(exchange(TEXT, body, **more), notice=notice)  # type: ignore[arg-type]


@given(
    st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=4),
    st.sampled_from(["text", "copy"]),
)
def test_a_notice_comes_back_out_of_its_record(columns: dict[str, str], form: str) -> None:
    """Whatever stands in its columns: line ends, letters of any script."""
    columns = {name: value for name, value in columns.items() if _can_be_stored(name + value)}
    notice = Notice(f"{BASE}/eng?i=1", form, "json", tuple(columns.items()))  # type: ignore[arg-type]
    assert read(written(notice)) == notice
    records = records_of(noticed(notice), digest=b"0" * 32, original=None)
    found = exchange_of(records)
    assert found is not None
    assert found.notice == notice


def _can_be_stored(words: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in words)


@pytest.mark.parametrize(
    "words",
    ["", "{}", "[]", "null", '{"page":"ftp://x","form":"text","scheme":"hudoc","columns":{}}',
     '{"page":"https://x/","form":"other","scheme":"hudoc","columns":{}}', "[" * 5_000],
)  # fmt: skip
def test_what_is_no_notice_is_none(words: str) -> None:
    """Records of others may say anything."""
    assert read(words) is None


def test_a_record_does_not_speak_for_pages_of_other_hosts(archive: Archive) -> None:
    """A file from anywhere must not put its words on another site's page."""
    foreign = replace(NOTICE, page="https://court.example/eng?i=001-1")
    capture, _ = archive.add(noticed(foreign))
    assert archive.page_url(capture) == TEXT
    assert archive.captures(foreign.page) == []


def test_a_page_has_its_text_under_both_addresses(archive: Archive) -> None:
    """The readable one is that of the page; versions and captures are the same."""
    archive.add(noticed())
    archive.add(noticed(hours=1, body=BODY + b"<p class='s1A2B'>3. It was read.</p>"))
    for url in (NOTICE.page, TEXT):
        assert [version.url for version in archive.versions(url)] == [NOTICE.page] * 2
        assert [capture.url for capture in archive.captures(url)] == [TEXT] * 2


def test_an_absence_is_one_of_the_page(archive: Archive) -> None:
    """A judgment that is no longer there was seen before."""
    archive.add(noticed())
    archive.add(noticed(body=b"", status="404 Not Found", hours=1))
    assert [one.outcome for one in archive.captures(NOTICE.page)] == ["ok", "absent"]


def test_all_of_a_document_is_its_text(archive: Archive) -> None:
    """Also what a whole site repeats, and what is too short to be an article."""
    capture, observation = archive.add(noticed(body=b"<p class='s1A2B'>FIRST SECTION</p>"))
    assert observation.article is not None
    assert observation.article.text == "FIRST SECTION"
    assert observation.short is None
    assert archive.facts_of(capture).claims[0].origin == "catalogue"


def test_fields_stand_on_the_page_in_the_reading_room(archive: Archive) -> None:
    """With the address that people know, and where the text was fetched."""
    archive.add(noticed(), source="court")
    archive.close()
    with serving(archive.path) as served:
        html = served.get(f"/page/{NOTICE.page}").body.decode()
    words = " ".join(html.split())
    assert re.search(r"<dt>Respondents</dt><dd dir=\"auto\">\s*Austria \(AUT\)", words)
    assert '<a href="/search?q=%221/02%22">1/02</a>' in words
    assert '<p class="url">hudoc.example/eng?i=001-1</p>' in words
    assert "<dt>Fetched from</dt>" in words


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("25/04/2024", "2024-04-25"), ("5/4/2024 00:00:00", "2024-04-05"),
        ("2024-04-25", "2024-04-25"), ("2024-04-25T00:00:00.0Z", "2024-04-25"), ("", None),
        ("April", None), ("2024", None),
    ],
)  # fmt: skip
def test_days_are_read_in_both_forms(said: str, iso: str | None) -> None:
    """As one database writes them, and as another does."""
    assert day(said) == iso


def test_columns_of_databases_that_nobody_described_are_told_by_their_names() -> None:
    """Titles, dates and languages by how those end; all others are fields as they are called."""
    said = told(Notice(f"{BASE}/eng?i=1", columns=(
        ("grecosectionid", "GrecoEval5-PUBLIC-1"), ("grecosectiontitle", " I. Introduction "),
        ("grecodocumentdate", "06/03/2013"), ("grecolanguage", "FRE"), ("grecoround", "5"),
    )))  # fmt: skip
    assert (said.title, said.date, said.language) == ("I. Introduction", "2013-03-06", "fr")
    assert dict(said.fields)["grecoround"] == ("5",)


def test_a_document_is_taken_down_by_the_address_that_people_know(
    archive: Archive, tmp_path: Path
) -> None:
    """Or by the one its text was fetched from."""
    archive.add(noticed())
    archive.close()
    ran = greffe(tmp_path, "remove", NOTICE.page, "--reason", "court order", "--yes")
    assert ran.code == 0, ran
    assert greffe(tmp_path, "show", TEXT).code == 3


@pytest.mark.parametrize(
    "spelling",
    [
        'https://hudoc.example/eng#{"itemid":["001-1"]}',
        "http://hudoc.example/fre#%7B%22itemid%22:[%22001-1%22]%7D",
        "https://hudoc.example/?i=001-1", "https://hudoc.example/fre?i=001-1",
        "http://hudoc.example/eng/?i=001-1",
    ],
)  # fmt: skip
def test_a_document_is_found_by_all_its_addresses(archive: Archive, spelling: str) -> None:
    """As they stand in articles, letters and judgments."""
    capture, _ = archive.add(noticed())
    assert [one.id for one in archive.captures(spelling)] == [capture.id]
    found = archive.capture(spelling)
    assert found is not None
    assert archive.page_url(found) == NOTICE.page


@pytest.mark.parametrize(
    "url",
    ["https://example.org/?i=1", "https://hudoc.example/eng", "https://hudoc.example/app?i=1",
     'https://example.org/#{"item":["1"]}', "https://[/?i=1", "https://example.org/#section"],
)  # fmt: skip
def test_other_addresses_mean_themselves(url: str) -> None:
    """What only looks like one of a document is none."""
    assert meant(url) is None


def test_what_is_only_read_otherwise_is_no_reason_to_ask_again(archive: Archive) -> None:
    """After an upgrade a rebuild reads it anew; the database has said the same."""
    archive.add(noticed())
    notices = Notices(archive, Source("court", "The Court", (), Scope(("example,hudoc)/",))))
    archive.connection.execute("UPDATE reading SET facts_id = NULL")
    assert not notices.is_other(TEXT, NOTICE)
    said = dict(NOTICE.columns) | {"importance": "1"}
    assert notices.is_other(TEXT, replace(NOTICE, columns=tuple(said.items())))
    assert not notices.is_other(f"{TEXT}0", NOTICE)
