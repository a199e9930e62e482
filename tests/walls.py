"""Walls of our own, in the manner of real ones."""

from __future__ import annotations

from dataclasses import dataclass

from archive.clean import WallKind

SITE = "https://www.courier.example/politics/2025/court-orders-release"


@dataclass(frozen=True)
class Answer:
    """An answer to a request for a page.

    Attributes:
        name: of the case.
        kind: what it is; ``None`` for a page that is what was asked for.
        html: the payload.
        url: where it came from.
        status: HTTP status.
    """

    name: str
    kind: WallKind | None
    html: str
    url: str = SITE
    status: int = 200


def drawn(title: str, body: str, lang: str = "en", head: str = "") -> str:
    """A page without a frame."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def framed(title: str, main: str, lang: str = "en", head: str = "") -> str:
    """A page with the menus and the footer of a newspaper around it."""
    sections = ("Politics", "Economy", "Region", "Culture", "Sport", "Opinion", "Archive", "About")
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in sections)
    footer = (
        "<footer><p>The Courier is printed by the Courier Press, Mill Lane 3.</p>"
        '<a href="/privacy">Privacy</a> <a href="/imprint">Imprint</a></footer>'
    )
    body = f"<header><nav><ul>{menu}</ul></nav></header><main>{main}</main>{footer}"
    return drawn(title, body, lang, head)


def _consent(title: str, heading: str, words: str, yes: str, no: str, lang: str) -> str:
    return drawn(
        title,
        f"<div class=box><h1>{heading}</h1><p>{words}</p>"
        f'<form action="/save" method="post"><button name="y">{yes}</button>'
        f'<button name="n">{no}</button></form></div>',
        lang,
        "<script>var next=location.href;</script>",
    )


def login_page(
    title: str, heading: str, words: str, fields: tuple[str, str], go: str, lang: str
) -> str:
    """A page with a form to log in."""
    name, word = fields
    return framed(
        title,
        f"<h1>{heading}</h1><p>{words}</p><form method=post action=/s><label>{name}</label>"
        f'<input name=u type=text><label>{word}</label><input name=p type="password">'
        f"<button>{go}</button></form>",
        lang,
    )


def bare(title: str, heading: str, words: str, lang: str, more: str = "") -> str:
    """A page with a heading and a paragraph."""
    return drawn(title, f"<h1>{heading}</h1><p>{words}</p>{more}", lang)


_SCRIPT = "<script>setTimeout(function(){location.reload()},5000)</script>"

CHALLENGES = [
    Answer("challenge en", "challenge", bare(
        "Checking your browser", "One moment, please",
        "We make sure that your browser is a real one. You will be redirected automatically.",
        "en", _SCRIPT)),
    Answer("challenge de", "challenge", bare(
        "Einen Moment bitte…", "Ihr Browser wird überprüft",
        "Bitte aktivieren Sie JavaScript. Sie werden in wenigen Sekunden weitergeleitet.",
        "de", _SCRIPT)),
    Answer("challenge fr", "challenge", bare(
        "Un instant…", "Vérification de votre navigateur",
        "Cette étape se fait automatiquement; votre navigateur sera redirigé ensuite.",
        "fr", _SCRIPT)),
    Answer("challenge ru", "challenge", bare(
        "Проверка браузера", "Пожалуйста, подождите",
        "Мы проверяем ваш браузер. Страница откроется автоматически через несколько секунд.",
        "ru", _SCRIPT)),
    Answer("challenge tr", "challenge", bare(
        "Bir dakika lütfen...", "Güvenlik kontrolü",
        "Tarayıcınız denetleniyor, birazdan otomatik olarak yönlendirileceksiniz.",
        "tr", _SCRIPT)),
    Answer("challenge az", "challenge", bare(
        "Brauzeriniz yoxlanılır", "Zəhmət olmasa gözləyin",
        "Bir neçə saniyədən sonra avtomatik yönləndiriləcəksiniz.", "az", _SCRIPT)),
    Answer("challenge hy", "challenge", bare(
        "Խնդրում ենք սպասել", "Դիտարկիչի ստուգում",
        "Ձեր դիտարկիչը ստուգվում է, էջն ինքն իրեն կբացվի։", "hy", _SCRIPT)),
    Answer("captcha de", "captcha", bare(
        "Bitte bestätigen Sie, dass Sie ein Mensch sind", "Sind Sie ein Mensch?",
        "Aus Ihrem Netz kamen viele Anfragen. Lösen Sie die Aufgabe, dann geht es weiter.",
        "de", '<div class="h-captcha" data-sitekey="x"></div>')),
    Answer("captcha fr", "captcha", bare(
        "Êtes-vous un robot ?", "Confirmez que vous êtes humain",
        "Cochez la case pour continuer vers le site.", "fr",
        '<div class="g-recaptcha" data-sitekey="x"></div>')),
    Answer("captcha ru", "captcha", bare(
        "Вы не робот?", "Подтвердите, что вы не робот",
        "Запросы с вашего адреса похожи на автоматические.", "ru",
        '<form action="/showcaptcha"><input type="checkbox"></form>')),
    Answer("captcha tr", "captcha", bare(
        "Robot olmadığınızı doğrulayın", "Ben robot değilim",
        "Devam etmek için kutuyu işaretleyin.", "tr", '<div class="cf-turnstile"></div>')),
    Answer("captcha az", "captcha", bare(
        "Robot olmadığınızı təsdiqləyin", "Mən robot deyiləm",
        "Davam etmək üçün şəkildəki rəqəmləri yazın.", "az",
        '<img src="/captcha.png" alt=""><input name=c>')),
]  # fmt: skip

DENIALS = [
    Answer("denied en", "denied", bare(
        "Access Denied", "Access Denied",
        "A security service protects this site. Your IP address was noted. Request ID 5f3a91.",
        "en")),
    Answer("denied en blocked", "denied", bare(
        "Request blocked", "Your request has been blocked",
        "If you think this is an error, write to the site administrator and name incident 77-1.",
        "en")),
    Answer("denied region", "denied", bare(
        "Unavailable for legal reasons", "Unavailable for legal reasons",
        "Readers in the European Economic Area cannot be served at this time.", "en")),
    Answer("denied de", "denied", bare(
        "Zugriff verweigert", "Zugriff verweigert",
        "Ihre Anfrage wurde aus Sicherheitsgründen abgelehnt. Vorgangsnummer 81-22.", "de")),
    Answer("denied fr", "denied", bare(
        "Accès refusé | courier.example", "Accès refusé",
        "Votre requête a été bloquée par notre pare-feu. Référence : 0.55.1", "fr")),
    Answer("denied ru", "denied", bare(
        "Доступ запрещён", "Доступ запрещён",
        "Ваш IP-адрес попал в список подозрительных. Обратитесь к администратору сайта.", "ru")),
    Answer("denied ru law", "denied", bare(
        "Доступ ограничен", "Доступ к информационному ресурсу ограничен",
        "Ресурс внесён в реестр на основании федерального закона.", "ru")),
    Answer("denied tr court", "denied", bare(
        "Erişim Engellendi", "Bu siteye erişim engellenmiştir",
        "Mahkemenin 2024/15 sayılı kararı uyarınca bu adrese erişim kapatıldı.", "tr")),
    Answer("denied az", "denied", bare(
        "Giriş qadağandır", "Giriş məhdudlaşdırılıb",
        "Təhlükəsizlik sistemi sorğunuzu rədd etdi. Administratorla əlaqə saxlayın.", "az")),
    Answer("denied hy", "denied", bare(
        "Մուտքն արգելված է", "Մուտքն արգելված է",
        "Ձեր IP հասցեն արգելափակված է։ Դիմեք կայքի ադմինիստրատորին։", "hy")),
    Answer("denied untitled", "denied", bare(
        "", "Access to this page has been denied",
        "The firewall found something suspicious in your request.", "en")),
]  # fmt: skip

TRACKING = (
    "We and our 212 partners store cookies on your device to measure readers and to show "
    "advertising. You can agree to all of it or choose the purposes. Your consent can be taken "
    "back at any time in the privacy settings."
)
_CONSENTS = [
    ("en", "Before you continue", "Before you continue to the Courier", TRACKING,
     "Accept all", "Manage options"),
    ("en", "The Courier", "We value your privacy", TRACKING, "I agree", "More choices"),
    ("en", "We care about your privacy", "Your privacy", TRACKING, "Agree and continue",
     "Settings"),
    ("de", "Datenschutz-Einstellungen", "Wir benötigen Ihre Zustimmung",
     "Wir und unsere Partner verwenden Cookies, um Werbung zu zeigen und Nutzung zu messen. Mit "
     "Ihrer Zustimmung werden personenbezogene Daten verarbeitet. Die Einwilligung können Sie "
     "jederzeit widerrufen.", "Alle akzeptieren", "Einstellungen"),
    ("de", "Bevor Sie weiterlesen", "Mit Werbung weiterlesen",
     "Lesen Sie mit Werbung und Tracking kostenlos oder werbefrei im Abo. Mit dem Klick stimmen "
     "Sie der Verwendung von Cookies durch uns und unsere Partner zu.", "Zustimmen und weiter",
     "Jetzt abonnieren"),
    ("fr", "Votre vie privée", "Nous respectons votre vie privée",
     "Avec votre accord, nos partenaires et nous utilisons des cookies pour la publicité et la "
     "mesure d'audience. Vous pouvez retirer votre consentement à tout moment.",
     "Tout accepter", "Paramétrer"),
    ("ru", "Прежде чем продолжить", "Мы используем файлы cookie",
     "Мы и наши партнёры используем файлы cookie для рекламы и статистики. Нажимая кнопку, вы "
     "даёте согласие на обработку персональных данных.", "Принять все", "Настроить"),
    ("tr", "Çerez tercihleri", "Gizliliğinize değer veriyoruz",
     "Biz ve iş ortaklarımız reklam için çerez kullanıyoruz. Onayınızı istediğiniz zaman geri "
     "alabilirsiniz.", "Tümünü kabul et", "Ayarlar"),
    ("az", "Davam etməzdən əvvəl", "Məxfiliyinizə hörmət edirik",
     "Biz və tərəfdaşlarımız reklam üçün kukilərdən istifadə edirik. Razılığınızı istənilən vaxt "
     "geri götürə bilərsiniz.", "Hamısını qəbul et", "Parametrlər"),
    ("hy", "Նախքան շարունակելը", "Մենք օգտագործում ենք քուքիներ",
     "Մենք և մեր գործընկերները քուքիներ ենք օգտագործում գովազդի համար։ Ձեր համաձայնությունը կարող "
     "եք ցանկացած պահի հետ վերցնել։", "Ընդունել բոլորը", "Կարգավորել"),
]  # fmt: skip
CONSENTS = [
    Answer(f"consent {lang} {title}", "consent", _consent(title, heading, words, yes, no, lang))
    for lang, title, heading, words, yes, no in _CONSENTS
] + [
    Answer(
        "consent host", "consent",
        _consent("The Courier family", "Welcome", TRACKING, "Accept all", "Reject all", "en"),
        "https://consent.courier.example/ask?continue=%2F",
    ),
]  # fmt: skip

LOGINS = [
    Answer("login en", "login", login_page(
        "Log in | The Courier", "Log in to continue", "This page is for members.",
        ("E-mail", "Password"), "Log in", "en")),
    Answer("login paywall en", "login", framed(
        "Subscribe to continue reading", "<h1>Subscribe to continue reading</h1><p>Choose a plan, "
        "four weeks are free.</p><form action=/join><input name=mail type=email>"
        "<button>Subscribe now</button></form>")),
    Answer("login de", "login", login_page(
        "Anmelden - Courier", "Anmelden", "Bitte melden Sie sich an, um weiterzulesen.",
        ("Benutzername", "Kennwort"), "Anmelden", "de")),
    Answer("login fr", "login", login_page(
        "Connexion", "Connectez-vous pour continuer", "Cet espace est réservé aux abonnés.",
        ("Adresse", "Mot de passe"), "Se connecter", "fr")),
    Answer("login ru", "login", login_page(
        "Вход", "Войдите, чтобы продолжить", "Материал доступен зарегистрированным читателям.",
        ("Логин", "Пароль"), "Войти", "ru")),
    Answer("login tr", "login", login_page(
        "Üye girişi", "Giriş yapın", "Bu sayfa yalnızca üyelere açıktır.",
        ("E-posta", "Şifre"), "Giriş yap", "tr")),
    Answer("login az", "login", login_page(
        "Daxil ol", "Davam etmək üçün daxil olun", "Bu səhifə yalnız üzvlər üçündür.",
        ("E-poçt", "Şifrə"), "Daxil ol", "az")),
    Answer("login hy", "login", login_page(
        "Մուտք", "Մուտք գործեք", "Էջը հասանելի է միայն գրանցված ընթերցողներին։",
        ("Էլ. փոստ", "Գաղտնաբառ"), "Մուտք", "hy")),
]  # fmt: skip

PARKED = [
    Answer("parked service", "parked", drawn(
        "courier.example", "<script src='//www.sedoparking.com/frmpark/x.js'></script><p>Related "
        "searches</p><a href=/a>Newspapers</a> <a href=/b>Insurance</a> <a href=/c>Travel</a>")),
    Answer("parked sale en", "parked", bare(
        "courier.example is for sale", "This domain is for sale",
        "Make an offer for courier.example today.", "en")),
    Answer("parked sale de", "parked", bare(
        "courier.example", "Diese Domain steht zum Verkauf",
        "Der Inhaber bietet die Domain courier.example zum Kauf an.", "de")),
    Answer("parked sale fr", "parked", bare(
        "Ce nom de domaine est à vendre", "courier.example",
        "Faites une offre au propriétaire.", "fr")),
    Answer("parked expired ru", "parked", bare(
        "Срок регистрации домена истёк", "Срок регистрации домена истёк",
        "Продлите домен в личном кабинете регистратора.", "ru")),
    Answer("parked sale tr", "parked", bare(
        "Bu alan adı satılıktır", "courier.example", "Teklif vermek için yazın.", "tr")),
    Answer("parked sale az", "parked", bare(
        "Bu domen satılır", "courier.example", "Əlaqə üçün yazın.", "az")),
    Answer("parked server", "parked", bare(
        "Welcome to nginx!", "Welcome to nginx!",
        "If you see this page, the web server is installed and waits to be set up.", "en")),
    Answer("parked suspended", "parked", bare(
        "Account Suspended", "This Account has been suspended.",
        "Contact your hosting provider for more information.", "en")),
]  # fmt: skip

_GONE = [
    ("en", "Page not found | The Courier", "Page not found",
     "The page may have moved. Try the search, or go to the front page."),
    ("en", "404", "Oops!", "We could not find what you wanted. Page not found."),
    ("en", "Error 404: Not Found", "Sorry, that page can't be found", "Perhaps it was renamed."),
    ("de", "Seite nicht gefunden - Courier", "Fehler 404",
     "Die gewünschte Seite gibt es hier nicht oder nicht mehr."),
    ("fr", "Page introuvable", "Oups ! Cette page n'existe pas", "Revenez à l'accueil."),
    ("ru", "Страница не найдена", "Ошибка 404", "Возможно, адрес набран с ошибкой."),
    ("tr", "404 - Sayfa bulunamadı", "Aradığınız sayfa bulunamadı", "Ana sayfaya dönün."),
    ("az", "Səhifə tapılmadı", "Axtardığınız səhifə mövcud deyil", "Ana səhifəyə qayıdın."),
    ("hy", "Էջը չի գտնվել", "404", "Վերադարձեք գլխավոր էջ։"),
    ("en", "The Courier", "404 Page not found", "No such page. The page does not exist here."),
]  # fmt: skip
MISSING = [
    Answer(f"missing {lang} {title}", "soft-404",
           framed(title, f"<h1>{heading}</h1><p>{words}</p>", lang))
    for lang, title, heading, words in _GONE
]  # fmt: skip

WALLS = [*CHALLENGES, *DENIALS, *CONSENTS, *LOGINS, *PARKED, *MISSING]
