"""The difference of two parts of a text, told in pieces that make up both of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from archive.history.diff.words import folded, looked

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


def _told(steps: Sequence[Step], old: Text, new: Text, *, moved: bool) -> Iterator[Run]:
    """Sentences in order, as pieces."""
    walk = _Walk(old, new, [i for s in steps for i in s.old], [i for s in steps for i in s.new],
                 moved=moved)  # fmt: skip
    for step in steps:
        if step.pair is not None:
            for match in _matches(step.pair):
                yield from walk.match(match)
    yield from walk.rest()


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
    """A walk through sentences of both texts, from one match to the next."""

    def __init__(
        self, old: Text, new: Text, olds: Sequence[Item], news: Sequence[Item], *, moved: bool
    ) -> None:
        self._old, self._new, self._moved = old, new, moved
        self._olds, self._news = olds, news
        self._at_old = olds[0].start if olds else 0
        self._at_new = news[0].start if news else 0
        self._end_old = olds[-1].end if olds else 0
        self._end_new = news[-1].end if news else 0

    def match(self, match: _Match) -> Iterator[Run]:
        """What comes before a match, and the match."""
        a, b, c, d, rule = match
        yield from self._between(a, c)
        text, was = self._new.text[c:d], self._old.text[a:b]
        if rule:
            yield ("noise", text, was, rule, (a, b), (c, d), self._moved)
        else:
            yield ("same", text, "", "", (a, b), (c, d), self._moved)
        self._at_old, self._at_new = b, d

    def rest(self) -> Iterator[Run]:
        """What comes after the last match."""
        yield from self._between(self._end_old, self._end_new)

    def _between(self, stop_old: int, stop_new: int) -> Iterator[Run]:
        """What is not the same; white space that is, is."""
        a, b, c, d = self._at_old, stop_old, self._at_new, stop_new
        here, there = self._old.text[a:b], self._new.text[c:d]
        if here == there:
            if here:
                yield self._same(a, c, len(here))
            return
        head = _blank_alike(here, there)
        tail = _blank_alike(here[head:][::-1], there[head:][::-1])
        if head:
            yield self._same(a, c, head)
        a, c = a + head, c + head
        yield from self._replaced((a, b - tail), (c, d - tail))
        if tail:
            yield self._same(b - tail, d - tail, tail)

    def _same(self, a: int, c: int, size: int) -> Run:
        text = self._new.text[c : c + size]
        return ("same", text, "", "", (a, a + size), (c, c + size), self._moved)

    def _replaced(self, gone: Span, come: Span) -> Iterator[Run]:
        was, text = self._old.text[slice(*gone)], self._new.text[slice(*come)]
        if not was and not text:
            return
        olds = list(_within(self._old, gone, self._olds))
        if not looked(was) and not looked(text):
            is_border = len(olds) != 1 or gone != olds[0] or not text
            rule = "layout" if is_border and was else "white space"
            yield from self._blank(olds, come, rule)
            return
        if len(olds) == 1 and text and folded(was) == folded(text):
            # Cut into words otherwise, as dashes and quotation marks may have it.
            yield ("noise", text, was, rule_of(was, text), gone, come, self._moved)
            return
        for span in olds:
            yield self._gone(span)
        if text:
            yield self._come(come)

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
        rule = _whole(self._olds, span, was)
        if rule:
            return ("noise", "", was, rule, span, None, self._moved)
        return ("removed", was, "", "", span, None, self._moved)

    def _come(self, span: Span) -> Run:
        text = self._new.text[slice(*span)]
        rule = _whole(self._news, span, text)
        if rule:
            return ("noise", text, "", rule, None, span, self._moved)
        return ("added", text, "", "", None, span, self._moved)


def _blank_alike(one: str, other: str) -> int:
    """How many characters of white space both begin with."""
    if not one or not other or one[0] != other[0]:
        return 0
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b or not a.isspace():
            break
        count += 1
    return count


def _within(text: Text, span: Span, items: Iterable[Item]) -> Iterator[Span]:
    """The parts of a span that lie in blocks; what stands between blocks is left out."""
    for number in dict.fromkeys(item.block for item in items):
        start, end = max(span[0], text.starts[number]), min(span[1], text.end(number))
        if start < end:
            yield start, end


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
