"""An answer as a table for people in a terminal: who, which stance, on what, and the words that prove it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from model.schema import Answer, Mention, StanceRecord

# Signs and colours of the stances that ship; a label that somebody else trained gets the last one.
_SIGNS = {
    "support": ("+", "green"),
    "affirm": ("✓", "green"),
    "oppose": ("−", "red"),
    "deny": ("✗", "red"),
    "conditional": ("?", "yellow"),
}
_OTHER_SIGN = ("·", "")
_LONGEST_QUOTE = 360
_ACTOR_WIDTH, _STANCE_WIDTH = 20, 13
_MOST_NAMED = 6
# a terminal would obey control characters; marks of direction would turn the rest of a line around
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def show(answer: Answer, text: str, out: IO[str], *, all_records: bool = False) -> None:
    """Print the answer for `text`. The records that take no side are summed up, or shown too with `all_records`."""
    console = Console(file=out, highlight=False, emoji=False, markup=False)
    sides = [r for r in answer.stances if r.target]
    neutral = [r for r in answer.stances if not r.target]
    shown = answer.stances if all_records else sides
    with console.capture() as printed:
        if shown:
            console.print(_table(shown, text))
            console.print()
        console.print(_summary(answer, sides, neutral, hidden=not all_records))
    out.writelines(line.rstrip() + "\n" for line in printed.get().splitlines())


def _table(records: Sequence[StanceRecord], text: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", expand=False)
    table.add_column("Actor", width=_ACTOR_WIDTH, overflow="fold")
    table.add_column("Stance", width=_STANCE_WIDTH, overflow="fold")
    table.add_column("Target and evidence", overflow="fold")
    previous = None
    for record in records:
        if previous is not None:
            table.add_row()
        evidence = [] if record.evidence == previous else [_quote(record, text)]
        table.add_row(_actor(record), _stance(record), Group(_target(record), *evidence))
        previous = record.evidence
    return table


def _actor(record: StanceRecord) -> Text:
    if record.actor is None:
        return Text("nobody named", style="dim")
    actor, mention = record.actor, record.actor.mention
    out = Text(_clean(actor.name), style="bold")
    about = ", ".join(part for part in (actor.kind if actor.kind != "unknown" else "", actor.country or "") if part)
    if about:
        out.append(f"\n{about}", style="not bold dim")
    if mention is not None and _clean(mention.text).casefold() != _clean(actor.name).casefold():
        out.append(f"\n“{_cut(_clean(mention.text), 60)}”", style="not bold dim")
    return out


def _stance(record: StanceRecord) -> Text:
    sign, colour = _SIGNS.get(record.stance, _OTHER_SIGN)
    out = Text(f"{sign} {record.stance}", style=f"bold {colour}".strip())
    out.append(f"\n  {min(record.confidence, 0.99):.0%} sure", style="not bold default")
    if record.sentiment is not None:
        out.append(f"\n  {record.sentiment}", style="not bold default")
    return out


def _target(record: StanceRecord) -> Text:
    if record.target is None:
        return Text("takes no side", style="dim")
    out = Text(_clean(record.target.name), style="bold")
    if record.watch:
        out.append(f"\nwatched: {', '.join(map(_clean, record.watch))}", style="not bold cyan")
    return out


def _quote(record: StanceRecord, text: str) -> Text:
    """The evidence with cue and target marked, cut to what lies around them, and where it stands."""
    start, end = _window(record)
    out, at = Text(), start
    for mention, style in sorted(_marks(record), key=lambda m: m[0].start):
        if at <= mention.start and mention.end <= end:
            out.append(_clean(text[at : mention.start]))
            out.append(_clean(text[mention.start : mention.end]), style=style)
            at = mention.end
    out.append(_clean(text[at:end]))
    before = "…" if start > record.evidence.start else ""
    after = "…" if end < record.evidence.end else ""
    return Text.assemble(f"“{before}", out, f"{after}”", (f"  {record.evidence.start}–{record.evidence.end}", "dim"))


def _marks(record: StanceRecord) -> Iterator[tuple[Mention, str]]:
    if record.cue is not None:
        yield record.cue, "italic"
    if record.target is not None:
        yield record.target.mention, "underline"


def _window(record: StanceRecord) -> tuple[int, int]:
    """The part of the evidence that is quoted: all of it, or what lies around the target or the cue."""
    evidence = record.evidence
    if evidence.end - evidence.start <= _LONGEST_QUOTE:
        return evidence.start, evidence.end
    marked = [m for m, _ in _marks(record)] or [record.content[0]]
    middle = (min(m.start for m in marked) + min(max(m.end for m in marked), evidence.end)) // 2
    start = max(evidence.start, min(middle - _LONGEST_QUOTE // 2, evidence.end - _LONGEST_QUOTE))
    return start, start + _LONGEST_QUOTE


def _summary(answer: Answer, sides: list[StanceRecord], neutral: list[StanceRecord], *, hidden: bool) -> Text:
    out = Text(f"{_number(len(sides), 'stance')} of {_number(len(_names(sides)), 'actor')}" if sides else "No stances found")
    if neutral:
        out.append(f"; {_number(len(neutral), 'more attribution')} without a side")
        out.append(f" ({_counted(neutral)}): show with --all" if hidden else "")
    out.append(f". Model {answer.model.name} {answer.model.version}.")
    return out


def _counted(records: list[StanceRecord]) -> str:
    """The actors of these records, the most frequent first."""
    names = Counter(_clean(r.actor.name) if r.actor else "nobody named" for r in records).most_common()
    parts = [name if n == 1 else f"{name} {n}×" for name, n in names[:_MOST_NAMED]]
    return ", ".join(parts) + (f" and {len(names) - _MOST_NAMED} others" if len(names) > _MOST_NAMED else "")


def _names(records: list[StanceRecord]) -> set[str]:
    return {r.actor.name for r in records if r.actor}


def _number(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _clean(text: str) -> str:
    """The text on one line, with nothing that a terminal obeys."""
    return _UNPRINTABLE.sub(" ", text)
