"""Citations: of a capture, of words in it, and whether those words still stand.

Pure but for ``gathering``: a text, a quotation, facts in; selectors, addresses and citations out.
"""
