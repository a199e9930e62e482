"""Whom watches tell: names in the archive, and what they stand for outside of it.

An Apprise URL holds passwords and tokens. An archive is handed to courts and colleagues; so it
names a recipient, ``@desk``, and who runs Greffe says what that is: in the environment,
``GREFFE_NOTIFY_DESK``, or in a TOML file:

    reading_room = "https://archive.example.org"    # for links in messages; may be left out

    [recipients]
    desk = "mailto://user:password@example.org?to=desk@example.org"

That file is the one that ``GREFFE_NOTIFY`` names, else ``notify.toml`` in the working folder, else
``greffe/notify.toml`` in the folder for configuration (XDG Base Directory Specification).
"""

from __future__ import annotations

import hashlib
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import BadInput

_NAME = re.compile(r"@[A-Za-z][A-Za-z0-9_-]*")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_VARIABLE = "GREFFE_NOTIFY"


class Unknown(BadInput):
    """A recipient that stands for nothing here."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """What the names of recipients stand for.

    Attributes:
        urls: Apprise URLs by name, without ``@``.
        room: address of the reading room that messages link to.
        file: where names are looked up.
    """

    urls: Mapping[str, str]
    room: str | None
    file: Path

    def url(self, address: str) -> str:
        """The Apprise URL of a recipient.

        Raises:
            Unknown: its name stands for nothing.
        """
        if not address.startswith("@"):
            return address
        if url := self.urls.get(_key(address[1:])):
            return url
        raise Unknown(
            f"{address} stands for nothing here: set {_VARIABLE}_{_key(address[1:])} or write "
            f'{address[1:]} = "…" below [recipients] in {self.file}'
        )


def recipients(environment: Mapping[str, str], folder: Path) -> Recipients:
    """What the names of recipients stand for.

    Args:
        environment: variables; those called ``GREFFE_NOTIFY_NAME`` go before the file.
        folder: the working folder.

    Raises:
        BadInput: the file cannot be read, or is not what it has to be.
    """
    file = _file(environment, folder)
    told = _read(file, is_named=_VARIABLE in environment)
    urls = told.get("recipients", {})
    if not isinstance(urls, dict) or not all(isinstance(url, str) for url in urls.values()):
        raise BadInput(f'{file}: below [recipients] stands name = "Apprise URL", one a line')
    for name in urls:
        if not _NAME.fullmatch(f"@{name}"):
            raise BadInput(f"{file}: {name!r} is no name; use letters, digits, - and _")
    room = environment.get("GREFFE_READING_ROOM") or told.get("reading_room")
    if room is not None and not (isinstance(room, str) and re.match(r"https?://[^\s/]", room)):
        raise BadInput(f"{file}: reading_room is the address of one, https://archive.example.org")
    prefix = f"{_VARIABLE}_"
    own = {key.removeprefix(prefix): url for key, url in environment.items()
           if key.startswith(prefix) and url}  # fmt: skip
    return Recipients({_key(name): url for name, url in {**urls, **own}.items()}, room, file)


def checked(address: str) -> str:
    """A recipient as a person gave it.

    Raises:
        BadInput: it is neither a name nor a URL.
    """
    address = address.strip()
    if _NAME.fullmatch(address) or _URL.fullmatch(address):
        return address
    raise BadInput(
        f"{masked(address)} is no recipient: write @name, which {_VARIABLE}_NAME or notify.toml "
        "explains, or an Apprise URL such as mailto://… or json://…"
    )


def masked(address: str) -> str:
    """A recipient as it may be shown: of a URL the scheme, and a mark to tell it from others."""
    if _NAME.fullmatch(address):
        return address
    scheme, found, _ = address.partition("://")
    mark = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{scheme}://…{mark}" if found and re.fullmatch(r"[\w+.-]+", scheme) else f"…{mark}"


def exposure(recipients: Recipients) -> str:
    """What to say of a file with passwords that others on this machine may read; else empty."""
    try:
        mode = recipients.file.stat().st_mode
    except OSError:
        return ""
    if not mode & (stat.S_IRGRP | stat.S_IROTH) or not recipients.urls:
        return ""
    return f"{recipients.file} holds passwords and can be read by others; chmod 600 closes it"


def _key(name: str) -> str:
    """A name as environment variables have it."""
    return name.upper().replace("-", "_")


def _file(environment: Mapping[str, str], folder: Path) -> Path:
    if named := environment.get(_VARIABLE):
        return Path(named)
    here = folder / "notify.toml"
    if here.exists():
        return here
    home = environment.get("XDG_CONFIG_HOME") or f"{environment.get('HOME', '')}/.config"
    general = Path(home) / "greffe" / "notify.toml"
    return general if general.exists() else here


def _read(file: Path, *, is_named: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if is_named:
            raise BadInput(f"{_VARIABLE} names {file}, and there is no such file") from None
        return {}
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"cannot read {file}: it is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is no TOML: {error}") from error
