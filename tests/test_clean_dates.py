"""Dates as pages write them, in the languages of the sources."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean.dates import Custom, custom_of, in_path, iso, written

DAYS = st.dates(date(1991, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "May 17, 2024"),
        ("en", "17 May 2024"),
        ("en", "17th of May, 2024"),
        ("en", "Friday 17-May-2024"),
        ("en", "Fri May 17 2024"),
        ("fr", "le vendredi 17 mai 2024"),
        ("de", "Freitag, 17. Mai 2024"),
        ("es", "17 de mayo de 2024"),
        ("it", "17 maggio 2024"),
        ("pt", "17 de maio de 2024"),
        ("ca", "17 de maig del 2024"),
        ("nl", "17 mei 2024"),
        ("pl", "17 maja 2024 r."),
        ("cs", "17. května 2024"),
        ("sk", "17. mája 2024"),
        ("hu", "2024. május 17."),
        ("ro", "17 mai 2024"),
        ("bg", "17 май 2024 г."),
        ("uk", "17 травня 2024 року"),
        ("ru", "17 мая 2024 г."),
        ("be", "17 траўня 2024"),
        ("az", "17 may 2024"),
        ("az", "2024-cü il 17 may"),
        ("tr", "17 Mayıs 2024 Cuma"),
        ("ka", "17 მაისი 2024"),
        ("ka", "2024 წლის 17 მაისი"),
        ("hy", "17 մայիսի 2024"),
        ("hy", "մայիսի 17, 2024"),
        ("el", "17 Μαΐου 2024"),
        ("sr", "17. мај 2024."),
        ("sr", "17. maj 2024."),
        ("hr", "17. svibnja 2024."),
        ("sl", "17. maja 2024"),
        ("sq", "17 maj 2024"),
        ("mk", "17 мај 2024"),
        ("lv", "2024. gada 17. maijs"),
        ("lt", "2024 m. gegužės 17 d."),
        ("et", "17. mai 2024"),
        ("fi", "17. toukokuuta 2024"),
        ("sv", "17 maj 2024"),
        ("da", "17. maj 2024"),
        ("no", "17. mai 2024"),
        ("is", "17. maí 2024"),
        ("ar", "17 مايو 2024"),
        ("ar", "١٧ أيار ٢٠٢٤"),
        ("he", "17 במאי 2024"),
        ("fa", "۲۸ اردیبهشت ۱۴۰۳"),
        ("zh", "2024年5月17日"),
        ("ja", "令和6年5月17日"),
        ("ko", "2024년 5월 17일"),
    ],
)
def test_a_day_is_read_in_the_languages_of_the_sources(language: str, text: str) -> None:
    """Whether the page says its language or not: a template may claim another."""
    assert iso(text, Custom(language)) == "2024-05-17"
    assert iso(text) == "2024-05-17"


@pytest.mark.parametrize(
    ("language", "text", "month"),
    [
        ("hr", "3. listopada 2024.", 10),
        ("pl", "3 listopada 2024", 11),
        ("cs", "3. listopadu 2024", 11),
        ("cs", "3. června 2024", 6),
        ("cs", "3. července 2024", 7),
        ("fr", "3 juin 2024", 6),
        ("fr", "3 juil. 2024", 7),
        ("ar", "3 تشرين الثاني 2024", 11),
    ],
)
def test_a_word_is_the_month_that_its_language_means(language: str, text: str, month: int) -> None:
    """``listopad`` is October in Zagreb and November in Warsaw."""
    assert iso(text, Custom(language)) == f"2024-{month:02}-03"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30 mars 2023 07:50:00", "2023-03-30T07:50:00"),
        ("17. Mai 2024, 14.05 Uhr", "2024-05-17T14:05:00"),
        ("17 mai 2024 à 14h05", "2024-05-17T14:05:00"),
        ("May 17, 2024 at 2:05 p.m.", "2024-05-17T14:05:00"),
        ("May 17, 2024 12:05 am", "2024-05-17T00:05:00"),
        ("17.05.2024 14:05 +0300", "2024-05-17T14:05:00+03:00"),
        ("Fri May 17 2024 10:00:00 GMT+0200", "2024-05-17T10:00:00+02:00"),
        ("Fri, 17 May 2024 10:00:00 EST", "2024-05-17T10:00:00-05:00"),
        ("1715947200", "2024-05-17T12:00:00+00:00"),
        ("1715947200000", "2024-05-17T12:00:00+00:00"),
        ("17 May 2024 99:99", "2024-05-17"),
    ],
)
def test_a_time_stays_with_its_day_and_its_zone(text: str, moment: str) -> None:
    """A time without a zone gets none."""
    assert iso(text) == moment


@pytest.mark.parametrize(
    ("tag", "url", "day"),
    [
        ("en-GB", "https://www.gazette.example/x", "2025-04-03"),
        ("en-US", "https://www.gazette.example/x", "2025-03-04"),
        ("en-US", "https://www.gazette.co.uk/x", "2025-04-03"),
        ("en", "https://www.agency.gov/x", "2025-03-04"),
        ("en", "https://www.coe.int/x", "2025-04-03"),
        ("fr-FR", "https://www.gazette.example/x", "2025-04-03"),
        ("en", "https://www.gazette.example/x", None),
        ("", "", None),
    ],
)
def test_day_and_month_are_told_apart_by_language_and_land(
    tag: str, url: str, day: str | None
) -> None:
    """Where neither says how dates are written, the date is left alone."""
    assert iso("03/04/2025", custom_of(tag, url)) == day


def test_a_day_that_the_page_states_elsewhere_decides() -> None:
    """Of the two readings one is known."""
    assert iso("03/04/2025", Custom(known=frozenset(("2025-03-04",)))) == "2025-03-04"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://gazette.example/2024/05/17/sea-wall", "2024-05-17"),
        ("https://gazette.example/news/2024-05-17-sea-wall", "2024-05-17"),
        ("https://gazette.example/2024-05/17/c_1125597921.htm", "2024-05-17"),
        ("https://gazette.example/alert20240517.html", "2024-05-17"),
        ("https://gazette.example/2024/05/sea-wall", None),
        ("https://gazette.example/id/1920240517", None),
        ("https://gazette.example/2024/13/45/x", None),
        ("https://[", None),
    ],
)
def test_the_path_of_an_address_may_hold_a_day(url: str, day: str | None) -> None:
    """All of it: a month is no day, and a number is not one by chance."""
    found = in_path(url)
    assert (found and found[0]) == day


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01",
        "1969-12-31T23:00:00Z",
        "1900-01-01",
        "0001-01-01T00:00:00",
        "9999-12-31",
        "© 2020",
        "3 hours ago",
        "gestern",
        "today, 14:05",
        "17 markets 2024",
        "31 April 2024",
        "1.2.3.2024",
        "192.168.10.2024",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Zeros of software, years alone, words about today, days that there are not."""
    assert iso(text) is None


def test_the_dates_of_a_text_are_found_where_they_stand() -> None:
    """Each once, in the order of the text."""
    text = "Published 5 May 2024, updated 06.05.2024 07:30, see our report of May 1st, 2023."
    assert [(found.value, text[found.start : found.end]) for found in written(text)] == [
        ("2024-05-05", "5 May 2024"),
        ("2024-05-06T07:30:00", "06.05.2024 07:30"),
        ("2023-05-01", "May 1st, 2023"),
    ]


@given(st.integers(0, 10**9), st.integers(-720, 840))
def test_iso_8601_is_kept(seconds: int, minutes: int) -> None:
    """What is ISO 8601 already comes back as it was, to the second."""
    zone = timezone(timedelta(minutes=minutes))
    zoned = datetime(1991, 1, 1, tzinfo=zone) + timedelta(seconds=seconds)
    assert iso(zoned.isoformat()) == zoned.isoformat()


@given(DAYS, st.sampled_from(("%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y")))
def test_all_forms_of_a_day_are_that_day(day: date, form: str) -> None:
    """Whatever the day."""
    assert iso(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=400))
def test_any_text_can_be_searched(text: str) -> None:
    """What is found lies in the text, one after another."""
    end = 0
    for found in written(text, Custom("en", "day")):
        assert end <= found.start < found.end <= len(text)
        end = found.end
