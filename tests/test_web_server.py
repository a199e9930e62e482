"""``greffe serve``."""

from __future__ import annotations

import os
import re
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import BadInput, Exit, MissingArchive
from archive.web.server import listening, serve
from tests.house import begun


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send there")
def test_it_tells_its_addresses_and_ends_cleanly(tmp_path: Path) -> None:
    """Both answer as soon as they are told; Ctrl-C is no error."""
    Archive.open(tmp_path / "greffe.db").close()
    server = begun(tmp_path, "serve", "--port", "0")
    assert server.stdout
    first, second = (server.stdout.readline() for _ in range(2))
    room = re.search(r"http://127\.0\.0\.1:\d+/", first)
    assert room
    assert re.search(r"http://127\.0\.0\.1:\d+/", second)
    with urllib.request.urlopen(room[0], timeout=10) as answer:
        assert answer.status == 200
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=10)
    assert (server.returncode, errors) == (Exit.DONE, "")


def test_a_missing_archive_is_one_line(tmp_path: Path) -> None:
    """Nothing is made, nothing is served."""
    server = begun(tmp_path, "--archive", "none.db", "serve")
    _, errors = server.communicate(timeout=20)
    assert server.returncode == Exit.NO_INPUT
    assert errors.count("\n") == 1
    assert not (tmp_path / "none.db").exists()


def test_a_taken_port_is_told_with_what_to_do(tmp_path: Path) -> None:
    """Also when only the second one is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for asked in (port, port - 1):
            with pytest.raises(BadInput, match=r"port \d+ is taken.*--port"):
                listening(asked)


@pytest.mark.parametrize("port", [-1, 65535, 70000])
def test_a_number_that_is_no_port_is_told(port: int) -> None:
    """The next one must be a port too."""
    with pytest.raises(BadInput, match="choose one"):
        listening(port)


def test_what_is_no_archive_is_not_served(tmp_path: Path) -> None:
    """Before any port is taken."""
    with pytest.raises(MissingArchive):
        serve(tmp_path / "none.db", 0)
