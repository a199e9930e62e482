"""An article with what a catalogue says of it."""

from __future__ import annotations

from dataclasses import replace

from archive.clean import hudoc
from archive.clean.article import Article, Claim, Field
from archive.clean.codes import language_of
from archive.clean.hudoc import Told
from archive.notice import Notice

_OWN = frozenset(("title", "published", "language"))
# They stand elsewhere on every page.
_SAID = frozenset(("title", "date", "language"))
_MANY = 40
"""Values of a field that stand among the words: judgments join hundreds of applications."""


def described(article: Article, notice: Notice) -> Article:
    """An article with title, date, language and fields as the catalogue gives them.

    The catalogue goes before what was read from a text, as converted documents have no title of
    their own; what an ordinary page says goes before it. Its fields stand in the summary too,
    where they are searched and compared.
    """
    said = told(notice)
    if notice.form == "page":
        said = replace(
            said,
            title=article.title or said.title,
            date=None if article.published else said.date,
            language=article.language or said.language,
        )
    claims = tuple(claim for claim in article.claims if claim.origin != "catalogue")
    if said.date:
        claims = (Claim("published", said.date, "catalogue", said.place), *claims)
    return replace(
        article,
        title=said.title or article.title,
        summary=" · ".join(filter(None, (article.summary, _words(said)))),
        published=said.date or article.published,
        claims=claims,
        reason=article.reason if len(claims) == len(article.claims) else "the catalogue says so",
        language=said.language or article.language,
        canonical=article.canonical if notice.form == "page" else notice.page,
        fields=fields_of(notice),
    )


def told(notice: Notice) -> Told:
    """What a notice says."""
    if notice.scheme == "json":
        return _told_by_file(notice)
    return hudoc.told(notice) if notice.scheme == "hudoc" else hudoc.told_by_feed(notice)


def _told_by_file(notice: Notice) -> Told:
    """What an item says whose columns a source file has named."""
    date = hudoc.day(notice.column("published"))
    return Told(
        notice.column("title") or None,
        date,
        language_of(notice.column("language")),
        "published" if date else "",
        tuple((name, (value,)) for name, value in notice.columns if name not in _OWN and value),
    )


def fields_of(notice: Notice) -> tuple[Field, ...]:
    """The fields of a notice."""
    return tuple(Field(name, values) for name, values in told(notice).fields)


def _words(said: Told) -> str:
    """The fields in one line: ``application numbers: 231/16 · respondents: Armenia (ARM)``."""
    return " · ".join(
        f"{name.replace('_', ' ')}: {'; '.join(values[:_MANY])}"
        for name, values in said.fields
        if name not in _SAID
    )
