"""Lines of chrome that are left among the blocks of a text.

A block is dropped only if all of it is a known piece of chrome: a sentence that merely mentions
one stays. What could also be a heading or a word of the article is dropped at the edges only,
before the first sentence of the text or after its last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.clean.article import Block
from archive.clean.titles import key


def _phrases(text: str) -> frozenset[str]:
    return frozenset(filter(None, (phrase.strip() for phrase in re.split(r"[|\n]", text))))


_ANYWHERE = _phrases(
    """
    top of page|bottom of page|use tab to navigate through the menu items.|see all|read more
    post not marked as liked|post liked|log in / sign up|write a comment...|write a comment…
    skip to main content|skip to content|skip to navigation|asset publisher|share this:|like this:
    asset publisher asset publisher|loading...|loading…|advertisement|advertisements|(open)
    share this post|share on facebook|share on twitter|share on linkedin|share via email
    click to share|article continues below|story continues below advertisement|back to top
    scroll to top|scroll to bottom|print this page|lire la suite|weiterlesen|mehr lesen|leer más
    leggi tutto|lees meer|czytaj więcej|читать далее|подробнее|saiba mais|ler mais|devamını oku
    seitenanfang|nach oben|haut de page|retour en haut|werbung|anzeige|publicité|publicidad
    link copied|copy link|link kopiert|enlace copiado|lien copié
    """
)
_AT_EDGES = _phrases(
    """
    comments|comment|recent posts|related posts|related articles|all posts|more|search|share|print
    back|home|menu|log in|login|sign up|subscribe|0|newsroom|tags|tags:|share this
    share this article|follow us|leave a comment|leave a reply|no comments|no comments yet
    categories
    updated|like|reply
    kommentare|kommentar|teilen|drucken|zurück|startseite|suche|anmelden|themen|merken
    commentaires|partager|imprimer|retour|accueil|rechercher|comentarios|compartir|imprimir|volver
    inicio|buscar|commenti|condividi|stampa|indietro|voltar|partilhar|compartilhar|comentários
    комментарии|поделиться|печать|назад|yorumlar|paylaş|yazdır|geri|коментарі|друк
    """
)
_COUNTERS = re.compile(
    r"(?:\d[\d.,]*\s*(?:[km]\s+)?(?:views?|comments?|likes?|shares?|aufrufe|kommentare?|vues?|"
    r"commentaires?|vistas?|comentarios?|visualizzazioni|просмотр\w*|коммента\w+)"
    r"|\d+\s*(?:-\s*)?min(?:ute)?s?\.?\s*(?:read|lesezeit|de lectura|de lecture|di lettura"
    r"|leestijd)"
    r"|(?:lesezeit|reading time|temps de lecture|tiempo de lectura)"
    r":?\s*(?:ca\.?\s*)?\d+\s*min\w*\.?"
    r"|\d+\s*мин\.?\s*чтения"
    r"|rated \d(?:\.\d)? out of 5 stars\.?|no ratings yet)",
    re.IGNORECASE,
)
_SHARING = re.compile(
    r"(?:click|tap) to (?:share|email|print)\b.{0,80}|.{0,40}\(opens in (?:a )?new window\)"
    r"|writer's picture:.{0,80}",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^\n/]{1,120}\.(?:png|jpe?g|gif|webp|svg|bmp|heic|avif|tiff?)", re.IGNORECASE)
# A line that is a date, with a time or a place at most: the page's own date, kept as such.
_DATE_LINE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[^\W\d]{3,12}\.?\s+\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2},\s+\d{4})"
    r"(?:,?\s+\d{1,2}[:.]\d{2}(?::\d{2})?)?(?:,?\s+[^\W\d]{3,20})?"
)
_BACK = re.compile(
    r"(?:«|‹|←|<)?\s*(?:back|retour|zurück|volver|voltar|indietro|terug|назад|geri|înapoi)\b\s*(.*)",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…。！？؟।:]['\"»”’)\]]*$")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_TAIL_HEADINGS = _phrases(
    """
    recent posts|related posts|related articles|see also|read also|more news|latest news|most read
    you may also like|you might also like|read more|comments|aktuelle beiträge|ähnliche beiträge
    das könnte sie auch interessieren|articles récents|articles similaires|entradas recientes
    """
)


def swept(blocks: Sequence[Block], title: str) -> tuple[Block, ...]:
    """The blocks without chrome; all of them where nothing else would be left.

    Args:
        blocks: text in reading order.
        title: the page's title, which is no part of its text.
    """
    kept = [block for block in blocks if not is_chrome(block.text)]
    kept = _without_title(kept, title)
    first, last = _prose(kept)
    if first is None or last is None:
        return tuple(kept or blocks)
    head = [block for block in kept[:first] if not _is_edge(block.text, title)]
    tail = _tail(kept[last + 1 :], title)
    return (*head, *kept[first : last + 1], *tail)


def is_chrome(text: str) -> bool:
    """Whether a text is nothing but a piece of chrome, wherever it stands."""
    if len(text) > 130:
        return False
    line = text.strip().casefold()
    if line.strip(" .:›»→>") in _ANYWHERE or line in _ANYWHERE:
        return True
    return _COUNTERS.fullmatch(line) is not None or _SHARING.fullmatch(line) is not None


def is_file_name(text: str) -> bool:
    """Whether a text is the name of an image file, as alternative texts often are."""
    return _FILE.fullmatch(text.strip()) is not None and len(text.split()) <= 12


def is_prose(text: str) -> bool:
    """Whether a text is a sentence or more, rather than a label."""
    length = len(text) + 2 * len(_WIDE.findall(text[:200]))
    return length >= 120 or (length >= 60 and _END.search(text) is not None)


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    name = key(title)
    if not name:
        return blocks
    for number, block in enumerate(blocks[:6]):
        if key(block.text) == name:
            return blocks[:number] + blocks[number + 1 :]
        if is_prose(block.text):
            break
    return blocks


def _prose(blocks: Sequence[Block]) -> tuple[int | None, int | None]:
    numbers = [number for number, block in enumerate(blocks) if is_prose(block.text)]
    return (numbers[0], numbers[-1]) if numbers else (None, None)


def _is_edge(text: str, title: str) -> bool:
    if len(text) > 300:
        return False
    line = text.strip().casefold()
    if line.strip(" .:›»→>|") in _AT_EDGES or is_file_name(text) or _DATE_LINE.fullmatch(line):
        return True
    back = _BACK.fullmatch(text.strip())
    return back is not None and key(back[1]) in ("", key(title))


def _tail(blocks: Sequence[Block], title: str) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        # Nothing but cards follows such a heading once the last sentence is behind us.
        if block.kind != "item" and block.text.casefold().strip(" :") in _TAIL_HEADINGS:
            break
        if not _is_edge(block.text, title):
            kept.append(block)
    return kept
