"""History: what a page said when, and what changed."""
