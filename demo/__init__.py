"""A small web of our own: three sites on loopback, for the demonstration and the tests."""
