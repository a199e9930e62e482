"""``greffe serve``: the reading room and replay, in a browser."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from archive.serving.venue import Venue


class _Settings(Protocol):
    @property
    def archive(self) -> Path: ...


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65534), default=8080, show_default=True,
    help="Port of the reading room; saved pages are shown on the next one. 0 takes any two.",
)  # fmt: skip
@click.option("--listen", metavar="ADDRESS",
              help="Let other machines read, too: 0.0.0.0 or an IP address of this one. Asks for "
              "the password, and needs a certificate.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="HOST",
              help="A name by which others reach this machine; may be given again.")  # fmt: skip
@click.option("--certificate", type=click.Path(path_type=Path), metavar="PEM",
              help="The certificate, with those it rests on, for HTTPS.")  # fmt: skip
@click.option("--key", type=click.Path(path_type=Path), metavar="PEM", help="Its key.")
@click.option("--without-tls", is_flag=True,
              help="Listen without HTTPS: who is on the network can read the password, and "
              "browsers show no saved pages.")  # fmt: skip
@click.option("--save", "can_save", is_flag=True,
              help="Let who reads have pages saved, which this machine then asks for, and make and "
              "remove watches, which tell nobody but have feeds.")  # fmt: skip
@click.option("--contact", envvar="GREFFE_CONTACT", default="", show_envvar=True,
              help="With --save: mail address or URL that tells sites who asks.")  # fmt: skip
@click.option("--base-url", envvar="GREFFE_BASE_URL", show_envvar=True, metavar="URL",
              help="Where others reach the reading room, where that is not what they ask here; "
              "stands in citations.")  # fmt: skip
@click.option("--language", envvar="GREFFE_LANGUAGE", default="en", show_default=True,
              show_envvar=True, metavar="CODE",
              help="Language of the reading room, for browsers that ask for none that there is."
              )  # fmt: skip
@click.option("--new-password", is_flag=True, help="Set the password for --listen, and end.")
@click.pass_obj
def serve(
    settings: _Settings, port: int, listen: str | None, names: tuple[str, ...],
    certificate: Path | None, key: Path | None, without_tls: bool, can_save: bool, contact: str,
    base_url: str | None, language: str, new_password: bool,
) -> int:  # fmt: skip
    """Read, search and compare what the archive holds, in a browser.

    Only this machine can ask, unless --listen says otherwise: then everybody who reaches the
    address and knows the password.
    """
    if new_password:
        return _set_password()
    from archive.serving.base import base_of
    from archive.serving.venue import HERE
    from archive.translation import require

    require(language)
    base = base_of(base_url) if base_url else None
    if listen is None:
        if names or certificate or key or without_tls:
            raise BadInput("--name, --certificate, --key and --without-tls belong to --listen")
        venue = HERE
    else:
        venue = _venue(listen, names, certificate, key, without_tls)
    venue = replace(venue, base=base, language=language)
    with _writing(venue, settings.archive, contact) if can_save else nullcontext(venue) as place:
        serve_command(settings.archive, port, place)
    return Exit.DONE


def serve_command(path: Path, port: int, venue: Venue) -> None:
    """Serve the archive at ``path`` until interrupted.

    Raises:
        GreffeError: the archive cannot be read, or a port is taken.
    """
    from archive.serving.venue import OWN_NAMES
    from archive.web.server import serve as run

    host = next(iter(sorted(venue.names - OWN_NAMES)), venue.address)

    def started(room: int, replay: int) -> None:
        click.echo(f"Reading room  {venue.scheme}://{host}:{room}/")
        click.echo(
            f"Saved pages   {venue.scheme}://{host}:{replay}/  (shown from the reading room)"
        )
        if venue.lock:
            click.echo("Others can read here who know the password; any user name will do.")
        if venue.saver:
            click.echo("Who reads can have pages saved, and make and remove watches.")
        click.echo("Ctrl-C ends it.")

    run(path, port, venue=venue, started=started)


def _venue(
    listen: str, names: tuple[str, ...], certificate: Path | None, key: Path | None,
    without_tls: bool,
) -> Venue:  # fmt: skip
    from archive.serving.lock import Lock
    from archive.serving.password import read, usual_file
    from archive.serving.venue import OWN_NAMES, Certificate, Venue

    if bool(certificate) != bool(key):
        raise BadInput("--certificate and --key go together")
    if not certificate and not without_tls:
        raise BadInput(
            "to let others read, --certificate and --key are needed, as the password would be "
            "there for all to see; --without-tls does without"
        )
    kept = read(usual_file(os.environ, Path.home()))
    files = Certificate(certificate, key) if certificate and key else None
    known = frozenset(name.strip().lower() for name in (*names, *_own_names(listen)))
    return Venue(listen, OWN_NAMES | known, Lock(kept), files)


def _own_names(listen: str) -> set[str]:
    """The names by which a machine that listens there can be asked for without being told any."""
    try:
        address = ip_address(listen)
    except ValueError as error:
        raise BadInput(f"{listen!r} is no IP address to listen on; 0.0.0.0 is all there are") from (
            error
        )
    found = {socket.gethostname().lower(), socket.getfqdn().lower()}
    if not address.is_unspecified:
        found.add(f"[{address}]" if address.version == 6 else str(address))
    return found


@contextmanager
def _writing(venue: Venue, archive: Path, contact: str) -> Iterator[Venue]:
    """A venue where who reads can have pages saved and watches made, by the commands that do."""
    from archive.serving.clerk import Clerk
    from archive.serving.saver import Saver

    greffe = [sys.executable, "-m", "archive.cli", "--archive", str(archive.absolute())]
    save = [*greffe, "save", "--json", *(["--contact", contact] if contact else []), "--"]
    with (
        closing(Saver(save, lambda: datetime.now(UTC))) as saver,
        closing(Clerk([*greffe, "watch"])) as clerk,
    ):
        yield replace(venue, saver=saver, clerk=clerk)


def _set_password() -> int:
    from archive.serving.password import SHORTEST, password, usual_file, write

    file = usual_file(os.environ, Path.home())
    words = f"New password, {SHORTEST} characters at least"
    typed = click.prompt(words, hide_input=True, confirmation_prompt="Once more", err=True)
    write(file, password(typed))
    click.echo(f"The password is in {file}, so that it cannot be read from there.", err=True)
    return Exit.DONE
