"""Replicas of the HUDOC databases, by the names of the sources that ask them."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from archive.clean.hudoc import SITES
from tests.replicas.prose import Text, text
from tests.replicas.web import Answer, Replica
from tests.servers.hudoc import Database

_CODES = {"en": "ENG", "fr": "FRE"}
_KINDS = {
    "hudoc-echr-judgments": {"en": "HEJUD", "fr": "HFJUD"},
    "hudoc-echr-press": {"en": "PR", "fr": "PR"},
}
_NUMBERS = {"hudoc-echr-judgments": "001", "hudoc-echr-press": "003"}


def databases() -> dict[str, Replica]:
    """All of them; the two of the Court are one database."""
    court = {name: _documents(name, "echr") for name in _KINDS}
    both = [one for documents in court.values() for one in documents]
    found = {name: _replica("echr", both, documents) for name, documents in court.items()}
    for site in ("cpt", "greco", "ecri", "esc", "exec"):
        documents = _documents(f"hudoc-{site}", site)
        found[f"hudoc-{site}"] = _replica(site, documents, documents)
    return found


def _documents(name: str, site: str) -> list[tuple[dict[str, str], str, Text]]:
    """Columns of three documents, what stands in the addresses of their texts, and the texts."""
    columns = SITES[site]
    found = []
    for number, language in enumerate(("en", "en", "fr")):
        one = text(f"HUDOC {name}", number, language)
        key = f"{_NUMBERS.get(name, site)}-24{number}"
        row = {columns.id: key, columns.title: one.title, columns.language: _CODES[language],
               columns.kind: _KINDS.get(name, {}).get(language, "x"),
               columns.date: f"{one.date:%Y-%m-%dT%H:%M:%S}"}  # fmt: skip
        if site == "cpt":
            row |= {"cptdocumentid": f"p-{number}", "cptsectionnumber": "0001",
                    "cptsectiontotal": "1"}  # fmt: skip
            key = f"p-{number}/0001"
        if site == "exec":
            row["execcontentstoreid"] = key = f"0900-{number}"
        row.pop("", None)
        found.append((row, key, one))
    return found


def _replica(
    site: str, rows: list[tuple[dict[str, str], str, Text]],
    own: list[tuple[dict[str, str], str, Text]],
) -> Replica:  # fmt: skip
    base = f"https://hudoc.{site}.coe.int"
    database = Database(
        site, [row for row, _, _ in rows], SITES[site].date,
        {key: _body(one) for _, key, one in rows}, wants_referer=False,
    )  # fmt: skip

    def others(url: str) -> Answer | None:
        if not url.startswith(f"{base}/"):
            return None
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status, kind, body = database.answer(target, f"{base}/eng", base)
        return Answer(body, kind, f"{status} As HUDOC says")

    way = "docx/section/html/body" if site == "cpt" else "docx/html/body"
    replica = Replica(others=others)
    for _, key, one in own:
        name, _, section = key.partition("/")
        more = f"&sectionnumber={section}" if section else ""
        where = f"{base}/app/conversion/{way}?library={site.upper()}&id={name}{more}"
        replica.articles[where] = one
    replica.answers[f"{base}/robots.txt"] = Answer(b"", "text/plain")
    return replica


def _body(one: Text) -> str:
    paragraphs = "".join(f"<p class='s7A8B'>{escape(words)}</p>" for words in one.paragraphs)
    head = f"<style>.s1A{{font-size:12pt}}</style><p class='s1A'>{escape(one.title)}</p>"
    return f"<div>{head}{paragraphs}</div>"
