"""Endings of languages that have no Snowball stemmer, or one that misses common forms.

In the way of the light stemmers of Dolamic and Savoy (*Indexing and stemming approaches for the
Czech language*, 2009; *Ukrainian*, *Bulgarian* and others in the same series): endings of nouns
and adjectives are taken off, the longest first and again as long as there is one, while enough is
left. No dictionary, no verbs, no changes within stems. All is said of folded words.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.analysis.characters import listed


@dataclass(frozen=True, slots=True)
class Endings:
    """The endings of a language.

    Attributes:
        endings: what is taken off, each with the number of letters that must be left.
        doubled: letters that are written twice before an ending (``hakkı`` of ``hak``).
        whole: words that look as if they had an ending.
    """

    endings: dict[str, int]
    doubled: str = ""
    whole: frozenset[str] = frozenset()

    def stem(self, word: str) -> str:
        """The word without its endings."""
        while (shorter := self._without_one(word)) != word:
            word = shorter
        if len(word) > 3 and word[-1] == word[-2] and word[-1] in self.doubled:
            return word[:-1]
        return word

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
    "ний на не ні них ного ному ноі ною ної ним ними "
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
        _of("ът ят та то те а я о е и у ове ови еве ия ият ие ии ий ища ен на но ни ност ого ому")
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
        )
    ),
    "ka": Endings(
        _of(
            "ი ა ო ე უ მა მ ს სა ის ისა ით ითა ად ადა დ თა ნი ებ ში ზე თან დან იდან თვის ისთვის "
            "მდე ამდე გან ისგან კენ ისკენ ვით ც ური ული"
        )
    ),
    "lv": Endings(
        _of("s a u i e am im em ai ei as os us is es ies iem um ums aja ajai iba sana san"),
    ),
    "mk": Endings(
        _of("от та то те ов он ва на но не а о е и у ови еви ии иот ија ие ен ни ост ого ому"),
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
        _of("i a e u s t es en et at it in un ut ja jes ve ra rat ish nin se sin sit is er ere im"),
    ),
    "tr": _TURKIC,
    "uk": Endings(_of(_UKRAINIAN)),
}

_HEBREW_PLURALS = ("ימ", "ות", "יות", "יה", "ה")
_HEBREW_CLITICS = "ושהבכלמ"


def hebrew(word: str) -> str:
    """A Hebrew word without clitics before it (up to three) and its plural or final he."""
    taken = 0
    while taken < 3 and len(word) > 4 and word[0] in _HEBREW_CLITICS:
        word, taken = word[1:], taken + 1
    for ending in _HEBREW_PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def arabic(word: str) -> str:
    """An Arabic word without "and" or "so" before an article, which Snowball leaves on."""
    if len(word) > 5 and word[0] in "وف" and word[1:3] in {"ال", "لل", "با", "كا"}:
        return word[1:]
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
