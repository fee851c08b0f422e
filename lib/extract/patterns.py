"""Word lists made into patterns, and the lists that several modules share.

Every pattern matches folded text (see `plain.fold`): lower case, no accents, "'" for
every apostrophe, the character 0x1f for every bullet, "?" for what is none of these.
"""

import re

_LETTER_FIRST = re.compile(r"[a-z](?![?*+{])")


def any_of(phrases: str) -> str:
    """Make one group of phrases, which are parted by " | " or a line break.

    A phrase is a pattern itself. Phrases of one first letter share it, so that a search
    rejects most places with one comparison: "asset | advantage | plus" becomes
    "(?:a(?:sset|dvantage)|plus)".
    """
    sharing: dict[str, list[str]] = {}
    others: list[str] = []
    for line in phrases.splitlines():
        for phrase in filter(None, map(str.strip, line.split(" | "))):
            if _LETTER_FIRST.match(phrase):
                sharing.setdefault(phrase[0], []).append(phrase[1:])
            else:
                others.append(phrase)
    groups = [
        letter + (rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})")
        for letter, rests in sharing.items()
    ]
    return f"(?:{'|'.join(groups + others)})"


def named(lists: dict[str, str]) -> str:
    """Make alternatives that carry a name each, for `match.lastgroup` to tell."""
    return "|".join(f"(?P<{name}>{any_of(list_)})" for name, list_ in lists.items())


UP_TO_2_WORDS = r"(?:[a-z]+ ){0,2}"
UP_TO_3_WORDS = r"(?:[a-z]+ ){0,3}"

EXPERIENCE = any_of(r"""
    experience | exp\b | expertise | back ?ground | track record
    pqe\b | post[- ]qualif | pratique\b | practice\b | seniority | metier
    anciennete dans (?:la|le|un|une) (?!groupe|entreprise|societe|maison)
""")

# A degree, a diploma or the school that gives it.
DEGREE = r"\b" + any_of(r"""
    degree | bachelor\S* | master'?s?\b | ph\.?d\b | doctora\w+ | diplom\w+
    b\.?sc?\b | m\.?sc?\b | b\.?a\b | mba\b | graduate | associate'?s?
    high school | college | university | secondary | ged\b
    apprenticeship | certificat\w* | ca\b | cpa\b | equivalence
    bac\b | baccalaureat | bac ?\+ ?[0-9] | licence en | maitrise en | ingenieur
    aec\b | cqp\b | bachelier | titre pro | bts\b | dut\b | dec\b | dep\b | cap\b
    capa\b | bep\b | bpa\b | bpjeps\b | cfc\b
""")
