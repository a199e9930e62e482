"""Writes the source files of the demonstration's sites."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.server import DemoWeb

_SOURCES: Mapping[str, Mapping[str, object]] = {
    "caspian-monitor": {
        "title": "Caspian Monitor",
        "languages": ["en"],
        "feeds": ["blog-feed.xml"],
        "sitemaps": ["sitemap.xml"],
        "listings": ["blog"],
        "exclude": ["/profile/", "lightbox=", "/search/"],
    },
    "council-cpt": {
        "title": "Concord Council, Committee for the Prevention of Torture",
        "languages": ["en", "fr", "ru"],
        "feeds": [],
        "sitemaps": [],
        "listings": ["en/web/cpt/home", "en/web/cpt/news-2025", "fr/web/cpt/news-2025"],
        "exclude": [";jsessionid=", "/c/portal/", "p_p_id=", r"[?&]delta=(?!20(?:&|$))\d+"],
    },
    "kura-courier": {
        "title": "The Kura Courier",
        "languages": ["en", "az", "ru"],
        "feeds": ["feed/"],
        "sitemaps": ["wp-sitemap.xml", "news-sitemap.xml"],
        "listings": [""],
        "exclude": [r"[?&](?:share|replytocom|s)=", "/wp-login", "/wp-json/", "/feed/$"],
    },
}


def write_sources(web: DemoWeb, folder: Path) -> list[Path]:
    """Write one TOML file per site of a running web into ``folder``, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, home in web.urls.items():
        path = folder / f"{name}.toml"
        path.write_text(_toml(name, home), encoding="utf-8")
        written.append(path)
    return written


def _toml(name: str, home: str) -> str:
    facts = _SOURCES[name]
    lists = {key: _absolute(home, facts[key]) for key in ("feeds", "sitemaps", "listings")}
    values: dict[str, object] = {
        "name": name,
        "title": facts["title"],
        "languages": facts["languages"],
        "seeds": [home],
        **lists,
        "user_agent": "",
        "allow_private": True,
        "revisit": "0s",
        "delay": 0.0,
    }
    scope = {"include": [home], "exclude": facts["exclude"], "max_depth": 5}
    return f"{_lines(values)}\n[scope]\n{_lines(scope)}"


def _absolute(home: str, paths: object) -> list[str]:
    return [home + str(path) for path in paths] if isinstance(paths, list) else []


def _lines(values: Mapping[str, object]) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's as well.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
