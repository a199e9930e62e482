"""What block pages say of themselves, by kind, in the languages of the sites that are watched.

Written as people write them; ``archive.clean.walls.words`` compares without case and punctuation.
English, German, French, Spanish, Italian, Polish, Dutch, Portuguese, Russian, Ukrainian, Turkish,
Azerbaijani, Armenian and Georgian.
"""

from __future__ import annotations

NOISE = (
    "error", "fehler", "erreur", "ошибка", "помилка", "hata", "xəta", "սխալ", "შეცდომა", "errore",
    "błąd", "fout", "erro", "http", "https", "status", "code", "oops", "ooops", "ops", "sorry",
    "ой", "упс", "hoppla", "oups", "xahiş", "ups", "die", "the", "this", "la", "cette", "diese",
    "нет", "404", "403", "401", "451", "429", "503", "200", "https1",
)  # fmt: skip
"""Words around a phrase in a title that add nothing."""

MISSING = (
    "page not found", "not found", "page cannot be found", "page can not be found",
    "page could not be found", "page can't be found", "page doesn't exist", "page does not exist",
    "file not found", "content not found", "article not found", "that page can't be found",
    "nothing found", "we can't find that page", "we couldn't find that page", "no such page",
    "page you requested could not be found", "page you requested was not found",
    "requested page could not be found", "page you are looking for could not be found",
    "page you are looking for does not exist", "page you were looking for doesn't exist",
    "requested url was not found", "resource not found", "page missing", "page is missing",
    "seite nicht gefunden", "nicht gefunden", "seite wurde nicht gefunden",
    "seite konnte nicht gefunden werden", "seite existiert nicht", "seite gibt es nicht",
    "angeforderte seite wurde nicht gefunden", "gesuchte seite wurde nicht gefunden",
    "gewünschte seite wurde nicht gefunden", "artikel nicht gefunden", "seite nicht vorhanden",
    "page introuvable", "page non trouvée", "page n'existe pas", "page n'a pas été trouvée",
    "page est introuvable", "page demandée n'existe pas", "article introuvable",
    "contenu introuvable", "page que vous cherchez n'existe pas", "page demandée est introuvable",
    "página no encontrada", "no se ha encontrado la página", "no encontramos la página",
    "página não encontrada", "pagina non trovata", "pagina niet gevonden",
    "nie znaleziono strony", "strona nie została znaleziona", "strona nie istnieje",
    "страница не найдена", "страница не существует", "страницы не существует", "не найдено",
    "запрашиваемая страница не найдена", "такой страницы нет", "материал не найден",
    "запрошенная страница не найдена", "такой страницы не существует", "страница удалена",
    "сторінку не знайдено", "сторінка не знайдена", "сторінки не існує", "не знайдено",
    "sayfa bulunamadı", "aradığınız sayfa bulunamadı", "bulunamadı", "sayfa mevcut değil",
    "içerik bulunamadı", "haber bulunamadı", "böyle bir sayfa yok",
    "səhifə tapılmadı", "axtardığınız səhifə tapılmadı", "səhifə mövcud deyil", "tapılmadı",
    "belə bir səhifə yoxdur", "xəbər tapılmadı", "axtardığınız səhifə mövcud deyil",
    "էջ չի գտնվել", "էջը չի գտնվել", "էջը չգտնվեց", "չի գտնվել", "նման էջ գոյություն չունի",
    "էջը գոյություն չունի", "փնտրվող էջը չի գտնվել",
    "გვერდი ვერ მოიძებნა", "გვერდი არ არსებობს", "ვერ მოიძებნა", "გვერდი არ მოიძებნა",
)  # fmt: skip

DENIED = (
    "access denied", "access to this page has been denied", "access forbidden", "forbidden",
    "request blocked", "request rejected", "request denied", "you have been blocked",
    "you are blocked", "your access has been blocked", "access blocked", "access restricted",
    "your ip has been blocked", "your request has been blocked", "blocked by firewall",
    "access to this site has been limited", "security violation", "web page blocked",
    "you have been denied access", "request is blocked", "access is denied", "blocked",
    "sorry you have been blocked", "access not allowed",
    "unavailable for legal reasons", "not available in your region",
    "zugriff nicht möglich", "zugriff verweigert", "zugang verweigert", "zugriff nicht erlaubt",
    "zugriff gesperrt",
    "anfrage blockiert", "zugang gesperrt", "ihr zugriff wurde blockiert",
    "accès refusé", "accès interdit", "accès bloqué", "requête bloquée", "requête rejetée",
    "votre accès a été bloqué", "acceso denegado", "acceso bloqueado", "acesso negado",
    "accesso negato", "accesso bloccato", "toegang geweigerd", "odmowa dostępu",
    "dostęp zablokowany", "brak dostępu",
    "доступ запрещен", "доступ запрещён", "доступ ограничен", "доступ заблокирован",
    "доступ к сайту запрещен", "доступ к сайту ограничен", "доступ к ресурсу ограничен",
    "ваш запрос заблокирован",
    "доступ к информационному ресурсу ограничен", "в доступе отказано", "вы заблокированы",
    "доступ закрыт", "доступ заборонено", "доступ обмежено", "запит заблоковано",
    "erişim engellendi", "erişim reddedildi", "erişim yasaklandı", "isteğiniz engellendi",
    "erişiminiz engellendi", "bu siteye erişim engellenmiştir", "erişim engellenmiştir",
    "giriş qadağandır", "giriş məhdudlaşdırılıb", "sorğunuz bloklanıb", "giriş rədd edildi",
    "sayta giriş məhdudlaşdırılıb", "giriş bloklanıb", "girişə icazə yoxdur",
    "մուտքն արգելված է", "մուտքը մերժված է", "հասանելիությունը սահմանափակված է",
    "մուտքը սահմանափակված է", "մուտքն արգելափակված է", "ձեր հարցումն արգելափակված է",
    "წვდომა აკრძალულია", "წვდომა შეზღუდულია", "წვდომა უარყოფილია",
)  # fmt: skip

DENIED_PROVES = (
    "your ip", "ip address", "support id", "incident id", "request id", "reference id", "ray id",
    "event id", "firewall", "website owner", "site owner", "unusual traffic", "automated request",
    "credentials that you supplied", "ihre ip", "ip adresse", "votre ip", "adresse ip", "su ip",
    "dirección ip", "il tuo ip", "indirizzo ip", "ip adres", "ваш ip", "ip адрес", "ваша ip",
    "межсетев", "ip adresiniz", "ip ünvanınız", "ip հասցե", "ip მისამართ",
)  # fmt: skip
"""What only gatekeepers say, for pages whose title may be a headline."""

DENIED_SAYS = (
    "your ip", "ip address", "permission", "support id", "incident", "request id", "reference id",
    "reference number", "ray id", "event id", "firewall", "security policy", "security service",
    "security system", "site administrator", "website owner", "site owner", "unusual traffic",
    "suspicious", "automated", "in your region", "in your country", "economic area",
    "ihre ip", "ip adresse", "berechtigung", "sicherheitsrichtlinie", "vorgangsnummer", "referenz",
    "administrator", "auffällig", "automatisiert", "sicherheitssystem", "sicherheitsgründen",
    "votre ip", "adresse ip", "autorisation", "sécurité", "référence", "administrateur", "pare feu",
    "su ip", "dirección ip", "permiso", "seguridad", "il tuo ip", "indirizzo ip", "sicurezza",
    "uw ip", "ip adres", "adres ip", "bezpieczeństw",
    "ip адрес", "ваш ip", "администратор", "безопасност", "идентификатор", "подозрительн",
    "автоматическ", "роскомнадзор", "федеральн", "номер запроса", "код запроса", "межсетев",
    "ваша ip", "адміністратор", "безпек",
    "ip adresiniz", "yönetici", "güvenlik", "olay numarası", "referans", "şüpheli", "sayılı",
    "ip ünvanınız", "administrator", "təhlükəsizlik", "sorğu nömrəsi", "şübhəli", "inzibatçı",
    "ip հասցե", "ադմինիստրատոր", "անվտանգության", "հարցման համարը", "կասկածելի",
    "ip მისამართ", "უსაფრთხოებ", "ადმინისტრატორ",
)  # fmt: skip

CHALLENGE = (
    "just a moment", "checking your browser", "one moment please", "one moment", "please wait",
    "checking your browser before accessing", "verifying your browser", "browser check",
    "security checkpoint", "making sure you're not a bot", "security check", "ddos protection",
    "please enable javascript", "javascript required", "javascript is required",
    "einen moment bitte", "einen moment", "bitte warten", "browser wird überprüft",
    "ihr browser wird überprüft", "sicherheitsprüfung", "sicherheitsüberprüfung",
    "nur einen moment",
    "un instant", "veuillez patienter", "vérification de votre navigateur", "un momento",
    "vérification de sécurité", "contrôle de sécurité", "attendere prego", "even geduld",
    "proszę czekać",
    "один момент", "проверка браузера", "проверяем ваш браузер", "подождите", "минуту",
    "пожалуйста подождите", "проверка безопасности", "идет проверка", "идёт проверка",
    "проверка вашего браузера", "хвилинку", "перевірка браузера", "зачекайте",
    "bir dakika lütfen", "tarayıcınız kontrol ediliyor", "lütfen bekleyin", "güvenlik kontrolü",
    "tarayıcı kontrolü", "bir dəqiqə", "brauzeriniz yoxlanılır", "zəhmət olmasa gözləyin",
    "təhlükəsizlik yoxlaması", "brauzer yoxlanılır", "gözləyin",
    "մեկ րոպե", "խնդրում ենք սպասել", "ձեր դիտարկիչը ստուգվում է", "դիտարկիչի ստուգում",
    "անվտանգության ստուգում", "გთხოვთ დაელოდოთ", "ბრაუზერის შემოწმება",
)  # fmt: skip

CHALLENGE_SAYS = (
    "your browser", "enable javascript", "turn on javascript", "automatically", "redirected",
    "security of your connection", "ddos", "not a bot", "are human",
    "ihren browser", "ihr browser", "javascript", "weitergeleitet", "automatisch",
    "votre navigateur", "automatiquement", "redirigé", "su navegador", "il tuo browser",
    "браузер", "автоматически", "перенаправлен", "tarayıcınız", "otomatik", "yönlendiril",
    "brauzer", "avtomatik", "yönləndiril", "դիտարկիչ", "ավտոմատ", "ბრაუზერ", "ავტომატურ",
)  # fmt: skip

CAPTCHA = (
    "are you human", "are you a human", "are you a robot", "are you a bot", "robot check",
    "verify you are a human",
    "please verify you are a human", "please verify you are human",
    "verify you are human", "verify that you are human", "human verification", "captcha",
    "confirm you are human", "confirm that you are not a robot", "prove you are human",
    "unusual traffic", "i'm not a robot", "bot verification",
    "sind sie ein mensch", "sind sie ein roboter", "bestätigen sie dass sie ein mensch sind",
    "bitte bestätigen sie dass sie ein mensch sind", "ich bin kein roboter",
    "bestätigen sie dass sie kein roboter sind",
    "êtes vous un robot", "êtes vous humain", "confirmez que vous êtes humain",
    "je ne suis pas un robot", "vérifiez que vous êtes humain", "no soy un robot",
    "non sono un robot", "nie jestem robotem",
    "вы не робот", "вы робот", "подтвердите что запросы отправляли вы а не робот",
    "подтвердите что вы не робот", "я не робот",
    "подтвердите что вы человек", "докажите что вы не робот", "ви не робот",
    "підтвердіть що ви не робот",
    "robot musunuz", "ben robot değilim", "robot olmadığınızı doğrulayın", "robot değilim",
    "insan olduğunuzu doğrulayın", "robot olmadığınızı təsdiqləyin", "siz robotsunuz",
    "mən robot deyiləm", "insan olduğunuzu təsdiqləyin", "robot deyilsinizsə təsdiqləyin",
    "հաստատեք որ ռոբոտ չեք", "հաստատեք որ դուք մարդ եք", "ես ռոբոտ չեմ", "դուք ռոբոտ եք",
    "დაადასტურეთ რომ არ ხართ რობოტი", "მე არ ვარ რობოტი",
)  # fmt: skip

CONSENT = (
    "before you continue", "we value your privacy", "we care about your privacy", "your privacy",
    "your privacy choices", "cookie consent", "consent", "cookie settings", "we use cookies",
    "this site uses cookies", "this website uses cookies", "your cookie choices",
    "privacy settings", "manage your cookies", "cookies", "your consent", "cookie wall",
    "welcome please accept cookies", "accept cookies to continue", "your data your choice",
    "bevor sie fortfahren", "bevor sie weiterlesen", "datenschutzeinstellungen",
    "datenschutz einstellungen", "privatsphäre einstellungen", "cookie einstellungen",
    "ihre privatsphäre", "ihre einwilligung", "wir benötigen ihre zustimmung", "zustimmung",
    "ihre privatsphäre ist uns wichtig", "wir verwenden cookies", "diese website verwendet cookies",
    "mit werbung weiterlesen", "mit werbung und cookies weiterlesen", "einwilligung",
    "wir respektieren ihre privatsphäre", "diese seite verwendet cookies", "cookies zustimmen",
    "avant de continuer", "nous respectons votre vie privée", "votre vie privée",
    "gestion des cookies", "paramètres des cookies", "consentement", "nous utilisons des cookies",
    "ce site utilise des cookies", "le respect de votre vie privée est notre priorité",
    "accepter et continuer", "continuer sans accepter", "vos choix en matière de cookies",
    "antes de continuar", "valoramos tu privacidad", "tu privacidad", "prima di continuare",
    "la tua privacy", "rispettiamo la tua privacy", "voordat je verdergaat", "jouw privacy",
    "zanim przejdziesz dalej", "twoja prywatność",
    "прежде чем продолжить", "перед тем как продолжить", "мы ценим вашу конфиденциальность",
    "ваша конфиденциальность", "согласие на использование cookie", "мы используем cookie",
    "настройки cookie", "мы используем файлы cookie", "согласие на обработку данных",
    "сайт использует cookie", "сайт использует файлы cookie", "перш ніж продовжити",
    "ми використовуємо файли cookie",
    "devam etmeden önce", "gizliliğinize değer veriyoruz", "çerez tercihleri", "çerez onayı",
    "gizliliğiniz bizim için önemli", "çerez ayarları", "çerezleri kullanıyoruz",
    "sitemiz çerez kullanır", "gizlilik tercihleri", "bu site çerez kullanır",
    "davam etməzdən əvvəl", "məxfiliyinizə hörmət edirik", "kuki razılığı", "kuki parametrləri",
    "məxfiliyiniz bizim üçün vacibdir", "sayt kukilərdən istifadə edir", "kuki seçimləri",
    "biz kukilərdən istifadə edirik", "məxfilik parametrləri",
    "նախքան շարունակելը", "մենք գնահատում ենք ձեր գաղտնիությունը", "ձեր գաղտնիությունը",
    "քուքիների կարգավորումներ", "մենք օգտագործում ենք քուքիներ", "կայքն օգտագործում է քուքիներ",
    "ձեր համաձայնությունը", "სანამ გააგრძელებთ", "თქვენი კონფიდენციალურობა",
)  # fmt: skip

CONSENT_SAYS = (
    "cookie", "consent", "advertis", "partners", "personalis", "personaliz", "privacy", "vendors",
    "einwillig", "zustimm", "werb", "partner", "datenschutz", "privatsphäre", "akzept", "tracking",
    "consentement", "publicit", "partenaires", "vie privée", "accept", "traceurs",
    "publicidad", "privacidad", "pubblicit", "reklam", "zgod", "prywatno",
    "cookie", "куки", "согласи", "реклам", "партн", "конфиденц", "персонал", "згод",
    "çerez", "gizlilik", "onay", "iş ortak", "kişisel",
    "kuki", "məxfilik", "razılı", "tərəfdaş", "fərdi",
    "քուքի", "համաձայն", "գաղտնի", "գովազդ", "գործընկեր", "քուքիներ", "თანხმობ", "ქუქი",
)  # fmt: skip
"""Beginnings of words, since most of these languages inflect."""

GREETINGS = (
    "welcome", "willkommen", "herzlich willkommen", "bienvenue", "bienvenido", "benvenuto",
    "добро пожаловать", "hoş geldiniz", "xoş gəlmisiniz", "բարի գալուստ", "hello", "hallo",
    "bonjour", "კეთილი იყოს თქვენი მობრძანება",
)  # fmt: skip
"""Headings of a consent wall that say nothing."""

TRACKING = (
    "cookie", "tracking", "advertis", "vendors", "werb", "publicit", "traceurs", "pubblicit",
    "publicidad", "reklam", "куки", "реклам", "çerez", "kuki", "քուքի", "գովազդ", "ქუქი",
)  # fmt: skip
"""Without one of these, consent is to something else."""

ACCEPT = (
    "accept", "accept all", "accept all cookies", "accept cookies", "i accept", "agree", "i agree",
    "agree and continue", "agree and close", "allow all", "allow all cookies", "got it",
    "accept and continue", "consent", "continue", "reject all", "accept and close",
    "allow cookies", "allow", "yes i agree", "ok",
    "akzeptieren", "alle akzeptieren", "alles akzeptieren", "zustimmen", "zustimmen und weiter",
    "akzeptieren und weiter", "einverstanden", "alle cookies akzeptieren", "allen zustimmen",
    "alle cookies erlauben", "alle erlauben", "cookies erlauben", "alle cookies zulassen",
    "alle ablehnen", "alle zulassen", "ich stimme zu", "einwilligen und weiter",
    "accepter", "tout accepter", "j'accepte", "accepter et continuer", "accepter et fermer",
    "accepter fermer", "tout autoriser", "autoriser", "accepter tout", "tout refuser",
    "continuer sans accepter", "d'accord",
    "aceptar", "aceptar todo", "aceptar todas", "aceitar", "aceitar tudo", "accetta",
    "accetta tutto", "accetta e continua", "alles accepteren", "akkoord", "accepteren",
    "zaakceptuj wszystko", "akceptuję", "przejdź do serwisu", "zgadzam się",
    "принять", "принять все", "принять всё", "согласен", "я согласен", "принять и продолжить",
    "согласиться", "разрешить все", "соглашаюсь", "прийняти", "прийняти все", "погоджуюсь",
    "kabul et", "tümünü kabul et", "kabul ediyorum", "kabul et ve devam et", "onaylıyorum",
    "tüm çerezleri kabul et", "tümünü reddet",
    "qəbul et", "hamısını qəbul et", "qəbul edirəm", "razıyam", "qəbul et və davam et",
    "ընդունել", "ընդունել բոլորը", "համաձայն եմ", "ընդունել և շարունակել", "ընդունում եմ",
    "ვეთანხმები", "ყველას მიღება", "მიღება",
)  # fmt: skip
"""What the buttons say that let one through."""

LOGIN = (
    "log in", "login", "sign in", "signin", "member sign in", "member log in",
    "log in to continue", "sign in to continue",
    "please log in", "please sign in", "member login", "user login", "login required",
    "you must be logged in", "you must log in", "log in or register", "sign in or register",
    "subscribe to continue", "subscribe to continue reading", "register to continue",
    "register to continue reading", "register to read", "subscribers only", "members only",
    "this content is for subscribers only", "this article is for subscribers only",
    "create a free account to continue", "sign up to continue", "authentication required",
    "log in to read", "sign in to read", "subscribe to read", "create an account",
    "anmelden", "anmeldung", "einloggen", "bitte anmelden", "bitte melden sie sich an",
    "jetzt anmelden", "anmeldung erforderlich", "nur für abonnenten", "login erforderlich",
    "jetzt registrieren und weiterlesen", "jetzt weiterlesen", "registrieren und weiterlesen",
    "jetzt registrieren", "benutzeranmeldung", "nur für mitglieder",
    "connexion", "se connecter", "connectez vous", "identifiez vous", "réservé aux abonnés",
    "article réservé aux abonnés", "connectez vous pour continuer", "connexion requise",
    "abonnez vous pour lire la suite", "inscrivez vous pour continuer", "créez un compte",
    "iniciar sesión", "inicia sesión", "accedi", "inloggen", "zaloguj się", "logowanie", "entrar",
    "вход", "войти", "авторизация", "вход на сайт", "войдите чтобы продолжить", "требуется вход",
    "только для подписчиков", "зарегистрируйтесь чтобы продолжить", "требуется авторизация",
    "войдите в систему", "материал доступен только подписчикам", "доступно по подписке",
    "увійти", "вхід", "авторизація", "тільки для передплатників",
    "giriş yap", "giriş yapın", "oturum aç", "oturum açın", "üye girişi", "kullanıcı girişi",
    "devam etmek için giriş yapın", "sadece aboneler için", "devam etmek için abone olun",
    "daxil ol", "daxil olun", "giriş", "sistemə giriş", "davam etmək üçün daxil olun",
    "yalnız abunəçilər üçün", "istifadəçi girişi", "qeydiyyatdan keçin",
    "մուտք", "մուտք գործել", "մուտք գործեք", "մուտք համակարգ", "միայն բաժանորդների համար",
    "շարունակելու համար մուտք գործեք", "գրանցվեք շարունակելու համար",
    "შესვლა", "ავტორიზაცია", "მხოლოდ გამომწერებისთვის",
)  # fmt: skip

PARKED = (
    "domain for sale", "this domain is for sale", "domain is for sale", "buy this domain",
    "this domain may be for sale", "domain may be for sale", "domain parked", "parked domain",
    "domain is parked", "this domain is parked", "domain name for sale", "domain has expired",
    "this domain has expired", "this domain has been registered", "domain expired",
    "welcome to nginx", "apache2 ubuntu default page it works",
    "apache2 debian default page it works", "apache2 ubuntu default page",
    "apache2 debian default page",
    "apache http server test page", "it works", "iis windows server", "iis windows",
    "default web site page", "default page", "future home of something quite cool",
    "account suspended", "this account has been suspended", "website is coming soon",
    "web server's default page", "hosting placeholder", "domain default page", "plesk default page",
    "website suspended", "domain suspended", "test page for the apache http server",
    "test page for the nginx http server",
    "diese domain steht zum verkauf", "domain steht zum verkauf", "domain zu verkaufen",
    "domain geparkt", "diese domain ist geparkt", "hier entsteht eine neue internetpräsenz",
    "diese domain kaufen", "domain kaufen", "diese domain wurde registriert",
    "ce domaine est à vendre", "domaine à vendre", "nom de domaine à vendre",
    "ce nom de domaine est à vendre", "domaine parqué", "este dominio está en venta",
    "dominio en venta", "questo dominio è in vendita", "ta domena jest na sprzedaż",
    "домен продается", "домен продаётся", "этот домен продается", "этот домен продаётся",
    "домен припаркован", "срок регистрации домена истек", "срок регистрации домена истёк",
    "домен не прилинкован", "сайт заблокирован хостинг провайдером", "домен зарегистрирован",
    "купить домен", "срок регистрации домена закончился", "домен продається",
    "bu alan adı satılıktır", "satılık alan adı", "alan adı satılık", "bu domain satılıktır",
    "alan adı park edilmiştir", "bu alan adı satılık", "hesap askıya alındı",
    "bu domen satılır", "domen satılır", "satılıq domen", "bu domenin müddəti bitib",
    "domen park edilib", "hesab dayandırılıb",
    "այս դոմենը վաճառվում է", "դոմենը վաճառվում է", "դոմենի ժամկետը լրացել է",
    "დომენი იყიდება", "ეს დომენი იყიდება",
)  # fmt: skip

SALE = tuple(
    phrase for phrase in PARKED
    if any(word in phrase for word in ("domain", "домен", "domini", "alan adı", "domen", "դոմեն",
                                       "დომენი"))
)  # fmt: skip
"""Those of them that tell of a domain wherever they stand."""

UNAVAILABLE = (
    "maintenance", "under maintenance", "site under maintenance", "service unavailable",
    "temporarily unavailable", "site is temporarily unavailable", "unavailable",
    "internal server error", "bad gateway", "gateway timeout", "database error",
    "error establishing a database connection", "too many requests", "something went wrong",
    "an error occurred", "application error", "error",
    "wartungsarbeiten", "wartung", "wartungsmodus", "vorübergehend nicht erreichbar", "fehler",
    "maintenance en cours", "site en maintenance", "service indisponible", "erreur",
    "mantenimiento", "manutenzione", "onderhoud",
    "технические работы", "ведутся технические работы", "сайт временно недоступен", "ошибка",
    "сервис недоступен", "технічні роботи", "помилка",
    "bakım çalışması", "site bakımda", "hizmet kullanılamıyor", "hata", "bakımdayız",
    "texniki işlər", "sayt müvəqqəti əlçatan deyil", "xəta",
    "տեխնիկական աշխատանքներ", "կայքը ժամանակավորապես անհասանելի է", "սխալ",
    "ტექნიკური სამუშაოები", "შეცდომა",
)  # fmt: skip
"""Said by a page that is out of order; of weight only where a long page stood before."""
