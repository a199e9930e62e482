"""The words of the interface in the language of who reads. English is the source and the key."""

from archive.translation.catalogue import ENGLISH, languages, require
from archive.translation.marking import N_, NP_
from archive.translation.speaking import _, n_, p_, speaking, spoken

__all__ = ["ENGLISH", "NP_", "N_", "_", "languages", "n_", "p_", "require", "speaking", "spoken"]
