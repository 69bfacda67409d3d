"""A tiny network built in memory, so that tests need no weights; the shipped artifact where its behaviour is the point."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).parents[1]
SIDES = ("support", "oppose", "affirm", "deny", "conditional", "neutral")


@pytest.fixture(scope="session")
def labels():
    from model.labels import Labels

    return Labels(SIDES, "neutral", ("negative", "neutral", "positive"))


@pytest.fixture(scope="session")
def encoder():
    """Words of the tests as whole tokens, everything else in letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    from model.encode import Encoder

    letters = [chr(c) for c in range(33, 127)]
    vocabulary = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", *letters, *(f"##{c}" for c in letters)]
    tokenizer = Tokenizer(models.WordPiece({t: n for n, t in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return Encoder(tokenizer)


@pytest.fixture
def tiny_network(labels):
    import torch
    from transformers import BertConfig, BertModel

    from model.network import StanceNetwork

    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=300,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        attention_probs_dropout_prob=0.0,
    )
    return StanceNetwork(BertModel(shape, add_pooling_layer=False), labels, fork=1, dropout=0.0).eval()


@pytest.fixture(scope="session")
def predictor():
    """The shipped artifact."""
    from model.predictor import Predictor

    return Predictor.load()


@pytest.fixture(scope="session")
def seed_articles():
    """Articles of seeds/test, as rows."""
    import json

    with (ROOT / "seeds" / "test.jsonl").open(encoding="utf8") as f:
        return [json.loads(line) for line in f]


@pytest.fixture(scope="session")
def mentions():
    """A function that yields every {"text", "start", "end"} of an answer as JSON."""

    def walk(x):
        if isinstance(x, dict):
            if {"text", "start", "end"} <= set(x):
                yield x
            x = list(x.values())
        for v in x if isinstance(x, list | tuple) else ():
            yield from walk(v)

    return walk
