"""Rebuilding: everything that is derived, derived again from the records.

The captures are read anew, in as many processes as there are cores, and kept beside the archive in
the order in which they were kept the first time, by the same code. What then differs is brought
over, page by page, so that whoever reads meanwhile sees each page as it was or as it is, and a
crawl can go on writing.
"""

from archive.rebuild.differences import Difference
from archive.rebuild.run import Rebuilt, is_stale, rebuilt

__all__ = ["Difference", "Rebuilt", "is_stale", "rebuilt"]
