"""The tables of the search index, and the triggers by which it learns what has changed."""

from __future__ import annotations

from archive.store.index.columns import COLUMNS

LATEST = "latest_fts"
"""The index of the texts that pages show now."""
PAST = "past_fts"
"""The index of the texts that they showed before."""
# What analysis makes is cut at spaces alone: all that is no letter of ASCII is told to be one.
_SIGNS = "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~"
FTS = ", ".join(COLUMNS) + f", content='', tokenize=\"ascii tokenchars '{_SIGNS}'\""

TABLES = f"""
CREATE VIRTUAL TABLE {LATEST} USING fts5({FTS});
CREATE VIRTUAL TABLE {PAST} USING fts5({FTS});

CREATE TABLE indexed (
    version_id INTEGER PRIMARY KEY,  -- of a text that is in the index
    page_id INTEGER NOT NULL,
    is_latest INTEGER NOT NULL,      -- in which of both tables
    source_id INTEGER,
    host TEXT NOT NULL,              -- without www.
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,            -- it bears: published, else first captured; since 1970
    captured INTEGER NOT NULL,       -- the day it was first captured
    is_published INTEGER NOT NULL,
    twin INTEGER NOT NULL            -- first 8 bytes of the digest of the text
) STRICT;
CREATE INDEX indexed_twin ON indexed(twin);
CREATE INDEX indexed_page ON indexed(page_id);
CREATE INDEX indexed_day ON indexed(day);
CREATE INDEX indexed_captured ON indexed(captured);

CREATE TABLE unindexed (
    version_id INTEGER PRIMARY KEY,  -- of a text of which the index does not tell the truth
    title TEXT,                      -- its words as they are in the index, where they changed
    summary TEXT,
    text TEXT,
    authors TEXT,
    language TEXT
) STRICT;

CREATE TABLE term (
    term TEXT PRIMARY KEY,
    weight INTEGER NOT NULL          -- of about 2 to the power of this texts
) STRICT, WITHOUT ROWID;

CREATE TABLE label (
    label TEXT PRIMARY KEY,
    texts INTEGER NOT NULL           -- how many of the latest have it
) STRICT, WITHOUT ROWID;

CREATE TABLE index_stamp (
    words TEXT NOT NULL              -- what made the index
) STRICT;

DROP TRIGGER version_ai;
DROP TRIGGER version_ad;
DROP TRIGGER version_au;
DROP TABLE version_fts
"""

_OLD = (
    "old.id, old.title, old.summary, old.text, old.authors, old.language, "
    "iif(old.text IS NULL, old.packed, NULL), iif(old.text IS NULL, old.base_id, NULL)"
)
_KEEP = (
    "INSERT INTO unindexed (version_id, title, summary, text, authors, language, packed, base_id) "
    f"VALUES ({_OLD}) ON CONFLICT (version_id) DO UPDATE SET title = excluded.title, "
    "summary = excluded.summary, text = excluded.text, authors = excluded.authors, "
    "language = excluded.language, packed = excluded.packed, base_id = excluded.base_id "
    "WHERE unindexed.text IS NULL AND unindexed.packed IS NULL"
)
# A text that is packed or unpacked says what it said before. Who does not know of that and writes a
# text leaves what is packed beside it.
_OTHER_TEXT = (
    "(old.text IS NOT new.text AND "
    "iif(new.packed IS NULL, old.packed IS NULL, new.text IS NOT NULL OR old.packed IS NOT NULL))"
)

# Each is one statement: they hold semicolons.
TRIGGERS = {
    "version_comes": (
        "CREATE TRIGGER version_comes AFTER INSERT ON version BEGIN "
        "INSERT OR IGNORE INTO unindexed (version_id) VALUES (new.id); END"
    ),
    "version_changes": (
        "CREATE TRIGGER version_changes AFTER UPDATE OF id, title, summary, text, authors, "
        "language ON version WHEN old.id IS NOT new.id OR old.title IS NOT new.title "
        f"OR old.summary IS NOT new.summary OR {_OTHER_TEXT} "
        "OR old.authors IS NOT new.authors OR old.language IS NOT new.language BEGIN "
        f"{_KEEP}; INSERT OR IGNORE INTO unindexed (version_id) VALUES (new.id); END"
    ),
    "version_moves": (
        "CREATE TRIGGER version_moves AFTER UPDATE OF kind, published, capture_id, page_id, digest "
        "ON version WHEN old.kind IS NOT new.kind OR old.published IS NOT new.published "
        "OR old.capture_id IS NOT new.capture_id OR old.page_id IS NOT new.page_id "
        "OR old.digest IS NOT new.digest BEGIN "
        "INSERT OR IGNORE INTO unindexed (version_id) VALUES (new.id); END"
    ),
    "version_goes": f"CREATE TRIGGER version_goes AFTER DELETE ON version BEGIN {_KEEP}; END",
    "page_shows": (
        "CREATE TRIGGER page_shows AFTER UPDATE OF version_id ON page "
        "WHEN old.version_id IS NOT new.version_id BEGIN "
        "INSERT OR IGNORE INTO unindexed (version_id) SELECT id FROM version "
        "WHERE id IN (old.version_id, new.version_id); END"
    ),
}
"""Whatever changes a text, also another program, notes that the index is to follow."""
