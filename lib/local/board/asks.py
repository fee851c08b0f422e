"""What an ad asks for, and the many ways of saying it, in English and French."""

import random
from dataclasses import dataclass

NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten".split(),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix".split(),
}


@dataclass(frozen=True)
class Ask:
    """The years an ad requires, the kind of its answer, and the sentence that says so.

    `least` and `most` are years, null where not stated; `wish` is the sentence of a wish.
    """

    kind: str
    least: float | None
    most: float | None
    sentence: str
    wish: str


YEARS = {
    "en": [
        "{n}+ years of experience as {a} or in a similar role",
        "At least {w} ({n}) years of related experience",
        "Minimum of {n} years' experience in a comparable position",
        "{n} or more years of hands-on experience",
        "You bring {w} years of experience in this line of work",
        "Minimum {n} yrs experience",
        "Experience: {n} years in the field",
        "Over {n} years of relevant work experience",
    ],
    "fr": [
        "Au moins {w} ({n}) années d'expérience pertinente",
        "Minimum de {n} ans d'expérience dans un poste semblable",
        "Vous possédez {n} ans d'expérience ou plus dans le domaine",
        "{n} années d'expérience à titre de {a}",
        "Expérience de {n} ans minimum",
        "Vous justifiez d'une expérience d'au moins {n} ans",
    ],
}
RANGES = {
    "en": [
        "{n}-{m} years of experience in the field",
        "{n} to {m} years of related experience",
        "Between {n} and {m} years' experience",
    ],
    "fr": [
        "De {n} à {m} ans d'expérience dans le domaine",
        "{n} à {m} années d'expérience pertinente",
        "Entre {n} et {m} ans d'expérience",
    ],
}
ONE = {
    "en": [
        "1 year of experience is required",
        "At least one year of related experience",
    ],
    "fr": ["1 an d'expérience exigé", "Au moins une année d'expérience pertinente"],
}
MONTHS = {
    "en": ["6 months of experience in a similar job", "Minimum 6 months' experience"],
    "fr": [
        "6 mois d'expérience dans un emploi semblable",
        "Minimum 6 mois d'expérience",
    ],
}
NONE = {
    "en": [
        "No experience required, we will train you",
        "No prior experience necessary",
        "New graduates are welcome to apply",
    ],
    "fr": [
        "Aucune expérience requise, la formation est offerte",
        "Débutant(e)s accepté(e)s",
        "Les jeunes diplômés sont les bienvenus",
    ],
}
DEGREE = {
    "en": ["A college diploma in the field or {n} years of related experience"],
    "fr": ["Un diplôme dans le domaine ou {n} ans d'expérience pertinente"],
}
WISHES = {
    "en": [
        "{n}+ years of experience preferred",
        "Ideally, {n} years in a similar setting",
        "{n} years of experience would be an asset",
    ],
    "fr": [
        "{n} ans d'expérience, un atout",
        "Idéalement, {n} années dans un milieu semblable",
        "Expérience de {n} ans souhaitée",
    ],
}
SILENT = {
    "en": [
        "A good sense of service and an eye for detail",
        "Solid experience with people from all walks of life",
        "Several years of practice are useful, but attitude counts most",
    ],
    "fr": [
        "Un bon sens du service et le souci du détail",
        "Une première expérience avec le public",
        "De la rigueur et de l'entregent",
    ],
}


def choose(dice: random.Random, level: str, french: bool, role: str) -> Ask:
    """What an ad with this tag asks for. Two in five "Entry level" tags ask for more than
    a year, as on real boards."""
    language = "fr" if french else "en"
    if level == "Entry level":
        lies = dice.random() < 0.40
        if lies:
            return _years(
                dice, dice.choice([2, 2, 2, 3, 3, 3, 4, 5, 5, 7]), language, role
            )
        kind = dice.choices(
            [
                "not_stated",
                "none_needed",
                "one",
                "months",
                "degree_instead",
                "preferred_only",
            ],
            [45, 20, 13, 6, 6, 10],
        )[0]
    elif level == "Internship":
        kind = dice.choices(["not_stated", "none_needed"], [85, 15])[0]
    elif level in {"Director", "Executive"}:
        return _years(dice, dice.choice([7, 8, 10, 10]), language, role)
    elif dice.random() < (0.8 if level == "Mid-Senior level" else 0.5):
        least = dice.choice(
            [3, 4, 5, 5, 6, 8] if level == "Mid-Senior level" else [1, 2, 3]
        )
        return _years(dice, least, language, role)
    else:
        kind = dice.choices(
            ["not_stated", "degree_instead", "preferred_only"], [75, 8, 17]
        )[0]
    return _other(dice, kind, language)


def _years(dice: random.Random, least: int, language: str, role: str) -> Ask:
    wish = ""
    if dice.random() < 0.15:
        wish = dice.choice(WISHES[language]).format(n=least + 2)
    if least == 1:
        return Ask("years", 1, None, dice.choice(ONE[language]), wish)
    if dice.random() < 0.25:
        most = least + dice.randint(1, 3)
        text = dice.choice(RANGES[language]).format(n=least, m=most)
        return Ask("years", least, most, text, wish)
    article = "an" if role[:1].lower() in "aeiou" else "a"
    said = role.lower() if language == "fr" else f"{article} {role.lower()}"
    word = NUMBERS[language][least]
    text = dice.choice(YEARS[language]).format(n=least, w=word, a=said)
    return Ask("years", least, None, text, wish)


def _other(dice: random.Random, kind: str, language: str) -> Ask:
    least = dice.choice([2, 3, 5])
    if kind == "one":
        return Ask("years", 1, None, dice.choice(ONE[language]), "")
    if kind == "months":
        return Ask("years", 0.5, None, dice.choice(MONTHS[language]), "")
    if kind == "none_needed":
        return Ask(kind, 0, None, dice.choice(NONE[language]), "")
    if kind == "degree_instead":
        return Ask(kind, 0, None, dice.choice(DEGREE[language]).format(n=least), "")
    wish = ""
    if kind == "preferred_only":
        wish = dice.choice(WISHES[language]).format(n=least)
    return Ask(kind, None, None, dice.choice(SILENT[language]), wish)
