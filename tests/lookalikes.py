"""Pages that look like walls and are none."""

from __future__ import annotations

from tests.walls import TRACKING, Answer, bare, drawn, framed, login_page

_PARAGRAPH = (
    "The court of appeal ordered the release of the editor on Thursday evening. His lawyers had "
    "asked for it four times. The prosecutor may still take the case to the supreme court, where "
    "it would be heard in spring."
)
_ARTICLE = f"<article><p>{_PARAGRAPH}</p><p>{_PARAGRAPH}</p><p>{_PARAGRAPH}</p></article>"
_STAMP = '<meta property="article:published_time" content="2025-05-05T10:00:00Z">'
_BANNER = (
    '<div id="cmp"><h2>We value your privacy</h2><p>' + TRACKING + "</p>"
    "<button>Accept all</button><button>Settings</button></div>"
)

PAGES = [
    Answer("article on challenges", None, framed(
        "Checking your browser: how gatekeepers sort readers",
        "<h1>Checking your browser: how gatekeepers sort readers</h1><p>&ldquo;Just a moment"
        "&rdquo;, says the page, while _cf_chl_opt is read by a script. "
        f"{_PARAGRAPH}</p><p>Whoever uses an old browser sees a captcha. {_PARAGRAPH}</p>")),
    Answer("article on consent", None, framed(
        "Cookie consent", "<h1>Cookie consent</h1><p>The authority fined two publishers whose "
        "consent walls gave no choice. Readers had to accept cookies and advertising of 300 "
        f"partners. {_PARAGRAPH}</p><p>{_PARAGRAPH}</p>")),
    Answer("article behind a banner", None, framed(
        "Court orders release of editor", f"{_BANNER}<h1>Court orders release</h1>{_ARTICLE}")),
    Answer("flash behind a banner", None, framed(
        "The Courier", f"{_BANNER}<h1>Quake near the lake</h1><p>A tremor of 3.1 was felt at "
        "noon. Nobody was hurt.</p>")),
    Answer("news flash", None, framed(
        "Tunnel closed until Friday", "<h1>Tunnel closed until Friday</h1><p>The tunnel stays "
        "closed until Friday noon because of repairs.</p>")),
    Answer("error-like title", None, framed(
        "Access denied: how prisoners lose their lawyers",
        f"<h1>Access denied: how prisoners lose their lawyers</h1><p>{_PARAGRAPH}</p>")),
    Answer("error-like title with a dash", None, framed(
        "Access denied - how prisoners lose their lawyers", "<h1>Access denied</h1><p>Without "
        f"permission no lawyer gets in. {_PARAGRAPH}</p>", head=_STAMP)),
    Answer("photo essay", None, framed(
        "Forbidden", "<h1>Forbidden</h1><p>Twelve pictures from a closed city, taken without "
        "permission of the security service.</p>", head=_STAMP)),
    Answer("login box beside", None, framed(
        "Court orders release of editor", f"<h1>Court orders release</h1><p>{_PARAGRAPH}</p>"
        "<aside><h3>Log in</h3><form><input name=u><input type=password name=p><button>Log in"
        "</button></form></aside>")),
    Answer("page to log in at", None, login_page(
        "Log in", "Log in", "Members find their comments here.", ("Name", "Password"), "Log in",
        "en"), "https://www.courier.example/login?next=%2F"),
    Answer("teaser before a paywall", None, framed(
        "Court orders release of editor", "<h1>Court orders release of editor</h1><p>The court of "
        "appeal ordered the release on Thursday.</p><h2>Subscribe to continue reading</h2>"
        "<form><input type=email><button>Subscribe</button></form>")),
    Answer("short listing", None, framed(
        "Archive", "<h1>May 2025</h1><ul><li><a href=/1>Tunnel closed until Friday</a></li><li>"
        "<a href=/2>Court orders release of editor</a></li></ul>")),
    Answer("cookie policy", None, framed(
        "Cookie policy", f"<h1>Cookie policy</h1><h2>We use cookies</h2><p>{TRACKING}</p>"
        "<button>Accept</button>"), "https://www.courier.example/cookie-policy"),
    Answer("cookies page", None, framed(
        "Cookies", f"<h1>Cookies</h1><p>{TRACKING}</p><h2>Which cookies are set</h2>"
        f"<p>{TRACKING}</p>"), "https://www.courier.example/about/cookies"),
    Answer("privacy policy", None, framed(
        "Privacy policy", f"<h1>Privacy policy</h1><p>{TRACKING}</p><p>{TRACKING}</p>"),
        "https://www.courier.example/privacy"),
    Answer("area code", None, framed(
        "404 is the area code of Atlanta", "<h1>404 is the area code of Atlanta</h1><p>And 678 "
        "is another. Both serve the same city.</p>")),
    Answer("404 as a subject", None, framed(
        "404 (number)", "<h1>404</h1><p>404 is the number after 403 and before 405. It is even, "
        "and a palindrome.</p>")),
    Answer("film", None, framed(
        "Page Not Found, a film by A. Petrosyan", "<h1>Page Not Found</h1><p>The film opens on "
        "Friday in two cinemas. It tells of a printer whose books are burnt.</p>")),
    Answer("lost and found", None, framed(
        "Missing hikers not found", "<h1>Missing hikers not found</h1><p>The search goes on.</p>")),
    Answer("domain trade", None, framed(
        "City buys back its name: domain was for sale for years",
        f"<h1>City buys back its name</h1><p>&ldquo;This domain is for sale&rdquo;, the page said "
        f"for years. {_PARAGRAPH}</p>")),
    Answer("front page of a young site", None, drawn(
        "courier.example", "<h1>The Courier</h1><p>A paper for the valley. First issue in "
        "June; it works without advertising.</p>"), "https://courier.example/"),
    Answer("contact with a captcha", None, framed(
        "Contact", "<h1>Contact</h1><form><input name=m><textarea></textarea>"
        "<div class='g-recaptcha'></div><button>Send</button></form>")),
    Answer("a poem", None, framed(
        "Just a moment", "<h1>Just a moment</h1><p>The tide comes in, the tide goes out, and "
        "nobody counts.</p>")),
    Answer("court blocks a site", None, framed(
        "Erişim engellendi: Mahkeme haber sitesini kapattı",
        "<h1>Erişim engellendi: Mahkeme haber sitesini kapattı</h1><p>Mahkeme, 2024/15 sayılı "
        "kararla haber sitesine erişimi engelledi. Avukatlar karara itiraz edecek.</p>", "tr")),
    Answer("entry ban", None, framed(
        "Въезд запрещён, доступ ограничен: что известно",
        "<h1>Въезд запрещён</h1><p>Администрация закрыла дорогу к селу. Журналистов не "
        "пустили.</p>", "ru")),
    Answer("withdrawn", None, framed(
        "Court orders release of editor", "<h1>Court orders release of editor</h1><p>This article "
        "has been withdrawn after a complaint.</p>")),
    Answer("plain 403", None, bare("403 Forbidden", "Forbidden", "nginx", "en"), status=403),
    Answer("sign-in sheet", None, framed(
        "Sign in, speak up", f"<h1>Sign in, speak up</h1><p>{_PARAGRAPH}</p>")),
    Answer("consent in medicine", None, framed(
        "Consent", "<h1>Consent</h1><p>No one may be treated without consent, the committee "
        "recalls in its standards. A patient can withdraw it.</p><a href=/x>Continue</a>")),
    Answer("chapter", None, framed(
        "Giriş", "<h1>Giriş</h1><p>Bu rapor üç bölümden oluşuyor.</p><form><input name=q><button>"
        "Ara</button></form><form><input type=email><button>Abone ol</button></form>", "tr")),
    Answer("essay of one word", None, drawn(
        "Blocked", "<h1>Blocked</h1><p>My grandmother kept the letters without permission. "
        f"{_PARAGRAPH}</p>")),
    Answer("a device", None, drawn(
        "It works!", f"<h1>It works!</h1><p>The new turbine turns. {_PARAGRAPH} {_PARAGRAPH}</p>")),
    Answer("a registrar", None, drawn(
        "Domain kaufen", "<h1>Domain kaufen</h1><p>Bei uns bekommen Sie Domains ab einem Euro. "
        + "Suchen Sie einen Namen, wählen Sie eine Endung, bestellen Sie gleich. " * 6 + "</p>")),
    Answer("empty", None, "<html><head></head><body></body></html>"),
]  # fmt: skip
