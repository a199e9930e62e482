"""A reading room that others can reach: its password, its certificate, its patience."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.serving import patience, readers
from archive.serving.lock import PASS, Lock, pass_of
from archive.serving.password import Password, password, read, usual_file, write
from archive.serving.venue import LOOPBACK, OWN_NAMES, Certificate, Venue
from archive.web.server import checked, listening
from tests.house import greffe
from tests.saved_site import FIRST, SITE, fill
from tests.servers.room import Served, serving

WORD = "nine prisoners, an island: été"
SALT = b"0123456789abcdef"


def _cheap(word: str = WORD) -> Password:
    """A password that costs nothing to try."""
    key = hashlib.scrypt(word.encode(), salt=SALT, n=2, r=1, p=1, dklen=32)
    return Password(2, 1, 1, SALT, key)


def _basic(word: str, name: str = "anyone") -> str:
    return "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a saved site."""
    path = tmp_path_factory.mktemp("listening") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    return path


@pytest.fixture
def locked(path: Path) -> Iterator[Served]:
    """The archive, read with a password."""
    names = OWN_NAMES | {"archive.example"}
    with serving(path, Venue(names=names, lock=Lock(_cheap()))) as both:
        yield both


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=x", "/static/style.css", "/api/search?q=x", "/changes", "/nothing",
     f"/raw/{FIRST}id_/{SITE}/report"],
)  # fmt: skip
def test_nothing_is_read_without_the_password(locked: Served, path: str) -> None:
    """Nor with a wrong one, another scheme, or none that can be read."""
    refused = locked.get(path)
    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith("Basic realm=")
    assert "x-content-type-options" in refused.headers
    for wrong in (_basic("x" * 20), f"Bearer {WORD!a}", "Basic %%%", "Basic", _basic("")):
        assert locked.get(path, Authorization=wrong).status in (401, 429)


def test_the_password_opens_everything(locked: Served) -> None:
    """Under whatever user name, and whatever name of the machine is known."""
    for name in ("", "anna", "a b"):
        assert locked.get("/", Authorization=_basic(WORD, name)).status == 200
    own = {"Authorization": _basic(WORD)}
    assert locked.get("/", Host=f"archive.example:{locked.room}", **own).status == 200
    assert locked.get("/", Host="evil.example", **own).status == 403


def test_who_guesses_has_to_wait(locked: Served) -> None:
    """Also with the right one, which would be the end of the guessing; who is in stays in."""
    assert locked.get("/", Authorization=_basic(WORD)).status == 200
    answers = [locked.get("/", Authorization=_basic(f"guess number {n}")) for n in range(8)]
    assert [one.status for one in answers][:5] == [401, 401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert locked.get("/", Authorization=_basic(WORD)).status == 200


def test_saved_pages_are_entered_from_the_reading_room(locked: Served) -> None:
    """By a pass that no script can read; without it there is nothing."""
    for path in ("/", "/sw.js", f"/raw/{FIRST}id_/{SITE}/report", f"/replay/{FIRST}/{SITE}/report"):
        assert locked.get(path, replay=True).status == 403
        assert locked.get(path, replay=True, Authorization=_basic(WORD)).status == 403
    shown = locked.get(f"/replay/{FIRST}/{SITE}/report", Authorization=_basic(WORD)).text
    found = re.search(r'iframe src="http://[^/]+(/enter\?[^"]+)"', shown)
    assert found
    entered = locked.get(found[1].replace("&amp;", "&"), replay=True)
    assert (entered.status, entered.headers["location"]) == (303, f"/replay/{FIRST}/{SITE}/report")
    cookie = entered.headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    given = {"Cookie": f"a=b; {cookie.partition(';')[0]}"}
    assert locked.get(f"/raw/{FIRST}id_/{SITE}/report", replay=True, **given).status == 200
    # And the pass opens nothing else.
    assert locked.get("/", **given).status == 401
    for path in ("/enter", "/enter?pass=x&to=/replay/", f"{found[1].partition('&')[0]}&to=//x"):
        assert locked.get(path, replay=True).status == 403


@pytest.mark.parametrize("field", [{"Content_Length": "70000"}, {"Transfer_Encoding": "chunked"}])
def test_nothing_is_taken_in(locked: Served, field: dict[str, str]) -> None:
    """Nothing here wants content."""
    assert locked.get("/", method="POST", Authorization=_basic(WORD), **field).status == 413


@given(st.text(max_size=80))
def test_no_made_up_pass_opens(shown: str) -> None:
    """However it looks."""
    lock = Lock(_cheap())
    assert not lock.opens(shown)
    assert not lock.opens(f"99999999999.{shown}")
    assert lock.opens(lock.given())


def test_a_pass_ends() -> None:
    """So does that of another server."""
    times = [0.0]
    lock = Lock(_cheap(), lambda: times[0])
    given_ = lock.given()
    assert lock.opens(given_)
    assert not Lock(_cheap()).opens(given_)
    times[0] = 13 * 3600.0
    assert not lock.opens(given_)
    assert pass_of(f"{PASS}=a.b".encode()) == "a.b"
    assert pass_of(b"\xff=;;{}") is None


def test_waiting_grows_and_ends() -> None:
    """Twice as long each time, five minutes at most, of that address alone."""
    times = [0.0]
    lock = Lock(_cheap(), lambda: times[0])
    for _ in range(5):
        assert not asyncio.run(lock.knows(_basic("wrong").encode(), "192.0.2.1"))
    assert lock.wait("192.0.2.1") == 2.0
    assert lock.wait("192.0.2.2") == 0
    for _ in range(20):
        times[0] += 400
        assert not asyncio.run(lock.knows(_basic("wrong").encode(), "192.0.2.1"))
    assert lock.wait("192.0.2.1") == 300.0
    times[0] += 301
    assert asyncio.run(lock.knows(_basic(WORD).encode(), "192.0.2.1"))


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_a_password_is_kept_so_that_it_cannot_be_read(tmp_path: Path) -> None:
    """By its owner alone, and as what cannot be turned back."""
    file = tmp_path / "deep" / "password"
    write(file, password(WORD))
    assert file.stat().st_mode & 0o777 == 0o600
    assert WORD not in file.read_text()
    assert read(file).is_right(WORD)
    assert not read(file).is_right(WORD + " ")
    assert usual_file({"GREFFE_PASSWORD_FILE": str(file)}, Path("/")) == file


@pytest.mark.parametrize("held", ["", "scrypt:1:2:3", "plain:2:1:1:00:00", "scrypt:a:b:c:d:e", "é"])
def test_what_is_no_password_is_said(tmp_path: Path, held: str) -> None:
    """With how to make one."""
    (tmp_path / "p").write_text(held)
    with pytest.raises(BadInput, match="password"):
        read(tmp_path / "p")
    with pytest.raises(BadInput, match="characters at least"):
        password("short")


def test_it_is_served_over_https(path: Path, tmp_path: Path) -> None:
    """By a certificate; the pass then goes over nothing else."""
    authority = trustme.CA()
    made = authority.issue_cert("archive.example", LOOPBACK)
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
    key.write_bytes(made.private_key_pem.bytes())
    files = Certificate(chain, key)
    checked(files)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    own = {"Authorization": _basic(WORD)}
    with serving(path, Venue(lock=Lock(_cheap()), certificate=files)) as both:
        assert both.get("/", trusted=trusted).status == 401
        shown = both.get(f"/replay/{FIRST}/{SITE}/report", trusted=trusted, **own)
        found = re.search(
            rf'iframe src="https://{LOOPBACK}:{both.replay}(/enter\?[^"]+)"', shown.text
        )
        assert found
        entered = both.get(found[1].replace("&amp;", "&"), replay=True, trusted=trusted)
        assert "secure" in entered.headers["set-cookie"].lower()
    with pytest.raises(BadInput, match="cannot use the certificate"):
        checked(Certificate(chain, chain))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--listen", "0.0.0.0"), "--certificate and --key are needed"),
     (("--listen", "0.0.0.0", "--without-tls"), "there is no password in"),
     (("--listen", "everywhere", "--without-tls"), "no"),
     (("--name", "x"), "belong to --listen"),
     (("--certificate", "x", "--listen", "::"), "together"),
     (("--listen", "192.0.2.1", "--without-tls"), "there is no password in")],
)  # fmt: skip
def test_nobody_listens_to_others_by_mistake(
    path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """One line says what is missing."""
    env = {"GREFFE_PASSWORD_FILE": str(path.parent / "none")}
    ran = greffe(path.parent, "serve", *arguments, env=env)
    assert ran.code == 65
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_an_address_of_another_machine_is_said() -> None:
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    with pytest.raises(BadInput, match="this machine has no address"):
        listening(0, "192.0.2.1")


def test_a_connection_that_asks_for_nothing_is_ended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that asks a letter at a time; who has asked gets an answer."""
    monkeypatch.setattr(patience, "WAIT", 0.4)
    with serving(path) as both:
        for words in (b"", b"GET / HTTP/1.1\r\nHost: local"):
            with socket.create_connection((LOOPBACK, both.room), timeout=10) as idle:
                began = time.monotonic()
                idle.sendall(words)
                assert idle.recv(1) == b""
                assert time.monotonic() - began < 5
        assert both.get("/").status == 200


def test_what_takes_too_long_is_broken_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And said; the next one asked is answered."""
    monkeypatch.setattr(readers, "LONGEST", -1.0)
    monkeypatch.setattr(readers, "_STEPS", 1)
    with serving(path) as both:
        slow = both.get("/search?q=prison")
        assert slow.status == 503
        assert "This took too long" in slow.text
        assert both.get("/api/search?q=prison").status == 503
        monkeypatch.setattr(readers, "LONGEST", 30.0)
        assert both.get("/search?q=prison").status == 200
