"""``greffe sites``: what has been learned of sites from their own pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.errors import Exit, NotFound
from archive.store import sites as store
from archive.urls import host_meant

if TYPE_CHECKING:
    from datetime import datetime

    from archive.store.sites import Site


@click.command()
@click.argument("host", required=False)
@click.option("--learn", "is_to_learn", is_flag=True, help="Do now what waits to be done.")
@json_option
@click.pass_obj
def sites(settings: Settings, host: str | None, is_to_learn: bool, as_json: bool) -> int:
    """Say what was learned of the sites in the archive, or of HOST.

    What a site repeats on eight other pages and more is no text of a page, and is left out. Texts
    are read anew when much more is known, after a crawl or an import; that is technical, and never
    an edit. Layouts are told apart, so that a redesign is noticed.
    """
    is_locked = False
    if is_to_learn:
        from archive.cli.learning import learn, tell

        done = learn(settings.archive, patience=None)
        is_locked = done.is_locked
        tell(done)
        if is_locked:
            words = "another process is reading texts anew; wait for it"
            notices().print(words, soft_wrap=True)
    with settings.opened() as archive:
        found = store.known(archive.connection)
        if host is not None:
            found = [site for site in found if site.host == host_meant(host)]
            if not found:
                raise NotFound(
                    f"nothing has been learned of {host}: that takes eight pages with a text; "
                    "`greffe sites` lists what is known"
                )
    if as_json:
        for site in found:
            print_json(_record(site))
    elif host is not None:
        _print_one(found[0])
    else:
        _print_all(found)
    if is_locked:
        return Exit.LOCKED
    return Exit.DONE if found else Exit.NOTHING


def _record(site: Site) -> dict[str, Any]:
    record = asdict(site)
    for name in ("id", "model", "taught", "host"):
        del record[name]
    return {"site": site.name, "last_change": _last_change(site), **record}


def _last_change(site: Site) -> datetime | None:
    """When its layout changed last."""
    return max((layout.first for layout in site.redesigns), default=None)


def _print_all(found: list[Site]) -> None:
    if not found:
        words = "nothing has been learned yet: that takes eight pages of a site with a text"
        notices().print(words, style="dim", soft_wrap=True)
        return
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("site", overflow="fold")
    for name in ("pages", "generation", "layouts"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("new layout since", "learned", "texts read"):
        table.add_column(name, no_wrap=True)
    for site in found:
        table.add_row(
            site.name, f"{site.pages:,}", str(site.generation), str(len(site.layouts)),
            _day(_last_change(site)), _day(site.learned), _state(site),
        )  # fmt: skip
    output().print(table)


def _print_one(site: Site) -> None:
    console = output()
    console.print(Text(site.name, style="bold"))
    facts = [
        ("pages", f"{site.pages:,} learned from" if site.pages else "too few to learn from yet"),
        ("captured", f"{_day(site.first)} to {_day(site.last)}"),
        ("model", f"{site.stamp}, generation {site.generation}" if site.stamp else ""),
        ("learned", f"{shown_time(site.learned)} UTC" if site.learned else ""),
        ("texts read", _state(site)),
        ("gone", f"{site.lost:,} of the captures it was learned from" if site.lost else ""),
    ]
    for name, value in facts:
        if value:
            console.print(Text.assemble((f"{name:<12}", "dim"), value), soft_wrap=True)
    if site.layouts:
        console.print("\nlayouts")
    for layout in site.layouts:
        pages = f"{layout.pages:,} {'page' if layout.pages == 1 else 'pages'}"
        words = f"{layout.id}  {_day(layout.first)} to {_day(layout.last)}, {pages}"
        if layout.replaces:
            words += f", in place of {layout.replaces}, noticed {_day(layout.noticed)}"
        console.print(f"  {words}", soft_wrap=True)


def _state(site: Site) -> str:
    if site.behind:
        return f"wait since {_day(site.behind)} to be read anew"
    return f"all anew on {_day(site.anew)} (technical)" if site.anew else ""


def _day(time: datetime | None) -> str:
    return shown_time(time)[:10]
