"""What robots.txt decided, and the capture of it: recorded, found again, and used for a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from protego import Protego

from archive import Archive
from archive.store import captures
from archive.store.exchanges import exchange_of
from archive.store.standings import standings
from crawler.fetch.held import HeldRobots
from crawler.fetch.rules import addressed, deciding_rule
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.servers.ugly import Ugly
from tests.visits import answer, asked, crawl, source

ROBOTS = "http://news.example/robots.txt"
ORIGIN = "http://news.example"
DAY = timedelta(days=1)
TEXT = "Content-Type: text/plain\r\n"
RULES = b"User-agent: *\nDisallow: /no\n"


def _site(rules: object) -> Ugly:
    home = answer(page("Home", *LONG, '<a href="/yes">y</a><a href="/no">n</a>'))
    return Ugly({"robots.txt": rules, "home": home, "yes": home, "no": home})  # type: ignore[dict-item]


def test_every_decision_names_the_capture_of_robots(tmp_path: Path) -> None:
    """An allowed request in its metadata record, a refused one in the frontier; for a day."""
    with _site(answer(RULES, "text/plain")) as site:
        source(tmp_path, site, "s", 'revisit = "0s"')
        crawl(tmp_path)
        crawl(tmp_path)
        assert asked(site).count("/robots.txt") == 1
        assert "/no" not in asked(site)
        url = site.url("")
    with Archive.open(tmp_path / "greffe.db") as archive:
        (robots,) = archive.captures(f"{url}robots.txt")
        shown = archive.records(robots)[0]
        pages = archive.captures(f"{url}yes")
        decisions = [_decision(archive, capture.id) for capture in pages]
        assert [record for _, record in decisions] == [shown.uri, shown.uri]
        assert decisions[0][0].startswith("allowed: robots.txt of 127.0.0.1:")
        assert "answered 200, sha256 " in decisions[0][0]
        assert f"captured {robots.time:%Y-%m-%d %H:%M:%S} UTC" in decisions[1][0]
        found = captures.by_record(archive.connection, shown.uri)
        assert found == robots
        (refused,) = standings(archive.connection, f"{url}no")
        assert refused.state == "refused"
        assert refused.robots_id == robots.id
        assert "rule Disallow: /no" in str(refused.reason)


def _decision(archive: Archive, number: int) -> tuple[str, str | None]:
    capture = archive.capture_by_id(number)
    assert capture
    told = exchange_of(archive.records(capture))
    assert told
    assert told.robots
    return told.robots.decision, told.robots.record


def test_a_file_that_cannot_be_had_is_evidence_too(tmp_path: Path) -> None:
    """The rest of the origin names the capture of the failure."""
    with _site(answer(status="503 Busy", fields="Retry-After: 3600\r\n")) as site:
        source(tmp_path, site)
        crawl(tmp_path)
        url = site.url("robots.txt")
    with Archive.open(tmp_path / "greffe.db") as archive:
        (robots,) = archive.captures(url)
        row = archive.connection.execute("SELECT capture_id, is_asked FROM rest").fetchone()
    assert row == (robots.id, 1)


@pytest.mark.parametrize(
    ("status", "hours", "is_used"),
    [("200 OK", 23, True), ("200 OK", 25, False), ("200 OK", -1, False), ("404 No", 2, True),
     ("403 No", 2, False), ("429 Slow", 2, False), ("503 Busy", 2, False)],
)  # fmt: skip
def test_a_held_file_is_used_for_a_day(
    archive: Archive, status: str, hours: float, is_used: bool
) -> None:
    """Rules, or that there are none; an error is asked about again, and so is the future."""
    archive.add(exchange(ROBOTS, RULES, status=status, fields=TEXT))
    now = DAY_ONE + timedelta(hours=hours)
    assert (HeldRobots(archive).of(ORIGIN, now, DAY) is not None) == is_used


def test_the_last_answer_counts_through_redirects(archive: Archive) -> None:
    """An older good one does not stand in for it; the oldest hop says how old it is."""
    held = HeldRobots(archive)
    far = "http://cdn.example/r.txt"
    archive.add(exchange(far, RULES, fields=TEXT))
    archive.add(exchange(ROBOTS, status="301 Moved", fields=f"Location: {far}\r\n", hours=20))
    got = held.of(ORIGIN, DAY_ONE + timedelta(hours=23), DAY)
    assert got
    assert got.body == RULES
    assert held.of(ORIGIN, DAY_ONE + timedelta(hours=25), DAY) is None
    archive.add(exchange(far, b"", status="500 Oops", hours=22))
    assert held.of(ORIGIN, DAY_ONE + timedelta(hours=23), DAY) is None


def test_endless_redirects_are_no_answer(archive: Archive) -> None:
    """Five are followed."""
    archive.add(exchange(ROBOTS, status="301 Moved", fields=f"Location: {ROBOTS}\r\n"))
    assert HeldRobots(archive).of(ORIGIN, DAY_ONE, DAY) is None


def test_a_revisit_holds_the_rules_it_confirms(archive: Archive) -> None:
    """A 304 has no body of its own."""
    archive.add(exchange(ROBOTS, RULES, fields=TEXT))
    archive.add(exchange(ROBOTS, b"", status="304 Not Modified", hours=30))
    got = HeldRobots(archive).of(ORIGIN, DAY_ONE + timedelta(hours=31), DAY)
    assert got
    assert got.body == RULES


RFC = {
    "of two rules of one length allow wins (2.2.2)": ("Disallow: /p\nAllow: /p", "/p", True),
    "the longest match wins (2.2.2)": ("Allow: /p\nDisallow: /page", "/page", False),
    "whatever the order (2.2.2)": ("Disallow: /p\nAllow: /page\nDisallow: /pa", "/page", True),
    "escapes are one with what they stand for (2.2.2)": ("Disallow: /%7Ejoe", "/~joe", False),
    "in the URL too": ("Disallow: /~joe", "/%7ejoe", False),
    "UTF-8 is escaped (2.2.2)": ("Disallow: /ツ", "/%E3%83%84", False),
    "a slash in a name is none (2.2.2)": ("Disallow: /a%2Fb", "/a/b", True),
    "paths know upper case (2.2.2)": ("Disallow: /P", "/p", True),
    "* is any characters (2.2.3)": ("Disallow: /*.gif", "/x/y.gif?z", False),
    "$ is the end (2.2.3)": ("Disallow: /*.gif$", "/x/y.gif?z", True),
    "# begins a comment (2.2.3)": ("Disallow: /p # not q", "/p", False),
    "an empty rule forbids nothing": ("Disallow:", "/p", True),
    "a Sitemap line ends no group (2.2.4)": ("Sitemap: http://a/s\nDisallow: /p", "/p", False),
    "bad lines void nothing (2.2)": ("Foo\nNoindex: /x\n: y\nDisallow: /p", "/p", False),
    "robots.txt is always allowed (2.2.2)": ("Disallow: /", "/robots.txt", True),
    "queries are part of the path": ("Disallow: /*?s=", "/x?s=1", False),
}


@pytest.mark.parametrize("name", RFC)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rules_by_the_standard(name: str, end: str) -> None:
    """RFC 9309, 2.2; whatever the line ends (2.2: CR, LF or both)."""
    rules, path, is_allowed = RFC[name]
    text = f"User-agent: *\n{rules}\n".replace("\n", end)
    url = f"http://a.example{path}"
    assert Protego.parse(addressed(text, "Greffe")).can_fetch(url, "Greffe") == is_allowed


AGENTS = {
    "whatever the case": ("User-agent: GREFFE\nDisallow: /p", False),
    "a version behind the token is no part of it": ("User-agent: Greffe/1.0\nDisallow: /p", False),
    "groups of one token are one": (
        "User-agent: greffe\nDisallow: /q\n\nUser-agent: x\nDisallow: /\n\n"
        "User-agent: Greffe\nDisallow: /p", False,
    ),
    "our group takes the place of everybody's": (
        "User-agent: *\nDisallow: /\n\nUser-agent: greffe\nDisallow: /q", True,
    ),
    "what begins like our token is another": (
        "User-agent: gref\nDisallow: /\n\nUser-agent: greffe-images\nDisallow: /", True,
    ),
    "no group is no rule": ("User-agent: other\nDisallow: /", True),
    "rules before any group are nobody's": ("Disallow: /p\nUser-agent: *\nAllow: /q", True),
    "one group for several": ("User-agent: x\nUser-agent: greffe\nDisallow: /p", False),
}  # fmt: skip


@pytest.mark.parametrize("name", AGENTS)
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_groups_by_the_standard(name: str, end: str) -> None:
    """RFC 9309, 2.2.1; and the rule that is shown is the one that decided."""
    text, is_allowed = AGENTS[name]
    text = text.replace("\n", end)
    url = "http://a.example/p"
    assert Protego.parse(addressed(text, "Greffe")).can_fetch(url, "Greffe") == is_allowed
    assert deciding_rule(text, "Greffe", url) == (None if is_allowed else "Disallow: /p")


def test_the_allowing_rule_is_shown_too() -> None:
    """The longest of them."""
    text = "User-agent: *\nDisallow: /\nAllow: /p\nAllow: /page"
    assert deciding_rule(text, "Greffe", "http://a.example/page/x") == "Allow: /page"


def test_the_age_of_what_is_held_counts(tmp_path: Path) -> None:
    """A file captured long ago is asked for anew by the next crawl."""
    with _site([answer(RULES, "text/plain"), answer(b"", "text/plain")]) as site:
        source(tmp_path, site, "s", 'revisit = "0s"')
        crawl(tmp_path)
        with Archive.open(tmp_path / "greffe.db") as archive:
            long_ago = int((datetime.now(UTC) - timedelta(hours=25)).timestamp() * 1e6)
            sql = "UPDATE capture SET time = ? WHERE how = 'robots'"
            archive.connection.execute(sql, [long_ago])
        crawl(tmp_path)
        assert asked(site).count("/robots.txt") == 2
        assert "/no" in asked(site)
