"""Fingerprints of texts, by which texts are found that share a passage.

Each is kept once for a page, whichever of its versions has it: a page that changes every hour
costs no more than its new words. Which those are that go with a version is worked out from the
words of those that stay, so that nothing more has to be kept. Lists of articles have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.clean import LISTS

if TYPE_CHECKING:
    from archive.store.database import Connection

_STEP = 200
"""Pages that are caught up with at a time."""
_PRIME = 2147483629
_HALF = 1 << 31
_SUMMED = f"((number + {_HALF}) % {_PRIME} * 65521 + page_id * 7919) % {_PRIME}"


@dataclass(frozen=True, slots=True)
class Behind:
    """Pages that have no fingerprints yet: those after the first number, up to the second."""

    done: int
    until: int

    @property
    def count(self) -> int:
        """How many there are, at most."""
        return max(0, self.until - self.done)


def written(connection: Connection, page_id: int, kind: str, summary: str, text: str) -> None:
    """Keep the fingerprints of a version of a page."""
    _insert(connection, page_id, of_version(kind, summary, text), "main")


def withdrawn(connection: Connection, page_id: int, gone: Iterable[int]) -> None:
    """Delete fingerprints of versions that were deleted, but for those of the page's other ones."""
    _delete(connection, page_id, set(gone) - of_page(connection, page_id), "main")


def of_page(connection: Connection, page_id: int, schema: str = "main") -> frozenset[int]:
    """The fingerprints of all versions of a page, worked out from their words."""
    text = f"coalesce(text, worded(id, '{schema}'))"
    sql = f"SELECT kind, summary, {text} FROM {schema}.version WHERE page_id = ?"
    rows = connection.execute(sql, (page_id,))
    return frozenset().union(*(of_version(*row) for row in rows))


def settled(connection: Connection, page_id: int, before: Iterable[int], schema: str) -> None:
    """Make the fingerprints of a page those of its versions; ``before``, what they were."""
    now = of_page(connection, page_id, schema)
    _delete(connection, page_id, set(before) - now, schema)
    _insert(connection, page_id, now - set(before), schema)


def pages_with(connection: Connection, number: int, limit: int) -> list[int]:
    """The first pages that have a fingerprint."""
    sql = "SELECT page_id FROM fingerprint WHERE number = ? LIMIT ?"
    return [row[0] for row in connection.execute(sql, (number, limit))]


def share_known(connection: Connection, page_id: int, most: int = 100) -> float:
    """How much of what a page says stands on other pages: a share of its fingerprints, 0 to 1."""
    sql = "SELECT 1 FROM fingerprint WHERE number = ? AND page_id <> ? LIMIT 1"
    numbers = sorted(of_page(connection, page_id))[:most]
    known = sum(connection.execute(sql, (n, page_id)).fetchone() is not None for n in numbers)
    return known / len(numbers) if numbers else 0.0


def behind(connection: Connection) -> Behind:
    """The pages that have no fingerprints yet."""
    row = connection.execute("SELECT done, until FROM fingerprinting").fetchone()
    return Behind(*row) if row else Behind(0, 0)


def caught_up(connection: Connection) -> Behind:
    """Work out the fingerprints of some pages that have none yet. Within a transaction.

    Returns:
        Those that are left.
    """
    left = behind(connection)
    done, until = left.done, left.until
    sql = (
        "SELECT DISTINCT page_id FROM version WHERE page_id > ? AND page_id <= ? "
        "ORDER BY page_id LIMIT ?"
    )
    pages = [row[0] for row in connection.execute(sql, (done, until, _STEP))]
    for page_id in pages:
        _insert(connection, page_id, of_page(connection, page_id), "main")
    done = pages[-1] if len(pages) == _STEP else until
    connection.execute("UPDATE fingerprinting SET done = ?", (done,))
    return Behind(done, until)


def begun_anew(connection: Connection) -> None:
    """Delete all fingerprints, to be caught up with. Within a transaction."""
    connection.execute("DELETE FROM fingerprint")
    connection.execute("DELETE FROM fingerprinting")
    connection.execute(
        "INSERT INTO fingerprinting SELECT 0, coalesce(max(page_id), 0) FROM version"
    )


def difference(connection: Connection) -> str | None:
    """Why the fingerprints do not agree with the texts; ``None`` if they do.

    Those of pages that have none yet are left out. What is compared is how many there are, and a
    sum over them and their pages. Within a transaction, so that both are of one state.
    """
    left = behind(connection)
    done, until = left.done, left.until
    there = "page_id <= :done OR page_id > :until"
    sql = f"SELECT count(*), coalesce(sum({_SUMMED}), 0) FROM fingerprint WHERE {there}"
    held = connection.execute(sql, {"done": done, "until": until}).fetchone()
    count = total = 0
    for page_id, numbers in _all(connection, Behind(done, until)):
        count += len(numbers)
        total += sum(_summand(number, page_id) for number in numbers)
    return None if held == (count, total) else "they are not those of the texts"


def _summand(number: int, page_id: int) -> int:
    """As ``_SUMMED`` in SQL."""
    return ((number + _HALF) % _PRIME * 65521 + page_id * 7919) % _PRIME


def _all(connection: Connection, left_out: Behind) -> Iterator[tuple[int, frozenset[int]]]:
    for (page_id,) in connection.execute("SELECT DISTINCT page_id FROM version ORDER BY page_id"):
        if not left_out.done < page_id <= left_out.until:
            yield page_id, of_page(connection, page_id)


def of_version(kind: str, summary: str, text: str | None) -> frozenset[int]:
    """The fingerprints of a version; of one that is damaged those of its summary."""
    # NumPy takes a quarter of the start of whoever only reads.
    from archive.shingles import fingerprints

    return frozenset() if kind in LISTS else fingerprints(compared_words(summary, text or ""))


def compared_words(summary: str, text: str) -> str:
    """What of a version is compared with others: not its title, which everybody writes anew."""
    return f"{summary}\n\n{text}" if summary else text


def _insert(connection: Connection, page_id: int, numbers: Iterable[int], schema: str) -> None:
    sql = f"INSERT OR IGNORE INTO {schema}.fingerprint (number, page_id) VALUES (?, ?)"
    # In the order of the table, so that a leaf of it is looked for once.
    connection.executemany(sql, _rows(page_id, numbers))


def _delete(connection: Connection, page_id: int, numbers: Iterable[int], schema: str) -> None:
    sql = f"DELETE FROM {schema}.fingerprint WHERE number = ? AND page_id = ?"
    connection.executemany(sql, _rows(page_id, numbers))


def _rows(page_id: int, numbers: Iterable[int]) -> list[Any]:
    return [(number, page_id) for number in sorted(numbers)]
