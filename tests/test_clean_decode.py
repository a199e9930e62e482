"""Character encodings, whatever headers and pages claim."""

from __future__ import annotations

import pytest

from archive.clean import extract
from archive.clean.decode import decoded, tidy

RUSSIAN = "<p>Совет города решил починить старую стену до зимних штормов.</p>"
JAPANESE = "<p>町議会は古い防波堤を冬までに修理することを決めた。</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "meta", "header"),
    [
        (RUSSIAN, "utf-8", "", None),
        (RUSSIAN, "utf-8", "windows-1251", "iso-8859-1"),
        (RUSSIAN, "windows-1251", "windows-1251", None),
        (RUSSIAN, "windows-1251", "", "windows-1251"),
        (RUSSIAN, "koi8-r", "", '"KOI8-R"'),
        (RUSSIAN, "utf-16", "", None),
        (RUSSIAN, "utf-8-sig", "", "latin-1"),
        (JAPANESE, "shift_jis", "x-sjis", "utf-8"),
        (JAPANESE, "euc-jp", "euc-jp", None),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp", None),
        ("<p>Café “zu”</p>", "windows-1252", "", "iso-8859-1"),
        ("<p>Café “zu”</p>", "windows-1252", "no-such-charset", None),
        ("<p>城市議會決定修理舊海堤</p>", "big5", "big5", None),
        ("<p>城市议会决定修理旧海堤</p>", "gb18030", "gb2312", None),
    ],
)
def test_text_is_decoded_as_it_was_written(
    text: str, encoding: str, meta: str, header: str | None
) -> None:
    """Bytes that are valid UTF-8 are UTF-8; else header, then meta, if they fit."""
    declared = f'<meta charset="{meta}">' if meta else ""
    assert decoded((declared + text).encode(encoding), header).endswith(text)


def test_one_broken_byte_does_not_turn_utf8_into_something_else() -> None:
    """The broken byte is marked, the rest is read."""
    payload = RUSSIAN.encode() + b"\xff" + RUSSIAN.encode()
    assert decoded(payload, "windows-1251") == f"{RUSSIAN}\ufffd{RUSSIAN}"


def test_the_page_is_read_with_the_header_given() -> None:
    """The charset of the Content-Type field reaches the text."""
    payload = f"<html><body>{RUSSIAN * 3}</body></html>".encode("windows-1251")
    assert "Совет города" in extract(payload, "https://h.example/", charset="windows-1251").text


def test_joiners_that_scripts_need_stay() -> None:
    """Persian and emoji are written with joiners; direction marks are litter."""
    assert tidy("می\u200cخواهم 👩\u200d🚀\u200e") == "می\u200cخواهم 👩\u200d🚀"
