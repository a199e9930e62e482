"""Who is told how sources do: once as one begins to do badly, once as it does well again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.health.letters import letter
from archive.health.noting import noted
from archive.notify import Compose, NotSent, send
from archive.store import alerts, conditions, outbox, watches
from archive.store.conditions import Condition
from archive.watching.delivery import Post
from archive.watching.letters import Letter
from archive.watching.run import is_needed, ran
from tests.health import CHALLENGED, NOW, WALL, Newsroom
from tests.house import Ran, greffe
from tests.servers.inbox import Hook, Mailbox, hook, mailbox


@dataclass
class Desk:
    """Somebody who is told of a source that is crawled every day.

    Attributes:
        archive: of what.
        letters: what came.
        day: how many days have gone by.
        is_reached: whether messages arrive.
    """

    archive: Archive
    letters: list[Letter] = field(default_factory=list)
    day: int = 0
    is_reached: bool = True

    def __post_init__(self) -> None:
        self.room = Newsroom(self.archive, title="The News")
        for _ in range(12):
            self.good()

    @property
    def now(self) -> datetime:
        """The time."""
        return NOW + timedelta(days=self.day)

    def listen(self, address: str = "json://desk", failures: int = 3) -> None:
        """Be told."""
        with self.archive.transaction():
            alerts.add(self.archive.connection, address, failures, self.now)

    def good(self) -> list[str]:
        """A crawl that brings a text; titles of what is told of it."""
        return self._crawled(texts=1)

    def walled(self) -> list[str]:
        """A crawl that is turned away."""
        return self._crawled(outcome="blocked", counts={"blocked": 5, "ok": 0}, walls=1)

    def unreachable(self) -> list[str]:
        """A crawl that nothing answers."""
        return self._crawled(outcome="unreachable", counts={"failure": 1, "ok": 0})

    def quiet(self, days: int) -> list[str]:
        """Crawls that bring no text."""
        return [title for _ in range(days) for title in self._crawled()]

    def _crawled(self, **how: object) -> list[str]:
        self.day += 1
        self.room.now = self.now
        self.room.crawl(0, **how)  # type: ignore[arg-type]
        return self.judged()

    def judged(self, post: Post | None = None) -> list[str]:
        """Judge and send; titles of what came."""
        before = len(self.letters)
        later = self.now + timedelta(minutes=8)
        noted(self.archive, later)
        ran(self.archive, post or Post(lambda a: a, None, self._send), lambda: later)
        return [one.title for one in self.letters[before:]]

    def _send(self, url: str, compose: Compose) -> None:
        if not self.is_reached:
            raise NotSent(f"no answer of {url}")
        self.letters.append(compose(20_000))


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """Somebody, not told of anything yet."""
    return Desk(archive)


def test_a_blocked_source_is_told_of_after_some_crawls_and_at_recovery(desk: Desk) -> None:
    """Each once, however long it lasts."""
    desk.listen()
    told = [desk.walled() for _ in range(5)]
    assert told == [[], [], ["Greffe: blocked (news)"], [], []]
    assert desk.good() == ["Greffe: ok again (news)"]
    assert desk.good() == []
    body = desk.letters[0].body
    assert "news (The News): BLOCKED since 2026-03-15 09:08 UTC" in body
    assert "the last 3 crawls, since 2026-03-15 09:00 UTC, met block pages" in body
    assert "next: greffe source check news --live" in body


def test_what_was_not_told_does_not_recover(desk: Desk) -> None:
    """One crawl that was turned away is no news, nor is the next that is not."""
    desk.listen()
    assert [*desk.walled(), *desk.walled(), *desk.good()] == []


def test_a_trouble_that_changes_its_kind_is_told_by_kind_once(desk: Desk) -> None:
    """Blocked on one day and out of reach on the next, for a week, is two messages."""
    desk.listen(failures=1)
    told = [*desk.walled(), *desk.unreachable(), *desk.walled(), *desk.unreachable()]
    assert told == ["Greffe: blocked (news)", "Greffe: failing (news)"]
    assert desk.good() == ["Greffe: ok again (news)"]
    assert desk.walled() == ["Greffe: blocked (news)"]


def test_silence_is_told_of_at_once(desk: Desk) -> None:
    """It was waited for already."""
    desk.listen()
    assert desk.quiet(9) == ["Greffe: silent (news)"]


def test_recipients_may_have_patience_of_their_own(desk: Desk) -> None:
    """One is told at the first failure, the other at the second; both of the recovery."""
    desk.listen("json://a", 1)
    desk.listen("json://b", 2)
    assert [len(desk.walled()) for _ in range(3)] == [1, 1, 0]
    assert len(desk.good()) == 2


def test_many_sources_are_one_message(desk: Desk) -> None:
    """The network was down, say."""
    desk.listen(failures=1)
    others = [Newsroom(desk.archive, f"other-{n}", now=desk.now) for n in range(4)]
    for other in others:
        other.crawl(0, outcome="unreachable", counts={"failure": 1})
    assert desk.unreachable() == ["Greffe: 5 wrong (news, other-0, other-1, and 2 more)"]


def test_a_message_that_fails_is_tried_again_and_says_what_is_so_by_then(desk: Desk) -> None:
    """By the outbox that watches use: it waits, is seen, and nothing is said twice."""
    desk.listen(failures=1)
    desk.is_reached = False
    assert desk.walled() == []
    assert len(outbox.unsent(desk.archive.connection)) == 1
    desk.is_reached = True
    assert desk.good() == ["Greffe: blocked (news)", "Greffe: ok again (news)"]
    assert "by now: ok, since 2026-03-16 09:08 UTC" in desk.letters[0].body
    assert outbox.unsent(desk.archive.connection) == []


def test_watches_that_go_do_not_take_alerts_with_them(desk: Desk) -> None:
    """Messages of both wait in one outbox."""
    desk.listen(failures=1)
    desk.is_reached = False
    with desk.archive.transaction():
        watches.added(desk.archive.connection, "w", "walrus", desk.now)
    desk.walled()
    (watch,) = watches.everything(desk.archive.connection)
    with desk.archive.transaction():
        watches.removed(desk.archive.connection, watch.id)
    assert len(outbox.waiting(desk.archive.connection)) == 1
    assert is_needed(desk.archive, desk.now + timedelta(hours=9))


def test_who_is_told_no_more_gets_nothing_of_what_waits(desk: Desk) -> None:
    """The others do."""
    desk.listen("json://a", 1)
    desk.listen("json://b", 1)
    desk.is_reached = False
    desk.walled()
    with desk.archive.transaction():
        assert alerts.remove(desk.archive.connection, "json://a")
        assert not alerts.remove(desk.archive.connection, "json://a")
    assert [m.address for m in outbox.waiting(desk.archive.connection)] == ["json://b"]


def test_states_are_kept_with_their_times(desk: Desk) -> None:
    """The evidence is that of the last judgement of each."""
    desk.walled()
    desk.walled()
    desk.good()
    past = conditions.past(desk.archive.connection, "news", 9)
    assert [(one.state, one.failures) for one in past] == [("ok", 0), ("blocked", 2), ("ok", 0)]
    assert past[1].until == past[0].since
    assert past[1].evidence.startswith("the last 2 crawls")


def test_a_retired_source_is_told_nobody(desk: Desk) -> None:
    """A person took its file away; it is judged again once it is crawled."""
    desk.listen(failures=1)
    desk.day += 30
    noted(desk.archive, desk.now, {"other"})
    assert conditions.current(desk.archive.connection)["news"].state == "retired"
    assert desk.judged() == []
    assert conditions.current(desk.archive.connection)["news"].state == "retired"
    desk.good()
    assert conditions.current(desk.archive.connection)["news"].state == "ok"


def test_a_long_list_is_cut_with_true_counts() -> None:
    """To what the service takes; what is wrong goes before what is well again."""
    found = [
        (Condition(n, f"s{n}", "", "ok" if n % 2 else "silent", "x" * 50, "", 0, NOW, None), None)
        for n in range(40)
    ]
    short = letter(found, longest=600, room="http://room.example/")
    assert len(short.body) <= 600
    shown = short.body.count("since 2026")
    assert f"Left out here: {40 - shown} sources." in short.body
    assert "OK again" not in short.body
    assert "http://room.example/sources/s0" in short.body


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    """A mail server."""
    with mailbox() as one:
        yield one


@pytest.fixture(scope="module")
def web() -> Iterator[Hook]:
    """A webhook."""
    with hook() as one:
        yield one


def test_mail_and_webhooks_get_it(desk: Desk, box: Mailbox, web: Hook) -> None:
    """By Apprise."""
    desk.listen(box.url, 1)
    desk.listen(web.url, 1)
    desk.room.now = desk.now
    desk.room.crawl(-1, outcome="blocked", counts={"blocked": 5, "ok": 0}, walls=1,
                    home={"body": WALL, **CHALLENGED})  # fmt: skip
    desk.day += 1
    desk.judged(Post(lambda address: address, "http://room.example", send))
    (mail,) = box.mails
    assert mail["Subject"] == "Greffe: blocked (news)"
    assert "BLOCKED since" in mail.get_content()
    assert "http://room.example/sources/news" in mail.get_content()
    (post,) = web.posts
    assert post["title"] == "Greffe: blocked (news)"


def test_the_command_adds_lists_tries_and_removes(tmp_path: Path, web: Hook) -> None:
    """Addresses are masked; @names are told outside of the archive."""

    def run(*arguments: str) -> Ran:
        return greffe(tmp_path, "alert", *arguments, env={"GREFFE_NOTIFY_DESK": web.url})

    assert run("add", "@desk").code == 66
    with Archive.open(tmp_path / "greffe.db") as archive:
        Newsroom(archive).crawl(0, outcome="blocked", counts={"blocked": 5})
    assert run("list").code == 3
    assert run("test").code == 3
    assert run("add", "no recipient").code == 65
    added = run("add", "@desk", web.url, "--after", "1")
    assert added.code == 0
    assert "after 1 failed crawl" in added.out
    assert "stands in the archive file" in added.err
    assert "T0ken" not in added.out + added.err + run("list").out
    assert run("test", "@desk").out == "@desk: sent\n"
    web.posts.clear()
    said = run("run")
    assert said.code == 0, said
    assert "news: blocked: the last crawl" in said.out
    assert "2 messages sent" in said.out
    assert [post["title"] for post in web.posts] == ["Greffe: blocked (news)"] * 2
    assert run("run").out == "no source does otherwise than before\n"
    assert run("remove", "@desk").code == 0
    assert run("remove", "@desk").code == 3
    assert len(run("list").out.splitlines()) == 1
