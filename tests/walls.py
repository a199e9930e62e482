"""Walls of our own, in the manner of real ones, and pages that look like walls and are none."""

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


def _page(title: str, body: str, lang: str = "en", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def _framed(title: str, main: str, lang: str = "en", head: str = "") -> str:
    """A page with the menus and the footer of a newspaper around it."""
    sections = ("Politics", "Economy", "Region", "Culture", "Sport", "Opinion", "Archive", "About")
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in sections)
    footer = (
        "<footer><p>The Courier is printed by the Courier Press, Mill Lane 3.</p>"
        '<a href="/privacy">Privacy</a> <a href="/imprint">Imprint</a></footer>'
    )
    body = f"<header><nav><ul>{menu}</ul></nav></header><main>{main}</main>{footer}"
    return _page(title, body, lang, head)


def _consent(title: str, heading: str, words: str, yes: str, no: str, lang: str) -> str:
    return _page(
        title,
        f"<div class=box><h1>{heading}</h1><p>{words}</p>"
        f'<form action="/save" method="post"><button name="y">{yes}</button>'
        f'<button name="n">{no}</button></form></div>',
        lang,
        "<script>var next=location.href;</script>",
    )


def _login(
    title: str, heading: str, words: str, fields: tuple[str, str], go: str, lang: str
) -> str:
    name, word = fields
    return _framed(
        title,
        f"<h1>{heading}</h1><p>{words}</p><form method=post action=/s><label>{name}</label>"
        f'<input name=u type=text><label>{word}</label><input name=p type="password">'
        f"<button>{go}</button></form>",
        lang,
    )


def _bare(title: str, heading: str, words: str, lang: str, more: str = "") -> str:
    return _page(title, f"<h1>{heading}</h1><p>{words}</p>{more}", lang)


_SCRIPT = "<script>setTimeout(function(){location.reload()},5000)</script>"

CHALLENGES = [
    Answer("challenge en", "challenge", _bare(
        "Checking your browser", "One moment, please",
        "We make sure that your browser is a real one. You will be redirected automatically.",
        "en", _SCRIPT)),
    Answer("challenge de", "challenge", _bare(
        "Einen Moment bitte…", "Ihr Browser wird überprüft",
        "Bitte aktivieren Sie JavaScript. Sie werden in wenigen Sekunden weitergeleitet.",
        "de", _SCRIPT)),
    Answer("challenge fr", "challenge", _bare(
        "Un instant…", "Vérification de votre navigateur",
        "Cette étape se fait automatiquement; votre navigateur sera redirigé ensuite.",
        "fr", _SCRIPT)),
    Answer("challenge ru", "challenge", _bare(
        "Проверка браузера", "Пожалуйста, подождите",
        "Мы проверяем ваш браузер. Страница откроется автоматически через несколько секунд.",
        "ru", _SCRIPT)),
    Answer("challenge tr", "challenge", _bare(
        "Bir dakika lütfen...", "Güvenlik kontrolü",
        "Tarayıcınız denetleniyor, birazdan otomatik olarak yönlendirileceksiniz.",
        "tr", _SCRIPT)),
    Answer("challenge az", "challenge", _bare(
        "Brauzeriniz yoxlanılır", "Zəhmət olmasa gözləyin",
        "Bir neçə saniyədən sonra avtomatik yönləndiriləcəksiniz.", "az", _SCRIPT)),
    Answer("challenge hy", "challenge", _bare(
        "Խնդրում ենք սպասել", "Դիտարկիչի ստուգում",
        "Ձեր դիտարկիչը ստուգվում է, էջն ինքն իրեն կբացվի։", "hy", _SCRIPT)),
    Answer("captcha de", "captcha", _bare(
        "Bitte bestätigen Sie, dass Sie ein Mensch sind", "Sind Sie ein Mensch?",
        "Aus Ihrem Netz kamen viele Anfragen. Lösen Sie die Aufgabe, dann geht es weiter.",
        "de", '<div class="h-captcha" data-sitekey="x"></div>')),
    Answer("captcha fr", "captcha", _bare(
        "Êtes-vous un robot ?", "Confirmez que vous êtes humain",
        "Cochez la case pour continuer vers le site.", "fr",
        '<div class="g-recaptcha" data-sitekey="x"></div>')),
    Answer("captcha ru", "captcha", _bare(
        "Вы не робот?", "Подтвердите, что вы не робот",
        "Запросы с вашего адреса похожи на автоматические.", "ru",
        '<form action="/showcaptcha"><input type="checkbox"></form>')),
    Answer("captcha tr", "captcha", _bare(
        "Robot olmadığınızı doğrulayın", "Ben robot değilim",
        "Devam etmek için kutuyu işaretleyin.", "tr", '<div class="cf-turnstile"></div>')),
    Answer("captcha az", "captcha", _bare(
        "Robot olmadığınızı təsdiqləyin", "Mən robot deyiləm",
        "Davam etmək üçün şəkildəki rəqəmləri yazın.", "az",
        '<img src="/captcha.png" alt=""><input name=c>')),
]  # fmt: skip

DENIALS = [
    Answer("denied en", "denied", _bare(
        "Access Denied", "Access Denied",
        "A security service protects this site. Your IP address was noted. Request ID 5f3a91.",
        "en")),
    Answer("denied en blocked", "denied", _bare(
        "Request blocked", "Your request has been blocked",
        "If you think this is an error, write to the site administrator and name incident 77-1.",
        "en")),
    Answer("denied region", "denied", _bare(
        "Unavailable for legal reasons", "Unavailable for legal reasons",
        "Readers in the European Economic Area cannot be served at this time.", "en")),
    Answer("denied de", "denied", _bare(
        "Zugriff verweigert", "Zugriff verweigert",
        "Ihre Anfrage wurde aus Sicherheitsgründen abgelehnt. Vorgangsnummer 81-22.", "de")),
    Answer("denied fr", "denied", _bare(
        "Accès refusé | courier.example", "Accès refusé",
        "Votre requête a été bloquée par notre pare-feu. Référence : 0.55.1", "fr")),
    Answer("denied ru", "denied", _bare(
        "Доступ запрещён", "Доступ запрещён",
        "Ваш IP-адрес попал в список подозрительных. Обратитесь к администратору сайта.", "ru")),
    Answer("denied ru law", "denied", _bare(
        "Доступ ограничен", "Доступ к информационному ресурсу ограничен",
        "Ресурс внесён в реестр на основании федерального закона.", "ru")),
    Answer("denied tr court", "denied", _bare(
        "Erişim Engellendi", "Bu siteye erişim engellenmiştir",
        "Mahkemenin 2024/15 sayılı kararı uyarınca bu adrese erişim kapatıldı.", "tr")),
    Answer("denied az", "denied", _bare(
        "Giriş qadağandır", "Giriş məhdudlaşdırılıb",
        "Təhlükəsizlik sistemi sorğunuzu rədd etdi. Administratorla əlaqə saxlayın.", "az")),
    Answer("denied hy", "denied", _bare(
        "Մուտքն արգելված է", "Մուտքն արգելված է",
        "Ձեր IP հասցեն արգելափակված է։ Դիմեք կայքի ադմինիստրատորին։", "hy")),
    Answer("denied untitled", "denied", _bare(
        "", "Access to this page has been denied",
        "The firewall found something suspicious in your request.", "en")),
]  # fmt: skip

_TRACKING = (
    "We and our 212 partners store cookies on your device to measure readers and to show "
    "advertising. You can agree to all of it or choose the purposes. Your consent can be taken "
    "back at any time in the privacy settings."
)
_CONSENTS = [
    ("en", "Before you continue", "Before you continue to the Courier", _TRACKING,
     "Accept all", "Manage options"),
    ("en", "The Courier", "We value your privacy", _TRACKING, "I agree", "More choices"),
    ("en", "We care about your privacy", "Your privacy", _TRACKING, "Agree and continue",
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
        _consent("The Courier family", "Welcome", _TRACKING, "Accept all", "Reject all", "en"),
        "https://consent.courier.example/ask?continue=%2F",
    ),
]  # fmt: skip

LOGINS = [
    Answer("login en", "login", _login(
        "Log in | The Courier", "Log in to continue", "This page is for members.",
        ("E-mail", "Password"), "Log in", "en")),
    Answer("login paywall en", "login", _framed(
        "Subscribe to continue reading", "<h1>Subscribe to continue reading</h1><p>Choose a plan, "
        "four weeks are free.</p><form action=/join><input name=mail type=email>"
        "<button>Subscribe now</button></form>")),
    Answer("login de", "login", _login(
        "Anmelden - Courier", "Anmelden", "Bitte melden Sie sich an, um weiterzulesen.",
        ("Benutzername", "Kennwort"), "Anmelden", "de")),
    Answer("login fr", "login", _login(
        "Connexion", "Connectez-vous pour continuer", "Cet espace est réservé aux abonnés.",
        ("Adresse", "Mot de passe"), "Se connecter", "fr")),
    Answer("login ru", "login", _login(
        "Вход", "Войдите, чтобы продолжить", "Материал доступен зарегистрированным читателям.",
        ("Логин", "Пароль"), "Войти", "ru")),
    Answer("login tr", "login", _login(
        "Üye girişi", "Giriş yapın", "Bu sayfa yalnızca üyelere açıktır.",
        ("E-posta", "Şifre"), "Giriş yap", "tr")),
    Answer("login az", "login", _login(
        "Daxil ol", "Davam etmək üçün daxil olun", "Bu səhifə yalnız üzvlər üçündür.",
        ("E-poçt", "Şifrə"), "Daxil ol", "az")),
    Answer("login hy", "login", _login(
        "Մուտք", "Մուտք գործեք", "Էջը հասանելի է միայն գրանցված ընթերցողներին։",
        ("Էլ. փոստ", "Գաղտնաբառ"), "Մուտք", "hy")),
]  # fmt: skip

PARKED = [
    Answer("parked service", "parked", _page(
        "courier.example", "<script src='//www.sedoparking.com/frmpark/x.js'></script><p>Related "
        "searches</p><a href=/a>Newspapers</a> <a href=/b>Insurance</a> <a href=/c>Travel</a>")),
    Answer("parked sale en", "parked", _bare(
        "courier.example is for sale", "This domain is for sale",
        "Make an offer for courier.example today.", "en")),
    Answer("parked sale de", "parked", _bare(
        "courier.example", "Diese Domain steht zum Verkauf",
        "Der Inhaber bietet die Domain courier.example zum Kauf an.", "de")),
    Answer("parked sale fr", "parked", _bare(
        "Ce nom de domaine est à vendre", "courier.example",
        "Faites une offre au propriétaire.", "fr")),
    Answer("parked expired ru", "parked", _bare(
        "Срок регистрации домена истёк", "Срок регистрации домена истёк",
        "Продлите домен в личном кабинете регистратора.", "ru")),
    Answer("parked sale tr", "parked", _bare(
        "Bu alan adı satılıktır", "courier.example", "Teklif vermek için yazın.", "tr")),
    Answer("parked sale az", "parked", _bare(
        "Bu domen satılır", "courier.example", "Əlaqə üçün yazın.", "az")),
    Answer("parked server", "parked", _bare(
        "Welcome to nginx!", "Welcome to nginx!",
        "If you see this page, the web server is installed and waits to be set up.", "en")),
    Answer("parked suspended", "parked", _bare(
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
           _framed(title, f"<h1>{heading}</h1><p>{words}</p>", lang))
    for lang, title, heading, words in _GONE
]  # fmt: skip

WALLS = [*CHALLENGES, *DENIALS, *CONSENTS, *LOGINS, *PARKED, *MISSING]

_PARAGRAPH = (
    "The court of appeal ordered the release of the editor on Thursday evening. His lawyers had "
    "asked for it four times. The prosecutor may still take the case to the supreme court, where "
    "it would be heard in spring."
)
_ARTICLE = f"<article><p>{_PARAGRAPH}</p><p>{_PARAGRAPH}</p><p>{_PARAGRAPH}</p></article>"
_STAMP = '<meta property="article:published_time" content="2025-05-05T10:00:00Z">'
_BANNER = (
    '<div id="cmp"><h2>We value your privacy</h2><p>' + _TRACKING + "</p>"
    "<button>Accept all</button><button>Settings</button></div>"
)

PAGES = [
    Answer("article on challenges", None, _framed(
        "Checking your browser: how gatekeepers sort readers",
        "<h1>Checking your browser: how gatekeepers sort readers</h1><p>&ldquo;Just a moment"
        "&rdquo;, says the page, while _cf_chl_opt is read by a script. "
        f"{_PARAGRAPH}</p><p>Whoever uses an old browser sees a captcha. {_PARAGRAPH}</p>")),
    Answer("article on consent", None, _framed(
        "Cookie consent", "<h1>Cookie consent</h1><p>The authority fined two publishers whose "
        "consent walls gave no choice. Readers had to accept cookies and advertising of 300 "
        f"partners. {_PARAGRAPH}</p><p>{_PARAGRAPH}</p>")),
    Answer("article behind a banner", None, _framed(
        "Court orders release of editor", f"{_BANNER}<h1>Court orders release</h1>{_ARTICLE}")),
    Answer("flash behind a banner", None, _framed(
        "The Courier", f"{_BANNER}<h1>Quake near the lake</h1><p>A tremor of 3.1 was felt at "
        "noon. Nobody was hurt.</p>")),
    Answer("news flash", None, _framed(
        "Tunnel closed until Friday", "<h1>Tunnel closed until Friday</h1><p>The tunnel stays "
        "closed until Friday noon because of repairs.</p>")),
    Answer("error-like title", None, _framed(
        "Access denied: how prisoners lose their lawyers",
        f"<h1>Access denied: how prisoners lose their lawyers</h1><p>{_PARAGRAPH}</p>")),
    Answer("error-like title with a dash", None, _framed(
        "Access denied - how prisoners lose their lawyers", "<h1>Access denied</h1><p>Without "
        f"permission no lawyer gets in. {_PARAGRAPH}</p>", head=_STAMP)),
    Answer("photo essay", None, _framed(
        "Forbidden", "<h1>Forbidden</h1><p>Twelve pictures from a closed city, taken without "
        "permission of the security service.</p>", head=_STAMP)),
    Answer("login box beside", None, _framed(
        "Court orders release of editor", f"<h1>Court orders release</h1><p>{_PARAGRAPH}</p>"
        "<aside><h3>Log in</h3><form><input name=u><input type=password name=p><button>Log in"
        "</button></form></aside>")),
    Answer("page to log in at", None, _login(
        "Log in", "Log in", "Members find their comments here.", ("Name", "Password"), "Log in",
        "en"), "https://www.courier.example/login?next=%2F"),
    Answer("teaser before a paywall", None, _framed(
        "Court orders release of editor", "<h1>Court orders release of editor</h1><p>The court of "
        "appeal ordered the release on Thursday.</p><h2>Subscribe to continue reading</h2>"
        "<form><input type=email><button>Subscribe</button></form>")),
    Answer("short listing", None, _framed(
        "Archive", "<h1>May 2025</h1><ul><li><a href=/1>Tunnel closed until Friday</a></li><li>"
        "<a href=/2>Court orders release of editor</a></li></ul>")),
    Answer("cookie policy", None, _framed(
        "Cookie policy", f"<h1>Cookie policy</h1><h2>We use cookies</h2><p>{_TRACKING}</p>"
        "<button>Accept</button>"), "https://www.courier.example/cookie-policy"),
    Answer("cookies page", None, _framed(
        "Cookies", f"<h1>Cookies</h1><p>{_TRACKING}</p><h2>Which cookies are set</h2>"
        f"<p>{_TRACKING}</p>"), "https://www.courier.example/about/cookies"),
    Answer("privacy policy", None, _framed(
        "Privacy policy", f"<h1>Privacy policy</h1><p>{_TRACKING}</p><p>{_TRACKING}</p>"),
        "https://www.courier.example/privacy"),
    Answer("area code", None, _framed(
        "404 is the area code of Atlanta", "<h1>404 is the area code of Atlanta</h1><p>And 678 "
        "is another. Both serve the same city.</p>")),
    Answer("404 as a subject", None, _framed(
        "404 (number)", "<h1>404</h1><p>404 is the number after 403 and before 405. It is even, "
        "and a palindrome.</p>")),
    Answer("film", None, _framed(
        "Page Not Found, a film by A. Petrosyan", "<h1>Page Not Found</h1><p>The film opens on "
        "Friday in two cinemas. It tells of a printer whose books are burnt.</p>")),
    Answer("lost and found", None, _framed(
        "Missing hikers not found", "<h1>Missing hikers not found</h1><p>The search goes on.</p>")),
    Answer("domain trade", None, _framed(
        "City buys back its name: domain was for sale for years",
        f"<h1>City buys back its name</h1><p>&ldquo;This domain is for sale&rdquo;, the page said "
        f"for years. {_PARAGRAPH}</p>")),
    Answer("front page of a young site", None, _page(
        "courier.example", "<h1>The Courier</h1><p>A paper for the valley. First issue in "
        "June; it works without advertising.</p>"), "https://courier.example/"),
    Answer("contact with a captcha", None, _framed(
        "Contact", "<h1>Contact</h1><form><input name=m><textarea></textarea>"
        "<div class='g-recaptcha'></div><button>Send</button></form>")),
    Answer("a poem", None, _framed(
        "Just a moment", "<h1>Just a moment</h1><p>The tide comes in, the tide goes out, and "
        "nobody counts.</p>")),
    Answer("court blocks a site", None, _framed(
        "Erişim engellendi: Mahkeme haber sitesini kapattı",
        "<h1>Erişim engellendi: Mahkeme haber sitesini kapattı</h1><p>Mahkeme, 2024/15 sayılı "
        "kararla haber sitesine erişimi engelledi. Avukatlar karara itiraz edecek.</p>", "tr")),
    Answer("entry ban", None, _framed(
        "Въезд запрещён, доступ ограничен: что известно",
        "<h1>Въезд запрещён</h1><p>Администрация закрыла дорогу к селу. Журналистов не "
        "пустили.</p>", "ru")),
    Answer("withdrawn", None, _framed(
        "Court orders release of editor", "<h1>Court orders release of editor</h1><p>This article "
        "has been withdrawn after a complaint.</p>")),
    Answer("plain 403", None, _bare("403 Forbidden", "Forbidden", "nginx", "en"), status=403),
    Answer("sign-in sheet", None, _framed(
        "Sign in, speak up", f"<h1>Sign in, speak up</h1><p>{_PARAGRAPH}</p>")),
    Answer("consent in medicine", None, _framed(
        "Consent", "<h1>Consent</h1><p>No one may be treated without consent, the committee "
        "recalls in its standards. A patient can withdraw it.</p><a href=/x>Continue</a>")),
    Answer("empty", None, "<html><head></head><body></body></html>"),
]  # fmt: skip
