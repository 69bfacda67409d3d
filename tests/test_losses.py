"""What the network is taught."""

import itertools

import torch

from training.losses import allowed_spans, tag_loss
from training.targets import IGNORE


def test_crf_loss_is_the_likelihood_of_the_gold_path():
    """The tree of products must sum over all paths of each row's own length; else long windows train wrongly."""
    torch.manual_seed(0)
    emissions, transitions, opening = torch.randn(2, 6, 3), torch.randn(3, 3), torch.randn(3)
    tags = torch.tensor([[IGNORE, 0, 2, 1, 1, IGNORE], [IGNORE, 2, 0, IGNORE, IGNORE, IGNORE]])
    total = 0.0
    for row, path in zip(emissions, [[0, 2, 1, 1], [2, 0]], strict=True):

        def score(p, row=row):
            return (
                opening[p[0]]
                + sum(transitions[a, b] for a, b in itertools.pairwise(p))
                + sum(row[t + 1, k] for t, k in enumerate(p))
            )

        every = torch.stack([score(p) for p in itertools.product(range(3), repeat=len(path))])
        total += float(torch.logsumexp(every, 0) - score(path))
    assert torch.isclose(tag_loss(emissions, tags, transitions, opening), torch.tensor(total / 6), atol=1e-5)


def test_targets_lie_inside_cue_and_content():
    """The guide puts every target there; a source as its own target would be learned from noise."""
    roles, mask = torch.tensor([[0, 1, 2, 3, 3]]), torch.tensor([[1, 1, 1, 1, 0]])
    allowed = allowed_spans(roles, mask, outside=1)[0]
    assert allowed.nonzero().tolist() == [[2, 2], [2, 3], [3, 3]]
