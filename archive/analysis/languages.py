"""Which languages a word of a query may be in, by its letters; and the commonest words of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from archive.analysis.characters import listed

_LATIN = {
    "az": "çəğıöşü", "bs": "čćđšž", "ca": "àçèéíïòóúü", "cs": "áčďéěíňóřšťúůýž", "da": "æøåé",
    "de": "äöüßé", "en": "éèêëïöôçñ", "eo": "ĉĝĥĵŝŭ", "es": "áéíñóúü", "et": "äõöüšž",
    "eu": "ñçü", "fi": "äöåšž", "fr": "àâæçéèêëîïôœùûüÿ", "ga": "áéíóú", "hr": "čćđšž",
    "hu": "áéíóöőúüű", "id": "é", "is": "áðéíóúýþæö", "it": "àèéìíîòóùú", "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž", "nb": "æøåéòô", "nl": "áéëïóöüèê", "nn": "æøåéòô", "no": "æøåéòô",
    "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõúü", "ro": "ăâîșțşţ", "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšžćđ", "sq": "çë", "sr": "čćđšž", "sv": "åäöé", "tr": "çğıöşüâîû",
}  # fmt: skip
_CYRILLIC = {
    "be": "ёіў", "bg": "ѝ", "mk": "ѓѕјљњќџѐѝ", "ru": "ё", "sr": "ђјљњћџ", "bs": "ђјљњћџ",
    "uk": "іїєґ",
}  # fmt: skip
_OTHER = {
    "ar": "ARABIC", "fa": "ARABIC", "el": "GREEK", "he": "HEBREW", "yi": "HEBREW",
    "hi": "DEVANAGARI", "ne": "DEVANAGARI", "hy": "ARMENIAN", "ka": "GEORGIAN", "ta": "TAMIL",
}  # fmt: skip
_RUSSIAN_LETTERS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")

_FUNCTION_WORDS = listed(
    # German, English, French, Spanish, Italian, Portuguese, Catalan, Romanian.
    "der die das und den dem des ein eine von mit auf ist im nicht sich auch als aus wie bei nach "
    "nur war hat wir sie ihr man wer was aber oder vor bis zum zur durch uber "
    "the and for are was not you with his her its has had but all any can our out who may she him "
    "how why off per from that this they them will been were have which their there what when one "
    "les des une est pas que qui dans par sur pour plus son ses sont aux ont ces mais leur avec ou "
    "los las del una con por para como mas pero sus este esta entre sin ser hay fue muy han eso "
    "che gli non per piu della dei nel con una sono suo come era dal chi sul tra fra ma "
    "nao uma dos das com mais pelo sua seu ate sem nos ele ela sao foi ja "
    "els amb pel mes dels tot seva "
    "din pentru este sau mai cel cea lui fost prin dar "
    # Dutch, the North, the Baltic, Hungarian.
    "het een van dat die voor met zijn niet aan ook maar dan nog naar bij uit kan wordt door over "
    "och att det som pa av for med den har inte ett var jag han hon sig men vid kan sin nar fran "
    "til er ikke jeg ved der skal kun bli ble hun seg vil "
    "ja on ei se mutta oli han kun niin myos tai jos ovat mita "
    "ning aga kui oma see ta mis kes ega "
    "ir un no ka ar par bet tas kas vai uz pie lai "
    "kad yra tai kaip bei nuo iki per jis tik "
    "egy hogy nem meg volt mint csak van azt ezt fel mar vagy "
    # Slavic, in both alphabets.
    "nie sie jest jak tak ale czy dla tego oraz przez tym ich byl byla jego tylko pod nad "
    "je se na to ze by jsem ale jako kde pro pri tak co jeho bude byl "
    "sve kao ali ili koji koja nije bio kad sam smo ste jer sto kod vec zbog "
    "что как это все она так его был для той или при они мне еще уже где под без нас вас если "
    "від для при або що як але про так був іх й він вона все без під над "
    "със как или при той това все тя ще без като "
    "што или дека која биле нив при кај "
    # Turkish, Azerbaijani, Albanian, Greek.
    "bir ve bu icin ile da de daha cok gibi olan ise hem ama kadar sonra var yok ben sen biz siz "
    "ucun kimi olan gore bele hec her "
    "nje per nga dhe qe eshte jane me te ne ka do "
    "και της των του την τον στο στη για απο που δεν ειναι"
)


def is_function_word(folded: str) -> bool:
    """Whether a folded word is among the commonest of some language, which say nothing."""
    return folded in _FUNCTION_WORDS


def languages_of(word: str, languages: Sequence[str]) -> list[str]:
    """Those of the languages that have all letters of a word, in the same order."""
    letters = {c for c in unicodedata.normalize("NFKC", word).lower() if c.isalpha()}
    beyond = frozenset(c for c in letters if not c.isascii())
    return [code for code in languages if _has(code, letters, beyond)]


def _has(code: str, letters: set[str], beyond: frozenset[str]) -> bool:
    if len(beyond) < len(letters):
        return code in _LATIN and beyond <= set(_LATIN[code])
    if code in _LATIN and beyond <= set(_LATIN[code]):
        return True
    if code in _CYRILLIC and beyond <= _RUSSIAN_LETTERS | set(_CYRILLIC[code]):
        return True
    script = _OTHER.get(code)
    return script is not None and all(_is_of(script, letter) for letter in beyond)


def _is_of(script: str, letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(script)
