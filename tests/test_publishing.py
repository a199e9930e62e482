"""A selection of an archive as a folder of files that any web host can serve."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.analysis.folding import fold
from archive.errors import BadInput, NotFound
from archive.formats.selection import Selection
from archive.publishing import Published, Site, publish, require_free
from archive.publishing.index import shard_of
from archive.publishing.naming import folder_of
from archive.publishing.run import MARK
from archive.search import search
from tests.exchanges import LONG, exchange, page
from tests.house import greffe

HOST = "http://news.example"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ALL = Selection()


def _fill(archive: Archive) -> None:
    old, new = (
        page("Report on prisons", *LONG),
        page("Report on prisons", "Ədalət mövcuddur.", *LONG),
    )
    for hours, body in enumerate((old, new, new, old)):
        archive.add(exchange(f"{HOST}/2025/report", body, hours=hours), source="news")
    archive.add(
        exchange(f"{HOST}/evil?q=%22%3Cb%3E", page(EVIL, EVIL, *LONG), hours=9), source="news"
    )
    archive.add(exchange(f"{HOST}/ünï/œuvre", page("Œuvre d’été", *LONG), hours=10))
    archive.add(
        exchange(f"{HOST}/2025/report", b"", status="404 Not Found", hours=30), source="news"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Published]:
    """An archive, the folder of its site, and what was said of it."""
    folder = tmp_path_factory.mktemp("publishing")
    with Archive.open(folder / "greffe.db") as archive:
        _fill(archive)
        done = publish(archive, folder / "site", ALL, Site("Records <of> news", "For all."))
    return folder / "greffe.db", folder / "site", done


class _Links(HTMLParser):
    """The addresses in a page, and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag leads to."""
        self.tags.append(tag)
        self.found += [
            value for name, value in attrs if name in ("href", "src", "action") and value
        ]


def _html(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_link_leads_to_a_file(made: tuple[Path, Path, Published]) -> None:
    """From wherever it stands; others lead to the live web, and are no addresses of scripts."""
    _, site, _ = made
    seen = 0
    for file in _html(site):
        for link in _Links(file.read_text("utf-8")).found:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https"), link
                continue
            if parts.path and "records" not in link:
                assert (file.parent / unquote(parts.path)).is_file(), (file, link)
                seen += 1
    assert seen > 50


def test_what_pages_say_is_text(made: tuple[Path, Path, Published]) -> None:
    """Nothing of it is markup, and our own pages run one script."""
    _, site, _ = made
    for file in _html(site):
        text = file.read_text("utf-8")
        tags = _Links(text).tags
        assert tags.count("script") <= 2
        assert "onerror=" not in text.replace("onerror=alert(2)&gt;", "")
        assert "img" not in tags
    assert "Records &lt;of&gt; news" in (site / "index.html").read_text()


def test_each_text_and_each_change_has_a_page(made: tuple[Path, Path, Published]) -> None:
    """The latest is that of the last capture with a text, also where it came back."""
    _, site, done = made
    assert (done.pages, done.texts, done.changes) == (3, 4, 1)
    folder = site / folder_of(f"{HOST}/2025/report")
    assert sorted(one.name for one in folder.iterdir()) == [
        "change-1-2.html", "index.html", "text-2.html"
    ]  # fmt: skip
    assert "Ədalət" in (folder / "text-2.html").read_text()
    assert "Ədalət" not in (folder / "index.html").read_text().partition("</article>")[0]
    assert "<ins>" in (folder / "change-1-2.html").read_text()
    assert "404" in (folder / "index.html").read_text()


def test_digests_of_all_files_are_with_them(made: tuple[Path, Path, Published]) -> None:
    """So that a copy can be checked."""
    _, site, done = made
    told = json.loads((site / MARK).read_text())
    files = {str(one.relative_to(site)) for one in site.rglob("*") if one.is_file()}
    assert set(told["files"]) == files - {MARK}
    assert len(files) == done.files
    for name, digest in told["files"].items():
        assert digest == f"sha256:{hashlib.sha256((site / name).read_bytes()).hexdigest()}"


def test_the_index_finds_what_the_archive_finds(made: tuple[Path, Path, Published]) -> None:
    """Each word of each text, in any form that stands in one."""
    path, site, _ = made
    about = json.loads((site / "search/about.json").read_text())
    cards = json.loads((site / "search/cards-0.json").read_text())
    assert about["fold"]["œ"] == "oe"
    assert about["fold"]["É"] == "e"
    with Archive.open(path, create=False, read_only=True) as archive:
        for typed in ("prisons", "prison", "visited", "visit", "œuvre", "hospital"):
            hits = search(archive, typed).hits
            found = {hit.version.url for hit in hits} | {p.url for hit in hits for p in hit.places}
            assert {folder_of(url) for url in found} == {
                cards[number][0] for number in _pages_with(site, fold(typed))
            }, typed


def _pages_with(site: Path, surface: str) -> set[int]:
    """What a browser finds for a word."""
    name = shard_of(surface)
    file = site / "search" / f"{name}.json"
    shard = json.loads(file.read_text()) if file.is_file() else {"s": {}, "k": {}}
    found: set[int] = set(shard["k"].get(surface, [])[::2])
    for key in shard["s"].get(surface, []):
        held = json.loads((site / "search" / f"{shard_of(key)}.json").read_text())["k"]
        found |= set(held.get(key, [])[::2])
    return found


def test_only_what_is_chosen_is_published(
    made: tuple[Path, Path, Published], tmp_path: Path
) -> None:
    """Neither later captures of a chosen page nor what became of it since."""
    path, _, _ = made
    with Archive.open(path, create=False, read_only=True) as archive:
        until = archive.captures(f"{HOST}/2025/report")[1].time
        where = Selection(prefix="news.example/2025/", until=until)
        done = publish(archive, tmp_path / "site", where, Site("x", has_records=False))
        assert (done.pages, done.texts, done.changes) == (1, 1, 0)
        text = (tmp_path / "site" / folder_of(f"{HOST}/2025/report") / "index.html").read_text()
        assert "404" not in text
        assert not (tmp_path / "site/records").exists()
        with pytest.raises(NotFound):
            publish(archive, tmp_path / "none", Selection(source="nobody"), Site("x"))
        assert not (tmp_path / "none").exists()


def test_a_site_is_replaced_whole_or_not_at_all(
    made: tuple[Path, Path, Published], tmp_path: Path
) -> None:
    """And nothing that is no site of ours ever is."""
    path, _, _ = made
    site, other = tmp_path / "site", tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("the only copy")
    with Archive.open(path, create=False, read_only=True) as archive:
        with pytest.raises(BadInput, match="something else"):
            publish(archive, other, ALL, Site("x"))
        publish(archive, site, ALL, Site("first", has_records=False))
        with pytest.raises(NotFound):
            publish(archive, site, Selection(source="nobody"), Site("second"))
        assert "first" in (site / "index.html").read_text()
        with pytest.raises(BadInput, match="--force"):
            require_free(site, force=False)
        publish(archive, site, ALL, Site("third", has_records=False, is_indexed=False))
    assert "third" in (site / "index.html").read_text()
    assert "noindex" in (site / "index.html").read_text()
    assert (other / "thesis.tex").read_text() == "the only copy"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["other", "site"]


@given(st.text(max_size=80), st.text(max_size=20))
def test_folders_are_safe_whatever_the_address(rest: str, host: str) -> None:
    """Of letters, digits and hyphens, never long, and of each page its own."""
    folder = folder_of(f"http://{host}.example/{rest}")
    parts = folder.split("/")
    assert len(parts) == 3
    assert all(part and set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for part in parts)
    assert max(map(len, parts)) < 80


def test_the_command_says_what_it_wrote(made: tuple[Path, Path, Published]) -> None:
    """And refuses what is there already."""
    folder = made[0].parent
    ran = greffe(folder, "publish", "out", "--no-records", "--source", "news")
    assert ran.code == 0
    assert "2 pages, 3 texts, 1 changes" in ran.out
    again = greffe(folder, "publish", "out", "--no-records")
    assert again.code == 65
    assert "--force replaces it" in again.err
    forced = greffe(folder, "publish", "out", "--no-records", "--force", "--json")
    assert forced.objects[0]["pages"] == 3


def test_a_site_can_be_published_in_french(made: tuple[Path, Path, Published]) -> None:
    """All its own words; what pages say stays as it is. A language that there is not is said."""
    folder = made[0].parent
    assert greffe(folder, "publish", "fr", "--no-records", "--language", "fr").code == 0
    for file in (folder / "fr").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert '<html lang="fr"' in text, file
        assert not re.search(r">(?:Search|Changes|Before|After|What changed)<", text), file
    unknown = greffe(folder, "publish", "tlh", "--no-records", "--language", "tlh")
    assert unknown.code == 65
    assert "there is no translation to 'tlh'; there are: en, fr" in unknown.err
    assert not (folder / "tlh").exists()
