"""CARD.md: what the weights are, what they saw, what they reach."""

from datetime import date
from itertools import islice
from pathlib import Path

from model.artifact import Settings
from model.schema import Article
from training.config import Config
from training.corpora import seeds
from training.evaluate import Figures, table

COMPARED = 10
SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "test.jsonl"


def compared() -> list[Article]:
    """The articles on which an artifact is compared with its fp32 weights."""
    return [Article(g.text, g.id) for g in islice(seeds.read(SEEDS), COMPARED)]


def card(config: Config, settings: Settings, figures: dict[str, Figures], precision: str, agreement: float) -> str:
    """The model card of an artifact, figures measured on the artifact itself; `agreement` with its fp32 weights."""
    sources = "\n".join(f"| {c.name} | {c.source} | {c.licence} |" for c in config.corpora)
    rule = settings.decoding
    return f"""# {settings.name} {settings.version}

Reads English news and says who takes which stance on what. Labels: {", ".join(settings.labels.stances)}
(no side: {settings.labels.neutral}); sentiment: {", ".join(settings.labels.sentiments)}.

**Meant for research and internal use.** The weights were trained on research corpora whose texts belong to their
publishers (below). Whoever wants to go further retrains on texts of their own: training/README.md.

## What the weights saw

| corpus | source | licence, as its authors state it |
| --- | --- | --- |
{sources}

The encoder starts from `{config.network.base}` (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0).
Config `{config.name}`, seed {config.train.seed}, {config.train.epochs} epochs, learning rate {config.train.learning_rate}.

## What it reaches

Dev parts, by ../shared/score, {precision} artifact, measured {date.today().isoformat()} with `stancewire-train evaluate`.
Thresholds and calibration were chosen on these same dev parts, so the figures flatter by a little; nothing else was.
Thresholds: first target {rule.first}, further targets {rule.further}, tag O {rule.silence:+}.

{table(figures)}

Records that are the same to the letter with the weights in fp32, on {COMPARED} articles of seeds/test: {100 * agreement:.1f} %
(F1 over cue, content, stance and target).

## Limits

English only. One attribution for one stretch of text, the outermost. Affirm, deny and conditional are rare in news and
weaker than support and oppose. US political and world news of 2001-2016 make up the training texts; names and offices of
later years are unknown to it. Confidence is calibrated on news like the dev parts; `stance_scores` are as the network
gives them, and too sure. int8 was measured on a processor with VNNI instructions (2019 and later); on older ones its sums
can overflow: export with `--fp32` there.
"""
