"""A query made into one of SQLite's full-text search, and the conditions beside it.

Only quoted strings of our own making reach SQLite (https://sqlite.org/fts5.html, 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice, product

from archive.analysis import Form, forms_of
from archive.analysis.languages import is_function_word
from archive.search.asked import (
    AllOf,
    AnyOf,
    Days,
    Labelled,
    Near,
    Node,
    Not,
    Phrase,
    Within,
    Word,
)  # fmt: skip
from archive.store.index.labels import EVERYTHING, PUBLISHED, spans_of

SURFACES = "{title summary body authors}"
_FIELDS = {"title": "{title title_stems}", "author": "authors"}
_SURFACES_IN = {"title": "title", "author": "authors"}
BEGINS = "*"
_MOST_NEAR = 16
_MOST_ABOUT = 8
NOTHING = "=="
"""A label that no text has."""
_CLOCKS = {"dated": "d", "published": "d", "captured": "c"}


@dataclass(slots=True)
class Wanted:
    """The terms that make a text match, to be marked in it.

    Attributes:
        terms: surfaces and stems.
        phrases: surfaces that stand in sequence; the last of them is a beginning, where it ends
            in ``*``.
        parts: how many words and phrases were asked for.
    """

    terms: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)
    parts: int = 0

    @property
    def words(self) -> set[str]:
        """All terms, those of phrases too, but for beginnings."""
        inner = {term for phrase in self.phrases for term in phrase}
        return self.terms | {term for term in inner if not term.endswith(BEGINS)}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a compiler knows of an archive.

    Attributes:
        languages: of its texts, ISO 639-1, most frequent first.
        sources: names of sources, lower case, and their numbers.
        years: the first and the last that a text bears.
        beginning: the most frequent terms that begin like this, and whether there are more.
    """

    languages: Sequence[str]
    sources: Mapping[str, int]
    years: tuple[int, int]
    beginning: Callable[[str], tuple[Sequence[str], bool]]


class Compiler:
    """Makes queries of trees. One for each query.

    Attributes:
        wanted: what makes a text match, of all that was compiled and is not negated.
        scored: for each word or phrase the queries by which texts with it may be scored; each
            form of a word is one, and they are not to be added up; and whether the word is among
            the commonest of some language.
        about: for each word the terms any of which is it.
        expanded: terms that beginnings stand for, the most frequent first.
        notes: what was not taken in full.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._is_negated = 0
        self.wanted = Wanted()
        self.scored: dict[tuple[str, ...], bool] = {}
        self.about: dict[tuple[str, ...], None] = {}
        self.expanded: dict[str, None] = {}
        self.notes: list[str] = []

    def match(self, node: Node | None) -> str | None:
        """The query in FTS5's language; ``None`` where no word is in it."""
        return None if node is None else self._match(node, "")

    def _match(self, node: Node, name: str) -> str | None:
        match node:
            case Word():
                self._count()
                return self._word(node, name)
            case Phrase(text, is_prefix):
                self._count()
                return self._phrase(text, name, is_prefix=is_prefix)
            case Near(texts, distance):
                self._count()
                return self._near(texts, distance, name)
            case Within(inner_name, inner):
                return self._match(inner, inner_name)
            case Labelled(label, value):
                return self._label(label, value)
            case Days():
                return either(self.periods(node))
            case AllOf(nodes):
                return self._all(nodes, name)
            case AnyOf(nodes):
                return _joined((self._match(one, name) for one in nodes), " OR ")
            case Not():
                return self._all((node,), name)

    def _all(self, nodes: Iterable[Node], name: str) -> str | None:
        kept = [node for node in nodes if not isinstance(node, Not)]
        positive = _joined((self._match(node, name) for node in kept), " AND ")
        self._is_negated += 1
        found = [self._match(node.node, name) for node in nodes if isinstance(node, Not)]
        self._is_negated -= 1
        negative = _joined(found, " OR ")
        if negative is None:
            return positive
        return f"({positive or quoted(EVERYTHING)} NOT {negative})"

    def _word(self, word: Word, name: str) -> str | None:
        forms = self._forms(word.text)
        self._want_texts_about(forms[:-1] if word.is_prefix else forms)
        parts = [self._form(form, name, word) for form in forms[:-1]]
        if forms:
            last = self._beginning if word.is_prefix else self._form
            parts.append(last(forms[-1], name, word))
        return _joined(parts, " AND ")

    def _form(self, form: Form, name: str, word: Word) -> str:
        own = quoted(*form.surface)
        if word.is_exact or len(form.surface) > 1:
            self._want_phrase(form.surface)
        else:
            self._want(form.surface)
        if word.is_exact:
            return self._score(f"{_SURFACES_IN.get(name, SURFACES)} : {own}")
        columns = f"{_FIELDS[name]} : " if name else ""
        self._score(
            *(f"{columns}{quoted(*one)}" for one in (form.surface, *zip(form.stems))),
            says_nothing=is_function_word("".join(form.surface)),
        )
        if not form.stems and len(form.surface) == 1:
            return f"{_FIELDS[name]} : {own}" if name else own
        self._want(form.stems)
        first = f"{_SURFACES_IN.get(name, SURFACES)} : {own}" if len(form.surface) > 1 else own
        found = " OR ".join([first, *map(quoted, form.stems)])
        if not name or len(form.surface) == 1:
            return f"{_FIELDS[name]} : ({found})" if name else f"({found})"
        stems = [f"{_FIELDS[name]} : {quoted(stem)}" for stem in form.stems]
        return "(" + " OR ".join([first, *stems]) + ")"

    def _beginning(self, form: Form, name: str, word: Word) -> str:
        if len(form.surface) > 1:
            return self._phrase(word.text, name, is_prefix=True) or quoted(NOTHING)
        terms = self._terms(form.surface[0])
        self._want_phrase([form.surface[0] + BEGINS])
        found = " OR ".join(map(quoted, terms)) or quoted(NOTHING)
        columns = _SURFACES_IN.get(name, SURFACES if word.is_exact else "")
        return self._score(f"{columns} : ({found})" if columns else f"({found})")

    def _terms(self, beginning: str) -> Sequence[str]:
        terms, is_cut = self._vocabulary.beginning(beginning)
        if is_cut:
            self.notes.append(
                f"{beginning}* stands for its {len(terms)} most frequent words; type more of it"
            )
        self.expanded.update(dict.fromkeys(terms))
        if terms and not self._is_negated:
            self.about[tuple(terms[:_MOST_ABOUT])] = None
        return terms

    def _phrase(self, text: str, name: str, *, is_prefix: bool) -> str | None:
        forms = self._forms(text)
        surfaces = _surfaces(forms)
        if not surfaces:
            return None
        self._want_texts_about(forms[:-1] if is_prefix else forms)
        columns = _SURFACES_IN.get(name, SURFACES)
        if not is_prefix:
            self._want_phrase(surfaces)
            return self._score(f"{columns} : {quoted(*surfaces)}")
        *before, last = surfaces
        self._want_phrase([*before, last + BEGINS])
        found = " OR ".join(quoted(*before, term) for term in self._terms(last))
        return self._score(f"{columns} : ({found or quoted(NOTHING)})")

    def _near(self, texts: Iterable[str], distance: int, name: str) -> str | None:
        choices = [found for text in texts if (found := self._standing(text))]
        if not choices:
            return None
        near = [
            f"NEAR({' '.join(choice)}, {distance})"
            for choice in islice(product(*choices), _MOST_NEAR)
        ]
        return self._score(f"{_SURFACES_IN.get(name, SURFACES)} : ({' OR '.join(near)})")

    def _standing(self, text: str) -> list[str]:
        """The phrases by which a word or phrase can stand near another."""
        forms = self._forms(text)
        surfaces = _surfaces(forms)
        if not surfaces:
            return []
        self._want_texts_about(forms[:-1] if text.endswith(BEGINS) else forms)
        if text.endswith(BEGINS):
            *before, last = surfaces
            self._want_phrase([*before, last + BEGINS])
            return [quoted(*before, term) for term in self._terms(last)[:_MOST_NEAR]]
        self._want_phrase(surfaces)
        return [quoted(*surfaces)]

    def _forms(self, text: str) -> tuple[Form, ...]:
        return _forms_of(text, tuple(self._vocabulary.languages))

    def _label(self, label: str, value: str) -> str:
        if label == "site":
            host = value.partition("/")[0].removeprefix("www.")
            return quoted(f"site={host}")
        if label == "source":
            number = self._vocabulary.sources.get(value.lower())
            if number is None:
                self.notes.append(f"there is no source {value!r}")
                return quoted(NOTHING)
            return quoted(f"source={number}")
        return quoted(f"{label}={value}")

    def periods(self, days: Days) -> list[str]:
        """What texts of some days have, in FTS5's language, a year each, the last one first."""
        low, high = self._vocabulary.years
        first = max(days.first or date.min, date(low, 1, 1))
        end = min(days.end or date.max, date(min(high + 1, 9999), 1, 1))
        years: dict[str, list[str]] = {}
        for span in spans_of(first, end):
            years.setdefault(span[:4], []).append(quoted(f"{_CLOCKS[days.clock]}={span}"))
        found = [either(years[year]) for year in reversed(years)] or [quoted(NOTHING)]
        if days.clock == "published":
            return [f"({one} AND {quoted(PUBLISHED)})" for one in found]
        return found

    def _score(self, *queries: str, says_nothing: bool = False) -> str:
        if not self._is_negated:
            self.scored[queries] = says_nothing
        return queries[0]

    def _count(self) -> None:
        self.wanted.parts += not self._is_negated

    def _want(self, terms: Iterable[str]) -> None:
        if not self._is_negated:
            self.wanted.terms.update(terms)

    def _want_texts_about(self, forms: Iterable[Form]) -> None:
        if self._is_negated:
            return
        for form in forms:
            if len(form.surface) == 1:
                self.about[(*form.surface, *form.stems)] = None
            else:
                self.about.update(dict.fromkeys(zip(form.surface)))

    def _want_phrase(self, surfaces: Sequence[str]) -> None:
        if not self._is_negated:
            self.wanted.phrases.add(tuple(surfaces))


@lru_cache(maxsize=1_024)
def _forms_of(text: str, languages: tuple[str, ...]) -> tuple[Form, ...]:
    """As ``forms_of``: of a query that finds little, the same words are planned with again."""
    return forms_of(text, languages)


def quoted(*terms: str) -> str:
    """Terms in sequence, as FTS5 takes them; it would take NUL for the end of the query."""
    said = " ".join(terms).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return '"' + said.replace('"', '""') + '"'


def either(parts: Sequence[str]) -> str:
    """Any of these, in FTS5's language."""
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def _surfaces(forms: Iterable[Form]) -> list[str]:
    return [surface for form in forms for surface in form.surface]


def _joined(parts: Iterable[str | None], word: str) -> str | None:
    found = [part for part in parts if part]
    if not found:
        return None
    return found[0] if len(found) == 1 else "(" + word.join(found) + ")"
