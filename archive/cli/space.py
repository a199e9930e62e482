"""What commands say of the room that they give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.context import notices, print_json
from archive.cli.counts import shown_size

if TYPE_CHECKING:
    from archive import Archive


def give_back(archive: Archive, *, as_json: bool, is_thorough: bool = False) -> None:
    """Give the free room of an archive back to the disk, and say how much that was."""
    from archive.store.space import given_back

    given = given_back(archive.connection, archive.path, is_thorough=is_thorough)
    if as_json:
        print_json({"given_back": given.bytes, "free_inside": given.left, "reason": given.reason})
        return
    if given.bytes:
        notices().print(f"{shown_size(given.bytes)} given back to the disk", soft_wrap=True)
    if given.reason:
        notices().print(
            f"{shown_size(given.left)} stay in the file for later captures: {given.reason}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    if given.is_held:
        notices().print(
            "somebody reads an older state of the archive: the log beside the file keeps what "
            "was there until they end and the next command writes",
            soft_wrap=True,
        )
