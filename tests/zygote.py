"""Commands of ``greffe`` in processes that have loaded already what it needs.

Most of the time of a small crawl goes into starting Python and loading Scrapy. A zygote has done
both, and for each command forks a process that runs it as the installed program would: with its
own folder, environment and files for output, and with the exit code of the command.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]


class Zygote:
    """One zygote; it serves one command at a time and ends with this process."""

    def __init__(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.zygote"], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        atexit.register(self.close)

    def run(
        self, arguments: Sequence[str], folder: Path, env: Mapping[str, str], timeout: float
    ) -> tuple[int, str, str]:
        """Run a command; return its exit code and what it wrote to standard output and error.

        Raises:
            subprocess.TimeoutExpired: it took longer than ``timeout`` seconds, and was killed.
        """
        with tempfile.TemporaryDirectory() as outputs:
            out, err = Path(outputs, "out"), Path(outputs, "err")
            task = {
                "arguments": list(arguments), "folder": str(folder), "env": dict(env),
                "out": str(out), "err": str(err),
            }  # fmt: skip
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
            number = int(self._line(timeout))
            try:
                code = int(self._line(timeout))
            except TimeoutError:
                os.kill(number, signal.SIGKILL)
                self._line(timeout)
                raise subprocess.TimeoutExpired(list(arguments), timeout) from None
            read = (path.read_bytes().decode() for path in (out, err))
            return code, *(text.replace("\r\n", "\n") for text in read)  # type: ignore[return-value]

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=10)

    def _line(self, timeout: float) -> str:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(timeout):
                raise TimeoutError
        return self._process.stdout.readline()


def _serve() -> None:
    _load()
    answers = os.fdopen(os.dup(1), "w")
    for line in iter(sys.stdin.readline, ""):
        number = os.fork()
        if number == 0:
            answers.close()
            _become(json.loads(line))
        print(number, file=answers, flush=True)
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _load() -> None:
    """Load what crawls use, but for the reactor, which each process installs for itself."""
    import apprise
    from scrapy.settings import default_settings
    from scrapy.utils.misc import load_object

    import archive.cli.main
    import archive.face
    import archive.notify
    import archive.watching.feed
    import archive.watching.run
    import crawler.commands
    import crawler.fetch.handler
    import crawler.fetch.recorder
    import crawler.fetch.robots
    import crawler.run  # noqa: F401

    archive.cli.main.complete(archive.cli.main.cli)
    for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE"):
        for path in getattr(default_settings, name):
            load_object(path)
    # It loads its hundred services when it first looks for one.
    apprise.Apprise.instantiate("json://127.0.0.1")
    assert "twisted.internet.reactor" not in sys.modules


def _become(task: dict[str, Any]) -> NoReturn:
    """Run the command in this process and end with it."""
    from archive.cli.main import main

    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, task["out"], os.O_WRONLY | os.O_CREAT),
        (2, task["err"], os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(os.open(path, flags), number)
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["env"])
    random.seed()
    sys.argv = ["greffe", *task["arguments"]]
    main()
    raise AssertionError("the command did not end its process")


if __name__ == "__main__":
    _serve()
