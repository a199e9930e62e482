"""Endings of languages that have no Snowball stemmer, or one that misses common forms.

In the way of the light stemmers of Dolamic and Savoy (*Indexing and stemming approaches for the
Czech language*, 2009; *Ukrainian*, *Bulgarian* and others in the same series): endings of nouns
and adjectives are taken off, the longest first and again as long as there is one, while enough is
left. No dictionary, no verbs, no changes within stems. All is said of folded words.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.analysis.characters import listed


@dataclass(frozen=True, slots=True)
class Endings:
    """The endings of a language.

    Attributes:
        endings: what is taken off, each with the number of letters that must be left.
        doubled: letters that are written twice before an ending (``hakkı`` of ``hak``).
        whole: words that look as if they had an ending.
        is_repeated: whether more is taken off, as long as there is any.
    """

    endings: dict[str, int]
    doubled: str = ""
    whole: frozenset[str] = frozenset()
    is_repeated: bool = True

    def stem(self, word: str) -> str:
        """The word without its endings."""
        shorter = self._without_one(word)
        while shorter != word and self.is_repeated:
            word, shorter = shorter, self._without_one(shorter)
        if len(shorter) > 3 and shorter[-1] == shorter[-2] and shorter[-1] in self.doubled:
            return shorter[:-1]
        return shorter

    def _without_one(self, word: str) -> str:
        if word in self.whole:
            return word
        for length in range(1, _LONGEST + 1):
            if word[:-length] in self.whole and word[-length:] in self.endings:
                return word[:-length]
        for length in range(_LONGEST, 0, -1):
            left = self.endings.get(word[-length:])
            if left is not None and len(word) - length >= left:
                return word[:-length]
        return word


_LONGEST = 9


def _of(endings: str, left: int = 3) -> dict[str, int]:
    return dict.fromkeys(endings.split(), left)


# Plural, possessive, case, -ki and the copula; vowels are folded, so harmony leaves two of each.
# A final n may be of the stem or of the ending; off it goes, where the stem is not one of those
# that would lose too much.
_TURKIC = Endings(
    _of("lar ler i u si su yi yu ya ye da de ta te dan den tan ten")
    | _of("a e in un ni nu na ne nin nun la le ki dir dur tir tur imiz umuz iniz unuz", 4)
    | _of("n", 5),
    doubled="bcdfgklmnprstvyz",
    whole=listed(
        "insan qanun kanun zaman vatan veten bakan divan iman can qadin kadin altin yakin yaxin "
        "uzun butun son gun polis kilise hedef haber xeber madde bina dunya"
    ),
)
_UKRAINIAN = (
    "а у ю я е о и і ь й ам ям ами ями ах ях ом ем ов ев ий ой ою ею ия ію іі ія іе ові еві ів ім "
    "ими іх их им ого его ому ему оі еі ій ість ості істю ння нню нням ннями ннях нні ень "
)
TABLES: dict[str, Endings] = {
    "az": _TURKIC,
    "be": Endings(
        _of(
            _UKRAINIAN
            + "ы ыя ая ое ага яга аму яму ым ымі імі ых аю ау оу еу асць асці нне нню нняу"
        )
    ),
    "bg": Endings(
        _of("ът ят та то те а я о е и у ове ови еве ия ият ие ии ий ища ост ого ому"),
    ),
    "hy": Endings(
        _of(
            "ը ն ս դ ի ին ու ուն վա վան ից ուց ով ում եր ներ ման մամբ ություն ության ությամբ "
            "ական յան ոջ"
        )
    ),
    "is": Endings(
        _of(
            "ur ar ir um a i u s inn ins inum in ina inni innar id inu arnir anna unum urnar irnar "
            "num na"
        ),
        doubled="ln",
        is_repeated=False,
    ),
    "ka": Endings(
        _of(
            "ი ა ო ე უ მა ამ ომ ემ უმ ს სა ის ისა ით ითა ად ოდ ედ უდ ადა თა ებ ში ზე თან დან იდან "
            "თვის ისთვის მდე ამდე გან ისგან კენ ისკენ ვით ც ურ ულ"
        )
    ),
    "lv": Endings(
        _of(
            "s a u i e am im em ai ei as os us is es ies iem aja ajai ajam ajas ajos ajs "
            "ums uma umu umi umam umiem umus umos iba ibas ibu ibam ibai sana sanas sanu sanai"
        ),
        is_repeated=False,
    ),
    "mk": Endings(
        _of("от та то те ов он ва на но не а о е и у ови еви ии иот ија ие ост ого ому"),
    ),
    "sk": Endings(
        _of(
            "a e i o u y ia ie iu ii io om em am im ym ach och iach iam ami mi ou ov ev ej eho emu "
            "ych ich ymi imi ova ove ovi ovia ost ni"
        )
    ),
    "sl": Endings(
        _of("a e i o u om em am im ov ev ih ima ama ami imi mi ah eh ega emu ej ost jo ja je ju"),
    ),
    "sq": Endings(
        _of(
            "i a e u t s es en et at it in un ut ja jes jen ave eve ve ra rat rave ish isht nin se "
            "si sin sit sise is er ere"
        ),
        is_repeated=False,
    ),
    "tr": _TURKIC,
    "uk": Endings(_of(_UKRAINIAN)),
}

_HEBREW_PLURALS = ("ימ", "ות", "יות", "יה", "ה")
_HEBREW_CLITICS = "ושהבכלמ"


def hebrew(word: str) -> str:
    """A Hebrew word without clitics before it (up to three) and its plural or final he."""
    taken = 0
    while taken < 3 and word[:1] in _HEBREW_CLITICS:
        if len(word) < (4 if word[0] in "וה" else 5):
            break
        word, taken = word[1:], taken + 1
    for ending in _HEBREW_PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_ARABIC_ARTICLES = ("وال", "فال", "بال", "كال", "ولل", "فلل", "ال", "لل")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def arabic(word: str) -> str:
    """A folded Arabic word without article and endings.

    After Larkey, Ballesteros and Connell, *Light stemming for Arabic information retrieval*
    (2007). Snowball's stemmer leaves "and the" on, and takes ``ان`` of إنسان off only where an
    article stands before it.
    """
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            word = word.removeprefix(article)
            break
    else:
        if word[0] == "و" and len(word) > 4:
            word = word[1:]
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
    return word


_PARTICLES = sorted(
    listed(
        "은 는 이 가 을 를 의 에 도 만 와 과 로 으로 에서 에게 에는 에도 까지 부터 이나 라고 "
        "으로서 으로써 로서 로써 처럼 보다 에서는 에서도 에게는 과의 와의 에의 이라고 들은 들이 "
        "들을 들의 들에 들에게 들과 들 이다 입니다 께서 한테 마다 조차 밖에"
    ),
    key=lambda particle: (-len(particle), particle),
)


def korean(word: str) -> str:
    """A Korean word without its particle."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word.removesuffix(particle)
    return word


_PORTUGUESE = {"ões": "ão", "ães": "ão", "oes": "ao", "aes": "ao"}


def portuguese(word: str) -> str:
    """A Portuguese word with the singular of its plural in -ões: decisões, decisão."""
    ending = _PORTUGUESE.get(word[-3:])
    return word[:-3] + ending if ending and len(word) > 5 else word


def romanian(word: str) -> str:
    """A Romanian word without its plural in -uri: drepturilor, drept."""
    for ending in ("urilor", "urile", "uri"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
