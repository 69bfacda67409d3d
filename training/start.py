"""The network that a run starts from."""

import importlib.util
from pathlib import Path

from safetensors.torch import load_file
from transformers import AutoModel, BertConfig, BertModel

from model import artifact
from model.artifact import WEIGHTS, Settings
from model.encode import Encoder
from model.errors import ArtifactError, InputError
from model.network import StanceNetwork
from training.config import Config


def base_folder(base: str) -> str:
    """`package:NAME[/FOLDER]` -> that installed package's folder; anything else as it is."""
    if not base.startswith("package:"):
        return base
    name, _, below = base.removeprefix("package:").partition("/")
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise InputError(f"network.base names the package {name}, which is not installed (extra `train` brings it)")
    return str(Path(spec.origin).parent / below)


def fresh_network(config: Config) -> tuple[StanceNetwork, Encoder]:
    """The base encoder with new heads, and its tokenizer."""
    folder = base_folder(config.network.base)
    # no dropout inside attention: it keeps torch from its fused kernel and costs a seventh of the time on a CPU
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    tokenizer = Path(folder) / "tokenizer.json"
    return StanceNetwork(encoder, config.labels.labels(), config.network.fork, config.network.dropout), Encoder.load(tokenizer)


def settings_of(config: Config, network: StanceNetwork) -> Settings:
    """What an artifact of this network says of itself, with thresholds and calibration not chosen yet."""
    transitions, opening = (p.detach().float().cpu().numpy() for p in (network.transitions, network.opening))
    shape = {"hidden": network.tag.in_features, "fork": network.fork, "base": config.network.base, "encoder": network.shape}
    return Settings(config.name, config.version, network.labels, config.network.window, transitions, opening, shape)


def from_artifact(folder: Path) -> tuple[StanceNetwork, Encoder, Settings]:
    """The network of an artifact with its fp16 weights, to train on from or to export anew."""
    settings = artifact.load(folder, weights=True)
    shape = BertConfig(**settings.network["encoder"], attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.1)
    network = StanceNetwork(BertModel(shape, add_pooling_layer=False), settings.labels, settings.network["fork"])
    weights = {k: v.float() for k, v in load_file(folder / WEIGHTS).items()}
    missing, unexpected = network.load_state_dict(weights, strict=False)
    if unexpected or any(network.state_dict()[k].is_floating_point() for k in missing):
        raise ArtifactError(f"{folder}/{WEIGHTS} does not fit this network: missing {missing}, unexpected {unexpected}")
    return network.eval(), Encoder.load(folder / "tokenizer.json"), settings
