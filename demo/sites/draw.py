"""Fills the templates of the sites."""

from __future__ import annotations

import functools
import hashlib
import json
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


def draw(template: str, **values: Any) -> bytes:
    """A template of ``templates/`` filled with ``values``, in UTF-8."""
    return _environment().get_template(template).render(**values).encode()


def digest(*parts: str, length: int = 32) -> str:
    """Hexadecimal digits that look like an identifier and stay the same."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:length]


@functools.cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    env = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters.update(
        digest=digest, quote=quote, json=_json, rfc822=format_datetime, iso=_iso, day=_day,
        slashed=lambda when: when.strftime("%d/%m/%Y"), long=_long,
    )  # fmt: skip
    return env


def _json(value: object) -> Markup:
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}.000Z"


def _day(when: datetime) -> str:
    return f"{when:%b} {when.day}, {when.year}"


def _long(when: datetime) -> str:
    return f"{when:%B} {when.day}, {when.year}"
