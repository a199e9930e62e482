"""The replay origin, over HTTP."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest

from archive import Archive
from tests.saved_site import DOT, FIRST, SITE, fill
from tests.servers.room import Served, serving

PATHS = (
    "/", "/sw.js", "/frame.js", "/frame.css", "/nothing", "/raw/", "/cdx", "/search?q=prison",
    f"/replay/{SITE}/report", f"/raw/{FIRST}id_/{SITE}/report", f"/instead/{SITE}/gone",
    f"/w/a/{FIRST}mp_/{SITE}/report",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The saved site, served."""
    path = tmp_path_factory.mktemp("replay") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    with serving(path) as both:
        yield both


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_policy(served: Served, path: str) -> None:
    """Also those that say that there is nothing."""
    got = served.get(path, replay=True)
    assert "default-src" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in got.headers


@pytest.mark.parametrize("replay", [True, False])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_another_host_name_is_refused(served: Served, host: str, replay: bool) -> None:
    """DNS can lead any name to this machine."""
    got = served.get(f"/raw/{SITE}/report", replay=replay, Host=host)
    assert got.status == 403
    assert b"committee" not in got.body


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
def test_our_own_names_are_welcome(served: Served, host: str) -> None:
    """With any port: it may be forwarded."""
    assert served.get("/sw.js", replay=True, Host=host).status == 200


@pytest.mark.parametrize("replay", [True, False])
def test_pages_of_the_web_cannot_ask(served: Served, replay: bool) -> None:
    """They could not read the answer, but time it."""
    fields = {
        "Sec_Fetch_Site": "cross-site",
        "Sec_Fetch_Mode": "no-cors",
        "Sec_Fetch_Dest": "image",
    }
    assert served.get(f"/raw/{SITE}/dot.png", replay=replay, **fields).status == 403


def test_a_memento_is_sent_as_stored(served: Served) -> None:
    """Its coding too, and its exact length."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/report", replay=True, Accept_Encoding="gzip")
    assert got.headers["content-encoding"] == "gzip"
    assert int(got.headers["content-length"]) == len(got.body)
    assert b"on Monday" in gzip.decompress(got.body)
    assert got.headers["memento-datetime"] == "Sun, 05 Oct 2025 12:00:00 GMT"


def test_a_memento_needs_no_time(served: Served) -> None:
    """The latest is meant, and a slash may have been lost."""
    got = served.get(f"/raw/{SITE}/report".replace("//", "/"), replay=True)
    assert b"on Tuesday" in got.body


def test_the_query_string_is_part_of_the_url(served: Served) -> None:
    """It is read undecoded from the request line."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/court?id=7&lang=en", replay=True)
    assert b"The Court rules" in got.body
    assert served.get(f"/raw/{FIRST}id_/{SITE}/court?id=8&lang=en", replay=True).status == 404


def test_a_range_of_a_memento(served: Served) -> None:
    """As players seek, from both origins."""
    for replay in (True, False):
        got = served.get(f"/raw/{FIRST}id_/{SITE}/dot.png", replay=replay, Range="bytes=1-3")
        assert (got.status, got.body) == (206, DOT[1:4])
        assert got.headers["content-range"] == f"bytes 1-3/{len(DOT)}"
        assert got.headers["content-length"] == "3"


def test_a_range_that_is_not_there(served: Served) -> None:
    """The length is told."""
    got = served.get(f"/raw/{SITE}/dot.png", replay=True, Range=f"bytes={len(DOT)}-")
    assert (got.status, got.headers["content-range"]) == (416, f"bytes */{len(DOT)}")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("dot.png", {"Range": "bytes=0-1,4-5"}),
        ("dot.png", {"Range": "bytes=0-1", "If_Range": '"another"'}),
        ("report", {"Range": "bytes=0-1", "Accept_Encoding": "gzip"}),
        ("moved", {"Range": "bytes=0-1"}),
    ],
)
def test_where_no_range_is_sent_the_whole_is(
    served: Served, path: str, fields: dict[str, str]
) -> None:
    """Several ranges, one of another file, one of a coded body, one of a redirect."""
    whole = served.get(f"/raw/{FIRST}id_/{SITE}/{path}", replay=True, Accept_Encoding="gzip")
    got = served.get(f"/raw/{FIRST}id_/{SITE}/{path}", replay=True, **fields)
    assert (got.status, got.body) == (200, whole.body)


def test_what_stands_for_another_address_is_told(served: Served) -> None:
    """By which rule it does."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/words.js?v=1700000002", replay=True)
    assert got.headers["x-greffe-rule"] == "cache"
    got = served.get(f"/raw/{FIRST}id_/{SITE}/words.js?v=1700000001", replay=True)
    assert "x-greffe-rule" not in got.headers


def test_redirects_are_told_not_made(served: Served) -> None:
    """No saved page sends anybody anywhere."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/moved", replay=True)
    assert got.status == 200
    assert got.headers["x-redirect-status"] == "301"
    assert got.headers["x-orig-location"] == "/court?id=7&lang=en"
    assert "location" not in got.headers


def test_what_is_not_archived_is_empty(served: Served) -> None:
    """The worker shows words of ours instead."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/never", replay=True)
    assert (got.status, got.body) == (404, b"")


def test_no_saved_script_becomes_a_worker(served: Served) -> None:
    """A worker of this origin would see what all saved pages ask for."""
    path = f"/raw/{FIRST}id_/{SITE}/words.js?v=1700000001"
    assert served.get(path, replay=True).status == 200
    assert served.get(path, replay=True, Service_Worker="script").status == 404


@pytest.mark.parametrize(
    "path", ["/raw/", "/cdx", "/search?q=prison", "/sources", "/api/", "/w/api/"]
)
def test_nothing_can_be_listed(served: Served, path: str) -> None:
    """Scripts of saved pages may ask this origin whatever they like."""
    got = served.get(path, replay=True)
    assert got.status in (302, 307, 404)
    assert b"news.example" not in got.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(served: Served, method: str) -> None:
    """Both origins only answer."""
    for replay in (True, False):
        assert served.get(f"/raw/{SITE}/report", replay=replay, method=method).status == 405


def test_the_worker_knows_the_reading_room(served: Served) -> None:
    """It leads saved pages that are opened on their own back into their frame."""
    source = served.get("/sw.js", replay=True).text
    assert f":{served.room}`" in source
    assert "$ROOM_PORT" not in source


def test_the_frame_may_be_framed_by_the_reading_room_alone(served: Served) -> None:
    """Under the name by which it was asked."""
    got = served.get(f"/replay/{FIRST}/{SITE}/report", replay=True, Host="localhost:1")
    assert (
        f"frame-ancestors http://localhost:{served.room}" in got.headers["content-security-policy"]
    )
    assert f'data-place="{FIRST}/{SITE}/report"' in got.text


def test_a_page_asked_for_without_worker_leads_to_its_frame(served: Served) -> None:
    """A bookmark of a saved page's own address still works."""
    got = served.get(f"/w/a/{FIRST}mp_/{SITE}/court?id=7", replay=True)
    assert got.status == 307
    assert got.headers["location"] == (
        f"http://127.0.0.1:{served.room}/replay/{FIRST}/{SITE}/court?id=7"
    )


def test_a_part_asked_for_without_worker_is_not_there(served: Served) -> None:
    """Only pages are led anywhere."""
    path = f"/w/a/{FIRST}im_/{SITE}/dot.png"
    assert served.get(path, replay=True, Sec_Fetch_Mode="no-cors").status == 404


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("never", "Not in this archive"),
        ("gone", "The site had no page here"),
        ("paper.pdf", "This is a file, not a page"),
    ],
)
def test_words_in_place_of_a_page(served: Served, path: str, words: str) -> None:
    """What cannot be shown is said."""
    got = served.get(f"/instead/20251008200000/{SITE}/{path}", replay=True)
    assert words in re.sub(r"<[^>]+>", "", got.text)


def test_hostile_urls_are_escaped_in_the_frame(served: Served) -> None:
    """A URL can hold quotes and tags."""
    got = served.get('/replay/https://a.example/"><script>alert(1)</script>', replay=True)
    assert "<script>alert" not in got.text
