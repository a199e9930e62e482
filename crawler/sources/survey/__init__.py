"""A survey of an unknown site: what it offers to a crawler, and the source that follows from it."""
