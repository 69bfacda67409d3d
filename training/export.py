"""A trained network -> an artifact folder: three ONNX graphs, fp16 weights, tokenizer, labels, thresholds, hashes."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from torch import Tensor, nn

from model import artifact
from model.artifact import WEIGHTS, Settings
from model.network import StanceNetwork

OPSET = 17
LAYERS = ("/trunk.", "/branch.")  # what int8 is for; heads stay fp32: they are small and their scores are compared


class _Graph(nn.Module):
    """One of the network's three parts as a module of its own."""

    def __init__(self, network: StanceNetwork, part: Callable[..., tuple[Tensor, ...]]) -> None:
        super().__init__()
        self.network, self.part = network, part

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return self.part(*inputs)


class _HalfTable(nn.Module):
    """The word embeddings kept in fp16: half of the file, next to nothing in the scores."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        self.weight = nn.Parameter(table.weight.detach().half(), requires_grad=False)

    def forward(self, ids: Tensor) -> Tensor:
        return torch.nn.functional.embedding(ids, self.weight).float()


def export(network: StanceNetwork, settings: Settings, tokenizer: Path, folder: Path, *, int8: bool = True) -> None:
    """Write the artifact to `folder`, which is made; what stands there is replaced only when all of it is ready."""
    network = network.cpu().float().eval()
    with tempfile.TemporaryDirectory(dir=_parent(folder)) as place:
        new = Path(place) / "artifact"
        new.mkdir()
        shutil.copyfile(tokenizer, new / "tokenizer.json")
        weights = {k: v.half().contiguous() for k, v in network.state_dict().items() if v.is_floating_point()}
        save_file(weights, new / WEIGHTS)
        for name, inputs, outputs in _signatures(network):
            _write(network, name, inputs, outputs, new / f"{name}.onnx", int8)
        artifact.save(new, settings)
        old = Path(place) / "old"
        if folder.exists():
            if (folder / "CARD.md").exists():
                shutil.copyfile(folder / "CARD.md", new / "CARD.md")
            folder.replace(old)
        new.replace(folder)


def _parent(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.parent


Signature = tuple[str, dict[str, tuple[Tensor, dict[int, str]]], dict[str, dict[int, str]]]


def _signatures(network: StanceNetwork) -> list[Signature]:
    """Name, example inputs with their free axes, outputs with theirs."""
    h = network.tag.in_features
    ids, mask = torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long)
    states, pool = torch.zeros(2, 8, h), torch.zeros(2, 3, 8)
    rows, roles = torch.zeros(2, 8, h), torch.ones(2, 8, dtype=torch.long)
    window, reading = {0: "windows", 1: "tokens"}, {0: "readings", 1: "tokens"}
    cues, pieces = {0: "windows", 1: "cues", 2: "tokens"}, {0: "windows", 1: "pieces", 2: "tokens"}
    return [
        (
            "read",
            {"ids": (ids, window), "mask": (mask, window)},
            {"emissions": window, "last": window, "forked": window},
        ),
        (
            "relate",
            {"states": (states, window), "mask": (mask, window), "cues": (pool, cues), "pieces": (pool, pieces)},
            {"links": {0: "windows", 1: "pieces", 2: "cues"}, "starts": cues, "ends": cues},
        ),
        (
            "judge",
            {"states": (rows, reading), "roles": (roles, reading), "mask": (roles, reading)},
            {"scores": {0: "readings", 1: "tokens", 2: "tokens_too"}, "no_target": {0: "readings"}, "count": {0: "readings"}},
        ),
    ]


def _write(
    network: StanceNetwork,
    name: str,
    inputs: dict[str, tuple[Tensor, dict[int, str]]],
    outputs: dict[str, dict[int, str]],
    path: Path,
    int8: bool,
) -> None:
    table = network.embeddings.word_embeddings
    if int8:
        network.embeddings.word_embeddings = _HalfTable(table)  # type: ignore[assignment]
    try:
        torch.onnx.export(
            _Graph(network, getattr(network, name)).eval(),
            tuple(x for x, _ in inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={k: axes for k, (_, axes) in inputs.items()} | outputs,
            opset_version=OPSET,
            dynamo=False,
        )
    finally:
        network.embeddings.word_embeddings = table
    if int8:
        _quantize(path)


def _quantize(path: Path) -> None:
    """Dynamic int8 for the matrix products of the encoder's layers, a scale for each output channel."""
    nodes = [n.name for n in onnx.load(path).graph.node if n.op_type == "MatMul" and any(x in n.name for x in LAYERS)]
    if nodes:
        quantize_dynamic(path, path, nodes_to_quantize=nodes, per_channel=True, weight_type=QuantType.QInt8)
