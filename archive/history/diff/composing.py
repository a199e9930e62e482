"""The difference of two parts of a text, told in pieces that make up both of them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from archive.history.diff.alignment import Pair, aligned
from archive.history.diff.model import (
    BlockChange,
    Kind,
    Part,
    Piece,
    Run,
    SentenceChange,
    Span,
    merged,
)
from archive.history.diff.noise import rule_of
from archive.history.diff.script import Group, Step, walked
from archive.history.diff.text import Item, Text, Tokens
from archive.history.diff.wording import runs
from archive.history.diff.words import folded, is_folded, looked

_Match = tuple[int, int, int, int, str]
"""Characters of the old text and of the new that are the same, and by which rule if not to see."""


def composed(old: Text, new: Text, part: Part) -> Iterator[BlockChange]:
    """What became of each block, in the order of both texts.

    Spans of pieces cover each block of either text without a gap, ``left`` aside, which only shows
    where something stood.
    """
    for group in walked(aligned(old, new)):
        yield _block(group, old, new, part)


def _block(group: Group, old: Text, new: Text, part: Part) -> BlockChange:
    if whole := _untouched(group, old, new, part):
        return whole
    pieces = merged(_pieces(group, old, new))
    came = group.new
    blocks, number = (old.blocks, group.olds[0]) if came is None else (new.blocks, came)
    form = blocks[number].kind
    kind = _kind(group, pieces)
    if kind == "same" and len(group.olds) == 1 and old.blocks[group.olds[0]].kind != form:
        kind = "noise"
        pieces = tuple(
            Piece("noise", p.text, p.text, "layout", p.old, p.new, p.moved) for p in pieces
        )
    before, after = _numbers(group)
    told = tuple(_sentence(step) for step in group.steps) if kind != "same" else ()
    return BlockChange(kind, pieces, part, form, before, after, told)


def _untouched(group: Group, old: Text, new: Text, part: Part) -> BlockChange | None:
    """A block that is the same; most are."""
    pair = group.steps[0].pair
    if len(group.steps) > 1 or pair is None or pair.moved or not pair.same:
        return None
    one, other = pair.old[0], pair.new[0]
    before, after = old.blocks[one.block], new.blocks[other.block]
    if before != after or one.text != before.text or other.text != after.text:
        return None
    piece = Piece("same", after.text, "", "", (one.start, one.end), (other.start, other.end))
    return BlockChange("same", (piece,), part, after.kind, one.block, other.block)


def _kind(group: Group, pieces: Sequence[Piece]) -> Kind:
    ops = {piece.op for piece in pieces}
    if ops <= {"same", "noise"} and group.new is None:
        return "noise"
    if group.new is None:
        return "left" if ops <= {"left", "noise"} else "removed"
    if group.steps and all(step.moved for step in group.steps if step.old) and not group.olds:
        moved = any(step.moved for step in group.steps)
        return "moved" if moved else "added" if "added" in ops else "noise"
    if any(step.moved for step in group.steps) or ops & {"added", "removed", "left"}:
        return "changed"
    return "noise" if "noise" in ops else "same"


def _numbers(group: Group) -> tuple[int | None, int | None]:
    before: int | None = group.olds[0] if group.olds else None
    if before is None:
        before = next((step.old[0].block for step in group.steps if step.moved), None)
    return before, group.new


def _sentence(step: Step) -> SentenceChange:
    old = (step.old[0].start, step.old[-1].core_end) if step.old else None
    new = (step.new[0].start, step.new[-1].core_end) if step.new else None
    if step.left:
        return SentenceChange("left", old, None)
    if step.pair is None:
        return SentenceChange("removed" if old else "added", old, new)
    if not step.pair.same:
        return SentenceChange("changed", old, new, step.moved)
    kind = "moved" if step.moved else "same" if _looks_same(step.pair) else "noise"
    return SentenceChange(kind, old, new, step.moved)  # type: ignore[arg-type]


def _looks_same(pair: Pair) -> bool:
    return pair.old[0].text.rstrip() == pair.new[0].text.rstrip()


def _pieces(group: Group, old: Text, new: Text) -> Iterator[Run]:
    for way, found in groupby(group.steps, key=_way):
        steps = list(found)
        if way == "left":
            for step in steps:
                for item in step.old:
                    yield ("left", item.text, "", "", (item.start, item.end), None, False)
            continue
        for some in [[step] for step in steps] if way == "moved" else [steps]:
            yield from _told(some, old, new, moved=way == "moved")


def _way(step: Step) -> str:
    return "left" if step.left else "moved" if step.moved else ""


def _told(steps: Sequence[Step], old: Text, new: Text, *, moved: bool) -> list[Run]:
    """Sentences in order, as pieces."""
    walk = _Walk(old, new, [i for s in steps for i in s.old], [i for s in steps for i in s.new],
                 moved=moved)  # fmt: skip
    for step in steps:
        if step.pair is not None:
            for match in _matches(step.pair):
                walk.match(match)
    return walk.done()


def _matches(pair: Pair) -> Iterator[_Match]:
    if pair.same:
        one, other = pair.old[0], pair.new[0]
        was, text = one.text.rstrip(), other.text.rstrip()
        if was == text:
            yield (one.start, one.start + len(was), other.start, other.start + len(text), "")
            return
    ours = Tokens.joined([item.tokens for item in pair.old])
    theirs = Tokens.joined([item.tokens for item in pair.new])
    here, there = pair.old[0].of.text, pair.new[0].of.text
    for run in runs(ours.keys, theirs.keys):
        last, final = run.old + run.size - 1, run.new + run.size - 1
        spans = ours.starts[run.old], ours.ends[last], theirs.starts[run.new], theirs.ends[final]
        if here[spans[0] : spans[1]] == there[spans[2] : spans[3]]:
            yield (*spans, "")
            continue
        for i, j in zip(range(run.old, last + 1), range(run.new, final + 1), strict=True):
            a, b, c, d = ours.starts[i], ours.ends[i], theirs.starts[j], theirs.ends[j]
            was, text = here[a:b], there[c:d]
            line = ours.rules[i] if ours.rules else ""
            yield (a, b, c, d, "" if was == text else line or rule_of(was, text))


class _Walk:
    """A walk through sentences of both texts, from one match to the next.

    What is the same is cut out of the text only where something else follows.
    """

    def __init__(
        self, old: Text, new: Text, olds: Sequence[Item], news: Sequence[Item], *, moved: bool
    ) -> None:
        self._old, self._new, self._moved = old, new, moved
        self._blocks = [(old.starts[n], old.end(n)) for n in dict.fromkeys(i.block for i in olds)]
        self._marked_old = [item for item in olds if item.marks]
        self._marked_new = [item for item in news if item.marks]
        self._end_old, self._end_new = olds[-1].end if olds else 0, news[-1].end if news else 0
        self._same_old = self._at_old = olds[0].start if olds else 0
        self._same_new = self._at_new = news[0].start if news else 0
        self._runs: list[Run] = []

    def match(self, match: _Match) -> None:
        """Take in what comes before a match, and the match."""
        a, b, c, d, rule = match
        if a != self._at_old or c != self._at_new:
            self._between(a, c)
        if rule:
            text, was = self._new.text[c:d], self._old.text[a:b]
            self._told()
            self._runs.append(("noise", text, was, rule, (a, b), (c, d), self._moved))
            self._same_old, self._same_new = b, d
        self._at_old, self._at_new = b, d

    def done(self) -> list[Run]:
        """All of it, with what comes after the last match."""
        self._between(self._end_old, self._end_new)
        self._told()
        return self._runs

    def _told(self) -> None:
        """Tell what was the same until here."""
        gone, come = (self._same_old, self._at_old), (self._same_new, self._at_new)
        if gone[0] < gone[1]:
            text = self._new.text[slice(*come)]
            self._runs.append(("same", text, "", "", gone, come, self._moved))

    def _between(self, stop_old: int, stop_new: int) -> None:
        """Take in what is not the same; white space that is, is."""
        a, c = self._at_old, self._at_new
        here, there = self._old.text[a:stop_old], self._new.text[c:stop_new]
        if here != there:
            head = _blank_before(here, there)
            tail = _blank_after(here[head:], there[head:])
            self._at_old, self._at_new = a + head, c + head
            self._told()
            b, d = stop_old - tail, stop_new - tail
            self._runs += self._replaced((a + head, b), (c + head, d))
            self._same_old, self._same_new = b, d
        self._at_old, self._at_new = stop_old, stop_new

    def _replaced(self, gone: Span, come: Span) -> Iterator[Run]:
        was, text = self._old.text[slice(*gone)], self._new.text[slice(*come)]
        if not was and not text:
            return
        olds = self._within(gone)
        if _is_blank(was) and _is_blank(text):
            is_border = len(olds) != 1 or gone != olds[0] or not text
            rule = "layout" if is_border and was else "white space"
            yield from self._blank(olds, come, rule)
            return
        if len(olds) == 1 and text and _reads_alike(was, text):
            # Cut into words otherwise, as dashes and quotation marks may have it.
            yield ("noise", text, was, rule_of(was, text), gone, come, self._moved)
            return
        for span in olds:
            yield self._gone(span)
        if text:
            yield self._come(come)

    def _within(self, span: Span) -> list[Span]:
        """The parts of a span of the old text that lie in blocks; not what stands between them."""
        found: list[Span] = []
        for begin, stop in self._blocks:
            start, end = max(span[0], begin), min(span[1], stop)
            if start < end:
                found.append((start, end))
        return found

    def _blank(self, olds: Sequence[Span], come: Span, rule: str) -> Iterator[Run]:
        text = self._new.text[slice(*come)]
        spans: list[Span | None] = [*olds] or [None]
        for number, span in enumerate(spans):
            was = self._old.text[slice(*span)] if span else ""
            new = (text, come) if not number and text else ("", None)
            if was or new[0]:
                yield ("noise", new[0], was, rule, span, new[1], self._moved)

    def _gone(self, span: Span) -> Run:
        was = self._old.text[slice(*span)]
        rule = _whole(self._marked_old, span, was)
        if rule:
            return ("noise", "", was, rule, span, None, self._moved)
        return ("removed", was, "", "", span, None, self._moved)

    def _come(self, span: Span) -> Run:
        text = self._new.text[slice(*span)]
        rule = _whole(self._marked_new, span, text)
        if rule:
            return ("noise", text, "", rule, None, span, self._moved)
        return ("added", text, "", "", None, span, self._moved)


def _blank_before(one: str, other: str) -> int:
    """How many characters of white space both begin with."""
    here, there = one[: len(one) - len(one.lstrip())], other[: len(other) - len(other.lstrip())]
    return len(here) if here == there else _common(here, there)


def _blank_after(one: str, other: str) -> int:
    """How many characters of white space both end with."""
    here, there = one[len(one.rstrip()) :], other[len(other.rstrip()) :]
    return len(here) if here == there else _common(here[::-1], there[::-1])


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)))  # fmt: skip


def _is_blank(text: str) -> bool:
    """Whether nothing is seen of a text."""
    return not text or text.isspace() or not (text.isascii() or looked(text))


def _reads_alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for quotation marks, dashes and white space."""
    if one[0] != other[0] and (one + other).isascii() and one[0].isalnum() and other[0].isalnum():
        # Most often: two other words, and no rule makes letters alike.
        return False
    if is_folded(one) and is_folded(other):
        return one.split() == other.split()
    return folded(one) == folded(other)


def _whole(items: Sequence[Item], span: Span, text: str) -> str:
    """The rule by which all that came or went is a line of noise; empty if it says something."""
    start, end = span[0], span[0] + len(text.rstrip())
    for item in items:
        for mark in item.marks:
            base = item.of.starts[item.block]
            if (
                mark.is_whole
                and base + mark.start <= start
                and end <= base + mark.end
                and start < end
            ):
                return mark.rule
    return ""
