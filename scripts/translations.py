"""The catalogues of the interface: what is to be translated, found in the code, and compiled.

    python scripts/translations.py            find new messages, and compile
    python scripts/translations.py missing    list what has no translation
    python scripts/translations.py begin de   begin a language, with what Unicode's CLDR knows of it

Babel does the work; Greffe itself needs only the compiled files. See ``docs/translating.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "archive"
LOCALE = CODE / "locale"
_TEMPLATES = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
KEYWORDS = {
    "_": None, "gettext": None, "N_": None, "n_": (1, 2), "ngettext": (1, 2),
    "p_": ((1, "c"), 2), "NP_": ((1, "c"), 2), "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
WIDTH = 100


def extracted() -> Catalog:
    """The messages that stand in the code, with the files they stand in."""
    found = Catalog(project="Greffe", charset="utf-8")
    for file, (method, options) in _speaking():
        messages = extract_from_file(
            method, file, keywords=KEYWORDS, comment_tags=("Translators:",), options=options,
            strip_comment_tags=True,
        )  # fmt: skip
        for _line, message, comments, context in messages:
            where = file.relative_to(ROOT).as_posix()
            found.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
    return found


def _speaking() -> Iterator[tuple[Path, tuple[str, dict[str, str]]]]:
    """The files that hold messages, and how they are read."""
    for file in sorted(CODE.rglob("*.html")):
        if file.parent.name == "templates":
            yield file, ("jinja2", _TEMPLATES)
    for file in sorted(CODE.rglob("*.py")):
        if "archive.translation" in file.read_text(encoding="utf-8"):
            yield file, ("python", {})


def catalogues() -> list[Path]:
    """The files of translations."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/greffe.po"))


def held(file: Path) -> Catalog:
    """The translations in a file."""
    with file.open("rb") as content:
        return read_po(content, locale=file.parts[-3], domain="greffe")


def merged(old: Catalog, found: Catalog) -> Catalog:
    """Translations with what was found in the code: new ones empty, those not needed left out.

    A message that was changed is a new one: nothing is guessed from what is like it.
    """
    made = Catalog(
        locale=old.locale, project="Greffe", charset="utf-8", header_comment=_HEADER,
        revision_date=old.revision_date, creation_date=old.creation_date,
    )  # fmt: skip
    _as_written(made, old)
    for message in found:
        if message.id:
            before = old.get(message.id, message.context)
            made.add(message.id, before.string if before else None, message.locations,
                     auto_comments=message.auto_comments, context=message.context,
                     user_comments=before.user_comments if before else ())  # fmt: skip
    return made


def _as_written(made: Catalog, by: Catalog) -> None:
    """Count in the plural forms of a file, not in those that this Babel would choose for it.

    What CLDR says of a language changes: French has had a third form since, for exact millions.
    """
    made.mime_headers = [("Plural-Forms", by.plural_forms)]


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file for translators."""
    to = BytesIO()
    write_po(to, catalogue, width=WIDTH, include_lineno=False, omit_header=False)
    # Times of a run would change a file in which nothing has.
    lines = to.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(_OF_THE_RUN)]
    return "".join(kept).encode()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it, without its dates and names."""
    to = BytesIO()
    then = datetime(2000, 1, 1, tzinfo=UTC)
    plain = Catalog(locale=catalogue.locale, charset="utf-8", fuzzy=False, creation_date=then,
                    revision_date=then)  # fmt: skip
    _as_written(plain, catalogue)
    for message in catalogue:
        if message.id and is_translated(message):
            plain.add(message.id, message.string, context=message.context)
    write_mo(to, plain)
    return to.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a message has its words."""
    words = (message.string,) if isinstance(message.string, str) else message.string
    return bool(words) and all(words) and not message.fuzzy


def missing(catalogue: Catalog) -> Iterator[Message]:
    """The messages that are not translated."""
    return (one for one in catalogue if one.id and not is_translated(one))


def begun(language: str, found: Catalog) -> Catalog:
    """A new language, with the names of months and languages that CLDR has."""
    locale = Locale.parse(language, sep="-")
    english = Locale("en")
    names = {("language", name): locale.languages.get(code)
             for code, name in english.languages.items()}  # fmt: skip
    for width, context in (("wide", "month"), ("abbreviated", "head of a column")):
        months = locale.months["format"][width]
        for number, name in english.months["format"][width].items():
            names[context, name] = months[number]
    made = merged(Catalog(locale=locale), found)
    for message in made:
        if word := names.get((message.context or "", str(message.id))):
            message.string = word
    return made


def update() -> int:
    """Bring the catalogues up to the code, and compile them; how many messages have no words."""
    found, left = extracted(), 0
    for file in catalogues():
        catalogue = merged(held(file), found)
        file.write_bytes(written(catalogue))
        file.with_suffix(".mo").write_bytes(compiled(catalogue))
        lacking = len(list(missing(catalogue)))
        left += lacking
        print(f"{file.parts[-3]}: {len(catalogue)} messages, {lacking} without a translation")
    return left


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code."""
    match arguments:
        case []:
            update()
            return 0
        case ["missing"]:
            found = extracted()
            lacking = [(file.parts[-3], one) for file in catalogues()
                       for one in missing(merged(held(file), found))]  # fmt: skip
            for language, message in lacking:
                where = ", ".join(name for name, _ in message.locations)
                print(f"{language}: {message.id!r} ({where})")
            return 1 if lacking else 0
        case ["begin", language]:
            file = LOCALE / language / "LC_MESSAGES" / "greffe.po"
            if file.exists():
                print(f"{file} is there; edit it, and run this without an argument")
                return 1
            file.parent.mkdir(parents=True)
            file.write_bytes(written(begun(language, extracted())))
            print(f"{file}: translate it, and run this without an argument")
            return 0
        case _:
            print(__doc__)
            return 2


_HEADER = "# The reading room in another language. How: docs/translating.md"
_OF_THE_RUN = (
    '"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Generated-By',
    '"Language-Team', '"Report-Msgid-Bugs-To',
)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
