"""Article -> tokens -> windows -> padded arrays: the only file that knows the tokenizer."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from model.segment import Sentence

Ints = NDArray[np.int64]
OVERLAP = 64  # tokens of left context that a window takes over where a paragraph had to be cut


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's word pieces: `ids` (n), `starts` and `ends` (n), half-open code points of the text."""

    ids: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def cover(self, start: int, end: int) -> tuple[int, int] | None:
        """The half-open range of tokens that the characters [start, end) touch, or None."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return (first, last) if first < last else None


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens [start, end) of an article, read in one pass. An attribution belongs to the window whose core,
    [core, end), holds its first token: what stands before the core is context that the window before has answered."""

    start: int
    core: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Encoder:
    """The tokenizer with the two tokens that frame a window."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.first, self.last, self.pad = (self._id(t) for t in ("[CLS]", "[SEP]", "[PAD]"))

    @classmethod
    def load(cls, path: Path) -> "Encoder":
        """Read a `tokenizer.json`."""
        return cls(Tokenizer.from_file(str(path)))

    def _id(self, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no token {token}; windows are framed by [CLS] and [SEP]")
        return int(number)

    def tokenize(self, text: str) -> Tokens:
        """Word pieces of the text; pieces that stand for no character are left out."""
        e = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = np.array(e.offsets, dtype=np.int64).reshape(-1, 2)
        keep = offsets[:, 1] > offsets[:, 0]
        return Tokens(np.array(e.ids, dtype=np.int64)[keep], offsets[keep, 0], offsets[keep, 1])

    def pack(self, rows: Sequence[Ints]) -> tuple[Ints, Ints]:
        """Token ids of B windows -> ids and mask (B, L), L the longest of them with [CLS] and [SEP]."""
        length = max(len(r) for r in rows) + 2
        ids = np.full((len(rows), length), self.pad, dtype=np.int64)
        mask = np.zeros((len(rows), length), dtype=np.int64)
        for k, r in enumerate(rows):
            ids[k, 0], ids[k, 1 : len(r) + 1], ids[k, len(r) + 1] = self.first, r, self.last
            mask[k, : len(r) + 2] = 1
        return ids, mask


def windows(tokens: Tokens, sentences: Sequence[Sentence], limit: int) -> list[Window]:
    """Cut an article into windows of at most `limit` tokens: whole paragraphs where they fit, else whole sentences.

    A window that does not begin with a paragraph takes up to OVERLAP tokens of what stands before it as context.
    """
    starts: list[int] = tokens.starts.tolist()
    breaks = sorted({bisect_left(starts, s.start) for s in sentences} | {len(tokens)})
    paragraphs = sorted({bisect_left(starts, s.start) for s in sentences if s.opens_paragraph} | {len(tokens)})
    opening = set(paragraphs)
    out: list[Window] = []
    core = 0
    while core < len(tokens):
        start = core if core in opening else _context(breaks, core, min(OVERLAP, limit // 4))
        end = _last_within(paragraphs, core, start + limit) or _last_within(breaks, core, start + limit) or start + limit
        out.append(Window(start, core, end))
        core = end
    return out


def _context(breaks: list[int], core: int, most: int) -> int:
    """The first sentence start within `most` tokens before `core`; the middle of a sentence where there is none."""
    k = bisect_left(breaks, core - most)
    return breaks[k] if k < len(breaks) and breaks[k] < core else max(core - most, 0)


def _last_within(breaks: list[int], after: int, most: int) -> int | None:
    k = bisect_left(breaks, most + 1) - 1
    return breaks[k] if k >= 0 and breaks[k] > after else None


def by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Batches of indexes, shortest items first, each of at most `budget` padded tokens (a longer item goes alone)."""
    batch: list[int] = []
    for k in sorted(range(len(lengths)), key=lambda k: (lengths[k], k)):
        if batch and (len(batch) + 1) * lengths[k] > budget:
            yield batch
            batch = []
        batch.append(k)
    if batch:
        yield batch
