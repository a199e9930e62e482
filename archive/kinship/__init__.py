"""Other addresses of a page, and its other languages, as far as evidence bears them out.

What a page says of itself is one witness. A canonical link joins two addresses only where the other
one says the same text and names itself or the first; languages are tied where both sides say so, or
where address and dates do. What was looked at and not believed is kept with the reason.
"""

from __future__ import annotations

from archive.kinship.kin import Kin, by_relation, kin_of

__all__ = ["Kin", "by_relation", "kin_of"]
