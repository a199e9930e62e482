"""Lines of CSV (RFC 4180) as Excel, LibreOffice and programs take them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of the country; others pass over it."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet compute a cell rather than show it (OWASP, "CSV Injection")."""


def line(cells: Sequence[str], delimiter: str = ",") -> bytes:
    """A line, in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "backslashreplace")


def cell(value: Any) -> str:
    """A value as a cell: text, several texts, yes or no, a number, or nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(value) if isinstance(value, list) else value or ""
    # Spreadsheets show what follows an apostrophe as it is.
    return f"'{text}" if text.startswith(_FORMULA) else text
