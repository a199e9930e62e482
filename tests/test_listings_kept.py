"""Lists through time in an archive: read, told, shown; feeds and sitemaps among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.history.listings import listing_of, stood_on
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.listings import HOST, TEXT, TITLES, slug
from tests.pages import page as bare
from tests.servers.room import serving

FRONT = f"{HOST}/news"
OLD, NEW = "Report on the night shelters of Borsk", "New report on all shelters of Borsk is out"
XML = "Content-Type: application/xml\r\n"


def _front(*titles: str, names: tuple[str, ...] = ()) -> bytes:
    names = names or tuple(map(slug, titles))
    items = "".join(
        f'<article class="teaser"><h3><a href="/{name}">{title}</a></h3><p>{TEXT}.</p></article>'
        for name, title in zip(names, titles, strict=True)
    )
    return bare(f"<main><h1>News</h1>{items}</main>", "<title>News</title>")


def _feed(*names: str) -> bytes:
    items = "".join(
        f"<item><title>On {name} &amp; more</title><link>{HOST}/{name}</link>"
        f"<pubDate>Sun, 05 Oct 2025 10:0{n}:00 GMT</pubDate></item>"
        for n, name in enumerate(names)
    )
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>'
    return f"{head}{items}</channel></rss>".encode()


def _sitemap(*names: str) -> bytes:
    items = "".join(
        f"<url><loc>{HOST}/{name}</loc><n:news><n:publication_date>2025-10-05T10:00:00Z"
        f"</n:publication_date><n:title>On {name}</n:title></n:news></url>"
        for name in names
    )
    space = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    head = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f"<urlset {head} {space}>{items}</urlset>".encode()


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """A front page in five captures, two of which say nothing; an article that stood on it."""
    names = tuple(map(slug, TITLES))
    archive.add(exchange(FRONT, _front(*TITLES), hours=0), source="s")
    archive.add(exchange(FRONT, b"no", status="403 Forbidden", hours=1), source="s")
    archive.add(exchange(FRONT, b"", status="304 Not Modified", hours=2), source="s")
    archive.add(exchange(FRONT, b"oops", status="500 Broken", hours=3), source="s")
    titles = (TITLES[3], TITLES[0], NEW, "A bridge over the harbour of Elsa is opened")
    order = (names[3], names[0], names[1], "bridge")
    archive.add(exchange(FRONT, _front(*titles, names=order), hours=4), source="s")
    archive.add(exchange(f"{HOST}/{names[1]}", page(OLD, *LONG), hours=5), source="s")
    return archive


def test_blocks_and_errors_say_nothing_of_a_list(kept: Archive) -> None:
    """Nor is a list that was not modified another one."""
    listing = kept.listing(FRONT)
    assert listing is not None
    assert [look.time.hour for look in listing.looks] == [12, 14, 16]
    assert [one.why.split()[0] for one in listing.unread] == ["error", "error"]
    kinds = {(one.kind, one.item.url.rpartition("/")[2][:8]) for one in listing.changes}
    assert kinds == {("moved up", "a-hearin"), ("retitled", "report-o"), ("appeared", "bridge"),
                     ("left", "members-")}  # fmt: skip
    assert {one.after.hour for one in listing.changes} == {14}


def test_an_article_knows_the_lists_it_stood_on(kept: Archive) -> None:
    """In any spelling of its address, with its headlines there and its best place."""
    (one,) = kept.stood_on(f"{HOST.replace('https', 'http')}/{slug(TITLES[1])}/?utm_source=x")
    assert (one.url, one.form, one.is_there) == (FRONT, "page", True)
    assert one.life.best[1].place == 2
    assert [title for title, _, _ in one.life.titles] == [TITLES[1], NEW]
    assert stood_on(kept, FRONT) == []


def test_feeds_and_sitemaps_are_lists_too(archive: Archive) -> None:
    """They have no text, nor do they make one; what they name has a title and a day."""
    feed, sitemap = f"{HOST}/feed", f"{HOST}/news.xml"
    for hours, names in enumerate((("c", "b", "a"), ("d", "c", "b"))):
        archive.add(exchange(feed, _feed(*names), fields=XML, hours=hours))
        archive.add(exchange(sitemap, _sitemap(*names), fields=XML, hours=hours))
    for url, form, title in ((feed, "feed", "On d & more"), (sitemap, "news-sitemap", "On d")):
        listing = listing_of(archive, url)
        assert listing is not None
        assert (listing.form, listing.looks[1].items[0].title) == (form, title)
        assert listing.looks[1].items[0].day is not None
        assert not archive.versions(url)
    assert {one.form for one in stood_on(archive, f"{HOST}/c")} == {"feed", "news-sitemap"}
    changes = listing_of(archive, feed).changes  # type: ignore[union-attr]
    assert [one.kind for one in changes] == ["appeared", "rolled off"]


def test_a_capture_that_is_taken_down_is_no_look(kept: Archive) -> None:
    """Lists are told of what is kept, anew each time."""
    before = listing_of(kept, FRONT)
    assert before is not None
    number = before.looks[-1].capture_id
    ran = greffe(kept.path.parent, "remove", f"{FRONT}@20251005160000", "--reason", "x", "--yes")
    assert ran.code == 0, ran
    after = listing_of(kept, FRONT)
    assert after is not None
    assert number not in {look.capture_id for look in after.looks}
    assert not after.changes


def test_a_list_is_shown_on_the_command_line(kept: Archive, tmp_path: Path) -> None:
    """As it stood, what changed, one item; as JSON and CSV."""
    shown = greffe(tmp_path, "listing", FRONT, "--at", "20251005130000")
    assert "as it stood at 2025-10-05 12:00:00 UTC" in shown.out
    assert shown.out.index(TITLES[0]) < shown.out.index(TITLES[3])
    changes = greffe(tmp_path, "listing", FRONT, "--changes")
    assert "between 2025-10-05 14:00 and 16:00 UTC" in changes.out
    assert f"was: {TITLES[1]}" in changes.out
    told = greffe(tmp_path, "listing", FRONT, "--since", "2025", "--json").objects
    assert {one["change"] for one in told} == {"moved up", "retitled", "appeared", "left"}
    life = greffe(tmp_path, "listing", FRONT, "--item", f"{HOST}/{slug(TITLES[1])}", "--json")
    assert [one["place"] for one in life.objects[0]["places"]] == [2, 2, 3]
    table = greffe(tmp_path, "listing", FRONT, "--csv").out
    assert table.splitlines()[0].lstrip("\ufeff").startswith("captured,place,title,url")
    article = greffe(tmp_path, "show", f"{HOST}/{slug(TITLES[1])}")
    assert f"stood on   {FRONT} from 2025-10-05 12:00 still there" in article.out
    assert "at best in place 2, under 2 headlines" in article.out


def test_what_cannot_be_shown_is_told_in_one_line(kept: Archive, tmp_path: Path) -> None:
    """No capture, no list, no such item, options that exclude one another."""
    article = f"{HOST}/{slug(TITLES[1])}"
    for arguments, code, words in (
        (("https://none.example/",), 3, "no capture of https://none.example/"),
        ((article,), 3, f"it stood on 1 list itself: `greffe listing {FRONT} --item"),
        ((FRONT, "--item", "https://none.example/x"), 3, "was not seen on"),
        ((FRONT, "--item", article, "--changes"), 2, "exclude one another"),
        ((FRONT, "--csv", "--json"), 2, "exclude one another"),
    ):
        ran = greffe(tmp_path, "listing", *arguments)
        assert ran.code == code, ran
        assert words in ran.err
        assert "Traceback" not in ran.err


def test_the_reading_room_shows_lists(kept: Archive) -> None:
    """At a time, with marks and ways to other times; where an article stood; no script."""
    with serving(kept.path) as room:
        last = room.get(f"/listing/{FRONT}")
        first = room.get(f"/listing/20251005120000/{FRONT}").text
        stood = room.get(f"/stood/{HOST}/{slug(TITLES[1])}").text
        article = room.get(f"/page/{HOST}/{slug(TITLES[1])}").text
        listed = room.get(f"/page/{FRONT}").text
        none = room.get("/listing/https://none.example/")
    assert last.status == 200
    assert "▲ from 4" in last.text
    assert f"<del>{TITLES[1]}</del>" in last.text
    assert "Gone since the look before" in last.text
    assert f'href="/listing/20251005140000/{FRONT}"' in last.text
    assert '<svg class="strip"' in last.text
    assert "Gone since" not in first
    assert "At best in place 2" in stood
    assert "Its headlines there" in stood
    assert ">Stood on<" in article
    assert "at best in place 2" in article
    assert f'href="/listing/20251005160000/{FRONT}"' in listed
    assert none.status == 404


def test_lists_are_the_same_after_a_rebuild(kept: Archive, tmp_path: Path) -> None:
    """They follow from the records; `verify` has nothing to say."""
    kept.add(exchange(f"{HOST}/feed", _feed("c", "b"), fields=XML, hours=6))
    before = [listing_of(kept, url) for url in (FRONT, f"{HOST}/feed")]
    assert greffe(tmp_path, "rebuild").code == 0
    assert greffe(tmp_path, "verify").code == 0
    assert [listing_of(kept, url) for url in (FRONT, f"{HOST}/feed")] == before
