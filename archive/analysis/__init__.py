"""Analysis: the words of a text and of a query, so that they meet whatever their form."""

from archive.analysis.forms import Form, forms_of
from archive.analysis.words import REVISION, Word, words_in

__all__ = ["REVISION", "Form", "Word", "forms_of", "words_in"]
