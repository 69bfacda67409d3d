"""Who is speaking: every row is a short article with marked spans and the names that a monitor's user expects.

Marks: [S source], [C cue], [Q content], [T target inside the content]; a number after the letter says which attribution.
"""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import gazetteer
from model.actors import resolve, target_names
from model.schema import Attribution

_MARK = re.compile(r"\[([SCQT])(\d?) ([^\[\]]*)\]")


def read(marked):
    """(text, attributions, targets of each) of a marked article."""
    text, last, spans = "", 0, {}
    for m in _MARK.finditer(marked):
        text += marked[last : m.start()]
        start = len(text)
        text += m.group(3)
        spans.setdefault(int(m.group(2) or 1), {}).setdefault(m.group(1), []).append((start, len(text)))
        last = m.end()
    text += marked[last:]
    found = [spans[k] for k in sorted(spans)]
    attributions = [Attribution(*(tuple(s.get(k, ())) for k in ("S", "C", "Q"))) for s in found]
    return text, attributions, [s.get("T", []) for s in found]


def names(marked):
    text, attributions, _ = read(marked)
    return [a and a.name for a in resolve(text, attributions)]


def actor(marked):
    text, attributions, _ = read(marked)
    return resolve(text, attributions)[-1]


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Maria Okafor won. [S Okafor] [C thanked] voters.", ["Maria Okafor"]),
        ("Maria Okafor won. [S Ms Okafor's] [C thanks] came late.", ["Maria Okafor"]),
        ("[S Dr Lund] [C warned] of ice. Erik Lund leads the station.", ["Erik Lund"]),
        ("[S President Amina Sall] [C praised] the harbour.", ["Amina Sall"]),
        ("[S Norland's Foreign Minister Peter Vogel] [C denied] it.", ["Peter Vogel"]),
        ("[S U.S. Secretary of State Helen Marsh] [C arrived], saying little.", ["Helen Marsh"]),
        ("[S Paul Ito, a professor of law at the University of Osaka,] [C doubts] it.", ["Paul Ito"]),
        ("[S harbour board chairman Ravi Menon] [C resigned].", ["Ravi Menon"]),
        ("[S the island's health director, Rosa Lindqvist,] [C said] no.", ["Rosa Lindqvist"]),
        ("[S Former ambassador to Egypt Daniel Kross] [C agreed].", ["Daniel Kross"]),
        ("[S minister of sport Jaime Ferrer] [C was glad].", ["Jaime Ferrer"]),
        ("[S Harbour Workers Union chairman Trevor Bond] [C objected].", ["Trevor Bond"]),
        ("[S Chancellor Anna Brandt of Austria] [C disagreed].", ["Anna Brandt"]),
        ("[S Ursula van der Meer] [C spoke]. Later [S2 van der Meer] [C2 left].", ["Ursula van der Meer", "Ursula van der Meer"]),
        ("[S Pope Anselm] [C prayed] for rain.", ["Pope Anselm"]),
        ("[S Backbench MP Frank Dale MP] [C rebelled].", ["Frank Dale"]),
        ("Carol Reyes and Martin Reyes own the mill. [S Mrs Reyes] [C sold] hers, [S2 Mr Reyes] [C2 regretted] it.",
         ["Carol Reyes", "Martin Reyes"]),
        ("Tom Hale, 52, spoke first. [S Anna Hale, his daughter,] [C sang]. [S2 Mr. Hale] [C2 wept].", ["Anna Hale", "Tom Hale"]),
        ("[S Daniel arap Sena] [C congratulated] him.", ["Daniel arap Sena"]),
        ("[S Sean O'Dowd] [C laughed]. [S2 O'Dowd] [C2 said] so.", ["Sean O'Dowd", "Sean O'Dowd"]),
    ],
)  # fmt: skip
def test_a_person_has_one_full_name(article, expected):
    """Counted by "Mr Hale", "Hale" and "Tom Hale, 52", one speaker would be three in every table."""
    assert names(article) == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Maria Okafor met Tom Hale. [S She] [C promised] more.", "Maria Okafor"),
        ("Maria Okafor met Tom Hale. [S He] [C promised] more.", "Tom Hale"),
        ("Tom Hale criticised Martin Boyd on Monday. [S He] [C said] the plan was weak.", "Tom Hale"),
        ('Tom Hale spoke of Martin Boyd. "It was a long year," [S he] [C said].', "Tom Hale"),
        ("[S She] [C refused] at first. Maria Okafor, a nurse, later agreed.", "Maria Okafor"),
        ("Officials closed the road. [S They] [C feared] a slide.", "officials"),
        ("Hundreds of farmers blocked the bridge. [S They] [C demanded] water.", "hundreds of farmers"),
        ("The Harbour Workers Union met. [S It] [C wants] higher pay.", "Harbour Workers Union"),
        ("Tom Hale, [S who] [C opposed] the dam, left.", "Tom Hale"),
        ("Tom Hale, a farmer from the south, [S who] [C opposed] the dam, left.", "Tom Hale"),
        ("The council heard people [S who] [C opposed] the dam.", "people"),
        ("A spokesman for the port spoke. [S A port spokeswoman] [C said] no. [S2 She] [C2 added] little.", "port spokeswoman"),
        ("Tom Hale left early. [S His lawyers] [C refused] to comment.", "Tom Hale's lawyers"),
        ("Tom Hale arrived. [S He himself] [C doubted] it.", "Tom Hale"),
        ("Tom Hale arrived with Ann Boyd. [S He and Boyd] [C agreed].", "Tom Hale and Ann Boyd"),
        ("Rosa Lind came. [S She’s] [C sure] of it.", "Rosa Lind"),
    ],
)  # fmt: skip
def test_pronouns_go_to_whoever_is_meant(article, expected):
    """A fifth of all sources are pronouns: copied as they stand, "he" would be the busiest speaker of all."""
    assert names(article)[-1] == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Norland's transport ministry closed the port. [S The ministry] [C said] it was ice.", "Norland's transport ministry"),
        ("Azerbaijan's defence ministry moved troops. [S The ministry] [C said] so.", "Azerbaijan's defence ministry"),
        ("The Dover City Council met. [S The council] [C rejected] the tower.", "Dover City Council"),
        ("A Gallup poll came out. [S The poll] [C found] little.", "Gallup poll"),
        ("[S A Lindport spokesman] [C said] yes. [S2 The spokesman] [C2 added] nothing.", "Lindport spokesman"),
        ("Mayor Lena Fisk opened the hall. Tom Hale clapped. [S The mayor] [C thanked] him.", "Lena Fisk"),
        ("Prime Minister Olga Renn met Foreign Minister Jan Holt. [S The foreign minister] [C smiled].", "Jan Holt"),
        ("Prime Minister Olga Renn met Foreign Minister Jan Holt. [S The prime minister] [C smiled].", "Olga Renn"),
        ("Carla Benz is 45 and lives here. [S The 45-year-old woman] [C denied] it.", "Carla Benz"),
        ("Verado Motors cut jobs. [S The company] [C blamed] the tariff.", "Verado Motors"),
        ("[S A spokesman for Tom Hale] [C declined].", "spokesman for Tom Hale"),
        ("[S senior campaign official] [C hinted] at it.", "senior campaign official"),
        ("[S The five officials, who asked not to be named,] [C agreed].", "five officials"),
        ("[S farmers, bakers and millers] [C complained].", "farmers, bakers and millers"),
        ("Tom Hale faced Ann Boyd. [S Both] [C agreed].", "Tom Hale and Ann Boyd"),
        ("[S Data collected by Verado Motors] [C show] a fall.", "Verado Motors"),
        ("[S Republicans in Congress] [C balked].", "Republicans in Congress"),
        ("[S Tom Hale and Ann Boyd] [C agreed].", "Tom Hale and Ann Boyd"),
        ("[S Tom Hale, a baker, and Ann Boyd, a miller,] [C agreed].", "Tom Hale and Ann Boyd"),
        ("[S Tom Hale and his team] [C agreed].", "Tom Hale and his team"),
        ("[S France and Spain] [C agreed].", "France and Spain"),
        ("Svetlana Orlova won in Paris. [S The Russian] [C wept].", "Svetlana Orlova"),
    ],
)  # fmt: skip
def test_descriptions_and_groups(article, expected):
    """ "The ministry" says nothing in a table of a thousand articles; a group keeps the words that the article has for it."""
    assert names(article)[-1] == expected


@pytest.mark.parametrize(
    ("source", "name", "kind", "country"),
    [
        ("Baku", "Azerbaijan", "country", "AZ"),
        ("the Kremlin", "Russia", "country", "RU"),
        ("Washington", "United States", "country", "US"),
        ("US", "United States", "country", "US"),
        ("The Azeri side", "Azerbaijan", "country", "AZ"),
        ("Britain", "United Kingdom", "country", "GB"),
        ("Scotland", "Scotland", "country", "GB"),
        ("the White House", "White House", "organization", "US"),
        ("the Pentagon", "Pentagon", "organization", "US"),
        ("Downing Street", "Downing Street", "organization", "GB"),
        ("Brussels", "European Union", "organization", None),
        ("WHO", "World Health Organization", "organization", None),
        ("the Turkish government", "Turkish government", "organization", "TR"),
        ("Chinese officials", "Chinese officials", "group", "CN"),
        ("Iran's Foreign Minister Reza Karimi", "Reza Karimi", "person", "IR"),
        ("South Korean President Lee Dae-ho", "Lee Dae-ho", "person", "KR"),
        ("Anton Reuter, the Austrian foreign minister,", "Anton Reuter", "person", "AT"),
        ("several residents", "several residents", "group", None),
        ("California", "California", "organization", "US"),
    ],
)
def test_countries_bodies_and_whom_they_speak_for(source, name, kind, country):
    """ "What does Azerbaijan say?" must find Baku and the Azeri side, and the Pentagon must not become a country."""
    got = actor(f"[S {source}] [C said] it would wait.")
    assert (got.name, got.kind, got.country) == (name, kind, country)


def test_a_capital_in_a_description_stays_a_place():
    """Residents of a capital are not its government."""
    got = actor("[S Residents of Baku] [C complained] about the heat.")
    assert got.name == "residents of Baku"
    assert got.kind == "group"


def test_a_person_called_like_a_capital_is_a_person():
    """Victoria and Paris are given names too: the article's own full name decides."""
    assert names("Paris Lane sings. [S Paris] [C thanked] the crowd.") == ["Paris Lane"]


def test_abbreviations_are_spelled_out_by_the_article():
    """One body under two names would split its row in two."""
    assert names("The Northern Sailing Association (NSA) met. [S The NSA] [C warned] crews.") == ["Northern Sailing Association"]
    assert names("The Board for Water and Ports (BWP) met. [S BWP] [C warned] crews.") == ["Board for Water and Ports"]


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ('[S Tom Hale] [C said] [Q it rained], [C2 adding] [Q2 that it would stop].', "Tom Hale"),
        ('[S Tom Hale] [C denied] [Q it] but [C2 insisted] [Q2 that he knew].', "Tom Hale"),
        ('[S Tom Hale] [C said]: [Q "It rained."]\n\n[Q2 "Then it stopped."]', "Tom Hale"),
        ("[S Tom Hale] [C said] [Q it rained]. The dam [C2 was seen as] [Q2 safe].", None),
        ("The dam [C is said] [Q to be safe].", None),
    ],
)  # fmt: skip
def test_without_a_source_only_a_plain_continuation_has_an_actor(article, expected):
    """A wrong name is worse than none: passives have no speaker, a quotation that goes on has the same one."""
    text, attributions, _ = read(article)
    got = resolve(text, attributions)[-1]
    assert (got and got.name) == expected
    assert got is None or got.mention is None


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Tom Hale fell. [S Ann Boyd] [C praised] [T him].", "Tom Hale"),
        ("Tom Hale fell. [S Ann Boyd] [C praised] [T Hale].", "Tom Hale"),
        ("Tom Hale fell. [S Ann Boyd] [C praised] [T Mr. Hale's].", "Tom Hale"),
        ("Tom Hale fell. [S Ann Boyd] [C mocked] [T his plan].", "Tom Hale's plan"),
        ("President Tom Hale fell. [S Ann Boyd] [C praised] the [T president].", "Tom Hale"),
        ("[S Ann Boyd] [C backed] [T the harbour plan].", "harbour plan"),
        ("[S Ann Boyd] [C backed] the [T toll on lorries].", "toll on lorries"),
        ("[S Ann Boyd] [C said]: [Q \"]I regret [T my vote].\"", "Ann Boyd's vote"),
        ("[S Ann Boyd] [C criticised] [T America].", "United States"),
        ("[S Ann Boyd] [C criticised] [T London].", "London"),
        ("[S Ann Boyd] [C said] [T that proposal] was dead.", "that proposal"),
    ],
)  # fmt: skip
def test_targets_are_named_too(article, expected):
    """Stances on "him" cannot be counted; a plan keeps its words, and a city that is talked about stays a city."""
    text, attributions, targets = read(article)
    assert target_names(text, attributions, resolve(text, attributions), targets)[-1] == [expected]


def test_the_mention_is_the_whole_first_piece_of_the_source():
    """The page highlights the mention; offsets count in the caller's text."""
    text, attributions, _ = read("[S Norland's Foreign Minister Peter Vogel, 61,] [C denied] it.")
    mention = resolve(text, attributions)[0].mention
    assert mention.text == "Norland's Foreign Minister Peter Vogel, 61," == text[mention.start : mention.end]


def test_headlines_do_not_make_names():
    """In a headline every word has a capital; "Hale Slams Boyd Over Dam" is no person."""
    article = "[S Hale] [C Slams] Boyd Over New Dam\n\nTom Hale spoke on Monday about Ann Boyd and the dam that she wants."
    assert names(article) == ["Tom Hale"]


@pytest.mark.parametrize("code_of", [gazetteer.ALIASES, gazetteer.SEATS])
def test_every_alias_and_seat_is_a_country_with_that_code(code_of):
    """An entry with a mistyped code would send a government's words to another country, or raise at the first use."""
    for word, code in code_of.items():
        place = gazetteer.country(word) or gazetteer.seat(word)
        assert place is not None, word
        assert (place.code, place.is_country) == (code, True), word


def test_every_demonym_body_bloc_and_preferred_name_is_found():
    """The same for the other tables of our own."""
    for word, code in gazetteer.DEMONYMS.items():
        assert gazetteer.demonym(word).code == code, word
    for word, code in gazetteer.BODIES.items():
        assert (gazetteer.body(word).name, gazetteer.body(word).code) == (word, code)
    for word, name in gazetteer.BLOCS.items():
        assert gazetteer.bloc(word).name == name
    for code, name in gazetteer.PREFERRED.items():
        assert gazetteer.country(name).code == code
    for word in gazetteer.KEPT:
        assert gazetteer.country(word).name.lower() == word


def test_importing_reads_no_country_files():
    """The command line must answer --help at once; 250 files are read at the first article."""
    code = "import sys, model.actors; sys.exit('countryinfo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


_SPAN = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (min(p), max(p)))
_PIECES = st.lists(_SPAN, max_size=2).map(tuple)


@given(
    st.lists(
        st.sampled_from(["Mr", "Tom", "Hale", "the", "ministry", "he", "said", ",", '"', "’s", "\n\n", "他", "US", ".", "-", "("])
    ),
    st.lists(st.builds(Attribution, _PIECES, _PIECES, _PIECES), max_size=4),
)
def test_odd_input_never_raises(words, attributions):
    """One broken row must not stop a run of a million."""
    text = " ".join(words)
    actors = resolve(text, attributions)
    assert len(actors) == len(attributions)
    target_names(text, attributions, actors, [[(0, 5), (3, 3)] for _ in attributions])
    assert all(a is None or a.mention is None or text[a.mention.start : a.mention.end] == a.mention.text for a in actors)


def test_a_million_characters_take_linear_time():
    """The limit of the contract is a million characters; ten times the text may take about ten times as long, not a hundred."""
    text = "Tom Hale said the ministry of Norland agreed. He told Ann Boyd, a lawyer, and she left. " * 11_000
    attributions = [Attribution(((i, i + 8),), ((i + 9, i + 13),), ((i + 14, i + 40),)) for i in range(0, len(text) - 100, 880)]
    assert {a.name for a in resolve(text, attributions)} == {"Tom Hale"}
