"""The index of archives made of other people's files, against the index of what is exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive import Archive
from archive.cdx.pywb import request_of
from archive.cdx.query import answer
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from tests.warcs import CORPORA, needs_corpora

_SAME = ("urlkey", "timestamp", "url", "status", "method", "requestBody")


@pytest.mark.slow
@needs_corpora
@pytest.mark.parametrize(
    "name",
    ["webrecorder__pywb/iana.warc.gz", "oduwsdl__ipwb/sample-1.warc.gz",
     "webrecorder__py-wacz/example-resource.warc.gz",
     "iipc__webarchive-commons/IAH-urls-wget.warc"],
)  # fmt: skip
def test_lines_are_those_of_the_export(archive: Archive, tmp_path: Path, name: str) -> None:
    """Which are cdxj-indexer's; all of them, in the same order of keys."""
    import_warc(archive, CORPORA / "warc-sites" / name)
    export_warc(archive, tmp_path / "out.warc.gz", has_index=True)
    theirs = []
    for line in (tmp_path / "out.cdxj").read_text("utf-8").splitlines():
        key, time, fields = line.split(" ", 2)
        theirs.append({"urlkey": key, "timestamp": time, **json.loads(fields)})
    query = request_of([("url", "*")], 0).query
    ours = [entry.values for entry in answer(archive.connection, query)]
    assert len(ours) > 1
    assert [(one["urlkey"], one["timestamp"]) for one in ours] == [
        (one["urlkey"], one["timestamp"]) for one in theirs
    ]
    assert sorted(_told(one) for one in ours) == sorted(_told(one) for one in theirs)


def _told(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(values.get(name, "") for name in _SAME)
