"""Attributions, actors and targets -> the stance records of an answer."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log

from model.artifact import Calibration
from model.decode import Floats
from model.labels import Labels
from model.schema import Actor, Attribution, Expression, Mention, Span, StanceRecord, Target
from model.segment import Sentence, quoted


@dataclass(frozen=True, slots=True)
class ReportedTarget:
    """A target span in characters, the raw probability that it is right, and what is said of it."""

    span: Span
    likely: float
    stances: Floats  # over the sides
    sentiments: Floats


@dataclass(frozen=True, slots=True)
class Reported:
    """One attribution with what the network made of it. `sure`: log odds that it is one; `side`: the probability that
    it takes a side; `stances`: over all labels."""

    attribution: Attribution
    sure: float
    side: float
    stances: Floats
    targets: tuple[ReportedTarget, ...]


def records(
    text: str,
    parts: Sequence[Sentence],
    read: Sequence[Reported],
    actors: Sequence[Actor | None],
    names: Sequence[Sequence[str]],
    labels: Labels,
    calibration: Calibration,
) -> list[StanceRecord]:
    """The records in order of their attributions, then of their targets in the text."""
    inside = quoted(text, parts)
    out = []
    for n, (r, actor, named) in enumerate(zip(read, actors, names, strict=True), 1):
        neutral = _neutral(text, parts, n, r, actor, inside, labels, calibration)
        sides = [_side(neutral, text, t, name, r, labels, calibration) for t, name in zip(r.targets, named, strict=True)]
        out += sorted(sides, key=lambda s: s.target.mention.start if s.target else 0) or [neutral]
    return out


def _neutral(
    text: str,
    parts: Sequence[Sentence],
    number: int,
    r: Reported,
    actor: Actor | None,
    inside: list[Span],
    labels: Labels,
    calibration: Calibration,
) -> StanceRecord:
    a = r.attribution
    return StanceRecord(
        attribution=a.id or f"a{number}",
        actor=actor,
        stance=labels.neutral,
        confidence=_confidence(calibration.neutral, [log_odds(1 - r.side), r.sure]),
        stance_scores=_scores(labels.stances, r.stances),
        sentiment=None,
        sentiment_confidence=None,
        target=None,
        expression=expression(a.content, inside, text),
        cue=Mention.of(text, a.cue[0]) if a.cue else None,
        content=tuple(Mention.of(text, s) for s in a.content),
        evidence=Mention.of(text, _evidence(parts, a.extent)),
    )


def _side(
    base: StanceRecord, text: str, t: ReportedTarget, name: str, r: Reported, labels: Labels, calibration: Calibration
) -> StanceRecord:
    """A side is taken, so the neutral label has no share in the distribution: it is given the target."""
    best, tone = int(t.stances.argmax()), int(t.sentiments.argmax())
    spread = dict.fromkeys(labels.stances, 0.0) | _scores(labels.sides, t.stances)
    return replace(
        base,
        stance=labels.sides[best],
        confidence=_confidence(calibration.side, [log_odds(t.likely), log_odds(float(t.stances[best])), r.sure]),
        stance_scores=spread,
        sentiment=labels.sentiments[tone],
        sentiment_confidence=round(float(t.sentiments[tone]), 4),
        target=Target(name, Mention.of(text, t.span)),
    )


def _scores(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Rounded to four places so that they still sum to one: the largest takes up what rounding left."""
    out = [round(float(v), 4) for v in values]
    largest = max(range(len(out)), key=out.__getitem__)
    out[largest] = round(out[largest] + 1 - sum(out), 4)
    return dict(zip(names, out, strict=True))


def log_odds(p: float) -> float:
    """Held within what four decimal places can tell from 0 and 1."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _confidence(weights: Sequence[float], features: Sequence[float]) -> float:
    """Logistic calibration; the last weight is the bias."""
    z = sum(w * x for w, x in zip(weights, features, strict=False)) + weights[-1]
    return round(1 / (1 + exp(-z)), 4) if z > -700 else 0.0


def expression(content: Sequence[Span], inside: Sequence[Span], text: str) -> Expression:
    """How the content is worded: all of its letters in quotation marks, none, or some."""
    letters = quoted_letters = 0
    for start, end in content:
        for i in range(start, end):
            letters += text[i].isalnum()
        k = max(bisect_right(inside, (start, -1)) - 1, 0)
        while k < len(inside) and inside[k][0] < end:
            quoted_letters += sum(text[i].isalnum() for i in range(max(start, inside[k][0]), min(end, inside[k][1])))
            k += 1
    if not quoted_letters:
        return "indirect"
    return "direct" if quoted_letters == letters else "mixed"


def _evidence(parts: Sequence[Sentence], extent: Span) -> Span:
    """From the start of the sentence that holds the first character to the end of the one that holds the last."""
    first, last = (max(bisect_right(parts, at, key=lambda p: p.start) - 1, 0) for at in (extent[0], extent[1] - 1))
    return min(parts[first].start, extent[0]), max(parts[last].end, extent[1])


def watched(stances: Sequence[StanceRecord], watch: Sequence[str]) -> Iterator[StanceRecord]:
    """The records with the caller's strings that occur in their names or mentions, case folded and as whole words."""
    patterns = _patterns(tuple(watch))
    for s in stances:
        named = [x for x in (s.actor, s.target) if x]
        words = "\n".join(f.casefold() for x in named for f in (x.name, x.mention.text if x.mention else ""))
        yield replace(s, watch=tuple(w for w, p in patterns if p.search(words))) if patterns else s


@lru_cache(maxsize=8)
def _patterns(watch: tuple[str, ...]) -> list[tuple[str, re.Pattern[str]]]:
    """A feed is scored with one list of up to a thousand strings: they are compiled once."""
    return [(w, re.compile(rf"(?<!\w){re.escape(w.casefold())}(?!\w)")) for w in watch if w.strip()]
