"""Watches and their messages, as people and programs are told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from archive.cli.context import output, shown_time
from archive.cli.watching import known_recipients
from archive.errors import BadInput, NotFound

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.outbox import Message
    from archive.store.watches import Watch

KINDS = {"new": "New", "vanished": "Vanished", "unseen": "Could not be seen"}
"""Kinds of what watches find, as headings."""


def named(archive: Archive, name: str) -> Watch:
    """The watch with this name.

    Raises:
        NotFound: there is none.
    """
    from archive.store import watches

    held = watches.everything(archive.connection)
    found = next((one for one in held if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in held) or "none"
        raise NotFound(f"the archive has no watch {name!r}; it has: {names}")
    return found


def matches_today(archive: Archive, query: str) -> tuple[str, str]:
    """What was understood of a query, and how many pages match it now, in words."""
    from archive.search import search
    from archive.search.matching import matching

    found = search(archive, query, limit=1)
    # A search is widened where nothing has all words; a watch is not.
    first = [hit.version.id for hit in found.hits]
    total = found.total if matching(archive, query, first) else 0
    more = "more than " if total and found.total_is_capped else ""
    return found.understood, f"{more}{total:,} {'page matches' if total == 1 else 'pages match'}"


def warnings(addresses: Sequence[str]) -> Iterator[str]:
    """What a person should know of recipients."""
    from archive.watching.recipients import exposure, masked

    try:
        known = known_recipients()
    except BadInput as error:
        yield str(error)
        return
    for address in addresses:
        if not address.startswith("@"):
            yield (
                f"{masked(address)} stands in the archive file, with any password in it, for "
                "whoever gets the file; @name and notify.toml keep it out"
            )
            continue
        try:
            known.url(address)
        except BadInput as error:
            yield str(error)
    if line := exposure(known):
        yield line


def print_troubles(row: dict[str, Any]) -> None:
    """Say what keeps a watch from telling all there is."""
    said = []
    if row["fault"]:
        said.append(f"cannot be used any more: {row['fault']}")
    if row["behind"]:
        said.append("has not looked at the last captures yet; `greffe watch run` does")
    if row["undecided"]:
        pages = "page waits" if row["undecided"] == 1 else "pages wait"
        said.append(
            f"{row['undecided']:,} {pages} to be judged: the texts before and after were read in "
            "two ways; `greffe rebuild --stale` or `greffe sites --learn` settles it"
        )
    for words in said:
        output().print(Text(f"{row['name']}: {words}"), soft_wrap=True)


def message_line(message: Message) -> str:
    """What became of a message, on one line."""
    from archive.watching.recipients import masked

    head = f"message of {shown_time(message.made)[:-3]} UTC to {masked(message.address)}: "
    times = f"{message.tries} {'try' if message.tries == 1 else 'tries'}"
    if message.state == "sent":
        return f"{head}sent {shown_time(message.settled)[:-3]} UTC"
    if message.state == "given up":
        return f"{head}given up after {times}: {message.error}; `greffe watch run --now` tries it"
    if not message.tries:
        return f"{head}waits to be sent"
    again = f"again from {shown_time(message.due)[:-3]} UTC on"
    return f"{head}not sent in {times}, {again}: {message.error or 'the last was interrupted'}"


def print_unsent(messages: Sequence[Message]) -> None:
    """Say which messages could not be sent."""
    for message in messages:
        output().print(Text(message_line(message), style="red"), soft_wrap=True)
