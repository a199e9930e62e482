"""From a PDF to an article."""

from archive.clean.pdf.document import EXTRACTOR, extract_pdf

__all__ = ["EXTRACTOR", "extract_pdf"]
