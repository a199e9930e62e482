"""Processes in wait that become ``python -m MODULE`` without starting Python anew.

A crawl reads pages in a process beside it, which takes longer to load what it needs than a small
crawl to run. A spare is forked from a process that has loaded it, before that opens any archive,
and waits until a module is to be run in a child process. It gets the pipes of that child and is
killed, waited for and limited as one that Python was started in. The last one leaves another
behind: that is an orphan, which becomes a child of the process they all wait for.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import inspect
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

_LARGEST = 65_536
_SET_CHILD_SUBREAPER = 36
"""For prctl: orphans among what descends from this process become its children."""
_SIGNATURE = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]


class Spares:
    """Processes in wait, each a child of this one; the oldest is the next to be used."""

    def __init__(self, count: int) -> None:
        """Fork so many; there are more where those are not enough."""
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, socket.socket]] = []
        for _ in range(count):
            ours, theirs = socket.socketpair()
            number = os.fork()
            if number == 0:
                for other in (ours, *(one for _, one in self._waiting)):
                    other.close()
                _wait(theirs)
            theirs.close()
            self._waiting.append((number, ours))

    def become(self, arguments: list[str], files: tuple[int, int, int]) -> int:
        """Let one run ``python -m`` with these arguments and files 0, 1 and 2; its number."""
        message = json.dumps(arguments).encode()
        with self._lock:
            number, line = self._waiting.pop(0)
            with line:
                if self._waiting:
                    socket.send_fds(line, [message], files)
                    return number
                ours, theirs = socket.socketpair()
                with theirs:
                    socket.send_fds(line, [message], (*files, theirs.fileno()))
            self._waiting.append((int(ours.recv(_LARGEST)), ours))
            return number

    def serve(self) -> None:
        """Use them wherever this process would start Python with a module."""
        spares = self

        class Popen(subprocess.Popen):  # type: ignore[type-arg]
            def _execute_child(self, *given: Any) -> None:
                told = _SIGNATURE.bind(self, *given).arguments
                command = [os.fsdecode(part) for part in told["args"]]
                is_ours = command[:2] == [sys.executable, "-m"] and told["env"] is None
                ends = [told[name] for name in ("p2cread", "c2pwrite", "errwrite")]
                files = tuple(end if end != -1 else n for n, end in enumerate(ends))
                if not is_ours:
                    super()._execute_child(*given)  # type: ignore[misc]
                    return
                self.pid = spares.become(command[2:], files)  # type: ignore[arg-type]
                self._child_created = True
                for end in {end for end in ends if end != -1}:
                    os.close(end)

        subprocess.Popen = Popen  # type: ignore[misc]


def ended(run: Callable[[], object]) -> NoReturn:
    """Run something to the end of this process, as Python would; without taking it to pieces.

    That takes longer than most commands, in a process that has loaded Scrapy.
    """
    code = 0
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  # as Python itself
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for file in (sys.stdout, sys.stderr):
        file.flush()
    os._exit(code)


def frozen() -> None:
    """Make what is loaded no matter for the garbage collectors of processes forked from now on."""
    gc.collect()
    gc.freeze()


def module_run(name: str, arguments: list[str]) -> None:
    """Run ``python -m NAME`` with arguments, in this process."""
    sys.argv = [name, *arguments]
    if not hasattr(sys.modules.get(name), "__path__"):
        sys.modules.pop(name, None)
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _wait(line: socket.socket) -> NoReturn:
    """Become what is asked for, or end with the process that would ask."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Who reads what this process's parent writes waits for its end alone.
    for number in range(3):
        os.close(number)
        os.open(os.devnull, os.O_RDWR)
    message, files, _, _ = socket.recv_fds(line, _LARGEST, 4)
    if not message:
        os._exit(0)
    line.close()
    if len(files) > 3:
        with socket.socket(fileno=files.pop()) as other:
            _leave_another(other, files)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    module, *arguments = json.loads(message)
    ended(lambda: module_run(module, arguments))


def _leave_another(line: socket.socket, files: list[int]) -> None:
    """Fork a process that waits as this one did, has not its files and is no child of it."""
    number = os.fork()
    if number:
        os.waitpid(number, 0)
        return
    if os.fork() == 0:
        for file in files:
            os.close(file)
        line.sendall(str(os.getpid()).encode())
        _wait(line)
    os._exit(0)
