"""A source file switched off and on again, everything else in it left as the person wrote it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

from archive.errors import BadInput
from crawler.sources.loading import loaded

_SWITCH = re.compile(r"^enabled[ \t]*=[^\n]*\n?", re.MULTILINE)
_NAME = re.compile(r"^name[ \t]*=[^\n]*(?:\n|\Z)", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def switched(path: Path, *, is_on: bool, today: date) -> bool:
    """Write into a source file whether its source is crawled; return whether that is a change.

    Raises:
        BadInput: the file is no good, cannot be written, or is laid out so that only a person can
            change it.
    """
    if loaded(path).enabled == is_on:
        return False
    text = path.read_text(encoding="utf-8")
    new = without_switch(text)
    if not is_on:
        line = f"enabled = false  # since {today.isoformat()}; `greffe source enable` undoes it\n"
        name = _NAME.search(new)
        new = new[: name.end()].rstrip("\n") + "\n" + line + new[name.end() :] if name else new
    if not _differ_in_switch_only(text, new, is_on=is_on):
        raise BadInput(f"{path}: write `enabled = {str(is_on).lower()}` below its name by hand")
    write(path, new)
    return True


def without_switch(text: str) -> str:
    """A source file's text without the key ``enabled`` of the source itself."""
    table = _TABLE.search(text)
    end = table.start() if table else len(text)
    return _SWITCH.sub("", text[:end]) + text[end:]


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file: all of it or nothing.

    Raises:
        BadInput: it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error


def _differ_in_switch_only(old: str, new: str, *, is_on: bool) -> bool:
    try:
        before, after = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    before.pop("enabled", None)
    return bool(after.pop("enabled", True) == is_on and before == after)
