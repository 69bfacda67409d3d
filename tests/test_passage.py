"""Passages: what of a long article is read and judged together."""

import numpy as np

from model.artifact import Settings
from model.encode import Window
from model.passage import Reader
from model.schema import Attribution

HIDDEN = 4


class Recorder:
    """A runtime whose states are ones everywhere, and that keeps what it is given to judge."""

    def __init__(self, labels):
        self.labels, self.judged = labels, []

    def read(self, ids, mask):
        states = np.ones((*ids.shape, HIDDEN), np.float32)
        return np.zeros((*ids.shape, len(self.labels.tags)), np.float32), states, states

    def judge(self, states, roles, mask):
        self.judged.append(states[mask > 0])
        n, t = roles.shape
        channels = 1 + len(self.labels.stances) + len(self.labels.sentiments)
        return np.zeros((n, t, t, channels), np.float32), np.zeros((n, 1), np.float32), np.zeros((n, 3), np.float32)


def test_context_before_a_passage_is_read_too(labels, encoder):
    """A source may stand in the sentence before the border of a passage, every 64 windows of an article without
    paragraphs: with empty states for it, the stance would be judged without its speaker."""
    text = "Oslo said this. It denies rain."
    tokens = encoder.tokenize(text)
    border = tokens.cover(16, 17)[0]
    n = len(labels.tags)
    settings = Settings("t", "0", labels, 64, np.zeros((n, n), np.float32), np.zeros(n, np.float32), {"hidden": HIDDEN})
    runtime = Recorder(labels)
    given = [Attribution(((0, 4),), ((19, 25),), ((26, 30),), "A1")]
    reported = Reader(settings, encoder, runtime).passage(text, tokens, [Window(0, border, len(tokens))], given)
    assert len(reported) == 1
    assert all((rows == 1).all() for rows in runtime.judged)
