"""The shape of a source's noun phrase: which of its names is its head, and where the head ends.

"Norland's Foreign Minister Peter Vogel, who ..." is headed by a person's name, "the spokesman for Iran" by a noun.
"""

import re

from model.names import Name
from model.register import POSTMODIFIER, Entity, Register, is_person_noun, kind_of_noun
from model.schema import Span
from model.wordlists import BODY_NOUNS, ISSUED, OFFICES, TITLES, VERBS

_CUT = re.compile(r",(?!\d)|[;:(\[—–]| -{1,2} |\b(?:who|which|that|whose|whom|where|when|while|including|speaking|writing)\b")
_ABBREVIATION = re.compile(r"\([A-Z][\w.&-]*\) [a-z]")
_LEADING = re.compile(r"[\"“'‘(\s]*(?:by|from|for|with|to|according to|both|neither|either|even|only|just|not)\s", re.IGNORECASE)
_JOIN = re.compile(r"(?:,|,? and|,? or|,? nor| &|/)\s?(?:the\s)?(?:(?:former|visiting|president|senator|fellow)\s)?$")
_CONJUNCTION = re.compile(r"\b(?:and|or|nor)\b|[&/]")
_FOLLOWED = re.compile(r"['’]s\b| (?!and |or |of |who |have |had |has |in |from |are |were |both )[a-z]")
_AND_REST = re.compile(r" (?:and|or) (?:his|her|their|its|the|other|others|some|many|several|a|an)\b")
_HEADS_OF = frozenset("leader head chief director commissioner speaker envoy coordinator".split()) | OFFICES
_POSSESSIVES = ("", "'s", "’s", "'", "’", " himself", " herself", " itself", " MP", " MSP", " MEP", " QC")


class Phrases:
    """Reads noun phrases of one article with the help of its register."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.text = register.text

    def bounds(self, span: Span) -> tuple[int, int]:
        """(start, end of the head): without a leading preposition, before the first comma, bracket or relative clause."""
        start, end = span
        leading = _LEADING.match(self.text, start, end)
        if leading and leading.end() < end:
            start = leading.end()
        m = _CUT.search(self.text, start + 1, end)
        while m is not None and (
            not self.text[start : m.start()].strip(" \"“'") or _ABBREVIATION.match(self.text, m.start(), end)
        ):
            m = _CUT.search(self.text, m.end(), end)
        stop = m.start() if m else end
        while stop > start and self.text[stop - 1] in ' \n,."”-':
            stop -= 1
        return start, stop

    def heads(self, start: int, lead_end: int, end: int) -> list[Name]:
        """The names at the head of a noun phrase: none for a description, several where "and" joins them."""
        names = self.register.scan.names_in(start, end)
        first = next((i for i, n in enumerate(names) if self.is_head(n, start, lead_end)), None)
        if first is None:
            return []
        heads = [names[first]]
        for n in names[first + 1 :]:
            between = self.text[heads[-1].end : n.full_start]
            joined = _JOIN.match(between) or self._joined_apart(self._entity(n), between)
            if joined and not n.possessive and not _FOLLOWED.match(self.text, n.end, end):
                heads.append(n)
        if len(heads) > 1 and not _CONJUNCTION.search(self.text, heads[-2].end, heads[-1].full_start):
            kinds = {self._entity(n).kind for n in heads}
            return heads if len(heads) > 2 and len(kinds) == 1 else heads[:1]
        return heads

    def joined_rest(self, last: Name, lead_end: int) -> str | None:
        """What "and" joins to the last name ("his team"); "" where the phrase ends with the name; None where the name only
        describes ("US and Japanese agencies")."""
        rest = self.text[last.end : lead_end]
        if _AND_REST.match(rest):
            return " ".join(rest.split()[1:])
        return None if rest.startswith((" and ", " & ", "/")) else ""

    def issuer(self, start: int, end: int) -> Entity | None:
        """Whose words a document gives: "data collected by eBay", "a statement issued on behalf of Ann Boyd"."""
        names = [n for n in self.register.scan.names_in(start, end) if n.words[0].lower() not in ISSUED]
        if not names:
            return None
        words = self.text[start : names[0].full_start].lower().split()
        if words and words[-1] == "the":
            words.pop()
        entity = self._entity(names[0])
        if not 2 <= len(words) <= 8 or words[-1] not in ("by", "from", "of") or entity.kind == "country":
            return None
        if words[-1] == "of" and words[-2] != "behalf":
            return None
        noun = next((w for w in words if w in ISSUED), None)
        return entity if noun and names[0].end + 2 >= end - 60 else None

    def is_list(self, start: int, end: int) -> bool:
        """Is it "blacks, Hispanics and others", not a noun with an apposition?"""
        text = self.text[start : min(end, start + 300)]
        parts = text.split(", ")
        if end - start > 300 or not 2 <= len(parts) <= 9 or " and " not in parts[-1] or not parts[0].endswith("s"):
            return False
        return all(len(p.split()) <= 4 for p in parts[:-1]) and not any(c in text for c in '.;:()—"“')

    def is_head(self, n: Name, start: int, lead_end: int) -> bool:
        """Is this the name of the phrase itself, not of something that describes it?"""
        entity = self._entity(n)
        if n.start >= lead_end:
            return not n.possessive and self._is_apposition(n, entity, start, lead_end)
        word = self.word_before(n.full_start)
        if n.full_start > start and ((word.endswith("ing") and word not in TITLES and word != "visiting") or word in VERBS):
            return False
        preposition = POSTMODIFIER.search(self.text, start, n.full_start)
        if preposition:
            return n.end >= lead_end and entity.kind == "person" and self._holds_office(n, start, preposition.start())
        after = self.text[n.end : lead_end]
        plain = not self._is_modified(start, n)
        if after in _POSSESSIVES:
            return entity.kind in ("person", "unknown", "country") or plain or self.word_before(n.start) in BODY_NOUNS
        if after.startswith((" and ", " & ", "/", " or ", " nor ")):
            return entity.kind == "person" or plain
        return entity.kind == "person" and POSTMODIFIER.match(after.lstrip()) is not None

    def word_before(self, at: int) -> str:
        words = self.text[max(at - 30, 0) : at].split()
        return words[-1] if words else ""

    def _entity(self, n: Name) -> Entity:
        return self.register.of_name[n.start]

    def _is_apposition(self, n: Name, entity: Entity, start: int, lead_end: int) -> bool:
        """ "the county's director, Rosa Lind", "the employers' organisation, the CBI"."""
        between = self.text[lead_end : n.full_start]
        fits = entity.kind == "person" and (len(n.words) > 1 or bool(n.title))
        if not fits and entity.kind in ("organization", "unknown"):
            fits = self.word_before(lead_end) in BODY_NOUNS and self.text[n.end : n.end + 1] in (",", "", " ")
        if not fits or not between.lstrip().startswith((",", "–", "—", "-")) or POSTMODIFIER.search(between):
            return False
        words = between.lstrip(" \n,–—-").split()
        head = self.text[start:lead_end].split(" of ")[0].rsplit(" ", 1)[-1].lower()
        return len(words) < 6 and not any(c in between[1:] for c in ",;:()") and not kind_of_noun(head)[1]

    def _joined_apart(self, entity: Entity, between: str) -> bool:
        """A second person after the first one's apposition: "A, a lawyer, and B"."""
        i = between.rfind(" and ")
        if i < 1 or between[i - 1] not in ",)" or entity.kind != "person" or not entity.sure:
            return False
        return len(between[i:].split()) < 6 and not POSTMODIFIER.search(between[i:])

    def _holds_office(self, n: Name, start: int, preposition: int) -> bool:
        """Does the phrase before the name say what the person is ("minister of sport Jaime ...", "... chairman Trevor ...")?"""
        words = self.text[start:preposition].split()
        noun = words[-1].lower() if words else ""
        before = self.text[preposition : n.full_start].split()
        if noun in _HEADS_OF:
            return len(before) > 1 or n.title == noun
        described = bool(before) and (is_person_noun(before[-1].lower()) or before[-1].endswith(("'s", "’s")))
        return described and not is_person_noun(noun) and not kind_of_noun(noun)[1]

    def _is_modified(self, start: int, n: Name) -> bool:
        """Does something else than an article stand before the name ("other Republicans")?"""
        before = self.text[start : n.full_start].strip(" \"“'").lower()
        return bool(before) and before not in ("the", "a", "an")
