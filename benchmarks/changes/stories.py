"""Stories out of real pages: what is known is what was done to them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.changes.answers import OTHERS, WALLS, Answer, absences, elsewhere, moved_to
from benchmarks.changes.chrome import CHROME
from benchmarks.changes.mutations import EDITS, MUTATIONS, mutated
from benchmarks.changes.page import Kind, Page, written
from benchmarks.changes.story import Step, Story
from benchmarks.forest import pages

_LEAST = 600
"""Characters of a reference text."""
_SERIES = (24.0, 30.0, 54.0)
"""Hours after which a page that is gone is asked for: by the usual terms the last concludes."""


def _wanted() -> dict[str, int]:
    """How many stories there are to be of each name."""
    return {
        **dict.fromkeys(CHROME, 14),
        **dict.fromkeys(EDITS, 16),
        "title": 24, "modified date": 24, "author": 24, "canonical": 20,
        **dict.fromkeys(OTHERS, 9),
        "404 once": 12, "soft 404 once": 12, "410 once": 6,
        "404 series": 14, "410 series": 10, "soft 404 series": 14, "to the home page series": 14,
        "another address": 24, "back": 14, "back, edited": 6,
        "the same after a wall": 12, "edited after a wall": 12, "the same after a 404": 8,
    }  # fmt: skip


def stories(corpora: Path) -> Iterator[Story]:
    """Stories of the pages of ``CORPORA/extraction``; of each page some, each name so often."""
    chance = random.Random(8)
    left = Counter(_wanted())
    for known in pages(corpora):
        if not known["url"] or len(known["gold_text"] or "") < _LEAST:
            continue
        try:
            page = Page.of(known["url"], known["payload"], known["gold_text"])
        except ValueError:
            continue
        before = Answer(body=written(page.tree))
        names = sorted((n for n in left if left[n] > 0), key=lambda n: (-left[n], n))
        tried = 0
        for name in names[:8]:
            story = _story(page, before, name, chance)
            if story is not None:
                left[name] -= 1
                tried += 1
                yield story
            if tried == 3:
                break


def _story(page: Page, before: Answer, name: str, chance: random.Random) -> Story | None:
    if name in MUTATIONS:
        body = mutated(page, name, chance)
        if body is None:
            return None
        return _told(page, name, MUTATIONS[name][0], before, (24, Answer(body=body)))
    if name in OTHERS:
        return _told(page, name, OTHERS[name][0], before, (24, OTHERS[name][1]))
    return _OVER_TIME[name](page, before, name, chance)


def _told(
    page: Page, name: str, kind: Kind, before: Answer, *answers: tuple[float, Answer]
) -> Story:
    """A page, then these answers; each time the front page of its site, which is there."""
    split = urlsplit(page.url)
    home = f"{split.scheme}://{split.netloc}/"
    front = Answer(body=f"<title>News</title><p><a href='{page.url}'>Today</a>".encode())
    steps: list[Step] = []
    for hours, answer in ((0.0, before), *answers):
        steps += [Step(hours, home, front), Step(hours + 0.05, page.url, answer)]
    return Story(name, kind, page.url, tuple(steps), before)


_OverTime = Callable[[Page, Answer, str, random.Random], Story | None]


def _once(page: Page, before: Answer, name: str, _: random.Random) -> Story:
    answer = absences(page.url)[name.removesuffix(" once")]
    return _told(page, name, "absent", before, (24, answer))


def _series(page: Page, before: Answer, name: str, _: random.Random) -> Story:
    answer = absences(page.url)[name.removesuffix(" series")]
    return _told(page, name, "gone", before, *((hours, answer) for hours in _SERIES))


def _back(page: Page, before: Answer, name: str, chance: random.Random) -> Story | None:
    gone = absences(page.url)["404"]
    body = before.body if name == "back" else mutated(page, "paragraph less", chance)
    if body is None:
        return None
    answers = [*((hours, gone) for hours in _SERIES), (80.0, Answer(body=body))]
    return _told(page, name, "back", before, *answers)


def _moved(page: Page, before: Answer, name: str, _: random.Random) -> Story:
    """The redirect is followed, as a crawl does; what is judged is the page's own capture."""
    story = _told(page, name, "moved", before, (24, elsewhere(page.url)))
    there = Step(24.04, moved_to(page.url), before)
    steps = (*story.steps[:-1], there, story.steps[-1])
    return Story(name, "moved", page.url, steps, before)


def _after_a_wall(page: Page, before: Answer, name: str, chance: random.Random) -> Story | None:
    between = (
        absences(page.url)["404"] if name.endswith("404") else chance.choice([*WALLS.values()])
    )
    is_edit = name.startswith("edited")
    body = mutated(page, "word", chance) if is_edit else before.body
    if body is None:
        return None
    kind: Kind = "edited" if is_edit else "unchanged"
    return _told(page, name, kind, before, (12, between), (24, Answer(body=body)))


_OVER_TIME: dict[str, _OverTime] = {
    "404 once": _once, "soft 404 once": _once, "410 once": _once,
    "404 series": _series, "410 series": _series, "soft 404 series": _series,
    "to the home page series": _series, "another address": _moved,
    "back": _back, "back, edited": _back, "the same after a wall": _after_a_wall,
    "edited after a wall": _after_a_wall, "the same after a 404": _after_a_wall,
}  # fmt: skip
