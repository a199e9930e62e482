"""What made a page, by the marks that site builders leave in their markup.

Never by the name of a host. Each platform comes with the names of what it puts round content,
which ``chrome`` cuts out: only on pages that it made, since other sites use the same words for
what they write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

# Word documents that the Court's data base turns into HTML: nothing but such classes.
_CONVERTED = re.compile(r"(?<=\n)s[0-9A-F]{6,8}(?=\n)")
_ENOUGH = 2
_MANY = 5


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


@dataclass(frozen=True, slots=True)
class Marks:
    """The names in a page's markup, and the elements that bear them.

    Attributes:
        generator: what the page says that it was made with, lower case.
        classes: by the value of ``class`` as it stands.
        ids: by ``id``.
        hooks: by Wix's ``data-hook``; looked for only where there are other signs of Wix.
        needed: addresses of scripts and style sheets, one a line.
    """

    generator: str = ""
    classes: dict[str, list[HtmlElement]] = field(default_factory=dict)
    ids: dict[str, list[HtmlElement]] = field(default_factory=dict)
    hooks: dict[str, list[HtmlElement]] = field(default_factory=dict)
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """A site builder: how it is told, and what it puts round content.

    Attributes:
        name: lower case.
        generators: beginnings of what it calls itself in ``meta name=generator``.
        needs: parts of the addresses of what its pages load.
        signs: classes of its pages; one that ends in ``-`` or ``_`` is a beginning.
        id_signs: ids of its pages, likewise.
        chrome: classes of what is no content.
        ids: ids of what is no content.
        hooks: ``data-hook`` values of what is no content.
    """

    name: str
    generators: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()
    id_signs: frozenset[str] = frozenset()
    chrome: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    hooks: frozenset[str] = frozenset()


WIX = Platform(
    "wix",
    generators=("wix.com",),
    needs=("static.parastorage.com/", "static.wixstatic.com/"),
    signs=_set("wixui- font_0 rich-text__text"),
    id_signs=_set(
        "SITE_CONTAINER SCROLL_TO_TOP SCROLL_TO_BOTTOM masterPage PAGES_CONTAINER main_MF"
    ),
    ids=_set(
        "SCROLL_TO_TOP SCROLL_TO_BOTTOM SITE_HEADER SITE_FOOTER SITE_HEADER-placeholder "
        "SITE_FOOTER-placeholder WIX_ADS SKIP_TO_CONTENT_BTN"
    ),
    chrome=_set("SCROLL_TO_TOP SCROLL_TO_BOTTOM wixui-breadcrumbs wixui-pagination"),
    hooks=_set(
        "post-footer login-button search-input profile-link more-button cart-icon-button "
        "items-count time-to-read blog-desktop-header-container blog-header post-stats view-count "
        "categories-links category-label post-categories comments-section comments "
        "social-share-buttons post-list-header blog-mobile-header-container pagination "
        "rich-content-share-button post-ratings comments-root header-login-button tag-cloud-root"
    ),
)
LIFERAY = Platform(
    "liferay",
    generators=("liferay",),
    needs=("browserId=", "themeId=", "minifierType=", "/o/frontend-", "/combo?", "/html/js/"),
    signs=_set(
        "portlet-boundary portlet-body portlet-content portlet-layout portlet-column lfr- "
        "portlet-content-container journal-content-article portlet-asset-publisher aui"
    ),
    id_signs=_set("p_p_id_ portlet_ p_l_id"),
    ids=_set("banner navigation footer breadcrumbs sign-in senna_surface-modal"),
    chrome=_set(
        "portlet-topper portlet-title-text portlet-title hide-accessible header-back-to "
        "header-toolbar taglib-ratings taglib-header taglib-social-bookmarks "
        "taglib-page-iterator lfr-meta-actions lfr-pagination asset-links asset-more "
        "breadcrumb-container portlet-breadcrumb portlet-navigation portlet-language "
        "portlet-site-navigation-menu portlet-search portlet-login taglib-language-list-text "
        "asset-user-actions asset-ratings asset-flag asset-related-assets lfr-discussion "
        "taglib-discussion pager pagination-bar asset-actions lexicon-icon taglib-language "
        "taglib-icon-help autofit-row-ratings"
    ),
)
WORDPRESS = Platform(
    "wordpress",
    generators=("wordpress", "elementor"),
    needs=("/wp-includes/", "/wp-content/themes/", "/wp-content/plugins/", "/wp-json/"),
    signs=_set(
        "wp-block- wp-singular wp-site-blocks wp-image- post-template-default "
        "page-template-default hentry single-post elementor-element wp-custom-logo is-layout-flow"
    ),
    id_signs=_set("wp-block- wpadminbar jp-relatedposts wp--skip-link--target"),
    ids=_set("jp-relatedposts respond secondary jp-post-flair wpadminbar comments wp-toolbar"),
    chrome=_set(
        "sharedaddy sd-sharing jp-relatedposts wpcnt wp-block-post-navigation-link a2a_kit "
        "addtoany_share_save_container heateor_sss_sharing_container ssba yarpp yarpp-related "
        "crp_related related-posts relatedposts post-navigation nav-links comments-area "
        "comment-respond essb_links mashsb-container social-share post-views widget-area "
        "wp-block-comments wp-block-latest-posts wp-block-social-links wp-block-post-comments-form "
        "wp-block-jetpack-related-posts wp-block-jetpack-sharing-buttons wp-block-navigation "
        "wp-block-tag-cloud wp-block-archives wp-block-categories wp-block-latest-comments "
        "wp-block-search wp-block-loginout wp-block-query-pagination wp-block-comments-title "
        "jetpack-likes-widget-wrapper sd-like jp-post-flair entry-footer__share "
        "jetpack-subscription-modal wp-block-jetpack-subscriptions "
        "pp-multiple-authors-boxes-wrapper saboxplugin-wrap lwptoc ez-toc-container "
        "elementor-location-header elementor-location-footer elementor-post-navigation "
        "elementor-widget-post-navigation elementor-widget-share-buttons elementor-share-buttons "
        "elementor-widget-nav-menu elementor-widget-breadcrumbs elementor-widget-social-icons "
        "elementor-widget-post-comments elementor-widget-author-box elementor-menu-toggle "
        "edit-link post-edit-link wp-caption-dd navigation-top paging-navigation page-links"
    ),
)
DRUPAL = Platform(
    "drupal",
    generators=("drupal",),
    needs=(
        "/sites/default/files/", "/sites/all/themes/", "/sites/all/modules/", "/core/misc/",
        "/misc/drupal.js", "/core/themes/", "/modules/contrib/",
    ),
    signs=_set(
        "field--name- field-name- views-row view-content block-system region-content node-type- "
        "block-block-content path-node node--type- page-node- dialog-off-canvas-main-canvas"
    ),
    id_signs=_set("block-system- node- block-views- block-block-"),
    ids=_set(
        "sidebar-first sidebar-second sidebar-left sidebar-right block-search-form "
        "block-system-user-menu block-user-login breadcrumb skip-link comments comment-form"
    ),
    chrome=_set(
        "region-footer region-sidebar-first region-sidebar-second region-header region-navigation "
        "region-breadcrumb region-primary-menu region-secondary-menu region-header-top "
        "block-system-menu-block block-system-breadcrumb-block block-menu-block block-menu "
        "block-language block-local-tasks-block block-search block-user-login "
        "block-system-powered-by-block language-switcher-language-url language-switcher "
        "links--inline service-links sharethis-buttons addtoany_list print-link print_html "
        "print_mail print_pdf contextual-links contextual-region-links tabs--primary "
        "element-invisible visually-hidden comment-wrapper node__links pager pager__items "
        "element-hidden tb-megamenu superfish sf-menu comment_forbidden book-navigation"
    ),
)  # fmt: skip
HUDOC = Platform("hudoc")
JOOMLA = Platform(
    "joomla",
    generators=("joomla",),
    needs=("/media/jui/", "/media/system/js/", "/components/com_", "/media/vendor/joomla"),
    signs=_set("com-content- item-page blog-featured com_content"),
    chrome=_set(
        "article-info pager pagenav tags-links content_rating moduletable_menu breadcrumb "
        "mod-languages mod-breadcrumbs readon items-more icons email-icon print-icon"
    ),
)
TYPO3 = Platform(
    "typo3",
    generators=("typo3",),
    needs=("typo3temp/", "typo3conf/", "/_assets/"),
    signs=_set("csc- ce-bodytext frame-type- frame-default ce-textpic"),
    chrome=_set("news-backlink-wrap f3-widget-paginator csc-menu page-navigation skip-links"),
)
GHOST = Platform(
    "ghost",
    generators=("ghost",),
    signs=_set("gh- kg-card kg-"),
    chrome=_set(
        "gh-head gh-foot gh-footer gh-navigation gh-subscribe gh-signup gh-readmore read-next "
        "gh-comments gh-article-meta-share footer-cta m-recommended"
    ),
)
SQUARESPACE = Platform(
    "squarespace",
    generators=("squarespace",),
    needs=("static1.squarespace.com/", "assets.squarespace.com/", "images.squarespace-cdn.com/"),
    signs=_set("sqs- sqsrte-"),
    chrome=_set(
        "item-pagination blog-item-author-profile-wrapper sqs-simple-like share-buttons "
        "squarespace-comments sqs-cookie-banner-v2 header-skip-link blog-item-comments "
        "sqs-announcement-bar summary-metadata-container--below-excerpt"
    ),
    ids=_set("sqs-cookie-banner"),
)
BLOGGER = Platform(
    "blogger",
    generators=("blogger",),
    needs=("www.blogger.com/static/", "/dyn-css/authorization.css"),
    signs=_set("blogger- post-outer status-msg-wrap"),
    ids=_set("blog-pager comments related-posts navbar-iframe-container"),
    chrome=_set("post-footer blog-pager comments post-share-buttons item-control"),
)
PLATFORMS = (WIX, LIFERAY, WORDPRESS, DRUPAL, JOOMLA, TYPO3, GHOST, SQUARESPACE, BLOGGER)


def marks_of(tree: HtmlElement) -> Marks:
    """The names in the markup of a page; one walk."""
    classes: dict[str, list[HtmlElement]] = {}
    ids: dict[str, list[HtmlElement]] = {}
    for element in tree.iter():
        if value := element.get("class"):
            classes.setdefault(value, []).append(element)
        if value := element.get("id"):
            ids.setdefault(value, []).append(element)
    head = tree.find("head")
    metas = () if head is None else head.iter("meta")
    made = (m.get("content", "") for m in metas if m.get("name", "").lower() == "generator")
    needed = [element.get("src") or "" for element in tree.iter("script")]
    needed += [element.get("href") or "" for element in tree.iter("link")]
    hooks: dict[str, list[HtmlElement]] = {}
    if not WIX.id_signs.isdisjoint(ids):
        for element in tree.iter():
            if value := element.get("data-hook"):
                hooks.setdefault(value, []).append(element)
    return Marks(" ".join(made).lower(), classes, ids, hooks, "\n".join(needed))


def told(marks: Marks) -> tuple[Platform, ...]:
    """The platforms that a page shows signs of, the surest first.

    One that names itself is sure; else two kinds of signs are wanted, since classes and addresses
    are copied from site to site.
    """
    sure = [one for one in PLATFORMS if marks.generator.startswith(one.generators or "\n")]
    if sure:
        return tuple(sure)
    words = f"\n{' '.join(marks.classes)}\n".replace(" ", "\n")
    names = f"\n{' '.join(marks.ids)}\n".replace(" ", "\n")
    signed = tuple(one for one in PLATFORMS if _is_signed(one, marks, words, names))
    converted = len(set(_CONVERTED.findall(words)))
    if not signed and converted >= _MANY and 2 * converted >= len(set(words.split())):
        return (HUDOC,)
    return signed


def signs_of(one: Platform, marks: Marks) -> list[str]:
    """The signs by which a page shows a platform, for people; its own word first."""
    words = f"\n{' '.join(marks.classes)}\n".replace(" ", "\n")
    names = f"\n{' '.join(marks.ids)}\n".replace(" ", "\n")
    is_named = marks.generator.startswith(one.generators or "\n")
    found = [f'it names its generator, "{marks.generator}"'] if is_named else []
    needed = [part for part in one.needs if part in marks.needed]
    found += [f"its files have addresses with {part}" for part in needed[:1]]
    found += [f"it has elements of class {mark}" for mark in _sought(one.signs, words)]
    found += [f"it has elements with id {mark}" for mark in _sought(one.id_signs, names)]
    hooks = sorted(one.hooks.intersection(marks.hooks))
    return found + [f"it has elements with data-hook {hook}" for hook in hooks[:1]]


def _sought(signs: frozenset[str], names: str) -> list[str]:
    """The first of some signs that is among the names of a page, as people would write it."""
    found = next((sign for sign in sorted(signs) if _mark(sign) in names), None)
    return [f"{found}…" if found[-1] in "-_" else found] if found else []


def _is_signed(one: Platform, marks: Marks, words: str, names: str) -> bool:
    signs = (
        any(part in marks.needed for part in one.needs),
        any(_mark(sign) in words for sign in one.signs),
        any(_mark(sign) in names for sign in one.id_signs),
        not one.hooks.isdisjoint(marks.hooks),
    )
    return sum(signs) >= _ENOUGH


def _mark(sign: str) -> str:
    return f"\n{sign}" if sign[-1] in "-_" else f"\n{sign}\n"
