"""The three sites: what each holds at every address on every day."""
