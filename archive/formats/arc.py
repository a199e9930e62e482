"""ARC records, the Internet Archive's format before WARC, as WARC 1.1 records.

An ARC record is a line ``URL IP date type length`` and a block; version 2 has five more words in
the line. Block bytes are kept as they are; the line is kept in a metadata record.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

from archive import http
from archive.formats.framing import Framed
from archive.store.records import Record, made, warc_date
from archive.urls import parsed_time

_WORDS = {1: 4, 2: 9}
"""How many words follow the URL in a record's line, which may hold spaces itself."""


@dataclass(slots=True)
class ArcReader:
    """Makes WARC records of one ARC file's records.

    Attributes:
        version: of the file, as its first record says.
    """

    version: int = 1

    def records(self, framed: Framed) -> tuple[Record, ...]:
        """The WARC records of an ARC record; none where its line cannot be understood.

        The same record gives the same record ids every time.
        """
        line = http.text(framed.head.strip())
        if line.startswith("filedesc:"):
            self.version = 2 if framed.block.lstrip().startswith(b"2") else 1
        url, *words = line.rsplit(" ", _WORDS[self.version])
        time = parsed_time(words[1][:14]) if len(words) == _WORDS[self.version] else None
        if time is None:
            return ()
        ids = _ids(framed)
        dated = [("WARC-Date", warc_date(time))]
        if url.startswith("filedesc:"):
            named = [*dated, ("WARC-Filename", url.removeprefix("filedesc://"))]
            return (made("warcinfo", named, words[2], framed.block, ids[0], framed.long),)
        common = [("WARC-Target-URI", url), *dated]
        wire = [] if words[0] in ("0.0.0.0", "-") else [("WARC-IP-Address", words[0])]  # noqa: S104
        is_http = framed.block[:5].upper() == b"HTTP/"
        kind = "application/http;msgtype=response" if is_http else words[2]
        cut = [("WARC-Truncated", "unspecified")] if framed.lack else []
        answer = [*common, ("WARC-Concurrent-To", f"<{ids[1]}>"), *wire, *cut]
        facts = [*common, ("WARC-Concurrent-To", f"<{ids[0]}>")]
        block = b"arc-record: " + framed.head.strip() + b"\r\n"
        if framed.lack:
            block += f"error: {framed.lack}\r\n".encode()
        type_ = "response" if is_http else "resource"
        return (
            made(type_, answer, kind, framed.block, ids[0], framed.long),
            made("metadata", facts, "application/warc-fields", block, ids[1]),
        )


def _ids(framed: Framed) -> tuple[str, str]:
    digest = hashlib.sha256(framed.head)
    for piece in framed.long.read() if framed.long else (framed.block,):
        digest.update(piece)
    name = f"arc:{digest.hexdigest()}"
    answer, facts = (uuid.uuid5(uuid.NAMESPACE_URL, f"{name}:{part}").urn for part in "ab")
    return answer, facts
