"""``greffe serve``: the reading room and replay, in a browser on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import click


class _Settings(Protocol):
    @property
    def archive(self) -> Path: ...


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=8080,
    show_default=True,
    help="Port of the reading room; saved pages are shown on the next one. 0 takes any two.",
)
@click.option(
    "--base-url",
    envvar="GREFFE_BASE_URL",
    show_envvar=True,
    help="Where others reach the reading room, for citations; this machine's address by default.",
)
@click.pass_obj
def serve(settings: _Settings, port: int, base_url: str | None) -> None:
    """Read, search and compare what the archive holds, in a browser on this machine."""
    serve_command(settings.archive, port, base_url)


def serve_command(path: Path, port: int, base_url: str | None = None) -> None:
    """Serve the archive at ``path`` until interrupted.

    Raises:
        GreffeError: the archive cannot be read, a port is taken, or the address is none.
    """
    from archive.citing.places import base_of
    from archive.web.server import ADDRESS
    from archive.web.server import serve as run

    def started(room: int, replay: int) -> None:
        click.echo(f"Reading room  http://{ADDRESS}:{room}/")
        click.echo(f"Saved pages   http://{ADDRESS}:{replay}/  (shown from the reading room)")
        click.echo("Ctrl-C ends it.")

    run(path, port, started=started, base=base_of(base_url) if base_url else None)
