"""A made-up newspaper, to learn a site from: articles, lists, twins, and a redesign."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.clean.decode import decoded
from archive.clean.markup import parsed
from archive.clean.site import Sample, sampled
from archive.clean.sketch import Sketch, sketched

BEGAN = datetime(2024, 1, 8, tzinfo=UTC)
_WORDS = (
    "tribunal", "harbour", "council", "tariff", "bridge", "witness", "letter", "minister", "ferry",
    "orchard", "archive", "verdict", "border", "school", "engineer", "strike", "budget",
    "festival", "glacier", "hospital", "library", "market", "museum", "orchestra", "parliament",
    "quarry", "railway", "senator", "theatre", "union", "village", "winter", "appeal", "ballot",
    "charter", "dispute", "evening", "factory", "garden", "highway", "island", "journal",
    "kitchen", "lantern", "meadow", "notary", "office", "painter",
)  # fmt: skip
_MENU = ("Front page", "Politics", "Economy", "Culture", "Sport", "Weather", "About us", "Contact")
_FOOT = "The Gazette is printed by the Harbour Press cooperative, Quay 4; all rights reserved."
_LETTER = "Our morning letter tells you what matters today. It is free and comes at six."


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the paper."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://gazette.example/news/{self.number}/{self.title.replace(' ', '-').lower()}"

    @property
    def when(self) -> datetime:
        return BEGAN + timedelta(days=self.number)


def prose(chance: random.Random, words: int) -> str:
    """Sentences of so many words."""
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def story(number: int, paragraphs: int = 5) -> Story:
    """The article of a number: always the same."""
    chance = random.Random(number)
    title = " ".join(chance.sample(_WORDS, 5)).capitalize()
    return Story(number, title, tuple(prose(chance, 40) for _ in range(paragraphs)))


def stories(count: int) -> list[Story]:
    """The first articles of the paper."""
    return [story(number) for number in range(count)]


def page(
    told: Story, *, design: str = "old", lines: Sequence[str] = (), recent: Sequence[Story] = ()
) -> str:
    """An article as a page: with some lines (HTML) after its text, and links to recent ones."""
    body = "".join(f"<p>{text}</p>" for text in told.paragraphs) + "".join(lines)
    head = f"<h1>{told.title}</h1>"
    if design == "old":
        main = f'<div class="story post-{told.number}">{head}<div class="text">{body}</div></div>'
    else:
        lead, copy = f'<section class="lead">{head}', f'<section class="copy">{body}'
        main = f'<main class="reader">{lead}</section>{copy}</section></main>'
    return framed(told.title, main, design, teasers(recent, "box recent"))


def front(listed: Sequence[Story], name: str, design: str = "old") -> str:
    """A list of articles, each with the beginning of its text."""
    items = "".join(
        f'<div class="entry"><h3><a href="{told.url}">{told.title}</a></h3>'
        f"<p>{told.paragraphs[0][:120]}</p></div>"
        for told in listed
    )
    return framed(name, f'<div class="list"><h1>{name}</h1>{items}</div>', design, "")


def printed(told: Story) -> str:
    """The print view of an article: its text and nothing around it."""
    body = "".join(f"<p>{text}</p>" for text in told.paragraphs)
    return f"<html><head><title>{told.title}</title></head><body><h1>{told.title}</h1>{body}"


def teasers(listed: Sequence[Story], names: str) -> str:
    """Links to articles, as a box beside another one."""
    items = "".join(f'<li><a href="{told.url}">{told.title}</a></li>' for told in listed)
    return f'<div class="{names}"><h4>Recent stories</h4><ul>{items}</ul></div>' if items else ""


def framed(title: str, main: str, design: str, aside: str) -> str:
    """A page of one of two designs."""
    links = "".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(_MENU))
    head = f"<html><head><title>{title} | The Gazette</title></head>"
    if design == "old":
        return (
            f'{head}<body><div id="top"><ul class="menu">{links}</ul></div><div id="page">{main}'
            f'<div class="side">{aside}<div class="box letter"><p>{_LETTER}</p></div></div></div>'
            f'<div id="foot"><p>{_FOOT}</p></div></body></html>'
        )
    return (
        f'{head}<body><header class="masthead"><nav class="bar"><ul class="sections">{links}</ul>'
        f'</nav></header><article class="sheet">{main}</article><aside class="rail">{aside}'
        f'<section class="signup"><p>{_LETTER}</p></section></aside>'
        f'<footer class="imprint"><div class="legal"><p>{_FOOT}</p></div></footer></body></html>'
    )


def sketch(html: str) -> Sketch:
    """A page in boxes."""
    tree = parsed(decoded(html.encode(), None))
    assert tree is not None
    return sketched(tree)


def sample(html: str, url: str, when: datetime | None = None) -> Sample:
    """A page as models keep it."""
    return sampled(sketch(html), url, when)


def samples(told: Sequence[Story], design: str = "old") -> list[Sample]:
    """Pages of articles, each with links to the three before it, captured a day apart."""
    return [sample(page(one, design=design, recent=before(one)), one.url, one.when) for one in told]


def before(told: Story) -> list[Story]:
    """The three articles before one."""
    return [story(number) for number in range(told.number - 3, told.number)]
