"""The language of a text: what the page claims, checked against its words."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CODE = re.compile(r"[a-z]{2}(?=[-_]|$)")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_EASTERN = frozenset(("zh", "ja", "ko", "yue"))
_SHORT = 200
_LONG = 400
_SURE = 0.95
_SAMPLE = 1_500
# Neighbours that a statistical guess cannot tell apart: the page's own word counts.
_KIN = (
    frozenset(("hr", "sr", "bs", "sh", "sl", "mk")),
    frozenset(("no", "nb", "nn", "da", "sv")),
    frozenset(("id", "ms", "jv")),
    frozenset(("cs", "sk")),
    frozenset(("es", "gl", "ca", "pt", "an", "oc")),
    frozenset(("ru", "uk", "be", "bg")),
    frozenset(("hi", "mr", "ne")),
    frozenset(("az", "tr", "tk")),
    frozenset(("de", "lb", "nl", "af")),
)


def language(claimed: str, text: str) -> str | None:
    """ISO 639-1 code of the text.

    Args:
        claimed: the page's ``lang``; it counts unless 400 or more letters clearly say otherwise.
        text: the clean text; below 200 nothing is guessed from it.
    """
    match = _CODE.match(claimed.strip().lower())
    own = match[0] if match else None
    wide = _WIDE.findall(text[:_LONG])
    if own not in _EASTERN and len(wide) > max(20, len(text[:_LONG]) / 2):
        return _eastern("".join(wide))
    if len(text) < (_LONG if own else _SHORT):
        return own
    try:
        # Most pages are in the language they claim: a few words bear that out.
        if own and _identifier().classify(text[:_LONG])[0] == own:
            return own
        guess, sureness = _identifier().classify(text[:_SAMPLE])
    except OSError:  # its model is unpacked into a temporary file, for which there may be no room
        return own
    if sureness < _SURE or guess == own or len(guess) != 2:
        return own
    if own and any(own in kin and guess in kin for kin in _KIN):
        return own
    return str(guess)


def _eastern(wide: str) -> str:
    # The script alone tells: templates often claim the language of the software.
    if len(_HANGUL.findall(wide)) > len(wide) / 2:
        return "ko"
    return "ja" if len(_KANA.findall(wide)) > len(wide) / 10 else "zh"


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
