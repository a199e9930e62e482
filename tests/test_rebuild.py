"""``greffe rebuild``: what is derived anew is what was derived as the captures came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.fixity import verified
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.rebuild import Difference, Rebuilt, rebuilt
from archive.rebuild.observing import Shown, shown
from tests.exchanges import LONG, exchange, page

MANY = tuple(f"{text} Paragraph {number}." for number in range(4) for text in LONG)
WALL = (
    b"<html><head><title>Reader check</title></head><body><h2>Reader check</h2><p>Please tick "
    b"the box below so that we know you. Then the newspaper opens.</p><p>Visit 7</p></body></html>"
)
GONE = page("Access to the story is denied", "Nothing more to say.")
BODIES = {
    "a": page("Court", *LONG, head="<link rel=stylesheet href=/s.css>"),
    "b": page("Court", *LONG, "A fourth paragraph came to stand here on the second day."),
    "long": page("Prisons", *MANY, "<a href='/next'>next</a>"),
    "wall": WALL,
    "wall again": WALL.replace(b"Visit 7", b"Visit 8"),
    "refusal": GONE,
    "nothing": b"",
}
PATHS = ("court-orders-release", "tunnel-closed", "report-on-prisons", "quake-near-lake")

QUERIES = {
    "captures": "SELECT capture.id, page.urlkey, page.url, capture.urlkey, capture.url, time, "
    "method, status, media_type, outcome, evidence, digest, size, revisit_of, "
    "how, via, wall, source_id "
    "FROM capture JOIN page ON page.id = page_id ORDER BY capture.id",
    "readings": "SELECT reading.capture_id, reading.kind, note, reading.extractor, "
    "version.digest, page.urlkey FROM reading LEFT JOIN version ON version.id = reading.version_id "
    "LEFT JOIN page ON page.id = version.page_id ORDER BY 1",
    "versions": "SELECT page.urlkey, digest, kind, title, summary, text, blocks, authors, "
    "published, modified, language, canonical, extractor, fixity, capture_id, "
    "page.version_id IS version.id FROM version JOIN page ON page.id = page_id ORDER BY 1, 2",
    "pages": "SELECT page.urlkey, page.url, version.digest FROM page "
    "LEFT JOIN version ON version.id = page.version_id ORDER BY 1",
    "links": "SELECT capture_id, kind, url FROM link JOIN address ON address.id = address_id "
    "ORDER BY 1, 2, 3",
    "briefs": "SELECT * FROM brief ORDER BY 1",
    "hits": "SELECT page.urlkey, version.title FROM version_fts JOIN version "
    "ON version.id = version_fts.rowid JOIN page ON page.id = version.page_id "
    "WHERE version_fts MATCH 'prisons OR box OR fourth' ORDER BY 1, 2",
    "frontier": "SELECT * FROM frontier ORDER BY id",
}


def content(archive: Archive) -> dict[str, list[Any]]:
    """All that is derived, by words instead of numbers where numbers may differ."""
    return {name: archive.connection.execute(sql).fetchall() for name, sql in QUERIES.items()}


def rebuild(archive: Archive, *, is_check: bool = False) -> tuple[Rebuilt, list[Difference]]:
    """Rebuild in this process."""

    def read(numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        for number in numbers:
            capture = archive.capture_by_id(number)
            assert capture is not None
            yield number, shown(archive, capture)

    told: list[Difference] = []
    now = datetime(2025, 11, 1, tzinfo=UTC)
    return rebuilt(archive, read, told.append, lambda: now, is_check=is_check), told


def wiped(archive: Archive) -> None:
    """Everything derived is gone, or wrong."""
    archive.connection.executescript(
        """
        BEGIN;
        UPDATE page SET version_id = NULL;
        DELETE FROM link; DELETE FROM address; DELETE FROM brief; DELETE FROM reading;
        DELETE FROM version;
        UPDATE capture SET outcome = 'error', evidence = 'x', wall = 'login', status = 999,
            media_type = 'x/y', size = 1, method = 'PUT';
        COMMIT;
        """
    )


def is_sound(archive: Archive) -> bool:
    """Whether verifying finds no fault."""
    faults: list[object] = []
    verified(archive, faults.append)
    return not faults


Act = tuple[str, str, str, int]
ACTS = st.tuples(
    st.sampled_from(("add", "add", "add", "304", "fail", "part", "requisite", "absent", "post")),
    st.sampled_from(PATHS),
    st.sampled_from(tuple(BODIES)),
    st.integers(0, 60),
)


def act(archive: Archive, doing: Act) -> None:
    """Let one exchange come."""
    kind, path, body, hours = doing
    url = f"http://news.example/{path}"
    said: dict[str, Any] = {
        "add": {},
        "304": {"status": "304 Not Modified"},
        "fail": {"response": b"", "error": "refused"},
        "part": {"truncated": "length"},
        "requisite": {"how": "requisite", "via": "http://news.example/"},
        "absent": {"status": "404 Not Found"},
        "post": {"request": b"POST / HTTP/1.1\r\n\r\n"},
    }[kind]
    archive.add(exchange(url, b"" if kind == "304" else BODIES[body], hours=hours, **said))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ACTS, min_size=1, max_size=12),
    st.lists(ACTS, max_size=6),
    st.lists(ACTS, max_size=6),
)
def test_a_rebuild_gives_what_was_derived_as_captures_came(
    own: Sequence[Act], theirs: Sequence[Act], later: Sequence[Act]
) -> None:
    """Also of what was imported, older than what was there; also after all of it was wiped."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "greffe.db")) as archive:
        for doing in own:
            act(archive, doing)
        if theirs:
            with Archive.open(Path(folder, "other.db")) as other:
                for doing in theirs:
                    act(other, doing)
                export_warc(other, Path(folder, "other.warc"))
            import_warc(archive, Path(folder, "other.warc"))
        for doing in later:
            act(archive, doing)
        before = content(archive)
        assert is_sound(archive)
        done, told = rebuild(archive)
        assert told == []
        assert content(archive) == before
        wiped(archive)
        rebuild(archive)
        assert content(archive) == before
        assert is_sound(archive)
        assert done.captures == len(before["captures"])
