"""The CDX server in the description of the endpoints (OpenAPI 3.1).

TimeGates, TimeMaps and mementos are not in it: their addresses end in a URL with slashes and a
query of its own, for which OpenAPI has no words. ``docs/protocols.md`` tells of them.
"""

from __future__ import annotations

from typing import Any

from archive.cdx import pywb, wayback
from archive.cdx.keys import MATCHES

_Json = dict[str, Any]
_TEXT: _Json = {"type": "string"}
_DIGITS: _Json = {"type": "string", "pattern": "^([0-9]{2}){2,7}$"}
_FLAG: _Json = {"type": "boolean", "default": False}
_ABOUT: dict[str, tuple[str, _Json]] = {
    "url": ("The URL; `*` at its end for all that begins so, `*.` before it for a domain.", _TEXT),
    "matchType": (
        "What matches: the URL, what begins with it, its host, its host and those below.",
        {"type": "string", "enum": list(MATCHES)},
    ),
    "from": ("The first period that counts, 4 to 14 digits, UTC.", _DIGITS),
    "from_ts": ("As `from`.", _DIGITS),
    "to": ("The last period that counts; all of it does.", _DIGITS),
    "closest": ("A time, or `now`: captures come by their distance from it.", _TEXT),
    "reverse": ("The last key first, as `sort=reverse`.", _FLAG),
    "collapseTime": (
        "Of neighbours with the same status and so many digits of time, only the first.",
        {"type": "integer", "minimum": 1, "maximum": 14},
    ),
    "resolveRevisits": ("Type and status of a revisit are those of what it repeats.", _FLAG),
    "page": ("A page of the answer, from 0 on.", {"type": "integer", "minimum": 0}),
    "pageSize": ("Blocks of 3,000 captures on a page.", {"type": "integer", "default": 10}),
    "showNumPages": ("How many pages there are, instead of an answer.", _FLAG),
    "allowFuzzy": ("Taken and left aside: nothing is matched fuzzily.", _FLAG),
    "offset": ("Captures to leave out first.", {"type": "integer", "minimum": 0}),
    "fastLatest": ("The last captures, as many as `limit` says, else one.", _FLAG),
    "showResumeKey": ("A key to go on with behind an empty line, where there is more.", _FLAG),
    "resumeKey": ("Such a key.", _TEXT),
    "gzip": ("Taken and left aside: answers are not compressed.", _FLAG),
    "collapse": (
        "FIELD or FIELD:N: of neighbours with the same (N first characters), only the first.",
        {"type": "array", "items": _TEXT},
    ),
}
_OF_PYWB: dict[str, tuple[str, _Json]] = {
    "limit": ("At most so many captures.", {"type": "integer", "minimum": 0}),
    "output": ("Form of the answer.", {"type": "string", "enum": list(pywb.OUTPUTS)}),
    "sort": ("The order.", {"type": "string", "enum": ["closest", "reverse", "default"]}),
    "fields": ("Names of fields, with commas.", _TEXT),
    "fl": ("As `fields`.", _TEXT),
    "filter": (
        "[!][=|~][FIELD:]WORDS: contains the words, is them (`=`), begins as a regex says (`~`).",
        {"type": "array", "items": _TEXT},
    ),
}
_OF_WAYBACK: dict[str, tuple[str, _Json]] = {
    "limit": ("At most so many captures; where negative, the last ones.", {"type": "integer"}),
    "output": ("Form of the answer.", {"type": "string", "enum": list(wayback.OUTPUTS)}),
    "sort": ("The order.", {"type": "string", "enum": ["closest", "reverse", "regular"]}),
    "fl": ("Names of columns, with commas.", _TEXT),
    "filter": (
        "[!]FIELD:REGEX: captures whose whole field is as the regular expression says.",
        {"type": "array", "items": _TEXT},
    ),
}


def paths() -> _Json:
    """The paths of the server, by dialect."""
    known = (*pywb.PARAMETERS, *pywb.REPEATED)
    theirs = (*wayback.PARAMETERS, *wayback.REPEATED)
    return {
        "/cdx": _operation("cdx", "pywb", known, {**_ABOUT, **_OF_PYWB}, pywb.OUTPUTS, {
            "404": {"description": "There is no such capture."},
        }),
        "/cdx/search/cdx": _operation(
            "wayback", "the Internet Archive", theirs, {**_ABOUT, **_OF_WAYBACK},
            wayback.OUTPUTS, {},
        ),
    }  # fmt: skip


def _operation(
    name: str,
    whose: str,
    known: tuple[str, ...],
    about: dict[str, tuple[str, _Json]],
    outputs: dict[str, str],
    more: _Json,
) -> _Json:
    forms = {media_type.partition(";")[0]: {"schema": _TEXT} for media_type in outputs.values()}
    return {"get": {
        "operationId": name,
        "summary": f"The index of captures, in the dialect of {whose}",
        "tags": ["index"],
        "parameters": [_parameter(one, *about[one]) for one in known],
        "responses": {
            "200": {"description": "Captures, by key and time.", "content": forms},
            "400": {"description": "A parameter cannot be used; one line says which."},
            **more,
        },
    }}  # fmt: skip


def _parameter(name: str, about: str, schema: _Json) -> _Json:
    found: _Json = {"name": name, "in": "query", "description": about, "schema": schema}
    return {**found, "required": True, "example": "example.org/*"} if name == "url" else found
