"""Patterns that are compiled when they are first asked for something.

Some of ours name words in thirty languages and take tens of milliseconds to compile; all of them
together were a sixth of what the start of a server took, and most commands need none.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern as ``re.compile`` makes it, compiled when it is first used.

    Raises:
        re.error: at that time, if it is malformed.
    """
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Kept as an attribute, so that this is not asked again.
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)
        return value
