"""``greffe cite``, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.citing.styles import STYLES
from tests.cited_site import GONE, STORY, fill
from tests.house import greffe
from tests.once import made_once

BASE = ("--base-url", "https://archive.example.org/room/")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in an archive."""

    def made(folder: Path) -> Path:
        with Archive.open(folder / "greffe.db") as archive:
            fill(archive)
        return folder

    return made_once(tmp_path_factory, "cited", made)


@pytest.mark.parametrize("style", STYLES)
def test_a_capture_is_cited_in_any_form(shelf: Path, style: str) -> None:
    """On standard output, and nothing else."""
    done = greffe(shelf, "cite", f"{STORY}", "--at", "2025-10-05", "--style", style, *BASE)
    assert (done.code, done.err) == (0, "")
    assert STORY in done.out
    if style != "wikipedia":
        assert "https://archive.example.org/room/page/20251005120000/" in done.out


def test_an_address_of_this_machine_is_said_to_be_one(shelf: Path) -> None:
    """On standard error."""
    done = greffe(shelf, "cite", STORY)
    assert "http://127.0.0.1:8080/page/20251008000000/" in done.out
    assert "others cannot open; --base-url" in done.err


def test_quoted_words_are_told_with_what_became_of_them(shelf: Path) -> None:
    """And with addresses that lead to them."""
    done = greffe(shelf, "cite", STORY, "--quote", "old wing were far too small", *BASE)
    assert done.code == 0
    assert "#:~:text=old%20wing%20were%20far%20too%20small" in done.out
    assert "permalink  https://archive.example.org/room/quote?url=" in done.out
    assert "no longer stand: last seen 2025-10-05 12:00:00 UTC, first seen edited" in done.out
    assert "were [-far too-] small" in done.out


def test_a_page_that_is_gone_is_said_to_be(shelf: Path) -> None:
    """Beside what became of the words."""
    done = greffe(shelf, "cite", GONE, "--quote", "It rained on Monday in the town", *BASE)
    assert "no longer stand: last seen 2025-10-05" in done.out
    assert "page       gone: last seen" in done.out


def test_words_that_are_not_there_end_with_what_is_near(shelf: Path) -> None:
    """And with the captures that have them; exit code 3."""
    done = greffe(shelf, "cite", STORY, "--quote", "cells of the new wing were small")
    assert done.code == 3
    assert "nearest there: {+The+} cells of the [-new-]{+old+} wing" in done.err
    assert "no capture of this page has them" in done.err
    done = greffe(shelf, "cite", f"{STORY}@20251008", "--quote", "were far too small for")
    assert done.code == 3
    assert "the capture of 2025-10-05 12:00:00 UTC has them" in done.err


def test_programs_get_one_object(shelf: Path) -> None:
    """With all forms, the selector and where the words stand."""
    done = greffe(shelf, "cite", STORY, "--quote", "old wing were far too small", "--json", *BASE)
    (one,) = done.objects
    assert set(one["citations"]) == set(STYLES)
    assert one["published"] == "2025-03-14"
    assert one["authors"][0] == {"family": "Leyen", "given": "Ursula", "particle": "von der"}
    assert (one["site"], len(one["sha256"])) == ("The Gazette", 64)
    assert one["selector"]["exact"] == "old wing were far too small"
    assert one["standing"]["verdict"] == "edited"
    assert one["standing"]["without"] == "2025-10-06T18:00:00.123456Z"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("https://never.example/",), 3, "greffe save"),
        ((STORY, "--quote", " "), 65, "--quote is empty"),
        ((STORY, "--base-url", "archive"), 65, "no address of a reading room"),
        ((STORY, "--style", "harvard"), 2, "harvard"),
    ],
)
def test_what_cannot_be_cited_is_said_in_a_line(
    shelf: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """With its exit code, and no traceback."""
    done = greffe(shelf, "cite", *arguments)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err
