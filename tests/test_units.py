"""What `greffe schedule` prints: a line for cron, units for systemd, and when sources are due."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BadInput, Exit
from crawler.commands.scheduling import program
from crawler.units import EXPECTED, Job, cron_line, minutes_each, service, timer
from tests.house import greffe
from tests.servers.ugly import Ugly
from tests.visits import NO_RULES, source

JOB = Job(
    ("/usr/bin/true", "crawl", "--due"), Path("/tmp"), 10, 50, Path("/tmp/greffe.log"), "root"
)
ODD = ("a b", "100%", "it's", '"quoted"', "$HOME", "back\\slash", "ö", "semi;colon", "%h", "#")
EACH = {"1m": "* * * * *", "10m": "*/10 * * * *", "1h": "0 * * * *", "6h": "0 */6 * * *",
        "1d": "0 0 * * *"}  # fmt: skip
_SPANS = {"m": "minutes", "h": "hours", "d": "days"}


def _span(text: str) -> timedelta:
    return timedelta(**{_SPANS[text[-1]]: int(text[:-1])})


def _run(line: str) -> list[str]:
    """The words that a shell makes of a cron line's command, percent signs as cron leaves them."""
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    command = re.sub(r"\s*>>.*$", "", command, flags=re.DOTALL)
    return shlex.split(command)


@pytest.mark.parametrize("each", EACH)
def test_a_cron_line_begins_with_five_fields(each: str) -> None:
    """Those of crontab(5)."""
    line = cron_line(replace(JOB, each=minutes_each(_span(each))))
    assert line.startswith(f"{EACH[each]}  cd /tmp && /usr/bin/true crawl --due >>/tmp/greffe.log")


@given(st.lists(st.sampled_from(ODD), max_size=4), st.sampled_from(ODD))
def test_odd_names_come_to_the_command_as_they_are(words: list[str], folder: str) -> None:
    """Blanks, quotes, dollars; a bare percent sign would end the command."""
    path = Path("/srv") / folder
    line = cron_line(replace(JOB, command=("/bin/greffe", *words), folder=path))
    assert not re.search(r"(?<!\\)%", line)
    assert "\n" not in line
    assert _run(line) == ["cd", str(path), "&&", "/bin/greffe", *words]


def test_a_line_break_is_refused() -> None:
    """No line for cron can have one."""
    with pytest.raises(BadInput, match="line break"):
        cron_line(replace(JOB, folder=Path("/tmp/a\nb")))
    with pytest.raises(BadInput, match="line break"):
        service(replace(JOB, command=("/bin/greffe", "a\nb")))


@pytest.mark.parametrize("each", ["7m", "45m", "90m", "5h", "2d", "0m", "30s"])
def test_runs_begin_at_parts_of_an_hour_or_a_day(each: str) -> None:
    """Of others cron would leave a shorter one at the end of each hour."""
    span = timedelta(seconds=30) if each == "30s" else _span(each)
    with pytest.raises(BadInput, match="10m"):
        minutes_each(span)


def test_crontab_takes_the_line(tmp_path: Path) -> None:
    """Where there is a crontab that can check a file without installing it."""
    crontab = shutil.which("crontab")
    said = subprocess.run([crontab, "-V"], capture_output=True, text=True) if crontab else None
    if said is None or "cronie" not in said.stdout + said.stderr:
        pytest.skip("no crontab with -T (cronie) on this machine")
    (tmp_path / "tab").write_text(cron_line(JOB) + "\n", encoding="utf-8")
    assert subprocess.run(["crontab", "-T", tmp_path / "tab"]).returncode == 0


@pytest.mark.parametrize(("user", "each"), [("root", "10m"), ("", "1h"), ("", "6h"), ("", "1d")])
def test_systemd_takes_the_units(tmp_path: Path, user: str, each: str) -> None:
    """Also with odd words in the command."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    odd = [word for word in ODD if "\\" not in word]
    job = replace(JOB, command=(*JOB.command, *odd), user=user, each=minutes_each(_span(each)))
    units = {"greffe.service": service(job), "greffe.timer": timer(job)}
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    # Not the units of the machine it runs on, of which some are for a system that was booted.
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:", "SYSTEMD_LOG_LEVEL": "warning"}
    paths = [str(tmp_path / name) for name in units]
    command = ["systemd-analyze", "verify", "--man=no", *paths]
    ran = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60)
    about = [line for line in ran.stderr.splitlines() if "greffe" in line]
    assert not about, ran.stderr
    calendar = re.search(r"OnCalendar=(.*)", units["greffe.timer"])
    assert calendar
    told = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", "--base-time=2026-01-01 00:00:30 UTC",
         calendar[1]],
        capture_output=True, text=True, env={**os.environ, "TZ": "UTC"},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    first, second = re.findall(r"(\d\d:\d\d):00 UTC", told.stdout)[:2]
    assert (_clock(second) - _clock(first)) % timedelta(days=1) == _span(each) % timedelta(days=1)


def _clock(text: str) -> timedelta:
    hours, minutes = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes)


def test_what_sites_did_is_no_failure_of_the_unit() -> None:
    """A damaged archive, a full disk and a wrong source file are."""
    assert not {Exit.DAMAGED, Exit.DISK, Exit.BAD_INPUT, Exit.FAILED} & set(EXPECTED)
    codes = re.search(r"SuccessExitStatus=(.*)", service(JOB))
    assert codes
    assert {int(code) for code in codes[1].split()} == {int(code) for code in EXPECTED}


def test_the_printed_line_crawls(tmp_path: Path) -> None:
    """As cron runs it: by sh, in another folder, with next to no environment."""
    with Ugly({"robots.txt": NO_RULES, "home": NO_RULES}) as site:
        source(tmp_path, site, "s", "allow_private = true")
        printed = greffe(tmp_path, "schedule", "--cron", "--contact", "a%b@example.org")
        assert printed.code == Exit.DONE
        assert "crontab -e" in printed.err
        (line,) = printed.out.splitlines()
        command = line.split(maxsplit=5)[5].replace(r"\%", "%")
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(["sh", "-c", command], cwd="/", env=env, timeout=60, check=False)
        (logged,) = site.log["/home"]
    assert b"a%b@example.org" in logged.received
    log = (tmp_path / "greffe.log").read_text(encoding="utf-8")
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  s: ", log, re.MULTILINE)


def test_programs_are_told_lines_and_units(tmp_path: Path) -> None:
    """Each as an object, with where it goes."""
    (tmp_path / "sources").mkdir()
    text = 'name = "s"\nseeds = ["http://news.example/"]\n'
    (tmp_path / "sources" / "s.toml").write_text(text, encoding="utf-8")
    line, unit, timed = greffe(
        tmp_path, "schedule", "--cron", "--systemd", "--user", "--json", "--contact", "a@b.example"
    ).objects
    assert line["cron"].startswith("*/10 * * * *  cd ")
    assert line["log"] == str(tmp_path / "greffe.log")
    assert (unit["unit"], timed["unit"]) == ("greffe.service", "greffe.timer")
    assert unit["file"] == "~/.config/systemd/user/greffe.service"
    assert "OnCalendar=*:0/10" in timed["text"]


def test_units_are_written_into_a_folder(tmp_path: Path) -> None:
    """Both of them; without it they are shown under the names they go by."""
    with Ugly({"robots.txt": NO_RULES}) as site:
        source(tmp_path, site)
    ran = greffe(tmp_path, "schedule", "--systemd", "--user", "--into", "units", "--each", "1h")
    assert ran.code == Exit.DONE
    assert "enable --now greffe.timer" in ran.err
    made = {path.name: path.read_text() for path in (tmp_path / "units").iterdir()}
    assert set(made) == {"greffe.service", "greffe.timer"}
    assert f"WorkingDirectory={tmp_path}" in made["greffe.service"]
    assert "User=" not in made["greffe.service"]
    assert "no contact" in ran.err
    shown = greffe(tmp_path, "schedule", "--systemd", "--each", "1h")
    assert "# /etc/systemd/system/greffe.service" in shown.out
    assert f"User={os.environ.get('USER') or 'root'}" in shown.out


def test_greffe_is_called_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its absolute path, else by way of the Python that runs it."""
    program_file = tmp_path / "greffe"
    program_file.write_text("#!/bin/sh\n", encoding="utf-8")
    program_file.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["./greffe", "schedule"])
    assert program() == [str(program_file)]
    monkeypatch.setattr(sys, "argv", ["-c"])
    assert Path(program()[0]).is_absolute()
    alone = tmp_path / "bin" / "python"
    alone.parent.mkdir()
    alone.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(alone))
    command = program()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, *command[1:], "crawl", "--help"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert ran.stdout.startswith("Usage: greffe crawl"), ran


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--user",), Exit.USAGE, "--systemd"),
        (("--cron", "--each", "7m"), Exit.BAD_INPUT, "parts of an hour"),
        (("--cron", "--each", "soon"), Exit.BAD_INPUT, "no time"),
    ],
)
def test_what_a_person_got_wrong_is_told(
    tmp_path: Path, arguments: tuple[str, ...], code: Exit, words: str
) -> None:
    """In one line, with its exit code."""
    with Ugly({"robots.txt": NO_RULES}) as site:
        source(tmp_path, site)
    ran = greffe(tmp_path, "schedule", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err
