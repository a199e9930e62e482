"""Sites out of WARC files as a live web: what was captured is answered, by host, path and query."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from benchmarks.live_web import LiveWeb, pages_of
from benchmarks.sites import Site, measured
from tests.crawling import Ask, crawl
from tests.exchanges import LONG, exchange, page

HOME = "http://paper.example/"


def _file(folder: Path) -> Path:
    """A WARC file of a small site, and of a page of another."""
    links = "".join(f'<a href="/{name}">{name}</a>' for name in ("a", "b?n=1", "moved", "gone"))
    far = '<a href="https://elsewhere.example/">E</a>'
    home = page("Paper", *LONG).replace(b"</article>", f"{links}{far}</article>".encode())
    with Archive.open(folder / "made.db") as archive:
        archive.add(exchange(HOME, home))
        for name in ("a", "b?n=1", "c"):
            archive.add(exchange(f"{HOME}{name}", page(name, *LONG)))
        moved = {"status": "301 Moved", "fields": "Location: https://www.paper.example/c\r\n"}
        archive.add(exchange(f"{HOME}moved", **moved))  # type: ignore[arg-type]
        archive.add(exchange("https://www.paper.example/c", page("c", *LONG)))
        archive.add(exchange("https://elsewhere.example/", page("E", *LONG)))
        archive.export_warc(folder / "made.warc.gz")
    return folder / "made.warc.gz"


def test_what_a_file_has_is_answered_and_nothing_else(tmp_path: Path) -> None:
    """Over TLS and without it; another query is another page."""
    with LiveWeb(pages_of([_file(tmp_path)])) as web:
        env = {"http_proxy": web.url, "https_proxy": web.url}
        asks = [Ask("a", f"{HOME}a"), Ask("tls", "https://paper.example/b?n=1"),
                Ask("other", f"{HOME}b?n=2"), Ask("moved", f"{HOME}moved")]  # fmt: skip
        outcomes = crawl(asks, {"GREFFE_ALLOW_PRIVATE": False, "REDIRECT_ENABLED": False},
                         env).outcomes  # fmt: skip
    assert {name: one.status for name, one in outcomes.items()} == {
        "a": 200, "tls": 200, "other": 404, "moved": 301,
    }  # fmt: skip
    assert b"<h1>b?n=1</h1>" in outcomes["tls"].body


@pytest.mark.slow
def test_reachable_and_found_are_worked_out_apart(tmp_path: Path) -> None:
    """A page that nothing links to is not reachable, one that a redirect leads to is."""
    web = tmp_path / "web"
    web.mkdir()
    _file(web)
    result = measured(Site("made", ("made.warc.gz",), HOME), tmp_path, tmp_path)
    assert set(result.reachable) == {
        "example,paper)/", "example,paper)/a", "example,paper)/b?n=1", "example,paper)/c",
    }  # fmt: skip
    assert result.found == set(result.reachable)
    assert (result.missed, list(result.outside)) == ({}, [])
