"""From host names to addresses: a cache, and the guard against private networks."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

TTL = 300.0
"""Seconds an answer is reused: the system's resolver does not tell the record's own TTL."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddress(IgnoreRequest):
    """The host's addresses are all private, and private ones were not allowed."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address to dial: socket family and the ``sockaddr`` of that family."""

    family: int
    sockaddr: tuple[Any, ...]

    @property
    def ip(self) -> str:
        """The address as text, without scope."""
        return str(self.sockaddr[0]).partition("%")[0]


class Resolver:
    """Resolves names through the system, remembering answers for ``ttl`` seconds."""

    def __init__(self, *, size: int, timeout: float, ttl: float = TTL) -> None:
        """Keep at most ``size`` names; give a look-up ``timeout`` seconds."""
        self._size = size
        self._timeout = timeout
        self._ttl = ttl
        self._known: OrderedDict[tuple[str, int], tuple[float, list[Address]]] = OrderedDict()

    async def resolve(self, host: str, port: int) -> list[Address]:
        """Addresses of ``host`` in the order the system prefers.

        Raises:
            CannotResolveHostError: there are none, or the look-up took too long.
        """
        key = (host, port)
        expires, addresses = self._known.get(key, (0.0, []))
        if time.monotonic() < expires:
            return addresses
        addresses = await self._look_up(host, port)
        self._known[key] = (time.monotonic() + self._ttl, addresses)
        self._known.move_to_end(key)
        while len(self._known) > self._size:
            self._known.popitem(last=False)
        return addresses

    async def _look_up(self, host: str, port: int) -> list[Address]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise CannotResolveHostError(
                f"no address for {host} within {self._timeout:g} s"
            ) from None
        except (OSError, UnicodeError) as exc:
            why = (exc.strerror if isinstance(exc, OSError) else None) or exc
            raise CannotResolveHostError(f"no address for {host}: {why}") from exc
        return _interleave([Address(family, sockaddr) for family, _, _, _, sockaddr in found])


def public(addresses: list[Address], host: str) -> list[Address]:
    """Those of ``addresses`` that are no private ones.

    Raises:
        PrivateAddress: none is left.
    """
    kept = [address for address in addresses if not is_private(address.ip)]
    if not kept:
        raise PrivateAddress(
            f"private address {addresses[0].ip} refused: {host} is not on the public Internet; "
            "to fetch from it all the same, use --allow-private"
        )
    return kept


def is_private(ip: str) -> bool:
    """Whether ``ip`` is loopback, private, link-local, multicast, reserved or unspecified.

    IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64) is judged by the IPv4 address.
    """
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_private(str(inner))
        if address.is_site_local:  # deprecated (RFC 3879), but routed by some to this day
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


def _interleave(addresses: list[Address]) -> list[Address]:
    """Alternate the families, the system's first choice first (RFC 8305, section 4)."""
    if not addresses:
        return []
    first = [a for a in addresses if a.family == addresses[0].family]
    other = [a for a in addresses if a.family != addresses[0].family]
    mixed = [a for pair in zip(first, other, strict=False) for a in pair]
    return mixed + first[len(other) :] + other[len(first) :]
