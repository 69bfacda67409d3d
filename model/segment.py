"""Article -> sentences. Offsets are half-open code points of the article's text, everywhere in this package."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "lt",
        "capt",
        "sgt",
        "maj",
        "adm",
        "rev",
        "hon",
        "st",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "vs",
        "etc",
        "no",
        "art",
        "fig",
        "al",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "d.c",
        "a.m",
        "p.m",
        "e.g",
        "i.e",
        "approx",
        "dept",
        "est",
        "min",
        "max",
        "messrs",
        "pres",
        "amb",
        "atty",
        "cmdr",
        "ft",
        "mt",
    ]
)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t]*\n)[^\n]+)*")
_STOP = re.compile(r"""[.!?…]["'”’»)\]]*(?=\s)""")
_BEFORE = re.compile(r"[\w.]+$")
_OPENING = "\"'“‘«(["


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, `text[start:end]`; `opens_paragraph` where it is its paragraph's first."""

    start: int
    end: int
    opens_paragraph: bool


def sentences(text: str) -> list[Sentence]:
    """The article's sentences in order; together they cover everything but white space.

    A paragraph ends at a blank line, or at a line's end where that line ends like a sentence or the next one is a line
    of its own (wire copy and web text both occur); a sentence never runs over a paragraph's end.
    """
    out: list[Sentence] = []
    for start, end in _paragraphs(text):
        first = True
        for s, e in _split(text, start, end):
            out.append(Sentence(s, e, first))
            first = False
    return out


def _paragraphs(text: str) -> list[tuple[int, int]]:
    out = []
    for block in _PARAGRAPH.finditer(text):
        lines = [(m.start() + block.start(), m.end() + block.start()) for m in re.finditer(r"[^\n]+", block.group())]
        wrapped = _is_hard_wrapped(text, lines)
        start, end = lines[0]
        for s, e in lines[1:]:
            if not wrapped:
                out.append((start, end))
                start = s
            end = e
        out.append((start, end))
    return [(s, e) for s, e in (_trim(text, s, e) for s, e in out) if s < e]


def _is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Lines of one width that mostly end in the middle of a sentence were broken by a typesetter, not by the author."""
    full = [text[s:e].rstrip() for s, e in lines[:-1]]
    if len(full) < 2 or not all(40 <= len(line) <= 100 for line in full):
        return False
    return sum(line[-1] not in '.!?"”' for line in full) > len(full) / 2


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out, at = [], start
    for m in _STOP.finditer(text, start, end):
        if _ends_sentence(text, m.start(), m.end(), end):
            out.append((at, m.end()))
            at = m.end()
    out.append((at, end))
    return [(s, e) for s, e in (_trim(text, s, e) for s, e in out) if s < e]


def _ends_sentence(text: str, stop: int, after: int, end: int) -> bool:
    following = text[after : min(after + 8, end)].lstrip()
    if not following:
        return True
    if following[0].islower() or following[0] in ",;:":
        return False
    if text[stop] != "." or after > stop + 1:
        return True
    before = _BEFORE.search(text, max(stop - 20, 0), stop)
    word = before.group() if before else ""
    if len(word) == 1 and word.isupper():
        return following[0] in _OPENING and following[0] != "("
    return word.lower() not in _ABBREVIATIONS


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


_QUOTE = re.compile('["“”«»„]')


def quoted(text: str, parts: Sequence[Sentence]) -> list[tuple[int, int]]:
    """What stands between double quotation marks, marks left out, in order. A quotation that is not closed ends with
    its paragraph, as one that goes on in the next paragraph does."""
    out: list[tuple[int, int]] = []
    opened: int | None = None
    for n, part in enumerate(parts):
        for m in _QUOTE.finditer(text, part.start, part.end):
            if opened is None and m.group() not in "”»":
                opened = m.end()
            elif opened is not None and m.group() not in "“«„":
                out.append((opened, m.start()))
                opened = None
        ends_paragraph = n + 1 == len(parts) or parts[n + 1].opens_paragraph
        if opened is not None and ends_paragraph:
            out.append((opened, part.end))
            opened = None
    return out
