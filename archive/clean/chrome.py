"""What a site repeats around content, cut out of the tree before anything is read from it.

Rules go by marks that site builders leave in their markup, never by the name of a host. A rule
never cuts away what holds most of a page's prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml.etree import XPath
from lxml.html import HtmlElement

_GUARDED = 400
_MOST = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """Names that mark chrome, and the words in a page's source that call for these rules."""

    marks: tuple[str, ...]
    ids: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    hooks: frozenset[str] = frozenset()


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Wix puts these in front of further words.
_HOOK_STARTS = (
    "recent-post", "related-post", "post-main-actions", "like-button", "share-button",
    "header-navigation", "slot-placeholder",
)  # fmt: skip
_POST_LISTS = _set("post-list-root post-list-pro-gallery-container")
# Parts of the id of a Liferay portlet.
_PORTLETS = (
    "_navigation_", "_breadcrumb_", "_language_", "SearchPortlet", "_search_", "_login_",
    "_FOOTER", "_RELATED", "_sharing_", "_comment_page_",
)  # fmt: skip
_WIX = _Rules(
    ("data-hook=", "SCROLL_TO_"),
    ids=_set("SCROLL_TO_TOP SCROLL_TO_BOTTOM SITE_HEADER SITE_FOOTER"),
    hooks=_set(
        "post-footer login-button search-input profile-link more-button cart-icon-button "
        "items-count time-to-read time-ago user-name blog-desktop-header-container post-stats "
        "view-count categories-links category-label post-categories comments-section comments"
    ),
)
_LIFERAY = _Rules(
    ("portlet",),
    ids=_set("banner navigation footer breadcrumbs"),
    classes=_set(
        "portlet-topper portlet-title-text portlet-title hide-accessible header-back-to "
        "header-toolbar taglib-ratings taglib-header taglib-social-bookmarks "
        "taglib-page-iterator lfr-meta-actions lfr-pagination asset-links asset-more "
        "breadcrumb-container"
    ),
)
_WORDPRESS = _Rules(
    ("wp-content", "wp-block", "jetpack"),
    ids=_set("jp-relatedposts respond secondary"),
    classes=_set(
        "sharedaddy sd-sharing jp-relatedposts wpcnt wp-block-post-navigation-link a2a_kit "
        "addtoany_share_save_container heateor_sss_sharing_container ssba yarpp yarpp-related "
        "crp_related related-posts relatedposts post-navigation nav-links comments-area "
        "comment-respond essb_links mashsb-container social-share post-views "
        "wp-block-comments wp-block-latest-posts wp-block-social-links widget-area "
        "pp-multiple-authors-boxes-wrapper saboxplugin-wrap"
    ),
)
_COOKIES = _Rules(
    ("ookie", "onsent", "onetrust", "usercentrics", "didomi", "qc-cmp2", "sp_message", "klaro"),
    ids=_set(
        "onetrust-consent-sdk onetrust-banner-sdk CybotCookiebotDialog cookie-notice "
        "cookie-law-info-bar cookie-banner cookiebanner cookie-consent cookieconsent cookie-bar "
        "usercentrics-root didomi-host qc-cmp2-container cmplz-cookiebanner-container "
        "BorlabsCookieBox tarteaucitronRoot gdpr-cookie-message cookies-eu-banner "
        "moove_gdpr_cookie_info_bar consent-banner cc-main klaro"
    ),
    classes=_set(
        "cookie-notice cookie-banner cookie-consent cookie-bar cc-window cookieconsent "
        "cookie-policy-banner gdpr-banner cmp-root-container consent-banner cookie-disclaimer "
        "eu-cookie-compliance-banner"
    ),
)
_SKIPS = _Rules(("skip-link", "skip-to"), classes=_set("skip-link skip-to-content skip-to-main"))
_ALL = (_WIX, _LIFERAY, _WORDPRESS, _COOKIES, _SKIPS)
_IDS = frozenset().union(*(rules.ids for rules in _ALL))
_CLASSES = frozenset().union(*(rules.classes for rules in _ALL))
_ID_STARTS = ("p_p_id_", "sp_message_container")
_NAMED = XPath("descendant::*[@class or @id or @data-hook]")


def cut(tree: HtmlElement, source: str) -> int:
    """Cut known chrome out of a tree, in place.

    Args:
        tree: the page.
        source: its text, in which the rules look for their marks.

    Returns:
        How many elements were cut out.
    """
    _drop_code(tree)
    doomed = list(_doomed(tree, source))
    if not doomed:
        return 0
    most = _MOST * prose_length(tree)
    count = 0
    for element in doomed:
        if element.getparent() is None or element.tag in ("body", "html", "head"):
            continue
        if len(element) and (own := prose_length(element)) > _GUARDED and own > most:
            continue
        element.drop_tree()
        count += 1
    return count


def cut_frame(tree: HtmlElement) -> None:
    """Cut menus and the foot of a page out of its tree, in place, where they hold no prose.

    For pages that call themselves articles: the extractor leaves both out of those as well, but
    walks through them a dozen times. What is no article may have its content in a menu.
    """
    for element in list(tree.iter("nav", "footer")):
        is_inner = any(above.tag == "article" for above in element.iterancestors())
        if element.getparent() is None or is_inner or prose_length(element) > _GUARDED:
            continue
        element.drop_tree()


def prose_length(tree: HtmlElement) -> int:
    """Characters of the paragraphs in a tree that are long enough to be sentences."""
    total = 0
    for paragraph in tree.iter("p", "blockquote"):
        length = sum(len(piece) for piece in paragraph.itertext())
        if length > 60:
            total += length
    return total


def _drop_code(tree: HtmlElement) -> None:
    # The extractor copies the tree several times; on many pages most of it is code.
    for element in list(tree.iter("script", "style")):
        if "json" not in element.get("type", "") and element.getparent() is not None:
            element.drop_tree()


def _doomed(tree: HtmlElement, source: str) -> Iterator[HtmlElement]:
    # One walk with set look-ups: XPath over classes takes as long as the extraction itself. Few
    # pages have any of these names, so a source is searched for marks only where one is met.
    is_called = cache(lambda rules: any(mark in source for mark in rules.marks))
    hooked: list[HtmlElement] = []
    for element in _NAMED(tree):
        name = element.get("id", "")
        words = element.get("class", "").split()
        is_known = name in _IDS or not _CLASSES.isdisjoint(words) or name.startswith(_ID_STARTS)
        if is_known and any(_is_meant(r, name, words) and is_called(r) for r in _ALL):
            yield element
        elif element.get("data-hook"):
            hooked.append(element)
    if hooked and is_called(_WIX):
        yield from _hooked(hooked, _WIX.hooks)


def _is_meant(rules: _Rules, name: str, words: list[str]) -> bool:
    if name in rules.ids or not rules.classes.isdisjoint(words):
        return True
    if rules is _LIFERAY:
        return name.startswith("p_p_id_") and _is_side_portlet(name)
    return name.startswith("sp_message_container")


def _is_side_portlet(name: str) -> bool:
    return any(part in name for part in _PORTLETS)


def _hooked(elements: list[HtmlElement], hooks: frozenset[str]) -> Iterator[HtmlElement]:
    names = [(element, element.get("data-hook", "")) for element in elements]
    has_post = any(name == "post-description" and not _in_list(e) for e, name in names)
    for element, name in names:
        if name in hooks or name.startswith(_HOOK_STARTS) or (has_post and name in _POST_LISTS):
            yield element


def _in_list(element: HtmlElement) -> bool:
    # In a list of posts the same hook holds an excerpt.
    return any("post-list-item" in parent.get("class", "") for parent in element.iterancestors())
