"""Saved pages as pictures, for who cannot or will not run them in a browser."""
