"""By what an SQLite file says that it is an archive, and which schema it has."""

from __future__ import annotations

APPLICATION_ID = 0x47524546
"""``PRAGMA application_id``: ``GREF`` in ASCII."""
SCHEMA = 21
"""``PRAGMA user_version`` of a file this Greffe writes: how many migrations there are."""
