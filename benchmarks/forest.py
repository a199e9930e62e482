"""Grows the forest that tells content from chrome (``archive/clean/body/forest.json``).

    python -m benchmarks.forest CORPORA            grows it from all pages and writes it
    python -m benchmarks.forest CORPORA FOLDER     grows one for each fifth of the sites, from the
                                                   pages of the others, and writes them there

The pages are those of ``CORPORA/extraction`` (see the README there): each block is held against the
text that people said is the page's. CatBoost must be installed; nothing else in Greffe needs it.
``benchmarks.cleaning`` measures with the second kind, so that no page is read by a forest that was
grown on its site.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.clean import chrome, platforms
from archive.clean.body.forest import SCALE
from archive.clean.body.hints import hints_of
from archive.clean.body.situation import COLUMNS, Floats, situated
from archive.clean.decode import decoded
from archive.clean.facts import gathered
from archive.clean.markup import parsed
from archive.clean.metadata import told
from archive.clean.sketch import Leaf, sketched

FOLDS = 5
REVISION = 1
FOREST = Path(__file__).parents[1] / "archive" / "clean" / "body" / "forest.json"
_SHORTEST = 8
_GROWN = {
    "iterations": 400, "depth": 6, "learning_rate": 0.06, "l2_leaf_reg": 5, "border_count": 64,
    "rsm": 0.3, "bootstrap_type": "Bernoulli", "subsample": 0.7, "random_seed": 1,
    "thread_count": 1, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The blocks of one page.

    Attributes:
        site: what pages of one site share.
        figures: as the forest is asked.
        is_content: whether each is.
        weights: how much of the page each is.
    """

    site: str
    figures: Floats
    is_content: NDArray[np.bool_]
    weights: Floats


def scorer(corpora: Path) -> ModuleType:
    """The scorer that lies beside the pages."""
    spec = importlib.util.spec_from_file_location("score", corpora / "extraction" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {corpora}/extraction")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(corpora: Path) -> Iterator[dict[str, Any]]:
    """The pages with what is known of their text; ``payload`` is the page itself."""
    folder = corpora / "extraction"
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            page["payload"] = gzip.decompress((folder / page["html"]).read_bytes())
            yield page


def fold_of(site: str) -> int:
    """The fifth that a site belongs to."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def samples(corpora: Path) -> list[Sample]:
    """The pages in figures."""
    score = scorer(corpora)
    found = (_sample(page, score) for page in pages(corpora))
    return [sample for sample in found if sample is not None]


def grown(grounds: Sequence[Sample]) -> dict[str, Any]:
    """A forest, as it is written down."""
    from catboost import CatBoostClassifier

    weights = np.concatenate([sample.weights for sample in grounds])
    model = CatBoostClassifier(**_GROWN)
    model.fit(
        np.concatenate([sample.figures for sample in grounds]),
        np.concatenate([sample.is_content for sample in grounds]).astype(int),
        sample_weight=weights * len(weights) / weights.sum(),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        model.save_model(str(path), format="json")
        return _written(json.loads(path.read_text("utf-8")))


def _written(model: dict[str, Any]) -> dict[str, Any]:
    scale, (bias,) = model["scale_and_bias"]
    trees = [
        {
            "asks": [COLUMNS[split["float_feature_index"]] for split in tree["splits"]],
            "above": [split["border"] for split in tree["splits"]],
            "says": [round(value * scale * SCALE) for value in tree["leaf_values"]],
        }
        for tree in model["oblivious_trees"]
        if len(tree["splits"]) == _GROWN["depth"]
    ]
    return {"revision": REVISION, "bias": round(bias * SCALE), "trees": trees}


def _sample(page: dict[str, Any], score: ModuleType) -> Sample | None:
    tree = parsed(decoded(page["payload"]))
    is_known = page["gold_kind"] == "snippets" or (page["gold_text"] or "").strip()
    if tree is None or not is_known:
        return None
    facts = gathered(tree)
    marks = platforms.marks_of(tree)
    chrome.cut(tree, marks, platforms.told(marks))
    sketch = sketched(tree)
    title = told(facts, sketch, page["url"]).title
    if not sketch.leaves:
        return None
    figures = situated(sketch, hints_of(facts, title)).figures
    shares = _by_snippets if page["gold_kind"] == "snippets" else _by_text
    known = np.array(shares(page, sketch.leaves, score))
    sizes = np.array([len(score.C.findall(leaf.text)) for leaf in sketch.leaves])
    judged = known >= 0
    if not judged.any():
        return None
    # A long page counts for more than a short one, and not for as much more as it is longer.
    weights = (sizes[judged] + 3) / max(1, sizes[judged].sum()) ** 0.5
    return Sample(page["domain_key"], figures[judged], known[judged] >= 0.5, weights)


def _by_text(page: dict[str, Any], leaves: Sequence[Leaf], score: ModuleType) -> list[float]:
    """How much of each block is in the text; -1 for a block without words."""
    text = page["gold_text"]
    shingles = score.shingles(score.C.findall(text))
    whole, lines = score.nrm(text), {score.nrm(line) for line in text.split("\n")}
    found = []
    for leaf in leaves:
        words = score.C.findall(leaf.text)
        own = score.shingles(words)
        if not words:
            found.append(-1.0)
        elif len(words) >= _SHORTEST:
            found.append(sum((own & shingles).values()) / sum(own.values()))
        else:
            name = score.nrm(leaf.text)
            found.append(float(name in lines or (len(name) >= 12 and name in whole)))
    return found


def _by_snippets(page: dict[str, Any], leaves: Sequence[Leaf], score: ModuleType) -> list[float]:
    """1 for a block with words that must occur, 0 for one with words that must not, else -1."""
    with_ = [score.norm(words) for words in page["with_"]]
    without = [score.norm(words) for words in page["without"]]
    found = []
    for leaf in leaves:
        text = score.norm(leaf.text)
        is_in = any(words in text for words in with_)
        is_out = any(words in text for words in without)
        found.append(1.0 if is_in else 0.0 if is_out else -1.0)
    return found


def _write(path: Path, forest: dict[str, Any]) -> None:
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
    head = f'{{"revision":{forest["revision"]},"bias":{forest["bias"]},"trees":[\n'
    path.write_text(f"{head}{trees}\n]}}\n", "ascii")


def main() -> None:
    """Grow what was asked for."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    grounds = samples(Path(sys.argv[1]))
    if len(sys.argv) == 2:
        _write(FOREST, grown(grounds))
        print(f"{FOREST} from {len(grounds)} pages")
        return
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        others = [sample for sample in grounds if fold_of(sample.site) != fold]
        _write(folder / f"forest-{fold}.json", grown(others))
        print(f"fifth {fold}: grown on {len(others)} pages of other sites")


if __name__ == "__main__":
    main()
