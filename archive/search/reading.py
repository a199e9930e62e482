"""Reading what a person typed: any text is a query, and none raises an error.

The language is described in ``docs/search.md``. Reading takes one pass over the text, and no more
of it than the words that count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import get_args

from archive.search import tokens
from archive.search.asked import (
    Asked,
    Clock,
    Days,
    Field,
    Label,
    Labelled,
    Near,
    Node,
    Phrase,
    Within,
    Word,
)  # fmt: skip
from archive.search.beginnings import NAME, Beginning, beginning, is_named
from archive.search.days import Range, days, period
from archive.search.groups import Allowance, Group, all_of, any_of, depth, leaves, negated, weight
from archive.search.labels import KINDS, meant, value_of
from archive.search.tokens import Token
from archive.translation import N_, _, n_

MAX_TERMS = 64
"""Words of a query that count."""
MAX_DEPTH = 12
"""Levels of a tree."""
_BRACKETS = 100
_WORD_LENGTH = 200
_PHRASE_LENGTH = 2_000
_SPECIAL = re.compile(r"[()|:,，]")
_COMMA = re.compile("[,，]")
_FIELDS = get_args(Field)
_LABELS = get_args(Label)
_CLOCKS = get_args(Clock)


def read(text: str, *, today: date | None = None) -> Asked:
    """What is asked for.

    Args:
        text: any text.
        today: the day from which ``after:7d`` and ``on:yesterday`` count; without it these are
            words like others.
    """
    return _Reader(today).read(text)


@dataclass(slots=True)
class _Frame:
    """An open bracket.

    Attributes:
        number: what stands last in ``NEAR(a b, 5)`` after a comma.
    """

    group: Group
    before: Beginning = field(default_factory=Beginning)
    is_after_comma: bool = False
    number: str = ""


class _Reader:
    def __init__(self, today: date | None) -> None:
        self._today = today
        self._allowance = Allowance(MAX_TERMS)
        self._frames = [_Frame(Group(self._allowance))]
        self._before: Beginning | None = None
        self._skipped = 0
        self._at: date | None = None

    def read(self, text: str) -> Asked:
        if len(text) > tokens.LENGTH:
            self._allowance.note(
                n_(
                    "only the first {n} character counts",
                    "only the first {n} characters count",
                    tokens.LENGTH,
                )
            )
        for token in tokens.tokens(text):
            if not (self._allowance.words or self._is_free(token)):
                self._note_length()
                break
            self._take(token)
        if len(self._frames) > 1:
            self._allowance.note(_("a bracket is not closed; here it ends with the query"))
        while len(self._frames) > 1:
            self._close()
        node = self._bounded(self._frames[0].group.node())
        return Asked(node, self._at, tuple(self._allowance.notes))

    def _is_free(self, token: Token) -> bool:
        """Whether it is no word: a bracket, an operator, the distance in ``NEAR(a b, 5)``."""
        return token.kind not in ("run", "quoted") or (
            self._frames[-1].before.near is not None and _is_number(token.text.strip(",，") or "0")
        )

    def _take(self, token: Token) -> None:
        frame = self._frames[-1]
        before, self._before = self._before or self._inherited(), None
        if token.kind == "run":
            self._runs(token)
        elif token.kind == "quoted":
            if token.is_unclosed:
                self._allowance.note(
                    _("a quotation mark is not closed; here it ends with the query")
                )
            self._add(self._leaf(token.text, before, token))
        elif token.kind == "operator":
            frame.group.join(token.text, token.distance)
        elif token.kind == "open":
            self._open(before)
        elif self._skipped:
            self._skipped -= 1
        elif len(self._frames) > 1:
            self._close()

    def _inherited(self) -> Beginning:
        return self._frames[-1].before.inner()

    def _open(self, before: Beginning) -> None:
        if len(self._frames) > _BRACKETS:
            self._skipped += 1
            self._allowance.note(
                _(
                    "of more than {number} brackets the inner ones do not count",
                    number=_BRACKETS,
                )
            )
            return
        self._frames.append(_Frame(Group(self._allowance), before))

    def _close(self) -> None:
        frame = self._frames.pop()
        distance = frame.before.near
        if distance is None:
            node = frame.group.node()
        else:
            distance = tokens.capped(frame.number) if frame.number else distance
            node = frame.group.near(frame.group.units(), distance)
        self._add(self._signed(self._bounded(node), frame.before))

    def _bounded(self, node: Node | None) -> Node | None:
        if node is None or depth(node) <= MAX_DEPTH:
            return node
        self._allowance.note(
            _(
                "of brackets more than {number} deep the inner ones do not count",
                number=MAX_DEPTH,
            )
        )
        return all_of(leaves(node))

    def _add(self, node: Node | None) -> None:
        frame = self._frames[-1]
        number, frame.number, frame.is_after_comma = frame.number, "", False
        if number:  # it was no distance: something comes after it
            self._add(self._leaf(number, self._inherited()))
        if node is not None:
            frame.group.add(node)

    def _runs(self, token: Token) -> None:
        frame = self._frames[-1]
        if frame.before.near is None:
            self._run(token.text, token.joined)
            return
        first, *others = _COMMA.split(token.text)
        last = len(others)
        for place, text in enumerate((first, *others)):
            frame.is_after_comma |= place > 0
            if frame.is_after_comma and _is_number(text) and not token.joined:
                self._add(None)
                frame.number = text
            elif text and self._allowance.words:
                self._run(text, token.joined if place == last else "")

    def _run(self, text: str, joined: str) -> None:
        """A word with what stands before it, or only that."""
        outer = self._frames[-1].before
        before, value = beginning(text, outer)
        if joined == "(" and (distance := tokens.near_of(value)):
            self._before = replace(before, near=distance)
        elif value:
            self._hint(value)
            self._add(self._leaf(value, before))
        elif joined:
            self._before = before
        elif before.others:
            name, word = before.others
            self._allowance.note(
                _("{name} stands before its words without a blank", name=name[:40])
            )
            self._add(self._words(name, replace(word, field=outer.field)))

    def _hint(self, text: str) -> None:
        found = NAME.match(text)
        if not found or text.startswith("//", found.end()):
            return
        if close := meant(found[1]):
            self._allowance.note(
                _(
                    "{name} is no field and was taken as a word; did you mean {close}:?",
                    name=found[0],
                    close=close,
                )
            )

    def _leaf(self, text: str, before: Beginning, quoted: Token | None = None) -> Node | None:
        """A word, phrase, label or range of days."""
        name = before.name
        node: Node | None = None
        if not self._allowance.words:
            self._note_length()
            return None
        if name is None or name in _FIELDS:
            return self._words(text, before, quoted)
        value = tokens.bare(text)[0]
        if name in _LABELS:
            node = self._label(name, value)  # type: ignore[arg-type]
        elif name == "at":
            if self._moment(value, before):
                return None
        elif found := self._days(name, value):
            clock: Clock = name if name in _CLOCKS else "dated"  # type: ignore[assignment]
            node = Days(clock, found.first, found.end)
        if node is not None:
            self._allowance.words -= weight(node)
            return self._signed(node, before)
        if not tokens.is_word(text):
            return None
        if before.others and not quoted:
            self._note_value(name, tokens.bare(before.others[0])[0])
            return self._words(*before.others)
        self._note_value(name, f"{name}:{value}")
        return self._words(text, before, quoted)

    def _label(self, label: Label, text: str) -> Node | None:
        """One of the values, where there are several; in addresses a comma means nothing."""
        if not tokens.is_word(text):
            return None
        texts = text.split(",", MAX_TERMS) if label in ("lang", "type") else [text]
        values = [value_of(label, one.strip()) for one in texts]
        if len(values) > self._allowance.words:
            return None
        nodes: list[Node] = [Labelled(label, value) for value in values if value]
        return any_of(nodes) if len(nodes) == len(values) else None

    def _days(self, name: str, text: str) -> Range | None:
        if name in _CLOCKS or name == "on":
            return days(text, self._today)
        found = period(text, self._today)
        if found is None:
            return None
        if name == "since":
            return Range(found.first, None)
        end = found.first if name == "before" else found.end
        return Range(None, end) if end else None

    def _moment(self, text: str, before: Beginning) -> bool:
        found = period(text, self._today)
        if found is None or found.end is None:
            return False
        day = found.end - timedelta(1)
        if before.is_negated:
            self._allowance.note(_("at: cannot be turned round; here it was left out"))
            return True
        if self._at not in (None, day):
            self._allowance.note(_("only one day can be looked at; here it is {day}", day=day))
        self._at = day
        return True

    def _words(self, text: str, before: Beginning, quoted: Token | None = None) -> Node | None:
        text, is_prefix = tokens.bare(text)
        whole = text
        longest = _PHRASE_LENGTH if quoted else _WORD_LENGTH
        if len(text) > longest:
            text = text[:longest]
            self._allowance.note(
                n_(
                    "more than {n} character; the beginning counts",
                    "more than {n} characters; their beginning counts",
                    longest,
                )
            )
        if tokens.weight(text) > self._allowance.words:
            text = tokens.cut(text, self._allowance.words)
            self._note_length()
        if text is not whole:
            text, is_prefix = tokens.bare(text)[0], False
        # What is left of before:2024-03-05abc must not become a date.
        if not tokens.is_word(text) or (text is not whole and not quoted and is_named(text)):
            return None
        self._allowance.words -= tokens.weight(text)
        is_prefix |= bool(quoted and quoted.is_open)
        made = self._made(text, before, quoted, is_prefix=is_prefix)
        return self._signed(Within(before.field, made) if before.field else made, before)

    def _made(
        self, text: str, before: Beginning, quoted: Token | None, *, is_prefix: bool
    ) -> Word | Phrase | Near:
        if " " in text:
            words = [word for word in map(_plain, text.split()) if tokens.is_word(word)]
            if quoted and quoted.distance and len(words) > 1:
                return Near(tuple(words), quoted.distance)
            return Phrase(text, is_prefix)
        is_exact = (quoted is not None or before.is_exact) and not is_prefix
        if not is_exact and not is_prefix and tokens.is_operator(text):
            text = text.lower()
        elif not quoted and "*" in text:
            self._allowance.note(_("a star counts at the end of a word only"))
        return Word(text, is_exact, is_prefix)

    def _signed(self, node: Node | None, before: Beginning) -> Node | None:
        return negated(node) if node is not None and before.is_negated else node

    def _note_length(self) -> None:
        self._allowance.note(
            n_("only the first {n} word counts", "only the first {n} words count", MAX_TERMS)
        )

    def _note_value(self, name: str, typed: str) -> None:
        shown = typed if len(typed) <= 40 else f"{typed[:40]}…"
        if name in _LABELS:
            kinds = ", ".join(KINDS)
            note = _(_NO_VALUE.get(name, _NO_OTHER), typed=shown, name=name, kinds=kinds)
        elif self._today:
            note = _("{typed} is no date; taken as words", typed=shown)
        else:
            note = _(
                "{typed} is no date; write it as 2024-03-05, 2024-03 or 2024; taken as words",
                typed=shown,
            )
        self._allowance.note(note)


_NO_VALUE = {
    "type": N_("{typed} names no kind of page (there are {kinds}); taken as words"),
    "lang": N_("{typed} names no language; taken as words"),
}
_NO_OTHER = N_("{typed} names no {name}; taken as words")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _plain(text: str) -> str:
    """A word of a phrase, by itself, without what would be read otherwise there."""
    text = tokens.bare(_SPECIAL.sub(" ", text))[0]
    return text.lower() if tokens.is_operator(text) else text
