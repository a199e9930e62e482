"""Crawler traps: places where a site has no end of URLs and nothing new to say.

Some show by their form (``forms``). Of the others a crawl learns (``detector``): where many URLs of
one shape (``shapes``) brought no new text and led to nothing else that did, the rest are set aside.
"""

from __future__ import annotations

from crawler.traps.detector import DEAD, SET_ASIDE, Answer, Detector

__all__ = ["DEAD", "SET_ASIDE", "Answer", "Detector"]
