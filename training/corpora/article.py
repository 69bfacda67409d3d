"""What every corpus is read into."""

from dataclasses import dataclass

from model.schema import Span


@dataclass(frozen=True, slots=True)
class Item:
    """A side taken: target span, its resolved name, stance and sentiment."""

    start: int
    end: int
    name: str
    stance: str
    sentiment: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Spans in code points of the article. `items` is None where nobody has labelled the stances."""

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    holder: str | None = None
    items: tuple[Item, ...] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    id: str
    text: str
    attributions: tuple[Attribution, ...]
