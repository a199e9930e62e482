"""Search for programs: JSON endpoints, their description, and that for browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from archive import Archive
from archive.api import schemas
from archive.api.openapi import description
from archive.api.parameters import SEARCH
from tests.servers.room import Got, Served, serving
from tests.shelf import COPY, REPORT, fill

JSON, PROBLEM = "application/json", "application/problem+json"
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shelf, served."""
    path = tmp_path_factory.mktemp("room") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    with serving(path) as both:
        yield both


def _checked(record: Any, schema: str) -> Any:
    """A record that is as its schema says."""
    document = {"$ref": f"#/components/schemas/{schema}", **description()}
    Draft202012Validator(document, format_checker=FormatChecker()).validate(record)
    return record


def _json(got: Got, schema: str, status: int = 200) -> Any:
    assert got.status == status
    assert got.headers["content-type"] == (JSON if status == 200 else PROBLEM)
    assert got.headers["cache-control"] == "no-cache"
    return _checked(json.loads(got.body), schema)


def test_the_description_is_openapi(served: Served) -> None:
    """3.1, and what is served is what is meant."""
    document = json.loads(served.get("/api/openapi.json").body)
    validate(document)
    assert document == description()
    assert document["openapi"].startswith("3.1")


def test_every_endpoint_answers_and_is_told_of(served: Served) -> None:
    """In docs/api.md too."""
    told = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    for path, operations in description()["paths"].items():
        required = [one for one in operations["get"].get("parameters", ()) if one.get("required")]
        fields = urlencode({one["name"]: "news.example/*" for one in required})
        # What tells of one page or thing is asked for in tests/test_machine_forms.py.
        if not required or operations["get"]["tags"] != ["views"]:
            assert served.get(f"{path}?{fields}").status == 200
        assert f"`{path}" in told
    for name in SEARCH:
        assert f"`{name}`" in told


@pytest.mark.parametrize(
    ("example", "schema"),
    [(schemas.RESULTS, "Results"), (schemas.TREND, "Trend"), (schemas.PROBLEM, "Problem"),
     (schemas.SUGGESTIONS, "Suggestions")],
)  # fmt: skip
def test_examples_are_as_described(example: Any, schema: str) -> None:
    """They are what people copy."""
    _checked(example, schema)


def test_examples_of_parameters_are_taken(served: Served) -> None:
    """All at once, but for the source, which is ours."""
    parameters = description()["components"]["parameters"]
    given = {name: parameters[name]["example"] for name in SEARCH} | {"source": "news"}
    for name in SEARCH:
        Draft202012Validator(parameters[name]["schema"]).validate(given[name])
    fields = "&".join(f"{name}={quote(str(value))}" for name, value in given.items())
    _json(served.get(f"/api/search?{fields}"), "Results")


@pytest.mark.parametrize(
    "fields",
    ["", "q=prisons", "q=prisons&facets=true", "q=Monday&all_versions=1", "q=bulettin", "q=%00%22(",
     "q=Monday&at=2025-10-05", "lang=fr", "q=tilte:x+zeppelin", "q=prisons&limit=&offset=",
     "q=%F0%9F%98%80&order=fresh", "q=*"],
)  # fmt: skip
def test_answers_are_as_described(served: Served, fields: str) -> None:
    """Whatever is asked."""
    _json(served.get(f"/api/search?{fields}"), "Results")
    _json(served.get(f"/api/trend?q={fields.partition('q=')[2].partition('&')[0]}"), "Trend")


_ODD = st.text(
    st.sampled_from("abé\"'()*:-=|,.\x00\x1b\x08<&%+~ \ufffe\U0001f600")
    | st.characters(codec="utf-8"),
    max_size=24,
)
_FIELD = st.sampled_from(("q", "source", "site", "lang", "type", "from", "to", "at", "order", "p"))


@example(fields={"site": "\0"}, query="")
@given(fields=st.dictionaries(_FIELD, _ODD, max_size=3), query=_ODD)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_asked_is_a_fault_of_ours(
    served: Served, fields: dict[str, str], query: str
) -> None:
    """People get pages, feed readers feeds, programs answers or what is wrong with their words."""
    asked = urlencode({"q": query, **fields})
    for path in ("/search", "/search/months"):
        assert served.get(f"{path}?{asked}").status in (200, 303)
    ElementTree.fromstring(served.get(f"/search.atom?{asked}").body)
    for path, schema in (("/api/search", "Results"), ("/api/trend", "Trend")):
        got = served.get(f"{path}?{asked}")
        _json(got, schema if got.status == 200 else "Problem", got.status)
        assert got.status in (200, 400)


def test_hits_tell_their_places_and_sightings(served: Served) -> None:
    """And which words were found."""
    (hit,) = _json(served.get("/api/search?q=Tuesday"), "Results")["hits"]
    assert {hit["url"], *(one["url"] for one in hit["places"])} == {REPORT, COPY}
    assert "on **Tuesday** and" in hit["snippet"]
    (hit,) = _json(served.get("/api/search?q=Monday&all_versions=true"), "Results")["hits"]
    assert hit["sightings"][0]["first"] == "2025-10-05T12:00:00.123456Z"


def test_what_was_understood_is_told(served: Served) -> None:
    """With notes and another spelling."""
    found = _json(served.get("/api/search?q=bulettin+lang:en"), "Results")
    assert found["explained"] == "bulettin; in English"
    assert found["suggestion"] == "bulletin lang:en"
    assert found["total"] == 0
    found = _json(served.get("/api/search?q=bulletin+zeppelin"), "Results")
    assert found["notes"] == ["no page has all of these words; these have some of them"]


def test_hits_come_in_pages_that_lead_on(served: Served) -> None:
    """Each once."""
    path, urls = "/api/search?q=prisons&limit=3", []
    while path:
        found = _json(served.get(path), "Results")
        urls += [hit["url"] for hit in found["hits"]]
        assert found["has_more"] == bool(found["next"])
        path = found["next"]
    assert len(urls) == len(set(urls)) == 6


def test_facets_come_where_they_are_asked_for(served: Served) -> None:
    """And only there."""
    assert "facets" not in _json(served.get("/api/search?q=prisons"), "Results")
    facets = _json(served.get("/api/search?q=prisons&facets=1"), "Results")["facets"]
    assert facets["language"] == [{"value": "en", "hits": 6}, {"value": "fr", "hits": 1}]


def test_texts_are_counted_by_month(served: Served) -> None:
    """Filters hold."""
    found = _json(served.get("/api/trend?q=bulletin&from=2024&to=2024-12"), "Trend")
    assert found["months"] == [{"month": "2024-02", "hits": 2}]
    assert found["total"] == 2


@pytest.mark.parametrize(
    ("fields", "name", "detail"),
    [
        ("q=x&from=soon", "from", "'soon' is no date; dates are written 2025, 2025-03"),
        ("q=x&at=2025-13", "at", "is no date"),
        ("q=x&lang=klingon", "lang", "names no language"),
        ("q=x&type=poem", "type", "is no kind of page; there are article"),
        ("q=x&order=odd", "order", "there are relevance, fresh, newest"),
        ("q=x&limit=0", "limit", "no number from 1 to 100"),
        ("q=x&limit=101", "limit", "no number from 1 to 100"),
        ("q=x&offset=-1", "offset", "no number from 0 to 5000"),
        ("q=x&limit=%D9%A3", "limit", "no number"),
        ("q=x&facets=maybe", "facets", "neither true nor false"),
        ("q=x&all_versions=2", "all_versions", "neither true nor false"),
        ("q=x&source=nobody", "source", "knows no source 'nobody'; it has: council, news"),
        ("q=x&langauge=fr", "langauge", "no such parameter; there are q, limit"),
        ("q=x&q=y", "q", "given more than once"),
        (f"q={'x' * 20_001}", "q", "longer than 20,000 characters"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(
    served: Served, fields: str, name: str, detail: str
) -> None:
    """Nothing is left out behind a program's back."""
    found = _json(served.get(f"/api/search?{fields}"), "Problem", 400)
    assert [one["parameter"] for one in found["errors"]] == [name]
    assert detail in found["errors"][0]["detail"]
    assert name in found["detail"]


def test_all_that_is_wrong_is_told_at_once(served: Served) -> None:
    """Not one after the other."""
    found = _json(served.get("/api/trend?from=a&to=b&limit=3"), "Problem", 400)
    assert {one["parameter"] for one in found["errors"]} == {"from", "to", "limit"}


def test_other_troubles_are_problems_too(served: Served) -> None:
    """An address that is none, and a method that is none."""
    assert _json(served.get("/api/nothing"), "Problem", 404)["title"] == "Not Found"
    assert _json(served.get("/api/search", method="POST"), "Problem", 405)["status"] == 405


def test_an_archive_that_cannot_be_read_is_a_problem(tmp_path_factory: Any) -> None:
    """With its reason."""
    path = tmp_path_factory.mktemp("gone") / "greffe.db"
    Archive.open(path).close()
    with serving(path) as both:
        path.unlink()
        found = _json(both.get("/api/search?q=x"), "Problem", 503)
    assert str(path) in found["detail"]


def test_how_a_query_goes_on(served: Served) -> None:
    """In the form that browsers take."""
    got = served.get("/api/suggest?q=psychiatric+hosp")
    assert got.headers["content-type"] == "application/x-suggestions+json"
    found = _checked(json.loads(got.body), "Suggestions")
    assert found == ["psychiatric hosp", ["psychiatric hospital"]]
    assert json.loads(served.get("/api/suggest?q=").body) == ["", []]


def test_pages_sources_and_watches_are_offered_besides_words(served: Served) -> None:
    """Each with what it is, and where it leads."""
    told = _checked(json.loads(served.get("/api/suggest?q=rep&everything=1").body), "Suggestions")
    query, words, about, ways = told
    assert query == "rep"
    offered = dict(zip(ways, zip(words, about, strict=True), strict=True))
    assert offered["/search?q=report"] == ("report", "6 pages")
    page = f"/page/{COPY}"
    assert page in offered or f"/page/{REPORT}" in offered
    french = json.loads(served.get("/api/suggest?q=rep&everything=1", accept_language="fr").body)
    assert "6 pages" in french[2]
    source = json.loads(served.get("/api/suggest?q=counc&everything=1").body)
    assert "/sources/council" in source[3]
    for way in ways:
        assert served.get(way).status == 200
    assert json.loads(served.get("/api/suggest?q=x&everything=1").body)[1:] == [[], [], []]


def test_a_browser_can_add_the_search(served: Served) -> None:
    """By OpenSearch: each of its addresses answers with its media type."""
    got = served.get("/opensearch.xml")
    assert got.headers["content-type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(got.body)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert root.findtext(f"{OPENSEARCH}Description")
    room = f"http://127.0.0.1:{served.room}"
    for url in root.findall(f"{OPENSEARCH}Url"):
        template = url.attrib["template"].replace("{searchTerms}", quote("prisons committee"))
        for start in ("", "1"):
            asked = template
            for name in ("startPage", "startIndex", "count"):
                asked = asked.replace(f"{{{name}?}}", start)
            assert "{" not in asked
            answer = served.get(asked.removeprefix(room))
            assert answer.status == 200
            assert answer.headers["content-type"].partition(";")[0] == url.attrib["type"]
    assert served.get((root.findtext(f"{OPENSEARCH}Image") or "").removeprefix(room)).status == 200


def test_strangers_learn_nothing(served: Served) -> None:
    """A page of the web that makes a browser ask."""
    for path in ("/api/search?q=prisons", "/api/suggest?q=pri", "/search.atom?q=prisons"):
        assert served.get(path, Sec_Fetch_Site="cross-site").status == 403
        assert served.get(path, Host="rebound.example").status == 403


def test_a_search_is_a_valid_atom_feed_that_its_page_names(served: Served) -> None:
    """As RFC 4287, 4.1 and 4.2 want it, with hits and without."""
    for query, many in (("prisons", True), ("nowhere-at-all", False)):
        assert f'href="/search.atom?q={query}"' in served.get(f"/search?q={query}").text
        got = served.get(f"/search.atom?q={query}")
        assert got.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(got.body)
        assert feed.tag == f"{ATOM}feed"
        entries = feed.findall(f"{ATOM}entry")
        assert bool(entries) is many
        for element in (feed, *entries):
            for name in ("id", "title", "updated"):
                (one,) = element.findall(f"{ATOM}{name}")
                assert one.text or name == "title"
            assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
            links = [link.attrib for link in element.findall(f"{ATOM}link")]
            assert all("://" in link["href"] for link in links)
            assert [link["rel"] for link in links].count("alternate") == 1
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        names = [entry.findtext(f"{ATOM}id", "") for entry in entries]
        assert all(name.startswith("urn:uuid:") for name in names)
        assert len(set(names)) == len(names)
        for entry in entries:
            (content,) = entry.findall(f"{ATOM}content")
            assert (content.get("type"), list(content)) == ("html", [])
