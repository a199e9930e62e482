"""How many of the ugly exchanges each archiver records byte for byte.

Run as ``python -m benchmarks.exact [FOLDER OF PEERS]`` (see ``benchmarks.peers``). The server of
the tests answers in over a hundred odd, broken and hostile ways, each on a port of its own, and
logs every byte it receives and sends. Each archiver asks for all of them; then its WARC files are
read and compared with that log.

- *exact*: request and response records are the bytes on the wire.
- *cut, said*: the response is an exact beginning of what was sent, and marked as truncated.
- *differs*: a record is there with other bytes; *missing*: there is none.
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from archive import Archive
from archive.formats.framing import Framed, framed
from archive.formats.pieces import pieces
from archive.formats.warc_out import export_warc
from archive.store.exchanges import facts_of
from archive.store.records import Record, record_of
from benchmarks import peers
from tests.crawling import Ask, crawl
from tests.servers.ugly import Logged, Ugly
from tests.servers.ugly_cases import CASES

KINDS = ("exact", "cut, said", "differs", "missing")
_PATIENCE = 3.0

Servers = Mapping[str, Ugly]
Run = Callable[[Servers, Path], list[Path]]
"""Ask for every case and return the WARC files."""


@dataclass(slots=True)
class Kept:
    """What a WARC file has of one URL."""

    requests: list[bytes]
    responses: list[tuple[bytes, bool]]

    def judged(self, logged: list[Logged]) -> str:
        """How it stands to what was on the wire; the best of several tries counts."""
        found = {self._against(one) for one in logged}
        return next(kind for kind in KINDS if kind in found)

    def _against(self, one: Logged) -> str:
        if not self.requests and not self.responses:
            return "missing"
        is_asked = one.received in self.requests
        if not one.sent:
            return "exact" if is_asked and not self.responses else "differs"
        if not self.responses:
            return "missing"
        if is_asked and any(block == one.sent for block, _ in self.responses):
            return "exact"
        is_cut = any(cut and one.sent.startswith(block) for block, cut in self.responses)
        return "cut, said" if is_asked and is_cut else "differs"


def read(files: list[Path]) -> dict[str, Kept]:
    """What is kept of each case in some WARC files.

    Greffe keeps 1xx heads and bytes beyond the response in its metadata record: they count as
    kept in their places, and its error as a mark of truncation where there is no response.
    """
    found: dict[str, Kept] = defaultdict(lambda: Kept([], []))
    beside: dict[str, tuple[bytes, bytes, bool]] = {}
    answers: list[tuple[str, Record]] = []
    for record in _records(files):
        name = (record.field("WARC-Target-URI") or "").strip("<>").rpartition("/")[2]
        if record.type == "request":
            found[name].requests.append(record.block)
        elif record.type in ("response", "revisit"):
            answers.append((name, record))
        elif record.type == "metadata":
            facts = facts_of(record)
            parts = (_bytes(facts, "interim-responses"), _bytes(facts, "surplus-bytes"))
            beside[name] = (*parts, "error" in facts)
    for name, record in answers:
        before, after, _ = beside.pop(name, (b"", b"", False))
        is_cut = record.field("WARC-Truncated") is not None
        found[name].responses.append((before + record.block + after, is_cut))
    for name, (before, after, is_said) in beside.items():
        if before or after:
            found[name].responses.append((before + after, is_said))
    return found


def _bytes(facts: dict[str, str], field: str) -> bytes:
    return base64.b64decode(facts.get(field, "").removeprefix("base64 "))


def _records(files: list[Path]) -> Iterator[Record]:
    for file in files:
        with file.open("rb") as stream:
            for item in framed(pieces(stream), file.stat().st_size):
                if isinstance(item, Framed):
                    yield record_of(item.head + item.block + b"\r\n\r\n")


def ours(servers: Servers, folder: Path) -> list[Path]:
    """Greffe: one crawl, and WARC files exported from archives.

    An archive for each exchange: in one, equal bodies of different cases are stored once.
    """
    asks = [
        Ask(name, servers[name].url(name), case.method, case.send, case.headers, case.meta)
        for name, case in CASES.items()
    ]
    for name, outcome in crawl(asks).outcomes.items():
        with Archive.open(folder / f"{name}.db") as archive:
            for exchange in outcome.exchanges:
                archive.add(exchange)
            export_warc(archive, folder / f"{name}.warc")
    return sorted(folder.glob("*.warc"))


def by_webarchive(interpreter: Path) -> Run:
    """scrapy-webarchive: the same requests by the same Scrapy."""

    def run(servers: Servers, folder: Path) -> list[Path]:
        asks = [
            {"url": servers[name].url(name), "method": case.method, "meta": dict(case.meta),
             "body": base64.b64encode(case.send).decode(), "headers": dict(case.headers)}
            for name, case in CASES.items()
        ]  # fmt: skip
        spider = Path(__file__).with_name("webarchive_spider.py")
        command = [str(interpreter), str(spider), str(folder)]
        subprocess.run(command, input=json.dumps(asks), text=True, timeout=300, check=False)
        for file in folder.glob("*.wacz"):
            with zipfile.ZipFile(file) as whole:
                whole.extractall(folder / "inside")
        return sorted((folder / "inside").rglob("*.warc*")) or sorted(folder.glob("*.warc*"))

    return run


def by_warcprox(interpreter: Path) -> Run:
    """warcprox: the same requests by bare sockets through it."""

    def run(servers: Servers, folder: Path) -> list[Path]:
        with peers.warcprox(interpreter, folder) as proxy:
            for name, case in CASES.items():
                fields = {"Host": f"127.0.0.1:{servers[name].port}", **case.headers}
                if case.send or case.method in ("POST", "PUT"):
                    fields["Content-Length"] = str(len(case.send))
                lines = "".join(
                    f"{key}: {' '.join(value.split())}\r\n" for key, value in fields.items()
                )
                head = f"{case.method} {servers[name].url(name)} HTTP/1.1\r\n{lines}\r\n"
                _ask(proxy.port, head.encode() + case.send)
            proxy.settle()
        return sorted(folder.glob("*.warc*"))

    return run


def _ask(port: int, request: bytes) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), _PATIENCE) as sock:
        sock.sendall(request)
        while sock.recv(1 << 20):
            pass


def measured(run: Run) -> dict[str, str]:
    """How each case was kept by one archiver."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        # warcprox asks a host and port that failed once for nothing more for a minute.
        servers = {name: stack.enter_context(Ugly({name: case})) for name, case in CASES.items()}
        kept = read(run(servers, Path(folder)))
        never = [Logged(0.0, b"never asked")]
        return {
            name: kept[name].judged(server.log[f"/{name}"] or never)
            for name, server in servers.items()
        }


def main(arguments: list[str]) -> int:
    """Print a table, and what each archiver did not keep."""
    folder = Path(arguments[0]).absolute() if arguments else None
    runs: dict[str, Run] = {"greffe": ours}
    if interpreter := peers.python(folder, "warcprox"):
        runs["warcprox"] = by_warcprox(interpreter)
    if interpreter := peers.python(folder, "scrapy-webarchive"):
        runs["scrapy-webarchive"] = by_webarchive(interpreter)
    results = {name: measured(run) for name, run in runs.items()}
    print(f"{'':<20}" + "".join(f"{kind:>11}" for kind in KINDS) + f"{'kept':>8}")
    for name, cases in results.items():
        counts = Counter(cases.values())
        share = (counts["exact"] + counts["cut, said"]) / len(cases)
        numbers = "".join(f"{counts[kind]:>11}" for kind in KINDS)
        print(f"{name:<20}{numbers}{share:>8.0%}")
    for name, cases in results.items():
        for kind in ("differs", "missing"):
            if bad := [case for case, how in cases.items() if how == kind]:
                print(f"{name} {kind}: {' '.join(bad)}")
    for line in peers.missing(folder):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
