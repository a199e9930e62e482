"""Recipes: coded bodies made again from what they decode to, byte for byte."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import http
from archive.store import recipes
from archive.store.deflate import Deflate, deflated, followed
from archive.store.recipes import Recipe
from tests.test_deflate import text

pytestmark = pytest.mark.skipif(
    not recipes.is_zlib(), reason="this Python's zlib is another program: it makes no recipes"
)

PAGE = b"<!doctype html><title>Visit</title>" + text(30_000)
GZIP = bytes.fromhex("1f8b0800000000000003")


def message(body: bytes, coding: str = "gzip", *, framed: bool = False) -> http.Message:
    """A response with a coded body."""
    fields = f"Content-Encoding: {coding}\r\n"
    fields += "Transfer-Encoding: chunked\r\n" if framed else f"Content-Length: {len(body)}\r\n"
    return http.Message(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode(), body)


def gzipped(plain: bytes, deflate: Deflate, head: bytes = GZIP) -> bytes:
    """A gzip member as a server with these parameters makes it."""
    trailer = zlib.crc32(plain).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
    return head + deflated(plain, deflate) + trailer


def chunked(body: bytes, size: int) -> bytes:
    """A body in chunks (RFC 9112, 7.1)."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%X\r\n%b\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


SERVERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "Apache": ("gzip", lambda: gzipped(PAGE, Deflate(6, 9, 15, (8_192, 30_035)))),
    "nginx": ("gzip", lambda: gzipped(PAGE, Deflate(1), GZIP[:8] + b"\x04\x03")),
    "nginx, short": ("gzip", lambda: gzipped(PAGE[:5_000], Deflate(1, 6, 13))),
    "a file packed before": ("gzip", lambda: gzip.compress(PAGE, 9, mtime=7)),
    "a file with its name": ("x-gzip", lambda: gzipped(PAGE, Deflate(6), NAMED)),
    "zlib": ("deflate", lambda: zlib.compress(PAGE, 6)),
    "bare deflate": ("deflate", lambda: deflated(PAGE, Deflate(6))),
    "something after it": ("gzip", lambda: gzip.compress(PAGE, 6, mtime=0) + b"\0\0\0"),
}
NAMED = bytes.fromhex("1f8b0818000000000003") + b"page.html\0a comment\0"


@pytest.mark.parametrize("server", SERVERS)
def test_what_servers_send_is_made_again(server: str) -> None:
    """Whole or in chunks, and by our own algorithm as by zlib."""
    coding, make = SERVERS[server]
    for said in (message(make(), coding), message(chunked(make(), 4096), coding, framed=True)):
        found = recipes.recipe_of(said)
        assert found
        recipe, plain = found
        assert said.decoded()[0] == plain
        assert recipe.coded(plain) == said.body
        assert recipe.coded(plain, followed) == said.body
        assert recipes.read(recipes.written(recipe, 7, len(plain))) == (recipe, 7, len(plain))


@settings(max_examples=80, deadline=None)
@given(
    plain=st.one_of(st.binary(max_size=4_000), st.integers(300, 9_000).map(text)),
    level=st.integers(1, 9),
    memory=st.sampled_from([8, 9]),
    size=st.integers(1, 5_000),
)
def test_a_recipe_gives_the_very_bytes_or_there_is_none(
    plain: bytes, level: int, memory: int, size: int
) -> None:
    """Any body, at any level, in chunks of any size."""
    said = message(chunked(gzipped(plain, Deflate(level, memory)), size), framed=True)
    found = recipes.recipe_of(said)
    if found is None:
        assert len(said.body) < 300
    else:
        assert found[0].coded(found[1]) == said.body


@pytest.mark.parametrize(
    "said",
    [
        message(PAGE),
        message(gzip.compress(PAGE)[:-3]),
        message(gzip.compress(PAGE)[:-8] + b"12345678"),
        message(gzip.compress(PAGE), "br"),
        message(gzip.compress(PAGE), "gzip, gzip"),
        message(gzip.compress(PAGE), framed=True),
        message(gzip.compress(PAGE[:200]) + gzip.compress(PAGE)[:9]),
        message(gzip.compress(b"a" * 40)),
        message(b"\x1f\x8b\x08\x08" + b"no end of its name" * 40),
        message(deflated(PAGE, Deflate(6, 3, 10))),
    ],
    ids=[
        "not coded", "cut", "a wrong checksum", "named otherwise", "coded twice", "no chunks",
        "too short a member", "too short", "a name that does not end", "parameters of nobody",
    ],
)  # fmt: skip
def test_what_cannot_be_made_again_has_no_recipe(said: http.Message) -> None:
    """It is kept as it came."""
    assert recipes.recipe_of(said) is None


def test_parameters_of_a_like_message_are_tried_first() -> None:
    """So that rare ones are found again at once."""
    rare = Deflate(7, 7, 14)
    said = message(gzipped(PAGE, rare))
    assert recipes.recipe_of(said) is None
    found = recipes.recipe_of(said, Recipe(rare))
    assert found
    assert found[0].deflate == rare


@pytest.mark.parametrize(
    "line", [b"", b"[]\n", b"{}\n", b'{"deflate":[6],"at":0,"size":1}\n', b'{"at":1}\n']
)
def test_a_line_that_is_no_recipe_is_refused(line: bytes) -> None:
    """What is read from a damaged file."""
    with pytest.raises(ValueError, match=r"recipe|Expecting|unpack"):
        recipes.read(line)
