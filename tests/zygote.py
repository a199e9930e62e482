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
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from tests.spares import Spares, ended, frozen, module_run

ROOT = Path(__file__).parents[1]

_READING = frozenset(("crawl", "import", "rebuild", "save", "sites"))
"""Commands that have processes beside them; no more of those at once than ``_BESIDE``."""
_BESIDE = 3
_mine = threading.local()


def zygote() -> Zygote:
    """That of this thread."""
    if not hasattr(_mine, "zygote"):
        _mine.zygote = Zygote()
    return _mine.zygote  # type: ignore[no-any-return]


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
            return code, paths[1].read_bytes(), paths[2].read_bytes()

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
    frozen()
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
    from scrapy.settings import default_settings
    from scrapy.utils.misc import load_object

    import archive.clean.page
    import archive.cli.main
    import archive.face
    import archive.learning.looks
    import archive.learning.run
    import archive.models
    import archive.rebuild
    import crawler.commands
    import crawler.fetch.handler
    import crawler.fetch.recorder
    import crawler.fetch.robots
    import crawler.run  # noqa: F401
    from archive.observation import seen
    from tests.exchanges import LONG, exchange, page

    archive.cli.main.complete(archive.cli.main.cli)
    for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE"):
        for path in getattr(default_settings, name):
            load_object(path)
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
    _serve()
