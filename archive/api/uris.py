"""Addresses told to programs: with scheme and host, as the reading room was asked for."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request

from archive.serving.addresses import quoted
from archive.urls import timestamp


def room_of(request: Request) -> str:
    """The origin of the reading room, by the name under which it was asked."""
    return str(request.base_url).rstrip("/")


def memento_uri(room: str, url: str, time: datetime) -> str:
    """URI-M: where the capture of a URL at a time is had as it was received (RFC 7089, 1.2)."""
    return f"{room}/raw/{timestamp(time)}id_/{quoted(url)}"


def timegate_uri(room: str, url: str) -> str:
    """URI-G: where a time is asked for."""
    return f"{room}/timegate/{quoted(url)}"


def timemap_uri(room: str, url: str, since: datetime | None = None, form: str = "link") -> str:
    """URI-T: where the mementos of a URL are listed, from a time on."""
    start = f"{timestamp(since)}/" if since else ""
    return f"{room}/timemap/{form}/{start}{quoted(url)}"
