"""Real crawls of ugly servers by the command ``greffe``: sources, answers, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.house import Ran, greffe
from tests.servers.ugly import Case, Ugly


def answer(
    body: bytes = b"", kind: str = "text/html", status: str = "200 OK", fields: str = ""
) -> Case:
    """An answer as a server with good manners gives it."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{fields}Content-Length: {len(body)}"
    return Case((head.encode() + b"\r\n\r\n" + body,))


NO_RULES = answer(status="404 Not Found")


def source(folder: Path, site: Ugly, name: str = "s", *lines: str) -> None:
    """Write a source file that begins at ``/home`` of a site, and at no delay."""
    (folder / "sources").mkdir(exist_ok=True)
    text = "\n".join((f'name = "{name}"', f'seeds = ["{site.url("home")}"]', "delay = 0", *lines))
    (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")


def crawl(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
    """Crawl all sources, or those named, without delay."""
    names = arguments if arguments and not arguments[0].startswith("-") else ("--all", *arguments)
    return greffe(folder, "crawl", *names, "--allow-private", "--no-delay", env=env)


def asked(site: Ugly) -> list[str]:
    """The paths a site was asked for, one for each time, in order of their first time."""
    return [path for path, logged in site.log.items() for _ in logged]


def told(ran: Ran) -> dict[str, Any]:
    """The one report of a crawl with ``--json``."""
    (report,) = ran.objects
    return report
