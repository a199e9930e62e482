"""``greffe status --check``: whether anything is wrong, for cron and monitoring."""

from __future__ import annotations

from contextlib import ExitStack

from rich.text import Text

from archive.cli.context import Settings, output, print_json
from archive.cli.health_rows import check_lines, has_run, sources_of
from archive.cli.watch_rows import message_line
from archive.cli.watching import now
from archive.errors import BadInput, Exit, MissingArchive
from archive.health.noting import Health
from archive.health.states import OF_CRAWLS
from archive.health.wording import minute
from archive.store import outbox
from archive.telling.sources import health_record
from archive.telling.watches import message_record


def checked(settings: Settings, source: str | None, after: int, *, as_json: bool) -> int:
    """Print what is wrong; return the exit code that says whether anything is.

    Args:
        settings: the archive, which may be read-only, and the folder of source files.
        source: the one to check; ``None`` for all.
        after: crawls in a row that fail before that is wrong.
        as_json: print objects.

    Raises:
        MissingArchive: there is no archive: nothing has ever run.
        BadInput: there is no such source.
    """
    time = now()
    with ExitStack() as open_:
        try:
            archive = open_.enter_context(settings.opened())
        except MissingArchive as error:
            raise MissingArchive(f"nothing has run: {error}") from error
        every = sources_of(archive, settings, time)
        unsent = outbox.unsent(archive.connection)
    found = [one for one in every if source in (None, one.history.name)]
    if source and not found:
        names = ", ".join(one.history.name for one in every) or "none"
        raise BadInput(f"there is no source {source!r}; there are: {names}")
    wrong = [one for one in found if not _is_passed_over(one, after)]
    runs = has_run(found, time)
    if not runs:
        _say_nothing_ran(found, as_json=as_json)
    if as_json:
        for one in wrong:
            print_json(health_record(one, time))
        for message in unsent:
            print_json({"unsent": message_record(message)})
    else:
        for line in (*check_lines(wrong), *map(message_line, unsent)):
            output().print(Text(line), soft_wrap=True)
    if not runs:
        return Exit.NOTHING
    return Exit.PARTLY if wrong or unsent else Exit.DONE


def _is_passed_over(health: Health, after: int) -> bool:
    judgement = health.judgement
    is_young = judgement.state in OF_CRAWLS and 0 < judgement.failures < after
    return judgement.is_fine or is_young


def _say_nothing_ran(found: list[Health], *, as_json: bool) -> None:
    crawls = [one.history.runs[0].began for one in found if one.history.runs]
    last = max(crawls, default=None)
    if as_json:
        print_json({"nothing_has_run": True, "last_crawl": last})
        return
    words = f"nothing has run since {minute(last)}" if last else "no crawl has ever run"
    output().print(Text(f"{words}: look at what runs `greffe crawl`"), soft_wrap=True)
