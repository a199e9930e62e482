"""SQLite, through the module that sqlite-utils takes: ``pysqlite3`` where it is installed.

Imported here without sqlite-utils itself, which is needed for new and older files only and takes
longer to load than a search takes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

sqlite3: Any
try:
    sqlite3 = import_module("pysqlite3")
except ImportError:
    sqlite3 = import_module("sqlite3")
