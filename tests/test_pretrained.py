"""The shipped model on articles of seeds/: what it must go on doing, whoever retrains or exports it."""

import re

import pytest

from model.artifact import PRETRAINED
from model.predictor import Predictor
from model.schema import Article
from training.card import compared
from training.evaluate import agreement
from training.start import from_artifact
from training.torch_runtime import TorchRuntime


def stances(predictor, text):
    """What an answer says, short: (actor, stance, target words) of the records that take a side."""
    return [
        (r.actor and r.actor.name, r.stance, r.target.mention.text)
        for r in predictor.predict([Article(text)])[0].stances
        if r.target
    ]


def test_every_span_of_every_answer_reads_as_it_says(predictor, seed_articles, mentions):
    """The promise that a monitor quotes by."""
    for article in seed_articles[:15]:
        answer = predictor.predict([Article(article["text"])])[0].to_json()
        found = list(mentions(answer))
        assert found
        assert all(article["text"][m["start"] : m["end"]] == m["text"] for m in found)


@pytest.mark.parametrize(
    ("text", "actor", "stance", "target"),
    [
        ("The dockers' union opposes the sale of the northern port.", "union", "oppose", "port"),
        ("Peru welcomed the fishing accord on Friday.", "Peru", "support", "accord"),
        ("The ministry has denied any secret talks with the rebels.", "ministry", "deny", "secret talks"),
        ("The mayor, Ilse Brandt, admitted that mistakes had been made in the tender.", "Brandt", "affirm", "mistakes"),
        ("Norway said it would sign the treaty only if the quota is raised.", "Norway", "conditional", "treaty"),
    ],
)
def test_each_stance_in_its_plainest_form(predictor, text, actor, stance, target):
    """If the plainest sentence of a stance is missed, nobody will believe the others."""
    found = stances(predictor, text)
    assert any(actor in (a or "") and s == stance and target in t for a, s, t in found), found


def test_plain_reporting_takes_no_side(predictor):
    """Figures reported by an office are no stance of the office."""
    assert stances(predictor, "The statistics office said 4,100 people moved to the island last year.") == []


def test_a_text_without_attributions_has_no_records(predictor):
    """Weather and tables make up much of a feed."""
    assert predictor.predict([Article("Highs of 21 degrees. Light winds. Sunset at 7.42.")])[0].stances == ()


def test_int8_answers_as_fp32_does_as_far_as_the_card_says(predictor):
    """Quantisation that was measured once and got worse since would go unseen."""
    network, encoder, settings = from_artifact(PRETRAINED)
    full = Predictor(settings, encoder, TorchRuntime(network))
    stated = float(re.search(r"seeds/test: ([\d.]+) %", (PRETRAINED / "CARD.md").read_text(encoding="utf8")).group(1))
    assert 100 * agreement(predictor, full, compared()) >= stated - 3


def test_an_article_of_any_length_works(predictor):
    """A paragraph longer than the window, without a line's end: nothing may be lost at its borders or fail."""
    text = " ".join(f"Lisbon rejected the {n}th amendment to the river treaty." for n in range(200))
    answer = predictor.predict([Article(text)])[0]
    targets = {r.target.mention.start for r in answer.stances if r.target}
    assert len(targets) > 150


@pytest.mark.parametrize(
    "text", ["", " \n ", "a", "\u202e", "😀" * 50, "x" * 5000, '"' * 300, "дождь идёт", "\n\n\n.", "?" * 1000]
)
def test_odd_texts_have_answers(predictor, text):
    """Feeds deliver all of these; a text that fails takes its batch with it."""
    assert predictor.predict([Article(text)])[0].to_json()["model"]


def test_given_attributions_keep_their_ids(predictor, seed_articles):
    """Whoever judges given attributions joins the answers by id."""
    from model.schema import Attribution

    article = seed_articles[0]
    spans = lambda v: tuple(map(tuple, v))
    given = [Attribution(spans(a["source"]), spans(a["cue"]), spans(a["content"]), a["id"]) for a in article["attributions"]]
    answer = predictor.predict([Article(article["text"], given=given)])[0]
    assert {r.attribution for r in answer.stances} == {a.id for a in given}
