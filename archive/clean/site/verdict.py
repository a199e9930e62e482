"""Which blocks of a page are chrome, by what repeats on its site."""

from __future__ import annotations

from dataclasses import dataclass

from archive.clean.site.knowledge import Knowledge
from archive.clean.site.places import Plan
from archive.clean.site.repetition import WHOLE
from archive.clean.site.samples import Mark, is_link, marks
from archive.clean.sketch import Sketch, key_of

TRUSTED = 8
"""From so many different articles on a model decides: below, what repeats may do so by chance."""

# Elsewhere than on the page itself, so on three in all.
_OTHERS = 2
# On so many articles a place must occur before it is known what stands there.
_KNOWN = 3
# A place where so much repeats belongs to the frame around content; where less does, to content.
_FRAME, _CONTENT = 0.5, 0.1
# So many of the articles that have a place must repeat something there: a short block, prose.
_OFTEN, _OFTEN_PROSE = 0.2, 0.5
# So many of all articles, or of those of its layout, where a page has no text of its own.
_FREQUENT = 0.3
# On so many articles of a layout links belong to the template.
_LINKS = 0.8
_MOST = 0.5
# In eights of characters, as marks count.
_LONG, _PROSE, _OWN_PROSE = 1 + 150 // 8, 1 + 40 // 8, 1 + 400 // 8
_HEADS = frozenset(("h1", "h2"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model says of a page.

    Attributes:
        numbers: of the leaves that are chrome.
        doubt: why none are named; else empty.
    """

    numbers: frozenset[int] = frozenset()
    doubt: str = ""


class Judge:
    """Decides on the blocks of one page."""

    __slots__ = ("_alike", "_found", "_layout", "_rest", "_similar", "_sketch", "_title")

    def __init__(self, known: Knowledge, sketch: Sketch, plan: Plan) -> None:
        self._sketch = sketch
        self._found = list(marks(sketch, plan))
        self._rest = known.rest(self._found)
        self._title = key_of(sketch.root.element.findtext(".//title") or "")
        group = known.layouts.like(plan.skeleton)
        self._layout = -1 if group is None else group.number
        self._alike = self._rest.links(self._layout, WHOLE)
        self._similar = self._alike if self._alike >= TRUSTED else self._rest.articles

    def verdict(self) -> Verdict:
        """Which leaves are chrome."""
        if (others := self._rest.articles) < TRUSTED:
            return Verdict(doubt=f"{others} other articles of the site are known, not {TRUSTED}")
        # What a list names is on others too, so less of a page is chrome until text is found on it.
        taken = {mark.number for mark in self._found if self._repeats(mark, _FREQUENT)}
        if self._has_text_without(taken):
            taken |= {
                mark.number
                for mark in self._found
                if mark.number not in taken and (self._repeats(mark) or self._is_among_links(mark))
            }
        doubt = self._doubt(taken)
        return Verdict(doubt=doubt) if doubt else Verdict(frozenset(taken))

    def content(self) -> frozenset[int]:
        """Leaves at places where articles have words of their own, and that do not repeat."""
        return frozenset(
            mark.number
            for mark in self._found
            if self._is_content(mark.place) and not self._repeats(mark)
        )

    def _repeats(self, mark: Mark, least: float = 0.0) -> bool:
        """Whether enough others say the same. How many are enough goes by the place.

        Args:
            mark: of the block.
            least: what share of the pages must say it at the same place at any rate.
        """
        same = self._rest.with_key(mark)
        if same < _OTHERS or (least and self._rest.with_pair(mark) < least * self._similar):
            return False
        place = self._rest.place(mark.place)
        is_prose = mark.units >= _PROSE and not is_link(mark)
        is_title = self._is_title(mark)
        if place.articles < _KNOWN:
            return not is_prose and not is_title
        # A text may be on all pages that have its place because it is the same text.
        among = max(place.articles, self._alike) if is_prose else place.articles
        if place.share >= _FRAME and not is_title:
            return not is_prose or same >= _OFTEN * among
        often = _OFTEN_PROSE if is_prose or is_title else _OFTEN
        return self._rest.with_pair(mark) >= max(_OTHERS + 1, often * among)

    def _is_title(self, mark: Mark) -> bool:
        """Whether a block is the page's title, which others say too where they link to it."""
        leaf = self._sketch.leaves[mark.number]
        if leaf.box.tag in _HEADS:
            return True
        if is_link(mark):
            return False
        words = leaf.key
        return 3 * len(words) >= len(self._title) and words in self._title

    def _is_among_links(self, mark: Mark) -> bool:
        """Whether a link is one of those that the template puts there, whatever they say.

        Lists of other articles change from page to page. Such a link stands where most repeats,
        or on nearly all articles of the layout, and never where there is prose as well.
        """
        if not is_link(mark) or self._is_title(mark):
            return False
        place = self._rest.place(mark.place)
        if place.articles < _KNOWN:
            return False
        if place.share >= _FRAME:
            return True
        on = self._rest.links(self._layout, mark.place)
        return (
            self._alike >= TRUSTED
            and on >= _LINKS * self._alike
            and not self._is_content(mark.place)
        )

    def _is_content(self, place: int) -> bool:
        """Whether text that is no link stands there too and hardly repeats."""
        text = self._rest.place(place & ~1)
        return text.articles >= _KNOWN and text.share < _CONTENT

    def _has_text_without(self, taken: set[int]) -> bool:
        """Whether there is prose in one run; in a list links stand between what is said of them."""
        run = 0
        for mark in self._found:
            if mark.number in taken:
                continue
            run = 0 if is_link(mark) else run + mark.units * (mark.units >= _PROSE)
            if run >= _OWN_PROSE:
                return True
        return False

    def _doubt(self, taken: set[int]) -> str:
        """Why what repeats is not to be taken away after all."""
        if not taken:
            return ""
        if all(mark.number in taken for mark in self._found):
            return "all of the page repeats on others"
        # What is on nearly all pages says nothing about whether this one is another's twin.
        own = [
            mark
            for mark in self._found
            if mark.units >= _LONG
            and not is_link(mark)
            and self._rest.with_key(mark) < _FREQUENT * self._rest.articles
        ]
        lost = sum(mark.units for mark in own if mark.number in taken)
        if lost > _MOST * sum(mark.units for mark in own):
            return "most of its long blocks are on a few other pages: it may be one of theirs"
        return ""
