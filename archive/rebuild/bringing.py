"""What is derived anew, brought over into the archive, page by page.

On a connection that has what is derived anew as ``main`` and the archive as ``held``.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive.rebuild.differences import CAPTURES, COLUMNS, PAGES, WORDS, Span, words_of
from archive.store import deltas, fingerprints, index
from archive.store.database import Connection
from archive.store.facts import TABLES

_SHOWN = "(SELECT 1 FROM held.reading WHERE reading.version_id = version.id)"
_SAID = (*WORDS, "fixity")
_VERSION = ("page_id", "digest", *WORDS, "fixity", "capture_id")


def _twin(version: str) -> str:
    """The number in the archive of a version here."""
    return (
        "(SELECT kept.id FROM held.version AS kept JOIN main.version AS made "
        "ON kept.page_id = made.page_id AND kept.digest = made.digest "
        f"WHERE made.id = {version})"
    )


def _fact(table: str, row: str) -> str:
    """The number in the archive of the facts that a reading here has."""
    return (
        f"(SELECT kept.id FROM held.{table} AS kept JOIN main.{table} AS made "
        f"ON kept.digest = made.digest WHERE made.id = {row}.{table}_id)"
    )


def _facts(table: str) -> tuple[str, ...]:
    """Facts that readings here have, brought over; those that readings there had are noted."""
    used = f"SELECT {table}_id FROM main.reading WHERE capture_id IN ({CAPTURES})"
    return (
        f"DELETE FROM temp.former_{table}",
        (
            f"INSERT INTO temp.former_{table} SELECT DISTINCT {table}_id FROM held.reading "
            f"WHERE capture_id IN ({CAPTURES}) AND {table}_id IS NOT NULL"
        ),
        (
            f"INSERT OR IGNORE INTO held.{table} (digest, data) SELECT digest, data "
            f"FROM main.{table} WHERE id IN ({used}) ORDER BY id"
        ),
        (
            f"UPDATE held.{table} AS there SET data = here.data FROM main.{table} AS here "
            f"WHERE there.digest = here.digest AND here.id IN ({used}) "
            "AND there.data IS NOT here.data"
        ),
    )


def _swept(table: str, among: str) -> str:
    """Facts that no reading has any more, deleted."""
    return (
        f"DELETE FROM held.{table} WHERE {among} AND NOT EXISTS "
        f"(SELECT 1 FROM held.reading WHERE reading.{table}_id = {table}.id)"
    )


def _assigned(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = here.{name}" for name in names)


def _differs(names: tuple[str, ...]) -> str:
    return " OR ".join(f"there.{name} IS NOT here.{name}" for name in names)


def _of(table: str, names: tuple[str, ...], same: str, pages: str) -> str:
    """Rows of the archive made equal to those here."""
    return (
        f"UPDATE held.{table} AS there SET {_assigned(names)} FROM main.{table} AS here "
        f"WHERE {same} AND {pages} AND ({_differs(names)})"
    )


_TARGETS = f"SELECT address_id FROM main.link_span WHERE page_id IN ({PAGES})"
# With the address that the archive has for each.
_SPANS = (
    "main.link_span AS here JOIN main.target AS named ON named.id = here.address_id "
    "JOIN main.stem AS begun ON begun.id = named.stem_id "
    "JOIN held.target AS known ON known.key = named.key AND known.rest = named.rest "
    "JOIN held.stem AS kept ON kept.id = known.stem_id AND kept.text = begun.text"
)

_STATEMENTS = (
    (
        f"INSERT INTO held.page (id, urlkey, url) SELECT id, urlkey, url FROM main.page "
        f"WHERE id IN ({PAGES}) AND NOT EXISTS "
        "(SELECT 1 FROM held.page AS there WHERE there.id = page.id)"
    ),
    _of("page", ("urlkey", "url"), "there.id = here.id", f"here.id IN ({PAGES})"),
    _of("capture", (*COLUMNS, "page_id"), "there.id = here.id", f"here.id IN ({CAPTURES})"),
    # Those of pages whose texts differ stand whole there now; the others are the same.
    (
        f"UPDATE held.version AS there SET {_assigned(_SAID)}, packed = NULL, size = NULL, "
        f"base_id = NULL FROM (SELECT id, page_id, digest, fixity, capture_id, "
        f"{words_of('main')} FROM main.version) AS here "
        "WHERE there.page_id = here.page_id AND there.digest = here.digest "
        f"AND there.page_id IN (SELECT id FROM temp.other_words) AND ({_differs(_SAID)})"
    ),
    _of(
        "version",
        ("capture_id",),
        "there.page_id = here.page_id AND there.digest = here.digest",
        f"here.page_id IN ({PAGES})",
    ),
    (
        f"INSERT INTO held.version ({', '.join(_VERSION)}) "
        f"SELECT page_id, digest, {words_of('main')}, fixity, capture_id "
        f"FROM main.version WHERE page_id IN ({PAGES}) AND NOT EXISTS "
        "(SELECT 1 FROM held.version AS there WHERE there.page_id = version.page_id "
        "AND there.digest = version.digest) ORDER BY version.id"
    ),
    *(statement for table in TABLES for statement in _facts(table)),
    (
        f"DELETE FROM held.reading WHERE capture_id IN ({CAPTURES}) "
        "AND capture_id NOT IN (SELECT capture_id FROM main.reading)"
    ),
    (
        "INSERT INTO held.reading "
        "(capture_id, version_id, kind, note, extractor, facts_id, leads_id, imprint, layout) "
        f"SELECT capture_id, {_twin('new.version_id')}, kind, note, extractor, "
        f"{_fact('facts', 'new')}, {_fact('leads', 'new')}, imprint, layout "
        f"FROM main.reading AS new WHERE capture_id IN ({CAPTURES}) AND NOT EXISTS "
        "(SELECT 1 FROM held.reading AS old WHERE old.capture_id = new.capture_id "
        f"AND old.version_id IS {_twin('new.version_id')} AND old.kind = new.kind "
        "AND old.note = new.note AND old.extractor = new.extractor "
        "AND old.imprint IS new.imprint AND old.layout IS new.layout "
        f"AND old.facts_id IS {_fact('facts', 'new')} "
        f"AND old.leads_id IS {_fact('leads', 'new')}) "
        "ON CONFLICT (capture_id) DO UPDATE SET version_id = excluded.version_id, "
        "kind = excluded.kind, note = excluded.note, extractor = excluded.extractor, "
        "facts_id = excluded.facts_id, leads_id = excluded.leads_id, "
        "imprint = excluded.imprint, layout = excluded.layout"
    ),
    *(_swept(table, f"id IN (SELECT id FROM temp.former_{table})") for table in TABLES),
    (
        "INSERT OR IGNORE INTO held.stem (text) SELECT stem.text FROM main.stem "
        f"WHERE id IN (SELECT stem_id FROM main.target WHERE id IN ({_TARGETS})) ORDER BY id"
    ),
    (
        "INSERT INTO held.target (key, stem_id, rest) SELECT named.key, kept.id, named.rest "
        "FROM main.target AS named JOIN main.stem AS begun ON begun.id = named.stem_id "
        "JOIN held.stem AS kept ON kept.text = begun.text "
        f"WHERE named.id IN ({_TARGETS}) AND NOT EXISTS (SELECT 1 FROM held.target AS known "
        "WHERE known.key = named.key AND known.rest = named.rest AND known.stem_id = kept.id) "
        "ORDER BY named.id"
    ),
    (
        f"DELETE FROM held.linked WHERE (page_id IN ({PAGES}) OR capture_id IN ({CAPTURES})) "
        "AND NOT EXISTS (SELECT 1 FROM main.linked AS here "
        "WHERE here.capture_id = linked.capture_id AND here.page_id = linked.page_id)"
    ),
    (
        "INSERT OR IGNORE INTO held.linked (capture_id, page_id) "
        f"SELECT capture_id, page_id FROM main.linked AS here WHERE page_id IN ({PAGES})"
    ),
    (
        f"DELETE FROM held.link_span WHERE page_id IN ({PAGES}) AND NOT EXISTS (SELECT 1 "
        f"FROM {_SPANS} WHERE here.page_id = link_span.page_id AND here.kind = link_span.kind "
        "AND known.id = link_span.address_id AND here.since = link_span.since "
        "AND here.until IS link_span.until)"
    ),
    (
        "INSERT OR IGNORE INTO held.link_span (page_id, kind, address_id, since, until) "
        "SELECT here.page_id, here.kind, known.id, here.since, here.until "
        f"FROM {_SPANS} WHERE here.page_id IN ({PAGES})"
    ),
    (
        f"DELETE FROM held.brief WHERE capture_id IN ({CAPTURES}) "
        "AND capture_id NOT IN (SELECT capture_id FROM main.brief)"
    ),
    (
        "INSERT OR REPLACE INTO held.brief SELECT * FROM main.brief AS new "
        f"WHERE capture_id IN ({CAPTURES}) AND NOT EXISTS (SELECT 1 FROM held.brief AS old "
        "WHERE old.capture_id = new.capture_id AND old.host = new.host AND old.time = new.time "
        "AND old.title = new.title AND old.text = new.text)"
    ),
    (
        "UPDATE held.page AS there SET version_id = "
        f"{_twin('(SELECT version_id FROM main.page AS here WHERE here.id = there.id)')} "
        f"WHERE id IN ({PAGES}) AND version_id IS NOT "
        f"{_twin('(SELECT version_id FROM main.page AS here WHERE here.id = there.id)')}"
    ),
    f"DELETE FROM held.version WHERE page_id IN ({PAGES}) AND NOT EXISTS {_SHOWN}",
)
"""In this order everything refers to what is there, after each of them."""

# Pages some of whose texts come, go, or become lists or articles.
_HERE, _THERE = (
    f"SELECT page_id, digest, kind FROM {db}.version WHERE page_id IN ({PAGES})"
    for db in ("main", "held")
)
_OTHER_WORDS = (
    f"SELECT page_id FROM ({_HERE} EXCEPT {_THERE}) UNION "
    f"SELECT page_id FROM ({_THERE} EXCEPT {_HERE})"
)


_HERE_SAID, _THERE_SAID = (
    f"SELECT page_id, digest, {words_of(db)}, fixity FROM {db}.version WHERE page_id IN ({PAGES})"
    for db in ("main", "held")
)
_OTHER_SAID = (
    f"SELECT page_id FROM ({_HERE_SAID} EXCEPT {_THERE_SAID}) UNION "
    f"SELECT page_id FROM ({_THERE_SAID} EXCEPT {_HERE_SAID})"
)


# What hangs on pages whose captures were brought to others.
_EMPTY = "NOT IN (SELECT page_id FROM held.capture)"
_LEFT = (
    (
        "UPDATE held.lesson SET page_id = (SELECT page_id FROM held.capture "
        "WHERE capture.id = capture_id) WHERE page_id <> (SELECT page_id FROM held.capture "
        "WHERE capture.id = capture_id)"
    ),
    f"DELETE FROM held.link_span WHERE page_id {_EMPTY}",
    f"DELETE FROM held.undecided WHERE page_id {_EMPTY}",
    f"DELETE FROM held.presence WHERE page_id {_EMPTY}",
    f"DELETE FROM held.page WHERE id {_EMPTY}",
)


def brought_over(connection: Connection, span: Span) -> None:
    """Make the archive say of some pages what is derived anew. Within a transaction."""
    low, high = span
    for table in TABLES:
        sql = f"CREATE TEMP TABLE IF NOT EXISTS former_{table} (id INTEGER PRIMARY KEY)"
        connection.execute(sql)
    values = {"low": low, "high": high}
    before = _fingerprints(connection, _OTHER_WORDS, values)
    _unfold(connection, values)
    for statement in _STATEMENTS:
        connection.execute(statement, values)
    for (page,) in connection.execute(PAGES, values).fetchall():
        deltas.settled(connection, page, "held")
    _settle(connection, before)
    index.settled(connection, "held")


def _unfold(connection: Connection, values: Mapping[str, int]) -> None:
    """Let no text be told by one that is to change or to go: all of its page stand whole."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS other_words (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.other_words")
    connection.execute(f"INSERT OR IGNORE INTO temp.other_words {_OTHER_SAID}", values)
    sql = (
        "SELECT version.id FROM held.version WHERE page_id IN (SELECT id FROM temp.other_words) "
        "UNION SELECT resting.id FROM held.version JOIN held.version AS resting "
        "ON resting.base_id = version.id WHERE version.page_id IN "
        "(SELECT id FROM temp.other_words)"
    )
    rows = connection.execute(sql).fetchall()
    deltas.unfolded(connection, [number for (number,) in rows], "held")


def cleared(connection: Connection) -> int:
    """Take away texts and facts that no capture shows. Within a transaction."""
    gone = (
        "SELECT id FROM held.page AS there "
        "WHERE NOT EXISTS (SELECT 1 FROM main.page AS here WHERE here.id = there.id)"
    )
    of = f"WHERE page_id IN ({gone}) AND NOT EXISTS {_SHOWN}"
    before = _fingerprints(connection, f"SELECT DISTINCT page_id FROM held.version {of}", {})
    connection.execute(
        "UPDATE held.page SET version_id = NULL WHERE version_id IN "
        f"(SELECT id FROM held.version {of})"
    )
    for table in TABLES:
        connection.execute(_swept(table, "1"))
    rows = connection.execute(f"SELECT id FROM held.version {of}").fetchall()
    deltas.parted(connection, [number for (number,) in rows], "held")
    count = int(connection.execute(f"DELETE FROM held.version {of}").rowcount)
    for statement in _LEFT:
        connection.execute(statement)
    _settle(connection, before)
    index.settled(connection, "held")
    return count


def _fingerprints(
    connection: Connection, pages: str, values: Mapping[str, int]
) -> dict[int, frozenset[int]]:
    """What the fingerprints of pages are before their texts change."""
    found = connection.execute(pages, values).fetchall()
    return {page: fingerprints.of_page(connection, page, "held") for (page,) in found}


def _settle(connection: Connection, before: Mapping[int, frozenset[int]]) -> None:
    for page, numbers in before.items():
        fingerprints.settled(connection, page, numbers, "held")
