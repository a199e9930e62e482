"""What a site repeats around content, cut out of the tree before anything is read from it.

Rules go by marks that site builders leave in their markup, never by the name of a host. A rule
never cuts away what holds most of a page's prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml.html import HtmlElement

from archive.clean.platforms import WIX, Marks, Platform

_GUARDED = 400
_MOST = 0.4

# Wix puts these in front of further words.
_HOOK_STARTS = (
    "recent-post", "related-post", "post-main-actions", "like-button", "share-button",
    "header-navigation", "slot-placeholder", "rating-", "blog-header", "login-",
)  # fmt: skip
# What stands at the head of a post, and says in a list of posts when each of them is from.
_ON_POSTS = frozenset(("time-ago", "user-name"))
_POST_LISTS = frozenset(("post-list-root", "post-list-pro-gallery-container"))
# Parts of the id of a Liferay portlet.
_PORTLET = "p_p_id_"
_SIDE_PORTLETS = (
    "_navigation_", "_breadcrumb_", "_language_", "searchportlet", "_search_", "_login_",
    "_footer", "_related", "_sharing_", "_comment_page_", "navigationmenuportlet",
    "breadcrumbportlet", "languageportlet", "loginportlet", "searchbarportlet", "_social",
)  # fmt: skip


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# What stands on pages of any make: requests for consent, and words for screen readers only.
_ANY = Platform(
    "",
    ids=_set(
        "onetrust-consent-sdk onetrust-banner-sdk CybotCookiebotDialog cookie-notice "
        "cookie-law-info-bar cookie-banner cookiebanner cookie-consent cookieconsent cookie-bar "
        "usercentrics-root didomi-host qc-cmp2-container cmplz-cookiebanner-container "
        "BorlabsCookieBox tarteaucitronRoot gdpr-cookie-message cookies-eu-banner "
        "moove_gdpr_cookie_info_bar consent-banner cc-main klaro sliding-popup CookieConsent"
    ),
    chrome=_set(
        "cookie-notice cookie-banner cookie-consent cookie-bar cc-window cookieconsent "
        "cookie-policy-banner gdpr-banner cmp-root-container consent-banner cookie-disclaimer "
        "eu-cookie-compliance-banner skip-link skip-to-content skip-to-main skiplinks sr-only "
        "visually-hidden visuallyhidden screen-reader-text screen-reader-only hide-accessible "
        "u-visually-hidden visually-hidden-focusable sr-only-focusable"
    ),
)
_CONSENT = "sp_message_container"


def cut(tree: HtmlElement, marks: Marks, platforms: Iterable[Platform]) -> int:
    """Cut known chrome out of a tree, in place.

    Args:
        tree: the page.
        marks: the names in its markup.
        platforms: what made it, whose rules are followed.

    Returns:
        How many elements were cut out.
    """
    doomed = list(_doomed(marks, (*platforms, _ANY)))
    if not doomed:
        return 0
    most = _MOST * prose_length(tree)
    count = 0
    for element in doomed:
        if element.getparent() is None or element.tag in ("body", "html", "head"):
            continue
        if len(element) and (own := prose_length(element)) > _GUARDED and own > most:
            continue
        # Not `drop_tree`: that writes the text behind it anew, which lxml refuses to do with
        # control characters, though it reads them.
        element.clear(keep_tail=True)
        count += 1
    return count


def prose_length(tree: HtmlElement) -> int:
    """Characters of the paragraphs in a tree that are long enough to be sentences."""
    total = 0
    for paragraph in tree.iter("p", "blockquote"):
        length = sum(len(piece) for piece in paragraph.itertext())
        if length > 60:
            total += length
    return total


def _doomed(marks: Marks, platforms: Iterable[Platform]) -> Iterator[HtmlElement]:
    rules = tuple(platforms)
    classes: set[str] = set().union(*(rule.chrome for rule in rules))
    ids: set[str] = set().union(*(rule.ids for rule in rules))
    for value, elements in marks.classes.items():
        if not classes.isdisjoint(value.split()):
            yield from elements
    for name, elements in marks.ids.items():
        if name in ids or _is_aside(name):
            yield from elements
    if WIX in rules:
        yield from _hooked(marks.hooks)


def _is_aside(name: str) -> bool:
    """Whether an id is that of a request for consent, or of a Liferay portlet beside the text."""
    if name.startswith(_CONSENT):
        return True
    return name.startswith(_PORTLET) and any(part in name.lower() for part in _SIDE_PORTLETS)


def _hooked(hooks: Mapping[str, list[HtmlElement]]) -> Iterator[HtmlElement]:
    has_post = any(not _in_list(element) for element in hooks.get("post-description", ()))
    for name, elements in hooks.items():
        is_of_post = has_post and (name in _POST_LISTS or name in _ON_POSTS)
        if is_of_post or name in WIX.hooks or name.startswith(_HOOK_STARTS):
            yield from elements


def _in_list(element: HtmlElement) -> bool:
    # In a list of posts the same hook holds an excerpt.
    return any("post-list-item" in parent.get("class", "") for parent in element.iterancestors())
