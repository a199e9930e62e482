"""What an endpoint answers where it cannot answer: problem details (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

PROBLEM = "application/problem+json"
PREFIXES = ("/api/", "/oembed", "/cdx", "/wayback/", "/timegate/", "/timemap/", "/warc/")
"""Beginnings of addresses that programs ask."""


def problem(status: int, detail: str, faults: Mapping[str, str] | None = None) -> Response:
    """An answer that says what is wrong.

    Args:
        status: HTTP status code.
        detail: a sentence for who asked.
        faults: what is wrong with parameters, by their names.
    """
    record: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        record["errors"] = [{"parameter": name, "detail": why} for name, why in faults.items()]
    return Response(json.dumps(record, ensure_ascii=False), status, media_type=PROBLEM)


def is_for_programs(request: Request) -> bool:
    """Whether an endpoint for programs was asked."""
    return request.url.path.startswith(PREFIXES)
