"""Commands of ``greffe`` in processes that have loaded already what it needs.

Most of the time of a small crawl goes into starting Python and loading Scrapy. A zygote has done
both, and for each command forks a process that runs it as the installed program would: with its
own folder, environment and files for output, and with the exit code of the command.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from tests.spares import Spares, ended, frozen, module_run

ROOT = Path(__file__).parents[1]

_READING = frozenset(("crawl", "import", "rebuild", "save", "sites"))
"""Commands that have processes beside them; no more of those at once than ``_BESIDE``."""
_BESIDE = 3
_LOCK = threading.Lock()
_idle: list[Zygote] = []


@contextmanager
def zygote() -> Iterator[Zygote]:
    """One that nobody else uses meanwhile."""
    try:
        one = _idle.pop()
    except IndexError:
        one = Zygote()
    try:
        yield one
    finally:
        _idle.append(one)


@cache
def _first() -> socket.socket:
    """The line to the process that has loaded everything, of which each zygote is a fork."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "tests.zygote", str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )

    @atexit.register
    def end() -> None:
        ours.close()
        process.wait(10)

    return ours


class Zygote:
    """One zygote; it serves one command at a time and ends with this process."""

    def __init__(self) -> None:
        """Start it."""
        self._socket, theirs = socket.socketpair()
        with theirs, _LOCK:
            socket.send_fds(_first(), [b"1"], [theirs.fileno()])
        self._file = self._socket.makefile("rw")

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        timeout: float,
        *,
        module: str | None = None,
        given: bytes = b"",
    ) -> tuple[int, bytes, bytes]:
        """Run a command, or a ``module`` as ``python -m`` does, with ``given`` to read.

        Returns:
            Its exit code and what it wrote to standard output and error.

        Raises:
            subprocess.TimeoutExpired: it took longer than ``timeout`` seconds, and was killed.
        """
        with tempfile.TemporaryDirectory() as files:
            paths = [Path(files, name) for name in ("in", "out", "err")]
            paths[0].write_bytes(given)
            task = {
                "arguments": list(arguments), "folder": str(folder), "env": dict(env),
                "module": module, "files": [str(path) for path in paths],
            }  # fmt: skip
            print(json.dumps(task), file=self._file, flush=True)
            number = int(self._line(timeout))
            try:
                code = int(self._line(timeout))
            except TimeoutError:
                os.kill(number, signal.SIGKILL)
                self._line(timeout)
                raise subprocess.TimeoutExpired(list(arguments), timeout) from None
            return code, paths[1].read_bytes(), paths[2].read_bytes()

    def _line(self, timeout: float) -> str:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            if not selector.select(timeout):
                raise TimeoutError
        return self._file.readline()


def _serve(line: socket.socket) -> None:
    """Fork a zygote for every line that comes over this one."""
    _load()
    frozen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while files := socket.recv_fds(line, 1, 1)[1]:
        with socket.socket(fileno=files[0]) as tasks:
            if os.fork() == 0:
                line.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _run(tasks)


def _run(tasks: socket.socket) -> NoReturn:
    """Run one task after the other, each in a fork, until no more come."""
    with tasks.makefile("rw") as file:
        for line in file:
            number = os.fork()
            if number == 0:
                tasks.close()
                _become(json.loads(line))
            print(number, file=file, flush=True)
            _, status = os.waitpid(number, 0)
            print(os.waitstatus_to_exitcode(status), file=file, flush=True)
    os._exit(0)


def _load() -> None:
    """Load what crawls use, but for the reactor, which each process installs for itself."""
    import apprise
    from scrapy.settings import default_settings
    from scrapy.utils.misc import load_object

    import archive.clean.page
    import archive.cli.main
    import archive.face
    import archive.learning.looks
    import archive.learning.run
    import archive.models
    import archive.notify
    import archive.rebuild
    import archive.watching.feed
    import archive.watching.run
    import crawler.commands
    import crawler.fetch.handler
    import crawler.fetch.recorder
    import crawler.fetch.robots
    import crawler.run  # noqa: F401
    from archive.observation import seen
    from tests.exchanges import LONG, exchange, page

    root = archive.cli.main.cli
    context = root.make_context("greffe", ["--help"], resilient_parsing=True)
    for name in root.list_commands(context):
        root.get_command(context, name)
    for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE"):
        for path in getattr(default_settings, name):
            load_object(path)
    # It loads its hundred services when it first looks for one.
    apprise.Apprise.instantiate("json://127.0.0.1")
    # The forest and the words of languages are loaded as the first page is read.
    seen(exchange("http://a.example/", page("Home", *LONG)))
    assert "twisted.internet.reactor" not in sys.modules


def _become(task: dict[str, Any]) -> NoReturn:
    """Run the command in this process and end with it."""
    from archive.cli.main import main

    writing = os.O_WRONLY | os.O_CREAT
    for number, (path, flags) in enumerate(
        zip(task["files"], (os.O_RDONLY, writing, writing), strict=True)
    ):
        os.dup2(os.open(path, flags), number)
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["env"])
    random.seed()
    sys.argv = ["greffe", *task["arguments"]]
    if module := task["module"]:
        ended(lambda: module_run(module, task["arguments"]))
    if _READING.intersection(task["arguments"]):
        Spares(_BESIDE).serve()
    ended(main)


if __name__ == "__main__":
    ended(lambda: _serve(socket.socket(fileno=int(sys.argv[1]))))
