"""seeds/: texts, attributions, holders and stance records in one row an article."""

from collections.abc import Iterator
from pathlib import Path

from datasets import Features, List, Value

from training.corpora.article import Article, Attribution
from training.corpora.layered import ITEM, items, rows, spans

_SPANS = List(List(Value("int64")))
FEATURES = Features(
    {
        "id": Value("string"),
        "title": Value("string"),
        "topic": Value("string"),
        "place": Value("string"),
        "text": Value("string"),
        "attributions": List(
            {
                "id": Value("string"),
                "source": _SPANS,
                "cue": _SPANS,
                "content": _SPANS,
                "holder": Value("string"),
                "kind": Value("string"),
                "country": Value("string"),
                "stances": List(ITEM),
            }
        ),
    }
)


def read(path: Path) -> Iterator[Article]:
    for row in rows(path, FEATURES):
        marked = (
            Attribution(a["id"], spans(a["source"]), spans(a["cue"]), spans(a["content"]), a["holder"], items(a["stances"]))
            for a in row["attributions"]
        )
        yield Article(row["id"], row["text"], tuple(marked))
