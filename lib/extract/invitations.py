"""Find the words that ask for no experience or invite beginners.

They count only in a posting that requires no figure. The first in the text is quoted.
"""

import re

from lib.extract.amounts import MOST
from lib.extract.patterns import UP_TO_2_WORDS, UP_TO_3_WORDS, any_of

REACH = 70  # characters before its sign in which an invitation begins

_NEEDED = any_of(
    "required | requirement | necessary | needed | essential | mandatory | expected"
)
_KINDS = r"(?:[a-z]+ (?:or |and |/ ?)?){0,3}"  # "prior or related"
_EXIGEE = any_of(r"""
    requise? | necessaire | exigee? | demandee? | obligatoire | indispensable
    prealable | imperative
""")
_AUCUNE = "(?:aucune|pas d[e'? ]{1,3}|nulle)"
_N_EST_PAS = "(?:non|pas|n'est pas|est pas)"
_IN_THIS = r"(?: or [a-z]+)?(?: (?:is|at all|in|with|as)\b[^.;\n\x1f]{0,60}?)? ?"
_NO_MATTER = any_of(rf"""
    {_NEEDED} | \? | whatsoever | [,-] ?(?:no problem|we|full|will|training)
    [!.\n\x1f)] | $
""")
_IS = r"[^.;\n\x1f]{0,30}? (?:is |are )?(?:a plus,? )?(?:but |however )?(?:is )?"
_NOT = r"(?:not|n't|isn't)(?: strictly| a| absolutely| always)?"
_LABEL = "(?: level| required| requise?| needed| demandee)?"
_NONE = any_of(r"""
    none | no\b | nil\b | aucune | non requise | not required | no experience
""")
_WELCOME = any_of("welcome | apply | encouraged | considered")
_NO_EXPERIENCE = any_of(rf"""
    \b(?:no|zero) {_KINDS}experience{_IN_THIS}{_NO_MATTER}
    experience{_IS}{_NOT} {_NEEDED}
    (?:not|n't) (?:need|require)(?:d)?(?: to have)? {_KINDS}experience
    if you (?:do not|don't) have (?:any )?{UP_TO_3_WORDS}experience
    with or without {UP_TO_2_WORDS}experience
    (?:all|any) (?:levels? of )?experience(?: levels?)? (?:(?:are|is) )?{_WELCOME}
    regardless of (?:your )?(?:[a-z]+ )?experience
    \bnew (?:and|or|&) experienced
    experience{_LABEL}\s?: ?{_NONE}
    {_AUCUNE} ?experience(?: [a-z]+){{0,2}} (?:n'est |n est )?{_EXIGEE}
    experience(?: [a-z']+){{0,3}} {_N_EST_PAS}(?: [a-z]+)? ?{_EXIGEE}
    (?:sans|aucun|ni) [a-z]+ (?:ni|ou) (?:d'|aucune )?experience
    sans (?:condition|exigence|prerequis)[^.;\n\x1f]{{0,60}}experience
    (?:avec ou )?sans experience(?! s'abstenir)(?: accepte| bienvenu|\W|$)
    tous (?:les )?niveaux d'experience
""")
_GRADS = r"grad(?:uate)?s?\b(?! (?:school|program|degree|student))"
_GRADUATES = any_of(rf"""
    (?:recent|new|fresh|newly)(?:ly)? {UP_TO_2_WORDS}{_GRADS}
    \bgraduates? (?:are |is )?(?:also )?(?:welcome|encouraged|considered)
    \bgraduate (?:straight |fresh )?out of
    \b(?:graduates?|newly qualified) (?:or|and|to|through to) (?:the )?experienced
    \bnewly qualified [^.;\n\x1f]{{0,30}}?(?:welcome|considered|encouraged)
    (?:open to|suitable for|ideal for|perfect for) {UP_TO_2_WORDS}graduates?\b
""")
_SUITED = any_of("""
    ideal | perfect | great | suited | suitable | open | aimed | opportunity
    appropriate
""")
_PEOPLE = any_of("""
    candidates? | applicants? | developers? | professionals? | individuals? | people
""")
_ENTRY_LEVEL = any_of(rf"""
    {_SUITED} (?:[a-z]+ ){{0,4}}entry[ -]level (?!(?:position|role|salary|program))
    entry[ -]level {_PEOPLE}[^.\n\x1f]{{0,60}}{_WELCOME}
    entry[ -]level[ ,;:(-]{{1,3}}(?:we )?(?:will|can|willing to) train
""")
_WILL_TRAIN = (
    r"\b(?:will|willing to|happy to|can) train\b(?! (?:[a-z]+ ){0,2}"
    + any_of("""
    staff | team | new | other | employees | users | junior | clients | customers | our
    and | models
    """)
    + ")"
)
_E_S = r"(?:[^a-z\n]{0,2}e?[^a-z\n]{0,2}s?\)?)?"  # "débutant(e)s", "débutant·e·s"
_OUVERT = r"(?:ouvert|accessible|convient|conviendrait|adapte)[a-z()]*"
_DEBUTANTS = any_of(rf"""
    debutante?s?{_E_S} (?:[a-z]+ ){{0,2}}?(?:accepte|bienvenu|admis|ok\b|possible)
    (?:profils? |candidats? |meme )(?:de |aux |les )?debutant
    {_OUVERT} {UP_TO_3_WORDS}(?:a |aux? ){UP_TO_2_WORDS}debutant
    debutant[a-z()]* (?:ou|et) (?:confirme|experimente|junior)
    que vous soyez debutant | (?:ou|meme) debutant
    experience[a-z ]{{0,25}}\s?: ?debutant
""")
# A sign that is cheap to look for, and the invitation it may be part of.
_INVITATIONS = tuple(
    (sign, re.compile(rf"(?s:.{{0,{REACH}}}?)(?P<said>{pattern})"))
    for sign, pattern in (
        ("experience", _NO_EXPERIENCE),
        ("grad", _GRADUATES),
        ("entry", _ENTRY_LEVEL),
        (" train", _WILL_TRAIN),
        ("starting out", r"(?:just |those |someone )starting out"),
        ("beginner", r"beginners? (?:are )?(?:welcome|accepted|considered|encouraged)"),
        ("first job", r"(?:your|a|perfect|ideal|great) (?:[a-z]+ )?first job\b"),
        ("debutant", _DEBUTANTS),
        ("jeune", r"jeunes? diplome"),
        (
            "junior",
            r"(?:profils? )?juniors? (?:accepte|bienvenu|admis|welcome)"
            r"|profils? juniors?\b",
        ),
        ("premier emploi", r"premier emploi"),
    )
)
_FRENCH_SIGNS = ("debutant", "jeune", "premier emploi")
_ENGLISH_SIGNS = ("grad", "entry", " train", "starting out", "beginner", "first job")
# Before the invitation these turn it down: "no new graduates", "mentor recent grads".
_REFUSED = re.compile(
    r"\b(?:no|not|sorry|pas de|not for|mentor\w*|train|coach\w*)[ ,]{1,2}$"
)
_OUTRIGHT = re.compile(
    any_of(r"""
    requir | necessary | needed | essential | mandatory | expected | welcom | apply
    encourag | consider | accept | bienvenu | exige | demand | obligatoire | indispens
    """)
)
_WORD_END = re.compile(r"(?:(?<=[a-z])[a-z]*)?")


def first(folded: str) -> tuple[int, int] | None:
    """Give the span of the first invitation of a folded text; null: none.

    One that says so outright ("no experience required") goes before one in passing.
    """
    best: tuple[bool, int, int] | None = None
    skipped: tuple[str, ...] = ()
    if len(folded) >= 500:
        if " de " not in folded:
            skipped = _FRENCH_SIGNS
        elif " the " not in folded:
            skipped = _ENGLISH_SIGNS
    for sign, pattern in _INVITATIONS:
        if sign in skipped:
            continue
        found = _first_of(folded, sign, pattern)
        if found and (best is None or found < best):
            best = found
    return best[1:] if best else None


def _first_of(
    folded: str, sign: str, pattern: re.Pattern[str]
) -> tuple[bool, int, int] | None:
    """Give the first invitation that holds a sign: whether in passing, its span."""
    at = folded.find(sign)
    tries = 0
    passing = None
    while at >= 0 and tries < MOST:
        if sign != "experience" or _is_denied(folded, at):
            match = pattern.match(folded, max(0, at - REACH), at + 110)
            start = match.start("said") if match else at + 1
            if match and start <= at + len(sign) and match.end() > at:
                if not _REFUSED.search(folded[max(0, start - 16) : start]):
                    end = _WORD_END.match(folded, match.end()).end()
                    if _OUTRIGHT.search(folded, start, end + 25):
                        return False, start, end
                    passing = passing or (True, start, end)
        at = folded.find(sign, at + len(sign))
        tries += 1
    return passing


def _is_denied(folded: str, at: int) -> bool:
    """Say whether the words near "experience" can deny the need of it; cheap."""
    near = folded[max(0, at - 70) : at + 75]
    return (
        " no" in near
        or "n't" in near
        or "\nno" in near
        or "\x1fno" in near
        or ":no" in near
        or "(no" in near
        or near.startswith("no")
        or "level" in near
        or "without" in near
        or "zero" in near
        or "regardless" in near
        or "if you" in near
        or "new " in near
        or "sans" in near
        or "pas " in near
        or "aucun" in near
        or "nulle" in near
        or "niveaux" in near
        or "ni " in near
        or ": debut" in near
    )
