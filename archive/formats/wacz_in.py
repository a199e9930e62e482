"""WACZ packages (WACZ 1.1.1; the draft of 1.2 too) and other ZIP files that hold WARC files.

A package says of each of its files what digest it has. What does not agree is read all the same,
and named. Packages of packages hold others in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from archive.formats.digests import parsed, taken_of
from archive.formats.framing import Skip
from archive.formats.pieces import Opener
from archive.formats.zipped import Entry, entries, is_zip

ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".arc", ".arc.gz")
PACKAGES = (".wacz", ".zip")
_MANIFEST = "datapackage.json"
_DIGEST = "datapackage-digest.json"
_MOST = 64 * 1024 * 1024
_DEPTH = 3
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a package.

    Attributes:
        name: its path in the package.
        size: bytes of it.
        opened: opens it.
    """

    name: str
    size: int
    opened: Opener


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds.

    Attributes:
        members: its web archive files.
        faults: what of it cannot be read.
        doubts: what is not as the package says.
    """

    members: tuple[Member, ...]
    faults: tuple[Skip, ...]
    doubts: tuple[Skip, ...]


def package(opened: Opener, within: str = "", depth: int = 0) -> Package:
    """What a ZIP file holds.

    Args:
        opened: opens it.
        within: path of the package in a package of packages, with a slash at its end.
        depth: how many packages it is in.
    """
    found, faults = entries(opened)
    held = {e.name: _member(e, opened, within) for e in found if e.is_readable}
    unknown = [
        Skip(e.start, f"it is compressed by method {e.method}, which is not known", e.name)
        for e in found
        if not e.is_readable
    ]
    doubts, missing = _Check(held).outcome()
    whole = Package(
        tuple(member for name, member in held.items() if name.lower().endswith(ENDINGS)),
        tuple(_named(skip, within) for skip in (*faults, *unknown, *missing)),
        tuple(_named(skip, within) for skip in doubts),
    )
    for name, member in held.items():
        if name.lower().endswith(PACKAGES) and depth < _DEPTH and is_zip(member.opened):
            inner = package(member.opened, f"{member.name}/", depth + 1)
            whole = Package(
                whole.members + inner.members,
                whole.faults + inner.faults,
                whole.doubts + inner.doubts,
            )
    return whole


def _member(entry: Entry, opened: Opener, within: str) -> Member:
    return Member(within + entry.name, entry.size, partial(entry.opened, opened))


def _named(skip: Skip, within: str) -> Skip:
    return replace(skip, member=within + skip.member)


class _Check:
    """Holds the files of a package against what it says of them (WACZ 1.1.1, 5.2.4)."""

    def __init__(self, held: Mapping[str, Member]) -> None:
        self._held = held
        self._doubts: list[Skip] = []
        self._missing: list[Skip] = []

    def outcome(self) -> tuple[list[Skip], list[Skip]]:
        """What is doubtful, and what is missing."""
        manifest = self._read(_MANIFEST)
        if manifest is not None:
            self._manifest(manifest)
        elif any(name.startswith("archive/") for name in self._held):
            self._doubt(_MANIFEST, "it is missing: nothing says what the other files should be")
        return self._doubts, self._missing

    def _manifest(self, data: bytes) -> None:
        digest = _json(self._read(_DIGEST) or b"{}")
        said = parsed(_text(digest, "hash"))
        if said and taken_of(said[0], (data,)) != said[1]:
            self._doubt(_MANIFEST, f"it does not have the digest that {_DIGEST} says")
        resources = _json(data).get("resources")
        if not isinstance(resources, list):
            self._doubt(_MANIFEST, "it lists no resources")
            return
        listed = {_text(one, "path"): one for one in resources if isinstance(one, dict)}
        for path, resource in listed.items():
            if path in self._held:
                self._resource(path, resource)
            elif path and not _is_elsewhere(path):
                self._missing.append(Skip(0, f"{_MANIFEST} lists it, and it is not there", path))
        for name in self._held:
            if name.startswith("archive/") and name not in listed:
                self._doubt(name, f"{_MANIFEST} does not list it")

    def _resource(self, path: str, resource: dict[str, Any]) -> None:
        said = parsed(_label(resource))
        if said is None:
            if path.lower().endswith(ENDINGS):
                self._doubt(path, f"{_MANIFEST} gives no digest of it that is known")
            return
        try:
            if self._digest(path, said[0]) == said[1]:
                return
            self._doubt(path, f"it does not have the digest that {_MANIFEST} says")
        except OSError as error:
            self._doubt(path, str(error))

    def _digest(self, path: str, algorithm: str) -> bytes:
        with self._held[path].opened() as file:
            return taken_of(algorithm, iter(partial(file.read, _PIECE), b""))

    def _read(self, name: str) -> bytes | None:
        if name not in self._held:
            return None
        try:
            with self._held[name].opened() as file:
                return file.read(_MOST)
        except OSError as error:
            self._doubt(name, str(error))
            return None

    def _doubt(self, member: str, reason: str) -> None:
        self._doubts.append(Skip(0, reason, member))


def _json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _label(resource: dict[str, Any]) -> str:
    """The digest of a resource; WACZ 1.0 wrote it in two parts."""
    stats = resource.get("stats")
    if isinstance(stats, dict):
        return f"{_text(resource, 'hashing')}:{_text(stats, 'hash')}"
    return _text(resource, "hash")


def _is_elsewhere(path: str) -> bool:
    """Whether a resource is one on the web: packages of packages may list those."""
    return "://" in path
