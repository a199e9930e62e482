"""Tables of words that are translated as they are looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.translation.speaking import _, p_


class Table(Mapping[str, str]):
    """Words by key, marked with ``N_``, or with ``NP_`` where there is a context."""

    def __init__(self, words: Mapping[str, str], context: str = "") -> None:
        """A table.

        Args:
            words: the English ones.
            context: of all of them, if they have one.
        """
        self._words = words
        self._context = context

    def __getitem__(self, key: str) -> str:
        """The word in the language that is spoken."""
        word = self._words[key]
        return p_(self._context, word) if self._context else _(word)

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(self._words)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._words)

    def of(self, key: str) -> str:
        """The same; of a key that is not there, the key: an archive may know more than we do."""
        return self[key] if key in self._words else key
