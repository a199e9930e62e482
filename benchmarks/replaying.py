"""CPU of the server for each resource of a saved page, beside pywb's on the same captures.

Run as ``python -m benchmarks.replaying PEERS [CAPTURES]``, where PEERS is what
``python -m benchmarks.peers PEERS pywb`` has made. An archive is filled with captures of a
site, among them those of some pages, style sheets, scripts and pictures, each captured four times,
and exported; both servers answer for the same ones.
Greffe's are asked as its worker in the browser asks, which rewrites there; pywb rewrites itself.
The CPU that their processes take is read from ``/proc``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import benchmarks.protocols
from archive import Archive, Exchange
from archive.formats.warc_out import export_warc
from benchmarks.fidelity.engines import CONFIG, free
from benchmarks.fidelity.files import picture
from benchmarks.peers import python
from benchmarks.protocols import SERVE, Server, running

_SITE = "http://news.example"
_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
_TIMES = 4
_EACH = 100
_WORDS = "The delegation visited two prisons and a police station and spoke with many people. "
_KINDS = (
    ("page", "text/html; charset=utf-8", "mp_", ""),
    ("style", "text/css", "cs_", ".css"),
    ("script", "text/javascript", "js_", ".js"),
    ("picture", "image/png", "im_", ".png"),
)
"""Name, media type, pywb's modifier, and how the URL ends."""


def filled(archive: Archive, captures: int) -> None:
    """Keep so many captures, some of each kind of resource among them."""
    benchmarks.protocols.filled(archive, captures - _EACH * _TIMES * len(_KINDS))
    for number in range(_EACH):
        for name, kind, _, end in _KINDS:
            for day in range(_TIMES):
                at = _DAY + timedelta(days=2 * day, seconds=number)
                url = f"{_SITE}/{name}s/{number}{end}"
                archive.add(_exchange(url, kind, _body(name, number, day), at))


def _body(name: str, number: int, day: int) -> bytes:
    if name == "page":
        links = "".join(
            f'<p><a href="/page/{number + n}">{_WORDS}</a><img src="/picture/{n}.png"></p>'
            for n in range(40)
        )
        return (
            f'<!doctype html><title>Page {number} of {day}</title><link rel="stylesheet" '
            f'href="/style/{number}.css"><script src="/script/{number}.js"></script>{links}'
        ).encode()
    if name == "style":
        rule = ".a{}{{background:url(/picture/{}.png);color:#123}}\n"
        return "".join(rule.format(n, n) for n in range(100 + day)).encode()
    if name == "script":
        line = "function f{}() {{ return document.location.href + window.top.name; }}\n"
        return "".join(line.format(n) for n in range(300 + day)).encode()
    return picture(number % 250, day * 40, 90) + bytes(20_000)


def _exchange(url: str, kind: str, body: bytes, began: datetime) -> Exchange:
    path = url.removeprefix(_SITE)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    request = f"GET {path} HTTP/1.1\r\nHost: news.example\r\n\r\n"
    return Exchange(url=url, began=began, request=request.encode(), response=head.encode() + body)


def report(greffe: Server, pywb: Server) -> None:
    """Ask and print."""
    numbers = random.Random(1).sample(range(_EACH), _EACH)
    print(f"{'':22}{'Greffe':>10}{'pywb':>10}{'ratio':>8}")
    for name, _, modifier, end in _KINDS:
        urls = [f"{_SITE}/{name}s/{number}{end}" for number in numbers]
        own = [f"/raw/20240105120000id_/{url}" for url in urls]
        other = [f"/files/20240105120000{modifier}/{url}" for url in urls]
        mine, its = (_cost(*pair) for pair in ((greffe, own), (pywb, other)))
        print(f"{name:22}{mine:8.2f}ms{its:8.2f}ms{mine / its if its else float('nan'):8.3f}")
    urls = [f"{_SITE}/pages/{number}" for number in numbers]
    still = _cost(greffe, [f"/still/20240105120000/{url}" for url in urls])
    print(f"{'page, without scripts':22}{still:8.2f}ms")


def _cost(server: Server, paths: Sequence[str]) -> float:
    server.asked(paths[:20])
    return server.asked(paths)[0]


def main(peers: Path, captures: int) -> None:
    """Fill, serve, ask, print."""
    interpreter = python(peers, "pywb")
    if interpreter is None:
        raise SystemExit(f"no pywb: `python -m benchmarks.peers {peers} pywb` installs it")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Archive.open(folder / "greffe.db") as archive:
            filled(archive, captures)
            export_warc(archive, folder / "out.warc.gz", has_index=True)
        (folder / "config.yaml").write_text(CONFIG.format(folder=folder), encoding="utf-8")
        port, other = free(), free()
        ours = [sys.executable, "-c", SERVE, "--archive", folder / "greffe.db", "serve"]
        theirs = [interpreter.parent / "wayback", "-b", "127.0.0.1", "-p", str(other)]
        with (
            running([*ours, "--port", str(port)], folder, port) as greffe,
            running(theirs, folder, other) as pywb,
        ):
            report(Server(greffe.process, port + 1), pywb)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
