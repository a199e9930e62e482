"""Other people's programs ask a running Greffe: pywb, cdx_toolkit, waybackpy, memento_client."""

from __future__ import annotations

import gzip
import json
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from archive.formats.warc_out import export_warc
from tests.exchanges import LONG, exchange, page
from tests.mementos import CAPTURES, ODD, PAGE, filled
from tests.peers import peer
from tests.servers.room import Served, serving

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parent.parent / "docs" / "protocols.md"
CODED = "http://news.example/coded"
TEXT = page("Coded", *LONG)
OF_ITS_OWN = (
    "length", "offset", "filename", "recordDigest", "source", "source-coll", "load_url",
)  # fmt: skip
"""What two indexes of the same captures in other files say differently."""
HEAD = ("example,news)/form", "20251005130000")
"""What was answered to a HEAD, which pywb's indexer lists as if it were the page."""
QUERIES = (
    "url=http://news.example/a", "url=news.example/a", "url=https://www.NEWS.example:443/a/",
    "url=http://news.example/a&limit=2", "url=http://news.example/a&sort=reverse",
    "url=http://news.example/a&sort=reverse&limit=1", "url=http://news.example/a&reverse=1",
    "url=http://news.example/a&closest=20251005140000", "url=http://news.example/a&closest=2025",
    "url=http://news.example/a&closest=20251005140000&limit=3&sort=closest",
    "url=http://news.example/a&closest=20260101&limit=1",
    "url=http://news.example/a&from=2025100513", "url=http://news.example/a&to=20251005135959",
    "url=http://news.example/a&from=2025100513&to=2025100514", "url=http://news.example/a&from=2026",
    "url=http://news.example/a&filter=status:200", "url=http://news.example/a&filter=!status:200",
    "url=http://news.example/a&filter=%3Dmime:text/html", "url=*.example&filter=~status:[34]..",
    "url=*.example&filter=!~status:[34]..&filter=mime:html", "url=*.example&filter=%3Dstatus:404",
    "url=*.example&filter=statuscode:30", "url=*.example&filter=!~mimetype:warc",
    "url=*.example&filter=~urlkey:.*/a$", "url=http://news.example/*", "url=http://news.example/a*",
    "url=http://news.example/a/*", "url=news.example&matchType=host", "url=*.news.example",
    "url=news.example/x&matchType=domain", "url=news.example/a&matchType=prefix&limit=3",
    "url=*.example&sort=reverse&limit=4", "url=*.example&from=202511",
    "url=http://news.example/a*&fl=urlkey,url",
    "url=http://news.example/a*&fields=timestamp,status", "url=http://news.example/a&collapseTime=8",
    "url=http://news.example/a&resolveRevisits=true&fl=timestamp,mime,status",
    "url=http://other.example/x;jsessionid=ab?a=1%26%26b", "url=http://other.example/*",
    "url=http://news.example/a/b?y=2%26x=1", "url=http://nothing.example/",
    "url=http://news.example/form?__wb_method=POST%26a=1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Both:
    """A served archive, and pywb beside it.

    Attributes:
        served: the archive.
        pywb: address of pywb, with a collection ``greffe``, which asks the archive, and one
            ``files`` of what was exported from it.
    """

    served: Served
    pywb: str


def config(room: int) -> str:
    """What docs/protocols.md tells to write into pywb's configuration."""
    (found,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert found.count("localhost:8080") == 2
    return found.replace("localhost:8080", f"127.0.0.1:{room}")


@contextmanager
def running(tool: Path, folder: Path) -> Iterator[str]:
    """Pywb on a port of its own, in a folder with its configuration."""
    log = folder / "pywb.log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with log.open("wb") as words:
        command = [tool, "-b", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, cwd=folder, stdout=words, stderr=words)
        try:
            _await(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text("utf-8", "replace"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The archive and its export, and pywb over both."""
    tool = peer("pywb", "wayback")
    folder = tmp_path_factory.mktemp("peers")
    path = folder / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
        packed = gzip.compress(TEXT, mtime=0)
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        said = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
        archive.add(exchange(CODED, response=said))
        archive.add(exchange(CODED, response=said, hours=1))
        export_warc(archive, folder / "out.warc.gz", has_index=True)
    with serving(path) as served:
        files = f"  files:\n    index_paths: {folder}/out.cdxj\n    archive_paths: {folder}/\n"
        (folder / "config.yaml").write_text(config(served.room) + files, "utf-8")
        with running(tool, folder) as pywb:
            yield Both(served, pywb)


def got(url: str) -> tuple[int, Any, bytes]:
    """Status, fields and body, no redirect followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def entries(url: str) -> list[dict[str, str]]:
    """Entries of a JSON answer, without what is of the index's own."""
    status, _, body = got(url)
    assert status == 200 or (status == 404 and b"No Captures" in body), body
    told = [json.loads(line) for line in body.splitlines()] if status == 200 else []
    return [{name: one[name] for name in one if name not in OF_ITS_OWN} for one in told]


def asked(query: str) -> str:
    """A query as it is sent."""
    return f"{query}&output=json".replace("*", "%2A").replace("[", "%5B").replace("]", "%5D")


@pytest.mark.parametrize("query", QUERIES)
def test_our_answers_are_those_of_pywb_on_what_we_export(both: Both, query: str) -> None:
    """Of the same captures, field by field, in the same order."""
    ours = entries(f"http://127.0.0.1:{both.served.room}/cdx?{asked(query)}")
    theirs = entries(f"{both.pywb}/files/cdx?{asked(query)}")
    theirs = [one for one in theirs if (one.get("urlkey"), one.get("timestamp")) != HEAD]
    for one in (*ours, *theirs):
        if CODED in one.get("url", "") and "digest" in one:
            # Of what has a transfer coding no digest stands in a WARC file of ours, and pywb's
            # indexer takes one of its own.
            del one["digest"]
    assert ours == theirs


def test_pywb_lists_what_greffe_holds(both: Both) -> None:
    """With our index as its own."""
    ours = entries(f"http://127.0.0.1:{both.served.room}/cdx?url=*.example&output=json")
    assert entries(f"{both.pywb}/greffe/cdx?url=*.example&output=json") == ours
    assert len(ours) == CAPTURES + 2
    _, _, listed = got(f"{both.pywb}/greffe/timemap/link/{PAGE}")
    assert listed.count(b'rel="memento"') == 4


@pytest.mark.parametrize(
    ("time", "url", "status"),
    [("20251005120000", PAGE, 200), ("20251005130000", PAGE, 200), ("20251005150000", PAGE, 200),
     ("2025", PAGE, 200), ("20251005130000", "http://news.example/gone", 404),
     ("20251005130000", "http://news.example/a/b?x=1&y=2", 200), ("20251005130000", ODD, 200),
     ("20251005120000", CODED, 200), ("20251005140000", "http://news.example/form", 200)],
)  # fmt: skip
def test_pywb_replays_what_greffe_holds(both: Both, time: str, url: str, status: int) -> None:
    """Pages, revisits, archived errors, odd URLs, codings: byte for byte as from a file."""
    live = got(f"{both.pywb}/greffe/{time}id_/{url}")
    file = got(f"{both.pywb}/files/{time}id_/{url}")
    names = ("memento-datetime", "content-type")
    assert live[0] == file[0] == status
    assert [live[1][name] for name in names] == [file[1][name] for name in names]
    assert live[2] == file[2] != b""


def test_pywb_replays_what_it_cannot_find_in_files(both: Both) -> None:
    """A revisit of what had a transfer coding: our index knows the digest of both."""
    for hour in (12, 13):
        status, fields, body = got(f"{both.pywb}/greffe/20251005{hour}0000id_/{CODED}")
        assert (status, body) == (200, TEXT)
        assert fields["memento-datetime"] == f"Sun, 05 Oct 2025 {hour}:00:00 GMT"


def test_pywb_follows_redirects_that_greffe_holds(both: Both) -> None:
    """To the address of the target in the same collection."""
    status, fields, _ = got(f"{both.pywb}/greffe/20251005130000mp_/http://news.example/b")
    assert (status, fields["location"]) == (301, f"/greffe/20251005130000mp_/{PAGE}")


_TOOLKIT = """
import json, sys
import cdx_toolkit
from cdx_toolkit import myrequests
myrequests.retry_info["default"]["minimum_interval"] = 0
room = sys.argv[1]
found = {}
for name, source, only in (
    ("pywb", "/cdx", "=status:200"), ("ia", "/cdx/search/cdx", "status:200"),
):
    index = cdx_toolkit.CDXFetcher(source=room + source, warc_download_prefix=room + "/warc")
    replayed = cdx_toolkit.CDXFetcher(source=room + source, wb=room + "/raw")
    (last,) = index.get("http://news.example/a", limit=1, from_ts="2025100515")
    (page,) = replayed.get("http://news.example/a", limit=1)
    found[name] = {
        "pages": index.get_size_estimate("*.example", as_pages=True),
        "size": index.get_size_estimate("*.example"),
        "all": [one["url"] for one in index.iter("*.example")],
        "some": len(list(index.iter("*.example", limit=5))),
        "by time": [one["timestamp"] for one in index.iter(
            "news.example/a", from_ts="2025100513", to="2025100514", filter=only)],
        "none": [len(index.get("nothing.example/*")), len(list(index.iter("nothing.example/*")))],
        "last": last["timestamp"],
        "replayed": page.text,
    }
record = cdx_toolkit.CDXFetcher(source=room + "/cdx", warc_download_prefix=room + "/warc").get(
    "http://news.example/a", limit=1)[0]
found["record"] = [record.fetch_warc_record().rec_headers.get_header("WARC-Type"), record.text]
print(json.dumps(found))
"""


def told_by(script: str, room: int) -> Any:
    """What a script prints in the environment of those programs."""
    python = peer("cdx-toolkit", "python")
    command = [python, "-c", script, f"http://127.0.0.1:{room}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The archive alone."""
    path = tmp_path_factory.mktemp("alone") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
    with serving(path) as both:
        yield both


def test_cdx_toolkit_asks_in_either_dialect(served: Served) -> None:
    """It lists, estimates, pages, narrows by time, and fetches records and mementos."""
    found = told_by(_TOOLKIT, served.room)
    kind, text = found.pop("record")
    assert (kind, "<h1>A</h1>" in text) == ("response", True)
    for told in found.values():
        assert (told["pages"], told["size"]) == (1, 1500)
        assert (len(told["all"]), told["some"]) == (CAPTURES, 5)
        assert told["by time"] == ["20251005130000"]
        assert told["none"] == [0, 0]
        assert told["last"] == "20251005150000"
        assert "<h1>A</h1>" in told["replayed"]


_WAYBACKPY = """
import json, sys
from waybackpy import WaybackMachineCDXServerAPI as Api
class Here(Api):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self.endpoint = sys.argv[1] + "/cdx/search/cdx"
url = "http://news.example/a"
print(json.dumps({
    "all": [one.original for one in Here("*.example", limit=2).snapshots()],
    "once": [one.timestamp for one in Here(
        "news.example/*", limit=2, filters=["statuscode:200"], collapses=["urlkey"]).snapshots()],
    "near": [Here(url).near(2025, 10, 5, 13, 10).timestamp, Here(url).newest().timestamp,
             Here(url).oldest().timestamp],
}))
"""


def test_waybackpy_goes_on_by_keys_and_finds_what_is_near(served: Served) -> None:
    """Two captures at a time."""
    found = told_by(_WAYBACKPY, served.room)
    assert len(found["all"]) == CAPTURES
    assert len(found["once"]) == 5
    assert found["near"] == ["20251005130000", "20251005150000", "20251005120000"]


_MEMENTO = """
import json, sys
from datetime import datetime
from memento_client import MementoClient
room = sys.argv[1]
client = MementoClient(timegate_uri=room + "/timegate/", check_native_timegate=False)
client.get_original_uri = lambda uri, **_: uri
found = client.get_memento_info("http://news.example/a", datetime(2025, 10, 5, 13, 10))
told = {name: one["uri"][0] for name, one in found["mementos"].items()}
told["status"] = found["mementos"]["closest"]["http_status_code"]
told["none"] = client.get_memento_info("http://news.example/never", datetime(2025, 10, 5))
told["is memento"] = MementoClient.is_memento(told["closest"])
told["is timegate"] = MementoClient.is_timegate(room + "/timegate/http://news.example/a")
print(json.dumps(told))
"""


def test_memento_client_finds_its_way(served: Served) -> None:
    """From the TimeGate to the memento, and around it."""
    found = told_by(_MEMENTO, served.room)
    here = f"http://127.0.0.1:{served.room}"
    hours = {"closest": 13, "prev": 12, "next": 14, "first": 12, "last": 15}
    for name, hour in hours.items():
        assert found[name] == f"{here}/raw/20251005{hour}0000id_/{PAGE}"
    assert (found["status"], found["is memento"], found["is timegate"]) == (200, True, True)
    assert "mementos" not in found["none"]
