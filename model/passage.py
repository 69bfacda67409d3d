"""Some windows of an article -> its attributions with what they say: the network's passes, in order.

read (windows) -> tags -> relate (links, sources) -> attributions -> judge (one attribution a row) -> targets
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.artifact import Settings
from model.decode import (
    Floats,
    Found,
    Ints,
    Judged,
    Span,
    assemble,
    judged,
    legal_transitions,
    pooling,
    tag_log_odds,
    tagged_spans,
    viterbi,
)
from model.encode import Encoder, Tokens, Window, by_length
from model.labels import PARTS
from model.records import Reported, ReportedTarget
from model.runtime import Runtime
from model.schema import Attribution

READ_TOKENS, JUDGE_TOKENS = 256, 256  # padded tokens a pass: 1,024 and 512 took 29 % more time on one core
LONGEST_READING = 200  # tokens of one attribution; the rest of a longer content is not searched for targets


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribution with its tokens (of the article, in order) and their roles. `sure`: the tagger's log odds."""

    attribution: Attribution
    tokens: Ints
    roles: Ints
    sure: float


class Reader:
    """The network behind its decoder."""

    def __init__(self, settings: Settings, encoder: Encoder, runtime: Runtime) -> None:
        self._settings, self._labels = settings, settings.labels
        self._encoder, self._runtime = encoder, runtime
        self._transitions, self._opening = legal_transitions(settings.transitions, settings.opening)

    def passage(self, text: str, tokens: Tokens, cut: Sequence[Window], given: Sequence[Attribution] | None) -> list[Reported]:
        """Consecutive windows of an article -> the attributions in them, found or, of those given, the ones that
        begin there, with their targets."""
        base, size = cut[0].start, cut[-1].end - cut[0].start
        states = np.zeros((size, self._settings.network["hidden"]), dtype=np.float32)
        opening = np.zeros((len(cut), states.shape[1]), dtype=np.float32)
        readings = [] if given is None else self._given(tokens, cut, given)
        for batch in by_length([len(w) + 2 for w in cut], READ_TOKENS):
            some = [cut[k] for k in batch]
            ids, mask = self._encoder.pack([tokens.ids[w.start : w.end] for w in some])
            emissions, last, forked = self._runtime.read(ids, mask)
            for b, (k, w) in enumerate(zip(batch, some, strict=True)):
                opening[k] = forked[b, 0]
                own = w.core if k else w.start  # the first window's context has no window of its own here
                states[own - base : w.end - base] = forked[b, own - w.start + 1 : len(w) + 1]
            if given is None:
                readings += self._find(text, tokens, some, emissions[:, 1:-1], last, mask)
        return self._judge(text, tokens, cut, readings, states, opening)

    def _find(
        self, text: str, tokens: Tokens, some: Sequence[Window], emissions: Floats, last: Floats, mask: Ints
    ) -> list[Reading]:
        """Windows with tag scores (B, n, K) and last states (B, L, h) -> the attributions that their cores hold."""
        scores = emissions.copy()
        scores[..., 0] += self._settings.decoding.silence
        tags = viterbi(scores, [len(w) for w in some], self._transitions, self._opening)
        spans = [tagged_spans(t) for t in tags]
        cues, pieces = (pooling([s[p] for s in spans], last.shape[1]) for p in ("cue", "content"))
        links, starts, ends = self._runtime.relate(last, mask, cues, pieces)
        out = []
        for b, window in enumerate(some):
            odds = tag_log_odds(emissions[b, : len(window)], tags[b])
            inside = slice(len(window) + 1)  # [CLS] and the tokens, without [SEP] and padding
            for found in assemble(spans[b], links[b], starts[b, :, inside], ends[b, :, inside]):
                anchor = found.cue or found.content[0]
                if window.start + anchor[0] >= window.core:
                    out.append(self._reading(text, tokens, window, found, float(odds[anchor[0] : anchor[1]].mean())))
        return out

    def _reading(self, text: str, tokens: Tokens, window: Window, found: Found, sure: float) -> Reading:
        parts = {
            "source": [found.source] if found.source else [],
            "cue": [found.cue] if found.cue else [],
            "content": list(found.content),
        }
        shifted = {p: [(s + window.start, e + window.start) for s, e in spans] for p, spans in parts.items()}
        source, cue, content = (tuple(_characters(text, tokens, s) for s in shifted[p]) for p in PARTS)
        return self._with_roles(Attribution(source, cue, content), shifted, sure)

    def _given(self, tokens: Tokens, cut: Sequence[Window], given: Sequence[Attribution]) -> list[Reading]:
        """Those of the given attributions whose content begins in these windows."""
        out = []
        for a in given:
            spans = {p: [c for s in getattr(a, p) if (c := tokens.cover(*s))] for p in PARTS}
            if spans["content"] and cut[0].core <= spans["content"][0][0] < cut[-1].end:
                inside = {p: [(max(s, cut[0].start), min(e, cut[-1].end)) for s, e in v] for p, v in spans.items()}
                out.append(self._with_roles(a, inside, 0.0))
        return out

    def _with_roles(self, attribution: Attribution, spans: dict[str, list[Span]], sure: float) -> Reading:
        roles = {t: self._labels.roles.index(p) for p in PARTS for s, e in spans[p] for t in range(s, e)}
        order = sorted(roles)
        if len(order) > LONGEST_READING:  # cue and source stay whole, the content loses its end
            content = self._labels.roles.index("content")
            own = [t for t in order if roles[t] != content][:LONGEST_READING]
            order = sorted(own + [t for t in order if roles[t] == content][: LONGEST_READING - len(own)])
        return Reading(attribution, np.array(order, np.int64), np.array([roles[t] for t in order], np.int64), sure)

    def _judge(
        self, text: str, tokens: Tokens, cut: Sequence[Window], readings: list[Reading], states: Floats, opening: Floats
    ) -> list[Reported]:
        cores = np.array([w.core for w in cut])
        out = []
        for batch in by_length([len(r.tokens) + 1 for r in readings], JUDGE_TOKENS):
            some = [readings[k] for k in batch]
            width = max(len(r.tokens) for r in some) + 1
            rows = np.zeros((len(some), width, states.shape[1]), dtype=np.float32)
            roles, mask = np.zeros((2, len(some), width), dtype=np.int64)
            for n, r in enumerate(some):
                t = len(r.tokens) + 1
                rows[n, 0] = opening[max(np.searchsorted(cores, r.tokens[0], side="right") - 1, 0)]
                rows[n, 1:t] = states[r.tokens - cut[0].start]
                roles[n, 1:t], mask[n, :t] = r.roles, 1
            scores, no_target, count = self._runtime.judge(rows, roles, mask)
            source = self._labels.roles.index("source")
            for n, r in enumerate(some):
                t = len(r.tokens) + 1
                may_hold = roles[n, :t] > source
                j = judged(scores[n, :t, :t], float(no_target[n, 0]), count[n], may_hold, self._labels, self._settings.decoding)
                out.append(_reported(text, tokens, r, j))
        return out


def _reported(text: str, tokens: Tokens, reading: Reading, judged: Judged) -> Reported:
    targets = []
    for t in judged.targets:
        span = _characters(text, tokens, (int(reading.tokens[t.start - 1]), int(reading.tokens[t.end - 2]) + 1))
        targets.append(ReportedTarget(span, t.likely, t.stances, t.sentiments))
    return Reported(reading.attribution, reading.sure, judged.side, judged.stances, tuple(targets))


def _characters(text: str, tokens: Tokens, span: Span) -> Span:
    """Tokens of the article -> characters, widened to whole words where word pieces were cut."""
    start, end = int(tokens.starts[span[0]]), int(tokens.ends[span[1] - 1])
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
