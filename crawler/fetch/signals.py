"""Signals of the fetch layer, sent through Scrapy's ``crawler.signals``."""

from __future__ import annotations

exchange_finished = object()
"""One exchange has ended, well or badly.

Sent with ``exchange`` (:class:`archive.exchange.Exchange`) and ``request``
(:class:`scrapy.Request`), before the response is returned, or the exception raised, to Scrapy.
Receivers may be plain or ``async`` functions. One that raises neither stops the download nor
passes unseen: it is logged and counted in the stat ``greffe/record_errors``.
"""
