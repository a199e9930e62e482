"""Exit codes of real crawls: each is derived from what happened."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from archive import Archive
from archive.errors import Exit
from crawler.lock import held
from tests.exchanges import LONG, page
from tests.house import PRIVATE, greffe
from tests.servers.ugly import Case, End, Ugly
from tests.visits import NO_RULES, answer, crawl, source, told

HOME = answer(page("Home", *LONG, '<a href="/one">one</a>'))
ONE = answer(page("One", *LONG))
CHALLENGE = answer(
    b"<title>Just a moment...</title>", status="403 No", fields="cf-mitigated: challenge\r\n"
)

SITES: Mapping[str, tuple[Mapping[str, Any], Exit, str]] = {
    "done": ({"robots.txt": NO_RULES, "home": HOME, "one": ONE}, Exit.DONE, ""),
    "partly": (
        {"robots.txt": NO_RULES, "home": HOME, "one": answer(status="500 Oops")},
        Exit.PARTLY,
        "500 Oops",
    ),
    "blocked": ({"robots.txt": NO_RULES, "home": CHALLENGE}, Exit.BLOCKED, "Cloudflare"),
    "unreachable": (
        {"robots.txt": NO_RULES, "home": Case((End.CLOSE,))},
        Exit.UNREACHABLE,
        "connection closed",
    ),
    "robots unreachable": (
        {"robots.txt": Case((End.CLOSE,)), "home": HOME},
        Exit.UNREACHABLE,
        "cannot be had",
    ),
    "refused": (
        {"robots.txt": answer(b"User-agent: *\nDisallow: /", "text/plain"), "home": HOME},
        Exit.REFUSED,
        "rule Disallow: /",
    ),
    "robots closed": (
        {"robots.txt": answer(status="503 Busy"), "home": HOME},
        Exit.REFUSED,
        "answered 503",
    ),
    "resting": (
        {
            "robots.txt": NO_RULES,
            "home": answer(status="429 Slow", fields="Retry-After: 3600\r\n"),
        },
        Exit.REFUSED,
        "Retry-After 3600 s",
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_the_code_tells_what_the_site_did(tmp_path: Path, name: str) -> None:
    """And the lines on standard error, or the reasons in JSON, tell why."""
    cases, code, why = SITES[name]
    with Ugly(cases) as site:
        source(tmp_path, site)
        ran = crawl(tmp_path, "--json")
    assert ran.code == code, ran
    report = told(ran)
    assert why in " ".join(report["troubles"])
    with Archive.open(tmp_path / "greffe.db") as archive:
        (last,) = archive.crawls()
    assert last.outcome == report["outcome"]
    assert last.stats.get("bytes", 0) == sum(
        len(logged.sent) for entries in site.log.values() for logged in entries
    )


def test_what_was_not_recorded_is_seen(tmp_path: Path) -> None:
    """One page that cannot be written makes a crawl partly done; none that can, a failed one."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON capture WHEN NEW.url LIKE '%/one' "
            "BEGIN SELECT RAISE(ABORT, 'no such luck'); END"
        )
    with Ugly({"robots.txt": NO_RULES, "home": HOME, "one": ONE}) as site:
        source(tmp_path, site)
        ran = crawl(tmp_path)
        assert ran.code == Exit.PARTLY
        assert "1 unrecorded" in " ".join(ran.out.split()) or "unrecorded" in ran.out
        assert "s: not recorded; the log says why" in ran.err
        assert "no such luck" in ran.err
        why = greffe(tmp_path, "crawl", "--why", site.url("one"), "--json").objects[0]
        assert why["answer"] == "failed: it could not be recorded; the log says why"
        with Archive.open(tmp_path / "greffe.db") as archive:
            archive.connection.execute("DROP TRIGGER no")
            archive.connection.execute(
                "CREATE TRIGGER no BEFORE INSERT ON capture "
                "BEGIN SELECT RAISE(ABORT, 'no such luck'); END"
            )
        assert crawl(tmp_path).code == Exit.FAILED


def test_a_full_disk_has_its_code(tmp_path: Path) -> None:
    """What was captured before is intact, and the same command goes on."""
    # Without words: the model that tells languages is unpacked into a file that is larger.
    files = {str(n): answer(os.urandom(60_000), "image/png") for n in range(9)}
    home = answer("".join(f'<a href="/{n}"></a>' for n in range(9)).encode())
    with Ugly({"robots.txt": NO_RULES, "home": home, **files}) as site:
        source(tmp_path, site)
        ran = greffe(tmp_path, "crawl", "s", *PRIVATE, largest=512 << 10)
        assert ran.code == Exit.DISK, ran
        assert "no space left" in ran.err
        assert "Traceback" not in ran.err
        with Archive.open(tmp_path / "greffe.db") as archive:
            for capture in archive.all_captures():
                assert archive.records(capture)
        assert crawl(tmp_path).code == Exit.DONE
    with Archive.open(tmp_path / "greffe.db") as archive:
        assert archive.frontier_counts("s") == {"done": 10}


def test_a_budget_interrupts(tmp_path: Path) -> None:
    """With a code of its own, as the same command goes on."""
    with Ugly({"robots.txt": NO_RULES, "home": HOME, "one": ONE}) as site:
        source(tmp_path, site, "s", "max_pages = 1")
        assert crawl(tmp_path).code == Exit.INTERRUPTED
        assert crawl(tmp_path).code == Exit.DONE


def test_what_requisites_lack_is_no_trouble(tmp_path: Path) -> None:
    """Not even a host of theirs that does not answer; each has its reason."""
    with Ugly({"robots.txt": Case((End.CLOSE,))}) as cdn:
        picture = f'<img src="{cdn.url("p.png")}"><img src="/none.png">'
        none = answer(status="404 No")
        home = answer(page("Home", *LONG, picture))
        with Ugly({"robots.txt": NO_RULES, "home": home, "none.png": none}) as site:
            source(tmp_path, site)
            assert crawl(tmp_path).code == Exit.DONE
            ran = greffe(tmp_path, "show", site.url("home"), "--requisites", "--json")
    assert ran.code == Exit.PARTLY
    reasons = [one["missing"] for one in ran.objects]
    assert "cannot be had" in reasons[0]
    assert reasons[1] == "absent (404)"


def test_one_good_source_among_bad_ones_is_partly_done(tmp_path: Path) -> None:
    """Each has its own outcome."""
    good = Ugly({"robots.txt": NO_RULES, "home": ONE})
    bad = Ugly({"robots.txt": NO_RULES, "home": CHALLENGE})
    with good, bad:
        source(tmp_path, good, "good")
        source(tmp_path, bad, "bad")
        ran = crawl(tmp_path, "--json")
    assert ran.code == Exit.PARTLY
    assert {one["source"]: one["outcome"] for one in ran.objects} == {
        "good": "done", "bad": "blocked"
    }  # fmt: skip


def test_a_second_crawl_is_locked_out(tmp_path: Path) -> None:
    """It says who holds the archive."""
    with Ugly({"robots.txt": NO_RULES, "home": ONE}) as site, held(tmp_path / "greffe.db"):
        source(tmp_path, site)
        ran = crawl(tmp_path)
    assert ran.code == Exit.LOCKED
    assert f"process {os.getpid()}" in ran.err


def test_what_a_person_got_wrong_is_told_from_what_a_site_did(tmp_path: Path) -> None:
    """No source, an unknown one, one with an error, no contact, a private address."""
    assert greffe(tmp_path, "crawl").code == Exit.USAGE
    assert greffe(tmp_path, "crawl", "--all").code == Exit.BAD_INPUT
    assert greffe(tmp_path, "crawl", "nobody").code == Exit.NOTHING
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.toml").write_text('name = "a"\nseeds = ["http://a.example/"]\n')
    ran = greffe(tmp_path, "crawl", "a")
    assert ran.code == Exit.BAD_INPUT
    assert "--contact" in ran.err
    (tmp_path / "sources" / "a.toml").write_text('name = "a"\nseeds = "x"\n')
    assert greffe(tmp_path, "crawl", "a").code == Exit.BAD_INPUT
    assert not (tmp_path / "greffe.db").exists()


def test_a_private_address_is_refused(tmp_path: Path) -> None:
    """Nothing is asked, and the line names the way out."""
    with Ugly({"robots.txt": NO_RULES, "home": ONE}) as site:
        source(tmp_path, site)
        ran = greffe(tmp_path, "crawl", "s")
        assert site.peers == []
    assert ran.code == Exit.REFUSED, ran
    assert "--allow-private" in ran.err


def test_one_wrong_source_file_stops_no_other(tmp_path: Path) -> None:
    """A schedule must not fall silent for a slip in one of forty files."""
    with Ugly({"robots.txt": NO_RULES, "home": HOME, "one": ONE}) as site:
        source(tmp_path, site)
        (tmp_path / "sources" / "wrong.toml").write_text("name = 3\n", encoding="utf-8")
        ran = greffe(tmp_path, "crawl", "--all", *PRIVATE)
        assert "/home" in site.log
    assert ran.code == Exit.PARTLY, ran
    assert "wrong.toml, line 1: name is 3, not a string" in ran.err


def test_nobody_else_is_asked_without_a_contact(tmp_path: Path) -> None:
    """What a page on this machine needs from elsewhere waits for a name to give."""
    home = answer(page("Home", *LONG, '<img src="http://pictures.example/a.png">'))
    with Ugly({"robots.txt": NO_RULES, "home": home}) as site:
        source(tmp_path, site)
        assert crawl(tmp_path).code == Exit.DONE
    with Archive.open(tmp_path / "greffe.db") as archive:
        assert not archive.captures("http://pictures.example/robots.txt")
        sql = "SELECT state, reason FROM frontier WHERE url = 'http://pictures.example/a.png'"
        state, reason = archive.connection.execute(sql).fetchone()
    assert state == "refused"
    assert "know who crawls it" in reason
