"""Other projects' tools that cannot live in our environment, where somebody has installed them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = os.environ.get("GREFFE_PEERS", "")


def peer(environment: str, command: str) -> Path:
    """A command of an environment that ``python -m benchmarks.peers FOLDER`` has made.

    ``GREFFE_PEERS`` names the folder. Without it the test is skipped.
    """
    path = Path(_FOLDER) / environment / "bin" / command
    if not _FOLDER or not path.exists():
        pytest.skip(f"no {command}: run `python -m benchmarks.peers FOLDER`, set GREFFE_PEERS")
    return path
