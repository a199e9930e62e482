"""tantivy, in a process and an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.search.asking import Query, Row

NEEDS = ("tantivy==0.27.0",)
_PROGRAM = Path(__file__).with_name("tantivy_beside.py")


class Tantivy:
    """The engine."""

    name = "tantivy"

    def __init__(self, folder: Path, interpreter: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [interpreter, _PROGRAM, "ask", folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def asked(self, query: Query) -> tuple[float, int]:
        """Seconds of CPU of its process, hits."""
        if not (self._process.stdin and self._process.stdout):
            raise RuntimeError("tantivy is not running")
        print(json.dumps(asdict(query)), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("tantivy's process ended; what it said stands above")
        seconds, count = json.loads(line)
        return seconds, count

    def costs(self) -> Iterator[str]:
        """What the index takes, stored texts among it."""
        said: dict[str, Any] = json.loads((self._folder / "cost.json").read_text())
        size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        stored = sum(path.stat().st_size for path in self._folder.rglob("*.store"))
        number, seconds = said["documents"], said["seconds"]
        yield (
            f"index {(size - stored) / number:,.0f} bytes a document (and {stored / number:,.0f} "
            f"of stored texts); made in {seconds:,.0f} s of CPU, {seconds / number * 1000:.2f} ms "
            "each"
        )

    def close(self) -> None:
        """End its process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(60)


def environment(folder: Path) -> Path:
    """The interpreter of its environment, which is made where it is not there."""
    interpreter = folder / "tantivy" / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "tantivy"], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *NEEDS], check=True)
    return interpreter


def made(folder: Path, interpreter: Path, rows: Iterable[Row]) -> None:
    """Make its index; it is there as a whole or not at all."""
    part = folder.with_suffix(".part")
    command = [interpreter, _PROGRAM, "make", part]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        if process.stdin is None:
            raise RuntimeError("tantivy is not running")
        for row in rows:
            print(json.dumps(row), file=process.stdin)
        process.stdin.close()
    if process.returncode:
        raise RuntimeError("tantivy made no index; what it said stands above")
    part.rename(folder)
