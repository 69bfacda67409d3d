"""What stands in seeds/: counts by split and stance, variety of cues, agreement of two readers."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.labels import Labels
from training.corpora import seeds
from training.corpora.article import Article

SPLITS = ("train", "dev", "test")
SAY = {"say", "says", "said", "saying"}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of some articles."""

    articles: int
    words: int
    attributions: int
    stances: Counter[str]  # items by stance; attributions without any under the neutral label
    cues: Counter[str]

    @property
    def largest_cue(self) -> tuple[str, float]:
        """The most frequent cue other than say, and its share of all cues other than say."""
        others = Counter({c: n for c, n in self.cues.items() if c not in SAY})
        cue, n = others.most_common(1)[0]
        return cue, n / others.total()


def count(articles: Iterable[Article], labels: Labels) -> Counts:
    articles = list(articles)
    stances: Counter[str] = Counter()
    cues: Counter[str] = Counter()
    for article in articles:
        for a in article.attributions:
            stances.update([i.stance for i in a.items or ()] or [labels.neutral])
            cues.update(article.text[s:e].lower() for s, e in a.cue)
    words = sum(len(a.text.split()) for a in articles)
    return Counts(len(articles), words, sum(len(a.attributions) for a in articles), stances, cues)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two readers of the same attributions: F1 of the records (targets that share half of their words, and the
    stance), kappa of "takes a side" (Cohen, 1960), share of the same holder."""

    articles: int
    attributions: int
    record_f1: float
    kappa: float
    holder: float


def agreement(rows: Sequence[dict[str, Any]]) -> Agreement:
    """Rows {"doc", "attr", "first", "second"}, both with `holder` and `stances`."""
    matched = sum(_matched(r["first"]["stances"], r["second"]["stances"]) for r in rows)
    total = sum(len(r["first"]["stances"]) + len(r["second"]["stances"]) for r in rows)
    sides = [(bool(r["first"]["stances"]), bool(r["second"]["stances"])) for r in rows]
    same = sum(a == b for a, b in sides) / len(sides)
    first, second = (sum(s[k] for s in sides) / len(sides) for k in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    holder = sum(_alike(r["first"]["holder"] or "", r["second"]["holder"] or "") for r in rows) / len(rows)
    return Agreement(len({r["doc"] for r in rows}), len(rows), 2 * matched / total, (same - chance) / (1 - chance), holder)


def _matched(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> int:
    left, n = list(second), 0
    for a in first:
        for b in left:
            names = _alike(a["target"], b["target"]) or _alike(a["name"], b["name"])
            if a["stance"] == b["stance"] and names:
                left.remove(b)
                n += 1
                break
    return n


def _alike(a: str, b: str) -> bool:
    x, y = (set(s.lower().split()) - {"the", "a", "an"} for s in (a, b))
    return x == y or len(x & y) >= (len(x) + len(y)) / 4


def report(folder: Path, labels: Labels) -> str:
    """Everything that seeds/README.md states, as text."""
    splits = {s: list(seeds.read(folder / f"{s}.jsonl")) for s in SPLITS}
    every = {**{s: count(a, labels) for s, a in splits.items()}, "all": count([a for x in splits.values() for a in x], labels)}
    head = ["split", "articles", "words", "attributions", "words an attribution", *labels.sides, "no side"]
    lines = [head, ["---"] * len(head)]
    for name, c in every.items():
        spread = [c.stances[s] for s in labels.sides]
        row = [name, c.articles, c.words, c.attributions, f"{c.words / c.attributions:.1f}", *spread, c.stances[labels.neutral]]
        lines.append(list(map(str, row)))
    cue, share = every["all"].largest_cue
    rows = [json.loads(line) for line in (folder / "agreement.jsonl").read_text(encoding="utf8").splitlines()]
    a = agreement(rows)
    return "\n".join(
        [
            *(f"| {' | '.join(x)} |" for x in lines),
            "",
            f"{len(every['all'].cues)} different cues; the most frequent other than say is {cue!r} with {100 * share:.1f} %",
            f"two readers of {a.articles} articles ({a.attributions} attributions): record F1 {100 * a.record_f1:.1f}, "
            f"kappa of taking a side {a.kappa:.2f}, same holder {100 * a.holder:.1f} %",
        ]
    )
