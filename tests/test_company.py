"""What comes along with chosen captures: requisites at the nearest time, robots.txt, originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.errors import BadInput
from archive.formats.selection import Selection
from archive.formats.warc_out import Exported, export_warc
from archive.search import found_by
from tests.exchanges import LONG, exchange, page
from tests.test_warc_out import read

HOST = "http://news.example"
CSS = "Content-Type: text/css\r\n"
PNG = "Content-Type: image/png\r\n"
TEXT = "Content-Type: text/plain\r\n"
HEAD = '<link rel="stylesheet" href="/s.css">'


@pytest.fixture
def site(archive: Archive) -> Archive:
    """A page of source B whose parts were captured for source A, and more than once."""
    frame = '<iframe src="/frame.html"></iframe><img src="/moved.png">'
    a = (
        exchange(f"{HOST}/robots.txt", b"User-agent: *\n", fields=TEXT, how="robots"),
        exchange(f"{HOST}/s.css", b"@import 't.css'; /* old */", fields=CSS, how="requisite"),
        exchange(f"{HOST}/t.css", b"a { background: url(dot.png) }", fields=CSS, how="requisite"),
        exchange(f"{HOST}/dot.png", b"\x89PNG dot", fields=PNG, how="requisite"),
        exchange(f"{HOST}/moved.png", status="302 Found", fields="Location: /new.png\r\n"),
        exchange(f"{HOST}/new.png", b"\x89PNG new", fields=PNG, how="requisite"),
        exchange(f"{HOST}/frame.html", page("Frame", *LONG[:1], '<img src="/in.png">')),
        exchange(f"{HOST}/in.png", b"\x89PNG in", fields=PNG, how="requisite"),
        exchange(f"{HOST}/unrelated", page("Unrelated", *LONG)),
        exchange(f"{HOST}/s.css", b"/* new */", fields=CSS, hours=50, how="requisite"),
        exchange(f"{HOST}/robots.txt", b"User-agent: x\n", fields=TEXT, hours=50, how="robots"),
    )
    for one in a:
        archive.add(one, source="A")
    archive.add(exchange(f"{HOST}/page", page("Prisons", *LONG, frame, head=HEAD), hours=2),
                source="B")  # fmt: skip
    return archive


def names(file: Path) -> list[str]:
    """Paths of the answers in a file, and of style sheets what they say."""
    found = []
    for record in read(file):
        if record.type in ("response", "revisit"):
            path = (record.field("WARC-Target-URI") or "").removeprefix(HOST)
            found.append(path + (" old" if b"/* old */" in record.block else ""))
    return sorted(found)


def export(site: Archive, file: Path, where: Selection, **more: bool) -> tuple[Exported, list[str]]:
    """Export to a file, and what is in it."""
    done = export_warc(site, file, where=where, **more)  # type: ignore[arg-type]
    return done, names(file)


def test_a_page_comes_with_what_it_needs_whoever_captured_it(site: Archive, tmp_path: Path) -> None:
    """Style sheets and what they import, frames and their parts, redirects; as of its time."""
    done, found = export(site, tmp_path / "b.warc", Selection(source="B"))
    assert found == [
        "/dot.png", "/frame.html", "/in.png", "/moved.png", "/new.png", "/page", "/robots.txt",
        "/s.css old", "/t.css",
    ]  # fmt: skip
    assert (done.captures, done.requisites, done.pulled) == (9, 8, 0)
    info = read(tmp_path / "b.warc")[0].block.decode()
    assert "selection-source: B\r\n" in info
    assert "selection-captures: 1\r\n" in info
    assert "selection-besides: 7 requisites, 1 robots.txt\r\n" in info


def test_a_page_leaves_alone_where_that_is_wanted(site: Archive, tmp_path: Path) -> None:
    """Nothing but what was chosen."""
    where = Selection(source="B")
    done, found = export(site, tmp_path / "b.warc", where, has_requisites=False)
    assert (found, done.requisites) == (["/page"], 0)


def test_the_robots_txt_is_the_one_before_the_page(site: Archive, tmp_path: Path) -> None:
    """A later one cannot have allowed it."""
    site.add(exchange(f"{HOST}/late", page("Late", *LONG), hours=60), source="C")
    export_warc(site, tmp_path / "c.warc", where=Selection(source="C"))
    (found,) = [r for r in read(tmp_path / "c.warc") if b"User-agent" in r.block]
    assert b"User-agent: x" in found.block


def test_originals_of_requisites_come_along(archive: Archive, tmp_path: Path) -> None:
    """A style sheet that is a revisit of another URL's."""
    archive.add(exchange(f"{HOST}/first.css", b"/* same */", fields=CSS))
    archive.add(exchange(f"{HOST}/s.css", b"/* same */", fields=CSS))
    archive.add(exchange(f"{HOST}/page", page("A", *LONG, head=HEAD)), source="B")
    done, found = export(archive, tmp_path / "b.warc", Selection(source="B"))
    assert found == ["/first.css", "/page", "/s.css"]
    assert (done.requisites, done.pulled) == (1, 1)


def test_a_requisite_under_another_cache_buster_comes_along(
    archive: Archive, tmp_path: Path
) -> None:
    """Replay programs pass over those numbers too."""
    archive.add(exchange(f"{HOST}/w.js?v=1700000001", b"1", fields="Content-Type: text/js\r\n"))
    script = '<script src="/w.js?v=1700000002"></script>'
    archive.add(exchange(f"{HOST}/page", page("A", *LONG, head=script)), source="B")
    assert "/w.js?v=1700000001" in export(archive, tmp_path / "b.warc", Selection(source="B"))[1]


def test_pages_that_need_each_other_come_once(archive: Archive, tmp_path: Path) -> None:
    """Frames in a circle."""
    for one, other in (("a", "b"), ("b", "a")):
        frame = f'<iframe src="/{other}"></iframe>'
        archive.add(exchange(f"{HOST}/{one}", page(one, *LONG, frame)), source=one)
    done, found = export(archive, tmp_path / "a.warc", Selection(source="a"))
    assert (found, done.captures) == (["/a", "/b"], 2)


def test_a_search_chooses_all_captures_of_the_pages_it_finds(site: Archive, tmp_path: Path) -> None:
    """However many there are, in words the search understands; of each page all captures."""
    for number in range(30):
        body = page(f"Azerbaijan {number}", *LONG)
        site.add(exchange(f"{HOST}/az/{number}", body, hours=3), source="B")
    site.add(exchange(f"{HOST}/az/0", status="404 Not Found", hours=9), source="B")
    where = Selection(found=found_by(site, 'azerbaijan "psychiatric hospital"'))
    done, found = export(site, tmp_path / "az.warc", where, has_requisites=False)
    assert (done.captures - done.pulled, found.count("/az/0")) == (31, 2)
    info = read(tmp_path / "az.warc")[0].block.decode()
    assert 'selection-search: azerbaijan "psychiatric hospital"\r\n' in info
    where = Selection(source="A", found=found_by(site, "unrelated"))
    assert export(site, tmp_path / "u.warc", where, has_requisites=False)[1] == ["/unrelated"]


def test_a_search_for_nothing_is_one_line(site: Archive) -> None:
    """Rather than everything."""
    with pytest.raises(BadInput, match="type a word"):
        found_by(site, " -- ")
