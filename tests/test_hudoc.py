"""HUDOC databases as sources: queries in windows of days, documents with what is said of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.documents import Drawn, pdf_of
from tests.house import PRIVATE, Ran, greffe
from tests.servers.hudoc import Database, Hudoc


def case(
    number: int, day: str, *, names: str = "A v. Austria", said: str = "", **more: str
) -> dict[str, str]:
    """A judgment of ours, as the Court's database lists one."""
    return {
        "itemid": f"001-{number}", "docname": f"CASE OF {names.upper()}", "doctype": "HEJUD",
        "appno": f"{number}/99", "application": "MS WORD", "kpdate": f"{day}T00:00:00",
        "importance": "3", "respondent": "AUT", "languageisocode": "ENG", "article": "8;8-1",
        "violation": "8", "nonviolation": "14+8", "originatingbody": "4",
        "documentcollectionid2": "CASELAW;JUDGMENTS;CHAMBER;ENG", "isplaceholder": "False",
        "ecli": f"ECLI:CE:ECHR:{day[:4]}:{day[5:7]}{day[8:]}JUD{number:09}",
        "conclusion": "Violation of Article 8 (Article 8-1 - Respect for correspondence;Respect "
        "for home);No violation of Article 14", **more,
    }  # fmt: skip


def text(number: int) -> str:
    """The text of a judgment, as the Court's database makes HTML of it."""
    return (
        "<div><style>.s1A2B3C4D{font-size:12pt}</style><p class='s1A2B3C4D'><span class='s5E6F'>"
        f"FIRST SECTION</span></p><p class='s1A2B3C4D'>(Application no. {number}/99)</p>"
        f"<p class='s7A8B'>1. The applicant complained of letter {number} that the prison opened."
        "</p><p class='s7A8B'>2. The Government did not contest it.</p></div>"
    )


def source(folder: Path, base: str, *lines: str, name: str = "court", site: str = "echr") -> None:
    """A source file."""
    path = folder / "sources" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    words = [f'name = "{name}"', 'revisit = "90d"', "[hudoc]", f'site = "{site}"',
             f'base = "{base}"', *lines]  # fmt: skip
    path.write_text("\n".join(words), encoding="utf-8")


def crawl(folder: Path, name: str = "court") -> Ran:
    """Crawl it."""
    return greffe(folder, "crawl", name, *PRIVATE, "--json")


def shown(folder: Path, url: str) -> dict[str, object]:
    """What the archive shows of a URL."""
    ran = greffe(folder, "show", url, "--json")
    assert ran.code == 0, ran
    (record,) = ran.objects
    return record


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[str]]:
    """Six judgments of three years, crawled once."""
    folder = tmp_path_factory.mktemp("court")
    days = ["2024-05-02", "2025-01-14", "2025-07-08", "2026-02-03", "2026-02-03", "2026-10-06"]
    items = [case(number, day) for number, day in enumerate(days, 46290)]
    items.append(case(46300, "2025-03-04", doctype="HJUDGER", languageisocode="GER",
                      docname="CASE OF A v. AUSTRIA - [German Translation] by the Harbour Press",
                      application="ACROBAT"))  # fmt: skip
    items.append(case(46301, "2025-03-05", isplaceholder="True"))
    texts = {one["itemid"]: text(int(one["itemid"][4:])) for one in items}
    with Hudoc(Database("echr", items, texts=texts)) as server:
        source(folder, server.base, "length = 3")
        ran = crawl(folder)
        assert ran.code == 0, ran
        return folder, server.base, list(server.asked)


def test_every_document_is_asked_for_once(court: tuple[Path, str, list[str]]) -> None:
    """Page by page, placeholders left out; all parameters are there."""
    _, _, asked = court
    texts = Counter(one for one in asked if "/html/body?" in one)
    assert len(texts) == 7
    assert set(texts.values()) == {1}
    assert sum("/app/query/results?" in one for one in asked) == 3


def test_a_page_is_the_address_that_people_know(court: tuple[Path, str, list[str]]) -> None:
    """What was fetched to have its text is told beside it."""
    folder, base, _ = court
    record = shown(folder, f"{base}/eng?i=001-46295")
    assert record["page"] == f"{base}/eng?i=001-46295"
    assert record["url"] == f"{base}/app/conversion/docx/html/body?library=ECHR&id=001-46295"
    assert shown(folder, str(record["url"]))["page"] == record["page"]
    assert "letter 46295 that the prison opened" in str(record["text"])


def test_what_the_database_says_becomes_fields(court: tuple[Path, str, list[str]]) -> None:
    """The number of an application is never the form of its file."""
    folder, base, _ = court
    record = shown(folder, f"{base}/eng?i=001-46295")
    assert (record["title"], record["published"], record["language"]) == (
        "CASE OF A V. AUSTRIA", "2026-10-06", "en",
    )  # fmt: skip
    fields = record["fields"]
    assert isinstance(fields, dict)
    assert fields["application_numbers"] == ["46295/99"]
    assert fields["respondents"] == ["Austria (AUT)"]
    assert fields["articles"] == ["8", "8-1"]
    assert (fields["violations"], fields["non_violations"]) == (["8"], ["14+8"])
    assert fields["importance"] == ["3"]
    assert fields["ecli"] == ["ECLI:CE:ECHR:2026:1006JUD000046295"]
    assert len(fields["conclusions"]) == 2
    assert "MS WORD" not in json.dumps(fields)


def test_fields_are_shown_to_people(court: tuple[Path, str, list[str]]) -> None:
    """Under the names that they have in the field."""
    folder, base, _ = court
    out = greffe(folder, "show", f"{base}/eng?i=001-46295").out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "application numbers 46295/99" in lines
    assert f"URL {base}/eng?i=001-46295" in lines
    assert any(line.startswith(f"fetched {base}/app/conversion/") for line in lines)


def test_a_document_is_found_by_what_is_said_of_it(court: tuple[Path, str, list[str]]) -> None:
    """By the number of the application, by the state, and by both."""
    folder, base, _ = court
    for words in ('"46295/99"', '"46295/99" Austria', "ecli:ce:echr:2026:1006jud000046295"):
        found = greffe(folder, "search", words, "--json").objects
        assert [one["url"] for one in found] == [f"{base}/eng?i=001-46295"], words


def test_a_translation_is_a_page_of_its_own(court: tuple[Path, str, list[str]]) -> None:
    """In its language, and said to be one."""
    folder, base, _ = court
    record = shown(folder, f"{base}/eng?i=001-46300")
    assert record["language"] == "de"
    fields = record["fields"]
    assert isinstance(fields, dict)
    assert fields["translation"] == ["German"]
    assert fields["document_type"] == ["HJUDGER"]


def test_fields_go_out_with_the_texts(court: tuple[Path, str, list[str]]) -> None:
    """As an object in JSON Lines, as lines of a cell in CSV."""
    folder, base, _ = court
    records = greffe(folder, "export", "jsonl", "-").objects
    said = {one["url"]: one["fields"] for one in records}
    assert said[f"{base}/eng?i=001-46295"]["application_numbers"] == ["46295/99"]
    assert len(said) == 7
    assert "application_numbers: 46295/99" in greffe(folder, "export", "csv", "-").out


def test_nothing_is_lost_when_it_is_derived_again(court: tuple[Path, str, list[str]]) -> None:
    """The notice stands in the record of the exchange: a rebuild and a check find no difference."""
    folder, _, _ = court
    assert greffe(folder, "verify").code == 0
    ran = greffe(folder, "rebuild", "--check", "--json")
    assert ran.code == 0, ran


def test_a_warc_file_takes_what_was_said_along(
    court: tuple[Path, str, list[str]], tmp_path: Path
) -> None:
    """Another archive has the same pages with the same fields."""
    folder, base, _ = court
    assert greffe(folder, "export", "warc", str(tmp_path / "court.warc.gz")).code == 0
    assert greffe(tmp_path, "import", "court.warc.gz").code == 0
    mine, theirs = (shown(where, f"{base}/eng?i=001-46295") for where in (folder, tmp_path))
    assert mine["fields"] == theirs["fields"]
    assert mine["title"] == theirs["title"]


def test_what_is_said_otherwise_is_another_version(tmp_path: Path) -> None:
    """A document is asked for again when its fields change, and no other one is."""
    items = [case(1, "2026-02-03"), case(2, "2026-02-04")]
    database = Database("echr", items, texts={"001-1": text(1), "001-2": text(2)})
    with Hudoc(database) as server:
        source(tmp_path, server.base)
        assert crawl(tmp_path).code == 0
        server.asked.clear()
        assert crawl(tmp_path).code == 0
        assert server.texts_asked() == []
        items[0]["importance"] = "1"
        assert crawl(tmp_path).code == 0
        assert [one.rpartition("=")[2] for one in server.texts_asked()] == ["001-1"]
        url = f"{server.base}/eng?i=001-1"
    record = shown(tmp_path, url)
    assert record["fields"]["importance"] == ["1"]  # type: ignore[index]
    change = greffe(tmp_path, "diff", url)
    assert "importance" in change.out
    assert greffe(tmp_path, "rebuild", "--check").code == 0


def test_a_challenge_is_a_block_page(tmp_path: Path) -> None:
    """Nothing is taken for a text, and the crawl says that it was blocked."""
    database = Database("echr", [case(1, "2026-02-03")], texts={"001-1": text(1)}, challenges=99)
    with Hudoc(database) as server:
        source(tmp_path, server.base)
        ran = crawl(tmp_path)
    (report,) = ran.objects
    assert (ran.code, report["outcome"]) == (5, "blocked"), ran
    assert "challenge" in json.dumps(report["troubles"])


def test_an_answer_without_results_is_told(tmp_path: Path) -> None:
    """A site that answers its start page for a query has no documents in it."""
    with Hudoc(Database("echr", [])) as server:
        source(tmp_path, f"{server.base}/moved")
        ran = crawl(tmp_path)
    (report,) = ran.objects
    assert report["outcome"] == "partly"
    assert "no answer of a HUDOC search" in json.dumps(report)


def test_texts_of_exec_are_had_by_their_own_number(tmp_path: Path) -> None:
    """By another one the answer is 204; what has none at all is not asked for."""
    items = [
        {"execidentifier": f"DH-DD(2026){n}E", "exectitle": f"Action plan {n}",
         "execpublisheddate": f"2026-01-{n:02}", "execlanguage": "ENG", "execstate": "ITA",
         "execappno": f"{n}/99", "execcontentstoreid": store}
        for n, store in enumerate(["3b1c-1", "3b1c-2", ""], 1)
    ]  # fmt: skip
    database = Database("exec", items, "execpublisheddate", {"3b1c-1": text(1)})
    with Hudoc(database) as server:
        source(tmp_path, server.base, site="exec")
        ran = crawl(tmp_path)
        asked = [one.rpartition("=")[2] for one in server.texts_asked()]
    assert sorted(asked) == ["3b1c-1", "3b1c-2"]
    record = shown(tmp_path, f"{server.base}/eng?i=DH-DD(2026)1E")
    assert record["title"] == "Action plan 1"
    assert record["fields"]["respondents"] == ["Italy (ITA)"]  # type: ignore[index]
    (report,) = ran.objects
    assert (ran.code, report["counts"]["lacking"]) == (4, 1), ran
    assert "answered by nothing (204)" in json.dumps(report["troubles"])
    why = greffe(tmp_path, "show", f"{server.base}/eng?i=DH-DD(2026)2E")
    assert (why.code, "application numbers 2/99" in " ".join(why.out.split())) == (3, True), why


def test_a_pdf_is_tied_to_its_page(tmp_path: Path) -> None:
    """It is a page of its own, with the fields, and calls the page its canonical one."""
    items = [case(1, "2026-02-03"), case(2, "2025-02-03", application="ACROBAT")]
    copies = {f"001-{n}": pdf_of([[Drawn(72, 700, f"Judgment {n} in print.")]]) for n in (1, 2)}
    texts = {"001-1": text(1), "001-2": text(2)}
    with Hudoc(Database("echr", items, texts=texts, copies=copies)) as server:
        source(tmp_path, server.base, "pdf = true")
        assert crawl(tmp_path).code == 0
        ways = sorted(one for one in server.asked if "/pdf?" in one)
    assert [one.partition("?")[0] for one in ways] == [
        "/app/conversion/docx/pdf", "/app/conversion/pdf",
    ]  # fmt: skip
    record = shown(tmp_path, f"{server.base}{ways[0]}")
    assert "Judgment 1 in print" in str(record["text"])
    assert record["canonical"] == f"{server.base}/eng?i=001-1"
    assert record["fields"]["application_numbers"] == ["1/99"]  # type: ignore[index]
    history = greffe(tmp_path, "history", f"{server.base}/eng?i=001-1", "--json").objects
    assert len(history) == 1


def test_a_report_of_the_cpt_is_one_pdf(tmp_path: Path) -> None:
    """Asked for once, however many sections it has; a request names where it comes from."""
    items = [
        {"cptdocumentid": "p-rur-2024-en", "cptsectionid": f"p-rur-2024-en-{n}",
         "cptsectionnumber": f"{n:04}", "cptsectiontitle": f" Section {n}",
         "cptdocumentdate": "25/04/2024", "cptsectiontotal": "3", "cptlanguage": "ENG"}
        for n in (1, 2, 3)
    ]  # fmt: skip
    texts = {f"p-rur-2024-en/{n:04}": text(n) for n in (1, 2, 3)}
    copies = {"p-rur-2024-en": pdf_of([[Drawn(72, 700, "The whole report.")]])}
    database = Database("cpt", items, "cptdocumentdate", texts, copies, wants_referer=True)
    with Hudoc(database) as server:
        source(tmp_path, server.base, "pdf = true", site="cpt")
        for _ in range(2):
            ran = crawl(tmp_path)
            assert ran.code == 0, ran
        assert sum("/pdf?" in one for one in server.asked) == 1
        assert len(server.texts_asked()) == 3
    record = shown(tmp_path, f"{server.base}/eng?i=p-rur-2024-en-2")
    assert (record["title"], record["published"]) == ("Section 2", "2024-04-25")


def test_a_challenge_passes(tmp_path: Path) -> None:
    """What it hid is had by a later crawl, and nothing twice."""
    items = [case(n, f"2026-02-0{n}") for n in (1, 2, 3)]
    database = Database("echr", items, texts={one["itemid"]: text(7) for one in items})
    with Hudoc(database) as server:
        source(tmp_path, server.base)
        database.challenges = 1
        assert crawl(tmp_path).code == 5
        assert crawl(tmp_path).code == 0
        assert len(server.texts_asked()) == 3


def test_a_source_is_shown_with_its_query(tmp_path: Path) -> None:
    """As it was read."""
    source(tmp_path, "https://hudoc.example", 'kinds = ["HEJUD"]')
    (record,) = greffe(tmp_path, "source", "show", "court", "--json").objects
    assert record["hudoc"]["kinds"] == ["HEJUD"]
    shown = greffe(tmp_path, "source", "show", "court").out
    assert "hudoc               site = echr\n" in shown
    assert "kinds = ['HEJUD']\n" in shown


def test_documents_are_checked_with_what_the_database_says_of_them(
    court: tuple[Path, str, list[str]],
) -> None:
    """Their days stand there and not in their texts."""
    ran = greffe(court[0], "source", "check", "court", "--json")
    (dates,) = (one for one in ran.objects if one["check"] == "dates")
    assert dates["verdict"] == "pass", dates


def test_why_a_document_is_here_is_told_under_either_address(
    court: tuple[Path, str, list[str]],
) -> None:
    """By the query that named it."""
    folder, base, _ = court
    ran = greffe(folder, "crawl", "--why", f"{base}/eng?i=001-46295", "court", "--json")
    (why,) = ran.objects
    assert why["url"].startswith(f"{base}/app/conversion/docx/html/body?")
    assert "/app/query/results?" in json.dumps(why)


def test_what_is_left_for_a_later_crawl_has_its_fields(tmp_path: Path) -> None:
    """A crawl that may ask for so much goes on where it was."""
    items = [case(n, f"2026-02-{n:02}") for n in range(1, 7)]
    database = Database("echr", items, texts={one["itemid"]: text(7) for one in items})
    with Hudoc(database) as server:
        source(tmp_path, server.base)
        path = tmp_path / "sources" / "court.toml"
        path.write_text(path.read_text().replace("[hudoc]", "max_pages = 4\n[hudoc]"))
        assert crawl(tmp_path).code == 130
        assert crawl(tmp_path).code == 0
        assert len(server.texts_asked()) == 6
    pages = greffe(tmp_path, "export", "jsonl", "-").objects
    assert sorted(page["fields"]["identifier"][0] for page in pages) == [
        f"001-{n}" for n in range(1, 7)
    ]
