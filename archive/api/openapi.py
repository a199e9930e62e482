"""The description of the endpoints, by OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from archive.api import cdx_description, schemas
from archive.api.asking import Field
from archive.api.opensearch import SUGGESTIONS
from archive.api.parameters import LAST, LIMIT, MOST, SEARCH, SUGGEST, TREND
from archive.api.paths import path
from archive.api.problems import PROBLEM
from archive.api.views import VIEWS, View
from archive.search.completing import MOST as MOST_SUGGESTIONS
from archive.search.labels import KINDS
from archive.search.options import ORDERS

_Json = dict[str, Any]
_DAY = (
    "A day, month or year: 2025-03-14, 2025-03 or 2025. A text bears the day that it says it was "
    "published, else that of its first capture."
)
_PARAMETERS: dict[str, tuple[str, _Json, Any]] = {
    "q": (
        "What to search for, as docs/search.md tells: any text. Without it, all of the others.",
        {"type": "string", "maxLength": 20_000}, 'prison* "fair trial" -draft',
    ),
    "limit": (
        "Hits of an answer.",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, 10,
    ),
    "offset": (
        "Hits to leave out before the first.",
        {"type": "integer", "minimum": 0, "maximum": LAST, "default": 0}, 20,
    ),
    "order": (
        "What comes first: by relevance, by relevance weighed with age, or the newest.",
        {"type": "string", "enum": list(ORDERS), "default": "relevance"}, "newest",
    ),
    "facets": (
        "Whether hits are counted by source, language, year and type.",
        {"type": "boolean", "default": False}, True,
    ),
    "everything": (
        "Whether titles of pages, sources and watches are offered, too, each with its address.",
        {"type": "boolean", "default": False}, True,
    ),
    "source": ("Name of a source.", {"type": "string"}, "example-org"),
    "site": (
        "A host or the beginning of an address, without scheme.",
        {"type": "string"}, "coe.int/en/web/cpt",
    ),
    "lang": ("ISO 639-1 code or English name of a language.", {"type": "string"}, "fr"),
    "type": (
        f"What a page is: {', '.join(KINDS)}, or what people call these.",
        {"type": "string"}, "document",
    ),
    "from": (f"The first day that counts. {_DAY}", {"type": "string"}, "2025-03"),
    "to": (f"The last day that counts; all of it does. {_DAY}", {"type": "string"}, "2025-03"),
    "at": (
        "What pages said on this day, instead of now; of a month or a year its last day.",
        {"type": "string"}, "2025-03-14",
    ),
    "all_versions": (
        "Whether what pages said before counts too.",
        {"type": "boolean", "default": False}, True,
    ),
}  # fmt: skip


def description() -> _Json:
    """The OpenAPI document."""
    # Long, and asked for by programs alone: a server starts without them.
    from archive.api import archive_schemas, page_schemas

    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Greffe",
            "version": version("greffe"),
            "summary": "What web sites said, and when.",
            "description": "Answers on this machine's own address only. Answers are never stale: "
            "each reads the archive as it is. Parameters that are not known are refused.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The reading room that serves this document."}],
        "tags": [
            {"name": "search", "description": "Search."},
            {"name": "views", "description": "What each view of the reading room shows."},
            {"name": "index", "description": "The index of captures (CDX server)."},
        ],
        "paths": {**_paths(), **_views(), **cdx_description.paths()},
        "components": {
            "schemas": {
                **schemas.SCHEMAS,
                **page_schemas.SCHEMAS,
                **archive_schemas.SCHEMAS,
            },
            "parameters": {name: _parameter(name) for name in _PARAMETERS},
            "responses": {
                "Refused": _response("A parameter cannot be used.", "Problem", schemas.PROBLEM),
                "Missing": _response("The archive has no such thing.", "Problem", None),
                "Unreadable": _response("The archive cannot be read.", "Problem", None),
            },
        },
    }


def _paths() -> _Json:
    return {
        "/api/search": _operation(
            "search", "Pages whose text matches", SEARCH,
            _response("What was found.", "Results", schemas.RESULTS),
        ),
        "/api/trend": _operation(
            "trend", "Texts that match, by month", TREND,
            _response("How many there are.", "Trend", schemas.TREND),
        ),
        "/api/suggest": _operation(
            "suggest", f"How a query may go on, {MOST_SUGGESTIONS} ways where no limit is given",
            SUGGEST, _response("Suggestions.", "Suggestions", schemas.SUGGESTIONS),
        ),
        "/api/openapi.json": {"get": {
            "operationId": "description",
            "summary": "This document",
            "tags": ["search"],
            "responses": {"200": {
                "description": "This document.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }},
        }},
    }  # fmt: skip


def _views() -> _Json:
    told = {path(name): {"get": _view(name, view)} for name, view in VIEWS.items()}
    return {**told, "/api/save/{id}": {"get": {
        "operationId": "save",
        "summary": "How far a page is that was asked to be saved (greffe serve --save)",
        "tags": ["views"],
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"},
                        "description": "As in the address of its view."}],
        "responses": {
            "200": _response("How far it is.", "Wish", None),
            "404": {"$ref": "#/components/responses/Missing"},
        },
    }}}  # fmt: skip


def _view(name: str, view: View) -> _Json:
    refused: _Json = {"$ref": "#/components/responses/Refused"}
    missing = {"404": {"$ref": "#/components/responses/Missing"}}
    return {
        "operationId": name,
        "summary": view.summary,
        "tags": ["views"],
        "parameters": [_field(one) for one in view.fields],
        "responses": {
            "200": _response(f"{view.summary}.", view.schema, None),
            "400": refused,
            **(missing if any(one.is_required for one in view.fields) else {}),
            "503": {"$ref": "#/components/responses/Unreadable"},
        },
    }


def _field(one: Field) -> _Json:
    required = {"required": True} if one.is_required else {}
    return {"name": one.name, "in": "query", "description": one.about, **required,
            "schema": one.schema, "example": one.example}  # fmt: skip


def _operation(name: str, summary: str, known: tuple[str, ...], response: _Json) -> _Json:
    return {"get": {
        "operationId": name,
        "summary": summary,
        "tags": ["search"],
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in known],
        "responses": {
            "200": response,
            "400": {"$ref": "#/components/responses/Refused"},
            "503": {"$ref": "#/components/responses/Unreadable"},
        },
    }}  # fmt: skip


def _parameter(name: str) -> _Json:
    about, schema, example = _PARAMETERS[name]
    return {"name": name, "in": "query", "description": about, "schema": schema, "example": example}


def _response(about: str, schema: str, example: Any) -> _Json:
    media = {"Problem": PROBLEM, "Suggestions": SUGGESTIONS}.get(schema, "application/json")
    content: _Json = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    if example is not None:
        content["example"] = example
    return {"description": about, "content": {media: content}}
