"""A dead man's switch is told of each run of ``greffe crawl``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lock import held
from crawler.ping import place
from tests.house import PRIVATE, Ran, greffe
from tests.servers.pings import Switch, switch


@pytest.fixture
def web() -> Iterator[Switch]:
    """The service."""
    with switch() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a source that does not answer."""
    (tmp_path / "sources").mkdir()
    text = 'name = "deaf"\nseeds = ["http://127.0.0.1:9/"]\n'
    (tmp_path / "sources" / "deaf.toml").write_text(text, encoding="utf-8")
    return tmp_path


def _crawl(folder: Path, web: Switch, *more: str) -> Ran:
    return greffe(folder, "crawl", "--all", *PRIVATE, *more, env={"GREFFE_PING": web.url})


@pytest.mark.slow
def test_a_run_tells_of_its_begin_and_its_end(folder: Path, web: Switch) -> None:
    """That it failed, where nothing came of it; the body says with which exit code."""
    assert _crawl(folder, web).code == 6
    assert web.signals == ["/start", "/fail"]
    assert web.pings[-1][1] == "exit code 6"


def test_a_file_that_cannot_be_read_is_a_failure(folder: Path, web: Switch) -> None:
    """The words of the error are in the body."""
    (folder / "sources" / "deaf.toml").write_text("name = 3", encoding="utf-8")
    assert _crawl(folder, web).code == 65
    assert web.signals == ["/start", "/fail"]
    assert "name is 3" in web.pings[-1][1]


def test_a_run_beside_another_one_does_not_look_well(folder: Path, web: Switch) -> None:
    """The one under way may hang: the service waits in vain."""
    with held(folder / "greffe.db"):
        assert _crawl(folder, web).code == 75
    assert web.signals == ["/start"]


def test_a_question_is_no_run(folder: Path, web: Switch) -> None:
    """Nothing is crawled by ``--why``."""
    _crawl(folder, web, "--why", "http://127.0.0.1:9/")
    assert web.signals == []


def test_what_is_no_url_is_refused_before_anything_is_crawled(folder: Path, web: Switch) -> None:
    """A slip there would be found out too late."""
    ran = _crawl(folder, web, "--ping", "ftp://example.org")
    assert ran.code == 2
    assert "no http or https URL" in ran.err
    assert not (folder / "greffe.db").exists()


def test_a_ping_that_fails_is_told_without_its_secret(folder: Path, web: Switch) -> None:
    """And changes nothing of the crawl."""
    (folder / "sources" / "deaf.toml").write_text("name = 3", encoding="utf-8")
    web.status = 500
    ran = _crawl(folder, web)
    assert ran.code == 65
    assert "(start) was not taken: status 500; the crawl is not affected" in ran.err
    assert "(fail) was not taken" in ran.err
    assert "T0ken" not in ran.err
    assert len(web.pings) == 4


@given(st.sampled_from(["", "/"]), st.sampled_from(["", "?a=b"]))
def test_signals_stand_in_the_path_before_any_query(slash: str, query: str) -> None:
    """Whatever the service appends to its addresses."""
    url = f"https://ping.example/x{slash}{query}"
    assert place(url, "success") == url
    assert place(url, "fail") == f"https://ping.example/x/fail{query}"
