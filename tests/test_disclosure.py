"""Whether a site told of an edit: nobody is accused who said anything of it."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.clean.article import Claim
from archive.history.disclosure import disclosure, is_note
from archive.history.observations import observations
from archive.store.facts import Facts
from tests.exchanges import LONG, exchange, page

URL = "http://news.example/politics/a"
MODIFIED = '<meta property="article:modified_time" content="{}">'
EDIT = LONG[1].replace("far too small", "somewhat small")
NOTES = (
    "Correction: an earlier version of this article gave the wrong number of cells.",
    "This article was amended on 14 March 2025 to clarify the number of cells.",
    "Editor's note: the name of the prison was misspelt.",
    "Update, 16:20: the ministry has answered.",
    "CORRECTION (March 14, 2025): the visit took three days.",
    "Clarification — the committee has fifteen members.",
    "Cet article a été mis à jour le 14 mars à 16h20.",
    "Mise à jour : le ministère a répondu.",
    "Rectificatif: le nombre de cellules était faux.",
    "Dieser Artikel wurde am 14. März 2025 um 16:20 Uhr aktualisiert.",
    "In einer früheren Version hieß es, die Zellen seien groß.",
    "Anm. d. Red.: Die Zahl der Zellen wurde berichtigt.",
    "Berichtigung: Die Delegation blieb drei Tage.",
    "Fe de errores: la visita duró tres días.",
    "Este artículo ha sido actualizado para incluir la respuesta del ministerio.",
    "Errata corrige: la visita è durata tre giorni.",
    "Questo articolo è stato aggiornato il 14 marzo.",
    "Este texto foi atualizado às 16h20.",
    "Correctie: het bezoek duurde drie dagen.",
    "Dit artikel is op 14 maart om 16.20 uur aangepast.",
    "Sprostowanie: wizyta trwała trzy dni.",
    "Artykuł został zaktualizowany 14 marca.",
    "Oprava: návštěva trvala tři dny.",
    "Erată: vizita a durat trei zile.",
    "Rättelse: besöket varade i tre dagar.",
    "Artikkelen er oppdatert med svar fra departementet.",
    "Oikaisu: vierailu kesti kolme päivää.",
    "Helyesbítés: a látogatás három napig tartott.",
    "Διόρθωση: η επίσκεψη διήρκεσε τρεις ημέρες.",
    "Düzeltme: ziyaret üç gün sürdü.",
    "Düzəliş: səfər üç gün davam edib.",
    "Уточнение: визит длился три дня.",
    "Новость была дополнена ответом министерства.",
    "Статтю оновлено 14 березня о 16:20.",
    "Поправка: посещението продължи три дни.",
    "Ispravak: posjet je trajao tri dana.",
    "შესწორება: ვიზიტი სამ დღეს გაგრძელდა.",
    "Ուղղում՝ այցը տևել է երեք օր։",
    "تصحيح: استغرقت الزيارة ثلاثة أيام.",
    "更正：访问持续了三天。",
    "訂正：訪問は三日間でした。",
    "[정정] 방문은 사흘이었습니다.",
    "Last updated: 14 March 2025, 16:20",
)
STATEMENTS = (
    "The delegation visited two prisons.",
    "He was asked to correct the record, and declined.",
    "The minister noted that the prison was updated in 2019.",
    "Die Delegation besuchte zwei Gefängnisse.",
    "La délégation a visité deux prisons.",
    "Ministern besökte två fängelser i mars.",
    "Делегация посетила две тюрьмы.",
    "The editor of the paper was arrested on 3 March 2025.",
)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_known_in_many_languages(note: str) -> None:
    """By the words it begins with, or by what it says."""
    assert is_note(note)


@pytest.mark.parametrize("sentence", STATEMENTS)
def test_what_a_report_says_is_no_note(sentence: str) -> None:
    """Though it may speak of corrections."""
    assert not is_note(sentence)


def last(archive: Archive, old: bytes, new: bytes) -> tuple[str, str | None, str]:
    """What an edit is: its kind, how it was told of, and by what."""
    archive.add(exchange(URL, old))
    archive.add(exchange(URL, new, hours=1))
    found = observations(archive, URL)[-1]
    return found.change, found.disclosure, found.details.disclosed


def at(modified: str, *paragraphs: str, title: str = "T") -> bytes:
    """A page that says when it was changed."""
    return page(title, *paragraphs, head=MODIFIED.format(modified) if modified else "")


def test_an_edit_under_the_same_date_and_without_a_note_is_silent(archive: Archive) -> None:
    """With the date that the site still states."""
    day = "2025-03-02T10:00:00Z"
    found = last(archive, at(day, *LONG), at(day, LONG[0], EDIT, LONG[2]))
    assert found[:2] == ("edited", "silent")
    assert "2025-03-02T10:00:00" in found[2]


@pytest.mark.parametrize("day", ["2025-03-02T12:30:00Z", "2025-03-03"])
def test_an_edit_under_another_date_is_dated(archive: Archive, day: str) -> None:
    """Or under a date where there was none."""
    new = at(day, LONG[0], EDIT, LONG[2])
    assert last(archive, at("2025-03-02T10:00:00Z", *LONG), new)[1] == "dated"


def test_an_edit_that_brings_a_date_is_dated(archive: Archive) -> None:
    """It had none before."""
    assert last(archive, at("", *LONG), at("2025-03-02", LONG[0], EDIT, LONG[2]))[1] == "dated"


@pytest.mark.parametrize("note", [NOTES[0], NOTES[2], NOTES[10]])
def test_an_edit_with_a_note_is_noted(archive: Archive, note: str) -> None:
    """Which is quoted."""
    day = "2025-03-02"
    found = last(archive, at(day, *LONG), at(day, LONG[0], EDIT, LONG[2], note))
    assert found[1] == "noted"
    assert found[2].startswith(note[:20])


def test_a_note_that_was_there_before_tells_nothing_of_a_later_edit(archive: Archive) -> None:
    """Each edit is held against what came with it."""
    day, note = "2025-03-02", NOTES[0]
    assert last(archive, at(day, *LONG, note), at(day, LONG[0], EDIT, LONG[2], note))[1] == "silent"


def test_a_mark_in_the_title_is_a_note(archive: Archive) -> None:
    """In brackets, or before a colon."""
    day = "2025-03-02"
    new = at(day, LONG[0], EDIT, LONG[2], title="UPDATE 2: The committee visits prisons")
    assert last(archive, at(day, *LONG, title="The committee visits prisons"), new)[1] == "noted"


def test_where_the_site_states_no_date_it_is_not_held_against_it(archive: Archive) -> None:
    """Before and after."""
    assert last(archive, at("", *LONG), at("", LONG[0], EDIT, LONG[2]))[1] == "untold"


def test_where_the_site_states_its_date_no_longer_it_is_not_held_against_it() -> None:
    """There is none to compare with."""
    before = Facts(claims=(Claim("modified", "2025-03-02", "meta", "dcterms.modified"),))
    assert disclosure(before, Facts(), ()).how == "untold"


def test_any_claim_that_moved_dates_an_edit() -> None:
    """Though the one that is believed did not, and the one in its address never can."""
    said = Claim("modified", "2025-03-02", "json-ld", "dateModified")
    seen = Claim("modified", "2025-03-04", "text", "Updated 4 March 2025")
    name = Claim("modified", "2025-03-05", "url", "/2025/03/05/")
    before = Facts(modified="2025-03-02", claims=(said,))
    assert disclosure(before, Facts(modified="2025-03-02", claims=(said, seen)), ()).how == "dated"
    assert disclosure(before, Facts(modified="2025-03-02", claims=(said, name)), ()).how == "silent"


def test_another_date_of_publication_dates_an_edit() -> None:
    """Many sites have no other."""
    said = Claim("modified", "2025-03-02", "json-ld", "dateModified")
    before = Facts(published="2025-03-01", claims=(said,))
    assert disclosure(before, Facts(published="2025-03-03", claims=(said,)), ()).how == "dated"
    again = Facts(published="2025-03-01T08:00:00Z", claims=(said,))
    assert disclosure(before, again, ()).how == "silent"


def test_an_edit_in_another_template_is_never_silent() -> None:
    """What is read may differ for that reason."""
    said = Facts(claims=(Claim("modified", "2025-03-02", "meta", "x"),))
    assert disclosure(said, said, (), is_other_template=True).how == "untold"
    assert disclosure(said, said, ()).how == "silent"


def test_an_older_text_that_is_there_again_is_never_silent() -> None:
    """A cache may have given it out."""
    said = Facts(claims=(Claim("modified", "2025-03-02", "meta", "x"),))
    assert disclosure(said, said, (), is_return=True).how == "untold"


def test_a_clock_that_moved_dates_an_edit() -> None:
    """In a line that says when the page was changed."""
    said = Facts(claims=(Claim("modified", "2025-03-02", "meta", "x"),))
    assert disclosure(said, said, (), has_other_clock=True).how == "dated"
