"""Sentences of the README that can go stale."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from model.schema import Article
from service.cli import cli
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf8")


def block(language, after=""):
    return re.search(rf"```{language}\n(.*?)```", README[README.index(after) :], re.DOTALL).group(1)


def _sure(table):
    """Percentages left out: int8 sums differ a little from one kind of processor to another."""
    return re.sub(r"\d+% sure", "n% sure", table)


def _rounded(x):
    if isinstance(x, dict):
        return {k: _rounded(v) for k, v in x.items()}
    return [_rounded(v) for v in x] if isinstance(x, list) else round(x, 1) if isinstance(x, float) else x


def test_the_demo_prints_what_the_readme_shows(monkeypatch):
    """The first thing a newcomer sees; it stands by line 30."""
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(cli, ["analyze", str(ROOT / "seeds" / "example.txt")])
    assert _sure(result.output) == _sure(block("console"))
    assert README[: README.index("```console")].count("\n") < 30


def test_the_curl_line_gets_the_answer_shown(predictor):
    """People paste it; an answer in another form would send them to the issue tracker."""
    sent = json.loads(re.search(r"-d '(\{.*?\})'", README).group(1))
    (answer,) = predictor.predict([Article(sent["text"], sent["id"], watch=sent["watch"])])
    assert _rounded(json.loads(json.dumps(answer.to_json()))) == _rounded(json.loads(block("json")))


def test_every_setting_is_documented():
    """An undocumented limit is met for the first time as an error in production."""
    for name, field in Settings.model_fields.items():
        assert f"`{PREFIX}{name.upper()}`" in README
        assert field.description in README


def test_files_that_are_named_exist():
    """A link into nothing."""
    for path in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_figures_are_the_cards():
    """Two files with two truths: people cite the README, the card is what was measured."""
    card = (ROOT / "model" / "pretrained" / "CARD.md").read_text(encoding="utf8")
    for name, part in (("US politics (PolNeAR)", "polnear"), ("world news", "world")):
        shown = re.findall(r"\d+\.\d", re.search(rf"\| {re.escape(name)} \|(.*)", README).group(1))
        content, _, end, found, given = re.findall(
            r"\d+\.\d", re.search(rf"\| {part} \|(.*)", card[card.index("| dev part |") :]).group(1)
        )[:5]
        assert shown == [content, end, found, given]


def test_the_tree_names_every_file():
    """Whoever reads the file list has read the pipeline: a stage that is not in it is not found."""
    for package in ("model", "service"):
        for path in (ROOT / package).glob("[a-z]*.py"):
            assert path.name in README, path
