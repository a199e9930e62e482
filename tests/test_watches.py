"""What a watch takes for news, and what not."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.store import captures, removal, texts, watches
from archive.takedown import order, taken_down
from tests.exchanges import LONG, exchange, page
from tests.learning import grown, learn, story
from tests.learning import url as story_url
from tests.rebuilding import rebuild, wiped
from tests.watching import URL, Desk

WALRUS = "The minister is a walrus, said the opposition."
COPY = "http://other.example/wire"


@pytest.fixture
def desk(archive: Archive) -> Desk:
    """Somebody who watches an archive that has one page without the words."""
    desk = Desk(archive)
    desk.publish()
    desk.watch()
    return desk


def test_a_new_watch_does_not_send_the_archive(archive: Archive) -> None:
    """What matched before it was made is no news, nor when it is captured again."""
    desk = Desk(archive)
    desk.publish(WALRUS)
    desk.watch()
    assert desk.news() == []
    desk.publish(WALRUS)
    assert desk.news() == []
    assert desk.letters == []


def test_words_that_come_are_new_once(desk: Desk) -> None:
    """Not at the next run, and not when the page is captured again."""
    desk.publish(WALRUS)
    assert desk.news() == ["new"]
    assert desk.news() == []
    desk.publish(WALRUS)
    assert desk.news() == []
    assert len(desk.letters) == 1


def test_a_new_page_with_the_words_is_new(desk: Desk) -> None:
    """It has no text before that."""
    desk.publish(WALRUS, url="http://news.example/other")
    assert desk.news() == ["new"]


def test_an_edit_of_a_text_that_still_matches_is_no_news(desk: Desk) -> None:
    """However much else changes."""
    desk.publish(WALRUS)
    desk.run()
    desk.publish(WALRUS, "A correction was made to this article.")
    assert desk.news() == []


def test_words_that_go_have_vanished_and_may_come_again(desk: Desk) -> None:
    """Each of it is told once; the text without them is the same as before they came."""
    desk.publish(WALRUS)
    desk.run()
    desk.publish()
    assert desk.news() == ["vanished"]
    assert desk.news() == []
    desk.publish(WALRUS)
    assert desk.news() == ["new"]
    desk.publish()
    assert desk.news() == ["vanished"]


def test_what_matched_before_the_watch_was_made_can_vanish(archive: Archive) -> None:
    """It is known which texts the page had."""
    desk = Desk(archive)
    before = desk.publish(WALRUS)
    desk.watch()
    after = desk.publish()
    assert desk.news() == ["vanished"]
    (gone,) = desk.found()
    assert gone.spot.last_seen == archive.capture_by_id(before).time  # type: ignore[union-attr]
    assert gone.spot.time == archive.capture_by_id(after).time  # type: ignore[union-attr]
    assert "walrus" in gone.words


def test_one_of_several_words_that_goes_is_enough(archive: Archive) -> None:
    """A query with all words matches no more; what went is shown, not what stayed."""
    desk = Desk(archive)
    desk.publish(WALRUS, "It was a remark about whiskers.")
    desk.watch("walrus whiskers")
    desk.publish(WALRUS)
    assert desk.news() == ["vanished"]
    assert "whiskers" in desk.found()[0].words


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "the site says that it is not there"),
        ("410 Gone", "the site says that it is not there"),
        ("503 Service Unavailable", "the server answered with an error"),
        ("301 Moved Permanently", "it leads elsewhere now"),
    ],
)
def test_a_page_that_cannot_be_seen_has_lost_no_words(desk: Desk, status: str, reason: str) -> None:
    """That is told apart, once; words that are there when it is seen again are no news."""
    desk.publish(WALRUS)
    desk.run()
    desk.miss(status)
    assert desk.news() == ["unseen"]
    assert desk.found()[-1].reason == reason
    desk.miss(status)
    assert desk.news() == []
    desk.publish(WALRUS)
    assert desk.news() == []
    desk.miss(status)
    assert desk.news() == ["unseen"]


def test_words_that_are_gone_when_the_page_is_seen_again_have_vanished(desk: Desk) -> None:
    """The text after the gap is held against the text before it."""
    desk.publish(WALRUS)
    desk.run()
    desk.miss("503 Service Unavailable")
    desk.run()
    desk.publish()
    assert desk.news() == ["vanished"]


def test_a_page_without_the_words_that_cannot_be_seen_is_no_news(desk: Desk) -> None:
    """Nobody asked for it."""
    desk.miss("404 Not Found")
    assert desk.news() == []


def test_a_block_page_says_nothing_of_words(desk: Desk) -> None:
    """It is not the page."""
    desk.publish(WALRUS)
    desk.run()
    wall = page(
        "Just a moment...", "Checking your browser.", head="<script>window._cf_chl_opt={}</script>"
    )
    desk.miss("403 Forbidden", body=wall)
    assert desk.news() == ["unseen"]
    assert desk.found()[-1].reason == "the site showed a block page instead"


def test_a_site_that_is_down_for_a_night_sends_nobody_a_message(desk: Desk) -> None:
    """It is written down; a message goes out when it lasts, or beside other news."""
    desk.publish(WALRUS)
    desk.run()
    desk.letters.clear()
    desk.miss("503 Service Unavailable")
    assert desk.news() == ["unseen"]
    assert desk.letters == []
    desk.publish(WALRUS)
    desk.run()
    desk.publish(WALRUS, url="http://news.example/2", title="Another")
    desk.run()
    ((_, letter),) = desk.letters
    assert "could not be seen" not in letter.title


def test_a_page_that_is_not_seen_for_days_is_told_of(desk: Desk) -> None:
    """A watch that is blind must not look like one with no news."""
    desk.publish(WALRUS)
    desk.run()
    desk.letters.clear()
    desk.miss("503 Service Unavailable")
    desk.run()
    desk.hours += 73
    desk.run()
    desk.run()
    ((_, letter),) = desk.letters
    assert letter.title == "Greffe: 1 could not be seen (w)"


def test_a_page_that_is_not_there_is_told_at_once(desk: Desk) -> None:
    """The site said so."""
    desk.publish(WALRUS)
    desk.run()
    desk.miss("404 Not Found")
    desk.run()
    assert desk.letters[-1][1].title == "Greffe: 1 could not be seen (w)"


def test_lists_of_articles_do_not_count_unless_asked_for(archive: Archive) -> None:
    """A teaser that scrolls off a front page has not vanished."""
    desk = Desk(archive)
    desk.watch()
    desk.watch(name="broad", is_broad=True)
    teasers = "".join(
        f"<li><article><h2><a href='/story-{n}'>Story number {n} about the walrus and its friends"
        f"</a></h2><time datetime='2025-10-0{n}'>{n} October 2025</time></article></li>"
        for n in range(1, 9)
    )
    body = f"<html lang=en><body><main><h1>News</h1><ul>{teasers}</ul></main></body></html>"
    desk.miss("200 OK", url="http://news.example/news", body=body.encode())
    capture = archive.capture("http://news.example/news")
    assert capture is not None
    version = archive.version_of(capture)
    assert version is not None
    assert version.kind == "listing"
    desk.run()
    assert desk.kinds() == []
    assert desk.kinds("broad") == ["new"]


def test_the_same_text_at_several_addresses_is_told_once_with_all_of_them(desk: Desk) -> None:
    """Whether they come together or one after another."""
    desk.publish(WALRUS, url="http://news.example/1")
    desk.publish(WALRUS, url="http://news.example/1-print")
    assert desk.news() == ["new"]
    desk.publish(WALRUS, url=COPY)
    assert desk.news() == []
    (one,) = desk.found()
    assert [spot.url for spot in one.spots] == [
        "http://news.example/1", "http://news.example/1-print", COPY,
    ]  # fmt: skip
    assert len(desk.letters) == 1


def test_an_old_text_at_a_new_address_is_no_news(archive: Archive) -> None:
    """As when a crawl comes to print views of what is long there."""
    desk = Desk(archive)
    desk.publish(WALRUS)
    desk.watch()
    desk.publish(WALRUS, url=f"{URL}?print=1")
    assert desk.news() == []


def test_a_text_that_vanishes_at_several_addresses_is_told_once(desk: Desk) -> None:
    """With all of them."""
    desk.publish(WALRUS)
    desk.publish(WALRUS, url=COPY)
    desk.run()
    desk.publish()
    desk.publish(url=COPY)
    assert desk.news() == ["vanished"]
    assert len(desk.found()[-1].spots) == 2


def test_of_several_turns_between_two_runs_the_last_is_told(desk: Desk) -> None:
    """Words that came and went have vanished."""
    desk.publish(WALRUS)
    desk.publish()
    assert desk.news() == ["vanished"]


def test_captures_that_come_late_do_not_change_what_a_page_says_now(desk: Desk) -> None:
    """An import of older captures is history."""
    desk.publish(WALRUS)
    desk.run()
    desk.hours -= 10
    desk.publish()
    desk.hours += 10
    assert desk.news() == []


def test_a_text_that_is_read_in_another_way_is_no_news_until_both_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell an edit from what reads it; once all is read in one way, it is told."""
    desk.publish(WALRUS)
    desk.run()
    monkeypatch.setattr("archive.clean.page.EXTRACTOR", "newer")
    desk.publish("A sentence that came with an edit.")
    connection = desk.archive.connection
    assert desk.news() == []
    assert desk.news() == []
    assert watches.counted(connection, 1)["undecided"] == 1
    rebuild(desk.archive)
    assert desk.news() == ["vanished"]
    assert watches.counted(connection, 1)["undecided"] == 0
    assert desk.news() == []


def test_a_rebuild_that_makes_both_texts_alike_leaves_nothing_to_tell(desk: Desk) -> None:
    """What reads texts now leaves the words out of both, as chrome."""
    old = desk.publish(WALRUS)
    desk.run()
    number = desk.publish("A sentence that came with an edit.")
    connection = desk.archive.connection
    connection.execute("UPDATE reading SET extractor = 'another' WHERE capture_id = ?", (number,))
    assert desk.news() == []
    connection.execute(
        "UPDATE reading SET extractor = 'another', version_id = "
        "(SELECT version_id FROM reading WHERE capture_id = 1) WHERE capture_id = ?",
        (old,),
    )
    assert desk.news() == []
    assert watches.counted(connection, 1)["undecided"] == 0


def test_the_same_bytes_read_in_another_way_are_no_news(desk: Desk) -> None:
    """They are told by themselves: nothing has to be read anew first."""
    desk.publish(WALRUS)
    desk.run()
    number = desk.publish(WALRUS)
    desk.archive.connection.execute(
        "UPDATE reading SET extractor = 'another', version_id = "
        "(SELECT version_id FROM reading WHERE capture_id = 1) WHERE capture_id = ?",
        (number,),
    )
    assert desk.news() == []
    assert watches.counted(desk.archive.connection, 1)["undecided"] == 0


def test_captures_that_are_taken_out_are_told_of_no_more(desk: Desk) -> None:
    """Neither in feeds nor in messages that wait."""
    desk.publish(WALRUS)
    desk.watch("walrus", "later", to=("@nobody",))
    desk.run()
    assert desk.kinds() == ["new"]
    meant = order(desk.archive, "url = ?", (URL,))
    taken_down(desk.archive, meant, "rule", "a court", desk.now())
    assert desk.kinds() == []
    for table in ("sighting", "place", "mention", "message"):
        rows = desk.archive.connection.execute(f"SELECT count(*) FROM {table}")
        assert rows.fetchone() == (0,)


def test_numbers_that_are_given_anew_belong_to_what_is_new(desk: Desk) -> None:
    """SQLite gives the highest numbers again once their rows are gone."""
    desk.publish(WALRUS, url=COPY)
    desk.run()
    meant = order(desk.archive, "url = ?", (COPY,))
    taken_down(desk.archive, meant, "rule", "a court", desk.now())
    desk.publish(WALRUS, url="http://news.example/after")
    assert desk.news() == ["new"]


def test_a_finding_outlives_thinning_of_its_captures(desk: Desk) -> None:
    """It stands on another capture that shows the same text."""
    first = desk.publish(WALRUS)
    desk.run()
    last = desk.miss("200 OK", body=page("Report", *LONG, WALRUS) + b"<!-- again -->")
    with desk.archive.transaction():
        removal.removed(desk.archive.connection, [first])
    (one,) = desk.found()
    assert one.spot.time == desk.archive.capture_by_id(last).time  # type: ignore[union-attr]


def test_a_rebuild_is_no_news_and_leaves_watches_as_they_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts get other numbers by it; what was found is told as before."""
    desk.publish(WALRUS)
    desk.run()
    before = desk.found()
    wiped(desk.archive)
    rebuild(desk.archive)
    monkeypatch.setattr("archive.clean.page.EXTRACTOR", "newer")
    rebuild(desk.archive)
    assert desk.news() == []
    assert desk.found() == before
    desk.publish()
    assert desk.news() == ["vanished"]


def test_what_is_learned_of_a_site_makes_no_words_vanish(archive: Archive) -> None:
    """An appeal that stands on all pages is taken for a part of none, once that is known."""
    desk = Desk(archive)
    desk.watch("newsroom")
    grown(archive, range(12))
    assert len(desk.news()) == 12
    learn(archive)
    assert archive.search("newsroom").total == 0
    assert desk.news() == []
    grown(archive, range(12), hours=20)
    archive.add(exchange(story_url(3), story(3, more="A late remark."), hours=40))
    assert desk.news() == []
    archive.add(exchange(story_url(4), story(4, more="The newsroom burned down."), hours=41))
    assert desk.news() == ["new"]


def test_what_turns_out_to_be_a_block_page_is_taken_back(desk: Desk) -> None:
    """Where only later answers show it, what was told of it says so from then on."""
    desk.publish(WALRUS)
    desk.run()
    number = desk.publish()
    assert desk.news() == ["vanished"]
    with desk.archive.transaction():
        captures.rejudged(desk.archive.connection, [number], "blocked", "the same", "repeated")
        texts.unread(desk.archive.connection, [number], "the same")
    assert "judged to be no page of the site" in desk.found()[-1].reason
    desk.publish(WALRUS)
    assert desk.news() == []


def test_each_watch_has_its_own_mark(desk: Desk) -> None:
    """One that is made later begins later."""
    desk.publish(WALRUS)
    desk.watch(name="second")
    desk.run()
    assert desk.kinds() == ["new"]
    assert desk.kinds("second") == []
