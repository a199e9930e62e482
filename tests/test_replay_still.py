"""Saved pages without anything that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.clean.styles import references, rewritten
from archive.replay.showing import parts_of
from archive.replay.still import Places, still, still_style
from tests.exchanges import exchange
from tests.saved_site import DOT, FIRST, HTML, SITE, typed
from tests.servers.room import serving

URL = "https://news.example/a/page"
PLACES = Places(lambda url: f"/file/{url}", lambda url: f"/link/{url}")


class _Read(HTMLParser):
    """All tags of a page, those that are in frames written in place included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one."""
        self.tags.append((tag, dict(attrs)))
        for name, value in attrs:
            if name == "srcdoc" and value:
                self.tags += _Read(value).tags


def _still(html: str) -> str:
    return still(html.encode(), URL, "utf-8", PLACES)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<img src="b.png">', '<img src="/file/https://news.example/a/b.png">'),
        ('<img src="//cdn.example/b.png">', '<img src="/file/https://cdn.example/b.png">'),
        ('<a href="/b?x=1&amp;y=2#z">c</a>',
         '<a href="/link/https://news.example/b?x=1&amp;y=2#z">c</a>'),
        ('<a href="#z">c</a>', '<a href="#z">c</a>'),
        ('<base href="/d/"><img src="b.png">', '<img src="/file/https://news.example/d/b.png">'),
        ('<img srcset="a.png 1x, b.png,c 2x">',
         '<img srcset="/file/https://news.example/a/a.png 1x, '
         '/file/https://news.example/a/b.png%2Cc 2x">'),
        ('<img data-src="b.png" src="data:image/gif;base64,R0lGOD">',
         '<img data-src="b.png" src="/file/https://news.example/a/b.png">'),
        ('<p style="background:url(b.png)">c</p>',
         '<p style="background:url(&quot;/file/https://news.example/a/b.png&quot;)">c</p>'),
        ("<style>a>b{background:url(c)}</style>",
         '<style>a>b{background:url("/file/https://news.example/a/c")}</style>'),
        ('<svg viewBox="0 0 1 1"><use xlink:href="#a"></use></svg>',
         '<svg viewBox="0 0 1 1"><use xlink:href="#a"></use></svg>'),
        ("<noscript><img src=b.png></noscript>", '<img src="/file/https://news.example/a/b.png">'),
        ("<object data=x>words</object>", "words"),
        ("<xmp><b></xmp>", "<pre>&lt;b&gt;</pre>"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ('<iframe src="b"></iframe>', '<iframe src="/file/https://news.example/a/b"></iframe>'),
        ("<p class=a data-b='\"'>c</p>", '<p class="a" data-b="&quot;">c</p>'),
    ],
)  # fmt: skip
def test_what_a_page_looks_like_stays(html: str, shown: str) -> None:
    """Its addresses are the archive's."""
    assert _still(html).partition("<body>")[2] == shown


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>", "<SCRIPT src=x></SCRIPT>", "<svg><script>x()</script></svg>",
        "<math><script>x</script></math>", "<template><script>x</script></template>",
        "<meta http-equiv=refresh content='0;url=https://live.example'>",
        "<base href=//live.example>",
        "<link rel=preconnect href=//live.example>", "<link rel=dns-prefetch href=//live.example>",
        "<link rel='prefetch stylesheet alternate' href=//live.example>", "<embed src=x>",
        "<noframes><link rel=preconnect href=//live.example></noframes>",
        "<noembed><img src=//live.example></noembed>", "<!-- <img src=//live.example> -->",
        "<applet code=x></applet>", "<link rel=manifest href=x>",
        "<svg><animate attributeName=href to=https://live.example /></svg>",
    ],
)  # fmt: skip
def test_what_could_run_or_lead_away_is_left_out(html: str) -> None:
    """With all that is in it."""
    shown = _still(html)
    assert {tag for tag, _ in _Read(shown).tags} <= {"html", "head", "body", "meta", "svg", "math"}
    assert "live.example" not in shown


@pytest.mark.parametrize(
    "attribute",
    [
        "onclick=x()", "ONLOAD=x()", "href=javascript:x()", "href=' java\tscript:x()'",
        "href=data:text/html,x", "href=vbscript:x", "href=mailto:a@b.example", "target=_top",
        "ping=https://live.example", "action=https://live.example", "download", "integrity=x",
        "formaction=https://live.example", "srcdoc=x", "data=https://live.example", "nonce=x",
    ],
)  # fmt: skip
def test_attributes_that_act_are_left_out(attribute: str) -> None:
    """The element stays."""
    assert _still(f"<a {attribute}>words</a>").endswith("<a>words</a>")


def test_frames_written_in_place_are_still_too() -> None:
    """Whatever is written in them."""
    shown = _Read(_still("<iframe srcdoc='<script>x</script><img src=b onerror=x>'></iframe>"))
    assert ("img", {"src": "/file/https://news.example/a/b"}) in shown.tags
    assert "script" not in {tag for tag, _ in shown.tags}


def test_charsets_and_shape_are_kept() -> None:
    """What was in Windows-1251 is in UTF-8; standards mode stays so, and quirks stay quirks."""
    page = "<!DOCTYPE html><title>Доклад</title>".encode("windows-1251")
    shown = still(page, URL, "windows-1251", PLACES)
    assert shown.startswith('<!DOCTYPE html><html><head><meta charset="utf-8">')
    assert "Доклад" in shown
    assert _still("<p>a").startswith("<html>")


_PIECES = st.sampled_from((
    "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<title>",
    "<mtext>",
    "</title>", "<textarea>", "<noscript>", "<iframe>", "<iframe srcdoc='", "'>", "<!--", "-->",
    "<xmp>", "<plaintext>", "<table>", "<form>", "<select>", "<template>", "<foreignObject>", "<p ",
    "onload=x ", "<img src=x onerror=x>", "<link rel=preconnect href=//live.example>", "]]>",
    "<![CDATA[",
    "<a href=javascript:x>", "&lt;script&gt;", '"', "'", "<", ">", "/", "\x00", "é", "<mglyph>",
    "<annotation-xml encoding=text/html>", "<meta http-equiv=refresh>",
    "<base href=//live.example>",
    "<desc>", "<frameset>", "<noembed>", "<noframes>", "<body onload=x>", "<html onclick=x>",
))  # fmt: skip
_KNOWN = re.compile(r"</?[a-zA-Z][\w:.-]*(?: [a-zA-Z][\w:.-]*(?:=\"[^\"<]*\")?)*>|<!DOCTYPE[^>]*>")


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_every_tag_is_one_that_was_looked_at(html: str) -> None:
    """However it is read: whatever looks like a tag is whole, and none of them does anything."""
    shown = _still(html)
    assert "<" not in _KNOWN.sub("", shown)
    for match in _KNOWN.findall(shown):
        name = re.match(r"</?([a-zA-Z][\w:.-]*)|<!", match)
        assert name is not None
        assert (name[1] or "").lower() not in {"script", "base", "embed", "object", "template"}
        acts = r" (?:on\w+|target|ping|action|formaction)(?:=| |>)"
        assert not re.search(acts, match, re.IGNORECASE)
        assert "javascript:" not in match
        assert not match.startswith("<link")


def test_style_sheets_are_rewritten() -> None:
    """Imports, addresses, sets of images; nothing in comments and strings."""
    css = (
        b'@charset "utf-8";@import "b.css" screen;a{background:url( c.png )}/* url(no) */'
        b'b::after{content:"url(no)"}i{background:image-set("d.png" 1x,url(e.png) 2x)}'
        b"u{background:url(data:image/gif;base64,R0)}s{background:url(javascript:x)}"
    )
    shown = still_style(css, URL, None, PLACES.of_file)
    for name in ("b.css", "c.png", "d.png", "e.png"):
        assert f'"/file/https://news.example/a/{name}"' in shown
    assert "/* url(no) */" in shown
    assert 'content:"url(no)"' in shown
    assert 'url("data:image/gif;base64,R0")' in shown
    assert 'url("about:invalid")' in shown


_STYLES = st.sampled_from((
    "a{background:url(b)}", "a{background:url( 'c' )}", '@import "d";', "/* url(e) */",
    "@import url(f) screen;", "a::after{content:'url(g)'}", "i{x:image-set('h' 1x,url(i) 2x)}",
    "i{x:image-set(url('j') type('image/png'))}", "u{x:url(data:,k)}", "a{b:c}", "@media print{}",
    "a{x:url(\\6c\\29 m)}", "@namespace url(n);",
))  # fmt: skip


@given(st.lists(_STYLES, max_size=12).map("\n".join))
def test_a_rewritten_style_sheet_names_what_it_should(css: str) -> None:
    """As many references, each the one that stands for what was there."""
    before = list(references(css))
    target = {name: f"/x/{n}" for n, name in enumerate(before)}
    after = list(references(rewritten(css, lambda name: target.get(name, name))))
    assert after == [target[name] for name in before]


def test_the_files_of_a_page_are_told(archive: Archive) -> None:
    """Those of its style sheets too, through redirects, each with what stands for it."""
    page = (
        b"<link rel=stylesheet href=/s.css><img src=/moved.png><img src=/lost.png>"
        b"<script src=/x.js></script><img src='/bust.png?_=1700000002'><a href=/b>b</a>"
        b"<iframe src=/frame></iframe>"
    )
    kept = (
        exchange(f"{SITE}/p", page),
        exchange(f"{SITE}/s.css", b"@import 'deep.css';", fields=typed("text/css"), hours=5),
        exchange(f"{SITE}/deep.css", b"a{background:url(in.png)}", fields=typed("text/css")),
        exchange(f"{SITE}/in.png", DOT, fields=typed("image/png"), hours=50),
        exchange(f"{SITE}/moved.png", status="302 Found", fields=HTML + "Location: /in.png\r\n"),
        exchange(f"{SITE}/bust.png?_=1700000001", DOT, fields=typed("image/png")),
        exchange(f"{SITE}/x.js", b"x()", fields=typed("text/javascript")),
        exchange(f"{SITE}/frame", b"<img src=/framed.png>"),
    )
    captures = [archive.add(one)[0] for one in kept]
    memento = archive.memento(captures[0])
    assert memento is not None
    parts = parts_of(archive, memento, FIRST)
    found = {
        part.url.removeprefix(SITE): (
            part.found and (part.found.capture.url.removeprefix(SITE), part.found.rule)
        )
        for part in parts
    }
    assert found == {
        "/s.css": ("/s.css", ""), "/moved.png": ("/in.png", ""), "/lost.png": None,
        "/bust.png?_=1700000002": ("/bust.png?_=1700000001", "cache"),
        "/deep.css": ("/deep.css", ""), "/in.png": ("/in.png", ""),
        "/frame": ("/frame", ""), "/framed.png": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("p", "text/html; charset=utf-8", b"<body"),
        ("s.css", "text/css; charset=utf-8", b'url("/still'),
        ("dot.png", "image/png", DOT[:4]), ("never", "text/html; charset=utf-8", b"Not in this"),
        ("f.pdf", "text/html; charset=utf-8", b"This is a file"),
    ],
)  # fmt: skip
def test_each_answer_has_the_policy(archive: Archive, path: str, kind: str, words: bytes) -> None:
    """No script, nothing but the archive's own files, framed by the reading room alone."""
    kept = (
        exchange(f"{SITE}/p", b"<p>a", hours=1), exchange(f"{SITE}/f.pdf", b"%PDF", fields=typed(
            "application/pdf")),
        exchange(f"{SITE}/s.css", b"a{background:url(b)}", fields=typed("text/css")),
        exchange(f"{SITE}/dot.png", DOT, fields=typed("image/png")),
        exchange(f"{SITE}/x.js", b"x()", fields=typed("text/javascript")),
        exchange(f"{SITE}/go", status="302 Found", fields=HTML + "Location: //else.example/x\r\n"),
    )  # fmt: skip
    for one in kept:
        archive.add(one)
    with serving(archive.path) as served:
        got = served.get(f"/still/{FIRST}/{SITE}/{path}", replay=True)
        script = served.get(f"/still/{FIRST}/{SITE}/x.js", replay=True, Sec_Fetch_Dest="script")
        leads = served.get(f"/still/{FIRST}/{SITE}/go", replay=True)
        room = served.get(f"/still/{FIRST}/{SITE}/p")
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert f"{served.room}" in policy
    assert (got.headers["content-type"], words in got.body) == (kind, True)
    assert script.status == 404
    assert leads.headers["location"] == f"/still/{FIRST}/https://else.example/x"
    assert "script-src 'none'" in room.headers["content-security-policy"]
    assert "<script" not in room.text


def test_how_far_the_files_are_and_what_is_missing_is_told(archive: Archive) -> None:
    """Without any script: the missing ones first, then the farthest."""
    page = b"<img src=/far.png><img src=/lost.png><img src=/near.png><img src='/v.png?v=2'>"
    for one in (
        exchange(f"{SITE}/p", page),
        exchange(f"{SITE}/far.png", DOT, fields=typed("image/png"), hours=-80),
        exchange(f"{SITE}/near.png", DOT, fields=typed("image/png"), hours=2),
        exchange(f"{SITE}/v.png?v=1", DOT, fields=typed("image/png")),
    ):
        archive.add(one)
    with serving(archive.path) as served:
        text = served.get(f"/still/{FIRST}/{SITE}/p").text
    plain = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "Files: 4 · of other days: 1, the farthest 3 days earlier · not archived: 1" in plain
    order = [
        plain.rindex(f"{SITE}/{name}") for name in ("lost.png", "far.png", "near.png", "v.png")
    ]
    assert order == sorted(order)
    assert "captured under another version number" in plain
