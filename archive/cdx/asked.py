"""The parameters of a query, strictly read: what is not understood is refused, never left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from archive.cdx.keys import Keys, keys_of
from archive.cdx.times import period
from archive.errors import BadInput

_NUMBER = re.compile(r"-?\d{1,9}")
_NO = frozenset(("0", "false", "f", "off", "no", ""))
_YES = frozenset(("1", "true", "t", "on", "yes"))


class Asked:
    """What was asked for, by names of parameters; those without a value count as not given."""

    def __init__(
        self, pairs: Sequence[tuple[str, str]], known: Collection[str], repeated: Collection[str]
    ) -> None:
        """Take names and values in order.

        Args:
            pairs: as they came.
            known: names that may be given once.
            repeated: names that may be given often, also with a number behind them.

        Raises:
            BadInput: another name was given, or one too often.
        """
        self._once = {name: value for name, value in pairs if name in known and value}
        self._often = {
            name: [value for key, value in pairs if key.rstrip("0123456789") == name and value]
            for name in repeated
        }
        names = [name for name, _ in pairs if name.rstrip("0123456789") not in repeated]
        for name, times in Counter(names).items():
            if name not in known:
                listed = ", ".join((*known, *repeated))
                raise BadInput(f"there is no parameter {name[:40]!r}; there are {listed}")
            if times > 1:
                raise BadInput(f"{name} is given more than once")

    def text(self, name: str, *among: str) -> str | None:
        """The value of a parameter, one of ``among`` where some are named.

        Raises:
            BadInput: it is another.
        """
        value = self._once.get(name)
        if value is not None and among and value not in among:
            raise BadInput(f"{name}={value[:40]} is not known; there are {', '.join(among)}")
        return value

    def texts(self, name: str) -> list[str]:
        """All values of a parameter that may be given often."""
        return self._often[name]

    def number(self, name: str, least: int, most: int = 10**9) -> int | None:
        """The value of a parameter that is a number.

        Raises:
            BadInput: it is none, or too small or large.
        """
        value = self._once.get(name)
        if value is None:
            return None
        if _NUMBER.fullmatch(value) and least <= int(value) <= most:
            return int(value)
        raise BadInput(f"{name}={value[:40]} is no number from {least:,} to {most:,}")

    def flag(self, name: str) -> bool:
        """Whether a parameter says yes.

        Raises:
            BadInput: it says neither yes nor no.
        """
        value = self._once.get(name, "").lower()
        if value not in _NO | _YES:
            raise BadInput(f"{name}={value[:40]} is neither true nor false")
        return value in _YES

    def keys(self) -> Keys:
        """The keys that ``url`` and ``matchType`` mean.

        Raises:
            BadInput: there is no ``url``, or it cannot be matched so.
        """
        url = self._once.get("url")
        if url is None:
            raise BadInput("url is missing: the URL to look up, * at its end for all below it")
        return keys_of(url, self._once.get("matchType"))

    def bounds(self, *since: str) -> tuple[int | None, int | None]:
        """The first and last microsecond that count, by ``to`` and the first given of ``since``.

        Raises:
            BadInput: one is no time.
        """
        begun = next(((name, self._once[name]) for name in since if name in self._once), None)
        ended = self._once.get("to")
        return (
            period(begun[1], begun[0])[0] if begun else None,
            period(ended, "to")[1] if ended else None,
        )

    def closest(self, now: int) -> int | None:
        """The time in microseconds that ``closest`` names; ``now`` where it says so.

        Of a period its end, as pywb takes it.

        Raises:
            BadInput: it is no time.
        """
        value = self._once.get("closest")
        if value is None:
            return None
        return now if value == "now" else period(value, "closest")[1]


def fields_of(named: str | None, known: Collection[str], also: Mapping[str, str]) -> list[str]:
    """The fields that a list with commas names, in its own words; none where there is none.

    Args:
        named: the list.
        known: names there are.
        also: other names for them.

    Raises:
        BadInput: a name is not known.
    """
    names = [name.strip() for name in (named or "").split(",")]
    return [field_of(name, known, also) for name in names if name]


def field_of(name: str, known: Collection[str], also: Mapping[str, str]) -> str:
    """A name of a field, if it is one.

    Raises:
        BadInput: it is none.
    """
    if also.get(name, name) not in known:
        raise BadInput(f"there is no field {name[:40]!r}; there are {', '.join(known)}")
    return name
