"""Text fragments and the script of citations, in a real browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from archive import Archive
from archive.citing.fragments import fragment
from archive.citing.reading import Reading, reading_of
from archive.citing.selectors import Quote, found
from tests.cited_site import ARABIC, CHINESE, HEBREW, SITE
from tests.exchanges import LONG, exchange, page
from tests.servers.room import Served, serving
from tests.test_browser import CHROMIUM, FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

URL = f"{SITE}/long"
REPEATED = "The speaker opened the meeting, and the far-right party, led by A & B, left."
FILLER = [
    f"On day {n} of that year nothing of note was said in the hall by anybody." for n in range(12)
]
MARK = (251, 231, 161)
_BLOCKS = """() => [...document.querySelectorAll(".page h1, .text > p, .text li")].map(block => {
  const box = block.getBoundingClientRect();
  return [block.innerText, Math.ceil(box.top), Math.floor(box.bottom)];
})"""
_MARKED = """async ([picture, mark]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const rows = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === mark[0] && data[at + 1] === mark[1] && data[at + 2] === mark[2]) {
      rows.add(Math.floor(at / 4 / image.width));
    }
  }
  return [...rows];
}"""
"""The rows of a picture that have the colour of a mark."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a long page, of several scripts, on which much is said twice."""
    path = tmp_path_factory.mktemp("fragments") / "greffe.db"
    texts = [REPEATED, *FILLER, ARABIC, REPEATED, *FILLER, HEBREW, CHINESE, *LONG, *FILLER,
             REPEATED, "A last paragraph, which nobody reads."]  # fmt: skip
    items = "<ul><li>One thing and another.</li><li>Yet another thing of the two.</li></ul>"
    body = page("The meeting of the hall", *texts, f"</p>{items}<p>")
    with Archive.open(path) as archive:
        archive.add(exchange(URL, body))
    return path


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[Served]:
    """The archive, served."""
    with serving(place) as both:
        yield both


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """A new window in light colours."""
    context = chromium.new_context(color_scheme="light", viewport={"width": 900, "height": 400})
    yield context.new_page()
    context.close()


def _marked(window: Page, served: Served, told: str) -> list[str]:
    """The paragraphs that a browser has marked words of, after it was led to them."""
    window.goto("about:blank")
    window.goto(f"http://127.0.0.1:{served.room}/page/{URL}{told}")
    window.wait_for_timeout(250)
    picture = base64.b64encode(window.screenshot()).decode()
    blocks = window.evaluate(_BLOCKS)
    # The policy of the page lets no such picture in.
    window.goto("about:blank")
    rows = window.evaluate(_MARKED, [picture, MARK])
    return [words for words, top, bottom in blocks if any(top <= row < bottom for row in rows)]


WORDS = [
    (REPEATED, [REPEATED]),
    ("far-right party, led by A & B", [REPEATED]),
    ("The meeting", ["The meeting of the hall"]),
    ("ستراسبورغ يوم الاثنين", [ARABIC]),
    ("ביום שני בעיר", [HEBREW]),
    ("斯特拉斯堡开会", [CHINESE]),
    ("another thing of", ["Yet another thing of the two."]),
    (f"{LONG[0]}\n{LONG[1]}", list(LONG[:2])),
    ("nditions had impro", [LONG[1]]),
]
"""Words, and the paragraphs they are in."""


@pytest.fixture(scope="module")
def text(place: Path) -> Reading:
    """The text of the long page."""
    with Archive.open(place, read_only=True) as archive:
        (version,) = archive.versions(URL)
    return reading_of(version)


@pytest.mark.parametrize(("words", "paragraphs"), WORDS)
def test_a_browser_marks_the_words_it_is_led_to(
    window: Page, served: Served, text: Reading, words: str, paragraphs: list[str]
) -> None:
    """In any script, across paragraphs, of a word that is cut the whole."""
    at = found(text, Quote(words))[0]
    assert _marked(window, served, fragment(text, at.start, at.end)) == paragraphs


@pytest.mark.parametrize("words", ["party", REPEATED])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_of_words_that_repeat_those_that_are_meant_are_marked(
    window: Page, served: Served, text: Reading, words: str, number: int
) -> None:
    """What stands around them is around them in the window, too."""
    at = found(text, Quote(words))[number]
    window.goto(f"http://127.0.0.1:{served.room}/page/{URL}{fragment(text, at.start, at.end)}")
    window.wait_for_timeout(250)
    blocks = window.evaluate(_BLOCKS)
    seen = [block for block, top, bottom in blocks if bottom > 0 and top < 400]
    here = text.segments[text.number_at(at.start) + 1].text
    assert REPEATED in seen
    assert seen[seen.index(REPEATED) + 1] == here
    around = [text.segments[n].text for n in (text.number_at(at.start) - 1,)]
    assert number == 0 or seen[seen.index(REPEATED) - 1] == around[0]


def test_words_that_are_not_there_are_not_marked(window: Page, served: Served) -> None:
    """So that the other tests can fail."""
    assert _marked(window, served, "#:~:text=no%20such%20words") == []


def test_selected_words_can_be_cited(window: Page, served: Served) -> None:
    """A link comes up beside them, and leads to them with their context."""
    window.goto(f"http://127.0.0.1:{served.room}/page/{URL}")
    link = window.get_by_role("link", name="Cite these words")
    expect(link).to_be_hidden()
    window.evaluate(
        """number => {
          const text = document.querySelectorAll(".text > p")[number].lastChild;
          getSelection().setBaseAndExtent(text, 4, text, 24);
        }""",
        14,
    )
    expect(link).to_be_visible()
    link.click()
    expect(window.locator(".context mark")).to_have_text("speaker opened the m")
    expect(window.locator(".context")).to_contain_text(ARABIC)
    window.go_back()
    window.evaluate("getSelection().removeAllRanges()")
    expect(link).to_be_hidden()


def test_a_citation_is_copied(chromium: Browser, served: Served) -> None:
    """By a button that only script offers."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    window = context.new_page()
    errors: list[str] = []
    window.on("console", lambda message: errors.append(message.text))
    window.goto(f"http://127.0.0.1:{served.room}/page/{URL}#cite")
    window.locator("summary", has_text=re.compile("^BibTeX$")).click()
    window.locator("details[name=form][open] .copy").click()
    expect(window.locator("details[name=form][open] .copy")).to_have_text("Copied")
    assert window.evaluate("navigator.clipboard.readText()").startswith("@misc{")
    assert errors == []
    context.close()


def test_nothing_of_it_needs_script(chromium: Browser, served: Served) -> None:
    """Words are pasted into a form; paragraphs have links."""
    context = chromium.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"http://127.0.0.1:{served.room}/page/{URL}")
    window.locator("summary", has_text=re.compile("^Cite$")).click()
    window.get_by_label("Words of this page").fill(f"  {LONG[0]}\n\n{LONG[1][:40]}")
    window.get_by_role("button", name="Quote").click()
    assert window.locator("mark").all_inner_texts() == [LONG[0], LONG[1][:40].strip()]
    window.go_back()
    window.locator(".text > p").nth(1).hover()
    window.locator(".pin").nth(1).click()
    assert window.locator(".context mark").all_inner_texts() == [FILLER[0]]
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_no_view_is_wider_than_its_window(chromium: Browser, served: Served, width: int) -> None:
    """However long the addresses."""
    context = chromium.new_context(viewport={"width": width, "height": 700})
    window = context.new_page()
    for words in (REPEATED, "words that are not there", CHINESE):
        query = urlencode({"url": URL, "q": words})
        window.goto(f"http://127.0.0.1:{served.room}/quote?{query}")
        assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.goto(f"http://127.0.0.1:{served.room}/page/{quote(URL)}#cite")
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
