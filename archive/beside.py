"""A process of ours beside this one, that is asked one thing at a time and answers it.

What may crash, hang or eat all memory is done there.
"""

from __future__ import annotations

import contextlib
import select
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from archive.messages import packed, received


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        said: what was answered; ``None`` where nothing was.
        fault: why nothing was, else empty.
        is_late: whether that is for want of time.
    """

    said: Any
    fault: str = ""
    is_late: bool = False


class Beside:
    """One such process; it is over once it has failed to answer."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None  # noqa: S101  # asked for
        assert self._process.stdout is not None  # noqa: S101  # asked for
        self._questions: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self.is_over = False

    def asked(self, message: Any, patience: float) -> Answer:
        """What it answers within so many seconds; where it does not, it is ended."""
        try:
            self._questions.write(packed(message))
            self._questions.flush()
            if not select.select([self._answers], [], [], patience)[0]:
                self.end()
                return Answer(None, f"reading it took longer than {patience:g} s", is_late=True)
            said = received(self._answers)
        except (OSError, ValueError):
            said = None
        if said is None:
            self.end()
            return Answer(None, "the process that read it died")
        return Answer(said)

    def end(self) -> None:
        """End it."""
        self.is_over = True
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
