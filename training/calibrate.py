"""Thresholds and calibration of an exported artifact, chosen on dev by the scorers, after quantisation.

What the scorer counts as right is asked of the scorer itself: records go in numbered, its calibration comes back out.
"""

import importlib.util
import itertools
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from model.artifact import Calibration, Settings
from model.decode import Decoding
from model.predictor import Predictor
from model.records import Reported, log_odds
from model.schema import Article
from training import corpora
from training.config import Corpus
from training.evaluate import SCORERS, attributions, gold_files

LOOSE = Decoding(first=0.08, further=0.08)
FIRST = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45)
FURTHER = (0.2, 0.3, 0.4, 0.5)
SILENCE = (-0.7, 0.0, 0.7)


def calibrate(load: Callable[[Decoding], Predictor], dev: Sequence[Corpus], folder: Path, scorers: Path = SCORERS) -> Settings:
    """The settings of the artifact with decoding and calibration chosen on all dev parts together.

    `load` gives the predictor with some decoding; answers are kept in `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dev = [as_layered(part, folder) for part in dev]
    score = Scorer(scorers, folder)
    silence = max(SILENCE, key=lambda s: sum(score.end_to_end(load(replace(LOOSE, silence=s)), part) for part in dev))
    predictor = load(replace(LOOSE, silence=silence))
    found, given = ([read(predictor, part, g) for part in dev] for g in (False, True))

    def total(first: float, further: float) -> float:
        return sum(
            score.record_f1(predictor, part, kept(r, first, further)) for part, r in zip([*dev, *dev], found + given, strict=True)
        )

    # one after the other: few attributions have a further target, so the two hardly meet
    first = max(FIRST, key=lambda x: total(x, FURTHER[1]))
    further = max(FURTHER, key=lambda x: total(first, x))
    rule = replace(predictor.settings.decoding, silence=silence, first=first, further=further)
    pairs = [(part, kept(r, first, further)) for part, r in zip(dev, found, strict=True)]
    pairs_given = [(part, kept(r, first, further)) for part, r in zip(dev, given, strict=True)]
    neutral = _fit(*_neutral_features(dev, given))
    return replace(
        predictor.settings,
        decoding=rule,
        calibration=Calibration(_fit(*score.features(predictor, pairs)), neutral),
        calibration_given=Calibration(_fit(*score.features(predictor, pairs_given)), neutral),
    )


def as_layered(part: Corpus, folder: Path) -> Corpus:
    """The same part in the two files that the scorers read."""
    texts, layer = gold_files(part, list(corpora.read(part)), folder)
    return part.model_copy(update={"format": "layered", "texts": texts, "layer": layer})


def read(predictor: Predictor, part: Corpus, given: bool) -> list[tuple[Article, list[Reported]]]:
    articles = [Article(g.text, g.id, given=attributions(g) if given else None) for g in corpora.read(part)]
    return [(a, predictor.read(a)) for a in articles]


def kept(read: list[tuple[Article, list[Reported]]], first: float, further: float) -> list[tuple[Article, list[Reported]]]:
    """What is left under stricter thresholds: targets were chosen greedily, so a threshold cuts off the end."""
    return [(a, [replace(r, targets=_cut(r, first, further)) for r in rs]) for a, rs in read]


def _cut(r: Reported, first: float, further: float) -> tuple[Any, ...]:
    floors = itertools.chain([first], itertools.repeat(further))
    return tuple(t for t, _ in itertools.takewhile(lambda x: x[0].likely >= x[1], zip(r.targets, floors, strict=False)))


class Scorer:
    """../shared/score, called in this process."""

    def __init__(self, scorers: Path, folder: Path) -> None:
        sys.path.insert(0, str(scorers))  # the scorers import their own common.py
        self._stances, self._attributions = _module(scorers / "stances.py"), _module(scorers / "attributions.py")
        for module in (self._stances, self._attributions):
            module.__dict__["print"] = lambda *_: None
        self._path = folder / "calibration.jsonl"

    def end_to_end(self, predictor: Predictor, part: Corpus) -> float:
        self._write([predictor.report(a, r).to_json() for a, r in read(predictor, part, False)])
        return float(self._attributions.main(str(self._path), str(part.texts))["end to end"]["F1"])

    def record_f1(self, predictor: Predictor, part: Corpus, reported: list[tuple[Article, list[Reported]]]) -> float:
        self._write([predictor.report(a, r).to_json() for a, r in reported])
        return float(self._stances.main(str(self._path), str(part.texts), str(part.layer))["record"]["F1"])

    def features(
        self, predictor: Predictor, parts: Sequence[tuple[Corpus, list[tuple[Article, list[Reported]]]]]
    ) -> tuple[Tensor, Tensor]:
        """Features of every scored record that takes a side (n, 3) and whether it is right (n)."""
        rows, right = [], []
        for part, reported in parts:
            answers, features = [], list[list[float]]()
            for article, rs in reported:
                answer = predictor.report(article, rs).to_json()
                sides = [(r, t) for r in rs for t in sorted(r.targets, key=lambda t: t.span[0])]
                numbered = [s for s in answer["stances"] if s["target"] is not None]
                for record, (r, t) in zip(numbered, sides, strict=True):
                    record["confidence"] = len(features)
                    features.append([log_odds(t.likely), log_odds(float(t.stances.max())), r.sure])
                answers.append(answer)
            self._write(answers)
            for number, ok in self._judged(part):
                rows.append(features[number])
                right.append(float(ok))
        return torch.tensor(rows), torch.tensor(right)

    def _judged(self, part: Corpus) -> list[tuple[int, bool]]:
        seen: list[tuple[int, bool]] = []
        honest = self._stances.__dict__["calibration"]
        self._stances.__dict__["calibration"] = seen.extend
        try:
            self._stances.main(str(self._path), str(part.texts), str(part.layer))
        finally:
            self._stances.__dict__["calibration"] = honest
        return seen

    def _write(self, answers: list[dict[str, Any]]) -> None:
        self._path.write_text("".join(json.dumps(a) + "\n" for a in answers), encoding="utf8")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scorer_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _neutral_features(dev: Sequence[Corpus], given: Sequence[list[tuple[Article, list[Reported]]]]) -> tuple[Tensor, Tensor]:
    """Log odds that no side is taken (n, 2; the second is the tagger's, 0 where attributions are given), and whether
    that is so (n), over the labelled attributions."""
    rows, right = [], []
    for part, reported in zip(dev, given, strict=True):
        gold = {(g.id, a.id): a.items for g in corpora.read(part) for a in g.attributions}
        for article, rs in reported:
            for r in rs:
                items = gold[(article.id, r.attribution.id or "")]
                if items is not None:
                    rows.append([log_odds(1 - r.side), 0.0])
                    right.append(float(not items))
    return torch.tensor(rows), torch.tensor(right)


def _fit(features: Tensor, right: Tensor) -> tuple[float, ...]:
    """Logistic regression (Platt, 1999) with a light ridge: weights, then the bias."""
    x = torch.cat([features, torch.ones(len(features), 1)], dim=1)
    w = torch.zeros(x.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, right) + 1e-4 * w[:-1].square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return tuple(round(float(v), 4) for v in w.detach())
