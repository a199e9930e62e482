"""TLS: contexts by Scrapy's settings, and the facts of a connection worth keeping."""

from __future__ import annotations

import re
import ssl
from functools import cache, cached_property

from scrapy.settings import BaseSettings

from archive.exchange import TLS

_VERSIONS = {
    "TLSv1.0": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
_SUITE = re.compile(
    r"(?:(?P<key>(?:ECDHE|DHE)(?:-(?:RSA|ECDSA|DSS))?|AECDH|ADH)-)?"
    r"(?P<cipher>.+?)(?:-(?P<hash>SHA(?:256|384)?|MD5))?"
)
_KEYS = {"ADH": "DH_anon", "AECDH": "ECDH_anon", "ECDHE": "ECDHE_RSA", None: "RSA"}
_BLOCK = re.compile(r"(AES|CAMELLIA|ARIA)(128|256)(?:-(GCM|CCM8|CCM))?")


class Contexts:
    """The two client contexts of a crawl: one that verifies certificates, one that does not.

    Both offer only ``http/1.1`` by ALPN: what is recorded is HTTP/1.1. Crawls of one process that
    have the same settings share them: to load the system's authorities takes longer than a page.
    """

    def __init__(self, settings: BaseSettings) -> None:
        """Read version limits and ciphers from Scrapy's ``settings``."""
        self._settings = settings

    @cached_property
    def strict(self) -> ssl.SSLContext:
        """Verifies chain and host name against the system's authorities."""
        return _context(*self._limits, ssl.get_default_verify_paths())

    @cached_property
    def lax(self) -> ssl.SSLContext:
        """Takes any certificate."""
        return _context(*self._limits, None)

    @property
    def _limits(self) -> tuple[ssl.TLSVersion | None, ssl.TLSVersion | None, str | None]:
        return (
            self._version("DOWNLOAD_TLS_MIN_VERSION"),
            self._version("DOWNLOAD_TLS_MAX_VERSION"),
            self._settings.get("DOWNLOADER_CLIENT_TLS_CIPHERS"),
        )

    def _version(self, setting: str) -> ssl.TLSVersion | None:
        name = self._settings.get(setting)
        if name is None:
            return None
        if name not in _VERSIONS:
            raise ValueError(f"setting {setting} is {name!r}: use one of {', '.join(_VERSIONS)}")
        return _VERSIONS[name]


@cache
def _context(
    lowest: ssl.TLSVersion | None,
    highest: ssl.TLSVersion | None,
    ciphers: str | None,
    authorities: ssl.DefaultVerifyPaths | None,
) -> ssl.SSLContext:
    """Verifies by the system's ``authorities``, which are where this says, or takes any."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if lowest:
        context.minimum_version = lowest
    if highest:
        context.maximum_version = highest
    if ciphers:
        context.set_ciphers(ciphers)
    context.set_alpn_protocols(["http/1.1"])
    if authorities:
        context.load_default_certs()
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def facts(connection: ssl.SSLObject, fault: str | None) -> TLS:
    """What is worth keeping of an established connection; ``fault`` as found by verifying."""
    cipher = connection.cipher()
    return TLS(
        protocol=_protocol(connection.version() or ""),
        cipher=iana_cipher(cipher[0]) if cipher else "",
        certificate=connection.getpeercert(binary_form=True) or b"",
        fault=fault,
    )


def _protocol(version: str) -> str:
    number = version.removeprefix("TLSv")
    return f"tls/{number}" if "." in number else f"tls/{number}.0"


def iana_cipher(name: str) -> str:
    """The IANA name of a cipher suite that OpenSSL calls ``name`` (TLS 1.3 names are the same).

    Suites keyed by PSK or SRP are not known here: a crawler shares no secrets.

    >>> iana_cipher("ECDHE-RSA-AES128-GCM-SHA256")
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    """
    match = _SUITE.fullmatch(name)
    if name.startswith("TLS_") or match is None:
        return name
    key = _KEYS.get(match["key"]) or match["key"].replace("-", "_")
    cipher, digest = match["cipher"], match["hash"]
    if block := _BLOCK.fullmatch(cipher):
        mode = {"CCM8": "CCM_8", None: "CBC"}.get(block[3], block[3])
        cipher = f"{block[1]}_{block[2]}_{mode}"
    elif cipher == "CHACHA20-POLY1305":
        cipher, digest = "CHACHA20_POLY1305", "SHA256"
    return f"TLS_{key}_WITH_{cipher}" + (f"_{digest}" if digest else "")
