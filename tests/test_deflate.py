"""The deflate algorithm in Python alone: the same stream as zlib's, bit for bit."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.store.deflate import Deflate, deflated, followed, opening
from archive.store.recipes import is_zlib

pytestmark = pytest.mark.skipif(
    not is_zlib(), reason="this Python's zlib is another program: nothing to compare with"
)

_WORDS = b"the committee of ministers court rights report visit prison police state".split()


def text(size: int, seed: int = 1) -> bytes:
    """Words in a row, as pages have them: some again and again, some numbers in between."""
    chosen = random.Random(seed)
    words = [chosen.choice(_WORDS) for _ in range(size // 6 + 1)]
    words[::9] = [b"%d" % chosen.randrange(10**6) for _ in words[::9]]
    return b" ".join(words)[:size]


@settings(max_examples=60, deadline=None)
@given(
    plain=st.one_of(
        st.binary(max_size=3000),
        st.lists(st.sampled_from([*_WORDS, b" ", b"<p>", b"aaaa"]), max_size=900).map(b"".join),
        st.tuples(st.binary(min_size=1, max_size=40), st.integers(1, 200)).map(
            lambda p: p[0] * p[1]
        ),
    ),
    level=st.integers(1, 9),
    memory=st.integers(1, 9),
    window=st.integers(9, 15),
    data=st.data(),
)
def test_the_stream_is_that_of_zlib(
    plain: bytes, level: int, memory: int, window: int, data: st.DataObject
) -> None:
    """Whatever is deflated, at any level, with any window, flushed anywhere."""
    places = data.draw(st.lists(st.integers(0, len(plain)), max_size=3))
    deflate = Deflate(level, memory, window, tuple(sorted(places)))
    stream = followed(plain, deflate)
    assert stream == deflated(plain, deflate)
    assert zlib.decompress(stream, -15) == plain


@pytest.mark.parametrize(("level", "window"), [(1, 15), (4, 15), (6, 12), (9, 11)])
def test_the_window_moves_on_as_that_of_zlib(level: int, window: int) -> None:
    """Input of several windows, of which the beginning is forgotten."""
    size = 1 << window
    plain = text(size * 2) + random.Random(2).randbytes(size // 8) + text(size, 3)
    deflate = Deflate(level, window=window, flushes=(size + 1_000,))
    assert followed(plain, deflate) == deflated(plain, deflate)


def test_small_windows_move_on_as_those_of_zlib() -> None:
    """As nginx has them for short bodies."""
    plain = text(9_000)
    for window, memory in ((9, 2), (12, 5)):
        deflate = Deflate(6, memory, window)
        assert followed(plain, deflate) == deflated(plain, deflate)


def test_what_does_not_compress_is_stored_as_zlib_stores_it() -> None:
    """Noise, longer than one block of symbols."""
    plain = random.Random(4).randbytes(40_000)
    assert followed(plain, Deflate(6)) == deflated(plain, Deflate(6))


def test_a_stream_opens_as_it_does_when_more_comes() -> None:
    """So that wrong parameters are told by the beginning of a body."""
    plain = text(300_000)
    begun = opening(plain[:200_000], Deflate(6))
    assert begun
    assert deflated(plain, Deflate(6)).startswith(begun)
