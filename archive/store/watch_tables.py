"""The statements that make the tables of watches: what people have the archive look out for.

None of their columns has a digest; each table is covered by an index or a key, which SQLite
compares with it when an archive is verified.
"""

from __future__ import annotations

WATCHES = """
CREATE TABLE watch (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    uid TEXT NOT NULL,          -- a UUID, of which the ids of its feed are made
    query TEXT NOT NULL,        -- as it was typed
    is_broad INTEGER NOT NULL,  -- whether lists of articles count too
    created INTEGER NOT NULL,
    looked INTEGER NOT NULL     -- the last capture that it was held against
) STRICT;
CREATE INDEX watch_whole ON watch(name, uid, query, is_broad, created, looked);

CREATE TABLE recipient (
    watch_id INTEGER NOT NULL REFERENCES watch(id) ON DELETE CASCADE,
    address TEXT NOT NULL,      -- @name, told what it is outside of the archive; or an Apprise URL
    PRIMARY KEY (watch_id, address)
) STRICT, WITHOUT ROWID;

-- Pages whose text now and the one before were read in two ways, so that it cannot be told yet.
CREATE TABLE undecided (
    watch_id INTEGER NOT NULL REFERENCES watch(id) ON DELETE CASCADE,
    page_id INTEGER NOT NULL REFERENCES page(id) ON DELETE CASCADE,
    since INTEGER NOT NULL,     -- up to this capture it was decided
    PRIMARY KEY (watch_id, page_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX undecided_page ON undecided(page_id, since);

CREATE TABLE sighting (
    id INTEGER PRIMARY KEY,
    watch_id INTEGER NOT NULL REFERENCES watch(id) ON DELETE CASCADE,
    uid TEXT NOT NULL,          -- its id in feeds
    kind TEXT NOT NULL,         -- new, vanished, unseen
    time INTEGER NOT NULL,      -- when it was found
    is_told INTEGER NOT NULL    -- whether messages about it were made due
) STRICT;
CREATE UNIQUE INDEX sighting_watch ON sighting(watch_id, id, uid, kind, time, is_told);
CREATE INDEX sighting_untold ON sighting(is_told, id) WHERE is_told = 0;

CREATE TABLE place (
    sighting_id INTEGER NOT NULL REFERENCES sighting(id) ON DELETE CASCADE,
    capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
    before_id INTEGER REFERENCES capture(id) ON DELETE CASCADE,  -- the last that had the words
    PRIMARY KEY (sighting_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_capture ON place(capture_id, before_id);
CREATE INDEX place_before ON place(before_id) WHERE before_id IS NOT NULL;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,      -- as of a recipient
    made INTEGER NOT NULL,
    due INTEGER NOT NULL,       -- not tried before this time
    tries INTEGER NOT NULL,
    state TEXT NOT NULL,        -- waiting, sent, given up
    settled INTEGER,            -- when it was sent or given up
    error TEXT                  -- why the last try failed
) STRICT;
CREATE INDEX message_state ON message(state, due, address, made, tries, settled, error);

CREATE TABLE mention (
    message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    sighting_id INTEGER NOT NULL REFERENCES sighting(id) ON DELETE CASCADE,
    PRIMARY KEY (message_id, sighting_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_sighting ON mention(sighting_id, message_id);

CREATE INDEX IF NOT EXISTS version_digest ON version(digest);
"""
