"""The sets of the search index, made to follow at the end of a command that captured something."""

from __future__ import annotations

from pathlib import Path

from archive.cli.context import notices
from archive.errors import GreffeError, Locked
from archive.locks import making_sets


def sets_after(path: Path, texts: int | None = None) -> None:
    """Let the sets of an archive follow its index, where that is due; the outcome stays as it is.

    Without it searches find the same, slower.

    Args:
        path: the archive.
        texts: that must have come for it to be due; as many as usual by default.
    """
    from archive import Archive
    from archive.store.index.postings import FRESH, followed, is_due
    from archive.store.stages import stage

    if not path.is_file():
        return
    fresh = texts or FRESH
    try:
        with Archive.open(path, create=False, read_only=True) as archive:
            if not is_due(archive.connection, fresh):
                return
        with (
            making_sets(path),
            Archive.open(path, create=False) as archive,
            stage("searches are made quicker") as tell,
        ):
            followed(archive.connection, archive.transaction, tell, fresh=fresh)
    except KeyboardInterrupt:
        words = "interrupted while searches were made quicker; the next command goes on with that"
        notices().print(words, soft_wrap=True)
    except Locked:
        # Who is at it does that for all.
        return
    except GreffeError as error:
        line = f"what was captured is kept, but searches were not made quicker: {error}"
        notices().print(line, markup=False, soft_wrap=True)
