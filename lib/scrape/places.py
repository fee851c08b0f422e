"""Split a place as the board writes it into city, region and country.

What the text does not say stays unknown. Cities and regions keep the board's spelling;
countries are named in English, so that one country is one value.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

# the languages that the board is offered in; of two that differ, the first one counts
_LANGUAGES = tuple(
    "en fr de es pt nl it sv da nb fi pl cs ro hu tr el ru uk id ms vi ja ko zh zh_Hant"
    " ar he hi th".split()
)
# names of a country in one language that are better known as another place
_NO_NAMES = {"granada", "géorgie", "georgia", "baker"}
_COUNTRY_ALIASES = {
    "us": "US",
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "estados unidos da américa": "US",
    "uk": "GB",
    "great britain": "GB",
    "uae": "AE",
    "turkey": "TR",
    "czech republic": "CZ",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "congo (drc)": "CD",
    "korea": "KR",
    "viet nam": "VN",
    "russian federation": "RU",
    "holland": "NL",
    "the netherlands": "NL",
    "republic of ireland": "IE",
    "myanmar": "MM",
    "palestine": "PS",
}
# English names that the board writes in another way than the table of countries
_COUNTRY_NAMES = {
    "HK": "Hong Kong SAR",
    "MO": "Macao SAR",
    "MM": "Myanmar",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "PS": "Palestine",
}
_CANADA = {
    "AB": "Alberta",
    "BC": "British Columbia|Colombie-Britannique",
    "MB": "Manitoba",
    "NB": "New Brunswick|Nouveau-Brunswick",
    "NL": "Newfoundland and Labrador|Newfoundland & Labrador|Terre-Neuve-et-Labrador",
    "NS": "Nova Scotia|Nouvelle-Écosse",
    "NT": "Northwest Territories|Territoires du Nord-Ouest",
    "NU": "Nunavut",
    "ON": "Ontario",
    "PE": "Prince Edward Island|Île-du-Prince-Édouard",
    "QC": "Quebec|Québec",
    "SK": "Saskatchewan",
    "YT": "Yukon|Yukon Territory",
}
_UNITED_STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California|Californie",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida|Floride",
    "GA": "",  # "Georgia" alone may be the country
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana|Louisiane",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico|Nouveau-Mexique",
    "NY": "New York State|État de New York",
    "NC": "North Carolina|Caroline du Nord",
    "ND": "North Dakota|Dakota du Nord",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania|Pennsylvanie",
    "RI": "Rhode Island",
    "SC": "South Carolina|Caroline du Sud",
    "SD": "South Dakota|Dakota du Sud",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia|Virginie",
    "WA": "Washington State",
    "WV": "West Virginia|Virginie-Occidentale",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "PR": "",
}
# regions that appear without a city ("Bavaria, Germany"); city states are left out
_REGIONS = {
    "AU": "New South Wales|Victoria|Queensland|South Australia|Western Australia"
    "|Tasmania|Northern Territory|Australian Capital Territory",
    "GB": "England|Scotland|Wales|Northern Ireland|Angleterre|Écosse|Pays de Galles",
    "DE": "Baden-Württemberg|Bavaria|Bayern|Brandenburg|Hesse|Hessen|Lower Saxony"
    "|Niedersachsen|Mecklenburg-Vorpommern|North Rhine-Westphalia|Nordrhein-Westfalen"
    "|Rhineland-Palatinate|Rheinland-Pfalz|Saarland|Saxony|Sachsen|Saxony-Anhalt"
    "|Schleswig-Holstein|Thuringia|Thüringen",
    "FR": "Auvergne-Rhône-Alpes|Bourgogne-Franche-Comté|Brittany|Bretagne"
    "|Centre-Val de Loire|Corsica|Corse|Grand Est|Hauts-de-France|Île-de-France"
    "|Normandy|Normandie|Nouvelle-Aquitaine|Occitanie|Pays de la Loire"
    "|Provence-Alpes-Côte d'Azur",
    "IN": "Andhra Pradesh|Assam|Bihar|Chhattisgarh|Goa|Gujarat|Haryana|Himachal Pradesh"
    "|Jharkhand|Karnataka|Kerala|Madhya Pradesh|Maharashtra|Odisha|Punjab|Rajasthan"
    "|Tamil Nadu|Telangana|Uttar Pradesh|Uttarakhand|West Bengal",
    "ES": "Andalusia|Aragon|Asturias|Basque Country|Canary Islands|Castile and León"
    "|Catalonia|Extremadura|Galicia|La Rioja|Navarre|Community of Madrid"
    "|Valencian Community",
    "IT": "Lombardy|Lombardia|Tuscany|Toscana|Piedmont|Piemonte|Veneto|Emilia-Romagna"
    "|Latium|Lazio|Campania|Sicily|Sicilia|Sardinia|Sardegna|Apulia|Puglia|Liguria"
    "|Umbria|Marche|Calabria|Abruzzo|Friuli-Venezia Giulia|Trentino-Alto Adige",
    "NL": "North Holland|Noord-Holland|South Holland|Zuid-Holland|North Brabant"
    "|Noord-Brabant|Gelderland|Overijssel|Flevoland|Friesland|Drenthe|Zeeland",
    "BE": "Flanders|Vlaanderen|Wallonia|Wallonie|Flemish Brabant|Walloon Brabant"
    "|East Flanders|West Flanders",
    "AT": "Styria|Steiermark|Tyrol|Tirol|Carinthia|Kärnten|Burgenland|Vorarlberg"
    "|Upper Austria|Oberösterreich|Lower Austria|Niederösterreich",
    "PL": "Mazowieckie|Małopolskie|Dolnośląskie|Wielkopolskie|Pomorskie|Śląskie|Łódzkie"
    "|Lubelskie|Podkarpackie|Zachodniopomorskie|Kujawsko-Pomorskie"
    "|Warmińsko-Mazurskie|Podlaskie|Świętokrzyskie|Lubuskie|Opolskie",
    "BR": "Minas Gerais|Paraná|Santa Catarina|Rio Grande do Sul|Bahia|Ceará|Goiás"
    "|Pernambuco|Federal District",
    "US": "New York State|Washington State|Georgia|New York",
}
_REGION_WORD = re.compile(
    r"\b(?:region|province|state|emirate|county|prefecture|governorate|oblast|canton"
    r"|voivodeship|territory|district|département|région)\b",
    re.I,
)
_CITY_WORD = re.compile(
    r"\b(?:greater|grand|area|metropolitan(?! region)|métropolitaine|metro|metroplex"
    r"|municipality|périphérie|agglomération|bay area"
    r"|région d(?:e |')(?!bruxelles-capitale))\b",
    re.I,
)
_WORK = (
    r"remote|hybrid|on-?site|télétravail|à distance|hybride|sur site|remoto|homeoffice"
)
_NO_PLACE = re.compile(
    rf"^(?:{_WORK}|worldwide|anywhere.*|global|emea|apac|latam|dach|benelux|nordics"
    r"|mena|amer(?:icas)?|north america|south america|latin america|europe"
    r"|european union|european economic area|asia|africa|oceania|middle east"
    r"|union européenne|amérique du nord|(?:multiple|various|several) locations"
    r"|plusieurs (?:lieux|endroits|emplacements)|.*[{}<>].*)$",
    re.I,
)
# "(Remote)" or "· Hybrid" behind a place, "Remote - " or "Remote in" before it
_BEHIND = re.compile(rf"\s*(?:\([^)]*\)|[·|–-]\s*(?:{_WORK}))\s*$", re.I)
_BEFORE = re.compile(rf"^(?:{_WORK})(?:\s*[·|–:-]\s*|\s+(?:in|from)\s+)", re.I)
_LONGEST = 200  # characters; no place has such a name


class Place(NamedTuple):
    """Parts of a place; None where the text does not say."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


@lru_cache(maxsize=4096)
def split(text: str | None) -> Place:
    """A place in parts.

    `Toronto, Ontario, Canada` → (Toronto, Ontario, Canada); `Quebec, Canada` → (None,
    Quebec, Canada); `Fort Lauderdale, FL` → (Fort Lauderdale, FL, United States);
    `Greater Toronto Area, Canada` → (Greater Toronto Area, None, Canada).
    """
    if not text or len(text) > _LONGEST:
        return Place()
    bare = _BEFORE.sub("", _BEHIND.sub("", text.strip()))
    parts = [part.strip() for part in bare.split(",")]
    parts = [part for part in parts if part and not _NO_PLACE.match(part)]
    if not parts or parts == ["Georgia"]:  # the country or the state: not said
        return Place()
    if len(parts) == 2 and parts[1].lower() == "georgia":
        return Place(city=parts[0])
    country = country_name(parts[-1]) or _country_behind(parts)
    if country:
        return _inside(parts[:-1], country)
    code = _state_of_code(parts[-1]) or _countries_of_regions().get(_plain(parts[-1]))
    if code:
        city = parts[0] if len(parts) > 1 else None
        return Place(city, parts[-1], country_of_code(code))
    if _CITY_WORD.search(_plain(parts[-1])):  # "Portland, Oregon Metropolitan Area"
        return Place(city=", ".join(parts))
    if _REGION_WORD.search(parts[-1]):
        return Place(parts[0] if len(parts) > 1 else None, parts[-1])
    return Place(city=parts[0])


def country_name(text: str | None) -> str | None:
    """The English name of a country named in one of the known languages."""
    if not text:
        return None
    name = _plain(text)
    code = _COUNTRY_ALIASES.get(name) or _countries().get(name)
    return country_of_code(code) if code else None


def country_of_code(code: str | None) -> str | None:
    """`CA` → `Canada`; None for no ISO 3166 code of a country."""
    names = _english()
    return names.get(code.upper()) if code and len(code) == 2 else None


def _country_behind(parts: list[str]) -> str | None:
    """The country that a last part names by its code: `Leeds, GB`, `Toronto, ON, CA`.

    Behind a city alone `CA` is California, as `DE` is Delaware.
    """
    code = parts[-1]
    if len(parts) < 2 or len(code) != 2 or not code.isupper():
        return None
    state_of = _state_of_code(parts[-2]) if len(parts) > 2 else None
    if state_of == code or (state_of is None and not _state_of_code(code)):
        return country_of_code(code)
    return None


def _inside(parts: list[str], country: str) -> Place:
    """The parts before a known country."""
    if not parts:
        return Place(country=country)
    if len(parts) > 1:
        return Place(parts[0], parts[-1], country)
    only = parts[0]
    code = _countries_of_regions().get(_plain(only))
    if code and country_of_code(code) == country:
        return Place(region=only, country=country)
    if _REGION_WORD.search(only) and not _CITY_WORD.search(_plain(only)):
        return Place(region=only, country=country)
    return Place(city=only, country=country)


def _state_of_code(text: str) -> str | None:
    """The country whose state or province a two-letter code names."""
    if text in _CANADA:
        return "CA"
    return "US" if text in _UNITED_STATES else None


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace(" & ", " and ")


@lru_cache(maxsize=1)
def _countries_of_regions() -> dict[str, str]:
    """Country code by region name; a name of two countries is left out."""
    lists = [("CA", names) for names in _CANADA.values()]
    lists += [("US", names) for names in _UNITED_STATES.values()]
    lists += list(_REGIONS.items())
    return {_plain(name): code for code, names in lists for name in names.split("|")}


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """English country names by code; numbers and made-up codes are no countries."""
    return {
        code: _COUNTRY_NAMES.get(code)
        or str(name).replace("’", "'").replace(" & ", " and ")
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Country code by name, in every known language."""
    names: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        for code, name in Locale.parse(language).territories.items():
            if code in _english():
                names[_plain(str(name))] = code
    names.update({_plain(name): code for code, name in _english().items()})
    return {name: code for name, code in names.items() if name not in _NO_NAMES}
