"""``greffe backup``: one state of the archive, whole or not at all, with which one can go on."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.backup import backed_up
from archive.errors import BadInput, DamagedArchive, DiskFull
from archive.fixity import Fault, verified
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.test_second_reader import dumped  # type: ignore[attr-defined]
