"""The password of a reading room that others can reach: kept as what cannot be turned back.

A file of one line, ``scrypt:N:r:p:salt:key``, salt and key in hexadecimal (RFC 7914). The cost is
what OWASP's Password Storage Cheat Sheet asks of scrypt: N = 2^17, r = 8, p = 1.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.errors import BadInput

SHORTEST = 12
"""Characters of a password at least: nobody stands by while others guess it for years."""
LONGEST = 1024
_COST, _BLOCK, _LANES = 1 << 17, 8, 1
_MEMORY = 256 << 20
_KEY = 32
_SALT = 16
_ALGORITHM = "scrypt"


@dataclass(frozen=True, slots=True)
class Password:
    """A password as it is kept."""

    cost: int
    block: int
    lanes: int
    salt: bytes
    key: bytes

    def is_right(self, typed: str) -> bool:
        """Whether somebody knows it. Takes some tenths of a second on purpose."""
        if not 0 < len(typed) <= LONGEST:
            return False
        found = _derived(typed, self.salt, self.cost, self.block, self.lanes)
        return hmac.compare_digest(found, self.key)

    def written(self) -> str:
        """As a line for a file."""
        numbers = f"{self.cost}:{self.block}:{self.lanes}"
        return f"{_ALGORITHM}:{numbers}:{self.salt.hex()}:{self.key.hex()}\n"


def password(typed: str, salt: bytes | None = None) -> Password:
    """A password as it is to be kept.

    Args:
        typed: what a person chose.
        salt: drawn by chance if not given.

    Raises:
        BadInput: it is too short, or absurdly long.
    """
    if len(typed) < SHORTEST:
        raise BadInput(f"a password needs {SHORTEST} characters at least; a few words will do")
    if len(typed) > LONGEST:
        raise BadInput(f"a password may have {LONGEST} characters at most")
    salt = secrets.token_bytes(_SALT) if salt is None else salt
    return Password(
        _COST, _BLOCK, _LANES, salt, _derived(typed, salt, _COST, _BLOCK, _LANES)
    )  # fmt: skip


def usual_file(environment: Mapping[str, str], home: Path) -> Path:
    """Where the password is kept: ``GREFFE_PASSWORD_FILE``, else in the folder for configuration.

    XDG Base Directory Specification.
    """
    if named := environment.get("GREFFE_PASSWORD_FILE"):
        return Path(named)
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base else home / ".config") / "greffe" / "password"


def read(file: Path) -> Password:
    """The password in a file.

    Raises:
        BadInput: there is none, or it cannot be read.
    """
    try:
        line = file.read_text("ascii").strip()
    except FileNotFoundError as error:
        raise BadInput(
            f"there is no password in {file}; `greffe serve --new-password` makes one"
        ) from error
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot read the password in {file}: {error}") from error
    try:
        algorithm, cost, block, lanes, salt, key = line.split(":")
        found = Password(
            int(cost), int(block), int(lanes), bytes.fromhex(salt), bytes.fromhex(key)
        )  # fmt: skip
    except ValueError:
        algorithm, found = "", None
    if algorithm != _ALGORITHM or found is None or len(found.key) != _KEY or not found.salt:
        raise BadInput(f"{file} holds no password; `greffe serve --new-password` makes one")
    return found


def write(file: Path, made: Password) -> None:
    """Put a password into a file that only its owner can read.

    Raises:
        BadInput: it cannot be written.
    """
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch(0o600, exist_ok=False)
        part.write_text(made.written(), "ascii")
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"cannot write {file}: {error.strerror or error}") from error


def _derived(typed: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    words = typed.encode("utf-8", "surrogatepass")
    try:
        return hashlib.scrypt(
            words, salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY, dklen=_KEY
        )  # fmt: skip
    except ValueError:
        return b""
