"""What came of reading files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archive.formats.framing import Skip
from archive.formats.tape import Place


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of reading a file.

    Attributes:
        captures: captures that are new, revisits among them.
        revisits: how many of them are revisits.
        orphans: how many revisits refer to what is not in the archive.
        resolved: earlier orphans whose original is here now.
        duplicates: captures that were in the archive before.
        skipped: what could not be read or kept.
        doubtful: what was kept though it is not what its digest, its id or the package says.
        left_out: how many records there were of kinds that the archive does not take.
    """

    captures: int = 0
    revisits: int = 0
    orphans: int = 0
    resolved: int = 0
    duplicates: int = 0
    skipped: tuple[Skip, ...] = ()
    doubtful: tuple[Skip, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """``Imported`` while it is being counted."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    skipped: list[Skip] = field(default_factory=list)
    doubtful: list[Skip] = field(default_factory=list)

    def skip(self, place: Place, reason: str, member: str = "") -> None:
        """Name what could not be read or kept."""
        self.skipped.append(Skip(place.offset, reason + place.words, member))

    def doubt(self, place: Place, reason: str, member: str = "") -> None:
        """Name what was kept and may not be what it seems."""
        self.doubtful.append(Skip(place.offset, reason + place.words, member))

    def added_to(self, last: Imported) -> Imported:
        """What has been counted, together with what was counted before."""
        own = self.outcome()
        return replace(
            last,
            captures=last.captures + own.captures,
            orphans=own.orphans,
            resolved=last.resolved + own.resolved,
            duplicates=last.duplicates + own.duplicates,
            skipped=last.skipped + own.skipped,
            doubtful=last.doubtful + own.doubtful,
        )

    def outcome(self) -> Imported:
        """What has been counted."""
        names = ("captures", "revisits", "orphans", "resolved", "duplicates")
        return Imported(
            **{name: self.counts[name] for name in names},
            skipped=tuple(self.skipped),
            doubtful=tuple(self.doubtful),
            left_out=dict(self.left_out),
        )
