"""What a site model takes away, and what it costs.

Run as ``python -m benchmarks.sitemodel CORPORA [PART ...]``, where CORPORA is a folder with any of:

- ``extraction``: ``pages.jsonl`` with ``domain_key``, ``gold_text`` and ``html`` on each line;
- ``web/warc-live``, ``web/warc-sites``: WARC files;
- ``recrawl``: ``recrawl.tar.zst`` with pages fetched again and again,
  ``SERIES/HOST/PAGE/YYYYMMDDhhmmss.html``.

``news`` compares with reference texts: F1 over shingles of four tokens, differences in points with
95 % intervals (bootstrap over pages), ``others`` the same on all pages that are no news. The
domains have three to seven pages, so trust is lowered to two others for these parts. Controls: no
sibling at all, and pages of another domain.
``sites`` counts what goes where there is no reference text (``tops``: texts with "top of page"),
``recrawl`` what is wrongly taken from captures of the same pages, with their URLs and as if each
capture had a URL of its own, ``layouts`` when redesigns are seen, ``cost`` time and room.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import zstandard
from warcio.archiveiterator import ArchiveIterator

from archive.clean import extract
from archive.clean.decode import decoded
from archive.clean.markup import parsed
from archive.clean.site import Sample, SiteModel, sampled, verdict
from archive.clean.sketch import Sketch, sketched

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_TOKENS = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")
_LEAST = 3
_COUNTED = ("characters", "tops", "empty")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure on."""

    html: bytes
    url: str
    sketch: Sketch
    sample: Sample
    gold: str = ""


def page_of(html: bytes, url: str, when: datetime | None = None, gold: str = "") -> Page | None:
    """A page, if there is anything in it."""
    tree = parsed(decoded(html, None))
    if tree is None:
        return None
    sketch = sketched(tree)
    return Page(html, url, sketch, sampled(sketch, url, when), gold)


def domains(folder: Path, *, of_news: bool = True) -> dict[str, list[Page]]:
    """The pages of domains that have three or more: those of news, or all others."""
    rows = defaultdict(list)
    with (folder / "extraction" / "pages.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["gold_text"] and of_news == (row["dataset"] == "fundus"):
                rows[row["domain_key"]].append(row)
    found = {}
    for domain, own in rows.items():
        if len(own) >= _LEAST:
            bodies = [
                gzip.decompress((folder / "extraction" / r["html"]).read_bytes()) for r in own
            ]
            pages = [
                page_of(body, row["url"], gold=row["gold_text"])
                for body, row in zip(bodies, own, strict=True)
            ]
            found[domain] = [page for page in pages if page]
    return found


def crawled(path: Path) -> list[Page]:
    """The HTML pages of a WARC file."""
    pages = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response" or not record.http_headers:
                continue
            body = record.content_stream().read()
            if record.http_headers.get_statuscode() == "200" and b"<html" in body[:3000].lower():
                page = page_of(body, record.rec_headers["WARC-Target-URI"])
                pages += [page] if page else []
    return pages


def series(folder: Path) -> Iterator[tuple[str, str, str, datetime, bytes]]:
    """Series, host, page, time and body of pages fetched again and again."""
    with (folder / "recrawl" / "recrawl.tar.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file)
        with tarfile.open(fileobj=stream, mode="r|") as members:
            for member in members:
                if content := members.extractfile(member):
                    name, host, *parts = member.name.split("/")
                    when = datetime.strptime(parts[-1][:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                    yield name, host, "/".join(parts[:-1]), when, content.read()


def f1(gold: str, text: str) -> float:
    """F1 over multisets of shingles of four tokens."""
    counts = []
    for words in (_TOKENS.findall(gold), _TOKENS.findall(text)):
        last = max(1, len(words) - 3)
        counts.append(Counter(s for s in (tuple(words[i : i + 4]) for i in range(last)) if s))
    both = sum((counts[0] & counts[1]).values())
    return 2 * both / max(1, sum(counts[0].values()) + sum(counts[1].values()))


def interval(differences: Sequence[float]) -> str:
    """Mean of paired differences in points, with a 95 % interval."""
    chance = random.Random(0)
    means = sorted(
        statistics.mean(chance.choices(differences, k=len(differences))) for _ in range(2000)
    )
    low, high = means[49], means[1949]
    return f"{100 * statistics.mean(differences):+.2f} [{100 * low:+.2f}, {100 * high:+.2f}]"


def texts(page: Page, model: SiteModel) -> tuple[list[str], list[str], list[str], list[str]]:
    """All text as it is and by the model, our own text as it is and by the model."""
    leaves = page.sketch.leaves
    taken = model.chrome(page.sketch).numbers
    return (
        [leaf.text for leaf in leaves],
        [leaf.text for leaf in leaves if leaf.number not in taken],
        [block.text for block in extract(page.html, page.url).blocks],
        [block.text for block in extract(page.html, page.url, site=model).blocks],
    )


def news(folder: Path) -> None:
    """F1 on news with the model of the sibling pages, and the controls."""
    _scored("news", domains(folder))


def others(folder: Path) -> None:
    """The same on pages that are no news: products, collections, documentation."""
    _scored("others", domains(folder, of_news=False))


def _scored(part: str, found: dict[str, list[Page]]) -> None:
    names = list(found)
    gains: dict[str, list[float]] = defaultdict(list)
    bases: dict[str, list[float]] = defaultdict(list)
    with patch.object(verdict, "TRUSTED", 2):
        for number, domain in enumerate(names):
            foreign = [page.sample for page in found[names[number - 1]]]
            for page in found[domain]:
                siblings = [other.sample for other in found[domain] if other is not page]
                for name, samples in (("siblings", siblings), ("another domain", foreign)):
                    _compare(page, SiteModel.learn(samples), name, bases, gains)
        none = [SiteModel().chrome(page.sketch).numbers for own in found.values() for page in own]
    for name, differences in gains.items():
        print(f"{part}, {len(differences)} pages: {name}:", end=" ")
        base = statistics.mean(bases[name])
        print(f"F1 {base:.3f}, with the model {interval(differences)}")
    print(f"{part}: no siblings: {sum(map(len, none))} blocks taken")


def _compare(
    page: Page,
    model: SiteModel,
    name: str,
    bases: dict[str, list[float]],
    gains: dict[str, list[float]],
) -> None:
    scores = [f1(page.gold, "\n".join(lines)) for lines in texts(page, model)]
    for kind, before, after in (("all text", *scores[:2]), ("extract", *scores[2:])):
        bases[f"{kind}, {name}"].append(before)
        gains[f"{kind}, {name}"].append(after - before)


def sites(folder: Path) -> None:
    """What goes from crawled sites."""
    for kind in ("warc-live", "warc-sites"):
        for path in sorted((folder / "web" / kind).rglob("*.warc*")):
            try:
                pages = crawled(path)
            except Exception as fault:  # noqa: BLE001
                print(f"sites: {path.name}: not read ({type(fault).__name__})")
                continue
            for host, own in _by_host(pages).items():
                _site(host, own)


def _by_host(pages: Sequence[Page]) -> dict[str, list[Page]]:
    found = defaultdict(list)
    for page in pages:
        found[page.url.split("/")[2].removeprefix("www.")].append(page)
    return {host: own for host, own in found.items() if len(own) > verdict.TRUSTED}


def _site(host: str, pages: Sequence[Page]) -> None:
    model = SiteModel.learn(page.sample for page in pages)
    counts: Counter[str] = Counter()
    for page in pages:
        lines = texts(page, model)
        for name, some in zip(("all", "all after", "own", "own after"), lines, strict=True):
            text = "\n".join(some)
            counts[f"{name} characters"] += len(text)
            counts[f"{name} tops"] += "top of page" in text.lower()
            counts[f"{name} empty"] += not text.strip()
        counts["doubts"] += bool(model.chrome(page.sketch).doubt)
    print(f"sites: {host}: {len(pages)} pages, {model.pages} articles, ", end="")
    print(f"{len(model.layouts)} layouts, {counts['doubts']} in doubt")
    for name in ("all", "own"):
        pairs = [(of, counts[f"{name} {of}"], counts[f"{name} after {of}"]) for of in _COUNTED]
        told = ", ".join(f"{of} {before} then {after}" for of, before, after in pairs)
        print(f"  {name} text: {told}")


def recrawl(folder: Path) -> None:
    """What is taken from captures of the same few pages."""
    hosts: dict[str, list[tuple[Page, Sample]]] = defaultdict(list)
    for _, host, name, when, body in series(folder):
        if page := page_of(body, f"https://www.{host}/{name}", when):
            hidden = sampled(page.sketch, f"https://www.{host}/{name}/{when:%Y%m%d%H%M%S}", when)
            hosts[host].append((page, hidden))
    for host, captures in hosts.items():
        for name, samples in (
            ("by their URLs", [page.sample for page, _ in captures]),
            ("a URL each", [hidden for _, hidden in captures]),
        ):
            model = SiteModel.learn(samples)
            for trusted in (verdict.TRUSTED, 2):
                with patch.object(verdict, "TRUSTED", trusted):
                    _recrawled(f"{host}, {name}, trusted from {trusted}", model, captures)


def _recrawled(name: str, model: SiteModel, captures: Sequence[tuple[Page, Sample]]) -> None:
    counts: Counter[str] = Counter()
    for page, _ in captures[::5]:
        found = model.chrome(page.sketch)
        leaves = page.sketch.leaves
        prose = [
            leaf for leaf in leaves if len(leaf.text) >= 80 and 2 * leaf.linked < len(leaf.text)
        ]
        counts["pages"] += 1
        counts["emptied"] += bool(leaves) and len(found.numbers) == len(leaves)
        counts["doubts"] += bool(found.doubt)
        counts["characters"] += sum(len(leaf.text) for leaf in leaves)
        counts["taken"] += sum(len(leaves[n].text) for n in found.numbers)
        counts["prose"] += len(prose)
        counts["prose taken"] += sum(leaf.number in found.numbers for leaf in prose)
    print(f"recrawl: {name}: {model.pages} articles; {dict(counts)}")


def layouts(folder: Path) -> None:
    """When layouts come and go."""
    hosts: dict[str, list[Sample]] = defaultdict(list)
    for name, host, path, when, body in series(folder):
        if name == "monthly" and (page := page_of(body, f"https://www.{host}/{path}", when)):
            hosts[host].append(page.sample)
    for host, samples in hosts.items():
        print(f"layouts: {host}: {len(samples)} captures")
        for layout in SiteModel.learn(samples).layouts:
            replaces = f", replaces {layout.replaces}" if layout.replaces else ""
            print(
                f"  {layout.id}: {layout.pages} pages, {layout.first:%Y-%m-%d} to "
                f"{layout.last:%Y-%m-%d}{replaces}"
            )


def cost(folder: Path) -> None:
    """Time to learn and to apply, room of a model."""
    pages = [page for own in domains(folder).values() for page in own]
    for path in sorted((folder / "web").rglob("*.warc.gz"))[:40]:
        try:
            pages += crawled(path)
        except Exception:  # noqa: BLE001
            continue
    full = SiteModel(page.sample for page in pages)
    times: Counter[str] = Counter()
    for page in pages:
        began = time.process_time()
        sketch = sketched(parsed(decoded(page.html, None)))
        times["parse and sketch"] += time.process_time() - began
        began = time.process_time()
        sample = sampled(sketch, page.url)
        times["sample"] += time.process_time() - began
        began = time.process_time()
        full.taught(sample)
        times["teach"] += time.process_time() - began
        if page is pages[0]:
            full.chrome(sketch)
        began = time.process_time()
        full.chrome(sketch)
        times["apply"] += time.process_time() - began
    print(f"cost: {len(pages)} pages of many sites, as if they were one")
    for name, seconds in times.items():
        print(f"  {name}: {1000 * seconds / len(pages):.2f} ms a page")
    began = time.process_time()
    _ = SiteModel.from_bytes(full.to_bytes()).pages
    print(f"  load and work out: {1000 * (time.process_time() - began):.0f} ms, {full!r}")
    print(f"  room: {len(full.to_bytes())} bytes")


PARTS = {
    "news": news,
    "others": others,
    "sites": sites,
    "recrawl": recrawl,
    "layouts": layouts,
    "cost": cost,
}


def main() -> None:
    """Measure the parts named, or all."""
    for part in sys.argv[2:] or PARTS:
        PARTS[part](Path(sys.argv[1]))


if __name__ == "__main__":
    main()
