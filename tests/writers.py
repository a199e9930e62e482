"""Processes that write an archive for as long as a test looks at what others see."""

from __future__ import annotations

import time
from pathlib import Path
from subprocess import DEVNULL
from types import TracebackType
from typing import Self

from archive import Archive
from tests.house import script

_SCRIPT = """
import sys
from archive import Archive
from tests.exchanges import LONG, exchange, page
path, name, pause = sys.argv[1], sys.argv[2], float(sys.argv[3])
import time
with Archive.open(path) as archive:
    number, longest = 0, 0.0
    while not sys.stdin.closed:
        body = page(f"Report {name} {number}", *LONG, f"Edition {number} of {name}.")
        began = time.monotonic()
        url = f"http://{name}.example/{number % 20}"
        archive.add(exchange(url, body, hours=number), source=name)
        longest = max(longest, time.monotonic() - began)
        number += 1
        print(number, f"{longest:.3f}", flush=True)
        if pause:
            time.sleep(pause)
"""


class Writer:
    """A process that adds captures, one a transaction, as a crawl does.

    Attributes:
        errors: what it wrote to standard error, once it has ended.
    """

    def __init__(self, path: Path, name: str, pause: float = 0.0) -> None:
        """Add captures of a host called ``name``, ``pause`` seconds apart."""
        self.path, self.name, self.errors = path, name, ""
        self._process = script(_SCRIPT, str(path), name, str(pause), stdin=DEVNULL, stdout=DEVNULL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self.errors = self._process.communicate()[1]

    @property
    def written(self) -> int:
        """How many captures it has committed."""
        with Archive.open(self.path, read_only=True) as archive:
            sql = "SELECT count(*) FROM capture JOIN source ON source_id = source.id WHERE name = ?"
            return int(archive.connection.execute(sql, (self.name,)).fetchone()[0])

    def wait_for(self, number: int, seconds: float = 30.0) -> None:
        """Return once it has committed so many captures."""
        until = time.monotonic() + seconds
        while self.written < number:
            assert time.monotonic() < until, f"{self.name} wrote {self.written} only"
            assert self._process.poll() is None, self._process.communicate()[1]
            time.sleep(0.05)
