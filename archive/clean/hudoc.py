"""What the columns of HUDOC's databases say: which is the title, which the date, which are fields.

The names of columns are those that public clients of the sites ask for. Of sites whose names nobody
has published only the column with the identifier is known; a source file names the others.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, quote, unquote, urlsplit

from archive.clean.codes import language_of, state_of
from archive.notice import Notice


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one of the databases.

    Attributes:
        id: the identifier by which an address names a document or a section of one.
        date: the day it is sorted and searched by; empty where that is not known.
        title: what it is called.
        language, kind: in what, and what.
        published: a day it was made public, beside ``date``.
        more: further ones to ask for.
        since: the year of the oldest documents.
    """

    id: str
    date: str = ""
    title: str = ""
    language: str = ""
    kind: str = ""
    published: str = ""
    more: tuple[str, ...] = ()
    since: int = 1949

    @property
    def all(self) -> tuple[str, ...]:
        """Those that there are, each once."""
        named = (self.id, self.title, self.kind, self.date, self.language, self.published)
        return tuple(dict.fromkeys(name for name in (*named, *self.more) if name))


SITES = {
    "echr": Columns(
        "itemid", "kpdate", "docname", "languageisocode", "doctype", since=1955,
        more=("appno", "application", "conclusion", "importance", "respondent", "ecli", "article",
              "violation", "nonviolation", "originatingbody", "documentcollectionid2",
              "isplaceholder"),
    ),
    "cpt": Columns(
        "cptsectionid", "cptdocumentdate", "cptsectiontitle", "cptlanguage", "cptdocumenttype",
        "cptpublicationdate", since=1990,
        more=("cptdocumentid", "cptsectionnumber", "cptsectiontotal", "cptstate", "cptvisittype",
              "cptvisityear", "cptdocumentreference", "cptkeywords"),
    ),
    "exec": Columns(
        "execidentifier", "execpublisheddate", "exectitle", "execlanguage", "execdocumenttype",
        since=1955,
        more=("execcontentstoreid", "execappno", "execstate", "execdocumenttypecollection",
              "execdocumentreference", "execcmmeetingnumber", "execsupervision", "execviolations",
              "execresolutionnumber", "execisclosed", "execjudgmentdate", "execfinaljudgmentdate",
              "execitemidfromechr", "isplaceholder"),
    ),
    "esc": Columns(
        "escdcidentifier", "escdatedec", "esctitle", "escdclanguage", "escdctype",
        "escpublicationdate", since=1969,
        more=("escrawdctype", "escstateparty", "esccomplnum", "esccomplorg", "escarticle",
              "escarticleviolated", "escarticlenotviolated", "escimportance", "escsession",
              "esccharterid"),
    ),
    "commhr": Columns("commhridentifier", since=1999),
    "ecri": Columns("ecriidentifier", since=1994),
    "ecrml": Columns("ecrmlsectionid", since=1998),
    "fcnm": Columns("fcnmsectionid", since=1998),
    "greco": Columns("grecosectionid", since=1999),
    "greta": Columns("gretaidentifier", since=2009),
    "grevio": Columns("greviosectionid", since=2015),
}  # fmt: skip
"""The databases, by the name in their host: ``hudoc.echr.coe.int``."""

_DATABASES = {columns.id: site for site, columns in SITES.items()}

_FIELDS = {
    "appno": "application_numbers", "execappno": "application_numbers",
    "esccomplnum": "complaint_numbers", "esccomplorg": "complainants",
    "respondent": "respondents", "execstate": "respondents", "escstateparty": "respondents",
    "cptstate": "states", "importance": "importance", "escimportance": "importance",
    "article": "articles", "escarticle": "articles", "violation": "violations",
    "escarticleviolated": "violations", "execviolations": "violations",
    "nonviolation": "non_violations", "escarticlenotviolated": "non_violations",
    "docname": "title", "exectitle": "title", "esctitle": "title",
    "conclusion": "conclusions", "ecli": "ecli", "originatingbody": "originating_body",
    "documentcollectionid2": "collections", "execdocumenttypecollection": "collections",
    "doctype": "document_type", "cptdocumenttype": "document_type",
    "execdocumenttype": "document_type", "escdctype": "document_type",
    "escrawdctype": "raw_document_type", "cptvisittype": "visit_type",
    "cptvisityear": "visit_year", "cptdocumentreference": "reference",
    "execdocumentreference": "reference", "cptdocumentid": "document",
    "cptsectionnumber": "section", "cptsectiontotal": "sections",
    "cptsectiontitle": "section_title",
    "cptkeywords": "keywords", "execcmmeetingnumber": "meeting", "execsupervision": "supervision",
    "execresolutionnumber": "resolution", "execisclosed": "is_closed",
    "execitemidfromechr": "judgment_id", "escsession": "session", "esccharterid": "charter",
    "cptpublicationdate": "published_on", "escpublicationdate": "published_on",
    "kpdate": "date", "cptdocumentdate": "date", "escdatedec": "date", "execpublisheddate": "date",
    "execjudgmentdate": "judgment_date", "execfinaljudgmentdate": "final_judgment_date",
    "languageisocode": "language", "cptlanguage": "language", "execlanguage": "language",
    "escdclanguage": "language",
    "itemid": "identifier", **{columns.id: "identifier" for columns in SITES.values()},
}  # fmt: skip
# ``application`` holds the form of the file (``MS WORD``), not the number of an application.
_SILENT = frozenset(("application", "isplaceholder", "execcontentstoreid"))
_STATES = frozenset(("respondents", "states"))
_DATES = frozenset(("date", "published_on", "judgment_date", "final_judgment_date"))
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TRANSLATION = re.compile(r"- \[([A-Z][\w ]+) Translation\]")
_PART = re.compile(r"(.*?)\s*-\s*(\d*)(?:/(\d+))?")
_NUMBER = re.compile(r"\d+/\d+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says of a document.

    Attributes:
        title, date, language: of the document; ``None`` where it does not say.
        place: the column with the date.
        fields: names and values, in the order of the notice.
    """

    title: str | None = None
    date: str | None = None
    language: str | None = None
    place: str = ""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()


def readable(base: str, identifier: str) -> str:
    """The address that people know a document by.

    Args:
        base: of its site, without a final slash.
        identifier: of the document; some have spaces, brackets and letters with accents.
    """
    return f"{base}/eng?i={quoted(identifier)}"


def quoted(identifier: str) -> str:
    """An identifier in an address."""
    return quote(identifier, safe="()-._~'")


def named(link: str) -> tuple[str, str] | None:
    """The database and the identifier that the fragment of a link names; ``None`` without one.

    ``https://hudoc.cpt.coe.int/eng#{"cptsectionid":["p-ltu-20240212-en-1"]}``, percent-encoded or
    not.
    """
    fragment = link.partition("#")[2].strip()
    if not fragment.startswith(("{", "%7B", "%7b")):
        return None
    try:
        said = json.loads(fragment if fragment.startswith("{") else unquote(fragment))
    except (ValueError, RecursionError):
        return None
    for name, values in said.items() if isinstance(said, dict) else ():
        if name in _DATABASES and isinstance(values, list) and values and str(values[0]).strip():
            return _DATABASES[name], str(values[0]).strip()
    return None


def meant(url: str) -> str | None:
    """The readable address of a document that another spelling of it means; else ``None``.

    Beside the fragment ``/?i=…``, ``/fre?i=…`` and ``/eng/?i=…`` are in use.
    """
    if "#" not in url and "i=" not in url:
        return None
    try:
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}"
        if found := named(url):
            return readable(base, found[1])
        is_hudoc = (parts.hostname or "").startswith("hudoc.")
    except ValueError:
        return None
    identifier = parse_qs(parts.query).get("i", [""])[0]
    if not (is_hudoc and identifier and parts.path.strip("/").lower() in ("", "eng", "fre")):
        return None
    return readable(base, identifier)


def told(notice: Notice) -> Told:
    """What an item of a HUDOC site's search says of its document."""
    columns = _columns_of(notice)
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in notice.columns:
        field = _FIELDS.get(name, name)
        if name not in _SILENT and (values := _values(field, value)):
            fields[field] = tuple(dict.fromkeys((*fields.get(field, ()), *values)))
    title = _plain(notice.column(columns.title))
    if translated := _TRANSLATION.search(title):
        fields["translation"] = (translated[1],)
    date = day(notice.column(columns.date))
    return Told(
        title or None,
        date,
        language_of(notice.column(columns.language)),
        columns.date if date else "",
        tuple(fields.items()),
    )


def told_by_feed(notice: Notice) -> Told:
    """What an item of a HUDOC site's RSS feed says of its document.

    Its description is ``231/16;232/16 - Chamber Judgment`` of a judgment, ``Lithuania: visit 2024 -
    1/12`` of a section, the kind of the document elsewhere.
    """
    description, title = _plain(notice.column("description")), _plain(notice.column("title"))
    part = _PART.fullmatch(description) if notice.column("document") else None
    begin, _, end = description.rpartition(" - ")
    fields: dict[str, tuple[str, ...]] = {}
    if part:
        named = {"document_title": part[1], "section": part[2], "sections": part[3],
                 "section_title": title}  # fmt: skip
        fields |= {name: (value,) for name, value in named.items() if value}
    elif all(_NUMBER.fullmatch(number) for number in _split(begin) or ("",)):
        fields |= {"application_numbers": _split(begin), "document_type": (end,)}
    elif description:
        fields["document_type"] = (description,)
    for name in ("document", "identifier"):
        if value := notice.column(name):
            fields[name] = (value,)
    date = _day_of_mail(notice.column("published"))
    # Some sections have no title.
    named_by = title or (description if part else "")
    return Told(named_by or None, date, None, "pubDate" if date else "", tuple(fields.items()))


def _day_of_mail(value: str) -> str | None:
    """An ISO 8601 date from ``Mon, 08 Jul 2024 00:00:00 GMT`` (RFC 822), or as ``day`` reads it."""
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError):
        return day(value)


def day(value: str) -> str | None:
    """An ISO 8601 date from ``25/04/2024``, ``2024-04-25`` or either with a time behind it."""
    value = value.strip()
    if match := _YEAR_FIRST.match(value):
        return f"{match[1]}-{match[2]}-{match[3]}"
    if match := _DAY_FIRST.match(value):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return None


def _columns_of(notice: Notice) -> Columns:
    """The columns of the database that a notice is from, told by its identifier.

    What is not known of a database is told by how the names of its columns end.
    """
    names = [name for name, _ in notice.columns]
    found = next((one for one in SITES.values() if one.id in names), SITES["echr"])
    missing = [key for key in ("title", "date", "language") if not getattr(found, key)]
    ends = {key: next((n for n in names if n.endswith(key)), "") for key in missing}
    return replace(
        found,
        title=found.title or ends["title"],
        date=found.date or ends["date"],
        language=found.language or ends["language"],
    )


def _values(field: str, value: str) -> tuple[str, ...]:
    if field in _DATES:
        return (day(value) or _plain(value),) if value.strip() else ()
    found = _split(value)
    if field in _STATES:
        return tuple(state_of(one) for one in found)
    return found


def _split(value: str) -> tuple[str, ...]:
    """The parts of a value between semicolons, but for those in brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(value):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            parts.append(value[start:place])
            start = place + 1
    parts.append(value[start:])
    return tuple(dict.fromkeys(part for one in parts if (part := _plain(one))))


def _plain(value: str) -> str:
    return _SPACES.sub(" ", value).strip()
