"""Messages out, by Apprise: the one place of the archive that opens connections.

Apprise (BSD-2-Clause) knows mail, webhooks and some hundred chat services by URL. It comes with
``greffe[notify]`` and is loaded when there is something to send.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from archive.errors import GreffeError
from archive.watching.letters import Letter

Compose = Callable[[int], Letter]
"""Makes a message of so many characters at most."""

_PATIENCE = 60.0
"""Seconds that a message may take."""
_MASK = "…"
_LEAST_SECRET = 3
_LONGEST_ERROR = 300
_GAP = 4
_log = logging.getLogger("apprise")


class NotSent(GreffeError):
    """A message could not be sent; the text says why, without what is secret in the address."""


def send(url: str, compose: Compose) -> None:
    """Send a message.

    Args:
        url: where to, as Apprise writes it.
        compose: makes it as long as the service takes.

    Raises:
        NotSent: no service took it.
    """
    try:
        import apprise
    except ImportError:
        raise NotSent(
            "Apprise is not installed, by which messages are sent: pip install 'greffe[notify]'"
        ) from None
    said = _Said()
    _log.addHandler(said)
    was = _log.propagate, _log.level, _log.disabled
    _log.propagate = False
    _log.setLevel(logging.DEBUG)
    # Scrapy silences all loggers that are there when a crawl begins.
    _log.disabled = False
    try:
        taken = _sent(apprise, url, compose)
    except NotSent:
        raise
    except Exception as error:  # noqa: BLE001  # whatever one of its many services may raise
        raise NotSent(_told([f"{type(error).__name__}: {error}"], url)) from None
    finally:
        _log.propagate = was[0]
        _log.setLevel(was[1])
        _log.disabled = was[2]
        _log.removeHandler(said)
    if not taken:
        raise NotSent(_told(said.lines, url))


def _sent(apprise: Any, url: str, compose: Compose) -> bool:
    # Nothing is kept of it in files of Apprise's own.
    asset = apprise.AppriseAsset(app_id="Greffe", app_desc="Greffe", app_url="",
                                 storage_mode="memory", secure_logging=True)  # fmt: skip
    service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        raise NotSent("Apprise does not know this kind of address; see `apprise --details`")
    letter = compose(service.body_maxlen)
    if not service.title_maxlen:  # then the title is put before the body
        letter = compose(max(0, service.body_maxlen - len(letter.title) - _GAP))
    carrier = apprise.Apprise(asset=asset)
    carrier.add(service)
    return bool(
        carrier.notify(
            body=letter.body, title=letter.title, body_format="text", interpret_escapes=False,
            timeout=_PATIENCE,
        )
    )  # fmt: skip


class _Said(logging.Handler):
    """What Apprise says went wrong; what the network said to that, it tells as of no concern."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.levelno >= logging.WARNING or words.startswith("Socket Exception"):
            self.lines.append(words)


def _told(lines: list[str], url: str) -> str:
    """Why it failed, on one line, without any part of the address that may be secret."""
    text = " ".join(" ".join(lines).split())
    parts = {part for part in re.split(r"[/:@?&=#,%\s]+", url.partition("://")[2])
             if len(part) >= _LEAST_SECRET}  # fmt: skip
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, _MASK)
    return text[:_LONGEST_ERROR] or "it was not taken, and the service did not say why"
