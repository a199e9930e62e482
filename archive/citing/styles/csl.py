"""A citation as CSL-JSON (Citation Style Language 1.0.2), for Zotero, pandoc and citeproc."""

from __future__ import annotations

import json
from typing import Any

from archive.citing.citation import Citation, Day, line
from archive.citing.persons import Name
from archive.citing.styles.bibtex import citation_key


def written(cited: Citation) -> str:
    """A list of one item, as the schema wants it."""
    return json.dumps([item(cited)], ensure_ascii=False, indent=2)


def item(cited: Citation) -> dict[str, Any]:
    """The item. What a style cannot show stands in ``note`` and, for programs, in ``custom``."""
    facts: dict[str, Any] = {
        "id": citation_key(cited),
        "type": "report" if cited.kind == "document" else "webpage",
        "title": line(cited.title),
        "author": [_person(name) for name in cited.authors],
        "container-title": line(cited.site),
        "publisher": line(cited.publisher),
        "number": line(cited.number),
        "issued": _date(cited.published) if cited.published else None,
        "accessed": _date(cited.captured_on),
        "URL": cited.url,
        "language": cited.language,
        "page": str(cited.page or ""),
        "archive": "Greffe" if cited.archive_url else "",
        "archive_location": cited.archive_url,
        "note": _note(cited),
        "custom": {
            "captured": f"{cited.clock[:10]}T{cited.clock[11:19]}Z",
            **({"archive_url": cited.archive_url} if cited.archive_url else {}),
            **({"sha256": cited.sha256} if cited.sha256 else {}),
            **({"quote": line(cited.quote)} if cited.quote else {}),
        },
    }
    return {name: value for name, value in facts.items() if value}


def _note(cited: Citation) -> str:
    told = [f"Quoted: “{line(cited.quote)}”"] if cited.quote else []
    told.append(f"Captured {cited.clock}")
    told += [f"archived at {cited.archive_url}"] if cited.archive_url else []
    told += [f"SHA-256 {cited.sha256}"] if cited.sha256 else []
    return ", ".join(told)


def _date(day: Day) -> dict[str, Any]:
    return {"date-parts": [day.parts]}


def _person(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": line(name.literal)}
    parts = {
        "family": name.family, "given": name.given, "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }  # fmt: skip
    return {part: line(value) for part, value in parts.items() if value}
