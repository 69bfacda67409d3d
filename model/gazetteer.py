"""Countries, their capitals, seats of government and demonyms, and blocs: names to ISO codes.

Most entries come from the package countryinfo, read at the first question and not before (about 60 ms, once). The tables
here hold what it lacks or has in a form that no newspaper uses. Keys are lower case and without article.
"""

from dataclasses import dataclass
from functools import lru_cache

# Other names of countries; "north macedonia" and the like differ from what countryinfo prefers.
ALIASES = {
    "us": "US", "u.s": "US", "u.s.": "US", "usa": "US", "u.s.a": "US", "u.s.a.": "US", "america": "US",
    "uk": "GB", "u.k": "GB", "u.k.": "GB", "britain": "GB", "uae": "AE", "emirates": "AE", "turkiye": "TR",
    "türkiye": "TR", "czechia": "CZ", "north macedonia": "MK", "macedonia": "MK", "eswatini": "SZ", "timor-leste": "TL",
    "cote d'ivoire": "CI", "côte d'ivoire": "CI", "vietnam": "VN", "palestine": "PS", "burma": "MM", "myanmar": "MM",
    "south korea": "KR", "north korea": "KP", "dprk": "KP", "prc": "CN", "mainland china": "CN", "kosovo": "XK",
    "bosnia": "BA", "congo": "CD", "holland": "NL", "bahamas": "BS", "gambia": "GM", "vatican": "VA", "holy see": "VA",
    "cabo verde": "CV", "brunei darussalam": "BN", "trinidad": "TT", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB",
}  # fmt: skip

# A name that the article gives as such is kept, though the code is the larger country's.
KEPT = frozenset({"england", "scotland", "wales", "northern ireland"})

# The names answers use, where countryinfo's is not the usual one.
PREFERRED = {
    "MK": "North Macedonia", "MM": "Myanmar", "PS": "Palestine", "VA": "Vatican", "GM": "Gambia", "BS": "Bahamas",
    "TW": "Taiwan", "GB": "United Kingdom", "US": "United States", "KR": "South Korea", "KP": "North Korea",
    "RS": "Serbia", "XK": "Kosovo", "GE": "Georgia",
}  # fmt: skip

# Cities and buildings that stand for a government when they act: the country is the actor.
SEATS = {
    "washington": "US", "washington dc": "US", "washington, d.c.": "US", "kremlin": "RU", "élysée": "FR", "elysee": "FR",
    "elysée": "FR", "elysee palace": "FR", "élysée palace": "FR", "quai d'orsay": "FR", "matignon": "FR", "kiev": "UA",
    "bankova": "UA", "astana": "KZ", "delhi": "IN", "new delhi": "IN", "south block": "IN", "tel aviv": "IL",
    "blue house": "KR", "zhongnanhai": "CN", "peking": "CN", "whitehall": "GB", "the hague": "NL", "hague": "NL",
    "chancellery": "DE", "bonn": "DE", "la paz": "BO", "quirinale": "IT", "palazzo chigi": "IT", "planalto": "BR",
    "brasilia": "BR", "bogota": "CO", "rangoon": "MM", "yangon": "MM", "nay pyi taw": "MM", "naypyitaw": "MM",
    "dar es salaam": "TZ", "sanaa": "YE", "sana'a": "YE", "abidjan": "CI", "nur-sultan": "KZ", "pristina": "XK",
    "washington d.c.": "US", "beirut": "LB", "chisinau": "MD", "rawalpindi": "PK", "jerusalem": "IL", "ramallah": "PS",
    "casa rosada": "AR", "nuuk": "GL", "seoul": "KR", "gitega": "BI",
}  # fmt: skip

# Seats and houses that keep their own name, with the country they speak for.
BODIES = {
    "white house": "US", "pentagon": "US", "state department": "US", "foggy bottom": "US", "capitol hill": "US",
    "congress": "US", "cia": "US", "fbi": "US", "downing street": "GB", "number 10": "GB", "scotland yard": "GB",
    "westminster": "GB", "foreign office": "GB", "house of commons": "GB", "house of lords": "GB", "bundestag": "DE",
    "bundesbank": "DE", "duma": "RU", "state duma": "RU", "knesset": "IL", "verkhovna rada": "UA", "majlis": "IR",
    "lok sabha": "IN", "sejm": "PL", "mossad": "IL", "revolutionary guards": "IR", "state council": "CN",
    "xinhua": "CN", "tass": "RU", "federal reserve": "US", "treasury department": "US", "justice department": "US",
}  # fmt: skip

# Blocs and world bodies under the names that stand for them; the full form is used where the article has it.
BLOCS = {
    "eu": "European Union", "brussels": "European Union", "berlaymont": "European Commission", "un": "United Nations",
    "u.n": "United Nations", "u.n.": "United Nations", "nato": "NATO", "north atlantic alliance": "NATO",
    "asean": "ASEAN", "au": "African Union", "opec": "OPEC", "imf": "International Monetary Fund", "g7": "G7",
    "g20": "G20", "osce": "OSCE", "who": "World Health Organization", "wto": "World Trade Organization",
    "brics": "BRICS", "ecowas": "ECOWAS", "iaea": "International Atomic Energy Agency", "csto": "CSTO",
    "gcc": "Gulf Cooperation Council", "e.u": "European Union", "e.u.": "European Union",
    "cis": "Commonwealth of Independent States",
}  # fmt: skip

# Demonyms that countryinfo has not, or has for another country.
DEMONYMS = {
    "azeri": "AZ", "argentine": "AR", "argentinian": "AR", "briton": "GB", "english": "GB", "scottish": "GB", "welsh": "GB",
    "british": "GB", "uk": "GB", "us": "US", "u.s.": "US", "american": "US", "french": "FR", "chinese": "CN", "indian": "IN",
    "norwegian": "NO", "dominican": "DO", "congolese": "CD", "burmese": "MM", "kyrgyz": "KG", "tajik": "TJ", "uzbek": "UZ",
    "kazakh": "KZ", "turkmen": "TM", "slovenian": "SI", "slovak": "SK", "new zealand": "NZ", "kiwi": "NZ", "saudi": "SA",
    "emirati": "AE", "kosovar": "XK", "kosovan": "XK", "icelandic": "IS", "luxembourgish": "LU", "macedonian": "MK",
    "bosnian": "BA", "serb": "RS", "serbian": "RS", "croat": "HR", "spaniard": "ES", "swede": "SE", "dane": "DK", "finn": "FI",
    "turk": "TR", "pole": "PL", "scot": "GB", "ecuadorian": "EC", "filipina": "PH", "philippine": "PH", "hong kong": "HK",
    "south african": "ZA", "thai": "TH", "cambodian": "KH", "khmer": "KH", "antiguan": "AG", "vatican": "VA", "soviet": "RU",
    "belarusian": "BY", "belarussian": "BY", "basotho": "LS", "swazi": "SZ", "bahraini": "BH", "palestinian": "PS",
    "korean": "KR", "east timorese": "TL", "irishman": "IE", "frenchman": "FR", "englishman": "GB", "dutchman": "NL",
}  # fmt: skip

# Capitals that are more often somebody's name or another town than a government.
_NOT_SEATS = frozenset(
    [
        "victoria",
        "stanley",
        "hamilton",
        "douglas",
        "kingston",
        "georgetown",
        "jamestown",
        "plymouth",
        "male",
        "malé",
        "nassau",
        "san",
        "josé",
        "san",
        "jose",
        "valletta",
        "castries",
        "roseau",
        "praia",
        "apia",
        "sucre",
        "lobamba",
        "kingstown",
        "freetown",
        "wellington",
        "santiago",
        "sofia",
        "adamstown",
        "hagåtña",
        "the",
        "valley",
        "george",
        "town",
        "west",
        "island",
        "willemstad",
        "san",
        "juan",
        "st.",
        "george's",
        "saint",
        "john's",
        "saint",
        "helier",
        "st.",
        "peter",
        "port",
        "city",
        "of",
        "victoria",
        "saint-denis",
        "saint-pierre",
        "marigot",
        "brussels",
    ]
) | {"san josé", "san jose", "the valley", "george town", "west island", "san juan", "city of victoria", "st. george's"}
_SEATS_AFTER_ALL = frozenset({"wellington", "santiago", "sofia"})


@dataclass(frozen=True, slots=True)
class Place:
    """What a word means as an actor: its `name`, ISO code or None, and whether it is a country or a body of its own."""

    name: str
    code: str | None
    is_country: bool = True


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Place], dict[str, Place], dict[str, str]]:
    """(names of countries, seats, demonyms), each by lower-case key."""
    from countryinfo import all_countries  # not at import: reading 250 files costs more than the rest of the package

    names: dict[str, Place] = {}
    seats: dict[str, Place] = {}
    demonyms: dict[str, str] = {}
    by_code: dict[str, str] = {}
    for country in all_countries():
        code = country.iso(2)
        if not code or code == "CS":
            continue
        name = by_code.setdefault(code, PREFERRED.get(code, country.name()))
        names.setdefault(country.name().lower(), Place(name, code))
        for other in country.alt_spellings():
            if len(other) > 4 and other != "Island":
                names.setdefault(other.lower(), Place(name, code))
        capital = country.capital()
        if isinstance(capital, str) and capital.lower() not in _NOT_SEATS - _SEATS_AFTER_ALL:
            seats.setdefault(capital.lower(), Place(name, code))
        for demonym in (country.demonym() or "").split(","):
            demonyms.setdefault(demonym.strip().lower(), code)
    by_code["XK"] = PREFERRED["XK"]
    for word, code in ALIASES.items():
        names[word] = Place(word.title() if word in KEPT else by_code[code], code)
    for word, code in SEATS.items():
        seats[word] = Place(by_code[code], code)
    demonyms.pop("", None)
    demonyms.update(DEMONYMS)
    for code, name in PREFERRED.items():
        names[name.lower()] = Place(name, code)
    return names, seats, demonyms


def country(name: str) -> Place | None:
    """The country of this name ("U.S.", "Britain"), not of its capital."""
    return _tables()[0].get(name.lower())


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    from countryinfo import CountryInfo

    return frozenset(s.lower() for s in CountryInfo("US").provinces()) - {"georgia", "washington"}


def state(name: str) -> Place | None:
    """A state of the United States: a body that can act ("California has reported")."""
    return Place(name, "US", False) if name.lower() in _states() else None


def seat(name: str) -> Place | None:
    """The country whose government this city or building is the seat of."""
    return _tables()[1].get(name.lower())


def demonym(word: str) -> Place | None:
    """The country of "Azeri", "Azeris", "South Korean"."""
    table = _tables()[2]
    key = word.lower()
    code = table.get(key) or (table.get(key[:-1]) if key.endswith("s") else None)
    return Place(_name_of()[code], code) if code else None


def body(name: str) -> Place | None:
    """A house or seat that keeps its name ("the White House")."""
    code = BODIES.get(name.lower())
    return Place(name, code, False) if code else None


def bloc(name: str) -> Place | None:
    """A bloc or world body, under its full name."""
    full = BLOCS.get(name.lower()) or (name if name in BLOCS.values() else None)
    return Place(full, None, False) if full else None


@lru_cache(maxsize=1)
def _name_of() -> dict[str, str]:
    names = {place.code: place.name for key, place in _tables()[0].items() if place.code and key not in KEPT}
    return {code: PREFERRED.get(code, name) for code, name in names.items()}
