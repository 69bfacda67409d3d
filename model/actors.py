"""Who is speaking: the source of each attribution -> an actor with the best name that the article gives.

names.py collects the article's names, register.py says whose they are, phrases.py finds the head of a noun phrase. Here a
walk through names, pronouns and sources in text order keeps who was mentioned lately and gives each source an entity: a name
its full form, a pronoun or description its antecedent, a seat of government its country.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model import gazetteer
from model.names import Name, scan
from model.phrases import Phrases
from model.register import (
    NOUN_BEFORE,
    POSTMODIFIER,
    Entity,
    Register,
    breaks_compound,
    gender_of_noun,
    is_person_noun,
    kind_of_noun,
)
from model.schema import Actor, Attribution, Kind, Mention, Span
from model.wordlists import BODY_NOUNS, FUNCTION_WORDS, OFFICES, PERSON_NOUNS, PREPOSITIONS, TAKEN_UP, VERBS, VERBS_OF_SPEECH

_LOOK_BACK = 40  # mentions that a pronoun may go back over

# What speaks for an antecedent, in points; tuned on the training layers, where the figures are flat around these.
_PER_SENTENCE = -1.4  # for each sentence between (six at most)
_SUBJECT = 1.0
_SOURCE = 0.6
_LAST_SOURCE = 0.5  # the last one quoted
_AFTER_QUOTE = 0.5  # the same, where the pronoun follows a quotation mark: `..." he said`
_POSSESSIVE = -0.2
_QUOTED = -1.6
_OBLIQUE = -0.7  # a preposition stands before it
_SURE = 0.4
_NOT_SURE = -1.0  # a capitalised phrase that nothing else calls a person
_UNKNOWN = -1.0
_GENDER_KNOWN = 0.3
_OFTEN = 0.3  # times the square root of how often it is named (nine at most)

_ARTICLES = frozenset({"the", "a", "an"})
_DETERMINERS = _ARTICLES | {"this", "these", "those", "that"}
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "same", "both"})
_SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_NEUTER = frozenset({"it", "its", "itself"})
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_AUTHORIAL = frozenset({"i", "me", "my", "mine", "myself"})
_COLLECTIVE = frozenset({"we", "us", "our", "ours", "ourselves"})
_PRONOUNS = frozenset(_SINGULAR) | _PLURAL | _NEUTER | _RELATIVE | _AUTHORIAL | _COLLECTIVE | {"you", "your", "yours"}
_AFTER_PRONOUN = frozenset({"himself", "herself", "themselves", "itself", "all", "both"})
_POSSESSIVE_WORDS = frozenset({"his", "her", "its", "their"})
_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(r"[\w'’%-]+")
_APPOSITION = re.compile(
    r",? (?:\d+,|a\b|an\b|the\b|his\b|her\b|its\b|from\b|of\b|in\b|at\b|another\b|one\b|now\b|then\b|former\b|R-|D-)"
)
_NP_BREAKS = frozenset(
    """to by for with from among and that is are was were be been says said than as but on at about against into if while because
    when has have had not or it he she they including such picking told called""".split()
)
_QUANTITIES = frozenset(
    "the some many most several few two three four five six other these those all dozens hundreds thousands".split()
)
_UNNAMED = re.compile(r"(?:spokes|official|source|witness|judge|analyst|expert)")  # who may well stay without a name
_PARTISANS = frozenset("republican democrat conservative liberal socialist libertarian".split())
_AUTHOR = Entity("author", "person")


@dataclass(slots=True)
class _Mention:
    """One place where an entity is spoken of."""

    entity: Entity
    start: int
    sentence: int
    subject: bool
    quoted: bool
    possessive: bool
    source: bool
    oblique: bool

    def weight(self, sentence: int) -> float:
        """How much speaks for this mention as the antecedent of a pronoun in that sentence."""
        entity = self.entity
        score = _PER_SENTENCE * min(sentence - self.sentence, 6) + _OFTEN * math.sqrt(min(entity.count, 9))
        score += _SUBJECT * self.subject + _SOURCE * self.source + _POSSESSIVE * self.possessive
        score += _QUOTED * self.quoted + _OBLIQUE * self.oblique + _SURE * entity.sure
        score += _GENDER_KNOWN * (entity.gender is not None) + _UNKNOWN * (entity.kind == "unknown")
        return score + _NOT_SURE * (entity.kind == "person" and not entity.sure and not self.source)


def resolve(text: str, attributions: Sequence[Attribution]) -> list[Actor | None]:
    """The actor of each attribution, in order; None where nobody can be named."""
    return _article(text, tuple(attributions)).actors()


def target_names(
    text: str, attributions: Sequence[Attribution], actors: Sequence[Actor | None], targets: Sequence[Sequence[Span]]
) -> list[list[str]]:
    """The resolved name of each target span of each attribution ("him", "the president" -> full name, "the plan" -> "plan")."""
    article = _article(text, tuple(attributions))
    return [[article.target_name(span, actor) for span in spans] for actor, spans in zip(actors, targets, strict=True)]


@lru_cache(maxsize=2)
def _article(text: str, attributions: tuple[Attribution, ...]) -> "_Article":
    """Read once for both questions."""
    return _Article(text, attributions)


class _Article:
    """One article's mentions in text order, and the entities that its sources resolve to."""

    def __init__(self, text: str, attributions: Sequence[Attribution]) -> None:
        self.text = text
        self.attributions = attributions
        self.scan = scan(text)
        self.register = Register(self.scan)
        self.phrases = Phrases(self.register)
        self.mentions: list[_Mention] = []
        self.described: dict[str, Entity] = {}
        self.entities: list[Entity | None] = [None] * len(attributions)
        self._walk()

    def actors(self) -> list[Actor | None]:
        out: list[Actor | None] = []
        for a, entity in zip(self.attributions, self.entities, strict=True):
            span = _source(self.text, a)
            mention = Mention.of(self.text, span) if span else None
            named = entity is not None and entity.name
            out.append(self._actor(entity, mention) if entity is not None and named else None)
        return out

    def _actor(self, entity: Entity, mention: Mention | None) -> Actor:
        kind: Kind = entity.kind
        if kind == "person" and not entity.sure and entity.gender is None and entity.first is not None:
            kind = "unknown"
        return Actor(entity.name, kind, self.register.country_of(entity), mention)

    # --- walking through the article ----------------------------------------------------------------------------------

    def _walk(self) -> None:
        """Every name, pronoun and source in text order; each source gets its entity."""
        events: list[tuple[int, int, object]] = [(n.start, 1, n) for n in self.scan.names]
        events += [(m.start(), 1, m.group().lower()) for m in _PRONOUN.finditer(self.text)]
        for i, a in enumerate(self.attributions):
            span = _whole_source(self.text, a)
            if span is not None:
                events.append((span[0], 0, (i, span)))
        events += [(start, 2, entity) for start, entity in self._plural_subjects()]
        covered = -1
        for start, _, what in sorted(events, key=lambda e: e[:2]):
            if isinstance(what, tuple):
                i, span = what
                entity = self.entities[i] = self._entity_of(span)
                if entity is not None:
                    self._note(entity, start, source=True)
                covered = max(covered, span[1])
            else:
                self._note_in_passing(start, what, start < covered)
        for i, a in enumerate(self.attributions):
            if i and _source(self.text, a) is None:
                self.entities[i] = self._goes_on(i)

    def _note_in_passing(self, start: int, what: object, in_source: bool) -> None:
        """A name or pronoun that is nobody's source; names within a source stand behind the source itself."""
        if isinstance(what, Name):
            entity = self.register.of_name[start]
            if not in_source:
                self._note(entity, start, possessive=what.possessive)
            elif not self.mentions or self.mentions[-1].entity is not entity:
                self._note(entity, start, possessive=True)
        elif isinstance(what, Entity) and not in_source:
            self._note(what, start)
        elif isinstance(what, str) and not in_source and not self.scan.quoted(start):
            found = self._pronoun(what, start)
            if found is not None:
                self._note(found, start, possessive=what in ("his", "her"))

    def _note(self, entity: Entity, start: int, *, source: bool = False, possessive: bool = False) -> None:
        sentence = self.scan.sentence_at(start)
        opens = self.scan.sentence_starts[sentence]
        before = self.text[max(start - 24, opens) : start]
        opened = before.rstrip(" \"'“‘(").endswith((",", " and", " but", ":"))
        subject = not possessive and (source or start - opens < 4 or opened)
        oblique = not source and before.lower().rpartition(" ")[0].rpartition(" ")[2] in PREPOSITIONS
        self.mentions.append(_Mention(entity, start, sentence, subject, self.scan.quoted(start), possessive, source, oblique))

    def _plural_subjects(self) -> list[tuple[int, Entity]]:
        """ "Hundreds of demonstrators", "The officials" at the start of a sentence: whom "they" may mean."""
        out: list[tuple[int, Entity]] = []
        for start in self.scan.sentence_starts:
            words = self.text[start : start + 60].split(" ")[:-1]
            if not words or not words[0][:1].isupper() or words[0].lower() in FUNCTION_WORDS - _QUANTITIES:
                continue
            end = next((i + 1 for i, w in enumerate(words[:4]) if w.isalpha() and kind_of_noun(w.lower())[1]), 0)
            if not end or any(breaks_compound(w) for w in words[1:end]):
                continue
            if words[end : end + 1] == ["of"] and len(words) > end + 1:
                end += 3 if words[end + 1] == "the" else 2
            words = [w.strip(",.") for w in words[:end]]
            if words[0].lower() in _DETERMINERS and len(words) > 1:
                words = words[1:]
            elif self._is_common(words[0]):
                words[0] = words[0].lower()
            out.append((start, self._described(" ".join(words), "group", plural=True)))
        return out

    def _mentions_before(self, at: int) -> list[_Mention]:
        """The last mentions before a place, the latest first."""
        stop = bisect_left(self.mentions, at, key=lambda m: m.start)
        return self.mentions[max(stop - _LOOK_BACK, 0) : stop][::-1]

    def _entity_of(self, span: Span) -> Entity | None:
        """The entity of a source."""
        words = _WORD.findall(self.text, *span)
        if not words:
            return None
        first = _APOSTROPHE.split(words[0])[0].lower()
        shouted = words[0].isupper() and len(words[0]) > 1  # "US", "WHO", "IT"
        alone = len(words) == 1 or (len(words) < 4 and words[-1].lower() in _AFTER_PRONOUN)
        if first in _PRONOUNS and alone and not shouted:
            return self._pronoun(first, span[0])
        if first in _SINGULAR and len(words) > 2 and words[1] == "and":
            owner = self._pronoun(first, span[0])
            other = self._nominal((self.text.index("and", span[0]) + 3, span[1]))
            return self._described(f"{owner.name if owner else words[0]} and {other.name}", "group", plural=True)
        return self._nominal(span)

    def _goes_on(self, i: int) -> Entity | None:
        """Whose words these are where the attribution has no source: a verb that goes on from a subject ("..., adding that",
        "but told"), or a quotation that goes on without a verb. A passive ("was seen as") has nobody."""
        a, before = self.attributions[i], self.attributions[i - 1]
        if not (a.cue or a.content) or _source(self.text, before) is None:
            return None
        start, end_before = a.extent[0], before.extent[1]
        cue = self.text[a.cue[0][0] : a.cue[0][1]].lower().split() if a.cue else []
        if not cue or not any(c.isalpha() for c in cue[0]):
            quoted = self.text[start : start + 1] in ('"', "“", "‘", "'")
            near = start - end_before < 40 and not self.text[end_before:start].strip(" \n.,\"”'’")
            return self.entities[i - 1] if quoted and near else None
        same = self.scan.sentence_at(a.cue[0][0]) == self.scan.sentence_at(before.extent[0])
        if not same or before.source[0][0] > a.cue[0][0]:
            return None
        active = (cue[0].endswith("ing") and cue[0] not in ("being", "having")) or cue[0] in VERBS_OF_SPEECH
        return self.entities[i - 1] if active and len(cue) <= 3 else None

    # --- pronouns -----------------------------------------------------------------------------------------------------

    def _pronoun(self, word: str, at: int) -> Entity | None:
        if word in _SINGULAR:
            gender = _SINGULAR[word]
            found = self._antecedent(at, lambda e: 0.0 if _may_be(e, gender) else None) or self._ahead(at, gender)
            if found is not None and found.gender is None and found.kind == "person":
                found.gender = gender
            return found
        if word in _RELATIVE:
            return self._relative(at)
        if word in _PLURAL:
            return self._antecedent(at, _may_be_they)
        if word in _NEUTER:
            return self._antecedent(at, _may_be_it)
        if word in _AUTHORIAL:
            return self._author(at)
        return self._described("we", "group", plural=True) if word in _COLLECTIVE else None

    def _antecedent(self, at: int, accepts: Callable[[Entity], float | None]) -> Entity | None:
        """The weightiest of the last mentions; `accepts` gives extra points, or None for entities that cannot be meant."""
        sentence = self.scan.sentence_at(at)
        mentions = self._mentions_before(at)
        last = next((m.entity for m in mentions if m.source), None)
        for_last = _LAST_SOURCE + _AFTER_QUOTE * (self.text[max(at - 2, 0) : at].strip()[-1:] in ('"', "”", "'"))
        best, top = None, float("-inf")
        for m in mentions:
            points = accepts(m.entity)
            if points is not None:
                score = points + m.weight(sentence) + for_last * (m.entity is last)
                if score > top:
                    best, top = m.entity, score
        return best

    def _ahead(self, at: int, gender: str) -> Entity | None:
        """The first person named after a pronoun that nobody stands before."""
        for n in self.scan.names_in(at, at + 1500):
            entity = self.register.of_name[n.start]
            if entity.kind == "person" and entity.sure and _may_be(entity, gender):
                return entity
        return None

    def _author(self, at: int) -> Entity:
        """Who says "I": in a quotation whoever spoke last, in a letter the name that stands alone below it, else the author."""
        text, of_name = self.text, self.register.of_name
        if self.scan.quoted(at):
            for m in self._mentions_before(at):
                if m.source and m.entity.kind == "person":
                    return m.entity
        for n in self.scan.names_in(at, at + 2500):
            if len(n.words) > 1 and text[max(n.start - 1, 0)] == "\n" and not text[n.end : n.end + 2].strip(" .\n"):
                return of_name[n.start]
        for n in reversed(self.scan.names_in(max(len(text) - 700, 0), len(text))):
            opens = text[max(n.full_start - 1, 0)] == "\n"
            if opens and of_name[n.start].sure and text[n.end : n.end + 1] in (" ", ","):
                return of_name[n.start]
        return _AUTHOR

    def _relative(self, at: int) -> Entity | None:
        """Whom "who" relates to: the noun phrase right before it, or the person that this phrase describes."""
        start = self.scan.sentence_starts[self.scan.sentence_at(at)]
        end = at
        while end > start and self.text[end - 1] in ' ,\n"”—–-':
            end -= 1
        for n in reversed(self.scan.names_in(max(start, at - 150), end)[-4:]):
            entity = self.register.of_name[n.start]
            between = self.text[n.end : end]
            if not between and (entity.kind in ("person", "organization", "country") or entity.plural):
                if not NOUN_BEFORE.search(self.text, max(n.full_start - 30, start), n.full_start):
                    return entity
            elif entity.kind == "person" and not n.possessive and _APPOSITION.match(between):
                return entity
        words: list[str] = []
        for word in reversed(self.text[max(start, end - 80) : end].split(" ")):
            bare = word.lower().strip('"“”')
            if (word[-1:] in ",;:—" and words) or len(words) > 6 or bare in _NP_BREAKS or bare in VERBS:
                break
            words.insert(0, word)
            if word.lower() in _DETERMINERS:
                break
        length = len(" ".join(words))
        return self._description(end - length, end) if length else None

    # --- noun phrases -------------------------------------------------------------------------------------------------

    def _nominal(self, span: Span) -> Entity:
        """The entity of a noun phrase: that of the names at its head, or of the description."""
        start, lead_end = self.phrases.bounds(span)
        heads = self.phrases.heads(start, lead_end, span[1])
        if not heads:
            issuer = self.phrases.issuer(start, span[1])
            return issuer or self._description(start, span[1] if self.phrases.is_list(start, span[1]) else lead_end)
        if len(heads) == 1 and self._is_native(heads[0], start, lead_end):
            return self._salient([heads[0].words[0].lower()], start) or self.register.of_name[heads[0].start]
        names = [self.register.of_name[n.start].name for n in heads]
        rest = self.phrases.joined_rest(heads[-1], lead_end)
        if rest is None:
            return self._description(start, lead_end)
        if rest:
            names.append(rest)
        if len(names) > 1:
            return self._described(", ".join(names[:-1]) + " and " + names[-1], "group", plural=True)
        return self.register.of_name[heads[-1].start]

    def _is_native(self, n: Name, start: int, lead_end: int) -> bool:
        """ "The Russian", "the Democrat": one person by country or party."""
        if len(n.words) > 1 or n.end < lead_end or self.text[start : n.start].strip().lower() != "the":
            return False
        word = n.words[0].lower()
        return word in PERSON_NOUNS or (word.endswith(("an", "i")) and gazetteer.demonym(word) is not None)

    def _description(self, start: int, end: int) -> Entity:
        """The entity of a phrase without a name at its head."""
        words = " ".join(self.text[start:end].split()).strip("\"“”'").split(" ")
        determiner = words[0].lower()
        words = self._without_determiner(words, determiner, start)
        name = " ".join(words)
        m = POSTMODIFIER.search(name, 1)
        noun_phrase = [w.lower().strip("\"”'") for w in (name[: m.start()].split() if m else words)] or [name.lower()]
        modified = m is not None or self.text[end : end + 4] in (" who", " whi")
        found = self._side(noun_phrase) or self._known(noun_phrase, determiner, start, modified, words)
        if found is not None:
            return found
        kind, plural = kind_of_noun(noun_phrase[-1])
        entity = self._described(name, kind, plural=plural, gender=gender_of_noun(noun_phrase[-1]))
        entity.roles.add(noun_phrase[-1])
        return entity

    def _without_determiner(self, words: list[str], determiner: str, at: int) -> list[str]:
        """No article, and the owner's name for "his"; a sentence's first word in lower case where that is its usual form."""
        if determiner in _DETERMINERS and len(words) > 1:
            words = words[1:]
        elif determiner in _POSSESSIVE_WORDS and len(words) > 1:
            owner = self._pronoun(determiner, at)
            words = [_genitive(owner.name), *words[1:]] if owner else words
        opens = self.scan.sentence_starts[self.scan.sentence_at(at)] == at
        if opens and words[0][:1].isupper() and self._is_common(words[0]):
            words = [words[0].lower(), *words[1:]]
        return words

    def _is_common(self, word: str) -> bool:
        """Has it a capital only because a sentence begins with it?"""
        lower = word.lower()
        singular = lower.removesuffix("s")
        noun = singular in PERSON_NOUNS and singular not in _PARTISANS and gazetteer.demonym(singular) is None
        common = lower in self.scan.lower_words or lower in FUNCTION_WORDS or noun
        return common and not (word.isupper() and len(word) > 1)

    def _side(self, noun_phrase: list[str]) -> Entity | None:
        """ "the Azeri side": the country."""
        place = gazetteer.demonym(" ".join(noun_phrase[:-1])) if noun_phrase[-1] in ("side", "delegation") else None
        if place is None:
            return None
        return self.register.bodies.get(place.name.lower()) or Entity(place.name, "country", country=place.code)

    def _described(self, name: str, kind: Kind, *, plural: bool = False, gender: str | None = None) -> Entity:
        return self.described.setdefault(name.lower(), Entity(name, kind, plural=plural, gender=gender))

    def _known(self, np: list[str], determiner: str, at: int, modified: bool, words: list[str]) -> Entity | None:
        """Whom a description means that the article names or describes elsewhere, None where it stands for itself.

        `np` is the phrase in lower case up to its head noun; `modified` says that "of ..." or "who ..." follows.
        """
        head = np[-1]
        if (determiner == "both" or np[0] in ("both", "two")) and len(np) < 3 and not modified:
            return self._pair(head, at)
        plural = kind_of_noun(head)[1]
        if is_person_noun(head) and not plural:
            return self._known_person(np, determiner, at, modified)
        definite = determiner in _DEFINITE
        if modified or (not definite and (determiner in _DETERMINERS or plural)):
            return None
        if len(np) == 1 or (len(np) == 2 and not any(w[:1].isupper() for w in words)):
            found = self._same_head(head, at) or self._fuller(np, at)
            if found is not None:
                return found
        if len(np) > 1 or head not in BODY_NOUNS:
            return None
        return self.register.body_with(head, at) or (self._body_lately(at) if definite and head in TAKEN_UP else None)

    def _known_person(self, np: list[str], determiner: str, at: int, modified: bool) -> Entity | None:
        definite = determiner in _DEFINITE
        sentence = self.scan.sentence_at(at)
        if definite or determiner not in _DETERMINERS or sentence < 3:
            found = self.register.in_role(np, at, modified or not definite)
            if found is not None:
                return found
        if not definite and sentence < 2 and not _UNNAMED.match(np[-1]):
            return self._introduced(at, gender_of_noun(np[-1]))
        if definite and not modified:
            return self._same_head(np[-1], at) or self._fuller(np, at) or self._salient(np, at)
        return None

    def _introduced(self, at: int, gender: str | None) -> Entity | None:
        """The person whom the lead describes ("A former teacher has ...") and one of the next two sentences names first."""
        sentence = self.scan.sentence_at(at)
        for opens in self.scan.sentence_starts[sentence + 1 : sentence + 3]:
            for n in self.scan.names_in(opens, opens + 40):
                entity = self.register.of_name[n.start]
                new = entity.first is n and not n.possessive and n.full_start - opens < 8
                if new and entity.sure and _may_be(entity, gender):
                    return entity
        return None

    def _pair(self, head: str, at: int) -> Entity | None:
        """The two that "both" and "the two" mean: a pair named as one, else the last two of their kind."""
        bodies = head.rstrip("s") in BODY_NOUNS or head in ("countries", "companies", "parties")
        kinds = ("organization", "country") if bodies else ("person",)
        found: list[Entity] = []
        for m in self._mentions_before(at):
            entity = m.entity
            if " and " in entity.name and entity.kind == "group" and not entity.roles:
                return entity
            if entity.kind in kinds and (bodies or entity.sure) and entity not in found:
                found.append(entity)
            if len(found) == 2:
                return self._described(f"{found[1].name} and {found[0].name}", "group", plural=True)
        return None

    def _salient(self, np: list[str], at: int) -> Entity | None:
        """The person spoken of lately who may be "the senator", "the 52-year-old": nobody who is known to hold another office."""
        gender = gender_of_noun(np[-1])
        others = OFFICES - {np[-1]} if np[-1] in OFFICES else frozenset()

        def accepts(e: Entity) -> float | None:
            return 0.0 if e.kind == "person" and e.sure and _may_be(e, gender) and not e.roles & others else None

        return self._antecedent(at, accepts)

    def _body_lately(self, at: int) -> Entity | None:
        """The body spoken of lately that "the company" takes up."""
        kinds = ("organization", "unknown")
        return self._antecedent(at, lambda e: 0.0 if e.kind in kinds and not e.roles and not e.plural else None)

    def _same_head(self, head: str, at: int) -> Entity | None:
        """The last source that was described by this noun."""
        return next((m.entity for m in self._mentions_before(at) if m.source and head in m.entity.roles), None)

    def _fuller(self, np: list[str], at: int) -> Entity | None:
        """What a fuller phrase with the same noun describes."""
        phrase = self.register.fuller(np[-1], at) if len(np) == 1 else None
        if phrase is None:
            return None
        kind, plural = kind_of_noun(np[-1])
        return self._described(phrase, kind, plural=plural, gender=gender_of_noun(np[-1]))

    # --- targets ------------------------------------------------------------------------------------------------------

    def target_name(self, span: Span, actor: Actor | None) -> str:
        """What a target span means: a pronoun its antecedent, a last name or office the person, else its own words."""
        start, end = span
        words = self.text[start:end].split()
        if not words:
            return ""
        first = _APOSTROPHE.split(words[0])[0].lower() if words[0] != "US" else ""
        if first in _PRONOUNS and not (first == "that" and len(words) > 1):
            return self._target_pronoun(first, words, start, actor) or " ".join(words)
        determiner = self.phrases.word_before(start).lower()
        if words[0].lower() in _ARTICLES and len(words) > 1:
            determiner, words = words[0].lower(), words[1:]
        names = [n for n in self.scan.names_in(start, end) if n.end <= end]
        if names and names[0].end >= end - 2 and self.phrases.is_head(names[0], start, end):
            string = names[0].string
            return string if gazetteer.seat(string) else self.register.of_name[names[0].start].name
        noun_phrase = [w.lower() for w in words]
        taken_up = is_person_noun(noun_phrase[-1]) or noun_phrase[-1] in BODY_NOUNS
        if not names and len(words) < 4 and determiner in _DEFINITE and taken_up:
            found = self._known(noun_phrase, determiner, start, False, words)
            if found is not None:
                return found.name
        return " ".join(words)

    def _target_pronoun(self, first: str, words: list[str], at: int, actor: Actor | None) -> str | None:
        """The name behind "him", "he's" or "his plan"; None where none is found."""
        possessive = (first in _POSSESSIVE_WORDS or first in ("my", "our")) and len(words) > 1
        if not possessive and (len(words) > 2 or words[-1].lower() in ("who", "that")) and len(words) > 1:
            return None
        name = self._pronoun_name(first, at, actor, possessive)
        if name and possessive:
            return " ".join([_genitive(name), *words[1:]])
        return name

    def _pronoun_name(self, first: str, at: int, actor: Actor | None, possessive: bool) -> str | None:
        speaker = actor.name if actor is not None else None
        if first in _AUTHORIAL and speaker:
            return speaker
        if first in _SINGULAR:
            gender = _SINGULAR[first]
            other = self.scan.quoted(at) or first in ("him", "himself") or (first == "her" and not possessive)

            def accepts(e: Entity) -> float | None:
                return 0.0 if _may_be(e, gender) and not (other and e.name == speaker) else None

            found = self._antecedent(at, accepts)
        else:
            found = self._pronoun(first, at) if first in _NEUTER | _PLURAL | _RELATIVE else None
        return found.name if found else None


def _source(text: str, a: Attribution) -> Span | None:
    """The first piece of the source that holds anything."""
    return next(((s, min(e, len(text))) for s, e in a.source if text[s:e].strip()), None)


def _whole_source(text: str, a: Attribution) -> Span | None:
    """The same with the pieces that go on behind it, as where an aside stands within a name."""
    span = _source(text, a)
    if span is None:
        return None
    end = min(max(e for _, e in a.source), len(text))
    between = any(span[1] <= s < end for s, _ in a.cue + a.content)
    return span if between or end - span[0] > 200 else (span[0], max(end, span[1]))


def _may_be(entity: Entity, gender: str | None) -> bool:
    """Can "he" or "she" mean this entity?"""
    if entity.plural or entity is _AUTHOR or (gender and entity.gender not in (None, gender)):
        return False
    if entity.kind == "unknown":
        return entity.count > 1 and not entity.name.endswith(("an", "ese", "ish", "s"))
    return entity.kind == "person"


def _may_be_they(entity: Entity) -> float | None:
    if entity.plural or entity.kind == "group":
        return 1.5
    return 0.0 if entity.kind == "organization" else None


def _may_be_it(entity: Entity) -> float | None:
    if entity.plural or entity.kind not in ("organization", "country", "unknown"):
        return None
    return 0.5 if entity.kind == "organization" else 0.0


def _genitive(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")
