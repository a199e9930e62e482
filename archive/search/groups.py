"""How the words of a query hang together: NEAR before NOT before AND before OR before a blank."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, product

from archive.search import tokens
from archive.search.asked import (
    AllOf,
    AnyOf,
    Days,
    Field,
    Labelled,
    Near,
    Node,
    Not,
    Phrase,
    Within,
    Word,
)  # fmt: skip


def all_of(nodes: list[Node]) -> Node | None:
    """All of these, without needless brackets; bounds of the same clock are one range."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, AllOf) else (node,))
    flat = list(dict.fromkeys(_with_ranges_joined(flat)))
    return AllOf(tuple(flat)) if len(flat) > 1 else flat[0]


def any_of(nodes: list[Node]) -> Node | None:
    """One of these, without needless brackets."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, AnyOf) else (node,))
    flat = list(dict.fromkeys(flat))
    return AnyOf(tuple(flat)) if len(flat) > 1 else flat[0]


def negated(node: Node) -> Node:
    """The opposite."""
    return node.node if isinstance(node, Not) else Not(node)


def label_of(node: Node) -> str | None:
    """The label of a node that is about nothing else."""
    if isinstance(node, Labelled):
        return node.label
    if isinstance(node, AnyOf):
        labels = {part.label if isinstance(part, Labelled) else None for part in node.nodes}
        return labels.pop() if len(labels) == 1 else None
    return None


def near(nodes: list[Node], distance: int, room: int) -> Node | None:
    """Words near each other, each of the alternatives with each; ``None`` where it cannot be said.

    Args:
        nodes: two or more.
        distance: in words.
        room: for how many words the result may count.
    """
    choices = [_texts(node) for node in nodes]
    fields = {name for texts in choices for name, _ in texts}
    if len(fields) != 1 or not all(choices):
        return None
    words = [[text for _, text in texts] for texts in choices]
    count = 1
    for texts in words:
        count *= len(texts)
        if count > room:
            return None
    name = fields.pop()
    made = [Near(texts, distance) for texts in product(*words)]
    whole = any_of([Within(name, one) if name else one for one in made])
    return None if whole is None or weight(whole) > room else whole


def weight(node: Node) -> int:
    """For how many words something counts."""
    match node:
        case Word(text) | Phrase(text):
            return tokens.weight(text)
        case Near(texts):
            return sum(map(tokens.weight, texts))
        case Within(_, inner) | Not(inner):
            return weight(inner)
        case AllOf(nodes) | AnyOf(nodes):
            return sum(map(weight, nodes))
        case _:
            return 1


def depth(node: Node) -> int:
    """How many brackets stand in one another."""
    match node:
        case Not(inner):
            return depth(inner)
        case AllOf(nodes) | AnyOf(nodes):
            return 1 + max(map(depth, nodes))
        case _:
            return 0


def leaves(node: Node) -> list[Node]:
    """All that must or may be there, however it hangs together."""
    match node:
        case Not():
            return []
        case AllOf(nodes) | AnyOf(nodes):
            return [leaf for part in nodes for leaf in leaves(part)]
        case _:
            return [node]


def _texts(node: Node) -> list[tuple[Field | None, str]]:
    """The field and text of a word or phrase, or of each of its alternatives; else none."""
    if isinstance(node, AnyOf):
        found = [_texts(part) for part in node.nodes]
        return [text for texts in found for text in texts] if all(found) else []
    name, inner = (node.field, node.node) if isinstance(node, Within) else (None, node)
    if not isinstance(inner, (Word, Phrase)):
        return []
    # Commas stand between the words of NEAR.
    text, _ = tokens.bare(inner.text.replace(",", " ").replace("，", " "))
    if inner.is_prefix:
        text += "*"
    elif isinstance(inner, Word) and inner.is_exact and " " not in text:
        text = f"={text}"
    elif tokens.is_operator(text):
        text = text.lower()
    return [(name, text)]


def _with_ranges_joined(nodes: list[Node]) -> list[Node]:
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, Days):
            for place, other in enumerate(joined):
                both = isinstance(other, Days) and _both(other, node)
                if both:
                    joined[place] = both
                    break
            else:
                joined.append(node)
        else:
            joined.append(node)
    return joined


def _both(one: Days, other: Days) -> Days | None:
    """The days that are in both ranges, if there are any."""
    if one.clock != other.clock:
        return None
    first = max((day for day in (one.first, other.first) if day), default=None)
    end = min((day for day in (one.end, other.end) if day), default=None)
    return None if first and end and first >= end else Days(one.clock, first, end)


_NOTES = 8


@dataclass(slots=True)
class Allowance:
    """What a query may still cost, and what there is to say about it.

    Attributes:
        words: how many words may still count.
        notes: what was not taken as it may have been meant, in words.
    """

    words: int
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Say something, once."""
        if text not in self.notes and len(self.notes) < _NOTES:
            self.notes.append(text)


@dataclass(slots=True)
class Group:
    """What stands in one pair of brackets, as it is read from left to right."""

    allowance: Allowance
    _units: list[Node] = field(default_factory=list)
    _any: list[Node] = field(default_factory=list)
    _all: list[Node] = field(default_factory=list)
    _chain: list[Node] = field(default_factory=list)
    _gaps: list[int] = field(default_factory=list)
    _joiner: str = ""
    _distance: int = tokens.DISTANCE
    _is_negated: bool = False
    _is_chain_negated: bool = False

    def add(self, node: Node) -> None:
        """The next operand."""
        if self._joiner == "NEAR":
            self._chain.append(negated(node) if self._is_negated else node)
            self._gaps.append(self._distance)
        else:
            self._end_chain()
            if self._joiner != "AND":
                self._end_all()
                if self._joiner != "OR":
                    self._end_any()
            self._chain = [node]
            self._is_chain_negated = self._is_negated
        self._joiner, self._is_negated = "", False

    def join(self, operator: str, distance: int | None) -> None:
        """The next operator: AND, OR, NOT, NEAR."""
        if operator == "NOT":
            self._is_negated = not self._is_negated
            return
        if self._joiner or self._is_negated or not self._chain:
            self._lonely(self._joiner or ("NOT" if self._is_negated else operator))
        self._is_negated = False
        if self._chain:
            self._joiner, self._distance = operator, distance or tokens.DISTANCE

    def units(self) -> list[Node]:
        """What was read, in parts that no operator joins."""
        if self._joiner or self._is_negated:
            self._lonely(self._joiner or "NOT")
        self._end_chain()
        self._end_all()
        self._end_any()
        return self._units

    def node(self) -> Node | None:
        """What was read: all of it must hold, but of values of one label any."""
        units: list[Node] = []
        places: dict[str, int] = {}
        for unit in self.units():
            label = label_of(unit)
            if label in places:
                place = places[label]
                units[place] = any_of([units[place], unit]) or unit
                continue
            if label:
                places[label] = len(units)
            units.append(unit)
        return all_of(units)

    def _lonely(self, operator: str) -> None:
        between = "before a word" if operator == "NOT" else "between words"
        self.allowance.note(
            f'{operator} stands {between}; here it was left out ("{operator}" finds it)'
        )

    def _end_chain(self) -> None:
        if not self._chain:
            return
        chain, gaps = self._chain, self._gaps
        self._chain, self._gaps = [], []
        node: Node | None = chain[0]
        if gaps:
            node = self._near(chain, gaps)
        if node is not None:
            self._all.append(negated(node) if self._is_chain_negated else node)

    def _near(self, chain: list[Node], gaps: list[int]) -> Node | None:
        # Those between others are said twice.
        again = sum(map(weight, chain[1:-1]))
        if len(set(gaps)) == 1 or again > self.allowance.words:
            return self.near(chain, max(gaps))
        self.allowance.words -= again
        pairs = zip(pairwise(chain), gaps, strict=True)
        made = [self.near(list(pair), distance) for pair, distance in pairs]
        return all_of([node for node in made if node is not None])

    def near(self, nodes: list[Node], distance: int) -> Node | None:
        """Words near each other; all of them where that cannot be said."""
        if len(nodes) < 2:
            return all_of(nodes)
        typed = sum(tokens.weight(text) for node in nodes for _, text in _texts(node))
        made = near(nodes, distance, self.allowance.words + typed)
        if made is None:
            self.allowance.note("NEAR stands between words and phrases; here it was taken as AND")
            return all_of(nodes)
        self.allowance.words += typed - weight(made)
        return made

    def _end_all(self) -> None:
        node = all_of(self._all)
        if node is not None:
            self._any.append(node)
        self._all = []

    def _end_any(self) -> None:
        node = any_of(self._any)
        if node is not None:
            self._units.append(node)
        self._any = []
