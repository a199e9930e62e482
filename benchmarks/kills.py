"""``kill -9`` at a hundred random moments of crawls, and the same command again.

Run as ``python -m benchmarks.kills [KILLS [SEED]]``. Two sites of loopback are crawled by the
command itself, in turns: one of 400 linked pages, and the Kura Courier of the demonstration with
its feeds, sitemaps and pictures. Every crawl is killed again and again, as it starts, as it opens
its archive, and after some requests, until it comes to its end; then a new one begins.

After each kill ``greffe verify``'s checks are made, the archive must hold every capture that
another process could read before, and no process may go on without its crawl. After each crawl the
site's log must show every page asked for, and none again but those that were under way at a kill
(at most sixteen each time).
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.server import DemoWeb
from demo.sources import write_sources
from tests.killing import IN_FLIGHT, Killed, Moment, Victim, linked_source
from tests.servers.linked import Linked

_COURIER = "kura-courier"


@contextmanager
def linked() -> Iterator[tuple[Victim, set[str]]]:
    """A victim of 400 pages, and what it has to fetch."""
    with tempfile.TemporaryDirectory() as folder, Linked(400, delay=0.002) as site:
        linked_source(Path(folder), site.home)
        victim = Victim(Path(folder), "linked", site.home, lambda: tuple(site.asked))
        yield victim, {*site.targets, "/robots.txt"}


@contextmanager
def courier() -> Iterator[tuple[Victim, set[str]]]:
    """A victim with feeds, sitemaps and requisites; it has to fetch what a whole crawl does."""
    with DemoWeb() as web:
        with tempfile.TemporaryDirectory() as folder:
            victim = _courier(web, Path(folder))
            assert victim.finished() == 0
            wanted = set(victim.asked())
        web.clear_log()
        with tempfile.TemporaryDirectory() as folder:
            yield _courier(web, Path(folder)), wanted


def _courier(web: DemoWeb, folder: Path) -> Victim:
    write_sources(web, folder / "sources")
    home = web.urls[_COURIER]
    return Victim(folder, _COURIER, home, lambda: [one.target for one in web.log])


def main(arguments: list[str]) -> int:
    """Kill, and print what came of it; 1 where anything did not hold."""
    kills = int(arguments[0]) if arguments else 100
    dice = random.Random(int(arguments[1]) if len(arguments) > 1 else 3)
    startup = _startup()
    print(f"first request after {startup:.1f} s; {kills} kills at random moments")
    done: list[Killed] = []
    wrong: list[str] = []
    asked = again = crawls = 0
    while len(done) < kills:
        with (linked, courier)[crawls % 2]() as (victim, wanted):
            new, is_over = _killed(victim, dice, startup, kills - len(done), wrong)
            done += new
            # The command would begin a new crawl where the last has come to its end.
            code = 0 if is_over else victim.finished()
            log = victim.asked()
            pages = Counter(one for one in log if one != "/robots.txt")
            wrong += [f"{victim.source}: exit code {code}"] if code else []
            wrong += [f"not asked for: {one}" for one in sorted(wanted - set(log))]
            wrong += [f"{more} times too often: {one}" for one, more in victim.needless().items()]
            asked += pages.total()
            again += pages.total() - len(pages)
            crawls += 1
    _print(done, crawls, asked, again, wrong)
    return 1 if wrong else 0


def _startup() -> float:
    with linked() as (victim, _):
        began = time.monotonic()
        process = victim.started()
        while not victim.asked():
            time.sleep(0.01)
        taken = time.monotonic() - began
        process.kill()
        process.wait()
    return taken


def _killed(
    victim: Victim, dice: random.Random, startup: float, most: int, wrong: list[str]
) -> tuple[list[Killed], bool]:
    """Kill a crawl until it is over, which is told, but not more than ``most`` times."""
    done: list[Killed] = []
    while len(done) < min(most, 25):
        one = victim.killed(Moment.drawn(dice, startup))
        if one.was_over:
            return done, True
        done.append(one)
        wrong += [f"lost: {url}" for url in one.gone]
        wrong += [f"{fault.where}: {fault.reason}" for fault in one.faults]
        wrong += [f"process {orphan} goes on without its crawl" for orphan in one.orphans]
        if len(one.lost) > IN_FLIGHT:
            wrong.append(f"{len(one.lost)} under way at a kill: {sorted(one.lost)}")
        print(
            f"{len(done):>4} after {one.moment.after}, {one.moment.requests} requests, "
            f"{one.moment.pause:.2f} s: {one.held} held, {len(one.lost)} under way",
            flush=True,
        )
    return done, False


def _print(done: list[Killed], crawls: int, asked: int, again: int, wrong: list[str]) -> None:
    kinds = Counter(one.moment.after for one in done)
    lost = [len(one.lost) for one in done]
    print(
        f"{len(done)} kills in {crawls} crawls: " + ", ".join(f"{n} {k}" for k, n in kinds.items())
    )
    print(f"archives not sound after a kill: {sum(bool(one.faults) for one in done)}")
    print(f"captures lost that were acknowledged: {sum(len(one.gone) for one in done)}")
    print(f"under way at a kill: {sum(lost) / len(lost):.1f} on average, {max(lost)} at most")
    print(f"requests {asked}, of them again {again}: all for what was under way" if not wrong
          else "\n".join(f"WRONG: {line}" for line in wrong))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
