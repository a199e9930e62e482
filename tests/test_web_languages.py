"""The reading room in the language of who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from gettext import NullTranslations
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from archive import Archive
from archive.serving.clerk import Clerk
from archive.serving.saver import Saver
from archive.serving.venue import LOOPBACK, Venue
from archive.translation.speaking import _VOICES as VOICES
from archive.translation.speaking import Voice
from tests import cited_site, saved_site
from tests.clockwork import HOST
from tests.health import CHALLENGED, WALL, Newsroom
from tests.house import greffe
from tests.saved_site import FIRST, SITE
from tests.servers.room import Served, serving
from tests.test_presence_kept import GONE, SHOWN, STORY, kept, watched
from tests.watching import Desk

QUOTED = quote(cited_site.STORY, safe="")
SAYING = f"url={QUOTED}&q=The+cells+of+the+old+wing+were+far+too+small"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An archive with something of everything, where pages can be saved and watched."""
    path = tmp_path_factory.mktemp("tongues") / "greffe.db"
    now = datetime.now(UTC)
    with Archive.open(path) as archive:
        saved_site.fill(archive)
        cited_site.fill(archive)
        watched(archive, 0, 10, 11, 35, 36)
        kept(archive, STORY, (SHOWN, 0), (GONE, 10), (GONE, 11), (GONE, 35))
        kept(archive, f"{HOST}/politics/back", (SHOWN, 0), (GONE, 10), (GONE, 36), (SHOWN, 60))
        kept(archive, f"{HOST}/politics/away", (SHOWN, 0), (GONE, 10))
        well, ill = Newsroom(archive, "well", now=now), Newsroom(archive, "ill", now=now)
        for days in range(12, 0, -1):
            well.crawl(days, 1)
            ill.crawl(days, 1)
        well.crawl(0, 1)
        ill.crawl(0, outcome="blocked", counts={"blocked": 5, "ok": 0}, walls=1,
                  home={"body": WALL, **CHALLENGED})  # fmt: skip
        desk = Desk(archive)
        desk.watch(name="walruses")
        desk.publish("A walrus came into the harbour and stayed there.")
        desk.run()
    with (
        closing(Saver(["false"], lambda: datetime.now(UTC))) as saver,
        closing(Clerk(["false"])) as clerk,
        serving(path, Venue(saver=saver, clerk=clerk)) as both,
    ):
        yield both


VIEWS = (
    "/", "/search", "/search?q=prisons", "/search?q=cells+lang:en&from=2025&at=2025-10-09",
    "/search?q=committee&all_versions=1&source=gazette&to=nonsense", "/search?q=nothinglikethis",
    "/search?q=walrus", f"/search?q={'+'.join(f'x{n}' for n in range(64))}&lang=en",
    "/search?q=%22a+-b+title:(c+OR+=d*)+NEAR(e+f,3)", "/search/help", "/search/months?q=report",
    "/search/months", f"/page/{SITE}/report", f"/page/2024/{SITE}/report", f"/page/{SITE}/dot.png",
    f"/page/{SITE}/moved", f"/page/{SITE}/gone", f"/page/{STORY}", f"/page/{HOST}/politics/back",
    f"/page/{HOST}/politics/away", f"/page/{cited_site.STORY}", f"/diff/2025/2026/{SITE}/report",
    f"/compare/2025/2026/{SITE}/report", f"/diff/20251005/20251009/{cited_site.STORY}",
    f"/blame/{cited_site.STORY}", f"/blame?url={QUOTED}&since=2025-10-06",
    f"/blame?url={QUOTED}&since=never", f"/similar/{cited_site.STORY}",
    f"/similar/{SITE}/report", "/changes", "/changes?since=2025&kind=gone&words=x",
    "/changes?since=nonsense&kind=nonsense&least=some", "/gone", "/gone?since=2030",
    "/gone?since=nonsense", "/sources", "/sources/ill", "/sources/well", "/sources/gazette",
    "/crawls/1", "/crawls/26", f"/still/{SITE}/report",
    "/watches", "/watch/walruses", "/save", f"/quote?{SAYING}",
    f"/quote?url={QUOTED}&q=words+that+are+not+there", f"/quote?url={QUOTED}",
    "/quote", f"/replay/{FIRST}/{SITE}/report", f"/replay/{SITE}/gone", "/page/https://no.example/",
    "/help", f"/beside/2025/2026/{SITE}/report", f"/beside/2024/2026/{SITE}/gone", "/beside/",
    f"/picture/{SITE}/report", f"/picture/{SITE}/paper.pdf", f"/picture/{SITE}/gone", "/picture/",
    "/nowhere", "/page/", f"/between?url={SITE}/dot.png", f"/diff/2024/2025/{SITE}/dot.png",
)  # fmt: skip


class Bracketed(NullTranslations):
    """A language in which every message stands in brackets, but for its parts and its tags."""

    _SPLIT = re.compile(r"(<[^>]*>|%\(\w+\)s|%%|\{\w+\})")

    def gettext(self, message: str) -> str:
        """The message in brackets."""
        pieces = self._SPLIT.split(message)
        return "".join(
            f"⟦{one}⟧" if not place % 2 and re.search(r"[^\W\d_]", one) else one
            for place, one in enumerate(pieces)
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Likewise."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Likewise."""
        del context
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """Likewise."""
        del context
        return self.ngettext(msgid1, msgid2, n)


class Spoken(HTMLParser):
    """The words of a page that are neither archived, nor names, nor to be typed."""

    _VOID = frozenset(("br", "img", "input", "link", "meta", "hr", "rect", "path", "line"))
    _OURS = ("aria-label", "title", "placeholder", "alt", "data-label", "data-copy", "data-copied",
             "data-cite", "data-selected")  # fmt: skip
    _TAGS = frozenset(
        ("title", "code", "pre", "style", "script", "mark", "ins", "del", "q", "option")
    )
    _CLASSES = frozenset(("url", "wordmark", "tongues", "digest", "snippet", "citation", "sums"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over what is archived: it has a language or a direction of its own."""
        given = {name: value or "" for name, value in attrs}
        is_foreign = tag in self._TAGS or bool(self._CLASSES & set(given.get("class", "").split()))
        is_foreign |= tag != "html" and ("lang" in given or given.get("dir") == "auto")
        inside = is_foreign or (bool(self._open) and self._open[-1][1])
        if not inside and not (tag == "link" and given.get("rel") in ("search", "alternate")):
            self.words += [f"{value} " for name, value in given.items() if name in self._OURS]
        if tag not in self._VOID:
            self._open.append((tag, inside))

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        while self._open:
            if self._open.pop()[0] == tag:
                break
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._open or not self._open[-1][1]:
            self.words.append(data)


_ARCHIVED = (
    "Report on prisons|Prisons: A & B|Here today|Story|Moved Permanently|Cloudflare|status|"
    "field cf-mitigated|Ursula von der Leyen|Ann Lee|Not Found|OK|challenge|well|ill|gazette|"
    r"saved|news|walruses|Bulletin \d+|Report(?: \d+)?"
)
_TYPED = "lang:en|en|RE|site|type|lang|x|nonsense|never|some|nothinglikethis|cells"
_NAMED = "Greffe|Atom|JSON|HTTP|UTC|GET|SHA-256|OSCOLA|BibTeX|CSL|Wikipedia|Page|greffe\\S*"
_ADDRESS = r"https?://\S*|example\.org\S*|\S+\.example\S*"
NAMES = re.compile(
    rf"{_ADDRESS}|\b(?:{_ARCHIVED}|{_TYPED}|{_NAMED}|[\w.-]+\.example\S*|[\w-]+/[\w.+-]+|v\d+)\b"
)  # fmt: skip


def _left(text: str) -> list[str]:
    """Words that stand in no brackets."""
    words, depth, kept = "".join(Spoken(text).words), 0, []
    for sign in words:
        depth += (sign == "⟦") - (sign == "⟧")
        kept.append(" " if depth or sign == "⟧" else sign)
    return re.findall(r"[^\W\d_]{2,}", NAMES.sub(" ", "".join(kept)))


@pytest.mark.parametrize("path", VIEWS)
def test_every_word_of_the_interface_can_be_translated(
    served: Served, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language of brackets nothing stands without but what is archived, and names."""
    monkeypatch.setitem(VOICES, "fr", Voice.of("qps", Bracketed()))
    got = served.get(path, accept_language="fr")
    assert got.headers["content-language"] == "fr"
    assert got.text.count("⟦") > 5
    assert _left(got.text) == []


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_there_in_french(served: Served, path: str) -> None:
    """With the language said, and as it is in English."""
    got = served.get(path, accept_language="fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5")
    assert got.status == served.get(path, accept_language="en").status
    if got.status == 303:
        return
    assert got.headers["content-language"] == "fr"
    assert "accept-language" in got.headers["vary"].lower()
    assert "cookie" in got.headers["vary"].lower()
    assert '<html lang="fr" dir="ltr"' in got.text
    assert "%(" not in got.text


def test_archived_text_keeps_its_own_language(served: Served) -> None:
    """Only what is ours is French."""
    got = served.get(f"/page/{cited_site.STORY}", accept_language="fr").text
    assert re.search(r'<h1 dir="auto" lang="en">Prisons: A &amp; B</h1>', got)
    assert '<div class="text" dir="auto" lang="en"' in got
    assert "Voir la page enregistrée" in got


def test_an_address_can_name_a_language_for_one_view(served: Served) -> None:
    """It stands before what the browser wants, and is no part of the address of a saved page."""
    got = served.get("/changes?greffe-language=fr&since=2025", accept_language="en")
    assert "<h1>Modifications</h1>" in got.text
    assert 'name="to" value="/changes?since=2025"' in got.text
    assert "set-cookie" not in got.headers
    page_ = served.get(f"/page/{SITE}/report?greffe-language=fr", accept_language="en")
    assert "Voir la page enregistrée" in page_.text
    assert "greffe-language=" not in page_.text
    assert served.get("/changes?greffe-language=tlh").headers["content-language"] == "en"


def _posted(served: Served, body: str, **fields: str) -> tuple[int, dict[str, str]]:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    connection = HTTPConnection(LOOPBACK, served.room, timeout=20)
    try:
        connection.request("POST", "/language", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def test_a_reader_chooses_a_language_once(served: Served) -> None:
    """At the foot of every page; the cookie holds a code and nothing else."""
    status, fields = _posted(served, "greffe-language=fr&to=/changes%3Fkind%3Dgone")
    assert (status, fields["location"]) == (303, "/changes?kind=gone")
    cookie, *rest = (part.strip() for part in fields["set-cookie"].split(";"))
    assert cookie == "greffe-language=fr"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(rest)
    got = served.get("/sources", cookie=cookie, accept_language="en")
    assert got.headers["content-language"] == "fr"
    named = served.get("/sources?greffe-language=en", cookie=cookie)
    assert named.headers["content-language"] == "en"


@pytest.mark.parametrize("to", ["//evil.example/", "/\\evil.example", "https://evil.example/", "x",
                                "/a%0d%0aSet-Cookie:%20x=1"])  # fmt: skip
def test_a_choice_leads_nowhere_else(served: Served, to: str) -> None:
    """To addresses of the reading room alone."""
    status, fields = _posted(served, f"greffe-language=fr&to={to}")
    assert (status, fields["location"]) == (303, "/")


def test_a_choice_is_made_in_the_reading_room_alone(served: Served) -> None:
    """By none of the pages of other sites, nor of saved ones; and only of what there is."""
    for site in ("cross-site", "same-site"):
        status, fields = _posted(served, "greffe-language=fr", sec_fetch_site=site)
        assert status == 403
        assert "set-cookie" not in fields
    assert _posted(served, "greffe-language=tlh")[0] == 400


@pytest.mark.parametrize(
    "cookie", ["", "greffe-language=../x", "greffe-language=tlh", 'greffe-language="', "a;;=;\x7f"]
)
def test_a_cookie_that_names_no_language_is_passed_over(served: Served, cookie: str) -> None:
    """Saved pages can set what they like for this machine."""
    got = served.get("/", cookie=cookie, accept_language="fr")
    assert (got.status, got.headers["content-language"]) == (200, "fr")


@pytest.mark.parametrize("path", [
    "/api/search?q=prisons", "/changes.json", "/changes.atom", "/watches.atom",
    f"/api/page?url={SITE}/report", "/api/gone", "/api/sources", f"/api/quote?{SAYING}",
    "/search.atom?q=prisons", f"/quote.json?{SAYING}", f"/api/blame?url={QUOTED}",
    f"/cite/text/{cited_site.STORY}", "/api/openapi.json", "/opensearch.xml",
    f"/timemap/link/{SITE}/report", "/watch/walruses.atom",
])  # fmt: skip
def test_programs_are_answered_in_english(
    served: Served, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever their reader's browser wants: they compare words."""
    monkeypatch.setitem(VOICES, "fr", Voice.of("qps", Bracketed()))
    got = served.get(path, accept_language="fr")
    assert got.status == 200
    assert "⟦" not in got.text
    assert "content-language" not in got.headers
    assert got.body == served.get(path, accept_language="en").body or "updated" in got.text


def test_the_server_has_a_language_of_its_own(tmp_path: Path, empty: bytes) -> None:
    """For browsers that want none that there is."""
    path = tmp_path / "greffe.db"
    path.write_bytes(empty)
    with serving(path, Venue(language="fr")) as french:
        assert french.get("/").headers["content-language"] == "fr"
        assert french.get("/", accept_language="de").headers["content-language"] == "fr"
        assert french.get("/", accept_language="en").headers["content-language"] == "en"


def test_two_readers_are_answered_in_two_languages_at_once(served: Served) -> None:
    """Requests are answered in threads; none hears the language of another."""
    with ThreadPoolExecutor(8) as pool:
        wanted = ["fr", "en"] * 20
        got = list(pool.map(lambda one: served.get("/gone", accept_language=one).text, wanted))
    for language, text in zip(wanted, got, strict=True):
        assert ("Pages that were here once" in text) == (language == "en")
        assert ("vue pour la dernière fois" in text) == (language == "fr")


def test_a_server_refuses_a_language_that_it_does_not_have(tmp_path: Path, empty: bytes) -> None:
    """In one line, with those there are."""
    (tmp_path / "greffe.db").write_bytes(empty)
    ran = greffe(tmp_path, "serve", "--port", "0", "--language", "tlh")
    assert ran.code == 65
    assert "there is no translation to 'tlh'; there are: en, fr" in ran.err
