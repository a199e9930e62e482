"""What a capture of a page is against the one before it: of which kind, and by what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from archive import Archive
from archive.clean import Block
from archive.clean.article import Field
from archive.history.diff.tally import tallied
from archive.history.kinds import ALIGNED
from archive.history.observations import Observed, observations
from archive.observation import observed
from archive.store import changes
from tests import gazette
from tests.exchanges import LONG, exchange, page
from tests.learning import learn

URL = "http://news.example/politics/a"
EDITED = (LONG[0], LONG[1].replace("far too small", "somewhat small"), LONG[2])
NAMED = '<meta name="author" content="{}"><meta name="date" content="2025-03-01">'
PLAIN, OTHER = page("T", *LONG), page("T", *EDITED)
HOME = "http://news.example/"


def told(archive: Archive, *bodies: bytes, of: str = URL) -> list[Observed]:
    """What becomes of a page that shows one body after the other, an hour apart."""
    for hours, body in enumerate(bodies):
        archive.add(exchange(of, body, hours=hours))
    return observations(archive, of)


def kinds(seen: Sequence[Observed]) -> list[str]:
    """Their kinds in order."""
    return [one.change for one in seen]


def test_what_a_cache_may_have_given_out_again_is_not_held_against_a_site(archive: Archive) -> None:
    """The edit is, where it was seen first."""
    head = '<meta property="article:modified_time" content="2025-03-02">'
    one, two = page("T", *LONG, head=head), page("T", *EDITED, head=head)
    assert [s.disclosure for s in told(archive, one, two, one, two)] == [
        None, "silent", "untold", "untold",
    ]  # fmt: skip


def boxed(names: str, *paragraphs: str) -> bytes:
    """A page whose text stands in boxes of these names."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    for name in names.split():
        body = f'<div class="{name}">{body}</div>'
    return page("T", "").replace(b"<p></p>", body.encode())


def test_another_body_is_an_edit_with_its_words(archive: Archive) -> None:
    """And with the capture it is held against."""
    first, second = told(archive, PLAIN, OTHER)
    assert (first.change, first.before) == ("first", None)
    assert (second.change, second.before) == ("edited", first.capture.id)
    assert (second.added, second.removed, second.returned) == (1, 2, False)
    assert second.details.parts == ("body",)
    assert second.evidence.startswith("text changed")


def test_a_text_that_comes_back_says_which_one_it_is(archive: Archive) -> None:
    """By when it was shown last."""
    last = told(archive, PLAIN, PLAIN, OTHER, PLAIN)[-1]
    assert (last.change, last.returned) == ("edited", True)
    assert "the text of 2025-10-05 13:00:00 UTC again" in last.evidence


def test_another_title_over_the_same_body_is_metadata(archive: Archive) -> None:
    """Words of the title count."""
    last = told(archive, PLAIN, page("Another", *LONG))[-1]
    assert (last.change, last.details.parts, last.added) == ("metadata", ("title",), 1)
    assert last.evidence == "same text; title changed"


def test_another_author_is_metadata_though_the_text_is_the_same_version(archive: Archive) -> None:
    """Authors are noted with each capture."""
    one, two = (page("T", *LONG, head=NAMED.format(name)) for name in ("A. Writer", "B. Editor"))
    first, last = told(archive, one, two)
    assert first.version == last.version
    assert (last.change, last.added) == ("metadata", 0)
    assert last.details.authors == (("A. Writer",), ("B. Editor",))
    assert "authors: A. Writer → B. Editor" in last.evidence


def test_another_date_is_metadata(archive: Archive) -> None:
    """Of publication as of the last change; another spelling of the same time is none."""
    dates = ("2025-03-01T10:00:00+01:00", "2025-03-01T09:00:00Z", "2025-03-02T10:00:00Z")
    head = '<meta property="article:modified_time" content="{}">'
    seen = told(archive, *(page("T", *LONG, head=head.format(date)) for date in dates))
    assert kinds(seen) == ["first", "unchanged", "metadata"]
    assert seen[-1].details.modified is not None
    assert [date[:10] for date in seen[-1].details.modified if date] == ["2025-03-01", "2025-03-02"]


def test_what_a_catalogue_says_otherwise_is_metadata(archive: Archive) -> None:
    """By the names of its fields."""
    for hours, level in enumerate(("2", "1")):
        said = exchange(URL, PLAIN + f"<!-- {hours} -->".encode(), hours=hours)
        seen = observed(said)
        assert seen.article
        fields = (Field("importance", (level,)), Field("respondent", ("Utopia",)))
        archive.add(said, observation=replace(seen, article=replace(seen.article, fields=fields)))
    last = observations(archive, URL)[-1]
    assert (last.change, last.details.fields) == ("metadata", ("importance",))
    assert last.evidence == "the same words; the catalogue says otherwise: importance"


def test_another_canonical_address_is_a_move(archive: Archive) -> None:
    """Naming its own address for the first time is none."""
    heads = ("", f'<link rel="canonical" href="{URL}">',
             '<link rel="canonical" href="http://news.example/politics/b">')  # fmt: skip
    seen = told(archive, *(page("T", *LONG, head=head) for head in heads))
    assert kinds(seen) == ["first", "unchanged", "moved"]
    assert "calls itself http://news.example/politics/b" in seen[-1].evidence


def test_noise_alone_is_no_change_and_is_named(archive: Archive) -> None:
    """By the rules of noise."""
    seen = told(archive, *(page("T", *LONG, f"She said {one}none{other} of it was so.")
                           for one, other in ("“”", "„“")))  # fmt: skip
    assert kinds(seen) == ["first", "unchanged"]
    assert seen[0].version != seen[1].version
    assert dict(seen[-1].details.noise) == {"marks": 2}
    assert seen[-1].evidence == "nothing but noise in the words: marks (2)"


def test_the_same_words_in_other_boxes_are_another_template(archive: Archive) -> None:
    """Where nothing is known of the site, by how few boxes both pages share."""
    old, new = "one two three four five six seven", "eins zwei drei vier acht neun zehn"
    seen = told(archive, boxed(old, *LONG), boxed(old, *LONG), boxed(new, *LONG))
    assert kinds(seen) == ["first", "unchanged", "layout"]
    assert seen[-1].details.boxes is not None
    assert seen[-1].details.boxes < 40


def test_an_author_whom_a_new_template_is_the_first_to_name_makes_no_metadata(
    archive: Archive,
) -> None:
    """One who is another than before does."""
    named = NAMED.format("A. Writer").encode()
    old = boxed("one two three four five six seven", *LONG)
    new = boxed("eins zwei drei vier acht neun zehn", *LONG)
    signed = [one.replace(b"<head>", b"<head>" + named, 1) for one in (old, new)]
    assert signed != [old, new]
    other = signed[1].replace(b"A. Writer", b"B. Editor")
    assert kinds(told(archive, old, signed[1])) == ["first", "layout"]
    there = told(archive, signed[0], other, of=f"{URL}2")
    assert kinds(there) == ["first", "metadata"]


def printed(archive: Archive) -> str:
    """A paper that is learned, printed anew in another design, and learned again; one of its pages.

    The pages come first, as what has been learned says of each what it is.
    """
    told = [gazette.story(number) for number in range(14)]
    for hours, one in enumerate(told):
        archive.add(exchange(one.url, gazette.page(one).encode(), hours=hours))
    learn(archive)
    for hours, one in enumerate(told[1:5]):
        archive.add(exchange(one.url, gazette.page(one, design="new").encode(), hours=50 + hours))
    learn(archive, days=4)
    return told[0].url


def test_the_layouts_of_a_site_tell_another_template(archive: Archive) -> None:
    """By the model of the site that both were read by."""
    printed(archive)
    seen = observations(archive, gazette.story(1).url)
    assert kinds(seen) == ["first", "layout"]
    assert seen[-1].details.layouts is not None
    assert None not in seen[-1].details.layouts
    assert seen[-1].evidence.startswith("the same words; layout: ")


def test_an_edit_in_another_template_is_an_edit_that_says_so(archive: Archive) -> None:
    """And nobody is accused of hiding it, as what is read may differ for that reason."""
    url, more = printed(archive), ("<p>One more thing was said in the harbour that evening.</p>",)
    html = gazette.page(gazette.story(0), design="new", lines=more)
    archive.add(exchange(url, html.encode(), hours=120))
    learn(archive, days=6)
    last = observations(archive, url)[-1]
    assert (last.change, last.disclosure, last.added) == ("edited", "untold", 10)
    assert "layout: " in last.evidence


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("500 Broken", b"oops", "error"), ("404 Not Found", b"", "absent"),
        ("403 Forbidden", b"<title>Access Denied</title><p>Reference #18.2d", "blocked"),
        ("503 Unavailable", b"", "error"), ("301 Moved", b"", "moved"),
    ],
)  # fmt: skip
def test_what_shows_no_text_is_held_against_the_last_text(
    archive: Archive, status: str, body: bytes, kind: str
) -> None:
    """And the text after it is held against the text before it."""
    for hours, (answer, content) in enumerate(
        (("200 OK", PLAIN), (status, body), ("200 OK", OTHER))
    ):
        archive.add(exchange(URL, content, status=answer, hours=hours))
    first, between, last = observations(archive, URL)
    assert (between.change, between.version, between.before) == (kind, None, first.capture.id)
    assert (last.change, last.before, last.added) == ("edited", first.capture.id, 1)


def test_an_absence_is_gone_once_presence_says_so_and_then_back(archive: Archive) -> None:
    """At the very capture; what it says of the text then is told with it."""
    for hours in (0, 10, 35, 60):
        archive.add(exchange(HOME, page("Front", *LONG), hours=hours))
    archive.add(exchange(URL, PLAIN))
    for hours in (10, 11, 35, 40):
        archive.add(exchange(URL, b"", status="404 Not Found", hours=hours))
    archive.add(exchange(URL, OTHER, hours=60))
    seen = observations(archive, URL)
    assert kinds(seen) == ["first", "absent", "absent", "gone", "gone", "back"]
    assert "absent at 3 checks and for 1 day at least" in seen[3].evidence
    assert "there again after 2 days: another text; text changed" in seen[-1].evidence
    assert (seen[-1].added, seen[-1].before) == (1, seen[0].capture.id)


def test_a_redirect_to_the_front_page_is_an_absence(archive: Archive) -> None:
    """One to a login is a refusal; one to another address a move."""
    archive.add(exchange(URL, PLAIN))
    for hours, target in enumerate(("/", "/login?from=a", "/economy/a"), start=1):
        fields = f"Location: {target}\r\n"
        archive.add(exchange(URL, b"", status="302 Found", fields=fields, hours=hours))
    assert kinds(observations(archive, URL)) == ["first", "absent", "blocked", "moved"]


def test_what_was_read_in_two_ways_is_technical(archive: Archive) -> None:
    """Who changed the words cannot be told."""
    first, second = (exchange(URL, body, hours=n) for n, body in enumerate((PLAIN, OTHER)))
    for said, mark in ((first, "one"), (second, "two")):
        seen = observed(said)
        assert seen.article
        article = replace(seen.article, extractor=mark)
        archive.add(said, observation=replace(seen, article=article))
    last = observations(archive, URL)[-1]
    assert (last.change, last.disclosure) == ("reread", None)
    assert "who changed it cannot be told" in last.evidence


def test_a_page_that_stays_as_it_is_costs_no_row(archive: Archive) -> None:
    """As most do."""
    told(archive, PLAIN, PLAIN, PLAIN)
    assert changes.of_page(archive.connection, 1) == {}


def test_the_words_of_very_long_texts_are_counted(archive: Archive) -> None:
    """So that nobody waits for their difference."""
    lines = [f"Line {n} of a very long text that goes on and on." for n in range(ALIGNED // 60)]
    seen = told(archive, page("T", *lines), page("T", *lines[:500], "One more.", *lines[500:]))
    assert (seen[-1].change, seen[-1].added, seen[-1].removed) == ("edited", 2, 0)
    assert seen[-1].details.counted


def test_a_list_has_no_disclosure(archive: Archive) -> None:
    """It changes with every item."""
    items = [f'<li><a href="/politics/{n}">The council met again, number {n}</a></li>'
             for n in range(40)]  # fmt: skip
    bodies = [
        page("News", "").replace(b"<p></p>", f"<ul>{''.join(some)}</ul>".encode())
        for some in (items[:30], items[5:35])
    ]
    last = told(archive, *bodies, of="http://news.example/news/")[-1]
    assert last.version
    assert last.version.kind == "listing"
    assert (last.change, last.disclosure, last.details.counted) == ("edited", None, True)
    assert last.added == last.removed > 0


def test_the_view_of_changes_has_kind_and_words(archive: Archive) -> None:
    """For people who write SQL."""
    told(archive, PLAIN, OTHER, page("Another", *EDITED))
    sql = "SELECT kind, added, removed, before_time, disclosure FROM changes ORDER BY time"
    assert archive.connection.execute(sql).fetchall() == [
        ("edited", 1, 2, "2025-10-05T12:00:00Z", "untold"),
        ("metadata", 1, 1, "2025-10-05T13:00:00Z", None),
    ]


def test_blocks_of_a_list_that_only_change_places_are_reordered() -> None:
    """No words came or went."""
    blocks = [Block("item", f"Item {n}") for n in range(4)]
    found = tallied(blocks, [blocks[3], *blocks[:3]])
    assert (found.added_words, found.removed_words, found.is_reordered) == (0, 0, True)
