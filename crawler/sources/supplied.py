"""The catalogue that comes with Greffe: source files to copy into one's own folder."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from archive.errors import BadInput
from crawler.sources.loading import loaded
from crawler.sources.source import Source
from crawler.sources.switching import without_switch

SHELF = Path(__file__).parent / "shelf"
"""One folder a group, one file a source."""

_HEAD = (
    "# Copied from the catalogue of Greffe, edition {edition}. Change it as you like:\n"
    "# `greffe source check` tells of a newer edition, `greffe source update` takes it.\n"
)
_EDITION = re.compile(
    r"\A# Copied from the catalogue of Greffe, edition ([0-9a-f]{12})\b.*\n"
    r"(?:# `greffe source check`.*\n)?"
)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Supplied:
    """One source of the catalogue.

    Attributes:
        name: of the source and of its file.
        group: the folder it is in: what kind of publisher.
        path: the file.
    """

    name: str
    group: str
    path: Path

    @property
    def text(self) -> str:
        """The file as it comes with Greffe."""
        return self.path.read_text(encoding="utf-8")

    @property
    def source(self) -> Source:
        """The source it describes."""
        return loaded(self.path)

    @property
    def edition(self) -> str:
        """Twelve hexadecimal digits that change with the file."""
        return _digest(self.text)

    @property
    def copy(self) -> str:
        """The text for a person's own file: which edition it is stands at its head."""
        return _HEAD.format(edition=self.edition) + self.text


@dataclass(frozen=True, slots=True)
class Copied:
    """What a person's source file has to do with the catalogue.

    Attributes:
        supplied: the source of the catalogue that it was copied from.
        is_current: whether that has not changed since.
        is_changed: whether the person changed the copy, other than by switching it off.
        differences: how they differ, one line a key; none where both say the same.
    """

    supplied: Supplied
    is_current: bool
    is_changed: bool
    differences: tuple[str, ...]


def catalogue() -> dict[str, Supplied]:
    """The sources that come with Greffe, by their names, group by group."""
    paths = sorted(SHELF.glob("*/*.toml"))
    return {path.stem: Supplied(path.stem, path.parent.name, path) for path in paths}


def groups() -> list[str]:
    """The groups of the catalogue."""
    return sorted({one.group for one in catalogue().values()})


def chosen(names: Sequence[str], wanted: Iterable[str] = ()) -> list[Supplied]:
    """The sources of the catalogue that are called ``names`` or belong to the groups ``wanted``.

    Raises:
        BadInput: there is none of a name or group; the message names those that are like it.
    """
    known = catalogue()
    found: dict[str, Supplied] = {}
    for group in wanted:
        members = {name: one for name, one in known.items() if one.group == group}
        if not members:
            there = ", ".join(groups())
            raise BadInput(f"no group {group!r} in the catalogue; there are: {there}")
        found |= members
    for name in names:
        if name not in known:
            raise BadInput(_unknown(name, known))
        found[name] = known[name]
    return list(found.values())


def is_name(text: str) -> bool:
    """Whether a person means a source of the catalogue rather than a site's URL."""
    return text in catalogue() or not ("://" in text or "." in text or "/" in text)


def copied(path: Path) -> Copied | None:
    """What the file at ``path`` has to do with the catalogue; ``None`` if it is no copy of it.

    Raises:
        BadInput: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        mine = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from error
    head = _EDITION.match(text)
    supplied = catalogue().get(str(mine.get("name")))
    if head is None or supplied is None:
        return None
    body = without_switch(text[head.end() :])
    theirs = tomllib.loads(supplied.text)
    return Copied(
        supplied,
        is_current=head[1] == supplied.edition,
        is_changed=_digest(body) != head[1],
        differences=tuple(differences(mine, theirs)),
    )


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any], prefix: str = "") -> list[str]:
    """How two source files differ, key by key; what a person switched off is no difference."""
    found: list[str] = []
    for key in dict.fromkeys((*theirs, *mine)):
        old, new = mine.get(key), theirs.get(key)
        if old == new or (not prefix and key == "enabled"):
            continue
        name = f"{prefix}{key}"
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{name}.")
        elif isinstance(old, list) and isinstance(new, list):
            found += [f"{name}: not yours yet: {_shown(one)}" for one in new if one not in old]
            found += [f"{name}: only yours: {_shown(one)}" for one in old if one not in new]
        else:
            found.append(f"{name}: {_shown(old)} is yours, {_shown(new)} is newer")
    return found


def _unknown(name: str, known: Mapping[str, Supplied]) -> str:
    like = get_close_matches(name, known, 3)
    hint = f"do you mean {' or '.join(like)}? " if like else ""
    return (
        f"{name!r} is neither a URL nor in the catalogue; {hint}"
        "`greffe source list --catalogue` names what there is, a URL begins with https://"
    )


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
