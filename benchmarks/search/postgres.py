"""PostgreSQL, as Debian has it, in a cluster of its own that this program starts and stops."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.search.asking import COUNTED, LIMIT, NEAR, Query, Row

_SETTINGS = {
    "shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "jit": "off",
    "max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0",
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
    "autovacuum": "off", "listen_addresses": "''", "max_wal_size": "8GB",
    "client_min_messages": "error",
}  # fmt: skip
_USER = "postgres"
_DONE = "--done--"


class Postgres:
    """The engine: GIN over a ``tsvector`` of the configuration "simple", ``ts_rank_cd``.

    Attributes:
        name: for the table.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        started(folder)
        self._psql = subprocess.Popen(
            [*_as_owner(), _program("psql"), "-h", folder, "-U", _USER, "-X", "-q", "-A", "-t",
             "-v", "ON_ERROR_STOP=1", _USER],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder,
        )  # fmt: skip
        (pid,) = self._run("SELECT pg_backend_pid();")
        self._cpu = Path(f"/proc/{pid}/schedstat")

    def asked(self, query: Query) -> tuple[float, int]:
        """Seconds of CPU of its backend, hits."""
        wanted, narrowed = _wanted(query), _narrowed(query)
        before = self._spent()
        self._run(
            "SELECT id, ts_headline('simple', body, q, 'MaxWords=32, MinWords=20') FROM ("
            f"SELECT id, body, q FROM doc, {wanted} q WHERE v @@ q {narrowed} "
            f"ORDER BY ts_rank_cd(v, q) DESC LIMIT {LIMIT}) best;"
        )
        (count,) = self._run(
            f"SELECT count(*) FROM (SELECT 1 FROM doc, {wanted} q WHERE v @@ q {narrowed} "
            f"LIMIT {COUNTED}) few;"
        )
        return self._spent() - before, int(count)

    def costs(self) -> Iterator[str]:
        """What the index takes; the vectors are in the table and count too."""
        said = "SELECT documents, seconds, pg_relation_size('doc_v') + vectors FROM cost;"
        number, seconds, size = map(float, self._run(said)[0].split("|"))
        yield (
            f"index {size / number:,.0f} bytes a document, vectors among it; made in "
            f"{seconds:,.0f} s of CPU, {seconds / number * 1000:.2f} ms each"
        )

    def loaded(self, rows: Iterable[Row]) -> None:
        """Fill the cluster, where it is empty."""
        if self._run("SELECT to_regclass('cost') IS NOT NULL;") == ["t"]:
            return
        self._run("DROP TABLE IF EXISTS doc;")
        self._run(
            "CREATE TABLE doc (id integer PRIMARY KEY, title text, body text, host text, "
            "language text, day integer, v tsvector);"
        )
        _copied(self._folder, rows)
        before = self._spent()
        self._run(
            "CREATE TABLE made AS SELECT id, title, body, host, language, day, "
            "setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body) AS v "
            "FROM doc;"
        )
        self._run("DROP TABLE doc; ALTER TABLE made RENAME TO doc;")
        self._run("CREATE INDEX doc_v ON doc USING gin (v);")
        seconds = self._spent() - before
        for column in ("host", "language", "day"):
            self._run(f"CREATE INDEX doc_{column} ON doc ({column});")
        self._run("ALTER TABLE doc ADD PRIMARY KEY (id); VACUUM ANALYZE doc;")
        self._run(
            "CREATE TABLE cost AS SELECT count(*) AS documents, "
            f"{seconds} AS seconds, sum(pg_column_size(v)) AS vectors FROM doc;"
        )

    def close(self) -> None:
        """End it."""
        if self._psql.stdin:
            self._psql.stdin.close()
        self._psql.wait(60)
        _ctl(self._folder, "stop", "-m", "fast")

    def _run(self, sql: str) -> list[str]:
        if not (self._psql.stdin and self._psql.stdout):
            raise RuntimeError("psql is not running")
        print(sql, f"\n\\echo {_DONE}", file=self._psql.stdin, flush=True)
        lines: list[str] = []
        while (line := self._psql.stdout.readline()) != f"{_DONE}\n":
            if not line:
                raise RuntimeError("psql ended; what it said stands above")
            lines.append(line.rstrip("\n"))
        return lines

    def _spent(self) -> float:
        # Nanoseconds on a CPU; what /proc/PID/stat has is in hundredths of a second.
        return int(self._cpu.read_text().split()[0]) / 1e9


def is_here() -> bool:
    """Whether PostgreSQL is installed."""
    return bool(_program("initdb"))


def started(folder: Path) -> None:
    """Make the cluster, if need be, and start it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
    if not (folder / "data" / "PG_VERSION").exists():
        command = [_program("initdb"), "-D", folder / "data", "-U", _USER, "-E", "UTF8"]
        _quiet([*_as_owner(), *command, "--locale=C.UTF-8", "-A", "trust"], folder)
    if (folder / "data" / "postmaster.pid").exists():
        # Left by a run that was killed.
        _ctl(folder, "stop", "-m", "fast")
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    _ctl(folder, "start", "-w", "-l", str(folder / "log"), "-o", f"{settings} -k {folder}")


def _ctl(folder: Path, *words: str) -> None:
    _quiet([*_as_owner(), _program("pg_ctl"), "-D", folder / "data", *words], folder)


def _quiet(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)


def _as_owner() -> list[str]:
    # It refuses to be run by root.
    return ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


def _copied(folder: Path, rows: Iterable[Row]) -> None:
    command = [*_as_owner(), _program("psql"), "-h", folder, "-U", _USER, "-X", "-q", "-c"]
    command += ["COPY doc (id, title, body, host, language, day) FROM STDIN (FORMAT csv)", _USER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=folder) as process:
        if process.stdin is None:
            raise RuntimeError("psql is not running")
        text = io.TextIOWrapper(process.stdin, "utf-8", newline="")
        csv.writer(text).writerows(rows)
        text.close()
    if process.returncode:
        raise RuntimeError("psql copied nothing; what it said stands above")


def _wanted(query: Query) -> str:
    words = list(query.words)
    if query.shape == "phrase":
        told = " <-> ".join(words)
    elif query.shape == "near":
        first, second = words
        apart = range(1, NEAR + 2)
        told = " | ".join(
            f"({one} <{far}> {other})"
            for one, other in ((first, second), (second, first))
            for far in apart
        )
    elif query.shape == "prefix":
        told = f"{words[0]}:*"
    else:
        told = " & ".join(words)
    return f"to_tsquery('simple', '{told}')"


def _narrowed(query: Query) -> str:
    narrowed = query.narrowed
    if narrowed.host:
        return f"AND host = '{narrowed.host}'"
    if narrowed.days:
        return f"AND day >= {narrowed.days[0]} AND day < {narrowed.days[1]}"
    return f"AND language = '{narrowed.language}'" if narrowed.language else ""
