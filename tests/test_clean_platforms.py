"""Platforms by their marks, and what each puts round content."""

from __future__ import annotations

import pytest

from archive.clean import extract
from archive.clean.litter import is_chrome
from archive.clean.markup import parsed
from archive.clean.platforms import marks_of, told
from tests.listings import HOST, LISTINGS, TEXT, TITLES
from tests.pages import SENTENCE, fixture, page

OTHER = SENTENCE.replace("Tuesday", "Friday")


def platform_of(body: bytes) -> str:
    """The platform of a page; empty if none is told."""
    tree = parsed(body.decode())
    assert tree is not None
    found = told(marks_of(tree))
    return found[0].name if found else ""


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("wix", fixture("wix-post.html")),
        ("wix", fixture("wix-new.html")),
        ("liferay", fixture("liferay-article.html")),
        ("wordpress", fixture("wordpress-post.html")),
        ("wordpress", page('<p class="wp-block-x">a</p>',
                           '<link href="/wp-content/themes/a.css">')),
        ("drupal", LISTINGS["drupal"][0]),
        ("drupal", page('<div class="field--name-body">a</div>',
                        '<link rel="stylesheet" href="/sites/default/files/css/a.css">')),
        ("joomla", page("", '<meta name="generator" content="Joomla! - Open Source">')),
        ("typo3", page('<div class="frame-type-text">a</div>', '<script src="/typo3temp/a.js">'
                       "</script>")),
        ("ghost", page("", '<meta name="generator" content="Ghost 5.8">')),
        ("squarespace", page('<div class="sqs-block">a</div>',
                             '<script src="https://static1.squarespace.com/a.js"></script>')),
        ("hudoc", page("".join(f'<p class="s{n:08X}">{SENTENCE}</p>' for n in range(9)))),
        ("", page("<p>We moved from wordpress.com to drupal.org.</p>")),
        ("", page('<div class="sqs-block">copied</div>')),
        ("", page('<img src="https://x.example/wp-content/uploads/a.png">')),
    ],
)  # fmt: skip
def test_a_platform_is_told_by_two_signs_or_its_own_word(name: str, body: bytes) -> None:
    """One sign may be copied; what a page writes about is none."""
    assert platform_of(body) == name


@pytest.mark.parametrize("manner", ["council", "wix", "wordpress", "drupal"])
def test_a_list_keeps_its_abstracts_and_loses_what_surrounds_them(manner: str) -> None:
    """Language lists, counters, pagers, menus."""
    body, url = LISTINGS[manner]
    text = extract(body, url).text
    assert TEXT in text
    for words in (
        "DE EN",
        "Read More",
        "Asset Publisher",
        "of page",
        "views",
        "comments",
        "min read",
    ):
        assert words not in text


@pytest.mark.parametrize(
    ("label", "back"),
    [("Country visit", "Back"), ("Visite dans le pays", "Retour"), ("Visita", "Voltar"),
     ("Länderbesuch", "Zurück"), ("Ülke ziyareti", "Geri"), ("Визит", "Назад")],
)  # fmt: skip
def test_the_way_back_and_the_category_go_with_the_title(label: str, back: str) -> None:
    """As the Council's Commissioner has it: "Back <title>", category, the title again."""
    title = "Commissioner concludes visit to the harbour town"
    body = page(
        f'<div class="portlet-boundary" id="p_p_id_x_"><div>{back} {title}</div><div>{label}</div>'
        f"<h1>{title}</h1><p>{SENTENCE}</p><p>{OTHER}</p></div>",
        f"<title>{title} - {title} - Portal</title>",
    )
    found = extract(body, f"{HOST}/en/web/commissioner/-/visit")
    assert found.title == title
    assert [block.text for block in found.blocks] == [SENTENCE, OTHER]


@pytest.mark.parametrize(
    "body",
    [
        f'<article class="node--type-news"><div class="field--name-body"><p>{SENTENCE}</p>'
        f'<p>{OTHER}</p></div><ul class="links--inline">'
        '<li>Log in or register to post comments</li></ul>'
        '</article><div class="block-language"><ul><li>English</li><li>Français</li></ul></div>'
        '<nav class="pager"><a href="?page=1">Next</a></nav><link href="/core/misc/a.css">',
        f'<div class="elementor-element"><div class="elementor-widget-nav-menu">Start</div><p>'
        f'{SENTENCE}</p><p>{OTHER}</p><div class="elementor-share-buttons">Share on X</div>'
        '<div class="jp-relatedposts"><h3>Related</h3><p>A pool opens.</p></div></div>'
        '<script src="/wp-includes/a.js"></script>',
        f'<div class="item-page"><dl class="article-info"><dt>Details</dt></dl><p>{SENTENCE}</p>'
        f'<p>{OTHER}</p><ul class="pager pagenav"><li>Prev</li></ul></div>'
        '<script src="/media/system/js/core.js"></script>',
        f'<div class="gh-content"><p>{SENTENCE}</p><p>{OTHER}</p></div><footer class="gh-foot">'
        'Sign up</footer><section class="gh-subscribe">Subscribe to the letter.</section>'
        '<meta name="generator" content="Ghost 5.8">',
        f'<p>{SENTENCE}</p><p>{OTHER}</p><p class="sr-only">Opens a map of the harbour.</p>',
    ],
)  # fmt: skip
def test_what_a_platform_adds_is_cut_and_no_sentence_with_it(body: str) -> None:
    """Menus, sharing, related posts, pagers, invitations, words for screen readers."""
    found = extract(page(f"<h1>The sea wall</h1>{body}"), f"{HOST}/2024/05/the-old-sea-wall")
    assert [block.text for block in found.blocks] == [SENTENCE, OTHER]


@pytest.mark.parametrize(
    "line",
    ["2 min read", "2 Min. Lesezeit", "2 min de lecture", "2 Min. de lectura",
     "Tempo di lettura: 2 min", "2 min de leitura", "2 minuten om te lezen", "2 minut czytania",
     "2 мин. чтения", "Читати 2 хв", "2 dakikada okunur", "2 min läsning", "2 min. læsning",
     "2 min lesing", "2 min käytetty lukemiseen", "Minut čtení: 2", "2 perc olvasás",
     "2 min de citit", "διαβάστηκε 2 λεπτά", "読了時間: 2分", "2분 분량", "讀畢需時 2 分鐘",
     "זמן קריאה 2 דקות", "2 मिनट पठन", "2 phút đọc", "1 view", "0 Kommentare", "1 204 просмотра",
     "コメント0件", "DE EN ES FR IT RU", "Alle ansehen", "Смотреть все", "查看全部", "(open)"],
)  # fmt: skip
def test_counters_and_labels_are_chrome_in_the_languages_of_the_sources(line: str) -> None:
    """Wix writes them in the language of the site."""
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    ["2 minutes de silence", "The comments of 12 members", "NATO EU", "A minute to read the oath",
     "42", "3 views on the sea wall", "Country visit", TITLES[0]],
)  # fmt: skip
def test_short_lines_of_a_text_are_no_chrome(line: str) -> None:
    """They only use the same words."""
    assert not is_chrome(line)
