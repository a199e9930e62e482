"""The mementos of a page, as RFC 7089 has them."""
