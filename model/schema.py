"""The records of an answer, to and from JSON.

Offsets are half-open and count Unicode code points of the text that was sent in: `text[start:end] == mention.text`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["person", "country", "organization", "group", "unknown"]
Expression = Literal["direct", "indirect", "mixed"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the article with its words."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str, span: Span) -> "Mention":
        return cls(text[span[0] : span[1]], *span)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who holds a position: best name, kind, ISO 3166-1 alpha-2 country where known, and the source span where there is one."""

    name: str
    kind: Kind
    country: str | None
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class Target:
    """What a position is about."""

    name: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class StanceRecord:
    """One actor's stance on one target, or the neutral record of an attribution that takes no side (no target)."""

    attribution: str
    actor: Actor | None
    stance: str
    confidence: float
    stance_scores: dict[str, float]
    sentiment: str | None
    sentiment_confidence: float | None
    target: Target | None
    expression: Expression
    cue: Mention | None
    content: tuple[Mention, ...]
    evidence: Mention
    watch: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ModelName:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All records of one article; `text` only where the offsets count in another text than the one sent in."""

    id: Any
    stances: tuple[StanceRecord, ...]
    model: ModelName
    text: str | None = None

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"id": self.id, "stances": [r.to_json() for r in self.stances], "model": asdict(self.model)}
        if self.text is not None:
            out["text"] = self.text
        return out


@dataclass(frozen=True, slots=True)
class Attribution:
    """The spans of one attribution; `id` where the caller gave them."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    id: str | None = None

    @property
    def extent(self) -> Span:
        """From its first character to its last."""
        spans = self.source + self.cue + self.content
        return min(s for s, _ in spans), max(e for _, e in spans)


@dataclass(frozen=True, slots=True)
class Article:
    """One text to analyse. `given`: attributions to judge instead of looking for them; `watch`: the caller's strings."""

    text: str
    id: Any = None
    watch: Sequence[str] = ()
    given: Sequence[Attribution] | None = None
