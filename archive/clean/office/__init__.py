"""From word processors' files to articles: DOCX (and DOCM, DOTX, DOTM) and ODT."""

from archive.clean.office.docx import extract_docx
from archive.clean.office.odt import extract_odt

__all__ = ["extract_docx", "extract_odt"]
