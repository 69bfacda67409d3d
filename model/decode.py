"""The network's numbers -> attributions and targets: pure functions on small arrays.

Spans here are half-open token places of a window or of a reading, without [CLS] unless said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.labels import PARTS, Labels

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Span = tuple[int, int]
LONGEST_SOURCE = 40  # tokens
LONGEST_TARGET = 24  # tokens; 99 of 100 targets of the stance layers are shorter
_NEVER = np.float32(-1e4)
_OWN = 0.2  # of the likeliest span's probability
_AS_GOOD = 0.9  # of the greatest probability around a span: among these the likeliest span itself is the cleanest
_CANDIDATES = 24  # target spans weighed against each other; the rest hold next to no probability


@dataclass(frozen=True, slots=True)
class Decoding:
    """What was chosen on dev: `silence` is added to the tag O, so more of it finds fewer attributions; `first` and
    `further`: how likely a target has to be right."""

    silence: float = 0.0
    first: float = 0.3
    further: float = 0.3


def viterbi(emissions: Floats, lengths: Sequence[int], transitions: Floats, opening: Floats) -> list[Ints]:
    """The best tags of each row. emissions (B, n, K), transitions (K, K), opening (K) -> B arrays (length)."""
    rows, n, tags = emissions.shape
    score = opening + emissions[:, 0]
    back = np.zeros((n, rows, tags), dtype=np.int64)
    path_score = np.zeros((n, rows, tags), dtype=np.float32)
    path_score[0] = score
    for t in range(1, n):
        step = score[:, :, None] + transitions
        back[t] = step.argmax(axis=1)
        score = step.max(axis=1) + emissions[:, t]
        path_score[t] = score
    out = []
    for b, length in enumerate(lengths):
        tag = int(path_score[length - 1, b].argmax())
        path = np.zeros(length, dtype=np.int64)
        for t in range(length - 1, -1, -1):
            path[t] = tag
            tag = int(back[t, b, tag])
        out.append(path)
    return out


def legal_transitions(transitions: Floats, opening: Floats) -> tuple[Floats, Floats]:
    """The CRF's scores with an inside tag forbidden where its span has not begun."""
    transitions, opening = transitions.copy(), opening.copy()
    for p in range(len(PARTS)):
        begin, inside = 1 + 2 * p, 2 + 2 * p
        opening[inside] = _NEVER
        for tag in range(len(opening)):
            if tag not in (begin, inside):
                transitions[tag, inside] = _NEVER
    return transitions, opening


def tagged_spans(tags: Ints) -> dict[str, list[Span]]:
    """Tags of one window (n) -> its spans by part."""
    out: dict[str, list[Span]] = {p: [] for p in PARTS}
    start, kind = 0, -1
    for t, tag in enumerate([*tags.tolist(), 0]):
        part, begins = (-1, False) if tag == 0 else ((tag - 1) // 2, tag % 2 == 1)
        if kind >= 0 and (part != kind or begins):
            out[PARTS[kind]].append((start, t))
            kind = -1
        if part >= 0 and kind < 0:
            start, kind = t, part
    return out


def pooling(spans: Sequence[Sequence[Span]], length: int) -> Floats:
    """Token spans of B windows -> weights (B, most spans, length) that average each span's states; [CLS] is place 0."""
    out = np.zeros((len(spans), max(1, *(len(s) for s in spans), 1), length), dtype=np.float32)
    for b, row in enumerate(spans):
        for k, (s, e) in enumerate(row):
            out[b, k, s + 1 : e + 1] = 1 / (e - s)
    return out


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution of a window, in tokens of the window."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


def assemble(spans: dict[str, list[Span]], links: Floats, starts: Floats, ends: Floats) -> list[Found]:
    """Tagged spans of one window and its scores, links (P, C), source starts and ends (C, L) with [CLS] as place 0 ->
    attributions: each content piece goes to its best cue, each cue to its best source. A cue without content says
    nothing; a piece without any cue is a bare quotation, whose speaker is the tagged source nearest to it."""
    cues, pieces = spans["cue"], spans["content"]
    if not cues:
        return [Found(_nearest(spans["source"], p), None, (p,)) for p in pieces]
    owner = links[: len(pieces), : len(cues)].argmax(axis=1).tolist()
    out = []
    for c, cue in enumerate(cues):
        own = tuple(p for p, o in zip(pieces, owner, strict=True) if o == c)
        if own:
            out.append(Found(pointed_source(starts[c], ends[c], (cue, *own)), cue, _joined(own)))
    return out


def _joined(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Pieces that touch are one."""
    out = [pieces[0]]
    for s, e in pieces[1:]:
        if s == out[-1][1]:
            out[-1] = (out[-1][0], e)
        else:
            out.append((s, e))
    return tuple(out)


def _nearest(sources: Sequence[Span], piece: Span) -> Span | None:
    return min(sources, key=lambda s: max(piece[0] - s[1], s[0] - piece[1]), default=None)


def pointed_source(start: Floats, end: Floats, taken: Sequence[Span]) -> Span | None:
    """The best span by start and end scores (L, [CLS] first, which means none) that does not touch `taken`."""
    free = np.ones(len(start), dtype=bool)
    for s, e in taken:
        free[s + 1 : e + 1] = False
    s_score, e_score = np.where(free, start, _NEVER), np.where(free, end, _NEVER)
    firsts, lasts = np.argsort(-s_score[1:])[:8] + 1, np.argsort(-e_score[1:])[:8] + 1
    best, found = float(start[0] + end[0]), None
    blocked = np.concatenate([[0], np.cumsum(~free)])
    for s in firsts.tolist():
        for e in lasts.tolist():
            score = float(s_score[s] + e_score[e])
            if s <= e < s + LONGEST_SOURCE and score > best and blocked[e + 1] == blocked[s]:
                best, found = score, (s - 1, e)
    return found


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """A target of one reading: tokens [start, end) of it, the probability that it is right, and what is said of it."""

    start: int
    end: int
    likely: float
    stances: Floats  # over the sides alone
    sentiments: Floats


@dataclass(frozen=True, slots=True)
class Judged:
    """What one reading says: how likely it takes a side, the labels' distribution all in all, and the targets."""

    side: float
    stances: Floats  # over all labels
    targets: tuple[TargetChoice, ...]


def judged(
    scores: Floats, no_target: float, count: Floats, may_hold: NDArray[np.bool_], labels: Labels, rule: Decoding
) -> Judged:
    """Scores of one reading (T, T, channels), [CLS] at place 0; `may_hold` (T): tokens of cue and content.

    The probability of a target is shared by spans that mean the same ("the plan", "plan", "plan for Gaza"), so the
    span is chosen that is expected to be right for most of it: the one with the greatest sum over the spans that
    share half of its tokens (minimum Bayes risk; Goel and Byrne, 2000), which is also how answers are scored.
    """
    spans, share, side = _span_probabilities(scores[..., 0], no_target, may_hold)
    expected = float(_softmax(count) @ np.arange(1, len(count) + 1))
    alike = _alike(spans)
    at = scores[spans[:, 0], spans[:, 1] - 1]
    stances = _softmax(at[:, 1 : 1 + len(labels.stances)])
    sentiments = _softmax(at[:, 1 + len(labels.stances) :])
    targets = _choose(spans, share, alike, expected, stances, sentiments, labels, rule)
    spread = share @ stances / max(float(share.sum()), 1e-9) if len(share) else np.zeros(len(labels.stances), np.float32)
    return Judged(side, _whole(side, spread, labels), targets)


def _span_probabilities(scores: Floats, no_target: float, may_hold: NDArray[np.bool_]) -> tuple[Ints, Floats, float]:
    """The likeliest spans (M, 2) half-open, their probabilities (M), and that of any target at all."""
    place = np.arange(len(may_hold))
    length = place[None] - place[:, None]
    allowed = may_hold[:, None] & may_hold[None] & (length >= 0) & (length < LONGEST_TARGET)
    first, last = np.nonzero(allowed)
    values = scores[first, last].astype(np.float64)
    if not len(values):
        return np.zeros((0, 2), np.int64), np.zeros(0, np.float32), 0.0
    top = max(float(values.max()), no_target)
    mass = np.exp(values - top)
    total = mass.sum() + np.exp(no_target - top)
    order = np.argsort(-mass, kind="stable")[:_CANDIDATES]
    spans = np.stack([first[order], last[order] + 1], axis=1)
    return spans, (mass[order] / total).astype(np.float32), float(mass.sum() / total)


def _alike(spans: Ints) -> NDArray[np.bool_]:
    """Which of the spans (M, 2) share half of their tokens (M, M)."""
    start, end = spans[:, 0], spans[:, 1]
    shared = np.minimum(end[:, None], end[None]) - np.maximum(start[:, None], start[None])
    sizes = end - start
    return 2 * shared.clip(min=0) >= 0.5 * (sizes[:, None] + sizes[None])


def _choose(
    spans: Ints,
    share: Floats,
    alike: NDArray[np.bool_],
    expected: float,
    stances: Floats,
    sentiments: Floats,
    labels: Labels,
    rule: Decoding,
) -> tuple[TargetChoice, ...]:
    """Greedily the span with the most probability around it; what one target stands for is not counted again."""
    sides = [k for k, s in enumerate(labels.stances) if s != labels.neutral]
    out: list[TargetChoice] = []
    left, free = share.copy(), np.ones(len(share), dtype=bool)
    while len(out) < labels.most_targets and free.any():
        around = alike @ left
        # a long span that touches two targets would have the probability of both, unless it must be likely itself
        fit = free & (left >= _OWN * np.where(free, left, 0).max())
        best = np.where(fit, around, 0).max()
        k = int(np.where(fit & (around >= _AS_GOOD * best), left, -1).argmax())
        likely = min(1.0, float(around[k]) * expected)
        if likely < (rule.further if out else rule.first):
            break
        weights = left * alike[k]
        weights = weights / max(float(weights.sum()), 1e-9)
        side = (weights @ stances)[sides]
        out.append(
            TargetChoice(int(spans[k, 0]), int(spans[k, 1]), likely, side / max(float(side.sum()), 1e-9), weights @ sentiments)
        )
        overlap = (spans[:, 0] < spans[k, 1]) & (spans[k, 0] < spans[:, 1])
        left, free = np.where(alike[k] | overlap, 0, left), free & ~overlap
    return tuple(out)


def _whole(side: float, spread: Floats, labels: Labels) -> Floats:
    """The distribution over all labels of a reading: neutral has what no side has."""
    out = spread.copy()
    neutral = labels.stances.index(labels.neutral)
    out[neutral] = 0
    out = out * (side / max(float(out.sum()), 1e-9))
    out[neutral] = 1 - side
    return out


def _softmax(x: Floats) -> Floats:
    if not x.size:
        return x
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def tag_log_odds(emissions: Floats, tags: Ints) -> Floats:
    """Emissions (n, K) and the tags chosen (n) -> the log odds of each (n)."""
    chosen = _softmax(emissions)[np.arange(len(tags)), tags].astype(np.float64).clip(1e-6, 1 - 1e-6)
    return np.asarray(np.log(chosen / (1 - chosen)), dtype=np.float32)
