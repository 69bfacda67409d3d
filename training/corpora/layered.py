"""PolNeAR-format texts with our stance layer beside them: PolNeAR and the world news."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets import Features, List, Value, load_dataset

from training.corpora.article import Article, Attribution, Item

_SPANS = List(List(Value("int64")))
TEXTS = Features(
    {
        "id": Value("string"),
        "text": Value("string"),
        "attributions": List({"id": Value("string"), "source": _SPANS, "cue": _SPANS, "content": _SPANS}),
    }
)
ITEM = {
    "start": Value("int64"),
    "end": Value("int64"),
    "target": Value("string"),
    "name": Value("string"),
    "stance": Value("string"),
    "sentiment": Value("string"),
}
LAYER = Features({"doc": Value("string"), "attr": Value("string"), "holder": Value("string"), "stances": List(ITEM)})


def read(texts: Path, layer: Path) -> Iterator[Article]:
    """Every article of `texts` with what `layer` says of its attributions; those without content are left out."""
    judged = {(r["doc"], r["attr"]): r for r in rows(layer, LAYER)}
    for row in rows(texts, TEXTS):
        marked = [_attribution(a, judged.get((row["id"], a["id"]))) for a in row["attributions"] if a["content"]]
        yield Article(row["id"], row["text"], tuple(marked))


def rows(path: Path, features: Features) -> Iterator[dict[str, Any]]:
    """The rows of a JSON lines file, plain or gzip."""
    yield from load_dataset("json", data_files=str(path), features=features, split="train")


def spans(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((s, e) for s, e in pairs)


def items(stances: list[dict[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(s["start"], s["end"], s["name"], s["stance"], s["sentiment"]) for s in stances)


def _attribution(a: dict[str, Any], judged: dict[str, Any] | None) -> Attribution:
    return Attribution(
        a["id"],
        spans(a["source"]),
        spans(a["cue"]),
        spans(a["content"]),
        judged["holder"] if judged else None,
        items(judged["stances"]) if judged else None,
    )
