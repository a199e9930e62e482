"""An installed Chromium, driven over pipes by its own protocol (Chrome DevTools Protocol 1.3).

It has no network: names are not resolved, connections go to a proxy that is not there, and each
request is answered from here. It runs without a window, in a profile that is thrown away.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from archive.errors import BadInput, GreffeError
from archive.translation import _

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LAUNCHER = Path(__file__).with_name("launcher.py")
_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--hide-scrollbars", "--mute-audio",
    "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--no-pings",
    "--no-first-run", "--no-default-browser-check", "--metrics-recording-only",
    "--disable-breakpad", "--disable-crash-reporter", "--password-store=basic",
    "--use-mock-keychain", "--force-color-profile=srgb", "--disk-cache-size=1",
    "--deny-permission-prompts", "--blink-settings=scriptEnabled=false",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=socks5://0.0.0.0:1",
    "--proxy-bypass-list=<-loopback>", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip
_LONGEST_MESSAGE = 256 << 20
_END = b"\0"

Event = Callable[[str, dict[str, Any]], Awaitable[None] | None]


class BrowserFault(GreffeError):
    """The browser did not do what it was asked for."""


def installed() -> str:
    """The path of a Chromium.

    Raises:
        BadInput: there is none.
    """
    for name in PROGRAMS:
        if (found := shutil.which(name)) is not None:
            return found
    raise BadInput(
        _(
            "pictures of pages are made by Chromium, and none is installed; Debian: apt install "
            "chromium"
        )
    )


def is_sandboxed() -> bool:
    """Whether the browser holds its own processes in its sandbox: it refuses that to root."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


@asynccontextmanager
async def running(program: str) -> AsyncIterator[Connection]:
    """A browser, for as long as the block runs; nothing of it is left after that.

    Raises:
        BrowserFault: it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="greffe-", ignore_cleanup_errors=True) as profile:
        read, commands = os.pipe()
        answers, write = os.pipe()
        flags = [*_FLAGS, *([] if is_sandboxed() else ["--no-sandbox"])]
        try:
            process = subprocess.Popen(  # noqa: ASYNC220  # asyncio's own needs the main thread
                [sys.executable, "-I", "-S", str(_LAUNCHER), str(read), str(write), program,
                 *flags, f"--user-data-dir={profile}", "about:blank"],
                pass_fds=(read, write), env=_environment(profile), cwd=profile,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            for one in (commands, answers):
                os.close(one)
            raise BrowserFault(f"{program} cannot be run: {error}") from error
        finally:
            os.close(read)
            os.close(write)
        connection = await Connection.over(answers, commands)
        try:
            yield connection
        finally:
            connection.close()
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment(profile: str) -> dict[str, str]:
    """What the browser is told of this machine: no proxy, no desktop, no folder of a person."""
    own = {"HOME": profile, "TMPDIR": profile, "XDG_CONFIG_HOME": profile,
           "XDG_CACHE_HOME": profile, "LANG": "C.UTF-8", "TZ": "UTC"}  # fmt: skip
    return {"PATH": os.environ.get("PATH", os.defpath), **own}


class Connection:
    """Commands to a browser and its answers."""

    def __init__(
        self, reader: asyncio.StreamReader, answers: asyncio.ReadTransport,
        writer: asyncio.WriteTransport,
    ) -> None:  # fmt: skip
        self._reader = reader
        self._answers = answers
        self._writer = writer
        self._count = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: dict[str, Callable[[dict[str, Any]], None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.start(self._listen())

    @classmethod
    async def over(cls, answers: int, commands: int) -> Connection:
        """A connection over two pipes, which it closes."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LONGEST_MESSAGE)
        pipe, _reading = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(answers, "rb", 0)
        )
        writer, _writing = await loop.connect_write_pipe(
            asyncio.Protocol, os.fdopen(commands, "wb", 0)
        )
        return cls(reader, pipe, writer)

    def on(self, event: str, told: Callable[[dict[str, Any]], None]) -> None:
        """Have something called when the browser tells of an event."""
        self._events[event] = told

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something beside; it ends with the connection."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, method: str, session: str = "", **values: Any) -> dict[str, Any]:
        """What the browser answers to a command.

        Raises:
            BrowserFault: it refused, or is gone.
        """
        self._count += 1
        message = {"id": self._count, "method": method, "params": values}
        if session:
            message["sessionId"] = session
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._count] = answer
        if self._writer.is_closing() or self._reader.at_eof():
            raise BrowserFault("the browser has ended by itself")
        self._writer.write(json.dumps(message).encode() + _END)
        return await answer

    def close(self) -> None:
        """Ask for nothing more."""
        for task in tuple(self._tasks):
            task.cancel()
        self._answers.close()
        if not self._writer.is_closing():
            self._writer.abort()
        for answer in self._waiting.values():
            answer.cancel()

    async def _listen(self) -> None:
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            while True:
                self._heard(json.loads((await self._reader.readuntil(_END))[:-1]))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(BrowserFault("the browser has ended by itself"))

    def _heard(self, message: dict[str, Any]) -> None:
        answer = self._waiting.pop(message.get("id", 0), None)
        if answer is None:
            if told := self._events.get(message.get("method", "")):
                told(message.get("params", {}))
        elif answer.done():
            return
        elif "error" in message:
            words = message["error"].get("message", "no reason given")
            answer.set_exception(BrowserFault(f"the browser refused: {words}"))
        else:
            answer.set_result(message.get("result", {}))
