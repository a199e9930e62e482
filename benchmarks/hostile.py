"""Mutated and hostile pages: nothing raises, nothing takes long, memory stays bounded.

    python -m benchmarks.hostile CORPORA [PAGES [SEED]]

Takes the pages of ``CORPORA/extraction`` in turn and breaks each in one of a dozen ways (bytes
flipped, cut, doubled, tags left open or closed early, encodings mixed, thousands of elements or
references put in), and adds pages that are hostile from the start. Prints the slowest pages, the
highest memory and every exception.
"""

from __future__ import annotations

import gzip
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.clean import extract, links

_PIECES = (
    b"<p>x</p>", b"<br>", b"<li><a href=/a>A headline of some words</a>", b"<time>1 May</time>",
    b"<meta name=description content=x>", b"<h1>T</h1>",
    b'<script type=application/ld+json>{"@type":"Article","author":{"name":"x"}}</script>',
)  # fmt: skip
Break = Callable[[bytes, random.Random], bytes]


def _flipped(page: bytes, chance: random.Random) -> bytes:
    data = bytearray(page)
    for _ in range(max(1, len(data) // 500)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page))]


def _spliced(page: bytes, chance: random.Random) -> bytes:
    first, second = sorted(chance.randrange(len(page)) for _ in range(2))
    return page[second:] + page[first:second] + page[:first]


def _opened(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice((b"</div>", b"</p>", b"</script>", b"</a>", b"</table>", b"</svg>"))
    return page.replace(tag, b"")


def _closed(page: bytes, chance: random.Random) -> bytes:
    return page.replace(b">", b"></div></p>", chance.randrange(2_000))


def _nested(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice((b"<div>", b"<b>", b"<table><tr><td>", b"<a href=x>", b"<ul><li>"))
    place = chance.randrange(len(page))
    return page[:place] + tag * chance.randrange(1, 20_000) + page[place:]


def _quoted(page: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(page))
    return (
        page[:place]
        + chance.choice((b'"', b"'", b"<!--", b"<![CDATA[", b"<plaintext>"))
        + (page[place:])
    )


def _mixed(page: bytes, chance: random.Random) -> bytes:
    text = page.decode("utf-8", "replace")
    name = chance.choice(("utf-16", "utf-32", "utf-7", "shift_jis", "koi8-r", "iso2022_jp"))
    half = len(text) // 2
    return text[:half].encode() + text[half:].encode(name, "replace")


def _attributed(page: bytes, chance: random.Random) -> bytes:
    name = chance.choice((b"class", b"id", b"style", b"href", b"content", b"datetime"))
    value = chance.choice((b"a-", b"widget ", b"2024-", b"&amp;", b"url(", b"%")) * 200_000
    return page.replace(b"<div", b"<div " + name + b'="' + value + b'"', 1)


def _entities(page: bytes, chance: random.Random) -> bytes:
    width = chance.randrange(2, 20)
    rows = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * width}">' for n in range(20))
    bomb = f'<!DOCTYPE html [<!ENTITY e0 "x">{rows}]>'.encode()
    return bomb + page.replace(b"<p>", b"<p>&e20;&amp;lt;" + b"&#x202e;" * 500)


def _crowded(page: bytes, chance: random.Random) -> bytes:
    piece = chance.choice(_PIECES)
    place = page.find(b"<body")
    return page[:place] + b"<body>" + piece * chance.randrange(1, 30_000) + page[place:]


def _zeroed(page: bytes, chance: random.Random) -> bytes:
    return page.replace(b" ", chance.choice((b"\x00", b"\x0c", b"\xe2\x80\x8b", b"\xff")), 5_000)


BREAKS: tuple[Break, ...] = (
    _flipped, _cut, _spliced, _opened, _closed, _nested, _quoted, _mixed, _attributed, _entities,
    _crowded, _zeroed,
)  # fmt: skip


def hostile() -> Iterator[tuple[str, bytes]]:
    """Pages that are made to hurt."""
    sentence = b"<p>The council met on Tuesday, and said what it had said before, at length.</p>"
    yield "50 MB of paragraphs", b"<body>" + sentence * (50_000_000 // len(sentence))
    yield "15 MB of paragraphs", b"<body>" + sentence * (15_000_000 // len(sentence))
    yield "15 MB of one word", b"<p>" + b"a" * 15_000_000
    yield "15 MB of links", b"<a href=/x>A headline of some length</a>" * 380_000
    yield "15 MB of headings", b"<h1>A headline of some length</h1>" * 440_000
    yield "15 MB of spans", b"<p>" + b"<span class=a>word </span>" * 570_000
    yield "a million open elements", b"<div>" * 1_000_000 + sentence
    yield "700,000 classes", b"<div class='" + b"widget-related-share " * 700_000 + b"'>x"
    yield "one title of 15 MB", b"<title>" + b"Title - " * 1_900_000 + b"</title>" + sentence
    yield (
        "JSON-LD 200,000 deep",
        (
            b"<script type='application/ld+json'>"
            + b'{"@graph":[' * 200_000
            + b"</script>"
            + sentence
        ),
    )
    yield "200,000 dates", b"<time datetime='2024-05-01'>May 1, 2024</time> " * 200_000
    yield "10 MB of digits", b"<p>" + b"2024-05-01T" * 1_000_000
    yield "10 MB of bars", b"<h1>" + b" | " * 3_000_000
    yield "a table of a million cells", b"<table><tr>" + b"<td>7<td>cell" * 500_000
    yield "100,000 rows", b"<table>" + b"<tr><td>7</td><td>cell</td></tr>" * 100_000
    yield "commas and full stops", b"<p>" + b"., " * 5_000_000


def broken(corpora: Path, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Real pages, each broken in some way."""
    chance = random.Random(seed)
    paths = sorted((corpora / "extraction" / "html").iterdir())
    for number in range(count):
        path = paths[number % len(paths)]
        way = BREAKS[chance.randrange(len(BREAKS))]
        page = gzip.decompress(path.read_bytes())
        if page:
            yield f"{path.name} {way.__name__}", way(page, chance)


def main() -> None:
    """Read them all and print what was found."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    slow: list[tuple[float, str]] = []
    faults = pages = 0
    for cases in (broken(Path(sys.argv[1]), count, seed), hostile()):
        for name, page in cases:
            began = time.process_time()
            try:
                extract(page, "https://www.example.org/news/2024/a-page")
                links(page, "https://www.example.org/news/2024/a-page")
            except Exception as fault:  # noqa: BLE001  # that is what is counted
                faults += 1
                print(f"{name}: {type(fault).__name__}: {fault}"[:300])
            slow = sorted([*slow, (time.process_time() - began, name)], reverse=True)[:15]
            pages += 1
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{pages} pages, {faults} exceptions, at most {memory} MB")
    for seconds, name in slow:
        print(f"{seconds:6.2f} s  {name}")


if __name__ == "__main__":
    main()
