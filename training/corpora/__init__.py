"""One adapter a file; `read` picks the one that a config names."""

from collections.abc import Iterator

from training.config import Corpus
from training.corpora import layered, seeds
from training.corpora.article import Article


def read(corpus: Corpus) -> Iterator[Article]:
    """The articles of a corpus, in its order."""
    if corpus.layer is not None:
        return layered.read(corpus.texts, corpus.layer)
    return seeds.read(corpus.texts)
