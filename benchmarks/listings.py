"""Lists through time: how fast and how small, and what is told of real front pages.

``python -m benchmarks.listings [CORPORA]``: a list of 60 items captured 1,000 times, hour by hour;
with the corpora, the front pages of ``recrawl``: what is told from look to look, and whether what
is done to them on purpose is found.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Exchange, http
from archive.clean import extract
from archive.history.listings import Item, Listing, Look, listing_of, stood_on, told
from archive.identity import page_key
from archive.web.listings import view_of
from benchmarks.recrawl import runs, unpacked

URL = "https://www.front.example/news"
CAPTURES, ITEMS = 1_000, 60
START = datetime(2025, 1, 1, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """Print the figures."""
    _measure_speed()
    if arguments:
        corpora = Path(arguments[0])
        with tempfile.TemporaryDirectory() as folder:
            _measure_real(unpacked(corpora, Path(folder)))
    return 0


def _measure_speed() -> None:
    """A list with a new item in most hours, some of which are moved or retitled later."""
    with tempfile.TemporaryDirectory() as folder:
        with Archive.open(Path(folder) / "a.db", create=True) as archive:
            for exchange in _hours():
                archive.add(exchange)
        # Opened anew: nothing is in memory.
        with Archive.open(Path(folder) / "a.db", read_only=True) as archive:
            began = time.process_time()
            listing = listing_of(archive, URL)
            first = time.process_time() - began
            assert listing is not None
            began = time.process_time()
            view_of(listing, listing.looks[CAPTURES // 2].time)
            shown = time.process_time() - began
            life = max(listing.lives.values(), key=lambda one: len(one.seen))
            began = time.process_time()
            stood_on(archive, life.last.url)
            stood = time.process_time() - began
            sql = "SELECT count(*), sum(length(data)) FROM leads"
            rows, size = archive.connection.execute(sql).fetchone()
    print(f"{len(listing.looks):,} captures of {ITEMS} items, {len(listing.lives):,} items in all")
    print(f"  {first * 1000:,.0f} ms of the processor to tell it whole")
    print(f"  {shown * 1000:,.0f} ms to show one time of it")
    print(f"  {stood * 1000:,.0f} ms where the item that stood longest stood")
    a_capture = f"{size / CAPTURES:,.0f} bytes a capture"
    print(f"  {len(listing.changes):,} changes; kept in {rows:,} rows, {a_capture}")


def _hours() -> Iterator[Exchange]:
    chance = random.Random(8)
    items = [(f"/2025/{n}-a-story-of-that-hour", _headline(chance)) for n in range(ITEMS)]
    for hour in range(CAPTURES):
        if chance.random() < 0.7:
            items.insert(0, (f"/2025/{ITEMS + hour}-a-story-of-that-hour", _headline(chance)))
        if chance.random() < 0.2:
            items.insert(chance.randrange(5), items.pop(chance.randrange(5, 30)))
        if chance.random() < 0.1:
            place = chance.randrange(20)
            items[place] = (items[place][0], _headline(chance))
        del items[ITEMS:]
        yield _exchange(items, START + timedelta(hours=hour))


def _headline(chance: random.Random) -> str:
    words = "council minister court harbour prison storm vote budget school report river strike"
    return " ".join(chance.choice(words.split()) for _ in range(8)).capitalize()


def _exchange(items: list[tuple[str, str]], began: datetime) -> Exchange:
    cards = "".join(
        f'<article class="teaser"><h3><a href="{path}">{title}</a></h3><p>A line or two of what is '
        f"told there, so that people know whether to read on.</p></article>"
        for path, title in items
    )
    body = f"<!doctype html><title>News</title><body><main><h1>News</h1>{cards}</main>".encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
        f"Date: {began:%a, %d %b %Y %H:%M:%S} GMT\r\n\r\n"
    )
    request = b"GET /news HTTP/1.1\r\nHost: www.front.example\r\n\r\n"
    return Exchange(URL, began, request, head.encode() + body, ip="192.0.2.7", elapsed=0.1)


def _measure_real(folder: Path) -> None:
    pages: dict[str, list[Look]] = {}
    for number, run in enumerate(runs(folder, "hourly")):
        for exchange in run:
            body = http.split(exchange.response).body
            found: dict[str, Item] = {}
            for one in extract(body, exchange.url).entries:
                key = page_key(one.url)
                found.setdefault(key, Item(key, one.url, one.title, one.date, len(found) + 1))
            look = Look(number, exchange.began, tuple(found.values()))
            pages.setdefault(exchange.url, []).append(look)
    kinds: Counter[str] = Counter()
    pairs = 0
    for url, looks in sorted(pages.items()):
        listing = told(url, "page", looks)
        counted = Counter(change.kind for change in listing.changes)
        kinds += counted
        pairs += len(listing.looks) - 1
        print(f"{url} ({listing.order}, {len(looks)} looks): {_worded(counted)}")
    print(f"{pairs} pairs of looks: {_worded(kinds)}")
    _measure_deeds(pages)


def _worded(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counted.most_common()) or "nothing"


def _measure_deeds(pages: dict[str, list[Look]]) -> None:
    """What is done to the last look of each page, one thing at a time, and what is told of it."""
    chance = random.Random(8)
    right: Counter[str] = Counter()
    done: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for url, looks in sorted(pages.items()):
        last = looks[-1]
        for deed in ("retitled", "kicker", "vanished", "rolled off", "moved up"):
            for _ in range(10):
                items, key = _done(deed, last.items, chance)
                after = Look(last.capture_id + 1, last.time + timedelta(hours=1), items)
                listing = told(url, "page", [*looks, after])
                seen = [one for one in listing.changes if one.by == after.time]
                wanted = "left" if deed == "vanished" and _is_loose(listing, key) else deed
                done[deed] += 1
                right[deed] += any(one.kind == wanted and one.item.key == key for one in seen)
                false.update(one.kind for one in seen if one.item.key not in (key, "new"))
    print("done to the last looks, one thing at a time, and told rightly:")
    for deed, count in done.items():
        print(f"  {deed}: {right[deed]} of {count}")
    print(f"  told of other items: {_worded(false)}")


def _is_loose(listing: Listing, key: str) -> bool:
    """Whether an item went from where nothing tells why: only lists with an order say more."""
    items = listing.looks[-2].items
    own = next(item for item in items if item.key == key)
    is_dated = any(item.day for item in items)
    below = [i for i in items[own.place :] if i.day or not is_dated]
    return (
        listing.order != "newest first"
        or not below
        or (is_dated and (own.day or "")[:10] < (below[0].day or "")[:10])
    )


def _done(
    deed: str, items: tuple[Item, ...], chance: random.Random
) -> tuple[tuple[Item, ...], str]:
    """A list after something was done to it, and the key of the item to which it was."""
    found = list(items)
    place = chance.randrange(2, len(found) - 2)
    own = found[place]
    if deed == "retitled":
        words = own.title.split()
        words[chance.randrange(len(words))] = "altered"
        found[place] = replace(own, title=" ".join([*words, "now"]))
    elif deed == "kicker":
        found[place] = replace(own, title=f"The day at sea: {own.title}")
    elif deed == "vanished":
        del found[place]
    elif deed == "moved up":
        found.insert(0, found.pop(place))
    else:
        own = found.pop()
        found.insert(0, Item("new", "https://new.example/", "Something new", None, 1))
    placed = (replace(item, place=number) for number, item in enumerate(found, 1))
    return tuple(placed), own.key


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
