"""What the network is trained on: one number out of all its heads."""

import torch
from torch import Tensor
from torch.nn import functional as F

from model.decode import LONGEST_TARGET
from model.labels import Labels
from model.network import StanceNetwork
from training.config import Weights
from training.targets import IGNORE, Batch, Readings

Parts = dict[str, Tensor]


def losses(network: StanceNetwork, batch: Batch) -> Parts:
    """The parts of the loss, unweighted, each a mean over what it is about."""
    emissions, states, forked = network.read(batch.ids, batch.mask)
    parts = {"tags": tag_loss(emissions.float(), batch.tags, network.transitions, network.opening)}
    links, start, end = network.relate(states, batch.mask, batch.cues, batch.pieces)
    parts["links"] = _link_loss(links.float(), batch)
    parts["sources"] = _mean(start.float(), batch.source_start) + _mean(end.float(), batch.source_end)
    return parts | _reading_losses(network, forked.flatten(0, 1), batch.readings)


def total(parts: Parts, weights: Weights) -> Tensor:
    return torch.stack([getattr(weights, name) * value for name, value in parts.items()]).sum()


def tag_loss(emissions: Tensor, tags: Tensor, transitions: Tensor, opening: Tensor) -> Tensor:
    """Negative log-likelihood a token of a linear-chain CRF (Lafferty et al., ICML 2001).

    emissions (B, L, K), tags (B, L) with IGNORE at both ends and in the padding, transitions (K, K), opening (K).
    """
    real = tags[:, 1:-1] != IGNORE  # (B, n): [CLS] and the last column hold no tag
    tag, score = tags[:, 1:-1].clamp(min=0), emissions[:, 1:-1]
    gold = (score.gather(2, tag[..., None]).squeeze(-1) * real).sum(1) + opening[tag[:, 0]]
    gold = gold + (transitions[tag[:, :-1], tag[:, 1:]] * real[:, 1:]).sum(1)
    first = opening + score[:, 0]
    steps = transitions + score[:, 1:, None]  # (B, n - 1, K, K)
    identity = torch.full_like(transitions, -1e4).fill_diagonal_(0.0)
    steps = torch.where(real[:, 1:, None, None], steps, identity)
    whole = torch.logsumexp(first[:, :, None] + _chain(steps, identity), dim=(1, 2))
    return (whole - gold).sum() / real.sum().clamp(min=1)


def _chain(steps: Tensor, identity: Tensor) -> Tensor:
    """Log-space product of the matrices (B, n, K, K) in order, in a tree: log n steps instead of n."""
    if steps.shape[1] == 0:
        return identity.expand(steps.shape[0], -1, -1)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, identity.expand(steps.shape[0], 1, -1, -1)], dim=1)
        steps = torch.logsumexp(steps[:, 0::2, :, :, None] + steps[:, 1::2, None], dim=3)
    return steps[:, 0]


def _link_loss(links: Tensor, batch: Batch) -> Tensor:
    absent = batch.source_start == IGNORE  # (B, C): padding, no cue there
    return _mean(links.masked_fill(absent[:, None], -1e4), batch.links)


def _mean(scores: Tensor, gold: Tensor) -> Tensor:
    """Cross entropy of scores (..., X) against gold (...), a mean over what is not IGNORE; 0 where all is."""
    summed = F.cross_entropy(scores.flatten(0, -2), gold.flatten(), ignore_index=IGNORE, reduction="sum")
    return summed / (gold != IGNORE).sum().clamp(min=1)


def allowed_spans(roles: Tensor, mask: Tensor, outside: int) -> Tensor:
    """Which spans (N, T, T) may be a target: both ends inside cue or content (roles >= `outside` + 1), in order, short."""
    inside = (roles > outside) & (mask > 0)
    place = torch.arange(roles.shape[1], device=roles.device)
    length = place[None] - place[:, None]
    return inside[:, :, None] & inside[:, None] & ((length >= 0) & (length < LONGEST_TARGET))[None]


def _reading_losses(network: StanceNetwork, forked: Tensor, readings: list[Readings]) -> Parts:
    """Means over all readings, whatever groups they came in. `forked` (B x L, h)."""
    sums = {name: (forked.new_zeros(()), 0) for name in ("targets", "stances", "sentiments", "counts")}
    for group in readings:
        scores, no_target, count = network.judge(forked[group.gather], group.roles, group.mask)
        for name, (value, n) in target_losses(scores.float(), no_target.float(), count.float(), group, network.labels).items():
            sums[name] = (sums[name][0] + value, sums[name][1] + n)
    return {name: value / max(n, 1) for name, (value, n) in sums.items()}


def target_losses(
    scores: Tensor, no_target: Tensor, count: Tensor, group: Readings, labels: Labels
) -> dict[str, tuple[Tensor, int]]:
    """Sums of the losses and how many they are sums of.

    Targets: one distribution over all spans and "none", the gold ones sharing its mass. Stances and sentiments: at the
    gold spans; where no side is taken, the likeliest span is taught to be neutral.
    """
    t = group.roles.shape[1]
    spans = scores[..., 0].masked_fill(~allowed_spans(group.roles, group.mask, labels.roles.index("source")), -1e4)
    flat = torch.cat([no_target, spans.flatten(1)], dim=1).log_softmax(-1)  # (N, 1 + T * T)
    reading, first, last, stance, sentiment = group.items.unbind(1)
    silent = group.sides == 0
    at_gold = flat[reading, 1 + first * t + last] / group.sides[reading]
    best = flat[silent, 1:].argmax(-1)
    here = scores[reading, first, last]
    there = scores[silent].flatten(1, 2)[torch.arange(len(best), device=best.device), best]
    after = 1 + len(labels.stances)
    neutral = torch.full_like(best, labels.stances.index(labels.neutral))
    taught = torch.cat([stance, neutral])
    several = (group.sides[~silent] - 1).clamp(max=labels.most_targets - 1)
    return {
        "targets": (-at_gold.sum() - flat[silent, 0].sum(), len(group.sides)),
        "stances": (F.cross_entropy(torch.cat([here, there])[:, 1:after], taught, reduction="sum"), len(taught)),
        "sentiments": (F.cross_entropy(here[:, after:], sentiment, reduction="sum"), len(sentiment)),
        "counts": (F.cross_entropy(count[~silent], several, reduction="sum"), len(several)),
    }
