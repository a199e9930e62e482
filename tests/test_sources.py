"""Source files: typed, checked, and wrong ones named by line and key."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from archive.errors import BadInput, NotFound
from crawler.revisit import Terms
from crawler.sources.catalogue import found
from crawler.sources.loading import loaded
from crawler.sources.schedule import Schedule
from crawler.sources.source import written_span
from tests.house import greffe

GOOD = """\
name = "example"
title = "The Example"
languages = ["en", "fr"]
seeds = ["https://www.example.org/en/"]
feeds = ["https://www.example.org/feed.xml"]
revisit = "12h"
delay = 2.5
max_pages = 100

[scope]
include = ["https://www.example.org/en/", "https://docs.example.org/"]
exclude = ["/print/"]
max_depth = 3
"""


def _file(folder: Path, text: str, name: str = "example") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_loaded(tmp_path: Path) -> None:
    """With its types, and defaults for what it leaves out."""
    source = loaded(_file(tmp_path, GOOD))
    assert (source.name, source.title, source.languages) == ("example", "The Example", ("en", "fr"))
    assert (source.revisit, source.delay, source.max_pages) == (timedelta(hours=12), 2.5, 100)
    assert source.requisites is True
    assert source.allow_private is False
    assert source.verify_certificates is False


@pytest.mark.parametrize(
    ("url", "is_in"),
    [
        ("https://www.example.org/en/news", True),
        ("http://example.org/en/news?a=1", True),
        ("https://www.example.org/en", True),
        ("https://www.example.org/english", False),
        ("https://www.example.org/fr/", False),
        ("https://docs.example.org/1680a", True),
        ("https://docs.example.org.evil.test/1680a", False),
        ("https://www.example.org/en/print/1", False),
        ("ftp://www.example.org/en/", False),
        ("javascript:alert(1)", False),
        ("https://www.example.org/en/c/portal/update_language?x=1", False),
        ("https://www.example.org/en/a?lightbox=1", False),
        ("https://www.example.org/en/search/court", False),
        ("https://www.example.org/en/search?text=court", False),
        ("https://www.example.org/en/search", True),
        ("https://www.example.org/en/?s=court", False),
        ("https://www.example.org/en/search-and-rescue", True),
    ],
)
def test_the_scope_tells_what_belongs(tmp_path: Path, url: str, is_in: bool) -> None:
    """By prefix in any spelling, minus patterns and known traps."""
    assert (loaded(_file(tmp_path, GOOD)).scope.refusal(url) is None) == is_in


def test_the_scope_ends_at_the_depth(tmp_path: Path) -> None:
    """Links from the nearest seed are counted."""
    scope = loaded(_file(tmp_path, GOOD)).scope
    assert scope.refusal("https://www.example.org/en/a", 3) is None
    assert scope.refusal("https://www.example.org/en/a", 4) == "deeper than 3 links"


def test_without_a_scope_the_hosts_of_the_start_urls_are_in(tmp_path: Path) -> None:
    """The common case needs no more than a seed."""
    source = loaded(_file(tmp_path, 'name = "a"\nseeds = ["https://a.example/x/y"]\n'))
    assert source.scope.refusal("https://a.example/z") is None
    assert source.scope.refusal("https://b.example/") == "outside the scope"


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("languages = [", "language = ["), 3, "language is not known here"),
        (('seeds = ["https', 'seeds = ["gopher'), 4, "which is no http or https URL"),
        (('revisit = "12h"', "revisit = 12"), 6, "revisit is 12; write a time"),
        (("delay = 2.5", 'delay = "slow"'), 7, "not a number of seconds"),
        (("max_pages = 100", "max_pages = -1"), 8, "not a whole number"),
        (('exclude = ["/print/"]', 'exclude = ["("]'), 12, "wrong pattern '('"),
        (("max_depth = 3", "max_deep = 3"), 13, "scope.max_deep is not known"),
        (('name = "example"', 'name = "Ex ample"'), 1, "use lower-case letters"),
        (('title = "The Example"', "title = 7"), 2, "title is 7, not a string"),
        (("delay = 2.5", "delay = "), 7, "not TOML"),
        (("delay = 2.5", "delay = inf"), 7, "delay is inf, not a number of seconds"),
        (("delay = 2.5", "delay = nan"), 7, "delay is nan, not a number of seconds"),
        (('revisit = "12h"', 'revisit = "99999999d"'), 6, "a hundred years are the most"),
        (('revisit = "12h"', 'revisit = "9999999999999d"'), 6, "a hundred years are the most"),
    ],
)
def test_an_error_is_named_by_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    """One line says what is wrong and where."""
    path = _file(tmp_path, GOOD.replace(*change))
    with pytest.raises(BadInput) as caught:
        loaded(path)
    message = str(caught.value)
    assert words in message
    assert f"line {line}" in message
    assert "\n" not in message


def test_sources_are_found_by_name_or_path(tmp_path: Path) -> None:
    """In the order asked for; all without a name."""
    path = _file(tmp_path, GOOD)
    _file(tmp_path, 'name = "b"\nseeds = ["https://b.example/"]\n', "b")
    assert [s.name for s in found(tmp_path)] == ["b", "example"]
    assert [s.name for s in found(tmp_path, ["example", "b"])] == ["example", "b"]
    assert [s.name for s in found(tmp_path / "other", [str(path)])] == ["example"]


def test_an_unknown_source_names_those_there_are(tmp_path: Path) -> None:
    """And where they were looked for."""
    with pytest.raises(NotFound, match="no source files"):
        found(tmp_path, ["x"])
    _file(tmp_path, GOOD)
    with pytest.raises(NotFound, match="there are: example"):
        found(tmp_path, ["x"])


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    """Their captures would be mixed."""
    _file(tmp_path, GOOD)
    _file(tmp_path, GOOD, "copy")
    with pytest.raises(BadInput, match="both named 'example'"):
        found(tmp_path)


def test_an_error_in_one_file_does_not_keep_a_source_in_another_away(tmp_path: Path) -> None:
    """Only where the source that is asked for may be in it."""
    _file(tmp_path, "name = ", "a")
    _file(tmp_path, GOOD, "of-another-name")
    assert [s.name for s in found(tmp_path, ["example"])] == ["example"]
    with pytest.raises(BadInput, match="not TOML"):
        found(tmp_path, ["x"])
    with pytest.raises(BadInput, match="not TOML"):
        found(tmp_path)


def test_list_shows_the_good_ones_and_tells_of_the_others(tmp_path: Path) -> None:
    """One wrong file hides nothing."""
    folder = tmp_path / "sources"
    folder.mkdir()
    _file(folder, "name = ", "a")
    _file(folder, GOOD)
    ran = greffe(tmp_path, "source", "list")
    assert ran.code == 4
    assert "The Example" in ran.out
    assert "a.toml: not TOML" in ran.err


def test_check_names_each_file_once_and_finds_two_of_one_name(tmp_path: Path) -> None:
    """Each problem on a line of its own."""
    folder = tmp_path / "sources"
    folder.mkdir()
    _file(folder, 'name = "w"\nseeds = []\n', "a")
    _file(folder, GOOD)
    _file(folder, GOOD, "twin")
    ran = greffe(tmp_path, "source", "check")
    assert ran.code == 4
    lines = ran.out.splitlines()
    assert lines[0].startswith("sources/a.toml, line 2: seeds is empty")
    assert ["both named 'example'" in line for line in lines] == [False, True, True]


def test_show_writes_as_a_file_does(tmp_path: Path) -> None:
    """Prefixes, times and truth as they are typed; of the patterns only the source's own."""
    folder = tmp_path / "sources"
    folder.mkdir()
    _file(folder, GOOD)
    shown = greffe(tmp_path, "source", "show", "example").out
    for key, words in (("include", "example.org/en/"), ("revisit", "12h"), ("exclude", "/print/"),
                       ("allow_private", "false")):  # fmt: skip
        assert re.search(rf"^{key} +{re.escape(words)}$", shown, re.MULTILINE)
    assert "verify_certificates false\n" in shown
    assert "publisher " not in shown  # nothing is said of what the file leaves out


@pytest.mark.parametrize("text", ["1s", "90m", "12h", "1d", "3w", "0s"])
def test_a_time_is_shown_as_it_was_written(text: str, tmp_path: Path) -> None:
    """In the largest unit that fits."""
    revisit = loaded(_file(tmp_path, GOOD.replace("12h", text))).revisit
    assert written_span(revisit) == text


def test_a_schedule_is_read(tmp_path: Path) -> None:
    """Each key by itself; what is missing is as documented, and no ``revisit`` is the policy."""
    text = GOOD.replace('revisit = "12h"', "")
    assert loaded(_file(tmp_path, text)).schedule == Schedule()
    assert loaded(_file(tmp_path, text)).revisit is None
    table = 'every = "1h"\nfirst = "1m"\nlongest = "7d"\nlists = "2h"\nminutes = 5\npages = 9\n'
    source = loaded(_file(tmp_path, f"{text}\n[schedule]\n{table}backfill = 0.25\n"))
    hour = timedelta(hours=1)
    assert source.schedule == Schedule(
        hour, Terms(timedelta(minutes=1), timedelta(days=7), 2 * hour), 5, 9, 0.25
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('every = "soon"', "every is 'soon'"),
        ("backfill = 1.5", "a share is 1 at most"),
        ('first = "31d"', "schedule.first is longer than longest"),
        ('lists = "0s"', "a minute is the least"),
        ("minutes = 1441", "from 0 to a day"),
        ("often = 1", "schedule.often is not known here"),
    ],
)
def test_a_wrong_schedule_is_told_by_line(tmp_path: Path, line: str, words: str) -> None:
    """And by key."""
    with pytest.raises(BadInput, match=re.escape(words)) as error:
        loaded(_file(tmp_path, f"{GOOD}\n[schedule]\n{line}\n"))
    assert ", line " in str(error.value)
