"""The sources a person has: TOML files in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from archive.errors import BadInput, NotFound
from crawler.sources.loading import loaded
from crawler.sources.source import Source
from crawler.sources.supplied import catalogue


def files(folder: Path) -> list[Path]:
    """The source files in a folder, by name; none where the folder is missing."""
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def found(folder: Path, names: Sequence[str] = ()) -> list[Source]:
    """The sources called ``names``, in that order; all in the folder without names.

    A name may also be the path of a file.

    Raises:
        BadInput: a source file has an error, or two have one name.
        NotFound: there is no such source.
    """
    if names:
        return [_named(folder, name) for name in names]
    sources, faults = readable(folder)
    for fault in (*faults, *doubled(sources).values()):
        raise fault
    return list(sources.values())


def readable(folder: Path) -> tuple[dict[Path, Source], list[BadInput]]:
    """The sources in a folder by their files, and the errors of the files that have one."""
    sources: dict[Path, Source] = {}
    faults: list[BadInput] = []
    for path in files(folder):
        try:
            sources[path] = loaded(path)
        except BadInput as error:
            faults.append(error)
    return sources, faults


def doubled(sources: Mapping[Path, Source]) -> dict[str, BadInput]:
    """What to say of each name that two files have; their captures would be mixed."""
    first: dict[str, Path] = {}
    faults: dict[str, BadInput] = {}
    for path, source in sources.items():
        other = first.setdefault(source.name, path)
        if other != path:
            faults[source.name] = BadInput(f"{path} and {other} are both named {source.name!r}")
    return faults


def _named(folder: Path, name: str) -> Source:
    if name.endswith(".toml"):
        return loaded(Path(name))
    if (path := folder / f"{name}.toml").is_file() and (source := loaded(path)).name == name:
        return source
    sources, faults = readable(folder)
    if fault := doubled(sources).get(name):
        raise fault
    for source in sources.values():
        if source.name == name:
            return source
    # What cannot be read may be the one.
    for fault in faults:
        raise fault
    raise NotFound(_missing(name, folder, sorted(source.name for source in sources.values())))


def _missing(name: str, folder: Path, known: list[str]) -> str:
    if name in catalogue():
        return (
            f"no source {name!r} in {folder}, but it comes with Greffe: "
            f"`greffe source add {name}` makes it yours"
        )
    if not known:
        return (
            f"no source {name!r}: there are no source files in {folder}; "
            "make one with `greffe source add`, or name another folder with --sources"
        )
    return f"no source {name!r} in {folder}; there are: {', '.join(known)}"
