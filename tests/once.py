"""Things that take long to make, made once for all processes that share the tests."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What ``make`` returned when it was given a folder of that name, by whoever came first."""
    base = factory.getbasetemp()
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    folder = (base.parent if is_shared else base) / name
    folder.mkdir(exist_ok=True)
    told = folder / "made.pickle"
    with (folder / "making.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not told.exists():
            told.write_bytes(pickle.dumps(make(folder)))
    made: T = pickle.loads(told.read_bytes())
    return made
