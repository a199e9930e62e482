"""Words of texts and queries: folded, cut and stemmed alike."""

from __future__ import annotations

import sys
import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.analysis import Form, forms_of, runs, words_in
from archive.analysis.folding import fold
from archive.analysis.stemming import STEMMED, stems_of
from tests.matching import finds, is_phrase_in, stands_in

_LANGUAGES = sorted(STEMMED)
_SOME = ["en", "fr", "de", "tr", "az", "ru", "hy", "ka", "ar", "he", "ko"]
# What words are made of and what stands between and within them, beside any text.
_TELLING = (
    "aeiIİıəßﬁæŁöé'’-‑.,/·+#§²₂0123٣１ёйїґև\u0587ՙ՞ｶﾞガ欧人유럽한ㄱㅏ\u1112\u1161\u11abกิ์"
    'हिन्दीאם"״ابةأـ\u0301\u0308\u00ad\u200b\u200d\u200c\ufe0f👍🏽🇫🇷 \u00a0\u202f\n\u3000ⅷ½ﷺᲐΣςʼ`´'
)
_texts = st.one_of(
    st.text(st.characters(exclude_categories=[])),
    st.text(st.sampled_from(_TELLING), max_size=30),
)
_languages = st.sampled_from([None, *_LANGUAGES])


@given(_texts, _languages)
def test_offsets_are_in_order_and_inside_the_text(text: str, language: str | None) -> None:
    """No word begins before the one before it or ends before it begins, whatever the text."""
    begun = 0
    for word in words_in(text, language):
        assert begun <= word.start < word.end <= len(text)
        begun = word.start


@given(_texts, _languages)
def test_terms_hold_no_space_and_are_never_empty(text: str, language: str | None) -> None:
    """What goes into the index are terms: something, without spaces and control characters."""
    for word in words_in(text, language):
        assert word.surface
        assert word.stem
        for term in (word.surface, word.stem, word.other):
            assert not any(c.isspace() or unicodedata.category(c) in {"Cc", "Cs"} for c in term)
            assert len(term) <= 64


@given(_texts, _languages)
def test_every_word_of_a_text_finds_it(text: str, language: str | None) -> None:
    """Who copies a marked word from a snippet finds the text, in an archive of that language."""
    words = words_in(text, language)
    archive = _SOME if language is None else [language]
    for word in words:
        forms = forms_of(text[word.start : word.end], archive)
        assert forms
        assert all(stands_in(form, words) for form in forms)


@given(_texts, _languages)
def test_a_text_finds_itself_as_a_phrase(text: str, language: str | None) -> None:
    """The surfaces of a text as a query are those of the text, in order."""
    surfaces = [surface for form in forms_of(text, _SOME) for surface in form.surface]
    assert surfaces == [word.surface for word in words_in(text, language)]


@given(_texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays."""
    assert fold(fold(text)) == fold(text)


def test_folding_characters_twice_is_folding_them_once() -> None:
    """So for every character there is, each behind a letter."""
    for first in range(0, sys.maxunicode, 256):
        once = fold("".join(f"a{chr(code)}" for code in range(first, first + 256)))
        assert fold(once) == once, hex(first)


def test_characters_that_are_taken_as_folded_are() -> None:
    """Chinese, Japanese and Korean runs are not folded where that would change nothing."""
    held = [chr(code) for code in range(0x3000, 0xD800) if runs._FOLDED.fullmatch(chr(code))]
    assert len(held) > 20_000
    assert fold("".join(held)) == "".join(held)


def test_plain_words_are_cut_as_others_are() -> None:
    """A word between marks, which is read a shorter way, comes to the same as by the long one."""
    for token in ("“Courts”,", "(Straße)", "ΛΌΓΟΣ.", "«Ёлка»", "IĞDIR!", "c++", "U.S.", "a"):
        for language in ("en", "de", "tr", "ru", None):
            long = [word[:4] for word in words_in(f"\u200b{token}", language)]
            short = words_in(token, language)
            assert [word.surface for word in short] == [term[0] for term in long]
            assert [word.stem for word in short] == [term[1] for term in long]


@given(st.text(st.characters(categories=["L"]), min_size=1), _languages)
def test_words_of_capitals_find_small_ones(word: str, language: str | None) -> None:
    """Case does not count."""
    if len(word.upper().lower()) == len(word) and word.upper().lower() == word.lower():
        assert finds(word.upper(), word.lower(), language, _SOME)


@given(_texts)
def test_unknown_languages_have_no_stems(text: str) -> None:
    """A language that nothing is known of is like none."""
    assert words_in(text, "xx") == words_in(text, None) == words_in(text, "")
    forms_of(text, ["xx", "", "EN"])


@pytest.mark.parametrize(
    ("text", "language", "surfaces"),
    [
        ("The U.S.-led co-operation, 12/2024", "en", "the us led co operation 12 2024"),
        ("l’assemblée d'aujourd’hui", "fr", "assemblee aujourdhui"),
        ("İstanbul'daki Atatürk'ün", "tr", "istanbul ataturk"),
        ("欧洲人权法院", "zh", "欧洲 洲人 人权 权法 法院"),
        ("no. 46295/99, § 12", "en", "no 46295 99 § 12"),
        ("C++ and C#, not C", "en", "c++ and c# not c"),
        ("foo_bar@coe.int", None, "foo bar coe int"),
    ],
)
def test_surfaces_stand_as_typed(text: str, language: str, surfaces: str) -> None:
    """The words of a text in order, folded."""
    assert [word.surface for word in words_in(text, language)] == surfaces.split()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("the court’s view", ["the", "court", "view"]),
        ("L’Assemblée vote", ["Assemblée", "vote"]),
        ("Stras\u00adbourg, “today”", ["Stras\u00adbourg", "today"]),
        ("a co-operation", ["a", "co-operation", "operation"]),
        ("欧洲人", ["欧洲", "洲人"]),
        ("ｶﾞﾗｽ", ["ｶﾞﾗ", "ﾗｽ"]),
    ],
)
def test_offsets_are_those_of_the_original(text: str, marked: list[str]) -> None:
    """A snippet marks what stands in the text."""
    assert [text[word.start : word.end] for word in words_in(text, "en")] == marked


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("non-governmental organisations", "all non governmental organisations"),
        ("non governmental organisations", "all non-governmental organisations"),
        ("de l'assemblée nationale", "vote de l’Assemblée nationale hier"),
        ("application no. 46295/99", "the application (no. 46295/99) was"),
        ("欧洲人权法院 2024", "在欧洲人权法院2024年"),
        ("유럽인권재판소 판결", "그 유럽인권재판소 판결은"),
        ("İstanbul'da yapılan", "dün İstanbul’da yapılan toplantı"),
    ],
)
def test_phrases_are_found_by_their_surfaces(phrase: str, text: str) -> None:
    """Hyphens, apostrophes and scripts without spaces do not break a phrase."""
    surfaces = [surface for form in forms_of(phrase, []) for surface in form.surface]
    assert is_phrase_in(surfaces, words_in(text, None))


def test_a_word_is_stemmed_by_languages_that_have_its_letters() -> None:
    """A Russian word is no English one, and ş is not in German."""
    assert forms_of("решения", ["en", "ru"]) == (Form(("решения",), ("решен",)),)
    assert forms_of("kararları", ["de", "en"]) == (Form(("kararlari",), ()),)
    assert "karar" in forms_of("kararları", ["de", "tr"])[0].stems


def test_nothing_is_stemmed_to_a_word_that_says_nothing() -> None:
    """Spanish "datos" has a stem that is a word of Dutch: it is kept apart from that."""
    assert stems_of("datos", "es") == ("dat·",)
    assert not finds("datos", "Het feit dat", "nl", ["es", "nl"])


def test_stemmers_are_used_by_several_threads_at_once() -> None:
    """Eight threads that read the same words find the same stems."""
    text = " ".join(f"courts{n} detained{n} prisoners hearing{n}s nations" for n in range(300))
    held: list[list[str]] = []

    def read() -> None:
        held.append([word.stem for word in words_in(text, "en")])

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == 8
    assert all(stems == held[0] for stems in held)
    assert "nation" in held[0]


def test_terms_longer_than_any_word_are_cut_alike() -> None:
    """A word of a thousand letters is found as it is in the text."""
    assert finds("x" * 1000, "x" * 1000, "en", ["en"])
    assert len(words_in("x" * 1000, "en")[0].surface) == 64


@pytest.mark.parametrize(
    "made_of", ["a.", "l'", "a-", "1,111", 'א"', "a\u0301", "\u200b", "欧", "' "]
)
def test_texts_of_one_endless_word_are_read(made_of: str) -> None:
    """A text that repeats what joins words is read in time that grows with its length."""
    for word in words_in(made_of * 20_000, "tr"):
        assert len(word.surface) <= 64
