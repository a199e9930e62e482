"""``make demo``: the main job, once through, on a small web of our own on loopback.

Crawls three sites, lets a day pass on which pages are edited, removed and blocked, crawls again,
and shows what the archive then knows. Everything is done by the command ``greffe`` itself.
"""

from __future__ import annotations

import argparse
import contextlib
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from demo.server import DemoWeb
from demo.sources import write_sources

WORK = Path(__file__).parent / "work"
PORTS = (8801, 8802, 8803)
QUERY = "CPT Azerbaijan 2025"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; return 0 if all of it went well."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__.split("\n\n")[0])
    parser.add_argument("--serve", action="store_true", help="then open the reading room")
    parser.add_argument("--port", default="8080", help="of the reading room")
    chosen = parser.parse_args(arguments)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    with _web() as web:
        write_sources(web, WORK / "sources")
        _say("Three sites of ours are up: " + ", ".join(web.urls.values()))
        _crawl("Day 1: everything is new.")
        web.day = 2
        _crawl("Day 2: pages were edited, one was removed, one is behind a block page.")
        edited = next(c.url for c in web.changes(2) if c.kind == "edited")
    _say("What the archive holds:")
    _greffe("status")
    _say("A search:")
    _greffe("search", QUERY, "--limit", "1")
    _say("What was edited between the two days:")
    _greffe("diff", edited)
    _say(f"All of it is one file: {WORK / 'greffe.db'}")
    if chosen.serve:
        # Ctrl-C is how a person leaves the reading room.
        with contextlib.suppress(KeyboardInterrupt):
            _greffe("serve", "--port", chosen.port)
    else:
        _say("Read, compare and replay it in a browser: make demo DEMO=--serve")
    return 0


def _web() -> DemoWeb:
    """The web on ports that can be remembered, where nobody has them."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return DemoWeb()
    return DemoWeb(PORTS)


def _crawl(what: str) -> None:
    _say(what)
    # A page that is behind a block page makes the second crawl end with "partly".
    _greffe("crawl", "--all", "--allow-private", "--no-delay", allowed=(0, 4))


def _greffe(*arguments: str, allowed: tuple[int, ...] = (0,)) -> None:
    print(f"\n$ greffe {shlex.join(arguments)}", flush=True)
    command = Path(sys.executable).with_name("greffe")
    done = subprocess.run([str(command), *arguments], cwd=WORK)
    if done.returncode not in allowed:
        raise SystemExit(f"demo: `greffe {arguments[0]}` ended with {done.returncode}")


def _say(text: str) -> None:
    print(f"\n== {text}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
