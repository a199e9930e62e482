"""The house's own rules."""

from __future__ import annotations

import ast
import re
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
