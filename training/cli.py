"""The command `stancewire-train`: fit, evaluate, export, annotations."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from model.artifact import PRETRAINED
from model.errors import StancewireError

PATH = click.Path(path_type=Path)
# torch on a CPU spends most of its time giving memory back and asking for it again, unless malloc keeps it
MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "4294967296"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. Errors of input end in their own lines on standard error and code 2."""
    try:
        cli.main(arguments, prog_name="stancewire-train", standalone_mode=False)
        return 0
    except click.exceptions.Exit as e:
        return e.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted; fit goes on from its last checkpoint when it is run again", 130)
    except click.ClickException as e:
        return _fail(e.format_message())
    except StancewireError as e:
        return _fail(str(e))


def _fail(message: str, code: int = 2) -> int:
    print("\n".join(f"stancewire-train: {line}" for line in message.splitlines()), file=sys.stderr)
    return code


@click.group()
def cli() -> None:
    """Make and measure artifacts. A run is a folder with checkpoints; an artifact is what `stancewire` loads."""


@cli.command()
@click.argument("config", type=PATH)
@click.option("--run", type=PATH, required=True, help="Folder of the run: log, checkpoints, dev answers.")
@click.option("--threads", type=click.IntRange(1), default=None, help="CPU threads; torch's own choice without it.")
def fit(config: Path, run: Path, threads: int | None) -> None:
    """Train the network that CONFIG describes; killed, it goes on from its last checkpoint."""
    _keep_memory()
    import torch

    from training.config import load
    from training.loop import fit as train

    if threads:
        torch.set_num_threads(threads)
    train(load(config), run)


def _keep_memory() -> None:
    """Start again with malloc's settings: it reads them once, before Python runs."""
    if sys.platform == "linux" and any(os.environ.get(k) != v for k, v in MALLOC.items()):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **MALLOC})


@cli.command()
@click.argument("config", type=PATH)
@click.option("--run", type=PATH, required=True, help="The run whose last checkpoint is exported.")
@click.option("--to", type=PATH, required=True, help="Folder of the artifact; replaced when the new one is ready.")
@click.option("--fp32", is_flag=True, help="Full precision, four times the size: to compare with, not to ship.")
def export(config: Path, run: Path, to: Path, fp32: bool) -> None:
    """Write the artifact of a run: thresholds and calibration chosen on dev, figures in its card."""
    from model import artifact
    from model.encode import Encoder
    from model.predictor import Predictor
    from model.runtime import OnnxRuntime
    from training.calibrate import calibrate
    from training.card import card, compared
    from training.config import load
    from training.evaluate import SCORERS, agreement, scorers_at_hand
    from training.evaluate import evaluate as measure
    from training.export import export as write
    from training.loop import load_weights
    from training.start import base_folder, settings_of
    from training.torch_runtime import TorchRuntime

    c = load(config)
    network, _ = load_weights(c, run)
    settings = settings_of(c, network)
    tokenizer = Path(base_folder(c.network.base)) / "tokenizer.json"
    write(network, settings, tokenizer, to, int8=not fp32)
    if not c.dev or not scorers_at_hand():
        click.echo(f"stancewire-train: warning: no dev parts or no scorers in {SCORERS}: thresholds are the defaults", err=True)
        return
    parts = Encoder.load(tokenizer), OnnxRuntime(to)
    settings = calibrate(lambda decoding: Predictor(replace(settings, decoding=decoding), *parts), c.dev, run / "calibration")
    artifact.save(to, settings)
    exported = Predictor(settings, *parts)
    figures = measure(exported, c.dev, run / "exported")
    same = agreement(exported, Predictor(settings, parts[0], TorchRuntime(network)), compared())
    (to / "CARD.md").write_text(card(c, settings, figures, "fp32" if fp32 else "int8", same), encoding="utf8")


@cli.command()
@click.argument("config", type=PATH)
@click.option("--artifact", type=PATH, default=PRETRAINED, show_default="the shipped one")
@click.option("--to", type=PATH, default=Path("../runs/evaluate"), show_default=True, help="Folder for the answers.")
def evaluate(config: Path, artifact: Path, to: Path) -> None:
    """Print an artifact's figures on the dev parts that CONFIG names."""
    from model.predictor import Predictor
    from training.config import load
    from training.evaluate import evaluate as measure
    from training.evaluate import table

    print(table(measure(Predictor.load(artifact), load(config).dev, to)))


@cli.group()
def annotations() -> None:
    """Labelled articles."""


@annotations.command()
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--config", type=PATH, default=None, help="A run's config whose labels count; else the shipped artifact's.")
def check(files: tuple[Path, ...], config: Path | None) -> None:
    """Check FILES in the format of seeds/: prints file, article and fault of each; exit code 1 where there are any."""
    from model.artifact import load as load_artifact
    from training.annotations import faults
    from training.config import load

    labels = load(config).labels.labels() if config else load_artifact(PRETRAINED).labels
    found = [f for path in files for f in faults(path, labels)]
    print("\n".join(found) if found else f"no faults in {len(files)} file{'s' * (len(files) > 1)}")
    if found:
        raise click.exceptions.Exit(1)


@annotations.command()
@click.argument("folder", type=PATH, default=Path("seeds"))
def report(folder: Path) -> None:
    """Print counts, balance, variety and agreement of the seed corpus in FOLDER."""
    from model.artifact import load as load_artifact
    from training.seed_report import report as made

    print(made(folder, load_artifact(PRETRAINED).labels))


if __name__ == "__main__":
    sys.exit(main())
