"""Other people's archivers, each in an environment of its own, to be measured beside Greffe.

``python -m benchmarks.peers FOLDER [PEER…]`` installs them into ``FOLDER`` by pip: warcprox, and
scrapy-webarchive without the pins that keep it from running on today's Scrapy, WarcDB; and
cdxj-indexer, wacz, pywb and programs that ask CDX servers and TimeGates (cdx-toolkit), which tests
compare with (``GREFFE_PEERS=FOLDER``). ``wget`` is taken from the system. What is missing is left
out of the tables and said.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NEEDS = {
    "warcprox": (("warcprox==2.13.1", "setuptools<81"), ()),
    "scrapy-webarchive": (
        ("scrapy==2.19.*", "warcio", "wacz", "warc-knot", "cdxj-indexer"),
        ("scrapy-webarchive==0.5.3",),
    ),
    "cdxj-indexer": (("cdxj-indexer==1.5.0",), ()),
    "wacz": (("wacz==0.6.0", "setuptools<81"), ()),
    "warcdb": (("warcdb==0.2.2", "setuptools<81"), ()),
    "pywb": (("pywb==2.10.0", "setuptools<81", "legacy-cgi; python_version >= '3.13'"), ()),
    "cdx-toolkit": (
        ("cdx-toolkit==0.9.39", "memento-client==0.6.1", "waybackpy==3.0.6"),
        (),
    ),
}
# By its own switch: it is made for crawls of the web and refuses loopback else.
_WARCPROX = (
    "import sys; from warcprox import warcproxy; "
    "warcproxy.WarcProxyHandler.allow_localhost = True; "
    "from warcprox.main import main; main(['warcprox', *sys.argv[1:]])"
)


def python(folder: Path | None, peer: str) -> Path | None:
    """The interpreter of a peer's environment; ``None`` where it is not installed."""
    path = folder / peer / "bin" / "python" if folder else None
    return path if path and path.exists() else None


def install(folder: Path, names: Sequence[str] = tuple(_NEEDS)) -> None:
    """Make the environments that are not there yet."""
    for peer in names:
        packages, bare = _NEEDS[peer]
        if python(folder, peer):
            continue
        print(f"installing {peer} into {folder / peer}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder / peer], check=True)
        pip = [str(folder / peer / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *packages], check=True)
        if bare:
            subprocess.run([*pip, "--no-deps", *bare], check=True)


@dataclass(frozen=True, slots=True)
class Warcprox:
    """A running warcprox.

    Attributes:
        process: the process.
        port: where it listens on loopback.
        folder: where its WARC files are.
    """

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def url(self) -> str:
        """As ``http_proxy`` wants it."""
        return f"http://127.0.0.1:{self.port}"

    def settle(self) -> None:
        """Wait until all it has recorded is written."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with urllib.request.urlopen(f"{self.url}/status", timeout=10) as answer:
                status = json.load(answer)
            if not status["queued_urls"] and not status.get("active_requests", 0):
                time.sleep(0.2)
                return
            time.sleep(0.1)

    def cpu(self) -> float:
        """Seconds of CPU it has used so far."""
        text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def warcprox(interpreter: Path, folder: Path, *, is_compressed: bool = False) -> Iterator[Warcprox]:
    """Warcprox, writing to ``folder``, deduplicating nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["-b", "127.0.0.1", "-p", str(port), "-d", str(folder), "--quiet"]
    options += ["--dedup-db-file", "/dev/null", "--stats-db-file", "/dev/null"]
    options += ["--digest-algorithm", "sha256", *(["--gzip"] if is_compressed else [])]
    process = subprocess.Popen(
        [str(interpreter), "-c", _WARCPROX, *options],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running = Warcprox(process, port, folder)
    try:
        _await(running)
        yield running
    finally:
        process.terminate()
        process.wait(60)


def _await(running: Warcprox) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", running.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("warcprox does not answer")


def wget() -> str | None:
    """The system's wget."""
    return shutil.which("wget")


def missing(folder: Path | None) -> list[str]:
    """Peers that cannot be measured here, and what to do."""
    lines = [
        f"{peer} is left out: `python -m benchmarks.peers FOLDER` installs it"
        for peer in _NEEDS
        if python(folder, peer) is None
    ]
    return lines if wget() else [*lines, "wget is left out: it is not installed"]


if __name__ == "__main__":
    install(Path(sys.argv[1]), sys.argv[2:] or tuple(_NEEDS))
