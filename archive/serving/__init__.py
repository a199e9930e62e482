"""What the reading room and replay share: addresses, guards, one archive per thread."""
