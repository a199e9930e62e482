"""A saved page without anything that runs, each address in it one of the archive.

Every tag of what comes out is written here, with attributes that were looked at; text is escaped,
comments and scripts are left out. So no browser can find an element in it that is not meant,
however else it reads what the page's author wrote. What is forgotten here, the policy of the
answer stops: it allows the archive's own files only, and no script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.clean.addresses import Base
from archive.clean.decode import decoded
from archive.clean.markup import flattened
from archive.clean.styles import rewritten

Place = Callable[[str], str]
"""Gives the archive's address of a URL."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where what a page names is in the archive.

    Attributes:
        of_file: of what it is made of.
        of_link: of what it leads to.
    """

    of_file: Place
    of_link: Place


_LEFT_OUT = frozenset((
    "script", "template", "applet", "base", "meta", "noembed", "noframes", "portal",
    "fencedframe", "param", "bgsound",
))  # fmt: skip
_UNWRAPPED = frozenset(("object", "embed", "noscript", "html", "head", "body"))
"""Whose content stands without them; the last three are written in any case."""
_EMBEDS = {"object": "data", "embed": "src"}
_PLACED = ("id", "class", "width", "height")
_PDF = re.compile(r"[^?#]*\.pdf(?:[?#]|$)", re.IGNORECASE)
_VOID = frozenset((
    "area", "br", "col", "frame", "hr", "img", "input", "link", "source", "track", "wbr",
))  # fmt: skip
_AS_TEXT = frozenset(("xmp", "listing", "plaintext"))
_LOADED = frozenset(("src", "poster", "background", "lowsrc"))
_FOLLOWED = frozenset(("a", "area"))
_FRAMES = frozenset(("iframe", "frame"))
_REFUSED = frozenset((
    "action", "formaction", "method", "formmethod", "formtarget", "target", "ping", "integrity",
    "crossorigin", "nonce", "download", "data", "codebase", "archive", "classid", "manifest",
    "profile", "longdesc", "cite", "dynsrc", "http-equiv", "sandbox", "allow", "csp", "autofocus",
    "autoplay", "referrerpolicy", "is", "slot", "attributionsrc", "fetchpriority", "loading",
    "srcdoc", "itemid", "accesskey",
))  # fmt: skip
_SETS = frozenset(("srcset", "imagesrcset"))
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_NAME = re.compile(r"[a-zA-Z][\w:.-]*", re.ASCII)
_DOCTYPE = re.compile(r"\s*(?:<!--.*?-->\s*)*(<!doctype[^>\[]*>)", re.IGNORECASE | re.DOTALL)
_ODD = re.compile(r"[^\w\s\-\"/.:!<>+]", re.ASCII)
_SET_PART = re.compile(r"[\s,]*(\S+?)(,+(?=\s|$)|\s[^,]*,?|$)")
_DEEPEST = 3
_HEAD = '<meta charset="utf-8">'


def still(html: bytes, url: str, charset: str | None, places: Places, above: str = "") -> str:
    """A page that can be looked at, and does nothing.

    Args:
        html: the payload.
        url: where it came from; ``base href`` is honoured.
        charset: label from the Content-Type field.
        places: give the archive's addresses.
        above: HTML of ours that stands above it.
    """
    return _written(decoded(html, charset), Base(url), places, above, 0)


def still_style(css: bytes, url: str, charset: str | None, place: Place) -> str:
    """A style sheet, each address in it one of the archive."""
    return _styled(decoded(css, charset).lstrip("\ufeff"), Base(url), place)


def _written(text: str, base: Base, places: Places, above: str, depth: int) -> str:
    text = flattened(text.replace("\x00", "")).encode("utf-8", "replace").decode("utf-8")
    tree = LexborHTMLParser(text)
    if (named := tree.css_first("base[href]")) is not None:
        base = Base(base.url, named.attributes.get("href") or "")
    writer = _Writer(base, places, depth)
    root = tree.root
    parts = writer.written(root) if root is not None else []
    shape = _DOCTYPE.match(text)
    doctype = _ODD.sub("", shape[1]) if shape else ""
    tags = [
        writer.tag(node) if node is not None else f"<{name}>"
        for name, node in (("html", root), ("body", tree.body))
    ]
    head = _HEAD
    if (view := tree.css_first("meta[name=viewport i][content]")) is not None:
        head += f'<meta name="viewport" content="{escape(view.attributes["content"] or "")}">'
    opening = "" if tree.css_first("frameset") is not None else tags[1] + above
    return f"{doctype}{tags[0]}<head>{head}</head>{opening}{''.join(parts)}"


def _styled(css: str, base: Base, place: Place) -> str:
    def target(name: str) -> str:
        if name[:5].lower() == "data:" or name.startswith("#"):
            return name
        found = base.absolute(name)
        return place(found) if found else "about:invalid"

    return rewritten(css, target)


class _Writer:
    def __init__(self, base: Base, places: Places, depth: int) -> None:
        self._base = base
        self._places = places
        self._depth = depth

    def written(self, root: LexborNode) -> list[str]:
        """All that is below a node, as HTML."""
        parts: list[str] = []
        pending: list[LexborNode | str] = [root]
        while pending:
            node = pending.pop()
            if isinstance(node, str):
                parts.append(node)
                continue
            name = node.tag or ""
            if name == "-text":
                parts.append(escape(node.text_content or "", quote=False))
            elif name.lower() in _LEFT_OUT or not _NAME.fullmatch(name):
                continue
            elif name in _AS_TEXT:
                parts.append(f"<pre>{escape(node.text(deep=True))}</pre>")
            elif name == "style":
                style = _styled(node.text(deep=True), self._base, self._places.of_file)
                parts.append(f"<style>{style.replace('<', chr(92) + '3c ')}</style>")
            elif framed := self._framed(name, dict(node.attributes)):
                parts.append(framed)
            elif name not in _UNWRAPPED:
                opening = self.tag(node)
                parts.append(opening)
                if not opening or name in _VOID or name == "iframe":
                    parts.append("</iframe>" if opening and name == "iframe" else "")
                    continue
                pending.append(f"</{name}>")
                pending.extend(_children(node))
            else:
                pending.extend(_children(node))
        return parts

    def tag(self, node: LexborNode) -> str:
        """The opening tag of an element; empty for one that is left out."""
        name, values = node.tag or "", dict(node.attributes)
        if name == "link" and not self._is_shown(values):
            return ""
        if "href" in str(values.get("attributeName") or values.get("attributename")).lower():
            return ""
        if name in ("img", "iframe", "source"):
            _hasten(values)
        kept: dict[str, str | None] = {}
        for key, value in values.items():
            plain = key.lower()
            if not _NAME.fullmatch(key) or plain.startswith("on") or plain in _REFUSED:
                continue
            found = value if value is None else self._value(name, plain, value)
            if found is not None or value is None:
                kept[key] = found
        if name == "iframe" and (inner := values.get("srcdoc")) and self._depth < _DEEPEST:
            kept["srcdoc"] = _written(inner, self._base, self._places, "", self._depth + 1)
            kept.pop("src", None)
        written = "".join(
            f" {key}" if value is None else f' {key}="{escape(value)}"'
            for key, value in kept.items()
        )
        return f"<{name}{written}>"

    def _framed(self, name: str, values: dict[str, str | None]) -> str:
        """A frame in the place of a viewer of PDFs, as the archive shows their pages; else ""."""
        source = (values.get(_EMBEDS.get(name, "")) or "").strip()
        kind = (values.get("type") or "").strip().lower()
        if not (source and (kind == "application/pdf" or (not kind and _PDF.match(source)))):
            return ""
        if (target := self._address(source, self._places.of_file)) is None:
            return ""
        kept = {key: value for key in _PLACED if (value := values.get(key))} | {"src": target}
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        return f"<iframe{written}></iframe>"

    def _value(self, name: str, key: str, value: str) -> str | None:
        """What an attribute is worth here; ``None`` where it is left out."""
        if key == "style":
            return _styled(value, self._base, self._places.of_file)
        if key in _SETS:
            return self._set(value)
        if key in ("href", "xlink:href"):
            is_link = name in _FOLLOWED
            return self._address(value, self._places.of_link if is_link else self._places.of_file)
        if key in _LOADED:
            is_inline = value[:5].lower() == "data:" and name not in _FRAMES
            return value if is_inline else self._address(value, self._places.of_file)
        return value

    def _address(self, value: str, place: Place) -> str | None:
        value = value.strip()
        if value.startswith("#"):
            return value
        found = self._base.absolute(value) if value else None
        if found is None:
            return None
        mark, fragment = value.partition("#")[1:]
        return place(found) + mark + fragment

    def _set(self, value: str) -> str:
        parts = []
        for match in _SET_PART.finditer(value):
            name = match[1].rstrip(",")
            target = (
                name if name[:5].lower() == "data:" else self._address(name, self._places.of_file)
            )
            if target:
                size = match[2].strip(" \t\r\n\f,")
                parts.append(f"{target.replace(',', '%2C')} {size}".strip())
        return ", ".join(parts)

    def _is_shown(self, values: dict[str, str | None]) -> bool:
        rel = (values.get("rel") or "").lower().split()
        return "stylesheet" in rel and "alternate" not in rel and "disabled" not in values


def _children(node: LexborNode) -> list[LexborNode]:
    """The nodes below a node, the last first."""
    found = []
    child = node.last_child
    while child is not None:
        found.append(child)
        child = child.prev
    return found


def _hasten(values: dict[str, str | None]) -> None:
    """Let a picture that waits for a script be there."""
    source = values.get("src") or ""
    if not source or source[:5].lower() == "data:" or source.startswith("about:"):
        late = next((values[name] for name in _LAZY if values.get(name)), None)
        if late:
            values["src"] = late
    if not values.get("srcset") and (late := next(
        (values[name] for name in _LAZY_SETS if values.get(name)), None
    )):  # fmt: skip
        values["srcset"] = late
