"""One TOML file a run. Unknown keys are refused; paths are taken relative to the file that names them."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.errors import InputError
from model.labels import Labels

Fraction = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Corpus(Section):
    """A corpus and how it is read: `layered` has texts with attributions and stance records in a file of their own
    (../shared/data/README.md), `seeds` has everything in one file (seeds/README.md)."""

    name: str
    format: Literal["layered", "seeds"]
    texts: Path
    layer: Path | None = None
    source: str = Field(min_length=1, description="what it is and who is to be cited: the model card says it")
    licence: str = Field(min_length=1, description="as its authors state it")

    @model_validator(mode="after")
    def _layer_fits(self) -> "Corpus":
        if (self.layer is None) == (self.format == "layered"):
            raise ValueError(f"corpus {self.name}: format {self.format!r} and layer {self.layer} clash: 'layered' has one")
        return self


class LabelSection(Section):
    """The label sets; an artifact carries them along."""

    stances: list[str]
    neutral: str
    sentiments: list[str]
    most_targets: int = Field(3, ge=1, le=8)

    def labels(self) -> Labels:
        return Labels(tuple(self.stances), self.neutral, tuple(self.sentiments), self.most_targets)


class NetworkSection(Section):
    """`base`: a folder, a hub name, or `package:NAME` for weights that a Python package carries."""

    base: str
    fork: int = Field(3, ge=1)
    dropout: Fraction = 0.1
    window: int = Field(254, ge=32, le=510)


class Weights(Section):
    """What each part of the loss counts."""

    tags: Positive
    links: Positive
    sources: Positive
    targets: Positive
    stances: Positive
    sentiments: Positive
    counts: Positive


class TrainSection(Section):
    """The optimiser's course. `tokens`: padded tokens a batch; `shortest_window`: each epoch cuts every article anew
    into windows between this and the network's."""

    seed: int = 0
    epochs: int = Field(ge=1)
    tokens: int = Field(2048, ge=64)
    learning_rate: Positive
    head_learning_rate: Positive
    warmup: Fraction = 0.08
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    gradient_norm: Positive = 1.0
    shortest_window: int = Field(254, ge=16)
    checkpoint_minutes: Positive = 10.0
    evaluate_every: int = Field(1, ge=0, description="epochs between looks at the dev parts; 0: never")


class Config(Section):
    """A whole run."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    labels: LabelSection
    network: NetworkSection
    train: TrainSection
    loss: Weights
    corpora: list[Corpus] = Field(min_length=1)
    dev: list[Corpus] = []

    @model_validator(mode="after")
    def _windows_fit(self) -> "Config":
        if self.train.shortest_window > self.network.window:
            raise ValueError(f"train.shortest_window {self.train.shortest_window} exceeds network.window {self.network.window}")
        return self


def load(path: Path) -> Config:
    """Read a run's file. Raises InputError that names every fault in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf8"))
        config = Config.model_validate(raw)
    except OSError as e:
        raise InputError(f"{path}: {e.strerror}") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise InputError(f"{path}: not TOML: {e}") from e
    except ValidationError as e:
        raise InputError("\n".join(f"{path}: {'.'.join(map(str, f['loc'])) or 'file'}: {f['msg']}" for f in e.errors())) from e
    return _anchored(config, path.parent)


def _anchored(config: Config, folder: Path) -> Config:
    def anchor(c: Corpus) -> Corpus:
        update: dict[str, Any] = {"texts": (folder / c.texts).resolve()}
        if c.layer is not None:
            update["layer"] = (folder / c.layer).resolve()
        return c.model_copy(update=update)

    return config.model_copy(update={"corpora": [anchor(c) for c in config.corpora], "dev": [anchor(c) for c in config.dev]})
