"""The forms of a citation: one module each, a function from ``Citation`` to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.citing.citation import Citation
from archive.citing.styles import bibtex, csl, oscola, plain, wikipedia
from archive.translation import NP_


@dataclass(frozen=True, slots=True)
class Style:
    """A form of citations.

    Attributes:
        name: in addresses and on the command line.
        label: for people.
        media_type: of what is written.
        ending: of a file with it.
        written: writes a citation.
    """

    name: str
    label: str
    media_type: str
    ending: str
    written: Callable[[Citation], str]


STYLES: Mapping[str, Style] = {
    style.name: style
    for style in (
        Style("text", NP_("form of a citation", "Text"), "text/plain", "txt", plain.written),
        Style("oscola", "OSCOLA", "text/plain", "txt", oscola.written),
        Style("bibtex", "BibTeX", "application/x-bibtex", "bib", bibtex.written),
        Style("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl.written),
        Style("wikipedia", "Wikipedia", "text/x-wiki", "wiki", wikipedia.written),
    )
}
"""All forms, by name, in the order in which they are offered."""
