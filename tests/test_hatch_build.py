"""wabac.js and ReplayWeb.page are fetched as published, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import hatch_build

pytestmark = pytest.mark.skipif(os.name == "nt", reason="npm is played by a shell script")
ROOT = Path(__file__).parent.parent


def _npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = folder / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(npm.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")


def test_the_right_files_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network is needed where they are."""
    for one in hatch_build.PACKAGES:
        if not one.is_in(ROOT):
            pytest.skip(f"{one.name} is missing: run `python hatch_build.py`")
        folder = tmp_path / one.folder
        folder.mkdir(parents=True)
        for name in one.files:
            (folder / name).write_bytes((ROOT / one.folder / name).read_bytes())
    _npm(tmp_path, "exit 1", monkeypatch)
    assert hatch_build.fetch(tmp_path) == []


def test_another_tarball_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is called: its digest is not the reviewed one."""
    _npm(tmp_path, 'while [ "$1" != --pack-destination ]; do shift; done; echo x > "$2/w.tgz"',
         monkeypatch)  # fmt: skip
    with pytest.raises(hatch_build.FetchError, match="SHA-512 differs"):
        hatch_build.fetch(tmp_path)
    assert not (tmp_path / hatch_build.WABAC.folder).exists()


def test_a_failure_is_one_line_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what to do."""
    _npm(tmp_path, "echo warn Config >&2; echo npm error network failed >&2; exit 1", monkeypatch)
    with pytest.raises(hatch_build.FetchError) as failure:
        hatch_build.fetch(tmp_path)
    assert "npm error network failed" in str(failure.value)
    assert "build again with a network" in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_changed_file_is_not_taken_for_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its digest decides, not its name."""
    folder = tmp_path / hatch_build.WABAC.folder
    folder.mkdir(parents=True)
    for name in hatch_build.WABAC.files:
        (folder / name).write_text("something else")
    _npm(tmp_path, "echo npm error offline >&2; exit 1", monkeypatch)
    with pytest.raises(hatch_build.FetchError, match="offline"):
        hatch_build.fetch(tmp_path)
