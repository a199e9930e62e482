"""From word processors' files to articles: DOCX (and DOCM, DOTX, DOTM) and ODT."""

from archive.clean.office.docx import EXTRACTOR, extract_docx
from archive.clean.office.odt import extract_odt

__all__ = ["EXTRACTOR", "extract_docx", "extract_odt"]
