"""A full disk stops a crawl with one line; what was captured is intact, and it goes on later."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive
from tests.house import GREFFE, PRIVATE, UNMEASURED, greffe
from tests.killing import linked_source
from tests.servers.linked import Linked

PAGES = 60


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Linked]:
    """A site that needs more room than there is, and a source file for it."""
    with Linked(PAGES) as site:
        linked_source(tmp_path, site.home)
        yield site


def _shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=UNMEASURED, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip


def _assert_told_once(err: str) -> None:
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if line.startswith("greffe: ")]
    assert len(lines) == 1, err
    assert "no space left" in lines[0]
    assert "what was committed is intact" in lines[0]


def _captured(path: Path) -> set[str]:
    with Archive.open(path, create=False, read_only=True) as archive:
        return {capture.url for capture in archive.all_captures()}


def _has_all(site: Linked, path: Path) -> bool:
    return _captured(path) >= {site.home + target[1:] for target in site.targets}


@pytest.mark.slow
def test_a_file_that_may_grow_no_further(site: Linked, tmp_path: Path) -> None:
    """Where the system allows files no more bytes (``RLIMIT_FSIZE``), as a quota would."""
    ran = greffe(tmp_path, "crawl", "linked", *PRIVATE, largest=1900 << 10)
    assert ran.code == 74, ran
    _assert_told_once(ran.err)
    assert greffe(tmp_path, "verify").code == 0
    kept = _captured(tmp_path / "greffe.db")
    assert 5 < len(kept) < PAGES
    again = greffe(tmp_path, "crawl", "linked", *PRIVATE)
    assert again.code == 0, again
    assert _has_all(site, tmp_path / "greffe.db")
    pages = [target for target in site.asked if target != "/robots.txt"]
    assert len(pages) - len(set(pages)) <= 16


@pytest.mark.slow
def test_a_file_system_without_space(site: Linked, tmp_path: Path) -> None:
    """On a small one of its own; the crawl goes on where there is more."""
    (tmp_path / "disk").mkdir()
    crawl = shlex.join((str(GREFFE), "crawl", "linked", *PRIVATE))
    script = f"""
        mount -t tmpfs -o size=1400k tmpfs disk || exit 99
        cp -r sources disk && cd disk
        {crawl} >/dev/null 2>../said; echo $?
        {GREFFE} verify >../verified; echo $?
        cp greffe.db* ..
    """
    ran = _shell(f"exec unshare --map-root-user --mount bash -c {shlex.quote(script)}", tmp_path)
    if ran.returncode == 99 or not ran.stdout:
        pytest.skip(f"no file system can be mounted here: {ran.stderr.strip()[:200]}")
    assert ran.stdout.split() == ["74", "0"], ran
    _assert_told_once((tmp_path / "said").read_text(encoding="utf-8"))
    assert " is sound" in (tmp_path / "verified").read_text(encoding="utf-8")
    assert not _has_all(site, tmp_path / "greffe.db")
    again = greffe(tmp_path, "crawl", "linked", *PRIVATE)
    assert again.code == 0, again
    assert _has_all(site, tmp_path / "greffe.db")
