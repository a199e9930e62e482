"""A Liferay portal: the pages of a council's anti-torture committee.

It has no feed and no sitemap, its pages carry no validators, and it multiplies addresses: language
prefixes, a second form of every article, session ids in paths, page size times page number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from demo import pdf
from demo.sites.assets import static
from demo.sites.draw import digest, draw
from demo.sites.page import DAYS, Page, Site, View, painted, redirect
from demo.sites.prose import Article, articles, blocks, facts

NAME = "council-cpt"
_DATA = facts(NAME)
_SIZE = 20
_INSTANCE = "Qd7rTn5KpWzX"
_SPECIMEN = "Committee for the Prevention of Torture (specimen: every event in it is invented)"
_YEARS = (2025, 2024)


def _pages(view: View) -> dict[str, Page]:
    found = {
        "/": redirect(view.link("/en/web/cpt/home"), 302),
        "/web/cpt/home": redirect(view.link("/en/web/cpt/home"), 302),
        "/en/web/cpt": redirect(view.link("/en/web/cpt/home"), 302),
        "/robots.txt": Page(draw("council/robots.txt"), "robots", "text/plain;charset=UTF-8"),
        "/en/web/cpt/about": _static(view, "about"),
        "/en/web/cpt/reports": _static(view, "reports", reports=reports(view.day)),
    }
    for lang in _DATA["languages"]:
        found[f"/{lang}/web/cpt/home"] = _home(view, lang)
        for year in _YEARS if lang == "en" else _YEARS[:1]:
            items = _listed(view.day, lang, year)
            for start in range(1, (len(items) - 1) // _SIZE + 2):
                query = f"?delta={_SIZE}&start={start}" if start > 1 else ""
                path = f"/{lang}/web/cpt/news-{year}"
                found[path + query] = _listing(view, lang, year, _SIZE, start)
    for article in everything(view.day):
        for path in (_path(article), _second(article)):
            found[quote(path)] = _article(view, article, article.lang)
        if article.scene:
            found[_image(article)] = painted(article.scene, article.file, (740, 416), article.date)
    found |= {report["id"]: _report(report) for report in reports(view.day)}
    return found | static("council", "/o/concord-theme")


def _others(view: View, target: str, pages: Mapping[str, Page]) -> Page | None:
    """Addresses without end: sessions in paths, languages, sizes of pages, switches."""
    parts = urlsplit(target)
    path = re.sub(r";jsessionid=\w+", "", unquote(parts.path))
    query = parse_qs(parts.query)
    if path.endswith("/c/portal/update_language"):
        lang = query.get("languageId", ["en"])[0][:2]
        return _listing(view, lang if lang in _DATA["languages"] else "en", _YEARS[0], _SIZE, 1)
    if listing := re.fullmatch(r"/(en|fr|ru)/web/cpt/news-(2025|2024)", path):
        size, start = (_number(query, key, value) for key, value in (("delta", 20), ("start", 1)))
        return _listing(view, listing[1], int(listing[2]), size, start)
    if prefixed := re.fullmatch(r"/(\w\w/)?web/cpt/-/(.+)", path):
        lang = (prefixed[1] or "en/")[:2]
        article = next((a for a in everything(view.day) if a.slug == prefixed[2]), None)
        return _article(view, article, lang if lang in _DATA["languages"] else "en") \
            if article else None  # fmt: skip
    return pages.get(quote(path))


def _number(query: Mapping[str, list[str]], key: str, default: int) -> int:
    text = query.get(key, [""])[0]
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else default


def everything(day: int) -> list[Article]:
    """The articles of a day in all languages, newest first."""
    made = [note for visit in _DATA["visit"] for note in _notes(visit)]
    return sorted([*articles(NAME, day), *made], key=lambda a: a.date, reverse=True)


def reports(day: int) -> list[dict[str, Any]]:
    """The documents there are on a day."""
    return [report for report in _DATA["report"] if report.get("first_day", 1) <= day]


def _notes(visit: Mapping[str, Any]) -> list[Article]:
    """What the committee says of every visit: that it took place and what came of it."""
    state, begin, end = visit["state"], visit["from"], visit["to"]
    *some, last = visit["places"]
    places = f"{', '.join(some)} and {last}" if some else last
    text = (
        f"A delegation of the CPT has visited {state} from {begin.day} {begin:%B} to "
        f"{end.day} {end:%B %Y}. It was made up of {visit['members']} members of the Committee, "
        f"two experts and two members of the secretariat.\n\nThe delegation went to {places}.\n\n"
        "At the end of the visit it presented its first impressions to the authorities."
    )
    kind = "Country visit"
    found = [_note(f"CPT carries out a visit to {state}", end, 4, kind, text)]
    if end < date(2025, 8, 1) and end.year == _YEARS[0]:
        text = (
            f"The CPT has sent its preliminary observations on the visit of {end:%B} to the "
            f"authorities of {state}. They concern {last}.\n\n"
            "The authorities have one month to say what they have done."
        )
        title = f"Preliminary observations sent to the authorities of {state}"
        found.append(_note(title, end, 39, kind, text))
    return found


def _note(title: str, end: date, days: int, section: str, text: str) -> Article:
    when = datetime.combine(end + timedelta(days=days), time(9, 30), UTC)
    slug = re.sub(r"\W+", "-", title.lower())
    return Article(slug, title, "en", when, blocks(text), section=section, twin=slug)


def _path(article: Article, lang: str = "") -> str:
    return f"/{lang or article.lang}/web/cpt/-/{article.slug}"


def _second(article: Article) -> str:
    return f"/{article.lang}/web/cpt/news/-/asset_publisher/{_INSTANCE}/content/{article.slug}"


def _image(article: Article) -> str:
    uuid = digest(article.file)
    return f"/documents/36447/190042/{article.file}.png/{uuid[:8]}-{uuid[8:12]}?t=1750919400000"


def _twins(day: int, article: Article) -> list[Article]:
    same = [a for a in articles(NAME, day) if a.twin and a.twin == article.twin]
    return sorted(same or [article], key=lambda a: list(_DATA["languages"]).index(a.lang))


def _listed(day: int, lang: str, year: int) -> list[Article]:
    """What a year's page shows in a language: translations, and English where there is none."""
    found = everything(day)
    if lang == "ru":
        found = [a for a in found if a.lang == "ru"]
    else:
        taken = {a.twin for a in found if a.lang == lang and a.twin}
        found = [a for a in found if a.lang == lang or (a.lang == "en" and a.twin not in taken)]
    return [a for a in found if a.date.year == year]


def _draw(template: str, view: View, lang: str, **values: Any) -> bytes:
    return draw(
        f"council/{template}.html", view=view, lang=lang, data=_DATA, words=_DATA["words"][lang],
        path=_path, second=_second, image=_image, twins=lambda a: _twins(view.day, a),
        instance=_INSTANCE, year=_YEARS[0], **values,
    )  # fmt: skip


def _article(view: View, article: Article, lang: str) -> Page:
    if article.is_blocked:
        return _challenge(article)
    body = _draw("article", view, lang, article=article)
    return Page(body, "article", title=article.title, content=article.text, is_volatile=True,
                modified=article.modified)  # fmt: skip


def _challenge(article: Article) -> Page:
    """A challenge as a shield in front of the site answers: nothing of the page is in it."""
    ray = digest("ray", article.slug, length=16)
    fields = (
        ("cf-mitigated", "challenge"), ("cf-ray", f"{ray}-WAW"), ("server", "cloudflare"),
        ("cache-control", "private, max-age=0, no-store, no-cache, must-revalidate"),
        ("expires", "Thu, 01 Jan 1970 00:00:01 GMT"), ("referrer-policy", "same-origin"),
    )  # fmt: skip
    body = draw("council/challenge.html", ray=ray)
    return Page(body, "blocked", status=403, fields=fields, is_volatile=True)


def _listing(view: View, lang: str, year: int, size: int, start: int) -> Page:
    found = _listed(view.day, lang, year)
    items = found[size * (start - 1) : size * start]
    last = max(1, (len(found) - 1) // size + 1)
    body = _draw("listing", view, lang, items=items, size=size, start=start, last=last,
                 listed=year)  # fmt: skip
    return Page(body, "listing", content=_words(items), is_volatile=True)


def _home(view: View, lang: str) -> Page:
    items = _listed(view.day, lang, _YEARS[0])[:5]
    body = _draw("home", view, lang, items=items, today=DAYS[view.day])
    return Page(body, "listing", content=_words(items), is_volatile=True)


def _words(items: list[Article]) -> tuple[str, ...]:
    return tuple(text for item in items for text in (item.title, item.excerpt(300)))


def _static(view: View, template: str, **values: Any) -> Page:
    content = tuple(report["title"] for report in values.get("reports", ()))
    return Page(_draw(template, view, "en", **values),
                "listing" if content else "static", content=content, is_volatile=True)  # fmt: skip


def _report(data: Mapping[str, Any]) -> Page:
    sections = tuple(
        (section["heading"], tuple(block.text for block in blocks(section["text"])))
        for section in data["section"]
    )
    report = pdf.Report(data["title"], data["reference"], _SPECIMEN, data["date"], sections)
    name = f'inline; filename="{data["file"]}"'
    content = (data["title"], *(text for head, texts in sections for text in (head, *texts)))
    return Page(pdf.written(report), "document", "application/pdf",
                fields=(("Content-Disposition", name),), title=data["title"], content=content,
                modified=data["date"])  # fmt: skip


def _missing(view: View) -> Page:
    return Page(_draw("missing", view, "en"), "missing", status=404, is_volatile=True)


SITE = Site(NAME, _pages, _others, _missing)
"""The portal."""
