"""A small archived site: pages with parts, an edit, a removal, a refusal, and a hostile page."""

from __future__ import annotations

import zlib

from archive import Archive, Exchange
from tests.exchanges import DAY_ONE, LONG, exchange, page

SITE = "https://news.example.org"
SOURCE = "gazette"
FIRST = f"{DAY_ONE:%Y%m%d%H%M%S}"

STYLE = b"h1 { color: rgb(0, 100, 0); background: url(dot.png); }\n"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000a0000000a0802000000025058ea00000012"
    "49444154789c633861648407318c4a63430034077531589f0d2d0000000049454e44ae426082"
)
SCRIPT = b"document.getElementById('words').textContent = 'written by script';"
PARTS = (
    '</p></article><img src="/dot.png" alt="dot"><iframe src="/inner.html"></iframe>'
    '<p id="words">not run</p><script src="/words.js?v=1700000002"></script>'
    '<p><a id="next" href="/moved">Next</a>'
)
LINKED = '<link rel="stylesheet" href="/style.css">'
HTML = "Content-Type: text/html; charset=utf-8\r\n"
MONDAY = "The committee met in Strasbourg on Monday and adopted its report on prisons."
TUESDAY = "The committee met in Strasbourg on Tuesday and adopted its second report on prisons."


def typed(kind: str, more: str = "") -> str:
    """The fields of an answer of a media type."""
    return f"Content-Type: {kind}\r\n{more}"


def fill(archive: Archive, live: str = "http://127.0.0.1:9") -> None:
    """Add the site.

    Args:
        archive: an empty one.
        live: origin of a server that stands for the live web, which the hostile page wants.
    """
    for one in (*_parts(), *_report(), *_others(live)):
        archive.add(one, source=SOURCE)


def _parts() -> tuple[Exchange, ...]:
    return (
        exchange(f"{SITE}/style.css", STYLE, fields=typed("text/css")),
        exchange(f"{SITE}/dot.png", DOT, fields=typed("image/png")),
        exchange(f"{SITE}/words.js?v=1700000001", SCRIPT, fields=typed("text/javascript")),
        exchange(f"{SITE}/inner.html", b"<p>inside the frame</p>"),
    )


def _report() -> tuple[Exchange, ...]:
    """A page that is edited, then refused to the crawler."""
    url = f"{SITE}/report"
    first = page("Report on prisons", MONDAY, *LONG, PARTS, head=LINKED)
    second = page("Report on prisons", TUESDAY, *LONG, PARTS, head=LINKED)
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(first) + packer.flush()
    challenge = "Server: cloudflare\r\nCf-Mitigated: challenge\r\n"
    gzipped = HTML + "Content-Encoding: gzip\r\n"
    return (
        exchange(url, packed, fields=gzipped),
        exchange(url, first, hours=1),
        exchange(url, second, hours=30, via=f"{SITE}/", how="listing"),
        exchange(url, b"<title>Just a moment...</title>", hours=60, status="403 Forbidden",
                 fields=HTML + challenge),
    )  # fmt: skip


def _others(live: str) -> tuple[Exchange, ...]:
    court = f"{SITE}/court?id=7&lang=en"
    evil = page(
        "&lt;b&gt;Bold&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        '"&gt;&lt;img src=x onerror=alert(2)&gt; prison', *LONG,
        head='<link rel="canonical" href="javascript:alert(3)"><meta name="author" content="'
        '&lt;i&gt;Mallory&lt;/i&gt;">',
    )  # fmt: skip
    return (
        exchange(f"{SITE}/moved", status="301 Moved Permanently",
                 fields=HTML + "Location: /court?id=7&lang=en\r\n"),
        exchange(court, page("The Court rules", *LONG, head=LINKED)),
        exchange(court.replace("https", "http"), hours=24, status="301 Moved Permanently",
                 fields=HTML + f"Location: {court}\r\n"),
        exchange(f"{SITE}/gone", page("Here today", *LONG)),
        exchange(f"{SITE}/gone", b"<h1>Not found</h1>", hours=80, status="404 Not Found"),
        exchange(f"{SITE}/paper.pdf", b"%PDF-1.4\n%%EOF\n", fields=typed("application/pdf")),
        exchange(f"{SITE}/hostile", hostile(live).encode()),
        exchange(f"{SITE}/evil", evil),
    )  # fmt: skip


def hostile(live: str) -> str:
    """A page whose script tries every way out it knows, then asks its own site for ``/ran``."""
    socket = live.replace("http", "ws", 1)
    return f"""<!doctype html><title>Hostile</title><body>
<link rel="stylesheet" href="{live}/css"><img src="{live}/img">
<iframe src="{live}/frame"></iframe><iframe src="data:text/html,<img src='{live}/data'>"></iframe>
<script>
const tries = [
  () => fetch("{live}/fetch", {{mode: "no-cors"}}),
  () => new WebSocket("{socket}/socket"),
  () => {{ new Image().src = "{live}/image"; }},
  () => navigator.sendBeacon("{live}/beacon", "x"),
  () => new EventSource("{live}/events"),
  () => {{ const r = new XMLHttpRequest(); r.open("GET", "{live}/xhr"); r.send(); }},
  () => window.open("{live}/popup"),
  () => {{ const real = (0, eval)("this")["wind" + "ow"];
           real["to" + "p"].location = "{live}/top"; }},
  () => {{ // A fresh window has nothing overridden in it.
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const raw = frame.contentWindow;
    const inner = [
      () => raw.fetch("{live}/raw-fetch", {{mode: "no-cors"}}),
      () => new raw.WebSocket("{socket}/raw-socket"),
      () => new raw.WebTransport("{live.replace("http:", "https:")}/raw-transport"),
      () => new raw.EventSource("{live}/raw-events"),
      () => raw.navigator.sendBeacon("{live}/raw-beacon", "x"),
      () => new raw.Worker(raw.URL.createObjectURL(new raw.Blob(["fetch('{live}/raw-worker')"]))),
      () => raw.open("{live}/raw-popup"),
      () => {{ raw.document.write("<img src='{live}/raw-img'><link rel=prefetch href='{live}/pre'>"
               + "<link rel=preconnect href='{live}'><meta http-equiv=refresh "
               + "content='0;url={live}/raw-refresh'>"); }},
      () => {{ raw["loca" + "tion"] = "{live}/raw-location"; }},
    ];
    for (const attempt of inner) {{
      try {{ Promise.resolve(attempt()).catch(() => 0); }} catch (e) {{}}
    }} }},
  () => new Function("return this")().parent.postMessage({{wb_type: "load",
          url: "javascript:alert(1)", ts: "20250301100000", title: "<b>forged</b>"}}, "*"),
  () => {{ const frame = document.createElement("iframe"); frame.name = "sent";
           const form = document.createElement("form"); form.action = "{live}/form";
           form.target = "sent"; document.body.append(frame, form); form.submit(); }},
];
for (const attempt of tries) {{
  try {{ Promise.resolve(attempt()).catch(() => 0); }} catch (e) {{}}
}}
fetch("/ran");
</script></body>"""
