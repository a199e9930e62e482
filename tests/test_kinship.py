"""Other addresses and other languages of a page: evidence, never believed blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.kinship import kin_of
from archive.web.said import said
from tests.exchanges import LONG, exchange, page
from tests.house import greffe

SITE = "https://news.example"
FRENCH = (
    "La délégation a visité deux prisons, un commissariat de police et un hôpital psychiatrique, "
    "et s'est entretenue en privé avec de nombreuses personnes qui y sont détenues.",
    "Elle a constaté que les conditions s'étaient améliorées depuis la dernière visite, mais que "
    "les cellules de l'ancienne aile restaient beaucoup trop petites.",
    "Le comité publiera son rapport ainsi que la réponse des autorités dès que les deux textes "
    "auront été reçus et traduits.",
)
DATED = '<meta property="article:published_time" content="2025-03-01T10:00:00Z">'


def canonical(url: str) -> str:
    """The link by which a page names its own address."""
    return f'<link rel="canonical" href="{url}">'


def languages(**urls: str) -> str:
    """The links by which a page names its translations."""
    links = (f'<link rel="alternate" hreflang="{tag}" href="{url}">' for tag, url in urls.items())
    return "".join(links)


def kin(path: Path, url: str, pages: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """What an archive of pages says a URL is kin to: relation and reason by URL."""
    with Archive.open(path / "greffe.db") as archive:
        for number, (address, body) in enumerate(pages.items()):
            archive.add(exchange(address, body, hours=number))
        found = kin_of(archive.connection, archive.captures(url)[0].page_id)
        return {one.url: (one.relation, one.why) for one in found}


def article(head: str = "", *text: str, title: str = "Two prisons visited") -> bytes:
    """An article of ours."""
    return page(title, *(text or LONG), head=head)


def test_a_canonical_link_joins_what_says_the_same(tmp_path: Path) -> None:
    """Where the other page names itself; seen from either side."""
    own, other = f"{SITE}/2025/a", f"{SITE}/archive?id=7"
    said = {own: article(canonical(own)), other: article(canonical(own))}
    assert kin(tmp_path, own, said)[other][0] == "same"
    assert kin(tmp_path, other, {})[own][0] == "same"


BROKEN = {
    "the front page": (f"{SITE}/", article(canonical(f"{SITE}/")), "front page"),
    "another publisher": (
        "https://elsewhere.example/a",
        article(canonical("https://elsewhere.example/a")),
        "another publisher's",
    ),
    "another text": (
        f"{SITE}/b",
        article(canonical(f"{SITE}/b"), *FRENCH, title="Other"),
        "another text",
    ),
    "one that names a third": (f"{SITE}/b", article(canonical(f"{SITE}/c")), "names neither"),
    "one that names none": (f"{SITE}/b", article(), "names no address"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_canonical_link_that_nothing_bears_out_joins_nothing(case: str, tmp_path: Path) -> None:
    """The reason is kept."""
    named, body, reason = BROKEN[case]
    own = f"{SITE}/a"
    relation, why = kin(tmp_path, own, {own: article(canonical(named)), named: body})[named]
    assert (relation, reason in why) == ("apart", True), why


def test_what_is_not_in_the_archive_is_not_joined(tmp_path: Path) -> None:
    """Nobody knows what it says."""
    own = f"{SITE}/a"
    found = kin(tmp_path, own, {own: article(canonical(f"{SITE}/b"))})
    assert found[f"{SITE}/b"] == (
        "apart", "the page calls it its own address, but the archive does not have that",
    )  # fmt: skip


def test_an_address_that_redirects_to_the_page_that_names_it_is_joined(tmp_path: Path) -> None:
    """As shops and portals do that show one address and answer under another."""
    own, named = f"{SITE}/node/7", f"{SITE}/a"
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange(own, article(canonical(named))))
        moved = "Location: /node/7\r\n"
        archive.add(exchange(named, status="301 Moved", fields=moved, hours=1))
    assert kin(tmp_path, own, {})[named][0] == "same"


def test_a_list_that_names_an_article_as_its_address_is_not_joined(tmp_path: Path) -> None:
    """Nor is an article that names a list."""
    items = "".join(f"<li><h2><a href='/{n}'>Item {n} of the news</a></h2></li>" for n in range(20))
    own, named = f"{SITE}/newsroom", f"{SITE}/a"
    body = f"<html><head><title>News</title>{canonical(named)}</head><body><ul>{items}</ul></body>"
    found = kin(tmp_path, own, {own: body.encode(), named: article(canonical(named))})
    assert found[named][0] == "apart"


def test_translations_that_name_each_other_are_tied(tmp_path: Path) -> None:
    """Whatever their addresses; a page that is only named is not."""
    own, other, silent = f"{SITE}/visit", f"{SITE}/visite", f"{SITE}/besuch"
    both = languages(en=own, fr=other, de=silent)
    said = {
        own: article(both),
        other: page("Deux prisons visitées", *FRENCH, language="fr", head=both),
        silent: page("Besuch", *(text[::-1] for text in LONG), language="de"),
    }
    found = kin(tmp_path, own, said)
    assert found[other] == ("translation", "each names the other as its translation")
    assert found[silent][0] == "apart"


def test_the_same_address_in_another_language_is_tied_if_it_is_of_the_same_day(
    tmp_path: Path,
) -> None:
    """Without a date, or with another, nothing says that one tells what the other does."""
    urls = [f"{SITE}/{tag}/web/cpt/-/two-prisons-visited" for tag in ("en", "fr", "es")]
    said = {
        urls[0]: article(DATED),
        urls[1]: page("Deux prisons visitées", *FRENCH, language="fr", head=DATED),
        urls[2]: page("Otra", *FRENCH[:2], language="es", head=DATED.replace("-03-", "-04-")),
    }
    found = kin(tmp_path, urls[0], said)
    assert found == {
        urls[1]: ("translation", "the same address in another language, of the same day")
    }


def test_a_text_that_nobody_translated_is_the_same_under_every_language(tmp_path: Path) -> None:
    """Portals answer in the language that there is."""
    urls = [f"{SITE}/{tag}/web/cpt/-/two-prisons-visited" for tag in ("en", "lv")]
    assert kin(tmp_path, urls[0], dict.fromkeys(urls, article()))[urls[1]][0] == "same"


def test_show_names_other_languages_and_addresses(tmp_path: Path) -> None:
    """On the command line, with the evidence; as JSON too."""
    own, other = f"{SITE}/en/-/visit-to-prisons", f"{SITE}/fr/-/visit-to-prisons"
    copy = f"{SITE}/a?id=1"
    said = {
        own: article(DATED + canonical(own)),
        other: page("Deux prisons visitées", *FRENCH, language="fr", head=DATED),
        copy: article(DATED + canonical(own)),
    }
    assert len(kin(tmp_path, own, said)) == 2
    shown = greffe(tmp_path, "show", own)
    assert f"also in    fr  {other}  (the same address" in shown.out
    assert f"same text  {copy}" in shown.out
    assert '"relation": "translation"' in greffe(tmp_path, "show", own, "--json").out


def test_the_reading_room_names_them_too(tmp_path: Path) -> None:
    """Held ones as links of its own, what was not believed with the reason."""
    own, other = f"{SITE}/en/-/visit-to-prisons", f"{SITE}/fr/-/visit-to-prisons"
    head = DATED + canonical("https://elsewhere.example/a")
    french = page("Deux prisons visitées", *FRENCH, language="fr", head=DATED)
    kin(tmp_path, own, {own: article(head), other: french})
    with Archive.open(tmp_path / "greffe.db") as archive:
        capture = archive.captures(own)[0]
        shown = said(archive, capture, archive.version_of(capture))
    assert [(one.url, one.words, one.is_held) for one in shown.alternates] == [
        (other, "French", True)
    ]
    assert [one.url for one in shown.apart] == ["https://elsewhere.example/a"]
