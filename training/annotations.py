"""Labelled articles: is a file what training can read?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.labels import PARTS, Labels
from model.schema import Kind

Offset = Annotated[int, Field(ge=0)]
Pair = tuple[Offset, Offset]


class Row(BaseModel):
    """A part of a file; unknown fields are faults: they are misspelt ones."""

    model_config = ConfigDict(extra="forbid", strict=False)


class StanceRow(Row):
    start: Offset
    end: Offset
    target: str = Field(min_length=1)
    name: str = Field(min_length=1)
    stance: str
    sentiment: str


class AttributionRow(Row):
    id: str = Field(min_length=1)
    source: list[Pair]
    cue: list[Pair]
    content: list[Pair] = Field(min_length=1)
    holder: str | None
    kind: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None
    stances: list[StanceRow]

    @model_validator(mode="after")
    def _kind_known(self) -> "AttributionRow":
        if self.kind not in get_args(Kind):
            raise ValueError(f"kind {self.kind!r} is none of {list(get_args(Kind))}")
        return self


class ArticleRow(Row):
    id: str = Field(min_length=1)
    title: str | None = None
    topic: str | None = None
    place: str | None = None
    text: str = Field(min_length=1)
    attributions: list[AttributionRow]


def faults(path: Path, labels: Labels) -> Iterator[str]:
    """Every fault of a JSON lines file, "file:line article: fault"."""
    seen: dict[str, int] = {}
    with path.open(encoding="utf8") as f:
        for number, line in enumerate(f, 1):
            where = f"{path}:{number}"
            try:
                row = ArticleRow.model_validate(json.loads(line))
            except ValidationError as e:
                yield from (f"{where} {_name(line)}: {'.'.join(map(str, x['loc']))}: {x['msg']}" for x in e.errors())
            except ValueError as e:
                yield f"{where}: not JSON: {e}"
            else:
                if row.id in seen:
                    yield f"{where} {row.id}: the id stands in line {seen[row.id]} already"
                seen[row.id] = number
                yield from (f"{where} {row.id}: {fault}" for fault in _of_article(row, labels))


def _name(line: str) -> Any:
    raw = json.loads(line)
    return raw.get("id", "(no id)") if isinstance(raw, dict) else "(no object)"


def _of_article(row: ArticleRow, labels: Labels) -> Iterator[str]:
    owner: dict[int, str] = {}
    ids = [a.id for a in row.attributions]
    yield from (f"attribution id {i} is given twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for a in row.attributions:
        for part in PARTS:
            for s, e in getattr(a, part):
                if not s < e <= len(row.text):
                    yield f"{a.id}: {part} [{s}, {e}) is no span of a text of {len(row.text)} characters"
                elif part != "source":  # attributions of one subject share it
                    others = {owner[i] for i in range(s, e) if i in owner}
                    yield from (f"{a.id}: {part} {row.text[s:e]!r} overlaps {o}" for o in sorted(others))
                    owner.update(dict.fromkeys(range(s, e), a.id))
        yield from (f"{a.id}: {fault}" for x in a.stances for fault in _of_stance(x, a, row.text, labels))
        if len(a.stances) > labels.most_targets:
            yield f"{a.id}: {len(a.stances)} stances, {labels.most_targets} at most"


def _of_stance(x: StanceRow, a: AttributionRow, text: str, labels: Labels) -> Iterator[str]:
    if text[x.start : x.end] != x.target:
        yield f"target {x.target!r} is not what stands at [{x.start}, {x.end}): {text[x.start : x.end]!r}"
    if not any(s <= x.start and x.end <= e for s, e in [*a.content, *a.cue]):
        yield f"target {x.target!r} lies outside content and cue"
    if x.stance not in labels.sides:
        yield f"stance {x.stance!r} is none of {list(labels.sides)}"
    if x.sentiment not in labels.sentiments:
        yield f"sentiment {x.sentiment!r} is none of {list(labels.sentiments)}"
