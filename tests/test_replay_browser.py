"""What a saved page is given in a real browser: parts from near and far, ranges, forms."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from archive import Archive
from tests.documents import Drawn, pdf_of
from tests.exchanges import exchange, page
from tests.saved_site import DOT, FIRST, HTML, SITE, typed
from tests.servers.room import Served, serving
from tests.test_browser import Visit, chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECONDS, RATE = 40, 16000
SOUND = b"".join(
    (b"RIFF", struct.pack("<I", 36 + SECONDS * RATE * 2), b"WAVEfmt ",
     struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16), b"data",
     struct.pack("<I", SECONDS * RATE * 2), bytes(SECONDS * RATE * 2))
)  # fmt: skip
PARTS = (
    '</p></article><img src="/dot.png" alt="dot"><img src="/near.png" alt=""><img src="/lost.png" '
    'alt=""><script src="/words.js?v=1700000002"></script><iframe src="/inner.html"></iframe><p>'
)
PAPER = pdf_of([[Drawn(72, 700, f"Part {number}", 18)] for number in (1, 2)])
EMBEDS = (
    '</p></article><object data="/paper.pdf" type="application/pdf">none</object>'
    '<iframe src="/paper.pdf"></iframe><object data="/x">y</object>'
    '<embed src="/paper.pdf#toolbar=0">'
)
FORM = (
    '</p></article><form action="/answer" method="post"><input name="q" value="two words">'
    '<button>Ask</button></form><audio src="/sound.wav" preload="metadata"></audio><p>'
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with parts of other days, and one with a form and a sound."""
    path = tmp_path_factory.mktemp("parts") / "greffe.db"
    kept = (
        exchange(f"{SITE}/parts", page("Parts", PARTS)),
        exchange(f"{SITE}/dot.png", DOT, fields=typed("image/png"), hours=80),
        exchange(f"{SITE}/near.png", DOT, fields=typed("image/png"), hours=2),
        exchange(f"{SITE}/words.js?v=1700000001", b"0", fields=typed("text/javascript")),
        exchange(f"{SITE}/inner.html", b"<img src=/dot.png?><img src=/lost-too.png>", hours=-30),
        exchange(f"{SITE}/form", page("Form", FORM)),
        exchange(f"{SITE}/sound.wav", SOUND, fields=typed("audio/wav")),
        exchange(f"{SITE}/answer", b"<h1>You asked for two words</h1>",
                 request=_post("application/x-www-form-urlencoded", "q=two+words")),
        exchange(f"{SITE}/api", b'{"said": "right"}', fields=typed("application/json"),
                 request=_post("application/json", json.dumps({"q": ["a", None], "n": 1.5}))),
        exchange(f"{SITE}/api", b'{"said": "wrong"}', fields=typed("application/json"),
                 request=_post("application/json", json.dumps({"q": ["b"]}))),
        exchange(f"{SITE}/paper.pdf", PAPER, fields=typed("application/pdf")),
        exchange(f"{SITE}/embeds", page("Embeds", EMBEDS)),
        exchange(f"{SITE}/alone", page("Alone", "Nothing but words.")),
        exchange(f"{SITE}/leads", status="302 Found", fields=HTML + "Location: /parts\r\n"),
    )  # fmt: skip
    with Archive.open(path) as archive:
        for one in kept:
            archive.add(one)
    return path


def _post(kind: str, body: str) -> bytes:
    return (
        f"POST /x HTTP/1.1\r\nHost: news.example.org\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Served]:
    """The archive, served."""
    with serving(path) as both:
        yield both


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Visit]:
    """A new window, which goes nowhere else."""
    one = Visit(chromium, served)
    yield one
    one.context.close()
    assert one.strays == []


def _saved(page: Page) -> FrameLocator:
    return page.frame_locator("iframe").frame_locator("iframe")


def _inside(page: Page, name: str) -> Frame:
    """The window of the saved page itself."""
    _saved(page).get_by_role("heading", name=name).wait_for(timeout=15000)
    return next(one for one in page.frames if "mp_/" in one.url)


def test_how_far_the_parts_of_a_page_are_from_it_is_told(visit: Visit) -> None:
    """Also those of frames in it; and what is missing, and what stands for another address."""
    shown = visit.open(f"/replay/{FIRST}/{SITE}/parts")
    line = shown.locator("#parts summary")
    expect(line).to_have_text(
        "Files: 7 · of other days: 3, the farthest 3 days later · not archived: 2", timeout=15000
    )
    line.click()
    rows = shown.locator("#parts li")
    texts = [" ".join(text.split()) for text in rows.all_inner_texts()]
    assert texts[:2] == [
        f"Not archived {SITE}/lost-too.png", f"Not archived {SITE}/lost.png"
    ]  # fmt: skip
    assert f"2025-10-08, 20:00:00 UTC (3 days later) {SITE}/dot.png" in texts
    assert f"2025-10-04, 06:00:00 UTC (1 day earlier) {SITE}/inner.html" in texts
    assert f"2025-10-05, 14:00:00 UTC (2 hours later) {SITE}/near.png" in texts
    words = "captured under another number against caches"
    assert f"2025-10-05, 12:00:00 UTC ({words}) {SITE}/words.js?v=1700000002" in texts


def test_the_list_is_of_the_page_that_is_shown(visit: Visit) -> None:
    """A link was followed, by a redirect."""
    shown = visit.open(f"/replay/{FIRST}/{SITE}/alone")
    inside = _inside(shown, "Alone")
    expect(shown.locator("#parts")).to_be_hidden()
    inside.evaluate("() => { location.href = '/leads' }")
    _saved(shown).get_by_role("heading", name="Parts").wait_for(timeout=15000)
    expect(shown.locator("#parts summary")).to_contain_text("Files: 7", timeout=15000)


def test_two_frames_list_their_own(chromium: Browser, served: Served) -> None:
    """Two saved pages beside each other share a worker."""
    one = Visit(chromium, served)
    other = one.context.new_page()
    one.open(f"/replay/{FIRST}/{SITE}/form")
    _inside(one.page, "Form")
    other.goto(f"{one.own[0]}replay/{FIRST}/{SITE}/parts")
    expect(other.locator("#parts summary")).to_contain_text("Files: 7", timeout=15000)
    expect(one.page.locator("#parts summary")).to_have_text("Files: 1", timeout=15000)
    one.context.close()


def test_ranges_are_what_they_were_live(visit: Visit) -> None:
    """For scripts, from the start, the middle and the end."""
    inside = _inside(visit.open(f"/replay/{FIRST}/{SITE}/form"), "Form")
    script = """async range => {
      const answer = await fetch("/sound.wav", {headers: {Range: range}});
      const body = new Uint8Array(await answer.arrayBuffer());
      return [answer.status, answer.headers.get("content-range"), body.length, body[0]];
    }"""
    size = len(SOUND)
    assert inside.evaluate(script, "bytes=0-3") == [206, f"bytes 0-3/{size}", 4, SOUND[0]]
    assert inside.evaluate(script, "bytes=22-") == [
        206,
        f"bytes 22-{size - 1}/{size}",
        size - 22,
        1,
    ]
    assert inside.evaluate(script, "bytes=-9") == [206, f"bytes {size - 9}-{size - 1}/{size}", 9, 0]
    assert inside.evaluate(script, f"bytes={size}-")[0] == 416


def test_a_sound_can_be_wound_forward(visit: Visit) -> None:
    """As a player does it."""
    inside = _inside(visit.open(f"/replay/{FIRST}/{SITE}/form"), "Form")
    found = inside.evaluate("""() => new Promise((resolve, reject) => {
      const sound = document.querySelector("audio");
      sound.onerror = () => reject(new Error(sound.error.message));
      const wind = () => {
        sound.onseeked = () => resolve([sound.currentTime, sound.duration, sound.readyState]);
        sound.currentTime = 35;
      };
      if (sound.readyState >= 1) wind();
      else { sound.onloadedmetadata = wind; sound.load(); }
    })""")
    assert found[:2] == [35, SECONDS]
    assert found[2] >= 2


def test_a_form_that_was_sent_is_answered(visit: Visit) -> None:
    """As it was when it was captured."""
    shown = visit.open(f"/replay/{FIRST}/{SITE}/form")
    _inside(shown, "Form")
    _saved(shown).get_by_role("button", name="Ask").click()
    expect(_saved(shown).get_by_role("heading")).to_have_text(
        "You asked for two words", timeout=15000
    )


def test_what_a_script_sends_is_answered_by_its_body(visit: Visit) -> None:
    """Of two POSTs of one address, the right one; of none that was captured, none."""
    inside = _inside(visit.open(f"/replay/{FIRST}/{SITE}/form"), "Form")
    script = """body => fetch("/api", {method: "POST", body: JSON.stringify(body),
      headers: {"Content-Type": "application/json"}}).then(async answer =>
      answer.ok ? (await answer.json()).said : answer.status)"""
    assert inside.evaluate(script, {"q": ["a", None], "n": 1.5}) == "right"
    assert inside.evaluate(script, {"q": ["b"]}) == "wrong"
    assert inside.evaluate(script, {"q": ["c"]}) == 404


@pytest.mark.parametrize("way", ["replay", "still"])
def test_pdfs_that_a_page_embeds_are_shown_page_by_page(visit: Visit, way: str) -> None:
    """However they are embedded; the next page is a link away."""
    shown = visit.open(f"/{way}/{SITE}/embeds").frame_locator("iframe")
    saved = shown.frame_locator("iframe").first if way == "replay" else shown
    papers = saved.locator("iframe")
    expect(papers).to_have_count(3, timeout=15000)
    for number in range(3):
        paper = papers.nth(number).content_frame
        expect(paper.locator("span")).to_contain_text("Page 1 of 2", timeout=15000)
        drawn = paper.locator("img")
        expect(drawn).to_have_js_property("complete", value=True)
        expect(drawn).to_have_js_property("naturalWidth", 1400)
        paper.get_by_role("link").click()
        expect(paper.locator("span")).to_contain_text("Page 2 of 2")
