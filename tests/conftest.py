"""What many tests need: an empty archive, and the archive of the small web after two days."""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

from archive import Archive, beside
from archive.store import database
from demo.server import DemoWeb
from demo.sources import write_sources
from tests.clockwork import Web, old_site
from tests.house import PRIVATE, House, Ran, greffe
from tests.once import made_once
from tests.zygote import forked

# CI tries the same examples each time; whoever works on the code tries new ones. How long one
# takes says more about what else the machine does than about the code.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is loaded by now: that is a fifth of all work."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def processes_beside() -> Iterator[None]:
    """Those that this one starts to read what may hang or crash are forks, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beside, "subprocess", SimpleNamespace(PIPE=subprocess.PIPE, Popen=forked))
        yield


@pytest.fixture(scope="session", autouse=True)
def volatile() -> Iterator[None]:
    """Archives that tests open in their own process wait for no disk: no machine breaks down."""
    connected = database.connect

    def connect(path: Path, **options: bool) -> database.Connection:
        connection = connected(path, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "connect", connect)
        yield


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an archive that was just made: to copy it takes a tenth of the time."""
    path = tmp_path_factory.mktemp("empty") / "greffe.db"
    Archive.open(path).close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return path.read_bytes()


@pytest.fixture
def archive(tmp_path: Path, empty: bytes) -> Iterator[Archive]:
    """An empty archive in a folder of its own."""
    path = tmp_path / "greffe.db"
    path.write_bytes(empty)
    with Archive.open(path) as copy:
        yield copy


@pytest.fixture
def web(archive: Archive) -> Web:
    """A site with a feed that names two old articles."""
    return old_site(archive)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The small web crawled on two days. The web is gone when a test sees the archive."""
    return made_once(tmp_path_factory, "house", _crawled_twice)


def _crawled_twice(folder: Path) -> House:
    runs: list[Ran] = []
    asked: list[tuple[tuple[str, str], ...]] = []
    with DemoWeb() as web:
        write_sources(web, folder / "sources")
        for day in (1, 2):
            web.day = day
            web.clear_log()
            runs.append(greffe(folder, "crawl", "--all", *PRIVATE, "--json"))
            asked.append(
                tuple((a.method, web.urls[a.site].rstrip("/") + a.target) for a in web.log)
            )
        return House(folder, dict(web.urls), web.changes(2), tuple(asked), tuple(runs))
