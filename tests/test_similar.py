"""Similar texts of an archive: found, kept true, told in the terminal and the reading room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive
from archive.clean import extract_text
from archive.errors import NotFound
from archive.fixity import Fault, verified
from archive.similar import similar_to
from archive.store import fingerprints
from archive.takedown import order, taken_down
from archive.urls import urlkey
from tests.exchanges import exchange, page
from tests.gazette import front, stories
from tests.house import greffe
from tests.rebuilding import rebuild
from tests.servers.room import Served, serving
from tests.test_older_archives import kept
from tests.wires import APART, COPY, FIRST, LONG, OTHER, SHORT, WIRE, fill


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a release and those that took it over."""
    path = tmp_path_factory.mktemp("similar") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    return path


@pytest.fixture(scope="module")
def told(path: Path) -> Iterator[Archive]:
    """The same, opened."""
    with Archive.open(path, create=False, read_only=True) as archive:
        yield archive


def urls(archive: Archive, url: str = FIRST, **how: object) -> list[str]:
    """The pages with a text similar to that of one."""
    return [one.version.url for one in archive.similar(url, **how).texts]  # type: ignore[arg-type]


def table(archive: Archive) -> list[tuple[int, int]]:
    """All fingerprints, each with its page."""
    return archive.connection.execute("SELECT * FROM fingerprint ORDER BY 1, 2").fetchall()


def faults(archive: Archive) -> list[str]:
    """Where verifying finds a fault."""
    found: list[Fault] = []
    verified(archive, found.append)
    return [fault.where for fault in found]


def test_copies_excerpts_and_quotations_are_found(told: Archive) -> None:
    """The most similar first; a text that only stands on the same site is none."""
    assert urls(told) == [COPY, SHORT, LONG]
    assert urls(told, APART) == [LONG]
    assert urls(told, SHORT) == [FIRST, COPY, LONG]


def test_each_says_how_much_is_shared_and_who_had_it_first(told: Archive) -> None:
    """Of either text, and when it was seen against the text asked for."""
    found = told.similar(SHORT)
    first = found.texts[0]
    assert first.share.here == 1.0
    assert 0.4 < first.share.there < 0.5
    assert first.source == "agency"
    assert first.since is not None
    assert first.since.total_seconds() == -30 * 3600
    assert found.first is first.version
    assert [block.kind for block in first.changes.blocks] == ["added"]


def test_what_is_asked_for_narrows_what_is_found(told: Archive) -> None:
    """A source, a share, a number; how many there are is told all the same."""
    assert urls(told, source="gazette") == [SHORT]
    assert urls(told, least=0.8) == [COPY, SHORT]
    few = told.similar(FIRST, limit=1)
    assert (len(few.texts), few.total) == (1, 3)


def test_a_text_that_is_not_in_the_archive_can_be_asked_for(told: Archive) -> None:
    """As a release on a disk."""
    found = similar_to(told, extract_text("\n\n".join(WIRE[1:4])))
    assert [one.version.url for one in found.texts] == [FIRST, COPY, LONG]
    assert found.first is None or found.first.url == FIRST
    assert found.texts[0].since is None


def test_short_texts_are_no_copies(archive: Archive) -> None:
    """Nor those that share a phrase of a site only, however short they are."""
    phrase = "All rights reserved; no part of this page may be copied without our leave in writing."
    for number, text in enumerate(OTHER):
        archive.add(exchange(f"https://a.example/{number}", page(f"T{number}", text, phrase)))
    assert not [url for n in range(len(OTHER)) for url in urls(archive, f"https://a.example/{n}")]


def test_a_page_is_not_similar_to_itself(archive: Archive) -> None:
    """Nor to what it said before."""
    for hours, text in enumerate((WIRE, WIRE[:4])):
        archive.add(exchange(FIRST, page("T", *text), hours=hours))
    assert urls(archive, all_versions=True) == []


def test_earlier_texts_count_where_they_are_asked_for(archive: Archive) -> None:
    """Of a page one is given: the most similar."""
    archive.add(exchange(FIRST, page("T", *WIRE)))
    for hours, text in enumerate((WIRE[:4], WIRE, OTHER)):
        archive.add(exchange(COPY, page("T", *text), hours=hours))
    assert urls(archive) == []
    (one,) = archive.similar(FIRST, all_versions=True).texts
    assert (one.share.there, one.share.here, one.version.is_current) == (1.0, 1.0, False)
    asked = datetime(2025, 10, 5, 12, tzinfo=UTC)
    assert urls(archive, COPY, at=asked) == [FIRST]
    assert urls(archive, COPY) == []


def test_a_language_without_spaces_is_compared_too(archive: Archive) -> None:
    """By characters; a half of the text is enough."""
    text = (
        "代表团访问了北部的两所监狱、一个警察局和一家精神病医院，并与许多被关押者单独交谈。",
        "代表团认为自上次访问以来条件有所改善，但旧楼的牢房对于关押的人数来说仍然太小，四十人睡在一个房间里。",
        "司法部答复说，新楼将在年底前建成，届时旧楼将永久关闭，所有被关押者都会被转移到那里去。",
    )
    other = (
        "本周市场上的苹果比往年十月都便宜，因为沿河的果园都在几天之内完成了收成，买家从海边远道而来。",
        "下一次集市在两周之后举行，届时还会有梨和榅桲出售，种植者把这归因于八月温暖的夜晚。",
    )
    for number, body in enumerate((text, (*other, *text[:2]), other)):
        archive.add(exchange(f"https://zh.example/{number}", page(f"题{number}", *body)))
    assert urls(archive, "https://zh.example/0") == ["https://zh.example/1"]


def test_a_page_without_a_text_is_told(told: Archive) -> None:
    """And told apart from one that was never captured."""
    with pytest.raises(NotFound, match="no capture of https://nowhere"):
        told.similar("https://nowhere.example/")


def test_lists_of_articles_have_no_fingerprints(archive: Archive) -> None:
    """They change with every article, and say what those say."""
    listing = front(stories(30), "News").encode()
    capture, _ = archive.add(exchange("https://gazette.example/news", listing))
    version = archive.version_of(capture)
    assert version is not None
    assert version.kind == "listing"
    assert table(archive) == []


def test_fingerprints_go_with_the_captures_that_show_them(archive: Archive) -> None:
    """Those stay that another text of the page has; nothing of a page that was taken out."""
    for hours, text in enumerate((WIRE[:3], WIRE)):
        archive.add(exchange(FIRST, page("T", *text), hours=hours))
    both = table(archive)
    last = archive.captures(FIRST)[-1]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    taken_down(archive, order(archive, "capture.id = ?", [last.id]), "x", "y", now)
    left = table(archive)
    assert set(left) < set(both)
    assert faults(archive) == []
    what = order(archive, "capture.urlkey = ?", [urlkey(FIRST)])
    taken_down(archive, what, "x", "y", now)
    assert table(archive) == []


def test_a_text_that_is_damaged_can_still_be_taken_out(archive: Archive) -> None:
    """What cannot be read of it leaves at most a fingerprint that verifying finds."""
    archive.add(exchange(FIRST, page("T", *WIRE)))
    archive.connection.execute("UPDATE version SET text = CAST(x'ff' || text AS TEXT)")
    what = order(archive, "capture.urlkey = ?", [urlkey(FIRST)])
    taken_down(archive, what, "x", "y", datetime(2026, 1, 1, tzinfo=UTC))
    assert not archive.versions(FIRST)


WRONG = {
    "lost": "DELETE FROM fingerprint WHERE page_id = 2",
    "another": "UPDATE fingerprint SET number = number + 1 WHERE number = "
    "(SELECT max(number) FROM fingerprint)",
    "of another page": "UPDATE fingerprint SET page_id = 77 WHERE page_id = 1",
    "too many": "INSERT INTO fingerprint VALUES (-5, 1)",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_fingerprints_are_found_and_made_anew(wrong: str, archive: Archive) -> None:
    """By verifying, and by a rebuild, which else leaves them as they are."""
    fill(archive)
    right = table(archive)
    done, _ = rebuild(archive, is_check=True)
    assert not done.fingerprints
    archive.connection.execute(WRONG[wrong])
    assert faults(archive) == ["the fingerprints of texts"]
    done, _ = rebuild(archive, is_check=True)
    assert done.fingerprints
    assert table(archive) != right
    rebuild(archive)
    assert table(archive) == right
    assert faults(archive) == []


def test_a_rebuild_that_brings_other_texts_brings_their_fingerprints(archive: Archive) -> None:
    """Without making all of them anew."""
    fill(archive)
    right = table(archive)
    archive.connection.executescript(
        "UPDATE reading SET version_id = NULL WHERE capture_id = 1; "
        "UPDATE page SET version_id = NULL WHERE id = 1; DELETE FROM version WHERE page_id = 1; "
        "DELETE FROM fingerprint WHERE page_id = 1"
    )
    done, _ = rebuild(archive)
    assert not done.fingerprints
    assert table(archive) == right


def test_an_older_archive_is_caught_up_with(tmp_path: Path) -> None:
    """Step by step, by the first command that needs it; until then nothing is wrong."""
    path = kept(6, tmp_path)
    with Archive.open(path) as archive:
        assert fingerprints.behind(archive.connection).count > 0
        assert table(archive) == []
        archive.add(exchange(FIRST, page("T", *WIRE)))
        assert table(archive) != []
        assert faults(archive) == []
    assert greffe(tmp_path, "similar", "http://news.example/a").code in (0, 3)
    with Archive.open(path) as archive:
        assert fingerprints.behind(archive.connection).count == 0
        pages = {page_id for _, page_id in table(archive)}
        sql = "SELECT DISTINCT page_id FROM version WHERE kind <> 'listing'"
        assert pages == {row[0] for row in archive.connection.execute(sql)}
        assert faults(archive) == []


def test_the_terminal_tells_what_was_taken_over(path: Path) -> None:
    """With what goes and comes, also without colours; and how many there are."""
    ran = greffe(path.parent, "similar", FIRST, "--limit", "1")
    assert ran.code == 0, ran
    assert "before the others" in ran.out.splitlines()[1]
    assert "[-far too-] {+somewhat+}" in ran.out
    assert "80 % of the text is in it" in ran.out
    assert "3 similar texts, and 2 more" in ran.err


def test_json_has_all_that_is_told(path: Path) -> None:
    """An object for each text, with every change."""
    first, *_ = greffe(path.parent, "similar", FIRST, "--json", "--min", "60").objects
    assert (first["url"], first["source"], first["seconds_after"]) == (COPY, "courier", 10800.0)
    assert [block["kind"] for block in first["changes"]] == ["added", "changed", "removed"]
    assert 0.7 < first["share_of_text"] < 0.9


def test_a_file_is_compared(path: Path, tmp_path: Path) -> None:
    """As ``greffe clean`` reads it."""
    file = tmp_path / "release.txt"
    file.write_text("\n\n".join(WIRE), encoding="utf-8")
    ran = greffe(path.parent, "similar", "--file", str(file), "--json")
    assert [one["url"] for one in ran.objects] == [FIRST, COPY, SHORT, LONG]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name either a URL"),
        ((FIRST, "--file", "x"), 2, "name either a URL"),
        ((FIRST, "--min", "0"), 2, "--min"),
        ((FIRST, "--source", "nobody"), 65, "knows no source"),
        (("--file", "missing.txt"), 65, "cannot read missing.txt"),
        (("https://nowhere.example/",), 3, "no capture of https://nowhere"),
        ((FIRST, "--min", "95", "--source", "courier"), 3, "0 similar texts"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """With the exit code that is documented."""
    ran = greffe(path.parent, "similar", *arguments)
    assert ran.code == code, ran
    assert words in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """The archive in the reading room."""
    with serving(path) as both:
        yield both


def test_a_page_leads_to_texts_similar_to_it(served: Served) -> None:
    """One that has none says nothing of it."""
    shown = served.get(f"/page/{FIRST}").text
    assert f'<a href="/similar/{FIRST}">Similar texts (3)</a>' in shown
    assert "Similar texts" in served.get(f"/page/{APART}").text


def test_the_reading_room_shows_what_each_changed(served: Served) -> None:
    """With the page of each, marked as everywhere."""
    got = served.get(f"/similar/{FIRST}")
    assert got.status == 200
    assert "<del>far too </del><ins>somewhat </ins>" in got.text
    assert [f'<a href="/page/{url}">' in got.text for url in (COPY, SHORT, LONG)] == [True] * 3
    assert "3 hours later" in got.text


def test_the_reading_room_says_where_there_is_nothing(served: Served) -> None:
    """No text of that address, or no address at all."""
    assert served.get("/similar/https://nowhere.example/").status == 404
    assert served.get("/similar/").status == 404
