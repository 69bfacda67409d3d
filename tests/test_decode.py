"""Numbers -> attributions and targets, on hand-made arrays."""

import itertools

import numpy as np
import pytest

from model.decode import Decoding, Found, assemble, judged, legal_transitions, pointed_source, pooling, tagged_spans, viterbi

K = 7
OPEN = legal_transitions(np.zeros((K, K), np.float32), np.zeros(K, np.float32))


def brute_force(emissions, transitions, opening):
    paths = itertools.product(range(K), repeat=len(emissions))
    score = lambda p: (
        opening[p[0]] + sum(transitions[a, b] for a, b in itertools.pairwise(p)) + sum(emissions[t, k] for t, k in enumerate(p))
    )
    return max(paths, key=score)


def test_viterbi_finds_the_best_path_of_each_row():
    """A wrong back pointer moves a content's border by a word: quotations would be cut."""
    random = np.random.default_rng(0)
    emissions = random.normal(size=(3, 4, K)).astype(np.float32)
    transitions, opening = random.normal(size=(K, K)).astype(np.float32), random.normal(size=K).astype(np.float32)
    paths = viterbi(emissions, [4, 2, 3], transitions, opening)
    for row, length, path in zip(emissions, [4, 2, 3], paths, strict=True):
        assert tuple(path) == brute_force(row[:length], transitions, opening)


def test_no_span_begins_in_its_middle():
    """Inside tags without a beginning would make spans out of nothing."""
    emissions = np.zeros((1, 5, K), np.float32)
    emissions[0, :, 6] = 5.0  # I-content everywhere
    (path,) = viterbi(emissions, [5], *OPEN)
    assert path.tolist() == [5, 6, 6, 6, 6]


def test_tags_become_spans():
    """Two spans of one kind that touch stay two: sources of two attributions often do."""
    spans = tagged_spans(np.array([1, 2, 1, 0, 3, 5, 6, 6]))
    assert spans == {"source": [(0, 2), (2, 3)], "cue": [(4, 5)], "content": [(5, 8)]}


def scores_for(span, length, none=(0, 0)):
    start, end = np.zeros(length, np.float32), np.zeros(length, np.float32)
    start[span[0]], end[span[1]] = 4, 4
    start[0], end[0] = max(none[0], start[0]), max(none[1], end[0])
    return start, end


def test_a_split_quotation_is_one_attribution():
    """Two pieces around "he said" belong to one cue; as two attributions a monitor would count the speaker twice."""
    spans = {"source": [(4, 5)], "cue": [(5, 6)], "content": [(0, 4), (7, 9)]}
    start, end = scores_for((5, 5), 10)
    found = assemble(spans, np.array([[1.0], [1.0]], np.float32), start[None], end[None])
    assert found == [Found((4, 5), (5, 6), ((0, 4), (7, 9)))]


def test_a_cue_without_content_says_nothing():
    """No record without evidence."""
    spans = {"source": [], "cue": [(5, 6)], "content": []}
    start, end = scores_for((1, 1), 8)
    assert assemble(spans, np.zeros((1, 1), np.float32), start[None], end[None]) == []


def test_a_bare_quotation_goes_to_the_nearest_source():
    """Interviews set a name before each answer without any verb."""
    spans = {"source": [(0, 1), (6, 7)], "cue": [], "content": [(8, 12)]}
    none = np.zeros((1, 14), np.float32)
    assert assemble(spans, none, none, none) == [Found((6, 7), None, ((8, 12),))]


def test_a_source_never_lies_in_its_own_content():
    """ "He said the president lied": the best-scored name inside the content is not the speaker."""
    start, end = scores_for((6, 6), 10)
    start[2] = end[2] = 2.0
    assert pointed_source(start, end, [(4, 8)]) == (1, 2)


def test_no_source_where_none_scores_best():
    """A passive has no speaker; a made-up one is a false quotation."""
    start, end = scores_for((3, 3), 10, none=(9, 9))
    assert pointed_source(start, end, []) is None


def test_pooling_averages_each_span():
    """Rows that do not sum to one would scale a long cue's scores."""
    weights = pooling([[(0, 2)], []], 5)
    assert weights.shape == (2, 1, 5)
    assert weights[0, 0].tolist() == [0, 0.5, 0.5, 0, 0]
    assert weights[1].sum() == 0


def reading(labels, spans, no_target=0.0, tokens=8):
    """Scores of a reading of so many tokens; `spans`: {(first, last): (score, stance)}."""
    scores = np.full((tokens, tokens, 1 + len(labels.stances) + 3), -8.0, np.float32)
    for (s, e), (value, stance) in spans.items():
        scores[s, e, 0] = value
        scores[s, e, 1 + labels.stances.index(stance)] = 4.0
        scores[s, e, -1] = 4.0
    may = np.ones(tokens, bool)
    may[0] = False
    return scores, no_target, np.array([4.0, 0.0, 0.0], np.float32), may


def test_spans_that_mean_the_same_share_their_probability(labels):
    """ "the plan" and "plan" at 0.45 each are one target, nearly certain; taken one by one both would fall under the threshold
    and half of the stances would be lost."""
    scores, none, count, may = reading(labels, {(2, 4): (4.0, "deny"), (3, 4): (4.0, "deny")}, no_target=2.0)
    out = judged(scores, none, count, may, labels, Decoding(first=0.6, further=0.6))
    assert len(out.targets) == 1
    assert out.targets[0].likely > 0.85
    assert labels.sides[int(out.targets[0].stances.argmax())] == "deny"


def test_two_targets_do_not_overlap(labels):
    """One stretch of text is not two targets of one attribution."""
    scores, none, _, may = reading(labels, {(1, 2): (4.0, "oppose"), (5, 6): (4.0, "support"), (2, 5): (3.0, "oppose")})
    out = judged(scores, none, np.array([0.0, 4.0, 0.0], np.float32), may, labels, Decoding(first=0.3, further=0.3))
    assert sorted((t.start, t.end) for t in out.targets) == [(1, 3), (5, 7)]


def test_no_side_gives_no_target(labels):
    """Two attributions in five take no side; inventing one for them is the worst a monitor can be told."""
    scores, none, count, may = reading(labels, {(2, 4): (1.0, "deny")}, no_target=9.0)
    out = judged(scores, none, count, may, labels, Decoding(first=0.3, further=0.3))
    assert out.targets == ()
    assert out.stances[labels.stances.index("neutral")] > 0.9
    assert out.stances.sum() == pytest.approx(1, abs=1e-4)


def test_content_without_room_for_a_target(labels):
    """A content of one quotation mark, or none at all after clipping, must not bring the service down."""
    scores, none, count, _ = reading(labels, {})
    out = judged(scores, none, count, np.zeros(8, bool), labels, Decoding())
    assert out.targets == ()
    assert out.side == 0
