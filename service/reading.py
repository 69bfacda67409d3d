"""What is sent in -> the text to analyse. The checks of the input live here, for the command line and HTTP alike."""

import json
import logging
import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from model.errors import InputError, TooLarge, Unreadable
from model.schema import Attribution, Span
from service.settings import Settings

MOST_WATCHED, LONGEST_WATCHED = 1000, 200
_BOM = "\ufeff"
_HTML_STARTS = ("<!doctype html", "<html")
_SENTENCE = re.compile(r"""^(?:\S+\s+){5}\S|[.!?…]["'”’»)]*$""")  # trafilatura falls back to menus and buttons


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that may be analysed; `extracted` where it came out of HTML, so that offsets count in it and in nothing else."""

    text: str
    extracted: bool


def decode(data: bytes, limit: int) -> str:
    """The bytes of a file as text. Raises Unreadable where they are not UTF-8, TooLarge past `limit` characters.

    A byte order mark at the start says how the file is written and is no part of its text: offsets count from the
    character after it. Line ends stay as they are, so offsets count every carriage return.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Unreadable(f"not UTF-8: byte {e.start} cannot be read") from None
    return _bounded(text, limit, "text")


def read(text: str | None, html: str | None, settings: Settings) -> Reading:
    """The text to analyse from one of the two; the other is None. Raises InputError, with `field` naming the one."""
    if text is not None and html is not None:
        raise InputError("give text or html, not both", field="html", code="invalid")
    if text is not None:
        return Reading(_usable(text, "text", settings.largest_article), extracted=False)
    if html is not None:
        return Reading(_extract(_usable(html, "html", settings.largest_html), settings.largest_article), extracted=True)
    raise InputError("give text or html: one of them is needed", field="text", code="invalid")


def looks_like_html(text: str) -> bool:
    """Whether it begins as an HTML page does."""
    return text[:200].lstrip(_BOM + " \t\r\n\f").lower().startswith(_HTML_STARTS)


def mostly_not_latin(text: str) -> bool:
    """Whether most of its letters belong to another alphabet; the model has read English only."""
    letters = [c for c in text if c.isalpha()] if not text.isascii() else []
    return sum(not _is_latin(c) for c in letters) > len(letters) / 2


def watched(strings: Sequence[str]) -> tuple[str, ...]:
    """The caller's strings without blank ones. Raises InputError for too many, too long or unreadable ones."""
    if len(strings) > MOST_WATCHED:
        raise TooLarge(f"{len(strings):,} strings to watch; {MOST_WATCHED:,} at most", limit=MOST_WATCHED, field="watch")
    for s in strings:
        if len(s) > LONGEST_WATCHED:
            raise TooLarge(f"a string to watch has {len(s):,} characters; {LONGEST_WATCHED} at most: {s[:40]}...",
                           limit=LONGEST_WATCHED, field="watch")  # fmt: skip
        _readable(s, "watch")
    return tuple(s for s in strings if s.strip())


def parse_json(data: bytes) -> Any:
    """JSON in UTF-8 -> its value. Raises Unreadable, also for NaN, for half a surrogate pair and for nesting without end."""
    try:
        return from_json(data.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError as e:
        raise Unreadable(f"not JSON: {e}", code="bad_json") from None


def parse_row(line: bytes) -> dict[str, Any]:
    """A line of JSONL -> its object. Raises InputError."""
    row = parse_json(line)
    if not isinstance(row, dict):
        raise InputError("not a JSON object")
    return row


def given_attributions(value: object, length: int) -> list[Attribution]:
    """A row's "attributions", [{"id", "source", "cue", "content"}] with spans as [[start, end], ...], those without
    content left out. Raises InputError where one does not fit a text of `length` characters."""
    if not isinstance(value, list):
        raise InputError('"attributions" is missing or no list', field="attributions")
    found = [_attribution(item, n, length) for n, item in enumerate(value)]
    return [a for a in found if a.content]


def identity(row: dict[str, Any], number: int) -> Any:
    """The row's id as it came, or its line number. Raises InputError where JSON cannot carry it back."""
    value = row.get("id")
    if value is None:
        return number
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise InputError("the id is nothing that JSON can carry", field="id") from None
    return value


def _usable(text: str, field: str, limit: int) -> str:
    """The text itself, where it is one. Raises InputError."""
    _bounded(text, limit, field)
    _readable(text, field)
    if not text.strip(_BOM + " \t\r\n\f\v") or not text.strip():
        raise InputError("empty: there is nothing but white space in it", field=field, code="empty")
    return text


def _bounded(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise TooLarge(f"{len(text):,} characters; the limit is {limit:,}", limit=limit, field=field)
    return text


def _readable(text: str, field: str) -> None:
    if "\0" in text:
        raise Unreadable("not a text: there are NUL characters in it", field=field)
    try:
        text.encode()
    except UnicodeEncodeError as e:
        raise Unreadable(f"not a text: half a surrogate pair at character {e.start}", field=field) from None


def _extract(html: str, limit: int) -> str:
    """The article of an HTML page. Raises InputError where there is none."""
    import trafilatura  # heavy, and most callers send text

    for name in ("trafilatura", "htmldate", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they log pieces of the page
    try:
        text = trafilatura.extract(html, include_comments=False, include_tables=False)
    except Exception:  # whatever a hostile page does to the parser, the page is at fault
        text = None
    if not text or not any(_SENTENCE.search(line) for line in text.splitlines()):
        raise InputError("HTML without an article in it", field="html", code="no_article")
    return _usable(text.replace("\0", ""), "html", limit)


def _is_latin(letter: str) -> bool:
    c = ord(letter)
    return c < 0x250 or 0x1E00 <= c < 0x1F00 or 0x2C60 <= c < 0x2C80 or 0xA720 <= c < 0xA800 or 0xFF21 <= c <= 0xFF5A


def _attribution(item: object, number: int, length: int) -> Attribution:
    where = f"attributions[{number}]"
    if not isinstance(item, dict):
        raise InputError(f"{where} is no object", field="attributions")
    name = item.get("id")
    if name is not None and not isinstance(name, str):
        raise InputError(f"{where}: its id is no string", field="attributions")
    source, cue, content = (_spans(item.get(part), f"{where}.{part}", length) for part in ("source", "cue", "content"))
    return Attribution(source, cue, content, name)


def _spans(value: object, where: str, length: int) -> tuple[Span, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InputError(f"{where} is no list of [start, end]", field="attributions")
    return tuple(_span(pair, where, length) for pair in value)


def _span(pair: object, where: str, length: int) -> Span:
    if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int for n in pair)):
        raise InputError(f"{where}: a span is two whole numbers, [start, end]", field="attributions")
    start, end = pair
    if not 0 <= start < end <= length:
        raise InputError(f"{where}: [{start}, {end}] does not lie in the text's {length:,} characters", field="attributions")
    return start, end
