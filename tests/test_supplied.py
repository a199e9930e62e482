"""The catalogue that comes with Greffe: listed, taken, switched off, and renewed."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from archive.errors import BadInput
from crawler.sources.checking import checked
from crawler.sources.loading import loaded
from crawler.sources.supplied import Supplied, catalogue, chosen, copied, differences
from tests.house import greffe

ROOT = Path(__file__).parents[1]
EVERYTHING = catalogue()


@pytest.mark.parametrize("one", EVERYTHING.values(), ids=EVERYTHING)
def test_every_file_is_sound(one: Supplied) -> None:
    """It is named as its file, says whose it is and in which languages, and agrees with itself."""
    source = one.source
    assert source.name == one.name
    assert source.publisher
    assert source.languages
    assert not [one for one in checked(source, {}) if one.verdict == "fail"]
    for paging in source.pages.paging:
        assert paging.listing in (*source.listings, *source.seeds)
        assert source.scope.refusal(paging.url(paging.first)) is None
        assert paging.number(paging.url(2024)) == 2024
    assert all(url.startswith("https://") for url in (*source.seeds, *source.feeds))
    # What a file takes for certain and what it does not stands at its head.
    assert re.search(r"^# .*(?:Seen|Not seen)", one.text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "article", "other"),
    [
        ("cpt", "https://www.coe.int/en/web/cpt/-/a-visit-to-azerbaijan",
         "https://www.coe.int/en/web/cpt/home"),
        ("cpt", "https://www.coe.int/fr/web/cpt/news/-/asset_publisher/Qd7rTn5KpWzX/content/a-b",
         "https://www.coe.int/fr/web/cpt/news/-/asset_publisher/Qd7rTn5KpWzX"),
        ("coe-newsroom", "https://www.coe.int/en/web/greco/-/greco-assesses-france-s-progress",
         "https://www.coe.int/en/web/portal/newsroom"),
        ("echr", "https://www.echr.coe.int/w/russia-v-ukraine-no-36958/21-",
         "https://www.echr.coe.int/documents/d/echr/Case_law_references_FRA"),
        ("pace", "https://pace.coe.int/en/files/32999/html", "https://pace.coe.int/en/news"),
        ("venice-commission",
         "https://www.coe.int/en/web/venice-commission/-/CDL-ad%282016%29007-e",
         "https://www.venice.coe.int/webforms/events/?v=2020"),
        ("civil-georgia", "https://civil.ge/archives/743770",
         "https://civil.ge/archives/category/news"),
        ("meduza", "https://meduza.io/en/feature/2025/02/24/three-years-of-death",
         "https://meduza.io/en/cards/life-after-undesirability"),
        ("balkan-insight", "https://balkaninsight.com/2025/09/16/albanias-minister/",
         "https://balkaninsight.com/news/"),
        ("dw-europe", "https://www.dw.com/en/what-are-tariffs/a-71596247",
         "https://www.dw.com/en/climate/s-59752983"),
        ("amnesty", "https://www.amnesty.org/en/latest/press-release/2021/05/uk-ruling/",
         "https://www.amnesty.org/en/latest/"),
        ("euobserver", "https://euobserver.com/opinion/149183", "https://euobserver.com/opinion"),
        ("rferl", "https://www.rferl.org/a/a-visit/32957061.html", "https://www.rferl.org/"),
    ],
)  # fmt: skip
def test_articles_are_told_from_what_else_a_site_has(name: str, article: str, other: str) -> None:
    """By addresses that the sites really have."""
    source = EVERYTHING[name].source
    assert source.pages.is_article(article)
    assert not source.pages.is_article(other)
    home = source.listings[0] if source.listings else source.seeds[0]
    assert source.refusal(article, 1, home) is None


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("cpt", "https://rm.coe.int/1680afae67"),
        ("moneyval", "https://rm.coe.int/t-pd-bur-2026-66rapabr-en/48802dc789"),
        ("coe-congress", "https://go.coe.int/mWYUH"),
        ("pace",
         "http://assembly.coe.int/nw/xml/XRef/X2H-Xref-ViewHTML.asp?FileID=33006&Lang=EN"),
        ("venice-commission",
         "https://www.venice.coe.int/webforms/documents/?pdf=CDL-AD(2022)002-e"),
    ],
)  # fmt: skip
def test_documents_are_taken_where_they_are_cited(name: str, url: str) -> None:
    """Wherever the publisher keeps them, whatever they are called."""
    source = EVERYTHING[name].source
    assert source.refusal(url, 2, source.seeds[0]) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://www.coe.int/en/web/portal/newsroom?delta=20&start=3",
        "https://www.coe.int/en/c/portal/update_language?languageId=be_BY&redirect=%2Ffr",
        "https://www.coe.int/en/web/portal/-/a?_101_INSTANCE_x_languageId=fr_FR",
        "https://www.coe.int/be/web/portal/newsroom",
        "https://www.coe.int/en/web/cpt/home",
    ],
)
def test_the_newsroom_s_traps_are_out(url: str) -> None:
    """One size of pages, two languages, no switches, and not the whole of the Council's site."""
    assert EVERYTHING["coe-newsroom"].source.refusal(url, 1) is not None


def test_the_catalogue_is_in_the_wheel() -> None:
    """It is of no use in a checkout only."""
    builder = WheelBuilder(str(ROOT))
    paths = {file.distribution_path for file in builder.recurse_included_files()}
    for one in EVERYTHING.values():
        assert f"crawler/sources/shelf/{one.group}/{one.name}.toml" in paths


def test_the_catalogue_is_listed_and_shown(tmp_path: Path) -> None:
    """With publisher and languages; what a person has is marked."""
    assert greffe(tmp_path, "source", "add", "cpt").code == 0
    listed = greffe(tmp_path, "source", "list", "--catalogue", "--json").objects
    by_name = {one["name"]: one for one in listed}
    assert set(by_name) == set(EVERYTHING)
    assert by_name["cpt"]["added"] is True
    assert by_name["pace"]["added"] is False
    assert by_name["pace"]["publisher"] == "Council of Europe"
    assert by_name["pace"]["languages"] == ["en", "fr"]
    assert "Committee of Ministers" in greffe(tmp_path, "source", "list", "--catalogue").out
    shown = greffe(tmp_path, "source", "show", "pace")
    assert shown.code == 0
    assert "pace.coe.int/en/news?page={n}&view=list" in shown.out
    assert "`greffe source add pace` makes it yours" in shown.err


def test_sources_are_taken_by_name_and_by_group(tmp_path: Path) -> None:
    """Copied as they are; what is there already stays."""
    ran = greffe(tmp_path, "source", "add", "cpt", "pace")
    assert ran.code == 0
    mine = tmp_path / "sources" / "cpt.toml"
    assert mine.read_text().endswith(EVERYTHING["cpt"].text)
    mine.write_text(mine.read_text().replace("delay = 3.0", "delay = 9.0"))
    ran = greffe(tmp_path, "source", "add", "--group", "council")
    assert ran.code == 0
    assert "cpt.toml is there already and stays as it is" in ran.err
    assert loaded(mine).delay == 9.0
    council = {one.name for one in EVERYTHING.values() if one.group == "council"}
    assert {path.stem for path in mine.parent.iterdir()} == council
    assert greffe(tmp_path, "source", "add", "cpt").code == 3
    assert greffe(tmp_path, "source", "check").code == 0


def test_programs_are_told_what_was_taken(tmp_path: Path) -> None:
    """And what was there already."""
    (told,) = greffe(tmp_path, "source", "add", "cpt", "--json").objects
    assert (told["name"], told["file"], told["written"]) == ("cpt", "sources/cpt.toml", True)
    ran = greffe(tmp_path, "source", "add", "cpt", "--json")
    assert (ran.code, ran.objects[0]["written"]) == (3, False)
    ran = greffe(tmp_path, "source", "add", "cpt", "--name", "mine")
    assert (ran.code, "--name goes with a URL" in ran.err) == (2, True)


def test_who_adds_a_url_hears_who_has_it_already(tmp_path: Path) -> None:
    """A source of one's own, or one of the catalogue, before the site is asked for anything."""
    url = "https://www.coe.int/en/web/cpt/home"
    ran = greffe(tmp_path, "source", "add", url, "--yes")
    assert (ran.code, "give an address or URL with --contact" in ran.err) == (65, True)
    assert f"cpt of the catalogue has {url} in its scope; `greffe source add cpt`" in ran.err
    greffe(tmp_path, "source", "add", "cpt")
    ran = greffe(tmp_path, "source", "add", url, "--yes")
    assert f"sources/cpt.toml has {url} in its scope already" in ran.err
    assert "of the catalogue" not in ran.err


def test_a_slip_is_answered_with_what_there_is(tmp_path: Path) -> None:
    """Whoever misses a letter, or asks for what is not yet theirs, is told what to do."""
    for arguments, words in (
        (("source", "add", "cppt"), "do you mean cpt"),
        (("source", "add", "--group", "concil"), "there are: council"),
        (("source", "add", "cpt", "https://example.org/"), "one URL, or names of the catalogue"),
        (("source", "add"), "one URL, or names of the catalogue"),
        (("crawl", "cpt"), "it comes with Greffe: `greffe source add cpt` makes it yours"),
    ):
        ran = greffe(tmp_path, *arguments)
        assert ran.code in (2, 3, 65)
        assert words in ran.err
    assert not (tmp_path / "sources").exists()
    with pytest.raises(BadInput, match="--catalogue"):
        chosen(["something-else-altogether"])


def test_a_disabled_source_is_crawled_no_more(tmp_path: Path) -> None:
    """Unless it is named; enabling it gives the file back byte for byte."""
    greffe(tmp_path, "source", "add", "cpt")
    mine = tmp_path / "sources" / "cpt.toml"
    before = mine.read_bytes()
    assert greffe(tmp_path, "source", "disable", "cpt").code == 0
    assert greffe(tmp_path, "source", "disable", "cpt").code == 3
    assert loaded(mine).enabled is False
    assert "cpt (disabled)" in greffe(tmp_path, "source", "list").out
    ran = greffe(tmp_path, "crawl", "--all")
    assert ran.code == 65
    assert "all sources in sources are disabled" in ran.err
    assert greffe(tmp_path, "source", "enable", "cpt").code == 0
    assert mine.read_bytes() == before
    assert greffe(tmp_path, "source", "disable", "other").code == 3


def test_a_file_of_an_odd_layout_is_left_to_the_person(tmp_path: Path) -> None:
    """Rather than broken."""
    folder = tmp_path / "sources"
    folder.mkdir()
    text = '"name" = "odd"\nseeds = ["https://odd.example/"]\n'
    (folder / "odd.toml").write_text(text)
    ran = greffe(tmp_path, "source", "disable", "odd")
    assert ran.code == 65
    assert "by hand" in ran.err
    assert (folder / "odd.toml").read_text() == text


def _older(folder: Path, *, is_changed: bool) -> Path:
    """A copy of an edition of cpt that asked more slowly, as Greffe once may have had it."""
    text = EVERYTHING["cpt"].text.replace("delay = 3.0", "delay = 5.0")
    edition = hashlib.sha256(text.encode()).hexdigest()[:12]
    head = EVERYTHING["cpt"].copy.removesuffix(EVERYTHING["cpt"].text)
    head = head.replace(EVERYTHING["cpt"].edition, edition)
    text = text.replace('languages = ["en", "fr"]', 'languages = ["en"]') if is_changed else text
    folder.mkdir(exist_ok=True)
    (folder / "cpt.toml").write_text(head + text)
    return folder / "cpt.toml"


def test_check_tells_of_a_newer_edition_and_how_it_differs(tmp_path: Path) -> None:
    """It is no fault of the file; a copy of the latest edition is not mentioned."""
    _older(tmp_path / "sources", is_changed=False)
    greffe(tmp_path, "source", "add", "pace")
    ran = greffe(tmp_path, "source", "check")
    assert ran.code == 0
    assert "newer edition; `greffe source update cpt` takes it: delay: 5.0 is yours, 3.0" in ran.out
    assert "pace.toml: file: pass: well-formed" in ran.out
    assert ran.out.count("newer edition") == 1


def test_update_takes_newer_editions_of_what_a_person_left_alone(tmp_path: Path) -> None:
    """And leaves a source that was disabled disabled."""
    mine = _older(tmp_path / "sources", is_changed=False)
    greffe(tmp_path, "source", "disable", "cpt")
    ran = greffe(tmp_path, "source", "update")
    assert ran.code == 0
    assert "delay: 5.0 is yours, 3.0 is newer" in ran.out
    assert (loaded(mine).delay, loaded(mine).enabled) == (3.0, False)
    found = copied(mine)
    assert found is not None
    assert (found.is_current, found.is_changed, found.differences) == (True, False, ())
    assert greffe(tmp_path, "source", "update").code == 3


def test_update_leaves_what_a_person_changed_unless_it_is_named(tmp_path: Path) -> None:
    """Then what they wrote is kept beside it."""
    mine = _older(tmp_path / "sources", is_changed=True)
    before = mine.read_text()
    ran = greffe(tmp_path, "source", "update")
    assert ran.code == 4
    assert 'languages: not yours yet: "fr"' in ran.err
    assert mine.read_text() == before
    assert greffe(tmp_path, "source", "update", "cpt").code == 0
    assert loaded(mine).languages == ("en", "fr")
    assert mine.with_name("cpt.toml.old").read_text() == before


def test_a_file_of_one_s_own_has_nothing_to_do_with_the_catalogue(tmp_path: Path) -> None:
    """Though it may have the same name."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "cpt.toml").write_text('name = "cpt"\nseeds = ["https://cpt.example/"]\n')
    assert copied(folder / "cpt.toml") is None
    assert "newer" not in greffe(tmp_path, "source", "check").out
    assert greffe(tmp_path, "source", "update", "cpt").code == 65


def test_differences_name_each_key() -> None:
    """Items of lists one by one; whether a source is switched off is none."""
    mine = {"delay": 1, "feeds": ["a", "b"], "scope": {"max_depth": 2}, "enabled": False}
    theirs = {"delay": 1, "feeds": ["b", "c"], "scope": {"max_depth": 3}, "title": "T"}
    assert differences(mine, theirs) == [
        'feeds: not yours yet: "c"', 'feeds: only yours: "a"',
        "scope.max_depth: 2 is yours, 3 is newer", 'title: nothing is yours, "T" is newer',
    ]  # fmt: skip
