"""The catalogues of translations: GNU gettext's, one folder per language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

from archive.errors import BadInput

ENGLISH = "en"
"""The language of the messages themselves."""
DOMAIN = "greffe"
LOCALE = Path(__file__).parents[1] / "locale"
"""Where the catalogues are."""


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages there are, English first (RFC 5646)."""
    found = LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (ENGLISH, *sorted(file.parts[-3] for file in found))


def require(language: str) -> None:
    """Nothing, where there is a language.

    Raises:
        BadInput: there is none.
    """
    if language not in languages():
        known = ", ".join(languages())
        raise BadInput(f"there is no translation to {language!r}; there are: {known}")


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language; of one there is none of, English itself."""
    if language not in languages() or language == ENGLISH:
        return NullTranslations()
    return read(language)


def read(language: str, folder: Path = LOCALE) -> GNUTranslations:
    """The catalogue of a language as it is on the disk.

    Raises:
        FileNotFoundError: there is none.
    """
    return translation(DOMAIN, folder, [language])
