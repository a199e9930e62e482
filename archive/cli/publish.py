"""``greffe publish``: a selection of the archive as a site that any web host can serve."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from archive.cli.choosing import choosing, selected
from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.cli.meter import meter
from archive.errors import Exit


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@choosing
@click.option("--title", help="Over every page; else the archive's name.")
@click.option("--about", default="", help="A sentence on the first page.")
@click.option("--records/--no-records", "has_records", default=True, show_default=True,
              help="With the captures themselves, to be looked at and checked.")  # fmt: skip
@click.option("--unlisted", is_flag=True, help="Ask search engines not to list the site.")
@click.option("--language", default="en", show_default=True, metavar="CODE",
              help="Language of the site's own words.")  # fmt: skip
@click.option("--operator", envvar="GREFFE_CONTACT", show_envvar=True,
              help="Who publishes it, with an address; written into the captures.")  # fmt: skip
@json_option
@click.pass_obj
def publish(
    settings: Settings, folder: Path, source: str | None, prefix: str | None,
    since: datetime | None, until: datetime | None, search: str | None, title: str | None,
    about: str, language: str, operator: str | None, *, force: bool, has_records: bool,
    unlisted: bool, as_json: bool,
) -> int:  # fmt: skip
    """Write pages, their texts and changes, a search and the saved pages as a folder of files.

    Any web host can serve it; nothing runs there. FOLDER is new, empty, or holds a site that was
    written before, which --force replaces once the new one is whole.
    """
    from archive.publishing import Site, publish, require_free
    from archive.translation import require, speaking

    require(language)
    require_free(folder, force=force)
    with settings.opened() as archive, meter(f"writing {folder}") as progress:
        where = selected(archive, source, prefix, since, until, search)
        site = Site(title or archive.path.stem, about, has_records, not unlisted, operator)
        with speaking(language):
            done = publish(archive, folder, where, site, progress)
    if as_json:
        print_json({"folder": str(folder), "pages": done.pages, "texts": done.texts,
                    "changes": done.changes, "files": done.files, "bytes": done.bytes,
                    "replay": done.has_replay})  # fmt: skip
        return Exit.DONE
    output().print(
        f"{folder}: {done.pages:,} pages, {done.texts:,} texts, {done.changes:,} changes; "
        f"{done.files:,} files, {done.bytes / 1e6:,.1f} MB", markup=False, soft_wrap=True,
    )  # fmt: skip
    if has_records and not done.has_replay:
        notices().print("ReplayWeb.page is missing, so saved pages are not shown there: run "
                        "`python hatch_build.py` in the checkout", soft_wrap=True)  # fmt: skip
    notices().print(f"to look at it: python3 -m http.server -d {folder}", style="dim", markup=False)
    return Exit.DONE
