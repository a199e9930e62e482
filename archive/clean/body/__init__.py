"""The text of a page: which of its blocks are content."""
