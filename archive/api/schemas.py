"""What endpoints answer, as JSON Schema (2020-12), with an example of each."""

from __future__ import annotations

from typing import Any

from archive.search.labels import KINDS

Schema = dict[str, Any]
_URL = "https://www.example.org/2025/prisons"
_COPY = "https://news.example.net/a/417"


def _object(about: str, properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _text(about: str, **more: Any) -> Schema:
    return {"type": "string", "description": about, **more}


def _time(about: str) -> Schema:
    return {"type": "string", "format": "date-time", "description": f"{about} RFC 3339, UTC."}


def _maybe(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _count(about: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": about}


def _flag(about: str) -> Schema:
    return {"type": "boolean", "description": about}


def _list(name: str, about: str) -> Schema:
    items = {"$ref": f"#/components/schemas/{name}"}
    return {"type": "array", "items": items, "description": about}


_UNDERSTOOD: Schema = {
    "query": _text("What was asked, as it came."),
    "understood": _text("What was understood, as one would type it."),
    "explained": _text("The same in plain words."),
}

SCHEMAS: Schema = {
    "Place": _object("Another page that shows the same text now.", {
        "url": _text("Its URL."),
        "source": _maybe(_text("Name of the source it is of.")),
        "captured": _time("When the text was first captured there."),
    }),
    "Sighting": _object("A version of the page in which the words stand.", {
        "version": {"type": "integer", "description": "Its number in the archive file."},
        "first": _time("The first capture that shows it."),
        "last": _time("The last capture that shows it."),
        "is_current": _flag("Whether it is the latest text of the page."),
    }),
    "Hit": _object("A page whose text matches.", {
        "url": _text("Its URL."),
        "title": _text("Its title, which may be empty."),
        "type": _text("What the page is.", enum=list(KINDS)),
        "source": _maybe(_text("Name of the source it was crawled for.")),
        "language": _maybe(_text("Of its text, ISO 639-1.")),
        "authors": {"type": "array", "items": {"type": "string"},
                    "description": "Names as the page gives them."},
        "published": _maybe(_text("When the page says it was published: ISO 8601, of any "
                                  "precision.")),
        "captured": _time("When this text was first captured."),
        "is_current": _flag("Whether it is the latest text of the page."),
        "snippet": _text("Some thirty words around those that were found, which stand between "
                         "two pairs of asterisks."),
        "score": {"type": "number", "description": "Lower is better; comparable within one "
                                                   "answer only."},
        "places": _list("Place", "Other pages with the same text, 20 at most."),
        "sightings": _list("Sighting", "With all_versions or at: where the words stand, latest "
                                       "first."),
    }),
    "Facet": _object("A value and how many hits have it.", {
        "value": _text("The value, as the parameter of its name takes it."),
        "hits": _count("How many."),
    }),
    "Facets": _object("Hits by what they are; 40 values of each at most.", {
        "source": _list("Facet", "By source, most frequent first."),
        "language": _list("Facet", "By language, most frequent first."),
        "year": _list("Facet", "By the year they bear, latest first."),
        "type": _list("Facet", "By what they are, most frequent first."),
        "of": _count("The newest so many hits were counted."),
        "is_sample": _flag("Whether there are more."),
    }),
    "Results": _object("What a search found.", {
        **_UNDERSTOOD,
        "notes": {"type": "array", "items": {"type": "string"}, "description": "What was not "
                  "taken as it may have been meant, and what was done beyond the query."},
        "suggestion": _maybe(_text("Where little was found: the query spelt otherwise, which "
                                   "finds more.")),
        "total": _count("Texts that match, counted up to 10,000."),
        "total_is_capped": _flag("Whether there are more than that."),
        "has_more": _flag("Whether there are hits behind these."),
        "limit": _count("Hits that were asked for."),
        "offset": _count("Hits that were left out before these."),
        "next": _maybe(_text("Address of the next hits, on this origin.")),
        "hits": _list("Hit", "The hits."),
        "facets": {"$ref": "#/components/schemas/Facets"},
    }, optional=("facets",)),
    "Month": _object("A month and how many texts bear it.", {
        "month": _text("The month.", pattern=r"^\d{4}-\d{2}$"),
        "hits": _count("How many."),
    }),
    "Trend": _object("Texts that match, by month.", {
        **_UNDERSTOOD,
        "total": _count("All of them."),
        "months": _list("Month", "From the first month to the last, none left out between."),
    }),
    "Suggestions": {
        "type": "array",
        "description": "OpenSearch suggestions 1.0: the query, and how it may go on.",
        "prefixItems": [
            {"type": "string"}, {"type": "array", "items": {"type": "string"}},
        ],
        "minItems": 2,
        "maxItems": 2,
    },
    "Fault": _object("What is wrong with a parameter.", {
        "parameter": _text("Its name."),
        "detail": _text("What is wrong with it."),
    }),
    "Problem": _object("Problem details (RFC 9457).", {
        "type": _text("A URI reference; always about:blank.", format="uri-reference"),
        "title": _text("The phrase of the status."),
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": _text("What is wrong, in a sentence."),
        "errors": _list("Fault", "What is wrong with each parameter."),
    }, optional=("errors",)),
}  # fmt: skip

RESULTS: Schema = {
    "query": "prison* strasbourg lang:en",
    "understood": "prison* strasbourg lang:en",
    "explained": "all of: prison…, strasbourg; in English",
    "notes": [],
    "suggestion": None,
    "total": 1,
    "total_is_capped": False,
    "has_more": False,
    "limit": 20,
    "offset": 0,
    "next": None,
    "hits": [{
        "url": _URL,
        "title": "Report on prisons",
        "type": "article",
        "source": "example-org",
        "language": "en",
        "authors": ["Jane Roe"],
        "published": "2025-10-06T09:00:00Z",
        "captured": "2025-10-06T18:00:00Z",
        "is_current": True,
        "snippet": "The committee met in **Strasbourg** on Tuesday and adopted its report on "
                   "**prisons**…",
        "score": -4.809,
        "places": [{"url": _COPY, "source": None, "captured": "2025-10-07T06:17:00Z"}],
        "sightings": [],
    }],
    "facets": {
        "source": [{"value": "example-org", "hits": 1}],
        "language": [{"value": "en", "hits": 1}],
        "year": [{"value": "2025", "hits": 1}],
        "type": [{"value": "article", "hits": 1}],
        "of": 1,
        "is_sample": False,
    },
}  # fmt: skip
TREND: Schema = {
    "query": "prison*",
    "understood": "prison*",
    "explained": "prison…",
    "total": 3,
    "months": [{"month": "2025-09", "hits": 1}, {"month": "2025-10", "hits": 2}],
}
SUGGESTIONS: list[Any] = ["report on pri", ["report on prison", "report on private"]]
PROBLEM: Schema = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "from: 'soon' is no date; dates are written 2025, 2025-03 or 2025-03-14",
    "errors": [{
        "parameter": "from",
        "detail": "'soon' is no date; dates are written 2025, 2025-03 or 2025-03-14",
    }],
}  # fmt: skip
