"""The house's own rules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import Exit, GreffeError

ROOT = Path(__file__).parent.parent


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize(
    "path", sorted((ROOT / "archive").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_archive_imports_neither_scrapy_nor_the_crawler(path: Path) -> None:
    """Arrows run one way: the archive is of use without any crawler."""
    roots = {name.split(".")[0] for name in _imports(path)}
    assert not roots & {"scrapy", "twisted", "crawler", "demo"}


def test_a_server_starts_without_what_only_writers_need() -> None:
    """What takes long to load is loaded where it is used: the room answers within a second."""
    words = "import sys, archive.web.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "archive.archive" in loaded
    assert not loaded & {"numpy", "sqlite_utils", "scrapy", "apprise", "pypdfium2", "py3langid"}


def test_exit_codes_are_documented() -> None:
    """The page lists each code once, with its name in the code."""
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    listed = {
        int(n): name for n, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.MULTILINE)
    }
    assert listed == {code.value: code.name for code in Exit}


def test_every_error_has_an_exit_code() -> None:
    """No error of ours ends as a traceback or as plain success."""
    for error in GreffeError.__subclasses__():
        assert error.exit is not Exit.DONE
        assert error.__doc__
