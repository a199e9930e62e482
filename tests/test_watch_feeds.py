"""What watches found, as feeds: files and the reading room's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from archive import Archive
from archive.api.feeds import atom, json_feed
from archive.store import watches
from archive.watching.feed import feed_of, feed_of_all
from tests.servers.room import Served, serving
from tests.watching import URL, Desk

WALRUS = "The <b>minister</b> is a walrus & more, said the opposition."
ROOM = "http://127.0.0.1:8080/"


def filled(archive: Archive) -> Desk:
    """A watch that found one of each kind."""
    desk = Desk(archive)
    desk.watch("walrus", "Wale-und-Walrösser")
    desk.watch("llama", "llamas")
    desk.publish(WALRUS.replace("<b>", "").replace("</b>", ""), title="A &lt;i&gt; remark &amp; co")
    desk.publish("A walrus was seen.", url="http://news.example/gone", title="Gone")
    desk.run()
    desk.publish(title="A &lt;i&gt; remark &amp; co")
    desk.miss("404 Not Found", url="http://news.example/gone")
    desk.run()
    return desk


def _feeds(archive: Archive, room: str | None) -> list[tuple[bytes, bytes]]:
    held = watches.everything(archive.connection)
    made = [*(feed_of(archive, watch, room) for watch in held), feed_of_all(archive, held, room)]
    return [(atom(feed), json_feed(feed)) for feed in made]


def test_a_feed_is_valid_atom_with_what_was_found_newest_first(archive: Archive) -> None:
    """As feed readers read it, and as RFC 4287, 4.1 wants it."""
    filled(archive)
    (document, _), *_ = _feeds(archive, ROOM)
    read = feedparser.parse(document)
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.tags[0].term for entry in read.entries] == ["unseen", "vanished", "new", "new"]
    root = etree.fromstring(document)
    atom_ = "{http://www.w3.org/2005/Atom}"
    for element in (root, *root.iter(f"{atom_}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{atom_}{name}")) == 1
        assert element.findtext(f"{atom_}id", "").startswith("urn:uuid:")
    assert root.findtext(f"{atom_}author/{atom_}name")
    assert len({entry.id for entry in read.entries}) == 4


def test_what_strangers_wrote_stays_text(archive: Archive) -> None:
    """Nothing of it becomes markup in a feed reader."""
    filled(archive)
    (document, _), *_ = _feeds(archive, ROOM)
    entry = etree.fromstring(document).findall("{*}entry")[-1]
    assert entry.findtext("{*}title") == "New: A <i> remark & co"
    assert entry.find("{*}title").get("type") is None  # plain text
    content = entry.findtext("{*}content")
    assert "walrus &amp; more" in content
    assert "<i>" not in content


def test_ids_stay_whatever_comes(archive: Archive) -> None:
    """A feed reader shows nothing twice, nor after a rebuild or at another address."""
    desk = filled(archive)

    def ids(document: bytes) -> list[str]:
        read = feedparser.parse(document)
        return [read.feed.id, *(entry.id for entry in read.entries)]

    before = [ids(document) for document, _ in _feeds(archive, ROOM)]
    desk.publish("A walrus again.", url=f"{URL}/2")
    desk.run()
    after = [ids(document) for document, _ in _feeds(archive, None)]
    for old, new in zip(before, after, strict=True):
        assert new[0] == old[0]
        assert set(old) <= set(new)
    assert len({one[0] for one in after}) == 3


def test_json_says_the_same_as_atom(archive: Archive) -> None:
    """In JSON Feed 1.1, with what programs want to know beside it."""
    filled(archive)
    for document, text in _feeds(archive, ROOM):
        read, told = feedparser.parse(document), json.loads(text)
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["id"] for item in told["items"]] == [entry.id for entry in read.entries]
        assert [item["url"] for item in told["items"]] == [entry.link for entry in read.entries]
        for item in told["items"]:
            assert item["content_text"]
            assert item["_greffe"]["kind"] == item["tags"][0]
    gone = json.loads(_feeds(archive, ROOM)[0][1])["items"][1]["_greffe"]
    assert gone["kind"] == "vanished"
    assert gone["places"][0]["url"] == URL
    assert gone["places"][0]["last_seen"] == "2025-10-05T13:00:00.123456Z"


def test_without_a_reading_room_entries_lead_to_the_pages(archive: Archive) -> None:
    """With one, to what the archive has of them."""
    filled(archive)
    links = [feedparser.parse(_feeds(archive, room)[0][0]).entries[1].link for room in (None, ROOM)]
    assert links == [URL, f"{ROOM}diff/20251005130000/20251005150003/{URL}"]


def test_an_archive_without_watches_has_a_feed_without_entries(archive: Archive) -> None:
    """It is valid too."""
    document = atom(feed_of_all(archive, [], None))
    read = feedparser.parse(document)
    assert not read.bozo
    assert read.entries == []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The reading room of an archive with watches."""
    path: Path = tmp_path_factory.mktemp("room") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
    with serving(path) as both:
        yield both


def test_the_reading_room_shows_watches_and_what_they_found(served: Served) -> None:
    """Each has a page, which leads to what changed."""
    got = served.get("/watches")
    assert got.status == 200
    name = "Wale-und-Walr%C3%B6sser"
    assert f'href="/watch/{name}"' in got.text
    one = served.get(f"/watch/{name}").text
    assert "A &lt;i&gt; remark &amp; co" in one
    path = one[one.index("/diff/") :].split('"')[0]
    assert served.get(path).status == 200


def test_the_reading_room_has_the_feeds(served: Served) -> None:
    """Under addresses that a feed reader is led to, and whose entries lead back."""
    for path in ("/watch/llamas", "/watch/Wale-und-Walr%C3%B6sser", "/watches"):
        page = served.get(path).text
        got = served.get(f"{path}.atom")
        assert f'href="{path}.atom"' in page
        assert got.headers["content-type"].startswith("application/atom+xml")
        read = feedparser.parse(got.body)
        assert not read.bozo
        addresses = {link.rel: link.href for link in read.feed.links}
        assert addresses["self"] == f"http://127.0.0.1:{served.room}{path}.atom"
        assert all(entry.link.startswith("http://127.0.0.1") for entry in read.entries)
        told = served.get(f"{path}.json")
        assert told.headers["content-type"].startswith("application/feed+json")
        assert json.loads(told.body)["feed_url"].endswith(f"{path}.json")


@pytest.mark.parametrize("path", ["/watch/none", "/watch/none.atom", "/watch/llamas.rss"])
def test_what_is_no_watch_is_not_there(served: Served, path: str) -> None:
    """And no fault."""
    assert served.get(path).status == 404
