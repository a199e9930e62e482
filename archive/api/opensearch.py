"""OpenSearch 1.1 (draft 6): how a browser or a library's search finds its way to ours."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from archive.api.parameters import LIMIT

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_WAYS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("text/html", "results", "search?q={searchTerms}&p={startPage?}", {"pageOffset": "1"}),
    ("application/atom+xml", "results", "search.atom?q={searchTerms}", {}),
    (
        "application/json", "results",
        "api/search?q={searchTerms}&limit={count?}&offset={startIndex?}", {"indexOffset": "0"},
    ),
    (SUGGESTIONS, "suggestions", "api/suggest?q={searchTerms}", {}),
    (DESCRIPTION, "self", "opensearch.xml", {}),
)  # fmt: skip


def opensearch(room: str) -> bytes:
    """The description document.

    Args:
        room: address of the reading room, as it was asked for.
    """
    base = room.rstrip("/")
    root = Element("OpenSearchDescription", {"xmlns": _NAMESPACE})
    for name, text in (
        ("ShortName", "Greffe"),
        ("LongName", "Greffe: what web sites said, and when"),
        ("Description", "Search the pages of this archive, and what they said before."),
        ("Tags", "web archive"),
    ):
        SubElement(root, name).text = text
    image = SubElement(root, "Image", {"height": "64", "width": "64", "type": "image/svg+xml"})
    image.text = f"{base}/static/icon.svg"
    for kind, rel, template, more in _WAYS:
        attributes = {"type": kind, "rel": rel, "template": f"{base}/{template}", **more}
        SubElement(root, "Url", attributes)
    query = {"role": "example", "searchTerms": "court", "count": str(LIMIT)}
    SubElement(root, "Query", query)
    for name, text in (
        ("SyndicationRight", "private"), ("AdultContent", "false"), ("Language", "*"),
        ("InputEncoding", "UTF-8"), ("OutputEncoding", "UTF-8"),
    ):  # fmt: skip
        SubElement(root, name).text = text
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole
