"""The statements that make the tables of an archive file, migration by migration."""

from __future__ import annotations

TABLES = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL
) STRICT;

CREATE TABLE crawl (
    id INTEGER PRIMARY KEY,
    source_id INTEGER REFERENCES source(id),
    began INTEGER NOT NULL,
    ended INTEGER,              -- NULL while it runs, and for ever if it was killed
    outcome TEXT,               -- done, partly, blocked, interrupted, failed
    stats TEXT                  -- JSON
) STRICT;
CREATE INDEX crawl_source ON crawl(source_id, began);

CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    urlkey TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,          -- as first met
    version_id INTEGER REFERENCES version(id)  -- the text it has now
) STRICT;

CREATE TABLE frame (
    id INTEGER PRIMARY KEY,
    codec TEXT NOT NULL,        -- raw or zstd
    size INTEGER NOT NULL,      -- bytes when decoded
    digest BLOB NOT NULL,       -- SHA-256 of the decoded bytes
    data BLOB NOT NULL          -- the WARC records of one capture, one after another
) STRICT;

CREATE TABLE capture (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES page(id),
    urlkey TEXT NOT NULL,
    url TEXT NOT NULL,
    time INTEGER NOT NULL,
    method TEXT NOT NULL,
    status INTEGER,             -- NULL where no status line came
    media_type TEXT NOT NULL,
    outcome TEXT NOT NULL,      -- ok, partial, unchanged, redirect, absent, error, blocked, failure
    evidence TEXT,              -- why it is taken for blocked, partial or failed
    digest BLOB,                -- SHA-256 of the payload, transfer coding removed
    size INTEGER NOT NULL,      -- bytes of the payload
    revisit_of INTEGER REFERENCES capture(id),
    how TEXT NOT NULL,
    via TEXT,
    source_id INTEGER REFERENCES source(id),
    crawl_id INTEGER REFERENCES crawl(id),
    frame_id INTEGER NOT NULL REFERENCES frame(id)
) STRICT;
CREATE INDEX capture_urlkey ON capture(urlkey, time);
CREATE INDEX capture_page ON capture(page_id, time);
CREATE INDEX capture_digest ON capture(digest) WHERE revisit_of IS NULL;
CREATE INDEX capture_time ON capture(time);
CREATE INDEX capture_source ON capture(source_id, time);
CREATE INDEX capture_crawl ON capture(crawl_id);

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    capture_id INTEGER NOT NULL REFERENCES capture(id),
    type TEXT NOT NULL,         -- WARC-Type
    uri TEXT NOT NULL UNIQUE,   -- WARC-Record-ID without brackets
    start INTEGER NOT NULL,     -- where it stands in the capture's frame
    size INTEGER NOT NULL
) STRICT;
CREATE INDEX record_capture ON record(capture_id);

CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES page(id),
    digest BLOB NOT NULL,       -- SHA-256 of title, summary and text
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,       -- JSON: [[kind, text], ...]
    authors TEXT NOT NULL,      -- JSON: [name, ...]
    published TEXT,             -- ISO 8601, as far as the page says
    modified TEXT,
    language TEXT,
    canonical TEXT,
    extractor TEXT NOT NULL,
    capture_id INTEGER NOT NULL REFERENCES capture(id),  -- where it was first read
    UNIQUE (page_id, digest)
) STRICT;
CREATE INDEX version_capture ON version(capture_id);

CREATE TABLE reading (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),
    version_id INTEGER REFERENCES version(id),
    kind TEXT NOT NULL,         -- page kind
    note TEXT NOT NULL,         -- why there is no text, if so
    extractor TEXT NOT NULL
) STRICT;
CREATE INDEX reading_version ON reading(version_id);

CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE link (
    capture_id INTEGER NOT NULL REFERENCES capture(id),
    kind TEXT NOT NULL,
    address_id INTEGER NOT NULL REFERENCES address(id),
    PRIMARY KEY (capture_id, kind, address_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_address ON link(address_id);

CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source(id),
    urlkey TEXT NOT NULL,
    url TEXT NOT NULL,          -- in the spelling that answered
    kind TEXT NOT NULL,         -- page, listing, feed, sitemap, requisite
    how TEXT NOT NULL,
    via TEXT,
    depth INTEGER NOT NULL,
    priority INTEGER NOT NULL,  -- lower is sooner
    due INTEGER NOT NULL,       -- not asked for before this time
    state TEXT NOT NULL,        -- waiting, done, failed, refused
    settled INTEGER,            -- when it came to that state; NULL before it was ever asked for
    tries INTEGER NOT NULL,     -- failures and redirects to itself, in a row
    reason TEXT,                -- why it failed or was refused
    capture_id INTEGER REFERENCES capture(id),  -- the last one it led to
    UNIQUE (source_id, urlkey)
) STRICT;
CREATE INDEX frontier_next ON frontier(source_id, state, priority, id);
"""

REASONS = """
ALTER TABLE frontier ADD COLUMN found INTEGER;
ALTER TABLE frontier ADD COLUMN robots_id INTEGER REFERENCES capture(id);
ALTER TABLE crawl ADD COLUMN reason TEXT;
CREATE TABLE rest (
    origin TEXT PRIMARY KEY,    -- scheme and authority
    until INTEGER NOT NULL,     -- nothing is asked for there before this time
    reason TEXT NOT NULL,
    is_asked INTEGER NOT NULL,  -- 1 where the server named the time, 0 where a crawl chose it
    capture_id INTEGER REFERENCES capture(id)  -- what it answered
) STRICT;
"""

WALLS = """
ALTER TABLE capture ADD COLUMN wall TEXT;
CREATE INDEX capture_blocked ON capture(source_id, wall) WHERE outcome = 'blocked';

CREATE TABLE brief (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),
    host TEXT NOT NULL,         -- as the urlkey begins
    time INTEGER NOT NULL,      -- of the capture
    title TEXT NOT NULL,
    text TEXT NOT NULL          -- all that the page shows, menus included
) STRICT;
CREATE INDEX brief_host ON brief(host, time);
"""

DELTAS = """
-- A frame's content: so many bytes of recipes, then records. How long it is, if not as its size.
ALTER TABLE frame ADD COLUMN recipe INTEGER;
ALTER TABLE frame ADD COLUMN content INTEGER;
-- Frames of a page: of its last capture with a payload, of the last such that rests on few others.
ALTER TABLE page ADD COLUMN last_frame_id INTEGER;
ALTER TABLE page ADD COLUMN root_frame_id INTEGER;
CREATE TABLE hub (
    name TEXT PRIMARY KEY,      -- host and kind of page
    frame_id INTEGER NOT NULL,  -- what others of its run are told by
    root_id INTEGER NOT NULL,   -- the last such one that rests on few others
    crawl_id INTEGER,
    time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE base (
    frame_id INTEGER NOT NULL REFERENCES frame(id),
    place INTEGER NOT NULL,     -- bases are put one after another in this order
    base_id INTEGER NOT NULL REFERENCES frame(id),
    PRIMARY KEY (frame_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX base_of ON base(base_id);

CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    frame_id INTEGER NOT NULL REFERENCES frame(id),
    start INTEGER NOT NULL,     -- where it stands in the frame's decoded bytes
    codec TEXT NOT NULL,        -- raw or zstd
    size INTEGER NOT NULL,      -- bytes when decoded
    digest BLOB NOT NULL,       -- SHA-256 of the decoded bytes
    data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX segment_place ON segment(frame_id, start);
"""

SPANS = """
CREATE TABLE stem (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE   -- a URL up to the last slash of its path
) STRICT;

CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,       -- the first 64 bits of the URL's SHA-256
    stem_id INTEGER NOT NULL REFERENCES stem(id),
    rest TEXT NOT NULL          -- of the URL
) STRICT;
CREATE INDEX target_key ON target(key);

CREATE TABLE linked (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),  -- whose links were read
    page_id INTEGER NOT NULL REFERENCES page(id)
) STRICT;
CREATE INDEX linked_page ON linked(page_id, capture_id);

CREATE TABLE link_span (
    page_id INTEGER NOT NULL REFERENCES page(id),
    kind TEXT NOT NULL,
    address_id INTEGER NOT NULL REFERENCES target(id),
    since INTEGER NOT NULL,     -- the first capture, by number, on which it stood
    until INTEGER,              -- the first on which it did not; NULL while it stands
    PRIMARY KEY (page_id, kind, address_id, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_span_address ON link_span(address_id);

CREATE TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER NOT NULL) STRICT;
"""

SPANS_FILLED = """
INSERT INTO linked (capture_id, page_id)
SELECT DISTINCT capture_id, page_id FROM link JOIN capture ON capture.id = capture_id;

INSERT INTO link_span (page_id, kind, address_id, since, until)
WITH turn AS (
    SELECT capture_id, page_id, row_number() OVER (PARTITION BY page_id ORDER BY capture_id) AS n,
    lead(capture_id) OVER (PARTITION BY page_id ORDER BY capture_id) AS following FROM linked
), stood AS (
    SELECT page_id, kind, new AS address_id, capture_id, following,
    n - row_number() OVER (PARTITION BY page_id, kind, address_id ORDER BY n) AS island
    FROM link JOIN turn USING (capture_id) JOIN renumbered ON old = address_id
)
SELECT page_id, kind, address_id, min(capture_id),
iif(max(following IS NULL), NULL, max(following))
FROM stood GROUP BY page_id, kind, address_id, island;

DROP TABLE renumbered;
DROP TABLE link;
DROP TABLE address;

CREATE VIEW address AS
SELECT target.id, stem.text || target.rest AS url FROM target JOIN stem ON stem.id = stem_id;

CREATE VIEW link AS
SELECT linked.capture_id, link_span.kind, link_span.address_id
FROM linked JOIN link_span ON link_span.page_id = linked.page_id
AND link_span.since <= linked.capture_id
AND (link_span.until IS NULL OR link_span.until > linked.capture_id);
"""

CHECKS = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,         -- fixity check, rebuild
    began INTEGER NOT NULL,
    ended INTEGER,              -- NULL while it goes on, and until it goes on again
    outcome TEXT NOT NULL,      -- unended, sound, damaged, done
    detail TEXT NOT NULL,       -- JSON: what was found, and where it is to go on
    program TEXT NOT NULL       -- name and version of the software
) STRICT;
CREATE INDEX event_kind ON event(kind, id);
ALTER TABLE version ADD COLUMN fixity BLOB;
DROP INDEX IF EXISTS capture_frame;
CREATE INDEX capture_frame ON capture(frame_id, outcome, wall, how, evidence);
DROP INDEX reading_version;
CREATE INDEX reading_version ON reading(version_id, kind, note, extractor);
DROP INDEX crawl_source;
CREATE INDEX crawl_source ON crawl(source_id, began, ended, outcome, stats, reason);
CREATE INDEX source_title ON source(title);
DROP INDEX link_span_address;
CREATE INDEX link_span_address ON link_span(address_id, until);
"""

REMOVALS = """
CREATE TABLE removal (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,         -- thinned (by a rule of its source) or removed (by order)
    rule TEXT NOT NULL,         -- the rule, or what was named on the command line
    reason TEXT NOT NULL,
    software TEXT NOT NULL
) STRICT;

CREATE TABLE tombstone (
    id INTEGER PRIMARY KEY,
    removal_id INTEGER NOT NULL REFERENCES removal(id),
    urlkey TEXT NOT NULL,       -- this and what follows: of the capture that stood here
    url TEXT NOT NULL,
    time INTEGER NOT NULL,
    method TEXT NOT NULL,
    status INTEGER,
    media_type TEXT NOT NULL,
    outcome TEXT NOT NULL,
    digest BLOB,
    size INTEGER NOT NULL,
    source_id INTEGER REFERENCES source(id),
    records TEXT NOT NULL,      -- JSON: [WARC-Record-ID, ...]
    returned INTEGER            -- when an import brought it back, if one did
) STRICT;
CREATE INDEX tombstone_urlkey ON tombstone(urlkey, time);

CREATE INDEX capture_revisit ON capture(revisit_of) WHERE revisit_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS capture_frame ON capture(frame_id);
CREATE INDEX frontier_capture ON frontier(capture_id) WHERE capture_id IS NOT NULL;
CREATE INDEX frontier_robots ON frontier(robots_id) WHERE robots_id IS NOT NULL;
CREATE INDEX page_version ON page(version_id) WHERE version_id IS NOT NULL;
"""

PARITY = """
CREATE TABLE parity (
    id INTEGER PRIMARY KEY,
    first_id INTEGER NOT NULL,  -- the lane is taken of the frames from this number
    last_id INTEGER NOT NULL,   -- to this one that are listed
    members TEXT NOT NULL,      -- JSON: [[frame, bytes of its data], ...]
    lane BLOB NOT NULL          -- byte n: exclusive or of all bytes at n modulo its length
) STRICT;
CREATE INDEX parity_span ON parity(last_id, first_id);
"""

FACTS = """
CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,  -- SHA-256 of the JSON
    data TEXT NOT NULL            -- JSON: what a page says of itself
) STRICT;

CREATE TABLE leads (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,  -- SHA-256 of the JSON
    data BLOB NOT NULL            -- JSON, compressed by zlib: where a page leads
) STRICT;

ALTER TABLE reading ADD COLUMN facts_id INTEGER REFERENCES facts(id);
ALTER TABLE reading ADD COLUMN leads_id INTEGER REFERENCES leads(id);
CREATE INDEX reading_facts ON reading(facts_id) WHERE facts_id IS NOT NULL;
CREATE INDEX reading_leads ON reading(leads_id) WHERE leads_id IS NOT NULL;
"""

SITES = """
CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,  -- as urlkeys begin: without www., reversed, with port
    name TEXT NOT NULL,         -- the host as people write it
    first INTEGER NOT NULL,     -- times of the first and the last page of it
    last INTEGER NOT NULL,
    pages INTEGER NOT NULL,     -- articles that its model was learned from; 0 without a model
    generation INTEGER NOT NULL,
    stamp TEXT NOT NULL,        -- stands for the model; empty without one
    model BLOB,                 -- by which its pages are read
    taught BLOB,                -- what has been learned since, until the next generation
    layouts TEXT NOT NULL,      -- JSON: [[id, pages, first, last, replaces, noticed], ...]
    learned INTEGER,            -- when the model was learned
    behind INTEGER,             -- since when texts wait to be read anew by it
    anew INTEGER,               -- when all of them were last read anew
    lost INTEGER NOT NULL,      -- captures it was learned from that were taken out
    fixity BLOB NOT NULL        -- SHA-256 of the other columns
) STRICT;
CREATE INDEX site_behind ON site(behind, id) WHERE behind IS NOT NULL;

CREATE TABLE lesson (
    capture_id INTEGER PRIMARY KEY REFERENCES capture(id),  -- of which something was learned
    site_id INTEGER NOT NULL REFERENCES site(id),
    page_id INTEGER NOT NULL REFERENCES page(id),
    slot INTEGER NOT NULL,      -- stands for page, quarter of a year and layout
    is_used INTEGER NOT NULL    -- whether the model has it by which pages are read
) STRICT;
CREATE UNIQUE INDEX lesson_slot ON lesson(site_id, slot);
CREATE INDEX lesson_page ON lesson(page_id, is_used);

CREATE TABLE learning (
    looked INTEGER NOT NULL     -- the last capture that was looked at for lessons
) STRICT;
INSERT INTO learning VALUES (0);
"""

INDEXED = """
CREATE TRIGGER "version_au" AFTER UPDATE ON "version" WHEN old."title" IS NOT new."title"
OR old."summary" IS NOT new."summary" OR old."text" IS NOT new."text"
OR old.rowid IS NOT new.rowid BEGIN
  INSERT INTO "version_fts" ("version_fts", rowid, "title", "summary", "text")
  VALUES ('delete', old.rowid, old."title", old."summary", old."text");
  INSERT INTO "version_fts" (rowid, "title", "summary", "text")
  VALUES (new.rowid, new."title", new."summary", new."text");
END
"""
