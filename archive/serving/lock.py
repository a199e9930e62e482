"""Who may read where others than this machine can ask: who knows the password.

The reading room asks for it by HTTP's Basic scheme (RFC 7617), which browsers keep to one origin.
No cookie will do: cookies go to all ports of a host, and saved pages, whose scripts run, are on the
next port. The replay origin cannot ask for a password, as it stands in a frame. It is entered by a
pass that the reading room gives, which stays as a cookie no script can read. That cookie opens the
replay origin alone, and the reading room does not look at it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from archive.serving.password import Password

PASS = "greffe-pass"  # noqa: S105  # the name of a cookie
_REALM = b'Basic realm="Greffe", charset="UTF-8"'
_FREE = 5
"""Wrong passwords in a row from one address, after which it has to wait."""
_SHORTEST, _LONGEST = 2.0, 300.0
"""Seconds that it has to wait first, and at most; each time twice as long."""
_ADDRESSES = 10_000
_PASS_LASTS = 12 * 3600


class Lock:
    """A password, and those who have shown that they know it."""

    def __init__(self, kept: Password, clock: Callable[[], float] = time.monotonic) -> None:
        """Lock with ``kept``; ``clock`` gives seconds that only go on."""
        self._kept = kept
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._known: set[bytes] = set()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def knows(self, authorization: bytes | None, client: str) -> bool:
        """Whether a request bears the password; user names do not matter.

        A password is tried once, and by one request at a time: that takes time and memory.
        """
        typed = _typed(authorization)
        if typed is None:
            return False
        mark = hmac.digest(self._secret, typed.encode("utf-8", "surrogatepass"), hashlib.sha256)
        if mark in self._known:
            return True
        async with self._turn:
            if self.wait(client) > 0:
                return False
            is_right = await asyncio.to_thread(self._kept.is_right, typed)
        if is_right:
            self._known.add(mark)
            self._wrong.pop(client, None)
        else:
            count, _ = self._wrong.pop(client, (0, 0.0))
            self._wrong[client] = (count + 1, self._clock())
            if len(self._wrong) > _ADDRESSES:
                self._wrong.popitem(last=False)
        return is_right

    def wait(self, client: str) -> float:
        """Seconds for which an address is not listened to any more; 0 if it is."""
        count, last = self._wrong.get(client, (0, 0.0))
        if count < _FREE:
            return 0.0
        length = min(_SHORTEST * 2.0 ** min(count - _FREE, 16), _LONGEST)
        return max(0.0, last + length - self._clock())

    def given(self) -> str:
        """A pass for the replay origin."""
        until = str(int(self._clock()) + _PASS_LASTS)
        return f"{until}.{self._signed(until)}"

    def opens(self, shown: str | None) -> bool:
        """Whether a pass is one that was given, and not too long ago."""
        until, _, signature = (shown or "").partition(".")
        is_ours = hmac.compare_digest(
            signature.encode("utf-8", "replace"), self._signed(until).encode()
        )
        return is_ours and int(until) > self._clock()

    def _signed(self, until: str) -> str:
        words = f"replay:{until}".encode("utf-8", "replace")
        return hmac.digest(self._secret, words, hashlib.sha256).hex()


def challenge(wait: float) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """The answer to who does not bear the password: status, fields, body."""
    if wait > 0:
        fields = [(b"retry-after", str(int(wait) + 1).encode())]
        return 429, fields, b"429: too many wrong passwords from your address; wait a little.\n"
    return 401, [(b"www-authenticate", _REALM)], b"401: this archive is read with its password.\n"


def pass_of(cookies: bytes | None) -> str | None:
    """The pass in a ``Cookie`` field, if there is one."""
    try:
        found = SimpleCookie((cookies or b"").decode("latin-1")).get(PASS)
    except CookieError:
        return None
    return found.value if found else None


def _typed(authorization: bytes | None) -> str | None:
    scheme, _, credentials = (authorization or b"").partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        name_and_word = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return name_and_word.partition(":")[2]
