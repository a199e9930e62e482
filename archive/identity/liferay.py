"""URLs of Liferay portals: articles under two forms, and what portlets put into a query.

An article is ``/{lang}/web/{site}/-/{slug}``, and, as it stands on a page that lists it,
``/{lang}/web/{site}/{page}/-/asset_publisher/{id}/content/{slug}``. All is read in lower case, as
SURT keys have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASSET = re.compile(
    r"(?P<base>(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:web|group)/[^/]+)?)(?:/[^/]+)*?"
    r"/-/asset_publisher/[a-z0-9]{4,}/content/(?P<slug>[^/;?]*[a-z%][^/;?]*)"
)
_PLAIN = re.compile(r"(?:/[^/]+)*/-/[^/]+")
_LANGUAGE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?(?=/)")
_FRAME = re.compile(r"p_p_(?:id|state|mode|auth|lifecycle|col_id|col_pos|col_count)|p_l_back_url")
_OWN = re.compile(r"_(?:\d+|[a-z0-9_]+?portlet)(?:_instance_[a-z0-9]+)?_(?P<name>[a-z0-9]+)")
_VIEWS = frozenset(("redirect", "backurl", "advancedsearch", "andoperator", "resetcur", "formdate"))
_PAGING = frozenset(("delta", "start", "cur"))


@dataclass(frozen=True, slots=True)
class Place:
    """What a path of a Liferay portal is.

    Attributes:
        path: in the form that stands for both.
        slug: of the article; empty for other pages.
        is_asset: whether it was in the form of a page that lists it. Such a URL may answer with
            that page instead.
    """

    path: str
    slug: str
    is_asset: bool


def place_of(path: str) -> Place:
    """What a path is; one of no Liferay portal is itself."""
    if match := _ASSET.fullmatch(path):
        return Place(f"{match['base']}/-/{match['slug']}", match["slug"], is_asset=True)
    slug = path.rpartition("/")[2] if _PLAIN.fullmatch(path) else ""
    return Place(path, slug, is_asset=False)


def is_view(name: str, place: Place, parameters: dict[str, str]) -> bool:
    """Whether a parameter of a URL does not say what is shown there.

    A portlet that answers alone (``p_p_lifecycle`` 1 and 2, ``p_p_state`` other than ``normal``)
    shows something of its own; the path of an article says all there is to say.

    Args:
        name: of the parameter, lower case.
        place: what the path is.
        parameters: all of the URL's, lower case.
    """
    if parameters.get("p_p_lifecycle", "0") not in ("", "0") or "p_p_resource_id" in parameters:
        return False
    if name in _PAGING:
        return bool(place.slug) and (place.is_asset or "delta" in parameters)
    is_alone = parameters.get("p_p_state", "normal") not in ("", "normal")
    if is_alone and not place.slug:
        return False
    if _FRAME.fullmatch(name):
        return True
    match = _OWN.fullmatch(name)
    if match is None or match["name"] == "languageid":
        return False
    return bool(place.slug) or match["name"] in _VIEWS


def in_language(path: str, parameters: dict[str, str]) -> tuple[str, str]:
    """A path with the language that a portlet's parameter asks for, and that parameter's name.

    ``/en/web/x/-/a`` with ``_101_INSTANCE_y_languageId=fr_FR`` shows what ``/fr/web/x/-/a`` does.
    Without a language in the path nothing is changed, and the name is empty.
    """
    for name, value in parameters.items():
        match = _OWN.fullmatch(name)
        if match and match["name"] == "languageid" and re.fullmatch(r"[a-z]{2}(_[a-z]{2})?", value):
            changed, count = _LANGUAGE.subn("/" + value[:2], path, count=1)
            return (changed, name) if count and _LANGUAGE.match(path) else (path, "")
    return path, ""
