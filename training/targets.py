"""Articles with gold labels -> the numbers that the network is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from random import Random

import torch
from torch import Tensor

from model.decode import LONGEST_TARGET, pooling
from model.encode import Encoder, Tokens, Window, by_length, windows
from model.labels import PARTS, Labels
from model.passage import LONGEST_READING
from model.segment import sentences
from training.corpora.article import Article, Attribution

Span = tuple[int, int]  # tokens of the window, half-open
IGNORE = -100
READING_TOKENS = 512  # padded tokens of the readings that go through the branch together


@dataclass(frozen=True, slots=True)
class Reading:
    """What the branch learns of one attribution: its tokens (of the window) with roles, and its targets as (first and
    last place in `tokens`, stance, sentiment)."""

    tokens: list[int]
    roles: list[int]
    items: list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Example:
    """One window. `links` names the cue of each content piece, `sources` the source of each cue."""

    ids: Tensor  # (n)
    tags: Tensor  # (n)
    cues: list[Span]
    pieces: list[Span]
    links: list[int]
    sources: list[Span | None]
    readings: list[Reading] = field(default_factory=list)


class Corpus:
    """Articles, tokenized once, cut into windows anew for every epoch."""

    def __init__(self, articles: Sequence[Article], encoder: Encoder, labels: Labels) -> None:
        self.labels = labels
        self._articles = [(a, encoder.tokenize(a.text), sentences(a.text)) for a in articles]

    def examples(self, shortest: int, longest: int, random: Random) -> list[Example]:
        """The examples of one epoch; each article's window length is drawn between the two."""
        out = []
        for article, tokens, parts in self._articles:
            for window in windows(tokens, parts, random.randint(shortest, longest)):
                out.append(example(article, tokens, window, self.labels))
        return out


def example(article: Article, tokens: Tokens, window: Window, labels: Labels) -> Example:
    tags = torch.zeros(len(window), dtype=torch.long)
    out = Example(torch.from_numpy(tokens.ids[window.start : window.end]), tags, [], [], [], [])
    for a in article.attributions:
        spans = {p: _inside(tokens, window, getattr(a, p)) for p in PARTS}
        for p, part in enumerate(PARTS):
            for s, e in spans[part]:
                tags[s], tags[s + 1 : e] = 1 + 2 * p, 2 + 2 * p
        cue = IGNORE
        if spans["cue"]:
            cue = len(out.cues)
            out.cues.append(spans["cue"][0])
            out.sources.append(spans["source"][0] if spans["source"] else None)
        out.pieces.extend(spans["content"])
        out.links.extend([cue] * len(spans["content"]))
        if a.items is not None and spans["content"] and (reading := _reading(a, spans, tokens, window, labels)):
            out.readings.append(reading)
    return out


def _inside(tokens: Tokens, window: Window, spans: Sequence[tuple[int, int]]) -> list[Span]:
    out = []
    for start, end in spans:
        cover = tokens.cover(start, end)
        if cover and cover[0] < window.end and cover[1] > window.start:
            out.append((max(cover[0], window.start) - window.start, min(cover[1], window.end) - window.start))
    return out


def _reading(a: Attribution, spans: dict[str, list[Span]], tokens: Tokens, window: Window, labels: Labels) -> Reading | None:
    """None where a side is taken and no target of it can be chosen: too long, outside the window or in the source."""
    roles = {t: labels.roles.index(p) for p in PARTS for s, e in spans[p] for t in range(s, e)}
    order = sorted(roles)
    place = {t: k for k, t in enumerate(order)}
    items = []
    for item in a.items or ():
        for s, e in _inside(tokens, window, [(item.start, item.end)]):
            ends = roles.get(s, 0), roles.get(e - 1, 0)
            if e - s <= LONGEST_TARGET and min(ends) > labels.roles.index("source"):
                numbers = labels.stances.index(item.stance), labels.sentiments.index(item.sentiment)
                items.append((place[s], place[e - 1], *numbers))
    return Reading(order, [roles[t] for t in order], items) if items or not a.items else None


@dataclass(frozen=True, slots=True)
class Readings:
    """N readings of about one length, T tokens at most, with M targets."""

    gather: Tensor  # (N, T), places in the batch's B x L tokens, [CLS] first
    roles: Tensor  # (N, T)
    mask: Tensor  # (N, T)
    sides: Tensor  # (N), how many targets
    items: Tensor  # (M, 5): reading, first, last, stance, sentiment

    def to(self, device: torch.device) -> "Readings":
        return Readings(*(getattr(self, f.name).to(device) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Batch:
    """B windows of L tokens with C cues and P content pieces at most."""

    ids: Tensor  # (B, L)
    mask: Tensor  # (B, L)
    tags: Tensor  # (B, L), IGNORE at [CLS], [SEP] and padding
    cues: Tensor  # (B, C, L)
    pieces: Tensor  # (B, P, L)
    links: Tensor  # (B, P)
    source_start: Tensor  # (B, C), 0: none
    source_end: Tensor  # (B, C), the last token
    readings: list[Readings]

    def to(self, device: torch.device) -> "Batch":
        moved = {f.name: getattr(self, f.name).to(device) for f in fields(self) if f.name != "readings"}
        return Batch(**moved, readings=[r.to(device) for r in self.readings])


def collate(examples: Sequence[Example], encoder: Encoder) -> Batch:
    """Pad examples into one batch. Readings of more than LONGEST_READING tokens, one in 300, are left out."""
    ids, mask = (torch.from_numpy(x) for x in encoder.pack([e.ids.numpy() for e in examples]))
    b, length = ids.shape
    tags = torch.full((b, length), IGNORE)
    cues, pieces = (torch.from_numpy(pooling([getattr(e, x) for e in examples], length)) for x in ("cues", "pieces"))
    links = torch.full(pieces.shape[:2], IGNORE)
    source_start, source_end = torch.full(cues.shape[:2], IGNORE), torch.full(cues.shape[:2], IGNORE)
    readings: list[tuple[int, Reading]] = []
    for k, e in enumerate(examples):
        tags[k, 1 : len(e.tags) + 1] = e.tags
        for n, source in enumerate(e.sources):
            source_start[k, n], source_end[k, n] = (source[0] + 1, source[1]) if source else (0, 0)
        links[k, : len(e.links)] = torch.tensor(e.links, dtype=torch.long)
        readings.extend((k * length, r) for r in e.readings if len(r.tokens) <= LONGEST_READING)
    groups = by_length([len(r.tokens) + 1 for _, r in readings], READING_TOKENS)
    packed = [_pack_readings([readings[k] for k in group]) for group in groups]
    return Batch(ids, mask, tags, cues, pieces, links, source_start, source_end, packed)


def _pack_readings(readings: list[tuple[int, Reading]]) -> Readings:
    n, width = len(readings), max(len(r.tokens) for _, r in readings) + 1
    gather, roles, mask = (torch.zeros(n, width, dtype=torch.long) for _ in range(3))
    items: list[tuple[int, int, int, int, int]] = []
    for k, (offset, r) in enumerate(readings):
        t = len(r.tokens) + 1
        gather[k, 0], gather[k, 1:t] = offset, torch.tensor(r.tokens) + 1 + offset
        roles[k, 1:t], mask[k, :t] = torch.tensor(r.roles), 1
        items.extend((k, s + 1, e + 1, stance, sentiment) for s, e, stance, sentiment in r.items)
    sides = torch.tensor([len(r.items) for _, r in readings])
    return Readings(gather, roles, mask, sides, torch.tensor(items, dtype=torch.long).reshape(-1, 5))
