"""rm.coe.int: documents under bare numbers, none with an extension."""

from __future__ import annotations

import hashlib

from demo.pdf import Report, written
from tests.replicas.prose import Text
from tests.replicas.web import Answer, Replica, moved


def paper(replica: Replica, title: str, one: Text, *, base: str = "https://rm.coe.int") -> str:
    """A PDF that says what a text says; its URL, in one of the forms there are."""
    digest = hashlib.sha256(title.encode()).hexdigest()
    number = f"1680{digest[:6]}"
    form = int(digest[6], 16) % 3
    url = f"{base}/{number}" if form else f"{base}/{one.slug[:20]}/{number}"
    report = Report(title, f"Ref. {number}", "Specimen", one.date, (("Findings", one.paragraphs),))
    answer = Answer(
        written(report), "application/pdf",
        fields=(("Content-Disposition", f'inline; filename="{number}.pdf"'),),
    )  # fmt: skip
    replica.answers[url] = answer
    replica.documents[url] = one
    if form != 2:
        return url
    short = f"https://go.coe.int/{digest[:5]}"
    replica.answers[short] = moved(url)
    return short
