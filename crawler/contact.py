"""Who asks: a site that is crawled can tell who does it, and whom to write to."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from ipaddress import ip_address
from urllib.parse import urlsplit

NAMELESS = (
    "a site should know who crawls it: give an address or URL with --contact, GREFFE_CONTACT or "
    "user_agent in the source file"
)


def user_agent(contact: str) -> str:
    """Greffe's User-Agent with a contact, if there is one."""
    return f"Greffe/{_version()}" + (f" (+{contact})" if contact else "")


@cache
def _version() -> str:
    # Read from a file of the installation, and wanted with every request.
    try:
        return metadata.version("greffe")
    except metadata.PackageNotFoundError:
        return "0"


def is_named(agent: str) -> bool:
    """Whether a User-Agent is another than Greffe's own, or has a contact."""
    return agent != user_agent("")


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine, by its name alone."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_local(url: str) -> bool:
    """Whether a URL's host is a loopback or private address, by its name alone."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
