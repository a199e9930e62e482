"""The tables of an archive file and how older files come to them.

Each migration is applied once, all that are due in one transaction, and listed in the file by
sqlite-utils. ``PRAGMA user_version`` holds the number of migrations, so that an older Greffe
knows a newer file; ``PRAGMA application_id`` says that the file is an archive at all.

Times are microseconds since 1970, UTC. Digests are the 32 raw bytes of a SHA-256.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from sqlite_utils import Migrations

from archive.history.keeping import made_anew as changes_made_anew
from archive.presence.keeping import made_anew as presence_made_anew
from archive.store import captures, cdx_keys, delta_tables, fingerprint_tables, rules, statements
from archive.store import changes as change_tables
from archive.store.addresses import numbered
from archive.store.condition_tables import CONDITIONS
from archive.store.deltas import all_settled, register
from archive.store.digests import VERSION_FACTS, facts_digest
from archive.store.index import made_anew
from archive.store.index import places as place_tables
from archive.store.index import postings as posting_tables
from archive.store.index.tables import TABLES, TRIGGERS
from archive.store.presences import TABLES as PRESENCE
from archive.store.regrouping import frontier_regrouped, regrouped, rekeyed
from archive.store.stages import stage
from archive.store.views import (
    FIRST_VIEWS,
    VIEWS_OF_CHANGES,
    VIEWS_OF_CONDITIONS,
    VIEWS_OF_FACTS,
    VIEWS_OF_PRESENCE,
    VIEWS_OF_SITES,
    VIEWS_OF_WATCHES,
)
from archive.store.watch_tables import WATCHES

INDEXING = "the texts of the archive are indexed anew"
"""What a person is told while that is done."""

migrations = Migrations("greffe")
_step = migrations(transactional=False)
"""All steps are in the one transaction of ``upgrade``. A savepoint around each would have SQLite
keep what every page was in memory, and go through all of that at the end of each statement."""


def _run(db: Any, script: str) -> None:
    # sqlite's own executescript would end the migration's transaction first.
    for statement in script.strip().rstrip(";").split(";\n"):
        db.execute(statement)


@_step
def tables(db: Any) -> None:
    """Captures and their records, texts, links, frontier."""
    _run(db, statements.TABLES)


@_step
def search_index(db: Any) -> None:
    """Full-text index over the versions, kept true by triggers."""
    db["version"].enable_fts(
        ["title", "summary", "text"],
        tokenize="unicode61 remove_diacritics 2",
        create_triggers=True,
    )


@_step
def reasons(db: Any) -> None:
    """When a URL was found, which robots.txt forbade it, why a crawl stopped, who is to rest."""
    _run(db, statements.REASONS)


@_step
def walls(db: Any) -> None:
    """Kinds of block pages (``soft-404`` among them), and short answers that tell the next ones."""
    _run(db, statements.WALLS)


@_step
def deltas(db: Any) -> None:
    """Frames told by what they differ from others in, and long ones in segments."""
    _run(db, statements.DELTAS)


@_step
def spans(db: Any) -> None:
    """Links of a page written once for as long as they stand on it, addresses by their parts."""
    _run(db, statements.SPANS)
    for old, url in db.execute("SELECT id, url FROM address ORDER BY id").fetchall():
        db.execute("INSERT INTO renumbered VALUES (?, ?)", (old, numbered(db.conn, url)))
    _run(db, statements.SPANS_FILLED)


@_step
def checks(db: Any) -> None:
    """Checks as events; what no digest covers stands in an index too, which SQLite compares."""
    _run(db, statements.CHECKS)
    columns = ", ".join(VERSION_FACTS)
    rows = db.execute(f"SELECT id, {columns} FROM version").fetchall()
    values = [(facts_digest(row[1:]), row[0]) for row in rows]
    db.conn.executemany("UPDATE version SET fixity = ? WHERE id = ?", values)


@_step
def removals(db: Any) -> None:
    """What was taken out of the archive and why; indexes by which captures are taken out."""
    _run(db, statements.REMOVALS)


@_step
def views(db: Any) -> None:
    """The tables as people read them: times in ISO 8601, digests in hexadecimal, names joined."""
    for name, select in FIRST_VIEWS.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def parity(db: Any) -> None:
    """What it takes to mend damaged frames."""
    _run(db, statements.PARITY)


@_step
def outlines(db: Any) -> None:
    """Blocks of texts as what they are of the text, which was there twice."""
    last = 0
    columns = ", ".join(VERSION_FACTS)
    while row := db.execute(
        "SELECT id, blocks FROM version WHERE id > ? ORDER BY id LIMIT 1", (last,)
    ).fetchone():
        last, blocks = row
        outline = "".join(f"{kind[0]}{len(text)}" for kind, text in json.loads(blocks))
        db.execute("UPDATE version SET blocks = ? WHERE id = ?", (outline, last))
        facts = db.execute(f"SELECT {columns} FROM version WHERE id = ?", (last,)).fetchone()
        db.execute("UPDATE version SET fixity = ? WHERE id = ?", (facts_digest(facts), last))


@_step
def facts(db: Any) -> None:
    """What pages say beside their text: dates and where they stand, section, links, entries."""
    _run(db, statements.FACTS)
    for name, select in VIEWS_OF_FACTS.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def sites(db: Any) -> None:
    """What is learned of sites from their own pages; an index that only words change."""
    _run(db, statements.SITES)
    db.execute("DROP TRIGGER version_au")
    db.execute(statements.INDEXED)
    db.execute("DROP VIEW changes")
    db.execute(f"CREATE VIEW changes AS {FIRST_VIEWS['changes']}")
    for name, select in VIEWS_OF_SITES.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def index(db: Any) -> None:
    """Every text that a page ever showed in the index, by the words of its own language."""
    _run(db, TABLES)
    _made_packable(db)
    with stage(INDEXING) as tell:
        made_anew(db.conn, progress=tell)


@_step
def fingerprints(db: Any) -> None:
    """Fingerprints of texts; those of texts that are there already are caught up with."""
    _run(db, fingerprint_tables.TABLES)


@_step
def watches(db: Any) -> None:
    """Saved searches, what they found, and the messages about it."""
    _run(db, WATCHES)
    for name, select in VIEWS_OF_WATCHES.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def identities(db: Any) -> None:
    """One page, and one frontier entry, for all spellings of a URL."""
    _made_packable(db)
    with stage("addresses are compared anew") as tell:
        rekeyed(db.conn, tell)
    with stage("spellings of one page are put together") as tell:
        regrouped(db.conn, tell)
    with stage("spellings in the frontier are put together") as tell:
        frontier_regrouped(db.conn, tell)


@_step
def conditions(db: Any) -> None:
    """How sources do, since when, and who is told of it."""
    _run(db, CONDITIONS)
    for name, select in VIEWS_OF_CONDITIONS.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def delta_versions(db: Any) -> None:
    """Texts that pages showed before told by those that came after."""
    _made_packable(db)
    with stage("texts that pages showed before are packed") as tell:
        all_settled(db.conn, tell)


@_step
def presence(db: Any) -> None:
    """Where pages stand that are not simply there, and what lists left out."""
    _run(db, PRESENCE)
    with stage("where pages stand is told from their captures") as tell:
        presence_made_anew(db.conn, tell)
    for name, select in VIEWS_OF_PRESENCE.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def changes(db: Any) -> None:
    """In what captures differ from those before them, of what kind that is, and by what."""
    _run(db, change_tables.TABLES)
    with stage("captures are held against those before them") as tell:
        changes_made_anew(db.conn, tell)
    db.execute("DROP VIEW changes")
    for name, select in VIEWS_OF_CHANGES.items():
        db.execute(f"CREATE VIEW {name} AS {select}")


@_step
def cdx_key(db: Any) -> None:
    """Keys of captures in CDX indexes, where those differ from theirs here."""
    _run(db, cdx_keys.TABLES)
    with stage("keys of indexes are noted") as tell:
        cdx_keys.made_anew(db.conn, partial(captures.request_of, db.conn), tell)


@_step
def rule_numbers(db: Any) -> None:
    """By which rules it was told what captures differ in, and where pages stand."""
    _run(db, rules.TABLES)
    # What older steps have made on this way was told by the rules of today.
    (schema,) = db.execute("PRAGMA user_version").fetchone()
    since = {"presence": 20, "changes": 21}
    for name, revision in rules.REVISIONS.items():
        rules.noted(db.conn, name, revision if schema < since[name] else 0)


@_step
def postings(db: Any) -> None:
    """Sets of the texts that have a common term, made once there are many texts."""
    _run(db, posting_tables.TABLES)


@_step
def places(db: Any) -> None:
    """Where common words stand, and sets of the texts with rarer ones: all are made anew."""
    _run(db, posting_tables.TABLES)
    _run(db, place_tables.TABLES)
    posting_tables.forgotten(db.conn)


def _made_packable(db: Any) -> None:
    """Let versions have their words packed, if they cannot yet, and the index its sets.

    That a column may be NULL changes no row, so that the table need not be written anew
    (https://www.sqlite.org/lang_altertable.html, 7). Whatever is done to versions by the code of
    today needs it, also on the way through earlier migrations.
    """
    register(db.conn)
    _run(db, posting_tables.TABLES)
    _run(db, place_tables.TABLES)
    if "packed" in {row[1] for row in db.execute("PRAGMA table_info(version)")}:
        return
    (number,) = db.execute("PRAGMA schema_version").fetchone()
    db.execute("PRAGMA writable_schema = ON")
    for column in ("text", "blocks"):
        db.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'version'",
            (f" {column} TEXT NOT NULL,", f" {column} TEXT,"),
        )
    db.execute(f"PRAGMA schema_version = {number + 1}")
    db.execute("PRAGMA writable_schema = RESET")
    _run(db, delta_tables.PACKED)
    for name, trigger in TRIGGERS.items():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(trigger)
