"""Sentences and quotations: evidence is cut by them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.segment import quoted, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        (
            "Mr. Okoye met Gen. Ruiz in Washington D.C. on Monday. They talked.",
            ["Mr. Okoye met Gen. Ruiz in Washington D.C. on Monday.", "They talked."],
        ),
        ('"We will not go." She meant it.', ['"We will not go."', "She meant it."]),
        ('"Will you go?" he asked. No answer.', ['"Will you go?" he asked.', "No answer."]),
        ("It rose 3.5 percent. Then it fell.", ["It rose 3.5 percent.", "Then it fell."]),
        ("J. K. Adeyemi resigned. Nobody cared.", ["J. K. Adeyemi resigned.", "Nobody cared."]),
        ("A headline without a stop\n\nThe first sentence.", ["A headline without a stop", "The first sentence."]),
        ("A line\nanother line", ["A line", "another line"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    """A cut at "Mr." would give a monitor half a sentence as evidence."""
    assert [text[s.start : s.end] for s in sentences(text)] == expected


def test_hard_wrapped_lines_are_one_paragraph():
    """Mail and old wire copy break lines at a width; a sentence over two lines must stay one sentence."""
    line = "The council of the southern district voted on the plan that it"
    text = f"{line}\nhad been offered by the harbour board of the capital city in\nthe spring, and sent it back with a letter."
    assert len(sentences(text)) == 1


@given(st.text(alphabet=st.sampled_from('aB .!?"\n“”\u2028é😀'), max_size=80))
def test_sentences_cover_all_but_white_space(text):
    """A character outside of every sentence could never be evidence."""
    parts = sentences(text)
    covered = {i for s in parts for i in range(s.start, s.end)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
    assert all(a.end <= b.start for a, b in pairwise(parts))


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph():
    """Quotations over several paragraphs open each and close only the last: all later text would count as quoted."""
    text = 'She said: "We tried.\n\n"We failed." The rest is hers.'
    regions = [text[s:e] for s, e in quoted(text, sentences(text))]
    assert regions == ["We tried.", "We failed."]
