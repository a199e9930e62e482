"""``greffe search``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import click

from archive.cli.context import TIME, Settings, json_option, notices
from archive.cli.worded import Worded
from archive.errors import BadInput, Exit


class _Named(click.ParamType[Any]):
    """A value that is read by a function of ``archive.search.options``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it, or say how to write one."""
        from archive.search import options

        if not isinstance(value, str):
            return value
        read: Callable[[str], Any] = getattr(options, f"{self.name}_of")
        try:
            return read(value)
        except BadInput as error:
            self.fail(str(error), param, ctx)


@click.command(cls=Worded)
@click.argument("query", nargs=-1)
@click.option("--source", help="Only pages of this source.")
@click.option("--site", help="Only pages whose URL begins like this, e.g. www.coe.int/en/web/cpt.")
@click.option("--lang", type=_Named("language"), help="Only texts in this language, e.g. en.")
@click.option(
    "--type",
    "kind",
    type=_Named("kind"),
    help="Only pages of this kind: article, listing, document, media, profile ...",
)
@click.option("--from", "since", type=TIME, help="Only what is dated then or later.")
@click.option("--to", "until", type=TIME, help="Only what is dated before then.")
@click.option("--all-versions", is_flag=True, help="Also what pages said before.")
@click.option(
    "--at", type=_Named("day"), metavar="DATE", help="What pages said on this day instead of now."
)
@click.option(
    "--order",
    type=click.Choice(("relevance", "fresh", "newest")),
    default="relevance",
    show_default=True,
    help="What comes first; fresh weighs relevance with age.",
)
@click.option("--newest", "order", flag_value="newest", help="Short for --order newest.")
@click.option(
    "--facets", "with_facets", is_flag=True, help="Count hits by source, language, year and type."
)
@click.option("--trend", "with_trend", is_flag=True, help="Count hits by month.")
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Hits at most."
)
@click.option("--offset", default=0, type=click.IntRange(0), help="Leave out the first hits.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV, with a head.")
@json_option
@click.pass_obj
def search(
    settings: Settings, query: tuple[str, ...], *, source: str | None, site: str | None,
    lang: str | None, kind: str | None, since: datetime | None, until: datetime | None,
    all_versions: bool, at: date | None, order: Any, with_facets: bool, with_trend: bool,
    limit: int, offset: int, form: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Find pages by what they say.

    All words must be there; "phrases" in quotes stand together; -word must not be there; OR
    joins alternatives; prefix* matches beginnings; title:, site:, lang:, after: and others narrow
    (docs/search.md). What a page says now is searched, unless --all-versions or --at says more.

    With --json or --csv, --facets and --trend print their figures in place of the hits.

    The shell takes one pair of quotes for itself: greffe search '"human rights" baku -sport'
    """
    from archive.cli import found
    from archive.search import search as find
    from archive.search import trend
    from archive.search.options import Options, require_source

    chosen = _form(form, as_json=as_json, has_both=with_facets and with_trend)
    options = Options(source, site, lang, kind, since, until, at, all_versions)
    if not query and options == Options(all_versions=all_versions, at=at):
        raise click.UsageError(
            "Missing argument 'QUERY...': type a word to search for, or a filter"
        )
    words, today = " ".join(query), datetime.now(UTC).date()
    with settings.opened() as archive:
        require_source(archive, source)
        results = find(
            archive, words, limit=limit, offset=offset, order=order, today=today,
            with_facets=with_facets, **options.keywords(),
        )  # fmt: skip
        months = trend(archive, words, today=today, **options.keywords()) if with_trend else []
    if chosen:
        found.print_rows(chosen, results, months if with_trend else None, with_facets=with_facets)
    else:
        found.print_all(results, offset, months)
    has_hits = not (chosen and (with_facets or with_trend))
    for line in found.remarks(results, offset, is_of_texts=all_versions, has_hits=has_hits):
        notices().print(line, style="dim", markup=False, soft_wrap=True)
    return Exit.DONE if results.hits else Exit.NOTHING


def _form(form: str | None, *, as_json: bool, has_both: bool) -> str:
    """``json``, ``csv``, or empty for people; of what excludes each other one line is said."""
    if as_json and form:
        raise click.UsageError("--json and --csv exclude each other")
    chosen = "json" if as_json else form or ""
    if chosen and has_both:
        raise click.UsageError(f"--facets or --trend, not both, with --{chosen}")
    return chosen
