"""The command line: what is loaded for a command, and what is said of one that is none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from archive.cli.main import OWN, cli, run
from archive.errors import Exit


def test_nothing_is_loaded_that_was_not_asked_for() -> None:
    """A command starts without waiting for the others: the archive, Scrapy, the language models."""
    script = (
        "import sys\nfrom archive.cli.main import run\nrun(['--version'])\n"
        "print([name for name in sys.modules if name in "
        "('archive.store.database', 'numpy', 'scrapy', 'starlette', 'sqlite_utils')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_command_of_the_table_is_there() -> None:
    """Each can be loaded, under the name that it is called by."""
    context = cli.make_context("greffe", ["--help"], resilient_parsing=True)
    for name in OWN:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name


@pytest.mark.parametrize(("typed", "meant"), [("serach", "search"), ("crwal", "crawl")])
def test_a_command_that_was_mistyped_is_offered(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever mistypes a command is told which was meant."""
    assert run([typed]) == Exit.USAGE
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err
