"""``greffe source check``: a source held against pages, saved, of the archive, or live."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.health.expectations import Expectations, Rate, number_words
from archive.health.plan import unpacked
from archive.observation import Observation, observed
from archive.store import conditions
from crawler.sources.checking import Finding, checked
from crawler.sources.loading import loaded
from crawler.sources.saved import of_files
from crawler.sources.source import Source
from tests.exchanges import LONG, exchange, page
from tests.house import PRIVATE, greffe
from tests.servers.pings import switch
from tests.servers.ugly import Ugly
from tests.visits import NO_RULES, answer, crawl
from tests.visits import source as write_source

SITE = "http://news.example"
FILE = f"""\
name = "news"
languages = ["en"]
seeds = ["{SITE}/"]
feeds = ["{SITE}/feed"]
listings = ["{SITE}/news"]
sitemaps = ["{SITE}/map"]

[expect]
articles = "2 in 7d"
words = 60
languages = ["en"]
"""
DATED = '<meta property="article:published_time" content="2025-03-14">'
LINKS = "".join(f'<li><a href="/report-{n}">Report {n}</a></li>' for n in range(6))
LIST = f"<html><body><h1>News</h1><ul>{LINKS}</ul></body></html>".encode()
ITEMS = "".join(f"<item><title>R{n}</title><link>{SITE}/report-{n}</link></item>" for n in range(3))
FEED = f"<rss version='2.0'><channel><title>News</title>{ITEMS}</channel></rss>".encode()
MAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    f"<url><loc>{SITE}/report-1</loc></url></urlset>"
).encode()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A source with a feed, a listing and a sitemap."""
    path = tmp_path / "news.toml"
    path.write_text(FILE, encoding="utf-8")
    return loaded(path)


def report(number: int, head: str = DATED) -> bytes:
    """An article."""
    return page(f"Report {number}", *LONG, f"Number {number} of them.", head=head)


def seen(**more: bytes) -> dict[str, Observation]:
    """What the site shows, where nothing is wrong with it."""
    pages = {"": LIST, "news": LIST, "feed": FEED, "map": MAP}
    pages |= {f"report-{n}": report(n) for n in range(4)}
    pages |= {name.replace("_", "-"): body for name, body in more.items()}
    return {f"{SITE}/{name}": observed(exchange(f"{SITE}/{name}", body))
            for name, body in pages.items()}  # fmt: skip


def verdicts(found: list[Finding]) -> dict[str, str]:
    """How each check came out."""
    return {finding.check: finding.verdict for finding in found}


def failing(found: list[Finding]) -> dict[str, str]:
    """What failed, and what was found."""
    return {finding.check: finding.found for finding in found if finding.verdict == "fail"}


def test_a_site_as_its_file_says_passes_every_check(source: Source) -> None:
    """One line each, with what was found."""
    found = checked(source, seen())
    assert [(one.check, one.verdict, one.found) for one in found] == [
        ("feed", "pass", "3 items"),
        ("listing", "pass", "6 entries"),
        ("seed", "pass", "6 entries"),
        ("sitemap", "pass", "1 address"),
        ("articles", "pass", "4 of 4 read as texts"),
        ("words", "pass", "4 of 4 have 60 words or more (83 to 83)"),
        ("languages", "pass", "4 of 4 are in en (en 4)"),
        ("dates", "pass", "4 of 4 say when they were published (2025-03-14 to 2025-03-14)"),
    ]


@pytest.mark.parametrize(
    ("name", "body", "check", "words"),
    [
        ("feed", b"<html><body>No feed</body></html>", "feed", "names nothing: it is no feed"),
        ("news", b"<html><body>Soon</body></html>", "listing", "no links into the scope"),
        ("map", b"<html></html>", "sitemap", "it is no sitemap"),
        ("report_1", report(1, ""), "dates", f"3 of 4 say when they were published (2025-03-14 to "
         f"2025-03-14); not {SITE}/report-1"),
        ("report_2", page("Short", "Three words only.", head=DATED), "words", "3 of 4 have 60"),
        ("report_3", b"<html><body></body></html>", "articles", "3 of 4 read as texts; not"),
        ("report_0", page("Rapport", *[
            "La délégation a visité deux prisons, un poste de police et un hôpital, et elle s'est "
            "entretenue en privé avec beaucoup des personnes qui y sont détenues depuis longtemps. "
            * 3], language="fr", head=DATED), "languages", "3 of 4 are in en (en 3, fr 1)"),
    ],
)  # fmt: skip
def test_what_is_not_as_the_file_says_fails(
    source: Source, name: str, body: bytes, check: str, words: str
) -> None:
    """And nothing else does."""
    found = failing(checked(source, seen(**{name: body})))
    assert list(found) == [check]
    assert words in found[check]


def test_a_start_that_refuses_or_is_silent_fails(source: Source) -> None:
    """With what it answered, or why it did not."""
    pages = seen()
    wall = exchange(f"{SITE}/feed", b"no", status="403 Forbidden", fields="cf-mitigated: block\r\n")
    pages[f"{SITE}/feed"] = observed(wall)
    del pages[f"{SITE}/map"]
    found = failing(checked(source, pages, {f"{SITE}/map": "connection refused"}))
    assert found["feed"].startswith("answered: blocked (")
    assert found["sitemap"] == "was not answered: connection refused"


def test_without_pages_nothing_is_judged_but_the_scope(source: Source) -> None:
    """A seed outside of the scope is a fault of the file."""
    assert set(verdicts(checked(source, {})).values()) == {"unseen"}
    narrow = replace(source, scope=replace(source.scope, include=("example,news)/news",)))
    assert failing(checked(narrow, {})) == {"scope": "is outside the scope"}


def test_one_of_ten_may_fall_short(source: Source) -> None:
    """Agencies' notes are short; two of ten are too many."""
    many = {f"report_{n}": report(n) for n in range(10)}
    links = "".join(f'<a href="/report-{n}">Report {n}</a>' for n in range(10))
    listing = f"<html><body>{links}</body></html>".encode()
    one = {**many, "news": listing, "report_1": report(1, "")}
    assert verdicts(checked(source, seen(**one)))["dates"] == "pass"
    two = {**one, "report_2": report(2, "")}
    assert verdicts(checked(source, seen(**two)))["dates"] == "fail"


def test_a_listing_of_documents_and_articles_in_another_form_are_named(source: Source) -> None:
    """A page of reports names no article; Liferay links to articles in two forms."""
    asset = "/news/-/asset_publisher/aBcD12345678/content/report-7"
    body = f'<h1>News</h1><ul><li><a href="{asset}">Report 7 was published today</a></li></ul>'
    named = "".join(
        f'<li><a href="/1680afae6{n}">Report {n} on all that was seen</a></li>' for n in range(5)
    )
    pages = replace(source.pages, articles=(re.compile("/-/[^/?#]+$"),))
    changed = replace(source, pages=pages, feeds=(), sitemaps=())
    bodies = {f"{SITE}/": body, f"{SITE}/news": f"<h1>Reports</h1><ul>{named}</ul>"}
    seen = {url: observed(exchange(url, text.encode())) for url, text in bodies.items()}
    verdicts = {one.check: (one.verdict, one.found) for one in checked(changed, seen)}
    assert verdicts["seed"] == ("pass", "1 entry, 1 of them articles")
    assert verdicts["listing"] == ("pass", "5 entries, 0 of them articles, 5 documents")


def test_expectations_are_read_from_the_file(source: Source) -> None:
    """As numbers, times and codes."""
    assert source.expect == Expectations(Rate(2, timedelta(days=7)), 60, ("en",))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('articles = "often"', "articles is 'often'; write e.g. \"1 in 7d\""),
        ('articles = "0 in 7d"', "at least one"),
        ('articles = "1 in 0d"', "a time is missing"),
        ('articles = "1 in 7y"', "write a time like"),
        ("articles = 3", "articles is 3; write"),
        ("words = -1", "not a whole number"),
        ('languages = ["English"]', "write ISO 639-1 codes"),
        ("word = 3", "word is not known here"),
    ],
)
def test_a_wrong_expectation_is_named_by_line(tmp_path: Path, line: str, words: str) -> None:
    """As all that is wrong in a source file."""
    path = tmp_path / "x.toml"
    path.write_text(f'name = "x"\nseeds = ["{SITE}/"]\n[expect]\n{line}\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"x\.toml, line 4: ") as error:
        loaded(path)
    assert words in str(error.value)


@given(st.text(alphabet="abcé ,.-", max_size=60))
def test_words_are_what_stands_between_marks(text: str) -> None:
    """Never more than characters; as many in a text said twice, twice."""
    assert number_words(text) <= len(text)
    assert number_words(f"{text} {text}") == 2 * number_words(text)
    assert number_words("東京都庁へ行く") == 3


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "news.toml").write_text(FILE, encoding="utf-8")
    site = tmp_path / "saved" / "news.example"
    site.mkdir(parents=True)
    for name, body in {"index.html": LIST, "news": LIST, "feed": FEED, "map": MAP,
                       "report-1": report(1), "report-2": report(2)}.items():  # fmt: skip
        (site / name).write_bytes(body)
    return tmp_path


def test_a_folder_of_saved_pages_is_enough(tmp_path: Path) -> None:
    """A line each, or an object; another site's pages are nothing of the source."""
    folder = _folder(tmp_path)
    ran = greffe(folder, "source", "check", "--pages", "saved")
    assert ran.code == 0, ran
    assert "news: words: pass: 2 of 2 have 60 words or more (83 to 83)" in ran.out
    (folder / "saved" / "news.example" / "feed").write_bytes(b"<html></html>")
    ran = greffe(folder, "source", "check", "news", "--pages", "saved", "--json")
    assert ran.code == 4
    (fault,) = [one for one in ran.objects if one["verdict"] == "fail"]
    assert (fault["source"], fault["check"], fault["url"]) == ("news", "feed", f"{SITE}/feed")
    (folder / "saved" / "news.example").rename(folder / "saved" / "other.example")
    assert greffe(folder, "source", "check", "--pages", "saved").code == 3
    assert greffe(folder, "source", "check", "--pages", "nowhere").code == 66 - 1
    assert greffe(folder, "source", "check", "--pages", "saved", "--live").code == 2


def test_pages_tell_their_addresses(tmp_path: Path) -> None:
    """By what a browser wrote, a feed says of itself, or the page calls its own; else a line."""
    files = {
        "a.html": b"<!-- saved from url=(0020)http://news.example/a -->" + report(1),
        "b.html": report(2, f'<link rel="canonical" href="{SITE}/b">'),
        "c.xml": FEED.replace(b"<title>", b"<link rel='self' href='http://news.example/c'/>", 1),
        "d.html": report(4),
    }
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    pages = of_files([tmp_path])
    assert sorted(pages.observations) == [f"{SITE}/{name}" for name in "abc"]
    (fault,) = pages.faults
    assert "d.html: of which page it is cannot be told" in fault


def test_warc_files_and_the_archive_are_pages_too(tmp_path: Path) -> None:
    """Both give the same findings."""
    folder = _folder(tmp_path)
    with Archive.open(folder / "greffe.db") as archive:
        for name, body in {"": LIST, "news": LIST, "feed": FEED, "map": MAP}.items():
            kind = "text/html" if body is LIST else "application/xml"
            fields = f"Content-Type: {kind}\r\n"
            archive.add(exchange(f"{SITE}/{name}", body, fields=fields), source="news")
        for number in range(3):
            archive.add(exchange(f"{SITE}/report-{number}", report(number)), source="news")
        archive.export_warc(folder / "news.warc.gz")
    own = greffe(folder, "source", "check")
    assert own.code == 0, own
    assert "news: articles: pass: 3 of 3 read as texts" in own.out
    assert greffe(folder, "source", "check", "--pages", "news.warc.gz").out == own.out
    (folder / "broken.warc").write_bytes(b"WARC/1.1 nonsense")
    broken = greffe(folder, "source", "check", "--pages", "broken.warc")
    assert broken.code == 3
    assert "cannot import" in broken.err


@pytest.mark.slow
def test_a_live_check_asks_starts_and_articles_and_a_crawl_leaves_the_plan(tmp_path: Path) -> None:
    """Nothing is kept by the first; the second writes what the archive is judged by."""
    cases = {f"report-{n}": answer(report(n)) for n in range(8)}
    links = "".join(f'<li><a href="/report-{n}">Report {n}</a></li>' for n in range(8))
    home = answer(f"<html><body><ul>{links}</ul></body></html>".encode())
    with Ugly({"robots.txt": NO_RULES, "home": home, **cases}) as site, switch() as service:
        write_source(tmp_path, site, "s", "[expect]", 'articles = "1 in 7d"', "words = 40")
        ran = greffe(tmp_path, "source", "check", "--live", *PRIVATE)
        assert ran.code == 0, ran
        assert "s: articles: pass: " in ran.out
        assert 5 <= sum(len(site.log[path]) for path in site.log if "report" in path) <= 8
        assert not (tmp_path / "greffe.db").exists()
        assert crawl(tmp_path, env={"GREFFE_PING": service.url}).code == 0
        assert service.signals == ["/start", ""]
    with Archive.open(tmp_path / "greffe.db") as archive:
        plan = unpacked(conditions.plans(archive.connection)["s"] or "")
        assert plan.expected == Expectations(Rate(1, timedelta(days=7)), 40)
        assert plan.starts == (site.url("home"),)
        assert conditions.current(archive.connection)["s"].state == "ok"
    assert json.loads(greffe(tmp_path, "status", "--json").out.splitlines()[1])["state"] == "ok"
