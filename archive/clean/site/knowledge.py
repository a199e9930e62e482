"""What follows from the samples of a site: articles, layouts, what repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from archive.clean.site.layouts import Layouts
from archive.clean.site.repetition import Rest, Said, repetition, said
from archive.clean.site.samples import Mark, Sample
from archive.clean.site.twins import Twins

# What articles of so many pages say is held, of so many of them.
_MANY, _HELD = 3, 32


class Knowledge:
    """What is known of a site.

    Attributes:
        articles: how many different ones are known.
        layouts: of their pages.
    """

    __slots__ = ("_articles", "_repetition", "_said", "_twins", "articles", "layouts")

    def __init__(self, samples: Iterable[Sample]) -> None:
        ordered = sorted(samples, key=lambda sample: sample.order)
        self.layouts = Layouts(ordered)
        self._twins = Twins(ordered)
        self._articles: dict[int, list[tuple[Sample, int]]] = defaultdict(list)
        for sample, article, layout in zip(ordered, self._twins.of, self.layouts.of, strict=True):
            self._articles[article].append((sample, layout))
        self.articles = len(self._articles)
        self._said: dict[int, Said] = {}
        self._repetition = repetition(map(said, self._articles.values()))

    def rest(self, found: Sequence[Mark]) -> Rest:
        """What repeats on the articles that a page is not.

        Args:
            found: the blocks of the page.
        """
        own = sorted(self._twins.like(found))
        return Rest(self._repetition, [self._by(article) for article in own])

    def _by(self, article: int) -> Said:
        pages = self._articles[article]
        if len(pages) < _MANY:
            return said(pages)
        if article not in self._said:
            if len(self._said) == _HELD:
                self._said.clear()
            self._said[article] = said(pages)
        return self._said[article]
