"""What is seen of a page in a browser, and how like two such sights are."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import ceil

from playwright.sync_api import BrowserContext, Error, Frame, Page, Response

from archive.store.busters import RULES, reduced
from archive.urls import urlkey

WIDTH, HEIGHT = 1024, 768
_QUIET, _MOST = 0.9, 15.0
_SSIM = """async ([one, other]) => {
  const grey = async data => {
    const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const {data: d, width, height} = canvas.getImageData(0, 0, image.width, image.height);
    const g = new Float32Array(width * height);
    for (let i = 0; i < g.length; i++) g[i] = .299*d[4*i] + .587*d[4*i+1] + .114*d[4*i+2];
    return [g, width, height];
  };
  const [[a, w1, h1], [b, w2, h2]] = [await grey(one), await grey(other)];
  const w = Math.min(w1, w2), h = Math.min(h1, h2);
  const N = 8, c1 = (.01*255)**2, c2 = (.03*255)**2;
  let sum = 0, count = 0;
  for (let y = 0; y + N <= h; y += 4) for (let x = 0; x + N <= w; x += 4) {
    let ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    for (let j = 0; j < N; j++) for (let i = 0; i < N; i++) {
      const p = a[(y+j)*w1 + x+i], q = b[(y+j)*w2 + x+i];
      ma += p; mb += q; aa += p*p; bb += q*q; ab += p*q;
    }
    const n = N*N; ma /= n; mb /= n;
    const va = aa/n - ma*ma, vb = bb/n - mb*mb, cov = ab/n - ma*mb;
    sum += (2*ma*mb + c1) * (2*cov + c2) / ((ma*ma + mb*mb + c1) * (va + vb + c2)); count++;
  }
  return sum / count;
}"""
"""Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) of two pictures where both are: mean
over windows of 8 by 8 grey values, every fourth pixel."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen.

    Attributes:
        parts: keys of what was loaded, but for the page itself.
        text: the words of all frames.
        picture: PNG of what is in view.
        errors: what scripts failed with.
    """

    parts: frozenset[str]
    text: tuple[str, ...]
    picture: bytes
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the live page a replayed one is.

    Attributes:
        parts: share of what loaded live that loaded.
        text: ratio of matching words (Ratcliff, Obershelp).
        picture: structural similarity.
        errors: scripts that failed, beyond those that did live.
        missing: what did not load.
    """

    parts: float
    text: float
    picture: float
    errors: int
    missing: tuple[str, ...]

    @property
    def is_perfect(self) -> bool:
        """Whether nothing differs that can be told."""
        return not self.missing and self.text > 0.999 and self.picture > 0.995 and not self.errors


def key(method: str, url: str) -> str:
    """What is the same for two requests of one thing."""
    if url.startswith("//"):
        url = f"http:{url}"
    plain = url.replace(":///", "://").partition("#")[0]
    return f"{'' if method == 'GET' else method + ' '}{reduced(urlkey(plain), RULES[1])}"


def seen(
    context: BrowserContext,
    address: str,
    original: Callable[[str], str | None],
    shown: Callable[[Page], Frame | None],
) -> Sight:
    """Open a page and look at it once nothing more happens.

    Args:
        context: a browser without memory.
        address: what is opened.
        original: the live URL of a request; ``None`` for one that is none of the page's.
        shown: the frame that the page is in.
    """
    page = context.new_page()
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    found: dict[str, None] = {}
    errors: list[str] = []
    moved = [time.monotonic()]

    def answered(response: Response) -> None:
        moved[0] = time.monotonic()
        url = original(response.url)
        opens = response.request.is_navigation_request() and _is_outer(response, shown(page))
        if url and response.status < 400 and not opens:
            found.setdefault(key(response.request.method, url))

    page.on("response", answered)
    page.on("request", lambda _: moved.__setitem__(0, time.monotonic()))
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(address, wait_until="commit")
        until = time.monotonic() + _MOST
        while shown(page) is None and time.monotonic() < until:
            page.wait_for_timeout(100)
        _settled(page, moved)
        frame = shown(page)
        if frame is None:
            return Sight(frozenset(), (), b"", ("nothing is shown",))
        return Sight(frozenset(found), _words(frame), _pictured(page, frame), tuple(errors))
    finally:
        page.close()


def _is_outer(response: Response, shown: Frame | None) -> bool:
    try:
        frame = response.frame
    except Error:
        return False
    return shown is None or frame == shown


def _settled(page: Page, moved: list[float]) -> None:
    until = time.monotonic() + _MOST
    page.wait_for_timeout(1200)
    while time.monotonic() < min(until, moved[0] + _QUIET):
        page.wait_for_timeout(100)


def _words(frame: Frame) -> tuple[str, ...]:
    try:
        text = str(frame.evaluate("document.body ? document.body.innerText : ''"))
    except Error:
        text = ""
    inner = (word for child in frame.child_frames for word in _words(child))
    return (*text.split(), *inner)


def _pictured(page: Page, frame: Frame) -> bytes:
    """The frame's view at the size of the live one."""
    if frame == page.main_frame:
        return page.screenshot()
    element = frame.frame_element()
    for _ in range(3):
        box = element.bounding_box()
        if box is None or (box["width"] == WIDTH and 0 <= box["height"] - HEIGHT < 1):
            break
        size = page.viewport_size or {"width": WIDTH, "height": HEIGHT}
        page.set_viewport_size({
            "width": round(size["width"] + WIDTH - box["width"]),
            "height": ceil(size["height"] + HEIGHT - box["height"]),
        })  # fmt: skip
        page.wait_for_timeout(300)
    page.wait_for_timeout(300)
    box = element.bounding_box()
    if box is None:
        return b""
    corner = {"x": round(box["x"]), "y": round(box["y"])}
    return page.screenshot(clip={**corner, "width": WIDTH, "height": HEIGHT})  # type: ignore[typeddict-item]


def compared(page: Page, live: Sight, replayed: Sight) -> Likeness:
    """How like two sights are; the page, any one, does the sums."""
    missing = tuple(sorted(live.parts - replayed.parts))
    words = SequenceMatcher(None, live.text, replayed.text, autojunk=False).ratio()
    pictures = [base64.b64encode(one.picture).decode() for one in (live, replayed)]
    return Likeness(
        1 - len(missing) / len(live.parts) if live.parts else 1.0,
        words if live.text or replayed.text else 1.0,
        float(page.evaluate(_SSIM, pictures)) if replayed.picture else 0.0,
        max(0, len(replayed.errors) - len(live.errors)),
        missing,
    )
