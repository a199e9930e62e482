"""Real section pages fetched again and again: what is told of them makes sense."""

from __future__ import annotations

import tarfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest
import zstandard

from archive.clean import extract
from archive.history.listings import Item, Listing, Look, told
from archive.history.listings.headlines import verdict
from archive.identity import page_key
from tests.test_clean_corpora import corpus

SECTIONS = ("hourly/heise.de/security", "hourly/t-online.de/sport")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def listings() -> dict[str, Listing]:
    """The sections as lists through time; skips where the corpora are not beside the checkout."""
    looks: dict[str, list[Look]] = {section: [] for section in SECTIONS}
    plain = zstandard.ZstdDecompressor(max_window_size=2**27)
    with (
        corpus("recrawl", "recrawl.tar.zst").open("rb") as file,
        plain.stream_reader(file) as stream,
        tarfile.open(fileobj=stream, mode="r|") as pack,
    ):
        for member in pack:
            path = PurePosixPath(member.name)
            if member.name > f"{SECTIONS[-1]}~":
                # They are sorted: what follows need not be unpacked.
                break
            body = pack.extractfile(member) if str(path.parent) in SECTIONS else None
            if body is not None:
                looks[str(path.parent)].append(_look(path, body.read()))
    return {name: told(name, "page", found) for name, found in looks.items()}


def _look(path: PurePosixPath, body: bytes) -> Look:
    time = datetime.strptime(path.stem, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    found: dict[str, Item] = {}
    for one in extract(body, f"https://www.{path.parts[-3]}/{path.parts[-2]}").entries:
        key = page_key(one.url)
        found.setdefault(key, Item(key, one.url, one.title, one.date, len(found) + 1))
    return Look(int(time.timestamp()), time, tuple(found.values()))


def test_every_real_look_shows_a_whole_list(listings: dict[str, Listing]) -> None:
    """None is set aside, and each has its items."""
    for listing in listings.values():
        assert len(listing.looks) >= 14
        assert not listing.unread
        assert min(len(look.items) for look in listing.looks) > 15


def test_no_real_item_is_told_to_have_vanished(listings: dict[str, Listing]) -> None:
    """Within three days these lists only rolled off and were rearranged."""
    kinds = Counter(one.kind for listing in listings.values() for one in listing.changes)
    assert kinds["vanished"] == 0
    assert kinds["appeared"] > 20
    assert kinds["rolled off"] + kinds["left"] > 20


def test_real_headlines_that_differ_by_spaces_only_are_not_retitled(
    listings: dict[str, Listing],
) -> None:
    """A page that glues words together is no edit; another headline is one."""
    retitled = [one for x in listings.values() for one in x.changes if one.kind == "retitled"]
    assert 3 <= len(retitled) <= 6
    for one in retitled:
        assert one.was
        assert verdict(one.was.title, one.item.title) == "retitled"
        assert one.was.title.replace(" ", "") != one.item.title.replace(" ", "")
