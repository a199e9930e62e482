"""What a page says beside its text, as it was read: each distinct set of facts is kept once.

Two parts, which change at different times: ``facts``, what a page says of itself, as JSON that SQL
can ask; and ``leads``, where it leads (translations, links in its text, the entries of a listing),
which is long and therefore compressed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive.clean import Article
from archive.clean.article import Alternate, Claim, Entry, Field, Reference
from archive.errors import DamagedArchive
from archive.identity import page_key

if TYPE_CHECKING:
    from archive.store.database import Connection

Table = Literal["facts", "leads"]
TABLES: tuple[Table, ...] = ("facts", "leads")

_WORDS = ("published", "modified", "reason", "section", "image", "platform", "canonical")
_LEADS = ("alternates", "references", "entries")
_MOST = 64 << 20
"""Bytes of JSON that compressed data may have: far more than a page can."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says beside its text; see ``archive.clean.Article``.

    Attributes:
        published, modified: ISO 8601, as chosen from the claims.
        claims: every place where the page says so.
        reason: why those were chosen.
        section, tags: where the page stands on its site, and its subjects.
        image: the picture that stands for the page.
        platform: what made the page.
        fields: what a catalogue says of it.
        authors: as the page gives them; ``None`` where that was not noted, as by an older Greffe.
        canonical: what the page calls its own URL, where that names another page.
        alternates: the page in other languages.
        references: the links in the text.
        entries: what a listing names.
    """

    published: str | None = None
    modified: str | None = None
    claims: tuple[Claim, ...] = ()
    reason: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str | None = None
    platform: str = ""
    fields: tuple[Field, ...] = ()
    authors: tuple[str, ...] | None = None
    canonical: str | None = None
    alternates: tuple[Alternate, ...] = ()
    references: tuple[Reference, ...] = ()
    entries: tuple[Entry, ...] = ()

    def authors_or(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """The authors, or those that are known otherwise where they were not noted."""
        return known if self.authors is None else self.authors

    def is_chosen(self, claim: Claim) -> bool:
        """Whether a claim is the one that is believed."""
        return claim.value == (self.published if claim.about == "published" else self.modified)


NOTHING = Facts()


def kept(connection: Connection, article: Article, url: str) -> tuple[int | None, int | None]:
    """Keep the facts of an article from a URL; their numbers in ``facts`` and ``leads``."""
    said: dict[str, Any] = {name: getattr(article, name) for name in _WORDS}
    if article.canonical and page_key(article.canonical) == page_key(url):
        del said["canonical"]
    said |= {"claims": list(map(astuple, article.claims)), "tags": article.tags}
    said["fields"] = list(map(astuple, article.fields))
    if article.blocks:
        said["authors"] = list(article.authors)
    leads = {name: list(map(astuple, getattr(article, name))) for name in _LEADS}
    return _numbered(connection, "facts", said), _numbered(connection, "leads", leads)


def of_capture(connection: Connection, capture_id: int) -> Facts:
    """What was read from a capture beside its text; nothing where nothing was.

    Raises:
        DamagedArchive: it cannot be read.
    """
    said = as_stored(connection, capture_id)
    try:
        return _facts(said)
    except (TypeError, AttributeError, ValueError) as error:
        raise _damaged(capture_id, error) from error


def said_by(connection: Connection, capture_id: int) -> Facts:
    """The same without where it leads, which is long and has to be unpacked.

    Raises:
        DamagedArchive: it is not what was stored.
    """
    sql = (
        "SELECT facts.digest, data FROM reading JOIN facts ON facts.id = facts_id "
        "WHERE capture_id = ?"
    )
    row = connection.execute(sql, (capture_id,)).fetchone()
    if row is None:
        return NOTHING
    try:
        is_stored = digest("facts", row[1]) == row[0]
        said = _facts(json.loads(row[1])) if is_stored else None
    except (TypeError, AttributeError, ValueError) as error:
        raise _damaged(capture_id, error) from error
    if said is None:
        raise _damaged(capture_id, ValueError("it does not have the digest it was stored with"))
    return said


def as_stored(connection: Connection, capture_id: int) -> dict[str, Any]:
    """The same as it is kept, both parts in one object (``docs/format.md``).

    Raises:
        DamagedArchive: it cannot be read.
    """
    sql = (
        "SELECT facts.data, leads.data FROM reading LEFT JOIN facts ON facts.id = facts_id "
        "LEFT JOIN leads ON leads.id = leads_id WHERE capture_id = ?"
    )
    said, leads = connection.execute(sql, (capture_id,)).fetchone() or (None, None)
    try:
        return {**json.loads(said or "{}"), **json.loads(unpacked(leads) or "{}")}
    except (ValueError, TypeError) as error:
        raise _damaged(capture_id, error) from error


def _damaged(capture_id: int, error: Exception) -> DamagedArchive:
    return DamagedArchive(f"what capture {capture_id} says of itself is damaged: {error}")


def settled(connection: Connection, table: Table, numbers: Iterable[int | None]) -> None:
    """Delete facts that no reading has any more, of those with these numbers."""
    sql = (
        f"DELETE FROM {table} WHERE id = ? "
        f"AND NOT EXISTS (SELECT 1 FROM reading WHERE {table}_id = {table}.id)"
    )
    connection.executemany(sql, [(number,) for number in set(numbers) - {None}])


def digest(table: Table, data: str | bytes) -> bytes:
    """The SHA-256 that facts are kept under.

    Raises:
        ValueError: they cannot be read.
    """
    words = data if table == "facts" else unpacked(data)
    return hashlib.sha256(words.encode() if isinstance(words, str) else words).digest()


def unpacked(data: str | bytes | None) -> bytes:
    """The JSON of a row of ``leads``; empty without one.

    Raises:
        ValueError: it cannot be read.
    """
    if data is None:
        return b""
    if isinstance(data, str):
        raise ValueError("it is not compressed")  # noqa: TRY004  # damage, no slip of a caller
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, _MOST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof or stream.unused_data:
        raise ValueError("it does not end where it should")
    return plain


def _numbered(connection: Connection, table: Table, said: dict[str, Any]) -> int | None:
    # That a page names no author is told apart from not having been looked at.
    plain = {name: value for name, value in said.items() if value or name == "authors"}
    if not plain:
        return None
    words = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    key = hashlib.sha256(words.encode()).digest()
    row = connection.execute(f"SELECT id FROM {table} WHERE digest = ?", (key,)).fetchone()
    if row:
        return int(row[0])
    data = words if table == "facts" else zlib.compress(words.encode(), 9)
    sql = f"INSERT INTO {table} (digest, data) VALUES (?, ?)"
    return int(connection.execute(sql, (key, data)).lastrowid)


def _facts(said: dict[str, Any]) -> Facts:
    return Facts(
        **{name: said[name] for name in _WORDS if name in said},
        claims=tuple(Claim(*one) for one in said.get("claims", ())),
        tags=tuple(said.get("tags", ())),
        fields=tuple(Field(name, tuple(found)) for name, found in said.get("fields", ())),
        authors=tuple(said["authors"]) if "authors" in said else None,
        alternates=tuple(Alternate(*one) for one in said.get("alternates", ())),
        references=tuple(Reference(*one) for one in said.get("references", ())),
        entries=tuple(Entry(*one) for one in said.get("entries", ())),
    )
