"""Texts of ours for the replicas: short, dull, distinct, and in the language they should be in."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_PLACES = ("Avesta", "Borsk", "Calvi", "Dorno", "Elvas", "Fertö", "Gmünd", "Halden", "Ilava")
_TITLES = {
    "en": ("{who} publishes its report on {place}", "{who} has visited {place}",
           "{place}: {who} asks for an answer within three months",
           "What {who} expects of the authorities of {place}"),
    "fr": ("{who} publie son rapport sur {place}", "{who} s’est rendu à {place}",
           "{place} : {who} demande une réponse dans les trois mois",
           "Ce que {who} attend des autorités de {place}"),
}  # fmt: skip
_SENTENCES = {
    "en": (
        "The delegation of {who} spent {number} days in {place} and spoke in private with people "
        "who are held there.",
        "In the prison of {place} it counted {number} cells that were smaller than the law of the "
        "country allows.",
        "The authorities of {place} say that {number} of the recommendations made after the last "
        "visit have been carried out.",
        "A court in {place} ruled on {number} complaints in the spring, and refused most of them "
        "without a hearing.",
        "Lawyers who were heard in {place} told {who} that they had waited {number} hours before "
        "they could see their clients.",
        "Members of {who} also met the minister, two judges and {number} organisations that work "
        "in {place}.",
        "The answer of the government is expected within {number} weeks and will be published "
        "together with the report on {place}.",
    ),
    "fr": (
        "La délégation de {who} a passé {number} jours à {place} et s’est entretenue en privé avec "
        "les personnes qui y sont détenues.",
        "Dans la prison de {place}, elle a compté {number} cellules plus petites que ne le permet "
        "la loi du pays.",
        "Les autorités de {place} affirment que {number} des recommandations faites après la "
        "dernière visite ont été mises en œuvre.",
        "Un tribunal de {place} a statué au printemps sur {number} plaintes et en a rejeté la "
        "plupart sans audience.",
        "Des avocats entendus à {place} ont dit à {who} avoir attendu {number} heures avant de "
        "pouvoir voir leurs clients.",
        "Les membres de {who} ont aussi rencontré le ministre, deux juges et {number} associations "
        "qui travaillent à {place}.",
        "La réponse du gouvernement est attendue dans un délai de {number} semaines et sera "
        "publiée avec le rapport sur {place}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One article or document.

    Attributes:
        slug: of its address.
        title: its headline.
        paragraphs: its text.
        language: in which it is.
        date: when it was published.
    """

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    language: str
    date: datetime

    @property
    def abstract(self) -> str:
        """The beginning, cut as on a listing."""
        return self.paragraphs[0][:90] + "..."


def text(who: str, number: int, language: str = "en", *, date: datetime | None = None) -> Text:
    """The text with a number of a publisher; in another language it is the same one translated."""
    dice = random.Random(f"{who} {number}")
    place = f"{_PLACES[number % len(_PLACES)]} {'ABCDEFGH'[number // len(_PLACES) % 8]}"
    order = [dice.sample(range(7), 2) for _ in range(3)]
    numbers = [dice.randrange(13, 99) for _ in range(6)]
    found = iter(numbers)
    paragraphs = tuple(
        " ".join(
            _SENTENCES[language][one].format(who=who, place=place, number=next(found))
            for one in pair
        )
        for pair in order
    )
    titles = {key: forms[number % 4].format(who=who, place=place) for key, forms in _TITLES.items()}
    slug = re.sub(r"[^a-z0-9]+", "-", titles["en"].lower()).strip("-")
    when = date or datetime(2026, 6, 20, 9, 30, tzinfo=UTC) - timedelta(days=number)
    return Text(slug, titles[language], paragraphs, language, when)
