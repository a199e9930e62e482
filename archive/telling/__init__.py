"""What is known, as plain data for programs: the same records for ``--json`` and for ``/api``.

A record holds texts, numbers, times and digests, and lists and records of these; ``plain`` says how
JSON has them.
"""

from __future__ import annotations
