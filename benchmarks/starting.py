"""How soon a server answers, beside pywb.

Run as ``python -m benchmarks.starting ARCHIVE [PEERS]``, where PEERS is what
``python -m benchmarks.peers PEERS pywb`` has made. Greffe serves ARCHIVE, pywb no collection at
all; both are started in turn, five times and once before that so that nothing is read from disk
for the first time. Seconds, least and most: until Greffe says that it answers, until its first
page is had, until a search is had that was asked right after that (for which the rest is still
being loaded), and until the first page of pywb is had.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fidelity.engines import free
from benchmarks.peers import python
from benchmarks.protocols import SERVE

_ROUNDS = 5
_PATIENCE = 60.0


def greffe(archive: Path) -> tuple[float, float, float]:
    """Seconds until the server says that it answers, its first page, and a search after it."""
    command = [sys.executable, "-c", SERVE, "--archive", archive, "serve", "--port", "0"]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        if not words:
            raise SystemExit(f"cannot serve {archive}")
        said = time.perf_counter() - began
        _had(words[-1])
        first = time.perf_counter() - began
        _had(words[-1] + "search?q=report")
        return said, first, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def pywb(program: Path) -> float:
    """Seconds until the first page is had."""
    port = free()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.yaml").write_text("collections: {}\n", encoding="utf-8")
        began = time.perf_counter()
        process = subprocess.Popen(
            [program, "-b", "127.0.0.1", "-p", str(port)], cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while time.perf_counter() - began < _PATIENCE:
                try:
                    _had(f"http://127.0.0.1:{port}/")
                    return time.perf_counter() - began
                except urllib.error.URLError:
                    time.sleep(0.005)
            raise SystemExit("pywb does not answer")
        finally:
            process.terminate()
            process.wait()


def _had(url: str) -> None:
    with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
        answer.read()


def _line(name: str, seconds: Sequence[float]) -> str:
    return f"{name:32}{min(seconds):6.2f}{max(seconds):8.2f}"


def main(archive: Path, peers: Path | None) -> None:
    """Start both in turn, and print."""
    interpreter = python(peers, "pywb")
    program = interpreter.parent / "wayback" if interpreter else None
    ours, theirs = [], []
    for _ in range(_ROUNDS + 1):
        ours.append(greffe(archive))
        if program:
            theirs.append(pywb(program))
    names = ("Greffe says that it answers", "its first page", "a search right after that")
    print(f"{'seconds':32}{'least':>6}{'most':>8}")
    for name, seconds in zip(names, zip(*ours[1:], strict=True), strict=True):
        print(_line(name, seconds))
    if theirs:
        print(_line("pywb, its first page", theirs[1:]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
