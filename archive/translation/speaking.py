"""In which language words are given: what is asked for here and now, English by default.

The language is a context variable, which whoever answers a reader sets for that answer: two
threads can speak two languages at once, and whoever sets nothing (the command line, programs'
interfaces, crawls) speaks English, whatever the machine's own language is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations

from archive.translation.catalogue import ENGLISH, catalogue, languages
from archive.translation.forms import Forms, forms_of


@dataclass(frozen=True, slots=True)
class Voice:
    """A language as it is spoken.

    Attributes:
        language: its code.
        words: its translations.
        forms: how it writes numbers and times.
    """

    language: str
    words: NullTranslations
    forms: Forms

    @classmethod
    def of(cls, language: str, words: NullTranslations) -> Voice:
        """A language with a catalogue."""
        return cls(language, words, forms_of(words))


_VOICE: ContextVar[Voice] = ContextVar(
    "voice", default=Voice.of(ENGLISH, NullTranslations())  # noqa: B039  # nothing changes it
)  # fmt: skip
_VOICES: dict[str, Voice] = {}


@contextmanager
def speaking(language: str | Voice) -> Iterator[None]:
    """Give words in a language as long as this lasts."""
    token = _VOICE.set(language if isinstance(language, Voice) else _voice(language))
    try:
        yield
    finally:
        _VOICE.reset(token)


def _voice(language: str) -> Voice:
    if language not in _VOICES:
        _VOICES[language] = Voice.of(language, catalogue(language))
    return _VOICES[language]


def spoken() -> str:
    """The code of the language that words are given in."""
    return _VOICE.get().language


def tongues() -> list[tuple[str, str]]:
    """The languages to choose from, each with what it calls itself."""
    return [(code, _voice(code).forms.name) for code in languages()]


def forms() -> Forms:
    """How numbers and times are written in it."""
    return _VOICE.get().forms


def words() -> NullTranslations:
    """The catalogue of it, for templates."""
    return _VOICE.get().words


def _(message: str, /, **parts: object) -> str:
    """A message, its named parts filled in: ``_("gone since {day}", day=…)``."""
    told = _VOICE.get().words.gettext(message)
    return told.format(**parts) if parts else told


def n_(one: str, many: str, number: int, /, **parts: object) -> str:
    """A message that depends on a number, which stands in it as ``{n}``."""
    voice = _VOICE.get()
    told = voice.words.ngettext(one, many, number)
    return told.format(n=voice.forms.number(number), **parts)


def p_(context: str, message: str, /) -> str:
    """A word that means something else elsewhere, by its context."""
    return _VOICE.get().words.pgettext(context, message)
