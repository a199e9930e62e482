"""Queries as people, machines and cats type them, from a seed."""

from __future__ import annotations

import random

_WORDS = (
    "court", "fair", "trial", "Azerbaijan", "covid-19", "c++", "l'assemblée", "co-operation",
    "prisons", "50%", "#tag", "@user", "U.S.", "O’Brien", "欧洲人权法院", "أذربيجان", "הזכויות",
    "ისტორია", "իրավունք", "İstanbul'da", "ёлка", "Straße", "😀", "🇦🇿", "e\u0301te", "हिन्दी",
    "5", "a,b", "wo*rd", "https://coe.int/a?b=c", "foo:bar", "tilte:x", "or", "not", "{a}",
    "^x", "a^2", "x~1",
)  # fmt: skip
_SIGNS = (
    '"', '"', "“", "”", "«", "»", "„", "(", "(", ")", ")", "（", "）", "*", "-", "--", "=", "+",
    ":", "|", "||", ",", "，", "!", "&&", "~5", "/", "..", ">=", "<", "\0", "\ud800", "\udfff",
    "\u200f", "\ufeff", "\u3000", "\n", "\t", "\\", "'", "%", ";", "\x02", "\x03",
)  # fmt: skip
_OPERATORS = ("OR", "AND", "NOT", "NEAR", "NEAR/5", "NEAR(", "-NEAR(", "AROUND(3)", "NEAR/0(")
_NAMES = (
    "title:", "author:", "TITLE:", "site:", "source:", "lang:", "type:", "before:", "after:",
    "since:", "until:", "on:", "published:", "captured:", "at:", "by:", "filetype:", "date:",
    "title：",
)  # fmt: skip
_VALUES = (
    "2024", "2024-03", "2024-03-05", "2024-02-30", "2024..2025", "2025..2024", "..2023", "2024..",
    ">=2025-01-01", ">2024", "<2024", "9999", "9999-12-31", "0001", "20240305", "5.3.2024", "soon",
    "7d", "yesterday", "last-month", "coe.int", "*.coe.int", "https://www.coe.int/en/", "news",
    "french", "fr", "klingon", "pdf", "article", "lists", "title:x", "99999y",
)  # fmt: skip
_PARTS = (
    (_WORDS, 8), (_SIGNS, 6), (_OPERATORS, 4), (_NAMES, 4), (_VALUES, 3), ((" ", " ", "  "), 6),
)  # fmt: skip


def typed(chance: random.Random) -> str:
    """A query of up to 16 parts, most of which mean something to the language."""
    kinds = chance.choices(*zip(*_PARTS, strict=True), k=chance.randint(0, 16))
    parts = [part for kind in kinds for part in (chance.choice(kind), chance.choice(("", "", " ")))]
    if not chance.randrange(8):
        parts.append("".join(chr(chance.randrange(0x11000)) for _ in range(8)))
    return "".join(parts)
