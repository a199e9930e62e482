"""``greffe clean``: the clean text of a file."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.context import json_option, print_json
from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from archive.clean import Article

_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml",
          ".pdf": "application/pdf", ".txt": "text/plain"}  # fmt: skip
_FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", default="", help="Where the file came from: helps with relative links.")
@click.option("--ocr", is_flag=True, help="Recognise scanned pages of a PDF, by tesseract.")
@click.option(
    "--ocr-language",
    "languages",
    multiple=True,
    default=("eng",),
    show_default=True,
    help="Language of scanned pages, as tesseract names it (fra, deu ...); may be repeated.",
)
@click.option(
    "--ocr-seconds",
    "seconds",
    type=click.FloatRange(min=1),
    default=3600,
    show_default=True,
    help="Time that recognising may take.",
)
@json_option
def clean(
    file: Path, url: str, ocr: bool, languages: tuple[str, ...], seconds: float, as_json: bool
) -> int:
    """Print the clean text of a file.

    FILE is HTML, PDF, DOCX, ODT or plain text; "-" is standard input.
    """
    if ocr:
        article = _required(_recognised(_read(file), file, languages, seconds), file)
    else:
        article = article_of(file, url)
    if as_json:
        print_json({**asdict(article), "text": article.text})
    else:
        click.echo(article.printed, nl=False)
        if article.note:
            click.echo(f"{file}: {article.note}", err=True)
    return Exit.DONE


def article_of(file: Path, url: str = "") -> Article:
    """The clean text of a file.

    Raises:
        BadInput: it cannot be read, or there is no text in it.
    """
    return _required(_article(_read(file), file, url), file)


def _required(article: Article | None, file: Path) -> Article:
    """An article that has a text.

    Raises:
        BadInput: it has none.
    """
    if article is None or not (article.text or article.title):
        why = article.note if article and article.note else "there is no text in it"
        raise BadInput(f"{file}: {why}")
    return article


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from error


def _recognised(payload: bytes, file: Path, languages: tuple[str, ...], seconds: float) -> Article:
    from archive.clean import extract_pdf
    from archive.clean.recognition import Tesseract

    if not payload.startswith(b"%PDF"):
        raise BadInput(f"{file}: no PDF; --ocr recognises the scanned pages of PDFs")
    return extract_pdf(payload, Tesseract(languages, seconds=seconds))


def _article(payload: bytes, file: Path, url: str) -> Article | None:
    from archive.clean import extract_text, read
    from archive.clean.decode import decoded, is_binary

    media_type = _TYPES.get(file.suffix.lower(), "")
    if payload.startswith(_FILES) or media_type == "application/pdf":
        return read(payload, media_type, url, None)
    text = decoded(payload)
    if is_binary(text) or "\0" in text[:4096]:
        raise BadInput(f"{file}: binary data, no text")
    if media_type == "text/plain" or (not media_type and "<" not in text[:4096]):
        return extract_text(text)
    return read(payload, media_type or "text/html", url, None)
