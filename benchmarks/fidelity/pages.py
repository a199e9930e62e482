"""The pages of the awkward site: each is hard to save or to show in a way of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from benchmarks.fidelity.files import (
    Answer,
    data,
    digest,
    font,
    image,
    moved,
    paper,
    script,
    sound,
    style,
)  # fmt: skip

_WORDS = (
    "<p>The delegation visited two prisons and a police station, and spoke in private with the "
    "people who are held there.</p>"
)
_SAY = "function say(id, text) { document.getElementById(id).textContent = text; }"
PAGES = (
    "styles", "pictures", "fonts", "requests", "posts", "modules", "frames", "redirected",
    "cyrillic", "latin", "wide", "queries", "busters", "codings", "lazy", "workers", "strict",
    "media", "paper", "elsewhere", "buster", "base", "jsonp", "history", "vectors",
)  # fmt: skip
"""Paths of the pages."""


def page(title: str, body: str, head: str = "") -> bytes:
    """A page with some text."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><h1>{title}</h1>{_WORDS}{body}</body></html>"
    ).encode()


def filled(other: str) -> Mapping[str, Answer]:
    """The answer for each path.

    Args:
        other: origin of a second host, without its scheme: ``//127.0.0.1:8002``.
    """
    return MappingProxyType({
        **_styles(), **_pictures(), **_scripts(), **_posts(), **_frames(), **_charsets(),
        **_queries(), **_codings(), **_later(), **_media(), **_elsewhere(other), **_odd(),
    })  # fmt: skip


def _styles() -> dict[str, Answer]:
    head = (
        '<link rel="stylesheet" href="css/first.css"><style>@import "/css/inline.css" screen; '
        ".e{background:url('/img/e.png')}</style>"
    )
    body = "".join(f'<div class="{name} box"></div>' for name in "abcdefg")
    return {
        "/styles": Answer(
            page("Styles", f"{body}<p style=\"background:url('/img/attr.png')\">words</p>", head)),
        "/css/first.css": style(
            '@import url(deep/second.css);@import "deep/third.css" (min-width:1px);'
            ".box{width:48px;height:48px;float:left}.a{background:url( ../img/a.png )}"
            '.b{background:url("../img/b\\2epng")}@media print{.x{background:url(/img/print.png)}}'
            '.g{background-image:image-set("../img/g.png" 1x,"../img/g2.png" 2x)}'),
        "/css/deep/second.css": style(".c{background:url(../../img/c.png)}"),
        "/css/deep/third.css": style("/* url(/no.png) */ .d{background:url('/img/d.png#x')}"),
        "/css/inline.css": style(".f{background:url(/img/f.png)}"),
        **{f"/img/{name}.png": image(40 * n, 250 - 30 * n, 90)
           for n, name in enumerate((*"abcdefg", "g2", "attr", "print"))},
        "/fonts": Answer(
            page("Fonts", '<p class="own">In a font of the site.</p>',
                 '<style>@font-face{font-family:Own;src:url("/font/own.ttf?#iefix") '
                 "format('truetype')}.own{font:40px Own}</style>")),
        "/font/own.ttf": Answer(font(), "font/ttf", {"Access-Control-Allow-Origin": "*"}),
    }  # fmt: skip


def _pictures() -> dict[str, Answer]:
    body = (
        '<img src="/pic/small.png" srcset="/pic/wide.png,w=2 2x, /pic/one.png 1x" alt="">'
        '<img srcset="/pic/s.png 300w, /pic/m.png 900w" sizes="(min-width:600px) 800px, 100vw" '
        'alt=""><picture><source media="(min-width:500px)" srcset="/pic/large.png">'
        '<img src="/pic/fallback.png" alt=""></picture><img src="data:image/gif;base64,'
        'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt=""><img alt="" '
        'src="/pic/spaces%20and%20%C3%A9.png"><input type="image" src="/pic/input.png" alt="go">'
    )
    names = ("small", "wide.png,w=2", "one", "s", "m", "large", "fallback", "input",
             "spaces%20and%20%C3%A9")  # fmt: skip
    return {
        "/pictures": Answer(page("Pictures", body)),
        **{
            f"/pic/{name}" + ("" if "," in name else ".png"): image(250 - 20 * n, 20 * n, 120)
            for n, name in enumerate(names)
        },
        "/vectors": Answer(
            page(
                "Vectors",
                '<svg width="60" height="60"><image href="/pic/one.png" width="48" height="48"/>'
                '</svg><svg width="60" height="60"><use href="/img/sprite.svg#mark"/></svg>'
                '<img src="/img/shape.svg" alt="" width="60">',
            )
        ),
        "/img/sprite.svg": Answer(
            b'<svg xmlns="http://www.w3.org/2000/svg"><symbol id="mark" viewBox="0 0 9 9">'
            b'<circle cx="4" cy="4" r="4" fill="green"/></symbol></svg>',
            "image/svg+xml",
        ),
        "/img/shape.svg": Answer(
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
            b'<rect width="9" height="5" fill="navy"/></svg>',
            "image/svg+xml",
        ),
    }


def _scripts() -> dict[str, Answer]:
    requests = f"""<p id="a"></p><p id="b"></p><p id="c"></p><script>{_SAY}
      fetch("data/one.json").then(r => r.json()).then(d => say("a", d.words));
      const x = new XMLHttpRequest(); x.open("GET", location.origin + "/data/two.json?x=1&y=é");
      x.onload = () => say("b", JSON.parse(x.responseText).words); x.send();
      const three = new URL("/data/three.json", document.baseURI);
      fetch(new Request(three, {{headers: {{"X-Own": "1"}}}}))
        .then(r => r.json()).then(d => {{ say("c", d.words);
          const i = new Image(); i.src = d.image; document.body.append(i); }});</script>"""
    modules = """<p id="a"></p><p id="b"></p><p id="c"></p><script type="importmap">
      {"imports": {"named": "/mod/named.js"}}</script><script type="module">
      import { words } from "./mod/first.js"; import { more } from "named";
      document.getElementById("a").textContent = words;
      document.getElementById("b").textContent = more;
      const late = await import("/mod/late.js");
      document.getElementById("c").textContent = late.default();</script>"""
    return {
        "/requests": Answer(page("Requests", requests)),
        "/data/one.json": data(words="fetched by a relative address"),
        "/data/two.json": data(words="asked for by XMLHttpRequest, with a query"),
        "/data/three.json": data(words="asked for by a Request", image="/img/fetched.png"),
        "/img/fetched.png": image(200, 60, 60),
        "/modules": Answer(page("Modules", modules)),
        "/mod/first.js": script(
            'import { deep } from "./deep/second.js"; export const words = `a module, and ${deep}`;'
        ),
        "/mod/deep/second.js": script('export const deep = "the one that it needs";'),
        "/mod/named.js": script('export const more = "a module by a name";'),
        "/mod/late.js": script(
            "export default () => `a module that came late, ${new URL(import.meta.url).pathname "
            "? 'with' : 'without'} its address`;"
        ),
        "/workers": Answer(page("Workers", f"""<p id="a"></p><p id="b"></p><script>{_SAY}
          const one = new Worker("/work/one.js"); one.onmessage = e => say("a", e.data);
          one.postMessage("go");
          const two = new Worker(URL.createObjectURL(new Blob(["postMessage('from a blob')"])));
          two.onmessage = e => say("b", e.data);</script>""")),
        "/work/one.js": script(
            'importScripts("help.js"); onmessage = async () => { const r = await '
            'fetch("/data/worker.json"); postMessage(help((await r.json()).words)); };'),
        "/work/help.js": script("self.help = text => `with help: ${text}`;"),
        "/data/worker.json": data(words="fetched by a worker"),
    }  # fmt: skip


def _posts() -> dict[str, Answer]:
    body = f"""<p id="a"></p><p id="b"></p><p id="c"></p><script>{_SAY}
      const send = (id, path, options) => fetch(path, {{method: "POST", ...options}})
        .then(r => r.json()).then(d => say(id, d.words));
      const json = {{q: "two words", list: [1, null], yes: true}};
      send("a", "/post/json", {{body: JSON.stringify(json),
        headers: {{"Content-Type": "application/json"}}}});
      send("b", "/post/form", {{body: new URLSearchParams({{q: "two words", e: "é"}})}});
      const form = new FormData(); form.append("q", "a field");
      send("c", "/post/parts", {{body: form}});</script>"""
    return {
        "/posts": Answer(page("Posts", body)),
        "/post/json": data(words="answered to JSON"),
        "/post/form": data(words="answered to a form"),
        "/post/parts": data(words="answered to a form in parts"),
    }


def _frames() -> dict[str, Answer]:
    body = (
        '<iframe src="/frame/one" width=300 height=120></iframe><iframe width=300 height=90 '
        "srcdoc=\"<p>in place</p><img src='/img/doc.png'>\"></iframe><iframe id=w width=300 "
        "height=90></iframe><script>const d = document.getElementById('w').contentDocument; "
        "d.open(); d.write('<p>written</p><img src=\"/img/written.png\">'); d.close();</script>"
    )
    return {
        "/frames": Answer(page("Frames", body)),
        "/frame/one": Answer(b'<p>outer</p><iframe src="two" height="60"></iframe>'),
        "/frame/two": Answer(b'<p>inner</p><script>document.write("and its script")</script>'),
        "/img/doc.png": image(10, 150, 200),
        "/img/written.png": image(150, 10, 200),
        "/redirected": moved("/hop"),
        "/hop": moved("/landing?from=hop", 301),
        "/landing": Answer(page("Landing", '<img src="/go/img"><script src="/go/js"></script>'
                                '<p id="a"></p><script>fetch("/go/json").then(r => r.json())'
                                '.then(d => { document.getElementById("a").textContent = d.words '
                                '+ " " + location.search; });</script>')),
        "/go/img": moved("/img/gone-to.png", 307),
        "/img/gone-to.png": image(90, 90, 90),
        "/go/js": moved("/js/gone-to.js", 301),
        "/js/gone-to.js": script("document.write('<p>written by what was gone to</p>')"),
        "/go/json": moved("/data/gone-to.json", 303),
        "/data/gone-to.json": data(words="gone to, from"),
    }  # fmt: skip


def _charsets() -> dict[str, Answer]:
    russian = "<h1>Доклад</h1><p>Делегация посетила две тюрьмы и отделение полиции.</p>"
    french = "<h1>Été</h1><p>La délégation a visité deux prisons où elle a été reçue.</p>"
    styled = '@charset "windows-1251";.s::after{content:"подпись"}'
    return {
        "/cyrillic": Answer(
            f"<title>Доклад</title><link rel=stylesheet href=/css/cyr.css>{russian}<p class=s></p>"
            "<script src=/js/cyr.js></script>".encode("windows-1251"),
            "text/html; charset=windows-1251"),
        "/css/cyr.css": Answer(styled.encode("windows-1251"), "text/css"),
        "/js/cyr.js": Answer("document.write('<p>из сценария</p>')".encode("windows-1251"),
                             "text/javascript"),
        "/latin": Answer(
            f"<!doctype html><meta charset=iso-8859-1>{french}<script charset=iso-8859-1 "
            "src=/js/latin.js></script>".encode("latin-1"), "text/html"),
        "/js/latin.js": Answer("document.write('<p>écrit par un script</p>')".encode("latin-1"),
                               "text/javascript"),
        "/wide": Answer(f"\ufeff<!doctype html><title>Wide</title>{russian}{french}"
                        "<img src='/img/wide.png'>".encode("utf-16-le"), "text/html"),
        "/img/wide.png": image(30, 30, 200),
    }  # fmt: skip


def _queries() -> dict[str, Answer]:
    body = (
        '<img src="/q?b=2&amp;a=1" alt=""><img src="/q?a=1&amp;b=2&amp;b=3" alt=""><img alt="" '
        'src="/q?text=two+words%20and%2Fslash"><img src="/q?" alt=""><img src="/q?flag" alt="">'
        '<img alt="" src="/q?u=https%3A%2F%2Fexample.org%2F%3Fx%3D1"><script src="/j?v=1.2.3">'
        "</script>"
    )
    busters = """<p id="a"></p><script>fetch("/bust?_=" + Date.now()).then(r => r.json())
      .then(d => { document.getElementById("a").textContent = d.words; });
      const i = new Image(); i.src = "/img/bust.png?rnd=" + Math.random();
      const s = document.createElement("script"); s.src = "/js/bust.js?t=" + Date.now();
      document.body.append(i, s);</script>"""
    return {
        "/queries": Answer(page("Queries", body)),
        "/q": image(0, 120, 120),
        "/j": script("document.write('<p>by a script of a version</p>')"),
        "/busters": Answer(page("Busters", busters)),
        "/bust": data(words="asked for under another number each time"),
        "/img/bust.png": image(120, 0, 120),
        "/js/bust.js": script("document.body.append('a script under a number of the moment')"),
    }


def _codings() -> dict[str, Answer]:
    codings = ("gzip", "deflate", "br", "zstd")
    links = "".join(
        f'<link rel="stylesheet" href="/c/{one}.css"><script defer src="/c/{one}.js"></script>'
        for one in codings
    )
    body = "".join(f'<p class="{one}" id="{one}">{one}</p>' for one in codings)
    parts: dict[str, Answer] = {"/codings": Answer(page("Codings", body, links), coding="br")}
    for n, one in enumerate(codings):
        parts[f"/c/{one}.css"] = style(f".{one}{{color:rgb({60 * n},0,90)}}", coding=one)
        text = f"document.getElementById('{one}').textContent += ' undone, ' + '\u00e9'.length;"
        parts[f"/c/{one}.js"] = script(text, coding=one)
    return parts


def _later() -> dict[str, Answer]:
    body = """<div style="height:2600px"></div><img loading="lazy" src="/lazy/native.png" alt="">
      <img data-src="/lazy/observed.png" class="l" alt=""><div data-bg="/lazy/bg.png" class="l"
      style="width:48px;height:48px"></div><script>
      const seen = new IntersectionObserver(all => all.forEach(({isIntersecting, target: t}) => {
        if (!isIntersecting) return;
        if (t.dataset.src) t.src = t.dataset.src;
        else t.style.backgroundImage = `url(${t.dataset.bg})`;
        seen.unobserve(t); }));
      document.querySelectorAll(".l").forEach(one => seen.observe(one));
      addEventListener("load", () => setTimeout(() => scrollTo(0, 9999), 200));</script>"""
    return {
        "/lazy": Answer(page("Lazy", body)),
        **{f"/lazy/{name}.png": image(90, 60 * n, 30)
           for n, name in enumerate(("native", "observed", "bg"))},
    }  # fmt: skip


def _media() -> dict[str, Answer]:
    body = """<audio id="s" controls preload="metadata" src="/media/tone.wav"></audio><p id="a"></p>
      <p id="b"></p><script>const s = document.getElementById("s");
      s.onloadedmetadata = () => { s.currentTime = 15; };
      s.onseeked = () => { document.getElementById("a").textContent =
        `wound to ${s.currentTime} of ${s.duration}`; };
      fetch("/media/tone.bin", {headers: {Range: "bytes=100-107"}}).then(async r => {
        const size = (await r.arrayBuffer()).byteLength;
        document.getElementById("b").textContent = `${r.status}, ${size} bytes, `
          + r.headers.get("content-range"); });</script>"""
    documents = (
        '<p><a href="/doc/report.pdf">The report</a></p><object data="/doc/report.pdf" '
        'type="application/pdf" width="200" height="100">no viewer</object>'
    )
    return {
        "/media": Answer(page("Media", body)),
        "/media/tone.wav": Answer(sound(), "audio/wav"),
        "/media/tone.bin": Answer(sound(1), "application/octet-stream"),
        "/paper": Answer(page("Paper", documents)),
        "/doc/report.pdf": Answer(paper(), "application/pdf"),
    }


def _elsewhere(other: str) -> dict[str, Answer]:
    lib = "document.write('<p>a script that was checked by its digest</p>')"
    body = f"""<img src="{other}/far/one.png" alt=""><img src="http:{other}/far/two.png" alt=""
      crossorigin><script src="{other}/far/lib.js" integrity="{digest(lib.encode())}" crossorigin>
      </script><p id="a"></p><script>fetch("{other}/far/data.json", {{mode: "cors"}})
      .then(r => r.json()).then(d => {{ document.getElementById("a").textContent = d.words; }});
      </script><iframe src="{other}/far/frame" width="300" height="80"></iframe>"""
    free = {"Access-Control-Allow-Origin": "*"}
    return {
        "/elsewhere": Answer(page("Elsewhere", body)),
        "/far/one.png": image(200, 200, 0),
        "/far/two.png": Answer(image(0, 200, 200).body, "image/png", free),
        "/far/lib.js": Answer(lib.encode(), "text/javascript", free),
        "/far/data.json": Answer(data(words="from another origin").body, "application/json", free),
        "/far/frame": Answer(b"<p>a frame of another origin</p>"),
    }


def _odd() -> dict[str, Answer]:
    inline = "document.getElementById('a').textContent = 'allowed by its digest';"
    policy = (
        f"default-src 'none'; script-src '{digest(inline.encode())}' 'self'; style-src 'self'; "
        "img-src 'self'; connect-src 'none'"
    )
    strict = (
        f'<link rel="stylesheet" href="/css/strict.css"><img src="/img/strict.png" alt="">'
        f'<p id="a"></p><script>{inline}</script><script src="/js/strict.js"></script>'
    )
    buster = """<p id="a"></p><p id="b"></p><script>
      if (window.top !== window.self) window.top.location.href = window.self.location.href;
      document.cookie = "seen=1; path=/"; localStorage.setItem("k", "kept");
      document.getElementById("a").textContent = document.cookie.includes("seen=1") + " "
        + localStorage.getItem("k") + " " + location.pathname + " " + document.domain.length;
      document.write("<p>" + (parent === self) + " " + document.referrer.length + "</p>");
      </script>"""
    history = """<p id="a"></p><script>history.pushState({}, "", "/history/deep/place?x=1");
      fetch("beside.json").then(r => r.json()).then(d => {
        document.getElementById("a").textContent = `${d.words} ${location.pathname}`; });
      </script>"""
    jsonp = """<p id="a"></p><script>const name = "cb" + Date.now();
      window[name] = d => { document.getElementById("a").textContent = d.words; };
      const s = document.createElement("script"); s.src = "/jsonp?callback=" + name;
      document.body.append(s);</script>"""
    return {
        "/strict": Answer(page("Strict", strict),
                          fields={"Content-Security-Policy": policy, "X-Frame-Options": "DENY"}),
        "/css/strict.css": style("h1{color:rgb(120,0,0)}"),
        "/img/strict.png": image(60, 160, 60),
        "/js/strict.js": script("document.getElementById('a').append(', and one by its place')"),
        "/buster": Answer(page("Buster", buster)),
        "/base": Answer(page("Base", '<img src="b.png" alt=""><a href="page">a link</a>',
                             '<base href="/based/on/"><link rel=stylesheet href="b.css">')),
        "/based/on/b.png": image(222, 120, 0),
        "/based/on/b.css": style("h1{background:url(c.png)}"),
        "/based/on/c.png": image(250, 240, 200),
        "/jsonp": Answer(page("JSONP", jsonp)),
        "/history": Answer(page("History", history)),
        "/history/deep/beside.json": data(words="beside a place that was never asked for,"),
    }  # fmt: skip
