"""The options by which a person says how sites are to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.run import Options

_FLAGS = (
    click.option("--allow-private", is_flag=True, help="Permit loopback and private addresses."),
    click.option("--no-delay", is_flag=True, help="Drop politeness, for your own machines."),
    click.option(
        "--contact",
        envvar="GREFFE_CONTACT",
        default="",
        show_envvar=True,
        help="Mail address or URL that tells sites who crawls them.",
    ),
    click.option("--verbose", "-v", is_flag=True, help="Show Scrapy's log."),
)


def manners(function: Any) -> Any:
    """Give a command these options."""
    for flag in reversed(_FLAGS):
        function = flag(function)
    return function


def options_of(allow_private: bool, no_delay: bool, contact: str, verbose: bool) -> Options:
    """What they come to."""
    from crawler.run import Options

    return Options(allow_private, no_delay, contact, "INFO" if verbose else "ERROR")
