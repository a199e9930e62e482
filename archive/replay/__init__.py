"""Replay: saved pages in a browser, on an origin of their own."""
