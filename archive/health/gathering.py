"""The histories of sources, read out of an archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive.archive import Archive
from archive.clean import LISTS
from archive.health.expectations import number_words
from archive.health.history import Answer, History, Redesign, Run, Text
from archive.health.plan import Plan, unpacked
from archive.store import conditions, crawls, sites
from archive.store.database import Connection
from archive.store.deltas import TEXT
from archive.urls import host_of, microseconds, moment, parsed_time, urlkey

BACK = timedelta(days=800)
"""How far texts are looked back for: the same weeks of the last two years."""
_RUNS = 100
_ANSWERS = 8
_MEASURED = 120
"""Texts whose words are counted, the last ones."""
_EMPTY = timedelta(days=180)
_WALLED = 3
"""Crawls whose block pages are told by kind."""
_NOT_TEXTS = ", ".join(f"'{kind}'" for kind in sorted((*LISTS, "error", "block")))
_LOOK_BACK = timedelta(days=1)
_TOO_MANY, _SERVER_ERROR = 429, 500

# A page counts once, by its first text; what a listing says changes with each article.
_TEXTS = f"""
SELECT capture.time, version.published, version.language, version.id
FROM capture INDEXED BY capture_source
CROSS JOIN version INDEXED BY version_capture ON version.capture_id = capture.id
WHERE capture.source_id = ? AND capture.time >= ? AND version.kind NOT IN ({_NOT_TEXTS})
AND NOT EXISTS (
    SELECT 1 FROM version AS other WHERE other.page_id = version.page_id
    AND other.id <> version.id AND other.capture_id < version.capture_id
    AND other.kind NOT IN ({_NOT_TEXTS}))
ORDER BY capture.time, capture.id
"""  # noqa: S608  # of constants
_EMPTIES = """
SELECT capture.time FROM capture INDEXED BY capture_source
CROSS JOIN reading ON reading.capture_id = capture.id
WHERE capture.source_id = ? AND capture.time >= ? AND outcome = 'ok'
AND reading.version_id IS NULL AND reading.kind = 'article' AND media_type LIKE '%html%'
AND NOT EXISTS (
    SELECT 1 FROM capture AS other
    WHERE other.page_id = capture.page_id AND other.id < capture.id)
ORDER BY capture.time
"""
_OF_URL = """
SELECT url, time, outcome, status, evidence, wall FROM capture
WHERE urlkey = ? AND source_id = ? AND method = 'GET' ORDER BY time DESC, id DESC LIMIT ?
"""
_WALLS = """
SELECT coalesce(wall, 'other'), count(*) FROM capture
WHERE outcome = 'blocked' AND crawl_id IN (
    SELECT id FROM crawl WHERE source_id = ? ORDER BY id DESC LIMIT ?)
GROUP BY 1 ORDER BY 2 DESC
"""
_OTHERS = """
SELECT time FROM capture WHERE time > ? AND source_id IS NOT NULL AND source_id <> ?
AND status IS NOT NULL ORDER BY time DESC LIMIT 1
"""


_COUNTED: dict[bytes, int] = {}
"""How many words texts have, by their digests: a server is asked the same again and again."""
_MOST_COUNTED = 50_000


def histories(archive: Archive, now: datetime) -> Iterator[History]:
    """The history of every source that is crawled, by name.

    Raises:
        DamagedArchive: one cannot be read.
    """
    rows = archive.connection.execute("SELECT id, name, title FROM source ORDER BY name")
    plans = conditions.plans(archive.connection)
    for number, name, title in rows.fetchall():
        if name != crawls.SAVED:
            yield _history(archive.connection, number, name, title, _plan(plans[name]), now)


def history_of(archive: Archive, name: str, now: datetime) -> History | None:
    """The history of a source; ``None`` where there is none by that name, or nobody crawls it."""
    sql = "SELECT id, title FROM source WHERE name = ?"
    row = archive.connection.execute(sql, (name,)).fetchone()
    if row is None or name == crawls.SAVED:
        return None
    plan = _plan(conditions.plans(archive.connection)[name])
    return _history(archive.connection, row[0], name, row[1], plan, now)


def _plan(text: str | None) -> Plan | None:
    try:
        return None if text is None else unpacked(text)
    except ValueError:  # a newer Greffe wrote it, or what is there is damaged
        return None


def _history(
    connection: Connection, number: int, name: str, title: str, plan: Plan | None, now: datetime
) -> History:
    run = connection.execute
    since = microseconds(now - BACK)
    (first,) = run("SELECT min(began) FROM crawl WHERE source_id = ?", (number,)).fetchone()
    (last,) = run("SELECT max(time) FROM capture WHERE source_id = ?", (number,)).fetchone()
    empty = run(_EMPTIES, (number, microseconds(now - _EMPTY))).fetchall()
    starts = plan.starts if plan else ()
    return History(
        name=name,
        title=title,
        plan=plan,
        runs=[
            Run(one.began, one.ended, one.outcome, one.stats, one.reason)
            for one in crawls.past(connection, name, _RUNS)
        ],
        first_run=_time(first),
        texts=_texts(connection, number, since),
        empty=[moment(row[0]) for row in empty],
        answers=_answers(connection, number, starts),
        redesigns=_redesigns(connection, starts),
        walls=dict(run(_WALLS, (number, _WALLED)).fetchall()),
        last_capture=_time(last),
        others_answered=_others(connection, number, last),
    )  # fmt: skip


def _texts(connection: Connection, number: int, since: int) -> list[Text]:
    rows = connection.execute(_TEXTS, (number, since)).fetchall()
    measured = {row[3] for row in rows[-_MEASURED:]}
    return [
        Text(
            seen=moment(time),
            published=parsed_time(published) if published else None,
            words=_words(connection, version) if version in measured else None,
            language=language,
        )
        for time, published, language, version in rows
    ]


def _words(connection: Connection, version: int) -> int:
    run = connection.execute
    (digest,) = run("SELECT digest FROM version WHERE id = ?", (version,)).fetchone()
    count = _COUNTED.get(digest)
    if count is None:
        sql = f"SELECT {TEXT} FROM version WHERE id = ?"  # noqa: S608  # of constants
        (text,) = run(sql, (version,)).fetchone()
        if len(_COUNTED) >= _MOST_COUNTED:
            _COUNTED.clear()
        count = _COUNTED[digest] = number_words(text or "")
    return count


def _answers(
    connection: Connection, number: int, starts: Sequence[str]
) -> Mapping[str, Sequence[Answer]]:
    """What start URLs answered, newest first; where a host did not, that its robots.txt did not."""
    found: dict[str, list[Answer]] = {}
    rules: dict[str, list[Answer]] = defaultdict(list)
    for url in starts:
        parts = urlsplit(url)
        robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if robots not in rules:
            rules[robots] = [
                answer
                for answer in _of_url(connection, number, robots)
                if answer.outcome == "failure" or _closes(answer.status)
            ]
        both = [*_of_url(connection, number, url), *rules[robots]]
        found[url] = sorted(both, key=lambda one: one.time, reverse=True)[:_ANSWERS]
    return found


def _closes(status: int | None) -> bool:
    """Whether a robots.txt that is answered so keeps crawls from asking for anything else."""
    return status is not None and (status >= _SERVER_ERROR or status == _TOO_MANY)


def _of_url(connection: Connection, number: int, url: str) -> list[Answer]:
    rows = connection.execute(_OF_URL, (urlkey(url), number, _ANSWERS)).fetchall()
    return [
        Answer(url, moment(time), outcome, status, evidence, wall)
        for url, time, outcome, status, evidence, wall in rows
    ]


def _redesigns(connection: Connection, starts: Sequence[str]) -> list[Redesign]:
    hosts = dict.fromkeys(host_of(url) for url in starts)
    known = [site for host in hosts if (site := sites.of_host(connection, host))]
    return [Redesign(site.name, one.first) for site in known for one in site.redesigns]


def _others(connection: Connection, number: int, last: int | None) -> datetime | None:
    """When a host of another source last answered, as far as that matters: about as late."""
    if last is None:
        return None
    after = last - int(_LOOK_BACK.total_seconds() * 1_000_000)
    row = connection.execute(_OTHERS, (after, number)).fetchone()
    if row is None:
        sql = "SELECT max(ended) FROM crawl WHERE source_id <> ? AND outcome IN ('done', 'partly')"
        row = connection.execute(sql, (number,)).fetchone()
    return _time(row[0])


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else moment(micros)
