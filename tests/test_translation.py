"""The catalogues, and the language in which words are given."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from hypothesis import given
from hypothesis import strategies as st

from archive.history.disclosure import Told, disclosure
from archive.history.wording import sentence
from archive.store.facts import NOTHING
from archive.translation import languages, speaking
from archive.translation.catalogue import read
from archive.translation.negotiation import chosen
from archive.translation.recorded import retold
from archive.translation.speaking import forms
from archive.web import wording
from scripts import translations

_PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
_TAGS = re.compile(r"</?\w[^>]*>")


@pytest.fixture(scope="module")
def found() -> Catalog:
    """What is to be translated."""
    return translations.extracted()


@pytest.fixture(scope="module", params=translations.catalogues(), ids=lambda file: file.parts[-3])
def file(request: pytest.FixtureRequest) -> Path:
    """A catalogue."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture(scope="module")
def held(file: Path) -> Catalog:
    """The translations in it."""
    return translations.held(file)


def _pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Each message with its translation, form by form."""
    found = []
    for message in catalogue:
        if message.id:
            ids, words = _forms(message)
            found += [(ids[min(place, len(ids) - 1)], one) for place, one in enumerate(words)]
    return found


def _forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return ids, words


def test_french_is_spoken() -> None:
    """English, the source, and at least French."""
    assert languages()[0] == "en"
    assert "fr" in languages()


def test_a_catalogue_has_all_messages_and_no_others(found: Catalog, held: Catalog) -> None:
    """What the code says now: `python scripts/translations.py` brings it up to that."""
    there = {(one.id, one.context) for one in held if one.id}
    wanted = {(one.id, one.context) for one in found if one.id}
    assert there == wanted


def test_every_message_is_translated(held: Catalog) -> None:
    """`python scripts/translations.py missing` lists those that are not."""
    assert [one.id for one in translations.missing(held)] == []


def test_the_compiled_file_is_what_the_other_compiles_to(file: Path, held: Catalog) -> None:
    """Both are kept, so that nothing has to be built to read a checkout in French."""
    assert file.with_suffix(".mo").read_bytes() == translations.compiled(held)


def test_a_translation_has_the_parts_of_its_message(held: Catalog) -> None:
    """The same places for what is filled in, however they are ordered."""
    for message, words in _pairs(held):
        # A language may tell one or more by a number where another says "the last".
        number = {"{n}", "%(num)s"}
        assert set(_PLACES.findall(words)) - number == set(_PLACES.findall(message)) - number, words


def test_a_translation_has_the_tags_of_its_message(held: Catalog) -> None:
    """No other markup, and no quotation mark that would end an attribute."""
    for message, words in _pairs(held):
        assert sorted(_TAGS.findall(words)) == sorted(_TAGS.findall(message)), words
        assert _TAGS.sub("", words).count('"') == _TAGS.sub("", message).count('"'), words


def test_a_translation_ends_as_its_message_does(held: Catalog) -> None:
    """A sentence stays a sentence; the blanks at its ends stay, too."""
    for message, words in _pairs(held):
        if len(message.split()) > 2:
            assert words.endswith(".") == message.endswith("."), words
        for place in (0, -1):
            assert words[place].isspace() >= message[place].isspace(), (message, words)


def test_french_sets_its_marks_as_the_french_do() -> None:
    """A narrow blank that does not break before high marks, no typewriter's marks."""
    for message, words in _pairs(
        translations.held(translations.LOCALE / "fr/LC_MESSAGES/greffe.po")
    ):
        plain = _TAGS.sub("", _PLACES.sub("x", re.sub(r"<code>.*?</code>", "", words)))
        plain = re.sub(r"https?://\S+|\S+\?url=\S*", "", plain)
        assert not re.search(r"(?<!\u202f)[;?!](?!\w)|(?<=\w)'|(?<![\u00a0\w\]]):(?!\w)", plain), (
            message
        )
        assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»|…\S", plain), message


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 jour"), (1, "1 jour"), (2, "2 jours"), (1204, "1\u202f204 jours")]
)
def test_french_counts_nought_as_one(number: int, words: str) -> None:
    """As it is spoken; thousands are set apart by a narrow blank."""
    from archive.health.wording import days

    with speaking("fr"):
        assert days(number) == words
    assert days(number) == f"{number:,} day{'' if number == 1 else 's'}"


def test_times_and_numbers_are_written_as_the_language_writes_them() -> None:
    """And always say their zone."""
    time = datetime(2026, 11, 25, 14, 3, 9, tzinfo=UTC)
    first = time.replace(day=1)
    with speaking("fr"):
        assert wording.day(time) == "25 novembre 2026"
        assert wording.day(first) == "1er novembre 2026"
        assert wording.minute(time).replace("\u00a0", " ") == "14 h 03 UTC"
        assert (
            wording.clock(time).replace("\u00a0", " ") == "25 novembre 2026, 14 h 03 min 09 s UTC"
        )
        assert wording.stated("2026-11-25T14:03:09+01:00").endswith("14\u00a0h\u00a003 UTC+01:00")
        assert wording.size(14_200) == "14,2 ko"
        assert wording.language("fr") == "Français"
        assert wording.distance(timedelta(days=3)) == "3 jours"
    assert wording.clock(time) == "25 November 2026, 14:03:09 UTC"


def test_two_threads_speak_two_languages_at_once() -> None:
    """Neither hears the other."""
    both = threading.Barrier(2, timeout=10)
    heard: dict[str, set[str]] = {"en": set(), "fr": set()}

    def speak(language: str) -> None:
        with speaking(language):
            for _ in range(200):
                both.wait()
                heard[language].add(wording.OUTCOMES["absent"])

    threads = [threading.Thread(target=speak, args=(language,)) for language in heard]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert heard == {"en": {"not there"}, "fr": {"introuvable"}}


def test_a_language_ends_with_what_is_said_in_it() -> None:
    """Also where that fails."""
    with pytest.raises(ValueError, match="x"), speaking("fr"):
        raise ValueError("x")
    assert wording.OUTCOMES["absent"] == "not there"


def test_a_language_without_catalogue_is_english() -> None:
    """As is what has no translation."""
    with speaking("tlh"):
        assert wording.OUTCOMES["absent"] == "not there"
    assert isinstance(read("fr"), NullTranslations)
    assert read("fr").gettext("nothing of ours") == "nothing of ours"


def test_english_numbers_are_grouped_by_commas() -> None:
    """As they always were."""
    assert forms().number(1234567) == "1,234,567"
    assert forms().number(14.25, 1) == "14.2"


@pytest.mark.parametrize(
    ("wishes", "accepted", "language"),
    [
        ((), "", "en"),
        ((), "fr", "fr"),
        ((), "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ((), "en;q=0.5, fr;q=0.9", "fr"),
        ((), "de, fr;q=0.3, en;q=0.2", "fr"),
        ((), "fr;q=0, en;q=0.1", "en"),
        ((), "fr;q=0, *", "en"),
        ((), "de, *;q=0.1", "en"),
        ((), "FR", "fr"),
        ((), "fr;q=2, en", "en"),
        ((), ";;, q=1", "en"),
        (("fr",), "en", "fr"),
        (("tlh", "fr"), "en", "fr"),
        (("", ""), "fr", "fr"),
        (("fr-BE",), "", "fr"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_is_wished_for(
    wishes: tuple[str, ...], accepted: str, language: str
) -> None:
    """By name first, then by what the browser accepts; else the server's own."""
    assert chosen(wishes, accepted, ("en", "fr"), "en") == language


def test_what_cannot_be_had_is_the_servers_own() -> None:
    """`greffe serve --language fr`."""
    assert chosen((), "de", ("en", "fr"), "fr") == "fr"
    assert chosen((), "de, en;q=0.1", ("en", "fr"), "fr") == "en"


@given(st.text(max_size=60), st.lists(st.text(max_size=10), max_size=3))
def test_whatever_is_asked_for_some_language_is_spoken(accepted: str, wishes: list[str]) -> None:
    """One of those there are."""
    assert chosen(wishes, accepted, ("en", "fr", "pt-BR"), "en") in ("en", "fr", "pt-BR")


def test_kept_sentences_are_told_in_the_language_of_who_reads() -> None:
    """They were written in English, when nobody knew who would read them."""
    untold = disclosure(NOTHING, NOTHING, ())
    assert untold == Told("untold", "the site states no date of a last change")
    with speaking("fr"):
        assert retold(untold.why) == "le site n’indique aucune date de dernière modification"
        assert retold("redirect to https://x.example/, the front page") == (
            "redirection vers https://x.example/, la page d’accueil"
        )
        assert retold("not asked for: forbidden by robots.txt") == (
            "non demandée\u00a0: interdite par robots.txt"
        )
        assert retold("the words of a stranger") == ""
    assert retold("the words of a stranger") == "the words of a stranger"


def test_what_is_kept_is_never_written_in_the_language_of_a_reader() -> None:
    """The rows of an archive are the same whoever made them."""
    from archive.history.evidence import Evidence

    evidence = Evidence(parts=("title", "body"))
    assert sentence("edited", evidence, "silent") == "title and text changed; silent"
    with speaking("fr"):
        assert sentence("edited", evidence, "silent") == (
            "titre et texte modifiés\u202f; sans mention"
        )
