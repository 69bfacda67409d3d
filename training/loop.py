"""fit: a config -> a run folder with checkpoints and trained weights. Killed at any moment, it goes on where it was."""

import json
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from model.encode import Encoder, by_length
from model.errors import InputError
from model.network import StanceNetwork
from model.predictor import Predictor
from training import corpora
from training.config import Config
from training.evaluate import evaluate, headline, scorers_at_hand
from training.losses import losses, total
from training.start import fresh_network, settings_of
from training.targets import Batch, Corpus, Example, collate
from training.torch_runtime import TorchRuntime

CHUNK = 400  # windows that are sorted by length together


def fit(config: Config, folder: Path) -> StanceNetwork:
    """Train as `config` says, logging to folder/log.jsonl and keeping folder/checkpoint.pt; returns the trained network.

    A folder with a checkpoint of the same config is gone on with; one of another config is refused (InputError).
    """
    folder.mkdir(parents=True, exist_ok=True)
    _claim(config, folder)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(config.train.seed)
    network, encoder = fresh_network(config)
    network.to(device)
    articles = [a for c in config.corpora for a in corpora.read(c)]
    run = Run(config, folder, network, device)
    corpus = Corpus(articles, encoder, network.labels)
    run.resume()
    while run.epoch < config.train.epochs:
        batches = epoch_batches(corpus, config, run.epoch)
        run.one_epoch(batches, encoder)
        if config.dev and config.train.evaluate_every and run.epoch % config.train.evaluate_every == 0:
            run.look(encoder)
    network.eval()
    return network


def _claim(config: Config, folder: Path) -> None:
    """Write the run's config, or find that the folder is another run's."""
    path, text = folder / "config.json", config.model_dump_json(indent=1)
    if path.exists() and path.read_text(encoding="utf8") != text:
        raise InputError(f"{folder} holds a run of another config ({path} differs); name another folder or delete it")
    path.write_text(text, encoding="utf8")


def load_weights(config: Config, folder: Path) -> tuple[StanceNetwork, Encoder]:
    """The network as a run's last checkpoint has it. Raises InputError where there is none."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        raise InputError(f"no checkpoint in {folder}; `stancewire-train fit` writes one")
    network, encoder = fresh_network(config)
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["network"])
    return network.eval(), encoder


def epoch_batches(corpus: Corpus, config: Config, epoch: int) -> list[list[Example]]:
    """The batches of an epoch in their order: the same for the same seed and epoch."""
    random = Random(f"{config.train.seed}/{epoch}")
    examples = corpus.examples(config.train.shortest_window, config.network.window, random)
    random.shuffle(examples)
    batches: list[list[Example]] = []
    for k in range(0, len(examples), CHUNK):
        chunk = examples[k : k + CHUNK]
        lengths = [len(e.ids) + 2 for e in chunk]
        batches.extend([chunk[j] for j in batch] for batch in by_length(lengths, config.train.tokens))
    random.shuffle(batches)
    return batches


class Run:
    """The optimiser's state and its course through the batches."""

    def __init__(self, config: Config, folder: Path, network: StanceNetwork, device: torch.device) -> None:
        self.config, self.folder, self.network, self.device = config, folder, network, device
        self.epoch, self.step = 0, 0
        self.optimizer = torch.optim.AdamW(_groups(config, network), weight_decay=config.train.weight_decay, fused=True)
        self.saved = time.monotonic()

    def resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, map_location=self.device, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.step = state["epoch"], state["step"]
            self.log(event="resumed")

    def checkpoint(self) -> None:
        """Write the state beside the old one, then put it in its place: a kill leaves one whole checkpoint."""
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
        }
        beside = self.folder / "checkpoint.pt.new"
        torch.save(state, beside)
        beside.replace(self.folder / "checkpoint.pt")
        self.saved = time.monotonic()

    def one_epoch(self, batches: list[list[Example]], encoder: Encoder) -> None:
        self.network.train()
        sums: dict[str, float] = defaultdict(float)
        began, seen = time.monotonic(), 0
        for k in range(self.step, len(batches)):
            batch = collate(batches[k], encoder).to(self.device)
            torch.manual_seed(hash((self.config.train.seed, self.epoch, k)) % 2**31)
            for name, value in self.update(batch, (self.epoch + k / len(batches)) / self.config.train.epochs).items():
                sums[name] += float(value.detach())
            self.step, seen = k + 1, seen + 1
            if seen % 50 == 0 or self.step == len(batches):
                self.log(
                    batches=len(batches),
                    seconds=round(time.monotonic() - began),
                    **{n: round(v / seen, 4) for n, v in sums.items()},
                )
            if time.monotonic() - self.saved > 60 * self.config.train.checkpoint_minutes:
                self.checkpoint()
        self.epoch, self.step = self.epoch + 1, 0
        self.checkpoint()

    def look(self, encoder: Encoder) -> None:
        """The figures of the dev parts as they are now, with thresholds that are not chosen yet."""
        if not scorers_at_hand():
            self.log(event="no scorers, no dev figures")
            return
        self.network.eval()
        predictor = Predictor(settings_of(self.config, self.network), encoder, TorchRuntime(self.network))
        figures = evaluate(predictor, self.config.dev, self.folder / "dev")
        self.log(event="dev", figures={k: headline(f) for k, f in figures.items()})

    def update(self, batch: Batch, progress: float) -> dict[str, Tensor]:
        """One step of the optimiser; `progress` from 0 to 1 through the whole run."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * _course(progress, self.config.train.warmup)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=_bfloat16_pays(self.device)):
            parts = losses(self.network, batch)
        self.optimizer.zero_grad()
        total(parts, self.config.loss).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.train.gradient_norm)
        self.optimizer.step()
        return parts

    def log(self, **values: Any) -> None:
        row = {"epoch": self.epoch, "step": self.step, **values}
        with (self.folder / "log.jsonl").open("a", encoding="utf8") as f:
            f.write(json.dumps(row) + "\n")
        print(" ".join(f"{k} {v}" for k, v in row.items()), flush=True)


def _course(progress: float, warmup: float) -> float:
    """Learning rate as a part of its peak: up over `warmup`, then down in a straight line to one fiftieth."""
    return min(1.0, progress / warmup if warmup else 1.0, max(0.02, (1 - progress) / (1 - warmup)))


def _groups(config: Config, network: StanceNetwork) -> list[dict[str, Any]]:
    layers = [*network.embeddings.parameters(), *network.trunk.parameters(), *network.branch.parameters()]
    known = {id(p) for p in layers}
    heads = [p for p in network.parameters() if id(p) not in known]
    return [
        {"params": layers, "peak": config.train.learning_rate},
        {"params": heads, "peak": config.train.head_learning_rate},
    ]


def _bfloat16_pays(device: torch.device) -> bool:
    """On a GPU always; on a CPU only with AMX tiles: with AVX-512 alone bf16 products ran at half of fp32's speed."""
    return device.type != "cpu" or bool(torch.cpu._is_amx_tile_supported())
