"""CDXJ indexes: those of cdxj-indexer 1.5.0, line by line, on our files and on those of others."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from archive.bodies import query_of
from archive.errors import BadInput
from archive.formats.cdxj import Index, indexed
from archive.formats.sorting import SortedLines
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.store.records import Record
from archive.surt import surt
from tests.exchanges import LONG, exchange, page
from tests.peers import peer
from tests.warcs import CORPORA, needs_corpora, record, response, uri, written

RECORDED = Path(__file__).parent / "fixtures" / "cdxj"
"""What surt 0.3.1 and cdxj-indexer 1.5.0 said when they were asked."""
NOTHING = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
MULTIPART = (
    b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\nb c\r\n--xx\r\n'
    b'Content-Disposition: form-data; name="f"; filename="f.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n\xff\x00&=\r\n--xx--\r\n"
)
BODIES = (
    ("application/x-www-form-urlencoded", b"b=1&a=%C3%A9+x"),
    ("application/x-www-form-urlencoded", b"\xff\xfe"),
    ("application/json", b'{"a": [1, {"b": null, "a": true}], "c": {"a": "x y"}, "d": 1.5}'),
    ("application/json", b'{"a": 1}\n{"a": 2}\n{"b": []}'),
    ("application/json", b"no json"),
    ("application/json; charset=utf-8", b""),
    ("text/plain;charset=UTF-8", b'{"q": "x"}'),
    ("text/plain", b"plain words"),
    ("multipart/form-data; boundary=xx", MULTIPART),
    ("multipart/form-data", MULTIPART),
    ("application/octet-stream", bytes(range(256)) * 20),
    ("", b"x"),
)


def posts() -> list[Record]:
    """Requests with every kind of body and their responses, in either order; odd ones."""
    records: list[Record] = []
    for number, (kind, body) in enumerate(BODIES):
        fields = f"Content-Type: {kind}\r\n" if kind else ""
        head = f"POST /a HTTP/1.1\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode()
        records += pair(number, head + body, is_first=bool(number % 2))
    for number, head in enumerate(
        (
            b"PUT /a HTTP/1.1\r\n\r\nbody", b"POST /a HTTP/1.1\r\nContent-Length: x\r\n\r\nbody",
            b"DELETE /a HTTP/1.1\r\n\r\n", b"HEAD /a HTTP/1.0\r\n\r\n", b"GET /a HTTP/1.1\r\n\r\n",
            b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nbody",
        )
    ):  # fmt: skip
        records += pair(50 + number, head, is_first=True, url="http://WWW.Site.example/a?q=1")
    return records


def pair(
    number: int, request: bytes, *, is_first: bool, url: str = "http://site.example/a"
) -> list[Record]:
    """A request and its response; the second names the first, as the tool wants it."""
    kinds = ["request", "response"] if is_first else ["response", "request"]
    blocks = {"request": request, "response": response(b"x%d" % number)}
    types = {k: f"application/http; msgtype={k}" for k in kinds}
    more = [[], [("WARC-Concurrent-To", f"<{uri(1000 + 2 * number)}>")]]
    return [
        record(kind, 1000 + 2 * number + place, blocks[kind], url=url, content_type=types[kind],
               more=more[place], date=f"2014-03-25T12:12:{number % 60:02}Z")
        for place, kind in enumerate(kinds)
    ]  # fmt: skip


def others() -> list[Record]:
    """Records of every other kind."""
    fields = "application/warc-fields"
    digest = [("WARC-Payload-Digest", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYK")]
    return [
        record("warcinfo", 1, b"software: x\r\n", content_type=fields),
        record("metadata", 2, b"via: x\r\n", content_type=fields),
        record("metadata", 3, b"{}", content_type="application/json", url="urn:x:y"),
        record("resource", 4, b"text", content_type="text/plain; charset=utf-8"),
        record("revisit", 5, response(b""), more=digest),
        record("revisit", 6, b"", more=digest),
        record("conversion", 7, b"text", content_type="text/plain"),
        record("response", 8, b"127.0.0.1", url="dns:site.example", content_type="text/dns"),
        record("response", 9, b"HTTP/1.1 404\r\n\r\n", url="http://site.example/%c3%a9?b&a"),
        record("response", 10, response(b"x", "Content-type:\r\n"), more=digest),
    ]


def lines_of(*files: Path) -> list[str]:
    """Our index of files."""
    index = Index()
    for file in files:
        indexed(file, index)
    return [line.decode() for line in index.closed()]


def told(*files: Path) -> list[str]:
    """The tool's index of files, where it takes the digest of nothing that of the body.

    With --post-append it reads a body before it digests it; without, it does not.
    """
    tool = peer("cdxj-indexer", "cdxj-indexer")

    def run(*options: str) -> list[str]:
        done = subprocess.run([tool, *options, *files], capture_output=True, text=True, check=True)
        return done.stdout.splitlines(keepends=True)

    digests = {place(fields): fields.get("digest") for _, fields in map(parts, run("--sort"))}
    found = []
    for line in run("--sort", "--post-append", "--digest-records"):
        key, fields = parts(line)
        if fields.get("digest") == NOTHING:
            fields["digest"] = digests[place(fields)]
        found.append(f"{key} {json.dumps(fields)}\n")
    return sorted(found)


def parts(line: str) -> tuple[str, dict[str, Any]]:
    """Key with time, and fields."""
    key, time, fields = line.split(" ", 2)
    return f"{key} {time}", json.loads(fields)


def place(fields: dict[str, Any]) -> tuple[str, str]:
    """Where a line's record lies."""
    return fields["filename"], fields["offset"]


def test_keys_are_those_of_surt() -> None:
    """Recorded from it: hosts, ports, escapes, dots, session ids, addresses, nonsense."""
    pairs = json.loads((RECORDED / "surt.json").read_text("utf-8"))
    assert len(pairs) > 400
    assert [(url, surt(url)) for url, _ in pairs] == [(url, key) for url, key in pairs]


def test_lines_are_those_of_the_tool(tmp_path: Path) -> None:
    """Recorded from it: every type of record, every body of a request."""
    file = written(tmp_path / "all.warc", *others(), *posts())
    assert lines_of(file) == (RECORDED / "all.cdxj").read_text("utf-8").splitlines(keepends=True)


def test_lines_are_those_of_the_tool_here(tmp_path: Path, archive: Archive) -> None:
    """The same asked now, of a file of ours in each form too."""
    import_warc(archive, written(tmp_path / "all.warc", *others(), *posts()))
    said = exchange("http://news.example/a", page("A", *LONG))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
    for number, one in enumerate((said, said, exchange("http://b.example/", response=chunked))):
        archive.add(one, source=str(number))
    assert lines_of(tmp_path / "all.warc") == told(tmp_path / "all.warc")
    for name, most in (("a.warc.gz", None), ("b.warc", None), ("c.warc.gz", 10_000)):
        done = export_warc(archive, tmp_path / name, has_index=True, max_size=most)
        beside = (tmp_path / name.replace(".warc", "").replace(".gz", "")).with_suffix(".cdxj")
        files = [tmp_path / file for file in done.files]
        lines = beside.read_text("utf-8").splitlines(keepends=True)
        assert lines == lines_of(*files) == told(*files)
        assert (len(files) > 1) == bool(most)


@pytest.mark.slow
@needs_corpora
@pytest.mark.parametrize(
    "path",
    sorted((CORPORA / "warc-sites").rglob("*.warc*")) if CORPORA.is_dir() else [],
    ids=lambda path: path.name,
)
def test_files_of_other_tools_have_the_tools_lines(path: Path) -> None:
    """Browsers, wget, Heritrix, Common Crawl."""
    assert lines_of(path) == told(path)


@needs_corpora
def test_an_export_is_indexed_as_it_is_written(archive: Archive, tmp_path: Path) -> None:
    """As its file would be afterwards, whoever made the records."""
    import_warc(archive, CORPORA / "warc-sites" / "webrecorder__py-wacz" / "example-iana.warc")
    export_warc(archive, tmp_path / "out.warc.gz", has_index=True)
    lines = (tmp_path / "out.cdxj").read_text("utf-8").splitlines(keepends=True)
    assert len(lines) == 58
    assert lines == lines_of(tmp_path / "out.warc.gz")


def test_an_index_leads_to_its_records(archive: Archive, tmp_path: Path) -> None:
    """Offset and length cut one gzip member out, which is the record with that URL."""
    for number in range(5):
        archive.add(exchange(f"http://news.example/{number}", page(str(number), *LONG)))
    export_warc(archive, tmp_path / "out.warc.gz", has_index=True)
    data = (tmp_path / "out.warc.gz").read_bytes()
    lines = (tmp_path / "out.cdxj").read_bytes().splitlines()
    assert lines == sorted(lines)
    for line in lines:
        fields = json.loads(line.split(b" ", 2)[2])
        start = int(fields["offset"])
        member = gzip.decompress(data[start : start + int(fields["length"])])
        assert f"WARC-Target-URI: {fields['url']}\r\n".encode() in member
    assert len(lines) == 5


def test_what_is_no_warc_is_one_line(tmp_path: Path) -> None:
    """With the file and what was found."""
    (tmp_path / "no.warc").write_text("no WARC\n")
    (tmp_path / "empty.warc").write_text("")
    for name, words in (("no.warc", "after 0 records"), ("empty.warc", "no record")):
        with pytest.raises(BadInput, match=words):
            indexed(tmp_path / name, Index())
    with pytest.raises(BadInput, match="No such file"):
        indexed(tmp_path / "none.warc", Index())


def test_lines_beyond_memory_are_sorted_all_the_same() -> None:
    """What waits in files is merged; what is there twice comes once."""
    lines = SortedLines(held=50)
    given = [b"%03d\n" % (n * 7 % 100) for n in range(150)]
    for line in given:
        lines.add(line)
    assert list(lines) == sorted(set(given))
    assert list(lines) == sorted(set(given))
    lines.close()


def test_a_long_body_counts_with_its_beginning() -> None:
    """4,096 characters, as the tool cuts it."""
    assert len(query_of("application/octet-stream", b"x" * 100_000)) == 4096
