"""A mail server and a webhook of our own on loopback, which keep what they are sent."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.servers.threaded import Answering, Served


@dataclass
class Mailbox:
    """What a mail server took.

    Attributes:
        port: where it listens.
        mails: what came, the first first.
        refuses: whether it takes nothing (451, as RFC 5321, 4.2.3 has it for a fault of its own).
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False

    @property
    def url(self) -> str:
        """The mailbox as Apprise writes it, with a password."""
        return (
            f"mailto://desk:Passw0rdOfTheDesk@127.0.0.1:{self.port}"
            "?smtp=127.0.0.1&mode=insecure&from=greffe@archive.example&to=desk@press.example"
        )


@dataclass
class Hook:
    """What a webhook took.

    Attributes:
        port: where it listens.
        posts: the JSON that came, the first first.
        status: what it answers.
    """

    port: int = 0
    posts: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200

    @property
    def url(self) -> str:
        """The webhook as Apprise writes it, with a token."""
        return f"json://127.0.0.1:{self.port}/T0kenOfTheHook"


class _Session(socketserver.StreamRequestHandler):
    """A session of SMTP (RFC 5321), as far as mail programs go."""

    box: Mailbox

    def handle(self) -> None:
        self._say("220 mail.example ESMTP")
        answers = {
            b"EHLO": "250-mail.example\r\n250 AUTH PLAIN LOGIN",
            b"AUTH": "235 2.7.0 welcome",
            b"MAIL": "451 4.3.0 come back later" if self.box.refuses else "250 ok",
            b"DATA": "354 go on",
            b"QUIT": "221 bye",
        }
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            self._say(answers.get(verb, "250 ok"))
            if verb == b"DATA":
                self._take()
            if verb == b"QUIT":
                return

    def _take(self) -> None:
        raw = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            raw += line.removeprefix(b".") if line.startswith(b"..") else line
        self.box.mails.append(message_from_bytes(raw, policy=policy.default))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server while the block runs."""
    box = Mailbox()

    session = type("Session", (_Session,), {"box": box})
    with Served(session) as server:
        box.port = server.port
        yield box


@contextmanager
def hook() -> Iterator[Hook]:
    """A webhook while the block runs."""
    one = Hook()

    class Handler(Answering):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if one.status < 400:
                one.posts.append(json.loads(body))
            self.answer(one.status)

    with Served(Handler) as server:
        one.port = server.port
        yield one
