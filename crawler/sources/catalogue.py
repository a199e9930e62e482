"""The sources a person has: TOML files in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.errors import BadInput, NotFound
from crawler.sources.source import Source, loaded


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
    if not names:
        return _all(folder)
    known: dict[str, Source] | None = None
    result = []
    for name in names:
        if name.endswith(".toml"):
            result.append(loaded(Path(name)))
            continue
        if (path := folder / f"{name}.toml").is_file() and (source := loaded(path)).name == name:
            result.append(source)
            continue
        known = {s.name: s for s in _all(folder)} if known is None else known
        if name not in known:
            raise NotFound(_missing(name, folder, sorted(known)))
        result.append(known[name])
    return result


def _all(folder: Path) -> list[Source]:
    sources = [(path, loaded(path)) for path in files(folder)]
    paths: dict[str, Path] = {}
    for path, source in sources:
        if source.name in paths:
            raise BadInput(f"{path} and {paths[source.name]} are both named {source.name!r}")
        paths[source.name] = path
    return [source for _, source in sources]


def _missing(name: str, folder: Path, known: list[str]) -> str:
    if not known:
        return (
            f"no source {name!r}: there are no source files in {folder}; "
            "make one with `greffe source add URL` or name another folder with --sources"
        )
    return f"no source {name!r} in {folder}; there are: {', '.join(known)}"
