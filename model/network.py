"""The network: one encoder, a branch that reads one attribution at a time, small heads. Needs torch; serving does not."""

import copy
import math

import torch
from torch import Tensor, nn
from transformers import BertModel

from model.decode import LONGEST_TARGET
from model.labels import Labels

SHAPE = (  # what a BERT encoder is rebuilt from
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "type_vocab_size",
    "layer_norm_eps",
    "hidden_act",
)
_FAR = 20  # distance buckets on either side
_WIDTH = 128  # of the projections that relations and spans are scored from


class Dropout(nn.Module):
    """Dropout with one mask for all tokens of a row (Gal and Ghahramani, NeurIPS 2016): random numbers a token would
    take a tenth of the training time on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """(B, L, h) -> (B, L, h)."""
        if not self.training or self.rate == 0:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.rate
        return x * (keep / (1 - self.rate)).to(x.dtype)


class Relation(nn.Module):
    """Scores pairs of states by a biaffine product (Dozat and Manning, ICLR 2017) and a bias for their distance."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(hidden, width), nn.Linear(hidden, width)
        self.product = nn.Parameter(torch.empty(width, width))
        self.left_bias, self.right_bias = nn.Linear(width, 1), nn.Linear(width, 1)
        self.distance = nn.Embedding(2 * _FAR + 2, 1)
        nn.init.xavier_uniform_(self.product)
        nn.init.zeros_(self.distance.weight)

    def forward(self, left: Tensor, right: Tensor, distance: Tensor) -> Tensor:
        """left (B, M, h), right (B, N, h), distance in tokens (B, M, N) -> scores (B, M, N)."""
        a, b = torch.tanh(self.left(left)), torch.tanh(self.right(right))
        scores = (a @ self.product) @ b.transpose(1, 2) / math.sqrt(a.shape[-1])
        scores = scores + self.left_bias(a) + self.right_bias(b).transpose(1, 2)
        bucket = (distance.sign() * torch.log2(distance.abs() + 1) * 2.5).round().clamp(-_FAR, _FAR).long() + _FAR
        out: Tensor = scores + self.distance(bucket).squeeze(-1)
        return out


class StanceNetwork(nn.Module):
    """Trunk -> tags; links and source pointers; branch -> targets, stances, sentiment.

    B windows of L tokens ([CLS] and [SEP] included), hidden width h, K tags, N attributions of T tokens.
    """

    def __init__(self, encoder: BertModel, labels: Labels, fork: int = 3, dropout: float = 0.1) -> None:
        """`fork`: the layer whose output the branch starts from; the branch copies the layers above it."""
        super().__init__()
        h = int(encoder.config.hidden_size)
        if not 0 < fork < len(encoder.encoder.layer):
            raise ValueError(f"fork {fork} must lie inside the encoder's {len(encoder.encoder.layer)} layers")
        self.fork, self.labels = fork, labels
        self.shape = {name: getattr(encoder.config, name) for name in SHAPE}
        self.embeddings, self.trunk = encoder.embeddings, encoder.encoder.layer
        _replace_dropout(self.embeddings, dropout)
        _replace_dropout(self.trunk, dropout)
        self.branch = copy.deepcopy(self.trunk[fork:])
        self.dropout = Dropout(dropout)
        self.tag = nn.Linear(h, len(labels.tags))
        self.transitions = nn.Parameter(torch.zeros(len(labels.tags), len(labels.tags)))
        self.opening = nn.Parameter(torch.zeros(len(labels.tags)))
        self.link = Relation(h, _WIDTH)
        self.source_start, self.source_end = Relation(h, _WIDTH), Relation(h, _WIDTH)
        self.role = nn.Embedding(len(labels.roles), h)
        self.context = nn.Linear(h, h)
        self.span_start, self.span_end = nn.Linear(h, _WIDTH), nn.Linear(h, _WIDTH)
        channels = 1 + len(labels.stances) + len(labels.sentiments)
        self.span = nn.Parameter(torch.empty(channels, _WIDTH, _WIDTH))
        self.span_length = nn.Embedding(LONGEST_TARGET, 1)
        self.span_linear = nn.Linear(2 * _WIDTH, channels)
        self.no_target, self.count = nn.Linear(h, 1), nn.Linear(h, labels.most_targets)
        nn.init.normal_(self.role.weight, std=0.02)
        nn.init.normal_(self.span, std=0.02)
        for zero in (self.span_length.weight, self.context.weight, self.context.bias):
            nn.init.zeros_(zero)

    def read(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids, mask (B, L) -> tag scores (B, L, K), last states (B, L, h), states that the branch starts from (B, L, h)."""
        x = self.embeddings(input_ids=ids)
        attend = _attend(mask, x.dtype)
        fork = x
        for n, layer in enumerate(self.trunk, 1):
            x = layer(x, attend)
            if n == self.fork:
                fork = x
        x = self.dropout(x)
        return self.tag(x), x, fork + self.context(x)

    def relate(self, states: Tensor, mask: Tensor, cues: Tensor, contents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Last states (B, L, h), mask (B, L), cues (B, C, L) and content pieces (B, P, L) as weights over the tokens,
        each row summing to one -> link scores (B, P, C); scores of every token as the start and as the end of the
        cue's source, twice (B, C, L), position 0 meaning that there is none."""
        place = torch.arange(states.shape[1], device=states.device, dtype=torch.float32)
        cue, piece = cues.to(states.dtype) @ states, contents.to(states.dtype) @ states
        cue_at, piece_at = cues.float() @ place, contents.float() @ place
        links = self.link(piece, cue, cue_at[:, None] - piece_at[:, :, None])
        away = place[None, None] - cue_at[:, :, None]
        hide = (mask[:, None] == 0).to(states.dtype) * -1e4
        start = self.source_start(cue, states, away) + hide
        return links, start, self.source_end(cue, states, away) + hide

    def judge(self, states: Tensor, roles: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One attribution a row: states of its tokens from `read` (N, T, h), their roles and mask (N, T), [CLS] first ->
        scores (N, T, T, channels) of the spans by first and last token; score of "no target" (N, 1); scores of one,
        two, ... targets (N, most). Channels: is a target, the stances, the sentiments."""
        x = states + self.role(roles)
        attend = _attend(mask, x.dtype)
        for layer in self.branch:
            x = layer(x, attend)
        x = self.dropout(x)
        a, b = torch.tanh(self.span_start(x)), torch.tanh(self.span_end(x))
        scores = torch.einsum("nid,cde,nje->nijc", a, self.span.to(a.dtype), b)
        left, right = self.span_linear.weight[:, :_WIDTH], self.span_linear.weight[:, _WIDTH:]
        scores = scores + (a @ left.T)[:, :, None] + (b @ right.T)[:, None] + self.span_linear.bias
        place = torch.arange(x.shape[1], device=x.device)
        length = (place[None] - place[:, None]).clamp(0, LONGEST_TARGET - 1)
        first = torch.cat([self.span_length(length), torch.zeros_like(scores[0, :, :, 1:])], dim=-1)
        return scores + first.to(scores.dtype), self.no_target(x[:, 0]), self.count(x[:, 0])


def _replace_dropout(module: nn.Module, rate: float) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout) and child.p > 0:  # attention, at 0, asks for its own
            setattr(module, name, Dropout(rate))
        else:
            _replace_dropout(child, rate)


def _attend(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Mask (B, L) -> what is added to attention scores (B, 1, 1, L)."""
    return (1.0 - mask[:, None, None].to(dtype)) * -1e4
