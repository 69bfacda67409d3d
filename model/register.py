"""The entities behind an article's names: people, countries and bodies, with what the article says of their offices.

A short name goes to the full name wherever that stands, so all names are read before the first source is resolved.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from model import gazetteer
from model.names import Name, Scan, gender_of, is_body, is_given, last_word
from model.schema import Kind
from model.wordlists import (
    BODY_NOUNS,
    DOCUMENT_NOUNS,
    FEMALE_WORDS,
    KEPT_TITLES,
    MALE_WORDS,
    OFFICES,
    ORGANIZATION_WORDS,
    PERSON_NOUNS,
    PREPOSITIONS,
    TITLES,
    VERBS,
)

POSTMODIFIER = re.compile(
    r"\b(?:of|for|to|from|in|on|at|by|with|about|against|between|among|within|under|over|near|behind|outside|inside|across"
    r"|who|which|that|whose|including|like|around|after|before|during|close|familiar|affiliated|representing|without|such)\b"
)
NOUN_BEFORE = re.compile(r"\b([a-z]+) (?:of|for|from|by|at|with|to) (?:the )?$")
_LAST_CLAUSE = re.compile(r"^.*[,.;:\"“”()]", re.DOTALL)
_CLAUSE_END = re.compile(r"[,.;)]")
_PLURAL_WORDS = frozenset("people men women police children staff crowd public family majority few many others some".split())
_JOINTS = frozenset("the a an and that said says but if while because when or not it he she they there only".split())
_NOT_NOUNS = frozenset("general acting late former prime foreign home defence defense health education".split())
_SPEAK_FOR_STATE = frozenset(
    "officials diplomats ministers authorities lawmakers envoys negotiators prosecutors police troops leaders".split()
)
_NOUNS = PERSON_NOUNS | BODY_NOUNS | DOCUMENT_NOUNS | {w + "s" for w in PERSON_NOUNS | DOCUMENT_NOUNS}


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody or something that the article speaks of.

    `roles` are the nouns of office or trade given to it, `profile` all words of those phrases; `sure` where something else
    than capitals says that this is a person; `first` is the first name in the text that means it.
    """

    name: str
    kind: Kind
    words: tuple[str, ...] = ()
    gender: str | None = None
    plural: bool = False
    country: str | None = None
    roles: set[str] = field(default_factory=set)
    profile: set[str] = field(default_factory=set)
    count: int = 0
    sure: bool = False
    first: Name | None = None


class Register:
    """Every name of the article with its entity (`of_name`, by the name's start), and ways to look entities up."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.text = scan.text
        self.of_name: dict[int, Entity] = {}
        self.by_last: dict[str, list[Entity]] = {}
        self.by_first: dict[str, list[Entity]] = {}
        self.by_role: dict[str, list[Entity]] = {}
        self.bodies: dict[str, Entity] = {}
        self.by_noun: dict[str, list[Name]] = {}
        self.phrases: dict[str, list[tuple[int, str]]] = {}
        self._read()

    def _read(self) -> None:
        """Full names first, so that a short name can go to a full one that comes later."""
        names = self.scan.names
        mr = {n.words[-1].lower() for n in names if n.title}
        for n in names:
            if len(n.words) > 1 and not _is_place(n) and not is_body(n.words):
                self._add_person(n, mr)
        for n in names:
            if n.start not in self.of_name:
                self.of_name[n.start] = self._short(n)
                self.of_name[n.start].count += 1
            self._add_phrases(n)
        for found in self.phrases.values():
            found.sort()
        self._abbreviate()

    def _add_phrases(self, n: Name) -> None:
        """Nouns that stand with the name: "Gallup poll", "spokesman for the ministry", and nouns within it."""
        if len(n.words) > 1:
            for word in n.words:
                if word.lower() in BODY_NOUNS:
                    self.by_noun.setdefault(word.lower(), []).append(n)
        words = self._compound_after(n)
        if words:
            phrase = " ".join([self.text[n.start : n.end + (2 if n.possessive else 0)], *words])
            self.phrases.setdefault(words[-1], []).append((n.start, phrase))
        before = NOUN_BEFORE.search(self.text, max(n.full_start - 40, 0), n.full_start)
        if before is not None and before.group(1) in _NOUNS:
            phrase = " ".join(self.text[before.start() : n.end].split())
            self.phrases.setdefault(before.group(1), []).append((before.start(), phrase))

    def _compound_after(self, n: Name) -> list[str]:
        """The lower-case words up to a noun that the name stands before ("tracking poll"), at most three."""
        at = n.end + (2 if n.possessive else 0)
        words: list[str] = []
        if self.text[at : at + 1] == " ":
            for word in self.text[at + 1 : at + 45].split(" ")[:3]:
                bare = word.rstrip(',.;:"”)')
                if not bare.isascii() or not bare.islower() or breaks_compound(bare):
                    break
                words.append(bare)
                if bare != word:
                    break
        while words and words[-1] not in _NOUNS:
            words.pop()
        return words

    def _add_person(self, n: Name, mr: set[str]) -> None:
        first, last = n.words[0].lower(), last_word(n.words)
        for entity in self.by_last.get(last, ()):
            if entity.words[0].lower().rstrip(".") == first.rstrip("."):
                break
        else:
            entity = Entity(n.string, "person", n.words, first=n)
            self.by_last.setdefault(last, []).append(entity)
            self.by_first.setdefault(first, []).append(entity)
        entity.gender = entity.gender or gender_of(n.words[0], n.title)
        entity.sure = entity.sure or bool(n.title) or is_given(first) or last in mr
        self._add_roles(entity, n)
        entity.count += 1
        self.of_name[n.start] = entity

    def _add_roles(self, entity: Entity, n: Name) -> None:
        """Words of office before the name ("spokesman Ann Boyd") and after it (", director of health")."""
        heads = set(n.title.split())
        entity.profile.update(heads)
        before = self.text[max(n.full_start - 60, 0) : n.full_start]
        words = _LAST_CLAUSE.sub("", before.rstrip(", ")).lower().replace("'s", "").replace("’s", "").split()[-6:]
        if words and is_person_noun(words[-1]):
            heads.add(words[-1])
            entity.sure = True
        if heads:
            entity.profile.update(words)
        after = self.text[n.end : n.end + 120]
        if after.startswith((", ", " (")):
            clause = re.split(r"[,.;)]", after[2:])[0].lower()
            cut = POSTMODIFIER.search(clause)
            words = (clause[: cut.start()] if cut else clause).split()
            if words and words[0].isdigit():
                entity.sure = True
            elif words and len(words) < 9 and is_person_noun(words[-1]):
                heads.add(words[-1])
                entity.profile.update(re.findall(r"[\w-]+", clause))
                entity.sure = True
        for role in heads - entity.roles:
            self.by_role.setdefault(role, []).append(entity)
            if entity.gender is None:
                entity.gender = gender_of_noun(role)
        entity.roles |= heads

    def _short(self, n: Name) -> Entity:
        """The entity of a name that is not a person's full name."""
        if len(n.words) == 1 or n.title:
            entity = self._person_called(n)
            if entity is not None:
                return entity
        key = n.string.lower()
        if key in self.bodies:
            return self.bodies[key]
        place = place_of(n.string)
        if n.title and not place:
            title = n.title.split()[-1]
            name = f"{title.title()} {n.string}" if title in KEPT_TITLES else n.string
            entity = Entity(name, "person", n.words, gender_of(n.words[0], n.title), sure=True, first=n)
            self.by_last.setdefault(last_word(n.words), []).append(entity)
            self._add_roles(entity, n)
            return entity
        if place is not None:
            entity = Entity(place.name, "country" if place.is_country else "organization", n.words, country=place.code, first=n)
        elif is_body(n.words) or (len(n.words) == 1 and n.words[0].isupper() and len(n.words[0]) > 1):
            entity = Entity(n.string, "organization", n.words, first=n)
        else:
            entity = Entity(n.string, "unknown", n.words, gender_of(n.words[0], n.title), first=n)
            word = n.words[-1].lower()
            entity.plural = word.endswith("s") and (
                word in ORGANIZATION_WORDS or gazetteer.demonym(word) is not None or word[:-1] in PERSON_NOUNS
            )
        self.bodies[key] = entity
        return entity

    def _person_called(self, n: Name) -> Entity | None:
        """The person of a last name, or of a first name where no last name fits."""
        word = last_word(n.words)
        gender = gender_of("", n.title)
        for table in (self.by_last, self.by_first):
            fits = [e for e in table.get(word, ()) if not gender or e.gender in (None, gender)]
            if table is self.by_last and fits and not n.title and place_of(n.string) and not any(e.sure for e in fits):
                continue
            if fits:
                before = [e for e in fits if e.first is not None and e.first.start < n.start]
                return max(before or fits, key=lambda e: e.count + (5 if e.sure else 0))
        return None

    def _abbreviate(self) -> None:
        """(WSA) after Women's Sailing Association, and initials that fit a longer name."""
        initials: dict[str, str] = {}
        for n in self.scan.names:
            if len(n.words) > 2 or is_body(n.words):
                letters = "".join(w[0] for w in n.words if w[0].isupper())
                if len(letters) > 1:
                    initials.setdefault(letters, n.string)
        for n in self.scan.names:
            if n.words[0].isupper() and 1 < len(n.words[0]) < 8 and self.text[max(n.start - 1, 0)] == "(":
                full = _spelled_out(n.words[0], self.text[max(n.start - 90, 0) : n.start - 1])
                if full:
                    initials[n.words[0]] = full
        for entity in self.bodies.values():
            short = entity.name.replace(".", "")
            if short.isupper() and short in initials and len(entity.words) == 1:
                entity.name = initials[short]

    def country_of(self, entity: Entity) -> str | None:
        """ISO code of the country that an entity is or speaks for, where its name, title or description shows it."""
        if entity.country is not None or entity.kind == "unknown":
            return entity.country
        if entity.kind != "person":
            speaks = entity.kind == "organization" or bool(entity.roles & _SPEAK_FOR_STATE)
            return _country_in(entity.name.split()) if speaks else None
        if entity.first is None:
            return _country_in(entity.name.split())
        n = entity.first
        before = self.text[max(n.full_start - 60, 0) : n.full_start]
        office = _LAST_CLAUSE.sub("", before.rstrip(", ")).split()[-5:]
        after = self.text[n.end : n.end + 60].split(",")
        words = (
            office + self.text[n.full_start : n.start].split()
            if n.title or (office and is_person_noun(office[-1].lower()))
            else []
        )
        apposition = after[1].split() if len(after) > 2 and not after[0] and not after[1].startswith(" who") else []
        return _country_in(words) or (_country_in(apposition) if entity.roles else None)

    # --- looking up ----------------------------------------------------------------------------------------------------

    def in_role(self, np: list[str], at: int, strict: bool) -> Entity | None:
        """The person who is given this office or trade somewhere: by agreeing words, then nearness."""
        best, top = None, (0, -1.0)
        for entity in self.by_role.get(np[-1], ()):
            assert entity.first is not None
            agree = sum(w in entity.profile for w in np)
            if (np[-1] in OFFICES or strict) and agree < len(np):
                continue
            score = (agree, -abs(entity.first.start - at) if entity.first.start > at else 1.0 + entity.count)
            if score > top:
                best, top = entity, score
        return best

    def fuller(self, head: str, at: int) -> str | None:
        """The last fuller phrase with this noun before `at`, or the first after it: "the poll" -> "Gallup poll"."""
        phrases = self.phrases.get(head)
        if not phrases:
            return None
        i = bisect_right(phrases, (at, ""))
        return phrases[i - 1][1] if i else phrases[0][1] if phrases[0][0] < at + 1500 else None

    def body_with(self, head: str, at: int) -> Entity | None:
        """The body whose name holds the noun: "the council" -> "Dover City Council"."""
        names = self.by_noun.get(head)
        if not names:
            return None
        i = bisect_right(names, at, key=lambda n: n.start)
        return self.of_name[names[max(i - 1, 0)].start]


def _spelled_out(short: str, before: str) -> str | None:
    """The words right before "(WSA)" that its letters begin."""
    words = before.split()
    letters = [c.lower() for c in short if c.isalpha()]
    i = len(words)
    while letters and i:
        i -= 1
        if words[i][:1].lower() == letters[-1] and (words[i][:1].isupper() or words[i] in ("of", "and", "for")):
            letters.pop()
        elif words[i].lower() not in ("of", "and", "for", "the", "on", "in", "de", "to", "&"):
            return None
    return None if letters else " ".join(words[i:])


def _country_in(words: list[str]) -> str | None:
    """The first country or demonym among the words, with "South Korean" and "Saudi Arabia" as two."""
    bare = [w.strip(',."“”()').removesuffix("'s").removesuffix("’s").rstrip("'’") for w in words]
    for i in range(len(bare)):
        for phrase in (" ".join(bare[i : i + 2]), bare[i]):
            if phrase[:1].isupper() or phrase.startswith("u.s"):
                found = gazetteer.demonym(phrase) or gazetteer.country(phrase)
                if (found is not None and phrase.lower() != "us") or phrase == "US":
                    return found.code if found else "US"
    return None


def place_of(name: str) -> gazetteer.Place | None:
    """The country, seat, bloc, house or state of this name."""
    for look_up in (gazetteer.country, gazetteer.body, gazetteer.seat, gazetteer.bloc, gazetteer.state):
        found = look_up(name)
        if found is not None:
            return found
    return None


def _is_place(n: Name) -> bool:
    return not n.title and place_of(n.string) is not None


def is_person_noun(word: str) -> bool:
    """ "spokesman", "senator", "biologist": heads of descriptions of one person."""
    word = word.strip("\"“”'’")
    return word in PERSON_NOUNS or (word in TITLES and word not in _NOT_NOUNS) or word.endswith(("woman", "ologist"))


def breaks_compound(word: str) -> bool:
    """Is this a word that cannot stand inside "Gallup tracking poll"?"""
    return word in PREPOSITIONS or word in VERBS or word in _JOINTS or word.endswith(("ed", "ly", "ing"))


def gender_of_noun(word: str) -> str | None:
    """m or f of "spokeswoman", "king"."""
    return "m" if word in MALE_WORDS else "f" if word in FEMALE_WORDS else None


def kind_of_noun(head: str) -> tuple[Kind, bool]:
    """The kind of a description by its head noun, and whether it is plural."""
    singular = head[:-3] + "y" if head.endswith("ies") else head[:-1] if head.endswith("s") and not head.endswith("ss") else head
    if singular != head and (is_person_noun(singular) or singular not in BODY_NOUNS | DOCUMENT_NOUNS):
        return "group", True
    if head in _PLURAL_WORDS:
        return "group", True
    if is_person_noun(head):
        return "person", False
    if singular in BODY_NOUNS or singular in ORGANIZATION_WORDS or singular in DOCUMENT_NOUNS:
        return "organization", singular != head
    return "unknown", False
