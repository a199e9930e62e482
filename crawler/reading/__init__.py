"""Reading what exchanges show, in a process beside the crawl.

Finding the text of a page takes several times the work of fetching and keeping it. It is done next
door, so that a crawl with many hosts keeps its pace, and so that a page that makes a parser crash,
hang or eat all memory costs its text and nothing else.
"""

from __future__ import annotations

from crawler.reading.reader import Reader

__all__ = ["Reader"]
