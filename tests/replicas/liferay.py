"""A Liferay portal as www.coe.int is one.

Addresses and the order of words are those of real pages, the markup that of other such portals.
Listings by year, or by ``delta`` and ``start``; articles under two forms of address; switches of
language, session ids, and pages of every size as traps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from tests.replicas.papers import paper
from tests.replicas.prose import Text, text
from tests.replicas.web import Answer, Replica, moved

BASE = "https://www.coe.int"
LANGUAGES = ("en", "fr")
_INSTANCE = "Qd7rTn5KpWzX"
_WORDS = {
    "en": {"home": "Home", "news": "Newsroom", "back": "Back", "strap": "Council of Europe"},
    "fr": {
        "home": "Accueil",
        "news": "Actualités",
        "back": "Retour",
        "strap": "Conseil de l’Europe",
    },
}
_MONTHS = {"en": "June", "fr": "juin"}
CHROME = (
    "Asset Publisher", "F-67075 Strasbourg Cedex", "Read More", "Key figures", "visits so far",
    "Diminuer la taille du texte", "Accept all cookies", "Skip to Main Content", "Sign In",
)  # fmt: skip
"""Words around every page that belong to no text."""

_ROBOTS = b"User-agent: *\nDisallow: /c/\nDisallow: /group/\n"


class Portal:
    """One site of the portal: the pages of a body, in two languages.

    Args:
        site: its name in addresses.
        who: the body.
        articles: how many there are, newest first; the last one is in English only.
    """

    def __init__(self, site: str, who: str, articles: int = 3) -> None:
        self.site = site
        self.who = who
        self.replica = Replica(others=self._other)
        self.replica.answers[f"{BASE}/robots.txt"] = Answer(_ROBOTS, "text/plain")
        self.texts = {
            "en": [text(who, number) for number in range(articles)],
            "fr": [text(who, number, "fr") for number in range(articles - 1)],
        }
        for language, texts in self.texts.items():
            for one in texts:
                self._article(one, self.address(language, f"-/{one.slug}"))
        for one in self.texts["en"][-1:]:
            # What is not translated is shown in English under the other language, too.
            english = self.replica.answers[self.address("en", f"-/{one.slug}")]
            self.replica.answers[self.address("fr", f"-/{one.slug}")] = english
        for language in LANGUAGES:
            root = f"{BASE}/{language}/web/{site}"
            self.replica.answers[root] = moved(f"{root}/home")
            about = "<p>This page says what the body does and who its members are.</p>"
            self._page(language, "about", f"<h1>{self.who}</h1>{about}")

    def address(self, language: str, path: str) -> str:
        """The URL of a page."""
        return f"{BASE}/{language}/web/{self.site}/{path}"

    def second(self, language: str, page: str, slug: str) -> str:
        """The other form of an article's address."""
        return self.address(language, f"{page}/-/asset_publisher/{_INSTANCE}/content/{slug}")

    def answers_with_article(self, language: str, page: str, one: Text) -> str:
        """Let the other form of an article's address answer with the article; return it."""
        url = self.second(language, page, one.slug)
        self.replica.answers[url] = self.replica.answers[self.address(language, f"-/{one.slug}")]
        return url

    def listing(
        self, language: str, path: str, texts: Sequence[Text], *, links: Sequence[str] = (),
        extra: str = "",
    ) -> None:  # fmt: skip
        """A page that lists articles."""
        items = "".join(self._item(language, one, links) for one in texts)
        pager = "".join(
            f'<li><a href="{self.address(language, path.partition("?")[0])}?delta={delta}&amp;'
            f'start={start}">{start}</a></li>'
            for delta in (5, 50, 75) for start in (1, 2, 3)
        )  # fmt: skip
        nothing = '<div class="alert alert-info">There are no results.</div>'
        body = (
            f'<h2 class="portlet-title-text">Asset Publisher</h2>{items or nothing}{extra}'
            f'<ul class="pagination lfr-pagination-buttons">{pager}</ul>'
        )
        self._page(language, path, _portlet("AssetPublisher", body))

    def _item(self, language: str, one: Text, links: Sequence[str]) -> str:
        url = next((u for u in links if one.slug in u), self.address(language, f"-/{one.slug}"))
        tongues = " ".join(
            key.upper() for key, texts in self.texts.items() if one.slug in {t.slug for t in texts}
        )
        day = f"{one.date.day} {_MONTHS[language]} {one.date.year}"
        return (
            f'<div class="element clearfix"><span class="languages">{tongues}</span>'
            f'<h3><a href="{url}">{escape(one.title)}</a></h3>'
            f'<p class="upper">{escape(self.who)} <span class="date">{day}</span> Strasbourg</p>'
            f'<p class="abstract">{escape(one.abstract)}</p>'
            f'<a class="read-more" href="{url}">Read More</a></div>'
        )

    def _article(self, one: Text, url: str) -> None:
        language = one.language
        report = paper(self.replica, f"{one.title} (report)", one)
        twins = "".join(
            f'<link rel="alternate" hreflang="{key}" href="{self.address(key, f"-/{one.slug}")}">'
            for key in LANGUAGES
        )
        paragraphs = "".join(f"<p>{escape(words)}</p>" for words in one.paragraphs)
        title = escape(one.title)
        body = (
            f'<div class="asset-full-content"><div class="header-back-to"><a href="'
            f'{self.address(language, "home")}">{_WORDS[language]["back"]}</a> '
            f'<span class="header-title">{title}</span></div>'
            f'<div class="asset-content"><div class="journal-content-article" '
            f'data-analytics-asset-id="{len(one.title)}" data-analytics-asset-title="{title}" '
            f'data-analytics-asset-type="web-content"><p class="category">News</p><h1>{title}</h1>'
            f"{paragraphs}"
            f'<p><a href="{report}">Read the report</a></p></div></div>'
            f'<span class="upper">Strasbourg {one.date:%d/%m/%Y}</span><ul class="tools">'
            f"<li>Diminuer la taille du texte</li><li>Augmenter la taille du texte</li>"
            f"<li>Imprimer la page</li></ul></div>"
        )
        self._page(language, f"-/{one.slug}", _portlet("AssetPublisher", body), one.title, twins)
        self.replica.articles[url] = one

    def _page(self, language: str, path: str, body: str, title: str = "", head: str = "") -> None:
        words = _WORDS[language]
        name = title or words["news"]
        menu = "".join(
            f'<li><a href="{self.address(language, page)}">{label}</a></li>'
            for page, label in (("home", words["home"]), ("about", self.who))
        )
        switches = "".join(
            f'<li><a href="{BASE}/{language}/c/portal/update_language?languageId={code}&amp;'
            f'p_l_id=138809025&amp;redirect=%2F{language}%2Fweb%2F{self.site}">{code}</a></li>'
            for code in ("be_BY", "fr_FR", "ru_RU")
        )
        html = f"""


<!DOCTYPE html>
<html class="ltr" dir="ltr" lang="{language}-{language.upper()}"><head>
<title>{escape(name)} - {escape(name)} - {escape(words["strap"])}</title>
<meta charset="UTF-8">{head}
<script>Liferay = {{}}; Liferay.currentURL = '\\x2f{language}\\x2fweb\\x2f{
            self.site
        }';</script></head>
<body class="controls-hidden guest-site signed-out public-page site">
<nav class="quick-access-nav"><h1 class="hide-accessible">Navigation</h1>
<ul><li><a href="#main-content">Skip to Main Content</a></li></ul></nav>
<div id="cookies"><p>Accept all cookies</p></div>
<header id="banner"><p>Avenue de l'Europe F-67075 Strasbourg Cedex Tel. +33 (0)3 88 41 20 00</p>
<ul class="languages">{switches}</ul>
<nav id="navigation">{
            _portlet(
                "JournalContent_megaMenu",
                f'''<div class="journal-content-article" data-analytics-asset-title="Mega menu"
data-analytics-asset-type="web-content"><ul>{menu}</ul></div>''',
            )
        }
</nav></header>
<section id="content"><div class="columns-2" id="main-content" role="main">
<div class="portlet-column portlet-column-first" id="column-1">{body}</div>
<div class="portlet-column portlet-column-last" id="column-2">
{
            _portlet(
                "JournalContent_figures",
                '''<div class="journal-content-article"><h2>Key figures</h2>
<p>512 visits so far</p></div>''',
            )
        }
</div></div></section>
<footer id="footer"><ul>
<li><a href="{
            self.address(language, "home")
        };jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9">Accessible</a></li>
<li><a href="{
            self.address(language, "home")
        }?p_p_id=com_liferay_login&amp;p_p_lifecycle=0">Sign In</a></li>
<li><a href="{self.address(language, path)}?_101_INSTANCE_{_INSTANCE}_languageId=tr_TR">TR</a></li>
<li><a href="{BASE}/ru/web/{self.site}/home">RU</a></li>
<li><a href="https://www.facebook.com/councilofeurope">Facebook</a></li></ul></footer>
</body></html>"""
        self.replica.answers[self.address(language, path)] = Answer(html.encode())

    def _other(self, url: str) -> Answer | None:
        """Any page of the site at any other address: with a session, a size, a state."""
        if not url.startswith(f"{BASE}/") or f"web/{self.site}" not in url.replace("%2F", "/"):
            return None
        if "/c/portal/" in url:
            return self.replica.answers[self.address("en", "about")]
        plain = re.sub(r";jsessionid=\w+|\?.*", "", url)
        found = self.replica.answers.get(re.sub(r"/[a-z]{2}/web/", "/en/web/", plain))
        return found if found and plain != url else None


def _portlet(name: str, body: str) -> str:
    number = f"p_p_id_com_liferay_{name}_INSTANCE_{_INSTANCE}_"
    return (
        f'<div class="portlet-boundary portlet-asset-publisher" id="{number}"><section '
        f'class="portlet" id="portlet_{name}"><div class="portlet-content"><div '
        f'class="portlet-content-container"><div class="portlet-body">{body}</div></div></div>'
        f"</section></div>"
    )
