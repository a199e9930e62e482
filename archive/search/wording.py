"""What was understood, as a person would type it and in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce

from archive.search.asked import (
    AllOf,
    AnyOf,
    Asked,
    Days,
    Labelled,
    Near,
    Node,
    Not,
    Phrase,
    Within,
    Word,
)  # fmt: skip
from archive.search.beginnings import is_named
from archive.search.groups import label_of
from archive.translation import N_, _, n_
from archive.translation.names import PAGE_KINDS, language_name

_NOT_PLAIN = re.compile(r'[\s()"|]')


def written(node: Node | None, at: date | None = None) -> str:
    """A query that is read as this."""
    parts = [_written(node)] if node is not None else []
    if at is not None:
        if isinstance(node, AnyOf):
            parts = [f"({parts[0]})"]
        parts.append(f"at:{at}")
    return " ".join(parts)


def _written(node: Node) -> str:
    match node:
        case AllOf(nodes):
            return (" AND " if _repeats_label(nodes) else " ").join(map(_operand, nodes))
        case AnyOf(nodes):
            return " OR ".join(map(_operand, nodes))
        case Not(inner):
            return f"-{_operand(inner)}"
        case Within(name, inner):
            return f"{name}:{_operand(inner)}"
        case Labelled(label, value):
            return f"{label}:{_value(value)}"
        case Days():
            return _days(node)
        case Near(texts, distance):
            return f"NEAR({' '.join(map(_near, texts))}, {distance})"
        case Phrase(text, is_prefix):
            return f'"{text}"' + "*" * is_prefix
        case Word():
            return _word(node)


def _operand(node: Node) -> str:
    text = _written(node)
    return f"({text})" if isinstance(node, AllOf | AnyOf) else text


def _repeats_label(nodes: Iterable[Node]) -> bool:
    labels = [label for label in map(label_of, nodes) if label]
    return len(set(labels)) < len(labels)


def _word(word: Word) -> str:
    if word.is_exact:
        return f'"{word.text}"'
    return f"{_value(word.text)}*" if word.is_prefix else word.text


def _near(text: str) -> str:
    if text.startswith("="):
        return f'"{text[1:]}"'
    if text.endswith("*"):
        return f"{_value(text[:-1])}*"
    return f'"{text}"' if " " in text else text


def _value(text: str) -> str:
    """A text in quotes, where without them it would be read otherwise."""
    return f'"{text}"' if _NOT_PLAIN.search(text) or is_named(text) else text


def _days(days: Days) -> str:
    first, end = days.first, days.end
    if days.clock == "dated":
        if end is None:
            return f"since:{first}"
        if first is None:
            return f"before:{end}"
        return f"on:{_range(first, end)}"
    if end is None:
        return f"{days.clock}:>={first}"
    return f"{days.clock}:<{end}" if first is None else f"{days.clock}:{_range(first, end)}"


def _range(first: date, end: date) -> str:
    """``2024``, ``2024-03``, ``2024-03-05``, or two of one kind with dots between."""
    length = 10 if first.day > 1 or end.day > 1 else 7 if first.month > 1 or end.month > 1 else 4
    begin, last = str(first)[:length], str(end - timedelta(1))[:length]
    return begin if begin == last else f"{begin}..{last}"


def explained(asked: Asked) -> str:
    """What is asked for, in plain words."""
    nodes = asked.node.nodes if isinstance(asked.node, AllOf) else (asked.node,)
    words, others, unwanted = [], [], []
    for node in nodes:
        if isinstance(node, Not):
            unwanted.append(_told(node.node))
        elif isinstance(node, Labelled | Days) or (node is not None and label_of(node)):
            others.append(_told(node, is_outer=True))
        elif node is not None:
            words.append(_told(node, is_outer=len(nodes) == 1))
    several = len(words) > 1
    parts = [_("all of: {words}", words=", ".join(words)) if several else "".join(words)]
    parts.append(_("not: {words}", words=", ".join(unwanted)) if unwanted else "")
    parts += others
    parts.append(_("as it stood on {day}", day=asked.at) if asked.at else "")
    return _("; ").join(part for part in parts if part) or _("nothing")


def _told(node: Node, *, is_outer: bool = False) -> str:
    match node:
        case AllOf(nodes) | AnyOf(nodes):
            joint = _("{one} and {other}") if isinstance(node, AllOf) else _("{one} or {other}")
            told = map(_told, nodes)
            text = reduce(lambda one, other: joint.format(one=one, other=other), told)
            return text if is_outer else f"({text})"
        case Not(inner):
            return _("not {words}", words=_told(inner))
        case Within(name, inner):
            words = _told(inner)
            if name == "title":
                return _("{words} in the title", words=words)
            return _("{words} as author", words=words)
        case Labelled(label, value):
            return labelled(label, value)
        case Days():
            return _told_days(node)
        case Near(texts, distance):
            words = _(" and ").join(map(_near, texts))
            return n_(
                "{words} within {n} word of each other", "{words} within {n} words of each other",
                distance, words=words,
            )  # fmt: skip
        case Phrase(text, is_prefix):
            return f'"{text}…"' if is_prefix else f'"{text}"'
        case Word(text, is_exact, is_prefix):
            shown = f"{text}{'…' * is_prefix}"
            return _("exactly {word}", word=shown) if is_exact else shown


def labelled(label: str, value: str) -> str:
    """A label of what is found: ``in French``, ``source council``."""
    match label:
        case "lang":
            return _("in {language}", language=language_name(value))
        case "source":
            return _("source {name}", name=value)
        case "site":
            return _("site {address}", address=value)
        case _kind:
            return _("type {kind}", kind=PAGE_KINDS.of(value))


def _told_days(days: Days) -> str:
    first, end = days.first, days.end
    parts = {"first": first, "end": end}
    if first is None:
        return _(_BEFORE[days.clock], **parts)
    if end is None:
        return _(_FROM[days.clock], **parts)
    if end - first == timedelta(1):
        return _(_ON[days.clock], **parts)
    return _(_BETWEEN[days.clock], **parts)


_BEFORE = {
    "dated": N_("dated before {end}"),
    "published": N_("published before {end}"),
    "captured": N_("captured before {end}"),
}
_FROM = {
    "dated": N_("dated from {first}"),
    "published": N_("published from {first}"),
    "captured": N_("captured from {first}"),
}
_ON = {
    "dated": N_("dated on {first}"),
    "published": N_("published on {first}"),
    "captured": N_("captured on {first}"),
}
_BETWEEN = {
    "dated": N_("dated from {first} to before {end}"),
    "published": N_("published from {first} to before {end}"),
    "captured": N_("captured from {first} to before {end}"),
}
