"""Other addresses and other languages of a page, as the command line shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from archive.identity import page_key
from archive.kinship import by_relation

if TYPE_CHECKING:
    from archive.kinship import Kin
    from archive.store.facts import Facts


def related(said: Facts, kin: Sequence[Kin]) -> Iterator[tuple[str, str]]:
    """Other languages of a page and other addresses of its text, a line each."""
    for one in by_relation(kin, "translation"):
        yield "also in", f"{one.language}  {one.url}  ({one.why})"
    known = {page_key(one.url) for one in kin}
    named = [one.language for one in said.alternates if page_key(one.url) not in known]
    yield "also in", f"{', '.join(named)}  (says the page)" if named else ""
    for one in by_relation(kin, "same"):
        yield "same text", f"{one.url}  ({one.why})"
    for one in by_relation(kin, "apart"):
        yield "not joined", f"{one.url}  ({one.why})"
