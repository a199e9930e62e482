"""What a page says beside its text: kept with each reading, told by commands, SQL and views."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.clean import Article, Block
from archive.clean.article import Alternate, Claim, Entry, Reference
from archive.errors import DamagedArchive
from archive.fixity import Fault, verified
from archive.observation import _storable, observed
from archive.sqlfunctions import register
from archive.store import facts, removal
from archive.store.captures import Capture
from archive.store.facts import NOTHING, Facts
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.rebuilding import content, is_sound, rebuild
from tests.servers.room import serving

URL = "http://news.example/a"
CLAIMS = (
    Claim("published", "2025-03-01T09:00:00Z", "json-ld", "datePublished"),
    Claim("published", "2025-02-28", "url", "/2025/02/28/"),
    Claim("modified", "2025-03-02", "meta", "article:modified_time"),
)
ARTICLE = Article(
    kind="listing",
    title="Latest",
    blocks=(Block("paragraph", "What is new today."),),
    published="2025-03-01T09:00:00Z",
    modified="2025-03-02",
    claims=CLAIMS,
    reason="structured data before the address",
    section="World",
    tags=("prisons", "Möllnburg"),
    image="http://news.example/lead.jpg",
    alternates=(Alternate("fr", "http://news.example/fr/a"),),
    references=(Reference("http://news.example/b", "the report", 0),),
    entries=(
        Entry("http://news.example/one", "One", "2025-03-01"),
        Entry("http://news.example/two", "Two"),
    ),
    platform="wordpress",
    extractor="by hand",
)


def add(archive: Archive, article: Article = ARTICLE, url: str = URL, hours: float = 0) -> Capture:
    """A capture of which this was read."""
    said = exchange(url, page("Latest", *LONG, f"{article}"), hours=hours)
    return archive.add(said, observation=replace(observed(said), article=article))[0]


def counts(archive: Archive) -> tuple[int, int]:
    """How many rows there are of what pages say, and of where they lead."""
    sql = "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM leads)"
    return tuple(archive.connection.execute(sql).fetchone())  # type: ignore[return-value]


def faults(archive: Archive) -> list[str]:
    """What verifying finds."""
    found: list[Fault] = []
    verified(archive, found.append)
    return [f"{fault.where}: {fault.reason}" for fault in found]


def test_a_capture_has_all_that_was_read_from_it(archive: Archive) -> None:
    """Field by field as the article has it."""
    found = archive.facts_of(add(archive))
    for field in fields(Facts):
        assert getattr(found, field.name) == getattr(ARTICLE, field.name), field.name
    assert [found.is_chosen(claim) for claim in CLAIMS] == [True, False, True]


_words = st.text(max_size=20)
_maybe = st.none() | _words
_articles = st.builds(
    Article,
    kind=st.just("article"),
    published=_maybe,
    modified=_maybe,
    claims=st.lists(
        st.builds(
            Claim, st.sampled_from(("published", "modified")), _words, st.just("text"), _words
        ),
        max_size=3,
    ).map(tuple),
    reason=_words,
    section=_words,
    tags=st.lists(_words, max_size=3).map(tuple),
    image=_maybe,
    alternates=st.lists(st.builds(Alternate, _words, _words), max_size=2).map(tuple),
    references=st.lists(st.builds(Reference, _words, _words, st.integers(0, 99))).map(tuple),
    entries=st.lists(st.builds(Entry, _words, _words, _maybe), max_size=3).map(tuple),
    platform=_words,
)


@settings(max_examples=25)
@given(_articles)
def test_whatever_a_page_says_is_given_back(article: Article) -> None:
    """An empty string where there was nothing is nothing."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "greffe.db")) as archive:
        found = archive.facts_of(add(archive, article))
        for field in fields(Facts):
            said = getattr(article, field.name)
            assert getattr(found, field.name) == (said or getattr(NOTHING, field.name))


def test_what_stays_the_same_is_kept_once(archive: Archive) -> None:
    """On the next capture, and where only a date changes."""
    add(archive)
    add(archive, hours=1)
    assert counts(archive) == (1, 1)
    later = replace(ARTICLE, modified="2025-03-09")
    capture = add(archive, later, hours=2)
    assert counts(archive) == (2, 1)
    assert len(archive.versions(URL)) == 1
    assert archive.facts_of(capture).modified == "2025-03-09"
    assert archive.facts_of(archive.captures(URL)[0]).modified == "2025-03-02"


def test_a_page_that_says_nothing_takes_no_room(archive: Archive) -> None:
    """That texts name no author is noted once for all; what is no page says not even that."""
    capture = add(archive, Article("article", blocks=ARTICLE.blocks))
    add(archive, Article("article", blocks=ARTICLE.blocks[:1]), hours=1)
    other, _ = archive.add(exchange("http://news.example/x", b"1", status="404 Not Found"))
    assert counts(archive) == (1, 0)
    assert archive.facts_of(capture) == replace(NOTHING, authors=())
    assert archive.facts_of(other) == NOTHING


def test_a_revisit_says_what_its_original_said(archive: Archive) -> None:
    """A 304 as well."""
    add(archive)
    again, _ = archive.add(exchange(URL, status="304 Not Modified", hours=1))
    assert archive.facts_of(again).entries == ARTICLE.entries


def test_what_only_a_removed_capture_says_goes_with_it(archive: Archive) -> None:
    """What another says, too, stays."""
    first, second = add(archive), add(archive, replace(ARTICLE, section="Sport"), hours=1)
    removal.removed(archive.connection, [first.id])
    assert counts(archive) == (1, 1)
    assert archive.facts_of(second).section == "Sport"
    assert faults(archive) == []
    removal.removed(archive.connection, [second.id])
    assert counts(archive) == (0, 0)


@pytest.mark.parametrize("table", facts.TABLES)
@pytest.mark.parametrize(
    "damage",
    ["data = 'x'", "digest = zeroblob(32)", "data = substr(data, 1, length(data) - 1)"],
)
def test_verifying_names_the_capture_whose_facts_are_damaged(
    archive: Archive, table: str, damage: str
) -> None:
    """And nothing else."""
    capture = add(archive)
    if table == "leads":
        damage = damage.replace("'x'", "x'78'")
    archive.connection.execute(f"UPDATE {table} SET {damage}")
    (fault,) = faults(archive)
    assert f"of {table}, capture {capture.id}" in fault


def test_verifying_names_facts_that_nobody_says(archive: Archive) -> None:
    """They would outlive a removal."""
    add(archive)
    archive.connection.execute("UPDATE reading SET facts_id = NULL")
    assert faults(archive) == ["row 1 of facts: no capture says it"]


def test_facts_that_cannot_be_read_are_said_to_be_damaged(archive: Archive) -> None:
    """With the capture that they are of."""
    capture = add(archive)
    archive.connection.execute("UPDATE leads SET data = x'00'")
    with pytest.raises(DamagedArchive, match=f"capture {capture.id}"):
        archive.facts_of(capture)


def test_a_rebuild_brings_damaged_facts_back(archive: Archive) -> None:
    """And takes away what nobody says."""
    head = '<meta property="article:published_time" content="2025-03-01T09:00:00Z">'
    archive.add(exchange(URL, page("Court", *LONG, head=head)))
    before = content(archive)
    assert archive.facts_of(archive.captures(URL)[0]).published
    run = archive.connection.execute
    run("UPDATE facts SET data = '{}'")
    run("INSERT INTO facts (digest, data) VALUES (x'00', 'a name')")
    rebuild(archive)
    assert content(archive) == before
    assert is_sound(archive)


def test_a_capture_that_cannot_be_read_again_keeps_its_facts(archive: Archive) -> None:
    """They may be all that is left."""
    add(archive)
    before = content(archive)
    archive.connection.execute("UPDATE frame SET digest = zeroblob(32)")
    done, _ = rebuild(archive)
    assert len(done.unread) == 1
    assert content(archive) == before


def test_halves_of_characters_are_mended_in_every_field() -> None:
    """UTF-8 cannot hold them."""
    odd = "half \ud83d"
    article = replace(
        ARTICLE, section=odd, tags=(odd,), entries=(Entry("http://a.example/", odd),),
        claims=(replace(CLAIMS[0], place=odd),), blocks=(Block("item", odd),),
    )  # fmt: skip
    mended = _storable(article)
    assert repr(mended).encode()
    assert mended.entries[0].title == mended.section == "half \N{REPLACEMENT CHARACTER}"
    assert _storable(ARTICLE) is ARTICLE


def test_sql_tells_where_a_date_stands(archive: Archive) -> None:
    """With Python's own sqlite3, which knows nothing of us."""
    add(archive)
    with sqlite3.connect(archive.path) as plain:
        sql = "SELECT url, value, origin, place, is_chosen FROM claims WHERE about = 'published'"
        assert plain.execute(sql).fetchall() == [
            (URL, "2025-03-01T09:00:00Z", "json-ld", "datePublished", 1),
            (URL, "2025-02-28", "url", "/2025/02/28/", 0),
        ]
    plain.close()
    register(archive.connection)
    sql = "SELECT value ->> 1, value ->> 2 FROM json_each(facts(1), '$.entries')"
    assert archive.connection.execute(sql).fetchall() == [("One", "2025-03-01"), ("Two", None)]
    assert archive.connection.execute("SELECT facts(9), facts('x')").fetchone() == (None, None)


def test_show_tells_where_a_page_says_so(tmp_path: Path) -> None:
    """In a few words; as JSON all of it."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        add(archive)
    told = greffe(tmp_path, "show", URL).out
    assert "2025-03-01T09:00:00Z  (json-ld; url says 2025-02-28; structured data before" in told
    assert "section    World" in told
    assert "tags       prisons, Möllnburg" in told
    (record,) = greffe(tmp_path, "show", URL, "--json").objects
    assert record["claims"][0] == {
        "about": "published", "value": "2025-03-01T09:00:00Z", "origin": "json-ld",
        "place": "datePublished", "is_chosen": True,
    }  # fmt: skip
    assert record["reason"] == ARTICLE.reason
    assert record["entries"][1] == {"url": "http://news.example/two", "title": "Two", "date": None}
    assert record["references"] == [
        {"url": "http://news.example/b", "words": "the report", "block": 0}
    ]
    assert record["alternates"] == [{"language": "fr", "url": "http://news.example/fr/a"}]
    assert json.dumps(record)


def test_damaged_facts_cost_no_text(tmp_path: Path) -> None:
    """A line says so, in the reading room too."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        add(archive)
        archive.connection.execute("UPDATE facts SET data = '{'")
    shown = greffe(tmp_path, "show", URL)
    assert shown.code == 0
    assert "What is new today." in shown.out
    assert "damaged" in shown.err
    with serving(tmp_path / "greffe.db") as room:
        page = room.get(f"/page/{URL}")
    assert page.status == 200
    assert "says of itself is damaged" in page.text
    assert "What is new today." in page.text
