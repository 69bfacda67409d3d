"""The whole way round on a tiny network: articles -> fit -> export -> the same answers."""

import json
from pathlib import Path

import pytest
import torch

from model import artifact
from model.errors import InputError
from model.predictor import Predictor
from model.schema import Article
from training import cli, corpora, evaluate, loop
from training.config import load
from training.export import export
from training.start import from_artifact, settings_of
from training.targets import Corpus
from training.torch_runtime import TorchRuntime

ROOT = Path(__file__).parents[1]
TEXTS = [
    ("Avo Tamm opposes the tram line.", "Avo Tamm", "opposes", "the tram line", "tram line", "oppose"),
    ("The union welcomed a pay offer.", "The union", "welcomed", "a pay offer", "pay offer", "support"),
    ("Lima denied any secret deal.", "Lima", "denied", "any secret deal", "secret deal", "deny"),
    ("Officials said the bridge is open.", "Officials", "said", "the bridge is open", None, None),
]


def row(n, text, source, cue, content, target, stance):
    at = lambda w: [text.index(w), text.index(w) + len(w)]
    stances = []
    if target:
        s, e = at(target)
        stances = [{"start": s, "end": e, "target": target, "name": target, "stance": stance, "sentiment": "neutral"}]
    spans = {"source": [at(source)], "cue": [at(cue)], "content": [at(content)]}
    a = {"id": "A1", **spans, "holder": source, "kind": "unknown", "country": None, "stances": stances}
    return {"id": f"t{n}", "title": None, "topic": None, "place": None, "text": text, "attributions": [a]}


@pytest.fixture
def config(tmp_path):
    data = tmp_path / "four.jsonl"
    data.write_text("".join(json.dumps(row(n, *t)) + "\n" for n, t in enumerate(TEXTS)), encoding="utf8")
    c = load(ROOT / "configs" / "tiny.toml")
    return c.model_copy(
        update={"corpora": [c.corpora[0].model_copy(update={"texts": data})], "train": c.train.model_copy(update={"tokens": 64})}
    )


@pytest.fixture
def started(monkeypatch, tiny_network, encoder):
    """Runs begin from the tiny network instead of MiniLM."""
    state = {k: v.clone() for k, v in tiny_network.state_dict().items()}

    def fresh(_):
        tiny_network.load_state_dict(state)
        return tiny_network, encoder

    monkeypatch.setattr(loop, "fresh_network", fresh)


def test_four_examples_are_learned_and_survive_export(config, tmp_path, started, encoder):
    """If the chain targets -> losses -> export -> decode breaks anywhere, the answers no longer say what was taught."""
    config = config.model_copy(update={"train": config.train.model_copy(update={"epochs": 120, "evaluate_every": 0})})
    network = loop.fit(config, tmp_path / "run")
    settings = settings_of(config, network)
    learned = Predictor(settings, encoder, TorchRuntime(network))
    articles = [Article(t[0], n) for n, t in enumerate(TEXTS)]
    answers = learned.predict(articles)
    for answer, (_, source, cue, content, target, stance) in zip(answers, TEXTS, strict=True):
        (record,) = answer.stances
        said = (record.actor.mention.text, record.cue.text, record.content[0].text, record.target and record.target.mention.text)
        assert said == (source, cue, content, target)
        assert record.stance == (stance or "neutral")
    tokenizer = tmp_path / "tokenizer.json"
    encoder._tokenizer.save(str(tokenizer))
    export(network, settings, tokenizer, tmp_path / "fp32", int8=False)
    assert Predictor.load(tmp_path / "fp32").predict(articles) == answers
    export(network, settings, tokenizer, tmp_path / "int8")
    again = Predictor.load(tmp_path / "int8").predict(articles)
    assert [[r.stance for r in a.stances] for a in again] == [[r.stance for r in a.stances] for a in answers]
    weights, reloaded, kept = from_artifact(tmp_path / "int8")
    halves = Predictor(kept, reloaded, TorchRuntime(weights)).predict(articles)
    assert [[r.stance for r in a.stances] for a in halves] == [[r.stance for r in a.stances] for a in answers]


def test_a_killed_run_goes_on_to_the_same_weights(config, tmp_path, started):
    """Sessions end at any time; a run that starts over or skips data would never finish or finish elsewhere."""
    whole = {k: v.clone() for k, v in loop.fit(config, tmp_path / "whole").state_dict().items()}
    short = config.model_copy(update={"train": config.train.model_copy(update={"checkpoint_minutes": 1e-9})})
    stop = {"left": 3}
    update = loop.Run.update

    def killed(self, *a):
        stop["left"] -= 1
        if stop["left"] < 0:
            raise KeyboardInterrupt
        return update(self, *a)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop.Run, "update", killed)
        with pytest.raises(KeyboardInterrupt):
            loop.fit(short, tmp_path / "killed")
    again = loop.fit(short, tmp_path / "killed").state_dict()
    assert all(torch.allclose(whole[k], again[k], atol=1e-5) for k in whole)


def test_a_folder_of_another_run_is_refused(config, tmp_path, started):
    """Going on with another config's checkpoint would mix two runs without a word."""
    loop.fit(config, tmp_path / "run")
    other = config.model_copy(update={"train": config.train.model_copy(update={"seed": 9})})
    with pytest.raises(InputError, match="another config"):
        loop.fit(other, tmp_path / "run")


def test_epochs_see_the_same_batches_for_the_same_seed(config, encoder, labels):
    """Without it no run can be repeated or resumed."""
    corpus = Corpus(list(corpora.read(config.corpora[0])), encoder, labels)
    first, second = (loop.epoch_batches(corpus, config, 1) for _ in range(2))
    assert [[e.ids.tolist() for e in b] for b in first] == [[e.ids.tolist() for e in b] for b in second]


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.toml")), ids=lambda p: p.name)
def test_every_config_loads(path):
    """A config that its own trainer refuses is the first thing a data scientist would meet."""
    assert load(path).labels.labels().neutral


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("epochs = ", "train.epochs"),
        ("[train]\nlearning_speed = 1\n", "learning_speed"),
        ("not toml at all", "not TOML"),
    ],
)
def test_faults_of_a_config_are_named(tmp_path, change, message):
    """An unknown key is a misspelt one: silence would train something else than was asked for."""
    text = (ROOT / "configs" / "tiny.toml").read_text(encoding="utf8")
    broken = {
        "epochs = ": text.replace("epochs = 3", "epochs = 0"),
        "not toml at all": change,
    }.get(change, text.replace("[train]\n", change))
    path = tmp_path / "broken.toml"
    path.write_text(broken, encoding="utf8")
    with pytest.raises(InputError, match=message):
        load(path)


def test_a_batch_gives_what_the_singles_give(tiny_network, encoder, config):
    """Answers may not depend on what else was sent along: a monitor could never repeat them."""
    p = Predictor(settings_of(config, tiny_network), encoder, TorchRuntime(tiny_network))
    articles = [Article(t[0] * 3, n) for n, t in enumerate(TEXTS)]
    assert p.predict(articles) == [p.predict([a])[0] for a in articles]


def test_a_clone_without_the_scorers_can_export(config, tmp_path, started, monkeypatch, capsys):
    """Whoever has only the repository must still get an artifact, and be told what it lacks."""
    loop.fit(config, tmp_path / "run")
    monkeypatch.setattr(evaluate, "SCORERS", tmp_path / "nowhere")
    arguments = [
        "export",
        str(ROOT / "configs" / "seeds.toml"),
        "--run",
        str(tmp_path / "run"),
        "--to",
        str(tmp_path / "artifact"),
    ]
    assert cli.main(arguments) == 0
    assert "thresholds are the defaults" in capsys.readouterr().err
    assert artifact.load(tmp_path / "artifact", weights=True).name == "stancewire-seeds"


def test_a_missing_run_is_told_in_one_line(tmp_path, capsys):
    """A wrong folder must not end in a traceback of torch."""
    arguments = ["export", str(ROOT / "configs" / "seeds.toml"), "--run", str(tmp_path), "--to", str(tmp_path / "artifact")]
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.startswith("stancewire-train: no checkpoint in")
