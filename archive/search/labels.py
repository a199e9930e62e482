"""The names of fields in a query, and the values that labels take."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Literal, get_args

from archive.clean.article import PageKind
from archive.search.asked import Clock, Field, Label
from archive.search.tokens import AFTER_WORDS, bare

Dated = Literal["since", "before", "until", "on"]
"""How a day of a query bounds the day that a text bears."""
Name = Field | Label | Clock | Dated | Literal["at"]

# What stands before the colon, as other search engines and our own options call it, too.
_NAMES: dict[str, Name] = {
    "title": "title", "intitle": "title", "headline": "title",
    "author": "author", "by": "author",
    "site": "site", "url": "site", "host": "site", "domain": "site",
    "source": "source",
    "lang": "lang", "language": "lang",
    "type": "type", "kind": "type", "filetype": "type",
    "since": "since", "after": "since", "from": "since",
    "before": "before",
    "until": "until", "to": "until",
    "on": "on", "date": "on", "dated": "on",
    "published": "published", "captured": "captured", "at": "at",
}  # fmt: skip

KINDS: tuple[str, ...] = get_args(PageKind)
_KINDS = {
    "article": "news story post page pressrelease press-release",
    "listing": "list index overview section feed home homepage",
    "document": "pdf doc docx docm dotx odt txt file report publication",
    "media": "video audio photo image picture gallery podcast",
    "search": "results searchresult searchresults",
    "profile": "person people biography bio member",
    "error": "404 missing",
    "block": "blocked blockpage wall captcha",
}

# ISO 639-1, English names, ISO 639-2 and other codes that are in use.
_LANGUAGES = """
af afrikaans afr|am amharic amh|an aragonese arg|ar arabic ara|as assamese asm
az azerbaijani aze azeri azb azj|be belarusian bel belarussian byelorussian|bg bulgarian bul
bn bengali ben bangla|br breton bre|bs bosnian bos|ca catalan cat valencian|co corsican cos
cs czech ces cze|cy welsh cym wel|da danish dan|de german deu ger|dz dzongkha dzo
el greek ell gre gr|en english eng|eo esperanto epo|es spanish spa castilian|et estonian est
eu basque eus baq|fa persian fas per farsi dari|fi finnish fin|fo faroese fao
fr french fra fre|fy frisian fry|ga irish gle gaelic|gd scottish-gaelic gla|gl galician glg
gu gujarati guj|ha hausa hau|he hebrew heb iw|hi hindi hin|hr croatian hrv|ht haitian hat
hu hungarian hun magyar|hy armenian hye arm|id indonesian ind in|is icelandic isl ice
it italian ita|ja japanese jpn jp|jv javanese jav|ka georgian kat geo|kk kazakh kaz
kl greenlandic kal|km khmer khm|kn kannada kan|ko korean kor|ku kurdish kur kmr kurmanji
ky kyrgyz kir|la latin lat|lb luxembourgish ltz letzeburgesch|lo lao|lt lithuanian lit
lv latvian lav|mg malagasy mlg|mk macedonian mkd mac|ml malayalam mal|mn mongolian mon
mr marathi mar|ms malay msa may|mt maltese mlt|my burmese mya bur|nb bokmål bokmal nob
ne nepali nep|nl dutch nld dut flemish|nn nynorsk nno|no norwegian nor|oc occitan oci
or odia ori oriya|pa punjabi pan|pl polish pol|ps pashto pus|pt portuguese por|qu quechua que
rm romansh roh|ro romanian ron rum moldovan mo|ru russian rus|rw kinyarwanda kin|sd sindhi snd
se sami sme|si sinhala sin|sk slovak slk slo|sl slovenian slv slovene|so somali som
sq albanian sqi alb|sr serbian srp|sv swedish swe|sw swahili swa|ta tamil tam|te telugu tel
tg tajik tgk|th thai tha|ti tigrinya tir|tk turkmen tuk|tl tagalog tgl filipino fil
tr turkish tur|tt tatar tat|ug uyghur uig uighur|uk ukrainian ukr|ur urdu urd|uz uzbek uzb
vi vietnamese vie|wa walloon wln|xh xhosa xho|yi yiddish yid|yo yoruba yor
aa afar aar|ab abkhaz abk abkhazian|ae avestan ave|ak akan aka|av avaric ava avar|ay aymara aym
ba bashkir bak|bi bislama bis|bm bambara bam|bo tibetan bod tib|ce chechen che|ch chamorro cha
cr cree cre|cu church-slavonic chu|cv chuvash chv|dv divehi div maldivian|ee ewe|ff fulah ful
fj fijian fij|gn guarani grn|gv manx glv|ho hiri-motu hmo|hz herero her|ia interlingua ina
ie interlingue ile|ig igbo ibo|ii nuosu iii|ik inupiaq ipk|io ido|iu inuktitut iku|kg kongo kon
ki kikuyu kik|kj kuanyama kua|kr kanuri kau|ks kashmiri kas|kv komi kom|kw cornish cor
lg ganda lug luganda|li limburgish lim|ln lingala lin|lu luba-katanga lub|mh marshallese mah
mi maori mri mao|na nauru nau|nd northern-ndebele nde|ng ndonga ndo|nr southern-ndebele nbl
nv navajo nav|ny chichewa nya|oj ojibwa oji|om oromo orm|os ossetian oss ossetic|pi pali pli
rn rundi run kirundi|sa sanskrit san|sc sardinian srd|sg sango sag|sh serbo-croatian hbs
sm samoan smo|sn shona sna|ss swati ssw|st southern-sotho sot|su sundanese sun|tn tswana tsn
to tonga ton|ts tsonga tso|tw twi|ty tahitian tah|ve venda ven|vo volapük vol|wo wolof wol
yue cantonese|za zhuang zha
zh chinese zho chi cn mandarin|zu zulu zul
"""
_TABLE = [line.split() for line in _LANGUAGES.strip().replace("\n", "|").split("|")]
_CODES = {name: code for code, *names in _TABLE for name in (code, *names)}

_SUBTAG = re.compile(r"([a-z]{2,3})[-_][a-z0-9_-]+")
_BEGINNING = re.compile(r"(?:[-+=*,;:!?~^&./\s]|[a-z][a-z0-9+.-]*://)+")


def name_of(text: str) -> Name | None:
    """The field, label or clock that stands before a colon; ``None`` where it is none."""
    return _NAMES.get(text.lower())


def meant(text: str) -> str | None:
    """The name of a field that is written almost like this."""
    if not 3 <= len(text) <= 12 or not text.isascii():
        return None
    close = get_close_matches(text.lower(), _NAMES, n=1, cutoff=0.75)
    return close[0] if close else None


def value_of(label: Label, text: str) -> str | None:
    """A value as the label has it; ``None`` where it has none like this."""
    if label == "source":
        return text
    text = text.lower()
    if label == "site":
        return site(text)
    return language(text) if label == "lang" else kind(text)


def site(text: str) -> str | None:
    """A host or the beginning of an address: without scheme, ``*.`` and fragment."""
    if beginning := _BEGINNING.match(text):
        text = text[beginning.end() :]
    host, slash, path = bare(text.partition("#")[0])[0].partition("/")
    if not any(map(str.isalnum, host)):
        return None
    return f"{host}{slash}{path}" if path else host.rstrip(f".{AFTER_WORDS}") or None


def language(text: str) -> str | None:
    """ISO 639-1 code of a language, by its code or English name: ``fra``, ``french``, ``fr-CH``."""
    if found := _SUBTAG.fullmatch(text):
        text = found[1] if found[1] in _CODES and text not in _CODES else text
    return _CODES.get(text.replace(" ", "-"))


def kind(text: str) -> str | None:
    """A kind of page, by the name of ours or one that people use for it, also in the plural."""
    for name in (text, text.removesuffix("s"), f"{text.removesuffix('ies')}y"):
        for own, others in _KINDS.items():
            if name == own or name in others.split():
                return own
    return None
