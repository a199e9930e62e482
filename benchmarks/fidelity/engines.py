"""Three engines over the same records: Greffe, ReplayWeb.page, pywb."""

from __future__ import annotations

import functools
import http.server
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from archive import Archive
from archive.formats.selection import Selection
from archive.formats.wacz_out import export_wacz
from archive.formats.warc_out import export_warc
from archive.publishing.assets import PLAYER
from benchmarks.protocols import SERVE, running

CONFIG = """\
collections_root: none
collections:
  files:
    index_paths: {folder}/out.cdxj
    archive_paths: {folder}/
"""
_PLAYED = re.compile(r"/w/c/(?::[^/]*/)?\d*(?:[a-z]+_)?/(.+)", re.DOTALL)
_INNER = "replay_iframe"
_TOP = b"""<!doctype html><title>Top</title><style>html,body{margin:0;height:100%}
iframe{border:0;width:100%;height:100%;display:block}</style><script>
(async () => {
  const workers = navigator.serviceWorker;
  const added = new Promise((resolve, reject) => {
    workers.addEventListener("message", ({data}) => {
      if (data.msg_type === "collAdded") resolve();
      if (data.error) reject(new Error(data.error));
    });
  });
  await workers.register("/sw.js?replayPrefix=w", {scope: "/"});
  await workers.ready;
  if (!workers.controller) {
    await new Promise(go => workers.addEventListener("controllerchange", go));
  }
  workers.controller.postMessage({msg_type: "addColl", name: "c", type: "wacz", skipExisting: false,
    file: {sourceUrl: location.origin + "/a.wacz", loadUrl: location.origin + "/a.wacz"}});
  await added;
  const frame = document.createElement("iframe");
  frame.src = "/w/c/" + location.search.slice(1);
  document.body.append(frame);
})();
</script><body>"""


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine.

    Attributes:
        name: what it is called.
        address: where it shows a URL as it was at a time of 14 digits.
        original: the live URL of what it asks for; ``None`` for what is its own.
        shown: the frame that the saved page is in.
    """

    name: str
    address: Callable[[str, str], str]
    original: Callable[[str], str | None]
    shown: Callable[[Page], Frame | None]


@contextmanager
def greffe(path: Path, folder: Path) -> Iterator[Engine]:
    """Greffe's own replay."""
    port = free()
    command = [sys.executable, "-c", SERVE, "--archive", path, "serve", "--port", str(port)]
    with running(command, folder, port):
        yield Engine(
            "Greffe",
            lambda url, at: f"http://127.0.0.1:{port}/replay/{at}/{url}",
            functools.partial(_of, re.compile(r"/w/a/\d*(?:[a-z]+_)?/(.+)", re.DOTALL)),
            functools.partial(_below, "/w/a/"),
        )


@contextmanager
def replaywebpage(path: Path, folder: Path) -> Iterator[Engine]:
    """The worker of ReplayWeb.page, which all its pages go through, on the exported WACZ."""
    with Archive.open(path) as archive:
        export_wacz(archive, folder / "a.wacz", where=Selection())
    files = {
        "/": ("text/html", _TOP),
        "/sw.js": ("text/javascript", (PLAYER / "sw.js").read_bytes()),
        "/a.wacz": ("application/wacz", (folder / "a.wacz").read_bytes()),
    }
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        server.files = files  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        port = server.server_address[1]
        try:
            yield Engine(
                "ReplayWeb.page",
                lambda url, at: f"http://127.0.0.1:{port}/?{at}mp_/{url}",
                functools.partial(_of, _PLAYED),
                functools.partial(_below, "/w/c/"),
            )
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def pywb(path: Path, folder: Path, interpreter: Path) -> Iterator[Engine]:
    """By pywb, on the exported WARC file and its index."""
    with Archive.open(path) as archive:
        export_warc(archive, folder / "out.warc.gz", has_index=True)
    (folder / "config.yaml").write_text(CONFIG.format(folder=folder), encoding="utf-8")
    port = free()
    command = [interpreter.parent / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with running(command, folder, port):
        yield Engine(
            "pywb",
            lambda url, at: f"http://127.0.0.1:{port}/files/{at}mp_/{url}",
            functools.partial(_of, re.compile(r"/files/\d*(?:[a-z]+_)?/(.+)", re.DOTALL)),
            functools.partial(_below, "mp_/"),
        )


def free() -> int:
    """A port with nothing on it nor on the next one."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = int(one.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except (OSError, OverflowError):
                continue
            return port


def _of(pattern: re.Pattern[str], url: str) -> str | None:
    match = pattern.search(url)
    return match[1] if match else None


def _below(prefix: str, page: Page) -> Frame | None:
    # Where a page leads its window into a frame, the frame is meant.
    found = [one for one in page.frames if prefix in one.url]
    return next((one for one in found if one.name == _INNER), found[0] if found else None)


class _Files(http.server.BaseHTTPRequestHandler):
    """Serves files, and parts of them."""

    server: Any

    def do_GET(self) -> None:
        """Send a file or the part that is asked for."""
        self._sent(with_body=True)

    def do_HEAD(self) -> None:
        """Tell of a file."""
        self._sent(with_body=False)

    def _sent(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        kind, data = self.server.files.get(path, ("text/plain", b""))
        wanted = self.headers.get("Range", "")
        start, _, end = wanted.removeprefix("bytes=").partition("-")
        if not wanted:
            first, last = 0, len(data) - 1
        elif start:
            first, last = int(start), min(int(end or len(data)), len(data) - 1)
        else:
            first, last = max(0, len(data) - int(end)), len(data) - 1
        found = path in self.server.files
        self.send_response((206 if wanted else 200) if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Accept-Ranges", "bytes")
        if wanted and found:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        if with_body:
            with suppress(ConnectionError):  # what is not wanted any more
                self.wfile.write(data[first : last + 1])

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
