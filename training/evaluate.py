"""The figures of ../shared/score on a dev part: answers of a Predictor, scored by the scorers that define them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.predictor import Predictor
from model.schema import Article, Attribution, StanceRecord
from training import corpora
from training.config import Corpus
from training.corpora.article import Article as Gold

SCORERS = Path(__file__).resolve().parents[2] / "shared" / "score"
Figures = dict[str, Any]


def scorers_at_hand() -> bool:
    """Whether the scorers lie beside the repository; a bare clone has none and measures nothing."""
    return (SCORERS / "stances.py").is_file()


def evaluate(predictor: Predictor, dev: Sequence[Corpus], folder: Path, scorers: Path = SCORERS) -> dict[str, Figures]:
    """Score every dev part: attributions found, records with attributions found, and with attributions given.

    Answers are kept in `folder`. Raises InputError where the scorers are not there.
    """
    if not (scorers / "stances.py").is_file():
        raise InputError(f"no scorers in {scorers}; they define the figures")
    folder.mkdir(parents=True, exist_ok=True)
    out = {}
    for part in dev:
        gold = list(corpora.read(part))
        texts, layer = gold_files(part, gold, folder)
        found, given = folder / f"{part.name}.jsonl", folder / f"{part.name}.given.jsonl"
        write(predictor, (Article(g.text, g.id) for g in gold), found)
        write(predictor, (Article(g.text, g.id, given=attributions(g)) for g in gold), given)
        out[part.name] = {
            "attributions": _score(scorers, "attributions", found, texts),
            "found": _score(scorers, "stances", found, texts, layer),
            "given": _score(scorers, "stances", given, texts, layer),
        }
    return out


def gold_files(part: Corpus, gold: Sequence[Gold], folder: Path) -> tuple[Path, Path]:
    """The text file and the layer file that the scorers read: the part's own, or made from it where it has one file."""
    if part.layer is not None:
        return part.texts, part.layer
    texts, layer = folder / f"{part.name}.gold.jsonl", folder / f"{part.name}.layer.jsonl"
    rows, judged = [], []
    for g in gold:
        spans = [{"id": a.id, "source": a.source, "cue": a.cue, "content": a.content} for a in g.attributions]
        rows.append({"id": g.id, "text": g.text, "attributions": spans})
        for a in g.attributions:
            judged.append({"doc": g.id, "attr": a.id, "holder": a.holder, "stances": [asdict(i) for i in a.items or ()]})
    for path, lines in ((texts, rows), (layer, judged)):
        path.write_text("".join(json.dumps(x) + "\n" for x in lines), encoding="utf8")
    return texts, layer


def attributions(gold: Gold) -> list[Attribution]:
    return [Attribution(a.source, a.cue, a.content, a.id) for a in gold.attributions if a.content]


def write(predictor: Predictor, articles: Iterator[Article], path: Path) -> None:
    """One answer a line."""
    with path.open("w", encoding="utf8") as f:
        for article in articles:
            f.write(json.dumps(predictor.predict([article])[0].to_json(), ensure_ascii=False) + "\n")


def agreement(one: Predictor, other: Predictor, articles: Sequence[Article]) -> float:
    """F1 of two predictors' records, alike where cue, content, stance and target are the same, in [0, 1]."""
    pairs = [(_keys(a.stances), _keys(b.stances)) for a, b in zip(one.predict(articles), other.predict(articles), strict=True)]
    total = sum(len(a) + len(b) for a, b in pairs)
    return 2 * sum(len(a & b) for a, b in pairs) / total if total else 1.0


def _keys(stances: Sequence[StanceRecord]) -> set[tuple[Any, ...]]:
    return {(r.cue, r.content, r.stance, r.target and r.target.mention) for r in stances}


def _score(scorers: Path, name: str, *paths: Path) -> Figures:
    command = [sys.executable, str(scorers / f"{name}.py"), *map(str, paths), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"{name}.py on {paths[0]}: {done.stderr.strip().splitlines()[-1:] or done.stdout[-200:]}")
    figures: Figures = json.loads(done.stdout)
    return figures


HEADS = (
    "content F1",
    "exact",
    "end to end",
    "record F1 found",
    "given",
    "sentiment",
    "actor",
    "actor, source right",
    "calibration",
)


def headline(f: Figures) -> dict[str, float]:
    """The figures of one dev part that count."""
    a, found, given = f["attributions"], f["found"], f["given"]
    values = [a[k]["F1"] for k in ("content", "content exact", "end to end")]
    values += [found["record"]["F1"], given["record"]["F1"], given["sentiment"]]
    values += [found["actor"], found["actor, source right"], (found["calibration"] or {}).get("error", 1.0)]
    return dict(zip(HEADS, values, strict=True))


def table(figures: dict[str, Figures]) -> str:
    """The headline figures, a Markdown table; then F1 a stance, attributions given."""
    rows = [["dev part", *HEADS], ["---"] * (len(HEADS) + 1)]
    rows += [[name, *map(str, headline(f).values())] for name, f in figures.items()]
    stances = sorted({k for f in figures.values() for k in f["given"] if k.startswith("record, ")})
    more = [["record F1, given", *(k.removeprefix("record, ") for k in stances)], ["---"] * (len(stances) + 1)]
    more += [[name, *(str(f["given"].get(k, {}).get("F1", "-")) for k in stances)] for name, f in figures.items()]
    return "\n\n".join("\n".join(f"| {' | '.join(r)} |" for r in part) for part in (rows, more))
