"""``greffe search``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.padding import Padding
from rich.text import Text

from archive.cli.context import (
    TIME,
    Settings,
    json_option,
    notices,
    output,
    print_json,
    require_source,
    shown_time,
)
from archive.errors import Exit

if TYPE_CHECKING:
    from archive.search import Hit


class _Query(click.Command):
    """A command among whose words some begin with a hyphen: ``court -tennis``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell those words from options, which have two hyphens, and from ``-h``."""
        if "--" not in args:
            words = [word for word in args if re.match(r"-[^-]{2}", word)]
            args = [*(word for word in args if word not in words), "--", *words]
        return super().parse_args(ctx, args)


@click.command(cls=_Query)
@click.argument("query", nargs=-1, required=True)
@click.option("--source", help="Only pages of this source.")
@click.option("--site", help="Only pages whose URL begins like this, e.g. www.coe.int/en/web/cpt.")
@click.option("--lang", help="Only texts in this language, e.g. en.")
@click.option("--from", "since", type=TIME, help="Only what is dated then or later.")
@click.option("--to", "until", type=TIME, help="Only what is dated before then.")
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Hits at most."
)
@click.option("--offset", default=0, type=click.IntRange(0), help="Leave out the first hits.")
@json_option
@click.pass_obj
def search(
    settings: Settings, query: tuple[str, ...], source: str | None, site: str | None,
    lang: str | None, since: datetime | None, until: datetime | None, limit: int, offset: int,
    as_json: bool,
) -> int:  # fmt: skip
    """Find pages by what they say.

    All words must be there; "phrases" in quotes stand together; -word must not be there; OR
    joins alternatives; prefix* matches beginnings. What a page says now is searched.

    The shell takes one pair of quotes for itself: greffe search '"human rights" baku -sport'
    """
    from archive.search import search as find

    with settings.opened() as archive:
        require_source(archive, source)
        found = find(
            archive, " ".join(query), limit=limit, offset=offset, source=source, site=site,
            language=lang, since=since, until=until,
        )  # fmt: skip
    for number, hit in enumerate(found.hits, offset + 1):
        if as_json:
            _print_json(hit)
        else:
            _print_hit(number, hit)
    if found.note:
        notices().print(f"({found.note})", style="dim")
    if not as_json and found.understood:
        more = "more than " if found.total_is_capped else ""
        pages = "page" if found.total == 1 else "pages"
        notices().print(f"{more}{found.total:,} {pages} for {found.understood}", style="dim")
    return Exit.DONE if found.hits else Exit.NOTHING


def _print_hit(number: int, hit: Hit) -> None:
    version, console = hit.version, output()
    console.print(Text.assemble(f"{number:>3}  ", (version.title or version.url, "bold")))
    facts = [version.published[:10] if version.published else "", hit.source or "",
             version.language or "", f"captured {shown_time(hit.captured)} UTC"]  # fmt: skip
    console.print(Text("     " + " · ".join(fact for fact in facts if fact), style="dim"))
    console.print(Padding(marked(hit.snippet), (0, 0, 0, 5), expand=False))
    console.print(Text(f"     {version.url}", style="blue"), soft_wrap=True)
    console.print()


def marked(snippet: str) -> Text:
    """A snippet with the found words in bold."""
    text = Text()
    for index, part in enumerate(" ".join(snippet.split()).replace("\x03", "\x02").split("\x02")):
        text.append(part, style="bold yellow" if index % 2 else "")
    return text


def _print_json(hit: Hit) -> None:
    version = hit.version
    print_json(
        {
            "url": version.url,
            "title": version.title,
            "source": hit.source,
            "language": version.language,
            "published": version.published,
            "captured": hit.captured,
            "snippet": hit.snippet.replace("\x02", "**").replace("\x03", "**"),
            "score": float(f"{hit.score:.4g}"),
        }
    )
