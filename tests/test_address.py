"""Which addresses may be dialled."""

from __future__ import annotations

import asyncio
import socket

import pytest
from scrapy.exceptions import CannotResolveHostError

from crawler.fetch.address import Address, PrivateAddress, Resolver, is_private, public


def v4(ip: str) -> Address:
    """An IPv4 address to dial."""
    return Address(socket.AF_INET, (ip, 80))


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::",
     "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "2002:7f00:1::", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "::127.0.0.1", "fec0::1",
     "2001:0:7f00:1::", "fe80::5efe:a00:1"],
)  # fmt: skip
def test_private(ip: str) -> None:
    """Addresses that are not of the public Internet are private, whatever they are wrapped in."""
    assert is_private(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public(ip: str) -> None:
    """Addresses of the public Internet are not private."""
    assert not is_private(ip)


def test_only_public_addresses_of_a_host_are_dialled() -> None:
    """A name with both kinds of addresses is dialled only at the public ones."""
    assert public([v4("10.0.0.1"), v4("8.8.8.8")], "a.example") == [v4("8.8.8.8")]


def test_refusal_says_what_to_do() -> None:
    """A host on a private network is refused with the address, the name and the way out."""
    with pytest.raises(
        PrivateAddress, match=r"private address 10\.0\.0\.1 refused.*a\.example.*--al"
    ):
        public([v4("10.0.0.1")], "a.example")


def test_answers_are_remembered_for_a_time() -> None:
    """The system is asked again only after the time to live."""

    async def ask(ttl: float) -> bool:
        resolver = Resolver(size=10, timeout=5, ttl=ttl)
        return await resolver.resolve("127.0.0.1", 80) is await resolver.resolve("127.0.0.1", 80)

    assert asyncio.run(ask(60))
    assert not asyncio.run(ask(0))


def test_size_bounds_the_memory() -> None:
    """Without room nothing is remembered."""

    async def ask() -> bool:
        resolver = Resolver(size=0, timeout=5)
        return await resolver.resolve("127.0.0.1", 80) is await resolver.resolve("127.0.0.1", 80)

    assert not asyncio.run(ask())


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example"])
def test_impossible_name(name: str) -> None:
    """A name that cannot be looked up is one that has no address."""
    with pytest.raises(CannotResolveHostError, match="no address for"):
        asyncio.run(Resolver(size=1, timeout=5).resolve(name, 80))
