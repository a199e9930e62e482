"""A WACZ package: a ZIP file that says what is in it (WACZ 1.1.1; Frictionless Data Package)."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, Self

VERSION = "1.1.1"
_TIME = 0x5455
"""Number of the field "extended timestamp" (Info-ZIP)."""


class Package:
    """Files put into a ZIP one after another, each digested as it is written.

    What is compressed already is stored as it is, so that a reader can ask for a part of it.
    """

    def __init__(self, stream: BinaryIO, now: datetime) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._time = now.timetuple()[:6]
        self._stamp = int(now.timestamp())
        self._resources: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What was not ended is no package: nothing more must be written to it.
        self._zip.fp = None

    @contextmanager
    def opened(self, path: str, *, is_packed: bool) -> Iterator[Digested]:
        """A file to write to; the next can be opened when it is closed.

        Args:
            path: its path in the package.
            is_packed: whether its content is compressed already.
        """
        entry = self._entry(path, is_packed=is_packed)
        # How long it gets is not known, so its own header has a field for 64 bits. wabac.js looks
        # for that only where the list at the end has some field too: the time of change is one.
        entry.extra = struct.pack("<HHBI", _TIME, 5, 1, self._stamp)
        with self._zip.open(entry, "w", force_zip64=True) as file:
            digested = Digested(file)
            yield digested
        self._resources.append(
            {
                "name": path.rpartition("/")[2].lower(),
                "path": path,
                "hash": digested.hash,
                "bytes": digested.size,
            }
        )

    def closed(self, about: Mapping[str, Any]) -> None:
        """Say what is in it, and end it.

        Args:
            about: properties of ``datapackage.json`` besides profile, version and resources.
        """
        package = {
            "profile": "data-package", "wacz_version": VERSION, **about,
            "resources": self._resources,
        }  # fmt: skip
        data = json.dumps(package, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": _label(hashlib.sha256(data).hexdigest())}
        for path, content in (
            ("datapackage.json", data),
            ("datapackage-digest.json", json.dumps(digest, indent=2).encode()),
        ):
            self._zip.writestr(self._entry(path, is_packed=False), content)
        self._zip.close()

    def _entry(self, path: str, *, is_packed: bool) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(path, self._time)
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry


class Digested:
    """A file that is digested as it is written."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write bytes."""
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write lines."""
        for line in lines:
            self.write(line)

    @property
    def hash(self) -> str:
        """The SHA-256 of what has been written, as packages write it."""
        return _label(self._digest.hexdigest())


def _label(digest: str) -> str:
    return f"sha256:{digest}"
