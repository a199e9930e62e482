"""What the difference of two long texts costs, beside ``difflib`` and patiencediff.

``python -m benchmarks.diff [PAGES]`` makes a text of so many pages (40, of 500 words each) of
made-up words, and others of it: with 1, 10 and 60 per cent of the sentences edited, with paragraphs
moved, with nothing in common; and texts that are hard for an algorithm. For each it prints CPU
milliseconds, the least of some runs, and how many times that ``difflib`` (by word, in lines of one
word) and patiencediff, where it is installed, take for the words alone, without sentences, moves,
noise or drawing.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from importlib.util import find_spec

from archive.clean import Block
from archive.history.diff import compared

Text = list[list[list[str]]]
"""Paragraphs of sentences of words."""
_A_PAGE = 500
_RUNS = 20


def main(pages: int) -> None:
    """Print all of it."""
    source = random.Random(20251005)
    words = _vocabulary(source)
    base = _text(source, words, pages * _A_PAGE)
    print(f"{sum(len(s) for p in base for s in p):,} words, {len(base):,} paragraphs; CPU ms")
    print(f"{'':34}{'greffe':>8}{'difflib':>9}{'patience':>9}{'added':>8}{'gone':>7}{'moved':>7}")
    for share in (0.01, 0.1, 0.6):
        _row(f"{share:.0%} of sentences edited", base, _edited(source, words, base, share))
    _row("10 % edited, 10 paragraphs moved", base,
         _moved(source, _edited(source, words, base, 0.1), 10))  # fmt: skip
    _row("all paragraphs shuffled", base, _moved(source, base, len(base)))
    _row("nothing in common", base, _text(source, words, pages * _A_PAGE))
    print("\nhard ones, greffe alone")
    same = [_block("the same line")]
    _hard(
        "100,000 equal lines, one more",
        same * 100_000,
        [*same * 60_000, _block("x"), *same * 40_000],
    )
    _hard("100,000 equal lines, every 4th new", same * 100_000, ([*same * 3, _block("x")]) * 25_000)
    one, other = (
        [_block(" ".join(w for p in t for s in p for w in s))]
        for t in (base, _edited(source, words, base, 0.6))
    )
    _hard("one block without a full stop", one, other)
    _hard("one word of 500,000 letters", [_block("x" * 500_000)], [_block("x" * 500_001)])
    _hard("50,000 times a, then a b", [_block("a " * 50_000)], [_block("a b " * 50_000)])


def _row(name: str, old: Text, new: Text) -> None:
    here, there = _blocks(old), _blocks(new)
    change = compared(here, there)
    own = _least(lambda: compared(here, there))
    one, other = _flat(old), _flat(new)
    theirs = [_least(lambda: SequenceMatcher(None, one, other, autojunk=False).get_opcodes(), 2)]
    if find_spec("patiencediff"):
        from patiencediff import PatienceSequenceMatcher

        theirs.append(_least(lambda: PatienceSequenceMatcher(None, one, other).get_opcodes()))
    ratios = "".join(f"{taken / own:8.1f}x" for taken in theirs) + " " * 9 * (2 - len(theirs))
    print(f"{name:<34}{own:8.0f}{ratios}{change.added_words:8,}{change.removed_words:7,}"
          f"{change.moved_words:7,}", flush=True)  # fmt: skip


def _hard(name: str, old: Sequence[Block], new: Sequence[Block]) -> None:
    print(f"{name:<34}{_least(lambda: compared(old, new), 1):8.0f}", flush=True)


def _least(what: Callable[[], object], runs: int = _RUNS) -> float:
    """CPU milliseconds, the least of some runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        what()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


def _vocabulary(source: random.Random) -> list[str]:
    syllables = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]
    return ["".join(source.choices(syllables, k=source.randint(1, 4))) for _ in range(5000)]


def _text(source: random.Random, words: Sequence[str], count: int) -> Text:
    weights = [1 / (rank + 3) for rank in range(len(words))]
    text: Text = []
    while count > 0:
        sentences = [
            source.choices(words, weights, k=source.randint(10, 28))
            for _ in range(source.randint(2, 6))
        ]
        count -= sum(map(len, sentences))
        text.append(sentences)
    return text


def _edited(source: random.Random, words: Sequence[str], text: Text, share: float) -> Text:
    """Up to three words of some sentences replaced; of a third of these, two left out."""

    def edited(sentence: list[str]) -> list[str]:
        if source.random() >= share:
            return sentence
        sentence = list(sentence)
        for _ in range(source.randint(1, 3)):
            sentence[source.randrange(len(sentence))] = source.choice(words)
        return sentence[:3] + sentence[5:] if source.random() < 1 / 3 else sentence

    return [[edited(sentence) for sentence in paragraph] for paragraph in text]


def _moved(source: random.Random, text: Text, count: int) -> Text:
    text = list(text)
    for _ in range(count):
        text.insert(source.randrange(len(text)), text.pop(source.randrange(len(text))))
    return text


def _blocks(text: Text) -> list[Block]:
    return [_block(" ".join(" ".join(s).capitalize() + "." for s in p)) for p in text]


def _block(text: str) -> Block:
    return Block("paragraph", text)


def _flat(text: Text) -> list[str]:
    return [word for paragraph in text for sentence in paragraph for word in sentence]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
