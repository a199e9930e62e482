"""Pictures made in code: small painted scenes as palette PNGs (PNG, third edition)."""

from __future__ import annotations

import functools
import random
import struct
import zlib

Colour = tuple[int, int, int]

_SKIES: dict[str, tuple[Colour, Colour]] = {
    "skyline": ((38, 70, 120), (244, 190, 140)),
    "court": ((120, 165, 205), (226, 236, 242)),
    "sea": ((30, 60, 92), (235, 200, 170)),
    "bars": ((28, 30, 36), (70, 76, 88)),
    "hills": ((92, 140, 190), (240, 232, 210)),
    "square": ((70, 90, 130), (235, 215, 205)),
}
SCENES = tuple(_SKIES)
"""The names of the scenes."""


class Canvas:
    """Pixels as numbers of a palette, painted span by span so that whole pictures stay cheap."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [bytearray(width) for _ in range(height)]
        self.palette: list[Colour] = []

    def colour(self, colour: Colour) -> int:
        """The palette's number for ``colour``, entered if it is new (256 at most)."""
        if colour not in self.palette:
            self.palette.append(colour)
        return self.palette.index(colour)

    def span(self, y: int, left: float, right: float, index: int) -> None:
        """Paint one row from ``left`` up to ``right``; what is outside is cut off."""
        if 0 <= y < self.height:
            start, stop = max(0, int(left)), min(self.width, int(right))
            if stop > start:
                self.rows[y][start:stop] = bytes([index]) * (stop - start)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A rectangle."""
        start, stop = max(0, int(left)), min(self.width, int(right))
        paint = bytes([self.colour(colour)]) * max(0, stop - start)
        for row in self.rows[max(0, int(top)) : max(0, int(bottom))]:
            row[start:stop] = paint

    def peak(self, x: float, top: float, half: float, bottom: float, colour: Colour) -> None:
        """A triangle standing on its base."""
        index = self.colour(colour)
        for y in range(int(top), int(bottom)):
            reach = half * (y - top) / (bottom - top)
            self.span(y, x - reach, x + reach, index)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle."""
        index = self.colour(colour)
        for row in range(int(y - radius), int(y + radius) + 1):
            reach = max(0.0, radius**2 - (row - y) ** 2) ** 0.5
            self.span(row, x - reach, x + reach, index)

    def sky(self, top: Colour, bottom: Colour) -> None:
        """A gradient of 48 bands."""
        for band in range(48):
            share = band / 47
            mixed = [round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)]
            start, stop = self.height * band // 48, self.height * (band + 1) // 48
            self.box(0, start, self.width, stop, (mixed[0], mixed[1], mixed[2]))

    def png(self) -> bytes:
        """The picture as a PNG with a palette of eight bits."""
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        data = zlib.compress(b"".join(b"\0" + bytes(row) for row in self.rows), 6)
        palette = bytes(part for colour in self.palette for part in colour)
        parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@functools.lru_cache(maxsize=512)
def picture(scene: str, seed: str, width: int, height: int) -> bytes:
    """A scene as PNG; the same arguments give the same bytes."""
    canvas = Canvas(width, height)
    canvas.sky(*_SKIES[scene])
    dice = random.Random(f"{scene} {seed}")
    _PAINTERS[scene](canvas, dice)
    return canvas.png()


def _skyline(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    canvas.disc(w * dice.uniform(0.2, 0.8), h * 0.55, h * 0.09, (255, 236, 200))
    for depth, tone in ((0.55, (92, 92, 122)), (0.68, (40, 44, 66))):
        left = 0.0
        while left < w:
            wide, top = w * dice.uniform(0.05, 0.1), h * (depth + dice.uniform(-0.16, 0.14))
            canvas.box(left, top, left + wide, h, tone)
            for x in range(int(left + wide * 0.2), int(left + wide * 0.85), max(4, w // 60)):
                for y in range(int(top + h * 0.03), int(h * 0.95), max(6, h // 22)):
                    if dice.random() < 0.35:
                        canvas.box(x, y, x + w / 130, y + h / 60, (250, 214, 140))
            left += wide * dice.uniform(1.0, 1.25)


def _court(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    stone, shade = (226, 218, 200), (176, 166, 146)
    canvas.box(0, h * 0.86, w, h, (146, 152, 138))
    canvas.peak(w / 2, h * 0.16, w * 0.36, h * 0.34, stone)
    canvas.disc(w / 2, h * 0.28, h * 0.035, shade)
    canvas.box(w * 0.13, h * 0.34, w * 0.87, h * 0.4, shade)
    canvas.box(w * 0.17, h * 0.4, w * 0.83, h * 0.8, (120, 112, 100))
    count = dice.choice((6, 7, 8))
    for column in range(count):
        x = w * (0.17 + 0.66 * column / (count - 1))
        canvas.box(x - w * 0.022, h * 0.4, x + w * 0.022, h * 0.8, stone)
        canvas.box(x + w * 0.01, h * 0.4, x + w * 0.022, h * 0.8, shade)
    for step in range(3):
        reach, top = 0.12 - step * 0.03, h * (0.8 + step * 0.025)
        canvas.box(w * reach, top, w * (1 - reach), top + h * 0.025, (200 - 14 * step,) * 3)


def _sea(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    canvas.disc(w * dice.uniform(0.25, 0.75), h * 0.56, h * 0.1, (255, 226, 180))
    canvas.box(0, h * 0.6, w, h, (44, 84, 110))
    for _ in range(70):
        y, x = h * dice.uniform(0.61, 0.98), w * dice.random()
        canvas.box(x, y, x + w * dice.uniform(0.02, 0.1), y + max(1, h / 180), (96, 138, 158))
    for _ in range(3):
        x, tall = w * dice.uniform(0.08, 0.92), h * dice.uniform(0.14, 0.26)
        canvas.peak(x, h * 0.62 - tall, w * 0.03, h * 0.62, (34, 38, 48))
        canvas.box(x - w * 0.045, h * 0.6, x + w * 0.045, h * 0.64, (34, 38, 48))


def _bars(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    left, right = w * dice.uniform(0.28, 0.34), w * dice.uniform(0.66, 0.72)
    canvas.box(left, h * 0.18, right, h * 0.72, (190, 208, 222))
    canvas.box(left, h * 0.5, right, h * 0.72, (150, 174, 190))
    for bar in range(6):
        x = left + (right - left) * bar / 5
        canvas.box(x - w * 0.008, h * 0.16, x + w * 0.008, h * 0.74, (20, 22, 28))
    canvas.box(left - w * 0.02, h * 0.43, right + w * 0.02, h * 0.455, (20, 22, 28))
    canvas.box(left - w * 0.03, h * 0.74, right + w * 0.03, h * 0.78, (92, 96, 104))
    for row in range(5):
        y = h * (0.82 + row * 0.04)
        canvas.box(0, y, w, y + max(1, h / 200), (54, 58, 66))


def _hills(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    for depth, tone in ((0.3, (150, 164, 186)), (0.45, (104, 124, 130)), (0.6, (70, 92, 76))):
        for _ in range(5):
            x, top = w * dice.random(), h * (depth + dice.uniform(-0.06, 0.12))
            canvas.peak(x, top, w * dice.uniform(0.25, 0.5), h, tone)
    canvas.box(0, h * 0.84, w, h, (104, 112, 74))
    for _ in range(9):
        x, top = w * dice.random(), h * dice.uniform(0.76, 0.84)
        canvas.box(x, top, x + w * 0.035, top + h * 0.07, (232, 224, 208))
        canvas.peak(x + w * 0.0175, top - h * 0.035, w * 0.024, top, (164, 84, 62))


def _square(canvas: Canvas, dice: random.Random) -> None:
    w, h = canvas.width, canvas.height
    canvas.box(0, h * 0.66, w, h, (168, 160, 150))
    for house in range(5):
        left, top = w * house / 5, h * dice.uniform(0.2, 0.36)
        tone = dice.choice(((196, 150, 116), (178, 134, 120), (206, 184, 150)))
        canvas.box(left, top, left + w * 0.196, h * 0.68, tone)
        for x in (0.04, 0.1, 0.155):
            for y in (0.06, 0.17, 0.28):
                if top + h * (y + 0.07) < h * 0.66:
                    canvas.box(left + w * (x - 0.02), top + h * y, left + w * (x + 0.008),
                               top + h * (y + 0.07), (74, 72, 84))  # fmt: skip
    for _ in range(46):
        x, y = w * dice.random(), h * dice.uniform(0.72, 0.93)
        tone = dice.choice(((52, 54, 66), (112, 52, 56), (48, 76, 96), (88, 86, 80)))
        canvas.disc(x, y, h * 0.014, (222, 188, 160))
        canvas.box(x - w * 0.008, y + h * 0.014, x + w * 0.008, y + h * 0.075, tone)


_PAINTERS = {
    "skyline": _skyline, "court": _court, "sea": _sea, "bars": _bars, "hills": _hills,
    "square": _square,
}  # fmt: skip
