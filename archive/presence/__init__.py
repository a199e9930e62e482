"""Whether pages are there: by what evidence, since when, and how sure that is (docs/history.md)."""

from archive.presence.checks import Check, Host, Said, Says, said
from archive.presence.states import USUAL, Presence, State, Step, Stretch, Terms, presence
from archive.presence.targets import Place, Seen, Target, target_of

__all__ = [
    "USUAL", "Check", "Host", "Place", "Presence", "Said", "Says", "Seen", "State", "Step",
    "Stretch", "Target", "Terms", "presence", "said", "target_of",
]  # fmt: skip
