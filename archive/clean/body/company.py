"""Leaves whose place among others tells more than their figures: labels, and last short lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from archive.clean.body.forest import Ints
from archive.clean.body.situation import Situation
from archive.clean.sketch import Box, Leaf, Sketch

_DOUBTFUL = -2_000
_SURE = 1_000
_NEAREST = 4
_FEW = 3
_END = re.compile(r"[.!?…。！？؟।][\"'»”’)\]\s]*$")


def labels(sketch: Sketch, situation: Situation, scores: Ints) -> Iterator[int]:
    """Leaves that are taken for text and only label something.

    What is no sentence and stands right before the headline (the kind of news, a topic) or alone in
    a list of what is no text; and the few words under a heading that is none ("Contact us").
    """
    heading = -1
    for number, leaf in enumerate(sketch.leaves):
        if leaf.kind == "heading":
            heading = number
        elif scores[number] > 0 and leaf.kind != "row":
            is_said = situation.prose[number] > 0
            is_sure = scores[number] >= _SURE
            is_early = 0 < situation.heading - number <= _FEW and not is_said
            is_alone = not is_said and not is_sure and _is_alone(sketch, leaf, scores)
            is_other = heading >= 0 and scores[heading] < -_SURE and not is_sure
            if is_early or is_alone or (is_other and _is_under(leaf, sketch.leaves[heading])):
                yield number


def _is_alone(sketch: Sketch, leaf: Leaf, scores: Ints) -> bool:
    """Whether an item is the only one of its neighbours that is text, in a list of labels."""
    numbers = (leaf.number - 1, leaf.number + 1)
    beside = [sketch.leaves[at] for at in numbers if 0 <= at < len(scores)]
    return leaf.kind == "item" and all(
        scores[other.number] <= 0 and other.kind == "item" and other.box.parent is leaf.box.parent
        for other in beside
    )


def _is_under(leaf: Leaf, heading: Leaf) -> bool:
    return leaf.number - heading.number <= _FEW and leaf.box.parent is heading.box.parent


def following(
    sketch: Sketch, kept: list[int], scores: Ints, chrome: AbstractSet[int]
) -> Iterator[int]:
    """Paragraphs that follow the text in the same box, however short they are."""
    last = -2
    known = set(kept)
    for number, leaf in enumerate(sketch.leaves):
        if number in known:
            last = number
        elif last == number - 1 and number not in chrome and scores[number] > _DOUBTFUL:
            before = sketch.leaves[last].box
            if _is_sibling(leaf.box, before) and _is_sentence(leaf):
                last = number
                yield number


def _is_sibling(box: Box, before: Box) -> bool:
    """Whether a paragraph, or the list of an item, stands beside what was kept or its list."""
    holder = box.parent and box.parent.parent if box.tag == "li" else box.parent
    # Site builders offer small headings as a size of type.
    if box.tag not in ("p", "li", "h5", "h6") or holder is None:
        return False
    around = islice(before.around(), 1, _NEAREST)
    return any(holder is above or box.parent is above for above in around)


def _is_sentence(leaf: Leaf) -> bool:
    return _END.search(leaf.text) is not None and 2 * leaf.linked < len(leaf.text)
