"""A site of ours with a JSON API: posts as WordPress lists them, summaries as data."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.threaded import Answering, Served

_MENU = "<ul><li><a href='/'>Front page</a></li><li><a href='/about'>About us</a></li></ul>"


class JsonSite(Served):
    """The site, served while the context lasts.

    Attributes:
        posts: numbers of the posts and when each was changed, newest first.
        asked: targets of the requests, in order.
    """

    def __init__(self, count: int) -> None:
        """Have so many posts."""
        self.posts = {number: f"2026-03-{number:02}T10:00:00" for number in range(count, 0, -1)}
        self.asked: list[str] = []
        this = self

        class Handler(Answering):
            def respond(self) -> None:
                this.asked.append(self.path)
                status, kind, body, more = this.answer(self.path)
                self.answer(status, body, kind, more)

        super().__init__(Handler)

    def answer(self, target: str) -> tuple[int, str, bytes, dict[str, str]]:
        """Status, media type, body and further fields."""
        path, said = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path == "/wp-json/wp/v2/posts":
            return self._posts(int(said.get("page", ["1"])[0]), int(said["per_page"][0]))
        if path == "/api/summaries":
            start = int(said.get("from", ["0"])[0])
            hits = [{"id": f"AUT-2026-{n}", "head": f"Ruling {n}"} for n in range(5)]
            return _json({"total": 5, "hits": hits[start : start + 2]})
        if path.startswith("/api/summary/"):
            name = path.rpartition("/")[2]
            return _json({"id": name, "body": {"en": f"<p>Summary of {name}.</p><p>Upheld.</p>"}})
        if path.startswith("/news/"):
            return 200, "text/html; charset=utf-8", _post(int(path.rpartition("-")[2])), {}
        return 404, "text/plain", b"", {}

    def _posts(self, page: int, size: int) -> tuple[int, str, bytes, dict[str, str]]:
        numbers = list(self.posts)[(page - 1) * size : page * size]
        pages = {"X-WP-TotalPages": str(-(-len(self.posts) // size))}
        if not numbers:
            return 400, *_json({"code": "rest_post_invalid_page_number"})[1:]
        found = [
            {"id": n, "link": f"{self.base}/news/post-{n}", "date": f"2026-03-{n:02}T09:00:00",
             "modified": self.posts[n], "title": {"rendered": f"Prison &amp; press {n}"},
             "tags": [n, 7]} for n in numbers
        ]  # fmt: skip
        return *_json(found)[:3], pages


def _json(value: Any) -> tuple[int, str, bytes, dict[str, str]]:
    return 200, "application/json; charset=UTF-8", json.dumps(value).encode(), {}


def _post(number: int) -> bytes:
    text = f"The delegation number {number} visited the prison and spoke in private with people. "
    return (
        f"<!doctype html><html lang=en><head><title>Prison and press {number}</title></head><body>"
        f"{_MENU}<article><h1>Prison and press {number}</h1><p>{text * 4}</p><p>{text * 3}</p>"
        f"</article>{_MENU}</body></html>"
    ).encode()
