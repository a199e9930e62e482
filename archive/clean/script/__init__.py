"""What scripts ask for, as far as their text tells it: nothing is run."""

from archive.clean.script.places import Place
from archive.clean.script.requests import Asked, asked

__all__ = ["Asked", "Place", "asked"]
