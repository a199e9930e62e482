"""A dead man's switch: a service elsewhere is told of each run, and raises alarm where none comes.

By the conventions of healthchecks.io (https://healthchecks.io/docs/http_api/): the URL itself is
success, ``URL/start`` says that a run begins, ``URL/fail`` that it failed; what is in the body is
kept. Cronitor, Uptime Kuma, Better Stack and others take at least the first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

import click

from archive.cli.context import notices
from archive.errors import Exit, GreffeError, Locked
from archive.store.events import program
from archive.watching.recipients import masked

Signal = Literal["start", "success", "fail"]

PATIENCE = 10.0
"""Seconds that a ping may take."""
_TRIES = 2
_RAN = frozenset((Exit.DONE, Exit.NOTHING, Exit.PARTLY, Exit.INTERRUPTED))
"""Exit codes of a run that ran, however its sources did: of these alerts tell. Also one that ended
by its budget or by a person."""


def _url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The URL that was given, or how to write one."""
    if value is None or not value.strip():
        return None
    try:
        parts = urlsplit(value.strip())
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good:
        raise click.BadParameter("it is no http or https URL", param_hint="--ping or GREFFE_PING")
    return value.strip()


_OPTION = click.option(
    "--ping", metavar="URL", envvar="GREFFE_PING", show_envvar=True, callback=_url,
    help="Ask for URL after each run, URL/start before it, URL/fail where it failed.",
)  # fmt: skip


def pinged(function: Callable[..., int]) -> Any:
    """Give a command ``--ping``, and ping as it begins and ends.

    A run that finds another one under way pings no end: a crawl that hangs must not look well.
    ``--why`` is no run.
    """

    @functools.wraps(function)
    def wrapped(*args: Any, ping: str | None, **kwargs: Any) -> int:
        if not ping or kwargs.get("why") is not None:
            return function(*args, **kwargs)
        tell(ping, "start")
        try:
            code = function(*args, **kwargs)
        except (Locked, click.UsageError):
            raise
        except KeyboardInterrupt:
            tell(ping, "success", "interrupted")
            raise
        except GreffeError as error:
            tell(ping, "fail", f"exit code {int(error.exit)}: {error}")
            raise
        except Exception as error:
            tell(ping, "fail", f"unforeseen {type(error).__name__}")
            raise
        if code != Exit.LOCKED:
            tell(ping, "success" if code in _RAN else "fail", f"exit code {int(code)}")
        return code

    return _OPTION(wrapped)


def tell(url: str, signal: Signal, words: str = "") -> None:
    """Ping; where that fails, say so and go on."""
    fault = ""
    for _ in range(_TRIES):
        fault = sent(place(url, signal), words)
        if not fault:
            return
    line = f"the ping {masked(url)} ({signal}) was not taken: {fault}; the crawl is not affected"
    notices().print(line, markup=False, soft_wrap=True)


def place(url: str, signal: Signal) -> str:
    """Where a signal goes to: below the URL's path, before its query."""
    parts = urlsplit(url)
    if signal == "success":
        return url
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{signal}"))


def sent(url: str, words: str) -> str:
    """Post a ping; why it was not taken, or nothing if it was. It holds no part of the URL."""
    headers = {"User-Agent": program().replace(" ", "/"), "Content-Type": "text/plain"}
    # Its scheme is http or https: ``_url`` sees to that.
    request = Request(url, data=words.encode()[:10_000], headers=headers, method="POST")  # noqa: S310
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read(1000)
    except HTTPError as error:
        return f"status {error.code}"
    except URLError as error:
        return str(error.reason)
    except (HTTPException, OSError, ValueError) as error:
        return type(error).__name__
    return ""
