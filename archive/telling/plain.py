"""Values of records as JSON has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def plain(value: Any) -> Any:
    """What ``json`` has no form for: times by RFC 3339 in UTC, digests in hexadecimal."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def written(record: Any) -> str:
    """A record as JSON, on one line."""
    return json.dumps(record, ensure_ascii=False, default=plain)
