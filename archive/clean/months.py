"""The names of months in the languages of the sources, and how they are recognised."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# Twelve names a language (Unicode CLDR 46, `monthWidth wide`), as they stand in a date and, where
# that differs, by themselves. Irregular short forms beside them; any beginning of a name that only
# one month has will do too.
_NAMES = {
    "en": "january february march april may june july august september october november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar|jänner februar|feber märz|mrz april mai juni juli august september oktober "
    "november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre "
    "noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "nl": "januari februari maart|mrt april mei juni juli augustus september oktober november "
    "december",
    "pl": "stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj "
    "czerwca|czerwiec lipca|lipiec sierpnia|sierpień września|wrzesień "
    "października|październik listopada|listopad grudnia|grudzień",
    "cs": "ledna|leden února|únor března|březen dubna|duben května|květen června|červen|čvn "
    "července|červenec|čvc srpna|srpen září října|říjen listopadu|listopad prosince|prosinec",
    "sk": "januára|január februára|február marca|marec apríla|apríl mája|máj júna|jún júla|júl "
    "augusta|august septembra|september októbra|október novembra|november decembra|december",
    "hu": "január február március április május június július augusztus szeptember október "
    "november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie "
    "noiembrie decembrie",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "uk": "січня|січень лютого|лютий березня|березень квітня|квітень травня|травень "
    "червня|червень липня|липень серпня|серпень вересня|вересень жовтня|жовтень "
    "листопада|листопад грудня|грудень",
    "ru": "января|январь февраля|февраль марта|март апреля|апрель мая|май июня|июнь июля|июль "
    "августа|август сентября|сентябрь октября|октябрь ноября|ноябрь декабря|декабрь",
    "be": "студзеня|студзень лютага|люты сакавіка|сакавік красавіка|красавік мая|май|траўня "
    "чэрвеня|чэрвень ліпеня|ліпень жніўня|жнівень верасня|верасень кастрычніка|кастрычнік "
    "лістапада|лістапад снежня|снежань",
    "az": "yanvar|yanvarın fevral|fevralın mart|martın aprel|aprelin may|mayın iyun|iyunun "
    "iyul|iyulun avqust|avqustun sentyabr|sentyabrın oktyabr|oktyabrın noyabr|noyabrın "
    "dekabr|dekabrın",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ka": "იანვარი|იანვარს თებერვალი|თებერვალს მარტი|მარტს აპრილი|აპრილს მაისი|მაისს "
    "ივნისი|ივნისს ივლისი|ივლისს აგვისტო|აგვისტოს სექტემბერი|სექტემბერს "
    "ოქტომბერი|ოქტომბერს ნოემბერი|ნოემბერს დეკემბერი|დეკემბერს",
    "hy": "հունվարի|հունվար|հնվ փետրվարի|փետրվար|փտվ մարտի|մարտ|մրտ ապրիլի|ապրիլ մայիսի|մայիս|մյս "
    "հունիսի|հունիս|հնս հուլիսի|հուլիս|հլս օգոստոսի|օգոստոս|օգս սեպտեմբերի|սեպտեմբեր "
    "հոկտեմբերի|հոկտեմբեր նոյեմբերի|նոյեմբեր դեկտեմբերի|դեկտեմբեր",
    "el": "ιανουαρίου|ιανουάριος φεβρουαρίου|φεβρουάριος μαρτίου|μάρτιος απριλίου|απρίλιος "
    "μαΐου|μάιος ιουνίου|ιούνιος ιουλίου|ιούλιος αυγούστου|αύγουστος σεπτεμβρίου|σεπτέμβριος "
    "οκτωβρίου|οκτώβριος νοεμβρίου|νοέμβριος δεκεμβρίου|δεκέμβριος",
    "sr": "јануар|januar фебруар|februar март|mart април|april мај|maj јун|jun јул|jul "
    "август|avgust септембар|septembar октобар|oktobar новембар|novembar децембар|decembar",
    "bs": "januar februar mart april maj juni|jun juli|jul august|avgust septembar oktobar "
    "novembar decembar",
    "hr": "siječnja|siječanj veljače|veljača ožujka|ožujak travnja|travanj svibnja|svibanj "
    "lipnja|lipanj srpnja|srpanj kolovoza|kolovoz rujna|rujan listopada|listopad "
    "studenoga|studenog|studeni prosinca|prosinac",
    "sl": "januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija "
    "julij|julija avgust|avgusta september|septembra oktober|oktobra november|novembra "
    "december|decembra",
    "sq": "janar shkurt mars prill maj qershor korrik gusht|gsht shtator tetor nëntor dhjetor",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "lv": "janvāris|janvārī februāris|februārī marts|martā aprīlis|aprīlī maijs|maijā "
    "jūnijs|jūnijā jūlijs|jūlijā augusts|augustā septembris|septembrī oktobris|oktobrī "
    "novembris|novembrī decembris|decembrī",
    "lt": "sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė "
    "birželio|birželis liepos|liepa rugpjūčio|rugpjūtis rugsėjo|rugsėjis spalio|spalis "
    "lapkričio|lapkritis gruodžio|gruodis",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november "
    "detsember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "ar": "يناير|جانفي فبراير|فيفري|شباط مارس|آذار أبريل|ابريل|أفريل|نيسان مايو|ماي|أيار "
    "يونيو|يونيه|جوان|حزيران يوليو|يوليه|جويلية|تموز أغسطس|اغسطس|أوت|آب سبتمبر|أيلول "
    "أكتوبر|اكتوبر نوفمبر ديسمبر",
    "he": "ינואר פברואר מרץ|מרס|מארס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "fa": "ژانویه|ژانویهٔ فوریه|فوریهٔ مارس آوریل مه|مهٔ ژوئن ژوئیه|ژوئیهٔ|جولای اوت|آگوست سپتامبر "
    "اکتبر نوامبر دسامبر",
}
_PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
# Two words each, in the east of the Arab world.
_PAIRS = {
    "كانون الثاني": 1, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين الثاني": 11,
    "كانون الأول": 12, "كانون الاول": 12,
}  # fmt: skip
_SAME = {
    "no": "nb", "nn": "nb", "sh": "sr", "cnr": "sr", "mo": "ro", "gl": "pt", "iw": "he", "rm": "it",
}  # fmt: skip
_SHORTEST = 3
_DOTLESS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ي": "ی", "ك": "ک"})
_MARKS = re.compile(r"[\u0300-\u036f\u0654\u0655]")


def month(word: str, language: str = "") -> int | None:
    """The number of a month by its name or the beginning of it; ``None`` if it is none.

    Args:
        word: letters only.
        language: ISO 639-1 code; English and then all others are tried after it. A word that is
            one month here and another there (``listopad``) counts in its own language only.
    """
    if " " in word:
        return _PAIRS.get(word)
    name = folded(word)
    for table in (_table(_SAME.get(language, language)), _table("en"), _all()):
        if found := table.get(name):
            return found
    # Hebrew writes "in" and "of" onto the name.
    if name[:1] in ("ב", "ל") and (found := _table("he").get(name[1:])):
        return found
    return None


def persian_month(word: str) -> int | None:
    """The number of a month of the Solar Hijri calendar by its name."""
    names = folded(_PERSIAN).split()
    name = folded(word)
    return names.index(name) + 1 if name in names else None


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """Without case and accents."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold())).translate(_DOTLESS)


@cache
def _table(language: str) -> dict[str, int]:
    """Names and their beginnings of one language."""
    table: dict[str, int] = {}
    full: dict[str, int] = {}
    for number, group in enumerate(_NAMES.get(language, "").split(), 1):
        for name in map(folded, group.split("|")):
            full[name] = number
            for end in range(_SHORTEST, len(name)):
                _put(table, name[:end], number)
    return {name: number for name, number in (table | full).items() if number}


@cache
def _all() -> dict[str, int]:
    """What means the same month wherever it means one."""
    table: dict[str, int] = {}
    for language in _NAMES:
        for name, number in _table(language).items():
            _put(table, name, number)
    return {name: number for name, number in table.items() if number}


def _put(table: dict[str, int], name: str, number: int) -> None:
    # 0 marks what is ambiguous.
    table[name] = number if table.get(name, number) == number else 0
