"""Nothing that comes over the wire raises in the cleaner."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.clean import css_links, extract, extract_text, links, read, wall

PIECES = st.sampled_from(
    [b"<html", b"<p>", b"</p>", b"<div ", b"<a href='", b"'>", b"<script>", b"{", b"}", b"<!--",
     b"<![CDATA[", b"\x00", b"\xff\xfe", b"\xc3", b"&#x110000;", b"&#0;", b"<meta charset=utf-16>",
     b"<base href='//[::'>", b"<title>", b'<script type="application/ld+json">',
     b'{"@type":["NewsArticle"],"author":[[{"name":1}]],"headline":[1]}</script>',
     b"<time datetime='9999-99-99'>", b"url(\\", b"%PDF-", b"http://\xe4:99999999/", b"<br><br>",
     b"<svg><title>", b"\xed\xa0\x80", b"<table><tr><td>", b"<li>", b"word, and more words. "]
)  # fmt: skip
PAYLOADS = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join))
ADDRESSES = st.one_of(st.just("https://h.example/a"), st.text(max_size=30))
CHARSETS = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-7", "utf-16", "gbk"]))


@settings(max_examples=120, deadline=None)
@given(PAYLOADS, ADDRESSES, CHARSETS)
def test_any_bytes_make_an_article(payload: bytes, url: str, charset: str | None) -> None:
    """The article's words can be stored as UTF-8."""
    found = extract(payload, url, charset=charset)
    (found.printed + "".join(found.authors) + (found.canonical or "")).encode()


def test_control_characters_beside_what_is_cut_do_no_harm() -> None:
    """lxml reads them, and refuses to write them."""
    words = "The council met on Tuesday, and said what it had said before, at some length."
    page = (
        f"<body>\x01<p>{words}</p>&#2;<div class=cookie-banner>We use cookies</div>\x03<p>{words}"
    )
    found = extract(page.encode(), "https://h.example/a")
    assert words in found.text
    assert "cookies" not in found.text


@settings(max_examples=200, deadline=None)
@given(PAYLOADS, ADDRESSES, CHARSETS)
def test_any_bytes_have_links(payload: bytes, url: str, charset: str | None) -> None:
    """Every link is absolute, plain ASCII and without fragment."""
    for link in (*links(payload, url, charset), *css_links(payload, url)):
        assert link.url.startswith(("http://", "https://"))
        assert link.url.isascii()
        assert "#" not in link.url
        link.text.encode()


@settings(max_examples=60, deadline=None)
@given(
    PAYLOADS,
    st.sampled_from(["", "text/html", "text/plain", "application/pdf", "image/png", "text/xml"]),
    CHARSETS,
)
def test_any_payload_is_read(payload: bytes, media_type: str, charset: str | None) -> None:
    """Whatever type a server gives it."""
    found = read(payload, media_type, "https://h.example/a", charset)
    assert found is None or found.extractor


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 999), st.lists(st.tuples(st.text(), st.text()), max_size=4), PAYLOADS)
def test_any_answer_is_judged(status: int, fields: list[tuple[str, str]], body: bytes) -> None:
    """The evidence is one line."""
    found = wall(status, fields, body, "https://h.example/a")
    assert found is None or len(found.evidence.splitlines()) == 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_an_article(text: str) -> None:
    """The printed form is empty or ends with one newline."""
    printed = extract_text(text).printed
    assert not printed or (printed.endswith("\n") and not printed.endswith("\n\n"))
