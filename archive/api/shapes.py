"""JSON Schema (2020-12) in few words: the shapes that answers are described by."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def thing(about: str, properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """An object of which all properties are there but those that are optional."""
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def text(about: str, **more: Any) -> Schema:
    """A string."""
    return {"type": "string", "description": about, **more}


def time(about: str) -> Schema:
    """A time."""
    return {"type": "string", "format": "date-time", "description": f"{about} RFC 3339, UTC."}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def count(about: str) -> Schema:
    """A number from 0."""
    return {"type": "integer", "minimum": 0, "description": about}


def flag(about: str) -> Schema:
    """Yes or no."""
    return {"type": "boolean", "description": about}


def several(name: str, about: str) -> Schema:
    """An array of what another schema describes."""
    items = {"$ref": f"#/components/schemas/{name}"}
    return {"type": "array", "items": items, "description": about}


def whole(about: str) -> Schema:
    """A whole number of any sign."""
    return {"type": "integer", "description": about}


def figure(about: str) -> Schema:
    """A number."""
    return {"type": "number", "description": about}


def texts(about: str) -> Schema:
    """An array of strings."""
    return {"type": "array", "items": {"type": "string"}, "description": about}


def counts(about: str) -> Schema:
    """Numbers by names that are not known beforehand."""
    return {"type": "object", "additionalProperties": {"type": "integer"}, "description": about}


def other(name: str, about: str = "") -> Schema:
    """What another schema describes."""
    ref: Schema = {"$ref": f"#/components/schemas/{name}"}
    return ref | ({"description": about} if about else {})


def other_or_null(name: str, about: str) -> Schema:
    """The same, or null."""
    return {"anyOf": [other(name), {"type": "null"}], "description": about}


def span(about: str) -> Schema:
    """Where something begins and ends in a text, in characters."""
    item = {"type": "integer", "minimum": 0}
    return {"type": ["array", "null"], "items": item, "minItems": 2, "maxItems": 2,
            "description": about}  # fmt: skip
