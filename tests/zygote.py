"""Commands of ``greffe`` in processes that have loaded already what it needs.

Most of the time of a small crawl goes into starting Python and loading Scrapy. A zygote has done
both, and for each command forks a process that runs it as the installed program would: with its
own folder, environment and files, and with the exit code of the command.
"""

from __future__ import annotations

import atexit
import inspect
import json
import os
import random
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NoReturn

from tests.spares import Spares, ended, frozen, module_run

ROOT = Path(__file__).parents[1]

_READING = frozenset(("crawl", "import", "rebuild", "save", "sites"))
"""Commands that have processes beside them: one mostly."""
_NOT_OURS = frozenset(("archive.datasette_plugin",))
"""Modules for programs that may not be there."""
_LARGEST = 65_536
_LOCK = threading.Lock()
_SIGNATURE = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]
_idle: list[socket.socket] = []
"""Lines to zygotes that serve nobody at the moment."""


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


def _taken() -> socket.socket:
    """The line to a zygote that nobody else uses; it ends with this process."""
    try:
        return _idle.pop()
    except IndexError:
        ours, theirs = socket.socketpair()
        with theirs, _LOCK:
            socket.send_fds(_first(), [b"1"], [theirs.fileno()])
        return ours


class Command(subprocess.Popen[Any]):
    """A command that a zygote has forked a process for; else as any process that was started.

    It has the number of that process, gets its signals, and is waited for.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        *,
        module: str = "",
        code: str = "",
        limits: Mapping[str, int] | None = None,
        **files: Any,
    ) -> None:
        """Begin ``greffe``, or a ``module`` as ``python -m`` does, or ``code`` as ``python -c``.

        Args:
            arguments: of the command.
            folder: where it runs.
            env: its environment.
            module: to run in place of ``greffe``.
            code: to run in place of ``greffe``.
            limits: of what it may use, by the names of :mod:`resource` without ``RLIMIT_``.
            files: how its files are set, as of any process.
        """
        self._task = {
            "arguments": list(arguments), "module": module, "code": code,
            "limits": dict(limits or {}),
        }  # fmt: skip
        super().__init__(["greffe", *arguments], cwd=folder, env=env, **files)

    def _execute_child(self, *given: Any) -> None:
        told = _SIGNATURE.bind(self, *given).arguments
        task = self._task | {"folder": os.fspath(told["cwd"]), "env": dict(told["env"])}
        ends = [told[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        files = [end if end != -1 else number for number, end in enumerate(ends)]
        self._line = _taken()
        message = json.dumps(task).encode() + b"\n"
        sent = socket.send_fds(self._line, [message], files)
        self._line.sendall(message[sent:])
        self.pid, self._child_created = _told(self._line), True
        pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(told[name] for name in pipes))

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        self._has_ended(0)
        return self.returncode  # type: ignore[return-value]

    def _wait(self, timeout: float | None) -> int:
        if not self._has_ended(timeout):
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self.returncode

    def _has_ended(self, timeout: float | None) -> bool:
        if self.returncode is None and select.select([self._line], [], [], timeout)[0]:
            self.returncode = _told(self._line)
            _idle.append(self._line)
        return self.returncode is not None


def _told(line: socket.socket) -> int:
    """The next number a zygote tells, and nothing of the one after it, which is waited for."""
    digits = b""
    while not digits.endswith(b"\n"):
        digit = line.recv(1)
        if not digit:
            raise EOFError("the zygote has ended")
        digits += digit
    return int(digits)


def forked(command: Sequence[str], **files: Any) -> subprocess.Popen[Any]:
    """A process of ours beside this one, as :class:`subprocess.Popen` starts it; by a fork."""
    python, kind, what, *arguments = (*command, "", "", "")[: max(3, len(command))]
    if python != sys.executable or kind not in ("-m", "-c"):
        return subprocess.Popen(command, **files)
    task = {"module" if kind == "-m" else "code": what}
    return Command(arguments, Path.cwd(), os.environ, **task, **files)


def ran(command: Command, timeout: float, given: bytes = b"") -> tuple[int, bytes, bytes]:
    """The exit code of a command whose files are pipes, and what it wrote to them.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds, and was killed.
    """
    with command:
        try:
            written = command.communicate(given, timeout)
        except subprocess.TimeoutExpired:
            command.kill()
            raise
        return command.returncode, *written


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
    while True:
        message, files, _, _ = socket.recv_fds(tasks, _LARGEST, 3)
        while message and not message.endswith(b"\n"):
            message += tasks.recv(_LARGEST)
        if not message:
            os._exit(0)
        number = os.fork()
        if number == 0:
            tasks.close()
            _become(json.loads(message), files)
        for file in files:
            os.close(file)
        tasks.sendall(f"{number}\n".encode())
        _, status = os.waitpid(number, 0)
        tasks.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _load() -> None:
    """Load what commands use, but for the reactor, which each process installs for itself."""
    import apprise
    from scrapy.settings import default_settings
    from scrapy.utils.misc import load_object
    from scrapy.utils.versions import get_versions

    import archive
    import archive.cli.main
    import crawler
    from archive.observation import seen
    from tests.exchanges import LONG, exchange, page

    for package in (archive, crawler):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name not in _NOT_OURS:
                import_module(module.name)
    root = archive.cli.main.cli
    context = root.make_context("greffe", ["--help"], resilient_parsing=True)
    for name in root.list_commands(context):
        root.get_command(context, name)
    for name in ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE"):
        for path in getattr(default_settings, name):
            load_object(path)
    get_versions()
    # It loads its hundred services when it first looks for one.
    apprise.Apprise.instantiate("json://127.0.0.1")
    # The forest and the words of languages are loaded as the first page is read.
    seen(exchange("http://a.example/", page("Home", *LONG)))
    assert "twisted.internet.reactor" not in sys.modules


def _become(task: dict[str, Any], files: Sequence[int]) -> NoReturn:
    """Run the command in this process and end with it."""
    from archive.cli.main import main

    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, max(files) + 1)
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["env"])
    random.seed()
    for name, most in task["limits"].items():
        kind = getattr(resource, f"RLIMIT_{name}")
        before = resource.getrlimit(kind)
        # What measures coverage writes its file at the end.
        atexit.register(resource.setrlimit, kind, before)
        resource.setrlimit(kind, (most, before[1]))
    if module := task["module"]:
        ended(lambda: module_run(module, task["arguments"]))
    if code := task["code"]:
        sys.argv = ["-c", *task["arguments"]]
        ended(lambda: exec(code, {"__name__": "__main__"}))
    sys.argv = ["greffe", *task["arguments"]]
    if _READING.intersection(task["arguments"]):
        Spares(2).serve()
    ended(main)


if __name__ == "__main__":
    ended(lambda: _serve(socket.socket(fileno=int(sys.argv[1]))))
