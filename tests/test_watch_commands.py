"""``greffe watch``, as a person types it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

import feedparser
import pytest

from archive import Archive
from archive.cli.main import run
from tests.exchanges import LONG, exchange, page
from tests.house import Ran, greffe
from tests.servers.inbox import Hook, hook
from tests.servers.ugly import Ugly
from tests.visits import NO_RULES, answer, crawl, source

WALRUS = "The minister is a walrus, said the opposition."


@pytest.fixture(scope="module")
def web() -> Iterator[Hook]:
    """A webhook."""
    with hook() as one:
        yield one


class _Folder:
    """A folder with an archive."""

    def __init__(self, path: Path, web: Hook) -> None:
        self.path, self.web = path, web
        web.posts.clear()
        web.status = 200

    def watch(self, *arguments: str, **env: str) -> Ran:
        """Run ``greffe watch`` in this process."""
        return self.greffe("watch", *arguments, **env)

    def greffe(self, *arguments: str, **env: str) -> Ran:
        """Run a command in this process."""
        out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with (
            pytest.MonkeyPatch.context() as patch, chdir(self.path),
            redirect_stdout(out), redirect_stderr(err),
        ):  # fmt: skip
            for name, value in {
                "GREFFE_NOTIFY_DESK": self.web.url,
                "COLUMNS": "120",
                **env,
            }.items():
                patch.setenv(name, value)
            code = run(list(arguments))
        said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        return Ran(code, *said)

    def add(self, *more: str, url: str = "http://news.example/a", hours: float = 0) -> None:
        """Capture a page."""
        with Archive.open(self.path / "greffe.db") as archive:
            archive.add(exchange(url, page("Report", *LONG, *more), hours=hours))


@pytest.fixture
def folder(tmp_path: Path, web: Hook) -> _Folder:
    """With one page that has the words."""
    made = _Folder(tmp_path, web)
    made.add(WALRUS)
    return made


def test_a_watch_is_saved_and_says_how_much_matches_now(folder: _Folder) -> None:
    """None of that is sent."""
    ran = folder.watch("add", "zoo", "walrus", "-llama", "--to", "@desk")
    assert ran.code == 0, ran
    assert ran.out == "zoo: 1 page matches now for walrus -llama; what comes from now on is told\n"
    assert ran.err == ""
    assert folder.watch("add", "none", "walrus zeppelin").out.startswith("none: 0 pages match now")
    done = folder.watch("run")
    assert (done.code, done.out) == (0, "nothing new\n")
    assert folder.web.posts == []


def test_what_is_found_is_told_listed_and_shown(folder: _Folder) -> None:
    """To the recipient, on the command line, and to programs."""
    folder.watch("add", "zoo", "walrus", "--to", "@desk")
    folder.add(hours=1)
    done = folder.watch("run")
    assert done.code == 0, done
    assert done.out == "watch zoo: 1 vanished; `greffe watch show zoo`\n1 message sent\n"
    assert [post["title"] for post in folder.web.posts] == ["Greffe: 1 vanished (zoo)"]
    shown = folder.watch("show", "zoo").out
    assert "last seen 2025-10-05 12:00 UTC, first without 2025-10-05 13:00 UTC" in shown
    assert "to @desk: sent" in shown
    (listed,) = folder.watch("list", "--json").objects
    assert {key: listed[key] for key in ("name", "new", "vanished", "unseen", "behind")} == {
        "name": "zoo", "new": 0, "vanished": 1, "unseen": 0, "behind": 0,
    }  # fmt: skip
    about, found = folder.watch("show", "zoo", "--json").objects
    assert about["messages"][0]["state"] == "sent"
    assert found["kind"] == "vanished"
    assert "walrus" in found["words"]
    assert "zoo" in folder.watch("list").out


@pytest.mark.slow
def test_a_crawl_ends_with_a_run_of_the_watches(tmp_path: Path, web: Hook) -> None:
    """So does an import; a failure of messages is told and does not change the outcome."""
    folder = _Folder(tmp_path, web)
    env = {"GREFFE_NOTIFY_DESK": web.url}
    pages = [answer(page("Home", *LONG)), answer(page("Home", *LONG, WALRUS))]
    with Ugly({"robots.txt": NO_RULES, "home": pages}) as site:
        source(tmp_path, site, "s", 'revisit = "0s"')
        assert crawl(tmp_path, env=env).code == 0
        folder.watch("add", "zoo", "walrus", "--to", "@desk")
        again = crawl(tmp_path, env=env)
        assert again.code == 0, again
    assert "watch zoo: 1 new" in again.err
    assert "1 message sent" in again.err
    assert len(web.posts) == 1
    with Archive.open(tmp_path / "other.db") as other:
        other.add(exchange("http://news.example/b", page("Other", *LONG, WALRUS)))
        other.export_warc(tmp_path / "other.warc")
    web.status = 500
    done = greffe(tmp_path, "import", "other.warc", env=env)
    assert done.code == 0, done
    assert "watch zoo: 1 new" in done.err
    assert "@desk could not be told, which is tried again later" in done.err
    status = folder.greffe("status").out
    assert "to @desk: not sent in 1 try" in status
    assert folder.greffe("status", "--json").objects[0]["unsent"][0]["tries"] == 1
    assert "not sent in 1 try" in folder.watch("list").out
    web.status = 200
    assert folder.watch("run").out == "nothing new\n"
    assert folder.watch("run", "--now").out == "1 message sent\n"
    assert "not sent" not in folder.greffe("status").out


def test_a_trial_says_that_it_is_one(folder: _Folder) -> None:
    """And whether it arrived."""
    folder.watch("add", "zoo", "walrus", "--to", "@desk")
    ran = folder.watch("test", "zoo")
    assert (ran.code, ran.out) == (0, "@desk: sent\n")
    (post,) = folder.web.posts
    assert "test" in post["title"]
    assert "This is a test" in post["message"]
    folder.web.status = 500
    failed = folder.watch("test", "zoo")
    assert failed.code == 6
    assert "@desk: " in failed.err


def test_a_name_that_stands_for_nothing_is_told_at_once_and_kept_trying(folder: _Folder) -> None:
    """The watch is saved; what it finds waits until the name stands for something."""
    ran = folder.watch("add", "zoo", "walrus", "--to", "@nobody")
    assert ran.code == 0
    assert "@nobody stands for nothing here: set GREFFE_NOTIFY_NOBODY" in ran.err
    folder.add(hours=1)
    done = folder.watch("run")
    assert done.code == 4
    assert "@nobody could not be told" in done.out
    sent = folder.watch("run", "--now", GREFFE_NOTIFY_NOBODY=folder.web.url)
    assert sent.out == "1 message sent\n"


def test_a_literal_address_is_kept_with_a_warning_and_shown_masked(folder: _Folder) -> None:
    """By no command, and not where it fails."""
    ran = folder.watch("add", "zoo", "walrus", "--to", folder.web.url)
    assert "stands in the archive file" in ran.err
    folder.web.status = 500
    folder.add(hours=1)
    said = [
        ran, folder.watch("run"), folder.watch("list"), folder.watch("list", "--json"),
        folder.watch("show", "zoo"), folder.watch("show", "zoo", "--json"),
        folder.watch("test", "zoo"), folder.greffe("status"),
        folder.greffe("status", "--json"), folder.watch("run", "--now", "--json"),
    ]  # fmt: skip
    assert all("T0kenOfTheHook" not in one.out + one.err for one in said)
    assert all("json://…" in one.out for one in said[1:6])


def test_feeds_are_written_to_files(folder: _Folder) -> None:
    """Of one watch or of all; the reading room is linked to where it is known."""
    folder.watch("add", "zoo", "walrus")
    folder.add(hours=1)
    folder.watch("run")
    assert folder.watch("feed", "zoo", "--output", "zoo.atom").code == 0
    (entry,) = feedparser.parse((folder.path / "zoo.atom").read_bytes()).entries
    assert entry.link == "http://news.example/a"
    all_of_them = folder.watch("feed", "--json", GREFFE_READING_ROOM="http://127.0.0.1:8080")
    (item,) = json.loads(all_of_them.out)["items"]
    assert item["url"].startswith("http://127.0.0.1:8080/diff/")
    refused = folder.watch("feed", "zoo", "--output", "greffe.db")
    assert refused.code == 65
    assert "is the archive itself" in refused.err


def test_a_watch_is_removed_with_all_it_found(folder: _Folder) -> None:
    """Pages stay."""
    folder.watch("add", "zoo", "walrus")
    folder.add(hours=1)
    folder.watch("run")
    assert folder.watch("remove", "zoo").code == 0
    assert folder.watch("list").code == 3
    with Archive.open(folder.path / "greffe.db") as archive:
        rows = archive.connection.execute(
            "SELECT (SELECT count(*) FROM sighting), count(*) FROM page"
        )
        assert rows.fetchone() == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "a.b", "walrus"), 65, "is no name of a watch"),
        (("add", "x", "( - )"), 65, "type a word"),
        (("add", "x", "walrus", "--to", "secret desk"), 65, "is no recipient"),
        (("add", "x"), 2, "QUERY"),
        (("show", "x"), 3, "the archive has no watch 'x'; it has: none"),
        (("test", "x"), 3, "has no watch"),
        (("remove", "x"), 3, "has no watch"),
        (("feed", "x"), 3, "has no watch"),
        (("list",), 3, "no watches in this archive"),
    ],
)
def test_bad_input_gets_one_line(
    folder: _Folder, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """With what to do, and an exit code."""
    ran = folder.watch(*arguments)
    assert ran.code == code, ran
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_name_is_given_once(folder: _Folder) -> None:
    """The second does not take the place of the first."""
    folder.watch("add", "zoo", "walrus")
    assert "already" in folder.watch("add", "zoo", "llama").err


def test_no_archive_is_made(tmp_path: Path, web: Hook) -> None:
    """Where there is none, a line says so."""
    for arguments in (("run",), ("add", "zoo", "walrus"), ("remove", "zoo"), ("list",)):
        assert _Folder(tmp_path, web).watch(*arguments).code == 66
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_of_recipients_leaves_no_finding_untold(folder: _Folder) -> None:
    """It is named, and what is due waits."""
    folder.watch("add", "zoo", "walrus", "--to", "@desk")
    (folder.path / "notify.toml").write_text("[recipients\n")
    folder.add(hours=1)
    ran = folder.watch("run")
    assert ran.code == 4
    assert "notify.toml is no TOML" in ran.out
    (folder.path / "notify.toml").unlink()
    assert folder.watch("run", "--now").out == "1 message sent\n"
