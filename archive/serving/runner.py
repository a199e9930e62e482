"""Commands of ours, run at the wish of who reads: each in a process of its own.

The server only reads the archive; what changes it is done as it is from the command line.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended.

    Attributes:
        code: its exit code (docs/exit-codes.md).
        said: what it put out.
        told: what it had to say to people.
        is_late: whether it was ended, as it took longer than it may.
    """

    code: int
    said: str
    told: str
    is_late: bool = False


class Runner:
    """Runs one command at a time, for so many seconds at most."""

    def __init__(self, longest: float) -> None:
        """Let a command take ``longest`` seconds."""
        self._longest = longest
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    def run(self, command: Sequence[str]) -> Ran:
        """Run a command and wait for it."""
        with self._lock:
            if self._is_closed:
                return Ran(1, "", "the server is ending")
            try:
                process = self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
                )  # fmt: skip
            except (OSError, ValueError) as error:  # ValueError: of zero bytes in an argument
                return Ran(1, "", f"{command[0]} cannot be run: {error}")
        try:
            said, told = process.communicate(timeout=self._longest)
        except subprocess.TimeoutExpired:
            process.kill()
            said, told = process.communicate()
            told += f"\nended after {self._longest:g} seconds"
            return Ran(process.returncode, said, told, is_late=True)
        finally:
            with self._lock:
                self._process = None
        return Ran(process.returncode, said, told)

    def close(self) -> None:
        """Run no more, and interrupt what runs."""
        with self._lock:
            self._is_closed = True
            if self._process is not None:
                self._process.terminate()
