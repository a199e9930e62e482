"""Sites are learned from what is captured, and texts read anew by that are never edits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.fixity import Fault, verified
from archive.history.observations import observations
from archive.history.rereads import reread
from archive.learning import lessons, teaching
from archive.learning.looks import Lookers, look
from archive.locks import deriving
from archive.rebuild.scope import SITES
from archive.rebuild.shadow import beside
from archive.store import events, removal, sites
from archive.store.sites import SeenLayout, Site
from archive.urls import host_of, name_of
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.learning import APPEAL, HOST, SITE, at, grown, learn, story, url
from tests.rebuilding import content, is_sound, rebuild, wiped
from tests.reported import edits


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an archive of twelve stories that has learned their site."""
    path = tmp_path_factory.mktemp("lesson") / "greffe.db"
    with Archive.open(path) as archive:
        grown(archive, range(12))
        learn(archive)
    return path.read_bytes()


@pytest.fixture
def taught(tmp_path: Path, lesson: bytes) -> Iterator[Archive]:
    """Such an archive."""
    path = tmp_path / "greffe.db"
    path.write_bytes(lesson)
    with Archive.open(path) as copy:
        yield copy


def known(archive: Archive) -> Site:
    """What is known of the site."""
    site = sites.of_host(archive.connection, HOST)
    assert site is not None
    return site


def texts(archive: Archive) -> list[str]:
    """What the pages say now."""
    sql = "SELECT text FROM page JOIN version ON version.id = version_id ORDER BY page.id"
    return [row[0] for row in archive.connection.execute(sql)]


def kinds(archive: Archive) -> list[str]:
    """The events, in order."""
    return [row[0] for row in archive.connection.execute("SELECT kind FROM event ORDER BY id")]


def extractors(archive: Archive) -> set[str]:
    """What read the captures."""
    return {row[0] for row in archive.connection.execute("SELECT extractor FROM reading")}


def test_nothing_is_learned_of_few_pages(archive: Archive) -> None:
    """They may repeat something by chance."""
    grown(archive, range(7))
    done = learn(archive)
    assert done.is_done
    assert sites.known(archive.connection) == []
    assert kinds(archive) == []


def test_what_all_pages_of_a_site_repeat_is_no_text_of_theirs(archive: Archive) -> None:
    """Also of those captured before that was known."""
    grown(archive, range(9))
    assert all(APPEAL in text for text in texts(archive))
    done = learn(archive)
    assert done.models == ["news.example"]
    assert not any(APPEAL in text for text in texts(archive))
    assert known(archive).stamp
    assert {mark.endswith(known(archive).stamp) for mark in extractors(archive)} == {True}
    assert is_sound(archive)


def test_texts_read_anew_are_no_edits(taught: Archive) -> None:
    """Every text differs from what it was, and no page has two."""
    assert edits(taught) == []
    assert [len(taught.versions(url(n))) for n in range(12)] == [1] * 12
    assert [one.change for one in observations(taught, url(3))] == ["first"]
    assert kinds(taught) == ["site model", "reading anew"]
    (event,) = events.past(taught.connection, "reading anew", 9)
    assert event.detail["captures"] == 12
    assert event.detail["differences"]["text"] == 12
    assert taught.connection.execute("SELECT count(*) FROM changes").fetchone() == (0,)


def test_an_edit_is_one_before_and_after_texts_are_read_anew(archive: Archive) -> None:
    """And while some texts wait, what cannot be told apart is said to be technical."""
    grown(archive, range(12))
    archive.add(exchange(url(0), story(0, more="A correction stands here now."), hours=20))
    assert len(edits(archive)) == 1
    assert learn(archive, patience=0).waiting == []
    learn(archive, patience=None)
    assert len(edits(archive)) == 1
    assert [one.change for one in observations(archive, url(0))] == ["first", "edited"]


def test_while_texts_wait_a_difference_is_said_to_be_technical(archive: Archive) -> None:
    """What was captured before was read in another way; nobody edited it."""
    grown(archive, range(12))
    _interrupted(archive)
    assert known(archive).behind == at(1)
    capture, _ = archive.add(exchange(url(1), story(1) + b"<!-- 2 -->", hours=30))
    assert [one.change for one in observations(archive, url(1))] == ["first", "reread"]
    assert edits(archive) == []
    assert reread(archive) == 1
    assert archive.change_of(capture) == "reread"
    folder = archive.path.parent
    assert "texts wait to be read anew" in greffe(folder, "status").out
    assert "reread (technical)" in greffe(folder, "history", url(1)).out
    assert "1 texts were read" in greffe(folder, "changes").err
    learn(archive, days=2)
    assert [one.change for one in observations(archive, url(1))] == ["first", "unchanged"]
    assert reread(archive) == 0


def _interrupted(archive: Archive) -> None:
    """Sites are taught, and time is over when texts are to be read anew."""
    from archive.learning import run

    outcome = run._Run(archive, lambda n: look(archive, n), lambda: at(1), lambda: False)
    outcome.look_through()


def test_pages_that_come_later_are_read_by_what_is_known(taught: Archive) -> None:
    """At once, without the appeal."""
    capture, _ = taught.add(exchange(url(50), story(50), hours=40))
    version = taught.version_of(capture)
    assert version is not None
    assert APPEAL not in version.text
    assert version.extractor.endswith(known(taught).stamp)


def test_a_rebuild_gives_the_same_database(taught: Archive) -> None:
    """Also after everything was wiped; the model is learned again from the same captures."""
    before = content(taught)
    done, told = rebuild(taught)
    assert (told, done.models) == ([], {})
    assert content(taught) == before
    wiped(taught)
    rebuild(taught)
    assert content(taught) == before
    assert is_sound(taught)


def test_a_rebuild_learns_a_wrong_model_again(taught: Archive) -> None:
    """And reads all pages by the one that their captures teach."""
    before = content(taught)
    site = known(taught)
    from archive.clean.site import SiteModel

    other = SiteModel()
    sites.kept(taught.connection, replace(site, model=other.to_bytes(), stamp=other.stamp))
    _, told = rebuild(taught, is_check=True)
    assert ("site", "news.example") in {(one.kind, one.url) for one in told}
    rebuild(taught)
    assert content(taught) == before


def test_a_model_stays_whose_captures_are_gone(taught: Archive) -> None:
    """A rebuild says so, and reads by it."""
    stamp = known(taught).stamp
    removal.removed(taught.connection, [taught.captures(url(3))[0].id])
    assert known(taught).lost == 1
    assert is_sound(taught)
    before = content(taught)
    done, told = rebuild(taught)
    assert told == []
    assert "1 of the captures it was learned from" in done.models["news.example"]
    assert known(taught).stamp == stamp
    assert content(taught) == before


def test_a_site_without_any_capture_is_forgotten(taught: Archive) -> None:
    """With all that was learned of it."""
    numbers = [capture.id for capture in taught.all_captures()]
    removal.removed(taught.connection, numbers)
    assert sites.known(taught.connection) == []
    assert is_sound(taught)


def test_a_run_looks_at_what_is_new_only(taught: Archive) -> None:
    """A page that did not change teaches nothing, nor does one that did, in the same quarter."""
    looks: list[int] = []
    assert learn(taught, looks=looks).is_done
    assert looks == []
    grown(taught, range(3), hours=30)
    learn(taught, looks=looks)
    assert looks == []
    grown(taught, (20,), hours=40)
    learn(taught, looks=looks)
    assert looks == [taught.captures(url(20))[0].id]


def test_texts_are_read_anew_when_much_more_is_known(taught: Archive) -> None:
    """At sixteen pages, not at every page more."""
    stamp = known(taught).stamp
    grown(taught, range(12, 15), hours=30)
    assert learn(taught).models == []
    assert known(taught).stamp == stamp
    grown(taught, range(15, 18), hours=40)
    assert learn(taught, days=3).models == ["news.example"]
    assert known(taught).pages == 18
    assert len(extractors(taught)) == 1
    assert rebuild(taught)[1] == []


def test_a_redesign_is_noticed_and_is_no_edit(taught: Archive) -> None:
    """Dated by its first page; told by status, by its site and by an event."""
    grown(taught, range(9), hours=100, design=2)
    done = learn(taught, days=5)
    assert done.redesigns == ["news.example"]
    (layout,) = known(taught).redesigns
    assert layout.first.replace(microsecond=0) == (DAY_ONE + timedelta(hours=100)).replace(
        microsecond=0
    )
    assert layout.noticed == at(5)
    assert edits(taught) == []
    assert kinds(taught).count("redesign") == 1
    folder = taught.path.parent
    status = greffe(folder, "status")
    assert "news.example: redesigned, first seen 2025-10-09, noticed 2025-10-10" in status.out
    told = greffe(folder, "sites", SITE).out
    assert f"{layout.id}  2025-10-09 to 2025-10-10, 9 pages, in place of" in told
    before = content(taught)
    assert rebuild(taught)[1] == []
    assert content(taught) == before


def test_a_layout_is_seen_again_without_learning_more(taught: Archive) -> None:
    """Of pages that changed some are looked at."""
    taught.add(exchange(url(0), story(0, more="Something new was said."), hours=200))
    learn(taught, days=9)
    (layout,) = known(taught).layouts
    assert layout.last == DAY_ONE + timedelta(hours=200)


def test_time_that_is_over_leaves_the_rest_to_the_next_run(taught: Archive) -> None:
    """What was read until then is not read again."""
    grown(taught, range(12, 60), hours=30)
    _interrupted(taught)
    done = learn(taught, patience=0)
    assert done.waiting == ["news.example"]
    assert not done.is_done
    assert learn(taught).anew["news.example"].captures == 60
    assert is_sound(taught)


def test_another_process_that_derives_is_left_alone(archive: Archive) -> None:
    """Then nothing is done."""
    grown(archive, range(8))
    with deriving(archive.path):
        assert learn(archive).is_locked
    assert sites.known(archive.connection) == []


@pytest.mark.parametrize(
    ("module", "name"), [(teaching, "taught"), (events, "end"), (sites, "kept")]
)
def test_a_run_that_is_killed_is_gone_on_with(module: object, name: str, archive: Archive) -> None:
    """Whenever it is, the archive is whole, and the next run comes to the same."""
    grown(archive, range(10))
    child = os.fork()
    if child == 0:
        setattr(module, name, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        with Archive.open(archive.path) as other:
            learn(other)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert is_sound(archive)
    assert learn(archive).is_done
    assert not any(APPEAL in text for text in texts(archive))
    assert not beside(archive.path, SITES).exists()
    assert is_sound(archive)
    assert rebuild(archive)[1] == []


def test_revisits_of_what_another_site_has_are_read_with_theirs(archive: Archive) -> None:
    """A payload that a mirror had first: only the one site is read anew."""
    archive.add(exchange("http://mirror.example/0", story(0)))
    grown(archive, range(10), hours=1)
    assert archive.captures(url(0))[0].revisit_of
    learn(archive)
    assert APPEAL not in archive.versions(url(0))[0].text
    assert APPEAL in archive.versions("http://mirror.example/0")[0].text
    before = content(archive)
    assert rebuild(archive)[1] == []
    assert content(archive) == before


DAMAGES = {
    "site": "UPDATE site SET model = zeroblob(9)",
    "layouts": "UPDATE site SET layouts = '[]'",
    "page": "UPDATE lesson SET page_id = (SELECT max(id) FROM page) WHERE capture_id = 1",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_verifying_tells_of_what_was_learned_and_is_damaged(damage: str, taught: Archive) -> None:
    """The site, or the capture."""
    taught.connection.execute(DAMAGES[damage])
    faults: list[Fault] = []
    verified(taught, faults.append)
    (fault,) = faults
    assert ("site news.example" in fault.where) or ("teach of another" in fault.reason)


def test_a_model_that_cannot_be_loaded_is_made_anew(taught: Archive) -> None:
    """Pages are read without it until then."""
    site = known(taught)
    sites.kept(taught.connection, replace(site, model=b"of another version"))
    taught.models._loaded.clear()
    capture, _ = taught.add(exchange(url(30), story(30), hours=30))
    assert APPEAL in taught.version_of(capture).text  # type: ignore[union-attr]
    learn(taught, days=3)
    assert known(taught).model != b"of another version"
    assert not any(APPEAL in text for text in texts(taught))
    assert rebuild(taught)[1] == []


def test_pages_of_very_many_sites_cost_nothing(archive: Archive) -> None:
    """A page each teaches nothing, and no site is written."""
    for number in range(9):
        archive.add(exchange(f"http://h{number}.example/", page("T", *LONG, str(number))))
    looks: list[int] = []
    learn(archive, looks=looks)
    assert looks == []
    assert sites.looked(archive.connection) == 9


def test_hosts_are_written_as_people_write_them() -> None:
    """From the form that urlkeys have."""
    for host in ("news.example", "a.b.example:8080", "192.0.2.7", "localhost:81"):
        assert name_of(host_of(f"http://{host}/x")) == host


def test_a_layout_that_goes_by_another_page_is_the_same_one() -> None:
    """An import may bring an earlier one."""
    from archive.clean.site import Layout

    first, later = at(0), at(9)
    was = SeenLayout("a", 8, first, at(3), "", at(1))
    (merged,) = teaching.merged([was], [Layout("b", 9, first, at(4))], later)
    assert (merged.id, merged.noticed, merged.last) == ("b", at(1), at(4))
    both = teaching.merged([was], [Layout("a", 9, first, at(4)), Layout("c", 3, at(8), at(8), "a")],
                           later)  # fmt: skip
    assert [(one.id, one.noticed) for one in both] == [("a", at(1)), ("c", later)]


def test_a_site_is_not_looked_at_without_end(archive: Archive) -> None:
    """Of many pages of one quarter so many teach; of one page three at most."""
    grown(archive, range(8))
    learn(archive)
    site = known(archive)
    many = [
        lessons.Page(1000 + n, 1000 + n, HOST, at(1), teaches=True, has_text=True, extractor="")
        for n in range(600)
    ]
    fresh, changed = lessons.sorted_out(archive.connection, site.id, many)
    assert (len(fresh), changed) == (248, [])


@pytest.mark.slow
def test_commands_learn_at_their_end(tmp_path: Path) -> None:
    """An import as a crawl; sites are listed, with what was found."""
    from archive.formats.warc_out import export_warc

    with Archive.open(tmp_path / "from.db") as archive:
        grown(archive, range(9))
        export_warc(archive, tmp_path / "a.warc.gz")
    ran = greffe(tmp_path, "import", "a.warc.gz")
    assert ran.code == 0, ran
    assert "9 captures were read anew with what was learned of the site" in ran.err
    (site,) = greffe(tmp_path, "sites", "--json").objects
    assert (site["site"], site["pages"]) == ("news.example", 9)
    assert site["behind"] is None
    assert len(site["layouts"]) == 1
    assert "all anew on" in greffe(tmp_path, "sites", "www.news.example").out
    assert "were read anew on" in greffe(tmp_path, "history", url(1)).err
    assert greffe(tmp_path, "sites", "other.example").code == 3
    assert greffe(tmp_path, "sites", "--learn").code == 0


@pytest.mark.slow
def test_a_page_that_kills_who_looks_at_it_teaches_nothing(
    taught: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is looked at by another process."""
    dies = (
        "import os, sys\nfrom archive.learning import worker\nreal = worker._look\n"
        "def look(held, number):\n    os._exit(9) if number == 2 else None\n"
        "    return real(held, number)\nworker._look = look\nsys.exit(worker.main(sys.argv[1]))"
    )
    monkeypatch.setattr("archive.learning.looks.COMMAND", (sys.executable, "-c", dies))
    with Lookers(taught.path) as lookers:
        samples = [lookers.look(number).sample for number in (1, 2, 3)]
    assert samples == [look(taught, 1).sample, None, look(taught, 3).sample]
