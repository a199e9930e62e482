"""Which captures are derived anew: all of them, or those of one site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Which captures are derived anew.

    Attributes:
        ending: of the name of the file beside the archive.
        where: SQL condition on a capture's ``urlkey``.
        values: of that condition.
    """

    ending: str = "rebuild"
    where: str = "1"
    values: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether they are all there are."""
        return self.where == "1"


ALL = Scope()
SITES = Scope("sites", "urlkey IS NULL")
"""Of no site; that of one has its own condition."""
