"""What endpoints answer, as JSON Schema (2020-12), with an example of each."""

from __future__ import annotations

from typing import Any

from archive.api.shapes import Schema, count, flag, maybe, several, text, thing, time
from archive.search.labels import KINDS

_URL = "https://www.example.org/2025/prisons"
_COPY = "https://news.example.net/a/417"


_UNDERSTOOD: Schema = {
    "query": text("What was asked, as it came."),
    "understood": text("What was understood, as one would type it."),
    "explained": text("The same in plain words."),
}

SCHEMAS: Schema = {
    "Place": thing("Another page that shows the same text now.", {
        "url": text("Its URL."),
        "source": maybe(text("Name of the source it is of.")),
        "captured": time("When the text was first captured there."),
    }),
    "Sighting": thing("A version of the page in which the words stand.", {
        "version": {"type": "integer", "description": "Its number in the archive file."},
        "first": time("The first capture that shows it."),
        "last": time("The last capture that shows it."),
        "is_current": flag("Whether it is the latest text of the page."),
    }),
    "Hit": thing("A page whose text matches.", {
        "url": text("Its URL."),
        "title": text("Its title, which may be empty."),
        "type": text("What the page is.", enum=list(KINDS)),
        "source": maybe(text("Name of the source it was crawled for.")),
        "language": maybe(text("Of its text, ISO 639-1.")),
        "authors": {"type": "array", "items": {"type": "string"},
                    "description": "Names as the page gives them."},
        "published": maybe(text("When the page says it was published: ISO 8601, of any "
                                  "precision.")),
        "captured": time("When this text was first captured."),
        "is_current": flag("Whether it is the latest text of the page."),
        "snippet": text("Some thirty words around those that were found, which stand between "
                         "two pairs of asterisks."),
        "score": {"type": "number", "description": "Lower is better; comparable within one "
                                                   "answer only."},
        "places": several("Place", "Other pages with the same text, 20 at most."),
        "sightings": several("Sighting", "With all_versions or at: where the words stand, latest "
                                       "first."),
    }),
    "Facet": thing("A value and how many hits have it.", {
        "value": text("The value, as the parameter of its name takes it."),
        "hits": count("How many."),
    }),
    "Facets": thing("Hits by what they are; 40 values of each at most.", {
        "source": several("Facet", "By source, most frequent first."),
        "language": several("Facet", "By language, most frequent first."),
        "year": several("Facet", "By the year they bear, latest first."),
        "type": several("Facet", "By what they are, most frequent first."),
        "of": count("So many hits were counted, the newest if not all."),
        "is_sample": flag("Whether there are more."),
    }),
    "Results": thing("What a search found.", {
        **_UNDERSTOOD,
        "notes": {"type": "array", "items": {"type": "string"}, "description": "What was not "
                  "taken as it may have been meant, and what was done beyond the query."},
        "suggestion": maybe(text("Where little was found: the query spelt otherwise, which "
                                   "finds more.")),
        "total": count("Texts that match, counted up to 10,000."),
        "total_is_capped": flag("Whether there are more than that."),
        "has_more": flag("Whether there are hits behind these."),
        "limit": count("Hits that were asked for."),
        "offset": count("Hits that were left out before these."),
        "next": maybe(text("Address of the next hits, on this origin.")),
        "hits": several("Hit", "The hits."),
        "facets": {"$ref": "#/components/schemas/Facets"},
    }, optional=("facets",)),
    "Month": thing("A month and how many texts bear it.", {
        "month": text("The month.", pattern=r"^\d{4}-\d{2}$"),
        "hits": count("How many."),
    }),
    "Trend": thing("Texts that match, by month.", {
        **_UNDERSTOOD,
        "total": count("All of them."),
        "months": several("Month", "From the first month to the last, none left out between."),
    }),
    "Suggestions": {
        "type": "array",
        "description": "OpenSearch suggestions 1.1: the query, and how it may go on; with "
                       "everything also what each way is, and where it leads.",
        "prefixItems": [
            {"type": "string"}, *({"type": "array", "items": {"type": "string"}},) * 3,
        ],
        "minItems": 2,
        "maxItems": 4,
    },
    "Fault": thing("What is wrong with a parameter.", {
        "parameter": text("Its name."),
        "detail": text("What is wrong with it."),
    }),
    "Problem": thing("Problem details (RFC 9457).", {
        "type": text("A URI reference; always about:blank.", format="uri-reference"),
        "title": text("The phrase of the status."),
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": text("What is wrong, in a sentence."),
        "errors": several("Fault", "What is wrong with each parameter."),
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
