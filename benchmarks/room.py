"""The views of the reading room: what they weigh, what checkers say of them, and what they cost.

Run as ``python -m benchmarks.room ARCHIVE [PEERS]``. For views that the archive has something to
show in: requests and bytes of a first visit in Chromium, requests to anybody else (there must be
none), and CPU of the server, read from ``/proc``. With PEERS, a folder in which
``npm install --prefix PEERS vnu-jar axe-core`` was run, also what the Nu HTML checker (Java) says,
and what axe-core finds, in light and dark, on a desk and on a phone.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from archive import Archive
from archive.urls import moment
from archive.web.paths import beside_path, blame_path, compare_path, diff_path, page_path

_SERVE = "import sys; from archive.cli.main import main; sys.exit(main())"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_SIGHTS = tuple((scheme, width) for scheme in ("light", "dark") for width in (1180, 390))
_VALUE = re.compile("“[^”]*”")
_TIMES = 20
"""How often a view is asked for to tell its CPU."""


@dataclass(slots=True)
class Measured:
    """What was measured of a view.

    Attributes:
        requests, octets: of a first visit in a browser.
        strays: requests to anybody else.
        messages: of the HTML checker, by type.
        violations: of axe-core's rules, by name, in all sights.
        cpu: milliseconds of the server for one answer.
    """

    requests: int = 0
    octets: int = 0
    strays: list[str] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0


def views(path: Path) -> dict[str, str]:
    """Views that an archive has something to show in, by their names."""
    with Archive.open(path, create=False, read_only=True) as archive:
        run = archive.connection.execute
        found = {"home": "/", "help": "/help", "how to search": "/search/help"}
        row = run("SELECT term FROM term WHERE length(term) > 4 ORDER BY weight DESC LIMIT 1")
        if word := row.fetchone():
            found["search"] = f"/search?q={quote(word[0])}"
            found["search, rare"] = f"/search?q={quote(_rare(archive))}"
            found["hits by month"] = f"/search/months?q={quote(word[0])}"
        found |= {"changes": "/changes", "gone": "/gone", "sources": "/sources",
                  "watches": "/watches"}  # fmt: skip
        for name, sql in (("source", "SELECT '/sources/' || name FROM source LIMIT 1"),
                          ("crawl", "SELECT '/crawls/' || max(id) FROM crawl")):  # fmt: skip
            if (row := run(sql).fetchone()) and row[0]:
                found[name] = row[0]
        return found | _of_pages(archive)


def _rare(archive: Archive) -> str:
    sql = "SELECT term FROM term WHERE length(term) > 4 AND weight <= 2 ORDER BY term LIMIT 1"
    row = archive.connection.execute(sql).fetchone()
    return row[0] if row else "prison"


def _of_pages(archive: Archive) -> dict[str, str]:
    """Views of a page with a text, of one with several, and of a list."""
    run = archive.connection.execute
    several = (
        "SELECT page.url, min(capture.time), max(capture.time) FROM version "
        "JOIN capture ON capture.id = version.capture_id JOIN page ON page.id = version.page_id "
        "WHERE version.page_id IN (SELECT page_id FROM version ORDER BY id DESC LIMIT 20000) "
        "GROUP BY version.page_id ORDER BY count(*) DESC, page.id LIMIT 1"
    )
    found: dict[str, str] = {}
    if row := run(several).fetchone():
        url, first, last = row[0], moment(row[1]), moment(row[2])
        found = {"page": page_path(url), "blame": blame_path(url),
                 "similar": f"/similar/{url}",
                 "quote": f"/quote?url={quote(url, safe='')}"}  # fmt: skip
        if first != last:
            found |= {"what changed": diff_path(url, first, last),
                      "side by side": compare_path(url, first, last),
                      "saved pages": beside_path(url, first, last)}  # fmt: skip
    lists = "SELECT page.url FROM version JOIN page ON page.version_id = version.id "
    if row := run(f"{lists} WHERE version.kind = 'listing' LIMIT 1").fetchone():
        found["list"] = f"/listing/{row[0]}"
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """A reading room that is served by a process of its own."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has taken."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def cost(self, path: str) -> float:
        """Milliseconds of CPU for one answer, once warm."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for number in range(_TIMES + 2):
            if number == 2:
                start = self.cpu
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                print(f"{path}: {answer.status}", file=sys.stderr)
        connection.close()
        return (self.cpu - start) / _TIMES * 1000


@contextmanager
def served(path: Path) -> Iterator[Room]:
    """Serve an archive while the block runs; how long that took to begin is printed."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    begun = time.monotonic()
    command = [sys.executable, "-c", _SERVE, "--archive", str(path), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    room = Room(process, port)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.01)
        took = time.monotonic() - begun
        print(f"answers after {took:.2f} s, {room.cpu:.2f} s of CPU\n")
        yield room
    finally:
        process.terminate()
        process.wait()


def visited(browser: Browser, room: Room, path: str, found: Measured) -> str:
    """Visit a view for the first time; return its HTML."""
    context = browser.new_context(viewport={"width": 1180, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked: list[str] = []
    session.on("Network.requestWillBeSent", lambda one: asked.append(one["request"]["url"]))
    session.on("Network.loadingFinished", lambda one: _weigh(found, one["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{room.port}{path}", wait_until="networkidle")
    own = tuple(f"http://127.0.0.1:{port}/" for port in (room.port, room.port + 1))
    found.requests = len(asked)
    found.strays = [url for url in asked if not url.startswith((*own, "data:", "blob:"))]
    answer = context.request.get(f"http://127.0.0.1:{room.port}{path}")
    html = answer.text()
    context.close()
    return html


def _weigh(found: Measured, octets: float) -> None:
    found.octets += int(octets)


def violations(browser: Browser, room: Room, path: str, script: str) -> Counter[str]:
    """What axe-core finds in a view, in all sights: nodes by rule."""
    found: Counter[str] = Counter()
    for scheme, width in _SIGHTS:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{room.port}{path}")
        page.add_script_tag(content=script)
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for one in told["violations"]:
            found[one["id"]] += len(one["nodes"])
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"wider than {width}"] += 1
        context.close()
    return found


def checked(pages: Mapping[str, str], jar: Path) -> dict[str, Counter[str]]:
    """What the Nu HTML checker says of pages, by name."""
    found = {name: Counter[str]() for name in pages}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            files[file.resolve().as_uri()] = name
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", folder]
        done = subprocess.run(command, capture_output=True, check=True)
    for one in json.loads(done.stderr or done.stdout)["messages"]:
        name = files.get(one.get("url", "").replace("file:/", "file:///").replace("////", "//"))
        if name:
            kind = one.get("subType", one["type"])
            found[name][f"{kind}: {_VALUE.sub('“…”', one['message'])}"] += 1
    return found


def measured(path: Path, peers: Path | None) -> dict[str, Measured]:
    """Measure the views of an archive."""
    known = views(path)
    found = {name: Measured() for name in known}
    script = peers and (peers / "node_modules/axe-core/axe.min.js")
    jar = peers and (peers / "node_modules/vnu-jar/build/dist/vnu.jar")
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with served(path) as room, sync_playwright() as playwright:
        for name, address in known.items():
            found[name].cpu = room.cost(address)
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        pages = {n: visited(browser, room, address, found[n]) for n, address in known.items()}
        if script and script.exists():
            words = script.read_text(encoding="utf-8")
            for name, address in known.items():
                found[name].violations = violations(browser, room, address, words)
        browser.close()
    if jar and jar.exists() and shutil.which("java"):
        for name, messages in checked(pages, jar).items():
            found[name].messages = messages
    return found


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    path = Path(arguments[0])
    peers = Path(arguments[1]) if arguments[1:] else None
    Archive.open(path, create=False).close()
    found = measured(path, peers)
    print(f"{'view':16} {'requests':>8} {'bytes':>9} {'others':>6} {'CPU ms':>7} {'HTML':>5} axe")
    for name, one in found.items():
        print(
            f"{name:16} {one.requests:8} {one.octets:9,} {len(one.strays):6} {one.cpu:7.1f} "
            f"{one.messages.total():5} {one.violations.total():3}"
        )
    for name, one in found.items():
        for words, count in (*one.messages.items(), *one.violations.items()):
            print(f"{name}: {count} {words}")
        for url in one.strays:
            print(f"{name}: asks {url}")


if __name__ == "__main__":
    main(sys.argv[1:])
