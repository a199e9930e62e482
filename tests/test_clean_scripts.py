"""What scripts ask for by the addresses that they state."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import links, manifest_links, refresh_links, script_links
from archive.clean.script.constants import CHANCE, NOW
from tests.pages import page

URL = "https://h.example/js/app.js"
PAGE = "https://h.example/news/today.html"
HERE = "https://h.example/news/"
WITHIN = 5.0
"""Seconds of CPU that a megabyte of any script may take, on a slow machine."""


def asked(script: str, via: str | None = PAGE) -> list[str]:
    """What a script in a file of its own asks for."""
    return [link.url for link in script_links(script.encode(), URL, via)]


def needed(body: str, head: str = "") -> list[str]:
    """What a page needs, frames among it."""
    found = links(page(body, head), PAGE)
    return [link.url for link in found if link.kind in ("requisite", "frame")]


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ('import "./a.js"', "https://h.example/js/a.js"),
        ("import a, {b as c} from './a.js';", "https://h.example/js/a.js"),
        ('import * as a from"/a.js"', "https://h.example/a.js"),
        ('export * from "../a.js"', "https://h.example/a.js"),
        ('export {a, b} from "./a.js"', "https://h.example/js/a.js"),
        ('const a = await import("./a.js")', "https://h.example/js/a.js"),
        ('import(/* webpackChunkName: "a" */ `./a.js`)', "https://h.example/js/a.js"),
        ('new Worker("w.js")', HERE + "w.js"),
        ('new SharedWorker("/w.js", {type: "module"})', "https://h.example/w.js"),
        ('new Worker(new URL("./w.js", import.meta.url))', "https://h.example/js/w.js"),
        ('img.href = new URL("i.png", import.meta.url).href', "https://h.example/js/i.png"),
        ('fetch("d.json")', HERE + "d.json"),
        ('window.fetch("d.json", {headers: {a: "b"}})', HERE + "d.json"),
        ("fetch('d.json', {method: 'get'})", HERE + "d.json"),
        ('fetch(new Request("d.json", {mode: "cors"}))', HERE + "d.json"),
        ('x.open("GET", "d.json", true)', HERE + "d.json"),
        ('const place = "/d" + ".json"; fetch(place)', "https://h.example/d.json"),
        ("fetch(`${location.origin}/d.json`)", "https://h.example/d.json"),
        ('fetch(location.protocol + "//c.example/d")', "https://c.example/d"),
        ('fetch(new URL("d", document.baseURI))', HERE + "d"),
        ('fetch("/d?_=" + Date.now())', f"https://h.example/d?_={NOW}"),
        ('i.src = "/d.png?" + Math.random();', f"https://h.example/d.png?{CHANCE}"),
        (r'fetch("\x2fd\u{e9}\u00e9")', "https://h.example/d%C3%A9%C3%A9"),
        ("document.write('<script src=\"s.js\"><\\/script>')", HERE + "s.js"),
        ('if (a) /"/.test(b); fetch("d")', HERE + "d"),
        ("`${`${fetch('d')}`}`", HERE + "d"),
        ('a = b / c; fetch("d") / e', HERE + "d"),
    ],
)
def test_a_script_asks_for_what_it_states(script: str, url: str) -> None:
    """Modules relative to itself, everything else relative to the page."""
    assert asked(script) == [url]


@pytest.mark.parametrize(
    "script",
    [
        'const a = "/looks/like/a/path.js"',
        '// fetch("d")',
        '/* import "./a.js" */',
        "\"fetch('d')\"",
        "`import('./a.js')`",
        '/fetch("d")/.test(a)',
        'import a from "bare"',
        'fetch("d", {method: "POST"})',
        'fetch("d", {body: b})',
        'fetch("d", options)',
        'fetch("d", {...options})',
        'fetch("d", {method})',
        'fetch(a ? "d" : "e")',
        'fetch("d/" + number)',
        'fetch("d".concat(a))',
        'api.fetch("d")',
        'prefetch("d")',
        'x.open("POST", "d")',
        'window.open("d")',
        'navigator.sendBeacon("/d")',
        'let place = "d"; fetch(place)',
        'const place = "d"; { const place = "e"; fetch(place) }',
        "const place = place; fetch(place)",
        'new URL("./", import.meta.url)',
        'new URL("i.png", base)',
        'option.src = "auto"',
        'image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw="',
        'a.src == "/i.png"',
        "document.write('words')",
    ],
)
def test_nothing_is_asked_for_that_is_not_sure(script: str) -> None:
    """Strings that look like paths, what depends on something, what is sent with a body."""
    assert asked(script) == []


def test_what_a_worker_asks_for_is_relative_to_itself() -> None:
    """A worker is no part of the page that began it."""
    script = 'importScripts("a.js", "/b.js"); fetch("d.json")'
    here = "https://h.example"
    assert asked(script) == [f"{here}/js/a.js", f"{here}/b.js", f"{here}/js/d.json"]


def test_without_a_page_only_sure_addresses_are_taken() -> None:
    """Of a module that a module names it is not known which page it serves."""
    script = 'fetch("d"); fetch("/d"); fetch("//c.example/d"); import("./d.js")'
    sure = ["https://h.example/d", "https://c.example/d", "https://h.example/js/d.js"]
    assert asked(script, "https://h.example/js/main.js") == sure
    assert asked(script, None) == sure


def test_modules_are_found_by_the_names_of_the_import_map() -> None:
    """By whole names and by their beginnings."""
    head = (
        '<script type="importmap">{"imports": {"a": "/a.js", "b/": "./lib/", "c": 1}}</script>'
        '<script type="module">import "a"; import {c} from "b/c.js"; import "d";</script>'
    )
    assert needed("", head) == ["https://h.example/a.js", HERE + "lib/c.js"]


def test_scripts_in_pages_are_relative_to_their_base() -> None:
    """Modules, too."""
    head = '<base href="/on/"><script>fetch("d")</script><script type="module">import "./m.js"'
    assert needed("", head) == ["https://h.example/on/d", "https://h.example/on/m.js"]


def test_data_in_script_elements_are_no_scripts() -> None:
    """JSON and templates are text."""
    body = (
        '<script type="text/template">fetch("d")</script><script type="application/json">fetch("d")'
    )
    assert needed(body) == []


def test_documents_in_attributes_need_what_they_need() -> None:
    """A ``srcdoc`` has the base of its page, and may hold another one."""
    inner = "<iframe srcdoc='<img src=deep.png>'></iframe><iframe src=f></iframe><a href=x>x</a>"
    body = f'<iframe srcdoc="<img src=i.png>{inner}<script>fetch(`d`)</script>"></iframe>'
    assert needed(body) == [HERE + name for name in ("i.png", "deep.png", "f", "d")]


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<div data-bg="b.png"></div>', ["b.png"]),
        ("<div data-bg=\"url('b.png')\"></div>", ["b.png"]),
        ('<div data-background="#fff" data-bg="dark"></div>', []),
        ('<div data-bgset="a.png 1x, b.png 2x"></div>', ["a.png", "b.png"]),
        ('<link rel="preload" as="image" imagesrcset="a.png 1x, b.png 2x">', ["a.png", "b.png"]),
        ('<link rel="modulepreload" href="m.js">', ["m.js"]),
        ("<svg><filter><feImage href='f.png'/></filter></svg>", ["f.png"]),
        ('<object data="o.pdf"></object><embed src="e.pdf">', ["o.pdf", "e.pdf"]),
    ],
)
def test_files_that_wait_for_a_script_or_a_layout_are_needed(markup: str, names: list[str]) -> None:
    """Backgrounds by the names that lazy loaders use, preloads, parts of drawings."""
    assert needed(markup) == [HERE + name for name in names]


def test_a_manifest_names_icons_and_a_field_leads_on() -> None:
    """Broken ones name nothing."""
    manifest = b'{"icons": [{"src": "i.png"}, {"src": 1}, 2], "start_url": "/"}'
    assert [link.url for link in manifest_links(manifest, PAGE)] == [HERE + "i.png"]
    assert manifest_links(b'{"icons": {}}', PAGE) == manifest_links(b"[" * 99_999, PAGE) == ()
    assert [(link.kind, link.url) for link in refresh_links("0; url=next", PAGE)] == [
        ("refresh", HERE + "next")
    ]
    assert refresh_links("", PAGE) == refresh_links("30", PAGE) == ()


_PIECES = st.sampled_from(
    ["import", "export", "from", "fetch(", "new Worker(", "new URL(", "importScripts(", ".src=",
     ".open(", ".write(", '"GET",', '"', "'", "`", "${", "}", "{", "(", ")", "[", "]", "/", "*",
     "\\", "\n", "+", ",", ";", "=", "const abc=", "abc", "import.meta.url", "location.href", "<a>",
     "./a.js", "\\u{110000}", "\\ud800", "//", "new Date", "1", " "]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_script_makes_the_reader_fail(script: str, is_inline: bool) -> None:
    """Whatever it is, addresses come out, or none."""
    if is_inline:
        found = links(f"<script>{script}</script>".encode("utf-8", "replace"), PAGE)
    else:
        found = script_links(script.encode("utf-8", "replace"), URL, PAGE)
    assert all(link.url.startswith(("http://", "https://")) for link in found)


@given(st.lists(_PIECES, min_size=1, max_size=6).map("".join))
@settings(max_examples=6, deadline=None)
@pytest.mark.slow
def test_a_megabyte_of_anything_is_read_in_time(piece: str) -> None:
    """Repetition is where readers of that kind hang."""
    script = (piece * (1_000_000 // len(piece)) + '\n;fetch("/d")').encode()
    began = time.process_time()
    script_links(script, URL, PAGE)
    assert time.process_time() - began < WITHIN


@pytest.mark.parametrize("piece", ['"', '"\\', "(/[", "/", "`${", "{", "fetch('a',{", "import "])
def test_what_makes_parsers_slow_makes_this_one_none(piece: str) -> None:
    """Quotes without end, patterns that are none, brackets all the way."""
    script = (piece * (200_000 // len(piece)) + '\n;fetch("/d")').encode()
    began = time.process_time()
    script_links(script, URL, PAGE)
    assert time.process_time() - began < WITHIN / 5
