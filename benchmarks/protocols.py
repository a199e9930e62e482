"""CPU of the server for each answer by the web's own protocols, beside pywb's on the same captures.

Run as ``python -m benchmarks.protocols PEERS [CAPTURES]``, where PEERS is what
``python -m benchmarks.peers PEERS pywb`` has made. An archive is filled and exported; both servers
answer the same questions, one after another on one connection each, and the CPU that their
processes take is read from ``/proc``. Printed: milliseconds an answer, bytes of it, and the ratio.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Exchange
from archive.formats.warc_out import export_warc
from benchmarks.peers import python

_OFTEN = "http://news.example/"
_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
SERVE = "import sys; from archive.cli.main import main; sys.exit(main())"
_CONFIG = """\
collections_root: none
collections:
  files:
    index_paths: {folder}/out.cdxj
    archive_paths: {folder}/
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What both servers are asked.

    Attributes:
        name: what it is.
        greffe, pywb: paths, with ``{}`` for a number that changes.
        times: how often.
    """

    name: str
    greffe: str
    pywb: str
    times: int


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        process: the process.
        port: where it answers.
    """

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Seconds of CPU it has used so far."""
        text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def asked(self, paths: Sequence[str]) -> tuple[float, float]:
        """Milliseconds of CPU and bytes of an answer, over all of these paths."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        before, size = self.cpu(), 0
        for path in paths:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            size += len(body)
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
        connection.close()
        return (self.cpu() - before) * 1000 / len(paths), size / len(paths)


def questions(pages: int, often: int) -> tuple[Question, ...]:
    """The questions, of an archive with so many pages and captures of the front page."""
    page = "url=http://news.example/page/{}"
    site = "url=news.example&matchType=host"
    return (
        Question("index: one URL", f"/cdx?{page}", f"/files/cdx?{page}", 400),
        Question("index: one URL, as replay asks", f"/cdx?{page}&closest=2024&limit=100",
                 f"/files/cdx?{page}&closest=2024&limit=100", 400),
        Question(f"index: one URL with {often:,} captures", f"/cdx?url={_OFTEN}",
                 f"/files/cdx?url={_OFTEN}", 10),
        Question("index: its nearest capture", f"/cdx?url={_OFTEN}&closest=2024060{{}}&limit=1",
                 f"/files/cdx?url={_OFTEN}&closest=2024060{{}}&limit=1", 50),
        Question("index: its last capture", f"/cdx?url={_OFTEN}&sort=reverse&limit=1",
                 f"/files/cdx?url={_OFTEN}&sort=reverse&limit=1", 50),
        Question("index: first 100 of a prefix", f"/cdx?{page}*&limit=100",
                 f"/files/cdx?{page}*&limit=100", 100),
        Question(f"index: a whole site, {pages:,} URLs", f"/cdx?{site}", f"/files/cdx?{site}", 3),
        Question("index: a site, filtered", f"/cdx?{site}&filter=~status:[45]",
                 f"/files/cdx?{site}&filter=~status:[45]", 3),
        Question("TimeMap of a page", "/timemap/link/http://news.example/page/{}",
                 "/files/timemap/link/http://news.example/page/{}", 200),
        Question("memento of a page", "/raw/20240105120000id_/http://news.example/page/{}",
                 "/files/20240105120000id_/http://news.example/page/{}", 200),
    )  # fmt: skip


def filled(archive: Archive, captures: int) -> tuple[int, int]:
    """Keep captures of a site: a tenth of a front page, the others of pages, four each.

    Returns:
        How many pages, and how many captures of the front page.
    """
    often, pages = captures // 10, captures * 9 // 40
    for number in range(often):
        archive.add(_exchange(_OFTEN, b"front %d" % number, _DAY + timedelta(hours=number)))
    for number in range(pages):
        for day in range(4):
            status = "404 Not Found" if number % 97 == 0 else "200 OK"
            at = _DAY + timedelta(days=2 * day, seconds=number)
            url = f"http://news.example/page/{number}"
            archive.add(_exchange(url, b"page %d of %d" % (number, day) * 50, at, status))
    return pages, often


def _exchange(url: str, body: bytes, began: datetime, status: str = "200 OK") -> Exchange:
    host, _, path = url.partition("://")[2].partition("/")
    kind = b"Content-Type: application/octet-stream\r\n"
    return Exchange(
        url=url,
        began=began,
        request=f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode(),
        response=b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n"
        % (status.encode(), kind, len(body)) + body,
    )  # fmt: skip


@contextmanager
def running(command: Sequence[str | Path], folder: Path, port: int) -> Iterator[Server]:
    """A server, once it answers."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(list(command), cwd=folder, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def main(peers: Path, captures: int) -> None:
    """Fill, ask, print."""
    interpreter = python(peers, "pywb")
    if interpreter is None:
        raise SystemExit(f"no pywb: `python -m benchmarks.peers {peers} pywb` installs it")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Archive.open(folder / "greffe.db") as archive:
            pages, often = filled(archive, captures)
            export_warc(archive, folder / "out.warc.gz", has_index=True)
        (folder / "config.yaml").write_text(_CONFIG.format(folder=folder), encoding="utf-8")
        ports = _free(), _free()
        ours = [sys.executable, "-c", SERVE, "--archive", folder / "greffe.db", "serve"]
        theirs = [interpreter.parent / "wayback", "-b", "127.0.0.1", "-p", str(ports[1])]
        with (
            running([*ours, "--port", str(ports[0])], folder, ports[0]) as greffe,
            running(theirs, folder, ports[1]) as pywb,
        ):
            _print(questions(pages, often), pages, greffe, pywb)


def _print(asked: Sequence[Question], pages: int, greffe: Server, pywb: Server) -> None:
    chosen = random.Random(1)
    print(f"{'':46}{'Greffe':>10}{'pywb':>10}{'ratio':>8}{'bytes':>12}{'pywb':>12}")
    for one in asked:
        numbers = [chosen.randrange(1, min(pages, 9)) if "0{}" in one.greffe else
                   chosen.randrange(pages) for _ in range(one.times)]  # fmt: skip
        numbers = [number if number % 97 else number + 1 for number in numbers]
        found = []
        for server, path in ((greffe, one.greffe), (pywb, one.pywb)):
            server.asked([path.format(numbers[0])])
            found.append(server.asked([path.format(number) for number in numbers]))
        (mine, own), (its, other) = found
        ratio = mine / its if its else float("nan")
        print(f"{one.name:46}{mine:8.1f}ms{its:8.1f}ms{ratio:8.2f}{own:12,.0f}{other:12,.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
