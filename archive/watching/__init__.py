"""Watches: what came, what vanished, and who is told."""
