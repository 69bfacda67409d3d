"""What a name looks like: capitalised runs of an article, cut into title and name, with what tells a person from a body.

Everything here looks at form only; actors.py decides who is meant.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from model import gazetteer
from model.schema import Span
from model.segment import quoted as quotations
from model.segment import sentences
from model.wordlists import (
    ABBREVIATED,
    FEMALE_NAMES,
    FEMALE_WORDS,
    FUNCTION_WORDS,
    MALE_NAMES,
    MALE_WORDS,
    ORGANIZATION_WORDS,
    PARTICLES,
    TITLES,
)

_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-z][\w'’.&-]*|(?<!\w)[ei][A-Z][\w'’.&-]*")
_WORD_START = re.compile(r"(?<![\w'’])[^\W\d_]")
_OFFICE_OF = re.compile(
    r"\b(ambassador|minister|president|secretary|leader|head|chief|director|envoy|commissioner|consul|mp)"
    r" (?:to|of|in|for|from) (?:the )?$",
    re.IGNORECASE,
)
_LOWER = re.compile(r"\b[a-z]+\b")
_COMPOUND = re.compile(r"-(?:based|led|backed|born|owned|run|style|held|controlled|area|trained|educated)\b")
_HONOURS = frozenset({"mp", "msp", "mep", "md", "qc", "esq", "obe", "mbe", "cbe"})
_EMPLOYERS = frozenset({"institute", "ministry", "university", "party", "association", "department", "committee", "corp", "inc"})
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


@dataclass(slots=True)
class _Token:
    start: int
    end: int  # without possessive ending and punctuation
    word: str
    possessive: bool
    stops: bool  # a full stop or the like stands after it


@dataclass(slots=True)
class Name:
    """One name in the text: `text[start:end]` without title, article and possessive ending.

    `title` is lower case: the words of office or address before it ("foreign minister", "mr"), "" without;
    `full_start` is where the title begins. `sentence` is the number of its sentence.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: str
    full_start: int
    possessive: bool
    sentence: int
    quoted: bool

    @property
    def string(self) -> str:
        return " ".join(self.words)


@dataclass(slots=True)
class Scan:
    """What one pass over an article finds."""

    text: str
    names: list[Name]
    sentence_starts: list[int]
    quotes: list[Span]
    lower_words: frozenset[str]
    _starts: list[int] = field(default_factory=list)

    def sentence_at(self, at: int) -> int:
        return max(bisect_right(self.sentence_starts, at) - 1, 0)

    def names_in(self, start: int, end: int) -> list[Name]:
        """The names that begin in text[start:end]."""
        return self.names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def name_before(self, at: int) -> Name | None:
        """The last name that begins before `at`."""
        i = bisect_left(self._starts, at)
        return self.names[i - 1] if i else None

    def quoted(self, at: int) -> bool:
        i = bisect_right(self.quotes, (at, len(self.text) + 1)) - 1
        return i >= 0 and self.quotes[i][0] <= at < self.quotes[i][1]


def scan(text: str) -> Scan:
    """All names of the article, in order."""
    parts = sentences(text)
    found = Scan(text, [], [s.start for s in parts] or [0], quotations(text, parts), frozenset(_LOWER.findall(text)))
    titled = {i for i, s in enumerate(parts) if _is_headline(text, s.start, s.end)}
    headlines: list[list[_Token]] = []
    for run in _runs(text):
        if found.sentence_at(run[0].start) in titled and len(run) > 1:
            headlines.append(run)
            continue
        name = _cut(found, run)
        if name is not None:
            found.names.append(name)
    if headlines:
        known = {w.lower(): n for n in reversed(found.names) for w in n.words}
        found.names += [n for run in headlines for n in _known_names(found, run, known)]
        found.names.sort(key=lambda n: n.start)
    _merge(found)
    found._starts = [n.start for n in found.names]
    return found


def _is_headline(text: str, start: int, end: int) -> bool:
    """A line in which (nearly) every word has a capital says nothing about what is a name."""
    if end - start > 200 or text[end : end + 1] not in ("", "\n"):
        return False
    capitals = [m.group().isupper() for m in _WORD_START.finditer(text, start, end)]
    return len(capitals) > (6 if text[end - 1] == "." else 3) and sum(capitals) >= 0.7 * len(capitals)


def _known_names(found: Scan, run: list[_Token], known: dict[str, Name]) -> Iterator[Name]:
    """The parts of a headline's run that the article's text shows to be names."""
    i = 0
    while i < len(run):
        n, word = 1, run[i].word.lower()
        other = known.get(word)
        while (
            other is not None
            and i + n < len(run)
            and known.get(run[i + n].word.lower()) is other
            and not run[i + n - 1].possessive
        ):
            n += 1
        if other is None and is_given(word) and i + 1 < len(run):
            n = 2
        if other is not None or n == 2:
            name = _cut(found, run[i : i + n])
            if name is not None:
                yield name
        i += n


def _merge(found: Scan) -> None:
    """ "Roads and Ports Authority" is one body."""
    out: list[Name] = []
    for n in found.names:
        last = out[-1] if out else None
        if (
            last is not None
            and found.text[last.end : n.start] == " and "
            and n.words[-1].lower() in ORGANIZATION_WORDS
            and len(n.words) > 1
            and len(last.words) == 1
            and not last.title
            and not is_given(last.words[0])
            and not gazetteer.country(last.words[0])
            and not last.words[0].isupper()
            and last.words[0].lower() not in ORGANIZATION_WORDS
        ):
            last.end, last.words, last.possessive = n.end, (*last.words, "and", *n.words), n.possessive
        else:
            out.append(n)
    found.names = out


def _tokens(text: str) -> Iterator[_Token]:
    for m in _CAPITALISED.finditer(text):
        word = m.group()
        if not word[0].isupper() and not word[1:2].isupper():
            continue
        compound = _COMPOUND.search(word)
        if compound:
            word = word[: compound.start()]
        stripped = word.rstrip(".'’-&")
        tail = word[len(stripped) :]
        possessive = stripped.endswith(("'s", "’s")) or (tail[:1] in ("'", "’") and stripped.endswith("s"))
        if stripped.endswith(("'s", "’s")):
            stripped = stripped[:-2]
        stops = bool(tail) or compound is not None
        if tail.startswith(".") and (len(stripped) == 1 or "." in stripped or stripped.lower() in ABBREVIATED):
            stops = False
            if len(stripped) == 1 or "." in stripped or stripped.lower() in ("jr", "sr"):
                stripped += "."
        if stripped:
            yield _Token(m.start(), m.start() + len(stripped), stripped, possessive, stops)


def _runs(text: str) -> Iterator[list[_Token]]:
    """Capitalised words that belong together."""
    run: list[_Token] = []
    for token in _tokens(text):
        if run and not _joined(text, run, token):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _joined(text: str, run: list[_Token], token: _Token) -> bool:
    last = run[-1]
    if last.word in ("O'", "O’") and token.start - last.end < 3:
        return True
    if last.possessive or last.stops:
        return False
    gap = text[last.end : token.start]
    if len(gap) > 14 or gap.count("\n") > 1:
        return False
    between = gap.lstrip(".").split()
    if not between:
        return bool(gap.lstrip(".")) and gap.strip(". \n\t\xa0") == ""
    if all(w.rstrip("-") in PARTICLES for w in between):
        return True
    if between[0] in ("of", "for", "on") and between[1:] in ([], ["the"]):
        return last.word.lower() in ORGANIZATION_WORDS or (between[0] == "of" and last.word.lower() in TITLES)
    return between == ["&"] or (between == ["and"] and any(t.word in ("Department", "Ministry") for t in run))


def _cut(found: Scan, run: list[_Token]) -> Name | None:
    """The name in a run, or None where only words of office, address or grammar stand there."""
    sentence = found.sentence_at(run[0].start)
    opens = found.sentence_starts[sentence] + 1 >= run[0].start
    while run and _is_grammar(run[0], opens, len(run), found.lower_words):
        run, opens = run[1:], False
    if not run:
        return None
    office = _OFFICE_OF.search(found.text, max(run[0].start - 24, 0), run[0].start)
    title_before = ""
    if office and len(run) > 1 and run[-1].word.lower() not in ORGANIZATION_WORDS:
        run, title_before = run[1:], office.group(1).lower()
    first = _after_titles(found.text, run)
    if first >= len(run):
        return None
    name, last = run[first:], run[-1]
    words = tuple(found.text[name[0].start : last.end].split())
    title = " ".join(t.word.lower().rstrip(".") for t in run[:first]) or title_before
    return Name(name[0].start, last.end, words, title, run[0].start, last.possessive, sentence, found.quoted(run[0].start))


def _is_grammar(token: _Token, opens: bool, length: int, lower_words: frozenset[str]) -> bool:
    """Is this word capitalised only because a sentence begins with it?"""
    word = token.word.lower()
    if word in FUNCTION_WORDS and token.word != "WHO":
        return True
    if not opens or word in TITLES or word in MALE_NAMES or word in FEMALE_NAMES:
        return False
    return word in lower_words and (length == 1 or word not in ORGANIZATION_WORDS)


def _after_titles(text: str, run: list[_Token]) -> int:
    """Where the name begins in a run: after the last word of office; past the end where nothing else is there."""
    lower = [t.word.lower().rstrip(".") for t in run]
    if len(run) > 2 and lower[-1] in _HONOURS:
        del run[-1], lower[-1]
    n = len(run)
    if lower[-1] in ORGANIZATION_WORDS or (lower[0] in ORGANIZATION_WORDS and " of" in text[run[0].end : run[-1].start]):
        return 0
    if lower[-1] in TITLES and not (n > 1 and is_given(lower[-2])):
        return n
    for i in range(n - 3, -1, -1):  # "Associated Press Ken Thomas": the body that he is of goes first
        if lower[i] in _EMPLOYERS or (lower[i] in ORGANIZATION_WORDS and is_given(lower[i + 1]) and lower[i + 1] not in TITLES):
            return i + 1
    if n > 1 and lower[-2:] == ["chief", "executive"]:
        return n
    titles = [i for i in range(n - 1) if lower[i] in TITLES and not (i and is_given(lower[i - 1]))]
    if not titles:
        return 0
    first = titles[-1] + 1
    if " of" in text[run[first - 1].end : run[first].start]:  # "Secretary of State Colin Powell": the office goes on
        given = [i for i in range(first + 1, n) if is_given(lower[i])]
        return given[0] if given else max(first + 1, n - 2) if n - first > 2 else n
    return first


def last_word(words: tuple[str, ...]) -> str:
    """The family name in Western order, in lower case."""
    i = len(words) - 1
    while i > 0 and words[i].lower() in _SUFFIXES:
        i -= 1
    return words[i].lower()


def is_body(words: tuple[str, ...]) -> bool:
    """Does the name hold a word such as "Party" or "University"?"""
    if len(words) == 2 and is_given(words[0]):
        return False
    return any(w.lower() in ORGANIZATION_WORDS for w in words)


def gender_of(first: str, title: str) -> str | None:
    """m or f, from the title if it says so, else from the given name."""
    for word in title.split():
        if word in MALE_WORDS:
            return "m"
        if word in FEMALE_WORDS:
            return "f"
    word = first.lower()
    if word in MALE_NAMES:
        return None if word in FEMALE_NAMES else "m"
    return "f" if word in FEMALE_NAMES else None


def is_given(word: str) -> bool:
    return word.lower() in MALE_NAMES or word.lower() in FEMALE_NAMES
