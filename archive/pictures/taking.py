"""A saved page as a picture, taken by Chromium of the page without its scripts."""

from __future__ import annotations

import asyncio
import base64
import struct
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.pictures.answering import ORIGIN, Answering
from archive.pictures.chromium import BrowserFault, Connection, installed, is_sandboxed, running
from archive.serving.addresses import address
from archive.serving.readers import Readers
from archive.store.captures import Capture
from archive.translation import _

WIDTH = 1280
"""Pixels."""
HIGHEST = 16_000
"""Pixels; Chromium draws nothing beyond 16,384."""
_WINDOW = 800
_LOADING, _LONGEST = 20.0, 45.0
"""Seconds that a page may take to be there, and the whole may."""
_QUIET = 0.3
_SIZE = struct.Struct(">II")
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a saved page.

    Attributes:
        png: the picture (PNG).
        width, height: in pixels.
        made: when.
        by: what drew it, with its version.
        is_sandboxed: whether that held its processes in its sandbox.
        full_height: of the page, in pixels; more than ``height`` where the picture is cut.
        is_late: whether not all of it had loaded when time was up.
        files: how many files were asked for beside the page.
        missing: the addresses that the archive has nothing for, or nothing short enough.
    """

    png: bytes
    width: int
    height: int
    made: datetime
    by: str
    is_sandboxed: bool
    full_height: int
    is_late: bool
    files: int
    missing: tuple[str, ...]

    @property
    def is_cut(self) -> bool:
        """Whether the page goes on below."""
        return self.full_height > self.height


def taken(path: Path, capture: Capture, longest: float = _LONGEST) -> Picture:
    """A picture of a capture, out of the archive at ``path`` alone.

    Args:
        path: the archive file.
        capture: of a page.
        longest: seconds that it may take.

    Raises:
        BadInput: no Chromium is installed.
        BrowserFault: it could not make a picture, or not in time.
    """
    program = installed()
    with closing(Readers(path)) as readers:
        return asyncio.run(_within(readers, program, capture, longest))


async def _within(
    readers: Readers, program: str, capture: Capture, longest: float
) -> Picture:  # fmt: skip
    try:
        async with asyncio.timeout(longest), running(program) as browser:
            return await _Sitting(browser, Answering(readers)).picture(
                ORIGIN + address("/still", capture.url, capture.time), min(_LOADING, longest / 2)
            )
    except TimeoutError as error:
        raise BrowserFault(
            _("the picture was not there after {seconds} seconds", seconds=f"{longest:g}")
        ) from error


class _Sitting:
    """A page before a browser."""

    def __init__(self, browser: Connection, answering: Answering) -> None:
        self._browser = browser
        self._answering = answering
        self._session = ""
        self._loaded = asyncio.Event()
        self._crashed = asyncio.Event()
        browser.on("Fetch.requestPaused", lambda event: browser.start(self._answer(event)))
        browser.on("Page.loadEventFired", lambda _event: self._loaded.set())
        browser.on("Inspector.targetCrashed", lambda _event: self._crash())

    async def picture(self, url: str, patience: float) -> Picture:
        """Open an address and take the picture."""
        name = await self._opened()
        await self._ask("Page.navigate", url=url)
        is_late = False
        try:
            async with asyncio.timeout(patience):
                await self._loaded.wait()
        except TimeoutError:
            is_late = True
        self._require_life()
        await asyncio.sleep(_QUIET)
        size = (await self._ask("Page.getLayoutMetrics"))["cssContentSize"]
        full = max(1, round(size["height"]))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(full, HIGHEST), "scale": 1}
        shot = await self._ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip
        )
        png = base64.b64decode(shot["data"])
        if len(png) > _MOST_BYTES:
            raise BrowserFault(f"the picture would have {len(png):,} bytes; {_MOST_BYTES:,} go")
        width, height = _SIZE.unpack(png[16:24])
        given = self._answering
        return Picture(
            png, width, height, datetime.now(UTC).replace(microsecond=0), name, is_sandboxed(),
            full, is_late, max(0, len(given.given) - 1), given.missing(),
        )  # fmt: skip

    async def _opened(self) -> str:
        """A page that has no scripts and asks us for everything; the browser's name."""
        browser = self._browser
        product = (await browser.ask("Browser.getVersion"))["product"]
        target = (await browser.ask("Target.createTarget", url="about:blank"))["targetId"]
        session = await browser.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = session["sessionId"]
        await self._ask("Page.enable")
        await self._ask("Inspector.enable")
        await self._ask("Emulation.setScriptExecutionDisabled", value=True)
        await self._ask(
            "Emulation.setDeviceMetricsOverride", width=WIDTH, height=_WINDOW,
            deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        await self._ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
        return f"Chromium {product.rpartition('/')[2]}"

    async def _ask(self, method: str, **values: Any) -> dict[str, Any]:
        """An answer of the page; none comes from one that crashed."""
        self._require_life()
        asked = asyncio.ensure_future(self._browser.ask(method, self._session, **values))
        crash = asyncio.ensure_future(self._crashed.wait())
        try:
            await asyncio.wait((asked, crash), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                self._require_life()
            return await asked
        finally:
            crash.cancel()
            asked.cancel()

    async def _answer(self, event: dict[str, Any]) -> None:
        number, request = event["requestId"], event["request"]
        found = None
        if request["method"] == "GET":
            opens = event["resourceType"] == "Document"
            url = request["url"].partition("#")[0]
            found = await self._answering.get(url, request["headers"], opens=opens)
        if found is None:
            await self._browser.ask(
                "Fetch.failRequest", self._session, requestId=number, errorReason="BlockedByClient"
            )
            return
        fields = [{"name": name, "value": value} for name, value in found.fields]
        await self._browser.ask(
            "Fetch.fulfillRequest", self._session, requestId=number, responseCode=found.status,
            responseHeaders=fields, body=base64.b64encode(found.body).decode(),
        )  # fmt: skip

    def _crash(self) -> None:
        self._crashed.set()
        self._loaded.set()

    def _require_life(self) -> None:
        if self._crashed.is_set():
            raise BrowserFault(_("the page made the browser run out of memory, or crash"))
