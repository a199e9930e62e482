"""``greffe crawl | save | source | schedule | thin``: the commands of the crawler."""

from __future__ import annotations

from collections.abc import Sequence

import click

from crawler.commands.crawls import crawl, save
from crawler.commands.scheduling import schedule
from crawler.commands.sources import source
from crawler.commands.thinning import thin

commands: Sequence[click.Command] = (crawl, save, source, schedule, thin)
"""The commands that join ``greffe`` through its entry-point group."""
