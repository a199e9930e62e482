"""Codes that catalogues of the Council of Europe write for languages and states."""

from __future__ import annotations

import re

_LANGUAGES = dict(
    pair.split("=")
    for pair in re.findall(
        r"\S+",
        """
        alb=sq sqi=sq ara=ar arm=hy hye=hy aze=az bos=bs bul=bg cat=ca chi=zh zho=zh cze=cs ces=cs
        dan=da dut=nl nld=nl eng=en est=et fin=fi fre=fr fra=fr geo=ka kat=ka ger=de deu=de gre=el
        ell=el hrv=hr hun=hu ice=is isl=is ita=it jpn=ja lav=lv lit=lt mac=mk mkd=mk mlt=mt nor=no
        pol=pl por=pt rum=ro ron=ro rus=ru slo=sk slk=sk slv=sl spa=es srp=sr swe=sv tur=tr ukr=uk
        """,
    )
)
"""ISO 639-2, both codes of a language, to 639-1."""

_STATES = dict(
    re.findall(
        r"([A-Z]{3}) ([^,]+?)\s*,",
        """
        ALB Albania, AND Andorra, ARM Armenia, AUT Austria, AZE Azerbaijan, BEL Belgium,
        BGR Bulgaria, BIH Bosnia and Herzegovina, BLR Belarus, CHE Switzerland, CYP Cyprus,
        CZE Czech Republic, DEU Germany, DNK Denmark, ESP Spain, EST Estonia, FIN Finland,
        FRA France, GBR United Kingdom, GEO Georgia, GRC Greece, HRV Croatia, HUN Hungary,
        IRL Ireland, ISL Iceland, ITA Italy, LIE Liechtenstein, LTU Lithuania, LUX Luxembourg,
        LVA Latvia, MCO Monaco, MDA Republic of Moldova, MKD North Macedonia, MLT Malta,
        MNE Montenegro, NLD Netherlands, NOR Norway, POL Poland, PRT Portugal, ROM Romania,
        ROU Romania, RUS Russia, SCG Serbia and Montenegro, SMR San Marino, SRB Serbia,
        SVK Slovakia, SVN Slovenia, SWE Sweden, TUR Türkiye, UKR Ukraine, XKX Kosovo,
        """,
    )
)
"""ISO 3166-1 alpha-3, with ``ROM``, as the CPT writes Romania."""


def language_of(code: str) -> str | None:
    """ISO 639-1 code of a language named by a code of two or three letters; ``None`` if unknown."""
    code = code.strip().lower()
    return code if len(code) == 2 and code.isalpha() else _LANGUAGES.get(code)


def state_of(code: str) -> str:
    """A state's name with its code behind it, ``Austria (AUT)``; another value as it is."""
    name = _STATES.get(code.upper())
    return f"{name} ({code.upper()})" if name else code
