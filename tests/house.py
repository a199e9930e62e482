"""The main job done once on the small web of ours, for all tests that look at its end."""

from __future__ import annotations

import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

from demo.changes import Changed
from tests.zygote import ROOT, Command, ran

GREFFE = Path(sys.executable).with_name("greffe")
PRIVATE = ("--allow-private", "--no-delay")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Its output, one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
"""An environment in which a command's coverage is not measured: that writes files of its own."""
_PIPES = {"stdin": DEVNULL, "stdout": PIPE, "stderr": PIPE}
_HARMLESS = frozenset(("http_proxy", "https_proxy", "no_proxy", "COLUMNS", "NO_COLOR"))


def greffe(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, largest: int = 0
) -> Ran:
    """Run the command ``greffe`` in a folder, as a person would.

    It runs in a process of its own; one that starts Python anew only where ``env`` sets what
    Python or a library may read as it is loaded. No file that it writes may become longer than
    ``largest`` bytes, if that is given.
    """
    if all(name in _HARMLESS or name.startswith("GREFFE_") for name in env or ()):
        limits = {"FSIZE": largest} if largest else None
        process = Command(arguments, folder, _clean(env), limits=limits, **_PIPES)
        code, *written = ran(process, 120)
        return Ran(code, *(text.decode().replace("\r\n", "\n") for text in written))
    done = subprocess.run(
        [GREFFE, *arguments], cwd=folder, env=_clean(env), capture_output=True, text=True,
        timeout=120, stdin=DEVNULL,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def begun(folder: Path, *arguments: str, **files: Any) -> Command:
    """The command, begun in a folder; what it writes is text that comes over pipes."""
    return Command(arguments, folder, _clean(), **{**_PIPES, "text": True, **files})


def script(code: str, *arguments: str, **files: Any) -> Command:
    """Python code, begun in a process of its own; what it reads and writes is text over pipes."""
    options = {**_PIPES, "stdin": PIPE, "text": True, **files}
    return Command(arguments, ROOT, _clean(), code=code, **options)


def ended(process: Command) -> Ran:
    """How a process ended that was begun."""
    with process:
        out, err = process.communicate(timeout=120)
        return Ran(process.returncode, out or "", err or "")


def script_ran(code: str, *arguments: str) -> Ran:
    """How Python code ended, run in a process of its own."""
    return ended(script(code, *arguments))


def scrapy(*arguments: str) -> Ran:
    """Run Scrapy's own command in the checkout."""
    env = {name: value for name, value in _clean().items() if name != "SCRAPY_SETTINGS_MODULE"}
    return ended(Command(arguments, ROOT, env, module="scrapy", **_PIPES, text=True))


def _clean(env: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GREFFE_", "COV_"))}
    return {**kept, "COLUMNS": "120", **(env or {})}


def on_a_terminal(folder: Path, *arguments: str, columns: int = 100) -> tuple[int, bytes]:
    """Run a command on a terminal so many columns wide; its exit code and what it showed."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    process = Command(
        arguments, folder, env | {"TERM": "xterm"}, stdin=DEVNULL, stdout=follower, stderr=follower
    )
    os.close(follower)
    shown = b""
    try:
        while part := os.read(leader, 65536):
            shown += part
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(leader)
    return process.wait(timeout=60), shown


@dataclass(frozen=True, slots=True)
class House:
    """A folder with the archive of the small web after two days.

    Attributes:
        folder: holds ``greffe.db`` and ``sources/``.
        urls: home page of each site.
        changes: what changed between the days, by the web's own account.
        asked: what the web was asked for, as method, URL, on each day.
        runs: the two runs of ``greffe crawl``.
    """

    folder: Path
    urls: Mapping[str, str]
    changes: tuple[Changed, ...]
    asked: tuple[tuple[tuple[str, str], ...], ...]
    runs: tuple[Ran, ...]

    @property
    def archive(self) -> Path:
        """The archive file."""
        return self.folder / "greffe.db"

    def url_of(self, kind: str) -> str:
        """The first page that changed in this way."""
        return next(change.url for change in self.changes if change.kind == kind)

    def greffe(self, *arguments: str) -> Ran:
        """Run a command on the archive."""
        return greffe(self.folder, *arguments)
