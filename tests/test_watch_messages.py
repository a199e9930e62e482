"""Messages of watches: made due once, sent once, tried again, and free of secrets."""

from __future__ import annotations

import logging
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.notify import Compose, NotSent, send
from archive.store import outbox, watches
from archive.watching.accounts import Account, Spot
from archive.watching.delivery import Post
from archive.watching.letters import Letter, Part, letter
from archive.watching.recipients import checked, masked, recipients
from tests.exchanges import DAY_ONE
from tests.house import ended, script, script_ran
from tests.servers.inbox import Hook, Mailbox, hook, mailbox
from tests.watching import URL, Desk

WALRUS = "The minister is a walrus, said the opposition."


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """Somebody who watches an empty archive."""
    return Desk(archive)


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


def _post(*, room: str | None = None) -> Post:
    return Post(lambda address: address, room, send)


def _refusing(url: str, compose: Compose) -> None:
    raise NotSent("no answer")


REFUSED = Post(lambda address: address, None, _refusing)


def test_a_run_sends_one_mail_that_reads_as_plain_text(desk: Desk, box: Mailbox) -> None:
    """Whatever it found, of whichever watches: title, place, times, words, and a link."""
    box.mails.clear()
    desk.publish("A llama was seen.", url="http://news.example/llama", title="Llamas")
    desk.watch("walrus", "Walruses", to=(box.url,))
    desk.watch("llama", "llamas", to=(box.url,))
    for number in range(3):
        desk.publish(f"{WALRUS} He said it {number} times.", url=f"{URL}/{number}")
    desk.publish(url="http://news.example/llama", title="Animals")
    desk.run(_post(room="http://127.0.0.1:8080"))
    desk.run(_post())
    (mail,) = box.mails
    assert mail["Subject"] == "Greffe: 1 vanished, 3 new (Walruses, llamas)"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert body.splitlines()[:10] == [
        "Walruses: 3 new",
        "looks for: walrus",
        "",
        "NEW",
        "",
        "  Report",
        "  captured 2025-10-05 14:00 UTC",
        f"  {URL}/0",
        *body.splitlines()[8:10],
    ]
    assert "walrus, said the opposition. He said it 0 times.”" in body
    assert f"http://127.0.0.1:8080/page/20251005140000/{URL}/0" in body
    vanished = body[body.index("llamas: 1 vanished") :].splitlines()
    assert "  last seen 2025-10-05 13:00 UTC, first without 2025-10-05 17:00 UTC" in vanished
    assert "  said: “A llama was seen.”" in vanished
    link = "/diff/20251005130000/20251005170000/http://news.example/llama"
    assert f"  http://127.0.0.1:8080{link}" in vanished


def test_a_webhook_gets_the_same(desk: Desk, web: Hook) -> None:
    """As JSON."""
    web.posts.clear()
    desk.watch(to=(web.url,))
    desk.publish(WALRUS)
    desk.run(_post())
    (post,) = web.posts
    assert post["title"] == "Greffe: 1 new (w)"
    assert URL in post["message"]


def test_each_recipient_gets_its_own_message(desk: Desk, box: Mailbox, web: Hook) -> None:
    """What one does not take does not keep it from the other."""
    box.mails.clear()
    web.posts.clear()
    web.status = 500
    desk.watch(to=(box.url, web.url))
    desk.publish(WALRUS)
    done = desk.run(_post())
    web.status = 200
    assert (done.delivered.sent, len(box.mails), len(web.posts)) == (1, 1, 0)
    assert "500" in done.delivered.failed[web.url]
    desk.hours += 1
    assert desk.run(_post()).delivered.sent == 1
    assert (len(box.mails), len(web.posts)) == (1, 1)


def test_why_a_message_was_not_taken_is_known_after_a_crawl(desk: Desk, web: Hook) -> None:
    """Scrapy silences the loggers that are there when it begins."""
    web.status = 500
    desk.watch(to=(web.url,))
    desk.publish(WALRUS)
    log = logging.getLogger("apprise")
    log.disabled = True
    try:
        done = desk.run(_post())
        assert log.disabled
    finally:
        log.disabled, web.status = False, 200
    assert "500" in done.delivered.failed[web.url]


def test_failures_are_tried_again_after_growing_waits_and_given_up(desk: Desk) -> None:
    """Across runs; each failure can be seen; a person can have all tried at once."""
    desk.watch()
    desk.publish(WALRUS)
    desk.run(REFUSED)
    connection = desk.archive.connection
    waits = []
    while (message := outbox.unsent(connection)[0]).state == "waiting":
        waits.append(round((message.due - desk.now()).total_seconds()))
        assert message.error == "no answer"
        assert desk.run(REFUSED).delivered.failed == {}  # it is not due yet
        desk.hours += waits[-1] / 3600
        desk.run(REFUSED)
    assert waits == [wait.total_seconds() for wait in outbox.WAITS]
    assert message.tries == len(outbox.WAITS) + 1
    desk.hours += 10_000
    assert desk.run().delivered.sent == 0
    with desk.archive.transaction():
        outbox.wanted_again(connection, desk.now())
    assert desk.run().delivered.sent == 1
    assert outbox.unsent(connection) == []


def test_a_message_that_failed_says_nothing_of_what_was_taken_out_since(desk: Desk) -> None:
    """Its words are made when it is sent."""
    from archive.takedown import order, taken_down

    desk.watch()
    desk.publish(WALRUS)
    desk.publish(f"{WALRUS} Twice.", url="http://news.example/stays")
    desk.run(REFUSED)
    taken_down(desk.archive, order(desk.archive, "url = ?", (URL,)), "r", "a court", desk.now())
    desk.hours += 1
    desk.run()
    ((_, made),) = desk.letters
    assert made.title == "Greffe: 1 new (w)"
    assert URL not in made.body


def test_a_long_message_is_cut_and_says_so(desk: Desk) -> None:
    """No service gets more than it takes, and the counts stay true."""
    desk.watch()
    made: list[Letter] = []
    for longest in (20_000, 1500):
        for number in range(22):
            desk.publish(f"{WALRUS} {longest}, {number}.", url=f"{URL}/{longest}/{number}")
        post = Post(str, None, lambda _, compose, size=longest: made.append(compose(size)))  # type: ignore[misc]
        desk.run(post)
    whole, short = made
    assert whole.title == short.title == "Greffe: 22 new (w)"
    assert "  and 2 more; greffe watch show w" in whole.body
    assert len(short.body) <= 1500
    shown = short.body.count("\n  Report\n")
    assert f"  and {22 - shown} more; greffe watch show w" in short.body


_SPOTS = st.lists(
    st.builds(Spot, st.text("ab/", max_size=90), st.just(DAY_ONE), st.just(DAY_ONE), st.none()),
    min_size=1, max_size=8,
).map(tuple)  # fmt: skip
_ACCOUNTS = st.lists(
    st.builds(
        Account, st.just("w"), st.just("u"), st.sampled_from(("new", "vanished", "unseen")),
        st.just(DAY_ONE), st.text("ab ", max_size=90).map("TITLE".__add__), st.none(), st.none(),
        st.text("cd ", max_size=280), st.sampled_from(("", "it is not there")), _SPOTS,
    ),
    max_size=12,
)  # fmt: skip


def _part(name: str, query: str, found: list[Account], more: int) -> Part:
    counts = Counter(account.kind for account in found)
    counts["new"] += more
    return Part(name, query, Counter(counts), found)


_PARTS = st.lists(
    st.builds(_part, st.text("xy", min_size=1, max_size=40), st.text("q", max_size=400),
              _ACCOUNTS, st.integers(0, 5000)),
    min_size=1, max_size=6,
)  # fmt: skip


@given(_PARTS, st.integers(0, 6000), st.sampled_from((None, "http://127.0.0.1:8080/")))
@settings(max_examples=60)
def test_no_message_is_longer_than_its_recipient_takes(
    parts: list[Part], longest: int, room: str | None
) -> None:
    """And everything is told, or counted as left out."""
    made = letter(parts, longest=longest, room=room)
    assert len(made.body) <= longest
    assert len(made.title) < 250
    if longest < 1000:
        return
    told = len(re.findall(r"^  TITLE", made.body, re.MULTILINE))
    more = re.findall(r"^  and ([\d,]+) more; greffe", made.body, re.MULTILINE)
    cut = re.findall(r"^Left out here, .*?: (.*)\.$", made.body, re.MULTILINE)
    left = more + re.findall(r"[\d,]*\d", " ".join(cut))
    total = sum(part.counts.total() for part in parts)
    assert told + sum(int(number.replace(",", "")) for number in left) == total


@pytest.mark.slow
def test_runs_at_once_find_and_send_all_once(desk: Desk, web: Hook) -> None:
    """Whoever takes a message first sends it."""
    web.posts.clear()
    desk.watch(to=(web.url,))
    for number in range(9):
        desk.publish(f"{WALRUS} Number {number}.", url=f"{URL}/{number}")
    code = f"""
from datetime import UTC, datetime
from archive import Archive
from archive.notify import send
from archive.watching.delivery import Post
from archive.watching.run import ran
with Archive.open({str(desk.archive.path)!r}) as archive:
    ran(archive, Post(lambda address: address, None, send), lambda: datetime.now(UTC))
"""
    running = [script(code) for _ in range(3)]
    assert [ended(one).code for one in running] == [0] * 3
    assert len(desk.found()) == 9
    assert len(web.posts) == 1


@pytest.mark.slow
@pytest.mark.parametrize("point", ["before", "after"])
def test_a_run_that_is_killed_as_it_sends_sends_once_more_at_most(
    desk: Desk, web: Hook, point: str
) -> None:
    """And never not at all: what is due stands in the archive before it is sent."""
    web.posts.clear()
    desk.watch(to=(web.url,))
    desk.publish(WALRUS)
    code = f"""
import os, signal
from datetime import UTC, datetime
from archive import Archive
from archive.notify import send
from archive.watching.delivery import Post
from archive.watching.run import ran
def dies(url, compose):
    if {point == "after"}:
        send(url, compose)
    os.kill(os.getpid(), signal.SIGKILL)
with Archive.open({str(desk.archive.path)!r}) as archive:
    now = datetime(2025, 11, 1, tzinfo=UTC)
    ran(archive, Post(lambda address: address, None, dies), lambda: now)
"""
    assert script_ran(code).code == -signal.SIGKILL
    desk.hours += 24 * 30
    desk.run(_post())
    desk.run(_post())
    assert len(web.posts) == {"before": 1, "after": 2}[point]
    assert desk.kinds() == ["new"]


def test_a_run_that_is_killed_before_anything_is_due_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found is told by the next run."""
    desk.watch()
    desk.publish(WALRUS)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "made_due", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.run()
    assert desk.kinds() == ["new"]
    desk.run()
    assert len(desk.letters) == 1


def test_a_message_of_a_watch_that_is_removed_is_not_sent(desk: Desk) -> None:
    """Nobody wants it any more."""
    desk.watch()
    desk.publish(WALRUS)
    desk.run(REFUSED)
    with desk.archive.transaction():
        watches.removed(desk.archive.connection, 1)
    desk.hours += 10
    assert desk.run().delivered.sent == 0
    assert desk.letters == []


def test_failures_name_no_secret(web: Hook) -> None:
    """Neither password nor token of an address is in what is stored and shown."""
    addresses = (
        "json://user:Passw0rd@127.0.0.1:9/T0ken",
        "mailto://desk:Passw0rd@127.0.0.1:9?smtp=127.0.0.1&mode=insecure&from=a@b.example",
        "nonsense://Passw0rd/T0ken",
        "mailto://Passw0rd",
    )
    for address in addresses:
        with pytest.raises(NotSent) as error:
            send(address, lambda _: Letter("title", "body"))
        assert "Passw0rd" not in str(error.value)
        assert "T0ken" not in str(error.value)
        assert str(error.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("@desk", "@desk"),
        ("mailto://user:secret@example.org", "mailto://…"),
        ("tgram://123:secret/456", "tgram://…"),
        ("secret", "…"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(address: str, shown: str) -> None:
    """Two that differ can be told apart."""
    assert masked(address).startswith(shown)
    assert "secret" not in masked(address)
    assert masked(f"{address}2") != masked(address)


def test_names_stand_for_addresses_in_the_environment_and_in_a_file(tmp_path: Path) -> None:
    """The environment goes first; dashes are underscores there."""
    (tmp_path / "notify.toml").write_text(
        'reading_room = "https://room.example"\n'
        '[recipients]\npress-desk = "json://file"\nother = "json://other"\n'
    )
    known = recipients({"GREFFE_NOTIFY_PRESS_DESK": "json://variable"}, tmp_path)
    assert known.url("@press-desk") == "json://variable"
    assert known.url("@other") == "json://other"
    assert known.url("json://literal") == "json://literal"
    assert known.room == "https://room.example"
    with pytest.raises(BadInput, match="GREFFE_NOTIFY_NOBODY"):
        known.url("@nobody")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[recipients\n", "no TOML"),
        ("[recipients]\na = 1\n", "Apprise URL"),
        ('[recipients]\n"a b" = "json://x"\n', "no name"),
        ("reading_room = 5\n", "reading_room"),
        ("recipients = 5\n", "Apprise URL"),
    ],
)
def test_a_file_of_recipients_with_an_error_is_named(tmp_path: Path, text: str, words: str) -> None:
    """With what is wrong in it."""
    (tmp_path / "notify.toml").write_text(text)
    with pytest.raises(BadInput, match=words):
        recipients({}, tmp_path)


def test_a_file_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    """A typing error must not make alerts fall silent."""
    with pytest.raises(BadInput, match="no such file"):
        recipients({"GREFFE_NOTIFY": str(tmp_path / "none.toml")}, tmp_path)


@pytest.mark.parametrize("address", ["", "desk", "@", "@a b", "mailto:", "json:// x"])
def test_what_is_no_recipient_is_refused(address: str) -> None:
    """Before it is stored."""
    with pytest.raises(BadInput, match="no recipient"):
        checked(address)


def test_without_apprise_a_line_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not installed by default."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotSent, match=r"pip install 'greffe\[notify\]'"):
        send("json://127.0.0.1", lambda _: Letter("title", "body"))
