"""The statements that make the tables of how sources do, and of whom that is told.

None of their columns has a digest; each table is covered by an index or a key, which SQLite
compares with it when an archive is verified.
"""

from __future__ import annotations

CONDITIONS = """
-- JSON: start URLs, scope, what is expected, how often it is to be crawled; by its last crawl.
ALTER TABLE source ADD COLUMN plan TEXT;
DROP INDEX source_title;
CREATE INDEX source_whole ON source(title, plan);

CREATE TABLE condition (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source(id),
    state TEXT NOT NULL,        -- ok, thin, silent, blocked ...: see docs/health.md
    evidence TEXT NOT NULL,     -- by what it is told; as last judged
    step TEXT NOT NULL,         -- what to do next
    failures INTEGER NOT NULL,  -- crawls in a row, up to the last, that brought next to nothing
    since INTEGER NOT NULL,     -- when it was first judged so
    until INTEGER               -- when it was first judged otherwise; NULL while it stands
) STRICT;
CREATE UNIQUE INDEX condition_source
ON condition(source_id, since, id, state, evidence, step, failures, until);

CREATE TABLE alert (
    address TEXT PRIMARY KEY,   -- @name, told what it is outside of the archive; or an Apprise URL
    failures INTEGER NOT NULL,  -- crawls in a row that fail before it is told of
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_whole ON alert(failures, created, address);

CREATE TABLE notice (
    message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    condition_id INTEGER NOT NULL REFERENCES condition(id) ON DELETE CASCADE,
    PRIMARY KEY (message_id, condition_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_condition ON notice(condition_id, message_id);
"""
