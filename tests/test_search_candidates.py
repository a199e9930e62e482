"""Words that are looked for are found without analysing all of a text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.analysis import forms_of, words_in
from archive.search.candidates import Candidates
from archive.search.compiling import Wanted

_PARTS = (
    "co", "operation", "coopération", "d'", "l'", "œuvre", "Oeuvre", "e", "mail", "email", "dying",
    "die", "dies", "U.S.", "us", "straße", "Strasse", "İstanbul", "istanbul", "ёлка", "елки",
    "Ελλάδα", "1,234", "1234", "ﬁnal", "final", "c++", "§", "12", "中文字", "Prüfung", "prufungen",
    "e\u0301cole", "école", "so\u00adft", "soft", "-", "'", " ", " ", ". ", "\n", "qu'il",
    "👍", " – ", "\u00a0", "\u3000",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_PARTS), max_size=14).map("".join)
_LANGUAGES = st.sampled_from(["en", "fr", "de", "tr", "ru", "el", None])


def _wanted(query: str, languages: list[str]) -> Wanted:
    wanted = Wanted()
    for form in forms_of(query, languages):
        if len(form.surface) == 1:
            wanted.terms.update(form.surface)
        else:
            wanted.phrases.add(form.surface)
        wanted.terms.update(form.stems)
    return wanted


@example("中文字co", "co", "en")
@example("3×co", "co", "en")
@given(_TEXTS, st.sampled_from(_PARTS), _LANGUAGES)
def test_what_is_wanted_is_among_the_candidates(
    text: str, query: str, language: str | None
) -> None:
    """All that is found by analysing the whole text is found where it may stand."""
    candidates = Candidates(_wanted(query, ["en", "fr", "de", "tr", "ru", "el"]))
    whole = candidates.wanted_among(words_in(text, language))
    assert candidates.wanted_in(text, language) == whole


@given(_TEXTS, st.lists(st.sampled_from(_PARTS[:20]), min_size=2, max_size=3))
def test_phrases_stand_among_the_candidates(text: str, parts: list[str]) -> None:
    """Words between those of a phrase are not forgotten."""
    surfaces = tuple(word.surface for word in words_in(" ".join(parts), "en"))
    if not surfaces:
        return
    candidates = Candidates(Wanted(phrases={surfaces}))
    assert candidates.wanted_in(text, "en") == candidates.wanted_among(words_in(text, "en"))


@pytest.mark.parametrize(
    ("query", "language"), [("大阪", "ja"), ("كتاب", "ar"), ("ספר", "he"), ("👍", "en")]
)
def test_words_of_other_scripts_are_found(query: str, language: str) -> None:
    """Where words may begin otherwise, none is left out."""
    text = "The book 大阪市 والكتاب הספר 👍 and more"
    candidates = Candidates(_wanted(query, [language]))
    found = candidates.wanted_among(words_in(text, language))
    assert found
    assert candidates.wanted_in(text, language) == found


@given(st.lists(_TEXTS, min_size=2, max_size=3), st.sampled_from(_PARTS), _LANGUAGES)
def test_what_was_learned_of_one_text_holds_in_the_next(
    texts: list[str], query: str, language: str | None
) -> None:
    """Texts give the same whichever were looked at before."""
    wanted = _wanted(query, ["en", "fr", "de"])
    candidates = Candidates(wanted)
    for text in texts:
        assert candidates.within(text, language) == Candidates(wanted).within(text, language)
