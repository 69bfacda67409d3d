"""Windows and batches."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.encode import Tokens, by_length, windows
from model.segment import Sentence

WORDS = st.lists(st.integers(1, 30), min_size=1, max_size=40)


def article(lengths: list[int], opens: list[bool]) -> tuple[Tokens, list[Sentence]]:
    """Sentences of so many one-letter tokens."""
    n = sum(lengths)
    tokens = Tokens(np.zeros(n, np.int64), np.arange(n) * 2, np.arange(n) * 2 + 1)
    ends = np.cumsum(lengths)
    return tokens, [Sentence(2 * int(e - k), 2 * int(e) - 1, o or e == k) for e, k, o in zip(ends, lengths, opens, strict=True)]


@settings(deadline=None)
@given(WORDS, st.data())
def test_cores_cover_every_token_once(lengths, data):
    """A token in no core loses its attributions; one in two cores gives them twice."""
    opens = [data.draw(st.booleans()) for _ in lengths]
    tokens, parts = article(lengths, opens)
    cut = windows(tokens, parts, 32)
    assert [(w.core, w.end) for w in cut] == [
        (a.core, b) for a, b in zip(cut, [*(w.core for w in cut[1:]), len(tokens)], strict=True)
    ]
    assert cut[0].core == 0
    assert all(len(w) <= 32 + 8 and w.start <= w.core < w.end for w in cut)


def test_windows_end_with_paragraphs_where_these_fit():
    """An attribution hardly ever crosses a paragraph: a border inside one may cut it in two."""
    tokens, parts = article([20, 20, 20], [True, True, True])
    assert [(w.start, w.core, w.end) for w in windows(tokens, parts, 45)] == [(0, 0, 40), (40, 40, 60)]


def test_a_window_inside_a_paragraph_sees_the_sentence_before():
    """A pronoun's sentence before the border is context for the one after it."""
    tokens, parts = article([10, 10, 10, 10, 10], [True, False, False, False, False])
    second = windows(tokens, parts, 40)[1]
    assert second.start < second.core


def test_offsets_survive_accents_and_emoji(encoder):
    """Word pieces are lower-cased and stripped of accents; offsets must still count the text as it was sent."""
    text = "Élysée 😀 naïve"
    tokens = encoder.tokenize(text)
    assert [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)][:6] == list("Élysée")
    assert tokens.cover(9, 14) == (len(tokens) - 5, len(tokens))


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 200))
def test_batches_hold_everything_once_within_the_budget(lengths, budget):
    """A batch over the budget is a worker out of memory; an index left out is an article without an answer."""
    batches = list(by_length(lengths, budget))
    assert sorted(k for b in batches for k in b) == list(range(len(lengths)))
    assert all(len(b) == 1 or len(b) * max(lengths[k] for k in b) <= budget for b in batches)
