"""Each view of the reading room has a machine form, which is as OpenAPI describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from archive import Archive
from archive.api.openapi import description
from archive.api.paths import path
from archive.api.views import VIEWS
from archive.cli.main import run
from archive.health.noting import noted
from archive.store import watches
from archive.watching.delivery import Post
from archive.watching.run import ran
from tests.exchanges import LONG, exchange, page
from tests.listings import HOST, council
from tests.saved_site import FIRST, SITE, TUESDAY, fill
from tests.servers.room import Got, Served, serving

REPORT = f"{SITE}/report"
LIST = f"{HOST}/en/web/portal/newsroom"
ITEM = f"{HOST}/en/web/portal/-/report-on-the-night-shelters-of-borsk-is-published"
BACK = "20251006180000"
VIEWS_SHOWN = (
    "/", "/search?q=prisons", "/search?q=Monday&all_versions=1&p=1", "/search/months?q=prisons",
    f"/page/{REPORT}", f"/page/{FIRST}/{REPORT}", f"/page/{SITE}/gone", f"/page/{SITE}/dot.png",
    f"/page/{SITE}/paper.pdf", f"/page/{LIST}", f"/diff/{FIRST}/{BACK}/{REPORT}",
    f"/compare/{FIRST}//{REPORT}", f"/blame/{REPORT}", f"/blame?url={REPORT}&since=2025-10-06",
    f"/similar/{REPORT}", f"/listing/{LIST}", f"/stood/{ITEM}", "/changes",
    "/changes?kind=edited&since=2025&least=1&order=largest&lists=1&p=1", "/gone",
    "/gone?since=2025&source=gazette", "/sources", "/sources/gazette", "/crawls/1", "/watches",
    "/watch/prisons", f"/replay/{FIRST}/{REPORT}", f"/still/{FIRST}/{REPORT}",
    f"/quote?url={REPORT}",
    f"/quote?url={REPORT}&q={quote(TUESDAY)}",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The saved site, a list, a similar text, a crawl, and a watch that found something."""
    file = tmp_path_factory.mktemp("room") / "greffe.db"
    now = datetime.now(UTC)
    with Archive.open(file) as archive:
        fill(archive)
        with archive.transaction():
            watches.added(archive.connection, "prisons", "second report", now, recipients=("@x",))
        number, _ = archive.begin_crawl("gazette", "Gazette", [], now)
        more = {"source": "gazette", "crawl": number}
        for hours in (90, 100):
            archive.add(exchange(LIST, council(), hours=hours), **more)
        archive.add(exchange(REPORT, page("Report on prisons", "New.", *LONG), hours=110), **more)
        copy = page("A copy", TUESDAY, *LONG)
        archive.add(exchange("http://other.example/copy", copy, hours=120), **more)
        archive.add(exchange(f"{SITE}/lost", b"", hours=121, status="404 Not Found"), **more)
        archive.end_crawl(number, "partly", {"new": 1}, now)
        ran(archive, Post(lambda address: address, None, lambda *_: None), lambda: now)
        noted(archive, now)
    return file


@pytest.fixture(scope="module")
def served(archive_file: Any) -> Iterator[Served]:
    """It, served."""
    with serving(archive_file) as both:
        yield both


def _alternates(got: Got) -> list[str]:
    link = r'<link rel="alternate" type="application/json"[^>]*href="([^"]*)"'
    return [unescape(one) for one in re.findall(link, got.text)]


def _checked(got: Got, address: str) -> Any:
    assert (got.status, got.headers["content-type"]) == (200, "application/json"), got.text
    told = description()
    answers = told["paths"][urlsplit(address).path]["get"]["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]
    record = json.loads(got.body)
    Draft202012Validator({**schema, **told}, format_checker=FormatChecker()).validate(record)
    return record


@pytest.mark.parametrize("view", VIEWS_SHOWN)
def test_a_view_names_its_machine_form(served: Served, view: str) -> None:
    """In its head, for programs, and at its foot, for people; it answers as it is described."""
    got = served.get(view)
    assert got.status == 200
    own = [one for one in _alternates(got) if one.startswith("/api/")]
    assert own
    for address in own:
        _checked(served.get(address), address)
        if not view.startswith(("/replay/", "/still/")):
            assert unescape(got.text.partition("<footer")[2]).count(f'href="{address}"') == 1


def test_every_machine_form_is_named_by_a_view(served: Served) -> None:
    """But for citations, which views show whole."""
    named = {urlsplit(one).path for view in VIEWS_SHOWN for one in _alternates(served.get(view))}
    assert {path(name) for name in VIEWS} - {path("cite")} <= named


def test_the_machine_form_is_of_what_the_view_shows(served: Served) -> None:
    """The same capture, the same two texts, the same list."""
    first, later = (json.loads(served.get(_alternates(served.get(f"/page/{at}{REPORT}"))[0]).body)
                    for at in (f"{FIRST}/", f"{BACK}/"))  # fmt: skip
    assert "on Monday" in first["text"]
    assert "on Tuesday" in later["text"]
    assert first["time"].startswith("2025-10-05T12:00:00")
    (address,) = _alternates(served.get(f"/diff/{FIRST}/{BACK}/{REPORT}"))
    told = json.loads(served.get(address).body)
    assert (told["old_text"], told["new_text"]) == (1, 2)
    # Captures are not made on the second, addresses name one.
    (address,) = _alternates(served.get(f"/listing/20251009160000/{LIST}"))
    assert json.loads(served.get(address).body)["captured"].startswith("2025-10-09T16")


def test_what_a_saved_page_is_made_of_is_told_file_by_file(served: Served) -> None:
    """Of what time each is, and what is missing."""
    told = json.loads(served.get(f"/api/parts?url={REPORT}&at={BACK}").body)
    assert told["captured"].startswith("2025-10-06T18:00:00")
    parts = {one["url"]: one for one in told["parts"]}
    style = parts[f"{SITE}/style.css"]
    assert style["captured"].startswith("2025-10-05T12:00:00")
    assert style["seconds_after"] == -30 * 3600
    assert len(style["sha256"]) == 64
    missing = [one for one in told["parts"] if one["captured"] is None]
    assert told["missing"] == len(missing)


@pytest.mark.parametrize(
    ("command", "address", "rows"),
    [
        (("history", REPORT), f"/api/history?url={REPORT}", lambda r: r["captures"]),
        (("show", REPORT), f"/api/page?url={REPORT}", lambda r: [r]),
        (("diff", REPORT, "1", "2"), f"/api/diff?url={REPORT}&from=1&to=2", lambda r: [r]),
        (("changes",), "/api/changes", lambda r: r["events"]),
        (("gone",), "/api/gone", lambda r: r["pages"]),
        (("listing", LIST), f"/api/listing?url={LIST}", lambda r: r["items"]),
        (("watch", "list"), "/api/watches", lambda r: r["watches"]),
        (("status", "--crawls"), "/api/source?name=gazette", lambda r: r["crawls"]),
    ],
)
def test_a_record_is_that_of_the_command(
    served: Served, archive_file: Any, capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...], address: str, rows: Any,
) -> None:  # fmt: skip
    """There is one way to tell a thing."""
    run(["--archive", str(archive_file), *command, "--json"])
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows(json.loads(served.get(address).body)) == printed


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("page", 400, "url: is missing"), ("page?url=x.example", 404, "no capture"),
        (f"page?url={REPORT}&at=soon", 400, "no time"), ("changes?kind=odd", 400, "none of"),
        (f"history?url={REPORT}&url={REPORT}", 400, "more than once"), ("sources?q=1", 400, "none"),
        (f"diff?url={REPORT}&from=99", 404, "99"), (f"diff?url={REPORT}&to=soon", 400, "soon"),
        ("source?name=none", 404, "no source"), ("crawl?number=77", 404, "no crawl"),
        ("watch?name=none", 404, "no watch"), (f"blame?url={SITE}/dot.png", 404, "no text"),
        (f"listing?url={REPORT}", 404, "as a list"), (f"stood?url={REPORT}", 404, "on no list"),
        (f"quote?url={REPORT}&q=walrus", 404, "not in the capture"), ("gone?limit=0", 400, "limit"),
        (f"parts?url={SITE}/dot.png", 404, "no page with files"),
        ("changes?source=none", 400, "knows no source"), ("similar?url=x.example", 404, "no"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_a_problem(
    served: Served, address: str, status: int, word: str
) -> None:
    """Problem details (RFC 9457) that say what was asked and what there is."""
    got = served.get(f"/api/{address}")
    assert (got.status, got.headers["content-type"]) == (status, "application/problem+json")
    assert word in json.loads(got.body)["detail"]
