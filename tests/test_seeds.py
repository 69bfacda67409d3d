"""seeds/ is what a clone retrains from: it must be whole, varied, and its README true."""

from itertools import combinations
from pathlib import Path

import pytest

from model.labels import Labels
from training.annotations import faults
from training.seed_report import SPLITS, agreement, report

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def rows():
    import json

    return {s: [json.loads(line) for line in (SEEDS / f"{s}.jsonl").read_text(encoding="utf8").splitlines()] for s in SPLITS}


def test_every_article_is_what_training_reads(labels):
    """A span that is off by one teaches every run after it."""
    assert [f for s in SPLITS for f in faults(SEEDS / f"{s}.jsonl", labels)] == []


def test_splits_share_no_article(rows):
    """Near-duplicates across splits would make the test figures lies."""
    grams = {}
    for split, articles in rows.items():
        for a in articles:
            words = a["text"].lower().split()
            grams[split, a["id"]] = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}
    close = [(a, b) for a, b in combinations(grams, 2) if a[0] != b[0] and len(grams[a] & grams[b]) > 3]
    assert close == []


def test_topics_stand_in_every_split(rows):
    """A topic missing from test would never be measured."""
    topics = {s: {a["topic"] for a in articles} for s, articles in rows.items()}
    assert topics["train"] == topics["dev"] == topics["test"]


def test_readme_states_what_stands_here(labels):
    """The counts people cite must be those of the files."""
    readme = (SEEDS / "README.md").read_text(encoding="utf8")
    assert [line for line in report(SEEDS, labels).splitlines() if line not in readme] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"stances": [{"start": 0, "end": 3, "target": "dog", "name": "x", "stance": "deny", "sentiment": "neutral"}]},
            "is not what stands at",
        ),
        (
            {"stances": [{"start": 0, "end": 3, "target": "Oslo"[:3], "name": "x", "stance": "deny", "sentiment": "neutral"}]},
            "outside content",
        ),
        (
            {"stances": [{"start": 12, "end": 16, "target": "rain", "name": "x", "stance": "doubt", "sentiment": "neutral"}]},
            "'doubt' is none of",
        ),
        ({"content": [[12, 99]]}, "is no span"),
        ({"content": [[5, 16]]}, "overlaps"),
        ({"content": []}, "at least 1 item"),
        ({"kind": "robot"}, "kind 'robot'"),
        ({"country": "Norway"}, "country"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_the_validator_names_file_article_and_fault(tmp_path, labels, change, fault):
    """Somebody with two hundred new articles needs to know which line to mend."""
    import json

    a = {
        "id": "A1",
        "source": [[0, 4]],
        "cue": [[5, 11]],
        "content": [[12, 16]],
        "holder": "Oslo",
        "kind": "country",
        "country": "NO",
        "stances": [],
    }
    other = {**a, "id": "A0", "content": [[12, 14]], "cue": []} if fault == "overlaps" else None
    marked = [x for x in (other, {**a, **change}) if x]
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"id": "n1", "text": "Oslo denies rain.", "attributions": marked}) + "\n", encoding="utf8")
    found = list(faults(path, labels))
    assert any(f.startswith(f"{path}:1 n1: ") and fault in f for f in found), found


def test_lines_that_are_no_articles_are_named(tmp_path, labels):
    """One torn line must not hide the faults after it."""
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "a"\n[]\n{"id": "b", "text": "x", "attributions": []}\n', encoding="utf8")
    found = list(faults(path, labels))
    assert len(found) == 2
    assert found[0].startswith(f"{path}:1: not JSON")


def test_agreement_by_hand():
    """Half of the records alike and sides agreed upon as often as by chance: F1 1/2, kappa 0."""
    item = {"target": "the tram", "name": "tram", "stance": "oppose"}
    one, none = {"holder": "A", "stances": [item]}, {"holder": "A", "stances": []}
    pairs = [(one, one), (one, none), (none, one), (none, none)]
    rows = [{"doc": "d", "attr": str(n), "first": f, "second": s} for n, (f, s) in enumerate(pairs)]
    found = agreement(rows)
    assert (found.record_f1, found.kappa, found.holder) == (0.5, 0.0, 1.0)


def test_labels_of_the_report_are_the_artifacts(labels):
    """The conftest's labels stand in for the artifact's: they must be the same."""
    from model.artifact import PRETRAINED, load

    assert load(PRETRAINED).labels == Labels(labels.stances, labels.neutral, labels.sentiments, labels.most_targets)
