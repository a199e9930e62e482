"""Fixity: whether the archive's bytes are still those that were stored, and agree with each other.

What is read is compared with digests that were taken when it was written: of every frame, of every
record's block and payload, of every text. What a revisit leaves out must be there and sound. What
was derived is compared with the records as far as that is cheap; the rest is `rebuild`'s.
"""

from archive.fixity.check import Fault, Position, Verified
from archive.fixity.run import verified

__all__ = ["Fault", "Position", "Verified", "verified"]
