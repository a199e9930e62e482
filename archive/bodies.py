"""What a request's body adds to the key of its URL: two POSTs of one URL are not one thing.

As cdxj-indexer does it and pywb and wabac.js look it up (IIPC, "Indexing non-GET requests"). AMF,
the form of Flash, is taken as any other binary body.
"""

from __future__ import annotations

import base64
import email
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus, urlencode

MAX_QUERY = 4096
"""Characters of a body that count."""
UNKNOWN = 8192
"""Bytes that are read of a body whose request does not tell its length."""


def appended(url: str, method: str, query: str) -> str:
    """The URL that the key is made of."""
    join = "&" if "?" in url else "?"
    return f"{url}{join}__wb_method={method}" + (f"&{query}" if query else "")


def query_of(content_type: str, body: bytes) -> str:
    """A body as the query of a URL."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        query = _form(body)
    elif content_type.startswith("multipart/"):
        query = _multipart(content_type, body)
    elif content_type.startswith("application/json"):
        query = _json(body) or ""
    elif content_type.startswith("text/plain"):
        found = _json(body)
        query = _binary(body) if found is None else found
    else:
        query = _binary(body)
    return query[:MAX_QUERY]


def _form(body: bytes) -> str:
    try:
        return unquote_plus(body.decode())
    except UnicodeDecodeError:
        return _binary(body)


def _binary(body: bytes) -> str:
    return "__wb_post_data=" + base64.b64encode(body).decode()


def _multipart(content_type: str, body: bytes) -> str:
    if "boundary=" not in content_type:
        return _binary(body)
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "surrogateescape")
    values: list[tuple[str, str | bytes]] = []
    for part in email.message_from_bytes(head + body).walk():
        name = part.get_param("name", header="content-disposition")
        if part.is_multipart() or not isinstance(name, str):
            continue
        content = part.get_payload(decode=True)
        raw = content if isinstance(content, bytes) else b""
        name = name.encode("ascii", "surrogateescape").decode("utf-8", "replace")
        values.append((name, raw if part.get_filename() else raw.decode("utf-8", "replace")))
    return urlencode(values)


def _json(body: bytes) -> str | None:
    """Names and values of JSON, or of JSON Lines; ``None`` where it is neither."""
    try:
        documents = [json.loads(body)]
    except ValueError:
        lines = body.split(b"\n")
        if len(lines) == 1:
            return None
        try:
            documents = [json.loads(line) for line in lines]
        except ValueError:
            return None
    except RecursionError:
        return None
    values: dict[str, str] = {}
    repeated: dict[str, int] = {}
    for document in documents:
        for name, value in _named(document, ""):
            key = name
            if key in values:
                repeated[name] = repeated.get(name, 1) + 1
                key = f"{name}.{repeated[name]}_"
            values[key] = str(value)
    return urlencode(values)


def _named(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, name)
    elif name:
        yield name, value
