"""What pages ask for by scripts and frames, asked of a real server without running any."""

from __future__ import annotations

from pathlib import Path

from archive import Archive
from crawler.spiders.discovery import LAYERS
from tests.exchanges import LONG, page
from tests.house import PRIVATE, greffe
from tests.servers.ugly import Case, Ugly
from tests.visits import NO_RULES, answer, asked, crawl, source

CONTACT = ("--contact", "test@example.org")


def _script(text: str) -> Case:
    return answer(text.encode(), "text/javascript")


def _home(body: str) -> Case:
    return answer(page("Home", *LONG).replace(b"</article>", f"{body}</article>".encode()))


def _saved(folder: Path, site: Ugly) -> set[str]:
    ran = greffe(folder, "save", *PRIVATE, *CONTACT, site.url("home"))
    assert ran.code == 0, ran
    return {path.removeprefix("/") for path in asked(site)} - {"robots.txt"}


def test_modules_workers_and_their_data_are_saved_and_read_again_alike(tmp_path: Path) -> None:
    """Chains of them; nothing that is sent or only named, and a rebuild comes to the same links."""
    scripts = (
        '<script type="module">import "./main.js"; new Worker("worker.js");</script>'
        '<script src="old.js"></script><script>const unused = "/looks/like/a.path";</script>'
    )
    cases = {
        "robots.txt": NO_RULES,
        "home": _home(scripts),
        "main.js": _script('import { a } from "./deep.js"; export const b = a;'),
        "deep.js": _script('export const a = () => import("./late.js");'),
        "late.js": _script("export default 1;"),
        "worker.js": _script('importScripts("help.js"); fetch("worker.json");'),
        "help.js": _script("self.help = 1;"),
        "worker.json": answer(b"{}", "application/json"),
        "old.js": _script('fetch("old.json"); fetch("sent", {method: "POST"}); x.open("PUT", "p")'),
        "old.json": answer(b"{}", "application/json"),
    }
    with Ugly(cases) as site:
        assert _saved(tmp_path, site) == set(cases) - {"robots.txt"}
        shown = greffe(tmp_path, "show", site.url("home"), "--requisites", "--json")
    assert shown.code == 0
    via = {one["needs"].rpartition("/")[2]: one["via"].rpartition("/")[2] for one in shown.objects}
    assert (via["late.js"], via["help.js"], via["old.json"]) == ("deep.js", "worker.js", "old.js")
    assert greffe(tmp_path, "verify").code == 0
    assert greffe(tmp_path, "rebuild", "--check").code == 0


def test_links_that_an_older_reading_did_not_know_come_with_a_rebuild(tmp_path: Path) -> None:
    """Those of scripts, where an archive was made before they were read."""
    cases = {
        "robots.txt": NO_RULES, "home": _home('<script src="a.js"></script>'),
        "a.js": _script('import("./b.js")'), "b.js": _script("1"),
    }  # fmt: skip
    with Ugly(cases) as site:
        _saved(tmp_path, site)
        with Archive.open(tmp_path / "greffe.db") as archive:
            (capture,) = archive.captures(site.url("a.js"))
            with archive.transaction():
                for table in ("link_span", "linked"):
                    sql = f"DELETE FROM {table} WHERE page_id = ?"
                    archive.connection.execute(sql, (capture.page_id,))
        assert greffe(tmp_path, "rebuild", "--check").code != 0
        assert greffe(tmp_path, "rebuild").code == 0
        ran = greffe(tmp_path, "show", site.url("b.js"), "--requisites", "--json")
    assert [one["by"] for one in ran.objects] == [site.url("a.js")]


def test_frames_and_what_they_lead_to_by_themselves_are_saved(tmp_path: Path) -> None:
    """Documents in attributes, frames in frames, refreshes in elements and in fields."""
    refresh = "Refresh: 0; url=third\r\n"
    cases = {
        "robots.txt": NO_RULES,
        "home": _home(
            "<iframe srcdoc=\"<iframe src='first'></iframe><img src='i.png'>\"></iframe>"
        ),
        "first": answer(b'<meta http-equiv="refresh" content="0; url=second"><p>wait</p>'),
        "second": answer(b"<p>wait</p>", fields=refresh),
        "third": answer(b"<p>there</p><a href='elsewhere'>no part of it</a>"),
        "i.png": answer(b"p", "image/png"),
    }
    with Ugly(cases) as site:
        assert _saved(tmp_path, site) == set(cases) - {"robots.txt"}
        shown = greffe(tmp_path, "show", site.url("home"), "--requisites", "--json")
    needed = {one["needs"].rpartition("/")[2] for one in shown.objects}
    assert needed == {"first", "second", "third", "i.png"}


def test_chains_without_end_are_followed_so_far_only(tmp_path: Path) -> None:
    """Each module names another."""
    cases = {"robots.txt": NO_RULES, "home": _home('<script type="module" src="0.js"></script>')}
    cases |= {f"{n}.js": _script(f'import "./{n + 1}.js"') for n in range(2 * LAYERS)}
    with Ugly(cases) as site:
        assert len(_saved(tmp_path, site)) == 1 + LAYERS


def test_robots_txt_holds_for_what_scripts_ask_for(tmp_path: Path) -> None:
    """A crawl asks for nothing there that it may not have."""
    rules = answer(b"User-agent: *\nDisallow: /api/\n", "text/plain")
    script = '<script>fetch("/api/d.json"); fetch("/free.json")</script>'
    free = answer(b"{}", "application/json")
    with Ugly({"robots.txt": rules, "home": _home(script), "free.json": free}) as site:
        source(tmp_path, site)
        crawl(tmp_path)
        assert {"/home", "/free.json"} <= set(asked(site))
        assert "/api/d.json" not in asked(site)
