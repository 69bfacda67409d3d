"""The artifact: one folder that says what it is and is refused when it does not fit.

config.json        name, version, labels, window, CRF scores, decoding, calibration, and every other file's SHA-256
read|relate|judge.onnx, tokenizer.json        what serving needs
model.safetensors  the weights in fp16, for training on
CARD.md            the model card
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from model.decode import Decoding, Floats
from model.errors import ArtifactError
from model.labels import Labels

FORMAT = 1
PRETRAINED = Path(__file__).parent / "pretrained"
SERVED = ("read.onnx", "relate.onnx", "judge.onnx", "tokenizer.json")
WEIGHTS = "model.safetensors"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic calibration (Platt, 1999): confidence = sigmoid(weights . features + bias). For records that take a
    side the features are the log odds of the target, of the stance and of the attribution; for neutral ones the log
    odds that no side is taken and those of the attribution."""

    side: tuple[float, ...] = (1.0, 1.0, 0.0, 0.0)
    neutral: tuple[float, ...] = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """config.json without the hashes."""

    name: str
    version: str
    labels: Labels
    window: int
    transitions: Floats  # (K, K)
    opening: Floats  # (K)
    network: dict[str, Any]
    decoding: Decoding = field(default_factory=Decoding)
    calibration: Calibration = field(default_factory=Calibration)
    calibration_given: Calibration = field(default_factory=Calibration)


def load(folder: Path, weights: bool = False) -> Settings:
    """Read config.json and check every file that will be used. Raises ArtifactError; nothing is read of a bad folder."""
    path = folder / "config.json"
    try:
        raw = json.loads(path.read_text(encoding="utf8"))
    except OSError as e:
        raise ArtifactError(f"no artifact in {folder}: cannot read config.json ({e.strerror})") from e
    except ValueError as e:
        raise ArtifactError(f"{path} is not JSON: {e}") from e
    if raw.get("format") != FORMAT:
        raise ArtifactError(f"{path} has format {raw.get('format')!r}; this code reads format {FORMAT}")
    for name in (*SERVED, WEIGHTS) if weights else SERVED:
        _check(folder / name, raw.get("files", {}).get(name))
    try:
        return _settings(raw)
    except (KeyError, TypeError, ValueError) as e:
        raise ArtifactError(f"{path}: {type(e).__name__}: {e}") from e


def save(folder: Path, settings: Settings) -> None:
    """Write config.json over the files that stand in the folder."""
    raw = asdict(settings)
    labels = settings.labels
    raw["labels"] = {
        "stances": labels.stances,
        "neutral": labels.neutral,
        "sentiments": labels.sentiments,
        "most_targets": labels.most_targets,
    }
    raw["transitions"] = [[round(float(x), 5) for x in row] for row in settings.transitions]
    raw["opening"] = [round(float(x), 5) for x in settings.opening]
    files = {p.name: sha256(p) for p in sorted(folder.iterdir()) if p.is_file() and p.name not in ("config.json", "CARD.md")}
    text = json.dumps({"format": FORMAT, **raw, "files": files}, indent=1, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf8")


def sha256(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _check(path: Path, expected: str | None) -> None:
    if expected is None:
        raise ArtifactError(f"{path.parent}/config.json has no hash for {path.name}")
    if not path.is_file():
        raise ArtifactError(f"{path} is missing; export the artifact again or restore it from git")
    found = sha256(path)
    if found != expected:
        raise ArtifactError(f"{path} is damaged or of another artifact: SHA-256 {found[:12]}…, expected {expected[:12]}…")


def _settings(raw: dict[str, Any]) -> Settings:
    labels = Labels(
        tuple(raw["labels"]["stances"]),
        raw["labels"]["neutral"],
        tuple(raw["labels"]["sentiments"]),
        raw["labels"]["most_targets"],
    )
    calibrations = (Calibration(**{k: tuple(v) for k, v in raw[c].items()}) for c in ("calibration", "calibration_given"))
    transitions, opening = np.array(raw["transitions"], np.float32), np.array(raw["opening"], np.float32)
    if transitions.shape != (len(labels.tags),) * 2 or opening.shape != (len(labels.tags),):
        raise ValueError(f"transitions {transitions.shape} and opening {opening.shape} do not fit {len(labels.tags)} tags")
    return Settings(
        raw["name"],
        raw["version"],
        labels,
        raw["window"],
        transitions,
        opening,
        raw["network"],
        Decoding(**raw["decoding"]),
        *calibrations,
    )
