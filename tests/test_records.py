"""The shape of an answer: what the contract promises of every record."""

import numpy as np
import pytest

from model.artifact import Calibration
from model.records import Reported, ReportedTarget, expression, records, watched
from model.schema import Actor, Attribution, Mention
from model.segment import quoted, sentences

TEXT = 'It rained in Suva. The harbour board has denied any plan to close the pier. "Never," it said.'


def span(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


def reported(labels, targets=()):
    a = Attribution((span("The harbour board"),), (span("has denied"),), (span("any plan to close the pier"),))
    spread = np.full(len(labels.stances), 1 / 6, np.float32)
    side = np.array([0.05, 0.05, 0.1, 0.7, 0.1], np.float32)
    tone = np.array([0.1, 0.8, 0.1], np.float32)
    return Reported(a, 3.0, 0.7, spread, tuple(ReportedTarget(t, 0.8, side, tone) for t in targets))


def made(labels, *targets):
    actor = Actor("harbour board", "organization", "FJ", Mention.of(TEXT, span("The harbour board")))
    r = reported(labels, targets)
    names = [["name"] * len(targets)]
    return records(TEXT, sentences(TEXT), [r], [actor], names, labels, Calibration())


def test_every_span_reads_as_it_says(labels, mentions):
    """A monitor quotes by offsets; one that is off by a letter is a misquotation."""
    for record in made(labels, span("plan to close the pier")):
        found = list(mentions(record.to_json()))
        assert len(found) == 5
        assert all(TEXT[m["start"] : m["end"]] == m["text"] for m in found)


def test_a_side_has_a_target_and_scores_that_sum_to_one(labels):
    """Consumers add scores up; and the stance must be the largest of them."""
    (record,) = made(labels, span("plan to close the pier"))
    assert record.stance == "deny"
    assert max(record.stance_scores, key=record.stance_scores.get) == "deny"
    assert sum(record.stance_scores.values()) == pytest.approx(1, abs=1e-9)
    assert record.sentiment == "neutral"
    assert record.evidence.text == "The harbour board has denied any plan to close the pier."


def test_no_side_is_one_neutral_record(labels):
    """Without it nobody could see that the attribution was read at all."""
    (record,) = made(labels)
    assert (record.stance, record.target, record.sentiment) == ("neutral", None, None)
    assert 0 <= record.confidence <= 1


def test_targets_of_one_attribution_share_it_in_order(labels):
    """Records are grouped by their attribution id; the order is that of the text."""
    both = made(labels, span("the pier"), span("any plan"))
    assert [r.target.mention.text for r in both] == ["any plan", "the pier"]
    assert {r.attribution for r in both} == {"a1"}


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ('"We won," he said.', ['"We won,"'], "direct"),
        ("He said they won.", ["they won"], "indirect"),
        ('He said they had "won big" at last.', ['they had "won big" at last'], "mixed"),
        ('"We," he said, "won."', ['"We,"', '"won."'], "direct"),
        ("He said “we won” twice.", ["we won"], "direct"),
    ],
)
def test_expression_tells_how_it_is_worded(text, content, expected):
    """Direct speech may be quoted as it stands, indirect may not."""
    assert expression([span(c, text) for c in content], quoted(text, sentences(text)), text) == expected


def test_watched_strings_match_whole_words_in_any_case(labels):
    """ "pier" must not fire on "pierced", nor miss "PIER"."""
    (record,) = watched(made(labels, span("plan to close the pier")), ["PIER", "pie", "harbour board", "close", "  "])
    assert record.watch == ("PIER", "harbour board", "close")
