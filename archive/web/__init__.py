"""The reading room: search, pages, their history, what changed, where it came from."""
