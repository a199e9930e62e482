"""The columns by which versions are told by others."""

from __future__ import annotations

PACKED = """
ALTER TABLE unindexed ADD COLUMN packed BLOB;
ALTER TABLE unindexed ADD COLUMN base_id INTEGER;
ALTER TABLE version ADD COLUMN packed BLOB;
ALTER TABLE version ADD COLUMN size INTEGER;
ALTER TABLE version ADD COLUMN base_id INTEGER REFERENCES version(id);
CREATE INDEX version_base ON version(base_id) WHERE base_id IS NOT NULL;
CREATE INDEX version_whole ON version(page_id) WHERE packed IS NULL;
"""
