"""Who said it when: of each sentence of a page, since when it stands there and what it said before.

Pure but for ``gathering``.
"""

from archive.history.blame.lives import blamed
from archive.history.blame.model import Blame, Line, Look, Move, Saying, Stay, Turn, Words

__all__ = ["Blame", "Line", "Look", "Move", "Saying", "Stay", "Turn", "Words", "blamed"]
