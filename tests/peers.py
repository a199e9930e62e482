"""Other projects' tools that cannot live in our environment, where somebody has installed them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("GREFFE_PEERS") or Path(__file__).parent.parent / ".peers")


def peer(environment: str, command: str) -> Path:
    """A command of an environment that ``make peers`` has made; without it the test is skipped.

    ``GREFFE_PEERS`` names another folder for them than ``.peers``.
    """
    path = _FOLDER / environment / "bin" / command
    if not path.exists():
        pytest.skip(f"no {command}: `make peers` installs it")
    return path
