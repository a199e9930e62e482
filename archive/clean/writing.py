"""Marks of writing that several rules go by."""

from __future__ import annotations

import re

WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""A Chinese, Japanese, Korean or Thai character: it says as much as three Latin letters."""
END = re.compile(r"[.!?…。！？؟।:][\"'»”’)\]\s]*$")
"""The end of a sentence, or of what announces one."""
