"""The statements that make the tables of fingerprints."""

from __future__ import annotations

TABLES = """
CREATE TABLE fingerprint (
    number INTEGER NOT NULL,    -- of a passage
    page_id INTEGER NOT NULL,   -- a page of which a version has it
    PRIMARY KEY (number, page_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fingerprinting (
    done INTEGER NOT NULL,      -- pages after this number, up to the next, have none yet:
    until INTEGER NOT NULL      -- they were in the archive before there were fingerprints
) STRICT;
INSERT INTO fingerprinting SELECT 0, coalesce(max(page_id), 0) FROM version;
"""
