"""Replicas of the bodies of the Council of Europe, by the names of their sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape

from tests.replicas.liferay import BASE, LANGUAGES, Portal
from tests.replicas.papers import paper
from tests.replicas.prose import Text, text
from tests.replicas.web import Answer, Replica

_NOW = datetime.now(UTC).year


def bodies() -> dict[str, Replica]:
    """All of them."""
    found = {name: make() for name, make in _MADE.items()}
    for name, (site, who) in _SISTERS.items():
        found[name] = _sister(name, site, who)
    return found


_SISTERS = {
    "greco": ("greco", "GRECO"),
    "ecri": ("european-commission-against-racism-and-intolerance", "ECRI"),
    "grevio": ("istanbul-convention", "GREVIO"),
    "greta": ("anti-human-trafficking", "GRETA"),
    "moneyval": ("moneyval", "MONEYVAL"),
}


def _sister(name: str, site: str, who: str) -> Replica:
    """A body whose start page lists its news."""
    portal = Portal(site, who)
    for language, texts in portal.texts.items():
        portal.listing(language, "home", texts)
        if name in ("grevio", "greta"):
            portal.listing(language, name, texts[:1])
    return portal.replica


def _newsroom() -> Replica:
    """Pages of a hundred; one article is another body's; the other form of one is the listing."""
    portal = Portal("portal", "The Secretary General", 4)
    other = text("The Commissioner", 7)
    foreign = f"{BASE}/en/web/commissioner/-/{other.slug}"
    for language, texts in portal.texts.items():
        news = (
            f'<p><a href="{portal.second(language, "newsroom", texts[0].slug)}">Permalink</a></p>'
        )
        if language == "en":
            news += f'<div class="element"><h3><a href="{foreign}">{other.title}</a></h3></div>'
        portal.listing(language, "newsroom", texts[:2], extra=news)
        portal.listing(language, "full-news", texts[:2])
        for start, some in ((1, texts[:2]), (2, texts[2:]), (3, texts[2:])):
            portal.listing(language, f"newsroom?delta=100&start={start}", some)
        listing = portal.replica.answers[portal.address(language, "newsroom")]
        portal.replica.answers[portal.second(language, "newsroom", texts[0].slug)] = listing
    body = portal.replica.answers[portal.address("en", f"-/{portal.texts['en'][0].slug}")].body
    words = portal.texts["en"][0]
    for old, new in (
        (words.title, other.title),
        *zip(words.paragraphs, other.paragraphs, strict=True),
    ):
        body = body.replace(escape(old).encode(), escape(new).encode())
    portal.replica.answers[foreign] = Answer(body)
    portal.replica.articles[foreign] = other
    return portal.replica


def _by_year(site: str, who: str, listing: str, form: str) -> Callable[[], Replica]:
    """A body with a page for this year and one for 2022, and none for others."""

    def made() -> Replica:
        portal = Portal(site, who)
        for language, texts in portal.texts.items():
            if listing != "home":
                portal.listing(language, "home", texts[:1])
            portal.listing(language, listing, texts[:1])
            portal.listing(language, form.format(year=_NOW), texts[:1])
            portal.listing(language, form.format(year=2022), texts[1:])
        portal.replica.may_miss = (rf"/web/{site}/{form.format(year=r'[0-9]{4}')}$",)
        return portal.replica

    return made


def _commissioner() -> Replica:
    """As the others; its news link to the other form of an article, which shows the article."""
    portal = Portal("commissioner", "The Commissioner")
    for language, texts in portal.texts.items():
        second = portal.answers_with_article(language, f"news/{_NOW}", texts[0])
        portal.listing(language, "home", texts[1:2])
        portal.listing(language, "news", texts[:1], links=[second])
        portal.listing(language, f"news/{_NOW}", texts[:1], links=[second])
        portal.listing(language, "news/2022", texts[1:])
    portal.replica.may_miss = (r"/web/commissioner/news/[0-9]{4}$",)
    return portal.replica


def _ministers() -> Replica:
    """Pages of twenty; past the last one there is an empty one."""
    portal = Portal("cm", "The Committee of Ministers")
    for language, texts in portal.texts.items():
        portal.listing(language, "home", texts[:1])
        portal.listing(language, "news", texts[:1])
        for start in range(2, len(texts) + 2):
            some = texts[start - 1 : start]
            portal.listing(language, f"news?delta=20&start={start}", some)
    return portal.replica


def _page(title: str, body: str, language: str = "en", head: str = "") -> Answer:
    """A page of one of the smaller sites."""
    return Answer(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title>{head}</head><body><header><nav><ul><li>Logo Assembly</li><li>Logo Hemicycle"
        f"</li></ul></nav></header>{body}<footer><p>© The secretariat</p></footer></body></html>"
        .encode()
    )  # fmt: skip


def _paragraphs(one: Text) -> str:
    return "".join(f"<p>{escape(words)}</p>" for words in one.paragraphs)


def _pace() -> Replica:
    """News by page and view, reports as pages of their own, PDFs, a page for each member."""
    replica = Replica()
    for language in LANGUAGES:
        base = f"https://pace.coe.int/{language}"
        texts = [text("The Assembly", number, language) for number in range(3)]
        report = text("The Assembly", 12, language)
        urls = [f"{base}/news/{9300 - number}/{one.slug}" for number, one in enumerate(texts)]
        for url, one in zip(urls, texts, strict=True):
            pdf = paper(replica, f"{one.title} ({language})", one)
            cited = (
                f'<p><a href="{pdf}">PDF</a> <a href="{base}/files/33006/html">Doc. 15898</a></p>'
            )
            replica.answers[url] = _page(
                one.title, f'<main><article><p class="date">{one.date:%d/%m/%Y} | Session</p>'
                f"<h1>{escape(one.title)}</h1>{_paragraphs(one)}{cited}</article>"
                f'<a href="{base}/members/7{texts.index(one)}/a-member">A. Member</a></main>',
                language,
            )  # fmt: skip
            replica.articles[url] = one
        tools = (
            '<div class="toolbar"><a href="#">Print</a> <a href="#">See related documents</a></div>'
        )
        replica.answers[f"{base}/files/33006/html"] = _page(
            report.title, f'<main>{tools}<article class="document"><p>Report | Doc. 15898</p>'
            f"<h1>{escape(report.title)}</h1>{_paragraphs(report)}</article></main>", language,
        )  # fmt: skip
        replica.articles[f"{base}/files/33006/html"] = report
        for page, some in (("", (0,)), ("?page=2&view=list", (1,)), ("?page=3&view=list", (2,)),
                           ("?page=4&view=list", (2,))):  # fmt: skip
            listed = [(urls[number], texts[number]) for number in some]
            replica.answers[f"{base}/news{page}"] = _pace_list(base, listed, language)
        replica.answers[f"{base}/"] = _pace_list(base, [(urls[0], texts[0])], language)
    replica.others = lambda url: (
        _page("Member", "<main><h1>A. Member</h1></main>")
        if url.startswith("https://pace.coe.int/") and ("/members/" in url or "category" in url)
        else None
    )
    return replica


def _pace_list(base: str, listed: Sequence[tuple[str, Text]], language: str) -> Answer:
    cards = "".join(
        f'<div class="card"><h3><a href="{url}">{escape(one.title)}</a></h3><p class="date">'
        f"{one.date:%d/%m/%Y} | Session</p><p>{escape(one.abstract)}</p></div>"
        for url, one in listed
    )
    views = "".join(
        f'<li><a href="{base}/news?page=1&amp;{view}">{view}</a></li>'
        for view in ("categoryId=8&amp;view=list", "categoryid=8&amp;view=grid", "view=grid")
    )
    pages = "".join(
        f'<li><a href="{base}/news?page={n}&amp;view=list">{n}</a></li>' for n in (2, 3)
    )
    body = f'<main><h1>News</h1>{cards}<ul>{views}</ul><ul class="pagination">{pages}</ul></main>'
    return _page("News", body, language)


def _echr() -> Replica:
    """News below /w/, one with a slash in its slug; PDFs on the same host without an extension."""
    replica = Replica()
    base = "https://www.echr.coe.int"
    for language in LANGUAGES:
        texts = [text("The Court", number, language) for number in range(3)]
        slugs = [texts[0].slug, f"a-v-b-no-3695{len(language)}/21-", texts[2].slug]
        root = base if language == "en" else f"{base}/fr"
        urls = [f"{root}/w/{slug}" for slug in slugs]
        for url, one in zip(urls, texts, strict=True):
            pdf = f"{base}/documents/d/echr/Case_law_{texts.index(one)}_{language}"
            made = paper(replica, f"{one.title} (law)", one)
            replica.answers[pdf] = replica.answers[next(iter(reversed(replica.documents)))]
            replica.documents[pdf] = one
            replica.answers[url] = _page(
                one.title, f'<div id="main-content"><div class="journal-content-article"><h1>'
                f"{escape(one.title)}</h1><p>{one.date:%d/%m/%y}</p>{_paragraphs(one)}"
                f'<p><a href="{pdf}">Case law</a> <a href="{made}">Report</a></p></div></div>',
                language,
            )  # fmt: skip
            replica.articles[url] = one
        cards = "".join(
            f'<div class="news"><img alt="Human Rights building" src=""><p>{one.date:%d/%m/%y}</p>'
            f'<h3><a href="{url}">{escape(one.title)}</a></h3><p>{escape(one.abstract)}</p></div>'
            for url, one in zip(urls, texts, strict=True)
        )
        login = f'<a href="{base}/c/portal/login?p_l_id=20211">Sign in</a>'
        twin = f'<a href="https://prd-echr.coe.int/w/{slugs[0]}">Mirror</a>'
        home = _page(
            "Home",
            f'<div id="main-content"><h1>Chamber News</h1>{cards}{login}{twin}</div>',
            language,
        )
        for path in (f"{root}/home", f"{root}/"):
            replica.answers[path] = home
    replica.others = lambda url: (
        _page("Other", "<p>Other</p>") if url.startswith(("https://prd-echr", base)) else None
    )
    return replica


def _venice() -> Replica:
    """Two hosts: events by year with opinions as PDFs, and a site of the portal."""
    portal = Portal("venice-commission", "The Venice Commission")
    replica, base = portal.replica, "https://www.venice.coe.int/webforms"
    for language, texts in portal.texts.items():
        portal.listing(language, "home", texts)
    portal_others = replica.others
    events = [text("Rapporteurs of the Venice Commission", number) for number in range(3)]
    for number, one in enumerate(events):
        url, pdf = (
            f"{base}/events/default.aspx?id=34{number}",
            f"{base}/documents/?pdf=CDL-AD(2022)00{number}-e",
        )
        paper(replica, f"{one.title} (opinion)", one)
        replica.answers[pdf] = replica.answers[next(iter(reversed(replica.documents)))]
        replica.documents.popitem()
        replica.documents[pdf] = one
        more = "".join(
            f'<a href="{base}/documents/default.aspx?{key}=28">{key}</a>'
            for key in ("country", "topic", "year")
        )
        replica.answers[url] = _page(
            one.title, f'<div id="main"><h2>{escape(one.title)}</h2><p>{one.date:%d/%m/%Y}</p>'
            f'{_paragraphs(one)}<p><a href="{pdf}">CDL-AD(2022)00{number}</a> {more}</p></div>',
        )  # fmt: skip
        replica.articles[url] = one
    for path, some in (("", events[:1]), (f"?v={_NOW}", events[:2]), ("?v=2020", events[2:])):
        items = "".join(
            f'<div class="event"><b><a href="{base}/events/default.aspx?id=34{events.index(one)}">'
            f"ALBANIA - {escape(one.title)}</a></b><p>{one.date:%d/%m/%Y} - {one.date:%d/%m/%Y}</p>"
            f"<p>{escape(one.abstract)} read more</p></div>"
            for one in some
        )
        replica.answers[f"{base}/events/{path}"] = _page("Events", f'<div id="main">{items}</div>')

    def others(url: str) -> Answer | None:
        if url.startswith(f"{base}/documents/"):
            return _page("Documents", "<p>Documents</p>")
        return portal_others(url)

    replica.others = others
    replica.may_miss = (r"/webforms/events/\?v=[0-9]{4}$",)
    return replica


_MADE: dict[str, Callable[[], Replica]] = {
    "coe-newsroom": _newsroom,
    "cpt": _by_year("cpt", "The CPT", "home", "news-{year}"),
    "coe-congress": _by_year("congress", "The Congress", "home", "news-{year}"),
    "coe-commissioner": _commissioner,
    "coe-ministers": _ministers,
    "pace": _pace,
    "echr": _echr,
    "venice-commission": _venice,
}
